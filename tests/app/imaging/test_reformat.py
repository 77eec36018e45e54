"""Reconstruction in other planes, on phantoms whose value is a linear function of the point of the patient."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.errors import GeometryError
from ai.volume import Volume
from app.imaging.reformat import Plane, reformat
from app.imaging.slices import side_letters, take

GRADIENT = np.array([3.0, -5.0, 7.0])
LETTERS = {
    Plane.AXIAL: ("R", "L", "A", "P"),
    Plane.CORONAL: ("R", "L", "H", "F"),
    Plane.SAGITTAL: ("A", "P", "H", "F"),
}


def rotation(axis: list[float], degrees: float) -> np.ndarray:
    x, y, z = np.array(axis) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def ramp(directions: np.ndarray, spacing: tuple[float, float, float] = (3.0, 0.8, 1.1)) -> Volume:
    """A volume of 6 x 7 x 8 voxels whose value is GRADIENT . point; columns of `directions` are its index axes."""
    affine = np.eye(4)
    affine[:3, :3] = directions * np.array(spacing)
    affine[:3, 3] = [10.0, -20.0, 30.0]
    index = np.stack(np.meshgrid(range(6), range(7), range(8), indexing="ij"), axis=-1)
    points = index @ affine[:3, :3].T + affine[:3, 3]
    return Volume(points @ GRADIENT, affine, unit="HU", modality="CT")


def truth(volume: Volume) -> np.ndarray:
    index = np.stack(np.meshgrid(*(range(length) for length in volume.shape), indexing="ij"), axis=-1)
    return volume.to_lps_mm(index) @ GRADIENT


signed_axes = [
    np.eye(3)[:, order] * signs
    for order in itertools.permutations(range(3))
    for signs in itertools.product((-1, 1), repeat=3)
]


@settings(max_examples=60)
@given(
    axes=st.sampled_from(signed_axes),
    plane=st.sampled_from(Plane),
    axis=st.sampled_from([[1, 0, 0], [0, 1, 0], [1, 1, 1]]),
    degrees=st.floats(-9, 9),
)
def test_every_voxel_keeps_its_point(axes: np.ndarray, plane: Plane, axis: list[float], degrees: float) -> None:
    source = ramp(rotation(axis, degrees) @ axes)
    shown = reformat(source, plane)
    np.testing.assert_allclose(shown.voxels, truth(shown), atol=1e-9)
    assert np.shares_memory(shown.voxels, source.voxels)
    assert sorted(shown.shape) == [6, 7, 8]
    letters = side_letters(shown.affine_lps, axes_known=True)
    assert (letters.left, letters.right, letters.top, letters.bottom) == LETTERS[plane]
    assert (shown.unit, shown.modality, shown.source_id) == ("HU", "CT", source.source_id)
    normal = shown.affine_lps[:3, 0]
    assert normal[np.argmax(np.abs(normal))] > 0


@pytest.mark.parametrize("plane", list(Plane))
@pytest.mark.parametrize("axis", [[1, 0, 0], [1, 2, 3]])
def test_an_oblique_volume_is_resampled_onto_the_axes(plane: Plane, axis: list[float]) -> None:
    source = ramp(rotation(axis, 25))
    shown = reformat(source, plane)
    steps = shown.affine_lps[:3, :3]
    assert (np.abs(steps) > 1e-12).sum() == 3
    letters = side_letters(shown.affine_lps, axes_known=True)
    assert (letters.left, letters.right, letters.top, letters.bottom) == LETTERS[plane]
    index = np.stack(np.meshgrid(*(range(length) for length in shown.shape), indexing="ij"), axis=-1)
    back = source.to_index(shown.to_lps_mm(index))
    inside = ((back >= 0) & (back <= np.array(source.shape) - 1)).all(axis=-1)
    assert inside.sum() > 100
    np.testing.assert_allclose(shown.voxels[inside], truth(shown)[inside], atol=1e-3)
    # What lies outside the source shows as its smallest value, not as water.
    far = ((back < -1) | (back > np.array(source.shape))).any(axis=-1)
    assert far.any()
    assert (shown.voxels[far] == source.voxels.min()).all()
    # Nothing of the source is cut off.
    corners = source.to_lps_mm(list(itertools.product(*((0, length - 1) for length in source.shape))))
    reached = shown.to_index(corners)
    assert (reached >= -1e-6).all()
    assert (reached <= np.array(shown.shape) - 1 + 1e-6).all()


def test_resampling_keeps_the_dtype() -> None:
    source = ramp(rotation([1, 0, 0], 30))
    whole = Volume(np.round(source.voxels).astype(np.int16), source.affine_lps)
    shown = reformat(whole, Plane.CORONAL).voxels
    assert shown.dtype == np.int16
    # Rounded, not cut off: half of the values would be off by one towards 0.
    exact = reformat(Volume(whole.voxels.astype(float), source.affine_lps), Plane.CORONAL).voxels
    assert np.abs(shown - exact).max() <= 0.501


def test_a_colour_volume_is_permuted_but_not_resampled() -> None:
    voxels = np.random.default_rng(0).integers(0, 255, (4, 5, 6, 3), np.uint8)
    shown = reformat(Volume(voxels, ramp(np.eye(3)[:, ::-1]).affine_lps), Plane.SAGITTAL)
    assert take(shown, 2).shape == (4, 5, 3)
    np.testing.assert_array_equal(take(shown, 2)[::-1], voxels[:, :, 2])
    with pytest.raises(GeometryError, match="colour"):
        reformat(Volume(voxels, ramp(rotation([1, 0, 0], 30)).affine_lps), Plane.AXIAL)


@pytest.mark.parametrize(
    ("volume", "sentence"),
    [
        (Volume(np.zeros((3, 4, 5)), np.eye(4), geometry_fault="Slice 2 of 4 is missing."), "Slice 2 of 4 is missing"),
        (Volume(np.zeros((3, 4, 5)), np.eye(4), axes_known=False), "patient's orientation"),
        (Volume(np.zeros((1, 4, 5)), np.eye(4)), "this series has one"),
    ],
)
def test_what_cannot_be_reconstructed_is_refused(volume: Volume, sentence: str) -> None:
    with pytest.raises(GeometryError, match=sentence):
        reformat(volume, Plane.CORONAL)


def test_a_grid_that_would_not_fit_is_refused() -> None:
    voxels = np.broadcast_to(np.zeros(1, np.int8), (2000, 2000, 2000))
    with pytest.raises(GeometryError, match="memory"):
        reformat(Volume(voxels, np.diag([1.0, 1.0, 1.0, 1.0]) @ _turned()), Plane.CORONAL)


def _turned() -> np.ndarray:
    affine = np.eye(4)
    affine[:3, :3] = rotation([1, 1, 1], 25)
    return affine
