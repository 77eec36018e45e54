"""Growing from a click and picking islands, by real mouse, wheel and keys, on a phantom of known values."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from app.imaging.cut import Cut, Direction, MprAxes
from app.main import Viewer
from app.state.review import Review
from app.state.tool import Tool
from tests.app.ui.masks.scene import LIVER, SPLEEN, at, drag, edit, index_of, mask, organs_of, reading, settle

Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier

MIDDLE = np.array((7, 40, 30))
RADIUS_MM = 7.3


@pytest.fixture(params=["own masks", "shared map"])
def organs(request, qtbot, ct: Viewer, make) -> Viewer:
    """A CT of 15 slices of 64 x 48 mm, 2 mm apart: a ball of 80 HU, a bar of 120 HU that touches it, 0 HU around."""
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    voxels = ct.session.opened.volume.voxels
    voxels.flags.writeable = True
    voxels[:] = 0
    voxels[:, 36:44, 34:] = 120
    voxels[ball(ct)] = 80
    voxels.flags.writeable = False
    organs_of(qtbot, ct, make, shared=request.param == "shared map")
    edit(qtbot, ct)
    press(qtbot, ct, Qt.Key.Key_G)
    settle(qtbot, ct)
    assert ct.session.tools.tool is Tool.GROW
    return ct


def press(qtbot, viewer: Viewer, key: Qt.Key | str, modifier: Qt.KeyboardModifier = NoKeys) -> None:
    qtbot.keyClick(viewer.window, key, modifier)
    qtbot.wait(1)


def click(qtbot, viewer: Viewer, point: QPoint, keys: Qt.KeyboardModifier = NoKeys) -> None:
    qtbot.mouseClick(viewer.window.pane.canvas.viewport(), Left, keys, point)
    settle(qtbot, viewer)


def turn(qtbot, viewer: Viewer, notches: int, keys: Qt.KeyboardModifier = NoKeys) -> None:
    """Turn the wheel away from the reader (positive) or towards."""
    viewport = viewer.window.pane.canvas.viewport()
    place = QPointF(at(viewer, 30, 20))
    for _ in range(abs(notches)):
        event = QWheelEvent(
            place,
            viewport.mapToGlobal(place),
            QPoint(),
            QPoint(0, 120 if notches > 0 else -120),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)
    settle(qtbot, viewer)


def ball(viewer: Viewer, radius_mm: float = RADIUS_MM, middle: np.ndarray = MIDDLE) -> np.ndarray:
    volume = viewer.session.opened.volume
    index = np.moveaxis(np.indices(volume.shape), 0, -1)
    inside: np.ndarray = np.linalg.norm((index - middle) * volume.spacing_mm, axis=-1) <= radius_mm
    return inside


def others(viewer: Viewer) -> np.ndarray:
    """Voxels that stop the growth: a neighbour of a shared map."""
    shared = reading(viewer).layer_of(LIVER).structure.labelled.dtype == np.uint8
    return mask(viewer, SPLEEN) if shared else np.zeros(viewer.session.opened.volume.shape, np.bool_)


def grew(viewer: Viewer) -> np.ndarray:
    return viewer.session.editing.growth.growth.mask


def test_a_ball_of_known_values_grows_to_the_voxel_and_is_marked_when_taken(qtbot, organs: Viewer) -> None:
    before, neighbour = mask(organs), mask(organs, SPLEEN)
    canvas, panel = organs.window.pane.canvas, organs.window.mask_panel.tools.growing
    click(qtbot, organs, at(organs, 44, 30))
    expected = ball(organs) & ~others(organs)
    assert expected.any(axis=(1, 2)).sum() == 7
    assert np.array_equal(grew(organs), expected)
    assert np.array_equal(mask(organs), before)
    assert canvas.growth.isVisible()
    assert len(canvas.growth._outlines[0].lines) == 1
    assert canvas.growth._outlines[0].draft
    assert panel.grew.text() == f"{expected.sum() * 2 / 1000:.2f} ml"
    press(qtbot, organs, Qt.Key.Key_Return)
    settle(qtbot, organs)
    assert np.array_equal(mask(organs), before | expected)
    assert np.array_equal(mask(organs, SPLEEN), neighbour)
    assert not canvas.growth.isVisible()
    assert organs.session.editing.mask.work.count == 1
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    assert np.array_equal(mask(organs), before)


def test_the_button_takes_and_shift_return_clears(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    take = organs.window.mask_panel.tools.growing.take
    assert not take.isEnabled()
    click(qtbot, organs, at(organs, 44, 30))
    qtbot.mouseClick(take, Left)
    expected = ball(organs) & ~others(organs)
    assert np.array_equal(mask(organs), before | expected)
    click(qtbot, organs, at(organs, 44, 30))
    press(qtbot, organs, Qt.Key.Key_Return, Shift)
    assert np.array_equal(mask(organs), before & ~expected)
    assert organs.session.editing.mask.work.count == 2


def test_the_wheel_changes_the_tolerance_and_with_shift_goes_on_through_the_slices(qtbot, organs: Viewer) -> None:
    panel = organs.window.mask_panel.tools.growing
    pane = organs.window.pane.pane
    turn(qtbot, organs, -1)
    assert pane.index == 8
    turn(qtbot, organs, 1)
    assert pane.index == 7
    assert not panel.tolerance.isEnabled()
    click(qtbot, organs, at(organs, 44, 30))
    exact = grew(organs)
    growth = organs.session.editing.growth.growth
    assert growth.tolerance == 0.0
    forty = next(number for number, each in enumerate(growth.steps) if each == 40.0)
    turn(qtbot, organs, forty - 1)
    assert np.array_equal(grew(organs), exact)
    turn(qtbot, organs, 1)
    assert pane.index == 7
    assert panel.tolerance_text.text().startswith("± 40")
    voxels = organs.session.opened.volume.voxels
    inside = ball(organs, 20.0, np.array((7, 44, 30)))
    assert np.array_equal(grew(organs), inside & (voxels >= 40) & ~others(organs))
    turn(qtbot, organs, -1, Shift)
    assert pane.index == 8
    turn(qtbot, organs, -1)
    assert np.array_equal(grew(organs), exact)
    press(qtbot, organs, "]")
    assert organs.session.editing.growth.growth.tolerance == 40.0
    panel.tolerance.setValue(0)
    settle(qtbot, organs)
    assert np.array_equal(grew(organs), exact)


def test_it_ends_where_the_reader_says_and_stays_on_the_plane(qtbot, organs: Viewer) -> None:
    panel = organs.window.mask_panel.tools.growing
    seed = np.array((7, 44, 30))
    click(qtbot, organs, at(organs, 44, 30))
    panel.radius.setValue(0)
    settle(qtbot, organs)
    expected = ball(organs) & ball(organs, 5.0, seed) & ~others(organs)
    # The ball stands about the middle of the voxel.
    assert np.array_equal(grew(organs), expected)
    qtbot.mouseClick(panel.ball, Left, pos=QPoint(8, panel.ball.height() // 2))
    settle(qtbot, organs)
    assert set(np.flatnonzero(grew(organs).any(axis=(1, 2)))) == {7}
    # On the plane it stands about the very place that was clicked.
    row, column = index_of(organs, at(organs, 44, 30))
    near = ball(organs, 5.0, np.array((7.0, row, column)))
    near[[*range(7), *range(8, 15)]] = False
    assert np.array_equal(grew(organs), ball(organs) & near & ~others(organs))
    panel.radius.setValue(panel.radius.maximum())
    settle(qtbot, organs)
    plane = np.zeros_like(expected)
    plane[7] = (ball(organs) & ~others(organs))[7]
    assert np.array_equal(grew(organs), plane)


def test_another_click_moves_the_seed_and_keeps_the_tolerance(qtbot, organs: Viewer) -> None:
    click(qtbot, organs, at(organs, 44, 30))
    press(qtbot, organs, "]")
    tolerance = organs.session.editing.growth.growth.tolerance
    assert tolerance > 0
    click(qtbot, organs, at(organs, 40, 44))
    growth = organs.session.editing.growth.growth
    assert growth.tolerance == tolerance
    assert growth.seed == (7, 40, 44)
    assert grew(organs)[7, 40, 44]
    assert not grew(organs)[7, 44, 30]


def test_escape_gives_it_up_and_then_puts_the_tool_down(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    click(qtbot, organs, at(organs, 44, 30))
    press(qtbot, organs, Qt.Key.Key_Escape)
    assert organs.session.editing.growth.growth is None
    assert not organs.window.pane.canvas.growth.isVisible()
    assert organs.session.tools.tool is Tool.GROW
    press(qtbot, organs, Qt.Key.Key_Return)
    assert np.array_equal(mask(organs), before)
    assert reading(organs).review_of(LIVER) is Review.DRAFT
    press(qtbot, organs, Qt.Key.Key_Escape)
    assert organs.session.tools.tool is Tool.WINDOW


def test_another_tool_and_done_give_it_up(qtbot, organs: Viewer) -> None:
    click(qtbot, organs, at(organs, 44, 30))
    press(qtbot, organs, Qt.Key.Key_B)
    assert organs.session.editing.growth.growth is None
    press(qtbot, organs, Qt.Key.Key_G)
    settle(qtbot, organs)
    click(qtbot, organs, at(organs, 44, 30))
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    settle(qtbot, organs)
    assert organs.session.editing.growth.growth is None
    assert not organs.window.pane.canvas.growth.isVisible()


def test_the_range_of_values_stops_it(qtbot, organs: Viewer) -> None:
    organs.actions.brush.set_intensity((-10.0, 90.0))
    settle(qtbot, organs)
    click(qtbot, organs, at(organs, 44, 30))
    organs.actions.mask_tools.grow.set_tolerance(50.0)
    expected = ball(organs) & ~others(organs)
    assert np.array_equal(grew(organs), expected)
    organs.actions.brush.set_intensity(None)
    assert grew(organs).sum() > expected.sum()
    organs.actions.brush.set_intensity((100.0, 200.0))
    settle(qtbot, organs)
    assert organs.session.editing.growth.growth.region is None
    assert not organs.window.mask_panel.tools.growing.take.isEnabled()
    assert organs.window.mask_panel.tools.growing.grew.text() == "Nothing grows from here"


@pytest.mark.parametrize(
    "cut",
    [
        Cut(Direction.CORONAL),
        Cut(Direction.SAGITTAL),
        Cut(Direction.AXIAL, MprAxes().turned((0.6, 0.0, 0.8), 20.0, (0.0, 0.0, 0.0))),
    ],
    ids=["coronal", "sagittal", "oblique"],
)
def test_on_other_planes_it_takes_what_the_plane_cuts(qtbot, organs: Viewer, cut: Cut) -> None:
    before = mask(organs)
    volume, pane = organs.session.opened.volume, organs.window.pane.pane
    middle = volume.to_lps_mm(MIDDLE.astype(np.float64))
    pane.update(cut=cut)
    pane.update(index=pane.stack.index_at(middle))
    settle(qtbot, organs)
    frame = pane.stack.frame(pane.index)
    click(qtbot, organs, at(organs, *frame.to_pixel(middle)))
    assert np.array_equal(grew(organs), ball(organs) & ~others(organs))
    organs.actions.mask_tools.grow.set_ball(False)
    settle(qtbot, organs)
    index = np.argwhere(ball(organs) & ~others(organs))
    places = index @ volume.affine_lps[:3, :3].T + volume.affine_lps[:3, 3]
    off = (places - np.array(frame.origin_lps_mm)) @ frame.normal_lps
    half = np.abs(frame.normal_lps @ volume.affine_lps[:3, :3]).sum() / 2
    for voxel, away in zip(index, off, strict=True):
        if abs(abs(away) - half) > 1e-3:
            assert grew(organs)[tuple(voxel)] == (abs(away) < half)
    taken = grew(organs)
    press(qtbot, organs, Qt.Key.Key_Return)
    assert np.array_equal(mask(organs), before | taken)


def test_a_click_beside_the_picture_grows_nothing(qtbot, organs: Viewer) -> None:
    click(qtbot, organs, QPoint(3, organs.window.pane.canvas.height() // 2))
    assert organs.session.editing.growth.growth is None


def test_growth_that_is_cancelled_leaves_nothing(qtbot, organs: Viewer, runner) -> None:
    runner.held = True
    click(qtbot, organs, at(organs, 44, 30))
    assert organs.session.editing.growth.growth.region is None
    press(qtbot, organs, Qt.Key.Key_Return)
    press(qtbot, organs, Qt.Key.Key_Escape)
    runner.release()
    assert organs.session.editing.growth.growth is None
    assert organs.session.tools.tool is Tool.GROW


def test_one_click_keeps_an_island_and_with_shift_removes_it(qtbot, organs: Viewer) -> None:
    neighbour = mask(organs, SPLEEN)
    press(qtbot, organs, Qt.Key.Key_B)
    organs.actions.brush.set_radius(3.0)
    settle(qtbot, organs)
    drag(qtbot, organs, at(organs, 55, 8))
    drag(qtbot, organs, at(organs, 8, 40))
    three = mask(organs)
    press(qtbot, organs, Qt.Key.Key_K)
    settle(qtbot, organs)
    click(qtbot, organs, at(organs, 55, 8), Shift)
    two = mask(organs)
    rows = np.indices(two.shape)[1]
    assert np.array_equal(two, three & ~(rows > 45))
    click(qtbot, organs, at(organs, 8, 40))
    assert np.array_equal(mask(organs), three & (rows < 15))
    assert np.array_equal(mask(organs, SPLEEN), neighbour)
    assert organs.session.editing.mask.work.count == 4
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    assert np.array_equal(mask(organs), two)
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    assert np.array_equal(mask(organs), three)
    press(qtbot, organs, Qt.Key.Key_Y, Ctrl)
    assert np.array_equal(mask(organs), two)


def test_a_click_beside_every_island_changes_nothing(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    press(qtbot, organs, Qt.Key.Key_K)
    settle(qtbot, organs)
    for keys in (NoKeys, Shift):
        click(qtbot, organs, at(organs, 5, 5), keys)
        click(qtbot, organs, at(organs, 30, 30), keys)
    assert np.array_equal(mask(organs), before)
    assert organs.session.editing.mask.work.count == 0
    assert not organs.session.editing.is_busy


def test_the_panel_shows_what_belongs_to_the_tool(qtbot, organs: Viewer) -> None:
    tools = organs.window.mask_panel.tools
    assert tools.growing.isVisible()
    assert not tools.brush.isVisible()
    for number, (segment, tool) in enumerate(
        zip(tools.tools, (Tool.BRUSH, Tool.OUTLINE, Tool.GROW, Tool.ERASER, Tool.LIVE_WIRE, Tool.ISLAND), strict=True)
    ):
        qtbot.mouseClick(segment, Left)
        settle(qtbot, organs)
        assert organs.session.tools.tool is tool, number
        assert segment.isChecked()
        assert tools.brush.isVisible() is tool.strokes
        assert tools.growing.isVisible() is (tool is Tool.GROW)
        assert tools.range.isVisible() is (tool is not Tool.ISLAND)
        assert tools.hint.isVisible() is (tool.outlines or tool is Tool.ISLAND)
        assert not tools.hint.isVisible() or tools.hint.height() >= tools.hint.heightForWidth(tools.hint.width())


def test_all_panes_show_what_grew_and_the_others_keep_their_wheel(qtbot, organs: Viewer) -> None:
    organs.actions.mpr.toggle()
    settle(qtbot, organs)
    point = organs.session.opened.volume.to_lps_mm(MIDDLE.astype(np.float64))
    views = [frame.view for frame in organs.window.grid.frames]
    assert len(views) > 2
    for view in views:
        view.settle()
    frame = organs.window.pane.pane.stack.frame(organs.window.pane.pane.index)
    click(qtbot, organs, at(organs, *frame.to_pixel(point)))
    assert np.array_equal(grew(organs), ball(organs) & ~others(organs))
    planes = [view.pane.stack.mask(grew(organs), view.pane.index).any() for view in views]
    assert sum(planes) > 2
    assert [view.canvas.growth.isVisible() for view in views] == planes
    for view in views:
        assert view.canvas.picking.takes_wheel is (view is organs.window.pane)
