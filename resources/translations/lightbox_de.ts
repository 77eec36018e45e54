<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Lightbox</source>
        <translation>Über Lightbox</translation>
    </message>
    <message>
        <source>Version {version} · Apache License 2.0</source>
        <translation>Version {version} · Apache License 2.0</translation>
    </message>
    <message>
        <source>Radiology viewer with AI assist. Works offline and sends nothing anywhere.</source>
        <translation>Radiologie-Betrachter mit KI-Unterstützung. Arbeitet offline und sendet nichts.</translation>
    </message>
</context>
<context>
    <name>AgreementDialog</name>
    <message>
        <source>Agreement of the readers</source>
        <translation>Übereinstimmung der Befunder</translation>
    </message>
    <message>
        <source>Cases, lowest agreement first</source>
        <translation>Fälle, geringste Übereinstimmung zuerst</translation>
    </message>
    <message>
        <source>A double click opens a case.</source>
        <translation>Ein Doppelklick öffnet einen Fall.</translation>
    </message>
    <message>
        <source>No case was completed by two readers: nothing can be compared.</source>
        <translation>Kein Fall wurde von zwei Befundern abgeschlossen: es gibt nichts zu vergleichen.</translation>
    </message>
    <message>
        <source>{count} cases are hidden until your own read of them is complete.</source>
        <translation>{count} Fälle bleiben verborgen, bis Sie sie selbst abgeschlossen haben.</translation>
    </message>
    <message>
        <source>{count} reads of {reader} are not compared: the reads of others were shown before.</source>
        <translation>{count} Befundungen von {reader} werden nicht verglichen: die der anderen wurden vorher gezeigt.</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Fall</translation>
    </message>
    <message>
        <source>Readers</source>
        <translation>Befunder</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Erster</translation>
    </message>
    <message>
        <source>Second</source>
        <translation>Zweiter</translation>
    </message>
    <message>
        <source>Lowest F1</source>
        <translation>Kleinstes F1</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>Nach Klasse</translation>
    </message>
    <message>
        <source>Lowest Dice</source>
        <translation>Kleinster Dice</translation>
    </message>
    <message>
        <source>By structure</source>
        <translation>Nach Struktur</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Readers {first} and {second}: {count} cases both completed</source>
        <translation>Befunder {first} und {second}: {count} Fälle, die beide abgeschlossen haben</translation>
    </message>
    <message>
        <source>not defined</source>
        <translation>nicht definiert</translation>
    </message>
    <message>
        <source>The same</source>
        <translation>Gleich</translation>
    </message>
    <message>
        <source>By chance</source>
        <translation>Durch Zufall</translation>
    </message>
    <message>
        <source>Class, {count} persons or blocks</source>
        <translation>Klasse, {count} Personen oder Blöcke</translation>
    </message>
    <message>
        <source>Median HD95</source>
        <translation>Median HD95</translation>
    </message>
    <message>
        <source>Unmarked</source>
        <translation>Nicht markiert</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>First only</source>
        <translation>Nur erster</translation>
    </message>
    <message>
        <source>Second only</source>
        <translation>Nur zweiter</translation>
    </message>
    <message>
        <source>Mean IoU</source>
        <translation>Mittlere IoU</translation>
    </message>
    <message>
        <source>Two boxes are the same finding where their class is the same and they share at least {share} % of what both cover. There is no kappa: nobody counts the places where both marked nothing.</source>
        <translation>Zwei Kästen sind derselbe Befund, wenn ihre Klasse dieselbe ist und sie mindestens {share} % dessen gemeinsam haben, was beide bedecken. Ein Kappa gibt es nicht: niemand zählt die Stellen, an denen beide nichts markiert haben.</translation>
    </message>
    <message>
        <source>{name} {both} both, {first} / {second} alone</source>
        <translation>{name} {both} beide, {first} / {second} allein</translation>
    </message>
    <message>
        <source>{name} unmarked by both</source>
        <translation>{name} von beiden nicht markiert</translation>
    </message>
    <message>
        <source>unmarked by both</source>
        <translation>von beiden nicht markiert</translation>
    </message>
</context>
<context>
    <name>AnnotationDialogs</name>
    <message>
        <source>Label</source>
        <translation>Beschriften</translation>
    </message>
    <message>
        <source>Words beside it</source>
        <translation>Text daneben</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>Kalibrieren</translation>
    </message>
    <message>
        <source>True length of this line in mm</source>
        <translation>Wahre Länge dieser Strecke in mm</translation>
    </message>
</context>
<context>
    <name>AnnotationPanel</name>
    <message>
        <source>Measurements</source>
        <translation>Messungen</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>Als CSV exportieren …</translation>
    </message>
</context>
<context>
    <name>AnnotationRow</name>
    <message>
        <source>Hide {name}</source>
        <translation>{name} ausblenden</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>{name} einblenden</translation>
    </message>
</context>
<context>
    <name>AnswerButtons</name>
    <message>
        <source>Not sure</source>
        <translation>Nicht sicher</translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>Model ran</source>
        <translation>Modell ausgeführt</translation>
    </message>
    <message>
        <source>Model refused</source>
        <translation>Modell hat abgelehnt</translation>
    </message>
    <message>
        <source>Model failed</source>
        <translation>Modell gescheitert</translation>
    </message>
    <message>
        <source>Refusal overridden</source>
        <translation>Ablehnung übergangen</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>Made a draft again</source>
        <translation>Wieder zum Entwurf gemacht</translation>
    </message>
    <message>
        <source>Edited</source>
        <translation>Bearbeitet</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportiert</translation>
    </message>
    <message>
        <source>Model installed</source>
        <translation>Modell installiert</translation>
    </message>
    <message>
        <source>Model removed</source>
        <translation>Modell entfernt</translation>
    </message>
    <message>
        <source>Taught model kept</source>
        <translation>Angelerntes Modell behalten</translation>
    </message>
    <message>
        <source>Taught model returned</source>
        <translation>Gelehrtes Modell zurückgenommen</translation>
    </message>
    <message>
        <source>Copies without names</source>
        <translation>Kopien ohne Namen</translation>
    </message>
    <message>
        <source>Check of the scan</source>
        <translation>Prüfung der Aufnahme</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Measurement</source>
        <translation>Messung</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Dice</source>
        <translation>Dice</translation>
    </message>
    <message>
        <source>Added, ml</source>
        <translation>Dazugekommen, ml</translation>
    </message>
    <message>
        <source>Removed, ml</source>
        <translation>Weggenommen, ml</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>Kästen</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Befundung</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
</context>
<context>
    <name>AuditDialog</name>
    <message>
        <source>Audit trail</source>
        <translation>Protokoll der Arbeit</translation>
    </message>
    <message>
        <source>Filter: accepted, cxr-anatomy, an account</source>
        <translation>Filter: angenommen, cxr-anatomy, ein Konto</translation>
    </message>
    <message>
        <source>Filter the audit trail</source>
        <translation>Das Protokoll filtern</translation>
    </message>
    <message>
        <source>Only the open series</source>
        <translation>Nur die offene Serie</translation>
    </message>
    <message>
        <source>Each line carries a sum of itself and of the one before. It does not show a cut-off end.</source>
        <translation>Jede Zeile trägt eine Prüfsumme von sich und der Zeile davor. Ein abgeschnittenes Ende zeigt das nicht.</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>Als CSV exportieren …</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>{found} of {total} lines</source>
        <translation>{found} von {total} Zeilen</translation>
    </message>
    <message>
        <source>{total} lines</source>
        <translation>{total} Zeilen</translation>
    </message>
    <message>
        <source>Unchanged since it was written.</source>
        <translation>Unverändert, seit es geschrieben wurde.</translation>
    </message>
    <message>
        <source>Line {number} was changed, or one before it is missing.</source>
        <translation>Zeile {number} wurde geändert, oder eine davor fehlt.</translation>
    </message>
    <message>
        <source>Export the audit trail</source>
        <translation>Protokoll exportieren</translation>
    </message>
</context>
<context>
    <name>AuditTableModel</name>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Serie</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
</context>
<context>
    <name>AugmentationForm</name>
    <message>
        <source>Show samples</source>
        <translation>Beispiele zeigen</translation>
    </message>
    <message>
        <source>Sixteen augmented samples of a training picture</source>
        <translation>Sechzehn veränderte Beispiele eines Trainingsbilds</translation>
    </message>
    <message>
        <source>Drawing…</source>
        <translation>Wird gezeichnet …</translation>
    </message>
    <message>
        <source>A picture of the training part, changed sixteen times by chance.</source>
        <translation>Ein Bild des Trainingsteils, sechzehnmal zufällig verändert.</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Drehung</translation>
    </message>
    <message>
        <source>Shear</source>
        <translation>Scherung</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Verschiebung</translation>
    </message>
    <message>
        <source>Elastic bend</source>
        <translation>Elastische Verformung</translation>
    </message>
    <message>
        <source>Intensity</source>
        <translation>Helligkeit</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Largest turn either way</source>
        <translation>Größte Drehung nach beiden Seiten</translation>
    </message>
    <message>
        <source>Largest slant, as the tangent of its angle</source>
        <translation>Größte Schräge, als Tangens ihres Winkels</translation>
    </message>
    <message>
        <source>Largest change in size: 0.12 is 12 %</source>
        <translation>Größte Änderung der Größe: 0,12 sind 12 %</translation>
    </message>
    <message>
        <source>Largest move, as a share of each side</source>
        <translation>Größte Verschiebung, als Anteil jeder Seite</translation>
    </message>
    <message>
        <source>Strength of a soft bend, as a share of each side</source>
        <translation>Stärke einer weichen Verformung, als Anteil jeder Seite</translation>
    </message>
    <message>
        <source>Largest change of contrast and brightness</source>
        <translation>Größte Änderung von Kontrast und Helligkeit</translation>
    </message>
    <message>
        <source>Largest noise, in standard deviations of the picture</source>
        <translation>Größtes Rauschen, in Standardabweichungen des Bilds</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>No patient name</source>
        <translation>Ohne Patientenname</translation>
    </message>
    <message>
        <source>{panes}: pictures that name no patient</source>
        <translation>{panes}: Bilder ohne Patientennamen</translation>
    </message>
    <message>
        <source>born {date}</source>
        <translation>geb. {date}</translation>
    </message>
    <message>
        <source>{panes}: {who}</source>
        <translation>{panes}: {who}</translation>
    </message>
    <message>
        <source>{count} DIFFERENT PATIENTS ON SCREEN</source>
        <translation>{count} VERSCHIEDENE PATIENTEN AUF DEM BILDSCHIRM</translation>
    </message>
    <message>
        <source>TWO DIFFERENT PATIENTS ON SCREEN</source>
        <translation>ZWEI VERSCHIEDENE PATIENTEN AUF DEM BILDSCHIRM</translation>
    </message>
    <message>
        <source>{kind}, not DICOM</source>
        <translation>{kind}, kein DICOM</translation>
    </message>
    <message>
        <source>study {date}</source>
        <translation>Studie {date}</translation>
    </message>
    <message>
        <source>acc. {number}</source>
        <translation>Anf. {number}</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>ohne Datum</translation>
    </message>
    <message>
        <source>{count} studies</source>
        <translation>{count} Studien</translation>
    </message>
    <message>
        <source>ID {id}</source>
        <translation>ID {id}</translation>
    </message>
    <message>
        <source>no patient ID</source>
        <translation>ohne Patienten-ID</translation>
    </message>
    <message>
        <source>pane {number}</source>
        <translation>Bildfeld {number}</translation>
    </message>
    <message>
        <source>panes {numbers} and {last}</source>
        <translation>Bildfelder {numbers} und {last}</translation>
    </message>
</context>
<context>
    <name>BoxPanel</name>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>Rückgängig (Strg+Z)</translation>
    </message>
    <message>
        <source>Redo (Ctrl+Y)</source>
        <translation>Wiederholen (Strg+Y)</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Edit boxes and points</source>
        <translation>Kästen und Punkte bearbeiten</translation>
    </message>
    <message>
        <source>Class of the selected box or point and of the next one; type a new one</source>
        <translation>Klasse des gewählten Kastens oder Punktes und des nächsten; eine neue eintippen</translation>
    </message>
    <message>
        <source>Draw a box</source>
        <translation>Kasten ziehen</translation>
    </message>
    <message>
        <source>Drag from corner to corner (B)</source>
        <translation>Von Ecke zu Ecke ziehen (B)</translation>
    </message>
    <message>
        <source>Mark a point</source>
        <translation>Punkt setzen</translation>
    </message>
    <message>
        <source>Press where it is (P)</source>
        <translation>Klicken, wo es ist (P)</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>The box begins with this image ([)</source>
        <translation>Der Kasten beginnt mit diesem Bild ([)</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>The box ends with this image (])</source>
        <translation>Der Kasten endet mit diesem Bild (])</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>What a model marked is rejected (Del)</source>
        <translation>Was ein Modell markiert hat, wird abgelehnt (Entf)</translation>
    </message>
    <message>
        <source>Back to the boxes and points as the model left them</source>
        <translation>Zurück zu den Kästen und Punkten, wie das Modell sie ließ</translation>
    </message>
    <message>
        <source>How much differs from what the models left</source>
        <translation>Wie viel sich von dem unterscheidet, was die Modelle ließen</translation>
    </message>
    <message>
        <source>Press on the picture where something is</source>
        <translation>Im Bild dahin klicken, wo etwas ist</translation>
    </message>
    <message>
        <source>Press a box or a point to change it</source>
        <translation>Einen Kasten oder Punkt anklicken, um ihn zu ändern</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>the model's score no longer holds</source>
        <translation>der Wert des Modells gilt nicht mehr</translation>
    </message>
    <message>
        <source>By you: {changes}</source>
        <translation>Von Ihnen: {changes}</translation>
    </message>
    <message>
        <source>Drag a box on the picture</source>
        <translation>Einen Kasten auf dem Bild ziehen</translation>
    </message>
</context>
<context>
    <name>BoxPromptLayer</name>
    <message>
        <source>{model}: drag a box around it. Return runs, Esc cancels.</source>
        <translation>{model}: einen Kasten darum ziehen. Eingabetaste startet, Esc bricht ab.</translation>
    </message>
    <message>
        <source>Drag its edges on any plane. Esc cancels.</source>
        <translation>Kanten in jeder Ebene ziehbar. Esc bricht ab.</translation>
    </message>
    <message>
        <source>Drag its edges on any plane. Return runs, Esc cancels.</source>
        <translation>Kanten ziehbar. Eingabetaste startet, Esc bricht ab.</translation>
    </message>
</context>
<context>
    <name>BoxPromptRow</name>
    <message>
        <source>Drag a box around it in the picture.</source>
        <translation>Im Bild einen Kasten darum ziehen.</translation>
    </message>
    <message>
        <source>Its edges can be dragged on any plane.</source>
        <translation>Die Kanten lassen sich in jeder Ebene ziehen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Run in the box</source>
        <translation>Im Kasten starten</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Eingabetaste</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
</context>
<context>
    <name>BoxScore</name>
    <message>
        <source>Show from probability</source>
        <translation>Ab Wahrscheinlichkeit</translation>
    </message>
    <message>
        <source>Show from score</source>
        <translation>Zeigen ab Wert</translation>
    </message>
    <message>
        <source>{hidden} of {count} hidden, on the screen only: exports hold all that is not rejected.</source>
        <translation>{hidden} von {count} ausgeblendet, nur am Bildschirm: exportiert wird, was nicht verworfen ist.</translation>
    </message>
</context>
<context>
    <name>BoxWords</name>
    <message>
        <source>{name} · corrected</source>
        <translation>{name} · korrigiert</translation>
    </message>
    <message>
        <source>added {count}</source>
        <translation>{count} neu</translation>
    </message>
    <message>
        <source>moved {count}</source>
        <translation>{count} verschoben</translation>
    </message>
    <message>
        <source>class changed {count}</source>
        <translation>{count} mit anderer Klasse</translation>
    </message>
    <message>
        <source>rejected {count}</source>
        <translation>{count} abgelehnt</translation>
    </message>
    <message>
        <source>{size} px</source>
        <translation>{size} px</translation>
    </message>
    <message>
        <source>{size} mm on the detector</source>
        <translation>{size} mm auf dem Detektor</translation>
    </message>
    <message>
        <source>{size} mm</source>
        <translation>{size} mm</translation>
    </message>
    <message>
        <source>image {number}</source>
        <translation>Bild {number}</translation>
    </message>
    <message>
        <source>images {first} – {last}</source>
        <translation>Bilder {first} – {last}</translation>
    </message>
</context>
<context>
    <name>CardLink</name>
    <message>
        <source>Model card</source>
        <translation>Modellkarte</translation>
    </message>
    <message>
        <source>What the model is for, what it was trained on, how well it does, its limits</source>
        <translation>Wofür das Modell da ist, womit es trainiert wurde, wie gut es ist, wo seine Grenzen liegen</translation>
    </message>
</context>
<context>
    <name>CineBar</name>
    <message>
        <source>Run or stop</source>
        <translation>Starten oder anhalten</translation>
    </message>
    <message>
        <source>Turn round at the ends</source>
        <translation>An den Enden umkehren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Images per second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>{rate} / s</source>
        <translation>{rate} / s</translation>
    </message>
    <message>
        <source>As the file wants: {rate} images per second.</source>
        <translation>Wie in der Datei: {rate} Bilder pro Sekunde.</translation>
    </message>
    <message>
        <source>Images per second; the file does not tell a rate.</source>
        <translation>Bilder pro Sekunde; die Datei nennt keine Rate.</translation>
    </message>
    <message>
        <source>reaches {rate} / s</source>
        <translation>erreicht {rate} / s</translation>
    </message>
</context>
<context>
    <name>ClassAnswer</name>
    <message>
        <source>raw score {value}</source>
        <translation>Rohwert {value}</translation>
    </message>
    <message>
        <source>operating point {value}</source>
        <translation>Arbeitspunkt {value}</translation>
    </message>
    <message>
        <source>not sure {low} – {high}</source>
        <translation>unsicher {low} – {high}</translation>
    </message>
    <message>
        <source>members {low} – {high}</source>
        <translation>Mitglieder {low} – {high}</translation>
    </message>
    <message>
        <source>In percent: calibrated probability.</source>
        <translation>In Prozent: kalibrierte Wahrscheinlichkeit.</translation>
    </message>
    <message>
        <source>Without percent: the raw score of the network, which is no probability.</source>
        <translation>Ohne Prozent: der Rohwert des Netzes, der keine Wahrscheinlichkeit ist.</translation>
    </message>
    <message>
        <source>Tick: operating point.</source>
        <translation>Strich: Arbeitspunkt.</translation>
    </message>
    <message>
        <source>From the tick on a class is not ruled out.</source>
        <translation>Ab dem Strich ist eine Klasse nicht ausgeschlossen.</translation>
    </message>
    <message>
        <source>Shaded: not sure.</source>
        <translation>Getönt: unsicher.</translation>
    </message>
</context>
<context>
    <name>ClassBar</name>
    <message>
        <source>{name}: score {value}, which is no probability; operating point {threshold}</source>
        <translation>{name}: Rohwert {value}, keine Wahrscheinlichkeit; Arbeitspunkt {threshold}</translation>
    </message>
    <message>
        <source>{name}: probability {value}, operating point {threshold}</source>
        <translation>{name}: Wahrscheinlichkeit {value}, Arbeitspunkt {threshold}</translation>
    </message>
    <message>
        <source>; not sure between {low} and {high}</source>
        <translation>; unsicher zwischen {low} und {high}</translation>
    </message>
</context>
<context>
    <name>CollectClass</name>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Class of this series</source>
        <translation>Klasse dieser Serie</translation>
    </message>
    <message>
        <source>Not sure</source>
        <translation>Nicht sicher</translation>
    </message>
    <message>
        <source>The case is kept as one that was looked at; it teaches nothing.</source>
        <translation>Der Fall wird als angesehen behalten; er lehrt nichts.</translation>
    </message>
    <message>
        <source>{model} says: {name}</source>
        <translation>{model} sagt: {name}</translation>
    </message>
</context>
<context>
    <name>CollectDialog</name>
    <message>
        <source>Add to dataset</source>
        <translation>In Datensatz aufnehmen</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>Box</translation>
    </message>
    <message>
        <source>I looked: there is nothing to find on this series</source>
        <translation>Ich habe nachgesehen: auf dieser Serie ist nichts zu finden</translation>
    </message>
    <message>
        <source>A number or word of yours for the person; only a salted key is kept</source>
        <translation>Eine Zahl oder ein Wort von Ihnen für die Person; nur ein gesalzener Schlüssel bleibt</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Scanner, as a salted key</source>
        <translation>Scanner, als gesalzener Schlüssel</translation>
    </message>
    <message>
        <source>Quarter of the year, counted from a salted start</source>
        <translation>Quartal, von einem gesalzenen Anfang gezählt</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Age in bands of ten years</source>
        <translation>Alter in Bändern von zehn Jahren</translation>
    </message>
    <message>
        <source>Remove what was kept of this case before</source>
        <translation>Entfernen, was von diesem Fall bisher behalten wurde</translation>
    </message>
    <message>
        <source>I looked at every image: no name is in the pixels</source>
        <translation>Ich habe jedes Bild angesehen: in den Pixeln steht kein Name</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Keep more about the case (off unless you want it)</source>
        <translation>Mehr über den Fall behalten (aus, solange Sie es nicht wollen)</translation>
    </message>
    <message>
        <source>DATASET</source>
        <translation>DATENSATZ</translation>
    </message>
    <message>
        <source>LABELS</source>
        <translation>LABELS</translation>
    </message>
    <message>
        <source>PERSON</source>
        <translation>PERSON</translation>
    </message>
    <message>
        <source>WHAT LEAVES THE STUDY</source>
        <translation>WAS DIE STUDIE VERLÄSST</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>The person becomes a key that only the salt of this dataset can make again.</source>
        <translation>Die Person wird zu einem Schlüssel, den nur das Salz dieses Datensatzes wieder erzeugen kann.</translation>
    </message>
    <message>
        <source>The file does not say whose it is: without a word of yours all files of its folder count as one person.</source>
        <translation>Die Datei sagt nicht, von wem sie ist: ohne ein Wort von Ihnen zählen alle Dateien ihres Ordners als eine Person.</translation>
    </message>
    <message>
        <source>The images in real units with their grid, modality, part of the body, view, and the labels above. No name, no date, no UID, no name of a file.</source>
        <translation>Die Bilder in echten Einheiten mit Gitter, Modalität, Körperteil, Strahlengang und den Labels oben. Kein Name, kein Datum, keine UID, kein Dateiname.</translation>
    </message>
    <message>
        <source>The head is in the field: a face could be made out of these slices. The case is marked so; pass it on only where that is allowed.</source>
        <translation>Der Kopf ist im Bild: aus diesen Schichten ließe sich ein Gesicht machen. Der Fall wird so gekennzeichnet; geben Sie ihn nur weiter, wo das erlaubt ist.</translation>
    </message>
    <message>
        <source>The files do not say what part of the body this is. Where the head is in the field, a face could be made out of these slices; the case is marked so.</source>
        <translation>Die Dateien sagen nicht, welcher Körperteil das ist. Ist der Kopf im Bild, ließe sich aus diesen Schichten ein Gesicht machen; der Fall wird so gekennzeichnet.</translation>
    </message>
    <message>
        <source>The files say that text is burned into the picture; it may name the patient. Such a picture is not added.</source>
        <translation>Die Dateien sagen, dass Text ins Bild eingebrannt ist; er kann den Patienten nennen. Ein solches Bild wird nicht aufgenommen.</translation>
    </message>
    <message>
        <source>Pictures of this kind often carry text, and the files do not say that there is none.</source>
        <translation>Bilder dieser Art tragen oft Text, und die Dateien sagen nicht, dass es keinen gibt.</translation>
    </message>
    <message>
        <source>The slices are not even, and nothing is resampled for a dataset: {fault}</source>
        <translation>Die Schichten sind nicht gleichmäßig, und für einen Datensatz wird nichts umgerechnet: {fault}</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>Dateien werden angesehen …</translation>
    </message>
    <message>
        <source>Text is burned into the picture.</source>
        <translation>Text ist ins Bild eingebrannt.</translation>
    </message>
    <message>
        <source>Give the new dataset a name.</source>
        <translation>Geben Sie dem neuen Datensatz einen Namen.</translation>
    </message>
    <message>
        <source>Tick a mask. Masks can be ticked once they are accepted, corrected or drawn.</source>
        <translation>Wählen Sie eine Maske. Masken sind wählbar, sobald sie angenommen, korrigiert oder gezeichnet sind.</translation>
    </message>
    <message>
        <source>Choose a class, or “Not sure”.</source>
        <translation>Wählen Sie eine Klasse oder „Nicht sicher“.</translation>
    </message>
    <message>
        <source>Accept or reject every box first: what is left out counts as nothing there.</source>
        <translation>Nehmen Sie zuerst jede Box an oder verwerfen Sie sie: was fehlt, gilt als nicht vorhanden.</translation>
    </message>
    <message>
        <source>There is no box. Say so, if there is nothing to find.</source>
        <translation>Es gibt keine Box. Sagen Sie es, wenn nichts zu finden ist.</translation>
    </message>
    <message>
        <source>A name of a mask has letters, digits and _ only.</source>
        <translation>Der Name einer Maske hat nur Buchstaben ohne Umlaute, Ziffern und _.</translation>
    </message>
    <message>
        <source>Two masks have the same name.</source>
        <translation>Zwei Masken haben denselben Namen.</translation>
    </message>
    <message>
        <source>A name is a part of the patient's name or number; choose another one.</source>
        <translation>Ein Name ist Teil des Namens oder der Nummer des Patienten; wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>Look at the pixels first.</source>
        <translation>Sehen Sie zuerst die Pixel an.</translation>
    </message>
