"""Kernel: every pixel becomes a sum of those around it, weighed by a table that the reader writes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import cv2
import numpy as np
import numpy.typing as npt

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import say, template
from app.imaging.filters.filter import Filter, Parameter, Preset, Values
from app.imaging.filters.gaussian import real
from app.imaging.window import RealPlane

LIMIT = 99.0
"""Largest weight, and the smallest one below zero."""

DIVIDE = "divide"
"""Name of the parameter that the weighed sum is divided by."""

_MOST_DIVIDE = 1000.0
_COST_NS = 0.06
"""Of a weight."""

_LEAST_COST_NS = 1.0


def weighed(plane: RealPlane, *, kernel: npt.NDArray[np.float64]) -> RealPlane:
    """Weigh the pixels around each and add them up.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype without NaN; beyond the border its last pixels go on.
    kernel
        (rows, columns), odd sides, float64: the weights as they lie on the picture, that of the pixel itself in the
        middle. This is a correlation: the kernel is not turned.

    Returns
    -------
    RealPlane
        Same shape; float32, or float64 for a plane of that.
    """
    shown: RealPlane = cv2.filter2D(real(plane), -1, kernel, borderType=cv2.BORDER_REPLICATE)
    return shown


def kernel_of(values: Values, side: int) -> npt.NDArray[np.float64]:
    """Read the table out of the values of a kernel filter: (side, side), divided already."""
    table = np.array([values[name] for name in names(side)]).reshape(side, side)
    divide = values[DIVIDE]
    if divide == 0:
        # By the sum, so that even parts keep their value; where that is 0 there is nothing to keep.
        total = float(table.sum())
        divide = total if total else 1.0
    return table / divide


def names(side: int) -> tuple[str, ...]:
    """Names of the weights, row by row: a1, a2, a3, b1 ..."""
    return tuple(f"{chr(ord('a') + row)}{column + 1}" for row, column in product(range(side), repeat=2))


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    side = 5 if "e5" in values else 3
    return weighed(plane, kernel=kernel_of(values, side))


def _cost_ns(values: Values, slices: int) -> float:
    return _LEAST_COST_NS + _COST_NS * len(values)


def _keeps_unit(values: Values) -> bool:
    """Whether even parts keep their value."""
    side = 5 if "e5" in values else 3
    return abs(float(kernel_of(values, side).sum()) - 1.0) < 1e-6


def _preset(name: str, title: str, weights: Iterable[float], divide: float = 1.0) -> Preset:
    table = [float(each) for each in weights]
    side = 5 if len(table) == 25 else 3
    return Preset(name, title, dict(zip(names(side), table, strict=True)) | {DIVIDE: divide})


def _parameters(side: int, start: Preset) -> tuple[Parameter, ...]:
    weights = (
        Parameter(name, name.upper(), "", -LIMIT, LIMIT, 1, start.values[name], hint="Weight of this pixel")
        for name in names(side)
    )
    divide = Parameter(
        DIVIDE,
        "Divide by",
        "",
        0.0,
        _MOST_DIVIDE,
        1,
        start.values[DIVIDE],
        hint="What the sum is divided by; 0 divides by the sum of the weights",
    )
    return (*weights, divide)


_SHARPEN3 = _preset("sharpen", say("Sharpen"), (0, -1, 0, -1, 5, -1, 0, -1, 0))
_SHARPEN5 = _preset(
    "sharpen",
    say("Sharpen"),
    (-1, -1, -1, -1, -1, -1, 2, 2, 2, -1, -1, 2, 8, 2, -1, -1, 2, 2, 2, -1, -1, -1, -1, -1, -1),
    8,
)

KERNEL3 = Filter(
    name="kernel3",
    title="Kernel 3×3",
    hint="Nine weights of your own: sharpen, emboss, edges along one direction",
    badge=template("Kernel 3×3"),
    parameters=_parameters(3, _SHARPEN3),
    work=_work,
    cost_ns=_cost_ns,
    presets=(
        _preset("identity", say("Identity"), (0, 0, 0, 0, 1, 0, 0, 0, 0)),
        _SHARPEN3,
        _preset("smooth", say("Smooth"), (1, 2, 1, 2, 4, 2, 1, 2, 1), 16),
        _preset("emboss", say("Emboss"), (-2, -1, 0, -1, 1, 1, 0, 1, 2)),
        _preset("sobel-x", say("Sobel across"), (-1, 0, 1, -2, 0, 2, -1, 0, 1)),
        _preset("sobel-y", say("Sobel down"), (-1, -2, -1, 0, 0, 0, 1, 2, 1)),
        _preset("prewitt-x", say("Prewitt across"), (-1, 0, 1, -1, 0, 1, -1, 0, 1)),
        _preset("prewitt-y", say("Prewitt down"), (-1, -1, -1, 0, 0, 0, 1, 1, 1)),
        _preset("edges", say("Edges"), (-1, -1, -1, -1, 8, -1, -1, -1, -1)),
    ),
    grid_side=3,
    keeps_unit=_keeps_unit,
)

KERNEL5 = Filter(
    name="kernel5",
    title="Kernel 5×5",
    hint="Twenty-five weights of your own",
    badge=template("Kernel 5×5"),
    parameters=_parameters(5, _SHARPEN5),
    work=_work,
    cost_ns=_cost_ns,
    presets=(
        _preset("identity", say("Identity"), (*(0,) * 12, 1, *(0,) * 12)),
        _SHARPEN5,
        _preset(
            "smooth",
            say("Smooth"),
            (1, 4, 6, 4, 1, 4, 16, 24, 16, 4, 6, 24, 36, 24, 6, 4, 16, 24, 16, 4, 1, 4, 6, 4, 1),
            256,
        ),
        _preset(
            "log",
            say("Laplacian of Gaussian"),
            (0, 0, -1, 0, 0, 0, -1, -2, -1, 0, -1, -2, 16, -2, -1, 0, -1, -2, -1, 0, 0, 0, -1, 0, 0),
        ),
        _preset(
            "emboss",
            say("Emboss"),
            (-2, -1, -1, 0, 0, -1, -1, -1, 0, 0, -1, -1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 2),
        ),
    ),
    grid_side=5,
    keeps_unit=_keeps_unit,
)
