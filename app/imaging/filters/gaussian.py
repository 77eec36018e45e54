"""Gaussian filter: smooths with a bell whose width is set."""

from __future__ import annotations

import cv2
import numpy as np

from ai.progress import Progress
from ai.volume import BoolMask
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.window import RealPlane

_COST_NS = (1.0, 0.8)
"""A pixel costs the first number and the second one per pixel of sigma."""


def gaussian(plane: RealPlane, *, sigma_px: float) -> RealPlane:
    """Smooth with a Gaussian bell, cut off at four sigma.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype; beyond the border its last pixels go on.
    sigma_px
        Standard deviation of the bell in pixels, > 0.

    Returns
    -------
    RealPlane
        Same shape; float32, or float64 for a plane of that. Not rounded, so that narrow windows show no steps.
    """
    real = plane if plane.dtype == np.float64 else plane.astype(np.float32)
    smooth: RealPlane = cv2.GaussianBlur(real, (0, 0), sigma_px, borderType=cv2.BORDER_REPLICATE)
    return smooth


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return gaussian(plane, sigma_px=values["sigma"])


def _cost_ns(values: Values) -> float:
    return _COST_NS[0] + _COST_NS[1] * values["sigma"]


GAUSSIAN = Filter(
    name="gaussian",
    title="Gaussian",
    hint="Smooths gently: less noise, edges without steps",
    badge="Gaussian σ {sigma:.1f} px",
    parameters=(
        Parameter("sigma", "Sigma", "px", 0.3, 10.0, 0.1, 1.0, hint="Width of the bell that is averaged over"),
    ),
    work=_work,
    cost_ns=_cost_ns,
)