</context>
<context>
    <name>CollectRows</name>
    <message>
        <source>Name in the dataset</source>
        <translation>Name im Datensatz</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Gemacht von</translation>
    </message>
    <message>
        <source>Name of {mask} in the dataset</source>
        <translation>Name von {mask} im Datensatz</translation>
    </message>
    <message>
        <source>The dataset has “{name}” for another structure. Write that name where it is the same.</source>
        <translation>Der Datensatz hat „{name}“ für eine andere Struktur. Schreiben Sie diesen Namen, wenn es dieselbe ist.</translation>
    </message>
    <message>
        <source>others, accepted</source>
        <translation>anderen, angenommen</translation>
    </message>
    <message>
        <source>a person</source>
        <translation>einer Person</translation>
    </message>
    <message>
        <source>AI, corrected</source>
        <translation>KI, korrigiert</translation>
    </message>
    <message>
        <source>AI, accepted</source>
        <translation>KI, angenommen</translation>
    </message>
    <message>
        <source>several</source>
        <translation>mehreren</translation>
    </message>
</context>
<context>
    <name>ColourChoice</name>
    <message>
        <source>Colour of the mask</source>
        <translation>Farbe der Maske</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Mint</source>
        <translation>Mint</translation>
    </message>
    <message>
        <source>Coral</source>
        <translation>Koralle</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>Rosa</translation>
    </message>
    <message>
        <source>Lime</source>
        <translation>Limette</translation>
    </message>
    <message>
        <source>Lilac</source>
        <translation>Flieder</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>Wie sie ist</translation>
    </message>
</context>
<context>
    <name>ColourMaps</name>
    <message>
        <source>Hot iron</source>
        <translation>Glühendes Eisen</translation>
    </message>
    <message>
        <source>PET</source>
        <translation>PET</translation>
    </message>
    <message>
        <source>Hot metal blue</source>
        <translation>Glühendes Metall, blau</translation>
    </message>
    <message>
        <source>PET, 20 steps</source>
        <translation>PET, 20 Stufen</translation>
    </message>
    <message>
        <source>Spring</source>
        <translation>Frühling</translation>
    </message>
    <message>
        <source>Summer</source>
        <translation>Sommer</translation>
    </message>
    <message>
        <source>Fall</source>
        <translation>Herbst</translation>
    </message>
    <message>
        <source>Winter</source>
        <translation>Winter</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Cividis</source>
        <translation>Cividis</translation>
    </message>
    <message>
        <source>Inferno</source>
        <translation>Inferno</translation>
    </message>
    <message>
        <source>Rainbow</source>
        <translation>Regenbogen</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Find a command</source>
        <translation>Befehl suchen</translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>No command has these words.</source>
        <translation>Kein Befehl enthält diese Wörter.</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Run the suggested model</source>
        <translation>Vorgeschlagenes Modell ausführen</translation>
    </message>
    <message>
        <source>Model card…</source>
        <translation>Modellkarte …</translation>
    </message>
    <message>
        <source>Show results of others</source>
        <translation>Ergebnisse anderer zeigen</translation>
    </message>
    <message>
        <source>Segmentations, contours, reports and maps of the study, drawn on the open series.</source>
        <translation>Segmentierungen, Konturen, Befunde und Karten der Untersuchung, auf der offenen Serie gezeichnet.</translation>
    </message>
    <message>
        <source>Next finding</source>
        <translation>Nächster Befund</translation>
    </message>
    <message>
        <source>Previous finding</source>
        <translation>Voriger Befund</translation>
    </message>
    <message>
        <source>Accept the finding</source>
        <translation>Befund annehmen</translation>
    </message>
    <message>
        <source>The selected one, or all drafts where none is selected; closes a polygon.</source>
        <translation>Den ausgewählten, oder alle Entwürfe, wo keiner ausgewählt ist; schließt ein Polygon.</translation>
    </message>
    <message>
        <source>Reject the finding</source>
        <translation>Befund verwerfen</translation>
    </message>
    <message>
        <source>It is hidden and in no export; undo brings it back. Takes back a corner of a polygon.</source>
        <translation>Er wird ausgeblendet und nicht exportiert; Rückgängig holt ihn zurück. Nimmt eine Ecke eines Polygons zurück.</translation>
    </message>
    <message>
        <source>Import model…</source>
        <translation>Modell importieren …</translation>
    </message>
    <message>
        <source>Takes in a model of somebody else, as PyTorch weights, ONNX or TorchScript.</source>
        <translation>Nimmt ein fremdes Modell auf, etwa als PyTorch-Gewichte, ONNX oder TorchScript.</translation>
    </message>
    <message>
        <source>Import dataset…</source>
        <translation>Datensatz importieren …</translation>
    </message>
    <message>
        <source>Makes a dataset of labelled images, after a check of what is wrong with them.</source>
        <translation>Macht aus beschrifteten Bildern einen Datensatz, nachdem geprüft ist, was an ihnen nicht stimmt.</translation>
    </message>
    <message>
        <source>Teach…</source>
        <translation>Anlernen …</translation>
    </message>
    <message>
        <source>Hide every AI mark</source>
        <translation>Alle KI-Markierungen ausblenden</translation>
    </message>
    <message>
        <source>Shows the bare picture while the key is held.</source>
        <translation>Zeigt das reine Bild, solange die Taste gehalten wird.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Fenster</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>&amp;Messen</translation>
    </message>
    <message>
        <source>&amp;Layout</source>
        <translation>&amp;Layout</translation>
    </message>
    <message>
        <source>&amp;AI</source>
        <translation>&amp;KI</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Delete the selected annotation</source>
        <translation>Ausgewählte Annotation löschen</translation>
    </message>
    <message>
        <source>Delete all annotations of the series</source>
        <translation>Alle Annotationen der Serie löschen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Colours, language, mouse, keys and privacy.</source>
        <translation>Farben, Sprache, Maus, Tasten und Datenschutz.</translation>
    </message>
    <message>
        <source>No series is open.</source>
        <translation>Keine Serie ist geöffnet.</translation>
    </message>
    <message>
        <source>No study is listed.</source>
        <translation>Keine Studie ist aufgelistet.</translation>
    </message>
    <message>
        <source>There is a single pane.</source>
        <translation>Es gibt nur ein Bildfeld.</translation>
    </message>
    <message>
        <source>No series in grey values is open.</source>
        <translation>Keine Serie in Grauwerten ist geöffnet.</translation>
    </message>
    <message>
        <source>The open series has a single image.</source>
        <translation>Die Serie hat nur ein Bild.</translation>
    </message>
    <message>
        <source>The open series has a single volume.</source>
        <translation>Die Serie hat nur ein Volumen.</translation>
    </message>
    <message>
        <source>The file has no overlay.</source>
        <translation>Die Datei hat kein Overlay.</translation>
    </message>
    <message>
        <source>No model has marked the open series.</source>
        <translation>Kein Modell hat die Serie markiert.</translation>
    </message>
    <message>
        <source>Nothing was drawn or changed yet.</source>
        <translation>Noch wurde nichts gezeichnet oder geändert.</translation>
    </message>
    <message>
        <source>Nothing was undone.</source>
        <translation>Nichts wurde rückgängig gemacht.</translation>
    </message>
    <message>
        <source>No annotation is selected.</source>
        <translation>Keine Annotation ist ausgewählt.</translation>
    </message>
    <message>
        <source>No length is selected.</source>
        <translation>Keine Länge ist ausgewählt.</translation>
    </message>
    <message>
        <source>Nothing is drawn on the open series.</source>
        <translation>Auf der Serie ist nichts gezeichnet.</translation>
    </message>
    <message>
        <source>Nothing is left to be accepted.</source>
        <translation>Es gibt nichts mehr anzunehmen.</translation>
    </message>
    <message>
        <source>No finding is selected.</source>
        <translation>Kein Befund ist ausgewählt.</translation>
    </message>
    <message>
        <source>No mask that was made here is selected, or the series is still loading.</source>
        <translation>Keine Maske, die hier entstanden ist, ist ausgewählt, oder die Serie lädt noch.</translation>
    </message>
    <message>
        <source>No series is open, or it is still loading.</source>
        <translation>Keine Serie ist geöffnet, oder sie lädt noch.</translation>
    </message>
    <message>
        <source>No mask that was drawn by a person is selected.</source>
        <translation>Keine Maske, die ein Mensch gezeichnet hat, ist ausgewählt.</translation>
    </message>
    <message>
        <source>No mask is edited.</source>
        <translation>Es wird keine Maske bearbeitet.</translation>
    </message>
    <message>
        <source>No polygon is drawn.</source>
        <translation>Es wird kein Polygon gezeichnet.</translation>
    </message>
    <message>
        <source>The open series is no PNG, JPEG or TIFF picture.</source>
        <translation>Die Serie ist kein PNG-, JPEG- oder TIFF-Bild.</translation>
    </message>
    <message>
        <source>No folder is watched.</source>
        <translation>Kein Ordner wird überwacht.</translation>
    </message>
    <message>
        <source>No file is listed.</source>
        <translation>Keine Datei ist aufgelistet.</translation>
    </message>
    <message>
        <source>Nothing has been measured.</source>
        <translation>Es wurde nichts gemessen.</translation>
    </message>
    <message>
        <source>No model has marked a structure on the open series.</source>
        <translation>Kein Modell hat auf der offenen Serie eine Struktur markiert.</translation>
    </message>
    <message>
        <source>No probabilities of the open series are kept.</source>
        <translation>Von der offenen Serie sind keine Wahrscheinlichkeiten aufbewahrt.</translation>
    </message>
    <message>
        <source>No model has said anything about the open series.</source>
        <translation>Kein Modell hat etwas über die offene Serie gesagt.</translation>
    </message>
    <message>
        <source>Nothing is drawn on DICOM images of the open series.</source>
        <translation>Auf DICOM-Bildern der offenen Serie ist nichts gezeichnet.</translation>
    </message>
    <message>
        <source>No DICOM series is open.</source>
        <translation>Keine DICOM-Serie ist offen.</translation>
    </message>
    <message>
        <source>No study of DICOM files is open.</source>
        <translation>Keine Untersuchung aus DICOM-Dateien ist offen.</translation>
    </message>
    <message>
        <source>The open study holds no results of others.</source>
        <translation>Die offene Untersuchung enthält keine Ergebnisse anderer.</translation>
    </message>
    <message>
        <source>No model that suits the open series is ready.</source>
        <translation>Kein Modell, das zur Serie passt, ist bereit.</translation>
    </message>
    <message>
        <source>This window remembers nothing, so nothing is written down.</source>
        <translation>Dieses Fenster merkt sich nichts, also wird nichts aufgeschrieben.</translation>
    </message>
    <message>
        <source>No model suits the open series.</source>
        <translation>Kein Modell passt zur Serie.</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Open every series in a folder and below it.</source>
        <translation>Öffnet alle Serien in einem Ordner und darunter.</translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation>Dateien öffnen …</translation>
    </message>
    <message>
        <source>Forget recent files</source>
        <translation>Zuletzt geöffnete vergessen</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Empty the list of files and folders that were opened last.</source>
        <translation>Leert die Liste der zuletzt geöffneten Dateien und Ordner.</translation>
    </message>
    <message>
        <source>List what is opened here</source>
        <translation>Geöffnetes hier auflisten</translation>
    </message>
    <message>
        <source>Keep the paths of opened files on this computer; off forgets those kept.</source>
        <translation>Merkt sich die Pfade geöffneter Dateien auf diesem Rechner; aus vergisst die gemerkten.</translation>
    </message>
    <message>
        <source>Watch folder…</source>
        <translation>Ordner überwachen …</translation>
    </message>
    <message>
        <source>List new images as soon as they appear in a folder.</source>
        <translation>Listet neue Bilder auf, sobald sie in einem Ordner erscheinen.</translation>
    </message>
    <message>
        <source>Stop watching the folder</source>
        <translation>Ordner nicht mehr überwachen</translation>
    </message>
    <message>
        <source>Set size of pixels…</source>
        <translation>Pixelgröße angeben …</translation>
    </message>
    <message>
        <source>Tell how large the pixels of a PNG, JPEG or TIFF picture are.</source>
        <translation>Gibt an, wie groß die Pixel eines PNG-, JPEG- oder TIFF-Bildes sind.</translation>
    </message>
    <message>
        <source>Find a study…</source>
        <translation>Studie suchen …</translation>
    </message>
    <message>
        <source>Find a study that was opened before, by name, ID, date, modality, description.</source>
        <translation>Sucht eine früher geöffnete Studie nach Name, ID, Datum, Modalität, Beschreibung.</translation>
    </message>
    <message>
        <source>Open the demo phantom</source>
        <translation>Demo-Phantom öffnen</translation>
    </message>
    <message>
        <source>Open a made-up patient to try everything on.</source>
        <translation>Öffnet einen erdachten Patienten zum Ausprobieren.</translation>
    </message>
    <message>
        <source>Close all</source>
        <translation>Alles schließen</translation>
    </message>
    <message>
        <source>Export picture as PNG…</source>
        <translation>Bild als PNG exportieren …</translation>
    </message>
    <message>
        <source>Export segmentation as DICOM SEG…</source>
        <translation>Segmentierung als DICOM SEG exportieren …</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Every structure that the model marked, read back and compared before the file is kept.</source>
        <translation>Jede Struktur, die das Modell markiert hat; zurückgelesen und verglichen, bevor die Datei behalten wird.</translation>
    </message>
    <message>
        <source>Export findings as DICOM SR…</source>
        <translation>Befunde als DICOM SR exportieren …</translation>
    </message>
    <message>
        <source>Measurements, classes and boxes with their lines on the images.</source>
        <translation>Messungen, Klassen und Kästen mit ihren Linien auf den Bildern.</translation>
    </message>
    <message>
        <source>Export contours as DICOM RTSTRUCT…</source>
        <translation>Konturen als DICOM-RTSTRUCT exportieren…</translation>
    </message>
    <message>
        <source>Closed contours in millimetres of the patient, for treatment planning systems.</source>
        <translation>Geschlossene Konturen in Millimetern des Patienten, für Planungssysteme.</translation>
    </message>
    <message>
        <source>Export probabilities as DICOM parametric map…</source>
        <translation>Wahrscheinlichkeiten als DICOM-Parameterkarte exportieren…</translation>
    </message>
    <message>
        <source>The probabilities that the model kept, one file per structure.</source>
        <translation>Die Wahrscheinlichkeiten, die das Modell aufbewahrt hat, eine Datei je Struktur.</translation>
    </message>
    <message>
        <source>Export annotations as DICOM presentation state…</source>
        <translation>Markierungen als DICOM Presentation State exportieren…</translation>
    </message>
    <message>
        <source>What you drew on the slices, and the window.</source>
        <translation>Was Sie auf die Schichten gezeichnet haben, und das Fenster.</translation>
    </message>
    <message>
        <source>Export picture as DICOM…</source>
        <translation>Bild als DICOM exportieren…</translation>
    </message>
    <message>
        <source>The picture as shown, names included, as secondary capture.</source>
        <translation>Das Bild wie gezeigt, mit Namen, als Secondary Capture.</translation>
    </message>
    <message>
        <source>Export label map as NIfTI…</source>
        <translation>Label-Karte als NIfTI exportieren…</translation>
    </message>
    <message>
        <source>One number per structure, with the table of their names.</source>
        <translation>Eine Nummer je Struktur, mit der Tabelle ihrer Namen.</translation>
    </message>
    <message>
        <source>Export findings as CSV…</source>
        <translation>Befunde als CSV exportieren…</translation>
    </message>
    <message>
        <source>Export report as PDF…</source>
        <translation>Bericht als PDF exportieren…</translation>
    </message>
    <message>
        <source>One page: picture, findings, model, and whether the scan suits it.</source>
        <translation>Eine Seite: Bild, Befunde, Modell und ob die Aufnahme zu ihm passt.</translation>
    </message>
    <message>
        <source>Export without names…</source>
        <translation>Ohne Namen exportieren…</translation>
    </message>
    <message>
        <source>The files of the study without what tells of the patient (PS3.15); pixels are not looked at.</source>
        <translation>Die Dateien der Untersuchung ohne das, was den Patienten verrät (PS3.15); die Pixel werden nicht geprüft.</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Keys and mouse</source>
        <translation>Tasten und Maus</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>Befehl suchen …</translation>
    </message>
    <message>
        <source>Type what is wanted: every command of every menu is found by its words.</source>
        <translation>Tippen Sie, was Sie möchten: Jeder Befehl jedes Menüs wird gefunden.</translation>
    </message>
    <message>
        <source>Audit trail…</source>
        <translation>Protokoll der Arbeit …</translation>
    </message>
    <message>
        <source>What was run, accepted, rejected, edited and exported on this computer, by whom.</source>
        <translation>Wer auf diesem Rechner was ausgeführt, angenommen, verworfen, bearbeitet und exportiert hat.</translation>
    </message>
    <message>
        <source>Open log folder</source>
        <translation>Protokollordner öffnen</translation>
    </message>
    <message>
        <source>About Lightbox</source>
        <translation>Über Lightbox</translation>
    </message>
    <message>
        <source>Side panels</source>
        <translation>Seitenleisten</translation>
    </message>
    <message>
        <source>Hide names</source>
        <translation>Namen ausblenden</translation>
    </message>
    <message>
        <source>Name, ID, birth date and accession number are shown nowhere, nor in pictures.</source>
        <translation>Name, ID, Geburtsdatum und Anforderungsnummer erscheinen nirgends, auch nicht in Bildern.</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>Nächster Teil des Fensters</translation>
    </message>
    <message>
        <source>Goes with the keyboard to list, pictures, panels and toolbar in turn.</source>
        <translation>Geht mit der Tastatur reihum zu Liste, Bildern, Leisten und Werkzeugleiste.</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>Voriger Teil des Fensters</translation>
    </message>
    <message>
        <source>Dismiss notices</source>
        <translation>Meldungen schließen</translation>
    </message>
    <message>
        <source>{rows}×{columns}</source>
        <translation>{rows}×{columns}</translation>
    </message>
    <message>
        <source>{rows} row(s) of {columns} pane(s).</source>
        <translation>{rows} Zeile(n) mit {columns} Bildfeld(ern).</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Nächstes Bildfeld</translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation>Voriges Bildfeld</translation>
    </message>
    <message>
        <source>Maximise or restore the pane</source>
        <translation>Bildfeld maximieren oder zurück</translation>
    </message>
    <message>
        <source>Double-clicking a picture does the same.</source>
        <translation>Ein Doppelklick auf das Bild tut dasselbe.</translation>
    </message>
    <message>
        <source>Empty the pane</source>
        <translation>Bildfeld leeren</translation>
    </message>
    <message>
        <source>Show nothing there; the study stays in the list.</source>
        <translation>Zeigt dort nichts; die Studie bleibt in der Liste.</translation>
    </message>
    <message>
        <source>Fill the grid with the study</source>
        <translation>Raster mit der Studie füllen</translation>
    </message>
    <message>
        <source>Show the series of the study in the panes, in their order.</source>
        <translation>Zeigt die Serien der Studie der Reihe nach in den Bildfeldern.</translation>
    </message>
    <message>
        <source>Lens on or off</source>
        <translation>Filter ein oder aus</translation>
    </message>
    <message>
        <source>See the picture through a filter; values and models stay untouched.</source>
        <translation>Zeigt das Bild gefiltert; Werte und Modelle bleiben unberührt.</translation>
    </message>
    <message>
        <source>Preview all filters…</source>
        <translation>Vorschau aller Filter …</translation>
    </message>
    <message>
        <source>Every filter on this picture, side by side, to choose from.</source>
        <translation>Jeder Filter auf diesem Bild nebeneinander, zur Auswahl.</translation>
    </message>
    <message>
        <source>Original in a pane beside</source>
        <translation>Original im Bildfeld daneben</translation>
    </message>
    <message>
        <source>The original and the lens in two panes that scroll, zoom and window together.</source>
        <translation>Original und Filter in zwei Bildfeldern, die gemeinsam blättern, zoomen und fenstern.</translation>
    </message>
    <message>
        <source>Original beside the lens</source>
        <translation>Original neben dem Filter</translation>
    </message>
    <message>
        <source>Original under the lens</source>
        <translation>Original unter dem Filter</translation>
    </message>
    <message>
        <source>Shows the picture without its lens while the key is held.</source>
        <translation>Zeigt das Bild ungefiltert, solange die Taste gehalten wird.</translation>
    </message>
    <message>
        <source>Show annotations</source>
        <translation>Annotationen zeigen</translation>
    </message>
    <message>
        <source>Measurements and marks of the reader; those of AI are hidden by their own key.</source>
        <translation>Messungen und Markierungen des Befunders; die der KI haben eine eigene Taste.</translation>
    </message>
    <message>
        <source>Label the selected annotation…</source>
        <translation>Ausgewählte Annotation beschriften …</translation>
    </message>
    <message>
        <source>Calibrate by the selected length…</source>
        <translation>Nach der ausgewählten Länge kalibrieren …</translation>
    </message>
    <message>
        <source>Say how long a drawn line truly is; all lengths of its image follow.</source>
        <translation>Gibt an, wie lang eine gezeichnete Strecke wirklich ist; alle Längen des Bildes folgen.</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Drag from end to end.</source>
        <translation>Von Ende zu Ende ziehen.</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>Drag one arm to the vertex, then click the end of the other.</source>
        <translation>Einen Schenkel zum Scheitel ziehen, dann das Ende des anderen anklicken.</translation>
    </message>
    <message>
        <source>Cobb angle</source>
        <translation>Cobb-Winkel</translation>
    </message>
    <message>
        <source>Drag along one endplate, then along the other.</source>
        <translation>An einer Deckplatte entlang ziehen, dann an der anderen.</translation>
    </message>
    <message>
        <source>Long and short axis (RECIST)</source>
        <translation>Lange und kurze Achse (RECIST)</translation>
    </message>
    <message>
        <source>Drag the long axis; the short one across it can be moved afterwards.</source>
        <translation>Lange Achse ziehen; die kurze quer dazu lässt sich danach verschieben.</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>Drag from corner to corner: mean, SD, smallest, largest, area.</source>
        <translation>Von Ecke zu Ecke ziehen: Mittelwert, SD, kleinster, größter Wert, Fläche.</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polygon</translation>
    </message>
    <message>
        <source>Click the corners; Enter, a double click or the first corner closes it.</source>
        <translation>Ecken anklicken; Enter, Doppelklick oder die erste Ecke schließt ab.</translation>
    </message>
    <message>
        <source>Freehand region</source>
        <translation>Freihandbereich</translation>
    </message>
    <message>
        <source>Drag around it.</source>
        <translation>Umfahren.</translation>
    </message>
    <message>
        <source>Arrow</source>
        <translation>Pfeil</translation>
    </message>
    <message>
        <source>Drag from the tip outwards.</source>
        <translation>Von der Spitze weg ziehen.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Click where it stands.</source>
        <translation>Klicken, wo er stehen soll.</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>Punkt</translation>
    </message>
    <message>
        <source>Click for the value there.</source>
        <translation>Klicken für den Wert dort.</translation>
    </message>
    <message>
        <source>Plane of the pane</source>
        <translation>Ebene des Bildfelds</translation>
    </message>
    <message>
        <source>Slices as they were taken</source>
        <translation>Schichten wie aufgenommen</translation>
    </message>
    <message>
        <source>Axial</source>
        <translation>Axial</translation>
    </message>
    <message>
        <source>Coronal</source>
        <translation>Koronar</translation>
    </message>
    <message>
        <source>Sagittal</source>
        <translation>Sagittal</translation>
    </message>
    <message>
        <source>MPR: three planes</source>
        <translation>MPR: drei Ebenen</translation>
    </message>
    <message>
        <source>Axial, sagittal and coronal planes with a crosshair; again: what was before.</source>
        <translation>Axiale, sagittale und koronare Ebene mit Fadenkreuz; nochmals: was vorher war.</translation>
    </message>
    <message>
        <source>The open series does not tell where it lies in the patient.</source>
        <translation>Die Serie sagt nicht, wo sie im Patienten liegt.</translation>
    </message>
    <message>
        <source>Crosshair</source>
        <translation>Fadenkreuz</translation>
    </message>
    <message>
        <source>Click: all panes of this patient show the same place.</source>
        <translation>Klick: Alle Bildfelder dieses Patienten zeigen dieselbe Stelle.</translation>
    </message>
    <message>
        <source>Left mouse button</source>
        <translation>Linke Maustaste</translation>
    </message>
    <message>
        <source>Show the crosshair</source>
        <translation>Fadenkreuz zeigen</translation>
    </message>
    <message>
        <source>Drag its middle, a line, or a dot on a line to turn the planes.</source>
        <translation>Mitte, Linie oder Punkt auf einer Linie ziehen, um die Ebenen zu verschieben oder zu drehen.</translation>
    </message>
    <message>
        <source>Lay the planes straight</source>
        <translation>Ebenen gerade richten</translation>
    </message>
    <message>
        <source>Oblique planes lie along the patient again; so does a double click on a line.</source>
        <translation>Schräge Ebenen liegen wieder längs zum Patienten; ebenso nach Doppelklick auf eine Linie.</translation>
    </message>
    <message>
        <source>Panes together</source>
        <translation>Bildfelder koppeln</translation>
    </message>
    <message>
        <source>Scroll together</source>
        <translation>Gemeinsam blättern</translation>
    </message>
    <message>
        <source>Parallel slices of one examination stay at the same place of the patient.</source>
        <translation>Parallele Schichten einer Untersuchung bleiben an derselben Stelle des Patienten.</translation>
    </message>
    <message>
        <source>Zoom and pan together</source>
        <translation>Gemeinsam zoomen und verschieben</translation>
    </message>
    <message>
        <source>Window together</source>
        <translation>Gemeinsam fenstern</translation>
    </message>
    <message>
        <source>Series of the same modality and unit have the same window.</source>
        <translation>Serien gleicher Modalität und Einheit haben dasselbe Fenster.</translation>
    </message>
    <message>
        <source>Reference lines</source>
        <translation>Referenzlinien</translation>
    </message>
    <message>
        <source>The plane of the active pane is a line in the others, in its colour.</source>
        <translation>Die Ebene des aktiven Bildfelds erscheint in den anderen als Linie in seiner Farbe.</translation>
    </message>
    <message>
        <source>Link with the prior as they lie now</source>
        <translation>Mit der Voruntersuchung koppeln, wie sie jetzt stehen</translation>
    </message>
    <message>
        <source>Scroll both to the same place first; that distance is kept from then on.</source>
        <translation>Blättern Sie zuerst beide an dieselbe Stelle; dieser Abstand bleibt dann erhalten.</translation>
    </message>
    <message>
        <source>Fit all panes</source>
        <translation>Alle Bildfelder einpassen</translation>
    </message>
    <message>
        <source>Turn and mirror</source>
        <translation>Drehen und spiegeln</translation>
    </message>
    <message>
        <source>Mirror left and right</source>
        <translation>Links-rechts spiegeln</translation>
    </message>
    <message>
        <source>Mirror top and bottom</source>
        <translation>Oben-unten spiegeln</translation>
    </message>
    <message>
        <source>Turn right by 90°</source>
        <translation>Um 90° nach rechts drehen</translation>
    </message>
    <message>
        <source>Turn left by 90°</source>
        <translation>Um 90° nach links drehen</translation>
    </message>
    <message>
        <source>As it was taken</source>
        <translation>Wie aufgenommen</translation>
    </message>
    <message>
        <source>Slab</source>
        <translation>Slab</translation>
    </message>
    <message>
        <source>Largest value (MIP)</source>
        <translation>Größter Wert (MIP)</translation>
    </message>
    <message>
        <source>Smallest value (MinIP)</source>
        <translation>Kleinster Wert (MinIP)</translation>
    </message>
    <message>
        <source>Mean value</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>Slab on or off</source>
        <translation>Slab ein oder aus</translation>
    </message>
    <message>
        <source>Shows what lies around the plane, projected onto it.</source>
        <translation>Zeigt, was um die Ebene liegt, auf sie projiziert.</translation>
    </message>
    <message>
        <source>Thicker slab</source>
        <translation>Slab dicker</translation>
    </message>
    <message>
        <source>So does the wheel with Ctrl and Alt.</source>
        <translation>Ebenso das Mausrad mit Strg und Alt.</translation>
    </message>
    <message>
        <source>Thinner slab</source>
        <translation>Slab dünner</translation>
    </message>
    <message>
        <source>Next series</source>
        <translation>Nächste Serie</translation>
    </message>
    <message>
        <source>Previous series</source>
        <translation>Vorige Serie</translation>
    </message>
    <message>
        <source>Next volume (echo, b-value, time)</source>
        <translation>Nächstes Volumen (Echo, b-Wert, Zeit)</translation>
    </message>
    <message>
        <source>{count} images on</source>
        <translation>{count} Bilder weiter</translation>
    </message>
    <message>
        <source>{count} images back</source>
        <translation>{count} Bilder zurück</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>Cine</source>
        <translation>Cine</translation>
    </message>
    <message>
        <source>Run through the images by itself; scrolling stops it.</source>
        <translation>Läuft selbsttätig durch die Bilder; Blättern hält an.</translation>
    </message>
    <message>
        <source>Cine faster</source>
        <translation>Cine schneller</translation>
    </message>
    <message>
        <source>Cine slower</source>
        <translation>Cine langsamer</translation>
    </message>
    <message>
        <source>Previous volume</source>
        <translation>Voriges Volumen</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Drag across for contrast, up and down for brightness.</source>
        <translation>Quer ziehen für Kontrast, auf und ab für Helligkeit.</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Drag up to enlarge, down to make smaller.</source>
        <translation>Nach oben ziehen vergrößert, nach unten verkleinert.</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Drag the picture to another place.</source>
        <translation>Zieht das Bild an eine andere Stelle.</translation>
    </message>
    <message>
        <source>Scroll</source>
        <translation>Blättern</translation>
    </message>
    <message>
        <source>Drag through the images of the series.</source>
        <translation>Zieht durch die Bilder der Serie.</translation>
    </message>
    <message>
        <source>Fit to pane</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>True size</source>
        <translation>Wahre Größe</translation>
    </message>
    <message>
        <source>A millimetre is a millimetre on this screen, if it tells how large it is.</source>
        <translation>Ein Millimeter ist ein Millimeter auf diesem Bildschirm, wenn er seine Größe nennt.</translation>
    </message>
    <message>
        <source>Pixel by pixel (1:1)</source>
        <translation>Pixel für Pixel (1:1)</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Invertieren</translation>
    </message>
    <message>
        <source>Turn black and white round.</source>
        <translation>Vertauscht Schwarz und Weiß.</translation>
    </message>
    <message>
        <source>Reset view</source>
        <translation>Ansicht zurücksetzen</translation>
    </message>
    <message>
        <source>Show the series as when it was opened, on the same image.</source>
        <translation>Zeigt die Serie wie beim Öffnen, auf demselben Bild.</translation>
    </message>
    <message>
        <source>Corner text</source>
        <translation>Ecktext</translation>
    </message>
    <message>
        <source>Overlay of the file</source>
        <translation>Overlay der Datei</translation>
    </message>
    <message>
        <source>Drawings and words that the file brings along.</source>
        <translation>Zeichnungen und Text, die die Datei mitbringt.</translation>
    </message>
    <message>
        <source>DICOM tags…</source>
        <translation>DICOM-Tags …</translation>
    </message>
    <message>
        <source>Show every element of the file of the shown image.</source>
        <translation>Zeigt jedes Element der Datei des gezeigten Bildes.</translation>
    </message>
    <message>
        <source>Full range</source>
        <translation>Voller Bereich</translation>
    </message>
    <message>
        <source>Default window</source>
        <translation>Standardfenster</translation>
    </message>
    <message>
        <source>Window preset {key}</source>
        <translation>Fenstervoreinstellung {key}</translation>
    </message>
    <message>
        <source>Colour map</source>
        <translation>Farbtabelle</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Window from a region</source>
        <translation>Fenster aus einem Bereich</translation>
    </message>
    <message>
        <source>Drag a rectangle: its values get the whole range of grey.</source>
        <translation>Rechteck aufziehen: Seine Werte erhalten die ganze Grauskala.</translation>
    </message>
    <message>
        <source>Edit presets…</source>
        <translation>Voreinstellungen bearbeiten …</translation>
    </message>
    <message>
        <source>Window presets with their values and number keys.</source>
        <translation>Fenstervoreinstellungen mit Werten und Zifferntasten.</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>Maske</translation>
    </message>
    <message>
        <source>New mask…</source>
        <translation>Neue Maske…</translation>
    </message>
    <message>
        <source>A mask that you draw, from nothing, values of the scan, another series or another mask.</source>
        <translation>Eine Maske, die Sie zeichnen: aus nichts, Werten der Aufnahme, einer anderen Serie oder einer anderen Maske.</translation>
    </message>
    <message>
        <source>Name and colour of the mask…</source>
        <translation>Name und Farbe der Maske…</translation>
    </message>
    <message>
        <source>Edit the mask</source>
        <translation>Maske bearbeiten</translation>
    </message>
    <message>
        <source>Corrects the selected structure with a brush; what the model left is kept.</source>
        <translation>Korrigiert die gewählte Struktur mit einem Pinsel; die Maske des Modells bleibt erhalten.</translation>
    </message>
    <message>
        <source>Scribble</source>
        <translation>Striche</translation>
    </message>
    <message>
        <source>Grows from strokes over what belongs, and with Shift over what does not.</source>
        <translation>Wächst aus Strichen über dem, was dazugehört, und mit Umschalt über dem, was nicht dazugehört.</translation>
    </message>
    <message>
        <source>While it grows from a place: a narrower tolerance.</source>
        <translation>Beim Wachsen von einer Stelle aus: eine engere Toleranz.</translation>
    </message>
    <message>
        <source>While it grows from a place: a wider tolerance.</source>
        <translation>Beim Wachsen von einer Stelle aus: eine weitere Toleranz.</translation>
    </message>
    <message>
        <source>Clear inside the outline</source>
        <translation>Innerhalb des Umrisses löschen</translation>
    </message>
    <message>
        <source>Closes the line that is drawn and clears the mask inside, or where it grew.</source>
        <translation>Schließt die begonnene Linie und löscht die Maske darin oder dort, wohin sie gewachsen ist.</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Umriss</translation>
    </message>
    <message>
        <source>Live wire</source>
        <translation>Konturfolger</translation>
    </message>
    <message>
        <source>Grow from a place</source>
        <translation>Von einer Stelle aus wachsen</translation>
    </message>
    <message>
        <source>Keep an island</source>
        <translation>Eine Insel behalten</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>Kleinerer Pinsel</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>Größerer Pinsel</translation>
    </message>
    <message>
        <source>Copy the mask to the previous slice</source>
        <translation>Maske auf die vorige Schicht kopieren</translation>
    </message>
    <message>
        <source>Copy the mask to the next slice</source>
        <translation>Maske auf die nächste Schicht kopieren</translation>
    </message>
    <message>
        <source>Show what was changed in masks</source>
        <translation>Änderungen an Masken zeigen</translation>
    </message>
    <message>
        <source>While the key is held: what a person added is tinted, what was removed hatched.</source>
        <translation>Solange die Taste gehalten wird: was ein Mensch hinzugefügt hat, ist getönt, was entfernt wurde, schraffiert.</translation>
    </message>
    <message>
        <source>Done with the mask</source>
        <translation>Maske fertig</translation>
    </message>
    <message>
        <source>Keeps the mask as it is now.</source>
        <translation>Behält die Maske, wie sie jetzt ist.</translation>
    </message>
    <message>
        <source>No boxes are edited.</source>
        <translation>Es werden keine Kästen bearbeitet.</translation>
    </message>
    <message>
        <source>Boxes and points</source>
        <translation>Kästen und Punkte</translation>
    </message>
    <message>
        <source>No box and no point is selected.</source>
        <translation>Kein Kasten und kein Punkt ist gewählt.</translation>
    </message>
    <message>
        <source>No box on a stack of images is selected.</source>
        <translation>Kein Kasten auf einem Bildstapel ist gewählt.</translation>
    </message>
    <message>
        <source>Edit boxes</source>
        <translation>Kästen bearbeiten</translation>
    </message>
    <message>
        <source>Draws boxes round findings, and corrects those of a model.</source>
        <translation>Zieht Kästen um Befunde und korrigiert die eines Modells.</translation>
    </message>
    <message>
        <source>Mark points</source>
        <translation>Punkte setzen</translation>
    </message>
    <message>
        <source>A press says where a finding is, without saying how large it is.</source>
        <translation>Ein Klick sagt, wo ein Befund ist, ohne zu sagen, wie groß er ist.</translation>
    </message>
    <message>
        <source>Draw a box</source>
        <translation>Kasten ziehen</translation>
    </message>
    <message>
        <source>Mark a point</source>
        <translation>Punkt setzen</translation>
    </message>
    <message>
        <source>The box begins with this image</source>
        <translation>Der Kasten beginnt mit diesem Bild</translation>
    </message>
    <message>
        <source>The box ends with this image</source>
        <translation>Der Kasten endet mit diesem Bild</translation>
    </message>
    <message>
        <source>Delete the selected box or point</source>
        <translation>Gewählten Kasten oder Punkt löschen</translation>
    </message>
    <message>
        <source>What a model marked is rejected: it is hidden and in no export.</source>
        <translation>Was ein Modell markiert hat, wird abgelehnt: Es ist verborgen und in keinem Export.</translation>
    </message>
    <message>
        <source>Done with boxes and points</source>
        <translation>Mit Kästen und Punkten fertig</translation>
    </message>
    <message>
        <source>Labelling</source>
        <translation>Beschriften</translation>
    </message>
    <message>
        <source>No label is asked for.</source>
        <translation>Nach keinem Label wird gefragt.</translation>
    </message>
    <message>
        <source>Labelling is off.</source>
        <translation>Das Beschriften ist aus.</translation>
    </message>
    <message>
        <source>Answer with label {key}</source>
        <translation>Mit Label {key} antworten</translation>
    </message>
    <message>
        <source>Label series by keys</source>
        <translation>Serien mit Tasten beschriften</translation>
    </message>
    <message>
        <source>Number keys answer with labels, Enter goes on to the next series.</source>
        <translation>Zifferntasten antworten mit Labels, Enter geht zur nächsten Serie.</translation>
    </message>
    <message>
        <source>Answer “not sure”</source>
        <translation>Mit „unsicher“ antworten</translation>
    </message>
    <message>
        <source>Take the answers back</source>
        <translation>Antworten zurücknehmen</translation>
    </message>
    <message>
        <source>Next series that is not answered</source>
        <translation>Nächste Serie ohne Antwort</translation>
    </message>
    <message>
        <source>State of the finding</source>
        <translation>Stand des Befunds</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>Nicht begonnen</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Abgeschlossen</translation>
    </message>
    <message>
        <source>Flag the finding</source>
        <translation>Befund markieren</translation>
    </message>
    <message>
        <source>To be looked at again, whatever was decided; the key again takes it away.</source>
        <translation>Noch einmal anzusehen, wie auch immer entschieden wurde; die Taste nimmt es wieder weg.</translation>
    </message>
    <message>
        <source>Open findings only</source>
        <translation>Nur offene Befunde</translation>
    </message>
    <message>
        <source>What is read completely is not listed, and the keys go past it.</source>
        <translation>Abgeschlossenes wird nicht aufgeführt, und die Tasten gehen daran vorbei.</translation>
    </message>
    <message>
        <source>Add to dataset…</source>
        <translation>In Datensatz aufnehmen …</translation>
    </message>
    <message>
        <source>The images with their accepted and corrected labels, without name, date or UID.</source>
        <translation>Die Bilder mit ihren angenommenen und korrigierten Labels, ohne Name, Datum oder UID.</translation>
    </message>
    <message>
        <source>Export dataset…</source>
        <translation>Datensatz exportieren …</translation>
    </message>
    <message>
        <source>Shows every file and field that leaves, then writes a copy; the salt stays.</source>
        <translation>Zeigt jede Datei und jedes Feld, das weitergegeben wird, und schreibt dann eine Kopie; das Salz bleibt.</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>Arbeitsliste</translation>
    </message>
    <message>
        <source>No worklist is open.</source>
        <translation>Keine Arbeitsliste ist offen.</translation>
    </message>
    <message>
        <source>No case of a worklist is open.</source>
        <translation>Kein Fall einer Arbeitsliste ist offen.</translation>
    </message>
    <message>
        <source>Worklist of a dataset…</source>
        <translation>Arbeitsliste eines Datensatzes…</translation>
    </message>
    <message>
        <source>Lists the cases of a dataset, to be read by one or several readers.</source>
        <translation>Listet die Fälle eines Datensatzes, die einer oder mehrere Befunder lesen.</translation>
    </message>
    <message>
        <source>Worklist of the listed studies</source>
        <translation>Arbeitsliste der gelisteten Studien</translation>
    </message>
    <message>
        <source>Goes through the listed studies, and remembers how far you are.</source>
        <translation>Geht die gelisteten Studien durch und merkt sich, wie weit Sie sind.</translation>
    </message>
    <message>
        <source>Next case</source>
        <translation>Nächster Fall</translation>
    </message>
    <message>
        <source>Previous case</source>
        <translation>Voriger Fall</translation>
    </message>
    <message>
        <source>Complete the case</source>
        <translation>Fall abschließen</translation>
    </message>
    <message>
        <source>Keeps your read as complete and opens the next case.</source>
        <translation>Behält Ihre Befundung als abgeschlossen und öffnet den nächsten Fall.</translation>
    </message>
    <message>
        <source>Flag the case</source>
        <translation>Fall kennzeichnen</translation>
    </message>
    <message>
        <source>To be looked at again; a second time takes the flag away.</source>
        <translation>Zum erneuten Ansehen; ein zweites Mal nimmt das Kennzeichen weg.</translation>
    </message>
    <message>
        <source>Agreement of the readers…</source>
        <translation>Übereinstimmung der Befunder…</translation>
    </message>
    <message>
        <source>Kappa, Dice, HD95 and F1 of every two readers, lowest agreement first.</source>
        <translation>Kappa, Dice, HD95 und F1 von je zwei Befundern, geringste Übereinstimmung zuerst.</translation>
    </message>
