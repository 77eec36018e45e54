"""Masks made of values and brought onto another grid, voxel by voxel against their definition."""

from __future__ import annotations

import numpy as np
import pytest

from ai.progress import Cancelled
from ai.volume import Volume
from app.errors import MaskSourceError
from app.imaging.masks.from_series import MOST_VALUES, ValueCount, of_range, of_values, onto, value_counts
from app.imaging.masks.kinship import Kinship, kinship
from tests.app.imaging.masks.grids import GRIDS, SHAPE, TURN, affine_of

GRIDS_TOO = pytest.mark.parametrize("steps", GRIDS.values(), ids=GRIDS)


def blob(shape: tuple[int, int, int] = SHAPE) -> np.ndarray:
    """No symmetry in it, nor at its edges."""
    mask = np.zeros(shape, np.bool_)
    mask[2:5, 3:9, 1:4] = True
    mask[4, 9, 6:] = True
    mask[0, 0, 0] = True
    return mask


def test_values_are_counted_where_there_are_a_few() -> None:
    voxels = np.zeros(SHAPE, np.float32)
    voxels[1, 2:4, 3] = 2
    voxels[5:7, 0, 0] = -1.5
    voxels[0, 0, 0] = np.nan
    volume = Volume(voxels, affine_of(GRIDS["oblique"]))
    assert value_counts(volume) == (ValueCount(-1.5, 2), ValueCount(2.0, 2))
    grey = np.arange(np.prod(SHAPE), dtype=np.int16).reshape(SHAPE)
    assert value_counts(Volume(grey, affine_of(GRIDS["axial"]))) is None
    spread = np.zeros(SHAPE, np.uint8)
    spread[:7, 0, 0] = range(1, 8)
    spread[:7, 1, 1] = range(8, 15)
    assert len(np.unique(spread)) - 1 > MOST_VALUES
    assert value_counts(Volume(spread, affine_of(GRIDS["axial"]))) is None


def test_nonzero_and_chosen_values() -> None:
    voxels = np.zeros(SHAPE, np.float32)
    voxels[1], voxels[2, 3], voxels[3, 0, 0] = 1, 7, np.nan
    volume = Volume(voxels, affine_of(GRIDS["axial"]))
    assert np.array_equal(of_values(volume, None), (voxels == 1) | (voxels == 7))
    assert np.array_equal(of_values(volume, (7.0,)), voxels == 7)
    with pytest.raises(MaskSourceError, match="No voxel"):
        of_values(volume, (3.0,))


def test_a_range_is_closed_and_takes_its_ends_in_either_order() -> None:
    voxels = np.arange(np.prod(SHAPE), dtype=np.int16).reshape(SHAPE) - 200
    volume = Volume(voxels, affine_of(GRIDS["axial"]))
    expected = (voxels >= -3) & (voxels <= 40)
    assert np.array_equal(of_range(volume, -3, 40), expected)
    assert np.array_equal(of_range(volume, 40, -3), expected)
    assert of_range(volume, -3, 40).sum() == 44


def test_what_marks_nothing_is_refused_with_a_sentence() -> None:
    volume = Volume(np.zeros(SHAPE, np.int16), affine_of(GRIDS["axial"]))
    with pytest.raises(MaskSourceError, match="from 100 to 200"):
        of_range(volume, 200, 100)
    with pytest.raises(MaskSourceError, match="nothing but zeros"):
        value_counts(volume)


def test_colour_has_no_values() -> None:
    volume = Volume(np.ones((*SHAPE, 3), np.uint8), affine_of(GRIDS["axial"]))
    for work in (lambda: value_counts(volume), lambda: of_values(volume, None), lambda: of_range(volume, 0, 1)):
        with pytest.raises(MaskSourceError, match="colour"):
            work()


def test_all_of_it_can_be_stopped() -> None:
    volume = Volume(np.ones(SHAPE, np.int16), affine_of(GRIDS["axial"]))

    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    for work in (value_counts, lambda each, progress: of_values(each, None, progress=progress)):
        with pytest.raises(Cancelled):
            work(volume, progress=stop)


@GRIDS_TOO
def test_the_same_grid_is_taken_as_it_is(steps: np.ndarray) -> None:
    target = Volume(np.zeros(SHAPE, np.int16), affine_of(steps))
    mask = blob()
    assert onto(mask, target, target, Kinship.SAME_GRID) is mask


