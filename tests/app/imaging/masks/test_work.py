"""A mask in work: counters equal a recount, steps undo exactly, neighbours in a shared map stay."""

from __future__ import annotations

import numpy as np
import pytest

from ai.inference.provenance import Making
from ai.inference.results import Structure
from ai.library.card import Code, Label
from app.imaging.masks.operation import Operation, margin_mm, operated
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region
from app.imaging.masks.work import MaskWork
from tests.app.imaging.masks.grids import SHAPE

LABEL = Label("liver", "Liver", Code("1", "SCT", "Liver"))


def structure(*, shared: bool) -> Structure:
    numbered = np.zeros(SHAPE, np.uint8)
    numbered[2:6, 3:9, 2:6] = 3
    numbered[2:6, 3:9, 6:9] = 7
    if shared:
        return Structure(LABEL, numbered, value=3)
    return Structure(LABEL, numbered == 3, np.where(numbered == 3, 255, 0).astype(np.uint8), agreement=0.9)


def anywhere(random: np.random.Generator) -> Region:
    low = [int(random.integers(0, side - 1)) for side in SHAPE]
    sides = [int(random.integers(1, side - start + 1)) for side, start in zip(SHAPE, low, strict=True)]
    return Region((low[0], low[1], low[2]), random.random(sides) < 0.7)


def check(work: MaskWork, original: Structure) -> None:
    """Counters are what counting again gives."""
    was, now = original.mask, work.structure().mask
    extent = work.extent(1.0)
    assert (extent.added_ml, extent.removed_ml) == ((now & ~was).sum(), (was & ~now).sum())
    assert work.voxels == now.sum()
    assert extent.dice == pytest.approx(2 * (was & now).sum() / (was.sum() + now.sum()))
    assert work.is_as_model_left is np.array_equal(was, now)
    assert work.structure().edited is not work.is_as_model_left


@pytest.mark.parametrize("shared", [False, True])
def test_counters_and_steps_through_a_long_day(shared: bool) -> None:
    random = np.random.default_rng(4)
    original = structure(shared=shared)
    others = np.array(original.labelled) == 7
    work = MaskWork(original, original)
    states = [work.structure().mask.copy()]
    for _ in range(12):
        for _ in range(3):
            work.paint(anywhere(random), Deed.MARK if random.random() < 0.5 else Deed.CLEAR)
        if work.end_press() is not None:
            states.append(work.structure().mask.copy())
        check(work, original)
    assert work.count == len(states) - 1 > 5
    if shared:
        assert np.array_equal(np.array(work.labelled) == 7, others)
    for state in reversed(states[:-1]):
        work.undo()
        assert np.array_equal(work.structure().mask, state)
        check(work, original)
    assert work.undo() is None
    for state in states[1:]:
        work.redo()
        assert np.array_equal(work.structure().mask, state)
        check(work, original)
    assert work.redo() is None
    # What the model left was never written into.
    assert np.array_equal(original.labelled, structure(shared=shared).labelled)


def test_a_press_that_undoes_itself_is_no_step() -> None:
    work = MaskWork(structure(shared=False), structure(shared=False))
    region = Region((0, 0, 0), np.ones((1, 2, 2), np.bool_))
    assert work.paint(region, Deed.MARK)
    assert work.paint(region, Deed.CLEAR)
    assert work.end_press() is None
    assert (work.count, work.can_undo, work.is_as_model_left) == (0, False, True)
    assert work.end_press() is None


def test_going_on_counts_against_what_the_model_left() -> None:
    original = structure(shared=True)
    first = MaskWork(original, original)
    first.paint(Region((0, 0, 0), np.ones((1, 2, 3), np.bool_)), Deed.MARK)
    first.end_press()
    second = MaskWork(first.structure(), original)
    assert not second.can_undo
    assert second.extent(1.0).added_ml == 6
    assert second.voxels_at_begin == second.voxels
    check(second, original)
    second.paint(Region((0, 0, 0), np.ones((1, 2, 3), np.bool_)), Deed.CLEAR)
    assert second.is_as_model_left
    # The former work, which an export may read, is not written into.
    assert first.labelled[0, 0, 0] == 3