</context>
<context>
    <name>CompleteButton</name>
    <message>
        <source>Complete</source>
        <translation>Abschließen</translation>
    </message>
    <message>
        <source>Keeps your read as complete and opens the next case (Ctrl+Shift+Return)</source>
        <translation>Behält Ihre Befundung als abgeschlossen und öffnet den nächsten Fall (Strg+Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Keeping …</source>
        <translation>Wird behalten …</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Wieder aufnehmen</translation>
    </message>
    <message>
        <source>Lets you change your read; not after you were shown the reads of others</source>
        <translation>Lässt Sie Ihre Befundung ändern; nicht mehr, nachdem Ihnen die der anderen gezeigt wurden</translation>
    </message>
    <message>
        <source>Settling: what you change here is the agreed label. Your read stays.</source>
        <translation>Festlegen: was Sie hier ändern, ist das vereinbarte Label. Ihre Befundung bleibt.</translation>
    </message>
    <message>
        <source>Complete. You were shown the reads of others, so yours stays as it is.</source>
        <translation>Abgeschlossen. Ihnen wurden die Befundungen anderer gezeigt; darum bleibt Ihre, wie sie ist.</translation>
    </message>
    <message>
        <source>Complete: nothing is changed until you reopen it.</source>
        <translation>Abgeschlossen: nichts wird geändert, bis Sie den Fall wieder aufnehmen.</translation>
    </message>
    <message>
        <source>Not blind: you were shown the reads of others. Yours is compared with none.</source>
        <translation>Nicht verblindet: Ihnen wurden die Befundungen anderer gezeigt. Ihre wird mit keiner verglichen.</translation>
    </message>
</context>
<context>
    <name>CurvePlot</name>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
</context>
<context>
    <name>DatasetField</name>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Other folder…</source>
        <translation>Anderer Ordner …</translation>
    </message>
    <message>
        <source>Name of the new dataset, e.g. brain tumours</source>
        <translation>Name des neuen Datensatzes, z. B. Hirntumoren</translation>
    </message>
    <message>
        <source>Name of the new dataset</source>
        <translation>Name des neuen Datensatzes</translation>
    </message>
    <message>
        <source>What it teaches</source>
        <translation>Was er lehrt</translation>
    </message>
    <message>
        <source>New dataset</source>
        <translation>Neuer Datensatz</translation>
    </message>
    <message>
        <source>A dataset of that name is there already: the case goes into it.</source>
        <translation>Ein Datensatz dieses Namens ist schon da: der Fall kommt hinein.</translation>
    </message>
    <message>
        <source>It is made in {folder}</source>
        <translation>Er entsteht in {folder}</translation>
    </message>
    <message>
        <source>That folder holds no dataset.</source>
        <translation>Jener Ordner enthält keinen Datensatz.</translation>
    </message>
    <message>
        <source>Folder of a dataset</source>
        <translation>Ordner eines Datensatzes</translation>
    </message>
    <message>
        <source>masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>boxes</source>
        <translation>Boxen</translation>
    </message>
</context>
<context>
    <name>DetectionList</name>
    <message>
        <source>{count} more with a lower score; G goes through all.</source>
        <translation>{count} weitere mit kleinerem Wert; G geht alle durch.</translation>
    </message>
</context>
<context>
    <name>DetectionRow</name>
    <message>
        <source>image {number}</source>
        <translation>Bild {number}</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Drop a folder, files or a ZIP here, or Ctrl+O</source>
        <translation>Ordner, Dateien oder ZIP hierher ziehen, oder Strg+O</translation>
    </message>
    <message>
        <source>DICOM, NIfTI, NRRD, PNG, JPEG, TIFF. Nothing leaves this computer.</source>
        <translation>DICOM, NIfTI, NRRD, PNG, JPEG, TIFF. Nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Try the demo phantom</source>
        <translation>Demo-Phantom ausprobieren</translation>
    </message>
</context>
<context>
    <name>ExplainLink</name>
    <message>
        <source>Heat map…</source>
        <translation>Wärmekarte …</translation>
    </message>
    <message>
        <source>Runs the model again and shows where its answer came from: not where a disease is</source>
        <translation>Lässt das Modell noch einmal laufen und zeigt, woher seine Antwort kam: nicht, wo eine Krankheit ist</translation>
    </message>
    <message>
        <source>Grad-CAM (quick)</source>
        <translation>Grad-CAM (schnell)</translation>
    </message>
    <message>
        <source>Weighs the last features of the network</source>
        <translation>Gewichtet die letzten Merkmale des Netzes</translation>
    </message>
    <message>
        <source>Occlusion (slow)</source>
        <translation>Verdeckung (langsam)</translation>
    </message>
    <message>
        <source>Covers part after part and sees how the answer changes</source>
        <translation>Verdeckt Teil um Teil und sieht, wie sich die Antwort ändert</translation>
    </message>
</context>
<context>
    <name>ExportModelDialog</name>
    <message>
        <source>Export {title}</source>
        <translation>{title} exportieren</translation>
    </message>
    <message>
        <source>How far the export is</source>
        <translation>Wie weit der Export ist</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>It was written to {file}.</source>
        <translation>Es wurde nach {file} geschrieben.</translation>
    </message>
    <message>
        <source>Outputs of the file and of the model differ by at most {most}. Two files beside it say how a picture becomes its input.</source>
        <translation>Ausgaben der Datei und des Modells weichen um höchstens {most} ab. Zwei Dateien daneben sagen, wie aus einem Bild seine Eingabe wird.</translation>
    </message>
    <message>
        <source>Pack of this product (.lbmodel)</source>
        <translation>Paket dieses Produkts (.lbmodel)</translation>
    </message>
    <message>
        <source>Everything that belongs to the model, for another Lightbox.</source>
        <translation>Alles, was zum Modell gehört, für ein anderes Lightbox.</translation>
    </message>
    <message>
        <source>MONAI bundle (.zip)</source>
        <translation>MONAI-Bundle (.zip)</translation>
    </message>
    <message>
        <source>Network, weights and the steps before and after in MONAI's own words, without scripts.</source>
        <translation>Netz, Gewichte und die Schritte davor und danach in MONAIs eigenen Worten, ohne Skripte.</translation>
    </message>
    <message>
        <source>ONNX (.onnx)</source>
        <translation>ONNX (.onnx)</translation>
    </message>
    <message>
        <source>The network alone, for any ONNX runtime; kept only if it computes the same.</source>
        <translation>Nur das Netz, für jede ONNX-Laufzeit; behalten nur, wenn es dasselbe rechnet.</translation>
    </message>
    <message>
        <source>Export model</source>
        <translation>Modell exportieren</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Open images, a ZIP or a DICOMDIR</source>
        <translation>Bilder, ZIP oder DICOMDIR öffnen</translation>
    </message>
    <message>
        <source>Watch folder</source>
        <translation>Ordner überwachen</translation>
    </message>
    <message>
        <source>Worklist of a dataset</source>
        <translation>Arbeitsliste eines Datensatzes</translation>
    </message>
    <message>
        <source>Export without names into an empty folder</source>
        <translation>Ohne Namen in einen leeren Ordner exportieren</translation>
    </message>
    <message>
        <source>Export segmentation</source>
        <translation>Segmentierung exportieren</translation>
    </message>
    <message>
        <source>Export findings</source>
        <translation>Befunde exportieren</translation>
    </message>
    <message>
        <source>Export probabilities</source>
        <translation>Wahrscheinlichkeiten exportieren</translation>
    </message>
    <message>
        <source>Export contours</source>
        <translation>Konturen exportieren</translation>
    </message>
    <message>
        <source>Export annotations</source>
        <translation>Markierungen exportieren</translation>
    </message>
    <message>
        <source>Export label map</source>
        <translation>Label-Karte exportieren</translation>
    </message>
    <message>
        <source>Export report</source>
        <translation>Bericht exportieren</translation>
    </message>
    <message>
        <source>Export measurements</source>
        <translation>Messungen exportieren</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>Bild exportieren</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Findings</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Outside the model's contract: run in spite of a refusal</source>
        <translation>Außerhalb des Modellvertrags: trotz Ablehnung gerechnet</translation>
    </message>
    <message>
        <source>Not made here: {maker}</source>
        <translation>Nicht hier erstellt: {maker}</translation>
    </message>
    <message>
        <source>By a person</source>
        <translation>Von einer Person</translation>
    </message>
    <message>
        <source>Edited by a person: {names}</source>
        <translation>Von Hand bearbeitet: {names}</translation>
    </message>
    <message>
        <source>{name}: left out, it was measured on a mask that was edited since</source>
        <translation>{name}: weggelassen, an einer Maske gemessen, die seither bearbeitet wurde</translation>
    </message>
    <message>
        <source>Where this comes from</source>
        <translation>Woher das kommt</translation>
    </message>
    <message>
        <source>In the plane of the detector; the patient is magnified.</source>
        <translation>In der Detektorebene; der Patient ist vergrößert abgebildet.</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
</context>
<context>
    <name>FrozenPartsForm</name>
    <message>
        <source>List the parts</source>
        <translation>Teile auflisten</translation>
    </message>
    <message>
        <source>Parts of the network that stay as they are</source>
        <translation>Teile des Netzes, die bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>{count} parameters</source>
        <translation>{count} Parameter</translation>
    </message>
    <message>
        <source>taught</source>
        <translation>wird gelehrt</translation>
    </message>
    <message>
        <source>stays anyway</source>
        <translation>bleibt ohnehin</translation>
    </message>
    <message>
        <source>{count} taught</source>
        <translation>{count} gelehrt</translation>
    </message>
    <message>
        <source>Looking at the network…</source>
        <translation>Das Netz wird angesehen …</translation>
    </message>
    <message>
        <source>{some} of {all} parameters are taught. Ticked parts stay as they are.</source>
        <translation>{some} von {all} Parametern werden gelehrt. Angehakte Teile bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Nothing is left to teach: free a part.</source>
        <translation>Es bleibt nichts zu lehren: geben Sie einen Teil frei.</translation>
    </message>
    <message>
        <source>Nothing is frozen beyond what the plan says. Listing takes a few seconds.</source>
        <translation>Nichts ist eingefroren außer dem, was der Plan sagt. Das Auflisten dauert einige Sekunden.</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>List opened files under “Open recent”</source>
        <translation>Geöffnete Dateien unter „Zuletzt geöffnet“ auflisten</translation>
    </message>
    <message>
        <source>Remember studies in the index of this computer</source>
        <translation>Studien im Index dieses Rechners merken</translation>
    </message>
    <message>
        <source>The language changes when Lightbox is started again.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Lightbox.</translation>
    </message>
    <message>
        <source>Run the suggested model as soon as a series is open</source>
        <translation>Das vorgeschlagene Modell laufen lassen, sobald eine Serie offen ist</translation>
    </message>
    <message>
        <source>Its result is at hand when you ask for it; takes power and memory.</source>
        <translation>Das Ergebnis liegt bereit, wenn Sie danach fragen; braucht Strom und Speicher.</translation>
    </message>
</context>
<context>
    <name>GridCells</name>
    <message>
        <source>Rows and columns of panes</source>
        <translation>Zeilen und Spalten der Bildfelder</translation>
    </message>
</context>
<context>
    <name>GridChooser</name>
    <message>
        <source>Layout of the panes</source>
        <translation>Anordnung der Bildfelder</translation>
    </message>
</context>
<context>
    <name>GrowOptions</name>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>How far values may differ from those at the place; the wheel, or [ and ], change it</source>
        <translation>Wie weit Werte von denen an der Stelle abweichen dürfen; das Mausrad oder [ und ] ändern es</translation>
    </message>
    <message>
        <source>Farthest from the place</source>
        <translation>Größter Abstand von der Stelle</translation>
    </message>
    <message>
        <source>Nothing grows farther from the place, so that a leak stays small</source>
        <translation>Weiter von der Stelle wächst nichts, damit ein Auslaufen klein bleibt</translation>
    </message>
    <message>
        <source>Also the slices around</source>
        <translation>Auch die Schichten ringsum</translation>
    </message>
    <message>
        <source>Take</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Marks what grew (Return); Shift+Return clears it, Escape gives it up</source>
        <translation>Markiert, was gewachsen ist (Eingabe); Umschalt+Eingabe löscht es, Escape verwirft es</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>Umkreis</translation>
    </message>
    <message>
        <source>{mm} mm</source>
        <translation>{mm} mm</translation>
    </message>
    <message>
        <source>Click into the structure</source>
        <translation>In die Struktur klicken</translation>
    </message>
    <message>
        <source>Nothing grows from here</source>
        <translation>Von hier wächst nichts</translation>
    </message>
    <message>
        <source>{ml} ml</source>
        <translation>{ml} ml</translation>
    </message>
    <message>
        <source>{count} px</source>
        <translation>{count} px</translation>
    </message>
</context>
<context>
    <name>HeatMapRow</name>
    <message>
        <source>Show {name}</source>
        <translation>{name} zeigen</translation>
    </message>
    <message>
        <source>relative, without a unit</source>
        <translation>relativ, ohne Einheit</translation>
    </message>
    <message>
        <source>{unit}; {grid} cells as they are known, not smoothed</source>
        <translation>{unit}; {grid} Zellen, wie sie bekannt sind, nicht geglättet</translation>
    </message>
</context>
<context>
    <name>HeldOutRow</name>
    <message>
        <source>What it outlines in validation pictures</source>
        <translation>Was es in Validierungsbildern umrandet</translation>
    </message>
    <message>
        <source>What it says of validation pictures: {right} of {count} right</source>
        <translation>Was es zu Validierungsbildern sagt: {right} von {count} richtig</translation>
    </message>
    <message>
        <source>Case {case}: Dice {figure}. Orange is the model, blue the person.</source>
        <translation>Fall {case}: Dice {figure}. Orange ist das Modell, blau der Mensch.</translation>
    </message>
    <message>
        <source>Case {case}: the model says {answer} ({figure}), it is {truth}.</source>
        <translation>Fall {case}: Das Modell sagt {answer} ({figure}), es ist {truth}.</translation>
    </message>
</context>
<context>
    <name>HistogramBars</name>
    <message>
        <source>Histogram of the selected region</source>
        <translation>Histogramm des ausgewählten Bereichs</translation>
    </message>
    <message>
        <source>Min {value}</source>
        <translation>Min {value}</translation>
    </message>
    <message>
        <source>Max {value}</source>
        <translation>Max {value}</translation>
    </message>
    <message>
        <source>Largest column: {count} pixels</source>
        <translation>Größte Säule: {count} Pixel</translation>
    </message>
</context>
<context>
    <name>ImportDatasetDialog</name>
    <message>
        <source>Import dataset</source>
        <translation>Datensatz importieren</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>Folder of the dataset</source>
        <translation>Ordner des Datensatzes</translation>
    </message>
    <message>
        <source>a new or empty folder, or a dataset</source>
        <translation>ein neuer oder leerer Ordner, oder ein Datensatz</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Teach with it…</source>
        <translation>Damit anlernen …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>or drop it here</source>
        <translation>oder hier ablegen</translation>
    </message>
    <message>
        <source>What the check found</source>
        <translation>Ergebnis der Prüfung</translation>
    </message>
    <message>
        <source>Copy into</source>
        <translation>Kopieren nach</translation>
    </message>
    <message>
        <source>Images and labels</source>
        <translation>Bilder und Bezeichnungen</translation>
    </message>
    <message>
        <source>A folder per class, images with masks in two folders, a table (CSV) with classes, masks or boxes, a dataset.json, a COCO file, or DICOM series with segmentations or contours. Everything is looked at first and nothing is copied before you say so; the source stays untouched.</source>
        <translation>Ein Ordner je Klasse, Bilder mit Masken in zwei Ordnern, eine Tabelle (CSV) mit Klassen, Masken oder Kästen, eine dataset.json, eine COCO-Datei oder DICOM-Serien mit Segmentierungen oder Konturen. Alles wird erst angesehen, und nichts wird kopiert, bevor Sie es sagen; die Quelle bleibt unberührt.</translation>
    </message>
    <message>
        <source>Take {file} instead</source>
        <translation>Stattdessen {file} nehmen</translation>
    </message>
    <message>
        <source>{added} images are copied; the dataset has {count}.</source>
        <translation>{added} Bilder sind kopiert; der Datensatz hat {count}.</translation>
    </message>
    <message>
        <source>{added} images are copied, {known} were there already; the dataset has {count}.</source>
        <translation>{added} Bilder sind kopiert, {known} waren schon da; der Datensatz hat {count}.</translation>
    </message>
</context>
<context>
    <name>ImportDatasetForm</name>
    <message>
        <source>A folder per class</source>
        <translation>Ein Ordner je Klasse</translation>
    </message>
    <message>
        <source>Images and masks by pattern</source>
        <translation>Bilder und Masken nach Muster</translation>
    </message>
    <message>
        <source>Volumes and label maps (NIfTI)</source>
        <translation>Volumen und Maskenkarten (NIfTI)</translation>
    </message>
    <message>
        <source>Datalist (MONAI, Decathlon)</source>
        <translation>Datenliste (MONAI, Decathlon)</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>Tabelle (CSV)</translation>
    </message>
    <message>
        <source>Boxes (COCO)</source>
        <translation>Kästen (COCO)</translation>
    </message>
    <message>
        <source>DICOM with segmentations or contours</source>
        <translation>DICOM mit Segmentierungen oder Konturen</translation>
    </message>
    <message>
        <source>e.g. lung=1, heart=2; empty: a mask is one structure</source>
        <translation>z. B. lunge=1, herz=2; leer: eine Maske ist eine Struktur</translation>
    </message>
    <message>
        <source>The numbers are flags: structures may overlap</source>
        <translation>Die Zahlen sind Bits: Strukturen dürfen sich überlappen</translation>
    </message>
    <message>
        <source>by their names, or e.g. path=file, label=class, person=patient</source>
        <translation>nach ihren Namen, oder z. B. path=datei, label=klasse, person=patient</translation>
    </message>
    <message>
        <source>where no column names it, e.g. nodule</source>
        <translation>wo keine Spalte sie nennt, z. B. rundherd</translation>
    </message>
    <message>
        <source>Folder of the images</source>
        <translation>Ordner der Bilder</translation>
    </message>
    <message>
        <source>that of the file</source>
        <translation>der der Datei</translation>
    </message>
    <message>
        <source>optional, e.g. ^(.+)_slice: the bracket picks the person from a file name</source>
        <translation>freiwillig, z. B. ^(.+)_slice: Die Klammer holt die Person aus dem Dateinamen</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>optional, e.g. Left lung=left_lung</source>
        <translation>freiwillig, z. B. Linke Lunge=linke_lunge</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Class of boxes</source>
        <translation>Klasse der Kästen</translation>
    </message>
    <message>
        <source>Images lie in</source>
        <translation>Bilder liegen in</translation>
    </message>
    <message>
        <source>Structures</source>
        <translation>Strukturen</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Other names</source>
        <translation>Andere Namen</translation>
    </message>
    <message>
        <source>They show</source>
        <translation>Sie zeigen</translation>
    </message>
    <message>
        <source>Size of a pixel</source>
        <translation>Größe eines Pixels</translation>
    </message>
</context>
<context>
    <name>ImportModelDialog</name>
    <message>
        <source>Import model</source>
        <translation>Modell importieren</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>or drop it here</source>
        <translation>oder hier ablegen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The file names none.</source>
        <translation>Die Datei nennt keine.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>I have read its licence, and it allows my use here</source>
        <translation>Ich habe die Lizenz gelesen; sie erlaubt meine Nutzung hier</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>A model's file or folder as its publisher gives it away: PyTorch weights, safetensors, TorchScript, torch.export, ONNX, nnU-Net, MONAI, or a pack of this product. It is looked at without running anything of it, and converted in a process of its own without network.</source>
        <translation>Datei oder Ordner eines Modells, wie sein Herausgeber es weitergibt: PyTorch-Gewichte, safetensors, TorchScript, torch.export, ONNX, nnU-Net, MONAI oder ein Paket dieses Programms. Es wird angesehen, ohne dass etwas davon läuft, und in einem eigenen Prozess ohne Netz umgewandelt.</translation>
    </message>
</context>
<context>
    <name>ImportModelForm</name>
    <message>
        <source>Outlines structures (segmentation)</source>
        <translation>Umrisse von Strukturen (Segmentierung)</translation>
    </message>
    <message>
        <source>Answers for a picture (classes with a score each)</source>
        <translation>Antworten zu einem Bild (Klassen mit je einem Wert)</translation>
    </message>
    <message>
        <source>Finds things (boxes with a score)</source>
        <translation>Fundstellen (Kästen mit je einem Wert)</translation>
    </message>
    <message>
        <source>One a line: Right lung, Left lung, Heart</source>
        <translation>Je Zeile eine: Right lung, Left lung, Heart</translation>
    </message>
    <message>
        <source>CT, MR</source>
        <translation>CT, MR</translation>
    </message>
    <message>
        <source>any (or CHEST, ABDOMEN …)</source>
        <translation>beliebig (oder CHEST, ABDOMEN …)</translation>
    </message>
    <message>
        <source>Blocks of the scan (3D)</source>
        <translation>Blöcke der Aufnahme (3D)</translation>
    </message>
    <message>
        <source>Single slices (2D)</source>
        <translation>Einzelne Schichten (2D)</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>ganz</translation>
    </message>
    <message>
        <source>between slices</source>
        <translation>zwischen Schichten</translation>
    </message>
    <message>
        <source>between rows</source>
        <translation>zwischen Zeilen</translation>
    </message>
    <message>
        <source>between columns</source>
        <translation>zwischen Spalten</translation>
    </message>
    <message>
        <source>of body part</source>
        <translation>Körperteil</translation>
    </message>
    <message>
        <source>It sees</source>
        <translation>Es sieht</translation>
    </message>
    <message>
        <source>Turned</source>
        <translation>Gedreht</translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Window or size</source>
        <translation>Fenster, Größe</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>It answers</source>
        <translation>Es antwortet</translation>
    </message>
    <message>
        <source>as scanned</source>
        <translation>wie da</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>{title}: done in {time}</source>
        <translation>{title}: fertig in {time}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
</context>
<context>
    <name>KeyField</name>
    <message>
        <source>Click here, then press a key</source>
        <translation>Hier klicken, dann Taste drücken</translation>
    </message>
    <message>
        <source>Press a key</source>
        <translation>Taste drücken</translation>
    </message>
</context>
<context>
    <name>Known</name>
    <message>
        <source>Research use only, not for diagnosis</source>
        <translation>Nur für Forschung, nicht zur Diagnose</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Full range</source>
        <translation>Voller Bereich</translation>
    </message>
    <message>
        <source>From file</source>
        <translation>Aus der Datei</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Abdomen / soft</source>
        <translation>Abdomen / Weichteil</translation>
    </message>
    <message>
        <source>Lung</source>
        <translation>Lunge</translation>
    </message>
    <message>
        <source>Mediastinum</source>
        <translation>Mediastinum</translation>
    </message>
    <message>
        <source>Bone</source>
        <translation>Knochen</translation>
    </message>
    <message>
        <source>Brain</source>
        <translation>Gehirn</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>Schlaganfall</translation>
    </message>
    <message>
        <source>Liver</source>
        <translation>Leber</translation>
    </message>
    <message>
        <source>CT angio</source>
        <translation>CT-Angio</translation>
    </message>
    <message>
        <source>Subdural</source>
        <translation>Subdural</translation>
    </message>
    <message>
        <source>Stroke narrow</source>
        <translation>Schlaganfall eng</translation>
    </message>
    <message>
        <source>Temporal bone</source>
        <translation>Felsenbein</translation>
    </message>
    <message>
        <source>Head-neck soft</source>
        <translation>Kopf-Hals-Weichteil</translation>
    </message>
    <message>
        <source>Spine soft</source>
        <translation>Wirbelsäule Weichteil</translation>
    </message>
    <message>
        <source>Liver late</source>
        <translation>Leber spät</translation>
    </message>
    <message>
        <source>Auto (1–99 %)</source>
        <translation>Auto (1–99 %)</translation>
    </message>
    <message>
        <source>0.5–99.5 %</source>
        <translation>0,5–99,5 %</translation>
    </message>
    <message>
        <source>2–98 %</source>
        <translation>2–98 %</translation>
    </message>
    <message>
        <source>5–95 %</source>
        <translation>5–95 %</translation>
    </message>
    <message>
        <source>0.1–99.9 %</source>
        <translation>0,1–99,9 %</translation>
    </message>
    <message>
        <source>1–99 %</source>
        <translation>1–99 %</translation>
    </message>
    <message>
        <source>ADC</source>
        <translation>ADC</translation>
    </message>
    <message>
        <source>SUV 0–5</source>
        <translation>SUV 0–5</translation>
    </message>
    <message>
        <source>SUV 0–7</source>
        <translation>SUV 0–7</translation>
    </message>
    <message>
        <source>SUV 0–10</source>
        <translation>SUV 0–10</translation>
    </message>
    <message>
        <source>CLAHE</source>
        <translation>CLAHE</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>Gaussian</source>
        <translation>Gauß</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Bilateral</source>
        <translation>Bilateral</translation>
    </message>
    <message>
        <source>Sigma (Lee)</source>
        <translation>Sigma (Lee)</translation>
    </message>
    <message>
        <source>Wiener</source>
        <translation>Wiener</translation>
    </message>
    <message>
        <source>Unsharp mask</source>
        <translation>Schärfen</translation>
    </message>
    <message>
        <source>Laplacian</source>
        <translation>Laplace</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Umriss</translation>
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
        <source>Contrast limited adaptive histogram equalization: shows faint detail in dark and bright parts of the window</source>
        <translation>Kontrastbegrenzter adaptiver Histogrammausgleich: zeigt schwache Details in dunklen und hellen Teilen des Fensters</translation>
    </message>
    <message>
        <source>Smooths evenly: less noise, softer edges</source>
        <translation>Glättet gleichmäßig: weniger Rauschen, weichere Kanten</translation>
    </message>
    <message>
        <source>Smooths gently: less noise, edges without steps</source>
        <translation>Glättet sanft: weniger Rauschen, Kanten ohne Stufen</translation>
    </message>
    <message>
        <source>Takes out specks and keeps edges</source>
        <translation>Entfernt Punkte und erhält Kanten</translation>
    </message>
    <message>
        <source>Smooths where values are alike and leaves edges as they are</source>
        <translation>Glättet, wo Werte ähnlich sind, und lässt Kanten stehen</translation>
    </message>
    <message>
        <source>Averages only what noise alone could make differ: specks go, fine edges stay</source>
        <translation>Mittelt nur, was sich durch Rauschen allein unterscheiden könnte: Punkte gehen, feine Kanten bleiben</translation>
    </message>
    <message>
        <source>Smooths even parts and leaves detail, by how much each part varies beyond the noise</source>
        <translation>Glättet gleichmäßige Teile und lässt Details, je nachdem wie stark ein Teil über das Rauschen hinaus schwankt</translation>
    </message>
    <message>
        <source>Sharpens: edges and fine detail stand out, and so does noise</source>
        <translation>Schärft: Kanten und feine Details treten hervor, Rauschen ebenso</translation>
    </message>
    <message>
        <source>Shows fine lines and specks alone, bright ones bright and dark ones dark</source>
        <translation>Zeigt nur feine Linien und Punkte, helle hell und dunkle dunkel</translation>
    </message>
    <message>
        <source>Shows edges alone, the stronger the brighter</source>
        <translation>Zeigt nur Kanten, je stärker, desto heller</translation>
    </message>
    <message>
        <source>Nine weights of your own: sharpen, emboss, edges along one direction</source>
        <translation>Neun eigene Gewichte: schärfen, Relief, Kanten in einer Richtung</translation>
    </message>
    <message>
        <source>Twenty-five weights of your own</source>
        <translation>Fünfundzwanzig eigene Gewichte</translation>
    </message>
    <message>
        <source>Clip limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Tiles per side</source>
        <translation>Kacheln je Seite</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Sigma</source>
        <translation>Sigma</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Divide by</source>
        <translation>Teilen durch</translation>
    </message>
    <message>
        <source>So many times contrast may grow; 1 is none</source>
        <translation>So vielfach darf der Kontrast wachsen; 1 heißt gar nicht</translation>
    </message>
    <message>
        <source>More tiles adapt to smaller parts</source>
        <translation>Mehr Kacheln passen sich kleineren Teilen an</translation>
    </message>
    <message>
        <source>Side of the square that is averaged</source>
        <translation>Seite des gemittelten Quadrats</translation>
    </message>
    <message>
        <source>Width of the bell that is averaged over</source>
        <translation>Breite der Glocke, über die gemittelt wird</translation>
    </message>
    <message>
        <source>Side of the square whose middle value is taken</source>
        <translation>Seite des Quadrats, dessen mittlerer Wert gilt</translation>
    </message>
    <message>
        <source>Diameter of the disc that is averaged over</source>
        <translation>Durchmesser der gemittelten Scheibe</translation>
    </message>
    <message>
        <source>How far values may differ and still be averaged, in standard deviations of the picture's noise</source>
        <translation>Wie weit Werte sich unterscheiden dürfen, um gemittelt zu werden, in Standardabweichungen des Rauschens</translation>
    </message>
    <message>
        <source>Side of the square that is looked at</source>
        <translation>Seite des betrachteten Quadrats</translation>
    </message>
    <message>
        <source>So many times the noise that the picture is found to have; more smooths more</source>
        <translation>Vielfaches des gefundenen Rauschens; mehr glättet mehr</translation>
    </message>
    <message>
        <source>Size of the detail that is brought out</source>
        <translation>Größe der hervorgehobenen Details</translation>
    </message>
    <message>
        <source>How much sharper</source>
        <translation>Wie viel schärfer</translation>
    </message>
    <message>
        <source>What differs less is noise and left as it is</source>
        <translation>Was sich weniger unterscheidet, ist Rauschen und bleibt</translation>
    </message>
    <message>
        <source>Size of the detail that is shown</source>
        <translation>Größe der gezeigten Details</translation>
    </message>
    <message>
        <source>More leaves out noise and fine edges</source>
        <translation>Mehr lässt Rauschen und feine Kanten weg</translation>
    </message>
    <message>
        <source>Weight of this pixel</source>
        <translation>Gewicht dieses Pixels</translation>
    </message>
    <message>
        <source>What the sum is divided by; 0 divides by the sum of the weights</source>
        <translation>Wodurch die Summe geteilt wird; 0 teilt durch die Summe der Gewichte</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identität</translation>
    </message>
    <message>
        <source>Sharpen</source>
        <translation>Schärfen</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Glätten</translation>
    </message>
    <message>
        <source>Emboss</source>
        <translation>Relief</translation>
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
        <source>Prewitt across</source>
        <translation>Prewitt quer</translation>
    </message>
    <message>
        <source>Prewitt down</source>
        <translation>Prewitt längs</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>Kanten</translation>
    </message>
    <message>
        <source>Laplacian of Gaussian</source>
        <translation>Laplace von Gauß</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>95 % interval from 80 held-out JSRT films; films of other machines may differ more.</source>
        <translation>95-%-Intervall aus 80 zurückgehaltenen JSRT-Aufnahmen; Aufnahmen anderer Geräte können stärker abweichen.</translation>
    </message>
    <message>
        <source>training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>not worse</source>
        <translation>nicht schlechter</translation>
    </message>
    <message>
        <source>no proof</source>
        <translation>kein Beleg</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>too few cases</source>
        <translation>zu wenige Fälle</translation>
    </message>
</context>
<context>
    <name>LabellingBar</name>
    <message>
        <source>Labels, separated by commas</source>
        <translation>Labels, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Labels to ask for; the first nine have a key</source>
        <translation>Labels, nach denen gefragt wird; die ersten neun haben eine Taste</translation>
    </message>
    <message>
        <source>One at most</source>
        <translation>Höchstens eins</translation>
    </message>
    <message>
        <source>A yes to one label is a no to the others</source>
        <translation>Ein Ja zu einem Label ist ein Nein zu den anderen</translation>
    </message>
    <message>
        <source>0  Not sure</source>
        <translation>0  Unsicher</translation>
    </message>
    <message>
        <source>Not sure (0 or ?)</source>
        <translation>Unsicher (0 oder ?)</translation>
    </message>
    <message>
        <source>⌫  Clear</source>
        <translation>⌫  Leeren</translation>
    </message>
    <message>
        <source>Takes the answers about this series back (Backspace)</source>
        <translation>Nimmt die Antworten zu dieser Serie zurück (Rücktaste)</translation>
    </message>
    <message>
        <source>↵  Next</source>
        <translation>↵  Weiter</translation>
    </message>
    <message>
        <source>The next series that is not answered (Enter)</source>
        <translation>Die nächste Serie ohne Antwort (Enter)</translation>
    </message>
    <message>
        <source>Number keys are window presets again (Ctrl+Shift+L)</source>
        <translation>Zifferntasten sind wieder Fenstervorgaben (Strg+Umschalt+L)</translation>
    </message>
    <message>
        <source>End labelling</source>
        <translation>Beschriften beenden</translation>
    </message>
    <message>
        <source>Labelling</source>
        <translation>Beschriften</translation>
    </message>
    <message>
        <source>All {count} answered</source>
        <translation>Alle {count} beantwortet</translation>
    </message>
    <message>
        <source>{done} of {count}</source>
        <translation>{done} von {count}</translation>
    </message>
    <message>
        <source>Series that are answered, of those that are listed</source>
        <translation>Beantwortete Serien, von den aufgeführten</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>not sure</source>
        <translation>unsicher</translation>
    </message>
</context>
<context>
    <name>LayerDetail</name>
    <message>
        <source>Tint the inside</source>
        <translation>Innen tönen</translation>
    </message>
    <message>
        <source>Probability from which it is drawn</source>
        <translation>Wahrscheinlichkeit, ab der gezeichnet wird</translation>
    </message>
    <message>
        <source>Tint where members disagree</source>
        <translation>Uneinigkeit der Mitglieder tönen</translation>
    </message>
    <message>
        <source>Between 10 and 90 % of the members of the model mark what is tinted</source>
        <translation>Was getönt ist, markieren zwischen 10 und 90 % der Mitglieder des Modells</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Draw it as the model marks it</source>
        <translation>So zeichnen, wie das Modell markiert</translation>
    </message>
    <message>
        <source>Drawn from</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>Edited by a person: it has no probability and no agreement of members.</source>
        <translation>Von Hand bearbeitet: Es gibt dazu keine Wahrscheinlichkeit und keine Übereinstimmung der Teilmodelle.</translation>
    </message>
    <message>
        <source>Only drawn so: the model marks from {own} on, and so measurements and exports stay.</source>
        <translation>Nur so gezeichnet: Das Modell markiert ab {own}, und so bleiben Messungen und Exporte.</translation>
    </message>
    <message>
        <source>Members of the model agree by a Dice of {dice} or more.</source>
        <translation>Die Mitglieder des Modells stimmen mit einem Dice von mindestens {dice} überein.</translation>
    </message>
</context>
<context>
    <name>LayerPanel</name>
    <message>
        <source>Overlay</source>
        <translation>Markierungen</translation>
    </message>
    <message>
        <source>New mask…</source>
        <translation>Neue Maske…</translation>
    </message>
    <message>
        <source>Draw a mask of your own (Shift+M)</source>
        <translation>Eine eigene Maske zeichnen (Umschalt+M)</translation>
    </message>
    <message>
        <source>Find a structure</source>
        <translation>Struktur suchen</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Hide all</source>
        <translation>Alle aus</translation>
    </message>
    <message>
        <source>Name and colour…</source>
        <translation>Name und Farbe…</translation>
    </message>
    <message>
        <source>Drawn by a person</source>
        <translation>Von einem Menschen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Accepted by the reader</source>
        <translation>Vom Befunder angenommen</translation>
    </message>
    <message>
        <source>Draft, not reviewed (dashed)</source>
        <translation>Entwurf, nicht geprüft (gestrichelt)</translation>
    </message>
    <message>
        <source>Back to draft</source>
        <translation>Zurück zum Entwurf</translation>
    </message>
    <message>
        <source>Edits of an earlier session are kept: {names}</source>
        <translation>Bearbeitungen einer früheren Sitzung sind noch da: {names}</translation>
    </message>
    <message>
        <source>Take up</source>
        <translation>Übernehmen</translation>
    </message>
</context>
<context>
    <name>LayerRow</name>
    <message>
        <source>Tint {name}</source>
        <translation>{name} tönen</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>{name} einblenden</translation>
    </message>
    <message>
        <source>Opacity {percent} %</source>
        <translation>Deckkraft {percent} %</translation>
    </message>
    <message>
        <source>Outline only</source>
        <translation>Nur Umriss</translation>
    </message>
    <message>
        <source>Tint the inside</source>
        <translation>Inneres tönen</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Einblenden</translation>
    </message>
    <message>
        <source>{name} · edited</source>
        <translation>{name} · bearbeitet</translation>
    </message>
    <message>
        <source>Edited by a person; edit the mask (Shift+B)</source>
        <translation>Von Hand bearbeitet; Maske bearbeiten (Umschalt+B)</translation>
    </message>
    <message>
        <source>edited by a person, {state}</source>
        <translation>von Hand bearbeitet, {state}</translation>
    </message>
    <message>
        <source>drawn by a person</source>
        <translation>von einem Menschen gezeichnet</translation>
    </message>
    <message>
        <source>Opacity of {name}</source>
        <translation>Deckkraft von {name}</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>{name} bearbeiten</translation>
    </message>
    <message>
        <source>{name} is locked: nothing is marked of it</source>
        <translation>{name} ist gesperrt: davon wird nichts markiert</translation>
    </message>
    <message>
        <source>{name} is not locked: what is marked of it may change hands</source>
        <translation>{name} ist nicht gesperrt: was davon markiert wird, kann den Besitzer wechseln</translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation>{name} löschen</translation>
    </message>
    <message>
        <source>Delete (Backspace); undo brings it back</source>
        <translation>Löschen (Rücktaste); Rückgängig holt sie zurück</translation>
    </message>
    <message>
        <source>Edit the mask (Shift+B)</source>
        <translation>Maske bearbeiten (Umschalt+B)</translation>
    </message>
</context>
<context>
    <name>LeavingDialog</name>
    <message>
        <source>Export dataset</source>
        <translation>Datensatz exportieren</translation>
    </message>
    <message>
        <source>Write a ZIP…</source>
        <translation>ZIP schreiben …</translation>
    </message>
    <message>
        <source>Write a folder…</source>
        <translation>Ordner schreiben …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>What leaves</source>
        <translation>Was weitergegeben wird</translation>
    </message>
    <message>
        <source>Cases out of which a face could be made: {count}. Pass them on only where that is allowed.</source>
        <translation>Fälle, aus denen sich ein Gesicht machen ließe: {count}. Geben Sie sie nur weiter, wo das erlaubt ist.</translation>
    </message>
    <message>
        <source>Stays, because it cannot be read: {name}</source>
        <translation>Bleibt, weil nicht lesbar: {name}</translation>
    </message>
    <message>
        <source>EVERY FIELD OF EVERY CASE</source>
        <translation>JEDES FELD JEDES FALLS</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Was es ist</translation>
    </message>
    <message>
        <source>What it says, with the number of cases</source>
        <translation>Was es sagt, mit der Zahl der Fälle</translation>
    </message>
    <message>
        <source>Not in this dataset: {fields}.</source>
        <translation>Nicht in diesem Datensatz: {fields}.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Every file ({count})</source>
        <translation>Jede Datei ({count})</translation>
    </message>
    <message>
        <source>WHAT STAYS HERE</source>
        <translation>WAS HIER BLEIBT</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} und {count} weitere</translation>
    </message>
    <message>
        <source>The salt (site.salt) makes keys out of names. It stays: nobody else can make them again.</source>
        <translation>Das Salz (site.salt) macht Schlüssel aus Namen. Es bleibt: niemand sonst kann sie wieder erzeugen.</translation>
    </message>
    <message>
        <source>Cases: {cases}. Persons or blocks: {persons}. {kind}: {names}. Files: {files}, {size} MB.</source>
        <translation>Fälle: {cases}. Personen oder Blöcke: {persons}. {kind}: {names}. Dateien: {files}, {size} MB.</translation>
    </message>
    <message>
        <source>Write a ZIP</source>
        <translation>ZIP schreiben</translation>
    </message>
    <message>
        <source>Write into an empty folder</source>
        <translation>In einen leeren Ordner schreiben</translation>
    </message>
    <message>
        <source>{count} different</source>
        <translation>{count} verschiedene</translation>
    </message>
