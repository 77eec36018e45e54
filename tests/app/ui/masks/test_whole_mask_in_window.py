"""The whole mask as a reader changes it: numbers, copies, values, other structures, locks, what differs, seconds."""

from __future__ import annotations

import logging
import os
import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDoubleSpinBox

from ai.inference.results import Structure
from ai.library.card import Code, Label
from app.actions.edit_effort import effort_of
from app.audit.event import Deed
from app.audit.trail import AuditTrail
from app.imaging.cut import Cut, Direction
from app.imaging.masks.form import islands_from, smoothed, with_margin
from app.imaging.masks.journal import Subject, begin
from app.imaging.masks.operation import Operation
from app.imaging.masks.whole import Combination
from app.main import Viewer
from app.state.review import FindingId, FindingKind, Review
from app.state.session import series_key
from tests.app.ui.masks.scene import LIVER, MODEL, SPLEEN, at, drag, edit, mask, organs_of, reading, settle

Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture(params=["own masks", "shared map"])
def organs(request, qtbot, ct: Viewer, make) -> Viewer:
    """A CT of 15 slices of 64 x 48 mm, 2 mm apart, with two structures side by side."""
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    organs_of(qtbot, ct, make, shared=request.param == "shared map")
    return ct


@pytest.fixture
def shared(qtbot, ct: Viewer, make) -> Viewer:
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    organs_of(qtbot, ct, make, shared=True)
    return ct


@pytest.fixture
def own(qtbot, ct: Viewer, make) -> Viewer:
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    organs_of(qtbot, ct, make, shared=False)
    return ct


