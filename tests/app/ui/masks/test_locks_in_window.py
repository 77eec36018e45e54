"""Neighbours of the mask that is edited: locked they stay, unlocked they give voxels up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from ai.inference.results import Structure
from ai.library.card import Code, Label
from app.audit.event import Deed
from app.audit.trail import AuditTrail
from app.imaging.masks.operation import Operation
from app.main import Viewer
from app.state.review import FindingId, FindingKind, Review
from tests.app.ui.masks.hands import clicked, row_of, undo
from tests.app.ui.masks.scene import LIVER, MODEL, SPLEEN, at, drag, edit, mask, reading, settle

Left = Qt.MouseButton.LeftButton
Ctrl = Qt.KeyboardModifier.ControlModifier


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


def test_kinds_of_findings_other_than_structures_have_no_lock(qtbot, organs: Viewer) -> None:
    edit(qtbot, organs)
    whole = organs.actions.masks.whole
    assert whole.can_lock(SPLEEN)
    assert not whole.can_lock(LIVER)
    assert not whole.can_lock(FindingId("another", FindingKind.STRUCTURE, 1))


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


def test_a_neighbour_that_gave_up_before_is_measured_anew_after_an_undo(qtbot, shared: Viewer) -> None:
    edit(qtbot, shared)
    clicked(qtbot, shared, row_of(shared, SPLEEN).lock)
    drag(qtbot, shared, at(shared, 30, 24))
    clicked(qtbot, shared, shared.window.mask_panel.done)
    measured, spleen = reading(shared).result_of(MODEL).measurements[1], mask(shared, SPLEEN)
    assert measured.value == pytest.approx(spleen.sum() * 2 / 1000)
    edit(qtbot, shared)
    clicked(qtbot, shared, row_of(shared, SPLEEN).lock)
    drag(qtbot, shared, at(shared, 36, 26))
    assert reading(shared).result_of(MODEL).measurements[1].value < measured.value
    undo(qtbot, shared)
    assert np.array_equal(mask(shared, SPLEEN), spleen)
    assert reading(shared).layer_of(SPLEEN).structure.edited
    assert reading(shared).result_of(MODEL).measurements[1].value == pytest.approx(measured.value)
