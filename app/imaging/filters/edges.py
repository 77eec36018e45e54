"""Edges and fine lines alone, by how far a pixel is above what is around it or by how steep the picture is there."""

from __future__ import annotations

import cv2

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.filters.gaussian import gaussian
from app.imaging.window import RealPlane

_LAPLACIAN_COST_NS = 1.5
_OUTLINE_COST_NS = 2.5
_SIGMA_COST_NS = 0.6
"""Of the bell, per pixel of its sigma."""

_SOBEL_GAIN = 8.0
"""What Sobel's operator makes of a slope of 1 per pixel."""


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


def _work_laplacian(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return laplacian(plane, sigma_px=values["sigma"])


def _work_outline(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return outline(plane, sigma_px=values["sigma"])


def _laplacian_cost_ns(values: Values, slices: int) -> float:
    return _LAPLACIAN_COST_NS + _SIGMA_COST_NS * values["sigma"]


def _outline_cost_ns(values: Values, slices: int) -> float:
    return _OUTLINE_COST_NS + _SIGMA_COST_NS * values["sigma"]


def _never(values: Values) -> bool:
    return False


LAPLACIAN = Filter(
    name="laplacian",
    title="Laplacian",
    hint="Shows fine lines and specks alone, bright ones bright and dark ones dark",
    badge=template("Laplacian σ {sigma:.1f} px"),
    parameters=(Parameter("sigma", "Sigma", "px", 0.3, 5.0, 0.1, 1.0, hint="Size of the detail that is shown"),),
    work=_work_laplacian,
    cost_ns=_laplacian_cost_ns,
    keeps_unit=_never,
)

OUTLINE = Filter(
    name="outline",
    title="Outline",
    hint="Shows edges alone, the stronger the brighter",
    badge=template("Outline σ {sigma:.1f} px"),
    parameters=(Parameter("sigma", "Sigma", "px", 0.3, 5.0, 0.1, 1.0, hint="More leaves out noise and fine edges"),),
    work=_work_outline,
    cost_ns=_outline_cost_ns,
    keeps_unit=_never,
)