</context>
<context>
    <name>LensGrid</name>
    <message>
        <source>Filters on this picture</source>
        <translation>Filter auf diesem Bild</translation>
    </message>
    <message>
        <source>Click to use a filter, Shift+click to add it to those in use.</source>
        <translation>Klick wendet einen Filter an, Umschalt+Klick fügt ihn hinzu.</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
</context>
<context>
    <name>LensPanel</name>
    <message>
        <source>Lens</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>The values themselves</source>
        <translation>Die Werte selbst</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Another filter after these</source>
        <translation>Ein weiterer Filter nach diesen</translation>
    </message>
    <message>
        <source>Preview all</source>
        <translation>Vorschau aller</translation>
    </message>
    <message>
        <source>Every filter on this picture, to choose from</source>
        <translation>Jeder Filter auf diesem Bild, zur Auswahl</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Original left of a line, lens right of it; drag the line (Shift+L)</source>
        <translation>Original links einer Linie, Filter rechts; Linie ziehen (Umschalt+L)</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>The original in a pane beside the lens</source>
        <translation>Das Original in einem Bildfeld daneben</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>Standardwerte</translation>
    </message>
    <message>
        <source>The values that the filters begin with</source>
        <translation>Die Anfangswerte der Filter</translation>
    </message>
    <message>
        <source>Through the slices</source>
        <translation>Durch die Schichten</translation>
    </message>
    <message>
        <source>Filters that can take the neighbouring slices in, as far as within the slice</source>
        <translation>Filter, die es können, beziehen Nachbarschichten ein, so weit wie in der Schicht</translation>
    </message>
    <message>
        <source>For the eye only. Values under the cursor, measurements and AI use the original.</source>
        <translation>Nur fürs Auge. Werte unter dem Zeiger, Messungen und KI nutzen das Original.</translation>
    </message>
    <message>
        <source>The open picture is in colour; the lens works on grey ones.</source>
        <translation>Das Bild ist farbig; Filter wirken auf Graubilder.</translation>
    </message>
    <message>
        <source>No split</source>
        <translation>Nicht teilen</translation>
    </message>
