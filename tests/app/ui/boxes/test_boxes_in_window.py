"""Boxes as a reader corrects them: real mouse, real keys, no threads."""

from __future__ import annotations

from pathlib import Path

import highdicom
import numpy as np
import pytest
from highdicom.sr import CodedConcept
from PySide6.QtCore import QPoint, Qt

from ai.inference.provenance import PERSON, BoxOrigin
from app.actions.export_kind import ExportKind
from app.imaging.cut import Cut, Direction
from app.main import Viewer
from app.state.box_editing import BOXES_KEPT
from app.state.review import Review
from app.state.tool import Tool
from tests.app.ui.boxes.scene import (
    FIRST,
    MODEL,
    NODULE,
    OWN,
    SECOND,
    Ctrl,
    Left,
    at,
    box,
    boxes_of,
    columns_per_px,
    drag,
    edit,
    handle,
    press,
    reading,
    settle,
)


@pytest.fixture
def marked(qtbot, scan: Viewer, make) -> Viewer:
    boxes_of(qtbot, scan, make)
    return scan


def corner_mm(viewer: Viewer, corner: tuple[float, float, float]) -> np.ndarray:
    return viewer.session.opened.volume.to_lps_mm(np.array(corner))


def test_a_corner_goes_where_the_hand_goes_to_the_millimetre(qtbot, marked: Viewer) -> None:
    before = box(marked)
    edit(qtbot, marked)
    grip = handle(marked, FIRST, (1, True), (2, True))
    rows, columns = columns_per_px(marked)
    drag(qtbot, marked, grip, grip + QPoint(5, 5), grip + QPoint(10, 10))
    after = box(marked)
    assert after.low == before.low
    assert after.high == pytest.approx((9.5, 30.0 + 10 * rows, 36.0 + 10 * columns), abs=1e-9)
    way_mm = np.linalg.norm(corner_mm(marked, after.high) - corner_mm(marked, before.high))
    assert way_mm == pytest.approx(np.hypot(10 * rows * 0.8, 10 * columns * 0.5), abs=1e-6)
    # What the model scored was another box.
    assert (after.score, after.probability, after.origin) == (None, None, BoxOrigin.CORRECTED)
    assert reading(marked).review_of(FIRST) is Review.DRAFT
    assert any(each.words == "Nodule · corrected by a person" for each in marked.window.pane.canvas.boxes.boxes)
    assert marked.window.findings_panel.boxes[0].title.text == "Nodule · corrected"
    assert box(marked, SECOND).score == 0.6
    # Back by the key, with the score; and forth.
    press(qtbot, marked, Qt.Key.Key_Z, Ctrl)
    assert box(marked) == before
    press(qtbot, marked, Qt.Key.Key_Y, Ctrl)
    assert box(marked) == after


def test_a_side_moves_alone_and_the_line_moves_all(qtbot, marked: Viewer) -> None:
    edit(qtbot, marked)
    before = box(marked)
    rows, columns = columns_per_px(marked)
    side = handle(marked, FIRST, (2, False))
    drag(qtbot, marked, side, side + QPoint(-6, 9), side + QPoint(-12, 9))
    assert box(marked).low == pytest.approx((4.5, 10.0, 12.0 - 12 * columns))
    assert box(marked).high == before.high
    press(qtbot, marked, Qt.Key.Key_Z, Ctrl)
    line = at(marked, 10.0, 15.0)
    drag(qtbot, marked, line, line + QPoint(4, 4), line + QPoint(8, 12))
    moved = box(marked)
    assert moved.low == pytest.approx((4.5, 10.0 + 12 * rows, 12.0 + 8 * columns))
    assert np.subtract(moved.high, moved.low) == pytest.approx(np.subtract(before.high, before.low))
    # By its inside too, once it is selected; and it stops at the edge of the picture.
    middle = at(marked, moved.centre[1], moved.centre[2])
    drag(qtbot, marked, middle, middle + QPoint(-5, -5), QPoint(0, 0))
    assert box(marked).low == pytest.approx((4.5, -0.5, -0.5))


