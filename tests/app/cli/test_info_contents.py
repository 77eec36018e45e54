"""``lightbox info`` on what a folder may hold besides series: objects, archives, DICOMDIRs, hostile text and names."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from app.cli.info import geometry_facts, series_facts
from app.dicom.series import AxisPlace, Instance, Series
from app.dicom.study_scan import scan, series_of

Lightbox = Callable[..., Any]
Maker = Callable[..., Path]

REPORT = "1.2.840.10008.5.1.4.1.1.88.33"


def strict(text: str) -> Any:
    """Read JSON as the strictest reader does: UTF-8, no lone halves of characters, no NaN."""

    def refuse(word: str) -> None:
        raise AssertionError(word)

    document = json.loads(text.encode("utf-8").decode("utf-8"), parse_constant=refuse)
    json.dumps(document, ensure_ascii=False).encode("utf-8")
    return document


@pytest.fixture
def report(dicom: Maker, tmp_path: Path) -> Maker:
    def write(name: str = "report.dcm", **attributes: Any) -> Path:
        values = {"SOPClassUID": REPORT, "Modality": "SR", "SeriesDescription": "Findings", "SeriesNumber": 9}
        return dicom(tmp_path / name, np.zeros((2, 2), np.uint8), **{**values, **attributes})

    return write


def test_objects_are_told_beside_the_series(lightbox: Lightbox, ct: Maker, report: Maker) -> None:
    folder = ct()
    report("ct/sub/report.dcm")
    (study,) = strict(lightbox("info", folder, "--json").out)["studies"]
    (found,) = study["objects"]
    assert Path(found.pop("file")) == Path("sub/report.dcm")
    assert found.pop("sop_instance_uid").startswith("1.2.826.")
    assert found == {
        "kind": "Structured Report",
        "description": "Findings",
        "modality": "SR",
        "series_number": 9,
        "series_instance_uid": study["series"][0]["series_instance_uid"],
        "sop_class_uid": REPORT,
    }
    words = lightbox("info", folder).out
    assert "  Structured Report: Findings (sub/report.dcm)\n" in words.replace("\\", "/")


def test_objects_alone_are_no_failure_and_no_picture(lightbox: Lightbox, report: Maker, tmp_path: Path) -> None:
    path = report()
    done = lightbox("info", path, "--json")
    assert done.code == 0
    (study,) = strict(done.out)["studies"]
    assert (study["series"], len(study["objects"])) == ([], 1)
    for words in (("render", path, "-o", tmp_path / "o.png"), ("convert", path, "-o", tmp_path / "o.nii.gz")):
        done = lightbox(*words)
        assert done.code == 1
        assert done.err == (
            "There is no picture to show: the file is of the kind “Structured Report”. "
            "Choose the folder that holds the images of the study too.\n"
        )
        assert not list(tmp_path.glob("o.*"))


def test_a_patient_is_named_once(lightbox: Lightbox, dicom: Maker, tmp_path: Path) -> None:
    for number, person in enumerate(("A", "B", "A")):
        dicom(
            tmp_path / "x" / f"{number}.dcm",
            np.zeros((2, 2), np.uint8),
            PatientName=f"{person}^B",
            PatientID="",
            StudyInstanceUID=f"1.{number}",
            StudyDate=f"2026010{number + 1}",
            StudyDescription="",
        )
    lines = [line for line in lightbox("info", tmp_path / "x").out.splitlines() if not line.startswith(" ")]
    assert lines == [
        "Patient A, B",
        "Study of 2026-01-01",
        "Study of 2026-01-03",
        "Patient B, B",
        "Study of 2026-01-02",
    ]


def test_an_archive(lightbox: Lightbox, ct: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = ct()
    path = tmp_path / "disc"
    with zipfile.ZipFile(path, "w") as file:
        for each in sorted(folder.iterdir()):
            file.write(each, f"../{each.name}")
        file.writestr("notes\u202e.txt", "hello")
    document = strict(lightbox("info", path, "--json").out)
    assert document["studies"][0]["series"][0]["number_of_slices"] == 5
    assert document["unreadable"] == [
        {"file": "disc", "reason": "“notes.txt” in the archive: This is not a DICOM file."}
    ]
    assert lightbox("render", path, "-o", tmp_path / "o.png").code == 0


def test_a_damaged_archive_is_one_sentence(lightbox: Lightbox, tmp_path: Path) -> None:
    path = tmp_path / "disc.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a", "hello")
    path.write_bytes(path.read_bytes()[:-9])
    done = lightbox("info", path)
    assert done.code == 1
    assert done.err == "The archive is damaged and cannot be unpacked. Fetch it again from its source.\n"


def test_warnings_about_the_whole_are_told(lightbox: Lightbox, ct: Maker, dicom: Maker, tmp_path: Path) -> None:
    folder = ct()
    first = folder / "0.dcm"
    uid = series_of(scan([first]))[0].instances[0].sop_instance_uid
    dicom(folder / "twin.dcm", np.ones((6, 8), np.int16), SOPInstanceUID=uid, SeriesInstanceUID="1.2.9")
    (warning,) = strict(lightbox("info", folder, "--json").out)["warnings"]
    assert warning.startswith("1 image carries the identity")
    assert f"Warning: {warning}\n" in lightbox("info", folder).out
    assert warning in lightbox("render", folder, "-o", tmp_path / "o.png").err


def series(**of_series: Any) -> Series:
    instance = Instance(Path("a.dcm"), "1.2.3", "1.2", "1.2", 1, 1, 6, 8, None, None, None)
    return Series("1.2", 1, "", "MR", "", (instance,), **of_series)


def test_the_fourth_axis() -> None:
    assert series_facts(series())["axis"] is None
    axis = AxisPlace("echo time", "10 ms", 1, 3, "x")
    assert series_facts(series(axis=axis))["axis"] == {"name": "echo time", "value": "10 ms", "index": 1, "count": 3}


def test_a_place_beyond_all_numbers_is_null(lightbox: Lightbox, dicom: Maker, tmp_path: Path) -> None:
    for number in range(3):
        dicom(
            tmp_path / "x" / f"{number}.dcm",
            np.zeros((4, 4), np.int16),
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            ImagePositionPatient=["0", "0", f"{number - 1}e308"],
            PixelSpacing=[1, 1],
            InstanceNumber=number + 1,
        )
    done = lightbox("info", tmp_path / "x", "--json")
    assert done.code == 0
    strict(done.out)
    assert "Warning:" not in done.err


def test_geometry_of_infinite_distances() -> None:
    instance = Instance(
        Path("a"), "1", "1", "1", 1, 2, 4, 4, (0.0, 0.0, -1.7e308), (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), None
    )
    one = Series("1", 1, "", "CT", "", (instance,))
    slices = tuple(replace(one.slices[0], position_lps_mm=(0.0, 0.0, z)) for z in (-1.7e308, 1.7e308))
    assert geometry_facts(replace(one, slices=slices))["slice_spacing_mm"] == float("inf")


HOSTILE = ["A\udcffB", "<b>x</b>", "%s{0}%n", "a\u202eb", "\x1b[31mred", "../../etc", "C:\\x"]


@pytest.mark.parametrize("name", HOSTILE)
def test_item_26_hostile_text_of_a_file_is_only_text(
    lightbox: Lightbox, dicom: Maker, tmp_path: Path, name: str
) -> None:
    path = dicom(
        tmp_path / "x.dcm",
        np.zeros((2, 2), np.uint8),
        SpecificCharacterSet="ISO_IR 192",
        PatientName="N" * 20,
        PatientID="I" * 20,
        SeriesDescription="D" * 20,
    )
    word = name.encode("utf-8", "surrogateescape")[:20].ljust(20)
    content = path.read_bytes()
    for letter in (b"N", b"I", b"D"):
        content = content.replace(letter * 20, word)
    path.write_bytes(content)
    for words in (("info", path), ("info", path, "--json")):
        done = lightbox(*words)
        assert done.code == 0
        assert done.err == ""
        assert all(letter.isprintable() for line in done.out.splitlines() for letter in line)
    (study,) = strict(done.out)["studies"]
    assert study["patient_name"]
    assert study["patient_id"]


@pytest.mark.skipif(sys.platform != "linux", reason="a file system that takes any bytes")
def test_item_29_file_names_that_are_no_text(lightbox: Lightbox, ct: Maker, report: Maker) -> None:
    folder = ct()
    bad = os.fsencode(folder) + b"/\xff\xfe\x1b\n.txt"
    with open(bad, "wb") as file:
        file.write(b"hello")
    os.rename(report("ct/r.dcm"), os.fsencode(folder) + b"/r\xff.dcm")
    done = lightbox("info", folder, "--json")
    assert done.code == 0
    document = strict(done.out)
    (left_out,) = document["unreadable"]
    assert left_out["file"] == "\\xff\\xfe\x1b\n.txt"
    assert document["studies"][0]["objects"][0]["file"] == "r\\xff.dcm"
    done = lightbox("info", folder)
    assert done.code == 0
    assert "\\xff\\xfe.txt: This is not a DICOM file." in done.out
    assert all(letter.isprintable() for line in done.out.splitlines() for letter in line)


@pytest.mark.skipif(sys.platform == "win32", reason="the file system of a Unix")
def test_item_29_a_hostile_folder_is_told_about(lightbox: Lightbox, ct: Maker) -> None:
    folder = ct()
    os.mkfifo(folder / "pipe")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "loop").symlink_to(folder)
    (folder / "monster").touch()
    os.truncate(folder / "monster", 30 << 30)
    done = lightbox("info", folder, "--json")
    assert done.code == 0
    document = strict(done.out)
    assert {each["file"] for each in document["unreadable"]} == {"pipe", "zero", "loop", "monster"}
    assert document["studies"][0]["series"][0]["number_of_slices"] == 5


def test_a_file_that_is_no_dicom_says_so_and_is_rendered(tmp_path: Path, lightbox) -> None:
    path = tmp_path / "film.png"
    cv2.imwrite(str(path), np.arange(600, dtype=np.uint16).reshape(20, 30) * 100)
    done = lightbox("info", path)
    assert done.out.startswith("Not DICOM: no patient named\nStudy: film.png\n")
    (study,) = json.loads(lightbox("info", path, "--json").out)["studies"]
    assert study["not_dicom"] == "PNG file"
    assert (study["series"][0]["rows"], study["series"][0]["columns"]) == (20, 30)
    lightbox("render", path, "-o", tmp_path / "out.png")
    shown = cv2.imread(str(tmp_path / "out.png"), cv2.IMREAD_UNCHANGED)
    assert shown.shape == (20, 30)
    assert (shown[0, 0], shown[-1, -1]) == (0, 255)