</context>
<context>
    <name>LineageView</name>
    <message>
        <source>Back to the base</source>
        <translation>Zurück zum Ausgangsmodell</translation>
    </message>
    <message>
        <source>The default is what it was before this model was adopted; it stays as a draft</source>
        <translation>Standard ist wieder, was es vor der Übernahme dieses Modells war; es bleibt als Entwurf</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>A model that is gone is not in the library any more; what came before it is not known.</source>
        <translation>Ein Modell, das fehlt, ist nicht mehr in der Bibliothek; was davor kam, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Adopted because: {reason}</source>
        <translation>Übernommen, weil: {reason}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Taught</source>
        <translation>Gelehrt</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Persons or blocks</source>
        <translation>Personen oder Blöcke</translation>
    </message>
    <message>
        <source>{model} (gone)</source>
        <translation>{model} (fehlt)</translation>
    </message>
    <message>
        <source>{model}, draft</source>
        <translation>{model}, Entwurf</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>1 new image from {folder}</source>
        <translation>1 neues Bild aus {folder}</translation>
    </message>
    <message>
        <source>{count} new images from {folder}</source>
        <translation>{count} neue Bilder aus {folder}</translation>
    </message>
    <message>
        <source>The watched folder {folder} is not there; it is watched again when it is back.</source>
        <translation>Der überwachte Ordner {folder} fehlt; er wird wieder überwacht, wenn er zurück ist.</translation>
    </message>
    <message>
        <source>Window presets</source>
        <translation>Voreinstellungen</translation>
    </message>
</context>
<context>
    <name>MaskExtent</name>
    <message>
        <source>How much differs from what the model left, and how long that took</source>
        <translation>Wie viel von der Maske des Modells abweicht, und wie lange das dauerte</translation>
    </message>
    <message>
        <source>Show what I changed</source>
        <translation>Meine Änderungen zeigen</translation>
    </message>
    <message>
        <source>Added is tinted, removed is hatched (hold F12)</source>
        <translation>Hinzugefügtes ist getönt, Entferntes schraffiert (F12 halten)</translation>
    </message>
    <message>
        <source>The mask is being changed …</source>
        <translation>Die Maske wird geändert …</translation>
    </message>
    <message>
        <source>As the model left it</source>
        <translation>Wie vom Modell</translation>
    </message>
    <message>
        <source>Dice {dice} · +{added} ml · −{removed} ml</source>
        <translation>Dice {dice} · +{added} ml · −{removed} ml</translation>
    </message>
    <message>
        <source>Dice {dice} · +{added} px · −{removed} px</source>
        <translation>Dice {dice} · +{added} px · −{removed} px</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
</context>
<context>
    <name>MaskLookDialog</name>
    <message>
        <source>Name and colour</source>
        <translation>Name und Farbe</translation>
    </message>
</context>
<context>
    <name>MaskLookForm</name>
    <message>
        <source>Name of the mask</source>
        <translation>Name der Maske</translation>
    </message>
    <message>
        <source>What it shows</source>
        <translation>Was sie zeigt</translation>
    </message>
    <message>
        <source>Code of the mask</source>
        <translation>Code der Maske</translation>
    </message>
    <message>
        <source>Own word, a code of this program</source>
        <translation>Eigenes Wort, Code dieses Programms</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>No side, or both</source>
        <translation>Keine Seite oder beide</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>The patient's right</source>
        <translation>Rechts am Patienten</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>The patient's left</source>
        <translation>Links am Patienten</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Co&amp;de</source>
        <translation>Co&amp;de</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
</context>
<context>
    <name>MaskMore</name>
    <message>
        <source>Lowest value</source>
        <translation>Kleinster Wert</translation>
    </message>
    <message>
        <source>Highest value</source>
        <translation>Größter Wert</translation>
    </message>
    <message>
        <source>Keep in mask</source>
        <translation>In Maske lassen</translation>
    </message>
    <message>
        <source>Keeps of the mask what has these values</source>
        <translation>Lässt von der Maske, was diese Werte hat</translation>
    </message>
    <message>
        <source>Take from scan</source>
        <translation>Aus Serie nehmen</translation>
    </message>
    <message>
        <source>Marks all of the scan with these values</source>
        <translation>Markiert alles in der Serie mit diesen Werten</translation>
    </message>
    <message>
        <source>The other structure</source>
        <translation>Die andere Struktur</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Mit</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Dazu</translation>
    </message>
    <message>
        <source>Marks what the other has, too</source>
        <translation>Markiert auch, was die andere hat</translation>
    </message>
    <message>
        <source>Subtract</source>
        <translation>Abziehen</translation>
    </message>
    <message>
        <source>Clears what the other has</source>
        <translation>Löscht, was die andere hat</translation>
    </message>
    <message>
        <source>Intersect</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>Keeps what both have</source>
        <translation>Lässt, was beide haben</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopie</translation>
    </message>
    <message>
        <source>Becomes a copy of the other</source>
        <translation>Wird eine Kopie der anderen</translation>
    </message>
</context>
<context>
    <name>MaskOperations</name>
    <message>
        <source>Fill holes</source>
        <translation>Löcher</translation>
    </message>
    <message>
        <source>What is wholly enclosed</source>
        <translation>Füllt, was ganz umschlossen ist</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>Größtes</translation>
    </message>
    <message>
        <source>Keeps the largest part and takes the others away</source>
        <translation>Behält das größte Stück und nimmt die anderen weg</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Glätten</translation>
    </message>
    <message>
        <source>Margin in mm</source>
        <translation>Rand in mm</translation>
    </message>
    <message>
        <source>Smoothing in mm</source>
        <translation>Glättung in mm</translation>
    </message>
    <message>
        <source>Smallest part in ml</source>
        <translation>Kleinster Teil in ml</translation>
    </message>
    <message>
        <source>Shrinks and grows by so much in every direction of the patient</source>
        <translation>Um so viel schrumpft und wächst sie in jede Richtung des Patienten</translation>
    </message>
    <message>
        <source>Details smaller than this go</source>
        <translation>Kleinere Einzelheiten verschwinden</translation>
    </message>
    <message>
        <source>Smaller parts go</source>
        <translation>Kleinere Teile verschwinden</translation>
    </message>
    <message>
        <source>Copy ↑</source>
        <translation>Kopie ↑</translation>
    </message>
    <message>
        <source>Copies it to the previous slice (Alt+Up)</source>
        <translation>Kopiert sie auf die vorige Schicht (Alt+Auf)</translation>
    </message>
    <message>
        <source>Copy ↓</source>
        <translation>Kopie ↓</translation>
    </message>
    <message>
        <source>Copies it to the next slice (Alt+Down)</source>
        <translation>Kopiert sie auf die nächste Schicht (Alt+Ab)</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Ranges of values, other structures</source>
        <translation>Wertebereiche, andere Strukturen</translation>
    </message>
    <message>
        <source>Smooths the edges</source>
        <translation>Glättet die Ränder</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>Weiten</translation>
    </message>
    <message>
        <source>Grows all around</source>
        <translation>Wächst rundum</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>Enger</translation>
    </message>
    <message>
        <source>Shrinks all around</source>
        <translation>Schrumpft rundum</translation>
    </message>
    <message>
        <source>Drop parts</source>
        <translation>Teile weg</translation>
    </message>
    <message>
        <source>Takes away parts that are smaller than so much</source>
        <translation>Nimmt Teile weg, die kleiner als so viel sind</translation>
    </message>
    <message>
        <source>Between</source>
        <translation>Zwischen</translation>
    </message>
    <message>
        <source>Fills empty slices between marked ones</source>
        <translation>Füllt leere Schichten zwischen markierten</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Back to the mask as the model left it</source>
        <translation>Zurück zur Maske des Modells</translation>
    </message>
</context>
<context>
    <name>MaskPanel</name>
    <message>
        <source>Edit mask</source>
        <translation>Maske bearbeiten</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>Rückgängig (Strg+Z)</translation>
    </message>
    <message>
        <source>Redo (Ctrl+Y)</source>
        <translation>Wiederholen (Strg+Y)</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Takes back everything since the editing began</source>
        <translation>Nimmt alles zurück, seit die Bearbeitung begann</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Keeps the mask as it is now</source>
        <translation>Behält die Maske, wie sie jetzt ist</translation>
    </message>
    <message>
        <source>Discard one step?</source>
        <translation>Einen Schritt verwerfen?</translation>
    </message>
    <message>
        <source>Discard {count} steps?</source>
        <translation>{count} Schritte verwerfen?</translation>
    </message>
</context>
<context>
    <name>MaskStartForm</name>
    <message>
        <source>&amp;Empty, to be drawn</source>
        <translation>&amp;Leer, zum Zeichnen</translation>
    </message>
    <message>
        <source>&amp;Values of the scan</source>
        <translation>&amp;Werte der Aufnahme</translation>
    </message>
    <message>
        <source>Another &amp;series of the study</source>
        <translation>Andere &amp;Serie der Studie</translation>
    </message>
    <message>
        <source>A co&amp;py of a mask that is shown</source>
        <translation>Ko&amp;pie einer Maske, die zu sehen ist</translation>
    </message>
    <message>
        <source>Lowest value</source>
        <translation>Kleinster Wert</translation>
    </message>
    <message>
        <source>Highest value</source>
        <translation>Größter Wert</translation>
    </message>
    <message>
        <source>Series that holds the mask</source>
        <translation>Serie, die die Maske enthält</translation>
    </message>
    <message>
        <source>Mask that is copied</source>
        <translation>Maske, die kopiert wird</translation>
    </message>
    <message>
        <source>{value}  ·  {voxels} voxels</source>
        <translation>{value}  ·  {voxels} Voxel</translation>
    </message>
    <message>
        <source>On the grid of the open series, voxel for voxel.</source>
        <translation>Auf dem Raster der geöffneten Serie, Voxel für Voxel.</translation>
    </message>
    <message>
        <source>Its voxels lie on those of the open series.</source>
        <translation>Ihre Voxel liegen auf denen der geöffneten Serie.</translation>
    </message>
    <message>
        <source>Another grid: the nearest voxel is taken.</source>
        <translation>Anderes Raster: der nächste Voxel wird genommen.</translation>
    </message>
    <message>
        <source>It names another frame of reference.</source>
        <translation>Sie nennt einen anderen Bezugsrahmen.</translation>
    </message>
    <message>
        <source>It has many values: everything but 0 is marked.</source>
        <translation>Sie hat viele Werte: alles außer 0 wird markiert.</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>Reading the series …</source>
        <translation>Die Serie wird gelesen …</translation>
    </message>
