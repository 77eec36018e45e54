"""The tag window: it shows the slice that is looked at, filters, copies."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import EnhancedCTImageStorage
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.imaging.cut import Cut, Direction
from app.main import Viewer
from app.ui.study_table import MASK
from app.ui.tag_model import Column
from app.ui.tag_table import TagDialog

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(qtbot: QtBot, viewer: Viewer, make, tmp_path: Path) -> TagDialog:
    """The tags of a CT of five slices."""
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", patient="Muster^Berta")])
    qtbot.waitUntil(viewer.window.grid.isVisible)
    qtbot.keyClick(viewer.window, Qt.Key.Key_T, CONTROL)
    found = viewer.window.dialogs.tags
    assert found is not None
    qtbot.waitUntil(found.isActiveWindow)
    return found


def values(dialog: TagDialog) -> dict[str, str]:
    """Shown values by keyword."""
    return {
        line.row.keyword: str(dialog.model.data(dialog.model.index(number, Column.VALUE)))
        for number, line in enumerate(dialog.model.lines)
        if line.row is not None
    }


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_it_shows_the_file_of_the_shown_slice_and_follows(qtbot: QtBot, dialog: TagDialog, viewer: Viewer) -> None:
    viewer.actions.view.show_slice(0)
    assert values(dialog)["InstanceNumber"] == "1"
    assert values(dialog)["PatientName"] == "Muster^Berta"
    viewer.actions.view.show_slice(3)
    assert values(dialog)["InstanceNumber"] == "4"
    assert dialog.count.text() == f"{dialog.model.total} elements"


def test_the_place_in_the_table_stays_while_slices_pass(qtbot: QtBot, dialog: TagDialog, viewer: Viewer) -> None:
    viewer.actions.view.show_slice(0)
    row = next(n for n, line in enumerate(dialog.model.lines) if line.row.keyword == "InstanceNumber")
    dialog.table.scrollTo(dialog.model.index(row, 0))
    place = dialog.table.visualRect(dialog.model.index(row, Column.VALUE)).center()
    qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: dialog.detail.text() == "1")
    viewer.actions.view.show_slice(2)
    assert dialog.table.currentIndex().row() == row
    assert dialog.detail.text() == "3"


def test_a_series_of_other_elements_keeps_the_element(qtbot: QtBot, dialog, viewer: Viewer, make, tmp_path) -> None:
    row = next(n for n, line in enumerate(dialog.model.lines) if line.row.keyword == "Rows")
    dialog.table.setCurrentIndex(dialog.model.index(row, Column.NAME))
    viewer.actions.opening.open_paths([make.scan(tmp_path / "film", modality="CR", slices=1)])
    assert values(dialog)["Modality"] == "CR"
    assert dialog.model.lines[dialog.table.currentIndex().row()].row.keyword == "Rows"


def test_typing_filters_by_tag_name_keyword_and_value(qtbot: QtBot, dialog: TagDialog) -> None:
    for text, expected in (
        ("(0018", {"BodyPartExamined", "SliceThickness"}),
        ("00180050", {"SliceThickness"}),
        ("slice thick", {"SliceThickness"}),
        ("BERTA", {"PatientName", "PatientID"}),
        ("windowcenter", {"WindowCenter"}),
    ):
        dialog.field.clear()
        qtbot.keyClicks(dialog.field, text)
        assert set(values(dialog)) == expected, text
        assert dialog.count.text().startswith(f"{len(expected)} of ")
    dialog.field.clear()
    qtbot.keyClicks(dialog.field, "nothing like it")
    assert dialog.message.isVisible()
    assert dialog.message.text() == "No element fits."


def test_the_filter_stays_while_slices_pass(qtbot: QtBot, dialog: TagDialog, viewer: Viewer) -> None:
    qtbot.keyClicks(dialog.field, "instance number")
    viewer.actions.view.show_slice(4)
    assert values(dialog) == {"InstanceNumber": "5"}


def test_keys_lead_from_the_field_into_the_table_and_back(qtbot: QtBot, dialog: TagDialog) -> None:
    qtbot.keyClicks(dialog.field, "window")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Down)
    assert dialog.table.hasFocus()
    assert dialog.table.currentIndex().row() == 0
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert dialog.table.currentIndex().row() == 1
    qtbot.keyClick(dialog.table, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Up)
    assert dialog.field.hasFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_F, CONTROL)
    assert dialog.field.selectedText() == "window"


def test_copies_a_cell_or_rows(qtbot: QtBot, dialog: TagDialog) -> None:
    qtbot.keyClicks(dialog.field, "window")
    table = dialog.table
    place = table.visualRect(dialog.model.index(0, Column.VALUE)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert clipboard() == "40.0"
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL | SHIFT)
    assert clipboard() == "(0028,1050)\tWindow Center\tDS\t40.0"
    qtbot.keyClick(table, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert clipboard().splitlines() == ["(0028,1050)\tWindow Center\tDS\t40.0", "(0028,1051)\tWindow Width\tDS\t400.0"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_right_button_offers_to_copy(qtbot: QtBot, dialog: TagDialog) -> None:
    dialog.table.setCurrentIndex(dialog.model.index(0, Column.TAG))
    dialog.table.customContextMenuRequested.emit(QPoint(5, 5))
    menu = next(menu for menu in dialog.findChildren(QMenu) if menu.isVisible())
    assert [action.text() for action in menu.actions()] == ["Copy value", "Copy row"]
    menu.actions()[0].trigger()
    assert clipboard() == "(0002,0000)"
    menu.close()


def test_it_reads_nothing_while_it_is_closed(qtbot: QtBot, dialog: TagDialog, viewer: Viewer, runner) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    before = len(runner.started)
    viewer.actions.view.show_slice(4)
    assert not [title for title, _, _ in runner.started[before:] if title == "Reading tags"]
    dialog.open_tags()
    assert values(dialog)["InstanceNumber"] == "5"


def test_a_window_drag_reads_nothing_again(dialog: TagDialog, viewer: Viewer, runner) -> None:
    before = len(runner.started)
    viewer.actions.view.invert()
    viewer.actions.view.zoom_in()
    assert len(runner.started) == before


def test_private_view_hides_who_it_is(dialog: TagDialog, viewer: Viewer) -> None:
    viewer.session.privacy.set_on(True)
    shown = values(dialog)
    hidden = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "AccessionNumber")
    assert {shown[each] for each in hidden} == {MASK}
    assert shown["Modality"] == "CT"
    dialog.table.setCurrentIndex(dialog.model.index(list(shown).index("PatientID"), Column.VALUE))
    dialog.copy()
    assert clipboard() == MASK
    dialog.field.setText("berta")
    assert not dialog.model.lines
    viewer.session.privacy.set_on(False)
    assert values(dialog)["PatientName"] == "Muster^Berta"


def test_what_is_no_dicom_file_says_so(dialog: TagDialog, viewer: Viewer, tmp_path: Path) -> None:
    Image.new("L", (20, 10), 7).save(tmp_path / "a.png")
    viewer.actions.opening.open_paths([tmp_path / "a.png"])
    assert dialog.message.text() == "This picture comes from a PNG file: it has no DICOM tags."
    assert dialog.message.isVisible()
    viewer.actions.opening.close_all()
    assert dialog.message.text() == "No picture is open."
    dialog.copy()
    dialog.copy_rows()


def test_a_file_that_is_gone_says_so(dialog: TagDialog, viewer: Viewer, tmp_path: Path) -> None:
    for file in (tmp_path / "ct").iterdir():
        file.unlink()
    viewer.actions.view.show_slice(4)
    assert dialog.message.text().startswith("The file cannot be read")


def test_a_file_that_became_another_says_so(dialog: TagDialog, viewer: Viewer, tmp_path: Path) -> None:
    for file in (tmp_path / "ct").iterdir():
        file.write_bytes(b"words" * 100)
    viewer.actions.view.show_slice(4)
    assert dialog.message.text() == "This picture does not come from a DICOM file: it has no tags."


def test_a_plane_through_several_slices_says_whose_tags_they_are(dialog: TagDialog, viewer: Viewer) -> None:
    assert not dialog.note.isVisible()
    viewer.session.panes.active.update(cut=Cut(Direction.CORONAL), index=20)
    dialog.refresh()
    assert dialog.note.isVisible()
    assert values(dialog)["InstanceNumber"] == "3"


def test_sections_of_an_enhanced_file_stand_above_their_rows(
    qtbot: QtBot, viewer: Viewer, tmp_path: Path, make
) -> None:
    path = write_enhanced(make.scan(tmp_path / "ct", slices=1) / "CT0.dcm", tmp_path / "enhanced.dcm")
    viewer.actions.opening.open_paths([path])
    qtbot.waitUntil(viewer.window.grid.isVisible)
    viewer.actions.view.show_slice(1)
    viewer.window.dialogs.show_tags()
    dialog = viewer.window.dialogs.tags
    titles = [(number, line.title) for number, line in enumerate(dialog.model.lines) if line.row is None]
    assert [title for _, title in titles] == ["Frame 2 of 3", "All frames", "Whole file"]
    assert all(dialog.table.columnSpan(number, 0) == len(Column) for number, _ in titles)
    # Of what is found in a sequence, the sequence is shown too.
    qtbot.keyClicks(dialog.field, "image position")
    shown = [line.title if line.row is None else line.row.name for line in dialog.model.lines]
    assert shown == ["Frame 2 of 3", "Plane Position Sequence", "Item 1", "Image Position (Patient)"]
    dialog.field.setText("pixel measures")
    shown = [line.title if line.row is None else line.row.name for line in dialog.model.lines]
    assert shown[:3] == ["All frames", "Pixel Measures Sequence", "Item 1"]
    assert "Slice Thickness" in shown
    dialog.table.setCurrentIndex(dialog.model.index(0, 0))
    dialog.copy()
    assert clipboard() == "All frames"
    dialog.copy_rows()
    assert clipboard() == "All frames"


def write_enhanced(source: Path, path: Path) -> Path:
    """Make an enhanced CT of three frames of a plain slice."""
    scan = dcmread(source)
    scan.SOPClassUID = scan.file_meta.MediaStorageSOPClassUID = EnhancedCTImageStorage
    shared, measures, orientation, transform = Dataset(), Dataset(), Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = ["1", "1"], "2"
    orientation.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    transform.RescaleSlope, transform.RescaleIntercept, transform.RescaleType = "1", "-1024", "HU"
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = Sequence([measures]), Sequence([orientation])
    shared.PixelValueTransformationSequence = Sequence([transform])
    own = []
    for number in range(3):
        item, plane = Dataset(), Dataset()
        plane.ImagePositionPatient = ["-32", "-32", str(2 * number)]
        item.PlanePositionSequence = Sequence([plane])
        own.append(item)
    scan.SharedFunctionalGroupsSequence, scan.PerFrameFunctionalGroupsSequence = Sequence([shared]), Sequence(own)
    scan.NumberOfFrames = 3
    scan.PixelData = scan.PixelData * 3
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness"):
        delattr(scan, keyword)
    scan.save_as(path, enforce_file_format=True)
    source.unlink()
    return path
