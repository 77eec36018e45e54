"""Wiener filter: smooths the more, the less a part of the picture varies beyond its noise."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ai.progress import Progress, silent
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.noise import noise_sd
from app.imaging.window import RealPlane

_STRIP_PIXELS = 1 << 17
"""Pixels that are worked on at once: what a core keeps close by. Measured best."""

_COST_NS = 5.0


def wiener(plane: RealPlane, *, size_px: int, noise: float, progress: Progress = silent) -> RealPlane:
    """Move every pixel towards the mean of the square around it, as far as its variance is noise.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype without NaN; beyond the border its last pixels go on.
    size_px
        Side of the square, odd.
    noise
        Standard deviation of the noise, in the unit of the plane; 0 changes nothing.
    progress
        Called for every strip.

    Returns
    -------
    RealPlane
        Same shape, float32; computed in float64.

    References
    ----------
    Lim, Two-dimensional signal and image processing (1990) 548; Lee, Digital image enhancement and noise filtering by
    use of local statistics, IEEE Transactions on Pattern Analysis and Machine Intelligence 2 (1980) 165-168.
    """
    rows, columns = plane.shape
    reach = size_px // 2
    result = np.empty(plane.shape, np.float32)
    strip_rows = max(_STRIP_PIXELS // columns, 1)
    for top in range(0, rows, strip_rows):
        progress(top / rows, "")
        start, bottom = max(top - reach, 0), min(top + strip_rows, rows)
        part = plane[start : min(bottom + reach, rows)].astype(np.float64)
        inside = slice(top - start, bottom - start)
        result[top:bottom] = _towards_mean(part, size_px, noise**2, inside)
    return result


def _towards_mean(
    part: npt.NDArray[np.float64], size_px: int, noise_variance: float, inside: slice
) -> npt.NDArray[np.float64]:
    square, border = (size_px, size_px), cv2.BORDER_REPLICATE
    mean = np.asarray(cv2.blur(part, square, borderType=border)[inside], dtype=np.float64)
    squares = cv2.sqrBoxFilter(part, cv2.CV_64F, square, borderType=border)[inside]
    variance = np.asarray(squares, dtype=np.float64)
    variance -= mean * mean
    # Share of the variance that is not noise: max(v - n, 0) / max(v, n). Where both are 0 so is what it is taken of.
    np.maximum(variance, max(noise_variance, np.finfo(np.float64).tiny), out=variance)
    np.divide(-noise_variance, variance, out=variance)
    variance += 1.0
    variance *= part[inside] - mean
    variance += mean
    return variance


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    noise = values["noise"] * noise_sd(plane, counted)
    return wiener(plane, size_px=int(values["size"]), noise=noise, progress=progress)


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS


WIENER = Filter(
    name="wiener",
    title="Wiener",
    hint="Smooths even parts and leaves detail, by how much each part varies beyond the noise",
    badge=template("Wiener {size:.0f}×{size:.0f}, {noise:.1f}× noise"),
    parameters=(
        Parameter("size", "Size", "px", 3, 15, 2, 5, on_steps=True, hint="Side of the square that is looked at"),
        Parameter(
            "noise",
            "Noise",
            "× noise",
            0.1,
            5.0,
            0.1,
            1.0,
            hint="So many times the noise that the picture is found to have; more smooths more",
        ),
    ),
    work=_work,
    cost_ns=_cost_ns,
)
