from __future__ import annotations

import numpy as np
import pytest

from ai.inference.results import Labelled
from app.imaging.masks.change import Change
from app.imaging.masks.paint import Deed, Rules, painted
from app.imaging.masks.region import Region, box_of, widened

REGION = Region((1, 1, 1), np.ones((1, 2, 3), np.bool_))


def after(labelled: Labelled, change: Change | None) -> Labelled:
    result = labelled.copy()
    if change is not None:
        change.apply(result)
    return result


def test_marking_and_clearing_a_mask_of_its_own() -> None:
    mask = np.zeros((3, 4, 5), np.bool_)
    marked = after(mask, painted(mask, REGION))
    assert marked.sum() == 6
    assert marked[1, 1:3, 1:4].all()
    assert not after(marked, painted(marked, REGION, deed=Deed.CLEAR)).any()
    assert painted(marked, REGION) is None


def test_a_shared_map_gives_way_but_where_it_is_locked() -> None:
    shared = np.zeros((3, 4, 5), np.uint8)
    shared[1, 1] = 7
    shared[1, 2] = 8
    marked = after(shared, painted(shared, REGION, value=3, rules=Rules(locked={8})))
    assert marked[1, 1].tolist() == [7, 3, 3, 3, 7]
    assert marked[1, 2].tolist() == [8] * 5


def test_clearing_clears_only_its_own() -> None:
    shared = np.zeros((3, 4, 5), np.uint8)
    shared[1, 1] = 7
    shared[1, 2] = 8
    cleared = after(shared, painted(shared, REGION, value=7, deed=Deed.CLEAR))
    assert cleared[1, 1].tolist() == [7, 0, 0, 0, 7]
    assert cleared[1, 2].tolist() == [8] * 5


@pytest.mark.parametrize("deed", list(Deed))
def test_intensities_beyond_the_range_are_left_alone(deed: Deed) -> None:
    voxels = np.arange(60, dtype=np.float32).reshape(3, 4, 5)
    mask = np.full((3, 4, 5), deed is Deed.CLEAR)
    rules = Rules(intensity=(26, 28))
    change = painted(mask, REGION, deed=deed, rules=rules, voxels=voxels)
    assert change is not None
    assert sorted(voxels[after(mask, change) != mask].tolist()) == [26, 27, 28]
    with pytest.raises(ValueError, match="voxels"):
        painted(mask, REGION, rules=rules)


def test_boxes() -> None:
    mask = np.zeros((4, 5, 6), np.bool_)
    assert box_of(mask) is None
    mask[1, 2, 3] = mask[2, 4, 3] = True
    box = box_of(mask)
    assert box == (slice(1, 3), slice(2, 5), slice(3, 4))
    assert widened(box, (2, 0, 1), mask.shape) == (slice(0, 4), slice(2, 5), slice(2, 5))
