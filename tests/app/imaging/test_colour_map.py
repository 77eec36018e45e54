"""Colour maps: the standard's own tables by value, the others by what they are for."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom.pixels.processing import apply_color_lut
from pydicom.uid import UID

from app.imaging.colour_map import ColourMap, colour_map, colour_maps

STANDARD = {
    "hot_iron": "1.2.840.10008.1.5.1",
    "pet": "1.2.840.10008.1.5.2",
    "hot_metal_blue": "1.2.840.10008.1.5.3",
    "pet_20_step": "1.2.840.10008.1.5.4",
    "spring": "1.2.840.10008.1.5.5",
    "summer": "1.2.840.10008.1.5.6",
    "fall": "1.2.840.10008.1.5.7",
    "winter": "1.2.840.10008.1.5.8",
}
"""UIDs of PS3.6 B.1."""


@pytest.mark.parametrize(("name", "uid"), STANDARD.items(), ids=STANDARD)
def test_the_palettes_of_the_standard_are_its_own(name: str, uid: str) -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(1, -1)
    reference = apply_color_lut(levels, palette=UID(uid))[0].astype(int)
    found = colour_map(name)
    assert found is not None
    # Between knots a level lies on a half: who rounds which way is free.
    assert np.abs(found.rgb.astype(int) - reference).max() <= 1


def test_hot_iron_by_hand() -> None:
    found = colour_map("hot_iron")
    assert found is not None
    assert [tuple(found.rgb[level].tolist()) for level in (0, 64, 160, 255)] == [
        (0, 0, 0),
        (128, 0, 0),
        (255, 64, 0),
        (255, 255, 255),
    ]


@pytest.mark.parametrize("name", ["viridis", "cividis", "inferno"])
def test_perceptual_maps_rise_in_brightness(name: str) -> None:
    found = colour_map(name)
    assert found is not None
    brightness = found.rgb @ np.array([0.2126, 0.7152, 0.0722])
    assert (np.diff(brightness) > -0.8).all()
    assert brightness[-1] - brightness[0] > 120


def test_ids_and_titles_are_unique() -> None:
    maps = colour_maps()
    assert len({each.id for each in maps}) == len({each.title for each in maps}) == len(maps) == 12
    assert colour_map("") is None
    assert colour_map("none such") is None


def test_pixels_of_a_screen() -> None:
    found = ColourMap("a", "A", np.tile(np.array([[1, 2, 3]], np.uint8), (256, 1)))
    assert found.rgb32.tolist() == [0xFF010203] * 256
    with pytest.raises(ValueError, match="read-only"):
        found.rgb[0, 0] = 1


def test_a_table_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="256 colours"):
        ColourMap("a", "A", np.zeros((255, 3), np.uint8))
