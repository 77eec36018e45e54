"""Which grids can give a mask to each other: by value, on straight, reversed, oblique and uneven ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.volume import Volume
from app.errors import MaskSourceError
from app.imaging.masks.kinship import Kinship, is_same_grid, kinship
from tests.app.imaging.masks.grids import GRIDS, SHAPE, TURN, affine_of

GRIDS_TOO = pytest.mark.parametrize("steps", GRIDS.values(), ids=GRIDS)


def volume(affine: np.ndarray, shape: tuple[int, int, int] = SHAPE, **facts: object) -> Volume:
    return Volume(np.zeros(shape, np.int16), affine, **facts)


def told(target: Volume, other: Volume, target_frame: str = "1.2", other_frame: str = "1.2") -> Kinship:
    return kinship(target, other, target_frame=target_frame, other_frame=other_frame)


@GRIDS_TOO
def test_the_rounding_of_files_is_the_same_grid_and_a_shift_is_not(steps: np.ndarray) -> None:
    target = volume(affine_of(steps))
    near = affine_of(steps)
    near[:3, 3] += 0.02 * steps[:, 2]
    assert told(target, volume(near), "1", "2") is Kinship.SAME_GRID
    assert is_same_grid(target, volume(near))
    far = affine_of(steps)
    far[:3, 3] += 0.3 * steps[:, 2]
    assert told(target, volume(far)) is Kinship.SAME_SPACE
    with pytest.raises(MaskSourceError, match="different spaces"):
        told(target, volume(far), "1", "2")


@GRIDS_TOO
def test_another_order_or_part_of_the_same_lattice_needs_no_frame(steps: np.ndarray) -> None:
    target = volume(affine_of(steps))
    reversed_ = affine_of(steps)
    reversed_[:3, 3] += (SHAPE[0] - 1) * steps[:, 0]
    reversed_[:3, 0] *= -1
    assert told(target, volume(reversed_), "", "") is Kinship.SAME_LATTICE
    turned = affine_of(steps)[:, [1, 2, 0, 3]]
    assert told(target, volume(turned, (SHAPE[1], SHAPE[2], SHAPE[0])), "", "") is Kinship.SAME_LATTICE
    part = affine_of(steps)
    part[:3, 3] += 2 * steps[:, 0] - 3 * steps[:, 1]
    assert told(target, volume(part, (3, 20, 5)), "", "1") is Kinship.SAME_LATTICE


def test_coarser_steps_are_no_lattice() -> None:
    target = volume(affine_of(GRIDS["axial"]))
    coarse = volume(affine_of(GRIDS["axial"] * 2), (5, 7, 6))
    assert told(target, coarse) is Kinship.SAME_SPACE
    with pytest.raises(MaskSourceError, match="different spaces"):
        told(target, coarse, "", "")


def test_a_turned_grid_is_related_by_its_frame_alone() -> None:
    target, other = volume(affine_of(GRIDS["axial"])), volume(affine_of(TURN * [2.5, 1, 1]))
    assert told(target, other) is Kinship.SAME_SPACE
    with pytest.raises(MaskSourceError, match="different spaces"):
        told(target, other, "1.2", "")


def test_another_part_of_the_patient_is_refused() -> None:
    target = volume(affine_of(GRIDS["axial"]))
    away = affine_of(GRIDS["axial"])
    away[2, 3] += 500.3
    with pytest.raises(MaskSourceError, match="different parts"):
        told(target, volume(away))
    # The lattice goes on for ever: it must reach the patient all the same.
    away[2, 3] = affine_of(GRIDS["axial"])[2, 3] + 500
    with pytest.raises(MaskSourceError, match="different spaces"):
        told(target, volume(away), "", "")


def test_without_places_nothing_is_related() -> None:
    target = volume(affine_of(GRIDS["axial"]))
    for other in (
        volume(affine_of(GRIDS["axial"]), axes_known=False),
        volume(affine_of(GRIDS["axial"]), geometry_fault="The slices say nothing."),
    ):
        for pair in ((target, other), (other, target)):
            with pytest.raises(MaskSourceError, match="where its slices lie"):
                told(*pair)


def test_uneven_slices_are_compared_one_by_one() -> None:
    places = tuple(float(each) for each in (0, 2.5, 5, 7.5, 12.5, 15, 17.5, 20, 22.5))
    gapped = volume(
        affine_of(GRIDS["axial"]), slice_positions_mm=places, geometry_fault="A slice is missing.", places_known=True
    )
    assert told(gapped, replace(gapped)) is Kinship.SAME_GRID
    moved = replace(gapped, slice_positions_mm=(*places[:4], 11.0, *places[5:]))
    assert told(gapped, moved) is Kinship.SAME_SPACE
    assert told(gapped, volume(affine_of(GRIDS["axial"]))) is Kinship.SAME_SPACE
    with pytest.raises(MaskSourceError, match="different spaces"):
        told(gapped, moved, "1", "2")