def test_on_the_other_planes_the_depth_is_dragged(qtbot, marked: Viewer) -> None:
    marked.view.update(cut=Cut(Direction.SAGITTAL))
    settle(qtbot, marked)
    stack = marked.session.panes.active.stack
    middle = marked.session.opened.volume.to_lps_mm(np.array(box(marked).centre))
    marked.view.update(index=stack.index_at(middle))
    edit(qtbot, marked)
    before = box(marked)
    handles = marked.window.pane.canvas.box_handles.handles_of(FIRST)
    deep = next((key, point) for key, point in handles.items() if [each.axis for each in key] == [0])
    (face,), point = deep
    start = point.toPoint()
    way = QPoint(8, 5)
    canvas, geometry = marked.window.pane.canvas, marked.window.pane.geometry_px
    ends = [geometry.to_index(each.x() * canvas.ratio, each.y() * canvas.ratio) for each in (start, start + way)]
    index = marked.session.panes.active.index
    voxels = [stack.voxel_at(index, *each) for each in ends]
    drag(qtbot, marked, start, start + way / 2, start + way)
    after = box(marked)
    moved, stays = (after.high, after.low) if face.is_high else (after.low, after.high)
    was, kept = (before.high, before.low) if face.is_high else (before.low, before.high)
    assert stays == kept
    assert moved[1:] == was[1:]
    assert moved[0] == pytest.approx(was[0] + voxels[1][0] - voxels[0][0], abs=1e-9)
    assert moved[0] != was[0]


def test_a_box_is_drawn_where_no_model_ran_and_is_called_a_persons(qtbot, scan: Viewer) -> None:
    assert scan.session.results == ()
    edit(qtbot, scan)
    assert scan.session.tools.tool is Tool.BOX  # there is none to change
    panel = scan.window.box_panel
    panel.classes.setFocus()
    panel.classes.lineEdit().selectAll()
    qtbot.keyClicks(panel.classes.lineEdit(), "Rib fracture")
    qtbot.keyClick(panel.classes.lineEdit(), Qt.Key.Key_Return)
    scan.window.setFocus()
    start, end = at(scan, 12, 10), at(scan, 30, 24)
    drag(qtbot, scan, start, (start + end) / 2, end)
    drawn = box(scan, OWN)
    rows, columns = columns_per_px(scan)
    assert drawn.label.title == "Rib fracture"
    assert (drawn.origin, drawn.score) == (BoxOrigin.PERSON, None)
    assert drawn.low == pytest.approx((6.5, 12, 10), abs=max(rows, columns))
    assert drawn.high == pytest.approx((7.5, 30, 24), abs=max(rows, columns))
    assert scan.session.selection.finding == OWN
    assert panel.title.text() == "Rib fracture · by a person"
    assert panel.facts.text().endswith("image 8")
    assert [row.title.text for row in scan.window.findings_panel.boxes] == ["Rib fracture"]
    assert any(each.words == "Rib fracture · by a person" for each in scan.window.pane.canvas.boxes.boxes)
    assert reading(scan).review_of(OWN) is Review.ACCEPTED
    # Its first and last image.
    scan.actions.view.show_slice(9)
    press(qtbot, scan, "]")
    scan.actions.view.show_slice(5)
    press(qtbot, scan, "[")
    assert (box(scan, OWN).low[0], box(scan, OWN).high[0]) == (4.5, 9.5)
    for _ in range(2):
        press(qtbot, scan, Qt.Key.Key_Z, Ctrl)
    assert box(scan, OWN) == drawn
    press(qtbot, scan, Qt.Key.Key_Z, Ctrl)
    assert scan.session.results == ()
    assert scan.session.selection.finding is None
    press(qtbot, scan, Qt.Key.Key_Y, Ctrl)
    assert box(scan, OWN) == drawn
    # A click draws none.
    qtbot.mouseClick(scan.window.pane.canvas.viewport(), Left, pos=at(scan, 45, 40))
    settle(qtbot, scan)
    assert len(reading(scan).detections) == 1