</context>
<context>
    <name>MaskTools</name>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Marks what it touches (B); with Shift it erases</source>
        <translation>Markiert, was er berührt (B); mit Umschalt radiert er</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Clears what it touches (E); with Shift it marks</source>
        <translation>Löscht, was er berührt (E); mit Umschalt markiert er</translation>
    </message>
    <message>
        <source>Radius of the brush</source>
        <translation>Radius des Pinsels</translation>
    </message>
    <message>
        <source>Radius of the brush, smaller with [ and larger with ]</source>
        <translation>Radius des Pinsels, kleiner mit [ und größer mit ]</translation>
    </message>
    <message>
        <source>Ball: also the slices around</source>
        <translation>Kugel: auch die Schichten ringsum</translation>
    </message>
    <message>
        <source>Only values from</source>
        <translation>Nur Werte von</translation>
    </message>
    <message>
        <source>The brush touches nothing beyond</source>
        <translation>Was darüber oder darunter liegt, berührt der Pinsel nicht</translation>
    </message>
    <message>
        <source>Lowest value</source>
        <translation>Kleinster Wert</translation>
    </message>
    <message>
        <source>Highest value</source>
        <translation>Größter Wert</translation>
    </message>
    <message>
        <source>Radius</source>
        <translation>Radius</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>{mm} mm</source>
        <translation>{mm} mm</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Umriss</translation>
    </message>
    <message>
        <source>Marks what lies inside a line of corners, or drawn freehand (D); with Shift it clears</source>
        <translation>Markiert, was in einer Linie aus Ecken oder aus freier Hand liegt (D); mit Umschalt löscht er</translation>
    </message>
    <message>
        <source>Live wire</source>
        <translation>Kontur</translation>
    </message>
    <message>
        <source>Marks what lies inside a line that follows the edges (A); with Shift it clears</source>
        <translation>Markiert, was in einer Linie liegt, die den Kanten folgt (A); mit Umschalt löscht er</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Grows from a click over like values (G); shown before it is taken</source>
        <translation>Wächst von einem Klick aus über ähnliche Werte (G); wird gezeigt, bevor es übernommen wird</translation>
    </message>
    <message>
        <source>Island</source>
        <translation>Insel</translation>
    </message>
    <message>
        <source>Keeps the part under the cursor and takes the others away (K); with Shift it alone goes</source>
        <translation>Behält den Teil unter dem Zeiger und nimmt die anderen weg (K); mit Umschalt geht nur dieser</translation>
    </message>
    <message>
        <source>Click the corners, or drag freehand. A double click or Return fills, with Shift it clears. Backspace takes a corner back.</source>
        <translation>Ecken klicken oder frei ziehen. Doppelklick oder Eingabe füllt, mit Umschalt löscht es. Die Rücktaste nimmt eine Ecke zurück.</translation>
    </message>
    <message>
        <source>Click along the edge; the line follows it. A double click or Return fills, with Shift it clears. Backspace takes a click back.</source>
        <translation>Entlang der Kante klicken; die Linie folgt ihr. Doppelklick oder Eingabe füllt, mit Umschalt löscht es. Die Rücktaste nimmt einen Klick zurück.</translation>
    </message>
    <message>
        <source>Click the part to keep; with Shift the part to remove.</source>
        <translation>Den Teil anklicken, der bleibt; mit Umschalt den Teil, der geht.</translation>
    </message>
</context>
<context>
    <name>ModelCardDialog</name>
    <message>
        <source>{title} – model card</source>
        <translation>{title} – Modellkarte</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Not for</source>
        <translation>Nicht für</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Population</source>
        <translation>Population</translation>
    </message>
    <message>
        <source>Training data</source>
        <translation>Trainingsdaten</translation>
    </message>
    <message>
        <source>Known limits</source>
        <translation>Bekannte Grenzen</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Input and files</source>
        <translation>Eingabe und Dateien</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>95 % interval {low} – {high}</source>
        <translation>95-%-Intervall {low} – {high}</translation>
    </message>
    <message>
        <source>Fixed rules ({rules}): nothing was learned, there are no weights</source>
        <translation>Feste Regeln ({rules}): Nichts wurde gelernt, es gibt keine Gewichte</translation>
    </message>
    <message>
        <source>Modalities</source>
        <translation>Modalitäten</translation>
    </message>
    <message>
        <source>Body parts</source>
        <translation>Körperteile</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Projektionen</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Markiert</translation>
    </message>
    <message>
        <source>Weights, SHA-256</source>
        <translation>Gewichte, SHA-256</translation>
    </message>
    <message>
        <source>Made of</source>
        <translation>Besteht aus</translation>
    </message>
    <message>
        <source>Based on</source>
        <translation>Beruht auf</translation>
    </message>
</context>
<context>
    <name>ModelPanel</name>
    <message>
        <source>AI</source>
        <translation>KI</translation>
    </message>
    <message>
        <source>Import model…</source>
        <translation>Modell importieren …</translation>
    </message>
    <message>
        <source>Take in a model of somebody else: choose its file, or drop it here</source>
        <translation>Ein fremdes Modell aufnehmen: Datei wählen oder hier ablegen</translation>
    </message>
    <message>
        <source>Open a scan to see which models suit it.</source>
        <translation>Öffnen Sie eine Aufnahme, um passende Modelle zu sehen.</translation>
    </message>
    <message>
        <source>No model is installed.</source>
        <translation>Kein Modell ist installiert.</translation>
    </message>
    <message>
        <source>No installed model suits this series.</source>
        <translation>Kein installiertes Modell passt zu dieser Serie.</translation>
    </message>
    <message>
        <source>Running …</source>
        <translation>Läuft …</translation>
    </message>
    <message>
        <source>Waits until every image is loaded.</source>
        <translation>Wartet, bis alle Bilder geladen sind.</translation>
    </message>
    <message>
        <source>Asks for a box around what it marks.</source>
        <translation>Fragt nach einem Kasten um das, was es markiert.</translation>
    </message>
    <message>
        <source>Done. Press to run again.</source>
        <translation>Fertig. Drücken zum Wiederholen.</translation>
    </message>
    <message>
        <source>Run {model} {version} on this series (F5)</source>
        <translation>{model} {version} auf dieser Serie ausführen (F5)</translation>
    </message>
</context>
<context>
    <name>MousePage</name>
    <message>
        <source>Left button</source>
        <translation>Linke Taste</translation>
    </message>
    <message>
        <source>Middle button</source>
        <translation>Mittlere Taste</translation>
    </message>
    <message>
        <source>Right button</source>
        <translation>Rechte Taste</translation>
    </message>
    <message>
        <source>Scroll through the images</source>
        <translation>Durch die Bilder blättern</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>Am Zeiger zoomen</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Default mouse</source>
        <translation>Standardmaus</translation>
    </message>
    <message>
        <source>Drag with the left button</source>
        <translation>Ziehen mit der linken Taste</translation>
    </message>
    <message>
        <source>Drag with the middle button</source>
        <translation>Ziehen mit der mittleren Taste</translation>
    </message>
    <message>
        <source>Drag with the right button</source>
        <translation>Ziehen mit der rechten Taste</translation>
    </message>
    <message>
        <source>The left button has this tool at start; the toolbar and its keys give it another one at any time. A click with the right button opens the menu. With Ctrl the wheel does the other of the two.</source>
        <translation>Die linke Taste hat dieses Werkzeug beim Start; Werkzeugleiste und Tasten geben ihr jederzeit ein anderes. Ein Klick mit der rechten Taste öffnet das Menü. Mit Strg tut das Mausrad das jeweils andere.</translation>
    </message>
</context>
<context>
    <name>NewMaskDialog</name>
    <message>
        <source>New mask</source>
        <translation>Neue Maske</translation>
    </message>
    <message>
        <source>Make the mask</source>
        <translation>Maske anlegen</translation>
    </message>
    <message>
        <source>Begins with</source>
        <translation>Beginnt mit</translation>
    </message>
    <message>
        <source>The series is still loading.</source>
        <translation>Die Serie lädt noch.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>OpenFilter</name>
    <message>
        <source>Open only</source>
        <translation>Nur offene</translation>
    </message>
    <message>
        <source>Leaves out what is accepted, rejected or called complete; flagged ones stay</source>
        <translation>Lässt weg, was angenommen, abgelehnt oder abgeschlossen ist; Markiertes bleibt</translation>
    </message>
    <message>
        <source>{left} of {count} open</source>
        <translation>{left} von {count} offen</translation>
    </message>
    <message>
        <source>{count} flagged</source>
        <translation>{count} markiert</translation>
    </message>
    <message>
        <source>Flagged in the overlay: {names}</source>
        <translation>Im Overlay markiert: {names}</translation>
    </message>
</context>
<context>
    <name>OverrideDialog</name>
    <message>
        <source>Run anyway?</source>
        <translation>Trotzdem rechnen?</translation>
    </message>
    <message>
        <source>Run anyway</source>
        <translation>Trotzdem rechnen</translation>
    </message>
    <message>
        <source>{model} was not made for this scan:</source>
        <translation>{model} ist nicht für diese Aufnahme gemacht:</translation>
    </message>
    <message>
        <source>Its results may be wrong altogether, and nothing that is known of its quality holds. They are marked “outside the model's contract” in the picture, in the list and in every export; that you overrode the refusal is written down.</source>
        <translation>Die Ergebnisse können ganz und gar falsch sein, und nichts, was über die Güte des Modells bekannt ist, gilt. Sie werden im Bild, in der Liste und in jedem Export als „außerhalb des Modellvertrags“ gekennzeichnet; dass Sie die Ablehnung übergangen haben, wird festgehalten.</translation>
    </message>
</context>
<context>
    <name>OverrideLink</name>
    <message>
        <source>Run anyway…</source>
        <translation>Trotzdem rechnen …</translation>
    </message>
    <message>
        <source>Run {model} anyway</source>
        <translation>{model} trotzdem rechnen</translation>
    </message>
</context>
<context>
    <name>OwnMask</name>
    <message>
        <source>{voxels} px as drawn</source>
        <translation>{voxels} px wie gezeichnet</translation>
    </message>
    <message>
        <source>{ml} ml as drawn</source>
        <translation>{ml} ml wie gezeichnet</translation>
    </message>
</context>
<context>
    <name>PaneFrame</name>
    <message>
        <source>Pane {number}</source>
        <translation>Bildfeld {number}</translation>
    </message>
</context>
<context>
    <name>PaneText</name>
    <message>
        <source>(+{count} more)</source>
        <translation>(+{count} weitere)</translation>
    </message>
    <message>
        <source>Loading slice {number} …</source>
        <translation>Schicht {number} wird geladen …</translation>
    </message>
    <message>
        <source>Loading {done} of {count} slices …</source>
        <translation>{done} von {count} Schichten geladen …</translation>
    </message>
    <message>
        <source>Linked by hand</source>
        <translation>Von Hand gekoppelt</translation>
    </message>
    <message>
        <source>Mirrored</source>
        <translation>Gespiegelt</translation>
    </message>
    <message>
        <source>L/R flipped</source>
        <translation>L/R gespiegelt</translation>
    </message>
    <message>
        <source>Slab · {slab}</source>
        <translation>Slab · {slab}</translation>
    </message>
    <message>
        <source>{mm} mm MIP</source>
        <translation>{mm} mm MIP</translation>
    </message>
    <message>
        <source>{mm} mm MinIP</source>
        <translation>{mm} mm MinIP</translation>
    </message>
    <message>
        <source>{mm} mm mean</source>
        <translation>{mm} mm Mittelwert</translation>
    </message>
    <message>
        <source>Axial</source>
        <translation>Axial</translation>
    </message>
    <message>
        <source>Coronal</source>
        <translation>Koronar</translation>
    </message>
    <message>
        <source>Sagittal</source>
        <translation>Sagittal</translation>
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
        <source>Thickness {mm} mm</source>
        <translation>Dicke {mm} mm</translation>
    </message>
    <message>
        <source>Location {mm} mm</source>
        <translation>Position {mm} mm</translation>
    </message>
    <message>
        <source>Position {mm} mm</source>
        <translation>Position {mm} mm</translation>
    </message>
    <message>
        <source>Slice {number} / {count}</source>
        <translation>Schicht {number} / {count}</translation>
    </message>
    <message>
        <source>Position {letters} {mm} mm</source>
        <translation>Position {letters} {mm} mm</translation>
    </message>
    <message>
        <source>Plane {number} / {count}</source>
        <translation>Ebene {number} / {count}</translation>
    </message>
</context>
<context>
    <name>Patient</name>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>1 week</source>
        <translation>1 Woche</translation>
    </message>
    <message>
        <source>1 month</source>
        <translation>1 Monat</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 Jahr</translation>
    </message>
    <message>
        <source>{count} days</source>
        <translation>{count} Tage</translation>
    </message>
    <message>
        <source>{count} weeks</source>
        <translation>{count} Wochen</translation>
    </message>
    <message>
        <source>{count} months</source>
        <translation>{count} Monate</translation>
    </message>
    <message>
        <source>{count} years</source>
        <translation>{count} Jahre</translation>
    </message>
    <message>
        <source>male</source>
        <translation>männlich</translation>
    </message>
    <message>
        <source>female</source>
        <translation>weiblich</translation>
    </message>
    <message>
        <source>other</source>
        <translation>divers</translation>
    </message>
    <message>
        <source>Not DICOM: no patient named</source>
        <translation>Kein DICOM: ohne Patientenname</translation>
    </message>
    <message>
        <source>No patient name</source>
        <translation>Ohne Patientenname</translation>
    </message>
    <message>
        <source>Name hidden</source>
        <translation>Name ausgeblendet</translation>
    </message>
    <message>
        <source>Patient {number}</source>
        <translation>Patient {number}</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>{count} images</source>
        <translation>{count} Bilder</translation>
    </message>
    <message>
        <source>series {number}</source>
        <translation>Serie {number}</translation>
    </message>
    <message>
        <source>born {date}</source>
        <translation>geb. {date}</translation>
    </message>
</context>
<context>
    <name>PlanePanel</name>
    <message>
        <source>Planes</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>As they were taken</source>
        <translation>Wie aufgenommen</translation>
    </message>
    <message>
        <source>Axial</source>
        <translation>Axial</translation>
    </message>
    <message>
        <source>From the feet to the head</source>
        <translation>Von den Füßen zum Kopf</translation>
    </message>
    <message>
        <source>Coronal</source>
        <translation>Koronar</translation>
    </message>
    <message>
        <source>From the front to the back</source>
        <translation>Von vorn nach hinten</translation>
    </message>
    <message>
        <source>Sagittal</source>
        <translation>Sagittal</translation>
    </message>
    <message>
        <source>From the right to the left</source>
        <translation>Von rechts nach links</translation>
    </message>
    <message>
        <source>No slab</source>
        <translation>Kein Slab</translation>
    </message>
    <message>
        <source>The plane alone</source>
        <translation>Nur die Ebene</translation>
    </message>
    <message>
        <source>Largest value within the slab</source>
        <translation>Größter Wert im Slab</translation>
    </message>
    <message>
        <source>Smallest value within the slab</source>
        <translation>Kleinster Wert im Slab</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>Mean value within the slab</source>
        <translation>Mittelwert im Slab</translation>
    </message>
    <message>
        <source>Thickness of the slab</source>
        <translation>Dicke des Slabs</translation>
    </message>
    <message>
        <source>{mm} mm</source>
        <translation>{mm} mm</translation>
    </message>
</context>
<context>
    <name>PresetActions</name>
    <message>
        <source>My window</source>
        <translation>Mein Fenster</translation>
    </message>
</context>
<context>
    <name>PresetDialog</name>
    <message>
        <source>Window presets</source>
        <translation>Fenstervoreinstellungen</translation>
    </message>
</context>
<context>
    <name>PresetEditor</name>
    <message>
        <source>Modality</source>
        <translation>Modalität</translation>
    </message>
    <message>
        <source>Window presets</source>
        <translation>Fenstervoreinstellungen</translation>
    </message>
    <message>
        <source>Add the current window</source>
        <translation>Aktuelles Fenster hinzufügen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Restore shipped presets</source>
        <translation>Mitgelieferte wiederherstellen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Width / from</source>
        <translation>Breite / von</translation>
    </message>
    <message>
        <source>Centre / to</source>
        <translation>Mitte / bis</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Kind of {name}</source>
        <translation>Art von {name}</translation>
    </message>
    <message>
        <source>Key of {name}</source>
        <translation>Taste von {name}</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>Linear, exact</source>
        <translation>Linear, exakt</translation>
    </message>
    <message>
        <source>Sigmoid</source>
        <translation>Sigmoid</translation>
    </message>
    <message>
        <source>Percent</source>
        <translation>Prozent</translation>
    </message>
    <message>
        <source>Key {key} was that of {name}, which has no key now.</source>
        <translation>Taste {key} gehörte zu {name}; {name} hat nun keine.</translation>
    </message>
    <message>
        <source>“{text}” is no number.</source>
        <translation>„{text}“ ist keine Zahl.</translation>
    </message>
    <message>
        <source>Percent must rise from 0 to 100.</source>
        <translation>Die Prozente müssen zwischen 0 und 100 ansteigen.</translation>
    </message>
    <message>
        <source>The width of a window must be above 0.</source>
        <translation>Die Breite eines Fensters muss über 0 liegen.</translation>
    </message>
    <message>
        <source>{name} was deleted.</source>
        <translation>{name} wurde gelöscht.</translation>
    </message>
    <message>
        <source>The shipped presets of {modality} are as they came; what you added is still there.</source>
        <translation>Die mitgelieferten Voreinstellungen für {modality} sind wie am Anfang; Ihre eigenen sind noch da.</translation>
    </message>
</context>
<context>
    <name>PrivacyPage</name>
    <message>
        <source>Lightbox sends nothing anywhere and asks the network for nothing. Files are read where they lie; nothing is copied unless you ask for it.</source>
        <translation>Lightbox sendet nichts und fragt das Netz nach nichts. Dateien werden gelesen, wo sie liegen; kopiert wird nur, was Sie verlangen.</translation>
    </message>
    <message>
        <source>Hide the names of patients from the start on</source>
        <translation>Patientennamen von Anfang an ausblenden</translation>
    </message>
    <message>
        <source>Empty “Open recent”</source>
        <translation>„Zuletzt geöffnet“ leeren</translation>
    </message>
    <message>
        <source>Forget all studies of the index</source>
        <translation>Alle Studien des Index vergessen</translation>
    </message>
    <message>
        <source>The list of recent files is empty.</source>
        <translation>Die Liste der zuletzt geöffneten Dateien ist leer.</translation>
    </message>
    <message>
        <source>The index has forgotten all studies. The files are untouched.</source>
        <translation>Der Index hat alle Studien vergessen. Die Dateien sind unberührt.</translation>
    </message>
</context>
<context>
    <name>ProposalTools</name>
    <message>
        <source>Scribble</source>
        <translation>Striche</translation>
    </message>
    <message>
        <source>Grows from strokes over what belongs (S), and with Shift over what does not; shown first</source>
        <translation>Wächst aus Strichen über dem, was dazugehört (S), und mit Umschalt über dem, was nicht dazugehört; wird erst gezeigt</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>A model marks what is clicked, and with Shift not what is clicked</source>
        <translation>Ein Modell markiert, was angeklickt wird, und mit Umschalt nicht, was angeklickt wird</translation>
    </message>
    <message>
        <source>Take</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Marks what is proposed (Return)</source>
        <translation>Markiert, was vorgeschlagen ist (Eingabetaste)</translation>
    </message>
    <message>
        <source>Let go</source>
        <translation>Weglassen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>{model}: click what belongs, with Shift what does not.</source>
        <translation>{model}: anklicken, was dazugehört, mit Umschalt, was nicht dazugehört.</translation>
    </message>
    <message>
        <source>Drag over what belongs to it.</source>
        <translation>Über das ziehen, was dazugehört.</translation>
    </message>
    <message>
        <source>Now drag with Shift over what does not, all around.</source>
        <translation>Nun mit Umschalt ringsum über das ziehen, was nicht dazugehört.</translation>
    </message>
    <message>
        <source>Growing …</source>
        <translation>Wächst …</translation>
    </message>
    <message>
        <source>More strokes correct it. Return takes it, Esc lets it go.</source>
        <translation>Weitere Striche verbessern es. Eingabetaste übernimmt, Esc lässt es weg.</translation>
    </message>
</context>
<context>
    <name>Provenance</name>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>passed with reservations</source>
        <translation>mit Vorbehalt bestanden</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>{rules}, nothing was learned</source>
        <translation>{rules}, nichts wurde gelernt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Input check</source>
        <translation>Eingabeprüfung</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ReadButton</name>
    <message>
        <source>press to take the flag away (Ctrl+G)</source>
        <translation>anklicken nimmt die Markierung weg (Strg+G)</translation>
    </message>
    <message>
        <source>press to flag (Ctrl+G)</source>
        <translation>anklicken markiert (Strg+G)</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>Nicht begonnen</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Abgeschlossen</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>Markiert</translation>
    </message>
</context>
<context>
    <name>Recent</name>
    <message>
        <source>File {number} (name hidden)</source>
        <translation>Datei {number} (Name ausgeblendet)</translation>
    </message>
</context>
<context>
    <name>RecentList</name>
    <message>
        <source>RECENT</source>
        <translation>ZULETZT</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>{path} is not there any more.</source>
        <translation>{path} ist nicht mehr da.</translation>
    </message>
    <message>
        <source>Nothing was opened yet</source>
        <translation>Noch wurde nichts geöffnet</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Report of a model</source>
        <translation>Bericht eines Modells</translation>
    </message>
    <message>
        <source>{count} more: see the CSV file.</source>
        <translation>{count} weitere: siehe die CSV-Datei.</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>Bemerkung</translation>
    </message>
    <message>
        <source>Patient: hidden</source>
        <translation>Patient: verborgen</translation>
    </message>
    <message>
        <source>Patient: {name}, ID {id}</source>
        <translation>Patient: {name}, ID {id}</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Report of drawn masks</source>
        <translation>Bericht über gezeichnete Masken</translation>
    </message>
</context>
<context>
    <name>ReportCurves</name>
    <message>
        <source>Class that is told from the rest</source>
        <translation>Klasse, die von den übrigen unterschieden wird</translation>
    </message>
    <message>
        <source>ROC curve</source>
        <translation>ROC-Kurve</translation>
    </message>
    <message>
        <source>False positive rate</source>
        <translation>Falsch-positiv-Rate</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Präzision</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>Said probability</source>
        <translation>Angegebene Wahrscheinlichkeit</translation>
    </message>
    <message>
        <source>How often it was so</source>
        <translation>Wie oft es so war</translation>
    </message>
    <message>
        <source>● New</source>
        <translation>● Neu</translation>
    </message>
    <message>
        <source>● Base</source>
        <translation>● Ausgang</translation>
    </message>
    <message>
        <source>Area under the ROC curve</source>
        <translation>Fläche unter der ROC-Kurve</translation>
    </message>
    <message>
        <source>Average precision</source>
        <translation>Mittlere Präzision</translation>
    </message>
    <message>
        <source>Expected calibration error</source>
        <translation>Erwarteter Kalibrierfehler</translation>
    </message>
    <message>
        <source>Brier score, lower is better</source>
        <translation>Brier-Score, kleiner ist besser</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Markierungen</translation>
    </message>
    <message>
        <source>False marks per scan</source>
        <translation>Falsche Markierungen je Aufnahme</translation>
    </message>
    <message>
        <source>False marks per image</source>
        <translation>Falsche Markierungen je Bild</translation>
    </message>
</context>
<context>
    <name>ReportGallery</name>
    <message>
        <source>Lowest scores of the new model</source>
        <translation>Niedrigste Werte des neuen Modells</translation>
    </message>
    <message>
        <source>Where the new model is worse than the base by most</source>
        <translation>Wo das neue Modell am meisten hinter dem Ausgangsmodell liegt</translation>
    </message>
    <message>
        <source>New: {said}</source>
        <translation>Neu: {said}</translation>
    </message>
    <message>
        <source>Base: {said}</source>
        <translation>Ausgang: {said}</translation>
    </message>
