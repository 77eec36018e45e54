"""A model that needs a box asks for it, by real mouse and keys; what is drawn is what it is given, in patient mm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

from ai.errors import InputRefused
from ai.inference.options import AS_USUAL, RunOptions
from ai.library.card import SEGMENTATION, InputSpec
from ai.library.grid_spec import GridSpec
from ai.prepare.placed_box import PlacedBox
from ai.progress import silent
from ai.words import say
from app.imaging.grid_box import GridBox, box_on_grid
from app.main import Viewer
from app.state.mask_editing import EDITS_KEPT
from app.state.session import series_key
from app.ui.box_prompt_row import BoxPromptRow
from app.ui.model_panel import OverrideLink, RunButton
from tests.app.ui.masks.scene import at, drag, settle

Left = Qt.MouseButton.LeftButton
MODEL = "nucleus"
LIMITS = {"largest_box_mm": 44.0, "smallest_box_mm": [8.0, 8.0, 6.0], "usual_box_mm": [20.0, 24.0, 12.0]}


@pytest.fixture
def library(make):
    spec = InputSpec(("CT",), ("CHEST",), (), (0, 0), (0, 100), 1, GridSpec(orientation="SPL"))
    card = make.card(MODEL, title="Nucleus", task=SEGMENTATION, input=spec, reference=LIMITS)
    return make.library(card)


@pytest.fixture
def asked(worker, make, monkeypatch: pytest.MonkeyPatch) -> list[RunOptions]:
    """Options of the runs; the result remembers its box."""
    told: list[RunOptions] = []

    def run(card, volume, *, options=AS_USUAL, progress=silent):
        progress(0.5, "Looking")
        told.append(options)
        if worker.error is not None:
            raise worker.error
        result = make.result(volume, card.id)
        masks = np.zeros((2, *volume.shape), np.bool_)
        masks[0, 5:9, 12:40, 8:30] = True
        structures = tuple(
            replace(each, labelled=mask, probability=None) for each, mask in zip(result.structures, masks, strict=False)
        )
        return replace(
            result,
            structures=structures,
            measurements=(),
            provenance=replace(result.provenance, box=options.box_lps),
        )

    monkeypatch.setattr(worker, "run", run)
    return told


@pytest.fixture
def scan(qtbot, ct: Viewer, asked: list[RunOptions]) -> Viewer:
    """A CT of 15 slices of 64 x 48 mm, 2 mm apart: longer than the model may be shown."""
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    settle(qtbot, ct)
    return ct


def button(viewer: Viewer) -> RunButton:
    viewer.window.model_panel.refresh()
    found = viewer.window.model_panel.button
    assert found is not None
    return found


def row(viewer: Viewer) -> BoxPromptRow:
    viewer.window.model_panel.refresh()
    return viewer.window.model_panel.findChildren(BoxPromptRow)[-1]


def ask(qtbot, viewer: Viewer) -> None:
    qtbot.mouseClick(button(viewer), Left)
    settle(qtbot, viewer)


def item(viewer: Viewer):
    return viewer.window.pane.canvas.box_prompt


def box(viewer: Viewer) -> GridBox:
    asked = viewer.session.tools.box_prompt.asked
    assert asked is not None
    assert asked.box is not None
    return asked.box


def test_the_button_asks_and_return_runs_in_what_was_drawn(qtbot, scan: Viewer, asked: list[RunOptions]) -> None:
    assert button(scan).isEnabled()
    assert "Asks for a box" in _words(scan)
    ask(qtbot, scan)
    assert not asked
    assert item(scan).hint.todo == "Nucleus: drag a box around it. Return runs, Esc cancels."
    assert not row(scan).run.isEnabled()
    qtbot.keyClick(scan.window, Qt.Key.Key_Return)
    assert not asked
    # Pixels are of 1 mm, slices of 2: 12 mm deep are 6 slices round the one that is shown.
    drag(qtbot, scan, at(scan, 9.5, 7.5), at(scan, 20, 12), at(scan, 33.5, 25.5))
    settle(qtbot, scan)
    assert box(scan) == GridBox((4.5, 9.5, 7.5), (10.5, 33.5, 25.5))
    assert item(scan).hint.size == "18 × 24 × 12 mm"
    assert item(scan).hint.refusal == ""
    assert row(scan).run.isEnabled()
    qtbot.keyClick(scan.window, Qt.Key.Key_Return)
    settle(qtbot, scan)
    volume = scan.session.opened.volume
    placed = asked[-1].box_lps
    assert placed is not None
    assert placed.spans_in(volume) == ((5, 11), (10, 34), (8, 26))
    low, high = volume.to_lps_mm(np.array([(4.5, 9.5, 7.5), (10.5, 33.5, 25.5)]))
    assert placed.corners_lps_mm.min(axis=0) == pytest.approx(np.minimum(low, high))
    assert placed.corners_lps_mm.max(axis=0) == pytest.approx(np.maximum(low, high))
    assert scan.session.tools.box_prompt.asked is None
    assert item(scan).hint is None
    assert scan.session.result.provenance.box == placed


def _words(viewer: Viewer) -> str:

    return " ".join(label.text() for label in viewer.window.model_panel.findChildren(QLabel))


def test_edges_corners_and_the_whole_box_are_dragged(qtbot, scan: Viewer) -> None:
    ask(qtbot, scan)
    drag(qtbot, scan, at(scan, 9.5, 7.5), at(scan, 33.5, 25.5))
    settle(qtbot, scan)
    low, high = box(scan).low, box(scan).high
    drag(qtbot, scan, at(scan, 15, 25.5), at(scan, 15, 28), at(scan, 15, 31.5))  # right edge
    settle(qtbot, scan)
    assert box(scan) == GridBox(low, (high[0], high[1], 31.5))
    drag(qtbot, scan, at(scan, 9.5, 7.5), at(scan, 8, 6), at(scan, 5.5, 3.5))  # upper left corner
    settle(qtbot, scan)
    assert box(scan) == GridBox((low[0], 5.5, 3.5), (high[0], high[1], 31.5))
    drag(qtbot, scan, at(scan, 20, 15), at(scan, 22, 17), at(scan, 25, 19))  # inside: 5 rows, 4 columns on
    settle(qtbot, scan)
    assert box(scan) == GridBox((low[0], 10.5, 7.5), (high[0], high[1] + 5, 35.5))
    drag(qtbot, scan, at(scan, 50, 40), at(scan, 55, 43), at(scan, 61.5, 46.5))  # beside: another box
    settle(qtbot, scan)
    assert box(scan).low[1:] == (49.5, 39.5) or box(scan).low[1:] == (50.5, 40.5)


def test_other_planes_adjust_the_depth(qtbot, scan: Viewer, asked: list[RunOptions]) -> None:
    scan.actions.mpr.toggle()
    settle(qtbot, scan)
    ask(qtbot, scan)
    drag(qtbot, scan, at(scan, 9.5, 7.5), at(scan, 20, 15), at(scan, 33.5, 25.5))
    settle(qtbot, scan)
    first = box(scan)
    sagittal = scan.session.panes.all[1]
    scan.session.crosshair.clear()
    view = scan.window.grid.frame_of(sagittal).view
    stack = sagittal.stack
    volume = scan.session.opened.volume
    sagittal.update(index=stack.index_at(volume.to_lps_mm((7.0, 20.0, 15.0))))
    qtbot.wait(20)
    view.settle()
    lines = {(line.axis, line.is_high): place for line, place in view.canvas.box_prompt.handles}
    assert set(lines) == {(0, False), (0, True), (1, False), (1, True)}
    start = lines[0, True]
    row_, column = stack.pixel_of((first.high[0] + 2, 20.0, 15.0))
    _, y = view.geometry_px.to_screen(row_, column)
    ratio = view.canvas.ratio
    end = QPoint(round(start.x()), round(y / ratio))
    _drag_in(qtbot, view, start.toPoint(), end)
    assert box(scan).high[0] == first.high[0] + 2
    assert (box(scan).low, box(scan).high[1:]) == (first.low, first.high[1:])
    qtbot.keyClick(scan.window, Qt.Key.Key_Return)
    settle(qtbot, scan)
    assert asked[-1].box_lps == box_placed(scan, GridBox(first.low, (first.high[0] + 2, *first.high[1:])))


def box_placed(viewer: Viewer, grid_box: GridBox) -> PlacedBox:
    return grid_box.placed(viewer.session.opened.volume)


def _drag_in(qtbot, view, start: QPoint, end: QPoint) -> None:

    viewport = view.canvas.viewport()
    none = Qt.KeyboardModifier.NoModifier
    qtbot.mousePress(viewport, Left, none, start)
    for point in ((start + end) / 2, end):
        local = QPointF(point)
        move = QMouseEvent(
            QMouseEvent.Type.MouseMove, local, viewport.mapToGlobal(local), Qt.MouseButton.NoButton, Left, none
        )
        QApplication.sendEvent(viewport, move)
        qtbot.wait(1)
    qtbot.mouseRelease(viewport, Left, none, end)
    qtbot.wait(5)


def test_a_box_that_the_model_would_not_take_says_why_and_does_not_run(
    qtbot, scan: Viewer, asked: list[RunOptions]
) -> None:
    ask(qtbot, scan)
    drag(qtbot, scan, at(scan, 1, 1), at(scan, 30, 20), at(scan, 60, 40))
    settle(qtbot, scan)
    assert "at most 44 mm a side" in item(scan).hint.refusal
    assert not row(scan).run.isEnabled()
    qtbot.keyClick(scan.window, Qt.Key.Key_Return)
    assert not asked
    assert scan.session.tools.box_prompt.asked is not None
    drag(qtbot, scan, at(scan, 63, 1), at(scan, 62.5, 4), at(scan, 60.5, 6.5))
    settle(qtbot, scan)
    assert "at least 8 × 8 × 6 mm" in item(scan).hint.refusal
    qtbot.keyClick(scan.window, Qt.Key.Key_Escape)
    settle(qtbot, scan)
    assert scan.session.tools.box_prompt.asked is None
    assert item(scan).hint is None
    assert not asked


def test_the_buttons_of_the_panel_run_and_cancel(qtbot, scan: Viewer, asked: list[RunOptions]) -> None:
    ask(qtbot, scan)
    qtbot.mouseClick(row(scan).cancel, Left)
    assert scan.session.tools.box_prompt.asked is None
    ask(qtbot, scan)
    drag(qtbot, scan, at(scan, 9.5, 7.5), at(scan, 33.5, 25.5))
    settle(qtbot, scan)
    qtbot.mouseClick(row(scan).run, Left)
    assert len(asked) == 1


def test_another_box_replaces_the_result_but_not_edits(qtbot, scan: Viewer, asked: list[RunOptions]) -> None:
    ask(qtbot, scan)
    drag(qtbot, scan, at(scan, 9.5, 7.5), at(scan, 33.5, 25.5))
    qtbot.keyClick(scan.window, Qt.Key.Key_Return)
    settle(qtbot, scan)
    first = scan.session.result
    ask(qtbot, scan)
    assert box(scan) == box_on_grid(first.provenance.box, scan.session.opened.volume)  # there to be changed
    drag(qtbot, scan, at(scan, 20, 25.5), at(scan, 20, 29.5))
    qtbot.keyClick(scan.window, Qt.Key.Key_Return)
    settle(qtbot, scan)
    assert len(scan.session.results) == 1
    second = scan.session.result
    assert second is not first
    assert second.provenance.box.sides_xyz_mm == pytest.approx((22.0, 24.0, 12.0))
    edited = tuple(replace(each, edited=True) for each in second.structures)

    scan.session.set_edited(series_key(scan.session.opened.series), replace(second, structures=edited))
    with qtbot.waitSignal(scan.session.edits_kept) as kept:
        ask(qtbot, scan)
    assert kept.args == [EDITS_KEPT]
    assert scan.session.tools.box_prompt.asked is None
    assert len(asked) == 2


def test_a_refusal_of_what_is_in_the_box_can_be_overridden_there(
    qtbot, scan: Viewer, worker, asked: list[RunOptions]
) -> None:
    worker.error = InputRefused(say("This looks unlike what it was trained on."), "")
    ask(qtbot, scan)
    drag(qtbot, scan, at(scan, 9.5, 7.5), at(scan, 33.5, 25.5))
    qtbot.keyClick(scan.window, Qt.Key.Key_Return)
    settle(qtbot, scan)
    scan.window.model_panel.refresh()
    assert scan.window.model_panel.findChildren(OverrideLink)
    worker.error = None
    scan.actions.models.run(scan.actions.models.offers()[0].card, override=True)
    assert asked[-1].override
    assert asked[-1].box_lps == asked[0].box_lps


def test_the_question_goes_with_the_series(qtbot, scan: Viewer, make, tmp_path) -> None:
    ask(qtbot, scan)
    scan.session.clear()
    settle(qtbot, scan)
    assert scan.session.tools.box_prompt.asked is None


def test_a_small_scan_is_read_whole(qtbot, scan: Viewer, asked: list[RunOptions], make, monkeypatch) -> None:
    card = scan.actions.models.offers()[0].card
    scan.actions.models.run(replace(card, reference={"largest_box_mm": 70.0}))
    assert asked[-1].box_lps is None


def test_the_pointer_tells_what_can_be_held(qtbot, scan: Viewer) -> None:
    ask(qtbot, scan)
    drag(qtbot, scan, at(scan, 9.5, 7.5), at(scan, 33.5, 25.5))
    settle(qtbot, scan)
    shapes = Qt.CursorShape
    for (row_, column), cursor in {
        (20, 25.5): shapes.SizeHorCursor,
        (33.5, 15): shapes.SizeVerCursor,
        (9.5, 7.5): shapes.SizeFDiagCursor,
        (9.5, 25.5): shapes.SizeBDiagCursor,
        (20, 15): shapes.SizeAllCursor,
    }.items():
        grip = item(scan).grip_at(at(scan, row_, column).toPointF())
        assert grip is not None
        assert grip.cursor is cursor
    assert item(scan).grip_at(at(scan, 50, 40).toPointF()) is None
