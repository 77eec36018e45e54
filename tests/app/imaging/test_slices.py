"""Planes as shown: letters, names, sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.volume import Volume
from app.imaging.slices import (
    SideLetters,
    direction_letters,
    fitted_size_px,
    plane_name,
    side_letters,
    square_size_px,
    take,
)


def affine(slice_step: list[float], row_step: list[float], column_step: list[float]) -> np.ndarray:
    matrix = np.eye(4)
    matrix[:3, :3] = np.array([slice_step, row_step, column_step]).T
    return matrix


AXIAL = affine([0, 0, 2], [0, 0.7, 0], [0.7, 0, 0])
CORONAL = affine([0, 1, 0], [0, 0, -1], [1, 0, 0])
SAGITTAL = affine([1, 0, 0], [0, 0, -1], [0, 1, 0])


@pytest.mark.parametrize(
    ("matrix", "letters", "name"),
    [
        (AXIAL, SideLetters(left="R", right="L", top="A", bottom="P"), "axial"),
        (CORONAL, SideLetters(left="R", right="L", top="H", bottom="F"), "coronal"),
        (SAGITTAL, SideLetters(left="A", right="P", top="H", bottom="F"), "sagittal"),
        # Mirrored, upside down, turned by a quarter.
        (affine([0, 0, 1], [0, 1, 0], [-1, 0, 0]), SideLetters(left="L", right="R", top="A", bottom="P"), "axial"),
        (affine([0, 0, 1], [0, -1, 0], [1, 0, 0]), SideLetters(left="R", right="L", top="P", bottom="A"), "axial"),
        (affine([0, 0, 1], [1, 0, 0], [0, 1, 0]), SideLetters(left="A", right="P", top="R", bottom="L"), "axial"),
    ],
)
def test_letters_of_straight_planes(matrix: np.ndarray, letters: SideLetters, name: str) -> None:
    assert side_letters(matrix, axes_known=True) == letters
    assert plane_name(matrix) == name


def turned(degrees: float) -> np.ndarray:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return affine([0, 0, 1], [-sine, cosine, 0], [cosine, sine, 0])


def test_letters_of_an_oblique_plane() -> None:
    # Columns run to the left and a little to the back: what stands left in the picture is right, then front.
    assert side_letters(turned(30), axes_known=True) == SideLetters(left="RA", right="LP", top="AL", bottom="PR")
    assert side_letters(turned(60), axes_known=True).left == "AR"
    assert plane_name(affine([0, -0.5, 1], [0, 1, 0.5], [1, 0, 0])) == "oblique axial"


def test_a_second_letter_begins_at_ten_degrees() -> None:
    assert side_letters(turned(9.9), axes_known=True).left == "R"
    assert side_letters(turned(10.1), axes_known=True).left == "RA"


def test_no_letters_without_known_axes() -> None:
    assert side_letters(AXIAL, axes_known=False) == SideLetters("", "", "", "")


@given(direction=st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda each: np.linalg.norm(each) > 1e-3))
def test_opposite_directions_have_opposite_letters(direction: tuple[float, float, float]) -> None:
    opposite = {"L": "R", "R": "L", "A": "P", "P": "A", "H": "F", "F": "H"}
    letters = direction_letters(direction)
    assert "".join(opposite[letter] for letter in letters) == direction_letters(-np.array(direction))
    assert 1 <= len(letters) <= 2


def test_a_slice_is_a_view() -> None:
    volume = Volume(np.arange(24, dtype=np.int16).reshape(2, 3, 4), AXIAL)
    plane = take(volume, 1)
    assert plane.tolist() == [[12, 13, 14, 15], [16, 17, 18, 19], [20, 21, 22, 23]]
    assert np.shares_memory(plane, volume.voxels)
    assert take(Volume(np.zeros((1, 2, 3, 3), np.uint8), AXIAL), 0).shape == (2, 3, 3)


@pytest.mark.parametrize("index", [-1, 2])
def test_a_slice_outside_is_refused(index: int) -> None:
    with pytest.raises(IndexError, match="outside 0 to 1"):
        take(Volume(np.zeros((2, 3, 4), np.int16), AXIAL), index)


@pytest.mark.parametrize(
    ("shape", "pixel", "expected"),
    [
        ((100, 200), (1.0, 1.0), (100, 200)),
        ((100, 200), (2.0, 1.0), (200, 200)),
        ((100, 200), (0.5, 1.0), (100, 400)),
    ],
)
def test_pixels_are_made_square(shape: tuple[int, int], pixel: tuple[float, float], expected: tuple[int, int]) -> None:
    assert square_size_px(shape, pixel) == expected


@pytest.mark.parametrize(
    ("shape", "pixel", "box", "expected"),
    [
        ((512, 512), (0.7, 0.7), (300, 400), (300, 300)),
        ((139, 512), (2.5, 0.76), (1000, 1000), (893, 1000)),
        ((1, 5000), (1.0, 1.0), (10, 10), (1, 10)),
    ],
)
def test_a_picture_is_fitted_with_its_proportions(
    shape: tuple[int, int], pixel: tuple[float, float], box: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert fitted_size_px(shape, pixel, box) == expected
