"""How noisy a picture is, told from the picture alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ai.volume import BoolMask
from app.imaging.window import RealPlane

SAMPLES = 1 << 15
"""Pixels that are looked at, at most: the estimate is then within about a percent of that of all."""

_MEDIAN_TO_SD = 1.4826
"""Standard deviation of normal noise over the median of its magnitude."""

_OPERATOR_GAIN = 6.0
"""Root of the sum of the squares of (1, -2, 1) in both directions: what it makes of noise of 1."""


def noise_sd(plane: RealPlane, counted: BoolMask | None = None) -> float:
    """Estimate the standard deviation of the noise.

    The second difference along rows and columns leaves noise and takes away even parts, slopes and straight edges; the
    median of its magnitude cares little for the corners and textures that are left.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype.
    counted
        (rows, columns) bool: pixels that may be looked at; None means all that have a value.

    Returns
    -------
    float
        In the unit of the plane; 0 where nothing can be said, as for a picture without any noise. Noise that goes over
        several pixels, as after a smooth reconstruction kernel, is told too small.

    Notes
    -----
    Places whose nine pixels are all the same are left out: they are background that was set, not measured.

    References
    ----------
    Immerkær, Fast noise variance estimation, Computer Vision and Image Understanding 64 (1996) 300-302, for the
    operator; Donoho, De-noising by soft-thresholding, IEEE Transactions on Information Theory 41 (1995) 613-627, for
    the median.
    """
    rows, columns = plane.shape
    if min(rows, columns) < 3:
        return 0.0
    every = max(round(rows * columns / SAMPLES), 1)
    upper, middle, lower = (plane[start : rows - 2 + start : every].astype(np.float64) for start in range(3))
    usable = np.isfinite(upper) & np.isfinite(middle) & np.isfinite(lower)
    if counted is not None:
        for start in range(3):
            usable &= counted[start : rows - 2 + start : every]
    with np.errstate(invalid="ignore"):
        down = upper - 2 * middle + lower
        both = np.abs(_three(down, 1.0, -2.0, 1.0))
    same = (upper == middle) & (middle == lower)
    even = same[:, :-1] & same[:, 1:] & (middle[:, :-1] == middle[:, 1:])
    taken = usable[:, :-2] & usable[:, 1:-1] & usable[:, 2:] & ~(even[:, :-1] & even[:, 1:])
    found = both[taken]
    return float(np.median(found)) * _MEDIAN_TO_SD / _OPERATOR_GAIN if found.size else 0.0


def _three(values: npt.NDArray[np.float64], left: float, middle: float, right: float) -> npt.NDArray[np.float64]:
    """Weigh three neighbours of a row."""
    return left * values[:, :-2] + middle * values[:, 1:-1] + right * values[:, 2:]
