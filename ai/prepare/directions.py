"""Directions in the patient of the axes of a grid. No torch here."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.library.grid_spec import ORIENTATION_PAIRS

Turning: TypeAlias = tuple[tuple[int, int, int], tuple[bool, bool, bool]]
"""Which axis of the source each axis of a turned grid is, and whether it runs the other way."""

_TOWARDS = "LPS"
"""Letters of the directions in which x, y and z of the patient grow."""


def letters_of(affine_lps: npt.NDArray[np.float64]) -> str:
    """Direction in the patient in which each index of a grid grows: three letters, as ``GridSpec.orientation``."""
    axes, signs = _closest_axes(affine_lps)
    return "".join(_letter(axis, sign) for axis, sign in zip(axes, signs, strict=True))


def axes_towards(affine_lps: npt.NDArray[np.float64], orientation: str) -> Turning:
    """Turn a grid so that its axes grow as near as can be towards three directions.

    Parameters
    ----------
    affine_lps
        (4, 4) index to patient mm of the source.
    orientation
        Three letters, as `ai.library.grid_spec.GridSpec.orientation`.
    """
    letters = letters_of(affine_lps)
    axes, flipped = [], []
    for wanted in orientation:
        pair = next(pair for pair in ORIENTATION_PAIRS if wanted in pair)
        source = next(axis for axis, letter in enumerate(letters) if letter in pair)
        axes.append(source)
        flipped.append(letters[source] != wanted)
    return (axes[0], axes[1], axes[2]), (flipped[0], flipped[1], flipped[2])


def _closest_axes(affine_lps: npt.NDArray[np.float64]) -> tuple[list[int], list[int]]:
    """Patient axis (0 x, 1 y, 2 z) that each index is closest to and its sign; each patient axis once.

    The directions are first made perpendicular (shear shared by all axes), then the clearest index chooses first: so
    nibabel, and with it MONAI, decides between two close ones.
    """
    steps = affine_lps[:3, :3] / np.linalg.norm(affine_lps[:3, :3], axis=0)
    left, _, right = np.linalg.svd(steps)
    towards = left @ right
    axes, signs = [0, 0, 0], [1, 1, 1]
    for index in np.argsort(-np.abs(towards).max(axis=0), kind="stable"):
        axis = int(np.argmax(np.abs(towards[:, index])))
        axes[index], signs[index] = axis, 1 if towards[axis, index] > 0 else -1
        towards[axis] = 0
    return axes, signs


def _letter(axis: int, sign: int) -> str:
    grows = _TOWARDS[axis]
    pair = next(pair for pair in ORIENTATION_PAIRS if grows in pair)
    return grows if sign > 0 else pair.replace(grows, "")
