"""Colours that everybody can tell apart, and words that never claim a side nobody knows."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ai.library.card import Code, Label
from app.imaging.labels import PALETTE, display_title, structure_colour

NAMES = ("right_lung", "left_lung", "heart", "right_clavicle", "left_clavicle")

# Machado, Oliveira, Fernandes 2009: how a reader without one of the three cones sees linear RGB.
SIGHT = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def lab(colour: tuple[int, int, int], sight: str = "full") -> np.ndarray:
    """CIELAB (D65) of an sRGB colour as seen with the given sight."""
    part = np.array(colour) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    linear = np.clip(SIGHT[sight] @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    xyz /= np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
def test_structures_can_be_told_apart(sight: str) -> None:
    # A difference of 2 is just visible side by side; thin lines need many times that.
    for colours, smallest in (([structure_colour(name, 0) for name in NAMES], 30), (PALETTE, 15)):
        for one, other in itertools.combinations(colours, 2):
            assert np.linalg.norm(lab(one, sight) - lab(other, sight)) > smallest, (one, other)


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_stand_out_from_film(sight: str) -> None:
    for colour in PALETTE:
        assert lab(colour, sight)[0] > 50, colour
        distances = [np.linalg.norm(lab(colour, sight) - lab((grey, grey, grey))) for grey in range(256)]
        assert min(distances) > 12, colour


def test_known_structures_keep_their_colour() -> None:
    assert len({structure_colour(name, 0) for name in NAMES}) == len(NAMES)
    assert structure_colour("heart", 0) == structure_colour("heart", 4)


def test_unknown_structures_differ_from_their_neighbours() -> None:
    colours = [structure_colour(f"structure_{index}", index) for index in range(9)]
    assert len(set(colours[:7])) == 7
    assert colours[7] == colours[0]


LUNG = Code("39607008", "SCT", "Lung")


@pytest.mark.parametrize(
    ("label", "axes_known", "words"),
    [
        (Label("right_lung", "Right lung", LUNG, "right"), True, "Right lung"),
        (Label("right_lung", "Right lung", LUNG, "right"), False, "Lung, image left"),
        (Label("left_lung", "Left lung", LUNG, "left"), False, "Lung, image right"),
        (Label("left_lung", "Lung, left", LUNG, "left"), False, "Lung, image right"),
        (Label("heart", "Heart", LUNG), False, "Heart"),
        (Label("side", "Left", LUNG, "left"), False, "Left, image right"),
    ],
)
def test_no_side_of_the_patient_is_claimed_without_axes(label: Label, axes_known: bool, words: str) -> None:
    assert display_title(label, axes_known=axes_known) == words
