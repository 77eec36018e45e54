"""Gaussian filter: smooths with a bell whose width is set."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Through, Values
from app.imaging.filters.neighbours import bell_reach
from app.imaging.window import RealPlane

_COST_NS = (1.5, 0.6)
"""A pixel costs the first number and the second one per pixel of sigma."""

_SLICE_COST_NS = 0.5


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
    smooth: RealPlane = cv2.GaussianBlur(real(plane), (0, 0), sigma_px, borderType=cv2.BORDER_REPLICATE)
    return smooth


def gaussian_through(planes: Sequence[RealPlane], *, sigma_px: float, slice_px: float) -> RealPlane:
    """Smooth a slice and its neighbours with a bell that is equally wide in all directions.

    Parameters
    ----------
    planes
        An odd number of (rows, columns), all alike: what is in front of the slice, itself, and what is behind. The bell
        is cut off where they end.
    sigma_px
        Standard deviation of the bell in pixels, > 0.
    slice_px
        Distance of the slices in pixels, > 0.

    Returns
    -------
    RealPlane
        (rows, columns); otherwise as `gaussian`.
    """
    reach = len(planes) // 2
    distance_px = slice_px * np.arange(-reach, reach + 1)
    weights = np.exp(-(distance_px**2) / (2 * sigma_px**2))
    weights /= weights.sum()
    # A bell is the product of its directions: across the slices first, then only one plane is left.
    mixed = np.zeros(planes[0].shape, np.float64 if planes[0].dtype == np.float64 else np.float32)
    for plane, weight in zip(planes, weights, strict=True):
        mixed += real(plane) * mixed.dtype.type(weight)
    return gaussian(mixed, sigma_px=sigma_px)


def real(plane: RealPlane) -> RealPlane:
    """Give a plane values between whole numbers: float32, or float64 where it has that."""
    return plane if plane.dtype == np.float64 else plane.astype(np.float32, copy=False)


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return gaussian(plane, sigma_px=values["sigma"])


def _reach(values: Values, slice_px: float) -> int:
    return bell_reach(values["sigma"], slice_px)


def _work_through(planes: Sequence[RealPlane], values: Values, slice_px: float, progress: Progress) -> RealPlane:
    return gaussian_through(planes, sigma_px=values["sigma"], slice_px=slice_px)


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS[0] + _COST_NS[1] * values["sigma"] + _SLICE_COST_NS * (slices - 1)


GAUSSIAN = Filter(
    name="gaussian",
    title="Gaussian",
    hint="Smooths gently: less noise, edges without steps",
    badge=template("Gaussian σ {sigma:.1f} px"),
    parameters=(
        Parameter("sigma", "Sigma", "px", 0.3, 10.0, 0.1, 1.0, hint="Width of the bell that is averaged over"),
    ),
    work=_work,
    cost_ns=_cost_ns,
    through=Through(_reach, _work_through),
)