def test_delete_takes_an_own_box_away_and_rejects_one_of_a_model(qtbot, marked: Viewer) -> None:
    edit(qtbot, marked)
    press(qtbot, marked, Qt.Key.Key_B)
    assert marked.session.tools.tool is Tool.BOX
    for top in (2, 34):
        start = at(marked, top, 40)
        drag(qtbot, marked, start, at(marked, top + 3, 42), at(marked, top + 6, 46))
    assert len(reading(marked).result_of(PERSON).detections) == 2
    second = box(marked, OWN.__class__(PERSON, OWN.kind, 1))
    marked.actions.review.select(OWN)
    settle(qtbot, marked)
    press(qtbot, marked, Qt.Key.Key_Delete)
    assert reading(marked).result_of(PERSON).detections == (second,)
    marked.actions.review.select(FIRST)
    settle(qtbot, marked)
    press(qtbot, marked, Qt.Key.Key_Delete)
    assert reading(marked).review_of(FIRST) is Review.REJECTED
    assert box(marked).score == 0.9
    assert FIRST not in [each for each, _ in reading(marked).detections]
    for _ in range(2):
        press(qtbot, marked, Qt.Key.Key_Z, Ctrl)
    assert reading(marked).review_of(FIRST) is Review.DRAFT
    assert len(reading(marked).result_of(PERSON).detections) == 2
    assert box(marked, OWN) != second


def test_keys_mean_boxes_only_while_boxes_are_edited(qtbot, marked: Viewer) -> None:
    for key in (Qt.Key.Key_B, "[", "]", Qt.Key.Key_Delete):
        press(qtbot, marked, key)
    assert marked.session.tools.tool is Tool.WINDOW
    assert (box(marked).low[0], box(marked).high[0]) == (4.5, 9.5)
    assert reading(marked).review_of(FIRST) is Review.DRAFT
    edit(qtbot, marked)
    press(qtbot, marked, Qt.Key.Key_B)
    assert marked.session.tools.tool is Tool.BOX
    press(qtbot, marked, Qt.Key.Key_Escape)
    assert marked.session.tools.tool is Tool.WINDOW
    press(qtbot, marked, Qt.Key.Key_E)
    assert marked.session.tools.tool is Tool.ELLIPSE
    press(qtbot, marked, Qt.Key.Key_W)
    qtbot.mouseClick(marked.window.box_panel.done, Left)
    qtbot.waitUntil(marked.window.box_panel.isHidden)
    settle(qtbot, marked)
    grip = at(marked, 10.0, 12.0)
    before = box(marked)
    drag(qtbot, marked, grip, grip + QPoint(10, 10))
    assert box(marked) == before
    press(qtbot, marked, Qt.Key.Key_B)
    assert marked.session.tools.tool is Tool.WINDOW


def test_the_class_is_changed_and_the_model_can_be_had_back(qtbot, marked: Viewer) -> None:
    before = box(marked)
    marked.actions.review.accept_all(True)
    edit(qtbot, marked)
    qtbot.mouseClick(marked.window.pane.canvas.viewport(), Left, pos=at(marked, 10, 15))
    settle(qtbot, marked)
    assert marked.session.selection.finding == FIRST
    panel = marked.window.box_panel
    panel.classes.setFocus()
    panel.classes.lineEdit().selectAll()
    qtbot.keyClicks(panel.classes.lineEdit(), "Cyst")
    qtbot.keyClick(panel.classes.lineEdit(), Qt.Key.Key_Return)
    settle(qtbot, marked)
    assert (box(marked).label.title, box(marked).score) == ("Cyst", None)
    assert reading(marked).review_of(FIRST) is Review.DRAFT
    assert reading(marked).review_of(SECOND) is Review.ACCEPTED
    assert "Cyst" in [panel.classes.itemText(number) for number in range(panel.classes.count())]
    qtbot.mouseClick(panel.model, Left)
    settle(qtbot, marked)
    assert box(marked) == before
    press(qtbot, marked, Qt.Key.Key_Z, Ctrl)
    assert box(marked).label.title == "Cyst"


