"""Bilateral filter: averages neighbours that are near in place and in value, so that edges stay."""

from __future__ import annotations

import cv2
import numpy as np

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.noise import noise_sd
from app.imaging.window import RealPlane

SIGMAS = 2.0
"""The bell over the places ends at so many of its sigma, at half the size."""

_COST_NS = 0.3
"""Of a neighbour in the disc, on two cores."""


def bilateral(plane: RealPlane, *, size_px: int, sigma_value: float) -> RealPlane:
    """Average with weights that fall with the distance in place and in value, as two bells.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype without NaN; beyond the border its last pixels go on.
    size_px
        Diameter of the disc that is averaged over, odd.
    sigma_value
        Standard deviation of the bell over the values, in the unit of the plane; 0 changes nothing.

    Returns
    -------
    RealPlane
        Same shape, float32. The weights of values are read from a table of 4,096 places over the range of the plane,
        with straight lines between them.

    References
    ----------
    Tomasi and Manduchi, Bilateral filtering for gray and color images, ICCV (1998) 839-846.
    """
    real = plane.astype(np.float32, copy=False)
    if sigma_value <= 0:
        return real
    sigma_px = size_px / 2 / SIGMAS
    smooth: RealPlane = cv2.bilateralFilter(real, size_px, sigma_value, sigma_px, borderType=cv2.BORDER_REPLICATE)
    return smooth


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return bilateral(plane, size_px=int(values["size"]), sigma_value=values["noise"] * noise_sd(plane, counted))


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS * values["size"] ** 2


BILATERAL = Filter(
    name="bilateral",
    title="Bilateral",
    hint="Smooths where values are alike and leaves edges as they are",
    badge=template("Bilateral {size:.0f}×{size:.0f}, {noise:.1f}× noise"),
    parameters=(
        Parameter("size", "Size", "px", 3, 9, 2, 5, on_steps=True, hint="Diameter of the disc that is averaged over"),
        Parameter(
            "noise",
            "Values",
            "× noise",
            0.5,
            10.0,
            0.1,
            3.0,
            hint="How far values may differ and still be averaged, in standard deviations of the picture's noise",
        ),
    ),
    work=_work,
    cost_ns=_cost_ns,
)
