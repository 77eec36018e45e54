<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>Sentences</name>
        <message>
            <source>'lightbox dataset check' lists them; remove their folders or import them again.</source>
            <translation>„lightbox dataset check“ listet sie auf; entfernen Sie ihre Ordner, oder importieren Sie sie neu.</translation>
        </message>
        <message>
            <source>0 … 1, then as ImageNet photographs</source>
            <translation>0 … 1, dann wie Fotos von ImageNet</translation>
        </message>
        <message>
            <source>1 byte</source>
            <translation>1 Byte</translation>
        </message>
        <message>
            <source>1 case</source>
            <translation>1 Fall</translation>
        </message>
        <message>
            <source>1 gap left empty</source>
            <translation>1 Lücke leer gelassen</translation>
        </message>
        <message>
            <source>1 image</source>
            <translation>1 Bild</translation>
        </message>
        <message>
            <source>1 image cannot be read and will be left out: {name}: {reason}</source>
            <translation>1 Bild kann nicht gelesen werden und wird ausgelassen: {name}: {reason}</translation>
        </message>
        <message>
            <source>1 image has a box that cannot be: {name}: {reason}</source>
            <translation>1 Bild hat einen Kasten, den es so nicht geben kann: {name}: {reason}</translation>
        </message>
        <message>
            <source>1 image has words burned in, its file says: {name}.</source>
            <translation>1 Bild hat laut seiner Datei eingebrannten Text: {name}.</translation>
        </message>
        <message>
            <source>1 image is a picture of a screen, which often shows a name: {name}.</source>
            <translation>1 Bild ist eine Bildschirmaufnahme, auf der oft ein Name steht: {name}.</translation>
        </message>
        <message>
            <source>1 image is in no part: next to a cut between blocks, or a near copy of an image on another side.</source>
            <translation>1 Bild ist in keinem Teil: neben einem Schnitt zwischen Blöcken oder fast gleich einem Bild auf anderer Seite.</translation>
        </message>
        <message>
            <source>1 image seems to have words in its margin: {name}. Look at it before it is copied.</source>
            <translation>1 Bild hat anscheinend Text am Rand: {name}. Sehen Sie es an, bevor es kopiert wird.</translation>
        </message>
        <message>
            <source>1 item</source>
            <translation>1 Element</translation>
        </message>
        <message>
            <source>1 mask does not lie on its image: {name}: {reason}</source>
            <translation>1 Maske liegt nicht auf ihrem Bild: {name}: {reason}</translation>
        </message>
        <message>
            <source>1 mask has a value without a name: {name}: {reason}</source>
            <translation>1 Maske hat einen Wert ohne Namen: {name}: {reason}</translation>
        </message>
        <message>
            <source>1 mask has another size than the image: case {case}, {reason}.</source>
            <translation>1 Maske hat eine andere Größe als das Bild: Fall {case}, {reason}.</translation>
        </message>
        <message>
            <source>1 page of another size or kind left out.</source>
            <translation>1 Seite anderer Größe oder Art wurde weggelassen.</translation>
        </message>
        <message>
            <source>1 pair of equal or nearly equal pictures; none is on two sides.</source>
            <translation>1 Paar gleicher oder fast gleicher Bilder; keines liegt auf zwei Seiten.</translation>
        </message>
        <message>
            <source>1 pair of images</source>
            <translation>1 Bildpaar</translation>
        </message>
        <message>
            <source>1 person or block</source>
            <translation>1 Person oder Block</translation>
        </message>
        <message>
            <source>1 pixel of padding left out</source>
            <translation>1 Füllpixel nicht mitgezählt</translation>
        </message>
        <message>
            <source>1 pixel without a value left out</source>
            <translation>1 Pixel ohne Wert nicht mitgezählt</translation>
        </message>
        <message>
            <source>1st … 99th percentile become 0 … 1</source>
            <translation>1. … 99. Perzentil werden 0 … 1</translation>
        </message>
        <message>
            <source>3D model</source>
            <translation>3D-Modell</translation>
        </message>
        <message>
            <source>64 bits that look alike for pictures that look alike</source>
            <translation>64 Bit, die sich bei ähnlichen Bildern ähneln</translation>
        </message>
        <message>
            <source>95 % of the cases that were held out lay inside</source>
            <translation>95 % der zurückgehaltenen Fälle lagen darin</translation>
        </message>
        <message>
            <source>A DICOM object refers to DICOM images; the open series is a {kind} file.</source>
            <translation>Ein DICOM-Objekt verweist auf DICOM-Bilder; die offene Serie ist eine {kind}-Datei.</translation>
        </message>
        <message>
            <source>A DICOM parametric map lies at a place in the patient; the open series, as radiographs do, does not say where it lies.</source>
            <translation>Eine DICOM-Parameterkarte liegt an einem Ort im Patienten; die offene Serie sagt, wie Röntgenaufnahmen, nicht, wo sie liegt.</translation>
        </message>
        <message>
            <source>A DICOMDIR is left out: it names the patients.</source>
            <translation>Ein DICOMDIR ist ausgelassen: Es nennt die Patienten.</translation>
        </message>
        <message>
            <source>A box of {label!r} has a side without length.</source>
            <translation>Ein Kasten von {label!r} hat eine Seite ohne Länge.</translation>
        </message>
        <message>
            <source>A box of {label!r} has corners that are no numbers.</source>
            <translation>Ein Kasten von {label!r} hat Ecken, die keine Zahlen sind.</translation>
        </message>
        <message>
            <source>A box of {label!r} lies elsewhere in mm than in pixels.</source>
            <translation>Ein Kasten von {label!r} liegt in mm woanders als in Pixeln.</translation>
        </message>
        <message>
            <source>A box of {label!r} reaches out of its image, which has {columns} × {rows} pixels.</source>
            <translation>Ein Kasten von {label!r} ragt aus seinem Bild mit {columns} × {rows} Pixeln heraus.</translation>
        </message>
        <message>
            <source>A case needs one of the classes of its dataset as its label.</source>
            <translation>Ein Fall braucht eine der Klassen seines Datensatzes als Label.</translation>
        </message>
        <message>
            <source>A corner of its box is missing.</source>
            <translation>Eine Ecke seines Kastens fehlt.</translation>
        </message>
        <message>
            <source>A dataset of the kind “{task}” cannot take what is marked here.</source>
            <translation>Ein Datensatz der Art „{task}“ kann nicht aufnehmen, was hier markiert ist.</translation>
        </message>
        <message>
            <source>A folder per class: {names}.</source>
            <translation>Ein Ordner je Klasse: {names}.</translation>
        </message>
        <message>
            <source>A list of images for training (MONAI, Decathlon).</source>
            <translation>Eine Liste von Bildern zum Trainieren (MONAI, Decathlon).</translation>
        </message>
        <message>
            <source>A list of pictures with boxes (COCO). Outlines are not read.</source>
            <translation>Eine Liste von Bildern mit Kästen (COCO). Umrisse werden nicht gelesen.</translation>
        </message>
        <message>
            <source>A mask of a reader of case {key} was changed or is missing.</source>
            <translation>Eine Maske eines Befunders von Fall {key} wurde verändert oder fehlt.</translation>
        </message>
        <message>
            <source>A model that was imported is removed by its ID with the version.</source>
            <translation>Ein importiertes Modell wird mit ID und Version entfernt.</translation>
        </message>
        <message>
            <source>A person corrected boxes of this model here, so it does not run again. To have its boxes back, edit the boxes and press “Model”.</source>
            <translation>Hier hat jemand Kästen dieses Modells korrigiert, deshalb läuft es nicht noch einmal. Um seine Kästen zurückzuholen, die Kästen bearbeiten und „Modell“ drücken.</translation>
        </message>
        <message>
            <source>A person edited what this model marked here, so it does not run again. To have its masks back, edit the mask, press “Model” and “Done”.</source>
            <translation>Was dieses Modell hier markiert hat, wurde von Hand bearbeitet; darum läuft es nicht noch einmal. Um seine Masken zurückzuholen, die Maske bearbeiten, „Modell“ und „Fertig“ drücken.</translation>
        </message>
        <message>
            <source>A place in the patient</source>
            <translation>Ort im Patienten</translation>
        </message>
        <message>
            <source>A plane</source>
            <translation>Ebene</translation>
        </message>
        <message>
            <source>A point of {label!r} lies beside its image.</source>
            <translation>Ein Punkt von {label!r} liegt neben seinem Bild.</translation>
        </message>
        <message>
            <source>A point of {label!r} lies elsewhere in mm than in pixels.</source>
            <translation>Ein Punkt von {label!r} liegt in mm woanders als in Pixeln.</translation>
        </message>
        <message>
            <source>A preset needs a name.</source>
            <translation>Eine Voreinstellung braucht einen Namen.</translation>
        </message>
        <message>
            <source>A reader needs a name.</source>
            <translation>Ein Befunder braucht einen Namen.</translation>
        </message>
        <message>
            <source>A region</source>
            <translation>Bereich</translation>
        </message>
        <message>
            <source>A single case does not fit the memory; the last checkpoint is kept.</source>
            <translation>Schon ein einzelner Fall passt nicht in den Speicher; der letzte Zwischenstand bleibt erhalten.</translation>
        </message>
        <message>
            <source>A single file of this kind is no source of labelled images.</source>
            <translation>Eine einzelne Datei dieser Art ist keine Quelle beschrifteter Bilder.</translation>
        </message>
        <message>
            <source>A slab needs a stack of slices; this series has one.</source>
            <translation>Ein Slab braucht einen Schichtstapel; diese Serie hat nur eine Schicht.</translation>
        </message>
        <message>
            <source>A slab needs grey values; this series is in colour.</source>
            <translation>Ein Slab braucht Grauwerte; diese Serie ist farbig.</translation>
        </message>
        <message>
            <source>A slab of slices</source>
            <translation>Slab</translation>
        </message>
        <message>
            <source>A table of {rows} rows: {columns}.</source>
            <translation>Eine Tabelle mit {rows} Zeilen: {columns}.</translation>
        </message>
        <message>
            <source>A training case</source>
            <translation>Trainingsfall</translation>
        </message>
        <message>
            <source>A training case needs slices at right angles to their stack; these are tilted.</source>
            <translation>Ein Trainingsfall braucht Schichten senkrecht zum Stapel; diese sind gekippt.</translation>
        </message>
        <message>
            <source>About {time} · {needed:.1f} GB of memory</source>
            <translation>Etwa {time} · {needed:.1f} GB Speicher</translation>
        </message>
        <message>
            <source>Accept a structure, or edit its mask, first.</source>
            <translation>Nehmen Sie zuerst eine Struktur an oder bearbeiten Sie ihre Maske.</translation>
        </message>
        <message>
            <source>Accept all findings</source>
            <translation>Alle Befunde annehmen</translation>
        </message>
        <message>
            <source>Accept {what}</source>
            <translation>{what} annehmen</translation>
        </message>
        <message>
            <source>Add cases of more persons; where each file is another person, import with --person '(.+)'.</source>
            <translation>Fügen Sie Fälle weiterer Personen hinzu; wo jede Datei eine andere Person ist, importieren Sie mit --person '(.+)'.</translation>
        </message>
        <message>
            <source>Add it anew.</source>
            <translation>Fügen Sie sie neu hinzu.</translation>
        </message>
        <message>
            <source>Add the mask (an empty one where there is nothing), or leave the case out.</source>
            <translation>Ergänzen Sie die Maske (eine leere, wo nichts ist), oder lassen Sie den Fall weg.</translation>
        </message>
        <message>
            <source>Adding the model</source>
            <translation>Modell wird hinzugefügt</translation>
        </message>
        <message>
            <source>Adding the model to the library</source>
            <translation>Modell wird in die Bibliothek aufgenommen</translation>
        </message>
        <message>
            <source>Adding the vessels of the lungs</source>
            <translation>Gefäße der Lungen werden ergänzt</translation>
        </message>
        <message>
            <source>Adding to the dataset</source>
            <translation>Aufnahme in den Datensatz</translation>
        </message>
        <message>
            <source>Adrenal gland</source>
            <translation>Nebenniere</translation>
        </message>
        <message>
            <source>Age</source>
            <translation>Alter</translation>
        </message>
        <message>
            <source>All frames</source>
            <translation>Alle Einzelbilder</translation>
        </message>
        <message>
            <source>An earlier frame stopped the decoder, so this one was not tried.</source>
            <translation>Ein früheres Einzelbild hat den Decoder angehalten, daher wurde dieses nicht versucht.</translation>
        </message>
        <message>
            <source>An example: '^(.+)_slice'.</source>
            <translation>Ein Beispiel: '^(.+)_slice'.</translation>
        </message>
        <message>
            <source>An example: images/{{case}}.png</source>
            <translation>Ein Beispiel: images/{{case}}.png</translation>
        </message>
        <message>
            <source>Angle</source>
            <translation>Winkel</translation>
        </message>
        <message>
            <source>Another channel of an image; only the first is taken.</source>
            <translation>Ein weiterer Kanal eines Bildes; nur der erste wird übernommen.</translation>
        </message>
        <message>
            <source>Another image has the same name.</source>
            <translation>Ein anderes Bild hat denselben Namen.</translation>
        </message>
        <message>
            <source>Another program is writing the job table.</source>
            <translation>Ein anderes Programm schreibt gerade die Auftragstabelle.</translation>
        </message>
        <message>
            <source>Another row says that it is of another person.</source>
            <translation>Eine andere Zeile nennt eine andere Person.</translation>
        </message>
        <message>
            <source>Another window is writing the audit trail.</source>
            <translation>Ein anderes Fenster schreibt gerade das Protokoll.</translation>
        </message>
        <message>
            <source>Another window is writing the list of studies.</source>
            <translation>Ein anderes Fenster schreibt gerade die Studienliste.</translation>
        </message>
        <message>
            <source>Another window or program is writing this dataset.</source>
            <translation>Ein anderes Fenster oder Programm schreibt gerade in diesen Datensatz.</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>Antworten</translation>
        </message>
        <message>
            <source>Answer in the import dialog, or in a manifest: --manifest FILE.</source>
            <translation>Antworten Sie im Importdialog oder in einem Manifest: --manifest DATEI.</translation>
        </message>
        <message>
            <source>Anterior hippocampus</source>
            <translation>Vorderer Hippocampus</translation>
        </message>
        <message>
            <source>Aorta</source>
            <translation>Aorta</translation>
        </message>
        <message>
            <source>Area {area}</source>
            <translation>Fläche {area}</translation>
        </message>
        <message>
            <source>Area {area}, 1 pixel</source>
            <translation>Fläche {area}, 1 Pixel</translation>
        </message>
        <message>
            <source>Area {area}, {pixels} pixels</source>
            <translation>Fläche {area}, {pixels} Pixel</translation>
        </message>
        <message>
            <source>Arrow</source>
            <translation>Pfeil</translation>
        </message>
        <message>
            <source>As its publisher says; it was imported and is not checked by Lightbox.</source>
            <translation>Wie der Herausgeber sagt; es wurde importiert und ist von Lightbox nicht geprüft.</translation>
        </message>
        <message>
            <source>As stored</source>
            <translation>Wie gespeichert</translation>
        </message>
        <message>
            <source>As stored (Hounsfield units of CT)</source>
            <translation>Wie gespeichert (Hounsfield-Einheiten der CT)</translation>
        </message>
        <message>
            <source>Ask for the model as one ONNX file, with its weights inside.</source>
            <translation>Bitten Sie um das Modell als eine ONNX-Datei mit den Gewichten darin.</translation>
        </message>
        <message>
            <source>Ask its maker for a pack as the product writes it.</source>
            <translation>Bitten Sie den Hersteller um ein Paket, wie das Programm es schreibt.</translation>
        </message>
        <message>
            <source>Ask the publisher for the model as ONNX, or as weights with the name of its network.</source>
            <translation>Bitten Sie den Herausgeber um das Modell als ONNX oder um Gewichte mit dem Namen des Netzes.</translation>
        </message>
        <message>
            <source>Ask the publisher for the model as ONNX.</source>
            <translation>Bitten Sie den Herausgeber um das Modell als ONNX.</translation>
        </message>
        <message>
            <source>Ask the publisher for the weights (state dict).</source>
            <translation>Bitten Sie den Herausgeber um die Gewichte (State Dict).</translation>
        </message>
        <message>
            <source>Ask the publisher for the weights alone (state dict), as safetensors if possible.</source>
            <translation>Bitten Sie den Herausgeber um die Gewichte allein (State Dict), möglichst als Safetensors.</translation>
        </message>
        <message>
            <source>Ask whoever made it for a binary, fractional or label map segmentation.</source>
            <translation>Bitten Sie, wer sie erstellt hat, um eine binäre, anteilige oder Label-Map-Segmentierung.</translation>
        </message>
        <message>
            <source>Ask whoever made it for an object with one grid.</source>
            <translation>Bitten Sie, wer sie erstellt hat, um ein Objekt mit einem einzigen Raster.</translation>
        </message>
        <message>
            <source>Ask whoever made it for another one.</source>
            <translation>Bitten Sie, wer ihn erstellt hat, um einen anderen.</translation>
        </message>
        <message>
            <source>Asking where the score came from</source>
            <translation>Suche, woher der Wert kam</translation>
        </message>
        <message>
            <source>Asking {model} about case {number} of {count}</source>
            <translation>{model} wird zu Fall {number} von {count} gefragt</translation>
        </message>
        <message>
            <source>Audio recording</source>
            <translation>Tonaufnahme</translation>
        </message>
        <message>
            <source>Axial</source>
            <translation>Axial</translation>
        </message>
        <message>
            <source>Axial from the feet up, as DICOM lies (LPS)</source>
            <translation>Axial von den Füßen aufwärts, wie DICOM liegt (LPS)</translation>
        </message>
        <message>
            <source>Axial from the feet up, as MONAI and nnU-Net turn it (RAS)</source>
            <translation>Axial von den Füßen aufwärts, wie MONAI und nnU-Net drehen (RAS)</translation>
        </message>
        <message>
            <source>Bilateral {size:.0f}×{size:.0f}, {noise:.1f}× noise</source>
            <translation>Bilateral {size:.0f}×{size:.0f}, {noise:.1f}× Rauschen</translation>
        </message>
        <message>
            <source>Bladder</source>
            <translation>Harnblase</translation>
        </message>
        <message>
            <source>Body</source>
            <translation>Körper</translation>
        </message>
        <message>
            <source>Body part</source>
            <translation>Körperteil</translation>
        </message>
        <message>
            <source>Bone</source>
            <translation>Knochen</translation>
        </message>
        <message>
            <source>Both lungs</source>
            <translation>Beide Lungen</translation>
        </message>
        <message>
            <source>Both lungs, mean density</source>
            <translation>Beide Lungen, mittlere Dichte</translation>
        </message>
        <message>
            <source>Both lungs, share below {threshold:.0f} HU</source>
            <translation>Beide Lungen, Anteil unter {threshold:.0f} HU</translation>
        </message>
        <message>
            <source>Boxes and answers cannot be written to the disk: they are lost when it ends.</source>
            <translation>Kästen und Antworten lassen sich nicht auf die Platte schreiben: Sie gehen verloren, wenn das Programm endet.</translation>
        </message>
        <message>
            <source>Boxes are taught on whole maps of features, of which no views are kept: views must be 1.</source>
            <translation>Kästen werden auf ganzen Merkmalskarten gelehrt, von denen keine Ansichten aufbewahrt werden: views muss 1 sein.</translation>
        </message>
        <message>
            <source>Boxes of the model that a person corrected: {count}.</source>
            <translation>Kästen des Modells, die ein Mensch korrigiert hat: {count}.</translation>
        </message>
        <message>
            <source>Boxes that a person drew: {count}.</source>
            <translation>Kästen, die ein Mensch gezogen hat: {count}.</translation>
        </message>
        <message>
            <source>Brain</source>
            <translation>Gehirn</translation>
        </message>
        <message>
            <source>Brain lesion</source>
            <translation>Hirnläsion</translation>
        </message>
        <message>
            <source>Breast</source>
            <translation>Brust</translation>
        </message>
        <message>
            <source>Bringing the slices to even steps</source>
            <translation>Angleichen der Schichtabstände</translation>
        </message>
        <message>
            <source>By its look alone it would be {found}; its tags say otherwise.</source>
            <translation>Allein dem Aussehen nach wäre es {found}; die Angaben der Datei sagen etwas anderes.</translation>
        </message>
        <message>
            <source>CLAHE {clip:.1f}, {tiles:.0f}×{tiles:.0f}</source>
            <translation>CLAHE {clip:.1f}, {tiles:.0f}×{tiles:.0f}</translation>
        </message>
        <message>
            <source>Calibrate</source>
            <translation>Kalibrieren</translation>
        </message>
        <message>
            <source>Cardiothoracic ratio</source>
            <translation>Herz-Thorax-Quotient</translation>
        </message>
        <message>
            <source>Cardiothoracic ratio of the model's members alone: {low:.3f} to {high:.3f}. This is no interval of the truth.</source>
            <translation>Herz-Thorax-Quotient der einzelnen Teilmodelle: {low:.3f} bis {high:.3f}. Für den wahren Wert ist das kein Intervall.</translation>
        </message>
        <message>
            <source>Case of a dataset</source>
            <translation>Fall eines Datensatzes</translation>
        </message>
        <message>
            <source>Case {folder} has the class {label!r}, which the dataset does not have.</source>
            <translation>Fall {folder} hat die Klasse {label!r}, die der Datensatz nicht kennt.</translation>
        </message>
        <message>
            <source>Case {key} has no mask of {name}: is there none, or was it not drawn?</source>
            <translation>Der Fall {key} hat keine Maske von {name}: Gibt es dort nichts, oder wurde sie nicht gezeichnet?</translation>
        </message>
        <message>
            <source>Case {key} has no mask {name!r}.</source>
            <translation>Fall {key} hat keine Maske {name!r}.</translation>
        </message>
        <message>
            <source>Case {key} is not in the dataset any more.</source>
            <translation>Der Fall {key} ist nicht mehr im Datensatz.</translation>
        </message>
        <message>
            <source>Cases of one person or block are on two sides of the split: {one} in {here}, {other} in {there}.</source>
            <translation>Fälle einer Person oder eines Blocks liegen auf zwei Seiten der Aufteilung: {one} in {here}, {other} in {there}.</translation>
        </message>
        <message>
            <source>Cases: {cases}; persons or blocks: {persons}.</source>
            <translation>Fälle: {cases}; Personen oder Blöcke: {persons}.</translation>
        </message>
        <message>
            <source>Change the class to {what}</source>
            <translation>Klasse auf {what} ändern</translation>
        </message>
        <message>
            <source>Change {what}</source>
            <translation>{what} ändern</translation>
        </message>
        <message>
            <source>Changing the mask</source>
            <translation>Maske wird geändert</translation>
        </message>
        <message>
            <source>Check that Lightbox may write into its data folder.</source>
            <translation>Prüfen Sie, ob Lightbox in seinen Datenordner schreiben darf.</translation>
        </message>
        <message>
            <source>Check that Lightbox may write into the folder of the results.</source>
            <translation>Prüfen Sie, ob Lightbox in den Ordner der Ergebnisse schreiben darf.</translation>
        </message>
        <message>
            <source>Check that it is the right series, upright and not inverted; if you are sure, run it in spite of that.</source>
            <translation>Prüfen Sie, ob es die richtige Serie ist, aufrecht und nicht invertiert; sind Sie sicher, lassen Sie das Modell trotzdem laufen.</translation>
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
            <source>Check the file.</source>
            <translation>Prüfen Sie die Datei.</translation>
        </message>
        <message>
            <source>Check the folder of the program's data. What you draw now is not saved.</source>
            <translation>Prüfen Sie den Datenordner des Programms. Was Sie jetzt zeichnen, wird nicht gespeichert.</translation>
        </message>
        <message>
            <source>Check the path and its spelling.</source>
            <translation>Prüfen Sie den Pfad und seine Schreibweise.</translation>
        </message>
        <message>
            <source>Check the path.</source>
            <translation>Prüfen Sie den Pfad.</translation>
        </message>
        <message>
            <source>Checked</source>
            <translation>Geprüft</translation>
        </message>
        <message>
            <source>Checking case {number} of {count}</source>
            <translation>Fall {number} von {count} wird geprüft</translation>
        </message>
        <message>
            <source>Checking the chain</source>
            <translation>Die Kette wird geprüft</translation>
        </message>
        <message>
            <source>Checking the images</source>
            <translation>Bilder werden geprüft</translation>
        </message>
        <message>
            <source>Checking what was found</source>
            <translation>Ergebnis wird geprüft</translation>
        </message>
        <message>
            <source>Chest CAD Report</source>
            <translation>Thorax-CAD-Bericht</translation>
        </message>
        <message>
            <source>Choose a .nii, .nii.gz or .nrrd file.</source>
            <translation>Wählen Sie eine .nii-, .nii.gz- oder .nrrd-Datei.</translation>
        </message>
        <message>
            <source>Choose a CT of the chest.</source>
            <translation>Wählen Sie ein CT des Thorax.</translation>
        </message>
        <message>
            <source>Choose a DICOM file or a folder that holds some.</source>
            <translation>Wählen Sie eine DICOM-Datei oder einen Ordner mit DICOM-Dateien.</translation>
        </message>
        <message>
            <source>Choose a NIfTI or NRRD file.</source>
            <translation>Wählen Sie eine NIfTI- oder NRRD-Datei.</translation>
        </message>
        <message>
            <source>Choose a folder that you may write to.</source>
            <translation>Wählen Sie einen Ordner, in den Sie schreiben dürfen.</translation>
        </message>
        <message>
            <source>Choose a folder with DICOM images.</source>
            <translation>Wählen Sie einen Ordner mit DICOM-Bildern.</translation>
        </message>
        <message>
            <source>Choose a model's file or folder as its publisher gives it away.</source>
            <translation>Wählen Sie die Datei oder den Ordner eines Modells, wie der Herausgeber sie weitergibt.</translation>
        </message>
        <message>
            <source>Choose a new or empty folder, or one with a dataset.</source>
            <translation>Wählen Sie einen neuen oder leeren Ordner oder einen mit einem Datensatz.</translation>
        </message>
        <message>
            <source>Choose a picture.</source>
            <translation>Wählen Sie ein Bild.</translation>
        </message>
        <message>
            <source>Choose a series in grey values, or begin with an empty mask.</source>
            <translation>Wählen Sie eine Serie in Grauwerten, oder beginnen Sie mit einer leeren Maske.</translation>
        </message>
        <message>
            <source>Choose a series of the open study.</source>
            <translation>Wählen Sie eine Serie der geöffneten Studie.</translation>
        </message>
        <message>
            <source>Choose a series of the usual proportions.</source>
            <translation>Wählen Sie eine Serie mit üblichen Seitenverhältnissen.</translation>
        </message>
        <message>
            <source>Choose a series that was made from the open one.</source>
            <translation>Wählen Sie eine Serie, die aus der geöffneten entstanden ist.</translation>
        </message>
        <message>
            <source>Choose a wider range, or begin with an empty mask.</source>
            <translation>Wählen Sie einen weiteren Bereich, oder beginnen Sie mit einer leeren Maske.</translation>
        </message>
        <message>
            <source>Choose an empty folder, or a name that is not taken.</source>
            <translation>Wählen Sie einen leeren Ordner oder einen freien Namen.</translation>
        </message>
        <message>
            <source>Choose another ID: as id in a manifest, for the command models import with --manifest FILE.</source>
            <translation>Wählen Sie eine andere ID: als id in einem Manifest, für den Befehl models import mit --manifest FILE.</translation>
        </message>
        <message>
            <source>Choose another dataset.</source>
            <translation>Wählen Sie einen anderen Datensatz.</translation>
        </message>
        <message>
            <source>Choose another file name.</source>
            <translation>Wählen Sie einen anderen Dateinamen.</translation>
        </message>
        <message>
            <source>Choose another folder, or free some space.</source>
            <translation>Wählen Sie einen anderen Ordner, oder schaffen Sie Platz.</translation>
        </message>
        <message>
            <source>Choose another folder, or give the same model and the same options as then.</source>
            <translation>Wählen Sie einen anderen Ordner, oder geben Sie dasselbe Modell und dieselben Optionen an wie damals.</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>Wählen Sie einen anderen Ordner.</translation>
        </message>
        <message>
            <source>Choose another model, or teach one on it.</source>
            <translation>Ein anderes Modell wählen, oder eines darauf anlernen.</translation>
        </message>
        <message>
            <source>Choose another name.</source>
            <translation>Wählen Sie einen anderen Namen.</translation>
        </message>
        <message>
            <source>Choose another network.</source>
            <translation>Ein anderes Netz wählen.</translation>
        </message>
        <message>
            <source>Choose another one.</source>
            <translation>Wählen Sie einen anderen.</translation>
        </message>
        <message>
            <source>Choose another place.</source>
            <translation>Wählen Sie einen anderen Ort.</translation>
        </message>
        <message>
            <source>Choose another series, or a model made for this one.</source>
            <translation>Wählen Sie eine andere Serie oder ein Modell, das für diese gemacht ist.</translation>
        </message>
        <message>
            <source>Choose another series, or begin with an empty mask.</source>
            <translation>Wählen Sie eine andere Serie, oder beginnen Sie mit einer leeren Maske.</translation>
        </message>
        <message>
            <source>Choose auto, which takes what is there.</source>
            <translation>Wählen Sie auto; das nimmt, was vorhanden ist.</translation>
        </message>
        <message>
            <source>Choose ce, bce or focal.</source>
            <translation>ce, bce oder focal wählen.</translation>
        </message>
        <message>
            <source>Choose ce.</source>
            <translation>ce wählen.</translation>
        </message>
        <message>
            <source>Choose occlusion, which works with every network.</source>
            <translation>Wählen Sie das Abdecken, das bei jedem Netz geht.</translation>
        </message>
        <message>
            <source>Choose one of its inner folders: that with plans.json and fold_0 in it.</source>
            <translation>Wählen Sie einen seiner inneren Ordner: den mit plans.json und fold_0.</translation>
        </message>
        <message>
            <source>Choose one of its slices.</source>
            <translation>Wählen Sie eine ihrer Schichten.</translation>
        </message>
        <message>
            <source>Choose one of the dataset.</source>
            <translation>Eines des Datensatzes wählen.</translation>
        </message>
        <message>
            <source>Choose one with --axis N.</source>
            <translation>Wählen Sie eines mit --axis N.</translation>
        </message>
        <message>
            <source>Choose one, or “Not sure”.</source>
            <translation>Wählen Sie eine, oder „Nicht sicher“.</translation>
        </message>
        <message>
            <source>Choose other values, or begin with an empty mask.</source>
            <translation>Wählen Sie andere Werte, oder beginnen Sie mit einer leeren Maske.</translation>
        </message>
        <message>
            <source>Choose such a file.</source>
            <translation>Wählen Sie eine solche Datei.</translation>
        </message>
        <message>
            <source>Choose the folder of a study, or fetch the images again from their source.</source>
            <translation>Wählen Sie den Ordner einer Studie oder holen Sie die Bilder erneut von ihrer Quelle.</translation>
        </message>
        <message>
            <source>Choose the folder of the images.</source>
            <translation>Wählen Sie den Ordner der Bilder.</translation>
        </message>
        <message>
            <source>Choose the folder that holds the images of the study too.</source>
            <translation>Wählen Sie den Ordner, der auch die Bilder der Studie enthält.</translation>
        </message>
        <message>
            <source>Choose the slice that it shall read.</source>
            <translation>Wählen Sie die Schicht, die es lesen soll.</translation>
        </message>
        <message>
            <source>Choose {losses}.</source>
            <translation>Wählen Sie {losses}.</translation>
        </message>
        <message>
            <source>Class {name!r} has too few persons or blocks ({groups}) to be in all parts; none is left for {part}.</source>
            <translation>Klasse {name!r} hat zu wenige Personen oder Blöcke ({groups}) für alle Teile; für {part} bleibt nichts.</translation>
        </message>
        <message>
            <source>Class {name!r} has {images}; at least {fewest} of each class are needed to learn and to test.</source>
            <translation>Klasse {name!r} hat {images}; zum Lernen und Prüfen sind mindestens {fewest} je Klasse nötig.</translation>
        </message>
        <message>
            <source>Clavicle</source>
            <translation>Klavikula</translation>
        </message>
        <message>
            <source>Clearing away old edits</source>
            <translation>Alte Bearbeitungen werden aufgeräumt</translation>
        </message>
        <message>
            <source>Click what it shall mark, or draw a box round it.</source>
            <translation>Klicken Sie an, was es markieren soll, oder ziehen Sie einen Kasten darum.</translation>
        </message>
        <message>
            <source>Click what you want to have marked.</source>
            <translation>Klicken Sie an, was markiert werden soll.</translation>
        </message>
        <message>
            <source>Clinical document</source>
            <translation>Klinisches Dokument</translation>
        </message>
        <message>
            <source>Close other programs or series and try again.</source>
            <translation>Schließen Sie andere Programme oder Serien und versuchen Sie es erneut.</translation>
        </message>
        <message>
            <source>Close other programs, for memory may have been short, then export it again.</source>
            <translation>Schließen Sie andere Programme, denn der Speicher reichte vielleicht nicht, und exportieren Sie noch einmal.</translation>
        </message>
        <message>
            <source>Close other programs, or choose the CPU.</source>
            <translation>Schließen Sie andere Programme oder wählen Sie die CPU.</translation>
        </message>
        <message>
            <source>Close other programs, or train fewer parts of the network, then go on.</source>
            <translation>Andere Programme schließen oder weniger Teile des Netzes trainieren, dann fortsetzen.</translation>
        </message>
        <message>
            <source>Close other programs, then try again.</source>
            <translation>Schließen Sie andere Programme und versuchen Sie es erneut.</translation>
        </message>
        <message>
            <source>Close other programs.</source>
            <translation>Schließen Sie andere Programme.</translation>
        </message>
        <message>
            <source>Close other studies and programs, or mark a smaller part of the scan.</source>
            <translation>Schließen Sie andere Studien und Programme, oder markieren Sie einen kleineren Teil der Aufnahme.</translation>
        </message>
        <message>
            <source>Close other studies and programs, or open fewer images.</source>
            <translation>Schließen Sie andere Studien und Programme oder öffnen Sie weniger Bilder.</translation>
        </message>
        <message>
            <source>Cobb angle</source>
            <translation>Cobb-Winkel</translation>
        </message>
        <message>
            <source>Cohen's kappa is {value} (95 % interval {low} to {high}).</source>
            <translation>Cohens Kappa ist {value} (95-%-Intervall {low} bis {high}).</translation>
        </message>
        <message>
            <source>Colon CAD Report</source>
            <translation>Kolon-CAD-Bericht</translation>
        </message>
        <message>
            <source>Colour palette</source>
            <translation>Farbpalette</translation>
        </message>
        <message>
            <source>Colour {what}</source>
            <translation>{what} einfärben</translation>
        </message>
        <message>
            <source>Comparing case {number} of {count}</source>
            <translation>Vergleiche Fall {number} von {count}</translation>
        </message>
        <message>
            <source>Comparing it with the model</source>
            <translation>Vergleich mit dem Modell</translation>
        </message>
        <message>
            <source>Comparing picture {done} of {count}</source>
            <translation>Bild {done} von {count} wird verglichen</translation>
        </message>
        <message>
            <source>Comparing readers</source>
            <translation>Befunder vergleichen</translation>
        </message>
        <message>
            <source>Comparing the boxes</source>
            <translation>Vergleiche die Kästen</translation>
        </message>
        <message>
            <source>Comparing the images</source>
            <translation>Bilder werden verglichen</translation>
        </message>
        <message>
            <source>Computing the hash</source>
            <translation>Prüfsumme wird berechnet</translation>
        </message>
        <message>
            <source>Contours between slices, drawn on the nearest one: {count}.</source>
            <translation>Konturen zwischen Schichten, auf der nächsten gezeichnet: {count}.</translation>
        </message>
        <message>
            <source>Contours lie in millimetres of the patient; the open series does not say where its images lie there.</source>
            <translation>Konturen liegen in Millimetern des Patienten; die offene Serie sagt nicht, wo ihre Bilder dort liegen.</translation>
        </message>
        <message>
            <source>Contours of an RT Structure Set lie in millimetres of the patient; the open series does not say where its images lie there.</source>
            <translation>Konturen eines RT Structure Set liegen in Millimetern des Patienten; die offene Serie sagt nicht, wo ihre Bilder dort liegen.</translation>
        </message>
        <message>
            <source>Contours on no slice of the open series, left out: {count}.</source>
            <translation>Konturen auf keiner Schicht der offenen Serie, ausgelassen: {count}.</translation>
        </message>
        <message>
            <source>Contours that are not parallel to the slices, left out: {count}.</source>
            <translation>Konturen, die nicht parallel zu den Schichten liegen, ausgelassen: {count}.</translation>
        </message>
        <message>
            <source>Contours without an inside, left out: {count}.</source>
            <translation>Konturen ohne Inneres, ausgelassen: {count}.</translation>
        </message>
        <message>
            <source>Contrast was given: lungs come out denser, and vessels as dense as bone are marked as bone.</source>
            <translation>Es wurde Kontrastmittel gegeben: Die Lungen erscheinen dichter, und Gefäße, die so dicht wie Knochen sind, werden als Knochen markiert.</translation>
        </message>
        <message>
            <source>Conversion</source>
            <translation>Umwandlung</translation>
        </message>
        <message>
            <source>Conversion needs one value per voxel; this series is in colour.</source>
            <translation>Die Umwandlung braucht einen Wert je Voxel; diese Serie ist farbig.</translation>
        </message>
        <message>
            <source>Converting the model needs more memory than there is.</source>
            <translation>Die Umwandlung des Modells braucht mehr Speicher, als da ist.</translation>
        </message>
        <message>
            <source>Converting the model took longer than any model should, so it was stopped.</source>
            <translation>Die Umwandlung des Modells dauerte länger, als irgendein Modell brauchen sollte, und wurde angehalten.</translation>
        </message>
        <message>
            <source>Copy it again from its source, or save it anew as PNG.</source>
            <translation>Kopieren Sie sie erneut aus ihrer Quelle, oder speichern Sie sie neu als PNG.</translation>
        </message>
        <message>
            <source>Copy it again from its source.</source>
            <translation>Kopieren Sie sie erneut aus ihrer Quelle.</translation>
        </message>
        <message>
            <source>Copy the files themselves into one folder.</source>
            <translation>Kopieren Sie die Dateien selbst in einen Ordner.</translation>
        </message>
        <message>
            <source>Copying and checking the weights</source>
            <translation>Gewichte werden kopiert und geprüft</translation>
        </message>
        <message>
            <source>Copying the file</source>
            <translation>Datei wird kopiert</translation>
        </message>
        <message>
            <source>Copying the images</source>
            <translation>Bilder werden kopiert</translation>
        </message>
        <message>
            <source>Copying the mask</source>
            <translation>Maske wird kopiert</translation>
        </message>
        <message>
            <source>Coronal</source>
            <translation>Koronar</translation>
        </message>
        <message>
            <source>Correct it; the README shows one.</source>
            <translation>Berichtigen Sie es; die README zeigt eines.</translation>
        </message>
        <message>
            <source>Correcting the tilt, slice {index} of {count}</source>
            <translation>Kippung wird korrigiert, Schicht {index} von {count}</translation>
        </message>
        <message>
            <source>Correction of the gantry's tilt</source>
            <translation>Korrektur der Gantry-Kippung</translation>
        </message>
        <message>
            <source>Counting</source>
            <translation>Zählen</translation>
        </message>
        <message>
            <source>Counting values</source>
            <translation>Werte werden gezählt</translation>
        </message>
        <message>
            <source>Covering place {n} of {count}</source>
            <translation>Decke Stelle {n} von {count} ab</translation>
        </message>
        <message>
            <source>Cyst</source>
            <translation>Zyste</translation>
        </message>
        <message>
            <source>DICOM series with segmentations or contours.</source>
            <translation>DICOM-Serien mit Segmentierungen oder Konturen.</translation>
        </message>
        <message>
            <source>Decoder: the encoder stays frozen</source>
            <translation>Decoder: der Encoder bleibt eingefroren</translation>
        </message>
        <message>
            <source>Deeper levels are not shown.</source>
            <translation>Tiefere Ebenen werden nicht gezeigt.</translation>
        </message>
        <message>
            <source>Delete annotations</source>
            <translation>Annotationen löschen</translation>
        </message>
        <message>
            <source>Delete {what}</source>
            <translation>{what} löschen</translation>
        </message>
        <message>
            <source>Diagnosis.</source>
            <translation>Diagnosen.</translation>
        </message>
        <message>
            <source>Do not use this file; nothing of it was taken in.</source>
            <translation>Verwenden Sie diese Datei nicht; nichts davon wurde aufgenommen.</translation>
        </message>
        <message>
            <source>Documents (PDF, CDA, 3D models) are left out: their content cannot be cleaned.</source>
            <translation>Dokumente (PDF, CDA, 3D-Modelle) sind ausgelassen: Ihr Inhalt lässt sich nicht bereinigen.</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <source>Download it again from its source.</source>
            <translation>Laden Sie sie erneut von ihrer Quelle.</translation>
        </message>
        <message>
            <source>Download its weights, too: large files are often left out of the archive.</source>
            <translation>Laden Sie auch seine Gewichte herunter: Große Dateien fehlen im Archiv oft.</translation>
        </message>
        <message>
            <source>Draft of a model, not verified by a physician.</source>
            <translation>Entwurf eines Modells, von keinem Arzt bestätigt.</translation>
        </message>
        <message>
            <source>Draft: nobody has accepted it</source>
            <translation>Entwurf: niemand hat ihn angenommen</translation>
        </message>
        <message>
            <source>Draw a box round it.</source>
            <translation>Zeichnen Sie einen Rahmen darum.</translation>
        </message>
        <message>
            <source>Draw it over what you look at.</source>
            <translation>Ziehen Sie ihn über dem auf, was Sie betrachten.</translation>
        </message>
        <message>
            <source>Draw it over what you want to have marked.</source>
            <translation>Ziehen Sie ihn über das, was markiert werden soll.</translation>
        </message>
        <message>
            <source>Draw {what}</source>
            <translation>{what} zeichnen</translation>
        </message>
        <message>
            <source>Drawing</source>
            <translation>Zeichnen</translation>
        </message>
        <message>
            <source>Drawing the samples</source>
            <translation>Die Beispiele werden gezeichnet</translation>
        </message>
        <message>
            <source>Drawing: {structure}</source>
            <translation>Wird eingezeichnet: {structure}</translation>
        </message>
        <message>
            <source>Drawn by a person, not verified by a physician.</source>
            <translation>Von einem Menschen gezeichnet, nicht ärztlich bestätigt.</translation>
        </message>
        <message>
            <source>Each drawn place has one name or none.</source>
            <translation>Jede gezogene Stelle hat einen Namen oder keinen.</translation>
        </message>
        <message>
            <source>Each look at the test part is counted there. Free some space, or allow writing to the folder.</source>
            <translation>Dort wird jeder Blick auf den Testteil gezählt. Schaffen Sie Platz oder erlauben Sie das Schreiben in den Ordner.</translation>
        </message>
        <message>
            <source>Each position holds {count} images and nothing in the headers tells them apart.</source>
            <translation>An jeder Position liegen {count} Bilder, und nichts in den Headern unterscheidet sie.</translation>
        </message>
        <message>
            <source>Edges</source>
            <translation>Kanten</translation>
        </message>
        <message>
            <source>Edges {before} → {after} per pixel</source>
            <translation>Kanten {before} → {after} pro Pixel</translation>
        </message>
        <message>
            <source>Edited by a person</source>
            <translation>Von Hand bearbeitet</translation>
        </message>
        <message>
            <source>Edited by a person: {structures}.</source>
            <translation>Von Hand bearbeitet: {structures}.</translation>
        </message>
        <message>
            <source>Edited by the reader: the interval no longer holds.</source>
            <translation>Vom Befunder bearbeitet: Das Intervall gilt nicht mehr.</translation>
        </message>
        <message>
            <source>Edits of masks cannot be written to the disk: they are lost when the program ends.</source>
            <translation>Bearbeitungen von Masken lassen sich nicht auf die Festplatte schreiben: Sie gehen verloren, wenn das Programm endet.</translation>
        </message>
        <message>
            <source>Electrocardiogram</source>
            <translation>Elektrokardiogramm</translation>
        </message>
        <message>
            <source>Ellipse</source>
            <translation>Ellipse</translation>
        </message>
        <message>
            <source>Emboss</source>
            <translation>Relief</translation>
        </message>
        <message>
            <source>Encapsulated Document</source>
            <translation>Eingebettetes Dokument</translation>
        </message>
        <message>
            <source>Even steps, slice {number} of {count}</source>
            <translation>Gleiche Abstände, Schicht {number} von {count}</translation>
        </message>
        <message>
            <source>Every case that is listed is complete or flagged.</source>
            <translation>Alle gelisteten Fälle sind abgeschlossen oder gekennzeichnet.</translation>
        </message>
        <message>
            <source>Every slice is read alone, cut to the body; slices that show a part of it or no air around it may fail.</source>
            <translation>Jede Schicht wird für sich gelesen, auf den Körper zugeschnitten; Schichten, die ihn nur teilweise oder ohne Luft ringsum zeigen, können misslingen.</translation>
        </message>
        <message>
            <source>Everything</source>
            <translation>Alles</translation>
        </message>
        <message>
            <source>Everything that this scope trains is frozen by the plan.</source>
            <translation>Alles, was dieser Umfang trainiert, ist durch den Plan eingefroren.</translation>
        </message>
        <message>
            <source>Example: --bits lung=1,heart=2.</source>
            <translation>Beispiel: --bits lung=1,heart=2.</translation>
        </message>
        <message>
            <source>Export as DICOM segmentation instead, which refers to the pixels.</source>
            <translation>Exportieren Sie stattdessen als DICOM-Segmentierung, die sich auf die Pixel bezieht.</translation>
        </message>
        <message>
            <source>Export as DICOM segmentation, or run 'lightbox predict', which writes a file per structure.</source>
            <translation>Exportieren Sie als DICOM-Segmentierung oder rufen Sie 'lightbox predict' auf, das eine Datei je Struktur schreibt.</translation>
        </message>
        <message>
            <source>Export as NIfTI instead and report this fault.</source>
            <translation>Exportieren Sie stattdessen als NIfTI und melden Sie diesen Fehler.</translation>
        </message>
        <message>
            <source>Export as NIfTI instead, or load the images again from their source.</source>
            <translation>Exportieren Sie stattdessen als NIfTI oder laden Sie die Bilder erneut von ihrer Quelle.</translation>
        </message>
        <message>
            <source>Export as NIfTI instead.</source>
            <translation>Exportieren Sie stattdessen als NIfTI.</translation>
        </message>
        <message>
            <source>Export as NIfTI or PNG instead.</source>
            <translation>Exportieren Sie stattdessen als NIfTI oder PNG.</translation>
        </message>
        <message>
            <source>Export as PNG instead.</source>
            <translation>Exportieren Sie stattdessen als PNG.</translation>
        </message>
        <message>
            <source>Export it again uncompressed, or as JPEG, JPEG-LS, JPEG 2000 or RLE.</source>
            <translation>Exportieren Sie es erneut unkomprimiert oder als JPEG, JPEG-LS, JPEG 2000 oder RLE.</translation>
        </message>
        <message>
            <source>Export it as ONNX, or as a pack of this product (.lbmodel).</source>
            <translation>Als ONNX oder als Paket dieses Produkts (.lbmodel) exportieren.</translation>
        </message>
        <message>
            <source>Export it as a pack of this product (.lbmodel).</source>
            <translation>Als Paket dieses Produkts exportieren (.lbmodel).</translation>
        </message>
        <message>
            <source>Export the model again, or ask its maker.</source>
            <translation>Das Modell noch einmal exportieren oder den Hersteller fragen.</translation>
        </message>
        <message>
            <source>Export the picture as PNG and the numbers as CSV instead.</source>
            <translation>Exportieren Sie stattdessen das Bild als PNG und die Zahlen als CSV.</translation>
        </message>
        <message>
            <source>Export the picture as PNG or DICOM picture instead.</source>
            <translation>Exportieren Sie stattdessen das Bild als PNG oder DICOM-Bild.</translation>
        </message>
        <message>
            <source>Export the segmentation instead, or run a model that keeps them.</source>
            <translation>Exportieren Sie stattdessen die Segmentierung, oder starten Sie ein Modell, das sie aufbewahrt.</translation>
        </message>
        <message>
            <source>Export the segmentation instead, which refers to the pixels.</source>
            <translation>Exportieren Sie stattdessen die Segmentierung, die sich auf die Pixel bezieht.</translation>
        </message>
        <message>
            <source>Export them as DICOM SEG: contours of so many pieces are of no use to a planning system.</source>
            <translation>Exportieren Sie sie als DICOM SEG: Konturen so vieler Stücke nützen keinem Planungssystem.</translation>
        </message>
        <message>
            <source>Exporting the annotations</source>
            <translation>Markierungen werden exportiert</translation>
        </message>
        <message>
            <source>Exporting the audit trail</source>
            <translation>Protokoll wird exportiert</translation>
        </message>
        <message>
            <source>Exporting the contours</source>
            <translation>Konturen werden exportiert</translation>
        </message>
        <message>
            <source>Exporting the dataset</source>
            <translation>Datensatz wird exportiert</translation>
        </message>
        <message>
            <source>Exporting the findings</source>
            <translation>Befunde werden exportiert</translation>
        </message>
        <message>
            <source>Exporting the label map</source>
            <translation>Label-Karte wird exportiert</translation>
        </message>
        <message>
            <source>Exporting the measurements</source>
            <translation>Messungen werden exportiert</translation>
        </message>
        <message>
            <source>Exporting the picture</source>
            <translation>Bild wird exportiert</translation>
        </message>
        <message>
            <source>Exporting the probabilities</source>
            <translation>Wahrscheinlichkeiten werden exportiert</translation>
        </message>
        <message>
            <source>Exporting the report</source>
            <translation>Bericht wird exportiert</translation>
        </message>
        <message>
            <source>Exporting the segmentation</source>
            <translation>Segmentierung wird exportiert</translation>
        </message>
        <message>
            <source>Exporting without names</source>
            <translation>Export ohne Namen</translation>
        </message>
        <message>
            <source>Exporting {model}</source>
            <translation>{model} wird exportiert</translation>
        </message>
        <message>
            <source>Eye</source>
            <translation>Auge</translation>
        </message>
        <message>
            <source>Eye measurements</source>
            <translation>Augenmessungen</translation>
        </message>
        <message>
            <source>Fast sagittal slices</source>
            <translation>Schnelle sagittale Schichten</translation>
        </message>
        <message>
            <source>Femur</source>
            <translation>Femur</translation>
        </message>
        <message>
            <source>Fetch it again from its source.</source>
            <translation>Holen Sie die Datei erneut von ihrer Quelle.</translation>
        </message>
        <message>
            <source>Fetch the file again from its source.</source>
            <translation>Holen Sie die Datei erneut von ihrer Quelle.</translation>
        </message>
        <message>
            <source>Fibre tracts</source>
            <translation>Faserbahnen</translation>
        </message>
        <message>
            <source>Fiducial points</source>
            <translation>Referenzpunkte</translation>
        </message>
        <message>
            <source>Files are named after them, so each needs its own.</source>
            <translation>Dateien heißen nach ihnen, also braucht jede ihren eigenen.</translation>
        </message>
        <message>
            <source>Files that are no DICOM are left out.</source>
            <translation>Dateien, die kein DICOM sind, sind ausgelassen.</translation>
        </message>
        <message>
            <source>Files written without names: {count}</source>
            <translation>Ohne Namen geschriebene Dateien: {count}</translation>
        </message>
        <message>
            <source>Files written without names: {count}. Nobody looked at their pixels.</source>
            <translation>Ohne Namen geschriebene Dateien: {count}. Ihre Pixel hat niemand geprüft.</translation>
        </message>
        <message>
            <source>Filling contour {number} of {count}</source>
            <translation>Kontur {number} von {count} wird gefüllt</translation>
        </message>
        <message>
            <source>Finding</source>
            <translation>Befund</translation>
        </message>
        <message>
            <source>Finding the place of frame {number} of {count}</source>
            <translation>Der Ort von Bild {number} von {count} wird bestimmt</translation>
        </message>
        <message>
            <source>Flag the case instead, or take it out of the dataset.</source>
            <translation>Kennzeichnen Sie den Fall stattdessen, oder nehmen Sie ihn aus dem Datensatz.</translation>
        </message>
        <message>
            <source>Flag {what}</source>
            <translation>{what} markieren</translation>
        </message>
        <message>
            <source>Forgetting all studies</source>
            <translation>Alle Studien werden vergessen</translation>
        </message>
        <message>
            <source>Forgetting studies</source>
            <translation>Studien werden vergessen</translation>
        </message>
        <message>
            <source>Frame {number}</source>
            <translation>Einzelbild {number}</translation>
        </message>
        <message>
            <source>Frame {number} of the image cannot be decoded.</source>
            <translation>Einzelbild {number} der Datei lässt sich nicht dekodieren.</translation>
        </message>
        <message>
            <source>Frame {number} of the image is damaged: decoding it took too long.</source>
            <translation>Einzelbild {number} der Datei ist beschädigt: Das Dekodieren dauerte zu lange.</translation>
        </message>
        <message>
            <source>Frame {number} of the image is damaged: it wants more memory than it can need.</source>
            <translation>Einzelbild {number} der Datei ist beschädigt: Es verlangt mehr Arbeitsspeicher, als es brauchen kann.</translation>
        </message>
        <message>
            <source>Frame {number} of the image is damaged: the decoder broke down on it.</source>
            <translation>Einzelbild {number} der Datei ist beschädigt: Der Decoder ist daran gescheitert.</translation>
        </message>
        <message>
            <source>Frame {number} of the image is far too small for its pixels.</source>
            <translation>Einzelbild {number} der Datei ist viel zu klein für seine Pixel.</translation>
        </message>
        <message>
            <source>Frame {number} of the segmentation belongs to no segment.</source>
            <translation>Bild {number} der Segmentierung gehört zu keinem Segment.</translation>
        </message>
        <message>
            <source>Frame {number} of {count}</source>
            <translation>Einzelbild {number} von {count}</translation>
        </message>
        <message>
            <source>Frames that lie on no slice of the open series: {count}.</source>
            <translation>Bilder, die auf keiner Schicht der offenen Serie liegen: {count}.</translation>
        </message>
        <message>
            <source>Free some space or choose another disk, then try again.</source>
            <translation>Schaffen Sie Platz oder wählen Sie einen anderen Datenträger, und versuchen Sie es erneut.</translation>
        </message>
        <message>
            <source>Free some space or choose another folder.</source>
            <translation>Schaffen Sie Platz oder wählen Sie einen anderen Ordner.</translation>
        </message>
        <message>
            <source>Free some space, then import again: it goes on where it stopped.</source>
            <translation>Schaffen Sie Platz und importieren Sie erneut: Es geht weiter, wo es aufhörte.</translation>
        </message>
        <message>
            <source>Free some space, then try again; nothing in the library has changed.</source>
            <translation>Schaffen Sie Platz und versuchen Sie es erneut; in der Bibliothek hat sich nichts geändert.</translation>
        </message>
        <message>
            <source>Free some space, then try again; the default model has not changed.</source>
            <translation>Schaffen Sie Platz und versuchen Sie es noch einmal; das Standardmodell ist unverändert.</translation>
        </message>
        <message>
            <source>Freehand region</source>
            <translation>Freihandbereich</translation>
        </message>
        <message>
            <source>Freeze fewer parts, or choose a larger scope.</source>
            <translation>Weniger Teile einfrieren oder einen größeren Umfang wählen.</translation>
        </message>
        <message>
            <source>From a file: accept it first</source>
            <translation>Aus einer Datei: zuerst annehmen</translation>
        </message>
        <message>
            <source>Gaussian σ {sigma:.1f} px</source>
            <translation>Gauß σ {sigma:.1f} px</translation>
        </message>
        <message>
            <source>Give PNG, JPEG or DICOM images.</source>
            <translation>Geben Sie PNG-, JPEG- oder DICOM-Bilder an.</translation>
        </message>
        <message>
            <source>Give a folder per class, images with masks in two folders, a table (CSV), a dataset.json, a COCO file or DICOM series with segmentations.</source>
            <translation>Geben Sie einen Ordner je Klasse, Bilder mit Masken in zwei Ordnern, eine Tabelle (CSV), eine dataset.json, eine COCO-Datei oder DICOM-Serien mit Segmentierungen an.</translation>
        </message>
        <message>
            <source>Give a folder that holds one folder per class.</source>
            <translation>Geben Sie einen Ordner an, der je Klasse einen Ordner enthält.</translation>
        </message>
        <message>
            <source>Give each its own.</source>
            <translation>Geben Sie jeder ihren eigenen.</translation>
        </message>
        <message>
            <source>Give each of its masks another name.</source>
            <translation>Geben Sie jeder seiner Masken einen anderen Namen.</translation>
        </message>
        <message>
            <source>Give each structure a value of its own.</source>
            <translation>Geben Sie jeder Struktur einen eigenen Wert.</translation>
        </message>
        <message>
            <source>Give its folder, or a table (CSV), a dataset.json or a COCO file.</source>
            <translation>Geben Sie ihren Ordner, eine Tabelle (CSV), eine dataset.json oder eine COCO-Datei an.</translation>
        </message>
        <message>
            <source>Give the box one of its classes.</source>
            <translation>Geben Sie dem Kasten eine seiner Klassen.</translation>
        </message>
        <message>
            <source>Give the file one of these endings.</source>
            <translation>Geben Sie der Datei eine dieser Endungen.</translation>
        </message>
        <message>
            <source>Give the file this ending.</source>
            <translation>Geben Sie der Datei diese Endung.</translation>
        </message>
        <message>
            <source>Give the reason, or keep the model as a draft.</source>
            <translation>Nennen Sie den Grund oder behalten Sie das Modell als Entwurf.</translation>
        </message>
        <message>
            <source>Give your name or initials in the worklist first; they stay on this computer.</source>
            <translation>Geben Sie in der Arbeitsliste zuerst Namen oder Kürzel an; beides bleibt auf diesem Rechner.</translation>
        </message>
        <message>
            <source>Give your name or initials; they stay here.</source>
            <translation>Geben Sie Namen oder Kürzel an; beides bleibt hier.</translation>
        </message>
        <message>
            <source>Grad-CAM</source>
            <translation>Grad-CAM</translation>
        </message>
        <message>
            <source>Graphics that are not drawn, as they lie on other images or are of another kind: {count}.</source>
            <translation>Zeichnungen, die nicht gezeigt werden, weil sie auf anderen Bildern liegen oder von anderer Art sind: {count}.</translation>
        </message>
        <message>
            <source>Group Length</source>
            <translation>Gruppenlänge</translation>
        </message>
        <message>
            <source>Growing from the place</source>
            <translation>Wachsen von der Stelle aus</translation>
        </message>
        <message>
            <source>Growing from the strokes</source>
            <translation>Wächst aus den Strichen</translation>
        </message>
        <message>
            <source>Haemorrhage</source>
            <translation>Blutung</translation>
        </message>
        <message>
            <source>Hanging Protocol</source>
            <translation>Hängeprotokoll</translation>
        </message>
        <message>
            <source>Have the reader save the case again.</source>
            <translation>Lassen Sie den Befunder den Fall noch einmal speichern.</translation>
        </message>
        <message>
            <source>Head: the last layer only</source>
            <translation>Kopf: nur die letzte Schicht</translation>
        </message>
        <message>
            <source>Head: the last layer, step by step, on the same frozen features</source>
            <translation>Kopf: die letzte Schicht, Schritt für Schritt, auf denselben eingefrorenen Merkmalen</translation>
        </message>
        <message>
            <source>Head: the last layers, which say where and what</source>
            <translation>Kopf: die letzten Schichten, die sagen, wo und was</translation>
        </message>
        <message>
            <source>Heart</source>
            <translation>Herz</translation>
        </message>
        <message>
            <source>Hide {what}</source>
            <translation>{what} ausblenden</translation>
        </message>
        <message>
            <source>Hippocampus</source>
            <translation>Hippocampus</translation>
        </message>
        <message>
            <source>Hofmanninger et al., 2020: 231 routine chest CTs of many diseases</source>
            <translation>Hofmanninger et al., 2020: 231 Routine-CTs des Thorax mit vielen Krankheiten</translation>
        </message>
        <message>
            <source>How does a scan become its input: axes, spacing, size, intensities?</source>
            <translation>Wie wird aus einer Aufnahme seine Eingabe: Achsen, Abstände, Größe, Intensitäten?</translation>
        </message>
        <message>
            <source>How far the pages of this file are apart is unknown.</source>
            <translation>Der Abstand der Seiten dieser Datei ist unbekannt.</translation>
        </message>
        <message>
            <source>Identity</source>
            <translation>Identität</translation>
        </message>
        <message>
            <source>Image without pixel data</source>
            <translation>Bild ohne Bilddaten</translation>
        </message>
        <message>
            <source>Image {number} of {count}</source>
            <translation>Bild {number} von {count}</translation>
        </message>
        <message>
            <source>Import more cases into the same dataset.</source>
            <translation>Importieren Sie weitere Fälle in denselben Datensatz.</translation>
        </message>
        <message>
            <source>Import the case again from its source.</source>
            <translation>Importieren Sie den Fall erneut aus seiner Quelle.</translation>
        </message>
        <message>
            <source>Importing {model}</source>
            <translation>{model} wird importiert</translation>
        </message>
        <message>
            <source>In 1 place neighbours lie up to {widest:.1f} mm apart: what is between them was interpolated, no image was taken there.</source>
            <translation>An 1 Stelle liegen Nachbarn bis zu {widest:.1f} mm auseinander: Was dazwischen liegt, ist interpoliert; dort wurde kein Bild aufgenommen.</translation>
        </message>
        <message>
            <source>In {gaps} places neighbours lie up to {widest:.1f} mm apart: what is between them was interpolated, no image was taken there.</source>
            <translation>An {gaps} Stellen liegen Nachbarn bis zu {widest:.1f} mm auseinander: Was dazwischen liegt, ist interpoliert; dort wurden keine Bilder aufgenommen.</translation>
        </message>
        <message>
            <source>Inputs: {inputs}. Outputs: {outputs}.</source>
            <translation>Eingaben: {inputs}. Ausgaben: {outputs}.</translation>
        </message>
        <message>
            <source>Install it with “pip install lightbox[cluster]”, or leave --ray out: --workers needs nothing more.</source>
            <translation>Installieren Sie es mit „pip install lightbox[cluster]“, oder lassen Sie --ray weg: --workers braucht sonst nichts.</translation>
        </message>
        <message>
            <source>Install it with: pip install {package}</source>
            <translation>Installieren Sie es mit: pip install {package}</translation>
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
            <source>It goes from {range}.</source>
            <translation>Möglich ist {range}.</translation>
        </message>
        <message>
            <source>It has boxes, but the file does not list it among its images.</source>
            <translation>Es hat Kästen, steht aber nicht unter den Bildern der Datei.</translation>
        </message>
        <message>
            <source>It has forgotten what the base could, so this is no proof. {reference} On the site's own cases: {verdict}</source>
            <translation>Es hat verlernt, was die Basis konnte, darum ist dies kein Beleg. {reference} Auf den eigenen Fällen: {verdict}</translation>
        </message>
        <message>
            <source>It has more boxes than a picture can have.</source>
            <translation>Es hat mehr Kästen, als ein Bild haben kann.</translation>
        </message>
        <message>
            <source>It has no label that is a file, a name or a whole number.</source>
            <translation>Es hat keine Bezeichnung, die eine Datei, ein Name oder eine ganze Zahl ist.</translation>
        </message>
        <message>
            <source>It has none at all.</source>
            <translation>Er hat gar keine.</translation>
        </message>
        <message>
            <source>It has {known}.</source>
            <translation>Er hat {known}.</translation>
        </message>
        <message>
            <source>It has: {names}.</source>
            <translation>Sie hat: {names}.</translation>
        </message>
        <message>
            <source>It holds {count} weights in {tensors} tensors.</source>
            <translation>Sie enthält {count} Gewichte in {tensors} Tensoren.</translation>
        </message>
        <message>
            <source>It is a link or a device, which is not followed.</source>
            <translation>Es ist eine Verknüpfung oder ein Gerät; dem wird nicht gefolgt.</translation>
        </message>
        <message>
            <source>It is a program: it runs only in a process without network and files.</source>
            <translation>Es ist ein Programm: Es läuft nur in einem Prozess ohne Netzwerk und Dateien.</translation>
        </message>
        <message>
            <source>It is a {kind} file among DICOM images; open it by itself to see it.</source>
            <translation>Es ist eine {kind}-Datei unter DICOM-Bildern; öffnen Sie sie einzeln, um sie zu sehen.</translation>
        </message>
        <message>
            <source>It is an archive inside the archive, which is not opened.</source>
            <translation>Es ist ein Archiv im Archiv; es wird nicht geöffnet.</translation>
        </message>
        <message>
            <source>It is damaged.</source>
            <translation>Beschädigt.</translation>
        </message>
        <message>
            <source>It is encrypted.</source>
            <translation>Verschlüsselt.</translation>
        </message>
        <message>
            <source>It is packed in a way that is not known here.</source>
            <translation>Auf eine Weise gepackt, die hier nicht bekannt ist.</translation>
        </message>
        <message>
            <source>It is run once on every part of the scan, not mirrored besides, as nnU-Net can do.</source>
            <translation>Es läuft einmal über jeden Teil der Aufnahme, nicht zusätzlich gespiegelt, wie nnU-Net es kann.</translation>
        </message>
        <message>
            <source>It looks inverted: bones are dark. Invert it to see bones bright.</source>
            <translation>Es sieht invertiert aus: Knochen sind dunkel. Invertieren zeigt die Knochen hell.</translation>
        </message>
        <message>
            <source>It looks turned: turn it a quarter to the left.</source>
            <translation>Es sieht gedreht aus: um eine Vierteldrehung nach links drehen.</translation>
        </message>
        <message>
            <source>It looks turned: turn it a quarter to the right.</source>
            <translation>Es sieht gedreht aus: um eine Vierteldrehung nach rechts drehen.</translation>
        </message>
        <message>
            <source>It looks upside down: turn it by half.</source>
            <translation>Es steht auf dem Kopf: um eine halbe Drehung drehen.</translation>
        </message>
        <message>
            <source>It may be: {names}.</source>
            <translation>Möglich sind: {names}.</translation>
        </message>
        <message>
            <source>It may name {{case}}, {{structure}} and {{person}}.</source>
            <translation>Es darf {{case}}, {{structure}} und {{person}} nennen.</translation>
        </message>
        <message>
            <source>It must have a list "training" of images with their labels.</source>
            <translation>Sie muss eine Liste „training“ von Bildern mit ihren Bezeichnungen haben.</translation>
        </message>
        <message>
            <source>It must have the lists "images", "annotations" and "categories".</source>
            <translation>Sie muss die Listen „images“, „annotations“ und „categories“ haben.</translation>
        </message>
        <message>
            <source>It must hold one folder per class with its images.</source>
            <translation>Sie muss je Klasse einen Ordner mit deren Bildern enthalten.</translation>
        </message>
        <message>
            <source>It must hold two folders, such as images and labels, with files of equal names.</source>
            <translation>Er muss zwei Ordner wie images und labels mit Dateien gleichen Namens enthalten.</translation>
        </message>
        <message>
            <source>It names no file.</source>
            <translation>Es wird keine Datei genannt.</translation>
        </message>
        <message>
            <source>It reads the middle square of the picture: what lies outside is not looked at.</source>
            <translation>Es liest das mittlere Quadrat des Bildes: Was außerhalb liegt, wird nicht betrachtet.</translation>
        </message>
        <message>
            <source>It reads the middle square of the picture: what lies outside is not outlined.</source>
            <translation>Es liest das mittlere Quadrat des Bildes: Was außerhalb liegt, wird nicht umrissen.</translation>
        </message>
        <message>
            <source>It tells how often the test part was opened. Allow reading it, or put it back from a copy.</source>
            <translation>Sie sagt, wie oft der Testteil geöffnet wurde. Erlauben Sie das Lesen oder legen Sie sie aus einer Kopie zurück.</translation>
        </message>
        <message>
            <source>It unpacks to more than {limit} times its size, which images never do.</source>
            <translation>Entpackt über {limit}-mal so groß; das kommt bei Bildern nie vor.</translation>
        </message>
        <message>
            <source>It was made on another grid than that of the open series: every voxel shows what lies nearest to its centre.</source>
            <translation>Sie entstand auf einem anderen Raster als dem der offenen Serie: Jedes Voxel zeigt, was seiner Mitte am nächsten liegt.</translation>
        </message>
        <message>
            <source>It was trained on scans that lie in one way; others may be marked wrongly.</source>
            <translation>Es wurde auf Aufnahmen einer Lage trainiert; andere können falsch markiert werden.</translation>
        </message>
        <message>
            <source>Item {number}</source>
            <translation>Element {number}</translation>
        </message>
        <message>
            <source>Its card holds no statistics of the scans it was trained on, so likeness is not checked.</source>
            <translation>Seine Karte enthält keine Statistik der Aufnahmen, an denen es trainiert wurde; die Ähnlichkeit wird daher nicht geprüft.</translation>
        </message>
        <message>
            <source>Its file says that text is burned into the picture; it may name the patient.</source>
            <translation>Die Datei sagt, dass Text ins Bild eingebrannt ist; er kann den Patienten nennen.</translation>
        </message>
        <message>
            <source>Its first line must name the columns, each other line an image.</source>
            <translation>Die erste Zeile muss die Spalten nennen, jede weitere ein Bild.</translation>
        </message>
        <message>
            <source>Its operating points are not known, since its name is none of the published ones: they are not in the file. 0.5 of a score then means nothing.</source>
            <translation>Seine Arbeitspunkte sind nicht bekannt, denn der Name ist keiner der veröffentlichten, und in der Datei stehen sie nicht. Ein Wert von 0,5 besagt dann nichts.</translation>
        </message>
        <message>
            <source>Its parts are: {parts}.</source>
            <translation>Seine Teile sind: {parts}.</translation>
        </message>
        <message>
            <source>Its path is a link that leads out of the folder.</source>
            <translation>Der Pfad ist eine Verknüpfung, die aus dem Ordner hinausführt.</translation>
        </message>
        <message>
            <source>Its path leads out of the folder.</source>
            <translation>Der Pfad führt aus dem Ordner hinaus.</translation>
        </message>
        <message>
            <source>Its scores are no probabilities: 0.5 is the operating point that its publishers chose.</source>
            <translation>Seine Werte sind keine Wahrscheinlichkeiten: 0,5 ist der Arbeitspunkt, den die Herausgeber gewählt haben.</translation>
        </message>
        <message>
            <source>Its scripts and expressions are not carried out; only its description is read.</source>
            <translation>Seine Skripte und Ausdrücke werden nicht ausgeführt; gelesen wird nur seine Beschreibung.</translation>
        </message>
        <message>
            <source>Its weights may be damaged, or the scan has values that it was never shown.</source>
            <translation>Seine Gewichte sind vielleicht beschädigt, oder die Aufnahme hat Werte, die es nie gesehen hat.</translation>
        </message>
        <message>
            <source>Its {bits} bits per colour are shown with 8.</source>
            <translation>Seine {bits} Bit je Farbe werden mit 8 gezeigt.</translation>
        </message>
        <message>
            <source>Keep the result as result.json instead (lightbox predict).</source>
            <translation>Sichern Sie das Ergebnis stattdessen als result.json (lightbox predict).</translation>
        </message>
        <message>
            <source>Keeping the case</source>
            <translation>Fall behalten</translation>
        </message>
        <message>
            <source>Keeping the edits</source>
            <translation>Bearbeitungen werden aufgehoben</translation>
        </message>
        <message>
            <source>Keeping the masks</source>
            <translation>Masken werden aufgehoben</translation>
        </message>
        <message>
            <source>Keeping what was said of the series</source>
            <translation>Behalte, was zur Serie gesagt wurde</translation>
        </message>
        <message>
            <source>Kept from before: {names}.</source>
            <translation>Von vorher behalten: {names}.</translation>
        </message>
        <message>
            <source>Keras</source>
            <translation>Keras</translation>
        </message>
        <message>
            <source>Kernel 3×3</source>
            <translation>Kernel 3×3</translation>
        </message>
        <message>
            <source>Kernel 5×5</source>
            <translation>Kernel 5×5</translation>
        </message>
        <message>
            <source>Key Object Selection</source>
            <translation>Schlüsselbildauswahl</translation>
        </message>
        <message>
            <source>Kidney</source>
            <translation>Niere</translation>
        </message>
        <message>
            <source>Known are: {known}.</source>
            <translation>Bekannt sind: {known}.</translation>
        </message>
        <message>
            <source>Known networks: {names}.</source>
            <translation>Bekannte Netze: {names}.</translation>
        </message>
        <message>
            <source>Label {what}</source>
            <translation>{what} beschriften</translation>
        </message>
        <message>
            <source>Labels exclude each other; no background</source>
            <translation>Strukturen schließen sich aus; kein Hintergrund</translation>
        </message>
        <message>
            <source>Labels exclude each other; the first channel is background</source>
            <translation>Strukturen schließen sich aus; der erste Kanal ist Hintergrund</translation>
        </message>
        <message>
            <source>Labels may overlap (one probability each)</source>
            <translation>Strukturen dürfen sich überlappen (je eine Wahrscheinlichkeit)</translation>
        </message>
        <message>
            <source>Laplacian of Gaussian</source>
            <translation>Laplace von Gauß</translation>
        </message>
        <message>
            <source>Laplacian σ {sigma:.1f} px</source>
            <translation>Laplace σ {sigma:.1f} px</translation>
        </message>
        <message>
            <source>Last layers: the head and the last stages</source>
            <translation>Letzte Schichten: Kopf und letzte Stufen</translation>
        </message>
        <message>
            <source>Leave it out: weights come from the file alone.</source>
            <translation>Lassen Sie es weg: Gewichte kommen allein aus der Datei.</translation>
        </message>
        <message>
            <source>Leave the filter out.</source>
            <translation>Lassen Sie den Filter weg.</translation>
        </message>
        <message>
            <source>Leave views out: pictures are changed anew in every epoch instead.</source>
            <translation>Lassen Sie views weg: Die Bilder werden stattdessen in jeder Epoche neu verändert.</translation>
        </message>
        <message>
            <source>Left clavicle</source>
            <translation>Linke Klavikula</translation>
        </message>
        <message>
            <source>Left lung</source>
            <translation>Linke Lunge</translation>
        </message>
        <message>
            <source>Left out ({count}): {reason}</source>
            <translation>Ausgelassen ({count}): {reason}</translation>
        </message>
        <message>
            <source>Left out, because it was measured on a mask that was edited since: {measurements}.</source>
            <translation>Weggelassen, weil an einer Maske gemessen, die seither bearbeitet wurde: {measurements}.</translation>
        </message>
        <message>
            <source>Left out, since they were not trained: {heads}.</source>
            <translation>Weggelassen, da nicht trainiert: {heads}.</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>Länge</translation>
        </message>
        <message>
            <source>Lens: {filters}</source>
            <translation>Filter: {filters}</translation>
        </message>
        <message>
            <source>Lesion</source>
            <translation>Läsion</translation>
        </message>
        <message>
            <source>Linear probe: a new last layer on frozen features</source>
            <translation>Lineare Probe: neue letzte Schicht auf eingefrorenen Merkmalen</translation>
        </message>
        <message>
            <source>Listed studies</source>
            <translation>Gelistete Studien</translation>
        </message>
        <message>
            <source>Listing studies</source>
            <translation>Studien listen</translation>
        </message>
        <message>
            <source>Liver</source>
            <translation>Leber</translation>
        </message>
        <message>
            <source>Load the complete series again from its source.</source>
            <translation>Laden Sie die vollständige Serie erneut aus ihrer Quelle.</translation>
        </message>
        <message>
            <source>Load the complete series again from its source; the slices themselves can be read as they are.</source>
            <translation>Laden Sie die vollständige Serie erneut aus ihrer Quelle; die Schichten selbst lassen sich so befunden, wie sie sind.</translation>
        </message>
        <message>
            <source>Load the series as the scanner reconstructed it.</source>
            <translation>Laden Sie die Serie so, wie das Gerät sie rekonstruiert hat.</translation>
        </message>
        <message>
            <source>Loading the model</source>
            <translation>Das Modell wird geladen</translation>
        </message>
        <message>
            <source>Loading {series}</source>
            <translation>{series} wird geladen</translation>
        </message>
        <message>
            <source>Long and short axis</source>
            <translation>Lange und kurze Achse</translation>
        </message>
        <message>
            <source>Long {long} × short {short} {unit}</source>
            <translation>Lang {long} × kurz {short} {unit}</translation>
        </message>
        <message>
            <source>Look at every image, then say that no name is in the pixels.</source>
            <translation>Sehen Sie jedes Bild an und bestätigen Sie dann, dass kein Name in den Pixeln steht.</translation>
        </message>
        <message>
            <source>Look at the image as it was taken.</source>
            <translation>Betrachten Sie das Bild so, wie es aufgenommen wurde.</translation>
        </message>
        <message>
            <source>Look at what leaves once more, then try again.</source>
            <translation>Sehen Sie noch einmal nach, was weitergegeben wird, und versuchen Sie es erneut.</translation>
        </message>
        <message>
            <source>Look for a model that reads a single series.</source>
            <translation>Suchen Sie ein Modell, das eine einzige Serie liest.</translation>
        </message>
        <message>
            <source>Look for a model that was planned with nnU-Net's own settings.</source>
            <translation>Suchen Sie ein Modell, das mit den eigenen Einstellungen von nnU-Net geplant wurde.</translation>
        </message>
        <message>
            <source>Look for the name in the publisher's instructions; capital letters count.</source>
            <translation>Suchen Sie den Namen in der Anleitung des Herausgebers; Großbuchstaben zählen.</translation>
        </message>
        <message>
            <source>Look for the network and its arguments in the publisher's instructions.</source>
            <translation>Suchen Sie das Netz und seine Argumente in der Anleitung des Herausgebers.</translation>
        </message>
        <message>
            <source>Look whether all its labels were given, and whether the first channel is the background.</source>
            <translation>Prüfen Sie, ob alle Strukturen angegeben sind und ob der erste Kanal der Hintergrund ist.</translation>
        </message>
        <message>
            <source>Look whether it is there and may be read.</source>
            <translation>Sehen Sie nach, ob sie da ist und gelesen werden darf.</translation>
        </message>
        <message>
            <source>Look whether the disk has space left.</source>
            <translation>Prüfen Sie, ob auf der Platte Platz ist.</translation>
        </message>
        <message>
            <source>Look whether the folder of the dataset can be written to and has space left.</source>
            <translation>Prüfen Sie, ob in den Ordner des Datensatzes geschrieben werden darf und Platz ist.</translation>
        </message>
        <message>
            <source>Look whether the intensities are what it wants.</source>
            <translation>Prüfen Sie, ob die Intensitäten so sind, wie es sie braucht.</translation>
        </message>
        <message>
            <source>Look whether the size and the channels of its input are what its publisher says.</source>
            <translation>Prüfen Sie, ob Größe und Kanäle der Eingabe so sind, wie der Herausgeber sagt.</translation>
        </message>
        <message>
            <source>Looking at file {number} of {count}</source>
            <translation>Datei {number} von {count} wird angesehen</translation>
        </message>
        <message>
            <source>Looking at mask {number} of {count}</source>
            <translation>Maske {number} von {count} wird angesehen</translation>
        </message>
        <message>
            <source>Looking at new images</source>
            <translation>Neue Bilder werden gelesen</translation>
        </message>
        <message>
            <source>Looking at the dataset</source>
            <translation>Datensatz wird angesehen</translation>
        </message>
        <message>
            <source>Looking at the files</source>
            <translation>Dateien werden angesehen</translation>
        </message>
        <message>
            <source>Looking at the images</source>
            <translation>Bilder werden angesehen</translation>
        </message>
        <message>
            <source>Looking at the model</source>
            <translation>Das Modell wird angesehen</translation>
        </message>
        <message>
            <source>Looking at the network</source>
            <translation>Das Netz wird angesehen</translation>
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
            <source>Looking at the scan</source>
            <translation>Aufnahme wird angesehen</translation>
        </message>
        <message>
            <source>Looking for a run that still goes</source>
            <translation>Laufendes Training wird gesucht</translation>
        </message>
        <message>
            <source>Looking for bone</source>
            <translation>Knochen wird gesucht</translation>
        </message>
        <message>
            <source>Looking for datasets</source>
            <translation>Datensätze werden gesucht</translation>
        </message>
        <message>
            <source>Looking for edits</source>
            <translation>Bearbeitungen werden gesucht</translation>
        </message>
        <message>
            <source>Looking for images</source>
            <translation>Bilder werden gesucht</translation>
        </message>
        <message>
            <source>Looking for masks</source>
            <translation>Masken werden gesucht</translation>
        </message>
        <message>
            <source>Looking for recent files</source>
            <translation>Zuletzt geöffnete werden gesucht</translation>
        </message>
        <message>
            <source>Looking for the airway</source>
            <translation>Atemwege werden gesucht</translation>
        </message>
        <message>
            <source>Looking for the body</source>
            <translation>Körper wird gesucht</translation>
        </message>
        <message>
            <source>Looking for the case in the dataset</source>
            <translation>Der Fall wird im Datensatz gesucht</translation>
        </message>
        <message>
            <source>Looking for the files of the study</source>
            <translation>Dateien der Studie werden gesucht</translation>
        </message>
        <message>
            <source>Looking for the images of the results</source>
            <translation>Die Bilder zu den Ergebnissen werden gesucht</translation>
        </message>
        <message>
            <source>Looking for the lungs</source>
            <translation>Lungen werden gesucht</translation>
        </message>
        <message>
            <source>Looking how the film hangs</source>
            <translation>Sehe nach, wie die Aufnahme hängt</translation>
        </message>
        <message>
            <source>Looking into {series}</source>
            <translation>{series} wird angesehen</translation>
        </message>
        <message>
            <source>Looking through folders, {count} files so far</source>
            <translation>Ordner werden durchsucht, bisher {count} Dateien</translation>
        </message>
        <message>
            <source>Lowest … highest value become 0 … 1</source>
            <translation>Kleinster … größter Wert werden 0 … 1</translation>
        </message>
        <message>
            <source>Lung</source>
            <translation>Lunge</translation>
        </message>
        <message>
            <source>Lung: −1000 … 400 HU become 0 … 1</source>
            <translation>Lunge: −1000 … 400 HU werden 0 … 1</translation>
        </message>
        <message>
            <source>Lymph node</source>
            <translation>Lymphknoten</translation>
        </message>
        <message>
            <source>MONAI bundle</source>
            <translation>MONAI-Bundle</translation>
        </message>
        <message>
            <source>MONAI bundle with the card of {model}</source>
            <translation>MONAI-Bundle mit der Karte von {model}</translation>
        </message>
        <message>
            <source>MR Spectroscopy</source>
            <translation>MR-Spektroskopie</translation>
        </message>
        <message>
            <source>Made by fixed rules of density and form: nothing was learned, and nothing was tested on patients.</source>
            <translation>Durch feste Regeln über Dichte und Form entstanden: Nichts wurde gelernt, und nichts wurde an Patienten geprüft.</translation>
        </message>
        <message>
            <source>Made by: {names}.</source>
            <translation>Erstellt mit: {names}.</translation>
        </message>
        <message>
            <source>Make a dataset with 'lightbox dataset import' first.</source>
            <translation>Legen Sie zuerst mit „lightbox dataset import“ einen Datensatz an.</translation>
        </message>
        <message>
            <source>Make all findings drafts again</source>
            <translation>Alle Befunde wieder zu Entwürfen machen</translation>
        </message>
        <message>
            <source>Make room on the disk.</source>
            <translation>Schaffen Sie Platz auf der Festplatte.</translation>
        </message>
        <message>
            <source>Make room, then run the command again.</source>
            <translation>Schaffen Sie Platz und starten Sie den Befehl erneut.</translation>
        </message>
        <message>
            <source>Make the folder first or choose another one.</source>
            <translation>Legen Sie den Ordner zuerst an, oder wählen Sie einen anderen.</translation>
        </message>
        <message>
            <source>Make {what} a draft again</source>
            <translation>{what} wieder zum Entwurf machen</translation>
        </message>
        <message>
            <source>Making the CT</source>
            <translation>Die CT wird erzeugt</translation>
        </message>
        <message>
            <source>Making the mask</source>
            <translation>Maske wird angelegt</translation>
        </message>
        <message>
            <source>Making the network</source>
            <translation>Netz wird gebaut</translation>
        </message>
        <message>
            <source>Making the phantom</source>
            <translation>Phantom wird erzeugt</translation>
        </message>
        <message>
            <source>Making the radiograph</source>
            <translation>Das Röntgenbild wird erzeugt</translation>
        </message>
        <message>
            <source>Mammography CAD Report</source>
            <translation>Mammographie-CAD-Bericht</translation>
        </message>
        <message>
            <source>Mark {what}</source>
            <translation>{what} setzen</translation>
        </message>
        <message>
            <source>Marking values</source>
            <translation>Werte werden markiert</translation>
        </message>
        <message>
            <source>Masks cannot be written to the disk: they are lost when the program ends.</source>
            <translation>Masken können nicht auf die Platte geschrieben werden: sie gehen verloren, wenn das Programm endet.</translation>
        </message>
        <message>
            <source>Mass</source>
            <translation>Raumforderung</translation>
        </message>
        <message>
            <source>Mean 0, deviation 1 over the scan</source>
            <translation>Mittel 0, Abweichung 1 über die Aufnahme</translation>
        </message>
        <message>
            <source>Mean 0, deviation 1 over what is not 0</source>
            <translation>Mittel 0, Abweichung 1 über alles außer 0</translation>
        </message>
        <message>
            <source>Mean {mean}</source>
            <translation>Mittel {mean}</translation>
        </message>
        <message>
            <source>Mean {mean}, SD {sd}</source>
            <translation>Mittel {mean}, SD {sd}</translation>
        </message>
        <message>
            <source>Mean {size:.0f}×{size:.0f}</source>
            <translation>Mittelwert {size:.0f}×{size:.0f}</translation>
        </message>
        <message>
            <source>Measured on a {slab} slab</source>
            <translation>Gemessen auf einem Slab ({slab})</translation>
        </message>
        <message>
            <source>Measurement</source>
            <translation>Messung</translation>
        </message>
        <message>
            <source>Measuring</source>
            <translation>Messung läuft</translation>
        </message>
        <message>
            <source>Measuring how the model runs best on this computer</source>
            <translation>Es wird gemessen, wie das Modell auf diesem Computer am besten läuft</translation>
        </message>
        <message>
            <source>Measuring one step</source>
            <translation>Ein Schritt wird gemessen</translation>
        </message>
        <message>
            <source>Median {size:.0f}×{size:.0f}</source>
            <translation>Median {size:.0f}×{size:.0f}</translation>
        </message>
        <message>
            <source>Memory is short: contours are only as fine as the grid of the model.</source>
            <translation>Der Speicher ist knapp: Die Konturen sind nur so fein wie das Raster des Modells.</translation>
        </message>
        <message>
            <source>Metastasis</source>
            <translation>Metastase</translation>
        </message>
        <message>
            <source>Middle square, then resized</source>
            <translation>Mittleres Quadrat, dann skaliert</translation>
        </message>
        <message>
            <source>Min {low}, max {high}</source>
            <translation>Min {low}, Max {high}</translation>
        </message>
        <message>
            <source>Misses {missed:.0f} in 100, {wrong:.1f} wrong marks a picture; never reassures</source>
            <translation>Übersieht {missed:.0f} von 100, {wrong:.1f} falsche Marken je Bild; nie eine Entwarnung</translation>
        </message>
        <message>
            <source>Misses {missed:.0f} in 100, {wrong:.1f} wrong marks a scan; never reassures</source>
            <translation>Übersieht {missed:.0f} von 100, {wrong:.1f} falsche Marken je Serie; nie eine Entwarnung</translation>
        </message>
        <message>
            <source>Modality</source>
            <translation>Modalität</translation>
        </message>
        <message>
            <source>Model of another framework</source>
            <translation>Modell eines anderen Frameworks</translation>
        </message>
        <message>
            <source>Model pack of this product</source>
            <translation>Modellpaket dieses Programms</translation>
        </message>
        <message>
            <source>Model pack {model}</source>
            <translation>Modellpaket {model}</translation>
        </message>
        <message>
            <source>Model {model} is made of rules, which outline structures and have no weights.</source>
            <translation>Modell {model} besteht aus Regeln; die umreißen Strukturen und haben keine Gewichte.</translation>
        </message>
        <message>
            <source>More elements are not shown.</source>
            <translation>Weitere Einträge werden nicht gezeigt.</translation>
        </message>
        <message>
            <source>More sentences stand in the report: {count}.</source>
            <translation>Weitere Sätze im Befund: {count}.</translation>
        </message>
        <message>
            <source>More than {most} images: only equal ones were looked for, not near copies.</source>
            <translation>Mehr als {most} Bilder: Nur gleiche wurden gesucht, keine nahezu gleichen.</translation>
        </message>
        <message>
            <source>Move {what}</source>
            <translation>{what} verschieben</translation>
        </message>
        <message>
            <source>Name it label or mask, or tell which one it is.</source>
            <translation>Nennen Sie sie label oder mask, oder geben Sie an, welche es ist.</translation>
        </message>
        <message>
            <source>Name it path, or tell which one it is. The table has: {names}.</source>
            <translation>Nennen Sie sie path, oder geben Sie an, welche es ist. Die Tabelle hat: {names}.</translation>
        </message>
        <message>
            <source>Necrosis</source>
            <translation>Nekrose</translation>
        </message>
        <message>
            <source>Needs about {needed:.1f} GB of memory</source>
            <translation>Braucht etwa {needed:.1f} GB Speicher</translation>
        </message>
        <message>
            <source>No case was made by the scanner {key}.</source>
            <translation>Kein Fall stammt vom Gerät {key}.</translation>
        </message>
        <message>
            <source>No class has images; at least two are needed.</source>
            <translation>Keine Klasse hat Bilder; mindestens zwei sind nötig.</translation>
        </message>
        <message>
            <source>No column of the table names the images.</source>
            <translation>Keine Spalte der Tabelle nennt die Bilder.</translation>
        </message>
        <message>
            <source>No held-out case was among the training cases of the models.</source>
            <translation>Kein zurückgehaltener Fall war unter den Trainingsfällen der Modelle.</translation>
        </message>
        <message>
            <source>No held-out label came from the models that are compared.</source>
            <translation>Kein zurückgehaltenes Label stammt von den verglichenen Modellen.</translation>
        </message>
        <message>
            <source>No image has {names}.</source>
            <translation>Kein Bild hat {names}.</translation>
        </message>
        <message>
            <source>No lung was found: no large part of this scan has the density of lung.</source>
            <translation>Keine Lunge gefunden: Kein großer Teil dieser Aufnahme hat die Dichte von Lunge.</translation>
        </message>
        <message>
            <source>No nearly equal pictures lie in different parts.</source>
            <translation>In verschiedenen Teilen liegen keine fast gleichen Bilder.</translation>
        </message>
        <message>
            <source>No person is on two sides of the split.</source>
            <translation>Keine Person liegt auf zwei Seiten der Aufteilung.</translation>
        </message>
        <message>
            <source>No picture is open.</source>
            <translation>Kein Bild ist geöffnet.</translation>
        </message>
        <message>
            <source>No picture with a window is open.</source>
            <translation>Es ist kein Bild mit einem Fenster geöffnet.</translation>
        </message>
        <message>
            <source>No quarter can be held out: each class must be on both sides, and cases must tell their date.</source>
            <translation>Kein Quartal kann zurückgehalten werden: Jede Klasse muss auf beiden Seiten sein, und die Fälle müssen ihr Datum nennen.</translation>
        </message>
        <message>
            <source>No scanner can be held out: each class must be on both sides, and cases must tell their scanner.</source>
            <translation>Kein Gerät kann zurückgehalten werden: Jede Klasse muss auf beiden Seiten sein, und die Fälle müssen ihr Gerät nennen.</translation>
        </message>
        <message>
            <source>No structure was named.</source>
            <translation>Es wurde keine Struktur genannt.</translation>
        </message>
        <message>
            <source>No trachea was found: the airways may be counted as lung.</source>
            <translation>Keine Trachea gefunden: Die Atemwege sind vielleicht als Lunge gezählt.</translation>
        </message>
        <message>
            <source>No values: its plane is not there any more</source>
            <translation>Keine Werte: Seine Ebene gibt es nicht mehr</translation>
        </message>
        <message>
            <source>No voxel of the chosen series has such a value, so there is no mask in it.</source>
            <translation>Kein Voxel der gewählten Serie hat einen solchen Wert, also enthält sie keine Maske.</translation>
        </message>
        <message>
            <source>No voxel of the scan has a value from {low:g} to {high:g}, so nothing was marked.</source>
            <translation>Kein Voxel der Aufnahme hat einen Wert von {low:g} bis {high:g}, also wurde nichts markiert.</translation>
        </message>
        <message>
            <source>No {structure} was found.</source>
            <translation>Nicht gefunden: {structure}.</translation>
        </message>
        <message>
            <source>Nodule</source>
            <translation>Rundherd</translation>
        </message>
        <message>
            <source>Nodule present</source>
            <translation>Rundherd vorhanden</translation>
        </message>
        <message>
            <source>Nodule?</source>
            <translation>Rundherd?</translation>
        </message>
        <message>
            <source>Noise and edges</source>
            <translation>Rauschen und Kanten</translation>
        </message>
        <message>
            <source>Noise {before} → {after}</source>
            <translation>Rauschen {before} → {after}</translation>
        </message>
        <message>
            <source>None of the results of this study belongs to the open series.</source>
            <translation>Keines der Ergebnisse dieser Untersuchung gehört zur offenen Serie.</translation>
        </message>
        <message>
            <source>None of the {count} files is a readable DICOM image.</source>
            <translation>Keine der {count} Dateien ist ein lesbares DICOM-Bild.</translation>
        </message>
        <message>
            <source>None of {count} files could be taken; the first is {name}: {reason}</source>
            <translation>Keine von {count} Dateien war verwendbar; die erste ist {name}: {reason}</translation>
        </message>
        <message>
            <source>Not checked: no AUC of a validation part is known.</source>
            <translation>Nicht geprüft: Es ist keine AUC eines Validierungsteils bekannt.</translation>
        </message>
        <message>
            <source>Not checked: the card of a model does not tell what it was taught with.</source>
            <translation>Nicht geprüft: Die Karte eines Modells sagt nicht, womit es gelernt hat.</translation>
        </message>
        <message>
            <source>Not checked: there are no cached features of enough persons in each part.</source>
            <translation>Nicht geprüft: Es gibt keine gespeicherten Merkmale von genügend Personen in jedem Teil.</translation>
        </message>
        <message>
            <source>Not checked: {reason}</source>
            <translation>Nicht geprüft: {reason}</translation>
        </message>
        <message>
            <source>Not found: {structures}.</source>
            <translation>Nicht gefunden: {structures}.</translation>
        </message>
        <message>
            <source>Not resized</source>
            <translation>Nicht skaliert</translation>
        </message>
        <message>
            <source>Not told.</source>
            <translation>Nicht angegeben.</translation>
        </message>
        <message>
            <source>Not wholly checked: no held-out case is among the known training cases, but a model of the line does not tell what it was taught with.</source>
            <translation>Nicht ganz geprüft: Kein zurückgehaltener Fall ist unter den bekannten Trainingsfällen, doch ein Modell der Linie sagt nicht, womit es gelernt hat.</translation>
        </message>
        <message>
            <source>Nothing in the library has changed.</source>
            <translation>In der Bibliothek hat sich nichts geändert.</translation>
        </message>
        <message>
            <source>Nothing in this file says that its results belong to the images of the open series.</source>
            <translation>Nichts in dieser Datei sagt, dass ihre Ergebnisse zu den Bildern der offenen Serie gehören.</translation>
        </message>
        <message>
            <source>Nothing in this folder is known as labelled images.</source>
            <translation>In diesem Ordner wurden keine beschrifteten Bilder erkannt.</translation>
        </message>
        <message>
            <source>Nothing of the chosen mask lies on the slices of the open series.</source>
            <translation>Nichts der gewählten Maske liegt auf den Schichten der geöffneten Serie.</translation>
        </message>
        <message>
            <source>Nothing was changed. Wait until it is done, then try again.</source>
            <translation>Es wurde nichts geändert. Warten Sie, bis es fertig ist, und versuchen Sie es dann erneut.</translation>
        </message>
        <message>
            <source>Nothing was found.</source>
            <translation>Es wurde nichts gefunden.</translation>
        </message>
        <message>
            <source>Numbers that stand for no segment: {count}.</source>
            <translation>Zahlen, die für kein Segment stehen: {count}.</translation>
        </message>
        <message>
            <source>ONNX with the card of {model}</source>
            <translation>ONNX mit der Karte von {model}</translation>
        </message>
        <message>
            <source>Object of a private kind</source>
            <translation>Objekt einer herstellereigenen Art</translation>
        </message>
        <message>
            <source>Oblique axial</source>
            <translation>Schräg axial</translation>
        </message>
        <message>
            <source>Oblique coronal</source>
            <translation>Schräg koronar</translation>
        </message>
        <message>
            <source>Oblique sagittal</source>
            <translation>Schräg sagittal</translation>
        </message>
        <message>
            <source>Occlusion</source>
            <translation>Abdecken</translation>
        </message>
        <message>
            <source>Oedema</source>
            <translation>Ödem</translation>
        </message>
        <message>
            <source>Of each structure the largest part is kept. lungmask itself gives small parts to their neighbours and fills holes besides.</source>
            <translation>Von jeder Struktur bleibt der größte Teil. lungmask selbst schlägt kleine Teile ihren Nachbarn zu und füllt zudem Löcher.</translation>
        </message>
        <message>
            <source>Of the mask as a person edited it.</source>
            <translation>Von der Maske, wie sie von Hand bearbeitet wurde.</translation>
        </message>
        <message>
            <source>Of the mask as drawn.</source>
            <translation>Der Maske, wie sie gezeichnet ist.</translation>
        </message>
        <message>
            <source>Of this scan nothing is left when it is cut to the shape that the model reads.</source>
            <translation>Von dieser Aufnahme bleibt nichts übrig, wenn sie auf die Form zugeschnitten wird, die das Modell liest.</translation>
        </message>
        <message>
            <source>On data of other hospitals two to five times as many findings as there are may be called.</source>
            <translation>Auf Daten anderer Häuser können zwei- bis fünfmal so viele Befunde gemeldet werden, wie es gibt.</translation>
        </message>
        <message>
            <source>On the reference data set: {verdict}</source>
            <translation>Auf dem Referenzdatensatz: {verdict}</translation>
        </message>
        <message>
            <source>On {cases} unlabelled pictures both models call the same class in {same}.</source>
            <translation>Auf {cases} Bildern ohne Labels nennen beide Modelle bei {same} dieselbe Klasse.</translation>
        </message>
        <message>
            <source>On {cases} unlabelled pictures the outlines of both models overlap with a mean Dice of {value} (95 % interval {low} to {high}).</source>
            <translation>Auf {cases} Bildern ohne Labels überlappen die Umrisse beider Modelle mit einem mittleren Dice von {value} (95-%-Intervall {low} bis {high}).</translation>
        </message>
        <message>
            <source>One annotation lies on no slice of the series and was left out of the file.</source>
            <translation>Eine Markierung liegt auf keiner Schicht der Serie und fehlt in der Datei.</translation>
        </message>
        <message>
            <source>One lung is much smaller than the other: look whether a part of it was left out.</source>
            <translation>Eine Lunge ist viel kleiner als die andere: Sehen Sie nach, ob ein Teil davon fehlt.</translation>
        </message>
        <message>
            <source>One of its boxes has a class that the file does not name.</source>
            <translation>Einer seiner Kästen hat eine Klasse, die die Datei nicht nennt.</translation>
        </message>
        <message>
            <source>One of its boxes is around a group, not around one finding.</source>
            <translation>Einer seiner Kästen umfasst eine Gruppe, nicht einen Befund.</translation>
        </message>
        <message>
            <source>One of its boxes is not four numbers.</source>
            <translation>Einer seiner Kästen besteht nicht aus vier Zahlen.</translation>
        </message>
        <message>
            <source>One of the two series does not say where its slices lie in the patient, so no mask is taken over.</source>
            <translation>Eine der beiden Serien sagt nicht, wo ihre Schichten im Patienten liegen, deshalb wird keine Maske übernommen.</translation>
        </message>
        <message>
            <source>One saved annotation of this study is damaged and was left out.</source>
            <translation>Eine gespeicherte Annotation dieser Studie ist beschädigt und wurde weggelassen.</translation>
        </message>
        <message>
            <source>One temperature: how sure the model is (suggested)</source>
            <translation>Eine Temperatur: wie sicher das Modell ist (Vorschlag)</translation>
        </message>
        <message>
            <source>Only 1 class ({name!r}) has images; at least two are needed.</source>
            <translation>Nur 1 Klasse ({name!r}) hat Bilder; mindestens zwei sind nötig.</translation>
        </message>
        <message>
            <source>Only a box of {x:.0f} × {y:.0f} × {z:.0f} mm was read (right-left, front-back, up-down).</source>
            <translation>Nur ein Kasten von {x:.0f} × {y:.0f} × {z:.0f} mm wurde gelesen (rechts-links, vorn-hinten, oben-unten).</translation>
        </message>
        <message>
            <source>Only a model that was added here can be removed, by its ID with the version.</source>
            <translation>Entfernt werden kann nur ein Modell, das hier hinzugefügt wurde, mit seiner ID und Version.</translation>
        </message>
        <message>
            <source>{seen} slices from the middle of {count} were looked at.</source>
            <translation>{seen} Schichten aus der Mitte von {count} wurden angesehen.</translation>
        </message>
        <message>
            <source>Only slice {number} of {count} was read.</source>
            <translation>Nur Schicht {number} von {count} wurde gelesen.</translation>
        </message>
        <message>
            <source>Only the left lung was found.</source>
            <translation>Nur die linke Lunge wurde gefunden.</translation>
        </message>
        <message>
            <source>Only the right lung was found.</source>
            <translation>Nur die rechte Lunge wurde gefunden.</translation>
        </message>
        <message>
            <source>Open a series in grey values first.</source>
            <translation>Öffnen Sie zuerst eine Serie in Grauwerten.</translation>
        </message>
        <message>
            <source>Open it again, then split it.</source>
            <translation>Öffnen Sie ihn erneut und teilen Sie ihn dann auf.</translation>
        </message>
        <message>
            <source>Open it again.</source>
            <translation>Öffnen Sie sie erneut.</translation>
        </message>
        <message>
            <source>Open it from the worklist, and wait until it is.</source>
            <translation>Öffnen Sie ihn aus der Arbeitsliste und warten Sie, bis es zu sehen ist.</translation>
        </message>
        <message>
            <source>Open the DICOM images of this study and repeat the work on them.</source>
            <translation>Öffnen Sie die DICOM-Bilder dieser Studie und wiederholen Sie die Arbeit daran.</translation>
        </message>
        <message>
            <source>Open the dataset again to see what is there now.</source>
            <translation>Öffnen Sie den Datensatz erneut, um zu sehen, was jetzt darin ist.</translation>
        </message>
        <message>
            <source>Open the folder of the disc instead.</source>
            <translation>Öffnen Sie stattdessen den Ordner des Datenträgers.</translation>
        </message>
        <message>
            <source>Open the folder that holds the images of the study, then show the results again.</source>
            <translation>Öffnen Sie den Ordner mit den Bildern der Untersuchung, dann zeigen Sie die Ergebnisse noch einmal.</translation>
        </message>
        <message>
            <source>Open the map by itself to see its frames.</source>
            <translation>Öffnen Sie die Karte für sich, um ihre Bilder zu sehen.</translation>
        </message>
        <message>
            <source>Open the original images, whose files hold their directions.</source>
            <translation>Öffnen Sie die Originalbilder, deren Dateien ihre Richtungen enthalten.</translation>
        </message>
        <message>
            <source>Open the original images, whose files hold their spacing.</source>
            <translation>Öffnen Sie die Originalbilder, deren Dateien ihre Abstände enthalten.</translation>
        </message>
        <message>
            <source>Open the original radiograph.</source>
            <translation>Öffnen Sie die originale Röntgenaufnahme.</translation>
        </message>
        <message>
            <source>Open the picture as its own series.</source>
            <translation>Öffnen Sie das Bild als eigene Serie.</translation>
        </message>
        <message>
            <source>Open the series again.</source>
            <translation>Öffnen Sie die Serie erneut.</translation>
        </message>
        <message>
            <source>Open the series that it was made from.</source>
            <translation>Öffnen Sie die Serie, aus der sie entstanden ist.</translation>
        </message>
        <message>
            <source>Open the series that they were drawn on.</source>
            <translation>Öffnen Sie die Serie, auf der sie gezeichnet wurden.</translation>
        </message>
        <message>
            <source>Open the series that they were made from.</source>
            <translation>Öffnen Sie die Serie, aus der sie entstanden sind.</translation>
        </message>
        <message>
            <source>Open the study with that version. What you draw here is not saved.</source>
            <translation>Öffnen Sie die Studie mit jener Version. Was Sie hier zeichnen, wird nicht gespeichert.</translation>
        </message>
        <message>
            <source>Opening case {key}</source>
            <translation>Öffne Fall {key}</translation>
        </message>
        <message>
            <source>Opening {series}</source>
            <translation>{series} wird geöffnet</translation>
        </message>
        <message>
            <source>Outline crosses itself</source>
            <translation>Umriss kreuzt sich selbst</translation>
        </message>
        <message>
            <source>Outline them with a network for masks (U-Net), or remove the case and split again.</source>
            <translation>Umranden Sie sie mit einem Netz für Masken (U-Net), oder entfernen Sie den Fall und teilen Sie neu auf.</translation>
        </message>
        <message>
            <source>Outline σ {sigma:.1f} px</source>
            <translation>Kontur σ {sigma:.1f} px</translation>
        </message>
        <message>
            <source>Outlining slice {number}</source>
            <translation>Schicht {number} wird umrandet</translation>
        </message>
        <message>
            <source>Outside LUNA16 it finds far less: 45 to 49 % on average on two other collections.</source>
            <translation>Außerhalb von LUNA16 findet es weit weniger: im Mittel 45 bis 49 % auf zwei anderen Sammlungen.</translation>
        </message>
        <message>
            <source>PDF document</source>
            <translation>PDF-Dokument</translation>
        </message>
        <message>
            <source>Padded to a square, then resized</source>
            <translation>Zum Quadrat ergänzt, dann skaliert</translation>
        </message>
        <message>
            <source>Pancreas</source>
            <translation>Pankreas</translation>
        </message>
        <message>
            <source>Parametric map</source>
            <translation>Parameterkarte</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>Angehalten</translation>
        </message>
        <message>
            <source>Pickle</source>
            <translation>Pickle</translation>
        </message>
        <message>
            <source>Pictures in {images} with masks in {masks}.</source>
            <translation>Bilder in {images} mit Masken in {masks}.</translation>
        </message>
        <message>
            <source>Pictures of the kind {modality} that may carry names in their pixels: {count}. Look at them before you hand them on.</source>
            <translation>Bilder der Art {modality}, die Namen in ihren Pixeln tragen können: {count}. Sehen Sie sie an, bevor Sie sie weitergeben.</translation>
        </message>
        <message>
            <source>Pictures of this kind often carry text, and the files do not say that there is none.</source>
            <translation>Bilder dieser Art tragen oft Text, und die Dateien sagen nicht, dass es keinen gibt.</translation>
        </message>
        <message>
            <source>Pictures that say they carry burned-in text are left out.</source>
            <translation>Bilder, die nach eigener Angabe eingebrannten Text tragen, sind ausgelassen.</translation>
        </message>
        <message>
            <source>Pictures whose compressed pixels carry the patient's name as text are left out.</source>
            <translation>Bilder, deren komprimierte Pixel den Namen des Patienten als Text tragen, sind ausgelassen.</translation>
        </message>
        <message>
            <source>Placing slice {number}</source>
            <translation>Schicht {number} wird eingeordnet</translation>
        </message>
        <message>
            <source>Plane {number} of {count}</source>
            <translation>Ebene {number} von {count}</translation>
        </message>
        <message>
            <source>Point</source>
            <translation>Punkt</translation>
        </message>
        <message>
            <source>Points of the model that a person corrected: {count}.</source>
            <translation>Punkte des Modells, die ein Mensch korrigiert hat: {count}.</translation>
        </message>
        <message>
            <source>Points that a person marked: {count}.</source>
            <translation>Punkte, die ein Mensch gesetzt hat: {count}.</translation>
        </message>
        <message>
            <source>Polygon</source>
            <translation>Polygon</translation>
        </message>
        <message>
            <source>Position</source>
            <translation>Lagerung</translation>
        </message>
        <message>
            <source>Posterior hippocampus</source>
            <translation>Hinterer Hippocampus</translation>
        </message>
        <message>
            <source>Preparing the mask</source>
            <translation>Maske wird vorbereitet</translation>
        </message>
        <message>
            <source>Preparing {model}</source>
            <translation>{model} wird vorbereitet</translation>
        </message>
        <message>
            <source>Presentation State</source>
            <translation>Präsentationszustand</translation>
        </message>
        <message>
            <source>Press Go on to continue where it stood.</source>
            <translation>„Weiter“ setzt dort fort, wo es stand.</translation>
        </message>
        <message>
            <source>Press Go on to continue where it stood; {file} in the job folder tells more.</source>
            <translation>„Weiter“ setzt dort fort, wo es stand; {file} im Auftragsordner sagt mehr.</translation>
        </message>
        <message>
            <source>Preview of all filters</source>
            <translation>Vorschau aller Filter</translation>
        </message>
        <message>
            <source>Prewitt across</source>
            <translation>Prewitt quer</translation>
        </message>
        <message>
            <source>Prewitt down</source>
            <translation>Prewitt längs</translation>
        </message>
        <message>
            <source>Private</source>
            <translation>Privat</translation>
        </message>
        <message>
            <source>Private Creator</source>
            <translation>Privat: Urheber</translation>
        </message>
        <message>
            <source>Probabilities alone: the network stays as it is</source>
            <translation>Nur die Wahrscheinlichkeiten: Das Netz bleibt, wie es ist</translation>
        </message>
        <message>
            <source>Probabilities already</source>
            <translation>Bereits Wahrscheinlichkeiten</translation>
        </message>
        <message>
            <source>Prostate</source>
            <translation>Prostata</translation>
        </message>
        <message>
            <source>Protocol</source>
            <translation>Protokoll</translation>
        </message>
        <message>
            <source>Put both back from a copy, or add the case again.</source>
            <translation>Stellen Sie beides aus einer Kopie wieder her oder nehmen Sie den Fall neu auf.</translation>
        </message>
        <message>
            <source>Put both files into one folder, or save it as one .nrrd file.</source>
            <translation>Legen Sie beide Dateien in einen Ordner, oder speichern Sie sie als eine .nrrd-Datei.</translation>
        </message>
        <message>
            <source>Put it back from a copy.</source>
            <translation>Stellen Sie sie aus einer Kopie wieder her.</translation>
        </message>
        <message>
            <source>Put the cases back, or run 'lightbox dataset split' again: all others keep their part.</source>
            <translation>Stellen Sie die Fälle wieder her, oder führen Sie „lightbox dataset split“ erneut aus: Alle anderen behalten ihren Teil.</translation>
        </message>
        <message>
            <source>Put {file} back from a copy, or import everything into a new folder.</source>
            <translation>Stellen Sie {file} aus einer Kopie wieder her, oder importieren Sie alles in einen neuen Ordner.</translation>
        </message>
        <message>
            <source>Put {file} back from a copy, or remove the split from it and split again.</source>
            <translation>Stellen Sie {file} aus einer Kopie wieder her, oder entfernen Sie die Aufteilung daraus und teilen Sie neu auf.</translation>
        </message>
        <message>
            <source>Putting the labels on the scan</source>
            <translation>Strukturen werden auf die Aufnahme übertragen</translation>
        </message>
        <message>
            <source>PyTorch weights</source>
            <translation>PyTorch-Gewichte</translation>
        </message>
        <message>
            <source>Quarter of a year</source>
            <translation>Quartal</translation>
        </message>
        <message>
            <source>Quick sagittal planes</source>
            <translation>Schnelle sagittale Ebenen</translation>
        </message>
        <message>
            <source>RT Plan</source>
            <translation>Bestrahlungsplan (RT Plan)</translation>
        </message>
        <message>
            <source>RT Structure Set</source>
            <translation>Konturen (RT Structure Set)</translation>
        </message>
        <message>
            <source>RT Treatment Record</source>
            <translation>Bestrahlungsprotokoll</translation>
        </message>
        <message>
            <source>Radiation Dose Report</source>
            <translation>Dosisbericht</translation>
        </message>
        <message>
            <source>Raw Data</source>
            <translation>Rohdaten</translation>
        </message>
        <message>
            <source>Raw data and files of an unknown kind are left out: nobody knows what they hold.</source>
            <translation>Rohdaten und Dateien unbekannter Art sind ausgelassen: Niemand weiß, was sie enthalten.</translation>
        </message>
        <message>
            <source>Ray ended before all was done ({reason}).</source>
            <translation>Ray endete, bevor alles fertig war ({reason}).</translation>
        </message>
        <message>
            <source>Ray is not installed, which runs a model on several machines.</source>
            <translation>Ray ist nicht installiert; es lässt ein Modell auf mehreren Rechnern laufen.</translation>
        </message>
        <message>
            <source>Read it, then confirm that it allows your use: --licence-accepted.</source>
            <translation>Lesen Sie sie und bestätigen Sie, dass sie Ihre Nutzung erlaubt: --licence-accepted.</translation>
        </message>
        <message>
            <source>Read {number} of {count} files</source>
            <translation>{number} von {count} Dateien gelesen</translation>
        </message>
        <message>
            <source>Reader {key}</source>
            <translation>Befunder {key}</translation>
        </message>
        <message>
            <source>Readers of a dataset compare boxes: a point does not say how far a finding reaches.</source>
            <translation>Die Leser eines Datensatzes vergleichen Rahmen: Ein Punkt sagt nicht, wie weit ein Befund reicht.</translation>
        </message>
        <message>
            <source>Reading annotations</source>
            <translation>Annotationen werden gelesen</translation>
        </message>
        <message>
            <source>Reading case {number} of {count}</source>
            <translation>Fall {number} von {count} wird gelesen</translation>
        </message>
        <message>
            <source>Reading file {number} of {count}</source>
            <translation>Datei {number} von {count} wird gelesen</translation>
        </message>
        <message>
            <source>Reading frame {number} of {count}</source>
            <translation>Bild {number} von {count} wird gelesen</translation>
        </message>
        <message>
            <source>Reading image file {number} of {count}</source>
            <translation>Bilddatei {number} von {count} wird gelesen</translation>
        </message>
        <message>
            <source>Reading results</source>
            <translation>Ergebnisse werden gelesen</translation>
        </message>
        <message>
            <source>Reading tags</source>
            <translation>Tags werden gelesen</translation>
        </message>
        <message>
            <source>Reading the DICOMDIR, {count} files so far</source>
            <translation>DICOMDIR wird gelesen, bisher {count} Dateien</translation>
        </message>
        <message>
            <source>Reading the audit trail</source>
            <translation>Protokoll wird gelesen</translation>
        </message>
        <message>
            <source>Reading the case</source>
            <translation>Fall lesen</translation>
        </message>
        <message>
            <source>Reading the file would run code that its format does not need: {names}.</source>
            <translation>Beim Lesen der Datei liefe Programmcode, den ihr Format nicht braucht: {names}.</translation>
        </message>
        <message>
            <source>Reading the first picture</source>
            <translation>Erstes Bild wird gelesen</translation>
        </message>
        <message>
            <source>Reading the headers of the source</source>
            <translation>Header der Quellbilder werden gelesen</translation>
        </message>
        <message>
            <source>Reading the mask {number} of {count}</source>
            <translation>Lese Maske {number} von {count}</translation>
        </message>
        <message>
            <source>Reading the probabilities back</source>
            <translation>Wahrscheinlichkeiten werden zurückgelesen</translation>
        </message>
        <message>
            <source>Reading the report</source>
            <translation>Der Bericht wird gelesen</translation>
        </message>
        <message>
            <source>Reading the segmentation back</source>
            <translation>Segmentierung wird zur Prüfung zurückgelesen</translation>
        </message>
        <message>
            <source>Reading the weights</source>
            <translation>Gewichte werden gelesen</translation>
        </message>
        <message>
            <source>Reading the worklist</source>
            <translation>Arbeitsliste lesen</translation>
        </message>
        <message>
            <source>Reading what is marked in the case</source>
            <translation>Lesen, was im Fall markiert ist</translation>
        </message>
        <message>
            <source>Reading what others marked</source>
            <translation>Lesen, was andere markiert haben</translation>
        </message>
        <message>
            <source>Reading what was drawn</source>
            <translation>Eingezeichnetes wird gelesen</translation>
        </message>
        <message>
            <source>Reading what was said of the series</source>
            <translation>Lese, was zur Serie gesagt wurde</translation>
        </message>
        <message>
            <source>Real World Values</source>
            <translation>Reale Messwerte (Real World Values)</translation>
        </message>
        <message>
            <source>Reconstruction in other planes</source>
            <translation>Rekonstruktion in anderen Ebenen</translation>
        </message>
        <message>
            <source>Recordings of a voice are left out: their content cannot be cleaned.</source>
            <translation>Tonaufnahmen sind ausgelassen: Ihr Inhalt lässt sich nicht bereinigen.</translation>
        </message>
        <message>
            <source>Rectangle</source>
            <translation>Rechteck</translation>
        </message>
        <message>
            <source>Region</source>
            <translation>Bereich</translation>
        </message>
        <message>
            <source>Regions in another space, left out: {count}.</source>
            <translation>Regionen in einem anderen Bezugssystem, ausgelassen: {count}.</translation>
        </message>
        <message>
            <source>Registration</source>
            <translation>Registrierung</translation>
        </message>
        <message>
            <source>Reject {what}</source>
            <translation>{what} verwerfen</translation>
        </message>
        <message>
            <source>Rejected</source>
            <translation>Verworfen</translation>
        </message>
        <message>
            <source>Remembering studies</source>
            <translation>Studien werden gemerkt</translation>
        </message>
        <message>
            <source>Remove calibration</source>
            <translation>Kalibrierung entfernen</translation>
        </message>
        <message>
            <source>Remove it: the size is then found again, and the curve may differ a little.</source>
            <translation>Die Datei löschen: Die Größe wird dann neu bestimmt, die Kurve kann ein wenig abweichen.</translation>
        </message>
        <message>
            <source>Remove one of the two case folders and run 'lightbox dataset split' again.</source>
            <translation>Entfernen Sie einen der beiden Fallordner, und führen Sie „lightbox dataset split“ erneut aus.</translation>
        </message>
        <message>
            <source>Remove that case first, or choose another dataset.</source>
            <translation>Entfernen Sie zuerst jenen Fall oder wählen Sie einen anderen Datensatz.</translation>
        </message>
        <message>
            <source>Remove the flag of {what}</source>
            <translation>Markierung von {what} wegnehmen</translation>
        </message>
        <message>
            <source>Rename it.</source>
            <translation>Benennen Sie sie um.</translation>
        </message>
        <message>
            <source>Rename one of them.</source>
            <translation>Benennen Sie eine davon um.</translation>
        </message>
        <message>
            <source>Reopen it first.</source>
            <translation>Nehmen Sie sie zuerst wieder auf.</translation>
        </message>
        <message>
            <source>Report this with the name of the model: the fault is in the program or in the model's card.</source>
            <translation>Melden Sie das mit dem Namen des Modells: Der Fehler liegt im Programm oder in der Modellkarte.</translation>
        </message>
        <message>
            <source>Resample it onto the series first; a dataset keeps voxels as they are.</source>
            <translation>Bringen Sie sie zuerst auf das Gitter der Serie; ein Datensatz behält Voxel, wie sie sind.</translation>
        </message>
        <message>
            <source>Resampled</source>
            <translation>Interpoliert</translation>
        </message>
        <message>
            <source>Resampling</source>
            <translation>Neuberechnung des Rasters</translation>
        </message>
        <message>
            <source>Resampling the scan</source>
            <translation>Aufnahme wird umgerechnet</translation>
        </message>
        <message>
            <source>Resampling, slice {index} of {count}</source>
            <translation>Raster wird neu berechnet, Schicht {index} von {count}</translation>
        </message>
        <message>
            <source>Resizing needs the size that the network wants.</source>
            <translation>Zum Skalieren muss die Größe bekannt sein, die das Netz braucht.</translation>
        </message>
        <message>
            <source>Restore the boxes of the model</source>
            <translation>Kästen des Modells wiederherstellen</translation>
        </message>
        <message>
            <source>Result of a model, accepted by a person, not verified by a physician.</source>
            <translation>Ergebnis eines Modells, von einer Person angenommen, von keinem Arzt bestätigt.</translation>
        </message>
        <message>
            <source>Returning the model</source>
            <translation>Modell wird zurückgenommen</translation>
        </message>
        <message>
            <source>Right and left are swapped: {structures}.</source>
            <translation>Rechts und links sind vertauscht: {structures}.</translation>
        </message>
        <message>
            <source>Right clavicle</source>
            <translation>Rechte Klavikula</translation>
        </message>
        <message>
            <source>Right lung</source>
            <translation>Rechte Lunge</translation>
        </message>
        <message>
            <source>Row {number} of {count}</source>
            <translation>Zeile {number} von {count}</translation>
        </message>
        <message>
            <source>Run 'lightbox dataset check'.</source>
            <translation>Führen Sie „lightbox dataset check“ aus.</translation>
        </message>
        <message>
            <source>Run a model that measures, classifies or detects.</source>
            <translation>Starten Sie ein Modell, das misst, einordnet oder findet.</translation>
        </message>
        <message>
            <source>Run a model that segments.</source>
            <translation>Führen Sie ein Modell aus, das segmentiert.</translation>
        </message>
        <message>
            <source>Run in spite of a refusal, so it may be wrong altogether: {reason}</source>
            <translation>Trotz einer Ablehnung ausgeführt, kann also völlig falsch sein: {reason}</translation>
        </message>
        <message>
            <source>Run the command again: it goes on where it stopped.</source>
            <translation>Starten Sie den Befehl erneut: Er macht weiter, wo er aufgehört hat.</translation>
        </message>
        <message>
            <source>Run the model again.</source>
            <translation>Führen Sie das Modell erneut aus.</translation>
        </message>
        <message>
            <source>Run the model again; the log file tells more.</source>
            <translation>Starten Sie das Modell erneut; die Protokolldatei sagt mehr.</translation>
        </message>
        <message>
            <source>Sagittal</source>
            <translation>Sagittal</translation>
        </message>
        <message>
            <source>Sagittal slices, {done} of {slices}</source>
            <translation>Sagittale Schichten, {done} von {slices}</translation>
        </message>
        <message>
            <source>Save a smaller part of it.</source>
            <translation>Speichern Sie einen kleineren Teil davon.</translation>
        </message>
        <message>
            <source>Save it as one .nii or .nii.gz file.</source>
            <translation>Speichern Sie sie als eine .nii- oder .nii.gz-Datei.</translation>
        </message>
        <message>
            <source>Save it as one .nrrd file.</source>
            <translation>Speichern Sie sie als eine .nrrd-Datei.</translation>
        </message>
        <message>
            <source>Save it as whole numbers or floats, one value per voxel.</source>
            <translation>Speichern Sie sie mit ganzen Zahlen oder Gleitkommazahlen, ein Wert je Voxel.</translation>
        </message>
        <message>
            <source>Save it in mm.</source>
            <translation>Speichern Sie sie in mm.</translation>
        </message>
        <message>
            <source>Save it with encoding raw or gzip.</source>
            <translation>Speichern Sie sie mit der Kodierung raw oder gzip.</translation>
        </message>
        <message>
            <source>Save it with one value per voxel.</source>
            <translation>Speichern Sie sie mit einem Wert je Voxel.</translation>
        </message>
        <message>
            <source>Save its pictures with 'lightbox render' instead.</source>
            <translation>Speichern Sie stattdessen die Bilder mit „lightbox render“.</translation>
        </message>
        <message>
            <source>Save one model with torch.export.save.</source>
            <translation>Speichern Sie ein Modell mit torch.export.save.</translation>
        </message>
        <message>
            <source>Save one volume of it.</source>
            <translation>Speichern Sie ein einzelnes Volumen davon.</translation>
        </message>
        <message>
            <source>Save the pages as files of their own.</source>
            <translation>Speichern Sie die Seiten als eigene Dateien.</translation>
        </message>
        <message>
            <source>Saving annotations</source>
            <translation>Annotationen werden gespeichert</translation>
        </message>
        <message>
            <source>Saving settings</source>
            <translation>Einstellungen werden gespeichert</translation>
        </message>
        <message>
            <source>Saving the list of recent files</source>
            <translation>Liste der zuletzt geöffneten wird gespeichert</translation>
        </message>
        <message>
            <source>Say it, or choose “Not resized”.</source>
            <translation>Geben Sie sie an, oder wählen Sie „Nicht skaliert“.</translation>
        </message>
        <message>
            <source>Say which output is meant, from 0.</source>
            <translation>Sagen Sie, welche Ausgabe gemeint ist, ab 0.</translation>
        </message>
        <message>
            <source>Scaling the values</source>
            <translation>Werte werden skaliert</translation>
        </message>
        <message>
            <source>Scanner</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <source>Score</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>Searching studies</source>
            <translation>Studien werden gesucht</translation>
        </message>
        <message>
            <source>Segmentations, contours, structured reports and parametric maps can be shown.</source>
            <translation>Segmentierungen, Konturen, strukturierte Befunde und Parameterkarten lassen sich zeigen.</translation>
        </message>
        <message>
            <source>Selected region: SNR {before} → {after}</source>
            <translation>Ausgewählter Bereich: SNR {before} → {after}</translation>
        </message>
        <message>
            <source>Set the state of {what}</source>
            <translation>Stand von {what} setzen</translation>
        </message>
        <message>
            <source>Sex</source>
            <translation>Geschlecht</translation>
        </message>
        <message>
            <source>Sharpen</source>
            <translation>Schärfen</translation>
        </message>
        <message>
            <source>Show {what}</source>
            <translation>{what} einblenden</translation>
        </message>
        <message>
            <source>Sigma {size:.0f}×{size:.0f}, {noise:.1f}× noise</source>
            <translation>Sigma {size:.0f}×{size:.0f}, {noise:.1f}× Rauschen</translation>
        </message>
        <message>
            <source>Slab of {slab}</source>
            <translation>Slab von {slab}</translation>
        </message>
        <message>
            <source>Slice {number} of {count}</source>
            <translation>Schicht {number} von {count}</translation>
        </message>
        <message>
            <source>Slice {number} of {count} cannot be read: {reason}</source>
            <translation>Schicht {number} von {count} lässt sich nicht lesen: {reason}</translation>
        </message>
        <message>
            <source>Slice {number} of {total} is missing ({width:.1f} mm gap at {middle:.1f} mm).</source>
            <translation>Schicht {number} von {total} fehlt ({width:.1f} mm Lücke bei {middle:.1f} mm).</translation>
        </message>
        <message>
            <source>Slices with findings</source>
            <translation>Schichten mit Befunden</translation>
        </message>
        <message>
            <source>Slices {first} to {last} of {total} are missing ({width:.1f} mm gap at {middle:.1f} mm).</source>
            <translation>Die Schichten {first} bis {last} von {total} fehlen ({width:.1f} mm Lücke bei {middle:.1f} mm).</translation>
        </message>
        <message>
            <source>Slope and offset of each class (Platt): the mix of the classes too</source>
            <translation>Steigung und Versatz je Klasse (Platt): auch die Mischung der Klassen</translation>
        </message>
        <message>
            <source>Smooth</source>
            <translation>Glätten</translation>
        </message>
        <message>
            <source>Sobel across</source>
            <translation>Sobel quer</translation>
        </message>
        <message>
            <source>Sobel down</source>
            <translation>Sobel längs</translation>
        </message>
        <message>
            <source>Soft tissue: −160 … 240 HU become 0 … 1</source>
            <translation>Weichteile: −160 … 240 HU werden 0 … 1</translation>
        </message>
        <message>
            <source>Some structures share voxels, or there are more than 255, so one map of numbers cannot hold them.</source>
            <translation>Einige Strukturen teilen sich Voxel, oder es sind mehr als 255; eine Karte von Nummern kann sie nicht aufnehmen.</translation>
        </message>
        <message>
            <source>Something went wrong inside Lightbox ({name}); what is open is unchanged.</source>
            <translation>In Lightbox ist etwas schiefgegangen ({name}); was geöffnet ist, ist unverändert.</translation>
        </message>
        <message>
            <source>Spleen</source>
            <translation>Milz</translation>
        </message>
        <message>
            <source>Split by person; or import again from DICOM and keep scanner and quarter of each case.</source>
            <translation>Nach Person aufteilen; oder noch einmal aus DICOM einlesen und Gerät und Quartal jedes Falls behalten.</translation>
        </message>
        <message>
            <source>Split by person; or import again with a pattern that picks the person from a file name.</source>
            <translation>Nach Person aufteilen; oder noch einmal mit einem Muster einlesen, das die Person aus dem Dateinamen nimmt.</translation>
        </message>
        <message>
            <source>Split it anew (--anew) if no result shall be compared with one of before any more.</source>
            <translation>Neu aufteilen (--anew), wenn kein Ergebnis mehr mit einem früheren verglichen werden soll.</translation>
        </message>
        <message>
            <source>Split it first.</source>
            <translation>Zuerst aufteilen.</translation>
        </message>
        <message>
            <source>Split the file.</source>
            <translation>Teilen Sie die Datei auf.</translation>
        </message>
        <message>
            <source>Split {how}.</source>
            <translation>Aufgeteilt {how}.</translation>
        </message>
        <message>
            <source>Splitting the images again</source>
            <translation>Die Bilder werden neu aufgeteilt</translation>
        </message>
        <message>
            <source>Start as many processes as there are GPUs, or write --device cpu.</source>
            <translation>So viele Prozesse wie GPUs starten oder --device cpu angeben.</translation>
        </message>
        <message>
            <source>Start it in a desktop session, or use the commands that need none (lightbox --help).</source>
            <translation>Starten Sie es in einer Desktop-Sitzung, oder verwenden Sie die Befehle, die keine brauchen (lightbox --help).</translation>
        </message>
        <message>
            <source>Start the run all the same, or restart Lightbox.</source>
            <translation>Den Lauf trotzdem beginnen, oder Lightbox neu starten.</translation>
        </message>
        <message>
            <source>Start the run from the window or with the command predict.</source>
            <translation>Starten Sie den Lauf im Fenster oder mit dem Befehl predict.</translation>
        </message>
        <message>
            <source>Starting the model process</source>
            <translation>Modellprozess wird gestartet</translation>
        </message>
        <message>
            <source>Starting the models</source>
            <translation>Modelle werden gestartet</translation>
        </message>
        <message>
            <source>Starting the process that converts</source>
            <translation>Umwandlungsprozess wird gestartet</translation>
        </message>
        <message>
            <source>Starting the training process</source>
            <translation>Trainingsprozess wird gestartet</translation>
        </message>
        <message>
            <source>Stretched to the size</source>
            <translation>Auf die Größe gestreckt</translation>
        </message>
        <message>
            <source>Structured Report</source>
            <translation>Strukturierter Befund (SR)</translation>
        </message>
        <message>
            <source>Structured reports are left out: their words may name the patient.</source>
            <translation>Strukturierte Befunde sind ausgelassen: Ihre Worte können den Patienten nennen.</translation>
        </message>
        <message>
            <source>Studies are remembered again as they are opened. The old list was kept as {file}.</source>
            <translation>Studien werden beim Öffnen wieder gemerkt. Die alte Liste wurde als {file} aufgehoben.</translation>
        </message>
        <message>
            <source>Study</source>
            <translation>Studie</translation>
        </message>
        <message>
            <source>Surface</source>
            <translation>Oberfläche</translation>
        </message>
        <message>
            <source>Surface Segmentation</source>
            <translation>Oberflächensegmentierung</translation>
        </message>
        <message>
            <source>Take folds of one training.</source>
            <translation>Nehmen Sie Folds eines Trainings.</translation>
        </message>
        <message>
            <source>Take the file as lungmask publishes it.</source>
            <translation>Nehmen Sie die Datei so, wie lungmask sie veröffentlicht.</translation>
        </message>
        <message>
            <source>Take the file of the PSPNet that TorchXRayVision publishes.</source>
            <translation>Nehmen Sie die Datei des PSPNet, die TorchXRayVision veröffentlicht.</translation>
        </message>
        <message>
            <source>Take the file under the name that its publisher gave it.</source>
            <translation>Nehmen Sie die Datei unter dem Namen, den ihr Herausgeber ihr gegeben hat.</translation>
        </message>
        <message>
            <source>Take the folder as nnU-Net's training or export left it.</source>
            <translation>Nehmen Sie den Ordner so, wie Training oder Export von nnU-Net ihn hinterlassen haben.</translation>
        </message>
        <message>
            <source>Take the folder of its configuration 3d_fullres or 3d_lowres instead.</source>
            <translation>Nehmen Sie stattdessen den Ordner seiner Konfiguration 3d_fullres oder 3d_lowres.</translation>
        </message>
        <message>
            <source>Take the model from its own publisher; nothing of this file was run.</source>
            <translation>Beziehen Sie das Modell vom Herausgeber selbst; nichts aus dieser Datei wurde ausgeführt.</translation>
        </message>
        <message>
            <source>Take the original images, or a copy without the text.</source>
            <translation>Nehmen Sie die Originalbilder oder eine Kopie ohne den Text.</translation>
        </message>
        <message>
            <source>Takes about {time} and {needed:.1f} GB of memory</source>
            <translation>Dauert etwa {time} und braucht {needed:.1f} GB Speicher</translation>
        </message>
        <message>
            <source>Taking the mask over</source>
            <translation>Maske wird übernommen</translation>
        </message>
        <message>
            <source>Taught on {cases}: other pictures may mislead it.</source>
            <translation>Trainiert an {cases}: Andere Bilder können es in die Irre führen.</translation>
        </message>
        <message>
            <source>Taught on {cases}: other scans may mislead it.</source>
            <translation>Angelernt mit: {cases}. Andere Aufnahmen können es irreführen.</translation>
        </message>
        <message>
            <source>Tell the bits of each structure (--bits lung=1,heart=2; --bits NAME=255 for one), or give one folder per structure.</source>
            <translation>Geben Sie die Bits jeder Struktur an (--bits lung=1,heart=2; --bits NAME=255 für eine einzige) oder je Struktur einen Ordner.</translation>
        </message>
        <message>
            <source>Tell the size of a pixel.</source>
            <translation>Geben Sie die Größe eines Pixels an.</translation>
        </message>
        <message>
            <source>Telling right from left</source>
            <translation>Rechts und links werden unterschieden</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>The AI model</source>
            <translation>Das KI-Modell</translation>
        </message>
        <message>
            <source>The AUC on the validation part is {area}, more than {most}: the classes may differ in something else than what they stand for, such as their source, machine or size.</source>
            <translation>Die AUC auf dem Validierungsteil ist {area}, mehr als {most}: Die Klassen können sich in etwas anderem unterscheiden als in dem, wofür sie stehen, etwa in Herkunft, Gerät oder Größe.</translation>
        </message>
        <message>
            <source>The AUC on the validation part is {area}, not more than {most}.</source>
            <translation>Die AUC auf dem Validierungsteil ist {area}, nicht mehr als {most}.</translation>
        </message>
        <message>
            <source>The DICOMDIR cannot be read: {reason}.</source>
            <translation>Das DICOMDIR lässt sich nicht lesen: {reason}.</translation>
        </message>
        <message>
            <source>The DICOMDIR is damaged; it may name more files than were found.</source>
            <translation>Das DICOMDIR ist beschädigt; es nennt vielleicht mehr Dateien, als gefunden wurden.</translation>
        </message>
        <message>
            <source>The DICOMDIR is too large to be one.</source>
            <translation>Das DICOMDIR ist zu groß, um eines zu sein.</translation>
        </message>
        <message>
            <source>The DICOMDIR names no files.</source>
            <translation>Das DICOMDIR nennt keine Dateien.</translation>
        </message>
        <message>
            <source>The annotations are not saved.</source>
            <translation>Die Annotationen sind nicht gespeichert.</translation>
        </message>
        <message>
            <source>The annotations are written</source>
            <translation>Die Markierungen sind geschrieben</translation>
        </message>
        <message>
            <source>The annotations of this study were saved by a newer version of Lightbox and stay as they are.</source>
            <translation>Die Annotationen dieser Studie wurden von einer neueren Version von Lightbox gespeichert und bleiben, wie sie sind.</translation>
        </message>
        <message>
            <source>The archive cannot be unpacked: {reason}.</source>
            <translation>Das Archiv lässt sich nicht entpacken: {reason}.</translation>
        </message>
        <message>
            <source>The archive is damaged and cannot be unpacked.</source>
            <translation>Das Archiv ist beschädigt und lässt sich nicht entpacken.</translation>
        </message>
        <message>
            <source>The archive lists more than {most} files.</source>
            <translation>Das Archiv führt mehr als {most} Dateien auf.</translation>
        </message>
        <message>
            <source>The archive needs more than {gigabytes:.1f} GB on the disk, which is not free.</source>
            <translation>Das Archiv braucht mehr als {gigabytes:.1f} GB auf dem Datenträger; so viel ist nicht frei.</translation>
        </message>
        <message>
            <source>The archive unpacks to more than {limit} times its size, which images never do.</source>
            <translation>Das Archiv entpackt sich auf mehr als das {limit}-Fache seiner Größe; das kommt bei Bildern nie vor.</translation>
        </message>
        <message>
            <source>The archive {file} has more parts than any model does, so it is not read.</source>
            <translation>Das Archiv {file} hat mehr Teile als irgendein Modell und wird deshalb nicht gelesen.</translation>
        </message>
        <message>
            <source>The archive {file} holds a link instead of a file, so it is not unpacked.</source>
            <translation>Das Archiv {file} enthält einen Verweis statt einer Datei und wird deshalb nicht entpackt.</translation>
        </message>
        <message>
            <source>The archive {file} holds two parts of one name, so it is not read.</source>
            <translation>Das Archiv {file} enthält zwei Teile desselben Namens und wird deshalb nicht gelesen.</translation>
        </message>
        <message>
            <source>The archive {file} is damaged or not whole.</source>
            <translation>Das Archiv {file} ist beschädigt oder unvollständig.</translation>
        </message>
        <message>
            <source>The archive {file} is encrypted.</source>
            <translation>Das Archiv {file} ist verschlüsselt.</translation>
        </message>
        <message>
            <source>The archive {file} wants to write outside its own folder, so it is not unpacked.</source>
            <translation>Das Archiv {file} will außerhalb seines eigenen Ordners schreiben und wird deshalb nicht entpackt.</translation>
        </message>
        <message>
            <source>The audit trail cannot be read or written.</source>
            <translation>Das Protokoll kann nicht gelesen oder geschrieben werden.</translation>
        </message>
        <message>
            <source>The audit trail was damaged; a new one was begun.</source>
            <translation>Das Protokoll war beschädigt; ein neues wurde begonnen.</translation>
        </message>
        <message>
            <source>The audit trail was made by a newer Lightbox.</source>
            <translation>Das Protokoll stammt von einem neueren Lightbox.</translation>
        </message>
        <message>
            <source>The base stays; nothing in the library has changed.</source>
            <translation>Das Ausgangsmodell bleibt; in der Bibliothek hat sich nichts geändert.</translation>
        </message>
        <message>
            <source>The bits of {name!r} are {flags}; they must lie between 1 and {most}.</source>
            <translation>Die Bits von {name!r} sind {flags}; sie müssen zwischen 1 und {most} liegen.</translation>
        </message>
        <message>
            <source>The box lies beside the scan.</source>
            <translation>Der Kasten liegt neben der Aufnahme.</translation>
        </message>
        <message>
            <source>The boxes of this case are not shown yet: nothing is drawn before they are.</source>
            <translation>Die Kästen dieses Falls sind noch nicht zu sehen: vorher wird nichts gezeichnet.</translation>
        </message>
        <message>
            <source>The boxes were drawn on {told} pixels, the image has {image}.</source>
            <translation>Die Kästen wurden auf {told} Pixeln gezeichnet, das Bild hat {image}.</translation>
        </message>
        <message>
            <source>The bundle asks for {what}, which is not carried out: only MONAI's usual steps are taken, as data.</source>
            <translation>Das Bundle verlangt {what}; das wird nicht ausgeführt: Genommen werden nur die üblichen Schritte von MONAI, als Daten.</translation>
        </message>
        <message>
            <source>The bundle does not name all channels of its output.</source>
            <translation>Das Bundle benennt nicht alle Kanäle seiner Ausgabe.</translation>
        </message>
        <message>
            <source>The bundle has no {part}.</source>
            <translation>Dem Bundle fehlt {part}.</translation>
        </message>
        <message>
            <source>The bundle holds a detector other than that for LUNA16 ({what}).</source>
            <translation>Das Bundle enthält einen anderen Detektor als den für LUNA16 ({what}).</translation>
        </message>
        <message>
            <source>The bundle is described in YAML ({name}), which needs the package {package}.</source>
            <translation>Das Bundle ist in YAML beschrieben ({name}); dazu braucht es das Paket {package}.</translation>
        </message>
        <message>
            <source>The bundle reads several pictures at once, or answers with several; models of one are taken.</source>
            <translation>Das Bundle liest mehrere Bilder zugleich oder antwortet mit mehreren; genommen werden Modelle eines Bildes.</translation>
        </message>
        <message>
            <source>The bundle scales values between two changes of the grid, which is not done here.</source>
            <translation>Das Bundle skaliert Werte zwischen zwei Änderungen des Gitters; das wird hier nicht gemacht.</translation>
        </message>
        <message>
            <source>The calibration of model {model} does not fit its classes.</source>
            <translation>Die Kalibrierung des Modells {model} passt nicht zu seinen Klassen.</translation>
        </message>
        <message>
            <source>The card asks for pictures of {rows} x {columns} pixels; each side must lie between 1 and {most}.</source>
            <translation>Die Karte verlangt Bilder von {rows} x {columns} Pixeln; jede Seite muss zwischen 1 und {most} liegen.</translation>
        </message>
        <message>
            <source>The card asks for the intensity step {name!r}, which this version does not know.</source>
            <translation>Die Karte verlangt den Intensitätsschritt {name!r}, den diese Version nicht kennt.</translation>
        </message>
        <message>
            <source>The card clips values at the percentiles {low} and {high}; they must rise from 0 to 100.</source>
            <translation>Die Karte begrenzt Werte auf die Perzentile {low} und {high}; sie müssen von 0 bis 100 ansteigen.</translation>
        </message>
        <message>
            <source>The card describes a grid that no network can have.</source>
            <translation>Die Karte beschreibt ein Raster, das kein Netz haben kann.</translation>
        </message>
        <message>
            <source>The card describes rules that no lung can be found by.</source>
            <translation>Die Karte beschreibt Regeln, mit denen sich keine Lunge finden lässt.</translation>
        </message>
        <message>
            <source>The card does not tell mean and deviation of each channel.</source>
            <translation>Die Modellkarte nennt nicht Mittelwert und Streuung jedes Kanals.</translation>
        </message>
        <message>
            <source>The card gives a point or its surroundings a size that none can have.</source>
            <translation>Die Modellkarte gibt einem Punkt oder seiner Umgebung eine Größe, die es nicht gibt.</translation>
        </message>
        <message>
            <source>The card inside {file} cannot be read.</source>
            <translation>Die Karte in {file} ist nicht lesbar.</translation>
        </message>
        <message>
            <source>The card names the orientation {letters!r}, which is none.</source>
            <translation>Die Karte nennt die Ausrichtung {letters!r}, die es nicht gibt.</translation>
        </message>
        <message>
            <source>The card of a model names it {model!r}, which is no name of a folder.</source>
            <translation>Die Karte eines Modells nennt es {model!r}; das ist kein Name eines Ordners.</translation>
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
            <source>The card of model {model} does not say how it reads a scan.</source>
            <translation>Die Karte des Modells {model} sagt nicht, wie es eine Aufnahme liest.</translation>
        </message>
        <message>
            <source>The card of model {model} does not say how its boxes are read: {error}</source>
            <translation>Die Karte des Modells {model} sagt nicht, wie seine Kästen zu lesen sind: {error}</translation>
        </message>
        <message>
            <source>The card of model {model} has no valid calibration: {error}</source>
            <translation>Die Karte des Modells {model} hat keine gültige Kalibrierung: {error}</translation>
        </message>
        <message>
            <source>The card of model {model} has no valid statistics: {error}</source>
            <translation>Die Karte des Modells {model} enthält keine gültige Statistik: {error}</translation>
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
            <source>The card of model {model} reads boxes in a way that cannot be.</source>
            <translation>Die Karte des Modells {model} liest Kästen auf eine Weise, die es nicht gibt.</translation>
        </message>
        <message>
            <source>The card of {model} does not say how a scan becomes its input.</source>
            <translation>Die Karte von {model} sagt nicht, wie aus einer Aufnahme seine Eingabe wird.</translation>
        </message>
        <message>
            <source>The card says that its model takes {found}; known are points and a box.</source>
            <translation>Die Modellkarte sagt, dass ihr Modell {found} annimmt; bekannt sind Punkte (points) und ein Kasten (box).</translation>
        </message>
        <message>
            <source>The card's intensity step {step} lacks its argument {argument}.</source>
            <translation>Dem Schritt {step} der Modellkarte fehlt die Angabe {argument}.</translation>
        </message>
        <message>
            <source>The cardiothoracic ratio is not printed: {reason}</source>
            <translation>Der Herz-Thorax-Quotient wird nicht angegeben: {reason}</translation>
        </message>
        <message>
            <source>The case came after the split. Split again to use it: all others stay where they are.</source>
            <translation>Der Fall kam nach der Aufteilung. Teilen Sie neu auf, um ihn zu nutzen: alle anderen bleiben, wo sie sind.</translation>
        </message>
        <message>
            <source>The case came after the split. Split again to use it: it joins the other cases of its person in the part “{part}”, and all others stay.</source>
            <translation>Der Fall kam nach der Aufteilung. Teilen Sie neu auf, um ihn zu nutzen: er kommt zu den anderen Fällen seiner Person in den Teil „{part}“, und alle anderen bleiben.</translation>
        </message>
        <message>
            <source>The case cannot be read.</source>
            <translation>Der Fall kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>The case is in the dataset</source>
            <translation>Der Fall ist im Datensatz</translation>
        </message>
        <message>
            <source>The case is in the part “{part}” of the frozen split: scores told before were of its labels of then.</source>
            <translation>Der Fall liegt im Teil „{part}“ der festgelegten Aufteilung: frühere Kennzahlen galten seinen damaligen Labels.</translation>
        </message>
        <message>
            <source>The case is in “{name}”.</source>
            <translation>Der Fall ist in „{name}“.</translation>
        </message>
        <message>
            <source>The checkpoint {file} is none of nnU-Net v2.</source>
            <translation>Der Checkpoint {file} ist keiner von nnU-Net v2.</translation>
        </message>
        <message>
            <source>The choice of the model cannot be written down ({reason}).</source>
            <translation>Die Wahl des Modells kann nicht gespeichert werden ({reason}).</translation>
        </message>
        <message>
            <source>The chosen series holds nothing but zeros, so there is no mask in it.</source>
            <translation>Die gewählte Serie enthält nur Nullen, also keine Maske.</translation>
        </message>
        <message>
            <source>The chosen series is of another patient, so no mask is taken over.</source>
            <translation>Die gewählte Serie gehört zu einem anderen Patienten, deshalb wird keine Maske übernommen.</translation>
        </message>
        <message>
            <source>The class {label!r} of a box is none of this dataset.</source>
            <translation>Die Klasse {label!r} eines Kastens gehört nicht zu diesem Datensatz.</translation>
        </message>
        <message>
            <source>The classes of model {model} exclude each other; it needs softmax.</source>
            <translation>Die Klassen des Modells {model} schließen einander aus; es braucht Softmax.</translation>
        </message>
        <message>
            <source>The colour palette of the image is damaged.</source>
            <translation>Die Farbpalette des Bildes ist beschädigt.</translation>
        </message>
        <message>
            <source>The columns {text!r} are not understood.</source>
            <translation>Die Spalten {text!r} werden nicht verstanden.</translation>
        </message>
        <message>
            <source>The command models list tells the names.</source>
            <translation>Der Befehl models list nennt die Namen.</translation>
        </message>
        <message>
            <source>The compressed picture has {width} × {height} pixels, the header says {columns} × {rows}.</source>
            <translation>Das komprimierte Bild hat {width} × {height} Pixel, der Header nennt {columns} × {rows}.</translation>
        </message>
        <message>
            <source>The configuration of the bundle has no {name!r}.</source>
            <translation>Der Konfiguration des Bundles fehlt {name!r}.</translation>
        </message>
        <message>
            <source>The configuration of the bundle is not as MONAI's are: {reason}.</source>
            <translation>Die Konfiguration des Bundles ist nicht, wie die von MONAI sind: {reason}.</translation>
        </message>
        <message>
            <source>The configuration of the bundle refers to itself.</source>
            <translation>Die Konfiguration des Bundles verweist auf sich selbst.</translation>
        </message>
        <message>
            <source>The configuration of the bundle refers to {name}, which is not there.</source>
            <translation>Die Konfiguration des Bundles verweist auf {name}, das es nicht gibt.</translation>
        </message>
        <message>
            <source>The contours are read</source>
            <translation>Die Konturen sind gelesen</translation>
        </message>
        <message>
            <source>The contours are written</source>
            <translation>Die Konturen sind geschrieben</translation>
        </message>
        <message>
            <source>The copy is written</source>
            <translation>Die Kopie ist geschrieben</translation>
        </message>
        <message>
            <source>The copy must not lie inside the dataset, nor around it.</source>
            <translation>Die Kopie darf weder im Datensatz noch um ihn herum liegen.</translation>
        </message>
        <message>
            <source>The dataset cannot be written: its folder does not allow it.</source>
            <translation>Der Datensatz kann nicht geschrieben werden: Sein Ordner lässt es nicht zu.</translation>
        </message>
        <message>
            <source>The dataset could not be written completely ({reason}); complete cases are kept.</source>
            <translation>Der Datensatz konnte nicht vollständig geschrieben werden ({reason}); vollständige Fälle bleiben erhalten.</translation>
        </message>
        <message>
            <source>The dataset has too few persons or blocks ({groups}) to be in all parts; none is left for {part}.</source>
            <translation>Der Datensatz hat zu wenige Personen oder Blöcke ({groups}) für alle Teile; für {part} bleibt nichts.</translation>
        </message>
        <message>
            <source>The dataset has {images} with boxes; at least {fewest} are needed.</source>
            <translation>Der Datensatz hat {images} mit Kästen; mindestens {fewest} sind nötig.</translation>
        </message>
        <message>
            <source>The dataset has {images} with masks; at least {fewest} are needed.</source>
            <translation>Der Datensatz hat {images} mit Masken; mindestens {fewest} sind nötig.</translation>
        </message>
        <message>
            <source>The dataset is in {name}. The salt stayed here.</source>
            <translation>Der Datensatz ist in {name}. Das Salz ist hier geblieben.</translation>
        </message>
        <message>
            <source>The dataset is not split yet.</source>
            <translation>Der Datensatz ist noch nicht aufgeteilt.</translation>
        </message>
        <message>
            <source>The dataset was changed while it was written.</source>
            <translation>Der Datensatz wurde geändert, während er geschrieben wurde.</translation>
        </message>
        <message>
            <source>The decision cannot be noted in the job folder.</source>
            <translation>Die Entscheidung lässt sich im Auftragsordner nicht festhalten.</translation>
        </message>
        <message>
            <source>The device {device!r} is not available on this computer.</source>
            <translation>Das Gerät {device!r} ist auf diesem Computer nicht vorhanden.</translation>
        </message>
        <message>
            <source>The disk is full: the audit trail cannot be written.</source>
            <translation>Der Datenträger ist voll: Das Protokoll kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <source>The disk is full: the job table cannot be written.</source>
            <translation>Der Datenträger ist voll: Die Auftragstabelle kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <source>The disk is full: the list of studies cannot be written.</source>
            <translation>Die Festplatte ist voll: Die Studienliste kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <source>The distance between slices varies from {least:.1f} to {most:.1f} mm.</source>
            <translation>Der Schichtabstand schwankt zwischen {least:.1f} und {most:.1f} mm.</translation>
        </message>
        <message>
            <source>The edits that were kept are damaged from their beginning on.</source>
            <translation>Die aufgehobenen Änderungen sind von Anfang an beschädigt.</translation>
        </message>
        <message>
            <source>The export of {model} ended without an answer; nothing was written.</source>
            <translation>Der Export von {model} endete ohne Antwort; es wurde nichts geschrieben.</translation>
        </message>
        <message>
            <source>The exported file computes something else than {model}: outputs differ by up to {found}, allowed is {most}. It was not kept.</source>
            <translation>Die exportierte Datei rechnet anders als {model}: die Ausgaben weichen um bis zu {found} ab, erlaubt ist {most}. Sie wurde nicht behalten.</translation>
        </message>
        <message>
            <source>The file</source>
            <translation>Die Datei</translation>
        </message>
        <message>
            <source>The file announces {announced} frames and holds {held}.</source>
            <translation>Laut Header enthält die Datei {announced} Einzelbilder, tatsächlich {held}.</translation>
        </message>
        <message>
            <source>The file announces {count} frames and is far too small for them.</source>
            <translation>Laut Header enthält die Datei {count} Einzelbilder; dafür ist sie viel zu klein.</translation>
        </message>
        <message>
            <source>The file cannot be read ({reason}).</source>
            <translation>Die Datei kann nicht gelesen werden ({reason}).</translation>
        </message>
        <message>
            <source>The file cannot be read: {reason}.</source>
            <translation>Die Datei lässt sich nicht lesen: {reason}.</translation>
        </message>
        <message>
            <source>The file does not say from which side it was taken.</source>
            <translation>Die Datei sagt nicht, von welcher Seite aufgenommen wurde.</translation>
        </message>
        <message>
            <source>The file does not say how many rows and columns its image has.</source>
            <translation>Die Datei nennt nicht, wie viele Zeilen und Spalten ihr Bild hat.</translation>
        </message>
        <message>
            <source>The file does not say on which images of the open series its frames lie.</source>
            <translation>Die Datei sagt nicht, auf welchen Bildern der offenen Serie ihre Bilder liegen.</translation>
        </message>
        <message>
            <source>The file does not say that this is a frontal view.</source>
            <translation>Die Datei sagt nicht, dass dies eine Frontalaufnahme ist.</translation>
        </message>
        <message>
            <source>The file does not say where in the patient its frames lie, and they have other rows and columns than the open series.</source>
            <translation>Die Datei sagt nicht, wo im Patienten ihre Bilder liegen, und diese haben andere Zeilen und Spalten als die offene Serie.</translation>
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
            <source>The file does not tell all that must be known. {questions}</source>
            <translation>Die Datei sagt nicht alles, was bekannt sein muss. {questions}</translation>
        </message>
        <message>
            <source>The file does not tell its modality. If you know that it is {wanted}, run the model all the same (--override on the command line).</source>
            <translation>Die Datei nennt ihre Modalität nicht. Wenn Sie wissen, dass es {wanted} ist, lassen Sie das Modell trotzdem laufen (--override auf der Kommandozeile).</translation>
        </message>
        <message>
            <source>The file ends after {percent} % of its pixel data.</source>
            <translation>Die Datei endet nach {percent} % ihrer Bilddaten.</translation>
        </message>
        <message>
            <source>The file ends before its pixel data.</source>
            <translation>Die Datei endet vor ihren Bilddaten.</translation>
        </message>
        <message>
            <source>The file ends too early.</source>
            <translation>Die Datei endet zu früh.</translation>
        </message>
        <message>
            <source>The file has colours for some of its values; they are shown in grey.</source>
            <translation>Die Datei sieht für einige Werte Farben vor; sie werden in Grau gezeigt.</translation>
        </message>
        <message>
            <source>The file has no Patient Orientation: right and left are those of the picture.</source>
            <translation>Die Datei enthält keine Patientenausrichtung (Patient Orientation): Rechts und links sind die des Bildes.</translation>
        </message>
        <message>
            <source>The file has no pixel data, or ends before them.</source>
            <translation>Die Datei hat keine Bilddaten oder endet davor.</translation>
        </message>
        <message>
            <source>The file has no pixel data.</source>
            <translation>Die Datei hat keine Bilddaten.</translation>
        </message>
        <message>
            <source>The file has no voxels of its own: it sends to another file.</source>
            <translation>Die Datei hat keine eigenen Voxel: Sie verweist auf eine andere Datei.</translation>
        </message>
        <message>
            <source>The file holds a whole pickled model, whose code would run when it is read.</source>
            <translation>Die Datei enthält ein ganzes Modell als Pickle, dessen Programmcode beim Lesen liefe.</translation>
        </message>
        <message>
            <source>The file holds fewer frames than when the folder was read.</source>
            <translation>Die Datei enthält weniger Einzelbilder als beim Lesen des Ordners.</translation>
        </message>
        <message>
            <source>The file holds several volumes or is no volume; one of three dimensions is needed.</source>
            <translation>Die Datei enthält mehrere Volumen oder ist keines; nötig ist eines mit drei Dimensionen.</translation>
        </message>
        <message>
            <source>The file holds tensors, but none of them is a network's weights.</source>
            <translation>Die Datei enthält Tensoren, aber keine Gewichte eines Netzes.</translation>
        </message>
        <message>
            <source>The file holds {held} frames and announces one frame; the others are not shown.</source>
            <translation>Die Datei enthält {held} Einzelbilder, laut Header nur eines; die übrigen werden nicht gezeigt.</translation>
        </message>
        <message>
            <source>The file holds {held} frames and announces {announced} frames; the others are not shown.</source>
            <translation>Die Datei enthält {held} Einzelbilder, laut Header nur {announced}; die übrigen werden nicht gezeigt.</translation>
        </message>
        <message>
            <source>The file holds {pieces} pieces of {frames} compressed frames, and nothing tells them apart.</source>
            <translation>Die Datei enthält {pieces} Teile von {frames} komprimierten Einzelbildern, und nichts unterscheidet sie.</translation>
        </message>
        <message>
            <source>The file holds {share} % of the pixel data it announces.</source>
            <translation>Die Datei enthält nur {share} % der Bilddaten, die der Header nennt.</translation>
        </message>
        <message>
            <source>The file is a pickle, whose code would run when it is read.</source>
            <translation>Die Datei ist ein Pickle, dessen Programmcode beim Lesen liefe.</translation>
        </message>
        <message>
            <source>The file is damaged or no volume.</source>
            <translation>Die Datei ist beschädigt oder kein Volumen.</translation>
        </message>
        <message>
            <source>The file is damaged: it announces more pixels than it can hold.</source>
            <translation>Die Datei ist beschädigt: Der Header nennt mehr Pixel, als sie enthalten kann.</translation>
        </message>
        <message>
            <source>The file is damaged: it cannot be written again.</source>
            <translation>Die Datei ist beschädigt: Sie lässt sich nicht neu schreiben.</translation>
        </message>
        <message>
            <source>The file is damaged: its compressed content cannot be read.</source>
            <translation>Die Datei ist beschädigt: Ihr komprimierter Inhalt lässt sich nicht lesen.</translation>
        </message>
        <message>
            <source>The file is damaged: its header cannot be read.</source>
            <translation>Die Datei ist beschädigt: Ihr Header lässt sich nicht lesen.</translation>
        </message>
        <message>
            <source>The file is damaged: its results cannot be read.</source>
            <translation>Die Datei ist beschädigt: Ihre Ergebnisse lassen sich nicht lesen.</translation>
        </message>
        <message>
            <source>The file is kept aside in the folder of the program's data.</source>
            <translation>Die Datei wird im Datenordner des Programms aufgehoben.</translation>
        </message>
        <message>
            <source>The file is larger than a list of images can be.</source>
            <translation>Die Datei ist größer, als eine Liste von Bildern sein kann.</translation>
        </message>
        <message>
            <source>The file is larger than a picture can be.</source>
            <translation>Die Datei ist größer, als ein Bild sein kann.</translation>
        </message>
        <message>
            <source>The file may be damaged, or too large for the memory of this computer.</source>
            <translation>Die Datei ist vielleicht beschädigt oder zu groß für den Speicher dieses Computers.</translation>
        </message>
        <message>
            <source>The file says that it is a network of TorchXRayVision, but its weights are others.</source>
            <translation>Die Datei gibt sich als Netz von TorchXRayVision aus, doch ihre Gewichte sind andere.</translation>
        </message>
        <message>
            <source>The file says that its pixels are not compressed, and they are.</source>
            <translation>Laut Header sind die Bilddaten nicht komprimiert, tatsächlich sind sie es.</translation>
        </message>
        <message>
            <source>The file {file} cannot be read.</source>
            <translation>Die Datei {file} kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>The file {file} has format {found!r}; this version of Lightbox reads {format}.</source>
            <translation>Die Datei {file} hat das Format {found!r}; diese Version von Lightbox liest {format}.</translation>
        </message>
        <message>
            <source>The file {file} has masks for some images and classes for others.</source>
            <translation>Die Datei {file} hat für manche Bilder Masken und für andere Klassen.</translation>
        </message>
        <message>
            <source>The file {file} has more boxes than a picture can have.</source>
            <translation>Die Datei {file} hat mehr Kästen, als ein Bild haben kann.</translation>
        </message>
        <message>
            <source>The file {file} has more points than a picture can have.</source>
            <translation>Die Datei {file} hat mehr Punkte, als ein Bild haben kann.</translation>
        </message>
        <message>
            <source>The file {file} has no part {name!r}.</source>
            <translation>Die Datei {file} hat keinen Teil {name!r}.</translation>
        </message>
        <message>
            <source>The file {file} holds {count} programs; exactly one is taken.</source>
            <translation>Die Datei {file} enthält {count} Programme; genommen wird genau eines.</translation>
        </message>
        <message>
            <source>The file {file} is a damaged pickle, so nothing of it is read.</source>
            <translation>Die Datei {file} ist ein beschädigter Pickle; nichts davon wird gelesen.</translation>
        </message>
        <message>
            <source>The file {file} is damaged: {error}</source>
            <translation>Die Datei {file} ist beschädigt: {error}</translation>
        </message>
        <message>
            <source>The file {file} is missing or cannot be read.</source>
            <translation>Die Datei {file} fehlt oder ist nicht lesbar.</translation>
        </message>
        <message>
            <source>The file {file} is no COCO file.</source>
            <translation>Die Datei {file} ist keine COCO-Datei.</translation>
        </message>
        <message>
            <source>The file {file} is no JSON file that can be read.</source>
            <translation>Die Datei {file} ist keine lesbare JSON-Datei.</translation>
        </message>
        <message>
            <source>The file {file} is no list of images that is known here.</source>
            <translation>Die Datei {file} ist keine hier bekannte Liste von Bildern.</translation>
        </message>
        <message>
            <source>The file {file} is no table that can be read.</source>
            <translation>Die Datei {file} ist keine lesbare Tabelle.</translation>
        </message>
        <message>
            <source>The file {file} lists no images for training.</source>
            <translation>Die Datei {file} nennt keine Bilder zum Trainieren.</translation>
        </message>
        <message>
            <source>The file {file} of a reader of case {key} is damaged.</source>
            <translation>Die Datei {file} eines Befunders von Fall {key} ist beschädigt.</translation>
        </message>
        <message>
            <source>The file {file} of case {case} cannot be read.</source>
            <translation>Die Datei {file} des Falls {case} kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>The file {file} of case {folder} belongs to another case.</source>
            <translation>Die Datei {file} des Falls {folder} gehört zu einem anderen Fall.</translation>
        </message>
        <message>
            <source>The file {file} of the job folder cannot be read.</source>
            <translation>Die Datei {file} des Auftragsordners kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>The file {file} of this dataset is missing or damaged; known persons could not be recognised.</source>
            <translation>Die Datei {file} dieses Datensatzes fehlt oder ist beschädigt; bekannte Personen wären nicht wiederzuerkennen.</translation>
        </message>
        <message>
            <source>The file {file} says that it holds more data than any model does, so it is not read.</source>
            <translation>Die Datei {file} will mehr Daten enthalten als irgendein Modell und wird deshalb nicht gelesen.</translation>
        </message>
        <message>
            <source>The files of this dataset tell no persons, so it cannot be split by scanner or date.</source>
            <translation>Die Dateien dieses Datensatzes nennen keine Personen, deshalb lässt er sich nicht nach Gerät oder Datum aufteilen.</translation>
        </message>
        <message>
            <source>The files of this study are no longer where they were.</source>
            <translation>Die Dateien dieser Studie liegen nicht mehr, wo sie waren.</translation>
        </message>
        <message>
            <source>The files say that text is burned into the picture; it may name the patient.</source>
            <translation>Die Dateien sagen, dass Text ins Bild eingebrannt ist; er kann den Patienten nennen.</translation>
        </message>
        <message>
            <source>The filter {text!r} cannot be read.</source>
            <translation>Der Filter {text!r} ist nicht lesbar.</translation>
        </message>
        <message>
            <source>The filter {text!r} names {key!r} twice.</source>
            <translation>Der Filter {text!r} nennt {key!r} zweimal.</translation>
        </message>
        <message>
            <source>The first run tells how long · {needed:.1f} GB of memory</source>
            <translation>Dauer zeigt der erste Lauf · {needed:.1f} GB Speicher</translation>
        </message>
        <message>
            <source>The folder cannot be read: {reason}.</source>
            <translation>Der Ordner lässt sich nicht lesen: {reason}.</translation>
        </message>
        <message>
            <source>The folder for the dataset holds other files.</source>
            <translation>Der Ordner für den Datensatz enthält andere Dateien.</translation>
        </message>
        <message>
            <source>The folder for the dataset lies inside the source, which is never changed.</source>
            <translation>Der Ordner für den Datensatz liegt in der Quelle, die nie verändert wird.</translation>
        </message>
        <message>
            <source>The folder for the files without names must not lie inside that of the originals, nor around it.</source>
            <translation>Der Ordner für die Dateien ohne Namen darf weder im Ordner der Originale liegen noch ihn enthalten.</translation>
        </message>
        <message>
            <source>The folder for the phantom is not empty.</source>
            <translation>Der Ordner für das Phantom ist nicht leer.</translation>
        </message>
        <message>
            <source>The folder holds a {found} dataset; this source is for {wanted}.</source>
            <translation>Der Ordner enthält einen Datensatz für {found}; diese Quelle ist für {wanted}.</translation>
        </message>
        <message>
            <source>The folder holds no files.</source>
            <translation>Der Ordner enthält keine Dateien.</translation>
        </message>
        <message>
            <source>The folder holds no images and labels.</source>
            <translation>Der Ordner enthält keine Bilder und Bezeichnungen.</translation>
        </message>
        <message>
            <source>The folder holds no images.</source>
            <translation>Der Ordner enthält keine Bilder.</translation>
        </message>
        <message>
            <source>The folder holds no {file}.</source>
            <translation>Der Ordner enthält keine {file}.</translation>
        </message>
        <message>
            <source>The folder holds the results of another run ({model}).</source>
            <translation>Der Ordner enthält die Ergebnisse eines anderen Laufs ({model}).</translation>
        </message>
        <message>
            <source>The folder holds {count} trained models of nnU-Net.</source>
            <translation>Der Ordner enthält {count} trainierte Modelle von nnU-Net.</translation>
        </message>
        <message>
            <source>The folder of masks holds no folders, so it is not known which structures its files show.</source>
            <translation>Der Maskenordner enthält keine Ordner; daher ist nicht bekannt, welche Strukturen seine Dateien zeigen.</translation>
        </message>
        <message>
            <source>The folder {file} has no file {name!r}.</source>
            <translation>Der Ordner {file} hat keine Datei {name!r}.</translation>
        </message>
        <message>
            <source>The folder {file} holds a link instead of a file, so it is not read.</source>
            <translation>Der Ordner {file} enthält einen Verweis statt einer Datei und wird deshalb nicht gelesen.</translation>
        </message>
        <message>
            <source>The folder {file} holds no MONAI bundle.</source>
            <translation>Der Ordner {file} enthält kein MONAI-Bundle.</translation>
        </message>
        <message>
            <source>The folder {file} holds no trained nnU-Net.</source>
            <translation>Der Ordner {file} enthält kein trainiertes nnU-Net.</translation>
        </message>
        <message>
            <source>The folder {folder} cannot be made: a file of that name is there.</source>
            <translation>Der Ordner {folder} kann nicht angelegt werden: Es gibt dort eine Datei dieses Namens.</translation>
        </message>
        <message>
            <source>The folder {folder} holds the model {model}; the names must be equal.</source>
            <translation>Der Ordner {folder} enthält das Modell {model}; die Namen müssen gleich sein.</translation>
        </message>
        <message>
            <source>The folds of the folder were not trained alike.</source>
            <translation>Die Folds des Ordners wurden nicht gleich trainiert.</translation>
        </message>
        <message>
            <source>The frames are tiles of one large picture, not slices of a volume.</source>
            <translation>Die Einzelbilder sind Kacheln eines großen Bildes, keine Schichten eines Volumens.</translation>
        </message>
        <message>
            <source>The frames carry no position in the patient.</source>
            <translation>Die Einzelbilder haben keine Position im Patienten.</translation>
        </message>
        <message>
            <source>The frames follow each other in time, not in space.</source>
            <translation>Die Einzelbilder folgen zeitlich aufeinander, nicht räumlich.</translation>
        </message>
        <message>
            <source>The frames of the file have several directions or pixel sizes; they are no grid that could be placed.</source>
            <translation>Die Bilder der Datei haben verschiedene Richtungen oder Pixelgrößen; sie bilden kein Raster, das sich einordnen ließe.</translation>
        </message>
        <message>
            <source>The gantry was tilted by {angle:.1f}°, so the slices are sheared against each other.</source>
            <translation>Die Gantry war um {angle:.1f}° gekippt; die Schichten sind daher gegeneinander geschert.</translation>
        </message>
        <message>
            <source>The graphics card has too little memory for this scan, so the CPU did the work.</source>
            <translation>Die Grafikkarte hat für diese Aufnahme zu wenig Speicher; gerechnet hat der Prozessor.</translation>
        </message>
        <message>
            <source>The grid of case {case} in case.json is not that of its image.</source>
            <translation>Das Gitter des Falls {case} in case.json ist nicht das seines Bildes.</translation>
        </message>
        <message>
            <source>The grids of the two series differ: the mask was taken over by the nearest voxel.</source>
            <translation>Die Raster der beiden Serien sind verschieden: die Maske wurde nach dem nächsten Voxel übernommen.</translation>
        </message>
        <message>
            <source>The head of the file is longer than one can be.</source>
            <translation>Der Kopf der Datei ist länger, als einer sein kann.</translation>
        </message>
        <message>
            <source>The header contradicts itself: {stored} bits stored in {allocated} bits.</source>
            <translation>Der Header widerspricht sich: {stored} Bit gespeichert in {allocated} Bit.</translation>
        </message>
        <message>
            <source>The header does not say how many rows and columns the image has.</source>
            <translation>Der Header nennt nicht, wie viele Zeilen und Spalten das Bild hat.</translation>
        </message>
        <message>
            <source>The header of {file} is not that of a whole safetensors file.</source>
            <translation>Der Kopf von {file} ist nicht der einer vollständigen Safetensors-Datei.</translation>
        </message>
        <message>
            <source>The headers of the open images are not of a kind that a picture of ours can repeat.</source>
            <translation>Die Kopfdaten der offenen Bilder sind nicht von der Art, die ein Bild von uns wiederholen kann.</translation>
        </message>
        <message>
            <source>The headers of the open images are not of a kind that a presentation state can refer to.</source>
            <translation>Die Kopfdaten der offenen Bilder sind nicht von der Art, auf die sich ein Presentation State beziehen kann.</translation>
        </message>
        <message>
            <source>The headers of the open images are not of a kind that a structured report can refer to.</source>
            <translation>Auf Bilder mit solchen Headern kann ein strukturierter Befund nicht verweisen.</translation>
        </message>
        <message>
            <source>The headers of the open images do not describe their geometry in the way a DICOM parametric map has to repeat it.</source>
            <translation>Die Kopfdaten der offenen Bilder beschreiben ihre Geometrie nicht so, wie eine DICOM-Parameterkarte sie wiederholen muss.</translation>
        </message>
        <message>
            <source>The headers of the open images do not describe their geometry in the way a DICOM segmentation has to repeat it.</source>
            <translation>Die Header der offenen Bilder beschreiben ihre Geometrie nicht so, wie eine DICOM-Segmentierung sie wiedergeben muss.</translation>
        </message>
        <message>
            <source>The heart lies further to the right than on any training film: check that it is not mirrored.</source>
            <translation>Das Herz liegt weiter rechts als auf jeder Trainingsaufnahme: Prüfen Sie, ob das Bild gespiegelt ist.</translation>
        </message>
        <message>
            <source>The heart seems to lie on the right ({probability:.0%}): check by the side marker whether the film is mirrored, since right and left would be exchanged.</source>
            <translation>Das Herz scheint rechts zu liegen ({probability:.0%}): anhand der Seitenmarkierung prüfen, ob die Aufnahme gespiegelt ist, denn rechts und links wären vertauscht.</translation>
        </message>
        <message>
            <source>The heat map of {label} hangs on what was learned: with the network's last block made to forget, it looks different (likeness {alike:.2f}).</source>
            <translation>Die Wärmekarte von {label} hängt am Gelernten: hat der letzte Block des Netzes alles vergessen, sieht sie anders aus (Ähnlichkeit {alike:.2f}).</translation>
        </message>
        <message>
            <source>The heat map of {label} is worthless: with the network's last block made to forget all it learned, it looks the same (likeness {alike:.2f}).</source>
            <translation>Die Wärmekarte von {label} ist wertlos: hat der letzte Block des Netzes alles Gelernte vergessen, sieht sie genauso aus (Ähnlichkeit {alike:.2f}).</translation>
        </message>
        <message>
            <source>The heat map shows where the score came from, not where the disease is.</source>
            <translation>Die Wärmekarte zeigt, woher der Wert kam, nicht, wo die Krankheit ist.</translation>
        </message>
        <message>
            <source>The image has no mask of its name.</source>
            <translation>Zum Bild gibt es keine Maske gleichen Namens.</translation>
        </message>
        <message>
            <source>The image has two masks of {name!r}.</source>
            <translation>Das Bild hat zwei Masken von {name!r}.</translation>
        </message>
        <message>
            <source>The image has {samples} samples per pixel of the kind “{kind}”, which cannot be shown.</source>
            <translation>Das Bild hat {samples} Werte pro Pixel der Art „{kind}“; das lässt sich nicht anzeigen.</translation>
        </message>
        <message>
            <source>The image holds compressed or coloured real numbers, which cannot be read here.</source>
            <translation>Das Bild enthält komprimierte oder farbige Gleitkommazahlen; das ist hier nicht lesbar.</translation>
        </message>
        <message>
            <source>The image is compressed in the transfer syntax {name}, which cannot be read here.</source>
            <translation>Das Bild ist in der Transfersyntax {name} komprimiert; sie ist hier nicht lesbar.</translation>
        </message>
        <message>
            <source>The image is of another size or kind than its header says.</source>
            <translation>Das Bild hat eine andere Größe oder Art, als sein Header nennt.</translation>
        </message>
        <message>
            <source>The image is of another size or kind than when the folder was read.</source>
            <translation>Das Bild hat eine andere Größe oder Art als beim Lesen des Ordners.</translation>
        </message>
        <message>
            <source>The image needs more memory than there is.</source>
            <translation>Das Bild braucht mehr Arbeitsspeicher, als vorhanden ist.</translation>
        </message>
        <message>
            <source>The image of case {folder} was changed after it was imported.</source>
            <translation>Das Bild des Falls {folder} wurde nach dem Import verändert.</translation>
        </message>
        <message>
            <source>The images are of several kinds: {kinds}.</source>
            <translation>Die Bilder sind von verschiedener Art: {kinds}.</translation>
        </message>
        <message>
            <source>The images carry no pixel spacing, so nothing can be measured in them.</source>
            <translation>Die Bilder nennen keinen Pixelabstand; in ihnen lässt sich nicht messen.</translation>
        </message>
        <message>
            <source>The images carry no position in the patient; they follow each other by their numbers.</source>
            <translation>Die Bilder haben keine Position im Patienten; sie folgen einander nach ihrer Bildnummer.</translation>
        </message>
        <message>
            <source>The images have {count} sizes: {sizes}; a size that goes with a class gives it away.</source>
            <translation>Die Bilder haben {count} Größen: {sizes}; eine Größe, die mit einer Klasse einhergeht, verrät sie.</translation>
        </message>
        <message>
            <source>The images of an archive are not taken; unpack it first.</source>
            <translation>Bilder aus einem Archiv werden nicht übernommen; entpacken Sie es zuerst.</translation>
        </message>
        <message>
            <source>The images that it was made from are not here.</source>
            <translation>Die Bilder, zu denen es gehört, sind nicht hier.</translation>
        </message>
        <message>
            <source>The images that these results were made from are not listed.</source>
            <translation>Die Bilder, aus denen diese Ergebnisse entstanden sind, stehen nicht in der Liste.</translation>
        </message>
        <message>
            <source>The job folder cannot be written.</source>
            <translation>In den Auftragsordner kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <source>The job table cannot be read or written.</source>
            <translation>Die Auftragstabelle kann nicht gelesen oder geschrieben werden.</translation>
        </message>
        <message>
            <source>The job table was damaged; a new one is begun with the next command.</source>
            <translation>Die Auftragstabelle war beschädigt; der nächste Befehl beginnt eine neue.</translation>
        </message>
        <message>
            <source>The job table was made by a newer Lightbox.</source>
            <translation>Die Auftragstabelle stammt von einem neueren Lightbox.</translation>
        </message>
        <message>
            <source>The kernel {kernel} is sharp: its noise raises the share below -950 HU.</source>
            <translation>Der Kern {kernel} ist scharf: Sein Rauschen erhöht den Anteil unter -950 HU.</translation>
        </message>
        <message>
            <source>The label name {name!r} has characters other than letters, digits and _.</source>
            <translation>Der Strukturname {name!r} enthält andere Zeichen als Buchstaben, Ziffern und _.</translation>
        </message>
        <message>
            <source>The labels of the file are not understood: each needs a name and one whole number.</source>
            <translation>Die Bezeichnungen der Datei werden nicht verstanden: Jede braucht einen Namen und eine ganze Zahl.</translation>
        </message>
        <message>
            <source>The labels of the file are not understood: each needs a number of its own.</source>
            <translation>Die Bezeichnungen der Datei werden nicht verstanden: Jede braucht eine eigene Zahl.</translation>
        </message>
        <message>
            <source>The licence of the model is {licence}, and nobody has confirmed it.</source>
            <translation>Die Lizenz des Modells ist {licence}, und niemand hat sie bestätigt.</translation>
        </message>
        <message>
            <source>The list names it twice.</source>
            <translation>Die Liste nennt es zweimal.</translation>
        </message>
        <message>
            <source>The list of studies on this computer cannot be read or written.</source>
            <translation>Die Studienliste auf diesem Computer ist nicht les- oder schreibbar.</translation>
        </message>
        <message>
            <source>The list of studies on this computer was damaged; a new one was begun.</source>
            <translation>Die Studienliste auf diesem Computer war beschädigt; eine neue wurde begonnen.</translation>
        </message>
        <message>
            <source>The list of studies on this computer was made by a newer Lightbox.</source>
            <translation>Die Studienliste auf diesem Computer stammt von einem neueren Lightbox.</translation>
        </message>
        <message>
            <source>The list of the masks that were drawn here is damaged.</source>
            <translation>Die Liste der hier gezeichneten Masken ist beschädigt.</translation>
        </message>
        <message>
            <source>The list {file} of the training cases of {model} cannot be read.</source>
            <translation>Die Liste {file} der Trainingsfälle von {model} ist nicht lesbar.</translation>
        </message>
        <message>
            <source>The list {file} of the training cases of {model} is missing.</source>
            <translation>Die Liste {file} der Trainingsfälle von {model} fehlt.</translation>
        </message>
        <message>
            <source>The list {file} of the training cases of {model} was changed.</source>
            <translation>Die Liste {file} der Trainingsfälle von {model} wurde verändert.</translation>
        </message>
        <message>
            <source>The log file tells more; try fewer.</source>
            <translation>Die Protokolldatei sagt mehr; versuchen Sie es mit weniger.</translation>
        </message>
        <message>
            <source>The log of Ray tells more.</source>
            <translation>Das Protokoll von Ray sagt mehr.</translation>
        </message>
        <message>
            <source>The loss {loss} does not fit: {reason}</source>
            <translation>Der Verlust {loss} passt nicht: {reason}</translation>
        </message>
        <message>
            <source>The loss {name} is for masks; this dataset has classes.</source>
            <translation>Der Verlust {name} ist für Masken; dieser Datensatz hat Klassen.</translation>
        </message>
        <message>
            <source>The loss {name} is for structures that may overlap; these exclude each other.</source>
            <translation>Der Verlust {name} ist für Strukturen, die sich überlappen dürfen; diese schließen einander aus.</translation>
        </message>
        <message>
            <source>The lungs lie on the wrong sides; the picture may be mirrored.</source>
            <translation>Die Lungen liegen auf den falschen Seiten; das Bild ist möglicherweise gespiegelt.</translation>
        </message>
        <message>
            <source>The lungs reach the border of the scan: volumes are lower bounds.</source>
            <translation>Die Lungen reichen bis an den Rand der Aufnahme: Die Volumina sind untere Grenzen.</translation>
        </message>
        <message>
            <source>The manifest {file} is not valid: {error}</source>
            <translation>Das Manifest {file} ist ungültig: {error}</translation>
        </message>
        <message>
            <source>The map and the open series have different slices, and those of one of them are not evenly spaced.</source>
            <translation>Die Karte und die offene Serie haben verschiedene Schichten, und die einer von beiden liegen nicht gleichmäßig.</translation>
        </message>
        <message>
            <source>The map has several values at one place, of moments or measurements that cannot be told apart.</source>
            <translation>Die Karte hat an einem Ort mehrere Werte, von Zeitpunkten oder Messungen, die sich nicht unterscheiden lassen.</translation>
        </message>
        <message>
            <source>The map is read</source>
            <translation>Die Karte ist gelesen</translation>
        </message>
        <message>
            <source>The mask cannot be read ({reason}).</source>
            <translation>Die Maske kann nicht gelesen werden ({reason}).</translation>
        </message>
        <message>
            <source>The mask flags {text!r} are not understood.</source>
            <translation>Die Maskenangaben {text!r} sind nicht verständlich.</translation>
        </message>
        <message>
            <source>The mask has broken values; it must hold whole numbers from 0.</source>
            <translation>Die Maske hat gebrochene Werte; sie muss ganze Zahlen ab 0 enthalten.</translation>
        </message>
        <message>
            <source>The mask has no image of its name.</source>
            <translation>Zur Maske gibt es kein Bild gleichen Namens.</translation>
        </message>
        <message>
            <source>The mask has the value {value}, which the table of structures does not name.</source>
            <translation>Die Maske hat den Wert {value}, den die Tabelle der Strukturen nicht nennt.</translation>
        </message>
        <message>
            <source>The mask has values from {low} to {high}; it must hold whole numbers from 0.</source>
            <translation>Die Maske hat Werte von {low} bis {high}; sie muss ganze Zahlen ab 0 enthalten.</translation>
        </message>
        <message>
            <source>The mask has {mask} pixels, its image {image}.</source>
            <translation>Die Maske hat {mask} Pixel, ihr Bild {image}.</translation>
        </message>
        <message>
            <source>The mask is in colour; it must hold one value per pixel.</source>
            <translation>Die Maske ist farbig; sie muss einen Wert je Pixel enthalten.</translation>
        </message>
        <message>
            <source>The mask is not a PNG file; other formats change its values.</source>
            <translation>Die Maske ist keine PNG-Datei; andere Formate verändern ihre Werte.</translation>
        </message>
        <message>
            <source>The mask lies {distance} mm beside its image or is turned against it.</source>
            <translation>Die Maske liegt {distance} mm neben ihrem Bild oder ist gegen es gedreht.</translation>
        </message>
        <message>
            <source>The mask of {name!r} is empty in {cases}.</source>
            <translation>Die Maske {name!r} ist leer: {cases}.</translation>
        </message>
        <message>
            <source>The mask of {name!r} is empty in {images}.</source>
            <translation>Leere Maske von {name!r}: {images}.</translation>
        </message>
        <message>
            <source>The mask of {name!r} is missing in {cases}.</source>
            <translation>Die Maske {name!r} fehlt: {cases}.</translation>
        </message>
        <message>
            <source>The mask {file} holds more than one value besides 0.</source>
            <translation>Die Maske {file} enthält mehr als einen Wert neben 0.</translation>
        </message>
        <message>
            <source>The mask {file} is not on the grid of the series.</source>
            <translation>Die Maske {file} liegt nicht auf dem Gitter der Serie.</translation>
        </message>
        <message>
            <source>The mask {file} of case {case} holds more than one value besides 0.</source>
            <translation>Die Maske {file} des Falls {case} enthält mehr als einen Wert außer 0.</translation>
        </message>
        <message>
            <source>The mask {name!r} does not lie on the grid of its image.</source>
            <translation>Die Maske {name!r} liegt nicht auf dem Gitter ihres Bildes.</translation>
        </message>
        <message>
            <source>The masks fall into more than {count:,} pieces, as noise does.</source>
            <translation>Die Masken zerfallen in mehr als {count:,} Stücke, wie Rauschen es tut.</translation>
        </message>
        <message>
            <source>The masks of case {key} have {count} separate parts; at most {most} objects can be found on a picture.</source>
            <translation>Die Masken des Falls {key} haben {count} getrennte Teile; höchstens {most} Objekte können auf einem Bild gefunden werden.</translation>
        </message>
        <message>
            <source>The masks that were drawn here are of another version of the program.</source>
            <translation>Die hier gezeichneten Masken stammen von einer anderen Version des Programms.</translation>
        </message>
        <message>
            <source>The mean of {found:.0f} HU is unusual for lungs: check the masks and the scale.</source>
            <translation>Der Mittelwert von {found:.0f} HU ist für Lungen ungewöhnlich: Prüfen Sie Masken und Skala.</translation>
        </message>
        <message>
            <source>The members of the model see different things in this picture (Dice {dice:.2f} between them).</source>
            <translation>Die Teilmodelle sehen in diesem Bild Verschiedenes (Dice untereinander {dice:.2f}).</translation>
        </message>
        <message>
            <source>The model calls itself {model!r}, as one that came with Lightbox.</source>
            <translation>Das Modell nennt sich {model!r} wie eines, das mit Lightbox gekommen ist.</translation>
        </message>
        <message>
            <source>The model cannot be written as ONNX: {reason}</source>
            <translation>Das Modell lässt sich nicht als ONNX schreiben: {reason}</translation>
        </message>
        <message>
            <source>The model failed on a made-up scan of {size}: {reason}</source>
            <translation>Das Modell scheiterte an einer erfundenen Aufnahme von {size}: {reason}</translation>
        </message>
        <message>
            <source>The model gives an output of {found}; its labels and input ask for {expected}.</source>
            <translation>Das Modell gibt eine Ausgabe von {found}; seine Strukturen und seine Eingabe verlangen {expected}.</translation>
        </message>
        <message>
            <source>The model gives no numbers on a made-up scan.</source>
            <translation>Das Modell gibt auf einer erfundenen Aufnahme keine Zahlen aus.</translation>
        </message>
        <message>
            <source>The model gives several outputs, and which one is meant is not said.</source>
            <translation>Das Modell gibt mehrere Ausgaben, und es ist nicht gesagt, welche gemeint ist.</translation>
        </message>
        <message>
            <source>The model gives {count} outputs, and which one is meant is not said.</source>
            <translation>Das Modell gibt {count} Ausgaben, und es ist nicht gesagt, welche gemeint ist.</translation>
        </message>
        <message>
            <source>The model is a program, and programs run only in the process that is made for them.</source>
            <translation>Das Modell ist ein Programm, und Programme laufen nur in dem Prozess, der für sie gemacht ist.</translation>
        </message>
        <message>
            <source>The model is the second stage of a cascade: it also reads what another model ({stage}) has drawn.</source>
            <translation>Das Modell ist die zweite Stufe einer Kaskade: Es liest auch, was ein anderes Modell ({stage}) gezeichnet hat.</translation>
        </message>
        <message>
            <source>The model needs the size of a voxel in millimetres, and this file does not tell it.</source>
            <translation>Das Modell braucht die Größe eines Voxels in Millimetern, und diese Datei nennt sie nicht.</translation>
        </message>
        <message>
            <source>The model needs the stored values of a radiograph, 0 to 65535; those of this picture reach from {lowest:g} to {highest:g}.</source>
            <translation>Das Modell braucht die gespeicherten Werte einer Röntgenaufnahme, 0 bis 65535; die dieses Bildes reichen von {lowest:g} bis {highest:g}.</translation>
        </message>
        <message>
            <source>The model needs to know how the patient lies in the scan, and this file does not tell it.</source>
            <translation>Das Modell muss wissen, wie der Patient in der Aufnahme liegt, und diese Datei sagt es nicht.</translation>
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
            <source>The model reads grey pictures; this one is in colour.</source>
            <translation>Das Modell liest Graubilder; dieses ist farbig.</translation>
        </message>
        <message>
            <source>The model reads one grey picture at a time.</source>
            <translation>Das Modell liest jeweils ein Bild in Grauwerten.</translation>
        </message>
        <message>
            <source>The model reads {count} pictures of one patient at once ({names}); models of one picture are taken.</source>
            <translation>Das Modell liest {count} Bilder eines Patienten zugleich ({names}); genommen werden Modelle eines Bildes.</translation>
        </message>
        <message>
            <source>The model refused this scan and was run in spite of it.</source>
            <translation>Das Modell hat diese Aufnahme abgelehnt und wurde trotzdem gestartet.</translation>
        </message>
        <message>
            <source>The model tried to {what}, so it was stopped.</source>
            <translation>Das Modell wollte {what} und wurde deshalb angehalten.</translation>
        </message>
        <message>
            <source>The model wants {count} inputs; models of one picture are taken.</source>
            <translation>Das Modell will {count} Eingaben; genommen werden Modelle mit einem Bild.</translation>
        </message>
        <message>
            <source>The name of a class is too long or has characters that cannot be shown.</source>
            <translation>Der Name einer Klasse ist zu lang oder enthält nicht darstellbare Zeichen.</translation>
        </message>
        <message>
            <source>The name of a structure has a part of the patient's name or number in it; rename it first.</source>
            <translation>Der Name einer Struktur enthält einen Teil von Namen oder Nummer des Patienten; benennen Sie sie zuerst um.</translation>
        </message>
        <message>
            <source>The name of the class is too long, or has characters that cannot be printed.</source>
            <translation>Der Name der Klasse ist zu lang oder hat Zeichen, die nicht druckbar sind.</translation>
        </message>
        <message>
            <source>The name {name!r} of a label is a part of the patient's name or number.</source>
            <translation>Der Name {name!r} eines Labels ist ein Teil des Namens oder der Nummer des Patienten.</translation>
        </message>
        <message>
            <source>The name {name} belongs to Lightbox itself.</source>
            <translation>Der Name {name} gehört zu Lightbox selbst.</translation>
        </message>
        <message>
            <source>The network answers with something that is no picture.</source>
            <translation>Das Netz antwortet mit etwas, das kein Bild ist.</translation>
        </message>
        <message>
            <source>The network answers with {found} numbers a side for a window of {window}; the card describes it wrongly.</source>
            <translation>Das Netz antwortet mit {found} Werten je Seite auf ein Fenster von {window}; die Karte beschreibt es falsch.</translation>
        </message>
        <message>
            <source>The network gives the same scores for every picture, so its weights are not what they should be.</source>
            <translation>Das Netz gibt für jedes Bild dieselben Werte; seine Gewichte sind also nicht, was sie sein sollten.</translation>
        </message>
        <message>
            <source>The network has no part named {name} that could be frozen.</source>
            <translation>Das Netz hat keinen Teil namens {name}, der eingefroren werden könnte.</translation>
        </message>
        <message>
            <source>The network is a DenseNet of a kind that TorchXRayVision has not published.</source>
            <translation>Das Netz ist ein DenseNet einer Art, die TorchXRayVision nicht veröffentlicht hat.</translation>
        </message>
        <message>
            <source>The network may not be made with the argument {name!r}.</source>
            <translation>Das Netz darf nicht mit dem Argument {name!r} gebaut werden.</translation>
        </message>
        <message>
            <source>The network of model {model} does not answer with boxes, scores and labels.</source>
            <translation>Das Netz des Modells {model} antwortet nicht mit Kästen, Werten und Bezeichnungen.</translation>
        </message>
        <message>
            <source>The network of model {model} does not give one number for each of its labels.</source>
            <translation>Das Netz des Modells {model} liefert nicht je Bezeichnung eine Zahl.</translation>
        </message>
        <message>
            <source>The network of model {model} does not outline each of its boxes.</source>
            <translation>Das Netz des Modells {model} umrandet nicht jeden seiner Kästen.</translation>
        </message>
        <message>
            <source>The network of model {model} gives a label that its card does not name.</source>
            <translation>Das Netz des Modells {model} liefert eine Bezeichnung, die seine Karte nicht nennt.</translation>
        </message>
        <message>
            <source>The network of model {model} gives scores that do not lie between 0 and 1.</source>
            <translation>Das Netz des Modells {model} liefert Werte, die nicht zwischen 0 und 1 liegen.</translation>
        </message>
        <message>
            <source>The network of model {model} says nothing of whole pictures.</source>
            <translation>Das Netz des Modells {model} sagt nichts über ganze Bilder.</translation>
        </message>
        <message>
            <source>The network of scans {name!r} is unknown.</source>
            <translation>Das Netz für Aufnahmen {name!r} ist unbekannt.</translation>
        </message>
        <message>
            <source>The network of {model} failed on this scan: {reason}</source>
            <translation>Das Netz von {model} ist an dieser Aufnahme gescheitert: {reason}</translation>
        </message>
        <message>
            <source>The network of {model} gives no numbers on this scan.</source>
            <translation>Das Netz von {model} liefert für diese Aufnahme keine Zahlen.</translation>
        </message>
        <message>
            <source>The network of {model} gives {found} classes; its card says {wanted}.</source>
            <translation>Das Netz von {model} gibt {found} Klassen aus; seine Karte sagt {wanted}.</translation>
        </message>
        <message>
            <source>The network outlines {count} structures instead of {known}.</source>
            <translation>Das Netz zeichnet {count} Strukturen statt {known}.</translation>
        </message>
        <message>
            <source>The network tells {count} classes; lungmask's own tell 3 (lungs) or 6 (lobes).</source>
            <translation>Das Netz unterscheidet {count} Klassen; die von lungmask unterscheiden 3 (Lungen) oder 6 (Lappen).</translation>
        </message>
        <message>
            <source>The network tells {count} findings, and which they are stands neither in the file nor in its name.</source>
            <translation>Das Netz nennt {count} Befunde, und welche es sind, steht weder in der Datei noch in ihrem Namen.</translation>
        </message>
        <message>
            <source>The network that the model names is larger than this version can run.</source>
            <translation>Das Netz, das das Modell nennt, ist größer, als diese Version ausführen kann.</translation>
        </message>
        <message>
            <source>The network {name!r} needs the package {package}.</source>
            <translation>Das Netz {name!r} braucht das Paket {package}.</translation>
        </message>
        <message>
            <source>The old one was kept as {file}; show it to whoever looks after this computer.</source>
            <translation>Das alte wurde als {file} behalten; zeigen Sie es der Person, die diesen Rechner betreut.</translation>
        </message>
        <message>
            <source>The open images have no valid {keyword}, so nothing can refer to them.</source>
            <translation>Die offenen Bilder haben keinen gültigen Wert für {keyword}; auf sie lässt sich nicht verweisen.</translation>
        </message>
        <message>
            <source>The open series does not say where its slices lie in the patient, which a DICOM object over several slices needs.</source>
            <translation>Die offene Serie sagt nicht, wo ihre Schichten im Patienten liegen; ein DICOM-Objekt über mehrere Schichten braucht das.</translation>
        </message>
        <message>
            <source>The open series is in colour; a presentation state of ours holds a window for grey values.</source>
            <translation>Die offene Serie ist farbig; ein Presentation State von uns enthält ein Fenster für Grauwerte.</translation>
        </message>
        <message>
            <source>The open slices are tiles of one larger picture (a mosaic); a DICOM object cannot refer to each of them.</source>
            <translation>Die offenen Schichten sind Kacheln eines größeren Bildes (Mosaik); ein DICOM-Objekt kann sich nicht auf jede von ihnen beziehen.</translation>
        </message>
        <message>
            <source>The other series names another frame of reference, but its voxels lie at the same places: the mask was taken over as it is. Check it.</source>
            <translation>Die andere Serie nennt einen anderen Bezugsrahmen, ihre Voxel liegen aber an denselben Stellen: die Maske wurde übernommen, wie sie ist. Prüfen Sie sie.</translation>
        </message>
        <message>
            <source>The pack holds the file {name!r}, which its card does not name.</source>
            <translation>Das Paket enthält die Datei {name!r}, die seine Karte nicht nennt.</translation>
        </message>
        <message>
            <source>The part {name!r} of the bundle is no configuration.</source>
            <translation>Der Teil {name!r} des Bundles ist keine Konfiguration.</translation>
        </message>
        <message>
            <source>The part {name!r} of the bundle is no valid YAML.</source>
            <translation>Der Teil {name!r} des Bundles ist kein gültiges YAML.</translation>
        </message>
        <message>
            <source>The part {name!r} of {file} is no valid JSON.</source>
            <translation>Der Teil {name!r} von {file} ist kein gültiges JSON.</translation>
        </message>
        <message>
            <source>The patient must lie as in LUNA16: it is not told where the lungs are.</source>
            <translation>Der Patient muss liegen wie in LUNA16: Wo die Lungen sind, wird ihm nicht gesagt.</translation>
        </message>
        <message>
            <source>The pattern for persons finds nothing in its name.</source>
            <translation>Das Muster für Personen findet in diesem Namen nichts.</translation>
        </message>
        <message>
            <source>The pattern for persons is no regular expression: {error}.</source>
            <translation>Das Muster für Personen ist kein regulärer Ausdruck: {error}.</translation>
        </message>
        <message>
            <source>The pattern for persons needs one pair of brackets around what names the person; it has {groups}.</source>
            <translation>Das Muster für Personen braucht ein Klammerpaar um das, was die Person benennt; es hat {groups}.</translation>
        </message>
        <message>
            <source>The pattern {pattern!r} does not tell cases apart.</source>
            <translation>Das Muster {pattern!r} unterscheidet keine Fälle.</translation>
        </message>
        <message>
            <source>The pattern {pattern!r} leads out of the folder.</source>
            <translation>Das Muster {pattern!r} führt aus dem Ordner hinaus.</translation>
        </message>
        <message>
            <source>The pattern {pattern!r} names {{{name}}}.</source>
            <translation>Das Muster {pattern!r} nennt {{{name}}}.</translation>
        </message>
        <message>
            <source>The phantom could not be written: {reason}.</source>
            <translation>Das Phantom konnte nicht geschrieben werden: {reason}.</translation>
        </message>
        <message>
            <source>The picture cannot be decoded.</source>
            <translation>Das Bild kann nicht dekodiert werden.</translation>
        </message>
        <message>
            <source>The picture has {columns} × {rows} pixels, more than {most} million.</source>
            <translation>Das Bild hat {columns} × {rows} Pixel, mehr als {most} Millionen.</translation>
        </message>
        <message>
            <source>The picture is in colour; the lens works on grey pictures.</source>
            <translation>Das Bild ist farbig; Filter wirken auf Graubilder.</translation>
        </message>
        <message>
            <source>The picture is one even grey.</source>
            <translation>Das Bild ist ein einziges gleichmäßiges Grau.</translation>
        </message>
        <message>
            <source>The picture is one even grey: there is nothing to mark.</source>
            <translation>Das Bild ist gleichmäßig grau: Es gibt nichts einzuzeichnen.</translation>
        </message>
        <message>
            <source>The picture is written</source>
            <translation>Das Bild ist geschrieben</translation>
        </message>
        <message>
            <source>The picture was in “{name}” before: its labels are replaced.</source>
            <translation>Das Bild war schon in „{name}“: seine Labels sind ersetzt.</translation>
        </message>
        <message>
            <source>The picture was turned as its file says (EXIF orientation {turn}).</source>
            <translation>Das Bild wurde gedreht, wie seine Datei es angibt (EXIF-Ausrichtung {turn}).</translation>
        </message>
        <message>
            <source>The pictures it was taught on did not say their modality, so it is not checked.</source>
            <translation>Die Bilder, an denen es trainiert wurde, nannten keine Modalität; sie wird daher nicht geprüft.</translation>
        </message>
        <message>
            <source>The place or the size of its box is missing.</source>
            <translation>Der Ort oder die Größe seines Kastens fehlt.</translation>
        </message>
        <message>
            <source>The plans of the nnU-Net are not whole: {reason}.</source>
            <translation>Die Pläne des nnU-Net sind nicht vollständig: {reason}.</translation>
        </message>
        <message>
            <source>The plans of the nnU-Net ask for {name} = {value}, which this version does not do.</source>
            <translation>Die Pläne des nnU-Net verlangen {name} = {value}; das kann diese Version nicht.</translation>
        </message>
        <message>
            <source>The polarity is mixed: bones are bright in {bright} and dark in {dark} images.</source>
            <translation>Die Polarität ist gemischt: Knochen sind in {bright} Bildern hell und in {dark} dunkel.</translation>
        </message>
        <message>
            <source>The probabilities are written</source>
            <translation>Die Wahrscheinlichkeiten sind geschrieben</translation>
        </message>
        <message>
            <source>The process that converts cannot be started.</source>
            <translation>Der Umwandlungsprozess kann nicht gestartet werden.</translation>
        </message>
        <message>
            <source>The process that converts ended unexpectedly; nothing in the library has changed.</source>
            <translation>Der Umwandlungsprozess endete unerwartet; in der Bibliothek hat sich nichts geändert.</translation>
        </message>
        <message>
            <source>The process that decodes damaged images cannot be started.</source>
            <translation>Der Prozess, der beschädigte Bilder dekodiert, lässt sich nicht starten.</translation>
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
            <source>The process that worked on it ended unexpectedly {count} times; it may need more memory than there is.</source>
            <translation>Der Prozess, der daran arbeitete, endete {count}-mal unerwartet; vielleicht braucht er mehr Speicher, als es gibt.</translation>
        </message>
        <message>
            <source>The processes that run the model cannot be started.</source>
            <translation>Die Prozesse, die das Modell ausführen, können nicht gestartet werden.</translation>
        </message>
        <message>
            <source>The program ended unexpectedly on it.</source>
            <translation>Das Programm endete dabei unerwartet.</translation>
        </message>
        <message>
            <source>The program {file} asks for {what}, which no network needs, so it is not run.</source>
            <translation>Das Programm {file} verlangt {what}, was kein Netz braucht, und wird deshalb nicht ausgeführt.</translation>
        </message>
        <message>
            <source>The program {file} cannot be loaded: {reason}</source>
            <translation>Das Programm {file} kann nicht geladen werden: {reason}</translation>
        </message>
        <message>
            <source>The program {file} is damaged or not whole.</source>
            <translation>Das Programm {file} ist beschädigt oder unvollständig.</translation>
        </message>
        <message>
            <source>The program {file} wants {count} inputs; one is given.</source>
            <translation>Das Programm {file} will {count} Eingaben; gegeben wird eine.</translation>
        </message>
        <message>
            <source>The region lies beside the picture.</source>
            <translation>Der Bereich liegt neben dem Bild.</translation>
        </message>
        <message>
            <source>The report does not say that the new model is better, so adopting it needs a reason.</source>
            <translation>Der Bericht sagt nicht, dass das neue Modell besser ist; es zu übernehmen braucht deshalb einen Grund.</translation>
        </message>
        <message>
            <source>The report is about other images than those of the open series.</source>
            <translation>Der Befund handelt von anderen Bildern als denen der offenen Serie.</translation>
        </message>
        <message>
            <source>The report is read</source>
            <translation>Der Befund ist gelesen</translation>
        </message>
        <message>
            <source>The report is written</source>
            <translation>Der Bericht ist geschrieben</translation>
        </message>
        <message>
            <source>The report of the run cannot be read.</source>
            <translation>Der Bericht des Laufs ist nicht lesbar.</translation>
        </message>
        <message>
            <source>The rescale slope or intercept is so large that no values can be computed.</source>
            <translation>Rescale Slope oder Intercept ist so groß, dass sich keine Werte berechnen lassen.</translation>
        </message>
        <message>
            <source>The result belongs to another grid than the open series, so it was not written.</source>
            <translation>Das Ergebnis gehört zu einem anderen Gitter als die offene Serie und wurde daher nicht geschrieben.</translation>
        </message>
        <message>
            <source>The result has no measurement and no finding, so there is nothing to report.</source>
            <translation>Das Ergebnis enthält keine Messung und keinen Befund; es gibt nichts zu berichten.</translation>
        </message>
        <message>
            <source>The result keeps no probabilities, so there is no map to write.</source>
            <translation>Das Ergebnis enthält keine Wahrscheinlichkeiten; es gibt keine Karte zu schreiben.</translation>
        </message>
        <message>
            <source>The result marks no structure, so there is nothing to write.</source>
            <translation>Das Ergebnis markiert keine Struktur; es gibt nichts zu schreiben.</translation>
        </message>
        <message>
            <source>The result, or the scan itself, may be mirrored: do not use it before this is cleared up.</source>
            <translation>Das Ergebnis oder die Aufnahme selbst ist womöglich gespiegelt: Verwenden Sie es nicht, bevor das geklärt ist.</translation>
        </message>
        <message>
            <source>The results in this file lie in another space (Frame of Reference) than the open series, so they are not drawn on it.</source>
            <translation>Die Ergebnisse in dieser Datei liegen in einem anderen Bezugssystem (Frame of Reference) als die offene Serie und werden deshalb nicht auf ihr gezeigt.</translation>
        </message>
        <message>
            <source>The router is not sure what this picture shows.</source>
            <translation>Der Wegweiser ist nicht sicher, was dieses Bild zeigt.</translation>
        </message>
        <message>
            <source>The row names no class.</source>
            <translation>Die Zeile nennt keine Klasse.</translation>
        </message>
        <message>
            <source>The rows and columns of this file do not stand at right angles.</source>
            <translation>Zeilen und Spalten dieser Datei stehen nicht im rechten Winkel.</translation>
        </message>
        <message>
            <source>The rules of model {model} are not valid: {error}</source>
            <translation>Die Regeln des Modells {model} sind ungültig: {error}</translation>
        </message>
        <message>
            <source>The rules of model {model} do not find the structure {name!r}.</source>
            <translation>Die Regeln des Modells {model} finden die Struktur {name!r} nicht.</translation>
        </message>
        <message>
            <source>The rules were not tried on children.</source>
            <translation>Die Regeln wurden nicht an Kindern erprobt.</translation>
        </message>
        <message>
            <source>The run cannot be asked: its folder cannot be written.</source>
            <translation>Der Lauf ist nicht erreichbar: In seinen Ordner kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <source>The run was ended.</source>
            <translation>Der Lauf wurde beendet.</translation>
        </message>
        <message>
            <source>The same picture is in the dataset as case {key}, of another person.</source>
            <translation>Dasselbe Bild ist im Datensatz als Fall {key}, von einer anderen Person.</translation>
        </message>
        <message>
            <source>The same picture is on two sides of the split: {one} in {here}, {other} in {there}.</source>
            <translation>Dasselbe Bild liegt auf zwei Seiten der Aufteilung: {one} in {here}, {other} in {there}.</translation>
        </message>
        <message>
            <source>The same pixels are in the dataset as case {key}, at another place in the patient.</source>
            <translation>Dieselben Pixel sind im Datensatz als Fall {key}, an einem anderen Ort im Patienten.</translation>
        </message>
        <message>
            <source>The samples cannot be written.</source>
            <translation>Die Beispiele lassen sich nicht schreiben.</translation>
        </message>
        <message>
            <source>The saved annotations of this study are damaged and cannot be read.</source>
            <translation>Die gespeicherten Annotationen dieser Studie sind beschädigt und nicht lesbar.</translation>
        </message>
        <message>
            <source>The saved annotations of this study cannot be read ({name}).</source>
            <translation>Die gespeicherten Annotationen dieser Studie sind nicht lesbar ({name}).</translation>
        </message>
        <message>
            <source>The scan is not what the model was made for.</source>
            <translation>Die Aufnahme ist nicht, wofür das Modell gemacht wurde.</translation>
        </message>
        <message>
            <source>The scan is what the model was made for.</source>
            <translation>Die Aufnahme ist, wofür das Modell gemacht wurde.</translation>
        </message>
        <message>
            <source>The scan is {found:.0f} mm long {along}; {model} reads the middle {field:.0f} mm of it.</source>
            <translation>Die Aufnahme ist {found:.0f} mm lang ({along}); {model} liest die mittleren {field:.0f} mm davon.</translation>
        </message>
        <message>
            <source>The scan may not be what the model was made for.</source>
            <translation>Die Aufnahme ist vielleicht nicht, wofür das Modell gemacht wurde.</translation>
        </message>
        <message>
            <source>The scores of {model} are no probabilities: they only tell on which side of its operating point a picture lies.</source>
            <translation>Die Werte von {model} sind keine Wahrscheinlichkeiten: sie sagen nur, auf welcher Seite des Arbeitspunkts ein Bild liegt.</translation>
        </message>
        <message>
            <source>The scores of {model} are no probabilities; boxes from {score:.2f} on are shown.</source>
            <translation>Die Werte von {model} sind keine Wahrscheinlichkeiten; gezeigt werden Kästen ab {score:.2f}.</translation>
        </message>
        <message>
            <source>The segmentation is of a kind that cannot be read: {kind}.</source>
            <translation>Diese Art von Segmentierung lässt sich nicht lesen: {kind}.</translation>
        </message>
        <message>
            <source>The segmentation is read</source>
            <translation>Die Segmentierung ist gelesen</translation>
        </message>
        <message>
            <source>The segmentation is written</source>
            <translation>Die Segmentierung ist geschrieben</translation>
        </message>
        <message>
            <source>The series in the other panes hold {held:.1f} GB: empty some of them and open it again.</source>
            <translation>Die Serien in den anderen Bildfeldern belegen {held:.1f} GB: Leeren Sie einige davon und öffnen Sie die Serie erneut.</translation>
        </message>
        <message>
            <source>The series is in colour: a colour picture has no values that a mask could be made of.</source>
            <translation>Die Serie ist farbig: ein Farbbild hat keine Werte, aus denen eine Maske werden könnte.</translation>
        </message>
        <message>
            <source>The series is spread over {count} multi-frame images; a DICOM object of ours can refer to one.</source>
            <translation>Die Serie verteilt sich auf {count} Multiframe-Bilder; ein DICOM-Objekt von uns kann sich auf eines beziehen.</translation>
        </message>
        <message>
            <source>The share below -950 HU tells something on thin slices in full inspiration, without contrast, with a soft kernel; how deep the breath was is not known.</source>
            <translation>Der Anteil unter -950 HU ist aussagekräftig bei dünnen Schichten in voller Inspiration, ohne Kontrastmittel, mit weichem Kern; wie tief eingeatmet wurde, ist nicht bekannt.</translation>
        </message>
        <message>
            <source>The side of label {name!r} must be right, left or empty.</source>
            <translation>Die Seite der Struktur {name!r} muss right, left oder leer sein.</translation>
        </message>
        <message>
            <source>The size of a pixel is not known in {images}, and known in the others.</source>
            <translation>Die Größe eines Pixels ist nur bei einem Teil bekannt; ohne sie: {images}.</translation>
        </message>
        <message>
            <source>The slices are shifted sideways against each other.</source>
            <translation>Die Schichten sind seitlich gegeneinander verschoben.</translation>
        </message>
        <message>
            <source>The slices of the open series are each scaled in another way, as those of PET often are; a presentation state holds one scale.</source>
            <translation>Die Schichten der offenen Serie sind jede anders skaliert, wie oft bei PET; ein Presentation State enthält eine Skalierung.</translation>
        </message>
        <message>
            <source>The slices of this file are sheared by {angle:.1f}° against each other.</source>
            <translation>Die Schichten dieser Datei sind um {angle:.1f}° gegeneinander verschoben.</translation>
        </message>
        <message>
            <source>The slices themselves can be read as they are.</source>
            <translation>Die Schichten selbst lassen sich so befunden, wie sie sind.</translation>
        </message>
        <message>
            <source>The source has no class {name!r}.</source>
            <translation>Die Quelle hat keine Klasse {name!r}.</translation>
        </message>
        <message>
            <source>The source holds no folders.</source>
            <translation>Die Quelle enthält keine Ordner.</translation>
        </message>
        <message>
            <source>The spacing is mixed: from {fine} to {coarse} mm.</source>
            <translation>Die Abstände sind gemischt: von {fine} bis {coarse} mm.</translation>
        </message>
        <message>
            <source>The split of this dataset was changed after it was frozen.</source>
            <translation>Die Aufteilung dieses Datensatzes wurde nach dem Festschreiben verändert.</translation>
        </message>
        <message>
            <source>The start of the file is damaged: its meta information cannot be read.</source>
            <translation>Der Anfang der Datei ist beschädigt: Ihre Metainformation lässt sich nicht lesen.</translation>
        </message>
        <message>
            <source>The states of a worklist cannot be kept on this computer.</source>
            <translation>Die Stände einer Arbeitsliste lassen sich auf diesem Rechner nicht behalten.</translation>
        </message>
        <message>
            <source>The statistics of model {model} do not fit its network.</source>
            <translation>Die Statistik des Modells {model} passt nicht zu seinem Netz.</translation>
        </message>
        <message>
            <source>The statistics {file} of model {model} are missing.</source>
            <translation>Die Statistik {file} des Modells {model} fehlt.</translation>
        </message>
        <message>
            <source>The statistics {file} of model {model} are not the ones its card was written for.</source>
            <translation>Die Statistik {file} des Modells {model} ist nicht die, für die seine Karte geschrieben wurde.</translation>
        </message>
        <message>
            <source>The statistics {file} of model {model} cannot be read.</source>
            <translation>Die Statistik {file} des Modells {model} kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>The structure name {name!r} has characters other than letters, digits and _.</source>
            <translation>Der Strukturname {name!r} enthält andere Zeichen als Buchstaben, Ziffern und _.</translation>
        </message>
        <message>
            <source>The structure set holds no region.</source>
            <translation>Der Struktursatz enthält keine Region.</translation>
        </message>
        <message>
            <source>The table gives the size of boxes in mm, but the size of a pixel is not known.</source>
            <translation>Die Tabelle gibt die Größe der Kästen in mm an, aber die Größe eines Pixels ist nicht bekannt.</translation>
        </message>
        <message>
            <source>The table has no column with a class, a mask or a box.</source>
            <translation>Die Tabelle hat keine Spalte mit Klasse, Maske oder Kasten.</translation>
        </message>
        <message>
            <source>The table has no column {name!r}.</source>
            <translation>Die Tabelle hat keine Spalte {name!r}.</translation>
        </message>
        <message>
            <source>The table has the column {name!r} twice.</source>
            <translation>Die Tabelle hat die Spalte {name!r} zweimal.</translation>
        </message>
        <message>
            <source>The table of structures {text!r} is not understood.</source>
            <translation>Die Tabelle der Strukturen {text!r} wird nicht verstanden.</translation>
        </message>
        <message>
            <source>The table {file} has no rows.</source>
            <translation>Die Tabelle {file} hat keine Zeilen.</translation>
        </message>
        <message>
            <source>The test part cannot be opened, because {file} of the dataset cannot be written ({reason}).</source>
            <translation>Der Testteil kann nicht geöffnet werden, weil {file} des Datensatzes nicht geschrieben werden kann ({reason}).</translation>
        </message>
        <message>
            <source>The test part has {count} persons or blocks: enough for a comparison.</source>
            <translation>Der Testteil hat {count} Personen oder Blöcke: genug für einen Vergleich.</translation>
        </message>
        <message>
            <source>The test part is chosen by chance, person by person.</source>
            <translation>Der Testteil ist zufällig gewählt, Person für Person.</translation>
        </message>
        <message>
            <source>The test part is what came last; training and validation see only what was before.</source>
            <translation>Der Testteil ist, was zuletzt kam; Training und Validierung sehen nur, was davor war.</translation>
        </message>
        <message>
            <source>The test part is what one scanner made; training and validation see none of it.</source>
            <translation>Der Testteil ist, was ein Gerät aufgenommen hat; Training und Validierung sehen nichts davon.</translation>
        </message>
        <message>
            <source>The three shares of the split must each lie between 0 and 1 and sum to 1.</source>
            <translation>Die drei Anteile der Aufteilung müssen je zwischen 0 und 1 liegen und zusammen 1 ergeben.</translation>
        </message>
        <message>
            <source>The threshold of model {model} must lie between 0 and 1.</source>
            <translation>Der Schwellenwert des Modells {model} muss zwischen 0 und 1 liegen.</translation>
        </message>
        <message>
            <source>The threshold of {model} is {found}; it must lie between 0 and 1.</source>
            <translation>Die Schwelle von {model} ist {found}; sie muss zwischen 0 und 1 liegen.</translation>
        </message>
        <message>
            <source>The tiles of this mosaic cannot be told apart.</source>
            <translation>Die Kacheln dieses Mosaiks lassen sich nicht trennen.</translation>
        </message>
        <message>
            <source>The training process cannot be started.</source>
            <translation>Der Trainingsprozess lässt sich nicht starten.</translation>
        </message>
        <message>
            <source>The training process ended unexpectedly; what it had saved is kept.</source>
            <translation>Der Trainingsprozess wurde unerwartet beendet; was er gespeichert hatte, ist noch da.</translation>
        </message>
        <message>
            <source>The training process ended without an answer.</source>
            <translation>Der Trainingsprozess endete ohne Antwort.</translation>
        </message>
        <message>
            <source>The two series lie in different spaces (Frame of Reference) and their grids differ, so no mask is taken over.</source>
            <translation>Die beiden Serien liegen in verschiedenen Räumen (Frame of Reference), und ihre Raster sind verschieden; deshalb wird keine Maske übernommen.</translation>
        </message>
        <message>
            <source>The two series show different parts of the patient, so there is nothing to take over.</source>
            <translation>Die beiden Serien zeigen verschiedene Teile des Patienten, also gibt es nichts zu übernehmen.</translation>
        </message>
        <message>
            <source>The value is damaged.</source>
            <translation>Der Wert ist beschädigt.</translation>
        </message>
        <message>
            <source>The volume is larger than a scan can be.</source>
            <translation>Das Volumen ist größer, als eine Aufnahme sein kann.</translation>
        </message>
        <message>
            <source>The way from the scan to the model and back moves things, so nothing is shown of its result.</source>
            <translation>Auf dem Weg von der Aufnahme zum Modell und zurück verschiebt sich etwas; deshalb wird vom Ergebnis nichts gezeigt.</translation>
        </message>
        <message>
            <source>The weights do not fit the network that was named: {faults}.</source>
            <translation>Die Gewichte passen nicht zu dem genannten Netz: {faults}.</translation>
        </message>
        <message>
            <source>The weights in {file} are damaged or not whole.</source>
            <translation>Die Gewichte in {file} sind beschädigt oder unvollständig.</translation>
        </message>
        <message>
            <source>The weights in {file} cannot be read safely: {reason}</source>
            <translation>Die Gewichte in {file} können nicht sicher gelesen werden: {reason}</translation>
        </message>
        <message>
            <source>The weights of {file} lie in another file ({other}).</source>
            <translation>Die Gewichte von {file} liegen in einer anderen Datei ({other}).</translation>
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
            <source>The work was stopped.</source>
            <translation>Die Arbeit wurde abgebrochen.</translation>
        </message>
        <message>
            <source>The written file was read back and differs from what is on the screen, so it was not kept.</source>
            <translation>Die geschriebene Datei wurde zurückgelesen und weicht von dem ab, was auf dem Bildschirm ist; sie wurde nicht behalten.</translation>
        </message>
        <message>
            <source>There are {count} further gaps.</source>
            <translation>Es gibt {count} weitere Lücken.</translation>
        </message>
        <message>
            <source>There are {known}.</source>
            <translation>Es gibt {known}.</translation>
        </message>
        <message>
            <source>There is no air around the body, or its values are not those of air: they cannot be trusted as HU.</source>
            <translation>Um den Körper ist keine Luft, oder ihre Werte sind nicht die von Luft: Ihnen ist als HU nicht zu trauen.</translation>
        </message>
        <message>
            <source>There is no file or folder at this path.</source>
            <translation>Unter diesem Pfad gibt es keine Datei und keinen Ordner.</translation>
        </message>
        <message>
            <source>There is no filter {name!r}.</source>
            <translation>Es gibt keinen Filter {name!r}.</translation>
        </message>
        <message>
            <source>There is no folder at the path of the source.</source>
            <translation>Am Pfad der Quelle gibt es keinen Ordner.</translation>
        </message>
        <message>
            <source>There is no heat map called {name!r}.</source>
            <translation>Es gibt keine Wärmekarte namens {name!r}.</translation>
        </message>
        <message>
            <source>There is no mask to add to the dataset.</source>
            <translation>Es gibt keine Maske für den Datensatz.</translation>
        </message>
        <message>
            <source>There is no model {name!r}.</source>
            <translation>Es gibt kein Modell {name!r}.</translation>
        </message>
        <message>
            <source>There is no picture to show: the file is of the kind “{kind}”.</source>
            <translation>Es gibt kein Bild zu zeigen: Die Datei ist von der Art „{kind}“.</translation>
        </message>
        <message>
            <source>There is no picture to show: the {count} files are of these kinds: {kinds}.</source>
            <translation>Es gibt kein Bild zu zeigen: Die {count} Dateien sind von diesen Arten: {kinds}.</translation>
        </message>
        <message>
            <source>There is no screen to open the window on.</source>
            <translation>Es gibt keinen Bildschirm für das Fenster.</translation>
        </message>
        <message>
            <source>There is no slice {number}; the series has {count}.</source>
            <translation>Es gibt keine Schicht {number}; die Serie hat {count}.</translation>
        </message>
        <message>
            <source>There is no space left on the disk for {file}; nothing was written.</source>
            <translation>Auf dem Datenträger ist kein Platz mehr für {file}; es wurde nichts geschrieben.</translation>
        </message>
        <message>
            <source>There is no space left on the disk; the cases written so far are complete and kept.</source>
            <translation>Auf dem Datenträger ist kein Platz mehr; die bisher geschriebenen Fälle sind vollständig und bleiben.</translation>
        </message>
        <message>
            <source>There is no such file.</source>
            <translation>Diese Datei gibt es nicht.</translation>
        </message>
        <message>
            <source>There is no such folder or file.</source>
            <translation>Diesen Ordner oder diese Datei gibt es nicht.</translation>
        </message>
        <message>
            <source>There is no volume {number} in {file}: it holds {volumes}.</source>
            <translation>Es gibt kein Volumen {number} in {file}: Enthalten sind {volumes}.</translation>
        </message>
        <message>
            <source>There is nothing to write: {reasons}</source>
            <translation>Es gibt nichts zu schreiben: {reasons}</translation>
        </message>
        <message>
            <source>There is only an index (DICOMDIR) here, no images.</source>
            <translation>Hier liegt nur ein Verzeichnis (DICOMDIR), keine Bilder.</translation>
        </message>
        <message>
            <source>There is only one class, {name!r}; a model learns to tell at least two apart.</source>
            <translation>Es gibt nur eine Klasse, {name!r}; ein Modell lernt, mindestens zwei zu unterscheiden.</translation>
        </message>
        <message>
            <source>There is {count} further gap.</source>
            <translation>Es gibt {count} weitere Lücke.</translation>
        </message>
        <message>
            <source>These are no edits of Lightbox.</source>
            <translation>Das sind keine Änderungen von Lightbox.</translation>
        </message>
        <message>
            <source>These images repeat positions of the series beside them.</source>
            <translation>Diese Bilder wiederholen Positionen der Serie daneben.</translation>
        </message>
        <message>
            <source>This case has no class yet.</source>
            <translation>Dieser Fall hat noch keine Klasse.</translation>
        </message>
        <message>
            <source>This computer has {there} GPUs, fewer than processes were started.</source>
            <translation>Dieser Rechner hat {there} GPUs, weniger als Prozesse gestartet wurden.</translation>
        </message>
        <message>
            <source>This dataset is split already, and the test part is of another kind.</source>
            <translation>Dieser Datensatz ist schon aufgeteilt, und sein Testteil ist von anderer Art.</translation>
        </message>
        <message>
            <source>This dataset was split by another window or program meanwhile.</source>
            <translation>Dieser Datensatz wurde inzwischen von einem anderen Fenster oder Programm aufgeteilt.</translation>
        </message>
        <message>
            <source>This file</source>
            <translation>Diese Datei</translation>
        </message>
        <message>
            <source>This file holds no results that could be drawn on images.</source>
            <translation>Diese Datei enthält keine Ergebnisse, die sich auf Bildern zeigen ließen.</translation>
        </message>
        <message>
            <source>This file is of the kind “{kind}”, not an image.</source>
            <translation>Diese Datei ist von der Art „{kind}“, kein Bild.</translation>
        </message>
        <message>
            <source>This film looks inverted, bones dark ({probability:.0%}).</source>
            <translation>Diese Aufnahme sieht invertiert aus, Knochen dunkel ({probability:.0%}).</translation>
        </message>
        <message>
            <source>This film looks {turned} ({probability:.0%}).</source>
            <translation>Diese Aufnahme sieht {turned} aus ({probability:.0%}).</translation>
        </message>
        <message>
            <source>This image</source>
            <translation>Dieses Bild</translation>
        </message>
        <message>
            <source>This is a derived or secondary picture.</source>
            <translation>Dies ist ein abgeleitetes oder sekundäres Bild.</translation>
        </message>
        <message>
            <source>This is a link to a file outside the folder, which is not followed.</source>
            <translation>Dies ist eine Verknüpfung mit einer Datei außerhalb des Ordners; ihr wird nicht gefolgt.</translation>
        </message>
        <message>
            <source>This is a link to a folder, which is not followed.</source>
            <translation>Dies ist eine Verknüpfung mit einem Ordner; ihr wird nicht gefolgt.</translation>
        </message>
        <message>
            <source>This is a model of {maker}, which is not taken.</source>
            <translation>Das ist ein Modell von {maker}; solche werden nicht genommen.</translation>
        </message>
        <message>
            <source>This is no NIfTI or NRRD file.</source>
            <translation>Das ist keine NIfTI- oder NRRD-Datei.</translation>
        </message>
        <message>
            <source>This is no PNG or JPEG file.</source>
            <translation>Dies ist keine PNG- oder JPEG-Datei.</translation>
        </message>
        <message>
            <source>This is no PNG, JPEG or DICOM image.</source>
            <translation>Dies ist kein PNG-, JPEG- oder DICOM-Bild.</translation>
        </message>
        <message>
            <source>This is no PNG, JPEG, NIfTI or NRRD file.</source>
            <translation>Das ist keine PNG-, JPEG-, NIfTI- oder NRRD-Datei.</translation>
        </message>
        <message>
            <source>This is not a DICOM file.</source>
            <translation>Dies ist keine DICOM-Datei.</translation>
        </message>
        <message>
            <source>This is not a regular file.</source>
            <translation>Dies ist keine gewöhnliche Datei.</translation>
        </message>
        <message>
            <source>This looks like {found}.</source>
            <translation>Das sieht aus wie {found}.</translation>
        </message>
        <message>
            <source>This map</source>
            <translation>Diese Karte</translation>
        </message>
        <message>
            <source>This network asks of every place of a picture, and nearly all of them are empty.</source>
            <translation>Dieses Netz fragt nach jeder Stelle eines Bildes, und fast alle sind leer.</translation>
        </message>
        <message>
            <source>This network shows no last stage that a Grad-CAM could be made of.</source>
            <translation>Dieses Netz zeigt keine letzte Stufe, aus der sich ein Grad-CAM machen ließe.</translation>
        </message>
        <message>
            <source>This network tells of each place whether the middle of a spot is there.</source>
            <translation>Dieses Netz sagt von jeder Stelle, ob dort die Mitte eines Flecks liegt.</translation>
        </message>
        <message>
            <source>This path cannot be read: {reason}.</source>
            <translation>Dieser Pfad lässt sich nicht lesen: {reason}.</translation>
        </message>
        <message>
            <source>This picture comes from a {kind} file: it has no DICOM tags.</source>
            <translation>Dieses Bild stammt aus einer {kind}-Datei: Es hat keine DICOM-Tags.</translation>
        </message>
        <message>
            <source>This picture does not come from a DICOM file: it has no tags.</source>
            <translation>Dieses Bild stammt nicht aus einer DICOM-Datei: Es hat keine Tags.</translation>
        </message>
        <message>
            <source>This segmentation</source>
            <translation>Diese Segmentierung</translation>
        </message>
        <message>
            <source>This series</source>
            <translation>Diese Serie</translation>
        </message>
        <message>
            <source>This series is larger than the free memory: its {gigabytes:.1f} GB are kept in a file while it is open.</source>
            <translation>Diese Serie ist größer als der freie Arbeitsspeicher: Ihre {gigabytes:.1f} GB liegen in einer Datei, solange sie offen ist.</translation>
        </message>
        <message>
            <source>This study is no longer among the files where it was.</source>
            <translation>Diese Studie ist dort nicht mehr unter den Dateien.</translation>
        </message>
        <message>
            <source>This version cannot run models for the task {task!r}.</source>
            <translation>Diese Version kann keine Modelle für die Aufgabe {task!r} ausführen.</translation>
        </message>
        <message>
            <source>This volume has {count} slice; the longest of its axis has {most}.</source>
            <translation>Dieses Volumen hat {count} Schicht; das längste seiner Achse hat {most}.</translation>
        </message>
        <message>
            <source>This volume has {count} slices; the longest of its axis has {most}.</source>
            <translation>Dieses Volumen hat {count} Schichten; das längste seiner Achse hat {most}.</translation>
        </message>
        <message>
            <source>Thorax</source>
            <translation>Thorax</translation>
        </message>
        <message>
            <source>Thumbnail</source>
            <translation>Vorschaubild</translation>
        </message>
        <message>
            <source>Too few persons for a claim: the rarest class of the test part ({title}) has {count}, and {least} are needed before the test can say which model is better.</source>
            <translation>Zu wenige Personen für eine Aussage: Die seltenste Klasse des Testteils ({title}) hat {count}; erst ab {least} kann der Test sagen, welches Modell besser ist.</translation>
        </message>
        <message>
            <source>Too few persons for a claim: the test part has {count}, and {least} are needed before the test can say which model is better.</source>
            <translation>Zu wenige Personen für eine Aussage: Der Testteil hat {count}, und {least} sind nötig, bevor der Test sagen kann, welches Modell besser ist.</translation>
        </message>
        <message>
            <source>Transparent parts of the picture are shown black.</source>
            <translation>Durchsichtige Teile des Bildes werden schwarz gezeigt.</translation>
        </message>
        <message>
            <source>Try again in a moment.</source>
            <translation>Versuchen Sie es gleich noch einmal.</translation>
        </message>
        <message>
            <source>Try again or choose another folder.</source>
            <translation>Versuchen Sie es erneut, oder wählen Sie einen anderen Ordner.</translation>
        </message>
        <message>
            <source>Try again: the import goes on where it stopped.</source>
            <translation>Versuchen Sie es erneut: Der Import geht weiter, wo er aufhörte.</translation>
        </message>
        <message>
            <source>Try another folder.</source>
            <translation>Versuchen Sie einen anderen Ordner.</translation>
        </message>
        <message>
            <source>Trying the model</source>
            <translation>Modell wird ausprobiert</translation>
        </message>
        <message>
            <source>Tumour</source>
            <translation>Tumor</translation>
        </message>
        <message>
            <source>Turning the scan</source>
            <translation>Aufnahme wird ausgerichtet</translation>
        </message>
        <message>
            <source>Two labels of {model} have the name {name!r}.</source>
            <translation>Zwei Strukturen von {model} haben den Namen {name!r}.</translation>
        </message>
        <message>
            <source>Two masks have the same name in the dataset.</source>
            <translation>Zwei Masken haben im Datensatz denselben Namen.</translation>
        </message>
        <message>
            <source>Type one, or delete the row.</source>
            <translation>Geben Sie einen ein, oder löschen Sie die Zeile.</translation>
        </message>
        <message>
            <source>Under which licence is it given away?</source>
            <translation>Unter welcher Lizenz wird es weitergegeben?</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation>Unbekannt</translation>
        </message>
        <message>
            <source>Unknown series</source>
            <translation>Unbekannte Serie</translation>
        </message>
        <message>
            <source>Unpack it first, then take the folder.</source>
            <translation>Entpacken Sie es zuerst und nehmen Sie dann den Ordner.</translation>
        </message>
        <message>
            <source>Unpack it yourself where you trust its source.</source>
            <translation>Entpacken Sie es selbst, wenn Sie seiner Quelle vertrauen.</translation>
        </message>
        <message>
            <source>Unpacking</source>
            <translation>Wird entpackt</translation>
        </message>
        <message>
            <source>Unpacking file {number} of {count}</source>
            <translation>Datei {number} von {count} wird entpackt</translation>
        </message>
        <message>
            <source>Unpacking, {megabytes:.0f} MB so far</source>
            <translation>Wird entpackt, bisher {megabytes:.0f} MB</translation>
        </message>
        <message>
            <source>Unreadable</source>
            <translation>Unlesbar</translation>
        </message>
        <message>
            <source>Unsharp σ {sigma:.1f} px, {amount:.1f}×</source>
            <translation>Unscharfmaske σ {sigma:.1f} px, {amount:.1f}×</translation>
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
            <source>Use the newer Lightbox, or another folder.</source>
            <translation>Benutzen Sie das neuere Lightbox oder einen anderen Ordner.</translation>
        </message>
        <message>
            <source>Use the newer Lightbox.</source>
            <translation>Verwenden Sie das neuere Lightbox.</translation>
        </message>
        <message>
            <source>Use the version that wrote it.</source>
            <translation>Verwenden Sie die Version, die sie geschrieben hat.</translation>
        </message>
        <message>
            <source>Usual are 0.6,0.2,0.2.</source>
            <translation>Üblich sind 0.6,0.2,0.2.</translation>
        </message>
        <message>
            <source>Uterus</source>
            <translation>Uterus</translation>
        </message>
        <message>
            <source>Vertebra</source>
            <translation>Wirbel</translation>
        </message>
        <message>
            <source>View</source>
            <translation>Projektion</translation>
        </message>
        <message>
            <source>Volumes in {images} with label maps of equal names in {masks}.</source>
            <translation>Volumen in {images} mit gleichnamigen Maskenkarten in {masks}.</translation>
        </message>
        <message>
            <source>Voxels are {found:.1f} mm long: the share below -950 HU comes out lower than on thin slices.</source>
            <translation>Voxel sind {found:.1f} mm lang: Der Anteil unter -950 HU fällt niedriger aus als bei dünnen Schichten.</translation>
        </message>
        <message>
            <source>Voxels are {found:.1f} mm long: volumes are rough.</source>
            <translation>Voxel sind {found:.1f} mm lang: Die Volumina sind grob.</translation>
        </message>
        <message>
            <source>Wait until it is whole.</source>
            <translation>Warten Sie, bis sie vollständig ist.</translation>
        </message>
        <message>
            <source>Waiting for another program that writes this dataset</source>
            <translation>Warten auf ein anderes Programm, das in diesen Datensatz schreibt</translation>
        </message>
        <message>
            <source>Watching a folder</source>
            <translation>Ordner wird überwacht</translation>
        </message>
        <message>
            <source>Waveform</source>
            <translation>Kurve (Waveform)</translation>
        </message>
        <message>
            <source>Weighing the classes</source>
            <translation>Klassen werden abgewogen</translation>
        </message>
        <message>
            <source>What does it mark, in the order of its channels?</source>
            <translation>Was zeichnet es ein, in der Reihenfolge seiner Kanäle?</translation>
        </message>
        <message>
            <source>What does the model do?</source>
            <translation>Was tut das Modell?</translation>
        </message>
        <message>
            <source>What is drawn lies on no slice of the series, or reaches beyond it.</source>
            <translation>Was gezeichnet ist, liegt auf keiner Schicht der Serie oder reicht darüber hinaus.</translation>
        </message>
        <message>
            <source>What is marked in this case is not shown.</source>
            <translation>Was in diesem Fall markiert ist, ist nicht zu sehen.</translation>
        </message>
        <message>
            <source>What is the model called?</source>
            <translation>Wie heißt das Modell?</translation>
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
            <source>What was shown lies beside the scan.</source>
            <translation>Was gezeigt wurde, liegt neben der Aufnahme.</translation>
        </message>
        <message>
            <source>What was written stays; the old table was kept as {file}. Run the command again.</source>
            <translation>Was geschrieben wurde, bleibt; die alte Tabelle wurde als {file} behalten. Starten Sie den Befehl erneut.</translation>
        </message>
        <message>
            <source>What you did with this case cannot be kept: {reason}.</source>
            <translation>Was Sie mit diesem Fall gemacht haben, lässt sich nicht behalten: {reason}.</translation>
        </message>
        <message>
            <source>Where you disagree, settle the case: its label becomes another one, your read does not.</source>
            <translation>Wo Sie nicht übereinstimmen, legen Sie den Fall fest: sein Label wird ein anderes, Ihre Befundung nicht.</translation>
        </message>
        <message>
            <source>Which modalities was it made for?</source>
            <translation>Für welche Modalitäten ist es gemacht?</translation>
        </message>
        <message>
            <source>Which network is it, with which arguments?</source>
            <translation>Welches Netz ist es, mit welchen Argumenten?</translation>
        </message>
        <message>
            <source>Whole PyTorch model (pickle)</source>
            <translation>Ganzes PyTorch-Modell (Pickle)</translation>
        </message>
        <message>
            <source>Whole file</source>
            <translation>Ganze Datei</translation>
        </message>
        <message>
            <source>Wiener {size:.0f}×{size:.0f}, {noise:.1f}× noise</source>
            <translation>Wiener {size:.0f}×{size:.0f}, {noise:.1f}× Rauschen</translation>
        </message>
        <message>
            <source>Window from a region</source>
            <translation>Fenster aus einem Bereich</translation>
        </message>
        <message>
            <source>Window {n} of {count}</source>
            <translation>Fenster {n} von {count}</translation>
        </message>
        <message>
            <source>Window {n} of {count}, about {time} left</source>
            <translation>Fenster {n} von {count}, noch etwa {time}</translation>
        </message>
        <message>
            <source>With labels shuffled by person a linear probe reaches an AUC of {area} on the validation part: no better than chance, as it must be.</source>
            <translation>Mit nach Personen gemischten Labels erreicht eine lineare Sonde auf dem Validierungsteil eine AUC von {area}: nicht besser als der Zufall, wie es sein muss.</translation>
        </message>
        <message>
            <source>With labels shuffled by person a linear probe still reaches an AUC of {area} on the validation part: something lets it recognise cases across the parts.</source>
            <translation>Mit nach Personen gemischten Labels erreicht eine lineare Sonde auf dem Validierungsteil noch eine AUC von {area}: Etwas lässt sie Fälle über die Teile hinweg wiedererkennen.</translation>
        </message>
        <message>
            <source>With {count} persons in the rarest class ({title}) expect ± {width} around an area under the ROC curve of {area} ({percent} % interval).</source>
            <translation>Mit {count} Personen in der seltensten Klasse ({title}) ist um eine Fläche unter der ROC-Kurve von {area} mit ± {width} zu rechnen ({percent}-%-Intervall).</translation>
        </message>
        <message>
            <source>Write each volume into a file of its own.</source>
            <translation>Schreiben Sie jedes Volumen in eine eigene Datei.</translation>
        </message>
        <message>
            <source>Write it as NAME:key=value, for example clahe:clip=2,tiles=8.</source>
            <translation>Schreiben Sie ihn als NAME:schlüssel=wert, zum Beispiel clahe:clip=2,tiles=8.</translation>
        </message>
        <message>
            <source>Write it so: name = densenet121</source>
            <translation>Schreiben Sie es so: name = densenet121</translation>
        </message>
        <message>
            <source>Write lung=1, heart=2 or nothing.</source>
            <translation>Schreiben Sie lung=1, heart=2 oder nichts.</translation>
        </message>
        <message>
            <source>Write lung=1, heart=2, each name once.</source>
            <translation>Schreiben Sie lunge=1, herz=2, jeden Namen einmal.</translation>
        </message>
        <message>
            <source>Write one mask file per structure.</source>
            <translation>Schreiben Sie je Struktur eine Maskendatei.</translation>
        </message>
        <message>
            <source>Write path=file, label=class.</source>
            <translation>Schreiben Sie path=datei, label=klasse.</translation>
        </message>
        <message>
            <source>Write the path with its folders.</source>
            <translation>Schreiben Sie den Pfad mit seinen Ordnern.</translation>
        </message>
        <message>
            <source>Writing ONNX needs the package {package}.</source>
            <translation>Zum Schreiben von ONNX ist das Paket {package} nötig.</translation>
        </message>
        <message>
            <source>Writing down where it comes from</source>
            <translation>Herkunft wird festgehalten</translation>
        </message>
        <message>
            <source>Writing file {number} of {count}</source>
            <translation>Datei {number} von {count} wird geschrieben</translation>
        </message>
        <message>
            <source>Writing file {number} of {count} without names</source>
            <translation>Datei {number} von {count} wird ohne Namen geschrieben</translation>
        </message>
        <message>
            <source>Writing label {number} of {count}</source>
            <translation>Label {number} von {count} wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the CT</source>
            <translation>Die CT wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the agreed label</source>
            <translation>Vereinbartes Label schreiben</translation>
        </message>
        <message>
            <source>Writing the annotations</source>
            <translation>Markierungen werden geschrieben</translation>
        </message>
        <message>
            <source>Writing the audit trail</source>
            <translation>Protokoll wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the contours</source>
            <translation>Konturen werden geschrieben</translation>
        </message>
        <message>
            <source>Writing the description</source>
            <translation>Beschreibung wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the image</source>
            <translation>Das Bild wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the pack</source>
            <translation>Paket wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the picture</source>
            <translation>Bild wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the probabilities</source>
            <translation>Wahrscheinlichkeiten werden geschrieben</translation>
        </message>
        <message>
            <source>Writing the program</source>
            <translation>Programm wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the report</source>
            <translation>Der Bericht wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the segmentation</source>
            <translation>Die Segmentierung wird geschrieben</translation>
        </message>
        <message>
            <source>Writing the weights</source>
            <translation>Gewichte werden geschrieben</translation>
        </message>
        <message>
            <source>You can go on. If it comes back, send the log (Help, Open log folder).</source>
            <translation>Sie können weiterarbeiten. Tritt es wieder auf, senden Sie das Protokoll (Hilfe, Protokollordner öffnen).</translation>
        </message>
        <message>
            <source>You left it out.</source>
            <translation>Sie haben es ausgelassen.</translation>
        </message>
        <message>
            <source>You were shown what others said of this case, so your read of it stays as it is.</source>
            <translation>Ihnen wurde gezeigt, was andere zu diesem Fall sagten; darum bleibt Ihre Befundung, wie sie ist.</translation>
        </message>
        <message>
            <source>Your read of this case is complete, so it is not changed.</source>
            <translation>Ihre Befundung dieses Falls ist abgeschlossen und wird darum nicht geändert.</translation>
        </message>
        <message>
            <source>Your read of this case is complete, so it is not changed. Reopen it, or settle the case.</source>
            <translation>Ihre Befundung dieses Falls ist abgeschlossen und wird darum nicht geändert. Nehmen Sie sie wieder auf, oder legen Sie den Fall fest.</translation>
        </message>
        <message>
            <source>Your read, complete</source>
            <translation>Ihre Befundung, abgeschlossen</translation>
        </message>
        <message>
            <source>a MONAI bundle</source>
            <translation>ein MONAI-Bundle</translation>
        </message>
        <message>
            <source>a class has fewer than two persons</source>
            <translation>eine Klasse hat weniger als zwei Personen</translation>
        </message>
        <message>
            <source>a file</source>
            <translation>eine Datei</translation>
        </message>
        <message>
            <source>a frontal chest radiograph</source>
            <translation>eine Röntgenaufnahme des Thorax von vorn</translation>
        </message>
        <message>
            <source>a network that it does not describe</source>
            <translation>ein Netz, das es nicht beschreibt</translation>
        </message>
        <message>
            <source>a new last layer on frozen features</source>
            <translation>eine neue letzte Schicht auf eingefrorenen Merkmalen</translation>
        </message>
        <message>
            <source>a pickled part</source>
            <translation>einen Pickle-Teil</translation>
        </message>
        <message>
            <source>a slice of a brain MR</source>
            <translation>eine Schicht einer MRT des Gehirns</translation>
        </message>
        <message>
            <source>a small part of a brain MR</source>
            <translation>ein kleiner Ausschnitt einer MRT des Gehirns</translation>
        </message>
        <message>
            <source>acquisition</source>
            <translation>Akquisition</translation>
        </message>
        <message>
            <source>age in bands of ten years</source>
            <translation>Alter in Bändern von zehn Jahren</translation>
        </message>
        <message>
            <source>an axial slice of a chest CT</source>
            <translation>eine axiale Schicht einer CT des Thorax</translation>
        </message>
        <message>
            <source>angle</source>
            <translation>Winkel</translation>
        </message>
        <message>
            <source>are the same picture twice</source>
            <translation>zeigen zweimal dasselbe Bild</translation>
        </message>
        <message>
            <source>arrow</source>
            <translation>Pfeil</translation>
        </message>
        <message>
            <source>axial</source>
            <translation>axial</translation>
        </message>
        <message>
            <source>b-value</source>
            <translation>b-Wert</translation>
        </message>
        <message>
            <source>being taught: it turns pictures into features and gives no result by itself</source>
            <translation>das Anlernen: es macht aus Bildern Merkmale und gibt selbst kein Ergebnis</translation>
        </message>
        <message>
            <source>box aspect</source>
            <translation>Seitenverhältnis</translation>
        </message>
        <message>
            <source>by a person</source>
            <translation>von einem Menschen</translation>
        </message>
        <message>
            <source>by person, from the Patient ID of the DICOM files</source>
            <translation>nach Personen, anhand der Patienten-ID der DICOM-Dateien</translation>
        </message>
        <message>
            <source>by person, from the file names with the pattern that was given</source>
            <translation>nach Personen, anhand der Dateinamen mit dem angegebenen Muster</translation>
        </message>
        <message>
            <source>by person, from the table that was given</source>
            <translation>nach Person, aus der angegebenen Tabelle</translation>
        </message>
        <message>
            <source>by study, because the DICOM files have no Patient ID; a person with two studies may be on two sides</source>
            <translation>nach Studien, weil die DICOM-Dateien keine Patienten-ID haben; eine Person mit zwei Studien kann auf zwei Seiten liegen</translation>
        </message>
        <message>
            <source>calibrated by the reader</source>
            <translation>vom Befunder kalibriert</translation>
        </message>
        <message>
            <source>cardiac phase</source>
            <translation>Herzphase</translation>
        </message>
        <message>
            <source>cases of one site</source>
            <translation>Fällen eines Hauses</translation>
        </message>
        <message>
            <source>change a file outside its folder</source>
            <translation>eine Datei außerhalb seines Ordners ändern</translation>
        </message>
        <message>
            <source>change of {what}</source>
            <translation>Änderung: {what}</translation>
        </message>
        <message>
            <source>checksum of the image file</source>
            <translation>Prüfsumme der Bilddatei</translation>
        </message>
        <message>
            <source>checksum of the pixels</source>
            <translation>Prüfsumme der Pixel</translation>
        </message>
        <message>
            <source>checksums of models that were held against the test part, each once</source>
            <translation>Prüfsummen der Modelle, die am Testteil gemessen wurden, jede einmal</translation>
        </message>
        <message>
            <source>cobb angle</source>
            <translation>Cobb-Winkel</translation>
        </message>
        <message>
            <source>coil</source>
            <translation>Spule</translation>
        </message>
        <message>
            <source>column {column}, row {row} px ({reason})</source>
            <translation>Spalte {column}, Zeile {row} px ({reason})</translation>
        </message>
        <message>
            <source>comment</source>
            <translation>Kommentar</translation>
        </message>
        <message>
            <source>compressed</source>
            <translation>komprimiert</translation>
        </message>
        <message>
            <source>content time</source>
            <translation>Bildzeit</translation>
        </message>
        <message>
            <source>contrast</source>
            <translation>Kontrastmittel</translation>
        </message>
        <message>
            <source>coronal</source>
            <translation>koronar</translation>
        </message>
        <message>
            <source>corrected by a person</source>
            <translation>von einem Menschen korrigiert</translation>
        </message>
        <message>
            <source>detector</source>
            <translation>Detektor</translation>
        </message>
        <message>
            <source>detector plane</source>
            <translation>Detektorebene</translation>
        </message>
        <message>
            <source>detector plane, no position in the patient</source>
            <translation>Detektorebene, keine Lage im Patienten</translation>
        </message>
        <message>
            <source>dimension</source>
            <translation>Dimension</translation>
        </message>
        <message>
            <source>direction</source>
            <translation>Richtung</translation>
        </message>
        <message>
            <source>echo</source>
            <translation>Echo</translation>
        </message>
        <message>
            <source>echo time</source>
            <translation>Echozeit</translation>
        </message>
        <message>
            <source>ellipse</source>
            <translation>Ellipse</translation>
        </message>
        <message>
            <source>energy window</source>
            <translation>Energiefenster</translation>
        </message>
        <message>
            <source>everything</source>
            <translation>alles</translation>
        </message>
        <message>
            <source>everything, since it starts from random weights</source>
            <translation>alles, da es mit Zufallsgewichten beginnt</translation>
        </message>
        <message>
            <source>fewer than {least} persons</source>
            <translation>weniger als {least} Personen</translation>
        </message>
        <message>
            <source>field</source>
            <translation>Feld</translation>
        </message>
        <message>
            <source>file</source>
            <translation>Datei</translation>
        </message>
        <message>
            <source>flip angle</source>
            <translation>Flipwinkel</translation>
        </message>
        <message>
            <source>frame of reference</source>
            <translation>Bezugssystem</translation>
        </message>
        <message>
            <source>frame reference time</source>
            <translation>Bezugszeit</translation>
        </message>
        <message>
            <source>freehand region</source>
            <translation>Freihandbereich</translation>
        </message>
        <message>
            <source>front-back</source>
            <translation>vorn–hinten</translation>
        </message>
        <message>
            <source>gantry tilt {angle:.1f}°</source>
            <translation>Gantry-Kippung {angle:.1f}°</translation>
        </message>
        <message>
            <source>grid in millimetres of the scanner</source>
            <translation>Gitter in Millimetern des Scanners</translation>
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
            <source>how persons were told apart</source>
            <translation>wie Personen unterschieden wurden</translation>
        </message>
        <message>
            <source>image</source>
            <translation>Bild</translation>
        </message>
        <message>
            <source>image {number}</source>
            <translation>Bild {number}</translation>
        </message>
        <message>
            <source>imaginary</source>
            <translation>Imaginärteil</translation>
        </message>
        <message>
            <source>in blocks of neighbouring files, because the names tell no person; a person may still be on two sides</source>
            <translation>in Blöcken benachbarter Dateien, weil die Namen keine Person nennen; eine Person kann dennoch auf zwei Seiten liegen</translation>
        </message>
        <message>
            <source>input error</source>
            <translation>Eingabefehler</translation>
        </message>
        <message>
            <source>inversion time</source>
            <translation>Inversionszeit</translation>
        </message>
        <message>
            <source>it cuts off what is 0</source>
            <translation>es schneidet ab, was 0 ist</translation>
        </message>
        <message>
            <source>it is longer than any manifest</source>
            <translation>es ist länger als jedes Manifest</translation>
        </message>
        <message>
            <source>it is no valid path</source>
            <translation>kein gültiger Pfad</translation>
        </message>
        <message>
            <source>it lays its windows in another way</source>
            <translation>es legt seine Fenster anders</translation>
        </message>
        <message>
            <source>it pads pictures to a square</source>
            <translation>es ergänzt Bilder zum Quadrat</translation>
        </message>
        <message>
            <source>it reads scans in the order in which they are stored</source>
            <translation>es liest Aufnahmen in der gespeicherten Reihenfolge</translation>
        </message>
        <message>
            <source>it reads several channels</source>
            <translation>es liest mehrere Kanäle</translation>
        </message>
        <message>
            <source>it reads whole slices of one size</source>
            <translation>es liest ganze Schichten einer Größe</translation>
        </message>
        <message>
            <source>it resamples thick slices in another way</source>
            <translation>es tastet dicke Schichten anders neu ab</translation>
        </message>
        <message>
            <source>it scales values in another way</source>
            <translation>es skaliert Werte anders</translation>
        </message>
        <message>
            <source>it smooths what it makes smaller</source>
            <translation>es glättet, was es verkleinert</translation>
        </message>
        <message>
            <source>its network is none of MONAI's</source>
            <translation>sein Netz ist keines von MONAI</translation>
        </message>
        <message>
            <source>its outputs are used as they are</source>
            <translation>seine Ausgaben werden unverändert verwendet</translation>
        </message>
        <message>
            <source>kernel</source>
            <translation>Faltungskern</translation>
        </message>
        <message>
            <source>kind</source>
            <translation>Typangabe</translation>
        </message>
        <message>
            <source>labels with who made them, the model and what it took</source>
            <translation>Labels mit Urheber, Modell und Aufwand</translation>
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
            <source>length</source>
            <translation>Länge</translation>
        </message>
        <message>
            <source>load a library of code</source>
            <translation>eine Programmbibliothek laden</translation>
        </message>
        <message>
            <source>localizer</source>
            <translation>Localizer</translation>
        </message>
        <message>
            <source>long and short axis</source>
            <translation>lange und kurze Achse</translation>
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
            <translation>Magnitude</translation>
        </message>
        <message>
            <source>marking findings with boxes</source>
            <translation>Markieren von Befunden mit Kästen</translation>
        </message>
        <message>
            <source>mean</source>
            <translation>Mittel</translation>
        </message>
        <message>
            <source>mixed</source>
            <translation>gemischt</translation>
        </message>
        <message>
            <source>modality</source>
            <translation>Modalität</translation>
        </message>
        <message>
            <source>multi-frame</source>
            <translation>Multiframe</translation>
        </message>
        <message>
            <source>name of the folder, a salted key</source>
            <translation>Name des Ordners, ein gesalzener Schlüssel</translation>
        </message>
        <message>
            <source>name of the image file</source>
            <translation>Name der Bilddatei</translation>
        </message>
        <message>
            <source>neither model takes any of these pictures.</source>
            <translation>Kein Modell nimmt eines dieser Bilder an.</translation>
        </message>
        <message>
            <source>no</source>
            <translation>nein</translation>
        </message>
        <message>
            <source>no patient orientation in the file</source>
            <translation>keine Patientenausrichtung in der Datei</translation>
        </message>
        <message>
            <source>no pixel spacing</source>
            <translation>ohne Pixelabstand</translation>
        </message>
        <message>
            <source>no pixel spacing in the file</source>
            <translation>kein Pixelabstand in der Datei</translation>
        </message>
        <message>
            <source>no position</source>
            <translation>ohne Position</translation>
        </message>
        <message>
            <source>no type</source>
            <translation>ohne Angabe</translation>
        </message>
        <message>
            <source>no value</source>
            <translation>kein Wert</translation>
        </message>
        <message>
            <source>no {mark}</source>
            <translation>ohne {mark}</translation>
        </message>
        <message>
            <source>none</source>
            <translation>ohne Angabe</translation>
        </message>
        <message>
            <source>none, drawn by a person</source>
            <translation>keines, von einem Menschen gezeichnet</translation>
        </message>
        <message>
            <source>not said</source>
            <translation>nicht angegeben</translation>
        </message>
        <message>
            <source>not sure</source>
            <translation>nicht sicher</translation>
        </message>
        <message>
            <source>oblique</source>
            <translation>schräg</translation>
        </message>
        <message>
            <source>oblique slices</source>
            <translation>schräge Schichten</translation>
        </message>
        <message>
            <source>of an unreadable name</source>
            <translation>mit unlesbarem Namen</translation>
        </message>
        <message>
            <source>of different persons or blocks are nearly the same picture</source>
            <translation>verschiedener Personen oder Blöcke zeigen fast dasselbe Bild</translation>
        </message>
        <message>
            <source>on an AP film the heart is magnified.</source>
            <translation>Auf einer AP-Aufnahme ist das Herz vergrößert abgebildet.</translation>
        </message>
        <message>
            <source>only models that outline structures on the grid of a scan can be described</source>
            <translation>beschreiben lassen sich nur Modelle, die Strukturen auf dem Raster einer Aufnahme umranden</translation>
        </message>
        <message>
            <source>optional fields that the site wanted kept</source>
            <translation>freiwillige Felder, die die Einrichtung behalten wollte</translation>
        </message>
        <message>
            <source>outlining structures</source>
            <translation>Umreißen von Strukturen</translation>
        </message>
        <message>
            <source>outlining the anatomy of a chest radiograph</source>
            <translation>Umreißen der Anatomie einer Thoraxaufnahme</translation>
        </message>
        <message>
            <source>outputs without an activation</source>
            <translation>Ausgaben ohne Aktivierung</translation>
        </message>
        <message>
            <source>part of the body</source>
            <translation>Körperteil</translation>
        </message>
        <message>
            <source>phase</source>
            <translation>Phase</translation>
        </message>
        <message>
            <source>pictures of two dimensions</source>
            <translation>Bilder in zwei Dimensionen</translation>
        </message>
        <message>
            <source>pixels {height:g} × {width:g} mm</source>
            <translation>Pixel {height:g} × {width:g} mm</translation>
        </message>
        <message>
            <source>place in that row, counted from a salted start</source>
            <translation>Platz in dieser Reihe, von einem gesalzenen Anfang gezählt</translation>
        </message>
        <message>
            <source>point</source>
            <translation>Punkt</translation>
        </message>
        <message>
            <source>polygon</source>
            <translation>Polygon</translation>
        </message>
        <message>
            <source>position of the patient in the scanner</source>
            <translation>Lage des Patienten im Scanner</translation>
        </message>
        <message>
            <source>probability</source>
            <translation>Wahrscheinlichkeit</translation>
        </message>
        <message>
            <source>probability {percent} %</source>
            <translation>Wahrscheinlichkeit {percent} %</translation>
        </message>
        <message>
            <source>protocol</source>
            <translation>Protokoll</translation>
        </message>
        <message>
            <source>quarter of the year, counted from a salted start</source>
            <translation>Quartal, von einem gesalzenen Anfang gezählt</translation>
        </message>
        <message>
            <source>random number of the case</source>
            <translation>Zufallszahl des Falls</translation>
        </message>
        <message>
            <source>reach the network</source>
            <translation>das Netzwerk erreichen</translation>
        </message>
        <message>
            <source>real</source>
            <translation>Realteil</translation>
        </message>
        <message>
            <source>rectangle</source>
            <translation>Rechteck</translation>
        </message>
        <message>
            <source>repeated positions</source>
            <translation>wiederholte Positionen</translation>
        </message>
        <message>
            <source>respiratory phase</source>
            <translation>Atemphase</translation>
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
            <source>right-left</source>
            <translation>rechts–links</translation>
        </message>
        <message>
            <source>row {number}</source>
            <translation>Zeile {number}</translation>
        </message>
        <message>
            <source>sagittal</source>
            <translation>sagittal</translation>
        </message>
        <message>
            <source>salted key of the person, or of files that lie together</source>
            <translation>gesalzener Schlüssel der Person oder beieinander liegender Dateien</translation>
        </message>
        <message>
            <source>salted key of the row of files</source>
            <translation>gesalzener Schlüssel der Dateireihe</translation>
        </message>
        <message>
            <source>salted key of the scanner</source>
            <translation>gesalzener Schlüssel des Scanners</translation>
        </message>
        <message>
            <source>score</source>
            <translation>Wert</translation>
        </message>
        <message>
            <source>score {score} (no probability)</source>
            <translation>Wert {score} (keine Wahrscheinlichkeit)</translation>
        </message>
        <message>
            <source>see above</source>
            <translation>siehe oben</translation>
        </message>
        <message>
            <source>segment</source>
            <translation>Segment</translation>
        </message>
        <message>
            <source>series time</source>
            <translation>Serienzeit</translation>
        </message>
        <message>
            <source>set</source>
            <translation>Satz</translation>
        </message>
        <message>
            <source>sex</source>
            <translation>Geschlecht</translation>
        </message>
        <message>
            <source>show the same picture in two classes: one of both labels is wrong</source>
            <translation>zeigen dasselbe Bild in zwei Klassen: Eine der beiden Zuordnungen ist falsch</translation>
        </message>
        <message>
            <source>size of a pixel</source>
            <translation>Größe eines Pixels</translation>
        </message>
        <message>
            <source>slice {number}</source>
            <translation>Schicht {number}</translation>
        </message>
        <message>
            <source>slices {first} to {last}</source>
            <translation>Schichten {first} bis {last}</translation>
        </message>
        <message>
            <source>smallest and largest volume of the members of the model</source>
            <translation>kleinstes und größtes Volumen der Teilmodelle</translation>
        </message>
        <message>
            <source>something that the router does not know</source>
            <translation>etwas, das der Wegweiser nicht kennt</translation>
        </message>
        <message>
            <source>stack</source>
            <translation>Stapel</translation>
        </message>
        <message>
            <source>start another program</source>
            <translation>ein anderes Programm starten</translation>
        </message>
        <message>
            <source>telling the class of a picture</source>
            <translation>Bestimmen der Klasse eines Bildes</translation>
        </message>
        <message>
            <source>telling what kind of picture it is</source>
            <translation>Sagen, was für ein Bild es ist</translation>
        </message>
        <message>
            <source>telling which findings are there</source>
            <translation>Sagen, welche Befunde da sind</translation>
        </message>
        <message>
            <source>text</source>
            <translation>Text</translation>
        </message>
        <message>
            <source>the base answers another question.</source>
            <translation>Die Basis beantwortet eine andere Frage.</translation>
        </message>
        <message>
            <source>the decoder</source>
            <translation>der Decoder</translation>
        </message>
        <message>
            <source>the disk may be full</source>
            <translation>die Festplatte ist möglicherweise voll</translation>
        </message>
        <message>
            <source>the file</source>
            <translation>die Datei</translation>
        </message>
        <message>
            <source>the folder holds no files.</source>
            <translation>der Ordner enthält keine Dateien.</translation>
        </message>
        <message>
            <source>the last layer</source>
            <translation>die letzte Schicht</translation>
        </message>
        <message>
            <source>the last layers</source>
            <translation>die letzten Schichten</translation>
        </message>
        <message>
            <source>the lungs do not lie beside each other.</source>
            <translation>Die Lungen liegen nicht nebeneinander.</translation>
        </message>
        <message>
            <source>the mask of {name!r} has {mask}, its image {image}</source>
            <translation>die Maske {name!r} hat {mask}, ihr Bild {image}</translation>
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
            <source>the model refused this picture.</source>
            <translation>das Modell hat dieses Bild abgelehnt.</translation>
        </message>
        <message>
            <source>the model started from random weights.</source>
            <translation>Das Modell begann mit zufälligen Gewichten.</translation>
        </message>
        <message>
            <source>the model started from random weights; there is nothing to forget.</source>
            <translation>Das Modell begann mit zufälligen Gewichten; es gibt nichts zu verlernen.</translation>
        </message>
        <message>
            <source>the plan names no folder of unlabelled pictures.</source>
            <translation>Der Plan nennt keinen Ordner mit Bildern ohne Labels.</translation>
        </message>
        <message>
            <source>the plan names no reference data set.</source>
            <translation>Der Plan nennt keinen Referenzdatensatz.</translation>
        </message>
        <message>
            <source>the {structure} is cut off by the edge of the picture.</source>
            <translation>Vom Bildrand abgeschnitten: {structure}.</translation>
        </message>
        <message>
            <source>time</source>
            <translation>Zeit</translation>
        </message>
        <message>
            <source>time position</source>
            <translation>Zeitpunkt</translation>
        </message>
        <message>
            <source>time slot</source>
            <translation>Zeitfenster</translation>
        </message>
        <message>
            <source>trigger time</source>
            <translation>Triggerzeit</translation>
        </message>
        <message>
            <source>tube voltage</source>
            <translation>Röhrenspannung</translation>
        </message>
        <message>
            <source>turned a quarter to the left</source>
            <translation>um eine Vierteldrehung nach links gedreht</translation>
        </message>
        <message>
            <source>turned a quarter to the right</source>
            <translation>um eine Vierteldrehung nach rechts gedreht</translation>
        </message>
        <message>
            <source>uneven slices</source>
            <translation>ungleiche Schichtabstände</translation>
        </message>
        <message>
            <source>unit of the pixels</source>
            <translation>Einheit der Pixel</translation>
        </message>
        <message>
            <source>unknown maker</source>
            <translation>unbekannter Urheber</translation>
        </message>
        <message>
            <source>unpickle {name}</source>
            <translation>{name} aus einem Pickle laden</translation>
        </message>
        <message>
            <source>up-down</source>
            <translation>oben–unten</translation>
        </message>
        <message>
            <source>upside down</source>
            <translation>auf dem Kopf stehend</translation>
        </message>
        <message>
            <source>values in</source>
            <translation>Werte in</translation>
        </message>
        <message>
            <source>version of this file</source>
            <translation>Version dieser Datei</translation>
        </message>
        <message>
            <source>view of a radiograph</source>
            <translation>Strahlengang einer Röntgenaufnahme</translation>
        </message>
        <message>
            <source>volume</source>
            <translation>Volumen</translation>
        </message>
        <message>
            <source>volume {number}</source>
            <translation>Volumen {number}</translation>
        </message>
        <message>
            <source>what millimetres are measured in</source>
            <translation>worin Millimeter gemessen sind</translation>
        </message>
        <message>
            <source>whether a face could be made out of it</source>
            <translation>ob sich daraus ein Gesicht machen ließe</translation>
        </message>
        <message>
            <source>whether bones are bright</source>
            <translation>ob Knochen hell sind</translation>
        </message>
        <message>
            <source>whether the directions in the patient are known</source>
            <translation>ob die Richtungen im Patienten bekannt sind</translation>
        </message>
        <message>
            <source>whether the picture is a screenshot or was compressed with loss</source>
            <translation>ob das Bild ein Bildschirmfoto ist oder verlustbehaftet komprimiert wurde</translation>
        </message>
        <message>
            <source>who made the labels</source>
            <translation>wer die Labels gemacht hat</translation>
        </message>
        <message>
            <source>without a modality</source>
            <translation>ohne Modalität</translation>
        </message>
        <message>
            <source>write a file outside its folder</source>
            <translation>eine Datei außerhalb seines Ordners schreiben</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>ja</translation>
        </message>
        <message>
            <source>{added} cases added</source>
            <translation>{added} Fälle hinzugefügt</translation>
        </message>
        <message>
            <source>{amount}: the suggestion is to teach {what}.</source>
            <translation>{amount}: Vorschlag für das Training: {what}.</translation>
        </message>
        <message>
            <source>{cases} came after the split; 'lightbox dataset split' adds them to it.</source>
            <translation>{cases} nach der Aufteilung hinzugekommen; „lightbox dataset split“ nimmt sie auf.</translation>
        </message>
        <message>
            <source>{cases} cannot be read; the first is {name}: {reason}</source>
            <translation>{cases} nicht lesbar; zuerst {name}: {reason}</translation>
        </message>
        <message>
            <source>{cases} of the split changed or disappeared after it was frozen; the first is {first}.</source>
            <translation>{cases} der Aufteilung nach dem Festschreiben verändert oder verschwunden; zuerst {first}.</translation>
        </message>
        <message>
            <source>{cases} split {how}</source>
            <translation>{cases} aufgeteilt {how}</translation>
        </message>
        <message>
            <source>{columns}×{rows} pixels</source>
            <translation>{columns}×{rows} Pixel</translation>
        </message>
        <message>
            <source>{count} annotations lie on no slice of the series and were left out of the file.</source>
            <translation>{count} Markierungen liegen auf keiner Schicht der Serie und fehlen in der Datei.</translation>
        </message>
        <message>
            <source>{count} are missing ({names})</source>
            <translation>{count} fehlen ({names})</translation>
        </message>
        <message>
            <source>{count} bytes</source>
            <translation>{count} Bytes</translation>
        </message>
        <message>
            <source>{count} cases</source>
            <translation>{count} Fälle</translation>
        </message>
        <message>
            <source>{count} cases are of unknown persons and are kept together in blocks of neighbouring files; a person may still be on both sides.</source>
            <translation>Bei {count} Fällen ist die Person unbekannt; sie bleiben in Blöcken benachbarter Dateien zusammen, doch kann eine Person auf beiden Seiten liegen.</translation>
        </message>
        <message>
            <source>{count} cases are told apart by study; a person with two studies may be on both sides.</source>
            <translation>{count} Fälle werden nach Studien unterschieden; eine Person mit zwei Studien kann auf beiden Seiten liegen.</translation>
        </message>
        <message>
            <source>{count} cases compared</source>
            <translation>{count} Fälle verglichen</translation>
        </message>
        <message>
            <source>{count} cases read</source>
            <translation>{count} Fälle gelesen</translation>
        </message>
        <message>
            <source>{count} file is a copy of an image that is already here, and left out.</source>
            <translation>{count} Datei ist die Kopie eines schon vorhandenen Bildes und wurde weggelassen.</translation>
        </message>
        <message>
            <source>{count} file of this series cannot be read: {reason}</source>
            <translation>{count} Datei dieser Serie lässt sich nicht lesen: {reason}</translation>
        </message>
        <message>
            <source>{count} file that the DICOMDIR names is not there.</source>
            <translation>{count} Datei, die das DICOMDIR nennt, fehlt.</translation>
        </message>
        <message>
            <source>{count} files are copies of an image that is already here, and left out.</source>
            <translation>{count} Dateien sind Kopien schon vorhandener Bilder und wurden weggelassen.</translation>
        </message>
        <message>
            <source>{count} files have this name.</source>
            <translation>{count} Dateien haben diesen Namen.</translation>
        </message>
        <message>
            <source>{count} files listed</source>
            <translation>{count} Dateien gefunden</translation>
        </message>
        <message>
            <source>{count} files of this series cannot be read: {reason}</source>
            <translation>{count} Dateien dieser Serie lassen sich nicht lesen: {reason}</translation>
        </message>
        <message>
            <source>{count} files read</source>
            <translation>Dateien gelesen: {count}</translation>
        </message>
        <message>
            <source>{count} files that the DICOMDIR names are not there.</source>
            <translation>{count} Dateien, die das DICOMDIR nennt, fehlen.</translation>
        </message>
        <message>
            <source>{count} folds, trained as {trainer}, configuration {configuration}.</source>
            <translation>{count} Folds, trainiert als {trainer}, Konfiguration {configuration}.</translation>
        </message>
        <message>
            <source>{count} have another shape ({names})</source>
            <translation>{count} haben eine andere Form ({names})</translation>
        </message>
        <message>
            <source>{count} have no place ({names})</source>
            <translation>{count} haben keinen Platz ({names})</translation>
        </message>
        <message>
            <source>{count} image carries the identity (SOP Instance UID) of an image of another series; all are shown.</source>
            <translation>{count} Bild trägt die Kennung (SOP Instance UID) eines Bildes einer anderen Serie; alle werden gezeigt.</translation>
        </message>
        <message>
            <source>{count} image carries the identity (SOP Instance UID) of another image with other content.</source>
            <translation>{count} Bild trägt die Kennung (SOP Instance UID) eines anderen Bildes mit anderem Inhalt.</translation>
        </message>
        <message>
            <source>{count} image files</source>
            <translation>{count} Bilddateien</translation>
        </message>
        <message>
            <source>{count} image repeats the position of another one and stands beside this series under “{part}”.</source>
            <translation>{count} Bild wiederholt die Position eines anderen und steht neben dieser Serie unter „{part}“.</translation>
        </message>
        <message>
            <source>{count} images</source>
            <translation>{count} Bilder</translation>
        </message>
        <message>
            <source>{count} images are in no part: a person of the test part has them from elsewhere, their scanner or date is not known, or they are near copies of others.</source>
            <translation>{count} Bilder sind in keinem Teil: Eine Person des Testteils hat sie von anderswo, Gerät oder Datum sind nicht bekannt, oder sie gleichen anderen fast.</translation>
        </message>
        <message>
            <source>{count} images are in no part: next to a cut between blocks, or near copies of images on the other sides.</source>
            <translation>{count} Bilder sind in keinem Teil: neben einem Schnitt zwischen Blöcken oder fast gleich Bildern auf anderen Seiten.</translation>
        </message>
        <message>
            <source>{count} images are pictures of a screen, which often show a name; the first is {name}.</source>
            <translation>{count} Bilder sind Bildschirmaufnahmen, auf denen oft ein Name steht; das erste ist {name}.</translation>
        </message>
        <message>
            <source>{count} images cannot be read and will be left out; the first is {name}: {reason}</source>
            <translation>{count} Bilder können nicht gelesen werden und werden ausgelassen; das erste ist {name}: {reason}</translation>
        </message>
        <message>
            <source>{count} images carry the identity (SOP Instance UID) of an image of another series; all are shown.</source>
            <translation>{count} Bilder tragen die Kennung (SOP Instance UID) eines Bildes einer anderen Serie; alle werden gezeigt.</translation>
        </message>
        <message>
            <source>{count} images carry the identity (SOP Instance UID) of another image with other content.</source>
            <translation>{count} Bilder tragen die Kennung (SOP Instance UID) eines anderen Bildes mit anderem Inhalt.</translation>
        </message>
        <message>
            <source>{count} images have boxes that cannot be; the first is {name}: {reason}</source>
            <translation>{count} Bilder haben Kästen, die es so nicht geben kann; das erste ist {name}: {reason}</translation>
        </message>
        <message>
            <source>{count} images have words burned in, their files say; the first is {name}.</source>
            <translation>{count} Bilder haben laut ihren Dateien eingebrannten Text; das erste ist {name}.</translation>
        </message>
        <message>
            <source>{count} images repeat the position of another one and stand beside this series under “{part}”.</source>
            <translation>{count} Bilder wiederholen die Position eines anderen und stehen neben dieser Serie unter „{part}“.</translation>
        </message>
        <message>
            <source>{count} images seem to have words in their margins; the first is {name}. Look at them before they are copied.</source>
            <translation>{count} Bilder haben anscheinend Text am Rand; das erste ist {name}. Sehen Sie sie an, bevor sie kopiert werden.</translation>
        </message>
        <message>
            <source>{count} items</source>
            <translation>{count} Elemente</translation>
        </message>
        <message>
            <source>{count} masks do not lie on their images; the first is {name}: {reason}</source>
            <translation>{count} Masken liegen nicht auf ihren Bildern; die erste ist {name}: {reason}</translation>
        </message>
        <message>
            <source>{count} masks have a value without a name; the first is {name}: {reason}</source>
            <translation>{count} Masken haben einen Wert ohne Namen; die erste ist {name}: {reason}</translation>
        </message>
        <message>
            <source>{count} masks have another size than the image: case {case}, {reason}.</source>
            <translation>{count} Masken haben eine andere Größe als das Bild: Fall {case}, {reason}.</translation>
        </message>
        <message>
            <source>{count} min</source>
            <translation>{count} min</translation>
        </message>
        <message>
            <source>{count} more items are not shown.</source>
            <translation>Weitere Elemente, die nicht gezeigt werden: {count}.</translation>
        </message>
        <message>
            <source>{count} name in the DICOMDIR leads out of its folder, which is not followed.</source>
            <translation>{count} Name im DICOMDIR führt aus seinem Ordner hinaus; ihm wird nicht gefolgt.</translation>
        </message>
        <message>
            <source>{count} names in the DICOMDIR lead out of its folder, which is not followed.</source>
            <translation>{count} Namen im DICOMDIR führen aus seinem Ordner hinaus; ihnen wird nicht gefolgt.</translation>
        </message>
        <message>
            <source>{count} of {all} held-out cases have labels that {models} proposed and a person accepted unchanged: they favour that model.</source>
            <translation>{count} von {all} zurückgehaltenen Fällen haben Labels, die {models} vorgeschlagen und eine Person unverändert angenommen hat: Sie begünstigen dieses Modell.</translation>
        </message>
        <message>
            <source>{count} of {all} held-out cases have labels that {models} proposed and a person corrected: they may favour that model.</source>
            <translation>{count} von {all} zurückgehaltenen Fällen haben Labels, die {models} vorgeschlagen und eine Person korrigiert hat: Sie können dieses Modell begünstigen.</translation>
        </message>
        <message>
            <source>{count} of {all} held-out cases were among the training cases of {models}; test on cases that no model has seen.</source>
            <translation>{count} von {all} zurückgehaltenen Fällen waren unter den Trainingsfällen von {models}; mit Fällen prüfen, die kein Modell gesehen hat.</translation>
        </message>
        <message>
            <source>{count} pages of another size or kind left out.</source>
            <translation>{count} Seiten anderer Größe oder Art wurden weggelassen.</translation>
        </message>
        <message>
            <source>{count} pairs of equal or nearly equal pictures; none is on two sides.</source>
            <translation>{count} Paare gleicher oder fast gleicher Bilder; keines liegt auf zwei Seiten.</translation>
        </message>
        <message>
            <source>{count} pairs of images</source>
            <translation>{count} Bildpaare</translation>
        </message>
        <message>
            <source>{count} pairs of nearly equal pictures lie in the held-out part and in a part that was taught with; the two may be of one person.</source>
            <translation>{count} Paare fast gleicher Bilder liegen im zurückgehaltenen Teil und in einem Teil, mit dem gelernt wurde; beide können von einer Person sein.</translation>
        </message>
        <message>
            <source>{count} pairs of nearly equal pictures lie in training and validation: what is chosen on the validation part looks too good.</source>
            <translation>{count} Paare fast gleicher Bilder liegen in Training und Validierung: Was auf dem Validierungsteil gewählt wird, sieht zu gut aus.</translation>
        </message>
        <message>
            <source>{count} persons have images in more than one class; the first: {first}.</source>
            <translation>{count} Personen haben Bilder in mehr als einer Klasse; die erste: {first}.</translation>
        </message>
        <message>
            <source>{count} persons or blocks</source>
            <translation>{count} Personen oder Blöcke</translation>
        </message>
        <message>
            <source>{count} persons or blocks are on more than one side of the split.</source>
            <translation>{count} Personen oder Blöcke liegen auf mehr als einer Seite der Aufteilung.</translation>
        </message>
        <message>
            <source>{count} persons or blocks in the rarest class are few</source>
            <translation>{count} Personen oder Blöcke in der seltensten Klasse sind wenige</translation>
        </message>
        <message>
            <source>{count} persons or blocks in the rarest class are many</source>
            <translation>{count} Personen oder Blöcke in der seltensten Klasse sind viele</translation>
        </message>
        <message>
            <source>{count} persons or blocks in the rarest class are some</source>
            <translation>{count} Personen oder Blöcke in der seltensten Klasse sind einige</translation>
        </message>
        <message>
            <source>{count} persons or blocks with masks of the rarest structure are few</source>
            <translation>{count} Personen oder Blöcke mit Masken der seltensten Struktur sind wenige</translation>
        </message>
        <message>
            <source>{count} persons or blocks with masks of the rarest structure are many</source>
            <translation>{count} Personen oder Blöcke mit Masken der seltensten Struktur sind viele</translation>
        </message>
        <message>
            <source>{count} persons or blocks with masks of the rarest structure are some</source>
            <translation>{count} Personen oder Blöcke mit Masken der seltensten Struktur sind einige</translation>
        </message>
        <message>
            <source>{count} pictures were refused or could not be read.</source>
            <translation>{count} Bilder wurden abgelehnt oder waren nicht lesbar.</translation>
        </message>
        <message>
            <source>{count} pixels of padding left out</source>
            <translation>{count} Füllpixel nicht mitgezählt</translation>
        </message>
        <message>
            <source>{count} pixels without a value left out</source>
            <translation>{count} Pixel ohne Wert nicht mitgezählt</translation>
        </message>
        <message>
            <source>{count} s</source>
            <translation>{count} s</translation>
        </message>
        <message>
            <source>{count} saved annotations of this study are damaged and were left out.</source>
            <translation>{count} gespeicherte Annotationen dieser Studie sind beschädigt und wurden weggelassen.</translation>
        </message>
        <message>
            <source>{count} slices loaded</source>
            <translation>Schichten geladen: {count}</translation>
        </message>
        <message>
            <source>{count} studies have images in more than one class; the first: {first}.</source>
            <translation>{count} Untersuchungen haben Bilder in mehr als einer Klasse; die erste: {first}.</translation>
        </message>
        <message>
            <source>{done} of {total}: {message}</source>
            <translation>{done} von {total}: {message}</translation>
        </message>
        <message>
            <source>{fact}: {group}</source>
            <translation>{fact}: {group}</translation>
        </message>
        <message>
            <source>{file} cannot be copied ({reason}).</source>
            <translation>{file} kann nicht kopiert werden ({reason}).</translation>
        </message>
        <message>
            <source>{file} cannot be read ({reason}).</source>
            <translation>{file} kann nicht gelesen werden ({reason}).</translation>
        </message>
        <message>
            <source>{file} cannot be read, so the models that came with the product are the default; adopting a model begins a new one.</source>
            <translation>{file} ist nicht lesbar; Standard sind deshalb die mitgelieferten Modelle. Wird ein Modell übernommen, beginnt eine neue Datei.</translation>
        </message>
        <message>
            <source>{file} cannot be read.</source>
            <translation>{file} kann nicht gelesen werden.</translation>
        </message>
        <message>
            <source>{file} cannot be read: {reason}.</source>
            <translation>{file} kann nicht gelesen werden: {reason}.</translation>
        </message>
        <message>
            <source>{file} cannot be written ({reason}).</source>
            <translation>{file} kann nicht geschrieben werden ({reason}).</translation>
        </message>
        <message>
            <source>{file} could not be written completely; nothing was written.</source>
            <translation>{file} ließ sich nicht vollständig schreiben; es wurde nichts geschrieben.</translation>
        </message>
        <message>
            <source>{file} counts space in another unit than mm.</source>
            <translation>{file} misst den Raum in einer anderen Einheit als mm.</translation>
        </message>
        <message>
            <source>{file} does not end in .nii.gz or .nii.</source>
            <translation>{file} endet nicht auf .nii.gz oder .nii.</translation>
        </message>
        <message>
            <source>{file} does not end in .nii.gz, .nii or .nrrd.</source>
            <translation>{file} endet nicht auf .nii.gz, .nii oder .nrrd.</translation>
        </message>
        <message>
            <source>{file} does not end in .png.</source>
            <translation>{file} endet nicht auf .png.</translation>
        </message>
        <message>
            <source>{file} has changed since it was listed.</source>
            <translation>{file} hat sich geändert, seit die Datei aufgelistet wurde.</translation>
        </message>
        <message>
            <source>{file} has pages of different sizes.</source>
            <translation>{file} hat Seiten verschiedener Größe.</translation>
        </message>
        <message>
            <source>{file} has {columns} × {rows} pixels; up to {millions} million are read.</source>
            <translation>{file} hat {columns} × {rows} Pixel; gelesen werden bis zu {millions} Millionen.</translation>
        </message>
        <message>
            <source>{file} has {count} axes; volumes have 3.</source>
            <translation>{file} hat {count} Achsen; Volumen haben 3.</translation>
        </message>
        <message>
            <source>{file} has {count} pages; up to {most} are read.</source>
            <translation>{file} hat {count} Seiten; gelesen werden bis zu {most}.</translation>
        </message>
        <message>
            <source>{file} holds values of a kind that is not read (NIfTI datatype {code}).</source>
            <translation>{file} enthält Werte einer Art, die nicht gelesen wird (NIfTI-Datentyp {code}).</translation>
        </message>
        <message>
            <source>{file} holds values of a kind that is not read ({kind}).</source>
            <translation>{file} enthält Werte einer Art, die nicht gelesen wird ({kind}).</translation>
        </message>
        <message>
            <source>{file} holds {count} values for each voxel.</source>
            <translation>{file} enthält {count} Werte je Voxel.</translation>
        </message>
        <message>
            <source>{file} holds {volumes} volumes.</source>
            <translation>{file} enthält {volumes} Volumen.</translation>
        </message>
        <message>
            <source>{file} is a {kind} file that is damaged or of a kind that is not read.</source>
            <translation>{file} ist eine {kind}-Datei, die beschädigt ist oder von einer Art, die nicht gelesen wird.</translation>
        </message>
        <message>
            <source>{file} is incomplete or damaged.</source>
            <translation>{file} ist unvollständig oder beschädigt.</translation>
        </message>
        <message>
            <source>{file} is no NIfTI file.</source>
            <translation>{file} ist keine NIfTI-Datei.</translation>
        </message>
        <message>
            <source>{file} is no NRRD file.</source>
            <translation>{file} ist keine NRRD-Datei.</translation>
        </message>
        <message>
            <source>{file} is no file.</source>
            <translation>{file} ist keine Datei.</translation>
        </message>
        <message>
            <source>{file} is no whole ONNX file.</source>
            <translation>{file} ist keine vollständige ONNX-Datei.</translation>
        </message>
        <message>
            <source>{file} is none of the model formats that are known.</source>
            <translation>{file} hat keines der bekannten Modellformate.</translation>
        </message>
        <message>
            <source>{file} is there already.</source>
            <translation>{file} gibt es schon.</translation>
        </message>
        <message>
            <source>{file} is written in an encoding that is not read ({encoding}).</source>
            <translation>{file} ist in einer Kodierung geschrieben, die nicht gelesen wird ({encoding}).</translation>
        </message>
        <message>
            <source>{file} keeps its voxels in a second file, which is not read.</source>
            <translation>{file} hält seine Voxel in einer zweiten Datei; das wird nicht gelesen.</translation>
        </message>
        <message>
            <source>{file} keeps its voxels in another file, which is not beside it.</source>
            <translation>{file} hält seine Voxel in einer anderen Datei, die nicht daneben liegt.</translation>
        </message>
        <message>
            <source>{file} keeps its voxels in several files, which is not read.</source>
            <translation>{file} hält seine Voxel in mehreren Dateien; das wird nicht gelesen.</translation>
        </message>
        <message>
            <source>{file} needs more memory than there is.</source>
            <translation>{file} braucht mehr Arbeitsspeicher, als vorhanden ist.</translation>
        </message>
        <message>
            <source>{file} was changed while it was read.</source>
            <translation>{file} wurde während des Lesens geändert.</translation>
        </message>
        <message>
            <source>{filters}, through the slices</source>
            <translation>{filters}, durch die Schichten</translation>
        </message>
        <message>
            <source>{filter}: {parameter} cannot be {value:g}.</source>
            <translation>{filter}: {parameter} kann nicht {value:g} sein.</translation>
        </message>
        <message>
            <source>{found:.0f} ml of gas in or beside the lower lungs are as thin as air and were left out: stomach, a pneumothorax or a bulla.</source>
            <translation>{found:.0f} ml Gas in oder neben den unteren Lungenabschnitten sind so dünn wie Luft und wurden ausgelassen: Magen, ein Pneumothorax oder eine Bulla.</translation>
        </message>
        <message>
            <source>{gaps} gaps left empty</source>
            <translation>{gaps} Lücken leer gelassen</translation>
        </message>
        <message>
            <source>{kind} file</source>
            <translation>{kind}-Datei</translation>
        </message>
        <message>
            <source>{kind} picture</source>
            <translation>{kind}-Bild</translation>
        </message>
        <message>
            <source>{kind} volume</source>
            <translation>{kind}-Volumen</translation>
        </message>
        <message>
            <source>{low:g} to {high:g}</source>
            <translation>{low:g} bis {high:g}</translation>
        </message>
        <message>
            <source>{low:g} to {high:g}, odd</source>
            <translation>{low:g} bis {high:g}, ungerade</translation>
        </message>
        <message>
            <source>{low:g} to {high:g}, whole numbers</source>
            <translation>{low:g} bis {high:g}, ganze Zahlen</translation>
        </message>
        <message>
            <source>{low} to {high}</source>
            <translation>{low} bis {high}</translation>
        </message>
        <message>
            <source>{modality} has a preset {name} already.</source>
            <translation>{modality} hat schon eine Voreinstellung {name}.</translation>
        </message>
        <message>
            <source>{modality} has no preset {name} any more.</source>
            <translation>{modality} hat keine Voreinstellung {name} mehr.</translation>
        </message>
        <message>
            <source>{modality} series</source>
            <translation>{modality}-Serie</translation>
        </message>
        <message>
            <source>{model} answers with {count} networks together; {form} holds one.</source>
            <translation>{model} antwortet mit {count} Netzen gemeinsam; {form} fasst nur eines.</translation>
        </message>
        <message>
            <source>{model} answers with {count} networks, each calibrated by itself; as ONNX their mean would be another.</source>
            <translation>{model} antwortet mit {count} Netzen, jedes für sich kalibriert; als ONNX wäre ihr Mittel ein anderes.</translation>
        </message>
        <message>
            <source>{model} cannot be copied into the library ({reason}).</source>
            <translation>{model} kann nicht in die Bibliothek kopiert werden ({reason}).</translation>
        </message>
        <message>
            <source>{model} cannot be described as a MONAI bundle: {reason}.</source>
            <translation>{model} lässt sich nicht als MONAI-Bundle beschreiben: {reason}.</translation>
        </message>
        <message>
            <source>{model} found nothing it can vouch for, so nothing is drawn. {reason}</source>
            <translation>{model} hat nichts gefunden, wofür es einstehen kann; es wird nichts eingezeichnet. {reason}</translation>
        </message>
        <message>
            <source>{model} gives more than one tensor, or wants more than a picture.</source>
            <translation>{model} gibt mehr als einen Tensor aus oder braucht mehr als ein Bild.</translation>
        </message>
        <message>
            <source>{model} has no labels: nothing tells what it marks.</source>
            <translation>{model} hat keine Strukturen: Nichts sagt, was es markiert.</translation>
        </message>
        <message>
            <source>{model} has {count} labels; this version can mark {most} at once.</source>
            <translation>{model} hat {count} Strukturen; diese Version kann {most} auf einmal markieren.</translation>
        </message>
        <message>
            <source>{model} is a base for teaching: it gives no result by itself.</source>
            <translation>{model} ist ein Ausgang zum Anlernen: allein liefert es kein Ergebnis.</translation>
        </message>
        <message>
            <source>{model} is a program already, as its maker gave it away.</source>
            <translation>{model} ist schon ein Programm, wie der Hersteller es weitergegeben hat.</translation>
        </message>
        <message>
            <source>{model} is a second reader: look at the picture first. Of 100 findings like those it was tested with it misses {missed:.0f}, and it marks {wrong:.1f} wrong places a picture. No mark and a low probability never mean that there is nothing.</source>
            <translation>{model} liest als Zweiter: Sehen Sie das Bild zuerst selbst an. Von 100 Befunden wie denen, mit denen es geprüft wurde, übersieht es {missed:.0f}, und es markiert je Bild {wrong:.1f} falsche Stellen. Keine Marke und eine niedrige Wahrscheinlichkeit heißen nie, dass da nichts ist.</translation>
        </message>
        <message>
            <source>{model} is a second reader: look at the scan first. Of 100 findings like those it was tested with it misses {missed:.0f}, and it marks {wrong:.1f} wrong places a scan. No mark and a low probability never mean that there is nothing.</source>
            <translation>{model} ist ein Zweitleser: Sehen Sie sich zuerst die Serie an. Von 100 Befunden wie denen, an denen es geprüft wurde, übersieht es {missed:.0f}, und es markiert je Serie {wrong:.1f} falsche Stellen. Keine Marke und eine niedrige Wahrscheinlichkeit bedeuten nie, dass nichts da ist.</translation>
        </message>
        <message>
            <source>{model} is made for {task}, which this version cannot run.</source>
            <translation>{model} ist für {task} gemacht; diese Version kann das nicht ausführen.</translation>
        </message>
        <message>
            <source>{model} is made of fixed rules, not of a network.</source>
            <translation>{model} besteht aus festen Regeln, nicht aus einem Netz.</translation>
        </message>
        <message>
            <source>{model} is no router.</source>
            <translation>{model} ist kein Wegweiser.</translation>
        </message>
        <message>
            <source>{model} is not sure: more than one class, or none, fits what it has learned.</source>
            <translation>{model} ist unsicher: Mehrere Klassen oder keine passen zu dem, was es gelernt hat.</translation>
        </message>
        <message>
            <source>{model} looks again at places that it finds in each picture; an ONNX file holds one fixed way.</source>
            <translation>{model} sieht an Stellen, die es in jedem Bild erst findet, noch einmal hin; eine ONNX-Datei enthält einen festen Ablauf.</translation>
        </message>
        <message>
            <source>{model} marks what is shown to it, and nothing was.</source>
            <translation>{model} markiert, was ihm gezeigt wird, und es wurde nichts gezeigt.</translation>
        </message>
        <message>
            <source>{model} needs a box that holds the whole structure, at least {across:.0f} × {deep:.0f} × {high:.0f} mm (right-left, front-back, up-down); this is {x:.0f} × {y:.0f} × {z:.0f} mm.</source>
            <translation>{model} braucht einen Kasten, der die ganze Struktur enthält, mindestens {across:.0f} × {deep:.0f} × {high:.0f} mm (rechts-links, vorn-hinten, oben-unten); dieser hat {x:.0f} × {y:.0f} × {z:.0f} mm.</translation>
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
            <source>{model} needs at least {least:.0f} mm of a chest; this series shows {found:.0f} mm.</source>
            <translation>{model} braucht mindestens {least:.0f} mm eines Thorax; diese Serie zeigt {found:.0f} mm.</translation>
        </message>
        <message>
            <source>{model} needs at least {least} slices, rows and columns; this series has {found}.</source>
            <translation>{model} braucht mindestens {least} Schichten, Zeilen und Spalten; diese Serie hat {found}.</translation>
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
            <source>{model} needs the size of a pixel in millimetres; this series does not tell it.</source>
            <translation>{model} braucht die Größe eines Pixels in Millimetern; diese Serie nennt sie nicht.</translation>
        </message>
        <message>
            <source>{model} needs to know how the patient lies; this series does not tell it.</source>
            <translation>{model} muss wissen, wie der Patient liegt; diese Serie sagt es nicht.</translation>
        </message>
        <message>
            <source>{model} needs values in Hounsfield units; this series does not say that its values are.</source>
            <translation>{model} braucht Werte in Hounsfield-Einheiten; diese Serie sagt nicht, dass ihre Werte solche sind.</translation>
        </message>
        <message>
            <source>{model} needs {needed:.1f} GB of memory for this scan, and {free:.1f} GB are free.</source>
            <translation>{model} braucht für diese Aufnahme {needed:.1f} GB Speicher, {free:.1f} GB sind frei.</translation>
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
            <source>{model} reads a box of at most {limit:.0f} mm a side round the one structure that it marks; this is {found:.0f} mm long.</source>
            <translation>{model} liest einen Kasten von höchstens {limit:.0f} mm Seitenlänge um die eine Struktur, die es markiert; dieser ist {found:.0f} mm lang.</translation>
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
            <source>{model} reads whole scans; this series has a single picture.</source>
            <translation>{model} liest ganze Aufnahmen; diese Serie hat ein einziges Bild.</translation>
        </message>
        <message>
            <source>{model} reads {wanted}; this picture looks like {found} ({probability:.0%}).</source>
            <translation>{model} liest {wanted}; dieses Bild sieht aus wie {found} ({probability:.0%}).</translation>
        </message>
        <message>
            <source>{model} takes points or a box, so it must outline structures on a grid.</source>
            <translation>{model} nimmt Punkte oder einen Kasten an und muss daher Strukturen auf einem Gitter umreißen.</translation>
        </message>
        <message>
            <source>{model} was not taught and adopted here, so it cannot be returned.</source>
            <translation>{model} wurde nicht hier gelehrt und übernommen und kann deshalb nicht zurückgenommen werden.</translation>
        </message>
        <message>
            <source>{model} was not trained on pictures like this one: its distance from them is {distance:.1f}, and {share:.0%} of those held out lay below {threshold:.1f}.</source>
            <translation>{model} wurde nicht an Bildern wie diesem trainiert: sein Abstand von ihnen ist {distance:.1f}, und {share:.0%} der zurückgehaltenen lagen unter {threshold:.1f}.</translation>
        </message>
        <message>
            <source>{model} was taught on scans of at least {taught:.0f} mm {along}; this one has {found:.0f} mm.</source>
            <translation>{model} wurde mit Aufnahmen von mindestens {taught:.0f} mm ({along}) angelernt; diese hat {found:.0f} mm.</translation>
        </message>
        <message>
            <source>{model} was taught on {wanted} views; this is {found}.</source>
            <translation>{model} wurde an Aufnahmen {wanted} trainiert; diese ist {found}.</translation>
        </message>
        <message>
            <source>{model} {version}, made of fixed rules, nothing was learned</source>
            <translation>{model} {version}, aus festen Regeln, nichts wurde gelernt</translation>
        </message>
        <message>
            <source>{model} {version}, weights {weights}</source>
            <translation>{model} {version}, Gewichte {weights}</translation>
        </message>
        <message>
            <source>{name!r} has {persons}; below {fewest} a test score says next to nothing.</source>
            <translation>{name!r} hat {persons}; unter {fewest} sagt ein Prüfwert fast nichts.</translation>
        </message>
        <message>
            <source>{name!r} is nothing that a column can say.</source>
            <translation>{name!r} ist nichts, was eine Spalte angeben kann.</translation>
        </message>
        <message>
            <source>{names} and {count} more</source>
            <translation>{names} und {count} weitere</translation>
        </message>
        <message>
            <source>{name} cannot be written: it is a folder; nothing was written.</source>
            <translation>{name} kann nicht geschrieben werden: Es ist ein Ordner; es wurde nichts geschrieben.</translation>
        </message>
        <message>
            <source>{name} cannot be written: its folder does not allow it; nothing was written.</source>
            <translation>{name} kann nicht geschrieben werden: Der Ordner lässt es nicht zu; es wurde nichts geschrieben.</translation>
        </message>
        <message>
            <source>{name} cannot be written: its folder does not exist; nothing was written.</source>
            <translation>{name} kann nicht geschrieben werden: Den Ordner gibt es nicht; es wurde nichts geschrieben.</translation>
        </message>
        <message>
            <source>{name} could not be written ({reason}); nothing was written.</source>
            <translation>{name} konnte nicht geschrieben werden ({reason}); es wurde nichts geschrieben.</translation>
        </message>
        <message>
            <source>{name} is there already and not empty, so nothing was written.</source>
            <translation>{name} gibt es schon, und es ist nicht leer; deshalb wurde nichts geschrieben.</translation>
        </message>
        <message>
            <source>{name}: no value</source>
            <translation>{name}: kein Wert</translation>
        </message>
        <message>
            <source>{network} reads pictures of at least {least} pixels a side; these have {found}.</source>
            <translation>{network} liest Bilder ab {least} Pixeln je Seite; diese haben {found}.</translation>
        </message>
        <message>
            <source>{network} reads scans of at least {least} voxels a side; these have {found}.</source>
            <translation>{network} liest Aufnahmen von mindestens {least} Voxeln je Seite; diese haben {found}.</translation>
        </message>
        <message>
            <source>{network} reads square pictures of whole patches of {side} pixels; these have {rows} x {columns}.</source>
            <translation>{network} liest quadratische Bilder aus ganzen Kacheln von {side} Pixeln; diese haben {rows} x {columns}.</translation>
        </message>
        <message>
            <source>{old} uneven slices were resampled to {count} at even steps of {step:.2f} mm.</source>
            <translation>{old} Schichten in ungleichen Abständen wurden auf {count} in gleichen Abständen von {step:.2f} mm umgerechnet.</translation>
        </message>
        <message>
            <source>{one!r} ({one_count}) and {other!r} ({other_count}) may be meant as one name.</source>
            <translation>{one!r} ({one_count}) und {other!r} ({other_count}) sind vielleicht als ein Name gemeint.</translation>
        </message>
        <message>
            <source>{one!r} and {other!r} have the same value, {value}.</source>
            <translation>{one!r} und {other!r} haben denselben Wert {value}.</translation>
        </message>
        <message>
            <source>{package} has no network {name!r} that this version makes.</source>
            <translation>{package} hat kein Netz {name!r}, das diese Version baut.</translation>
        </message>
        <message>
            <source>{pairs} are the same picture twice; the first: {one} and {other}.</source>
            <translation>Zweimal dasselbe Bild: {pairs}; das erste: {one} und {other}.</translation>
        </message>
        <message>
            <source>{pairs} in two classes are nearly the same picture; the first: {one} and {other}.</source>
            <translation>Nahezu dasselbe Bild in zwei Klassen: {pairs}; das erste: {one} und {other}.</translation>
        </message>
        <message>
            <source>{pairs} of different persons or blocks are nearly the same picture; the first: {one} and {other}.</source>
            <translation>Nahezu dasselbe Bild bei verschiedenen Personen oder Blöcken: {pairs}; das erste: {one} und {other}.</translation>
        </message>
        <message>
            <source>{pairs} show the same picture in two classes, so one of both labels is wrong; the first: {one} and {other}.</source>
            <translation>Dasselbe Bild in zwei Klassen, also ist eine der beiden Bezeichnungen falsch: {pairs}; das erste: {one} und {other}.</translation>
        </message>
        <message>
            <source>{pairs} {what}; the first: {one} and {other}.</source>
            <translation>{pairs} {what}; das erste: {one} und {other}.</translation>
        </message>
        <message>
            <source>{purpose} at an angle needs grey values; this series is in colour.</source>
            <translation>{purpose}: Schräge Ebenen brauchen Grauwerte; diese Serie ist farbig.</translation>
        </message>
        <message>
            <source>{purpose} needs a stack of slices; this series has one.</source>
            <translation>{purpose}: Ein Schichtstapel ist nötig; diese Serie hat nur eine Schicht.</translation>
        </message>
        <message>
            <source>{purpose} needs evenly spaced slices: {fault}</source>
            <translation>{purpose}: Schichten in gleichen Abständen sind nötig. {fault}</translation>
        </message>
        <message>
            <source>{purpose} needs grey values; this series is in colour.</source>
            <translation>{purpose}: Grauwerte sind nötig; diese Serie ist farbig.</translation>
        </message>
        <message>
            <source>{purpose} needs slices at known places: {fault}</source>
            <translation>{purpose}: Schichten mit bekannter Lage sind nötig. {fault}</translation>
        </message>
        <message>
            <source>{purpose} needs slices at right angles to their stack; these are tilted.</source>
            <translation>{purpose}: Schichten senkrecht zum Stapel sind nötig; diese sind gekippt.</translation>
        </message>
        <message>
            <source>{purpose} needs slices in the order of their places.</source>
            <translation>{purpose}: Schichten in der Reihenfolge ihrer Lage sind nötig.</translation>
        </message>
        <message>
            <source>{purpose} needs the patient's orientation, which this image does not tell.</source>
            <translation>{purpose}: Die Patientenausrichtung ist nötig; dieses Bild nennt sie nicht.</translation>
        </message>
        <message>
            <source>{purpose} needs the patient's orientation, which this series does not tell.</source>
            <translation>{purpose}: Die Patientenausrichtung ist nötig; diese Serie nennt sie nicht.</translation>
        </message>
        <message>
            <source>{purpose} needs {needed:.1f} GB of memory, and {allowed:.1f} GB may be used.</source>
            <translation>{purpose}: {needed:.1f} GB Arbeitsspeicher sind nötig, {allowed:.1f} GB dürfen benutzt werden.</translation>
        </message>
        <message>
            <source>{purpose} needs {needed:.1f} GB of memory, and {free:.1f} GB are free.</source>
            <translation>{purpose} braucht {needed:.1f} GB Arbeitsspeicher, frei sind {free:.1f} GB.</translation>
        </message>
        <message>
            <source>{purpose} of this series would not fit into memory.</source>
            <translation>{purpose}: Diese Serie passt dafür nicht in den Arbeitsspeicher.</translation>
        </message>
        <message>
            <source>{purpose} would make slices up: {gap_mm:.1f} mm after slice {slice} are without any, more than {most:.0f} usual steps of {usual_mm:.1f} mm.</source>
            <translation>{purpose}: Schichten müssten erfunden werden. Nach Schicht {slice} fehlen sie auf {gap_mm:.1f} mm, mehr als {most:.0f} übliche Schichtabstände von {usual_mm:.1f} mm.</translation>
        </message>
        <message>
            <source>{purpose} would need a picture of {columns:.0f} × {rows:.0f} pixels; the positions of the slices cannot be right.</source>
            <translation>{purpose}: Ein Bild von {columns:.0f} × {rows:.0f} Pixeln wäre nötig; die Lagen der Schichten können nicht stimmen.</translation>
        </message>
        <message>
            <source>{seg} and {sr}: DICOM objects refer to DICOM images, and this is a {kind} file. Masks are written as NIfTI on its grid, everything else stands in {result}.</source>
            <translation>{seg} und {sr}: DICOM-Objekte verweisen auf DICOM-Bilder, und dies ist eine {kind}-Datei. Masken stehen als NIfTI auf ihrem Gitter, alles andere in {result}.</translation>
        </message>
        <message>
            <source>{series} ({part})</source>
            <translation>{series} ({part})</translation>
        </message>
        <message>
            <source>{size:.3g} mm pixels</source>
            <translation>Pixel von {size:.3g} mm</translation>
        </message>
        <message>
            <source>{sizes} and {count} more</source>
            <translation>{sizes} und {count} weitere</translation>
        </message>
        <message>
            <source>{step:g} mm apart</source>
            <translation>Abstand {step:g} mm</translation>
        </message>
        <message>
            <source>{structure} {number}</source>
            <translation>{structure} {number}</translation>
        </message>
        <message>
            <source>{structure}, image left</source>
            <translation>{structure}, im Bild links</translation>
        </message>
        <message>
            <source>{structure}, image right</source>
            <translation>{structure}, im Bild rechts</translation>
        </message>
        <message>
            <source>{structure}, volume</source>
            <translation>{structure}, Volumen</translation>
        </message>
        <message>
            <source>{text!r} is no number.</source>
            <translation>{text!r} ist keine Zahl.</translation>
        </message>
        <message>
            <source>{these} and {last}</source>
            <translation>{these} und {last}</translation>
        </message>
        <message>
            <source>{these} or {last}</source>
            <translation>{these} oder {last}</translation>
        </message>
        <message>
            <source>{title} ({persons} persons)</source>
            <translation>{title} ({persons} Personen)</translation>
        </message>
        <message>
            <source>{title} has no parameter {name!r}.</source>
            <translation>{title} hat keinen Parameter {name!r}.</translation>
        </message>
        <message>
            <source>{title} has no preset {name!r}.</source>
            <translation>{title} hat keine Voreinstellung {name!r}.</translation>
        </message>
        <message>
            <source>{title} is a draft again; it is never the suggested model.</source>
            <translation>{title} ist wieder ein Entwurf und wird nie vorgeschlagen.</translation>
        </message>
        <message>
            <source>{title} is a draft again; {other} ({model}) is the default.</source>
            <translation>{title} ist wieder ein Entwurf; Standard ist {other} ({model}).</translation>
        </message>
        <message>
            <source>{title} is in the library as {model} and is the default for what it answers.</source>
            <translation>{title} ist als {model} in der Bibliothek und der Standard für das, was es beantwortet.</translation>
        </message>
        <message>
            <source>{title} is kept as a draft ({model}); it is never the suggested model.</source>
            <translation>{title} bleibt als Entwurf ({model}); es wird nie vorgeschlagen.</translation>
        </message>
        <message>
            <source>{what}, point</source>
            <translation>{what}, Punkt</translation>
        </message>
        <message>
            <source>“{line}” is no argument of a network.</source>
            <translation>„{line}“ ist kein Argument eines Netzes.</translation>
        </message>
        <message>
            <source>“{member}” in the archive: {reason}</source>
            <translation>„{member}“ im Archiv: {reason}</translation>
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
            <translation>… ({count} Werte)</translation>
        </message>
        <message>
            <source>−1000 … 1000 HU become 0 … 1</source>
            <translation>−1000 … 1000 HU werden 0 … 1</translation>
        </message>
    </context>
</TS>