def test_what_the_model_said_of_voxels_is_left_out() -> None:
    work = MaskWork(structure(shared=False), structure(shared=False))
    shown = work.structure()
    assert (shown.probability, shown.votes, shown.agreement, shown.edited) == (None, None, None, False)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("operation", list(Operation))
def test_operations_change_the_structure_alone_and_undo(operation: Operation, shared: bool) -> None:
    original = structure(shared=shared)
    work = MaskWork(original, original)
    work.paint(Region((8, 0, 0), np.ones((1, 2, 3), np.bool_)), Deed.MARK)
    work.paint(Region((3, 5, 3), np.ones((1, 1, 1), np.bool_)), Deed.CLEAR)
    work.end_press()
    before = work.structure().mask.copy()
    wanted = operated(operation, before, (2.5, 1.0, 1.0), original=original.mask)
    planned = work.plan(wanted)
    assert planned is not None
    assert np.array_equal(work.structure().mask, before)
    work.do(planned)
    free = np.array(original.labelled) != 7 if shared else np.ones(SHAPE, np.bool_)
    assert np.array_equal(work.structure().mask, wanted & free)
    check(work, original)
    work.undo()
    assert np.array_equal(work.structure().mask, before)


def test_nothing_stays_nothing() -> None:
    empty = np.zeros(SHAPE, np.bool_)
    for operation in Operation:
        assert not operated(operation, empty, (2.5, 1.0, 1.0), original=empty).any()
    assert margin_mm((5.0, 0.5, 0.5)) == 1.0
    assert margin_mm((5.0, 2.0, 0.5)) == 2.0


def test_usual_values_are_those_of_its_fullest_slice() -> None:
    mask = np.zeros(SHAPE, np.bool_)
    mask[4, 2:8, 2:8] = mask[5, 2, 2] = True
    voxels = np.full(SHAPE, 1000.0, np.float32)
    voxels[4, 2:8, 2:8] = 40.5
    assert MaskWork(Structure(LABEL, mask), Structure(LABEL, mask)).usual_values(voxels) == (40.0, 41.0)
    empty = Structure(LABEL, np.zeros(SHAPE, np.bool_))
    assert MaskWork(empty, empty).usual_values(voxels) == (0.0, 0.0)


def test_an_empty_mask_that_stays_empty_is_alike() -> None:
    empty = Structure(LABEL, np.zeros(SHAPE, np.bool_))
    assert MaskWork(empty, empty).extent(1.0).dice == 1.0


@pytest.mark.parametrize("shared", [False, True])
def test_it_tells_what_it_marks_and_what_marking_may_take(shared: bool) -> None:
    work = MaskWork(structure(shared=shared), structure(shared=shared))
    assert work.marks((3, 4, 3))
    assert not work.marks((3, 4, 7))
    box = (slice(1, 4), slice(2, 10), slice(1, 12))
    expected = np.array(structure(shared=True).labelled[box]) != 7 if shared else np.ones((3, 8, 11), np.bool_)
    assert np.array_equal(work.free(box), expected)


def test_what_the_program_found_is_not_by_hand_alone() -> None:
    own = Structure(LABEL, np.zeros(SHAPE, np.bool_), making=Making.HAND)
    spot = Region((1, 1, 1), np.ones((1, 1, 1), np.bool_))
    by_hand, by_program = MaskWork(own, own), MaskWork(own, own)
    assert by_hand.paint(spot, Deed.MARK)
    assert by_program.paint(spot, Deed.MARK, reckoned=True)
    assert by_hand.structure().making is Making.HAND
    assert by_program.structure().making is Making.AIDED
