"""A line that follows the edges of a picture from one place to the next, as one steers it past them."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from ai.volume import Voxels
from app.imaging.contours import Polyline

Place: TypeAlias = tuple[float, float]
"""(row, column) index of a picture, fractional."""

Limits: TypeAlias = tuple[float, float]
"""Lowest and highest value that is seen."""

_HALF_WINDOW = 144
"""Pixels to each side of the place where ways begin: so far they are known. Measured on one core, the search on
289 x 289 pixels takes 20 ms, on 512 x 512 55."""

_SIGMA_PX = 1.2
"""Of the Gaussian before edges are looked for: what is finer is noise."""

_ROUND_PX = 25
"""An edge counts by the strongest one so near: a rib does not outshine the nodule beside it."""

_NOISE = 3.0
"""Medians of the gradient that this strongest one has at least: where nothing is, noise is no edge."""

_LEAST_COST = 0.15
"""Of a step along the strongest edge, where one beside all edges costs 1. With 0.05 a gap of an eighth of a circle was
avoided by the whole way round: the circle was cheaper."""

_SMOOTH = 5
"""Points along a way of which the mean is taken: it goes by whole pixels, the edge does not."""


class LiveWire:
    """Ways along the edges of a picture.

    Not a value: `begin` finds the cheapest ways from a place to all others near by, and `way_to` reads one of them, so
    that a line follows the mouse.

    Parameters
    ----------
    picture
        (rows, columns), or (rows, columns, 3) in colour, any real dtype.
    limits
        Values beyond which no difference is seen, and no edge followed; None for all.
    thinning
        Rows and columns of which one is made, from 1: on a picture that is shown smaller than it is nobody steers along
        finer edges.

    References
    ----------
    Mortensen and Barrett, Intelligent scissors for image composition (SIGGRAPH 1995). The search is OpenCV's; what a
    step costs is said here.
    """

    def __init__(self, picture: Voxels, *, limits: Limits | None = None, thinning: int = 1) -> None:
        self._picture = picture
        self._limits = limits
        self._thinning = max(1, min(thinning, *picture.shape[:2]))
        self._scissors = cv2.segmentation.IntelligentScissorsMB()
        # Of what the library weighs only the gradient counts, and in its place stands our own cost.
        self._scissors.setWeights(0.0, 0.0, 1.0)
        self._low = np.zeros(2)
        self._cost: npt.NDArray[np.float32] = np.ones((1, 1), np.float32)

    def begin(self, row: float, column: float, *, reach_px: float = 0.0) -> Place:
        """Begin ways at the strongest edge near a place.

        Parameters
        ----------
        row, column
            Of the picture.
        reach_px
            How far away the edge may be, in pixels of the picture.

        Returns
        -------
        Place
            Where they begin: the centre of a pixel.
        """
        self._cost = _cost(self._cut_out(row, column), self._limits)
        rows, columns = self._cost.shape
        nothing = np.zeros((rows, columns), np.uint8)
        self._scissors.applyImageFeatures(nothing, np.zeros((rows, columns, 2), np.float32), self._cost)
        place = self.near(row, column, reach_px=reach_px)
        at = self._pixel(*place)
        self._scissors.buildMap((at[1], at[0]))
        return place

    def near(self, row: float, column: float, *, reach_px: float) -> Place:
        """Find the strongest edge near a place; beyond what is known, the place itself.

        Parameters
        ----------
        row, column
            Of the picture.
        reach_px
            How far away the edge may be, in pixels of the picture.
        """
        if not self._knows(row, column):
            return row, column
        at, reach = self._pixel(row, column), int(reach_px / self._thinning)
        low = max(at[0] - reach, 0), max(at[1] - reach, 0)
        part = self._cost[low[0] : at[0] + reach + 1, low[1] : at[1] + reach + 1]
        rows, columns = np.indices(part.shape)
        off = np.hypot(rows + low[0] - at[0], columns + low[1] - at[1])
        # Among edges alike the nearest.
        worth = np.where(off <= reach, part + 0.1 * off / max(reach, 1), np.inf)
        best = np.unravel_index(int(worth.argmin()), worth.shape)
        return self._place(np.array([best[0] + low[0], best[1] + low[1]], np.float64))

    def way_to(self, row: float, column: float) -> Polyline:
        """Find the way to a place along the edges.

        Parameters
        ----------
        row, column
            Of the picture; beyond what is known the way goes on straight.

        Returns
        -------
        Polyline
            (points, 2) row and column, from where ways begin.
        """
        end = self._pixel(row, column)
        points = self._scissors.getContour((end[1], end[0])).reshape(-1, 2)[:, ::-1]
        way = (_smooth(points.astype(np.float64)) + 0.5) * self._thinning - 0.5 + self._low
        return np.asarray(way if self._knows(row, column) else np.vstack([way, (row, column)]))

    def _cut_out(self, row: float, column: float) -> Voxels:
        """Take the part of the picture around a place, as coarse as it is wanted."""
        step, half = self._thinning, _HALF_WINDOW * self._thinning
        parts = []
        for at, side in zip((row, column), self._picture.shape[:2], strict=True):
            middle = min(max(round(at), 0), side - 1)
            low = max(middle - half, 0)
            # Whole pixels of the coarse picture only.
            parts.append(slice(low, low + (min(middle + half + 1, side) - low) // step * step))
        self._low = np.array([part.start for part in parts], np.float64)
        values = self._picture[tuple(parts)].astype(np.float32)
        if step > 1:
            rows, columns = values.shape[:2]
            return np.asarray(
                cv2.resize(values, (columns // step, rows // step), interpolation=cv2.INTER_AREA), dtype=np.float32
            )
        return values

    def _coarse(self, row: float, column: float) -> npt.NDArray[np.float64]:
        """(2,) index of the part that is known."""
        return np.asarray((np.array([row, column]) - self._low + 0.5) / self._thinning - 0.5)

    def _knows(self, row: float, column: float) -> bool:
        at = self._coarse(row, column)
        return bool(((at >= -0.5) & (at <= np.array(self._cost.shape) - 0.5)).all())

    def _pixel(self, row: float, column: float) -> tuple[int, int]:
        """Find the nearest pixel of the part that is known."""
        at = np.clip(np.rint(self._coarse(row, column)), 0, np.array(self._cost.shape) - 1)
        return int(at[0]), int(at[1])

    def _place(self, at: npt.NDArray[np.float64]) -> Place:
        row, column = ((at + 0.5) * self._thinning - 0.5 + self._low).tolist()
        return row, column


def _cost(values: npt.NDArray[np.float32], limits: Limits | None) -> npt.NDArray[np.float32]:
    """Say what a step costs at each pixel, (rows, columns), `_LEAST_COST` on the strongest edges to 1 beside all."""
    grey = values if values.ndim == 2 else values.mean(axis=2)
    if limits is not None:
        grey = np.clip(grey, *np.array(limits, np.float32))
    smooth = cv2.GaussianBlur(np.nan_to_num(grey), (0, 0), _SIGMA_PX)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)
    gradient = cv2.magnitude(across, down)
    strongest = cv2.dilate(gradient, np.ones((_ROUND_PX, _ROUND_PX), np.uint8))
    # Without the blur it would jump where a strong edge comes within reach.
    strongest = cv2.blur(strongest, (_ROUND_PX, _ROUND_PX))
    strongest = np.maximum(strongest, max(_NOISE * float(np.median(gradient)), float(np.finfo(np.float32).tiny)))
    cost = 1.0 - (1.0 - _LEAST_COST) * np.minimum(gradient / strongest, 1.0)
    return np.asarray(cost, dtype=np.float32)


def _smooth(points: Polyline) -> Polyline:
    """Take the mean along a line; its ends stay."""
    reach = min(_SMOOTH // 2, (len(points) - 1) // 2)
    if not reach:
        return points
    sums = np.cumsum(np.vstack([np.zeros((1, 2)), points]), axis=0)
    number = np.arange(len(points))
    # Fewer to both sides near the ends.
    side = np.minimum(np.minimum(number, number[::-1]), reach)
    mean = (sums[number + side + 1] - sums[number - side]) / (2 * side + 1)[:, np.newaxis]
    return np.asarray(mean)
