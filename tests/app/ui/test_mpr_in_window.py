"""Planes of the patient as a reader meets them: real mouse, real keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.imaging.cut import Direction
from app.imaging.slices import SideLetters
from app.main import Viewer
from app.state.pane import Pane
from app.state.panes import Grid
from app.ui.crosshair_item import CrosshairItem
from app.ui.pane_colours import pane_colour
from app.ui.rgb_pixels import rgb_pixels
from app.ui.slice_view import SliceView

Left = Qt.MouseButton.LeftButton
Plain = Qt.KeyboardModifier.NoModifier
Control = Qt.KeyboardModifier.ControlModifier
Alt = Qt.KeyboardModifier.AltModifier

AXIAL, SAGITTAL, CORONAL, SOURCE = range(4)
"""Panes of the layout."""


@pytest.fixture
def viewer(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """A CT of 31 slices, 2 mm apart, of 64 x 48 pixels of 1 mm; its value grows from right to left."""
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", slices=31)])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    return viewer


@pytest.fixture
def mpr(qtbot, viewer: Viewer) -> Viewer:
    press(qtbot, viewer, Qt.Key.Key_M)
    return viewer


def press(qtbot, viewer: Viewer, key: Qt.Key, modifier: Qt.KeyboardModifier = Plain) -> None:
    qtbot.keyClick(viewer.window, key, modifier)
    settle(viewer)


def settle(viewer: Viewer) -> None:
    QApplication.processEvents()
    viewer.window.grid.settle()
    # Panels come in turns where one turn is too short for all.
    for _ in range(30):
        QApplication.processEvents()


def view(viewer: Viewer, number: int) -> SliceView:
    return viewer.window.grid.frames[number].view


def surface(viewer: Viewer, number: int) -> QWidget:
    return view(viewer, number).canvas.viewport()


def lines(viewer: Viewer, number: int) -> CrosshairItem:
    return view(viewer, number).canvas.crosshair


def pane(viewer: Viewer, number: int) -> Pane:
    return viewer.session.panes.all[number]


def indices(viewer: Viewer) -> list[int]:
    return [each.index for each in viewer.session.panes.laid_out]


def drag(qtbot, viewer: Viewer, number: int, start: QPointF, end: QPointF) -> None:
    target = surface(viewer, number)
    qtbot.mouseMove(target, start.toPoint())
    qtbot.mousePress(target, Left, pos=start.toPoint())
    for step in range(1, 11):
        qtbot.mouseMove(target, (start + (end - start) * step / 10).toPoint())
        QApplication.processEvents()
    qtbot.mouseRelease(target, Left, pos=end.toPoint())
    settle(viewer)


def wheel(viewer: Viewer, number: int, notches: int, modifiers: Qt.KeyboardModifier = Plain) -> None:
    target = surface(viewer, number)
    at = QPointF(target.rect().center())
    QApplication.sendEvent(
        target,
        QWheelEvent(
            at,
            target.mapToGlobal(at),
            QPoint(),
            QPoint(0, -120 * notches),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )
    settle(viewer)


def position(viewer: Viewer, number: int, row: float, column: float) -> QPointF:
    """Where a pixel of the picture of a pane is, in its widget."""
    target = view(viewer, number)
    x, y = target.geometry_px.to_screen(row, column)
    return QPointF(x / target.canvas.ratio, y / target.canvas.ratio)


def letters(viewer: Viewer, number: int) -> SideLetters:
    return view(viewer, number)._letters


def written(viewer: Viewer, number: int) -> str:
    return "\n".join(view(viewer, number).labels.written)


def painted(viewer: Viewer, number: int, colour_of: int) -> int:
    """Pixels in the colour of another pane, about as it is painted."""
    colour = pane_colour(colour_of)
    pixels = rgb_pixels(view(viewer, number).canvas.grab().toImage()).astype(int)
    away = np.abs(pixels - [colour.red(), colour.green(), colour.blue()]).max(axis=-1)
    return int((away < 40).sum())


# --- layout


def test_one_key_lays_the_planes_side_by_side_with_their_letters(qtbot, mpr: Viewer) -> None:
    assert mpr.session.panes.grid == Grid(2, 2)
    directions = [each.state.cut.direction for each in mpr.session.panes.laid_out]
    assert directions == [Direction.AXIAL, Direction.SAGITTAL, Direction.CORONAL, Direction.SOURCE]
    assert letters(mpr, AXIAL) == SideLetters("R", "L", "A", "P")
    assert letters(mpr, SAGITTAL) == SideLetters("A", "P", "H", "F")
    assert letters(mpr, CORONAL) == SideLetters("R", "L", "H", "F")
    assert "Coronal" in written(mpr, CORONAL)
    assert "Plane 32 / 64" in written(mpr, CORONAL)
    assert "Slice 16 / 31" in written(mpr, SOURCE)
    press(qtbot, mpr, Qt.Key.Key_M)
    assert mpr.session.panes.grid == Grid(1, 1)
    assert not mpr.session.crosshair.is_shown


def test_lines_have_the_colour_of_the_other_panes(mpr: Viewer) -> None:
    for number in (AXIAL, SAGITTAL, CORONAL):
        others = {AXIAL, SAGITTAL, CORONAL} - {number}
        for other in others:
            assert painted(mpr, number, other) > 100
        assert painted(mpr, number, number) < 50


def test_a_series_that_cannot_be_cut_says_why(qtbot, viewer: Viewer) -> None:
    opened = viewer.session.opened
    fault = "Two slices lie in the same place."
    broken = replace(opened, volume=replace(opened.volume, geometry_fault=fault, source_id="broken"))
    viewer.session.set_opened(broken, pane(viewer, 0))
    told: list[str] = []
    viewer.actions.mpr.refused.connect(told.append)
    press(qtbot, viewer, Qt.Key.Key_M)
    assert fault in str(told[0])
    assert viewer.session.panes.grid == Grid(1, 1)
    assert any(fault in message for message in viewer.window.notices.messages)


# --- crosshair by mouse


def test_dragging_the_point_takes_the_other_planes_along(qtbot, mpr: Viewer) -> None:
    target = position(mpr, AXIAL, 12.0, 40.0)
    drag(qtbot, mpr, AXIAL, lines(mpr, AXIAL).centre, target)
    assert pane(mpr, SAGITTAL).index == 40
    assert pane(mpr, CORONAL).index == 12
    assert pane(mpr, AXIAL).index == pane(mpr, SOURCE).index == 15
    centre = lines(mpr, AXIAL).centre
    assert (centre - target).manhattanLength() < 2.0


def test_a_line_is_dragged_alone(qtbot, mpr: Viewer) -> None:
    # Away from the point, where the line is, not a handle.
    line = lines(mpr, CORONAL).line_of(AXIAL)
    start = line.pointAt(0.35)
    drag(qtbot, mpr, CORONAL, start, start + QPointF(0.0, 60.0))
    rows = 60.0 / view(mpr, CORONAL).geometry_px.row_scale
    assert pane(mpr, AXIAL).index == pytest.approx(15 - rows, abs=1)
    assert (pane(mpr, SAGITTAL).index, pane(mpr, CORONAL).index) == (23, 31)


def test_the_wheel_in_one_pane_moves_the_lines_of_the_others(mpr: Viewer) -> None:
    before = lines(mpr, AXIAL).line_of(CORONAL)
    wheel(mpr, CORONAL, 5)
    assert pane(mpr, CORONAL).index == 36
    after = lines(mpr, AXIAL).line_of(CORONAL)
    assert after.y1() - before.y1() == pytest.approx(5 * view(mpr, AXIAL).geometry_px.row_scale, abs=1.0)
    assert mpr.session.panes.active is pane(mpr, CORONAL)


def test_a_handle_turns_the_planes_and_a_double_click_lays_them_straight(qtbot, mpr: Viewer) -> None:
    item = lines(mpr, AXIAL)
    handle = item.handles_of(CORONAL)[0]
    centre = item.centre
    arm = handle - centre
    turned = QPointF(centre.x() + arm.x() * 0.866 - arm.y() * 0.5, centre.y() + arm.x() * 0.5 + arm.y() * 0.866)
    drag(qtbot, mpr, AXIAL, handle, turned)
    right = np.array(pane(mpr, CORONAL).stack.frame(0).right_lps)
    assert np.degrees(np.arctan2(right[1], right[0])) == pytest.approx(30.0, abs=1.5)
    assert letters(mpr, CORONAL) == SideLetters("RA", "LP", "H", "F")
    assert letters(mpr, AXIAL) == SideLetters("R", "L", "A", "P")
    assert "Oblique coronal" in written(mpr, CORONAL)
    assert "Resampled · oblique" in written(mpr, CORONAL)
    assert "Resampled" not in written(mpr, AXIAL)
    line = lines(mpr, AXIAL).line_of(CORONAL)
    assert abs(line.angle() % 180 - 150) < 2
    qtbot.mouseDClick(surface(mpr, AXIAL), Left, pos=line.pointAt(0.2).toPoint())
    settle(mpr)
    assert not mpr.actions.crosshair.is_turned()
    assert letters(mpr, CORONAL) == SideLetters("R", "L", "H", "F")
    assert not mpr.session.panes.grid.maximised


def test_a_click_with_the_tool_jumps(qtbot, mpr: Viewer) -> None:
    press(qtbot, mpr, Qt.Key.Key_J)
    qtbot.mouseClick(surface(mpr, SAGITTAL), Left, pos=position(mpr, SAGITTAL, 6.0, 50.0).toPoint())
    settle(mpr)
    assert pane(mpr, AXIAL).index == 24
    assert pane(mpr, CORONAL).index == 50


def test_handles_lie_on_their_lines_wherever_in_a_voxel_the_point_is(qtbot, mpr: Viewer) -> None:
    press(qtbot, mpr, Qt.Key.Key_J)
    qtbot.mouseClick(surface(mpr, AXIAL), Left, pos=position(mpr, AXIAL, 30.4, 20.4).toPoint())
    settle(mpr)
    for number, others in ((AXIAL, (SAGITTAL, CORONAL)), (CORONAL, (AXIAL, SAGITTAL))):
        for other in others:
            line, handles = lines(mpr, number).line_of(other), lines(mpr, number).handles_of(other)
            assert len(handles) == 2
            for at in handles:
                way = at - line.p1()
                assert abs(way.x() * line.dy() - way.y() * line.dx()) / line.length() < 0.1


def test_the_slab_is_drawn_and_named(qtbot, mpr: Viewer) -> None:
    mpr.actions.panes.activate(pane(mpr, CORONAL))
    press(qtbot, mpr, Qt.Key.Key_U)
    assert "Coronal · 10 mm MIP" in written(mpr, CORONAL)
    assert "Slab · 10 mm MIP" in written(mpr, CORONAL)
    (cross,) = [each for each in lines(mpr, AXIAL).marks.lines if each.number == CORONAL]
    assert [face.start[0] - cross.line.start[0] for face in cross.slab] == pytest.approx([5.0, -5.0])
    wheel(mpr, CORONAL, -2, Control | Alt)
    assert "Slab · 20 mm MIP" in written(mpr, CORONAL)
    assert pane(mpr, CORONAL).index == 31


def test_the_panel_chooses_planes_and_slab(qtbot, viewer: Viewer) -> None:
    panel = viewer.window.plane_panel
    qtbot.waitUntil(panel.isVisible)
    qtbot.mouseClick(panel.directions[2], Left)
    settle(viewer)
    assert pane(viewer, 0).state.cut.direction is Direction.CORONAL
    assert [button.isChecked() for button in panel.directions] == [False, False, True, False]
    qtbot.mouseClick(panel.projections[2], Left)
    settle(viewer)
    assert "Slab · 10 mm mean" in written(viewer, 0)
    panel.thickness.setFocus()
    qtbot.keyClick(panel.thickness, Qt.Key.Key_Right)
    settle(viewer)
    assert panel.value.text() == "15 mm"
    assert "Slab · 15 mm mean" in written(viewer, 0)
    qtbot.mouseClick(panel.slab_off, Left)
    settle(viewer)
    assert "Slab" not in written(viewer, 0)
    assert not panel.thickness.isVisible()


# --- how a picture lies


def test_letters_and_tag_follow_every_key(qtbot, viewer: Viewer) -> None:
    expected = (
        (Qt.Key.Key_H, Plain, SideLetters("L", "R", "A", "P"), True),
        (Qt.Key.Key_R, Plain, SideLetters("P", "A", "L", "R"), True),
        (Qt.Key.Key_V, Plain, SideLetters("P", "A", "R", "L"), False),
        (Qt.Key.Key_R, Control, SideLetters("R", "L", "A", "P"), False),
    )
    for key, modifier, sides, flipped in expected:
        press(qtbot, viewer, key, modifier)
        assert letters(viewer, 0) == sides
        assert ("L/R flipped" in written(viewer, 0)) is flipped
    press(qtbot, viewer, Qt.Key.Key_H)
    press(qtbot, viewer, Qt.Key.Key_R, Control | Qt.KeyboardModifier.ShiftModifier)
    assert letters(viewer, 0) == SideLetters("R", "L", "A", "P")


def test_a_mirrored_plane_from_the_side_speaks_of_no_left_and_right(mpr: Viewer) -> None:
    for number in (SAGITTAL, CORONAL):
        mpr.actions.panes.activate(pane(mpr, number))
        mpr.actions.mpr.mirror_across()
        settle(mpr)
    assert letters(mpr, SAGITTAL) == SideLetters("P", "A", "H", "F")
    assert "Mirrored" in written(mpr, SAGITTAL)
    assert "L/R" not in written(mpr, SAGITTAL)
    assert "L/R flipped" in written(mpr, CORONAL)


def test_outlines_lie_where_the_mask_is_on_every_plane(qtbot, mpr: Viewer, make) -> None:
    opened = mpr.session.opened
    result = make.result(opened.volume)
    mask = np.zeros(opened.volume.shape, np.bool_)
    mask[10:20, 20:50, 12:25] = True
    structure = replace(result.structures[0], labelled=mask, probability=mask.astype(np.uint8) * 255)
    mpr.session.add_result(replace(result, structures=(structure,), measurements=()))
    press(qtbot, mpr, Qt.Key.Key_R)
    for number in (AXIAL, SAGITTAL, CORONAL, SOURCE):
        stack, index = pane(mpr, number).stack, pane(mpr, number).index
        drawn = view(mpr, number).canvas.overlay._outlines
        (line,) = drawn[0].lines
        expected = np.argwhere(stack.mask(mask, index))
        np.testing.assert_allclose(line.min(axis=0), expected.min(axis=0) - 0.5)
        np.testing.assert_allclose(line.max(axis=0), expected.max(axis=0) + 0.5)


def test_the_probe_reads_the_voxel_under_the_cursor_on_every_plane(qtbot, mpr: Viewer) -> None:
    press(qtbot, mpr, Qt.Key.Key_H)
    volume = mpr.session.opened.volume
    for number, row, column, voxel in (
        (AXIAL, 10, 5, (15, 10, 42)),
        (CORONAL, 4, 30, (26, 31, 30)),
        (SAGITTAL, 4, 50, (26, 50, 23)),
        (SOURCE, 10, 5, (15, 10, 5)),
    ):
        qtbot.mouseMove(surface(mpr, number), position(mpr, number, row, column).toPoint())
        value = f"{volume.voxels[voxel]:.0f}".replace("-", "−")
        assert value in mpr.window.job_bar.probe
        np.testing.assert_allclose(view(mpr, number).voxel_at(row, column), voxel, atol=1e-6)


# --- together


@pytest.fixture
def pair(qtbot, viewer: Viewer) -> Viewer:
    """The CT twice: slices, and sagittal planes beside them; no crosshair."""
    press(qtbot, viewer, Qt.Key.Key_F3)
    viewer.actions.opening.open(viewer.session.opened.series, pane(viewer, 1))
    settle(viewer)
    return viewer


def test_the_active_plane_is_a_line_in_the_other_pane(qtbot, pair: Viewer) -> None:
    viewer = pair
    viewer.actions.panes.activate(pane(viewer, 1))
    press(qtbot, viewer, Qt.Key.Key_4, Alt)
    press(qtbot, viewer, Qt.Key.Key_3, Alt)
    assert pane(viewer, 1).state.cut.direction is Direction.SAGITTAL
    line = lines(viewer, 0).line_of(1)
    assert line is not None
    assert painted(viewer, 0, 1) > 100
    wheel(viewer, 1, 4)
    moved = lines(viewer, 0).line_of(1)
    assert moved.x1() - line.x1() == pytest.approx(4 * view(viewer, 0).geometry_px.column_scale, abs=1.0)
    press(qtbot, viewer, Qt.Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
    assert lines(viewer, 0).line_of(1) is None


def test_parallel_panes_scroll_together_until_the_key_says_no(qtbot, pair: Viewer) -> None:
    wheel(pair, 0, 3)
    assert pane(pair, 1).index == pane(pair, 0).index == 18
    press(qtbot, pair, Qt.Key.Key_N)
    wheel(pair, 0, 3)
    assert (pane(pair, 0).index, pane(pair, 1).index) == (21, 18)


def test_priors_are_linked_by_hand_with_a_badge(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "prior", slices=21)])
    press(qtbot, viewer, Qt.Key.Key_F3)
    first, second = (study.series[0] for study in viewer.session.studies)
    viewer.actions.opening.open(first, pane(viewer, 0))
    viewer.actions.opening.open(second, pane(viewer, 1))
    settle(viewer)
    wheel(viewer, 0, 1)
    before = pane(viewer, 1).index
    press(qtbot, viewer, Qt.Key.Key_Y)
    assert "Linked by hand" in written(viewer, 0)
    assert "Linked by hand" in written(viewer, 1)
    wheel(viewer, 0, 2)
    assert pane(viewer, 1).index == before + 2
    press(qtbot, viewer, Qt.Key.Key_Y)
    assert "Linked by hand" not in written(viewer, 1)
