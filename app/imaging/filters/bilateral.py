"""Bilateral filter: averages neighbours that are near in place and in value, so that edges stay."""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from ai.progress import Progress, silent
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.filters.pairs import pairs
from app.imaging.filters.tiles import Tile, in_tiles
from app.imaging.noise import noise_sd
from app.imaging.window import RealPlane

SIGMAS = 2.0
"""The bell over the places ends at so many of its sigma, at half the size."""

_TILE = (256, 1024)
"""Rows and columns that are worked on at once: what a processor keeps close by. Measured best."""

_LEAST_SIGMA = 1e-18
"""Of the values: one over the square of a smaller one is more than float32 holds."""

_COST_NS = 0.2
"""Of a pixel of the square around the disc, on two cores."""


def bilateral(plane: RealPlane, *, size_px: int, sigma_value: float, progress: Progress = silent) -> RealPlane:
    """Average with weights that fall with the distance in place and in value, as two bells.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype without NaN; beyond the border its last pixels go on.
    size_px
        Diameter of the disc that is averaged over, odd.
    sigma_value
        Standard deviation of the bell over the values, in the unit of the plane; 0 changes nothing.
    progress
        Called for tiles.

    Returns
    -------
    RealPlane
        Same shape, float32, and computed in that.

    References
    ----------
    Tomasi and Manduchi, Bilateral filtering for gray and color images, ICCV (1998) 839-846.
    """
    real = plane.astype(np.float32, copy=False)
    if sigma_value <= 0:
        return real
    reach = size_px // 2
    around = cv2.copyMakeBorder(real, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    result = np.empty(plane.shape, np.float32)

    def smooth(tiles: Iterator[Tile]) -> None:
        for rows, columns in tiles:
            part = around[rows.start : rows.stop + 2 * reach, columns.start : columns.stop + 2 * reach]
            np.add(real[rows, columns], _mean_change(part, size_px, sigma_value), out=result[rows, columns])

    in_tiles(smooth, plane.shape, _TILE, progress)
    return result


def _mean_change(around: RealPlane, size_px: int, sigma_value: float) -> npt.NDArray[np.float32]:
    """Weighed mean of the differences to the pixel in the middle; (rows, columns) without the border, float32.

    Two pixels weigh the same for each other, and only the sign of their difference is not the same.
    """
    reach, sigma_px = size_px // 2, size_px / 2 / SIGMAS
    values = around.reshape(-1)
    sums, weights = np.zeros_like(values), np.ones_like(values)
    differences, bells = np.empty_like(values), np.empty_like(values)
    steepness = -0.5 / max(sigma_value, _LEAST_SIGMA) ** 2
    for each in pairs(reach, around.shape):
        far2 = each.down**2 + each.along**2
        if far2 > reach**2:
            continue
        in_place = math.exp(-far2 / (2 * sigma_px**2))
        difference, bell = differences[: each.count], bells[: each.count]
        cv2.subtract(values[each.there], values[each.here], difference)
        cv2.multiply(difference, difference, bell, steepness)
        cv2.exp(bell, bell)
        for end in (weights[each.here], weights[each.there]):
            cv2.scaleAdd(bell, in_place, end, end)
        cv2.multiply(difference, bell, difference, in_place)
        sums[each.here] += difference
        sums[each.there] -= difference
    sums /= weights
    return sums.reshape(around.shape)[reach:-reach, reach:-reach]


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    sigma_value = values["noise"] * noise_sd(plane, counted)
    return bilateral(plane, size_px=int(values["size"]), sigma_value=sigma_value, progress=progress)


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
