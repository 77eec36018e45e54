<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>Sentences</name>
        <message>
            <source>Close other programs or series and try again.</source>
            <translation>Schließen Sie andere Programme oder Serien und versuchen Sie es erneut.</translation>
        </message>
        <message>
            <source>What was open is unchanged. Try again; if it comes back, send the log (Help, Open log folder).</source>
            <translation>Was geöffnet war, ist unverändert. Versuchen Sie es erneut; tritt es wieder auf, senden Sie das Protokoll (Hilfe, Protokollordner öffnen).</translation>
        </message>
        <message>
            <source>“{title}” needs more memory than is free.</source>
            <translation>„{title}“ braucht mehr Arbeitsspeicher, als frei ist.</translation>
        </message>
        <message>
            <source>“{title}” stopped because of an error in the program ({error}).</source>
            <translation>„{title}“ wurde wegen eines Programmfehlers abgebrochen ({error}).</translation>
        </message>
    </context>
</TS>
