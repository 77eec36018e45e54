<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>Sentences</name>
        <message>
            <source>1 byte</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>1 item</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>3D model</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>A DICOM object refers to DICOM images; the open series is a {kind} file.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>All frames</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>An earlier frame stopped the decoder, so this one was not tried.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Audio recording</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Cardiothoracic ratio</source>
            <translation>Herz-Thorax-Quotient</translation>
        </message>
        <message>
            <source>Check that this is an upright frontal chest radiograph, not mirrored or cropped.</source>
            <translation>Prüfen Sie, ob dies eine aufrechte Thorax-Frontalaufnahme ist, weder gespiegelt noch beschnitten.</translation>
        </message>
        <message>
            <source>Check the exposure and series.</source>
            <translation>Prüfen Sie Belichtung und Serie.</translation>
        </message>
        <message>
            <source>Check the path and its spelling.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Checking what was found</source>
            <translation>Ergebnis wird geprüft</translation>
        </message>
        <message>
            <source>Chest CAD Report</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose a DICOM file or a folder that holds some.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose a folder with DICOM images.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose another series, or a model made for this one.</source>
            <translation>Wählen Sie eine andere Serie oder ein Modell, das für diese gemacht ist.</translation>
        </message>
        <message>
            <source>Choose auto, which takes what is there.</source>
            <translation>Wählen Sie auto; das nimmt, was vorhanden ist.</translation>
        </message>
        <message>
            <source>Choose the folder of a study, or fetch the images again from their source.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose the folder of the images.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Choose the folder that holds the images of the study too.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Clinical document</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Close other programs or series and try again.</source>
            <translation>Schließen Sie andere Programme oder Serien und versuchen Sie es erneut.</translation>
        </message>
        <message>
            <source>Close other programs, or choose the CPU.</source>
            <translation>Schließen Sie andere Programme oder wählen Sie die CPU.</translation>
        </message>
        <message>
            <source>Close other studies and programs, or open fewer images.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Colon CAD Report</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Colour palette</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Deeper levels are not shown.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Done</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Drawing: {structure}</source>
            <translation>Wird eingezeichnet: {structure}</translation>
        </message>
        <message>
            <source>Each position holds {count} images and nothing in the headers tells them apart.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Electrocardiogram</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Encapsulated Document</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export as NIfTI instead and report this fault.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export as NIfTI instead, or load the images again from their source.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export as NIfTI instead.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Export it again uncompressed, or as JPEG, JPEG-LS, JPEG 2000 or RLE.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Eye measurements</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fetch it again from its source.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fetch the file again from its source.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fibre tracts</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Fiducial points</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Frame {number}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Frame {number} of the image cannot be decoded.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Frame {number} of the image is damaged: decoding it took too long.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Frame {number} of the image is damaged: it wants more memory than it can need.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Frame {number} of the image is damaged: the decoder broke down on it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Frame {number} of the image is far too small for its pixels.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Frame {number} of {count}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Free some space or choose another folder.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Free some space, then try again; nothing in the library has changed.</source>
            <translation>Schaffen Sie Platz und versuchen Sie es erneut; in der Bibliothek hat sich nichts geändert.</translation>
        </message>
        <message>
            <source>Group Length</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Hanging Protocol</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Heart</source>
            <translation>Herz</translation>
        </message>
        <message>
            <source>Image without pixel data</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Install the pack again from its source.</source>
            <translation>Installieren Sie das Paket neu aus seiner Quelle.</translation>
        </message>
        <message>
            <source>Installed models: {known}.</source>
            <translation>Installierte Modelle: {known}.</translation>
        </message>
        <message>
            <source>It is a link or a device, which is not followed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It is a {kind} file among DICOM images; open it by itself to see it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It is an archive inside the archive, which is not opened.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It is damaged.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It is encrypted.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It is packed in a way that is not known here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>It unpacks to more than {limit} times its size, which images never do.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Item {number}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Keep the result as result.json instead (lightbox predict).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Key Object Selection</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Load the complete series again from its source; the slices themselves can be read as they are.</source>
            <translation>Laden Sie die vollständige Serie erneut aus ihrer Quelle; die Schichten selbst lassen sich so befunden, wie sie sind.</translation>
        </message>
        <message>
            <source>Loading the model</source>
            <translation>Modell wird geladen</translation>
        </message>
        <message>
            <source>Looking at the picture</source>
            <translation>Bild wird betrachtet</translation>
        </message>
        <message>
            <source>Looking at the picture ({n} of {count})</source>
            <translation>Bild wird betrachtet ({n} von {count})</translation>
        </message>
        <message>
            <source>Looking through folders, {count} files so far</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>MR Spectroscopy</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Making the CT</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Making the radiograph</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Mammography CAD Report</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Measuring</source>
            <translation>Messung läuft</translation>
        </message>
        <message>
            <source>More elements are not shown.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>No {structure} was found.</source>
            <translation>Nicht gefunden: {structure}.</translation>
        </message>
        <message>
            <source>None of the {count} files is a readable DICOM image.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Object of a private kind</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open it again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open the DICOM images of this study and repeat the work on them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open the folder of the disc instead.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Open the picture as its own series.</source>
            <translation>Öffnen Sie das Bild als eigene Serie.</translation>
        </message>
        <message>
            <source>PDF document</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Presentation State</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Private</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Private Creator</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Protocol</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>RT Plan</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>RT Structure Set</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>RT Treatment Record</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Radiation Dose Report</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Raw Data</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Read {number} of {count} files</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading file {number} of {count}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading image file {number} of {count}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading tags</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading the DICOMDIR, {count} files so far</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading the headers of the source</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Reading the segmentation back</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Real World Values</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Registration</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Run a model that measures.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Run a model that segments.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Run the model again.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Run the model again; the log file tells more.</source>
            <translation>Starten Sie das Modell erneut; die Protokolldatei sagt mehr.</translation>
        </message>
        <message>
            <source>Slice {number} of {count}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Slice {number} of {count} cannot be read: {reason}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Slice {number} of {total} is missing ({width:.1f} mm gap at {middle:.1f} mm).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Slices {first} to {last} of {total} are missing ({width:.1f} mm gap at {middle:.1f} mm).</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Starting the model process</source>
            <translation>Modellprozess wird gestartet</translation>
        </message>
        <message>
            <source>Structured Report</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Surface</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Surface Segmentation</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Taught on {cases}: other pictures may mislead it.</source>
            <translation>Trainiert an {cases}: Andere Bilder können es in die Irre führen.</translation>
        </message>
        <message>
            <source>The DICOMDIR cannot be read: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The DICOMDIR is damaged; it may name more files than were found.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The DICOMDIR is too large to be one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The DICOMDIR names no files.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The archive cannot be unpacked: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The archive is damaged and cannot be unpacked.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The archive lists more than {most} files.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The archive needs more than {gigabytes:.1f} GB on the disk, which is not free.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The archive unpacks to more than {limit} times its size, which images never do.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The calibration of model {model} does not fit its classes.</source>
            <translation>Die Kalibrierung des Modells {model} passt nicht zu seinen Klassen.</translation>
        </message>
        <message>
            <source>The card of model pack {pack} is larger than any real card.</source>
            <translation>Die Karte des Modellpakets {pack} ist größer als jede echte Karte.</translation>
        </message>
        <message>
            <source>The card of model pack {pack} is not valid: {error}</source>
            <translation>Die Karte des Modellpakets {pack} ist ungültig: {error}</translation>
        </message>
        <message>
            <source>The card of model {model} has no valid calibration: {error}</source>
            <translation>Die Karte des Modells {model} hat keine gültige Kalibrierung: {error}</translation>
        </message>
        <message>
            <source>The card of model {model} names a weights file outside its pack.</source>
            <translation>Die Karte des Modells {model} nennt eine Gewichtsdatei außerhalb ihres Pakets.</translation>
        </message>
        <message>
            <source>The card of model {model} names no weights or no labels.</source>
            <translation>Die Karte des Modells {model} nennt keine Gewichte oder keine Strukturen.</translation>
        </message>
        <message>
            <source>The cardiothoracic ratio is not printed: {reason}</source>
            <translation>Der Herz-Thorax-Quotient wird nicht angegeben: {reason}</translation>
        </message>
        <message>
            <source>The colour palette of the image is damaged.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The compressed picture has {width} × {height} pixels, the header says {columns} × {rows}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The device {device!r} is not available on this computer.</source>
            <translation>Das Gerät {device!r} ist auf diesem Computer nicht vorhanden.</translation>
        </message>
        <message>
            <source>The distance between slices varies from {least:.1f} to {most:.1f} mm.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file announces {announced} frames and holds {held}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file announces {count} frames and is far too small for them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file cannot be read: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file does not say how many rows and columns its image has.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file does not say that this is a frontal view.</source>
            <translation>Die Datei sagt nicht, dass dies eine Frontalaufnahme ist.</translation>
        </message>
        <message>
            <source>The file does not say whether bones are bright.</source>
            <translation>Die Datei sagt nicht, ob Knochen hell sind.</translation>
        </message>
        <message>
            <source>The file does not say which body part it shows.</source>
            <translation>Die Datei sagt nicht, welchen Körperteil sie zeigt.</translation>
        </message>
        <message>
            <source>The file ends after {percent} % of its pixel data.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file ends before its pixel data.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file has colours for some of its values; they are shown in grey.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file has no Patient Orientation: right and left are those of the picture.</source>
            <translation>Die Datei enthält keine Patientenausrichtung (Patient Orientation): Rechts und links sind die des Bildes.</translation>
        </message>
        <message>
            <source>The file has no pixel data, or ends before them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file has no pixel data.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file holds fewer frames than when the folder was read.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file holds {held} frames and announces one frame; the others are not shown.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file holds {held} frames and announces {announced} frames; the others are not shown.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file holds {pieces} pieces of {frames} compressed frames, and nothing tells them apart.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file holds {share} % of the pixel data it announces.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file is damaged: it announces more pixels than it can hold.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file is damaged: its compressed content cannot be read.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file is damaged: its header cannot be read.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The file says that its pixels are not compressed, and they are.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The folder cannot be read: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The folder for the phantom is not empty.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The folder holds no files.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The folder {folder} holds the model {model}; the names must be equal.</source>
            <translation>Der Ordner {folder} enthält das Modell {model}; die Namen müssen gleich sein.</translation>
        </message>
        <message>
            <source>The frames are tiles of one large picture, not slices of a volume.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The frames carry no position in the patient.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The frames follow each other in time, not in space.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The gantry was tilted by {angle:.1f}°, so the slices are sheared against each other.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The header contradicts itself: {stored} bits stored in {allocated} bits.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The header does not say how many rows and columns the image has.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The headers of the open images are not of a kind that a structured report can refer to.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The headers of the open images do not describe their geometry in the way a DICOM segmentation has to repeat it.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The heart lies further to the right than on any training film: check that it is not mirrored.</source>
            <translation>Das Herz liegt weiter rechts als auf jeder Trainingsaufnahme: Prüfen Sie, ob das Bild gespiegelt ist.</translation>
        </message>
        <message>
            <source>The image has {samples} samples per pixel of the kind “{kind}”, which cannot be shown.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The image holds compressed or coloured real numbers, which cannot be read here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The image is compressed in the transfer syntax {name}, which cannot be read here.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The image is of another size or kind than its header says.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The image is of another size or kind than when the folder was read.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The image needs more memory than there is.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The images carry no pixel spacing, so nothing can be measured in them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The images carry no position in the patient; they follow each other by their numbers.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The images of an archive are not taken; unpack it first.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The label name {name!r} has characters other than letters, digits and _.</source>
            <translation>Der Strukturname {name!r} enthält andere Zeichen als Buchstaben, Ziffern und _.</translation>
        </message>
        <message>
            <source>The lungs lie on the wrong sides; the picture may be mirrored.</source>
            <translation>Die Lungen liegen auf den falschen Seiten; das Bild ist möglicherweise gespiegelt.</translation>
        </message>
        <message>
            <source>The members of the model see different things in this picture (Dice {dice:.2f} between them).</source>
            <translation>Die Teilmodelle sehen in diesem Bild Verschiedenes (Dice untereinander {dice:.2f}).</translation>
        </message>
        <message>
            <source>The model pack {pack} has no readable {file}.</source>
            <translation>Das Modellpaket {pack} hat keine lesbare Datei {file}.</translation>
        </message>
        <message>
            <source>The model pack {pack} is of another format than this version reads (format {format}).</source>
            <translation>Das Modellpaket {pack} hat ein anderes Format, als diese Version liest (Format {format}).</translation>
        </message>
        <message>
            <source>The model reads one grey picture at a time.</source>
            <translation>Das Modell liest jeweils ein Bild in Grauwerten.</translation>
        </message>
        <message>
            <source>The open images have no valid {keyword}, so nothing can refer to them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The open series does not say where its slices lie in the patient, which a DICOM segmentation of several slices needs.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The phantom could not be written: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The picture is one even grey: there is nothing to mark.</source>
            <translation>Das Bild ist gleichmäßig grau: Es gibt nichts einzuzeichnen.</translation>
        </message>
        <message>
            <source>The pictures it was taught on did not say their modality, so it is not checked.</source>
            <translation>Die Bilder, an denen es trainiert wurde, nannten keine Modalität; sie wird daher nicht geprüft.</translation>
        </message>
        <message>
            <source>The process that decodes damaged images cannot be started.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The process that runs the models cannot be started.</source>
            <translation>Der Prozess, der die Modelle ausführt, lässt sich nicht starten.</translation>
        </message>
        <message>
            <source>The process that runs the models ended unexpectedly (code {code}); nothing that was open is lost.</source>
            <translation>Der Prozess, der die Modelle ausführt, wurde unerwartet beendet (Code {code}); nichts Geöffnetes ist verloren.</translation>
        </message>
        <message>
            <source>The process that runs the models ended unexpectedly; nothing that was open is lost.</source>
            <translation>Der Prozess, der die Modelle ausführt, wurde unerwartet beendet; nichts Geöffnetes ist verloren.</translation>
        </message>
        <message>
            <source>The report is written</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The rescale slope or intercept is so large that no values can be computed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The result belongs to another grid than the open series, so it was not written.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The result has no measurement, so there is nothing to report.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The result marks no structure, so there is nothing to write.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The segmentation is written</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The segmentation was read back and differs from what is on the screen, so it was not kept.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The series is spread over {count} multi-frame images; a DICOM segmentation can refer to one.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The side of label {name!r} must be right, left or empty.</source>
            <translation>Die Seite der Struktur {name!r} muss right, left oder leer sein.</translation>
        </message>
        <message>
            <source>The slices are shifted sideways against each other.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The start of the file is damaged: its meta information cannot be read.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The threshold of model {model} must lie between 0 and 1.</source>
            <translation>Der Schwellenwert des Modells {model} muss zwischen 0 und 1 liegen.</translation>
        </message>
        <message>
            <source>The tiles of this mosaic cannot be told apart.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The value is damaged.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>The weights {file} of model {model} are missing.</source>
            <translation>Die Gewichte {file} des Modells {model} fehlen.</translation>
        </message>
        <message>
            <source>The weights {file} of model {model} are not the ones its card was written for: their SHA-256 differs, so the model is not run.</source>
            <translation>Die Gewichte {file} des Modells {model} sind nicht die, für die seine Karte geschrieben wurde: Ihre SHA-256 weicht ab, daher wird das Modell nicht ausgeführt.</translation>
        </message>
        <message>
            <source>There are {count} further gaps.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no file or folder at this path.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no model {name!r}.</source>
            <translation>Es gibt kein Modell {name!r}.</translation>
        </message>
        <message>
            <source>There is no picture to show: the file is of the kind “{kind}”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is no picture to show: the {count} files are of these kinds: {kinds}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is only an index (DICOMDIR) here, no images.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>There is {count} further gap.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>These images repeat positions of the series beside them.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This file is of the kind “{kind}”, not an image.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is a derived or secondary picture.</source>
            <translation>Dies ist ein abgeleitetes oder sekundäres Bild.</translation>
        </message>
        <message>
            <source>This is a link to a file outside the folder, which is not followed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is a link to a folder, which is not followed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is no PNG, JPEG or DICOM image.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is not a DICOM file.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This is not a regular file.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This path cannot be read: {reason}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This series</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This series is larger than the free memory: its {gigabytes:.1f} GB are kept in a file while it is open.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This version cannot run models for the task {task!r}.</source>
            <translation>Diese Version kann keine Modelle für die Aufgabe {task!r} ausführen.</translation>
        </message>
        <message>
            <source>This volume has {count} slice; the longest of its axis has {most}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>This volume has {count} slices; the longest of its axis has {most}.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Thorax</source>
            <translation>Thorax</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Unpack it yourself where you trust its source.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Unpacking file {number} of {count}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Unpacking, {megabytes:.0f} MB so far</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Update the product.</source>
            <translation>Aktualisieren Sie das Programm.</translation>
        </message>
        <message>
            <source>Use a pack made for this version.</source>
            <translation>Verwenden Sie ein Paket, das für diese Version gemacht ist.</translation>
        </message>
        <message>
            <source>Waveform</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Weighing the classes</source>
            <translation>Klassen werden abgewogen</translation>
        </message>
        <message>
            <source>What was found does not look like lungs and heart of an upright frontal chest: {figure} is {found:.2f}, {low:.2f} to {high:.2f} was expected.</source>
            <translation>Das Gefundene sieht nicht aus wie Lungen und Herz einer aufrechten Thorax-Frontalaufnahme: {figure} ist {found:.2f}, erwartet war {low:.2f} bis {high:.2f}.</translation>
        </message>
        <message>
            <source>What was open is unchanged. Try again; if it comes back, send the log (Help, Open log folder).</source>
            <translation>Was geöffnet war, ist unverändert. Versuchen Sie es erneut; tritt es wieder auf, senden Sie das Protokoll (Hilfe, Protokollordner öffnen).</translation>
        </message>
        <message>
            <source>Whole file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Writing down where it comes from</source>
            <translation>Herkunft wird festgehalten</translation>
        </message>
        <message>
            <source>Writing the CT</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Writing the report</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>Writing the segmentation</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>acquisition</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>axial</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>b-value</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>box aspect</source>
            <translation>Seitenverhältnis</translation>
        </message>
        <message>
            <source>cardiac phase</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>cases of one site</source>
            <translation>Fällen eines Hauses</translation>
        </message>
        <message>
            <source>coil</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>comment</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>compressed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>content time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>contrast</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>coronal</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>detector</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>detector plane</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>dimension</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>direction</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>echo</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>echo time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>energy window</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>field</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>flip angle</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>frame of reference</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>frame reference time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>heart</source>
            <translation>Herz</translation>
        </message>
        <message>
            <source>heart area ratio</source>
            <translation>Flächenverhältnis von Herz zu Lungen</translation>
        </message>
        <message>
            <source>heart height</source>
            <translation>Höhe des Herzens</translation>
        </message>
        <message>
            <source>heart side</source>
            <translation>seitliche Lage des Herzens</translation>
        </message>
        <message>
            <source>image</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>image {number}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>imaginary</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>input error</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>inversion time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>it is no valid path</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>kernel</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>kind</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>lateral</source>
            <translation>seitlich</translation>
        </message>
        <message>
            <source>left lateral</source>
            <translation>links seitlich</translation>
        </message>
        <message>
            <source>left lung</source>
            <translation>linke Lunge</translation>
        </message>
        <message>
            <source>localizer</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>lung area ratio</source>
            <translation>Flächenverhältnis der Lungen</translation>
        </message>
        <message>
            <source>lung area share</source>
            <translation>Flächenanteil der Lungen</translation>
        </message>
        <message>
            <source>lung distance</source>
            <translation>Abstand der Lungen</translation>
        </message>
        <message>
            <source>magnitude</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>mixed</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>multi-frame</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>no pixel spacing</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>no position</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>no {mark}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <source>not said</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>oblique</source>
            <translation>schräg</translation>
        </message>
        <message>
            <source>of an unreadable name</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>on an AP film the heart is magnified.</source>
            <translation>Auf einer AP-Aufnahme ist das Herz vergrößert abgebildet.</translation>
        </message>
        <message>
            <source>phase</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>pixels {height:g} × {width:g} mm</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>protocol</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>real</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>repeated positions</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>respiratory phase</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>right lateral</source>
            <translation>rechts seitlich</translation>
        </message>
        <message>
            <source>right lung</source>
            <translation>rechte Lunge</translation>
        </message>
        <message>
            <source>sagittal</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>see above</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>segment</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>series time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>set</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>stack</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>the disk may be full</source>
            <translation>die Festplatte ist möglicherweise voll</translation>
        </message>
        <message>
            <source>the lungs do not lie beside each other.</source>
            <translation>Die Lungen liegen nicht nebeneinander.</translation>
        </message>
        <message>
            <source>the members of the model disagree on the {structure}.</source>
            <translation>Die Teilmodelle sind sich nicht einig ({structure}).</translation>
        </message>
        <message>
            <source>the model has not seen children.</source>
            <translation>Das Modell hat keine Kinder gesehen.</translation>
        </message>
        <message>
            <source>the {structure} is cut off by the edge of the picture.</source>
            <translation>Vom Bildrand abgeschnitten: {structure}.</translation>
        </message>
        <message>
            <source>time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>time position</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>time slot</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>trigger time</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>tube voltage</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>values in</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>volume</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>volume {number}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>without a modality</source>
            <translation>ohne Modalität</translation>
        </message>
        <message>
            <source>{columns}×{rows} pixels</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} bytes</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} file is a copy of an image that is already here, and left out.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} file of this series cannot be read: {reason}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} file that the DICOMDIR names is not there.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} files are copies of an image that is already here, and left out.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} files of this series cannot be read: {reason}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} files read</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} files that the DICOMDIR names are not there.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} image carries the identity (SOP Instance UID) of an image of another series; all are shown.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} image carries the identity (SOP Instance UID) of another image with other content.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} image files</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} image repeats the position of another one and stands beside this series under “{part}”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} images carry the identity (SOP Instance UID) of an image of another series; all are shown.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} images carry the identity (SOP Instance UID) of another image with other content.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} images repeat the position of another one and stand beside this series under “{part}”.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} items</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} more items are not shown.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} name in the DICOMDIR leads out of its folder, which is not followed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} names in the DICOMDIR lead out of its folder, which is not followed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{count} slices loaded</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{file} has changed since it was listed.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{kind} file</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{kind} picture</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{kind} volume</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{modality} series</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{model} cannot be copied into the library ({reason}).</source>
            <translation>{model} kann nicht in die Bibliothek kopiert werden ({reason}).</translation>
        </message>
        <message>
            <source>{model} found nothing it can vouch for, so nothing is drawn. {reason}</source>
            <translation>{model} hat nichts gefunden, wofür es einstehen kann; es wird nichts eingezeichnet. {reason}</translation>
        </message>
        <message>
            <source>{model} is made for {task}, which this version cannot run.</source>
            <translation>{model} ist für {task} gemacht; diese Version kann das nicht ausführen.</translation>
        </message>
        <message>
            <source>{model} is not sure: more than one class, or none, fits what it has learned.</source>
            <translation>{model} ist unsicher: Mehrere Klassen oder keine passen zu dem, was es gelernt hat.</translation>
        </message>
        <message>
            <source>{model} needs a frontal view ({wanted}); this is {found}.</source>
            <translation>{model} braucht eine Frontalaufnahme ({wanted}); diese ist {found}.</translation>
        </message>
        <message>
            <source>{model} needs a frontal view; by its Patient Orientation this picture is not frontal.</source>
            <translation>{model} braucht eine Frontalaufnahme; nach seiner Patientenausrichtung (Patient Orientation) ist dieses Bild nicht frontal.</translation>
        </message>
        <message>
            <source>{model} needs at least {minimum} pixels a side; this picture has {found}.</source>
            <translation>{model} braucht mindestens {minimum} Pixel je Seite; dieses Bild hat {found}.</translation>
        </message>
        <message>
            <source>{model} needs evenly spaced slices: {fault}</source>
            <translation>{model} braucht Schichten in gleichen Abständen: {fault}</translation>
        </message>
        <message>
            <source>{model} needs more memory than {device} has free.</source>
            <translation>{model} braucht mehr Speicher, als auf {device} frei ist.</translation>
        </message>
        <message>
            <source>{model} needs {wanted}; this series is {found}.</source>
            <translation>{model} braucht {wanted}; diese Serie ist {found}.</translation>
        </message>
        <message>
            <source>{model} needs {wanted}; this series shows {found}.</source>
            <translation>{model} braucht {wanted}; diese Serie zeigt {found}.</translation>
        </message>
        <message>
            <source>{model} reads grey pictures; this picture is in colour.</source>
            <translation>{model} liest Bilder in Grauwerten; dieses Bild ist farbig.</translation>
        </message>
        <message>
            <source>{model} reads grey radiographs; this picture is in colour.</source>
            <translation>{model} liest Röntgenaufnahmen in Grauwerten; dieses Bild ist farbig.</translation>
        </message>
        <message>
            <source>{model} reads one picture; this series has {count} pictures.</source>
            <translation>{model} liest ein einzelnes Bild; diese Serie hat {count} Bilder.</translation>
        </message>
        <message>
            <source>{model} reads one radiograph; this series has {count} pictures.</source>
            <translation>{model} liest eine einzelne Röntgenaufnahme; diese Serie hat {count} Bilder.</translation>
        </message>
        <message>
            <source>{model} was taught on {wanted} views; this is {found}.</source>
            <translation>{model} wurde an Aufnahmen {wanted} trainiert; diese ist {found}.</translation>
        </message>
        <message>
            <source>{purpose} needs evenly spaced slices: {fault}</source>
            <translation>{purpose}: Schichten in gleichen Abständen sind nötig. {fault}</translation>
        </message>
        <message>
            <source>{purpose} needs {needed:.1f} GB of memory, and {free:.1f} GB are free.</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{series} ({part})</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{size:.3g} mm pixels</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{step:g} mm apart</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>{these} or {last}</source>
            <translation>{these} oder {last}</translation>
        </message>
        <message>
            <source>“{member}” in the archive: {reason}</source>
            <translation type="unfinished" />
        </message>
        <message>
            <source>“{title}” needs more memory than is free.</source>
            <translation>„{title}“ braucht mehr Arbeitsspeicher, als frei ist.</translation>
        </message>
        <message>
            <source>“{title}” stopped because of an error in the program ({error}).</source>
            <translation>„{title}“ wurde wegen eines Programmfehlers abgebrochen ({error}).</translation>
        </message>
        <message>
            <source>… ({count} values)</source>
            <translation type="unfinished" />
        </message>
    </context>
</TS>
