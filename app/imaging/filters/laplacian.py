"""Laplacian: how far every pixel is above what is around it; fine lines and both sides of an edge."""

from __future__ import annotations

import cv2

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.filters.gaussian import gaussian
from app.imaging.window import RealPlane

_COST_NS = (1.5, 0.6)


def laplacian(plane: RealPlane, *, sigma_px: float) -> RealPlane:
    """Smooth with a bell, then sum the second differences along rows and columns.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype without NaN; beyond the border its last pixels go on.
    sigma_px
        Width of the bell, in pixels, > 0: of the size of the detail that is looked for.

    Returns
    -------
    RealPlane
        Same shape; float32, or float64 for a plane of that. Unit of the plane; its sign is turned, so that bright lines
        stay bright, and it is multiplied by the square of sigma, so that detail of every size counts the same.

    References
    ----------
    Marr and Hildreth, Theory of edge detection, Proceedings of the Royal Society B 207 (1980) 187-217; Lindeberg,
    Feature detection with automatic scale selection, International Journal of Computer Vision 30 (1998) 79-116, for the
    square of sigma.
    """
    smooth = gaussian(plane, sigma_px=sigma_px)
    curved: RealPlane = cv2.Laplacian(smooth, -1, ksize=1, scale=-(sigma_px**2), borderType=cv2.BORDER_REPLICATE)
    return curved


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return laplacian(plane, sigma_px=values["sigma"])


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS[0] + _COST_NS[1] * values["sigma"]


def _never(values: Values) -> bool:
    return False


LAPLACIAN = Filter(
    name="laplacian",
    title="Laplacian",
    hint="Shows fine lines and specks alone, bright ones bright and dark ones dark",
    badge=template("Laplacian σ {sigma:.1f} px"),
    parameters=(Parameter("sigma", "Sigma", "px", 0.3, 5.0, 0.1, 1.0, hint="Size of the detail that is shown"),),
    work=_work,
    cost_ns=_cost_ns,
    keeps_unit=_never,
)
