"""Unsharp mask: adds what a smooth copy of the picture lacks."""

from __future__ import annotations

import cv2
import numpy as np

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.filters.gaussian import gaussian, real
from app.imaging.noise import noise_sd
from app.imaging.window import RealPlane

_COST_NS = (2.0, 0.6)
_THRESHOLD_COST_NS = 1.5


def unsharp(plane: RealPlane, *, sigma_px: float, amount: float, threshold: float = 0.0) -> RealPlane:
    """Add the difference to a smooth copy, so many times.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype without NaN; beyond the border its last pixels go on.
    sigma_px
        Width of the bell that makes the copy, in pixels, > 0.
    amount
        How many times the difference is added.
    threshold
        Differences up to this, in the unit of the plane, are noise: nothing is added, and of others only what goes
        beyond, so that there is no step between the two.

    Returns
    -------
    RealPlane
        Same shape; float32, or float64 for a plane of that. Goes beyond the range of the plane at edges.
    """
    sharp = real(plane)
    smooth = gaussian(sharp, sigma_px=sigma_px)
    if threshold <= 0:
        added: RealPlane = cv2.addWeighted(sharp, 1.0 + amount, smooth, -amount, 0.0)
        return added
    difference = np.subtract(sharp, smooth, out=smooth)
    difference -= np.clip(difference, -threshold, threshold)
    difference *= amount
    difference += sharp
    return difference


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    threshold = values["threshold"] * noise_sd(plane, counted) if values["threshold"] > 0 else 0.0
    return unsharp(plane, sigma_px=values["sigma"], amount=values["amount"], threshold=threshold)


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS[0] + _COST_NS[1] * values["sigma"] + (_THRESHOLD_COST_NS if values["threshold"] > 0 else 0.0)


UNSHARP = Filter(
    name="unsharp",
    title="Unsharp mask",
    hint="Sharpens: edges and fine detail stand out, and so does noise",
    badge=template("Unsharp σ {sigma:.1f} px, {amount:.1f}×"),
    parameters=(
        Parameter("sigma", "Sigma", "px", 0.3, 10.0, 0.1, 2.0, hint="Size of the detail that is brought out"),
        Parameter("amount", "Amount", "×", 0.1, 5.0, 0.1, 1.0, hint="How much sharper"),
        Parameter(
            "threshold", "Threshold", "× noise", 0.0, 5.0, 0.1, 0.0, hint="What differs less is noise and left as it is"
        ),
    ),
    work=_work,
    cost_ns=_cost_ns,
)
