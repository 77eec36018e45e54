"""The worklist in the window: mouse and keys, on small datasets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog

from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.reads import CaseState, read_of
from app.main import Viewer
from app.state.worklist import Order
from app.ui.worklist_panel import WorklistPanel
from tests.ai.training.dataset.read_dataset import keys, pictures, read_classes, read_masks, volumes

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def films(tmp_path: Path) -> Dataset:
    return pictures(tmp_path / "films", 6)


@pytest.fixture
def scans(tmp_path: Path) -> Dataset:
    return volumes(tmp_path / "scans", 3)


@pytest.fixture
def panel(viewer: Viewer) -> WorklistPanel:
    return viewer.window.left.worklist


def list_dataset(qtbot, viewer: Viewer, dataset: Dataset, name: str = "Anna") -> None:
    """Open the worklist of a dataset, and give a name by keys."""
    panel = viewer.window.left.worklist
    viewer.actions.worklist.open_dataset(dataset.folder)
    qtbot.waitUntil(panel.isVisible)
    qtbot.mouseClick(panel.reader, LEFT)
    qtbot.keyClicks(panel.reader, name)
    qtbot.keyClick(panel.reader, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(viewer.actions.worklist.list.source.reader))
    qtbot.waitUntil(lambda: panel.rows_model.rowCount() == len(dataset.cases))


def click_row(qtbot, panel: WorklistPanel, number: int) -> None:
    place = panel.rows.visualRect(panel.rows_model.index(number)).center()
    qtbot.mouseClick(panel.rows.viewport(), LEFT, pos=place)


def choose(qtbot, box: QComboBox, number: int) -> None:
    """Choose from a box by keys."""
    box.setFocus()
    while box.currentIndex() != number:
        qtbot.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < number else Qt.Key.Key_Up)


def test_it_is_hidden_until_there_is_a_list(qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset) -> None:
    assert not panel.isVisible()
    viewer.actions.worklist.open_dataset(films.folder)
    qtbot.waitUntil(panel.isVisible)
    assert panel.title.text == "films"
    assert [segment.text() for segment in panel.states] == ["6", "0", "0", "0"]
    # Laid out, so that a press lands on it.
    qtbot.waitUntil(lambda: panel.rows.height() > 50 and panel.close_list.width() > 10)
    qtbot.mouseClick(panel.close_list, LEFT)
    qtbot.waitUntil(lambda: not panel.isVisible())


def test_a_dataset_is_chosen_in_the_menu(qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset) -> None:
    viewer.window._commands.of("worklist_dataset").trigger()
    dialog = viewer.window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(films.folder))
    dialog.close()
    qtbot.waitUntil(panel.isVisible)


def test_a_case_is_read_and_completed_by_the_mouse(qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset) -> None:
    list_dataset(qtbot, viewer, films)
    click_row(qtbot, panel, 1)
    qtbot.waitUntil(lambda: viewer.session.opened is not None)
    qtbot.waitUntil(panel.answers.isVisible)
    assert [button.text() for button in panel.answers.buttons] == ["benign", "malignant", "Not sure"]
    qtbot.mouseClick(panel.answers.buttons[1], LEFT)
    qtbot.waitUntil(panel.answers.buttons[1].isChecked)
    qtbot.mouseClick(panel.complete, LEFT)
    (anna,) = keys(films.folder, "Anna")
    found = read_of(films.cases[1].folder, anna, ".png")
    assert found is not None
    assert (found.is_complete, found.record.answer) == (True, "malignant")
    # The next case is open.
    qtbot.waitUntil(lambda: viewer.actions.worklist.list.current.key == films.cases[2].key)
    qtbot.waitUntil(lambda: [segment.text() for segment in panel.states] == ["4", "1", "1", "0"])


def test_keys_go_through_the_list(qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset) -> None:
    list_dataset(qtbot, viewer, films)
    window, current = viewer.window, viewer.actions.worklist.list
    qtbot.keyClick(window, Qt.Key.Key_PageDown, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_PageDown, CTRL)
    assert current.current.key == films.cases[1].key
    qtbot.keyClick(window, Qt.Key.Key_PageUp, CTRL)
    assert current.current.key == films.cases[0].key
    qtbot.waitUntil(window._commands.of("flag_case").isEnabled)
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL | SHIFT)
    assert current.current.state is CaseState.FLAGGED
    qtbot.waitUntil(panel.flag.isChecked)
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL | SHIFT)
    assert current.current.state is CaseState.IN_PROGRESS
    qtbot.waitUntil(lambda: not panel.previous.isEnabled())
    qtbot.mouseClick(panel.next, LEFT)
    assert current.current.key == films.cases[1].key


def test_rows_are_filtered_by_their_state(qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset) -> None:
    list_dataset(qtbot, viewer, films)
    click_row(qtbot, panel, 0)
    qtbot.waitUntil(lambda: panel.states[1].text() == "1")
    qtbot.mouseClick(panel.states[0], LEFT)
    qtbot.waitUntil(lambda: panel.rows_model.rowCount() == 1)
    assert not panel.states[0].isChecked()
    qtbot.mouseClick(panel.states[0], LEFT)
    qtbot.waitUntil(lambda: panel.rows_model.rowCount() == 6)


def test_the_class_of_the_dataset_is_hidden_from_a_blinded_reader(
    qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset
) -> None:
    list_dataset(qtbot, viewer, films)
    seconds = [panel.rows_model._second(row) for row in panel.rows_model.rows]
    assert seconds == [""] * 6
    qtbot.mouseClick(panel.blinded, LEFT, pos=QPoint(8, panel.blinded.height() // 2))
    seconds = [panel.rows_model._second(row) for row in panel.rows_model.rows]
    assert seconds == [case.label for case in films.cases]


def test_masks_are_corrected_with_the_brush_and_kept(
    qtbot, viewer: Viewer, panel: WorklistPanel, scans: Dataset
) -> None:
    list_dataset(qtbot, viewer, scans)
    click_row(qtbot, panel, 0)
    qtbot.waitUntil(lambda: len(viewer.window.layer_panel.rows) == 2)
    # The dataset says which masks there are, and what they are called.
    assert not viewer.window.layer_panel.new.isVisible()
    assert not viewer.window.layer_panel.look.isVisible()
    before = scans.cases[0].mask("lesion").sum()
    viewer.window.layer_panel.rows[0].edit.click()
    qtbot.waitUntil(viewer.window.mask_panel.isVisible)
    viewer.actions.view.show_slice(2)
    canvas = viewer.window.pane.canvas
    middle = canvas.viewport().rect().center()
    qtbot.mousePress(canvas.viewport(), LEFT, pos=middle)
    qtbot.mouseMove(canvas.viewport(), middle + QPoint(12, 6))
    qtbot.mouseRelease(canvas.viewport(), LEFT, pos=middle + QPoint(12, 6))
    qtbot.mouseClick(viewer.window.mask_panel.done, LEFT)
    (anna,) = keys(scans.folder, "Anna")
    found = read_of(scans.cases[0].folder, anna)
    assert found is not None
    assert found.mask("lesion").sum() > before
    np.testing.assert_array_equal(found.mask("organ"), scans.cases[0].mask("organ"))
    qtbot.waitUntil(viewer.window._commands.of("complete_case").isEnabled)
    qtbot.keyClick(viewer.window, Qt.Key.Key_Return, CTRL | SHIFT)
    again = read_of(scans.cases[0].folder, anna)
    assert again is not None
    assert again.is_complete
    np.testing.assert_array_equal(again.mask("lesion"), found.mask("lesion"))
    assert viewer.actions.worklist.list.current.key == scans.cases[1].key


def test_agreement_is_shown_and_a_case_opened_from_it(
    qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset
) -> None:
    anna, bo = keys(films.folder, "Anna", "Bo")
    read_classes(films, anna, ["benign", "malignant", "benign", "malignant", "benign", ""])
    read_classes(films, bo, ["benign", "malignant", "benign", "benign", "benign", "benign"])
    list_dataset(qtbot, viewer, films)
    qtbot.mouseClick(panel.agreement, LEFT)
    dialog = viewer.window.dialogs.agreement
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    texts = [[dialog.cases.item(row, column).text() for column in range(4)] for row in range(dialog.cases.rowCount())]
    assert len(texts) == 5
    assert texts[0][0] == films.cases[3].key
    assert {texts[0][2], texts[0][3]} == {"malignant", "benign"}
    assert "you" in texts[0][1]
    place = dialog.cases.visualItemRect(dialog.cases.item(0, 0)).center()
    qtbot.mouseClick(dialog.cases.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(dialog.cases.viewport(), LEFT, pos=place)
    qtbot.waitUntil(lambda: viewer.actions.worklist.list.current is not None)
    assert viewer.actions.worklist.list.current.key == films.cases[3].key
    dialog.close()
    # Both have read it: it can be settled.
    qtbot.waitUntil(panel.settle.isVisible)
    panel.settle.menu().aboutToShow.emit()
    agreed = panel.settle.menu().actions()[1]
    assert agreed.text() == "Agreed: malignant"
    agreed.trigger()
    again = open_dataset(films.folder).cases[3]
    assert (again.label, again.record.origin) == ("malignant", "human")


def test_masks_of_others_are_seen_when_the_own_read_is_complete(
    qtbot, viewer: Viewer, panel: WorklistPanel, scans: Dataset
) -> None:
    anna, bo = keys(scans.folder, "Anna", "Bo")
    masks = {name: scans.cases[0].mask(name) for name in scans.names}
    moved = np.roll(masks["lesion"], 2, 2)
    read_masks(scans, 0, bo, {**masks, "lesion": moved})
    list_dataset(qtbot, viewer, scans)
    click_row(qtbot, panel, 0)
    qtbot.waitUntil(lambda: len(viewer.session.layers) == 2)
    assert not panel.others.isVisible()
    read_masks(scans, 0, anna, masks)
    viewer.actions.worklist.reload()
    qtbot.waitUntil(panel.others.isVisible)
    qtbot.mouseClick(panel.others, LEFT)
    qtbot.waitUntil(lambda: len(viewer.session.layers) == 4)
    own, other = viewer.session.results
    assert other.provenance.maker == f"Reader {bo[:6]}"
    assert other.structures[0].mask.sum() == moved.sum()
    assert not np.array_equal(other.structures[0].mask, own.structures[0].mask)
    # They are compared with, never edited.
    assert not viewer.actions.masks.can_edit(viewer.session.reading_of(viewer.session.opened).drawn_findings[2])


def stroke(qtbot, viewer: Viewer, by: QPoint) -> None:
    """Paint from the middle of the third slice."""
    viewer.actions.view.show_slice(2)
    canvas = viewer.window.pane.canvas
    middle = canvas.viewport().rect().center()
    qtbot.mousePress(canvas.viewport(), LEFT, pos=middle)
    qtbot.mouseMove(canvas.viewport(), middle + by)
    qtbot.mouseRelease(canvas.viewport(), LEFT, pos=middle + by)


def test_a_stroke_while_a_case_is_settled_goes_into_the_agreed_label_only(
    qtbot, viewer: Viewer, panel: WorklistPanel, scans: Dataset
) -> None:
    case = scans.cases[0]
    _, bo = keys(scans.folder, "Anna", "Bo")
    masks = {name: case.mask(name) for name in scans.names}
    read_masks(scans, 0, bo, {**masks, "lesion": np.roll(masks["lesion"], 2, 2)})
    list_dataset(qtbot, viewer, scans)
    click_row(qtbot, panel, 0)
    qtbot.waitUntil(lambda: len(viewer.window.layer_panel.rows) == 2)
    qtbot.waitUntil(panel.complete.isEnabled)
    qtbot.mouseClick(panel.complete, LEFT)
    qtbot.waitUntil(lambda: viewer.actions.worklist.list.row(case.key).is_complete)
    click_row(qtbot, panel, 0)
    qtbot.waitUntil(lambda: viewer.session.results and viewer.session.results[0].provenance.maker != "")
    # Sealed: there is no way to begin.
    qtbot.waitUntil(lambda: panel.complete.text() == "Reopen")
    assert not viewer.actions.masks.can_edit_selected()
    before = {path: path.read_bytes() for path in case.folder.rglob("reads/*/**/*") if path.is_file()}
    qtbot.waitUntil(panel.settle.isVisible)
    panel.settle.menu().aboutToShow.emit()
    panel.settle.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: panel.complete.note.text().startswith("Settling"))
    qtbot.waitUntil(lambda: viewer.window.layer_panel.rows[0].edit.isVisible())
    qtbot.mouseClick(viewer.window.layer_panel.rows[0].edit, LEFT)
    qtbot.waitUntil(viewer.window.mask_panel.isVisible)
    stroke(qtbot, viewer, QPoint(12, 6))
    # On the disk by itself, while it is still edited.
    qtbot.waitUntil(lambda: open_dataset(scans.folder).cases[0].mask("lesion").sum() > masks["lesion"].sum())
    assert viewer.session.editing.mask is not None
    qtbot.mouseClick(viewer.window.mask_panel.done, LEFT)
    again = open_dataset(scans.folder).cases[0]
    shown = next(each for each in viewer.session.layers if each.title == "Lesion").structure.mask
    assert again.mask("lesion").sum() == shown.sum()
    np.testing.assert_array_equal(again.mask("organ"), masks["organ"])
    after = {path: path.read_bytes() for path in case.folder.rglob("reads/*/**/*") if path.is_file()}
    assert {path.name for path in after if after[path] != before.get(path)} == {"read.json"}  # that others were shown
    (anna,) = keys(scans.folder, "Anna")
    np.testing.assert_array_equal(read_of(case.folder, anna).mask("lesion"), masks["lesion"])


def test_the_next_reader_does_not_find_the_table_of_the_one_before(
    qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset
) -> None:
    for reader in keys(films.folder, "Anna", "Bo"):
        read_classes(films, reader, ["benign"] * 6)
    list_dataset(qtbot, viewer, films)
    qtbot.mouseClick(panel.agreement, LEFT)
    dialog = viewer.window.dialogs.agreement
    qtbot.waitUntil(lambda: dialog.isVisible() and dialog.cases.rowCount() == 6)
    panel.reader.setFocus()
    panel.reader.selectAll()
    qtbot.keyClicks(panel.reader, "Cy")
    qtbot.keyClick(panel.reader, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    qtbot.mouseClick(panel.agreement, LEFT)
    qtbot.waitUntil(lambda: dialog.isVisible() and dialog.cases.rowCount() == 0)
    dialog.close()


def test_agreement_of_masks(qtbot, viewer: Viewer, panel: WorklistPanel, scans: Dataset) -> None:
    anna, bo = keys(scans.folder, "Anna", "Bo")
    masks = {name: scans.cases[0].mask(name) for name in scans.names}
    read_masks(scans, 0, anna, masks)
    read_masks(scans, 0, bo, {**masks, "lesion": np.roll(masks["lesion"], 2, 2)})
    list_dataset(qtbot, viewer, scans)
    qtbot.mouseClick(panel.agreement, LEFT)
    dialog = viewer.window.dialogs.agreement
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.cases.item(0, 2).text() == "0.500"
    assert dialog.cases.item(0, 3).text().startswith("lesion 0.500 (1.4 mm)")
    dialog.close()


def test_a_model_is_asked_and_rows_are_sorted(
    qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset, worker
) -> None:
    list_dataset(qtbot, viewer, films)
    assert not panel.ask.isEnabled()
    assert not panel.order.isVisible()
    choose(qtbot, panel.model, 1)
    panel.model.activated.emit(1)
    qtbot.waitUntil(panel.ask.isEnabled)
    qtbot.mouseClick(panel.ask, LEFT)
    assert len(worker.ran) == 6
    assert viewer.actions.worklist.list.order is Order.UNSURE_FIRST
    qtbot.waitUntil(lambda: panel.order.currentIndex() == 1)
    # The masks of this model have one member: it cannot say.
    assert {panel.rows_model.data(panel.rows_model.index(number), 260) for number in range(6)} == {"–"}