def typed(qtbot, field: QDoubleSpinBox, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def clicked(qtbot, viewer: Viewer, button) -> None:
    qtbot.mouseClick(button, Left)
    settle(qtbot, viewer)


def is_shared(viewer: Viewer) -> bool:
    return reading(viewer).layer_of(LIVER).structure.labelled.dtype == np.uint8


def undo(qtbot, viewer: Viewer) -> None:
    qtbot.keyClick(viewer.window, Qt.Key.Key_Z, Ctrl)
    settle(qtbot, viewer)


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


def row_of(viewer: Viewer, finding: FindingId):
    return next(each for each in viewer.window.layer_panel.rows if each.finding == finding)


def test_an_unlocked_neighbour_gives_voxels_up_and_undo_gives_them_back(qtbot, shared: Viewer, tmp_path) -> None:
    liver, spleen = mask(shared), mask(shared, SPLEEN)
    shared.actions.review.accept_all(True)
    assert row_of(shared, SPLEEN).lock.isHidden()
    edit(qtbot, shared)
    lock = row_of(shared, SPLEEN).lock
    assert lock.isVisible()
    assert lock.isChecked()
    assert row_of(shared, LIVER).lock.isHidden()
    drag(qtbot, shared, at(shared, 30, 24))
    locked = mask(shared)
    assert np.array_equal(mask(shared, SPLEEN), spleen)
    clicked(qtbot, shared, lock)
    assert not lock.isChecked()
    drag(qtbot, shared, at(shared, 30, 24), at(shared, 30, 28))
    taken = mask(shared) & spleen
    assert taken.sum() > 40
    assert np.array_equal(mask(shared, SPLEEN), spleen & ~taken)
    now = reading(shared)
    assert now.layer_of(SPLEEN).structure.edited
    assert now.review_of(SPLEEN) is Review.DRAFT
    ml = 2 / 1000
    assert [each.value for each in now.result_of(MODEL).measurements[:2]] == [
        pytest.approx(mask(shared).sum() * ml),
        pytest.approx(mask(shared, SPLEEN).sum() * ml),
    ]
    undo(qtbot, shared)
    assert np.array_equal(mask(shared, SPLEEN), spleen)
    assert not reading(shared).layer_of(SPLEEN).structure.edited
    assert np.array_equal(mask(shared), locked)
    qtbot.keyClick(shared.window, Qt.Key.Key_Y, Ctrl)
    settle(qtbot, shared)
    assert np.array_equal(mask(shared, SPLEEN), spleen & ~taken)
    # Locked again, nothing more is taken.
    clicked(qtbot, shared, lock)
    drag(qtbot, shared, at(shared, 36, 28))
    assert np.array_equal(mask(shared, SPLEEN), spleen & ~taken)
    painted = mask(shared)
    clicked(qtbot, shared, shared.window.mask_panel.done)
    assert lock.isHidden()
    assert np.array_equal(mask(shared), painted)
    assert np.array_equal(mask(shared, SPLEEN), spleen & ~taken)
    shared.actions.audit.flush()
    told = next(each for each in AuditTrail(tmp_path / "audit.sqlite3").entries() if each.deed is Deed.EDITED)
    assert (told.details["labels"], told.details["taken_from"]) == ("liver", "spleen")
    # To the model's own mask again: what was taken goes back where it came from.
    edit(qtbot, shared)
    clicked(qtbot, shared, row_of(shared, SPLEEN).lock)
    clicked(qtbot, shared, shared.window.mask_panel.operations.operations[Operation.RESET])
    assert np.array_equal(mask(shared), liver)
    assert np.array_equal(mask(shared, SPLEEN), spleen)


def test_discarding_gives_everything_back(qtbot, shared: Viewer) -> None:
    before = reading(shared).result_of(MODEL)
    edit(qtbot, shared)
    clicked(qtbot, shared, row_of(shared, SPLEEN).lock)
    drag(qtbot, shared, at(shared, 30, 24), at(shared, 30, 28))
    clicked(qtbot, shared, shared.window.mask_panel.operations.operations[Operation.GROW])
    shared.actions.masks.discard()
    settle(qtbot, shared)
    result = reading(shared).result_of(MODEL)
    assert all(one is two for one, two in zip(result.structures, before.structures, strict=True))
    assert result.measurements == before.measurements


def test_work_on_a_neighbour_survives_going_back_to_the_model(qtbot, shared: Viewer) -> None:
    edit(qtbot, shared, SPLEEN)
    drag(qtbot, shared, at(shared, 55, 40))
    clicked(qtbot, shared, shared.window.mask_panel.done)
    spleen = mask(shared, SPLEEN)
    edit(qtbot, shared)
    drag(qtbot, shared, at(shared, 10, 10))
    clicked(qtbot, shared, shared.window.mask_panel.operations.operations[Operation.RESET])
    clicked(qtbot, shared, shared.window.mask_panel.done)
    assert not reading(shared).layer_of(LIVER).structure.edited
    edit(qtbot, shared)
    drag(qtbot, shared, at(shared, 12, 10))
    clicked(qtbot, shared, shared.window.mask_panel.done)
    assert np.array_equal(mask(shared, SPLEEN), spleen)


def test_masks_of_their_own_overlap_unless_locked(qtbot, own: Viewer) -> None:
    spleen = mask(own, SPLEEN)
    edit(qtbot, own)
    lock = row_of(own, SPLEEN).lock
    assert lock.isVisible()
    assert not lock.isChecked()
    drag(qtbot, own, at(own, 24, 26))
    both = mask(own) & spleen
    assert both.any()
    clicked(qtbot, own, lock)
    drag(qtbot, own, at(own, 34, 26))
    assert np.array_equal(mask(own) & spleen, both)
    assert np.array_equal(mask(own, SPLEEN), spleen)


def test_what_was_changed_is_shown_while_the_key_is_held_or_the_switch_is_on(qtbot, organs: Viewer) -> None:
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 8, 8))
    drag(qtbot, organs, at(organs, 30, 17), keys=Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, organs)
    item = organs.window.pane.canvas.changes
    assert not item.isVisible()
    panel = organs.window.mask_panel
    qtbot.mouseClick(panel.extent.shows, Left, pos=QPoint(8, panel.extent.shows.height() // 2))
    settle(qtbot, organs)
    assert item.isVisible()
    assert (len(item.changed.added), len(item.changed.removed)) == (1, 1)
    added, removed = item.changed.added[0].mean(axis=0), item.changed.removed[0].mean(axis=0)
    np.testing.assert_allclose(added, (8, 8), atol=1.0)
    np.testing.assert_allclose(removed, (30, 17), atol=1.0)
    # It follows a stroke while that goes on, and other slices.
    viewport = organs.window.pane.canvas.viewport()
    qtbot.mousePress(viewport, Left, NoKeys, at(organs, 44, 8))
    qtbot.waitUntil(lambda: len(item.changed.added) == 2)
    qtbot.mouseRelease(viewport, Left, NoKeys, at(organs, 44, 8))
    organs.actions.view.show_slice(2)
    settle(qtbot, organs)
    assert not item.isVisible()
    organs.actions.view.show_slice(7)
    settle(qtbot, organs)
    assert item.isVisible()
    grab = organs.window.pane.canvas.grab().toImage()
    spot = at(organs, 8, 8) * organs.window.pane.canvas.ratio
    colour = grab.pixelColor(spot)
    assert colour.green() > colour.red() + 30
    qtbot.mouseClick(panel.extent.shows, Left, pos=QPoint(8, panel.extent.shows.height() // 2))
    settle(qtbot, organs)
    assert not item.isVisible()
    # Also when the work is over.
    clicked(qtbot, organs, panel.done)
    qtbot.keyPress(organs.window, Qt.Key.Key_F12)
    settle(qtbot, organs)
    assert item.isVisible()
    qtbot.keyRelease(organs.window, Qt.Key.Key_F12)
    settle(qtbot, organs)
    assert not item.isVisible()


def test_seconds_count_while_the_window_has_the_mouse(qtbot, organs: Viewer, monkeypatch, tmp_path) -> None:
    panel, window = organs.window.mask_panel, organs.window
    clock, now = panel.extent.clock, [1000.0]
    monkeypatch.setattr(clock, "_now_s", lambda: now[0])
    monkeypatch.setattr(clock._timer, "start", lambda: None)

    def wait(seconds: float) -> None:
        for _ in range(round(seconds * 2)):
            now[0] += 0.5
            clock.tick()

    edit(qtbot, organs)
    window.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    clock.tick()
    work = organs.session.editing.mask.work
    wait(12)
    assert work.seconds == pytest.approx(12.0)
    window.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    wait(30)
    assert work.seconds == pytest.approx(12.0)
    window.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    drag(qtbot, organs, at(organs, 10, 10))
    settle(qtbot, organs)
    wait(55)
    assert panel.extent.figures.text().endswith("1 min 7 s")
    # Nobody moved for a minute.
    wait(600)
    assert work.seconds == pytest.approx(12.0 + 60.0)
    # A computer that slept.
    drag(qtbot, organs, at(organs, 50, 10))
    now[0] += 5000.0
    clock._note_work()
    clock.tick()
    assert work.seconds == pytest.approx(12.0 + 60.0 + 2.0)
    clicked(qtbot, organs, panel.done)
    log = organs.session.editing.logs.of(_key(organs), MODEL, 0)
    assert (log.seconds, len(log.changes)) == (pytest.approx(74.0), 2)
    organs.actions.audit.flush()
    told = next(each for each in AuditTrail(tmp_path / "audit.sqlite3").entries() if each.deed is Deed.EDITED)
    assert told.details["seconds"] == 74
    figures = effort_of(organs.session, _key(organs), LIVER, organs.session.opened.volume).figures()
    assert (figures.steps, figures.seconds) == (2, pytest.approx(74.0))
    assert figures.added_ml == pytest.approx(told.details["added_ml"], abs=1e-3)
    assert figures.dice == pytest.approx(told.details["dice"], abs=1e-4)
    assert figures.voxels == mask(organs).sum()
    # A second work goes on counting.
    edit(qtbot, organs)
    assert "1 min 14 s" in panel.extent.figures.text()


def _key(viewer: Viewer):
    return series_key(viewer.session.opened.series)


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


def test_kinds_of_findings_other_than_structures_have_no_lock(qtbot, organs: Viewer) -> None:
    edit(qtbot, organs)
    whole = organs.actions.masks.whole
    assert whole.can_lock(SPLEEN)
    assert not whole.can_lock(LIVER)
    assert not whole.can_lock(FindingId("another", FindingKind.STRUCTURE, 1))


def test_figures_of_a_mask_in_work_and_of_its_neighbour(qtbot, shared: Viewer) -> None:
    volume, spleen = shared.session.opened.volume, mask(shared, SPLEEN)
    edit(qtbot, shared)
    clicked(qtbot, shared, row_of(shared, SPLEEN).lock)
    drag(qtbot, shared, at(shared, 30, 24), at(shared, 30, 28))
    for _ in range(2):
        own = effort_of(shared.session, _key(shared), LIVER, volume).figures()
        other = effort_of(shared.session, _key(shared), SPLEEN, volume).figures()
        lost = int((spleen & ~mask(shared, SPLEEN)).sum())
        assert (own.steps, other.steps) == (1, 0)
        assert own.human_voxels == lost > 0
        assert other.removed_ml == pytest.approx(lost * 0.002)
        assert (other.human_voxels, other.both_voxels, other.model_voxels) == (0, 0, spleen.sum() - lost)
        shared.actions.masks.done()
    assert effort_of(shared.session, _key(shared), FindingId(MODEL, FindingKind.MEASUREMENT, 0), volume) is None


def test_a_long_list_has_its_lock_below(qtbot, ct: Viewer, make) -> None:
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    volume = ct.session.opened.volume
    numbered = np.zeros(volume.shape, np.uint8)
    for number in range(30):
        numbered[7, 2 * number + 1, 4:40] = number + 1
    structures = tuple(
        Structure(Label(f"part{number}", f"Part {number}", Code(str(number), "SCT", "Part")), numbered, value=number)
        for number in range(1, 31)
    )
    ct.session.add_result(replace(make.result(volume, MODEL), structures=structures, measurements=()))
    ct.actions.view.show_slice(7)
    settle(qtbot, ct)
    panel = ct.window.layer_panel
    assert not panel.is_short
    ct.actions.masks.begin(LIVER)
    qtbot.waitUntil(lambda: ct.session.editing.mask is not None)
    settle(qtbot, ct)
    assert panel.detail.lock.isHidden()
    panel.area.ensureWidgetVisible(panel.rows[1])
    qtbot.mouseClick(panel.rows[1], Left, pos=QPoint(30, 8))
    settle(qtbot, ct)
    assert panel.detail.lock.isVisible()
    assert panel.detail.lock.isChecked()
    clicked(qtbot, ct, panel.detail.lock)
    assert SPLEEN not in ct.session.editing.locked
    assert len(ct.session.editing.locked) == 28
    ct.actions.brush.set_radius(1.0)
    drag(qtbot, ct, at(ct, 1, 10), at(ct, 5, 10))
    assert (mask(ct) & (numbered == 2)).any()
    assert not (mask(ct) & (numbered == 3)).any()


@pytest.fixture
def old_edits(tmp_path):
    """Edits that nobody took up for a hundred days, one file damaged, one of today."""
    folder = tmp_path / "edits"
    subject = Subject("source", "organs", (2, 3, 4))
    for name in ("old.edits", "today.edits"):
        begin(folder / name, subject).close()
    os.utime(folder / "old.edits", (time.time() - 100 * 86_400,) * 2)
    (folder / "damaged.edits").write_bytes(b"?")
    return folder


def test_old_edits_go_at_the_start_and_the_log_names_nobody(caplog, old_edits, request) -> None:
    with caplog.at_level(logging.INFO, logger="app.actions.keep_edits"):
        request.getfixturevalue("viewer")
    assert [each.name for each in old_edits.iterdir()] == ["today.edits"]
    assert [each.getMessage() for each in caplog.records if "cleared away" in each.getMessage()] == [
        "Edits that were kept were cleared away: 1 older than 90 days, 1 that cannot be read"
    ]
