from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.errors import GeometryError
from ai.volume import Volume

OBLIQUE = np.array([[0.2, 0.1, 0.9, -10], [0.3, -0.7, 0.1, 20], [2.4, 0.2, -0.1, 30], [0, 0, 0, 1]])


def test_index_and_millimetres_are_inverse_on_an_oblique_grid() -> None:
    volume = Volume(np.zeros((3, 4, 5), np.int16), OBLIQUE)
    assert volume.to_lps_mm((0, 0, 0)) == pytest.approx([-10, 20, 30])
    assert volume.to_lps_mm((1, 0, 0)) == pytest.approx([-9.8, 20.3, 32.4])
    points = np.random.default_rng(0).uniform(-50, 50, (7, 3))
    assert volume.to_lps_mm(volume.to_index(points)) == pytest.approx(points)
    assert volume.spacing_mm == pytest.approx(np.sqrt((OBLIQUE[:3, :3] ** 2).sum(0)))


@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3))
def test_round_trip(index: list[float]) -> None:
    volume = Volume(np.zeros((1, 2, 2)), OBLIQUE)
    assert volume.to_index(volume.to_lps_mm(index)) == pytest.approx(index, abs=1e-6)


def test_voxels_and_affine_are_read_only_but_the_callers_array_is_not() -> None:
    array = np.zeros((2, 2, 2), np.int16)
    volume = Volume(array, np.eye(4))
    with pytest.raises(ValueError, match="read-only"):
        volume.voxels[0, 0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        volume.affine_lps[0, 0] = 2
    array[0, 0, 0] = 7
    assert volume.voxels[0, 0, 0] == 7


@pytest.mark.parametrize(
    ("shape", "affine"),
    [
        ((2, 2), np.eye(4)),
        ((2, 2, 2, 4), np.eye(4)),
        ((0, 2, 2), np.eye(4)),
        ((2, 2, 2), np.eye(3)),
        ((2, 2, 2), np.zeros((4, 4))),
        ((2, 2, 2), np.full((4, 4), np.nan)),
    ],
)
def test_what_is_no_volume_is_refused(shape: tuple[int, ...], affine: np.ndarray) -> None:
    with pytest.raises(ValueError, match="must"):
        Volume(np.zeros(shape), affine)


def test_a_fault_of_the_grid_refuses_only_what_needs_a_grid() -> None:
    Volume(np.zeros((2, 2, 2)), np.eye(4)).require_uniform("Conversion")
    gapped = Volume(np.zeros((2, 2, 2)), np.eye(4), geometry_fault="Slice 2 of 3 is missing.")
    with pytest.raises(GeometryError, match=r"Conversion needs evenly spaced slices: Slice 2 of 3 is missing\."):
        gapped.require_uniform("Conversion")


def test_colour_and_fresh_source_ids() -> None:
    one, two = (Volume(np.zeros((1, 2, 2, 3), np.uint8), np.eye(4)) for _ in range(2))
    assert one.is_colour
    assert one.shape == (1, 2, 2)
    assert one.source_id != two.source_id
