from __future__ import annotations

import numpy as np
import pytest

from ai.errors import InputMismatch
from ai.prepare.one_slice import take_slice
from ai.volume import Volume

VOXELS = np.arange(4 * 3 * 2).reshape(4, 3, 2).astype(np.int16)
OBLIQUE = np.array([[0.0, 0.6, 0.8, 10], [0.0, -0.8, 0.6, 20], [2.5, 0, 0, 30], [0, 0, 0, 1]])


def test_a_slice_keeps_its_place_and_its_series() -> None:
    volume = Volume(VOXELS, OBLIQUE, modality="CT", body_part="HEAD", source_id="abc")
    one = take_slice(volume, 2)
    assert one.shape == (1, 3, 2)
    assert (one.voxels[0] == VOXELS[2]).all()
    assert np.shares_memory(one.voxels, VOXELS)
    assert one.to_lps_mm((0, 1, 1)) == pytest.approx(volume.to_lps_mm((2, 1, 1)))
    assert (one.modality, one.body_part, one.source_id) == ("CT", "HEAD", "abc")


def test_a_fault_of_the_stack_stays_behind_and_the_true_place_is_taken() -> None:
    """A tilted gantry: the slice step is not along the normal, so that 2 mm along it are more along the step."""
    sheared = OBLIQUE.copy()
    sheared[:3, 0] = (1.5, 0, 2.0)
    volume = Volume(
        VOXELS,
        sheared,
        geometry_fault="Slice 2 of 5 is missing.",
        slice_positions_mm=(0.0, 4.0, 6.0, 8.0),
        places_known=True,
    )
    one = take_slice(volume, 1)
    assert one.geometry_fault == ""
    assert one.slice_positions_mm is None
    moved = one.affine_lps[:3, 3] - volume.affine_lps[:3, 3]
    normal = np.array([0, 0, 1.0])
    assert moved @ normal == pytest.approx(4.0)
    assert np.cross(moved, sheared[:3, 0]) == pytest.approx([0, 0, 0])


@pytest.mark.parametrize("index", [-1, 4])
def test_a_slice_that_is_not_there(index: int) -> None:
    with pytest.raises(InputMismatch, match=f"no slice {index + 1}; the series has 4"):
        take_slice(Volume(VOXELS, OBLIQUE), index)
