from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imaging.masks.edits import Edits, Way
from app.imaging.masks.origin import Origin
from app.imaging.masks.paint import Deed, painted
from app.imaging.masks.region import Region

SHAPE = (4, 6, 8)


def block(low: tuple[int, int, int], side: tuple[int, int, int]) -> Region:
    return Region(low, np.ones(side, np.bool_))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_undo_and_redo_go_through_the_same_states(data: st.DataObject) -> None:
    first = np.zeros(SHAPE, np.uint8)
    first[1:3, 2:5, 2:6] = 4
    edits = Edits(first)
    states = [first.copy()]
    for _ in range(data.draw(st.integers(1, 6))):
        low = tuple(data.draw(st.integers(0, side - 1)) for side in SHAPE)
        side = tuple(data.draw(st.integers(1, whole - at)) for whole, at in zip(SHAPE, low, strict=True))
        change = painted(
            edits.labelled,
            block((low[0], low[1], low[2]), (side[0], side[1], side[2])),
            value=data.draw(st.integers(1, 5)),
            deed=data.draw(st.sampled_from(Deed)),
        )
        if change is not None:
            edits.do(change)
            states.append(edits.labelled.copy())
    for state in reversed(states[:-1]):
        assert edits.undo() is not None
        np.testing.assert_array_equal(edits.labelled, state)
    assert edits.undo() is None
    assert not edits.can_undo
    for state in states[1:]:
        assert edits.redo() is not None
        np.testing.assert_array_equal(edits.labelled, state)
    assert edits.redo() is None
    np.testing.assert_array_equal(first == 4, states[0] == 4)  # what the model left is untouched


def test_an_edit_that_was_made_ready_beside_the_mask_takes_its_place() -> None:
    edits = Edits(np.zeros(SHAPE, np.bool_))
    assert edits.next_move(Way.BACK) is None
    assert not edits.moved(Way.BACK).any()
    change = painted(edits.labelled, block((1, 2, 3), (2, 2, 2)))
    assert change is not None
    after, former = edits.labelled.copy(), edits.labelled
    change.apply(after)
    edits.take(change, after)
    assert edits.labelled.sum() == 8
    ready = edits.moved(Way.BACK)
    assert edits.labelled.sum() == 8
    assert edits.move(Way.BACK, ready) is change
    assert not edits.labelled.any()
    assert edits.next_move(Way.FORTH) is change
    assert edits.redo() is change
    assert edits.labelled.sum() == 8
    assert not former.any()


def test_a_new_edit_ends_what_could_be_done_again() -> None:
    edits = Edits(np.zeros(SHAPE, np.bool_))
    for row in range(3):
        change = painted(edits.labelled, block((0, row, 0), (1, 1, 8)))
        assert change is not None
        edits.do(change)
    edits.undo()
    assert edits.can_redo
    change = painted(edits.labelled, block((3, 5, 0), (1, 1, 8)))
    assert change is not None
    edits.do(change)
    assert not edits.can_redo
    assert edits.count == 3


def test_nobody_writes_into_it() -> None:
    edits = Edits(np.zeros(SHAPE, np.bool_))
    with pytest.raises(ValueError, match="read-only"):
        edits.labelled[0, 0, 0] = True


def test_the_origin_of_every_voxel() -> None:
    model = np.zeros(SHAPE, np.bool_)
    model[1, 1:5, 1:5] = True
    edits = Edits(model)
    for region, deed in (
        (block((1, 4, 1), (1, 1, 4)), Deed.CLEAR),  # a row is removed,
        (block((1, 1, 5), (1, 2, 2)), Deed.MARK),  # four voxels are added,
        (block((1, 1, 1), (1, 1, 1)), Deed.CLEAR),  # one is cleared
        (block((1, 1, 1), (1, 1, 1)), Deed.MARK),  # and marked again
    ):
        change = painted(edits.labelled, region, deed=deed)
        assert change is not None
        edits.do(change)
    origins = edits.origins()
    counts = {origin: int((origins == origin).sum()) for origin in Origin}
    assert counts == {Origin.NOBODY: 192 - 16, Origin.MODEL: 11, Origin.HUMAN: 4, Origin.BOTH: 1}
    assert origins[1, 1, 1] == Origin.BOTH
    edits.undo()
    edits.undo()
    assert edits.origins()[1, 1, 1] == Origin.MODEL
