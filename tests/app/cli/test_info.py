"""``lightbox info``: what is there, in words and as JSON; every bad input is one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.cli.info import date_words, geometry_facts
from app.dicom.series import Instance, Series

Lightbox = Callable[..., Any]


def test_a_series_with_its_geometry(lightbox: Lightbox, ct: Callable[..., Path]) -> None:
    done = lightbox("info", ct(), "--json")
    assert done.code == 0
    assert done.err == ""
    (study,) = json.loads(done.out)["studies"]
    assert study["study_date"] == "20260102"
    assert study["study_description"] == "Thorax"
    (series,) = study["series"]
    expected = {
        "series_number": 3,
        "series_description": "Thorax native",
        "modality": "CT",
        "number_of_slices": 5,
        "number_of_files": 5,
        "rows": 6,
        "columns": 8,
        "transfer_syntax_uids": ["1.2.840.10008.1.2.1"],
        "plane": "axial",
        "row_direction": "L",
        "column_direction": "P",
        "image_orientation_patient": [1, 0, 0, 0, 1, 0],
        "pixel_spacing_mm": [2, 1],
        "slice_spacing_mm": 3,
        "position_range_mm": [0, 12],
        "image_position_patient_first": [-4, -6, 0],
        "image_position_patient_last": [-4, -6, 12],
        "warnings": [],
        "geometry_fault": "",
    }
    assert {name: series[name] for name in expected} == expected


def test_the_patient_is_named(lightbox: Lightbox, ct: Callable[..., Path]) -> None:
    folder = ct()
    (study,) = json.loads(lightbox("info", folder, "--json").out)["studies"]
    assert (study["patient_name"], study["patient_id"]) == ("Phantom, Thorax", "P-4711")
    assert lightbox("info", folder).out.startswith("Patient Phantom, Thorax (P-4711)\nStudy of 2026-01-02: Thorax\n")


def test_the_same_in_words(lightbox: Lightbox, ct: Callable[..., Path]) -> None:
    done = lightbox("info", ct())
    assert "Study of 2026-01-02: Thorax" in done.out
    assert "Series 3: Thorax native (CT)" in done.out
    assert "5 slices of 8 × 6 pixels, pixels 1 × 2 mm, slices 3 mm apart" in done.out
    assert "axial, rows run to L, columns to P, from 0.0 to 12.0 mm along the normal" in done.out
    assert "Warning" not in done.out


def test_a_missing_slice_is_a_warning_and_no_failure(lightbox: Lightbox, ct: Callable[..., Path]) -> None:
    folder = ct(missing=[2])
    done = lightbox("info", folder, "--json")
    assert done.code == 0
    series = json.loads(done.out)["studies"][0]["series"][0]
    assert "missing" in series["geometry_fault"]
    assert series["slice_spacing_mm"] == 3
    words = lightbox("info", folder)
    assert words.code == 0
    assert words.out.count(f"Warning: {series['geometry_fault']}") == 1
    assert "slices mostly 3 mm apart" in words.out


def test_a_picture_without_place(lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path) -> None:
    path = dicom(tmp_path / "a.dcm", np.zeros((4, 6), np.uint8), Modality="OT", StudyDate="", StudyDescription="")
    done = lightbox("info", path)
    assert done.code == 0
    assert done.out.startswith("Patient Phantom, Thorax (P-4711)\nStudy\n")
    assert "1 slice of 6 × 4 pixels, pixel spacing not in the file" in done.out
    assert "position in the patient not in the file" in done.out
    series = json.loads(lightbox("info", path, "--json").out)["studies"][0]["series"][0]
    assert series["plane"] is None
    assert series["pixel_spacing_mm"] is None


def test_a_direction_without_a_position(lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path) -> None:
    path = dicom(
        tmp_path / "a.dcm",
        np.zeros((4, 6), np.uint8),
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        PixelSpacing=[2, 1],
        SeriesNumber=None,
        Modality="",
        StudyDate="2026",
    )
    done = lightbox("info", path)
    assert done.code == 0
    assert "1 slice of 6 × 4 pixels, pixels 1 × 2 mm\n" in done.out
    assert "axial, rows run to L, columns to P\n" in done.out
    assert "Series: Unknown series (no modality)" in done.out


def test_a_broken_orientation_is_no_plane(lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path) -> None:
    path = dicom(
        tmp_path / "a.dcm",
        np.zeros((4, 6), np.uint8),
        ImageOrientationPatient=[1, 0, 0, 1, 0, 0],
        ImagePositionPatient=[0, 0, 0],
    )
    done = lightbox("info", path, "--json")
    assert done.code == 0
    assert json.loads(done.out)["studies"][0]["series"][0]["plane"] is None


def series(**of_instance: Any) -> Series:
    facts: dict[str, Any] = {"position_lps_mm": None, "orientation": None, "pixel_spacing_mm": None}
    instance = Instance(Path("a.dcm"), "1.2.3", "1.2", "1.2", 1, 1, 6, 8, **{**facts, **of_instance})
    return Series("1.2", 1, "", "CT", "", (instance,))


def test_one_slice_has_a_place_and_no_distance() -> None:
    facts = geometry_facts(series(position_lps_mm=(1, 2, 3), orientation=(1, 0, 0, 0, 0, -1)))
    assert facts["plane"] == "coronal"
    # The normal of a coronal slice points to the back.
    assert facts["position_range_mm"] == [2, 2]
    assert facts["slice_spacing_mm"] is None


def test_directions_along_each_other_are_no_plane() -> None:
    facts = geometry_facts(series(position_lps_mm=(1, 2, 3), orientation=(1, 0, 0, 1, 0, 0)))
    assert facts["plane"] is None
    assert facts["position_range_mm"] is None


@pytest.mark.parametrize(("text", "words"), [("20260102", "2026-01-02"), ("2026", "2026"), ("2026.1.2", "2026.1.2")])
def test_dates_for_reading(text: str, words: str) -> None:
    assert date_words(text) == words


def test_files_that_were_left_out_are_named(lightbox: Lightbox, ct: Callable[..., Path]) -> None:
    folder = ct()
    (folder / "sub").mkdir()
    (folder / "sub" / "notes.txt").write_text("hello")
    done = lightbox("info", folder, "--json")
    assert done.code == 0
    (left_out,) = json.loads(done.out)["unreadable"]
    assert Path(left_out["file"]) == Path("sub/notes.txt")
    assert left_out["reason"].endswith(".")
    assert "Left out (1):" in lightbox("info", folder).out


def test_text_from_a_file_cannot_move_the_cursor(
    lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path
) -> None:
    path = dicom(
        tmp_path / "a.dcm",
        np.zeros((4, 6), np.uint8),
        SpecificCharacterSet="ISO_IR 192",
        SeriesDescription="A----B---C",
    )
    hostile = path.read_bytes().replace(b"A----B---C", "A\x08\x08\x9bB\u202eC".encode())
    path.write_bytes(hostile)
    done = lightbox("info", path)
    assert done.code == 0
    assert "BC (CT)" in done.out
    assert all(character.isprintable() for line in done.out.splitlines() for character in line)


def bad_inputs(tmp_path: Path, dicom: Callable[..., Path]) -> dict[str, Path]:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.dcm").write_text("This is a text.")
    whole = dicom(tmp_path / "whole.dcm", np.zeros((64, 64), np.int16))
    (tmp_path / "truncated.dcm").write_bytes(whole.read_bytes()[:200])
    (tmp_path / "texts").mkdir()
    for number in range(3):
        (tmp_path / "texts" / f"{number}.txt").write_text("text")
    return {name: tmp_path / name for name in ("empty", "text.dcm", "truncated.dcm", "texts", "nothing.dcm")}


@pytest.mark.parametrize("command", ["info", "render", "convert"])
@pytest.mark.parametrize("name", ["empty", "text.dcm", "truncated.dcm", "texts", "nothing.dcm"])
def test_bad_input_is_one_sentence(
    lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path, command: str, name: str
) -> None:
    path = bad_inputs(tmp_path, dicom)[name]
    target = {"info": (), "render": ("-o", tmp_path / "o.png"), "convert": ("-o", tmp_path / "o.nii.gz")}[command]
    done = lightbox(command, path, *target)
    assert done.code == 1
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1
    assert done.err.strip().endswith(".")
    assert "Traceback" not in done.err
    assert str(tmp_path) not in done.err
    assert not list(tmp_path.glob("*o.*"))


def test_the_sentence_is_in_the_json_too(lightbox: Lightbox, tmp_path: Path) -> None:
    done = lightbox("info", tmp_path / "nothing", "--json")
    assert done.code == 1
    answer = json.loads(done.out)
    assert set(answer) == {"error", "hint"}
    assert answer["error"] in done.err


def test_pixels_that_are_cut_off_do_not_hide_the_header(
    lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path
) -> None:
    whole = dicom(tmp_path / "whole.dcm", np.zeros((64, 64), np.int16))
    cut = tmp_path / "cut.dcm"
    cut.write_bytes(whole.read_bytes()[:-4000])
    done = lightbox("render", cut, "-o", tmp_path / "o.png")
    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1
    assert not (tmp_path / "o.png").exists()


def test_no_window_and_no_torch_are_loaded(ct: Callable[..., Path]) -> None:
    code = (
        "import sys; from app.cli.entry import main; code = main(['info', sys.argv[1]]); "
        "loaded = {name.split('.')[0] for name in sys.modules}; "
        "sys.exit(code or sorted(loaded & {'PySide6', 'torch', 'monai', 'pyqtgraph', 'highdicom'}) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(ct())], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.realdata
def test_a_real_head_with_a_tilted_gantry(lightbox: Lightbox, shared_data: Path) -> None:
    done = lightbox("info", shared_data / "dicom" / "ct_head_ge", "--json")
    assert done.code == 0
    (series,) = json.loads(done.out)["studies"][0]["series"]
    assert series["number_of_slices"] == 28
    assert series["plane"] == "oblique axial"
    assert series["geometry_fault"]