</context>
<context>
    <name>ReviewButtons</name>
    <message>
        <source>Accept {name}</source>
        <translation>{name} annehmen</translation>
    </message>
    <message>
        <source>Accept (Enter)</source>
        <translation>Annehmen (Enter)</translation>
    </message>
    <message>
        <source>Reject {name}</source>
        <translation>{name} verwerfen</translation>
    </message>
    <message>
        <source>Reject (Backspace): it is hidden and in no export; undo brings it back</source>
        <translation>Verwerfen (Rücktaste): wird ausgeblendet und nicht exportiert; Rückgängig holt es zurück</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>rejected, hidden</source>
        <translation>verworfen, ausgeblendet</translation>
    </message>
</context>
<context>
    <name>RunButton</name>
    <message>
        <source>AI · {model}</source>
        <translation>KI · {model}</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Changes take effect at once.</source>
        <translation>Änderungen wirken sofort.</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Maus</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Datenschutz</translation>
    </message>
</context>
<context>
    <name>SettleButton</name>
    <message>
        <source>Settle</source>
        <translation>Festlegen</translation>
    </message>
    <message>
        <source>Makes what the readers agreed on the label of the dataset; what each of them read stays</source>
        <translation>Macht, worauf sich die Befunder geeinigt haben, zum Label des Datensatzes; was jeder befundet hat, bleibt</translation>
    </message>
    <message>
        <source>Agreed: {name}</source>
        <translation>Vereinbart: {name}</translation>
    </message>
    <message>
        <source>Agree, beginning with my read</source>
        <translation>Vereinbaren, ausgehend von meiner Befundung</translation>
    </message>
    <message>
        <source>Correct the label of the dataset as it is</source>
        <translation>Das Label des Datensatzes korrigieren, wie es ist</translation>
    </message>
    <message>
        <source>Agree, beginning with reader {reader}</source>
        <translation>Vereinbaren, ausgehend von Befunder {reader}</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>{key} on a mask</source>
        <translation>{key} an einer Maske</translation>
    </message>
    <message>
        <source>Hold {key}</source>
        <translation>{key} halten</translation>
    </message>
    <message>
        <source>Window presets of the modality</source>
        <translation>Fenstervoreinstellungen der Modalität</translation>
    </message>
    <message>
        <source>Labelling: answer with the label of the number</source>
        <translation>Beschriften: mit dem Label der Nummer antworten</translation>
    </message>
    <message>
        <source>Next or previous image</source>
        <translation>Nächstes oder voriges Bild</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>Am Zeiger zoomen</translation>
    </message>
    <message>
        <source>Ten images at once</source>
        <translation>Zehn Bilder auf einmal</translation>
    </message>
    <message>
        <source>Drag left</source>
        <translation>Links ziehen</translation>
    </message>
    <message>
        <source>Drag middle</source>
        <translation>Mitte ziehen</translation>
    </message>
    <message>
        <source>Drag right</source>
        <translation>Rechts ziehen</translation>
    </message>
    <message>
        <source>Click right</source>
        <translation>Rechtsklick</translation>
    </message>
    <message>
        <source>Menu of the picture</source>
        <translation>Menü des Bildes</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Ctrl+Wheel</source>
        <translation>Strg+Mausrad</translation>
    </message>
    <message>
        <source>Shift+Wheel</source>
        <translation>Umschalt+Mausrad</translation>
    </message>
    <message>
        <source>Alt+Wheel</source>
        <translation>Alt+Mausrad</translation>
    </message>
    <message>
        <source>Next or previous volume of the same slice</source>
        <translation>Nächstes oder voriges Volumen derselben Schicht</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>One pane alone, or all again</source>
        <translation>Ein Bildfeld allein oder wieder alle</translation>
    </message>
    <message>
        <source>Drag a caliper end</source>
        <translation>Ende einer Messung ziehen</translation>
    </message>
    <message>
        <source>Correct the measurement</source>
        <translation>Messung korrigieren</translation>
    </message>
    <message>
        <source>Drag the split line</source>
        <translation>Teilungslinie ziehen</translation>
    </message>
    <message>
        <source>More of the original or of the lens</source>
        <translation>Mehr vom Original oder vom Filter</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Maus</translation>
    </message>
    <message>
        <source>{title}, continued</source>
        <translation>{title}, Fortsetzung</translation>
    </message>
    <message>
        <source>Window: across is width, up and down is level</source>
        <translation>Fenster: quer Breite, auf und ab Lage</translation>
    </message>
    <message>
        <source>Zoom: up enlarges</source>
        <translation>Zoom: nach oben vergrößert</translation>
    </message>
    <message>
        <source>Scroll through the images</source>
        <translation>Durch die Bilder blättern</translation>
    </message>
    <message>
        <source>{key} on boxes</source>
        <translation>{key} an Kästen</translation>
    </message>
    <message>
        <source>{key} while labelling</source>
        <translation>{key} beim Beschriften</translation>
    </message>
</context>
<context>
    <name>ShortcutEditor</name>
    <message>
        <source>Search commands and keys</source>
        <translation>Befehle und Tasten suchen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Add another key</source>
        <translation>Weitere Taste</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Take it over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Lassen</translation>
    </message>
    <message>
        <source>Hold {key}</source>
        <translation>{key} halten</translation>
    </message>
    <message>
        <source>Changed by you.</source>
        <translation>Von Ihnen geändert.</translation>
    </message>
    <message>
        <source>No command has these words or keys.</source>
        <translation>Kein Befehl hat diese Wörter oder Tasten.</translation>
    </message>
    <message>
        <source>It works while its key is held; the key takes no Ctrl, Alt or Shift.</source>
        <translation>Wirkt, solange die Taste gehalten wird; ohne Strg, Alt oder Umschalt.</translation>
    </message>
    <message>
        <source>{key} belongs to the window itself: it opens a menu or goes through the window.</source>
        <translation>{key} gehört dem Fenster selbst: Es öffnet ein Menü oder wandert durch das Fenster.</translation>
    </message>
    <message>
        <source>{key} calls “{command}” ({menu}). Take it over? That command then loses the key.</source>
        <translation>{key} ruft „{command}“ ({menu}) auf. Übernehmen? Jener Befehl verliert dann die Taste.</translation>
    </message>
    <message>
        <source>A key that is held takes no Ctrl, Alt or Shift.</source>
        <translation>Eine gehaltene Taste nimmt kein Strg, Alt oder Umschalt.</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keys and mouse</source>
        <translation>Tasten und Maus</translation>
    </message>
    <message>
        <source>Search keys and words</source>
        <translation>Tasten und Wörter suchen</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>Als PDF speichern …</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>Tasten ändern …</translation>
    </message>
    <message>
        <source>Nothing has these words.</source>
        <translation>Nichts hat diese Wörter.</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Gespeichert als {name}.</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Als PDF speichern</translation>
    </message>
</context>
<context>
    <name>SliceBar</name>
    <message>
        <source>Slices</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Slice {number} of {count}, {loaded} loaded</source>
        <translation>Schicht {number} von {count}, {loaded} geladen</translation>
    </message>
    <message>
        <source>, {seen} seen</source>
        <translation>, {seen} gesehen</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>gesehen</translation>
    </message>
    <message>
        <source>loaded</source>
        <translation>geladen</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>wird geladen</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>nicht geladen</translation>
    </message>
    <message>
        <source>AI finding</source>
        <translation>KI-Befund</translation>
    </message>
    <message>
        <source>annotation</source>
        <translation>Annotation</translation>
    </message>
</context>
<context>
    <name>SliceText</name>
    <message>
        <source>Drop a folder, files or a ZIP here</source>
        <translation>Ordner, Dateien oder ZIP hierher ziehen</translation>
    </message>
    <message>
        <source>Drag a series here</source>
        <translation>Serie hierher ziehen</translation>
    </message>
    <message>
        <source>Derived image</source>
        <translation>Abgeleitetes Bild</translation>
    </message>
    <message>
        <source>Inverted</source>
        <translation>Invertiert</translation>
    </message>
    <message>
        <source>Colours: {name}</source>
        <translation>Farben: {name}</translation>
    </message>
    <message>
        <source>Zoom {percent} %</source>
        <translation>Zoom {percent} %</translation>
    </message>
    <message>
        <source>fit</source>
        <translation>eingepasst</translation>
    </message>
    <message>
        <source>true size</source>
        <translation>wahre Größe</translation>
    </message>
    <message>
        <source>No patient name</source>
        <translation>Ohne Patientenname</translation>
    </message>
    <message>
        <source>Series {number}</source>
        <translation>Serie {number}</translation>
    </message>
    <message>
        <source>sigmoid</source>
        <translation>sigmoid</translation>
    </message>
    <message>
        <source>Original · {lens} off while X is held</source>
        <translation>Original · {lens} aus, solange X gehalten wird</translation>
    </message>
    <message>
        <source>Original · {lens} is being computed</source>
        <translation>Original · {lens} wird berechnet</translation>
    </message>
    <message>
        <source>Pixels altered · {lens}</source>
        <translation>Pixel verändert · {lens}</translation>
    </message>
    <message>
        <source>Left of the line: original</source>
        <translation>Links der Linie: Original</translation>
    </message>
    <message>
        <source>Drawn by a person</source>
        <translation>Von einem Menschen gezeichnet</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>{state}, edited by a person</source>
        <translation>{state}, von Hand bearbeitet</translation>
    </message>
    <message>
        <source>{maker} · not made here · {state}</source>
        <translation>{maker} · nicht hier erstellt · {state}</translation>
    </message>
    <message>
        <source>By fixed rules, nothing learned</source>
        <translation>Durch feste Regeln, nichts gelernt</translation>
    </message>
    <message>
        <source>Outside the model's contract</source>
        <translation>Außerhalb des Modellvertrags</translation>
    </message>
    <message>
        <source>Boxes below {score} not shown: {hidden}</source>
        <translation>Kästen unter {score} nicht gezeigt: {hidden}</translation>
    </message>
    <message>
        <source>{name}: drawn from {threshold}</source>
        <translation>{name}: gezeichnet ab {threshold}</translation>
    </message>
    <message>
        <source>(edited)</source>
        <translation>(bearbeitet)</translation>
    </message>
    <message>
        <source>{length} mm (calibrated)</source>
        <translation>{length} mm (kalibriert)</translation>
    </message>
    <message>
        <source>{length} px (no spacing in the file)</source>
        <translation>{length} px (kein Abstand in der Datei)</translation>
    </message>
    <message>
        <source>{length} mm (detector plane)</source>
        <translation>{length} mm (Detektorebene)</translation>
    </message>
</context>
<context>
    <name>SliceView</name>
    <message>
        <source>AI marks hidden</source>
        <translation>KI-Markierungen ausgeblendet</translation>
    </message>
</context>
<context>
    <name>SourceCheckPage</name>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Struktur</translation>
    </message>
    <message>
        <source>nothing marked</source>
        <translation>nichts markiert</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Persons or blocks</source>
        <translation>Personen oder Blöcke</translation>
    </message>
    <message>
        <source>Most of one</source>
        <translation>Meiste von einer</translation>
    </message>
    <message>
        <source>Nothing wrong was found.</source>
        <translation>Es wurde nichts Falsches gefunden.</translation>
    </message>
    <message>
        <source>Not part of it: {name}: {reason}</source>
        <translation>Gehört nicht dazu: {name}: {reason}</translation>
    </message>
    <message>
        <source>and {count} more files.</source>
        <translation>und {count} weitere Dateien.</translation>
    </message>
    <message>
        <source>{images} images with a class, of {persons} persons or blocks</source>
        <translation>{images} Bilder mit Klasse, von {persons} Personen oder Blöcken</translation>
    </message>
    <message>
        <source>{images} images with masks, of {persons} persons or blocks</source>
        <translation>{images} Bilder mit Masken, von {persons} Personen oder Blöcken</translation>
    </message>
    <message>
        <source>{images} images with boxes, of {persons} persons or blocks</source>
        <translation>{images} Bilder mit Kästen, von {persons} Personen oder Blöcken</translation>
    </message>
    <message>
        <source>{least} to {most} images of each, {middle} in the middle</source>
        <translation>je {least} bis {most} Bilder, in der Mitte {middle}</translation>
    </message>
    <message>
        <source>{most} images of each</source>
        <translation>je {most} Bilder</translation>
    </message>
    <message>
        <source>Leave this image out</source>
        <translation>Dieses Bild auslassen</translation>
    </message>
    <message>
        <source>Leave these {count} images out</source>
        <translation>Diese {count} Bilder auslassen</translation>
    </message>
    <message>
        <source>Show the files</source>
        <translation>Dateien zeigen</translation>
    </message>
</context>
<context>
    <name>SpacingDialog</name>
    <message>
        <source>Size of the pixels</source>
        <translation>Pixelgröße</translation>
    </message>
    <message>
        <source>&amp;Unknown: lengths are counted in pixels</source>
        <translation>&amp;Unbekannt: Längen werden in Pixeln gezählt</translation>
    </message>
    <message>
        <source>&amp;Known:</source>
        <translation>&amp;Bekannt:</translation>
    </message>
    <message>
        <source>Width of a pixel</source>
        <translation>Breite eines Pixels</translation>
    </message>
    <message>
        <source>Height of a pixel</source>
        <translation>Höhe eines Pixels</translation>
    </message>
    <message>
        <source>Distance of the pages</source>
        <translation>Abstand der Seiten</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Measured at the &amp;detector, as in a radiograph</source>
        <translation>Am &amp;Detektor gemessen, wie beim Röntgenbild</translation>
    </message>
    <message>
        <source>&amp;Width</source>
        <translation>B&amp;reite</translation>
    </message>
    <message>
        <source>&amp;Height</source>
        <translation>&amp;Höhe</translation>
    </message>
    <message>
        <source>&amp;Pages apart</source>
        <translation>&amp;Seitenabstand</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>{name} does not tell how large its pixels are.</source>
        <translation>{name} sagt nicht, wie groß die Pixel sind.</translation>
    </message>
    <message>
        <source>{count} pictures do not tell how large their pixels are. The answer holds for all of them.</source>
        <translation>{count} Bilder sagen nicht, wie groß ihre Pixel sind. Die Antwort gilt für alle.</translation>
    </message>
    <message>
        <source>The file names a resolution of {across} × {down} mm, which is often meant for a printer.</source>
        <translation>Die Datei nennt eine Auflösung von {across} × {down} mm, oft für einen Drucker gemeint.</translation>
    </message>
</context>
<context>
    <name>StepRow</name>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Take out of the lens</source>
        <translation>Aus dem Filter nehmen</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Voreinstellungen</translation>
    </message>
</context>
<context>
    <name>StudyBrowser</name>
    <message>
        <source>Studies</source>
        <translation>Studien</translation>
    </message>
    <message>
        <source>Show on images</source>
        <translation>Auf Bildern zeigen</translation>
    </message>
</context>
<context>
    <name>StudyRows</name>
    <message>
        <source>1 more patient</source>
        <translation>1 weiterer Patient</translation>
    </message>
    <message>
        <source>{count} more patients</source>
        <translation>{count} weitere Patienten</translation>
    </message>
    <message>
        <source>Scroll on, or click, to list them</source>
        <translation>Weiterblättern oder klicken, um sie aufzulisten</translation>
    </message>
    <message>
        <source>1 file left out</source>
        <translation>1 Datei ausgelassen</translation>
    </message>
    <message>
        <source>{count} files left out</source>
        <translation>{count} Dateien ausgelassen</translation>
    </message>
    <message>
        <source>Study without date</source>
        <translation>Studie ohne Datum</translation>
    </message>
    <message>
        <source>{count} volumes</source>
        <translation>{count} Volumen</translation>
    </message>
    <message>
        <source>Ctrl+Up and Ctrl+Down, or Alt and the wheel, step through the volumes</source>
        <translation>Strg+Auf und Strg+Ab oder Alt und Mausrad gehen durch die Volumen</translation>
    </message>
    <message>
        <source>Not a picture: it cannot be opened here.</source>
        <translation>Kein Bild: lässt sich hier nicht öffnen.</translation>
    </message>
    <message>
        <source>Click to show it on the images that it was made from.</source>
        <translation>Klicken, um es auf den Bildern zu zeigen, aus denen es entstanden ist.</translation>
    </message>
</context>
<context>
    <name>StudySearch</name>
    <message>
        <source>Find a study</source>
        <translation>Studie suchen</translation>
    </message>
    <message>
        <source>Name, ID, date, modality or description: muller ct 2024-03</source>
        <translation>Name, ID, Datum, Modalität oder Beschreibung: müller ct 2024-03</translation>
    </message>
    <message>
        <source>Remember studies that are opened</source>
        <translation>Geöffnete Studien merken</translation>
    </message>
    <message>
        <source>Names, dates and where the files are, on this computer only. No picture is copied.</source>
        <translation>Namen, Daten und Dateiorte, nur auf diesem Rechner. Kein Bild wird kopiert.</translation>
    </message>
    <message>
        <source>Forget all…</source>
        <translation>Alle vergessen …</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>The {shown} newest that fit, of {total} studies</source>
        <translation>Die {shown} neuesten passenden von {total} Studien</translation>
    </message>
    <message>
        <source>The {shown} opened last, of {total} studies</source>
        <translation>Die {shown} zuletzt geöffneten von {total} Studien</translation>
    </message>
    <message>
        <source>{shown} of {total} studies</source>
        <translation>{shown} von {total} Studien</translation>
    </message>
    <message>
        <source>{total} studies</source>
        <translation>{total} Studien</translation>
    </message>
    <message>
        <source>1 study</source>
        <translation>1 Studie</translation>
    </message>
    <message>
        <source>The list of studies cannot be read</source>
        <translation>Die Studienliste kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>While names are hidden, only modalities and dates of studies are searched: ct, mr, 2024, 2024-03, 12.03.2024, 2024-01..2024-06.</source>
        <translation>Solange Namen verborgen sind, wird nur nach Modalität und Datum der Untersuchung gesucht: ct, mr, 2024, 2024-03, 12.03.2024, 2024-01..2024-06.</translation>
    </message>
    <message>
        <source>Part of a name or number will do, and words in any order. A modality: ct, mr. A date: 2024, 2024-03, 12.03.2024, 2024-01..2024-06.</source>
        <translation>Ein Teil von Name oder Nummer genügt, Wörter in beliebiger Folge. Modalität: ct, mr. Datum: 2024, 2024-03, 12.03.2024, 2024-01..2024-06.</translation>
    </message>
    <message>
        <source>No studies yet</source>
        <translation>Noch keine Studien</translation>
    </message>
    <message>
        <source>Studies that you open are listed here, to be found and opened again. The list stays on this computer; nothing is copied.</source>
        <translation>Geöffnete Studien stehen hier, um sie wiederzufinden und zu öffnen. Die Liste bleibt auf diesem Rechner; nichts wird kopiert.</translation>
    </message>
    <message>
        <source>Studies are not remembered</source>
        <translation>Studien werden nicht gemerkt</translation>
    </message>
    <message>
        <source>Tick the box below to list studies that you open, on this computer only.</source>
        <translation>Haken Sie unten an, um geöffnete Studien aufzulisten, nur auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Studies</source>
        <translation>Studien</translation>
    </message>
    <message>
        <source>Names are hidden: date or modality, ct 2024-03</source>
        <translation>Namen sind verborgen: Datum oder Modalität, ct 2024-03</translation>
    </message>
    <message>
        <source>1 study was forgotten.</source>
        <translation>1 Studie wurde vergessen.</translation>
    </message>
    <message>
        <source>{count} studies were forgotten.</source>
        <translation>{count} Studien wurden vergessen.</translation>
    </message>
    <message>
        <source>{told} The files are where they were.</source>
        <translation>{told} Die Dateien liegen, wo sie waren.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Forget this study</source>
        <translation>Diese Studie vergessen</translation>
    </message>
    <message>
        <source>Forget all {total} studies on this computer? The files stay where they are.</source>
        <translation>Alle {total} Studien auf diesem Rechner vergessen? Die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Forget all studies on this computer? The files stay where they are.</source>
        <translation>Alle Studien auf diesem Rechner vergessen? Die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Forget all</source>
        <translation>Alle vergessen</translation>
    </message>
</context>
<context>
    <name>StudyTableModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>Modalität</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Last opened</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>No patient name</source>
        <translation>Ohne Patientenname</translation>
    </message>
    <message>
        <source>today {time}</source>
        <translation>heute {time}</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>gestern</translation>
    </message>
    <message>
        <source>born {day}</source>
        <translation>geb. {day}</translation>
    </message>
    <message>
        <source>{series} series, {images} images</source>
        <translation>{series} Serien, {images} Bilder</translation>
    </message>
    <message>
        <source>Accession number {number}</source>
        <translation>Anforderungsnummer {number}</translation>
    </message>
</context>
<context>
    <name>TagDialog</name>
    <message>
        <source>DICOM tags</source>
        <translation>DICOM-Tags</translation>
    </message>
    <message>
        <source>Tag, name or value: 0018, thickness, siemens</source>
        <translation>Tag, Name oder Wert: 0018, thickness, siemens</translation>
    </message>
    <message>
        <source>Filter the tags</source>
        <translation>Tags filtern</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>Wert kopieren</translation>
    </message>
    <message>
        <source>Copy row</source>
        <translation>Zeile kopieren</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>No element fits.</source>
        <translation>Kein Element passt.</translation>
    </message>
    <message>
        <source>This plane runs through several slices: these are the tags of the one nearest to its middle.</source>
        <translation>Diese Ebene läuft durch mehrere Schichten: Dies sind die Tags der Schicht nächst ihrer Mitte.</translation>
    </message>
    <message>
        <source>{found} of {total} elements</source>
        <translation>{found} von {total} Elementen</translation>
    </message>
    <message>
        <source>{total} elements</source>
        <translation>{total} Elemente</translation>
    </message>
</context>
<context>
    <name>TagTableModel</name>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>VR</source>
        <translation>VR</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
</context>
<context>
    <name>TeachDataPage</name>
    <message>
        <source>A folder per class</source>
        <translation>Ein Ordner je Klasse</translation>
    </message>
    <message>
        <source>Images and masks</source>
        <translation>Bilder und Masken</translation>
    </message>
    <message>
        <source>Something else…</source>
        <translation>Etwas anderes …</translation>
    </message>
    <message>
        <source>NIfTI, tables, lists, boxes, DICOM with segmentations</source>
        <translation>NIfTI, Tabellen, Listen, Kästen, DICOM mit Segmentierungen</translation>
    </message>
    <message>
        <source>Folder of the images</source>
        <translation>Ordner der Bilder</translation>
    </message>
    <message>
        <source>Folder that holds one folder per class</source>
        <translation>Ordner mit einem Ordner je Klasse</translation>
    </message>
    <message>
        <source>Folder of the masks</source>
        <translation>Ordner der Masken</translation>
    </message>
    <message>
        <source>PNG masks of the same names as the images</source>
        <translation>PNG-Masken mit den Namen der Bilder</translation>
    </message>
    <message>
        <source>optional, e.g. ^(.+)_slice: the bracket picks the person from a file name</source>
        <translation>freiwillig, z. B. ^(.+)_slice: Die Klammer holt die Person aus dem Dateinamen</translation>
    </message>
    <message>
        <source>all, or a few names with commas</source>
        <translation>alle, oder einige Namen mit Kommas</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>only where one mask file has several structures, e.g. lung=1, heart=2</source>
        <translation>nur wenn eine Maskendatei mehrere Strukturen hat, z. B. lung=1, heart=2</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Check the images</source>
        <translation>Bilder prüfen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>Masken</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Most per class</source>
        <translation>Höchstens je Klasse</translation>
    </message>
    <message>
        <source>Mask flags</source>
        <translation>Maskenwerte</translation>
    </message>
    <message>
        <source>PNG and JPEG show</source>
        <translation>PNG und JPEG zeigen</translation>
    </message>
    <message>
        <source>More: persons, some of the classes, fewer images</source>
        <translation>Mehr: Personen, einzelne Klassen, weniger Bilder</translation>
    </message>
    <message>
        <source>What the check found</source>
        <translation>Ergebnis der Prüfung</translation>
    </message>
    <message>
        <source>Your images are copied into the dataset as they are read; the folders stay untouched.</source>
        <translation>Ihre Bilder werden beim Lesen in den Datensatz kopiert; die Ordner bleiben unberührt.</translation>
    </message>
    <message>
        <source>{count} images ({added} added).</source>
        <translation>{count} Bilder ({added} neu).</translation>
    </message>
    <message>
        <source>{count} images ({added} added, {known} known before).</source>
        <translation>{count} Bilder ({added} neu, {known} schon bekannt).</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Struktur</translation>
    </message>
    <message>
        <source>Persons or blocks</source>
        <translation>Personen oder Blöcke</translation>
    </message>
    <message>
        <source>Left out {name}: {reason}</source>
        <translation>{name} ausgelassen: {reason}</translation>
    </message>
    <message>
        <source>and {count} more files.</source>
        <translation>und {count} weitere Dateien.</translation>
    </message>
    <message>
        <source>PNG or JPEG pictures</source>
        <translation>PNG- oder JPEG-Bilder</translation>
    </message>
