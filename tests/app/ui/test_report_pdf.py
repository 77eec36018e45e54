"""The printed report: one page, every letter of a name, the notice; read back by Ghostscript where it is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase

from app.errors import ExportError
from app.imaging.report import Patient, Report, ReportPicture
from app.ui.headless_report import write_report_headless
from app.ui.report_pdf import write_report
from app.ui.theme import RESOURCES

needs_ghostscript = pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript is not installed")


@pytest.fixture
def report(qapp: QCoreApplication) -> Report:
    pixels = np.zeros((300, 400, 3), np.uint8)
    pixels[:, :, 1] = 180
    return Report(
        Patient("Muster, Anna", "P<1>"),
        "CT Thorax",
        (ReportPicture(pixels, "Slice 3 of 5"),),
        (("Cardiothoracic ratio", "0.51", "0.49 to 0.54"), ("Effusion", "not sure", "score 0.30")),
        "cxr-anatomy 0.1.0, weights abababababab",
        ("The scan is what the model was made for.",),
        ("A note for the reader.",),
        "Draft of a model, not verified by a physician.",
    )


def pages(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def words(path: Path) -> str:
    done = subprocess.run(
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=txtwrite", "-sOutputFile=-", str(path)],
        capture_output=True,
        check=True,
    )
    return " ".join(done.stdout.decode("utf-8", "replace").split())


def test_it_is_one_page_with_its_fonts_inside(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path / "a.pdf")
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert pages(tmp_path / "a.pdf") == 1
    assert b"/FontFile" in data
    assert list(tmp_path.iterdir()) == [tmp_path / "a.pdf"]


@needs_ghostscript
def test_all_that_matters_is_said(report: Report, tmp_path: Path) -> None:
    # As in the window: without a face for bold Qt prints such letters twice.
    for font in sorted((RESOURCES / "fonts").glob("*.otf")):
        assert QFontDatabase.addApplicationFont(str(font)) >= 0
    write_report(report, tmp_path / "a.pdf")
    said = words(tmp_path / "a.pdf")
    for each in (
        "Research use only, not for diagnosis. Draft of a model",
        "Muster, Anna",
        "P<1>",
        "Slice 3 of 5",
        "Cardiothoracic ratio 0.51 0.49 to 0.54",
        "A note for the reader.",
        "cxr-anatomy 0.1.0",
        "The scan is what the model was made for.",
    ):
        assert each in said


@needs_ghostscript
def test_a_hidden_name_is_not_there(report: Report, tmp_path: Path) -> None:
    write_report(replace(report, patient=None), tmp_path / "a.pdf")
    said = words(tmp_path / "a.pdf")
    assert "Muster" not in said
    assert "Patient: hidden" in said


@needs_ghostscript
@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_pictures_keep_their_colour_and_shape(report: Report, tmp_path: Path, count: int) -> None:
    write_report(replace(report, pictures=report.pictures * count), tmp_path / "a.pdf")
    subprocess.run(
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=png16m", "-r72", "-o", tmp_path / "a.png", tmp_path / "a.pdf"],
        check=True,
    )
    page = cv2.imread(str(tmp_path / "a.png"))
    assert page is not None
    green = (np.abs(page.astype(int) - (0, 180, 0)).max(axis=2) < 12).astype(np.uint8)
    found, _, boxes, _ = cv2.connectedComponentsWithStats(green)
    large = [box for box in boxes[1:found] if box[cv2.CC_STAT_AREA] > 500]
    assert len(large) == count
    for box in large:
        assert box[cv2.CC_STAT_WIDTH] / box[cv2.CC_STAT_HEIGHT] == pytest.approx(4 / 3, rel=0.05)


@pytest.mark.parametrize("rows", [60, 400])
def test_a_long_table_still_fits_one_page(report: Report, tmp_path: Path, rows: int) -> None:
    table = tuple((f"Structure {number}", "12 ml", "slices 1 to 5") for number in range(rows))
    write_report(replace(report, rows=table), tmp_path / "a.pdf")
    assert pages(tmp_path / "a.pdf") == 1


@needs_ghostscript
def test_rows_that_were_left_out_are_counted(report: Report, tmp_path: Path) -> None:
    table = tuple((f"Structure {number}", "12 ml", "") for number in range(400))
    write_report(replace(report, rows=table), tmp_path / "a.pdf")
    said = words(tmp_path / "a.pdf")
    shown = len(re.findall(r"Structure \d+ 12 ml", said))
    assert f"{400 - shown} more: see the CSV" in said


def test_letters_of_other_scripts_are_embedded(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path / "plain.pdf")
    many = replace(report, patient=Patient("Žofie Łukasz Ελένη Анна", "1"))
    write_report(many, tmp_path / "many.pdf")
    assert (tmp_path / "many.pdf").stat().st_size > (tmp_path / "plain.pdf").stat().st_size


def test_without_a_window_it_is_written_too(report: Report, tmp_path: Path) -> None:
    write_report_headless(report, tmp_path / "a.pdf")
    assert pages(tmp_path / "a.pdf") == 1


def test_a_folder_that_is_not_there_gives_a_sentence(report: Report, tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        write_report(report, tmp_path / "nowhere" / "a.pdf")
