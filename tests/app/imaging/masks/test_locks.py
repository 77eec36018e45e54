"""Neighbours of a shared map: locked they stay, unlocked they give voxels up, and undo gives them back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.inference.results import Labelled, Structure
from ai.library.card import Code, Label
from app.imaging.masks.counts import Counts
from app.imaging.masks.edits import Way
from app.imaging.masks.journal import Kept
from app.imaging.masks.origin import Origin
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region
from app.imaging.masks.taken_up import take_up
from app.imaging.masks.work import MaskWork
from tests.app.imaging.masks.grids import SHAPE

LIVER, SPLEEN, COLON = 3, 7, 9


def label(name: str) -> Label:
    return Label(name, name.title(), Code("1", "SCT", name))


def shared_map() -> npt.NDArray[np.uint8]:
    numbered = np.zeros(SHAPE, np.uint8)
    numbered[2:6, 3:9, 2:5] = LIVER
    numbered[2:6, 3:9, 5:8] = SPLEEN
    numbered[2:6, 3:9, 8:11] = COLON
    return numbered


def structures(numbered: npt.NDArray[np.uint8]) -> tuple[Structure, ...]:
    return tuple(
        Structure(label(name), numbered, value=value)
        for name, value in (("liver", LIVER), ("spleen", SPLEEN), ("colon", COLON))
    )


def block(low: tuple[int, int, int], side: tuple[int, int, int]) -> Region:
    return Region(low, np.ones(side, np.bool_))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_only_what_is_unlocked_is_taken_and_every_count_is_a_recount(data: st.DataObject) -> None:
    numbered = shared_map()
    liver, spleen, colon = structures(numbered)
    work = MaskWork(liver, liver)
    assert work.locked >= {SPLEEN, COLON}
    random = np.random.default_rng(data.draw(st.integers(0, 1000)))
    states: list[Labelled] = [work.labelled.copy()]
    for _ in range(data.draw(st.integers(1, 5))):
        locked = data.draw(st.sampled_from([{SPLEEN, COLON}, {COLON}, {SPLEEN}, set[int]()]))
        work.lock(locked)
        before = work.labelled.copy()
        if data.draw(st.booleans()):
            low = [int(random.integers(0, side - 1)) for side in SHAPE]
            sides = [int(random.integers(1, side - start + 1)) for side, start in zip(SHAPE, low, strict=True)]
            region = Region((low[0], low[1], low[2]), random.random(sides) < 0.7)
            work.paint(region, data.draw(st.sampled_from(Deed)))
            changed = work.end_press() is not None
        else:
            planned = work.plan(random.random(SHAPE) < 0.5)
            changed = planned is not None
            if planned is not None:
                work.do(planned)
        if changed:
            states.append(work.labelled.copy())
        for value in locked:
            np.testing.assert_array_equal(work.labelled == value, before == value)
        # Nobody but the structure in work gains anything.
        for value in (SPLEEN, COLON):
            assert not ((work.labelled == value) & (before != value)).any()
        for each in (spleen, colon):
            lost = int((numbered == each.value).sum() - (work.labelled == each.value).sum())
            assert work.taken.get(each.value, 0) == lost
            assert work.voxels_beside(each.value) == (work.labelled == each.value).sum()
            now = work.beside(each)
            assert now.edited is bool(lost)
            np.testing.assert_array_equal(now.mask, work.labelled == each.value)
        was, now_mask = numbered == LIVER, work.labelled == LIVER
        extent = work.extent(1.0)
        assert (extent.added_ml, extent.removed_ml) == ((now_mask & ~was).sum(), (was & ~now_mask).sum())
    for state in reversed(states[:-1]):
        assert work.undo() is not None
        np.testing.assert_array_equal(work.labelled, state)
    assert not work.taken
    assert work.beside(spleen) is spleen
    for state in states[1:]:
        # In place, or made ready beside it.
        ready = work.moved(Way.FORTH) if data.draw(st.booleans()) else None
        former, held = work.labelled, work.labelled.copy()
        work.move(Way.FORTH, ready)
        np.testing.assert_array_equal(work.labelled, state)
        if ready is not None:
            np.testing.assert_array_equal(former, held)


def test_back_to_the_model_gives_back_what_was_taken_in_this_and_an_earlier_work() -> None:
    numbered = shared_map()
    liver, *_ = structures(numbered)
    first = MaskWork(liver, liver)
    first.lock({COLON})
    first.paint(block((3, 4, 4), (1, 2, 3)), Deed.MARK)
    first.end_press()
    assert first.taken == {SPLEEN: 4}
    second = MaskWork(first.structure(), liver)
    second.lock({COLON})
    second.paint(block((4, 4, 4), (1, 2, 3)), Deed.MARK)
    second.paint(block((2, 3, 2), (1, 1, 1)), Deed.CLEAR)
    second.end_press()
    planned = second.plan_back()
    assert planned is not None
    second.do(planned)
    np.testing.assert_array_equal(second.labelled, numbered)
    assert second.is_as_model_left
    second.undo()
    assert second.taken == {SPLEEN: 4}
    assert (second.labelled == SPLEEN).sum() == (numbered == SPLEEN).sum() - 8


def test_a_journal_of_a_taking_gives_both_structures_back_to_the_voxel() -> None:
    numbered = shared_map()
    both = structures(numbered)
    work = MaskWork(both[0], both[0])
    work.lock({COLON})
    kept = []
    for row in (4, 5):
        work.paint(block((3, row, 4), (1, 1, 6)), Deed.MARK)
        change = work.end_press()
        assert change is not None
        kept.append(Kept("0", change))
    found = take_up(both, kept)
    assert [each.structure.edited for each in found] == [True, True, False]
    for each, structure in zip(found, both, strict=True):
        np.testing.assert_array_equal(each.structure.mask, work.labelled == structure.value)
    assert [(each.added, each.removed) for each in found] == [(6, 0), (0, 6), (0, 0)]


def test_origins_through_two_works_and_a_neighbour() -> None:
    numbered = shared_map()
    liver, spleen, _ = structures(numbered)
    first = MaskWork(liver, liver)
    first.lock({COLON})
    first.paint(block((3, 4, 3), (1, 1, 3)), Deed.CLEAR)  # two voxels of the liver go
    first.end_press()
    second = MaskWork(first.structure(), liver)
    second.lock({COLON})
    second.paint(block((3, 4, 4), (1, 1, 2)), Deed.MARK)  # one of them comes back, one of the spleen is taken
    second.end_press()
    origins = second.origins(first.standing)
    assert [int((origins == each).sum()) for each in Origin][1:] == [72 - 2, 1, 1]
    assert (origins[3, 4, 4], origins[3, 4, 5], origins[3, 4, 3]) == (Origin.BOTH, Origin.HUMAN, Origin.NOBODY)
    # Without the earlier work nobody knows that a person had cleared it.
    assert second.origins()[3, 4, 4] == Origin.BOTH
    second.undo()
    assert second.origins(first.standing)[3, 4, 4] == Origin.NOBODY
    assert spleen.mask[3, 4, 5]


def test_masks_of_their_own_lie_over_each_other_unless_one_is_kept_out_of() -> None:
    numbered = shared_map()
    liver = Structure(label("liver"), numbered == LIVER)
    spleen = Structure(label("spleen"), numbered == SPLEEN)
    work = MaskWork(liver, liver)
    work.paint(block((3, 4, 4), (1, 1, 3)), Deed.MARK)
    work.end_press()
    assert (work.structure().mask & spleen.mask).sum() == 2
    work.keep_out_of([spleen])
    work.paint(block((3, 5, 4), (1, 1, 3)), Deed.MARK)
    assert work.end_press() is None
    planned = work.plan(np.ones(SHAPE, np.bool_))
    assert planned is not None
    work.do(planned)
    # What both had stays with both; nothing more of it is marked.
    assert (work.structure().mask & spleen.mask).sum() == 2
    assert (work.structure().mask | spleen.mask).all()
    work.paint(block((0, 0, 0), SHAPE), Deed.CLEAR)
    assert not work.structure().mask.any()
    work.keep_out_of([])
    assert work.plan_back() is not None


@pytest.mark.parametrize("shared", [False, True])
def test_a_plan_that_changes_nothing_is_none(shared: bool) -> None:
    numbered = shared_map()
    liver = structures(numbered)[0] if shared else Structure(label("liver"), numbered == LIVER)
    work = MaskWork(liver, liver)
    assert work.plan(work.structure().mask) is None
    assert work.plan_back() is None


def test_counts_add_up_and_take_back() -> None:
    one = Counts(3, 1, ((7, 4), (9, 1)))
    assert one + -one == Counts()
    assert one + Counts(0, 1, ((7, -4),)) == Counts(3, 2, ((9, 1),))