</context>
<context>
    <name>TeachDecisionBar</name>
    <message>
        <source>Keep the base</source>
        <translation>Ausgangsmodell behalten</translation>
    </message>
    <message>
        <source>Keep as draft</source>
        <translation>Als Entwurf behalten</translation>
    </message>
    <message>
        <source>It can be run and looked at; it is never the suggested model</source>
        <translation>Es lässt sich ausführen und ansehen; vorgeschlagen wird es nie</translation>
    </message>
    <message>
        <source>Adopt</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Make it the default for what it answers</source>
        <translation>Zum Standard machen für das, was es beantwortet</translation>
    </message>
    <message>
        <source>Back to the base</source>
        <translation>Zurück zum Ausgangsmodell</translation>
    </message>
    <message>
        <source>The default is what it was before; the new model stays as a draft</source>
        <translation>Standard ist wieder, was es vorher war; das neue Modell bleibt als Entwurf</translation>
    </message>
    <message>
        <source>Why adopt it all the same? The reason is kept with the decision</source>
        <translation>Warum trotzdem übernehmen? Der Grund wird mit der Entscheidung aufbewahrt</translation>
    </message>
    <message>
        <source>Reason for adopting the model</source>
        <translation>Grund für die Übernahme des Modells</translation>
    </message>
    <message>
        <source>The report does not say that the new model is better: adopting it needs a reason.</source>
        <translation>Der Bericht sagt nicht, dass das neue Modell besser ist: Die Übernahme braucht einen Grund.</translation>
    </message>
    <message>
        <source>Forgetting: {sentence}</source>
        <translation>Vergessen: {sentence}</translation>
    </message>
</context>
<context>
    <name>TeachDialog</name>
    <message>
        <source>Teach a model</source>
        <translation>Modell anlernen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>1  Data</source>
        <translation>1  Daten</translation>
    </message>
    <message>
        <source>2  Split</source>
        <translation>2  Aufteilung</translation>
    </message>
    <message>
        <source>3  Plan</source>
        <translation>3  Plan</translation>
    </message>
    <message>
        <source>4  Run</source>
        <translation>4  Lauf</translation>
    </message>
    <message>
        <source>5  Report</source>
        <translation>5  Bericht</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
</context>
<context>
    <name>TeachForecastRow</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>How long will it take?</source>
        <translation>Wie lange wird es dauern?</translation>
    </message>
    <message>
        <source>Teaching a few pictures on trial…</source>
        <translation>Ein paar Bilder werden zur Probe gelehrt …</translation>
    </message>
    <message>
        <source>About {time}</source>
        <translation>Etwa {time}</translation>
    </message>
    <message>
        <source>{size} GB of memory</source>
        <translation>{size} GB Speicher</translation>
    </message>
    <message>
        <source>{size} GB of the graphics card</source>
        <translation>{size} GB der Grafikkarte</translation>
    </message>
    <message>
        <source>Teaches {some} of {all} parameters.</source>
        <translation>Lehrt {some} von {all} Parametern.</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
</context>
<context>
    <name>TeachPlanMore</name>
    <message>
        <source>Dataset of what the base could do</source>
        <translation>Datensatz dessen, was die Basis konnte</translation>
    </message>
    <message>
        <source>optional: another split dataset, to see what is forgotten</source>
        <translation>freiwillig: ein anderer aufgeteilter Datensatz, um zu sehen, was vergessen wird</translation>
    </message>
    <message>
        <source>Course of the rate</source>
        <translation>Verlauf der Lernrate</translation>
    </message>
    <message>
        <source>After a rise over the first tenth of the steps</source>
        <translation>Nach einem Anstieg über das erste Zehntel der Schritte</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Weight Decay</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>Geduld</translation>
    </message>
    <message>
        <source>Epochs without a better score before the run ends</source>
        <translation>Epochen ohne besseren Wert, bevor der Lauf endet</translation>
    </message>
    <message>
        <source>Versions of a picture</source>
        <translation>Fassungen eines Bilds</translation>
    </message>
    <message>
        <source>How many changed versions of each picture the cached features hold; 1 is the picture itself</source>
        <translation>Wie viele veränderte Fassungen jedes Bilds die gespeicherten Merkmale enthalten; 1 ist das Bild selbst</translation>
    </message>
    <message>
        <source>Forgetting check</source>
        <translation>Prüfung auf Vergessen</translation>
    </message>
    <message>
        <source>Parts of the network that stay as they are</source>
        <translation>Teile des Netzes, die bleiben, wie sie sind</translation>
    </message>
    <message>
        <source>Changes of the pictures while they are taught</source>
        <translation>Veränderungen der Bilder beim Lehren</translation>
    </message>
    <message>
        <source>falling as a cosine</source>
        <translation>fällt als Kosinus</translation>
    </message>
    <message>
        <source>staying</source>
        <translation>bleibt gleich</translation>
    </message>
    <message>
        <source>falling in two steps</source>
        <translation>fällt in zwei Stufen</translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>vorgeschlagen</translation>
    </message>
    <message>
        <source>cross entropy</source>
        <translation>Kreuzentropie</translation>
    </message>
    <message>
        <source>binary cross entropy</source>
        <translation>binäre Kreuzentropie</translation>
    </message>
    <message>
        <source>focal</source>
        <translation>Focal</translation>
    </message>
    <message>
        <source>Dice with cross entropy</source>
        <translation>Dice mit Kreuzentropie</translation>
    </message>
</context>
<context>
    <name>TeachPlanPage</name>
    <message>
        <source>by itself, from the classes</source>
        <translation>selbsttätig, aus den Klassen</translation>
    </message>
    <message>
        <source>no: right stays right (suggested)</source>
        <translation>nein: rechts bleibt rechts (vorgeschlagen)</translation>
    </message>
    <message>
        <source>left and right</source>
        <translation>links und rechts</translation>
    </message>
    <message>
        <source>left and right, top and bottom</source>
        <translation>links und rechts, oben und unten</translation>
    </message>
    <message>
        <source>Whether a mirrored picture may stand for the picture; kept with the dataset for the next time</source>
        <translation>Ob ein gespiegeltes Bild für das Bild stehen darf; wird beim Datensatz für das nächste Mal behalten</translation>
    </message>
    <message>
        <source>More: steps, parts that stay, augmentation with samples, forgetting check</source>
        <translation>Mehr: Schritte, bleibende Teile, Veränderungen mit Beispielen, Prüfung auf Vergessen</translation>
    </message>
    <message>
        <source>Use the suggestion</source>
        <translation>Vorschlag verwenden</translation>
    </message>
    <message>
        <source>{model} {version}, draft</source>
        <translation>{model} {version}, Entwurf</translation>
    </message>
    <message>
        <source>{network}, from random weights: each part of a mask is found as an object, by box and outline</source>
        <translation>{network}, aus zufälligen Gewichten: jeder Teil einer Maske wird als Objekt gefunden, mit Kasten und Umriss</translation>
    </message>
    <message>
        <source>{network}, from random weights</source>
        <translation>{network}, mit zufälligen Gewichten</translation>
    </message>
    <message>
        <source>{network}, from random weights ({count} million)</source>
        <translation>{network}, mit zufälligen Gewichten ({count} Millionen)</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Ausgehen von</translation>
    </message>
    <message>
        <source>Teach</source>
        <translation>Anlernen</translation>
    </message>
    <message>
        <source>Probabilities</source>
        <translation>Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>Epochs at most</source>
        <translation>Höchstens Epochen</translation>
    </message>
    <message>
        <source>Images a step</source>
        <translation>Bilder je Schritt</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Mirrored pictures</source>
        <translation>Gespiegelte Bilder</translation>
    </message>
    <message>
        <source>Name of the new model</source>
        <translation>Name des neuen Modells</translation>
    </message>
    <message>
        <source>The plan</source>
        <translation>Der Plan</translation>
    </message>
    <message>
        <source>The held-out part is used once, at the end, for the comparison with the base. Training runs in a process of its own at low priority: you can go on reading, and close the window.</source>
        <translation>Der zurückgehaltene Teil dient einmal, am Ende, zum Vergleich mit dem Ausgangsmodell. Das Training läuft in einem eigenen Prozess mit niedriger Priorität: Sie können weiterarbeiten und das Fenster schließen.</translation>
    </message>
</context>
<context>
    <name>TeachReportPage</name>
    <message>
        <source>Save as PDF…</source>
        <translation>Als PDF speichern …</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Found and false marks</source>
        <translation>Gefundene und falsche Markierungen</translation>
    </message>
    <message>
        <source>Worst cases</source>
        <translation>Schlechteste Fälle</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Als PDF speichern</translation>
    </message>
    <message>
        <source>The report comes when the run has ended.</source>
        <translation>Der Bericht kommt, wenn der Lauf beendet ist.</translation>
    </message>
    <message>
        <source>Leak</source>
        <translation>Leck</translation>
    </message>
    <message>
        <source>Caution</source>
        <translation>Vorsicht</translation>
    </message>
    <message>
        <source>Leak checks: {passed} passed, {left} not made.</source>
        <translation>Leckprüfungen: {passed} bestanden, {left} nicht gemacht.</translation>
    </message>
    <message>
        <source>New: {model}</source>
        <translation>Neu: {model}</translation>
    </message>
    <message>
        <source>Base: {model}</source>
        <translation>Ausgang: {model}</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>What was called most likely, by the true class</source>
        <translation>Was am wahrscheinlichsten genannt wurde, nach der wahren Klasse</translation>
    </message>
    <message>
        <source>the likeliest class</source>
        <translation>die wahrscheinlichste Klasse</translation>
    </message>
    <message>
        <source>from a probability of 0.5</source>
        <translation>ab einer Wahrscheinlichkeit von 0,5</translation>
    </message>
    <message>
        <source>set on the validation part for 0.9 sensitivity</source>
        <translation>am Validierungsteil auf Sensitivität 0,9 gesetzt</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>Genannt</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>Specificity</source>
        <translation>Spezifität</translation>
    </message>
    <message>
        <source>Operating points</source>
        <translation>Arbeitspunkte</translation>
    </message>
    <message>
        <source>Cases / persons</source>
        <translation>Fälle / Personen</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Subgroups</source>
        <translation>Untergruppen</translation>
    </message>
    <message>
        <source>Forgetting</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>There is no model to compare with; a guess by where the structures lay in most training cases stands for it.</source>
        <translation>Es gibt kein Modell zum Vergleichen; an seiner Stelle steht die Lage der Strukturen in den meisten Trainingsfällen.</translation>
    </message>
    <message>
        <source>There is no model to compare with, so there is no verdict.</source>
        <translation>Es gibt kein Modell zum Vergleich, daher auch kein Urteil.</translation>
    </message>
    <message>
        <source>{cases} held-out cases of {groups} persons or blocks.</source>
        <translation>{cases} zurückgehaltene Fälle von {groups} Personen oder Blöcken.</translation>
    </message>
    <message>
        <source>{cases} held-out cases of as many persons or blocks.</source>
        <translation>{cases} zurückgehaltene Fälle von ebenso vielen Personen oder Blöcken.</translation>
    </message>
    <message>
        <source>The new model's input check would refuse {count} of these cases.</source>
        <translation>Die Eingabeprüfung des neuen Modells würde {count} dieser Fälle ablehnen.</translation>
    </message>
    <message>
        <source>The new model is one network; the base is {count} networks that answer together. Part of the difference comes from that.</source>
        <translation>Das neue Modell ist ein Netz; das Ausgangsmodell sind {count} Netze, die gemeinsam antworten. Ein Teil des Unterschieds kommt daher.</translation>
    </message>
    <message>
        <source>The new model is {new} networks, the base {count} that answer together. Part of the difference comes from that.</source>
        <translation>Das neue Modell sind {new} Netze, das Ausgangsmodell {count}, die gemeinsam antworten. Ein Teil des Unterschieds kommt daher.</translation>
    </message>
    <message>
        <source>The base cannot answer this question; the linear probe on its features stands for it.</source>
        <translation>Das Ausgangsmodell kann diese Frage nicht beantworten; die lineare Probe auf seinen Merkmalen steht dafür.</translation>
    </message>
    <message>
        <source>There is no model to compare with; a guess by the frequency of the classes stands for it.</source>
        <translation>Es gibt kein Vergleichsmodell; Raten nach der Häufigkeit der Klassen steht dafür.</translation>
    </message>
</context>
<context>
    <name>TeachRunPage</name>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Score on the validation part</source>
        <translation>Güte auf dem Validierungsteil</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Good enough, stop</source>
        <translation>Gut genug, beenden</translation>
    </message>
    <message>
        <source>Make the model of the best epoch so far</source>
        <translation>Das Modell der bisher besten Epoche erzeugen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>End the run; it can go on later where it stood</source>
        <translation>Beendet den Lauf; er kann später weitergehen</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>Noch kein Lauf</translation>
    </message>
    <message>
        <source>Choose images and a plan first.</source>
        <translation>Wählen Sie zuerst Bilder und einen Plan.</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>{metric} on the validation part</source>
        <translation>{metric} auf dem Validierungsteil</translation>
    </message>
    <message>
        <source>Epoch {number} of {count}</source>
        <translation>Epoche {number} von {count}</translation>
    </message>
    <message>
        <source>loss {value}</source>
        <translation>Verlust {value}</translation>
    </message>
    <message>
        <source>{size} GB of memory</source>
        <translation>{size} GB Speicher</translation>
    </message>
    <message>
        <source>{size} GB of the graphics card</source>
        <translation>{size} GB der Grafikkarte</translation>
    </message>
    <message>
        <source>{count} images a second</source>
        <translation>{count} Bilder je Sekunde</translation>
    </message>
    <message>
        <source>learning rate {rate}</source>
        <translation>Lernrate {rate}</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>noch {seconds} s</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>noch {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s left</source>
        <translation>noch {minutes} min {seconds} s</translation>
    </message>
</context>
<context>
    <name>TeachSplitPage</name>
    <message>
        <source>By person, or in blocks of files where none is known (suggested)</source>
        <translation>Nach Person, oder in Blöcken von Dateien, wo keine bekannt ist (vorgeschlagen)</translation>
    </message>
    <message>
        <source>By scanner: hold one out</source>
        <translation>Nach Gerät: eines zurückhalten</translation>
    </message>
    <message>
        <source>By date: test on the last quarters</source>
        <translation>Nach Datum: an den letzten Quartalen testen</translation>
    </message>
    <message>
        <source>Scanner that is held out</source>
        <translation>Gerät, das zurückgehalten wird</translation>
    </message>
    <message>
        <source>Scanner and date can be chosen where the cases keep them: from DICOM, with both wanted at the import.</source>
        <translation>Gerät und Datum lassen sich wählen, wo die Fälle sie behalten: aus DICOM, wenn beides beim Einlesen gewünscht war.</translation>
    </message>
    <message>
        <source>Split again</source>
        <translation>Neu aufteilen</translation>
    </message>
    <message>
        <source>Use the suggestion</source>
        <translation>Vorschlag verwenden</translation>
    </message>
    <message>
        <source>Scanner {number}: {cases} images of {persons} persons</source>
        <translation>Gerät {number}: {cases} Bilder von {persons} Personen</translation>
    </message>
    <message>
        <source>The split</source>
        <translation>Die Aufteilung</translation>
    </message>
    <message>
        <source>The test part is put aside until the end: training and choosing never see it.</source>
        <translation>Der Testteil liegt bis zum Ende beiseite: Training und Auswahl sehen ihn nie.</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Images / persons or blocks</source>
        <translation>Bilder / Personen oder Blöcke</translation>
    </message>
    <message>
        <source>No model was held against the test part yet.</source>
        <translation>Noch kein Modell wurde am Testteil gemessen.</translation>
    </message>
    <message>
        <source>The test part was opened once; the next comparison has wider intervals.</source>
        <translation>Der Testteil wurde einmal geöffnet; der nächste Vergleich hat weitere Intervalle.</translation>
    </message>
    <message>
        <source>The test part was opened {count} times; the next comparison has wider intervals.</source>
        <translation>Der Testteil wurde {count}-mal geöffnet; der nächste Vergleich hat weitere Intervalle.</translation>
    </message>
    <message>
        <source>The test part was opened {count} time(s). With another split, results can no longer be compared with those of before, and what was looked at may come back into the test. It is counted on.</source>
        <translation>Der Testteil wurde {count}-mal geöffnet. Mit einer anderen Aufteilung lassen sich Ergebnisse nicht mehr mit früheren vergleichen, und was angesehen wurde, kann wieder in den Test kommen. Es wird weitergezählt.</translation>
    </message>
    <message>
        <source>Split again all the same</source>
        <translation>Trotzdem neu aufteilen</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>In no part</source>
        <translation>In keinem Teil</translation>
    </message>
    <message>
        <source>The split is frozen: SHA-256 {start}…</source>
        <translation>Die Aufteilung ist eingefroren: SHA-256 {start}…</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
</context>
<context>
    <name>TrueSize</name>
    <message>
        <source>True size of the detector plane: what lies nearer to the tube is smaller than shown.</source>
        <translation>Wahre Größe der Detektorebene: Was näher an der Röhre liegt, ist kleiner als gezeigt.</translation>
    </message>
    <message>
        <source>There is no true size: the file does not tell how large its pixels are.</source>
        <translation>Keine wahre Größe: Die Datei sagt nicht, wie groß die Pixel sind.</translation>
    </message>
    <message>
        <source>Calibrate with an object of known length, or fit the picture to the pane.</source>
        <translation>Kalibrieren Sie mit einem Objekt bekannter Länge, oder passen Sie das Bild ein.</translation>
    </message>
    <message>
        <source>There is no true size: this screen does not tell how large it is.</source>
        <translation>Keine wahre Größe: Dieser Bildschirm nennt seine Größe nicht.</translation>
    </message>
    <message>
        <source>Use a screen that does, or measure: lengths in millimetres are right at any zoom.</source>
        <translation>Nutzen Sie einen anderen Bildschirm oder messen Sie: Längen in Millimetern stimmen bei jedem Zoom.</translation>
    </message>
</context>
<context>
    <name>WindowReadout</name>
    <message>
        <source>Window width and level; click for presets</source>
        <translation>Fensterbreite und -lage; Klick für Voreinstellungen</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation>Nichts ist geöffnet</translation>
    </message>
    <message>
        <source>A picture in colour has no window</source>
        <translation>Ein Farbbild hat kein Fenster</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>File's curve</source>
        <translation>Kurve der Datei</translation>
    </message>
</context>
<context>
    <name>Worklist</name>
    <message>
        <source>Not sure</source>
        <translation>Nicht sicher</translation>
    </message>
    <message>
        <source>{count} structures</source>
        <translation>{count} Strukturen</translation>
    </message>
    <message>
        <source>agreed</source>
        <translation>vereinbart</translation>
    </message>
    <message>
        <source>1 other read</source>
        <translation>1 weitere Befundung</translation>
    </message>
    <message>
        <source>{count} other reads</source>
        <translation>{count} weitere Befundungen</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>Nicht begonnen</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Abgeschlossen</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>Gekennzeichnet</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>Uncertainty {value}: entropy of the class probabilities</source>
        <translation>Unsicherheit {value}: Entropie der Klassenwahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>Uncertainty {value}: nearness to the operating point</source>
        <translation>Unsicherheit {value}: Nähe zum Arbeitspunkt</translation>
    </message>
    <message>
        <source>Uncertainty {value}: 1 − mean Dice between the members of the model</source>
        <translation>Unsicherheit {value}: 1 − mittlerer Dice zwischen den Mitgliedern des Modells</translation>
    </message>
    <message>
        <source>Most of it: {label}</source>
        <translation>Am meisten: {label}</translation>
    </message>
    <message>
        <source>From scores: this model is not calibrated</source>
        <translation>Aus Scores: dieses Modell ist nicht kalibriert</translation>
    </message>
    <message>
        <source>The model refuses this case: {reason}</source>
        <translation>Das Modell lehnt diesen Fall ab: {reason}</translation>
    </message>
    <message>
        <source>This kind of model does not tell how unsure it is</source>
        <translation>Diese Art von Modell sagt nicht, wie unsicher es ist</translation>
    </message>
</context>
<context>
    <name>WorklistPanel</name>
    <message>
        <source>Close the worklist</source>
        <translation>Arbeitsliste schließen</translation>
    </message>
    <message>
        <source>Your name or initials</source>
        <translation>Name oder Kürzel</translation>
    </message>
    <message>
        <source>Stays on this computer; the dataset knows a salted key of it</source>
        <translation>Bleibt auf diesem Rechner; der Datensatz kennt davon nur einen gesalzenen Schlüssel</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>Befunder</translation>
    </message>
    <message>
        <source>Model that tells how unsure it is</source>
        <translation>Modell, das sagt, wie unsicher es ist</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Asks the model about every case; what it said before is remembered</source>
        <translation>Fragt das Modell zu jedem Fall; was es schon gesagt hat, bleibt gemerkt</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>As listed</source>
        <translation>Wie gelistet</translation>
    </message>
    <message>
        <source>Most uncertain first</source>
        <translation>Unsicherste zuerst</translation>
    </message>
    <message>
        <source>Refused first, then uncertain</source>
        <translation>Abgelehnte zuerst, dann unsichere</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>Blinded</source>
        <translation>Verblindet</translation>
    </message>
    <message>
        <source>What others said of a case is shown when your own read of it is complete</source>
        <translation>Was andere zu einem Fall sagten, erscheint, wenn Sie ihn selbst abgeschlossen haben</translation>
    </message>
    <message>
        <source>Agreement…</source>
        <translation>Vergleich…</translation>
    </message>
    <message>
        <source>Compares the readers: kappa, Dice, F1. Reads of yours that it compares are not reopened after that</source>
        <translation>Vergleicht die Befunder: Kappa, Dice, F1. Ihre Befundungen, die verglichen werden, lassen sich danach nicht wieder aufnehmen</translation>
    </message>
    <message>
        <source>Shows what the other readers marked in the case. Your read is not reopened after that</source>
        <translation>Zeigt, was die anderen Befunder im Fall markiert haben. Ihre Befundung lässt sich danach nicht wieder aufnehmen</translation>
    </message>
    <message>
        <source>Previous case (Ctrl+PgUp)</source>
        <translation>Voriger Fall (Strg+Bild auf)</translation>
    </message>
    <message>
        <source>Next case (Ctrl+PgDown)</source>
        <translation>Nächster Fall (Strg+Bild ab)</translation>
    </message>
    <message>
        <source>Flag the case, or take the flag away (Ctrl+Shift+F)</source>
        <translation>Fall kennzeichnen oder das Kennzeichen wegnehmen (Strg+Umschalt+F)</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>Arbeitsliste</translation>
    </message>
    <message>
        <source>{state}: {count}</source>
        <translation>{state}: {count}</translation>
    </message>
    <message>
        <source>Shows or hides these cases</source>
        <translation>Zeigt oder verbirgt diese Fälle</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Waits for your run</source>
        <translation>Wartet auf Ihren Lauf</translation>
    </message>
    <message>
        <source>Asked about {done} of {count}</source>
        <translation>{done} von {count} gefragt</translation>
    </message>
</context>
</TS>
