"""Files that are no DICOM in the list: apart from patients without name, and without their names where these hide."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.imaging.image_source import ImageFile, ImageKind
from app.ui.banner_words import ShownStudy, banner_words
from app.ui.patient_words import masked, patient
from app.ui.study_rows import as_it_is, patient_rows


def file_study(make, name: str, *series: str):
    found = tuple(
        replace(make.series(f"{name}.{each}", ""), description=each, image=ImageFile(Path(each), ImageKind.PNG))
        for each in series
    )
    kind = "PNG file" if len(series) == 1 else f"{len(series)} image files"
    blank = make.study(*found, uid=name, name="", patient_id="")
    return replace(blank, description=name, date="", not_dicom=kind)


def test_they_stand_apart_from_patients_without_name(make) -> None:
    nameless = make.study(make.series(), name="", patient_id="")
    rows = list(patient_rows([nameless, file_study(make, "a.png", "a.png"), file_study(make, "b", "c.png", "d.png")]))
    assert [row.title for row in rows] == ["No patient name", "Not DICOM: no patient named"]
    assert [(row.title, row.second_line) for row in rows[1].children] == [
        ("a.png", "PNG file"),
        ("b", "2 image files"),
    ]


def test_hidden_names_hide_those_of_files(make) -> None:
    study = file_study(make, "Miller_Anna", "Miller_1.png", "Miller_2.png")
    shown = [row for group in patient_rows([study], lambda each: masked(each, 1)) for row in group.children]
    told = str(
        [(row.title, row.second_line, row.tooltip) for study_row in shown for row in (study_row, *study_row.children)]
    )
    assert "Miller" not in told
    assert "Name hidden" in told
    # What a click opens is another thing than what is written.
    assert [row.series for row in shown[0].children] == list(study.series)
    open_rows = [row for group in patient_rows([study], as_it_is) for row in group.children]
    assert [row.title for row in open_rows[0].children] == ["Miller_1.png", "Miller_2.png"]


def test_the_banner_says_that_it_is_no_dicom(make) -> None:
    words = banner_words([ShownStudy(0, file_study(make, "a.png", "a.png"))], as_it_is)
    assert words.facts == "a.png  ·  PNG file, not DICOM"
    assert patient(file_study(make, "a.png", "a.png")) == "Not DICOM: no patient named"