def test_a_run_never_replaces_what_a_person_corrected_or_drew(qtbot, marked: Viewer, make) -> None:
    told: list[str] = []
    marked.session.edits_kept.connect(told.append)
    edit(qtbot, marked)
    press(qtbot, marked, Qt.Key.Key_B)
    drag(qtbot, marked, at(marked, 2, 40), at(marked, 4, 42), at(marked, 9, 46))
    boxes_of(qtbot, marked, make)  # of the same model: nothing of it was corrected
    assert told == []
    assert box(marked, OWN) is not None
    grip = handle(marked, FIRST, (1, False), (2, False))
    drag(qtbot, marked, grip, grip + QPoint(5, 5), grip + QPoint(10, 10))
    corrected = box(marked)
    boxes_of(qtbot, marked, make)
    assert told == [BOXES_KEPT]
    assert box(marked) == corrected
    press(qtbot, marked, Qt.Key.Key_Z, Ctrl)
    boxes_of(qtbot, marked, make)
    assert len(told) == 1
    # What was undone was of the boxes that went: it cannot be done again on others.
    press(qtbot, marked, Qt.Key.Key_Y, Ctrl)
    assert box(marked).score == 0.9


def test_a_report_says_who_marked_each_box(qtbot, marked: Viewer, tmp_path: Path) -> None:
    edit(qtbot, marked)
    grip = handle(marked, FIRST, (1, False), (2, False))
    drag(qtbot, marked, grip, grip + QPoint(5, 5), grip + QPoint(10, 10))
    press(qtbot, marked, Qt.Key.Key_B)
    drag(qtbot, marked, at(marked, 2, 40), at(marked, 4, 42), at(marked, 9, 46))
    path = tmp_path / "sr.dcm"
    marked.actions.export.write(ExportKind.SR, path)
    content = highdicom.sr.srread(path).content
    (volumetric,) = content.get_volumetric_roi_measurement_groups()
    planar = {each.tracking_identifier: each for each in content.get_planar_roi_measurement_groups()}
    origin = CodedConcept("ORIGIN", "99LIGHTBOX", "Who marked the finding")
    (said,) = volumetric.get_qualitative_evaluations(name=origin)
    assert said.value.value == "CORRECTED"
    assert list(volumetric.get_measurements()) == []
    own = planar["reader nodule 3"]
    assert own.get_qualitative_evaluations(name=origin)[0].value.value == "PERSON"
    assert list(own.get_measurements()) == []
    model = planar[f"{MODEL} nodule 2"]
    assert [each.name.value for each in model.get_measurements()] == ["111013", "SCORE"]
    assert list(model.get_qualitative_evaluations(name=origin)) == []
    # Read back as the result of a file: who marked them is still known.
    drawn = {each.origin: each for _, each in reading(marked).detections}
    marked.actions.opening.open_paths([path])
    marked.actions.results.show_all()
    settle(qtbot, marked)
    file = next((each for each in marked.session.results if each.provenance.maker), None)
    assert file is not None
    back = {each.origin: each for each in file.detections}
    assert set(back) == set(BoxOrigin)
    for name, each in back.items():
        assert each.low == pytest.approx(drawn[name].low, abs=1e-3)
        assert each.high == pytest.approx(drawn[name].high, abs=1e-3)
    assert back[BoxOrigin.MODEL].probability == pytest.approx(0.4)
    assert NODULE.title == "Nodule"
