"""The whole mask as a reader changes it: by numbers, copies, values and other structures."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.imaging.cut import Cut, Direction
from app.imaging.masks.form import islands_from, smoothed, with_margin
from app.imaging.masks.operation import Operation
from app.imaging.masks.whole import Combination
from app.main import Viewer
from tests.app.ui.masks.hands import clicked, is_shared, typed, undo
from tests.app.ui.masks.scene import SPLEEN, at, drag, edit, mask, settle

Left = Qt.MouseButton.LeftButton
Alt = Qt.KeyboardModifier.AltModifier


def test_numbers_are_obeyed_and_each_click_is_one_step(qtbot, organs: Viewer) -> None:
    spacing = organs.session.opened.volume.spacing_mm
    before, neighbour = mask(organs), mask(organs, SPLEEN)
    edit(qtbot, organs)
    operations = organs.window.mask_panel.operations
    free = ~neighbour if is_shared(organs) else np.ones_like(before)
    typed(qtbot, operations.margin, "4.2")
    clicked(qtbot, organs, operations.operations[Operation.GROW])
    np.testing.assert_array_equal(mask(organs), (with_margin(before, spacing, 4.2) & free) | before)
    undo(qtbot, organs)
    np.testing.assert_array_equal(mask(organs), before)
    typed(qtbot, operations.margin, "2.5")
    clicked(qtbot, organs, operations.operations[Operation.SHRINK])
    np.testing.assert_array_equal(mask(organs), with_margin(before, spacing, -2.5))
    undo(qtbot, organs)
    typed(qtbot, operations.smooth, "3")
    clicked(qtbot, organs, operations.operations[Operation.SMOOTH])
    np.testing.assert_array_equal(mask(organs), smoothed(before, spacing, 3.0) & (free | before))
    undo(qtbot, organs)
    # A speck of the brush beside 5 x 20 x 14 voxels of 2 mm3 goes, or all does.
    drag(qtbot, organs, at(organs, 5, 5))
    speck = mask(organs)
    typed(qtbot, operations.least, "1")
    clicked(qtbot, organs, operations.operations[Operation.ISLANDS])
    np.testing.assert_array_equal(mask(organs), islands_from(speck, spacing, 1.0))
    np.testing.assert_array_equal(mask(organs), before)
    undo(qtbot, organs)
    np.testing.assert_array_equal(mask(organs), speck)
    np.testing.assert_array_equal(mask(organs, SPLEEN), neighbour)
    # The numbers stay for the next mask.
    clicked(qtbot, organs, organs.window.mask_panel.done)
    edit(qtbot, organs, SPLEEN)
    assert (operations.margin.value(), operations.smooth.value(), operations.least.value()) == (2.5, 3.0, 1.0)


def test_a_slice_is_copied_by_key_only_while_a_mask_is_edited(qtbot, organs: Viewer) -> None:
    pane = organs.window.pane.pane
    qtbot.keyClick(organs.window, Qt.Key.Key_Down, Alt)
    settle(qtbot, organs)
    before = mask(organs)
    organs.actions.view.show_slice(9)
    settle(qtbot, organs)
    edit(qtbot, organs)
    qtbot.keyClick(organs.window, Qt.Key.Key_Down, Alt)
    settle(qtbot, organs)
    assert pane.index == 10
    after = mask(organs)
    assert np.array_equal(after[10], before[9])
    assert not before[10].any()
    assert np.array_equal(np.delete(after, 10, 0), np.delete(before, 10, 0))
    undo(qtbot, organs)
    assert np.array_equal(mask(organs), before)
    # An empty slice is copied, too: that clears the one before.
    organs.actions.view.show_slice(10)
    settle(qtbot, organs)
    clicked(qtbot, organs, organs.window.mask_panel.operations.previous)
    assert pane.index == 9
    assert not mask(organs)[9].any()
    organs.actions.view.show_slice(14)
    settle(qtbot, organs)
    count = organs.session.editing.mask.work.count
    clicked(qtbot, organs, organs.window.mask_panel.operations.next)
    assert organs.session.editing.mask.work.count == count


@pytest.mark.parametrize(("direction", "axis"), [(Direction.CORONAL, 1), (Direction.SAGITTAL, 2)])
def test_on_other_planes_their_own_neighbours_are_copied_to(
    qtbot, own: Viewer, direction: Direction, axis: int
) -> None:
    pane = own.window.pane.pane
    pane.update(cut=Cut(direction))
    settle(qtbot, own)
    stack = pane.stack
    volume = own.session.opened.volume
    middle = volume.to_lps_mm((7.0, 30.0, 17.0))
    pane.update(index=stack.index_at(middle))
    settle(qtbot, own)
    edit(qtbot, own)
    # A spot that only this plane has.
    drag(qtbot, own, at(own, 3, 8))
    before = mask(own)
    here = (7, 30, 17)[axis]
    assert not np.array_equal(before.take(here, axis), before.take(here + 1, axis))
    shown = pane.index
    clicked(qtbot, own, own.window.mask_panel.operations.next)
    after = mask(own)
    changed = np.flatnonzero((after != before).any(axis=tuple(each for each in range(3) if each != axis)))
    assert pane.index == shown + 1
    assert changed.tolist() == [stack_plane(own, axis)]
    np.testing.assert_array_equal(after.take(changed[0], axis), before.take(here, axis))


def stack_plane(viewer: Viewer, axis: int) -> int:
    pane = viewer.window.pane.pane
    point = pane.stack.frame(pane.index).corners_lps_mm.mean(axis=0)
    return round(float(viewer.session.opened.volume.to_index(point)[axis]))


def test_values_and_other_structures_are_behind_more(qtbot, own: Viewer) -> None:
    voxels = own.session.opened.volume.voxels
    liver, spleen = mask(own), mask(own, SPLEEN)
    edit(qtbot, own)
    operations = own.window.mask_panel.operations
    more = operations.more
    assert more.isHidden()
    clicked(qtbot, own, operations.fold)
    assert more.isVisible()
    assert [more.other.itemText(number) for number in range(more.other.count())] == ["Spleen"]
    low, high = sorted((float(voxels[7, 25, 15]), float(voxels[7, 30, 20])))
    typed(qtbot, more.lowest, f"{low:.0f}")
    typed(qtbot, more.highest, f"{high:.0f}")
    within = (voxels >= round(low)) & (voxels <= round(high))
    for button, expected in (
        (more.within, liver & within),
        (more.everywhere, within),
        (more.combinations[Combination.ADD], liver | spleen),
        (more.combinations[Combination.COPY], spleen),
        (more.combinations[Combination.INTERSECT], liver & spleen),
        (more.combinations[Combination.SUBTRACT], liver & ~spleen),
    ):
        clicked(qtbot, own, button)
        np.testing.assert_array_equal(mask(own), expected)
        if not np.array_equal(expected, liver):
            undo(qtbot, own)
        np.testing.assert_array_equal(mask(own), liver)
        np.testing.assert_array_equal(mask(own, SPLEEN), spleen)
    clicked(qtbot, own, operations.fold)
    assert more.isHidden()


def test_between_follows_the_planes_that_are_shown(qtbot, own: Viewer) -> None:
    pane = own.window.pane.pane
    pane.update(cut=Cut(Direction.CORONAL))
    pane.update(index=pane.stack.index_at(own.session.opened.volume.to_lps_mm((7.0, 30.0, 17.0))))
    settle(qtbot, own)
    before = mask(own)
    edit(qtbot, own)
    own.actions.brush.set_radius(40.0)
    qtbot.keyClick(own.window, Qt.Key.Key_E)
    settle(qtbot, own)
    drag(qtbot, own, at(own, 7, 17))
    assert not mask(own)[:, 30].any()
    clicked(qtbot, own, own.window.mask_panel.operations.operations[Operation.BETWEEN])
    np.testing.assert_array_equal(mask(own), before)


def test_while_a_whole_mask_changes_it_can_be_cancelled(qtbot, organs: Viewer, runner) -> None:
    edit(qtbot, organs)
    before = mask(organs)
    runner.held = True
    qtbot.mouseClick(organs.window.mask_panel.operations.operations[Operation.GROW], Left)
    QApplication.processEvents()
    assert organs.session.editing.is_busy
    assert not organs.window.mask_panel.done.isEnabled()
    runner.release()
    settle(qtbot, organs)
    assert not organs.session.editing.is_busy
    assert organs.session.editing.mask.work.count == 1
    undo(qtbot, organs)
    assert np.array_equal(mask(organs), before)
