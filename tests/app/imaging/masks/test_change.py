from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.imaging.masks.change import change_between, merged

SHAPES = arrays.array_shapes(min_dims=3, max_dims=3, max_side=7)


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_change_does_and_undoes_itself(dtype: npt.DTypeLike, data: st.DataObject) -> None:
    shape = data.draw(SHAPES)
    before, after = (data.draw(arrays.arrays(dtype, shape)) for _ in range(2))
    change = change_between(before, after)
    if (before == after).all():
        assert change is None
        return
    assert change is not None
    assert change.voxels == np.count_nonzero(before != after)
    assert change.touched().sum() == change.voxels
    state = before.copy()
    change.apply(state)
    np.testing.assert_array_equal(state, after)
    change.apply(state)
    np.testing.assert_array_equal(state, before)


def test_a_change_of_a_block_lands_at_its_place() -> None:
    labelled = np.zeros((5, 6, 7), np.uint8)
    block = labelled[2:4, 1:4, 3:6].copy()
    block[1, 2, 0] = 9
    change = change_between(labelled[2:4, 1:4, 3:6], block, (2, 1, 3))
    assert change is not None
    assert (change.low, change.shape) == ((3, 3, 3), (1, 1, 1))
    change.apply(labelled)
    assert np.argwhere(labelled).tolist() == [[3, 3, 3]]
    assert labelled[3, 3, 3] == 9


def test_a_stroke_takes_little_memory() -> None:
    before = np.zeros((60, 512, 512), np.bool_)
    after = before.copy()
    after[10:50, 100:300, 100:300] = True
    change = change_between(before, after)
    assert change is not None
    assert len(change.packed) < after.nbytes / 1000


def test_states_of_different_blocks_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="one shape"):
        change_between(np.zeros((1, 2, 3), np.bool_), np.zeros((1, 2, 3), np.uint8))


def test_several_changes_merge_into_one_that_does_and_undoes_all() -> None:
    random = np.random.default_rng(8)
    first = random.integers(0, 4, (5, 9, 7)).astype(np.uint8)
    work, changes = first.copy(), []
    for low in ((0, 0, 0), (2, 3, 1), (1, 4, 4)):
        part = tuple(slice(start, start + 3) for start in low)
        after = work[part].copy()
        after[random.random(after.shape) < 0.5] = 2
        change = change_between(work[part], after, low)
        assert change is not None
        change.apply(work)
        changes.append(change)
    one = merged(changes)
    assert one is not None
    assert one.voxels == np.count_nonzero(work != first)
    again = first.copy()
    one.apply(again)
    assert np.array_equal(again, work)
    assert merged([]) is None
    assert merged(changes[:1]) is changes[0]
    assert merged([changes[0], changes[0]]) is None
