"""Do slices form a regular grid? Missing slices, uneven steps, shear; PS3.3 C.7.6.2.1.1."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low

import numpy as np
import numpy.typing as npt

from ai.words import say

SAME_PLACE_MM = 0.01
"""Slices closer than this lie at one position; the thinnest clinical slices are ten times as thick."""

STEP_TOLERANCE = 0.05
"""Part of the step by which a slice may miss its place in the even grid: positions rounded to 0.1 mm stay below."""

LARGEST_MISS_MM = 0.1
"""A slice that misses its place by more than this is uneven, however thick it is."""

SMALLEST_MISS_MM = 0.01
"""Jitter of table positions (0.004 mm is usual) is not uneven, however thin the slices are."""

LARGEST_GAP_SHARE = 1 / 3
"""Up to this part of the steps, double ones are missing slices; more of them are a change of spacing."""

SHEAR_PIXELS = 0.25
"""Sideways drift over the whole stack, in pixels, from which the slices count as sheared (gantry tilt)."""

SHEAR_MM_WITHOUT_PIXELS = 0.1
"""The same where no pixel spacing is known."""

SENTENCES_SHOWN = 5
"""Gaps that get a sentence of their own; more are counted."""


@dataclass(frozen=True)
class GridVerdict:
    """What is wrong with the places of the slices.

    Parameters
    ----------
    warnings
        One sentence each; empty for a regular grid.
    even
        Whether the steps along the normal are equal. A sheared stack may be even.
    step_mm
        Usual distance along the normal, or None for a single slice.
    """

    warnings: tuple[str, ...] = ()
    even: bool = True
    step_mm: float | None = None


def judge_grid(
    positions_lps_mm: npt.NDArray[np.float64],
    normal: npt.NDArray[np.float64],
    *,
    pixel_mm: float | None,
) -> GridVerdict:
    """Judge the places of parallel slices.

    Parameters
    ----------
    positions_lps_mm
        (slices, 3) float64, first pixel of every slice, sorted along the normal, no two at one place.
    normal
        (3,) float64 unit normal.
    pixel_mm
        Smaller pixel spacing, the measure of shear, or None.
    """
    if len(positions_lps_mm) < 2:
        return GridVerdict()
    locations = positions_lps_mm @ normal
    warnings, even = _steps(locations)
    shear = _shear(positions_lps_mm, locations, normal, pixel_mm=pixel_mm)
    return GridVerdict((*warnings, *shear), even, float(median_low(np.diff(locations).tolist())))


def is_even(locations_mm: npt.NDArray[np.float64]) -> bool:
    """Whether (slices,) locations along the normal, ascending, have equal steps within the tolerance."""
    return len(locations_mm) < 3 or _misses(locations_mm, np.arange(len(locations_mm))) <= 1


def _misses(locations: npt.NDArray[np.float64], index: npt.NDArray[np.int_]) -> float:
    """Largest distance of a slice from its place in the even grid that fits best, in tolerances."""
    step, start = np.polyfit(index, locations, 1)
    tolerance = max(min(STEP_TOLERANCE * abs(step), LARGEST_MISS_MM), SMALLEST_MISS_MM)
    return float(np.abs(locations - (start + step * index)).max() / tolerance)


def _steps(locations: npt.NDArray[np.float64]) -> tuple[tuple[str, ...], bool]:
    if is_even(locations):
        return (), True
    steps = np.diff(locations)
    usual = median_low(steps.tolist())
    counts = np.maximum(np.rint(steps / usual).astype(int), 1)
    index = np.concatenate([[0], np.cumsum(counts)])
    gaps = np.flatnonzero(counts > 1)
    if len(gaps) and len(gaps) <= LARGEST_GAP_SHARE * len(steps) and _misses(locations, index) <= 1:
        return _gap_sentences(locations, index, gaps), False
    sentence = say(
        "The distance between slices varies from {least:.1f} to {most:.1f} mm.",
        least=float(steps.min()),
        most=float(steps.max()),
    )
    return (sentence,), False


def _gap_sentences(
    locations: npt.NDArray[np.float64], index: npt.NDArray[np.int_], gaps: npt.NDArray[np.intp]
) -> tuple[str, ...]:
    total = int(index[-1]) + 1
    sentences: list[str] = []
    for gap in gaps[:SENTENCES_SHOWN].tolist():
        # Slices are counted from 1 for the reader.
        first, last = int(index[gap]) + 2, int(index[gap + 1])
        sentences.append(_gap_sentence(first, last, total, float(locations[gap]), float(locations[gap + 1])))
    if len(gaps) > SENTENCES_SHOWN:
        more = len(gaps) - SENTENCES_SHOWN
        sentences.append(
            say("There is {count} further gap.", count=more)
            if more == 1
            else say("There are {count} further gaps.", count=more)
        )
    return tuple(sentences)


def _gap_sentence(first: int, last: int, total: int, before: float, behind: float) -> str:
    """Words for missing slices, counted from 1, between two places in mm."""
    width, middle = behind - before, (behind + before) / 2
    if first == last:
        return say(
            "Slice {number} of {total} is missing ({width:.1f} mm gap at {middle:.1f} mm).",
            number=first,
            total=total,
            width=width,
            middle=middle,
        )
    return say(
        "Slices {first} to {last} of {total} are missing ({width:.1f} mm gap at {middle:.1f} mm).",
        first=first,
        last=last,
        total=total,
        width=width,
        middle=middle,
    )


def _shear(
    positions: npt.NDArray[np.float64],
    locations: npt.NDArray[np.float64],
    normal: npt.NDArray[np.float64],
    *,
    pixel_mm: float | None,
) -> tuple[str, ...]:
    """Sideways drift: even along one direction for a tilted gantry, irregular where slices are shifted."""
    tolerance = SHEAR_PIXELS * pixel_mm if pixel_mm else SHEAR_MM_WITHOUT_PIXELS
    sideways = positions - np.outer(locations, normal)
    along = locations - locations.mean()
    drift = along @ (sideways - sideways.mean(axis=0)) / (along @ along)
    residual = sideways - sideways.mean(axis=0) - np.outer(along, drift)
    if np.linalg.norm(residual, axis=1).max() > tolerance:
        return (say("The slices are shifted sideways against each other."),)
    slope = float(np.linalg.norm(drift))
    if slope * (locations[-1] - locations[0]) > tolerance:
        angle = float(np.degrees(np.arctan(slope)))
        return (
            say("The gantry was tilted by {angle:.1f}°, so the slices are sheared against each other.", angle=angle),
        )
    return ()
