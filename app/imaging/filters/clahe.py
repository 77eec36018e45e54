"""CLAHE: contrast that adapts to each part of the picture and grows nowhere more than allowed."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Parameter, Values
from app.imaging.window import RealPlane

BINS = 256
"""Of a histogram, at most. Between them the curve is a straight line, so no grey is lost; more would only count the
noise of small tiles."""

_BISECTIONS = 20
"""Halvings that find the level of a clipped histogram to 1e-6."""

_STRIP_ROWS = 64
"""Rows that are looked up at once: few enough to stay close to the processor."""

_COST_NS = 7.0

_Curves = npt.NDArray[np.float32]
"""(tile rows, tile columns, bins), float32, never falling: the new value of each bin; of its place within the range
(0 to 1) first, then in the unit of the plane."""


def clahe(plane: RealPlane, *, clip: float, tiles: int, counted: BoolMask | None = None) -> RealPlane:
    """Equalise the histogram of each tile, with limited contrast, and blend between the tiles.

    The range of the counted values stays as it is: values come back in the unit of the plane.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype without NaN.
    clip
        So many times contrast may grow within a tile, >= 1; 1 changes nothing.
    tiles
        Per side of the picture.
    counted
        (rows, columns) bool: pixels that histograms and range are made of; None means all.

    Returns
    -------
    RealPlane
        (rows, columns), float32. A plane of one value comes back as it is.

    Notes
    -----
    Not OpenCV's own CLAHE: for 16 bit that counts in 65,536 bins, most of which are empty in medical pictures, with
    whole counts, so that its limit does nothing below some ten or twenty and then depends on the bit depth.

    References
    ----------
    Pizer et al., Adaptive histogram equalization and its variations, CVGIP 39 (1987) 355-368; Zuiderveld, Contrast
    limited adaptive histogram equalization, Graphics Gems IV (1994) 474-485.
    """
    real = plane.astype(np.float32)
    values = real if counted is None else real[counted]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if not low < high:
        return real
    bins = BINS
    if high - low < BINS and np.array_equal(values, np.rint(values)):
        # Bins that no whole number can fall into would let the others seem fuller than they are.
        bins = int(high - low) + 1
    places = real
    places -= np.float32(low)
    places *= np.float32((bins - 1) / (high - low))
    if counted is not None:
        np.clip(places, 0.0, bins - 1.0, out=places)
    curves = _curves(_histograms(places, counted, tiles, bins), clip)
    curves *= np.float32(high - low)
    curves += np.float32(low)
    return _blended(places, curves)


def _histograms(
    places: npt.NDArray[np.float32], counted: BoolMask | None, tiles: int, bins: int
) -> npt.NDArray[np.float64]:
    """Count each tile: (tile rows, tile columns, bins), float64, sum 1; even where a tile has nothing that counts."""
    rows, columns = places.shape
    row_edges, column_edges = _edges(rows, tiles), _edges(columns, tiles)
    mask = None if counted is None else counted.view(np.uint8)
    histograms = np.empty((len(row_edges) - 1, len(column_edges) - 1, bins))
    for i, j in np.ndindex(*histograms.shape[:2]):
        tile = slice(row_edges[i], row_edges[i + 1]), slice(column_edges[j], column_edges[j + 1])
        inside = None if mask is None else np.ascontiguousarray(mask[tile])
        nearest = (places[tile] + np.float32(0.5)).astype(np.uint16)
        counts = cv2.calcHist([nearest], [0], inside, [bins], [0, bins])
        histograms[i, j] = counts.reshape(-1)
    total = histograms.sum(axis=2, keepdims=True)
    return np.where(total > 0, histograms / np.maximum(total, 1.0), 1.0 / bins)


def _curves(histograms: npt.NDArray[np.float64], clip: float) -> _Curves:
    """Clip histograms and add them up.

    What is cut off is spread over all bins, and the level of the cut is chosen so that no bin ends above the limit.
    """
    bins = histograms.shape[2]
    limit = clip / bins
    low = np.zeros((*histograms.shape[:2], 1))
    high = np.full_like(low, limit)
    for _ in range(_BISECTIONS):
        level = (low + high) / 2
        cut = np.minimum(histograms, level)
        is_above = level + (1.0 - cut.sum(axis=2, keepdims=True)) / bins > limit
        high = np.where(is_above, level, high)
        low = np.where(is_above, low, level)
    cut = np.minimum(histograms, low)
    cut += (1.0 - cut.sum(axis=2, keepdims=True)) / bins
    # Up to the middle of each bin, so that an even histogram gives a straight line; the ends of the range stay.
    curves = cut.cumsum(axis=2) - cut / 2
    curves -= curves[..., :1]
    curves /= curves[..., -1:]
    return curves.astype(np.float32)


def _blended(places: npt.NDArray[np.float32], curves: _Curves) -> npt.NDArray[np.float32]:
    """Look up every value in the curves of the four tiles around it; (rows, columns), values of the curves.

    Along columns and values OpenCV interpolates in one pass: the curves of one row of tiles are a picture of it, with
    values as columns and tiles as rows. Two of these are then blended along the rows.
    """
    rows, columns = places.shape
    tile_rows, tile_columns = curves.shape[:2]
    down, along = _tile_places(rows, tile_rows), _tile_places(columns, tile_columns)
    above = np.minimum(down.astype(np.intp), max(tile_rows - 2, 0))
    blended = np.empty_like(places)
    tiles = np.broadcast_to(along, (min(_STRIP_ROWS, rows), columns)).copy()
    room = np.empty_like(tiles)
    starts = np.flatnonzero(np.diff(above, prepend=-1))
    for start, end in pairwise((*starts, rows)):
        upper = above[start]
        lower = min(upper + 1, tile_rows - 1)
        for top in range(start, end, _STRIP_ROWS):
            strip = slice(top, min(top + _STRIP_ROWS, end))
            first, second = blended[strip], room[: strip.stop - top]
            _look_up(curves[upper], places[strip], tiles, first)
            _look_up(curves[lower], places[strip], tiles, second)
            second -= first
            second *= (down[strip] - upper)[:, None]
            first += second
    return blended


def _look_up(
    curves: npt.NDArray[np.float32],
    places: npt.NDArray[np.float32],
    tiles: npt.NDArray[np.float32],
    into: npt.NDArray[np.float32],
) -> None:
    """Interpolate (tile columns, bins) curves at values and tiles, both (rows, columns)."""
    cv2.remap(curves, places, tiles[: len(places)], cv2.INTER_LINEAR, into, cv2.BORDER_REPLICATE)


def _edges(length: int, tiles: int) -> list[int]:
    """Cut a side into tiles of at least a pixel."""
    count = min(tiles, length)
    return [round(length * part / count) for part in range(count + 1)]


def _tile_places(length: int, tiles: int) -> npt.NDArray[np.float32]:
    """Place every pixel among the middles of the tiles: 0 in the middle of the first one and before."""
    edges = np.array(_edges(length, tiles))
    middles = (edges[1:] + edges[:-1] - 1) / 2
    return np.interp(np.arange(length), middles, np.arange(tiles)).astype(np.float32)


def _work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
    return clahe(plane, clip=values["clip"], tiles=int(values["tiles"]), counted=counted)


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS


CLAHE = Filter(
    name="clahe",
    title="CLAHE",
    hint="Contrast limited adaptive histogram equalization: shows faint detail in dark and bright parts alike",
    badge=template("CLAHE {clip:.1f}, {tiles:.0f}×{tiles:.0f}"),
    parameters=(
        Parameter("clip", "Clip limit", "×", 1.0, 10.0, 0.1, 2.0, hint="So many times contrast may grow; 1 is none"),
        Parameter("tiles", "Tiles per side", "", 2, 16, 1, 8, on_steps=True, hint="More tiles adapt to smaller parts"),
    ),
    work=_work,
    cost_ns=_cost_ns,
)
