"""The last layer of the gate: whether the masks look like lungs and heart of an upright frontal chest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.inference.postprocess import MaskPlane
from ai.words import say

STRUCTURE_WORDS: Mapping[str, str] = {
    "right_lung": say("right lung"),
    "left_lung": say("left lung"),
    "heart": say("heart"),
}
"""Structures by the name of their label, inside a sentence."""

_FIGURE_WORDS = {
    "lung_area_share": say("lung area share"),
    "lung_area_ratio": say("lung area ratio"),
    "heart_area_ratio": say("heart area ratio"),
    "heart_side": say("heart side"),
    "heart_height": say("heart height"),
    "lung_distance": say("lung distance"),
    "box_aspect": say("box aspect"),
}


@dataclass(frozen=True)
class Range:
    """A figure and the range that it had over the training cases."""

    name: str
    low: float
    high: float


def anatomy_figures(masks: Mapping[str, MaskPlane]) -> dict[str, float]:
    """Figures of size and place, free of the picture's scale, that the ranges in the card are about.

    Parameters
    ----------
    masks
        (rows, columns) bool of ``right_lung``, ``left_lung`` and ``heart``, on the hung picture; not empty.

    Returns
    -------
    dict
        ``lung_area_share`` of the box around both lungs and the heart; ``lung_area_ratio`` right over left;
        ``heart_area_ratio`` over both lungs; ``heart_side`` and ``heart_height``: centre of the heart in the box of the
        lungs, 0 (image left, top) to 1; ``lung_distance`` between the lungs' centres over the width of that box;
        ``box_aspect`` width over height of that box.
    """
    right, left, heart = masks["right_lung"], masks["left_lung"], masks["heart"]
    rows = np.flatnonzero((right | left).any(axis=1))
    columns = np.flatnonzero((right | left).any(axis=0))
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    lungs = float(right.sum() + left.sum())
    heart_row, heart_column = _centre(heart)
    return {
        "lung_area_share": lungs / float(height * width),
        "lung_area_ratio": float(right.sum()) / float(left.sum()),
        "heart_area_ratio": float(heart.sum()) / lungs,
        "heart_side": (heart_column - columns[0]) / width,
        "heart_height": (heart_row - rows[0]) / height,
        "lung_distance": (_centre(left)[1] - _centre(right)[1]) / width,
        "box_aspect": width / float(height),
    }


def implausible(masks: Mapping[str, MaskPlane], ranges: Sequence[Range]) -> str:
    """Say in one sentence why the masks cannot be a frontal chest, or return ``""``.

    Parameters
    ----------
    masks
        As for `anatomy_figures`; may be empty.
    ranges
        From the card, already widened.
    """
    for name, words in STRUCTURE_WORDS.items():
        if not masks[name].any():
            return say("No {structure} was found.", structure=words)
    if _centre(masks["right_lung"])[1] >= _centre(masks["left_lung"])[1]:
        return say("The lungs lie on the wrong sides; the picture may be mirrored.")
    figures = anatomy_figures(masks)
    outside = [r for r in ranges if not r.low <= figures[r.name] <= r.high]
    if outside:
        first = outside[0]
        return say(
            "What was found does not look like lungs and heart of an upright frontal chest: {figure} is "
            "{found:.2f}, {low:.2f} to {high:.2f} was expected.",
            figure=_FIGURE_WORDS[first.name],
            found=figures[first.name],
            low=first.low,
            high=first.high,
        )
    return ""


def agreement(members: npt.NDArray[np.bool_]) -> float | None:
    """Lowest pairwise Dice of (members, rows, columns) bool; None for one member, 1 where all are empty."""
    pairs = _pairwise_dice(members)
    return min(pairs) if pairs else None


def mean_agreement(members: npt.NDArray[np.bool_]) -> float | None:
    """Mean pairwise Dice of (members, rows, columns) bool; None for one member, 1 where all are empty."""
    pairs = _pairwise_dice(members)
    return sum(pairs) / len(pairs) if pairs else None


def _pairwise_dice(members: npt.NDArray[np.bool_]) -> list[float]:
    """Dice of every two members."""
    return [_dice(members[i], members[j]) for i in range(len(members)) for j in range(i)]


def _dice(a: MaskPlane, b: MaskPlane) -> float:
    total = int(a.sum()) + int(b.sum())
    return 2 * int((a & b).sum()) / total if total else 1.0


def _centre(mask: MaskPlane) -> tuple[float, float]:
    rows, columns = np.nonzero(mask)
    return float(rows.mean()), float(columns.mean())
