"""Quarter turns and mirrors: what is seen, the letters at the sides, and the way back to the pixel."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.volume import SpacingKind, Volume
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn
from app.imaging.plane_frame import PlaneFrame
from app.imaging.slices import SideLetters
from tests.app.imaging.linear_scan import VOLUMES, letters, pixel_points

TURNS = [Turn(quarters, mirrored) for quarters in range(4) for mirrored in (False, True)]


@pytest.mark.parametrize(
    ("turn", "sides"),
    [
        (Turn(), ("R", "L", "A", "P")),
        (Turn(1), ("P", "A", "R", "L")),
        (Turn(2), ("L", "R", "P", "A")),
        (Turn(3), ("A", "P", "L", "R")),
        (Turn(0, True), ("L", "R", "A", "P")),
        (Turn(2, True), ("R", "L", "P", "A")),
        (Turn(1, True), ("P", "A", "L", "R")),
    ],
)
def test_letters_after_every_turn(turn: Turn, sides: tuple[str, str, str, str]) -> None:
    for name in ("straight", "tilted", "gaps"):
        stack = cut_stack(VOLUMES[name], Cut(Direction.AXIAL, turn=turn))
        assert letters(stack.frame(0)) == SideLetters(*sides)


@given(st.sampled_from(TURNS), st.sampled_from(["right", "left", "across", "down"]))
def test_a_turn_of_a_turn_is_what_is_seen(turn: Turn, gesture: str) -> None:
    picture = np.arange(12).reshape(3, 4)
    shown = turn.apply(picture)
    after, expected = {
        "right": (turn.turned(1), np.rot90(shown, -1)),
        "left": (turn.turned(-1), np.rot90(shown)),
        "across": (turn.mirrored_across(), np.fliplr(shown)),
        "down": (turn.mirrored_down(), np.flipud(shown)),
    }[gesture]
    np.testing.assert_array_equal(after.apply(picture), expected)


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_pixels_frames_and_indices_of_a_turn_agree(turn: Turn) -> None:
    frame = PlaneFrame((1.0, 2.0, 3.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0), (0.5, 2.0), (3, 5))
    points, turned = pixel_points(frame), pixel_points(turn.frame(frame))
    np.testing.assert_allclose(turned, np.stack([turn.apply(points[..., axis]) for axis in range(3)], axis=-1))
    for row, column in itertools.product(range(3), range(5)):
        shown = turn.index(row, column, (3, 5))
        np.testing.assert_allclose(turned[tuple(map(int, shown))], points[row, column])
        assert turn.back(*shown, (3, 5)) == (row, column)
    assert turn.is_none == (turn == Turn())


def test_a_wrong_number_of_quarters_is_refused() -> None:
    with pytest.raises(ValueError, match="quarter"):
        Turn(4)


def test_a_single_radiograph_and_colour_are_turned_too() -> None:
    film = Volume(
        np.arange(12, dtype=np.uint16).reshape(1, 3, 4),
        np.diag([1.0, 2.0, 0.5, 1.0]),
        spacing_kind=SpacingKind.DETECTOR,
    )
    stack = cut_stack(film, Cut(turn=Turn(1)))
    assert stack.count == 1
    assert stack.shape_px == (4, 3)
    assert stack.pixel_mm == (0.5, 2.0)
    assert not stack.are_places_known
    assert stack.is_source
    assert stack.step_mm == 1.0
    np.testing.assert_array_equal(stack.plane(0), np.rot90(film.voxels[0], -1))
    colour = replace(film, voxels=np.arange(36, dtype=np.uint8).reshape(1, 3, 4, 3))
    np.testing.assert_array_equal(cut_stack(colour, Cut(turn=Turn(0, True))).plane(0), colour.voxels[0][:, ::-1])
