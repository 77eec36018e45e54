"""Points as findings: marked, dragged, renamed, deleted by real mouse and keys, and where they are in the patient."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from ai.inference.provenance import PERSON, BoxOrigin
from ai.inference.results import Detection
from app.imaging.cut import Cut, Direction
from app.main import Viewer
from app.state.review import Review
from app.state.tool import Tool
from tests.app.ui.boxes.scene import (
    MODEL,
    NODULE,
    OWN,
    Ctrl,
    Left,
    Shift,
    at,
    box,
    columns_per_px,
    drag,
    press,
    reading,
    settle,
)


def begin(qtbot, viewer: Viewer) -> None:
    press(qtbot, viewer, Qt.Key.Key_P, Ctrl | Shift)
    qtbot.waitUntil(viewer.window.box_panel.isVisible)
    qtbot.waitUntil(lambda: viewer.window.pane.canvas.boxing.plane is not None)
    settle(qtbot, viewer)


def click(qtbot, viewer: Viewer, place: QPoint) -> None:
    qtbot.mouseClick(viewer.window.pane.canvas.viewport(), Left, pos=place)
    settle(qtbot, viewer)


def under(viewer: Viewer, place: QPoint) -> np.ndarray:
    """LPS mm under a pixel of the canvas, from the plane itself."""
    canvas, pane = viewer.window.pane.canvas, viewer.session.panes.active
    row, column = viewer.window.pane.geometry_px.to_index(place.x() * canvas.ratio, place.y() * canvas.ratio)
    return pane.stack.frame(pane.index).to_lps_mm((row, column))


def mm(viewer: Viewer, point: Detection) -> np.ndarray:
    return viewer.session.opened.volume.to_lps_mm(np.array(point.low))


def drawn(viewer: Viewer) -> list[str]:
    return [each.words for each in viewer.window.pane.canvas.boxes.boxes if len(each.corners) == 1]


def test_a_press_marks_a_point_of_the_chosen_class_where_it_is_in_the_patient(qtbot, scan: Viewer) -> None:
    begin(qtbot, scan)
    assert scan.session.tools.tool is Tool.MARK
    panel = scan.window.box_panel
    panel.classes.setFocus()
    panel.classes.lineEdit().selectAll()
    qtbot.keyClicks(panel.classes.lineEdit(), "Carina")
    qtbot.keyClick(panel.classes.lineEdit(), Qt.Key.Key_Return)
    scan.window.setFocus()
    place = at(scan, 20, 30)
    click(qtbot, scan, place)
    point = box(scan, OWN)
    assert point.is_point
    assert (point.label.title, point.origin, point.score) == ("Carina", BoxOrigin.PERSON, None)
    assert point.low[0] == 7.0
    np.testing.assert_allclose(mm(scan, point), under(scan, place), atol=1e-6)
    assert reading(scan).review_of(OWN) is Review.ACCEPTED
    assert scan.session.selection.finding == OWN
    assert panel.title.text() == "Carina · by a person"
    assert panel.facts.text() == "image 8"
    assert [row.title.text for row in scan.window.findings_panel.boxes] == ["Carina"]
    assert drawn(scan) == ["Carina · by a person"]
    # On its slice alone.
    scan.actions.view.show_slice(8)
    settle(qtbot, scan)
    assert drawn(scan) == []
    # Undone and done again by the same keys.
    press(qtbot, scan, Qt.Key.Key_Z, Ctrl)
    assert scan.session.results == ()
    press(qtbot, scan, Qt.Key.Key_Y, Ctrl)
    assert box(scan, OWN) == point


@pytest.mark.parametrize("direction", [Direction.CORONAL, Direction.SAGITTAL, Direction.AXIAL])
def test_on_other_planes_it_lies_in_the_plane_between_slices(qtbot, scan: Viewer, direction: Direction) -> None:
    scan.view.update(cut=Cut(direction))
    settle(qtbot, scan)
    stack = scan.session.panes.active.stack
    middle = scan.session.opened.volume.to_lps_mm(np.array((7.0, 32.0, 24.0)))
    scan.view.update(index=stack.index_at(middle))
    settle(qtbot, scan)
    begin(qtbot, scan)
    row, column = stack.frame(scan.view.state.index).to_pixel(middle)
    place = at(scan, float(row) + 1.3, float(column) + 2.4)
    click(qtbot, scan, place)
    point = box(scan, OWN)
    np.testing.assert_allclose(mm(scan, point), under(scan, place), atol=1e-6)
    index = scan.view.state.index
    assert abs(stack.distance_mm(index, mm(scan, point))) < 1e-6
    assert drawn(scan) == ["Finding · by a person"]
    # Dragged, it stays in the plane.
    drag(qtbot, scan, place, place + QPoint(6, 4), place + QPoint(12, 8))
    moved = box(scan, OWN)
    np.testing.assert_allclose(mm(scan, moved), under(scan, place + QPoint(12, 8)), atol=1e-6)
    assert abs(stack.distance_mm(index, mm(scan, moved))) < 1e-6
    # One plane of each stack shows it: that of the slices too.
    scan.view.update(index=index + 1)
    settle(qtbot, scan)
    assert drawn(scan) == []
    scan.view.update(cut=Cut())
    scan.actions.view.show_slice(round(moved.low[0]))
    settle(qtbot, scan)
    assert drawn(scan) == ["Finding · by a person"]


def test_a_drag_moves_it_and_stops_at_the_edge(qtbot, scan: Viewer) -> None:
    begin(qtbot, scan)
    click(qtbot, scan, at(scan, 20, 30))
    before = box(scan, OWN)
    press(qtbot, scan, Qt.Key.Key_Escape)
    assert scan.session.tools.tool is Tool.WINDOW
    rows, columns = columns_per_px(scan)
    start = at(scan, 20, 30)
    # Held a little beside its middle it does not jump there.
    drag(qtbot, scan, start + QPoint(2, 1), start + QPoint(6, 4), start + QPoint(12, 21))
    moved = box(scan, OWN)
    assert moved.low == pytest.approx((7.0, before.low[1] + 20 * rows, before.low[2] + 10 * columns), abs=1e-9)
    assert moved.is_point
    assert scan.session.annotations.undo_words == "Move Finding"
    held = at(scan, *moved.low[1:])
    drag(qtbot, scan, held, held + QPoint(5, 5), QPoint(1, 1))
    assert all(each >= -0.5 for each in box(scan, OWN).low)
    for _ in range(2):
        press(qtbot, scan, Qt.Key.Key_Z, Ctrl)
    assert box(scan, OWN) == before


def test_keys_of_boxes_work_on_points(qtbot, scan: Viewer) -> None:
    begin(qtbot, scan)
    for row in (12, 40):
        click(qtbot, scan, at(scan, row, 20))
    first, second = (box(scan, OWN.__class__(PERSON, OWN.kind, number)) for number in range(2))
    panel = scan.window.box_panel
    # It has neither a first image nor a last one.
    assert not panel.first.isEnabled()
    press(qtbot, scan, "]")
    assert box(scan, OWN.__class__(PERSON, OWN.kind, 1)) == second
    # Pressed again it is held, not doubled.
    click(qtbot, scan, at(scan, 12, 20))
    assert scan.session.selection.finding == OWN
    assert len(reading(scan).detections) == 2
    panel.classes.setFocus()
    panel.classes.lineEdit().selectAll()
    qtbot.keyClicks(panel.classes.lineEdit(), "Calcification")
    qtbot.keyClick(panel.classes.lineEdit(), Qt.Key.Key_Return)
    scan.window.setFocus()
    settle(qtbot, scan)
    assert box(scan, OWN).label.title == "Calcification"
    assert box(scan, OWN).low == first.low
    press(qtbot, scan, Qt.Key.Key_Delete)
    assert [each for _, each in reading(scan).detections] == [second]
    press(qtbot, scan, Qt.Key.Key_Z, Ctrl)
    press(qtbot, scan, Qt.Key.Key_Z, Ctrl)
    assert [each for _, each in reading(scan).detections] == [first, second]
    # B draws boxes again, P marks points.
    press(qtbot, scan, Qt.Key.Key_B)
    assert scan.session.tools.tool is Tool.BOX
    press(qtbot, scan, Qt.Key.Key_P)
    assert scan.session.tools.tool is Tool.MARK
    assert panel.mark.isChecked()
    assert not panel.draw.isChecked()
    # The same key that began ends it; then P pans as ever.
    press(qtbot, scan, Qt.Key.Key_P, Ctrl | Shift)
    assert panel.isHidden()
    assert scan.session.tools.tool is Tool.WINDOW
    press(qtbot, scan, Qt.Key.Key_P)
    assert scan.session.tools.tool is Tool.PAN
    click(qtbot, scan, at(scan, 50, 10))
    assert len(reading(scan).detections) == 2


def test_beside_the_picture_no_point_is_marked(qtbot, scan: Viewer) -> None:
    begin(qtbot, scan)
    corner = at(scan, -0.5, -0.5)
    beside = QPoint(corner.x() - 12, max(corner.y() - 12, 1)) if corner.x() > 14 else QPoint(corner.x() + 9, 1)
    if scan.window.pane.geometry_px.holds(*_index(scan, beside)):
        pytest.skip("the picture fills the pane")
    click(qtbot, scan, beside)
    assert scan.session.results == ()


def _index(viewer: Viewer, place: QPoint) -> tuple[float, float]:
    ratio = viewer.window.pane.canvas.ratio
    return viewer.window.pane.geometry_px.to_index(place.x() * ratio, place.y() * ratio)


def test_a_point_of_a_model_is_corrected_rejected_and_had_back(qtbot, scan: Viewer, make) -> None:
    found = (Detection(NODULE, 0.9, 0.8, (7.0, 20.0, 30.0), (7.0, 20.0, 30.0)),)
    volume = scan.session.opened.volume
    scan.session.add_result(make.result(volume, MODEL, structures=(), measurements=(), notes=(), detections=found))
    settle(qtbot, scan)
    assert drawn(scan) == ["Nodule 80 %"]
    name = OWN.__class__(MODEL, OWN.kind, 0)
    scan.actions.boxes.toggle()
    settle(qtbot, scan)
    assert scan.session.tools.tool is Tool.WINDOW  # there is something to change
    place = at(scan, 20, 30)
    drag(qtbot, scan, place, place + QPoint(5, 5), place + QPoint(10, 10))
    after = box(scan, name)
    assert (after.is_point, after.score, after.origin) == (True, None, BoxOrigin.CORRECTED)
    assert drawn(scan) == ["Nodule · corrected by a person"]
    panel = scan.window.box_panel
    assert panel.effort.text() == "By you: moved 1"
    qtbot.mouseClick(scan.window.box_panel.model, Left)
    settle(qtbot, scan)
    assert box(scan, name) == found[0]
    assert panel.effort.isHidden()
    click(qtbot, scan, place)
    press(qtbot, scan, Qt.Key.Key_Delete)
    assert reading(scan).review_of(name) is Review.REJECTED
    assert drawn(scan) == []
    press(qtbot, scan, Qt.Key.Key_P)
    click(qtbot, scan, at(scan, 40, 10))
    assert panel.effort.text() == "By you: added 1 · rejected 1"


def test_the_next_finding_key_goes_to_points(qtbot, scan: Viewer) -> None:
    begin(qtbot, scan)
    for index in (3, 11):
        scan.actions.view.show_slice(index)
        settle(qtbot, scan)
        click(qtbot, scan, at(scan, 20, 20))
    scan.actions.boxes.done()
    scan.actions.view.show_slice(7)
    settle(qtbot, scan)
    seen = set()
    for _ in range(2):
        press(qtbot, scan, Qt.Key.Key_G)
        seen.add(scan.view.state.index)
    assert seen == {3, 11}


def test_on_a_film_that_is_turned_and_mirrored(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "cr", modality="CR", slices=1)])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    settle(qtbot, viewer)
    press(qtbot, viewer, Qt.Key.Key_R)
    press(qtbot, viewer, Qt.Key.Key_H)
    begin(qtbot, viewer)
    place = at(viewer, 12.0, 21.0)
    stack = viewer.session.panes.active.stack
    there = stack.voxel_at(0, *_index(viewer, place))
    click(qtbot, viewer, place)
    point = box(viewer, OWN)
    assert point.low == pytest.approx(there)
    assert point.low[0] == 0.0
    panel = viewer.window.box_panel
    assert panel.facts.isHidden()
    assert panel.first.isHidden()
    assert drawn(viewer) == ["Finding · by a person"]
    # Turned back it is at the same spot of the film.
    press(qtbot, viewer, Qt.Key.Key_H)
    (shown,) = viewer.window.pane.canvas.boxes.boxes
    row, column = viewer.session.panes.active.stack.pixel_of(point.low)
    np.testing.assert_allclose(shown.corners, [(row, column)])


def test_a_double_press_marks_one_point_and_a_closed_series_none(qtbot, scan: Viewer) -> None:
    begin(qtbot, scan)
    place = at(scan, 20, 30)
    viewport = scan.window.pane.canvas.viewport()
    qtbot.mouseClick(viewport, Left, pos=place)
    qtbot.mouseDClick(viewport, Left, pos=place)
    settle(qtbot, scan)
    assert len(reading(scan).detections) == 1
    # The picture goes while the button is down: nothing is marked on the next one.
    qtbot.mousePress(viewport, Left, pos=at(scan, 40, 10))
    scan.actions.view.show_slice(3)
    settle(qtbot, scan)
    scan.view.update(cut=Cut(Direction.CORONAL))
    settle(qtbot, scan)
    qtbot.mouseRelease(viewport, Left, pos=at(scan, 5, 10))
    settle(qtbot, scan)
    assert len(reading(scan).detections) == 1
    assert scan.session.editing.boxes.draft is None
