"""Boxes of a case of a dataset in the window: two readers, their agreement, and how they settle it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt

from ai.training.dataset.boxes import Box
from ai.training.dataset.dataset import Dataset
from ai.training.dataset.reads import OthersSeen, Read, read_of
from app.main import Viewer
from app.state.review import FindingId
from app.state.tool import Tool
from app.ui.worklist_panel import WorklistPanel
from tests.ai.training.dataset.read_dataset import as_offered, boxed, flat, keys, read_boxes
from tests.app.ui.boxes.scene import OWN, Ctrl, Left, Shift, at, box, columns_per_px, drag, edit, handle, press, settle

SECOND = FindingId(OWN.model_id, OWN.kind, 1)


@pytest.fixture
def films(tmp_path: Path) -> Dataset:
    """Three films: a nodule, nothing, a mass."""
    return boxed(tmp_path / "films", [[flat("nodule", 4, 5)], [], [flat("mass", 10, 8)]])


@pytest.fixture
def panel(qtbot, viewer: Viewer, films: Dataset) -> WorklistPanel:
    """The worklist of the films, read by Anna; the first film is open."""
    panel = viewer.window.left.worklist
    viewer.actions.worklist.open_dataset(films.folder)
    qtbot.waitUntil(panel.isVisible)
    qtbot.mouseClick(panel.reader, Left)
    qtbot.keyClicks(panel.reader, "Anna")
    qtbot.keyClick(panel.reader, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.rows_model.rowCount() == 3)
    choose(qtbot, viewer, films, 0)
    return panel


def choose(qtbot, viewer: Viewer, films: Dataset, number: int) -> None:
    """Open a film by a press on its row."""
    panel = viewer.window.left.worklist
    place = panel.rows_model.place_of(films.cases[number].key)
    qtbot.mouseClick(panel.rows.viewport(), Left, pos=panel.rows.visualRect(panel.rows_model.index(place)).center())
    wanted = films.cases[number].image
    qtbot.waitUntil(lambda: viewer.session.opened is not None and viewer.session.opened.series.image.path == wanted)
    settle(qtbot, viewer)


def read(films: Dataset, name: str, number: int = 0) -> Read:
    (key,) = keys(films.folder, name)
    found = read_of(films.cases[number].folder, key, ".png")
    assert found is not None
    return found


def test_boxes_are_read_by_hand_and_are_on_the_disk(
    qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset
) -> None:
    assert (box(viewer, OWN).low, box(viewer, OWN).high) == ((-0.5, 4, 5), (0.5, 8, 9))
    edit(qtbot, viewer)
    assert viewer.window.box_panel.classes.count() == 2
    rows, columns = columns_per_px(viewer)
    grip = handle(viewer, OWN, (1, True), (2, True))
    drag(qtbot, viewer, grip, grip + QPoint(8, 8), grip + QPoint(20, 16))
    press(qtbot, viewer, Qt.Key.Key_B)
    drag(qtbot, viewer, at(viewer, 14, 10), at(viewer, 16, 12), at(viewer, 20, 16))
    viewer.window.box_panel.classes.setFocus()
    qtbot.keyClick(viewer.window.box_panel.classes, Qt.Key.Key_Down)
    viewer.window.box_panel.classes.textActivated.emit("mass")
    settle(qtbot, viewer)
    assert [each.label.title for each in viewer.session.result.detections] == ["nodule", "mass"]
    # Nobody pressed anything: it is kept by itself.
    qtbot.waitUntil(lambda: len(read(films, "Anna").record.boxes or ()) == 2, timeout=3000)
    first, second = read(films, "Anna").record.boxes
    assert first.label == "nodule"
    assert first.low == (-0.5, 4, 5)
    assert first.high == pytest.approx((0.5, 8 + 16 * rows, 9 + 20 * columns), abs=1e-6)
    assert (second.label, second.low) == ("mass", pytest.approx((-0.5, 14, 10), abs=max(rows, columns)))
    assert as_offered(films.folder).cases == films.cases
    # The whole read by keys: the next film opens, and the one before is sealed.
    qtbot.keyClick(viewer.window, Qt.Key.Key_Return, Ctrl | Shift)
    qtbot.waitUntil(lambda: viewer.actions.worklist.list.row(films.cases[0].key).is_complete)
    assert viewer.actions.worklist.list.current.key != films.cases[0].key
    # Boxes are drawn from film to film, with no key between.
    settle(qtbot, viewer)
    number = next(n for n, each in enumerate(films.cases) if each.key == viewer.actions.worklist.list.current.key)
    drag(qtbot, viewer, at(viewer, 2, 2), at(viewer, 3, 3), at(viewer, 6, 7))
    qtbot.waitUntil(lambda: bool(read(films, "Anna", number).record.boxes), timeout=3000)
    assert len(read(films, "Anna").record.boxes) == 2


def test_a_sealed_read_is_reopened_by_the_button_until_the_others_are_seen(
    qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset
) -> None:
    (bo,) = keys(films.folder, "Bo")
    read_boxes(films, 0, bo, [flat("nodule", 5, 5), flat("mass", 14, 12)])
    viewer.actions.worklist.reload()
    assert panel.complete.text() == "Complete"
    assert not panel.others.isVisible()
    qtbot.mouseClick(panel.complete, Left)
    choose(qtbot, viewer, films, 0)
    qtbot.waitUntil(lambda: panel.complete.text() == "Reopen")
    assert panel.complete.note.text() == "Complete: nothing is changed until you reopen it."
    press(qtbot, viewer, Qt.Key.Key_B, Ctrl | Shift)
    assert not viewer.window.box_panel.isVisible()
    assert "is complete" in viewer.window.notices.messages[-1]
    qtbot.mouseClick(panel.complete, Left)
    qtbot.waitUntil(lambda: panel.complete.text() == "Complete")
    edit(qtbot, viewer)
    line = at(viewer, 4, 7)
    drag(qtbot, viewer, line, line + QPoint(0, 8), line + QPoint(0, 16))
    qtbot.mouseClick(panel.complete, Left)
    qtbot.waitUntil(lambda: read(films, "Anna").is_complete)
    moved = read(films, "Anna").record.boxes[0]
    assert moved.low[1] > 4
    choose(qtbot, viewer, films, 0)
    qtbot.waitUntil(panel.others.isVisible)
    shown = viewer.window.box_panel
    qtbot.waitUntil(lambda: "is complete" in shown.title.text())
    assert not any(each.isEnabled() for each in (shown.draw, shown.classes))
    assert not shown.mark.isVisible()
    qtbot.mouseClick(panel.others, Left)
    qtbot.waitUntil(lambda: len(viewer.session.results) == 2)
    qtbot.waitUntil(lambda: not panel.complete.isEnabled())
    settle(qtbot, viewer)
    words = {each.words for each in viewer.window.pane.canvas.boxes.boxes}
    others = {f"{name} · Reader {bo[:6]}" for name in ("nodule", "mass")}
    assert words == {"nodule · Your read, complete", *others}
    assert "stays as it is" in panel.complete.note.text()
    assert read(films, "Anna").record.seen is OthersSeen.AFTER


def test_two_readers_are_compared_and_settle(qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset) -> None:
    (bo,) = keys(films.folder, "Bo")
    read_boxes(films, 0, bo, [flat("nodule", 4, 6), flat("mass", 14, 12)])
    viewer.actions.worklist.reload()
    # Before the own read is complete the table says that there is something, and nothing of it.
    qtbot.mouseClick(panel.agreement, Left)
    dialog = viewer.window.dialogs.agreement
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.cases.rowCount() == 0
    dialog.close()
    qtbot.mouseClick(panel.complete, Left)
    qtbot.waitUntil(lambda: read(films, "Anna").is_complete)
    qtbot.mouseClick(panel.agreement, Left)
    qtbot.waitUntil(lambda: dialog.cases.rowCount() == 1)
    anna_is_first = "you /" in dialog.cases.item(0, 1).text()
    alone = "0 / 1" if anna_is_first else "1 / 0"
    assert [dialog.cases.item(0, column).text() for column in (2, 3)] == [
        "0.000",
        f"nodule 1 both, 0 / 0 alone, mass 0 both, {alone} alone",
    ]
    place = dialog.cases.visualItemRect(dialog.cases.item(0, 0)).center()
    qtbot.mouseClick(dialog.cases.viewport(), Left, pos=place)
    qtbot.mouseDClick(dialog.cases.viewport(), Left, pos=place)
    qtbot.waitUntil(lambda: viewer.actions.worklist.list.current.key == films.cases[0].key)
    dialog.close()
    settle(qtbot, viewer)
    before = {path: path.read_bytes() for path in films.cases[0].folder.glob("reads/*/read.json")}
    qtbot.waitUntil(panel.settle.isVisible)
    panel.settle.menu().aboutToShow.emit()
    assert [each.text() for each in panel.settle.menu().actions()] == [
        "Agree, beginning with my read",
        f"Agree, beginning with reader {bo[:6]}",
        "Correct the label of the dataset as it is",
    ]
    panel.settle.menu().actions()[1].trigger()
    settle(qtbot, viewer)
    qtbot.waitUntil(lambda: panel.complete.note.text().startswith("Settling"))
    assert [each.label for each in as_offered(films.folder).cases[0].boxes] == ["nodule", "mass"]
    viewer.window.activateWindow()
    qtbot.waitUntil(viewer.window.isActiveWindow)
    edit(qtbot, viewer)
    viewer.actions.review.select(SECOND)
    settle(qtbot, viewer)
    press(qtbot, viewer, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(as_offered(films.folder).cases[0].boxes) == 1, timeout=3000)
    (agreed,) = as_offered(films.folder).cases[0].boxes
    assert (agreed.label, agreed.low_index) == ("nodule", (-0.5, 4, 6))
    assert {path: path.read_bytes() for path in before} == before
    assert read(films, "Anna").record.boxes == (Box("nodule", (-0.5, 4, 5), (0.5, 8, 9)),)


def test_no_point_is_marked_on_a_case(qtbot, viewer: Viewer, panel: WorklistPanel, films: Dataset) -> None:
    press(qtbot, viewer, Qt.Key.Key_P, Ctrl | Shift)
    assert not viewer.window.box_panel.isVisible()
    assert "compare boxes" in viewer.window.notices.messages[-1]
    edit(qtbot, viewer)
    press(qtbot, viewer, Qt.Key.Key_P)
    assert viewer.session.tools.tool is not Tool.MARK
    # The tool is still in the hand when another picture was left for the case.
    viewer.session.tools.set_tool(Tool.MARK)
    drag(qtbot, viewer, at(viewer, 14, 10), at(viewer, 14, 10))
    settle(qtbot, viewer)
    assert [each.is_point for each in viewer.session.result.detections] == [False]
