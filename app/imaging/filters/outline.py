"""Outline: how steep the picture is at every pixel; edges alone, the stronger the brighter."""

from __future__ import annotations

import cv2

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.filters.gaussian import gaussian
from app.imaging.window import RealPlane

_COST_NS = (2.5, 0.6)

_SOBEL_GAIN = 8.0
"""What Sobel's operator makes of a slope of 1 per pixel."""


def outline(plane: RealPlane, *, sigma_px: float) -> RealPlane:
    """Smooth with a bell, then take the length of the gradient by Sobel's operator.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype without NaN; beyond the border its last pixels go on.
    sigma_px
        Width of the bell, in pixels, > 0.

    Returns
    -------
    RealPlane
        Same shape; float32, or float64 for a plane of that. >= 0, in the unit of the plane per pixel.
    """
    smooth = gaussian(plane, sigma_px=sigma_px)
    along, down = (
        cv2.Sobel(smooth, -1, *order, ksize=3, scale=1 / _SOBEL_GAIN, borderType=cv2.BORDER_REPLICATE)
        for order in ((1, 0), (0, 1))
    )
    steep: RealPlane = cv2.magnitude(along, down)
    return steep


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return outline(plane, sigma_px=values["sigma"])


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS[0] + _COST_NS[1] * values["sigma"]


def _never(values: Values) -> bool:
    return False


OUTLINE = Filter(
    name="outline",
    title="Outline",
    hint="Shows edges alone, the stronger the brighter",
    badge=template("Outline σ {sigma:.1f} px"),
    parameters=(Parameter("sigma", "Sigma", "px", 0.3, 5.0, 0.1, 1.0, hint="More leaves out noise and fine edges"),),
    work=_work,
    cost_ns=_cost_ns,
    keeps_unit=_never,
)
