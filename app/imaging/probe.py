"""The read-out under the cursor: value with unit, position in the patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.inference.results import Point
from ai.volume import SpacingKind, Volume
from ai.words import joined, say
from app.imaging.true_place import to_lps_mm

_MINUS = "−"

_UNKNOWN_WHERE = {
    SpacingKind.UNKNOWN: say("no pixel spacing in the file"),
    SpacingKind.DETECTOR: say("detector plane, no position in the patient"),
    SpacingKind.PATIENT: say("no patient orientation in the file"),
}


@dataclass(frozen=True)
class Probe:
    """What the read-out shows.

    Parameters
    ----------
    value
        ``"−712 HU"``, ``"412"``, ``"3.42 SUV"``, ``"R 12, G 30, B 40"``. Of the unfiltered voxel.
    position
        ``"R 12.3, A 45.6, H 100.2 mm"``, or ``"column 12, row 40 px (…)"`` with the reason. Columns and rows count
        from 1.
    """

    value: str
    position: str


def probe(volume: Volume, index: Point, filled: npt.NDArray[np.bool_] | None = None) -> Probe | None:
    """Read a volume at an index.

    Parameters
    ----------
    volume
        Any volume.
    index
        (slice, row, column), fractional; the voxel that holds it is read. The position is that of the index itself.
    filled
        (slices,) bool: which slices are decoded; all of them unless told.

    Returns
    -------
    Probe | None
        None outside the volume, and in a slice that is not decoded: what memory holds there is no value of the patient.
    """
    voxel = np.floor(np.asarray(index, dtype=np.float64) + 0.5)
    if not np.isfinite(voxel).all() or (voxel < 0).any() or (voxel >= volume.shape).any():
        return None
    slice_index, row, column = (int(part) for part in voxel)
    if filled is not None and not filled[slice_index]:
        return None
    return Probe(_value(volume, slice_index, row, column), _position(volume, index, row, column))


def number(value: float, *, decimals: int) -> str:
    """Write a number with a true minus sign and without "-0"."""
    text = f"{value:.{decimals}f}"
    if text.startswith("-"):
        text = text[1:] if not text.strip("-0.") else _MINUS + text[1:]
    return text


def position_text(point_lps_mm: Point) -> str:
    """Write a point of the patient with the letters of its side: ``"R 12.3, A 45.6, H 100.2 mm"``."""
    letters = ("RL", "AP", "FH")
    parts = [f"{pair[part >= 0]} {abs(part):.1f}" for pair, part in zip(letters, point_lps_mm, strict=True)]
    return ", ".join(parts) + " mm"


def _value(volume: Volume, slice_index: int, row: int, column: int) -> str:
    value = volume.voxels[slice_index, row, column]
    if volume.is_colour:
        return ", ".join(f"{letter} {part}" for letter, part in zip("RGB", value, strict=True))
    if not np.isfinite(value):
        return joined((say("no value"), volume.unit))
    whole = float(value).is_integer() and volume.unit != "SUV"
    # Four digits that matter: SUV and ADC maps have small fractions, rescaled CT large ones.
    decimals = 0 if whole else 2 if abs(value) >= 1 else 4
    return joined((number(float(value), decimals=decimals), volume.unit))


def _position(volume: Volume, index: Point, row: int, column: int) -> str:
    if volume.spacing_kind is SpacingKind.PATIENT and volume.axes_known:
        x, y, z = (float(part) for part in to_lps_mm(volume, index))
        return position_text((x, y, z))
    reason = _UNKNOWN_WHERE[volume.spacing_kind]
    return say("column {column}, row {row} px ({reason})", column=column + 1, row=row + 1, reason=reason)