@GRIDS_TOO
def test_a_reversed_and_turned_copy_comes_back_to_the_voxel(steps: np.ndarray) -> None:
    target = Volume(np.zeros(SHAPE, np.int16), affine_of(steps))
    affine = affine_of(steps)
    affine[:3, 3] += (SHAPE[0] - 1) * steps[:, 0]
    affine[:3, 0] *= -1
    turned = affine[:, [2, 0, 1, 3]]
    stored = np.ascontiguousarray(blob()[::-1].transpose(2, 0, 1))
    source = Volume(stored.astype(np.int16), turned)
    related = kinship(target, source, target_frame="", other_frame="")
    assert related is Kinship.SAME_LATTICE
    assert np.array_equal(onto(stored, source, target, related), blob())


@GRIDS_TOO
def test_a_part_of_the_lattice_lands_where_it_lies(steps: np.ndarray) -> None:
    target = Volume(np.zeros(SHAPE, np.int16), affine_of(steps))
    affine = affine_of(steps)
    affine[:3, 3] += 2 * steps[:, 0] + 3 * steps[:, 1] - 2 * steps[:, 2]
    part = np.ones((2, 4, 5), np.bool_)
    source = Volume(part.astype(np.int16), affine)
    expected = np.zeros(SHAPE, np.bool_)
    expected[2:4, 3:7, 0:3] = True
    related = kinship(target, source, target_frame="", other_frame="")
    assert np.array_equal(onto(part, source, target, related), expected)


@pytest.mark.parametrize("name", ["axial", "reversed", "sagittal", "oblique"])
def test_another_grid_gives_the_nearest_voxel(name: str) -> None:
    steps = GRIDS[name]
    target = Volume(np.zeros(SHAPE, np.int16), affine_of(steps))
    middle = target.to_lps_mm((np.array(SHAPE) - 1) / 2)
    affine = np.eye(4)
    affine[:3, :3] = TURN @ steps * 0.61
    affine[:3, 3] = middle - affine[:3, :3] @ np.array([6.2, 9.9, 8.1])
    shape = (14, 21, 17)
    rng = np.random.default_rng(3)
    stored = rng.random(shape) > 0.5
    source = Volume(stored.astype(np.int16), affine)
    found = onto(stored, source, target, kinship(target, source, target_frame="1", other_frame="1"))
    index = np.stack(np.meshgrid(*map(np.arange, SHAPE), indexing="ij"), axis=-1)
    seen = source.to_index(target.to_lps_mm(index))
    nearest = np.rint(seen).astype(int)
    inside = ((seen >= -0.49) & (seen <= np.array(shape) - 0.51)).all(axis=-1)
    # On the border between two voxels either is the nearest.
    clear = (np.abs(seen - np.floor(seen) - 0.5) > 0.02).all(axis=-1)
    expected = np.zeros(SHAPE, np.bool_)
    expected[inside] = stored[tuple(nearest[inside].T)]
    assert inside.sum() > 50
    assert np.array_equal(found[inside & clear], expected[inside & clear])
    outside = ((seen < -0.6) | (seen > np.array(shape) - 0.4)).any(axis=-1)
    assert not found[outside].any()


def test_gaps_stay_where_they_are() -> None:
    places = tuple(float(each) for each in (0, 2.5, 5, 7.5, 12.5, 15, 17.5, 20, 22.5))
    facts = {"slice_positions_mm": places, "geometry_fault": "A slice is missing.", "places_known": True}
    source = Volume(blob().astype(np.int16), affine_of(GRIDS["axial"]), **facts)
    even = Volume(np.zeros((10, *SHAPE[1:]), np.int16), affine_of(GRIDS["axial"]))
    found = onto(blob(), source, even, kinship(even, source, target_frame="1", other_frame="1"))
    for index, place in enumerate(places):
        assert np.array_equal(found[round(place / 2.5)], blob()[index])


def test_a_mask_that_lies_beside_the_slices_is_refused() -> None:
    target = Volume(np.zeros(SHAPE, np.int16), affine_of(GRIDS["axial"]))
    affine = affine_of(GRIDS["axial"])
    affine[:3, 3] += 6 * affine[:3, 0]
    mask = np.zeros(SHAPE, np.bool_)
    mask[8] = True
    source = Volume(mask.astype(np.int16), affine)
    with pytest.raises(MaskSourceError, match="lies on the slices"):
        onto(mask, source, target, kinship(target, source, target_frame="1", other_frame="1"))
