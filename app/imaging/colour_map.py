"""Colours for grey pictures: a table of 256 colours, looked up after the window."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

MAPS_FILE = Path(__file__).resolve().parents[2] / "resources" / "colour_maps.toml"
"""The palettes of the standard, as knots."""

GREY = ""
"""Id of no map: the window's own grey."""

_LEVELS = 256

_MADE = (
    ("viridis", "Viridis", cv2.COLORMAP_VIRIDIS),
    ("cividis", "Cividis", cv2.COLORMAP_CIVIDIS),
    ("inferno", "Inferno", cv2.COLORMAP_INFERNO),
    ("rainbow", "Rainbow", cv2.COLORMAP_TURBO),
)
"""Maps of OpenCV. Viridis, cividis and inferno rise evenly in brightness: they show no edge that is not there; the
same to colour-blind readers; the rainbow is what some are used to."""


@dataclass(frozen=True, eq=False)
class ColourMap:
    """Colours for the levels of a windowed picture.

    Parameters
    ----------
    id
        Stable name.
    title
        For menus and the corner of the pane, in English.
    rgb
        (256, 3) uint8, read-only: the colour of black (0) to that of white (255).
    """

    id: str
    title: str
    rgb: npt.NDArray[np.uint8]

    def __post_init__(self) -> None:
        rgb = np.array(self.rgb, dtype=np.uint8)
        if rgb.shape != (_LEVELS, 3):
            raise ValueError(f"a colour map has 256 colours of 3 channels, got shape {rgb.shape}")
        rgb.flags.writeable = False
        object.__setattr__(self, "rgb", rgb)

    @property
    def rgb32(self) -> npt.NDArray[np.uint32]:
        """(256,) of 0xffRRGGBB: pixels as a screen keeps them."""
        red, green, blue = (self.rgb[:, channel].astype(np.uint32) for channel in range(3))
        return np.asarray(red << 16 | green << 8 | blue | 0xFF000000, dtype=np.uint32)


@cache
def colour_maps() -> tuple[ColourMap, ...]:
    """Return the maps in the order of the menu: those of the standard, then the others.

    References
    ----------
    PS3.6 B.1, Well-known Color Palettes.
    """
    table = tomllib.loads(MAPS_FILE.read_text(encoding="utf-8"))
    standard = [
        ColourMap(
            str(entry["id"]),
            str(entry["title"]),
            np.stack([_between(entry[channel]) for channel in ("red", "green", "blue")], axis=1),
        )
        for entry in table["map"]
    ]
    levels = np.arange(_LEVELS, dtype=np.uint8).reshape(-1, 1)
    made = [
        ColourMap(name, title, cv2.applyColorMap(levels, code)[:, 0, ::-1].astype(np.uint8))
        for name, title, code in _MADE
    ]
    return (*standard, *made)


def colour_map(name: str) -> ColourMap | None:
    """Find a map by its id; None for grey, and for a map that there is not."""
    return next((each for each in colour_maps() if each.id == name), None)


def _between(knots: Sequence[Sequence[int]]) -> npt.NDArray[np.uint8]:
    """Draw straight lines between the knots of a channel."""
    places, values = zip(*knots, strict=True)
    return np.asarray(np.rint(np.interp(np.arange(_LEVELS), places, values)), dtype=np.uint8)
