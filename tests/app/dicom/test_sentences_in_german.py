"""What a scan finds and what goes wrong can be said in German, whole and in all its parts."""

from __future__ import annotations

import json
import pickle
import xml.etree.ElementTree as ET
import zipfile

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication

from ai.words import Sentence
from app.dicom.files.archive import member_reason, without_member
from app.dicom.headers.objects import nothing_to_see
from app.dicom.image_study import sized
from app.dicom.series_load import open_series
from app.dicom.study_scan import scan
from app.dicom.tags import read_tags
from app.errors import DicomReadError
from app.imaging.image_source import PixelSize
from app.state.axis_volumes import axis_words
from app.ui.spoken import spoken
from app.ui.translation import TRANSLATIONS


@pytest.fixture(autouse=True)
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {
        message.findtext("source", ""): message.findtext("translation", "")
        for message in ET.parse(TRANSLATIONS / "sentences_de.ts").getroot().iter("message")
    }
    monkeypatch.setattr(QCoreApplication, "translate", lambda context, text: words[text] if words.get(text) else text)


def series_in(*paths):
    return [series for study in scan(paths).studies for series in study.series]


def test_missing_slices(tmp_path, write_ct_series):
    paths = write_ct_series(tmp_path, slices=8)
    paths[3].unlink()
    (series,) = series_in(tmp_path)
    (warning,) = series.warnings
    assert warning.startswith("Slice 4 of 8 is missing (")
    assert spoken(warning).startswith("Schicht 4 von 8 fehlt (")
    assert spoken(series.geometry_fault) == spoken(warning)
    assert spoken(pickle.loads(pickle.dumps(warning))) == spoken(warning)
    assert json.loads(json.dumps(series.warnings)) == [str(warning)]


def test_axes_and_parts(tmp_path, write_ct_series):
    for echo in (10, 20):
        write_ct_series(tmp_path / str(echo), slices=4, EchoTime=echo, Modality="MR", SeriesDescription=None)
    series = series_in(tmp_path)
    assert [spoken(each.axis.name) for each in series] == ["Echozeit", "Echozeit"]
    assert [each.title for each in series] == ["MR series (echo time 10 ms)", "MR series (echo time 20 ms)"]
    assert [spoken(axis_words(each)) for each in series] == ["Echozeit 10 ms (1/2)", "Echozeit 20 ms (2/2)"]
    assert [spoken(each.title) for each in series] == ["MR-Serie (Echozeit 10 ms)", "MR-Serie (Echozeit 20 ms)"]


def test_parts_of_parts(tmp_path, write_ct_series):
    write_ct_series(tmp_path / "a", slices=4, ContrastBolusAgent="Iodine")
    write_ct_series(tmp_path / "b", slices=4)
    write_ct_series(tmp_path / "c", slices=1, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
    parts = {spoken(each.part) for each in series_in(tmp_path)}
    assert parts == {"Localizer", "Kontrastmittel Iodine", "ohne Kontrastmittel"}


def test_what_was_left_out_of_an_archive(tmp_path, write_ct_series):
    (image,) = write_ct_series(tmp_path / "s", slices=1)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(image, "im")
        archive.writestr("notes.txt", "nothing")
    (one,) = scan([tmp_path / "a.zip"]).unreadable
    assert one.reason == "“notes.txt” in the archive: This is not a DICOM file."
    assert spoken(one.reason) == "„notes.txt“ im Archiv: Dies ist keine DICOM-Datei."
    assert spoken(without_member(one.reason)) == "Dies ist keine DICOM-Datei."


def test_equal_reasons_of_members_count_as_one():
    reasons = {without_member(member_reason(name, "It is damaged.")) for name in ("a", "b” in the archive: c")}
    assert reasons == {"It is damaged."}
    assert without_member("It is damaged.") == "It is damaged."


def test_nothing_to_open(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"words")
    with pytest.raises(DicomReadError) as caught:
        scan([tmp_path])
    assert caught.value.message == "None of the 2 files is a readable DICOM image. 2 ×: This is not a DICOM file."
    expected = "Keine der 2 Dateien ist ein lesbares DICOM-Bild. 2 ×: Dies ist keine DICOM-Datei."
    assert spoken(caught.value.message) == expected
    assert spoken(caught.value.hint).startswith("Wählen Sie den Ordner einer Studie")


def test_only_objects(tmp_path, write_ct_series):
    for number, kind in enumerate(("88.11", "88.11", "481.3")):
        write_ct_series(tmp_path / str(number), slices=1, SOPClassUID=f"1.2.840.10008.5.1.4.1.1.{kind}")
    found = scan([tmp_path])
    kinds = sorted(spoken(each.kind) for study in found.studies for each in study.objects)
    assert kinds == ["Konturen (RT Structure Set)", "Strukturierter Befund (SR)", "Strukturierter Befund (SR)"]
    assert spoken(nothing_to_see(found.studies).message) == (
        "Es gibt kein Bild zu zeigen: Die 3 Dateien sind von diesen Arten: "
        "Strukturierter Befund (SR) (2), Konturen (RT Structure Set) (1)."
    )


def test_a_slice_that_cannot_be_read_keeps_its_reason(tmp_path, write_ct_series):
    paths = write_ct_series(tmp_path, slices=3)
    (series,) = series_in(tmp_path)
    for path in paths:
        path.write_bytes(b"words")
    with pytest.raises(DicomReadError) as caught:
        open_series(series, first=1)
    assert caught.value.message == "Slice 2 of 3 cannot be read: This is not a DICOM file."
    assert spoken(caught.value.message) == "Schicht 2 von 3 lässt sich nicht lesen: Dies ist keine DICOM-Datei."


def test_pictures_of_a_given_size(tmp_path):
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(tmp_path / "x.png")
    (study,) = scan([tmp_path / "x.png"]).studies
    assert spoken(study.not_dicom) == "PNG-Datei"
    picture = sized(study.series[0], PixelSize(0.5, 0.25))
    assert picture.title.endswith(" (pixels 0.5 × 0.25 mm)")
    assert spoken(picture.title) == "PNG-Bild (Pixel 0.5 × 0.25 mm)"


def test_tags(tmp_path, write_image):
    path = write_image(tmp_path / "image.dcm", np.zeros((64, 64), np.uint16))
    (section,) = read_tags(path).sections
    (pixels,) = (row for row in section.rows if row.keyword == "PixelData")
    assert spoken(pixels.value) == "8\u00a0192 Bytes"


def test_news_are_sentences(tmp_path, write_ct_series):
    said: list[str] = []
    write_ct_series(tmp_path, slices=2)
    scan([tmp_path], progress=lambda _fraction, words: said.append(words))
    assert said
    assert all(isinstance(words, Sentence) for words in said)
    assert spoken(said[0]) == "Datei 1 von 2 wird gelesen"
