"""Outlines over a mask by real mouse and keys, compared with what lies inside them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from app.imaging.cut import Cut, Direction, MprAxes
from app.imaging.polygon_fill import filled
from app.main import Viewer
from app.state.review import Review
from app.state.tool import Tool
from tests.app.ui.masks.outlining import click, double_click, hover, press, ring
from tests.app.ui.masks.scene import LIVER, SPLEEN, at, drag, edit, index_of, mask, organs_of, reading, settle

Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(params=["own masks", "shared map"])
def organs(request, qtbot, ct: Viewer, make) -> Viewer:
    """A CT of 15 slices of 64 x 48 mm, 2 mm apart, with two structures side by side; the outline in the hand."""
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    organs_of(qtbot, ct, make, shared=request.param == "shared map")
    edit(qtbot, ct)
    press(qtbot, ct, Qt.Key.Key_D)
    settle(qtbot, ct)
    assert ct.session.tools.tool is Tool.OUTLINE
    return ct


def inside(viewer: Viewer, points: list[QPoint], slice_index: int = 7) -> np.ndarray:
    """What lies inside a polygon through these places of the widget, on a slice as it was taken."""
    shape = viewer.session.opened.volume.shape
    found = np.zeros(shape, np.bool_)
    found[slice_index] = filled(np.array([index_of(viewer, point) for point in points]), shape[1:])
    return found


def marked(viewer: Viewer, before: np.ndarray, touched: np.ndarray) -> np.ndarray:
    """What marking a region makes of the mask: a neighbour of a shared map keeps its voxels."""
    shared = reading(viewer).layer_of(LIVER).structure.labelled.dtype == np.uint8
    return before | (touched & ~mask(viewer, SPLEEN) if shared else touched)


def test_a_circle_of_24_clicks_marks_what_is_inside_and_is_one_step(qtbot, organs: Viewer) -> None:
    before, neighbour = mask(organs), mask(organs, SPLEEN)
    points = ring(organs, 18.0, 24.0, 9.0, 24)
    click(qtbot, organs, *points)
    assert np.array_equal(mask(organs), before)
    assert organs.window.pane.canvas.outlining.is_drawing
    click(qtbot, organs, points[0])
    touched = inside(organs, points)
    rows, columns = np.indices(touched.shape[1:])
    distance = np.hypot(rows - 18, columns - 24)
    assert touched[7][distance < 8.5].all()
    assert not touched[7][distance > 9.5].any()
    assert np.array_equal(mask(organs), marked(organs, before, touched))
    assert np.array_equal(mask(organs, SPLEEN), neighbour)
    assert organs.session.editing.mask.work.count == 1
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    assert np.array_equal(mask(organs), before)
    press(qtbot, organs, Qt.Key.Key_Y, Ctrl)
    assert np.array_equal(mask(organs), marked(organs, before, touched))


def test_return_fills_and_with_shift_clears(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    points = [at(organs, 22, 6), at(organs, 22, 18), at(organs, 34, 18), at(organs, 34, 6)]
    click(qtbot, organs, *points)
    press(qtbot, organs, Qt.Key.Key_Return)
    touched = inside(organs, points)
    assert np.array_equal(mask(organs), before | touched)
    click(qtbot, organs, *points)
    press(qtbot, organs, Qt.Key.Key_Return, Shift)
    assert np.array_equal(mask(organs), before & ~touched)
    assert reading(organs).review_of(LIVER) is Review.DRAFT


@pytest.mark.parametrize("keys", [NoKeys, Shift])
def test_a_double_click_closes_at_its_place(qtbot, organs: Viewer, keys: Qt.KeyboardModifier) -> None:
    before = mask(organs)
    points = [at(organs, 22, 6), at(organs, 22, 18), at(organs, 34, 18)]
    click(qtbot, organs, *points[:2])
    double_click(qtbot, organs, points[2], keys)
    touched = inside(organs, points)
    assert touched.any()
    assert np.array_equal(mask(organs), before & ~touched if keys else before | touched)
    assert not organs.window.pane.canvas.outlining.is_drawing
    assert organs.session.panes.grid.count == 1


@pytest.mark.parametrize("keys", [NoKeys, Shift])
def test_a_drag_draws_freehand_and_fills_at_its_end(qtbot, organs: Viewer, keys: Qt.KeyboardModifier) -> None:
    before = mask(organs)
    points = ring(organs, 28.0, 14.0, 7.0, 40)
    drag(qtbot, organs, *points, keys=keys)
    touched = inside(organs, points)
    assert touched.sum() > 100
    assert np.array_equal(mask(organs), before & ~touched if keys else before | touched)
    assert organs.session.editing.mask.work.count == 1


def test_a_drag_between_clicks_is_part_of_the_outline(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    corner = at(organs, 20, 5)
    bow = [at(organs, 20, 15), at(organs, 24, 18), at(organs, 30, 19), at(organs, 36, 16)]
    click(qtbot, organs, corner)
    drag(qtbot, organs, *bow)
    assert organs.window.pane.canvas.outlining.is_drawing
    click(qtbot, organs, at(organs, 36, 5), corner)
    assert np.array_equal(mask(organs), before | inside(organs, [corner, *bow, at(organs, 36, 5)]))


def test_backspace_takes_a_corner_back_and_escape_all(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    points = [at(organs, 22, 6), at(organs, 22, 18), at(organs, 60, 40), at(organs, 34, 18), at(organs, 34, 6)]
    click(qtbot, organs, *points[:3])
    press(qtbot, organs, Qt.Key.Key_Backspace)
    click(qtbot, organs, *points[3:])
    press(qtbot, organs, Qt.Key.Key_Return)
    del points[2]
    assert np.array_equal(mask(organs), before | inside(organs, points))
    now = mask(organs)
    click(qtbot, organs, *points)
    press(qtbot, organs, Qt.Key.Key_Escape)
    assert not organs.window.pane.canvas.outlining.is_drawing
    assert organs.session.tools.tool is Tool.OUTLINE
    press(qtbot, organs, Qt.Key.Key_Return)
    assert np.array_equal(mask(organs), now)
    press(qtbot, organs, Qt.Key.Key_Escape)
    assert organs.session.tools.tool is Tool.WINDOW
    assert organs.session.editing.mask is not None


def test_nothing_drawn_never_judges_the_finding(qtbot, organs: Viewer) -> None:
    """One press too many, with the tool in the hand, neither accepts nor rejects what is being drawn."""
    click(qtbot, organs, at(organs, 22, 6))
    for _ in range(3):
        press(qtbot, organs, Qt.Key.Key_Backspace)
    press(qtbot, organs, Qt.Key.Key_Return)
    assert reading(organs).review_of(LIVER) is Review.DRAFT


def test_a_line_that_crosses_itself_follows_the_even_odd_rule(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    points = [at(organs, 42, 6), at(organs, 58, 40), at(organs, 42, 40), at(organs, 58, 6)]
    click(qtbot, organs, *points)
    press(qtbot, organs, Qt.Key.Key_Return)
    touched = inside(organs, points)
    assert 0 < touched.sum() < 0.7 * 16 * 34
    assert np.array_equal(mask(organs), marked(organs, before, touched))


def test_too_little_of_a_line_changes_nothing(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    middle = at(organs, 30, 30)
    for points in ([middle], [middle, at(organs, 40, 40)], [middle, middle, middle]):
        click(qtbot, organs, *points)
        press(qtbot, organs, Qt.Key.Key_Return)
    double_click(qtbot, organs, middle)
    # Within one pixel: between the centres there is none inside.
    scale = organs.window.pane.geometry_px.column_scale
    assert scale > 4
    x, y = at(organs, 30.5, 30.5).toTuple()
    click(qtbot, organs, *(QPoint(x + dx, y + dy) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))))
    press(qtbot, organs, Qt.Key.Key_Return)
    assert np.array_equal(mask(organs), before)
    assert organs.session.editing.mask.work.count == 0
    assert not organs.window.pane.canvas.outlining.is_drawing


def test_clicks_beside_the_picture_begin_nothing_and_keep_to_its_edge(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    canvas = organs.window.pane.canvas
    beside = QPoint(3, canvas.height() // 2)
    assert index_of(organs, beside)[1] < -0.5
    click(qtbot, organs, beside)
    assert not canvas.outlining.is_drawing
    inner = [at(organs, 20, 8), at(organs, 36, 8)]
    row = index_of(organs, beside)[0]
    click(qtbot, organs, *inner, beside)
    press(qtbot, organs, Qt.Key.Key_Return)
    expected = np.zeros_like(before)
    line = np.array([*(index_of(organs, each) for each in inner), (row, -0.5)])
    expected[7] = filled(line, before.shape[1:])
    assert expected.any()
    assert np.array_equal(mask(organs), before | expected)


def test_the_range_of_values_is_obeyed(qtbot, organs: Viewer) -> None:
    before, voxels = mask(organs), organs.session.opened.volume.voxels
    points = ring(organs, 30.0, 16.0, 9.0, 12)
    touched = inside(organs, points)
    limit = float(np.median(voxels[touched]))
    organs.actions.brush.set_intensity((limit, 1e5))
    settle(qtbot, organs)
    click(qtbot, organs, *points)
    press(qtbot, organs, Qt.Key.Key_Return)
    assert np.array_equal(mask(organs), marked(organs, before, touched & (voxels >= limit)))


def test_on_a_coronal_plane_it_marks_one_row_of_voxels(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    pane = organs.window.pane.pane
    pane.update(cut=Cut(Direction.CORONAL))
    pane.update(index=12)
    settle(qtbot, organs)
    points = ring(organs, pane.stack.shape_px[0] / 2, 20.0, 6.0, 16)
    click(qtbot, organs, *points)
    press(qtbot, organs, Qt.Key.Key_Return)
    new = mask(organs) & ~before
    rows = np.flatnonzero(new.any(axis=(0, 2)))
    assert len(rows) == 1
    frame, volume = pane.stack.frame(pane.index), organs.session.opened.volume
    line = np.array([index_of(organs, point) for point in points])
    index = np.argwhere(np.ones(volume.shape, np.bool_))
    on_row = index[index[:, 1] == rows[0]]
    pixels = frame.to_pixel(on_row @ volume.affine_lps[:3, :3].T + volume.affine_lps[:3, 3])
    for voxel, pixel in zip(on_row, pixels, strict=True):
        if abs(_depth(line, pixel)) > 0.2:
            assert new[tuple(voxel)] == (_depth(line, pixel) > 0 and not before[tuple(voxel)])


def _depth(line: np.ndarray, pixel: np.ndarray) -> float:
    """How far inside a convex polygon a place is; below 0 outside."""
    start, way = line, np.roll(line, -1, axis=0) - line
    normal = np.stack([-way[:, 1], way[:, 0]], axis=1) / np.linalg.norm(way, axis=1, keepdims=True)
    sides = ((pixel - start) * normal).sum(axis=1)
    turn = np.sign(((line.mean(axis=0) - start) * normal).sum())
    return float((sides * turn).min())


def test_on_an_oblique_plane_it_marks_what_the_plane_cuts(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    pane = organs.window.pane.pane
    middle = organs.session.opened.volume.to_lps_mm(np.array((7.0, 30.0, 22.0)))
    x, y, z = middle.tolist()
    pane.update(cut=Cut(Direction.AXIAL, MprAxes().turned((0.6, 0.0, 0.8), 20.0, (x, y, z))))
    pane.update(index=pane.stack.index_at(middle))
    settle(qtbot, organs)
    assert pane.stack.is_oblique
    row, column = pane.stack.frame(pane.index).to_pixel(middle).tolist()
    points = ring(organs, row, column, 12.0, 16)
    click(qtbot, organs, *points)
    press(qtbot, organs, Qt.Key.Key_Return)
    new = mask(organs) & ~before
    assert new.any()
    frame, volume = pane.stack.frame(pane.index), organs.session.opened.volume
    at_new = np.argwhere(new) @ volume.affine_lps[:3, :3].T + volume.affine_lps[:3, 3]
    half = np.abs(frame.normal_lps @ volume.affine_lps[:3, :3]).sum() / 2
    assert (np.abs((at_new - np.array(frame.origin_lps_mm)) @ frame.normal_lps) <= half + 1e-6).all()
    line = np.array([index_of(organs, point) for point in points])
    index = np.argwhere(~before)
    places = index @ volume.affine_lps[:3, :3].T + volume.affine_lps[:3, 3]
    off = (places - np.array(frame.origin_lps_mm)) @ frame.normal_lps
    sure = np.abs(np.abs(off) - half) > 1e-3
    neighbour = mask(organs, SPLEEN)
    shared = reading(organs).layer_of(LIVER).structure.labelled.dtype == np.uint8
    for voxel, place, away in zip(index[sure], frame.to_pixel(places[sure]), off[sure], strict=True):
        depth = _depth(line, place)
        if abs(depth) > 0.2 and not (shared and neighbour[tuple(voxel)]):
            assert new[tuple(voxel)] == (depth > 0 and abs(away) < half)


def test_the_line_waits_while_another_slice_is_shown(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    points = [at(organs, 22, 6), at(organs, 22, 18), at(organs, 34, 18)]
    canvas = organs.window.pane.canvas
    click(qtbot, organs, *points)
    assert len(canvas.draft.corners) == 3
    organs.actions.view.show_slice(8)
    settle(qtbot, organs)
    assert not canvas.outlining.is_drawing
    assert not canvas.draft.isVisible()
    organs.actions.view.show_slice(7)
    settle(qtbot, organs)
    assert canvas.draft.isVisible()
    press(qtbot, organs, Qt.Key.Key_Return)
    assert np.array_equal(mask(organs), before | inside(organs, points))


def test_done_and_another_tool_let_the_line_go(qtbot, organs: Viewer) -> None:
    canvas = organs.window.pane.canvas
    click(qtbot, organs, at(organs, 22, 6), at(organs, 22, 18), at(organs, 34, 18))
    press(qtbot, organs, Qt.Key.Key_B)
    settle(qtbot, organs)
    press(qtbot, organs, Qt.Key.Key_D)
    settle(qtbot, organs)
    assert not canvas.outlining.is_drawing
    click(qtbot, organs, at(organs, 22, 6))
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    settle(qtbot, organs)
    assert not canvas.draft.isVisible()
    assert not canvas.outlining.is_drawing


def test_the_tail_follows_the_cursor(qtbot, organs: Viewer) -> None:
    canvas = organs.window.pane.canvas
    click(qtbot, organs, at(organs, 22, 6))
    hover(qtbot, organs, at(organs, 30, 20))
    end = canvas.draft.tail.last()
    assert (end - QPointF(at(organs, 30, 20))).manhattanLength() < 2.0


def test_keys_of_tools_are_lent_only_while_a_mask_is_edited(qtbot, organs: Viewer) -> None:
    for key, tool in ((Qt.Key.Key_A, Tool.LIVE_WIRE), (Qt.Key.Key_G, Tool.GROW), (Qt.Key.Key_K, Tool.ISLAND)):
        press(qtbot, organs, key)
        assert organs.session.tools.tool is tool
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    settle(qtbot, organs)
    press(qtbot, organs, Qt.Key.Key_D)
    assert organs.session.tools.tool is Tool.LENGTH
