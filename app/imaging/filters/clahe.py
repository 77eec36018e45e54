"""CLAHE: contrast that adapts to each part of the picture and grows nowhere more than allowed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import template
from app.imaging.filters.filter import Filter, Limits, Parameter, Values, Work
from app.imaging.window import RealPlane

BINS = 256
"""Of a histogram, at most. Between them the curve is a straight line, so no grey is lost; more would only count the
noise of small tiles."""

_BISECTIONS = 20
"""Halvings that find the level of a clipped histogram to 1e-6."""

_WHOLE_UNTIL = 4 * BINS
"""Range up to which floats are looked at for being whole numbers; beyond, it makes no difference to the bins."""

_MOST_EMPTY = 64 * BINS
"""Bins without values that a range has at either end, at most: a window that is wider still shows one grey."""

_FARTHEST = 1e30
"""Limits beyond are as good as this one, which a float32 can hold."""

_STRIP_ROWS = 64
"""Rows that are looked up at once: few enough to stay close to the processor."""

_COST_NS = 7.0

_Curves = npt.NDArray[np.float32]
"""(tile rows, tile columns, bins), float32, never falling: the new value of each bin, in the unit of the plane."""


@dataclass(frozen=True)
class _Scale:
    """Where the bins lie among the values.

    Parameters
    ----------
    low
        Value in the middle of the first bin.
    width
        Of a bin, > 0, in the unit of the plane.
    bins
        How many.
    before, after
        Empty bins that the range has at either end, >= 0, may be fractions: a window that is wider than the values
        must not take bins from them.
    """

    low: float
    width: float
    bins: int
    before: float = 0.0
    after: float = 0.0

    @property
    def all_bins(self) -> float:
        """How many there are with the empty ones."""
        return self.before + self.bins + self.after

    @property
    def start(self) -> float:
        """Smallest value of the range."""
        return self.low - self.before * self.width

    @property
    def end(self) -> float:
        """Largest value of the range."""
        return self.low + (self.bins - 1 + self.after) * self.width


def clahe(
    plane: RealPlane,
    *,
    clip: float,
    tiles: int,
    counted: BoolMask | None = None,
    limits: Limits | None = None,
) -> RealPlane:
    """Equalise the histogram of each tile, with limited contrast, and blend between the tiles.

    The range stays as it is: values come back in the unit of the plane, from the lower limit to the upper one.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype without NaN.
    clip
        So many times contrast may grow within a tile, >= 1; 1 changes nothing within the limits.
    tiles
        Per side of the picture.
    counted
        (rows, columns) bool: pixels that histograms and range are made of; None means all.
    limits
        (low, high), unit of the plane: values beyond become the nearer one and are counted nowhere, for bone says
        nothing of what can be told apart in the brain. None for the range of the counted values.

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
    span = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    low, high = (min(max(each, -_FARTHEST), _FARTHEST) for each in (limits or span))
    if not low < high:
        # Nothing to equalise: a window of no width is a threshold, which needs the values as they are.
        return real
    seen = min(high, span[1]) - max(low, span[0])
    if seen <= 0:
        return np.clip(real, low, high, out=real)
    is_whole = plane.dtype.kind in "iu" or (seen < _WHOLE_UNTIL and np.array_equal(values, np.rint(values)))
    scale = _scale(span, (low, high), is_whole=is_whole)
    # Place 0 and the one after the last bin are for all that lies outside.
    places = real
    places -= np.float32(scale.low - scale.width)
    places *= np.float32(1.0 / scale.width)
    np.clip(places, 0.0, scale.bins + 1.0, out=places)
    curves = _curves(_histograms(places, counted, tiles, scale.bins), clip, scale)
    blended = _blended(places, curves)
    if scale.start < low or scale.end > high:
        # Bins of whole numbers reach beyond the limits.
        np.clip(blended, low, high, out=blended)
    return blended


def _scale(span: Limits, limits: Limits, *, is_whole: bool) -> _Scale:
    """Lay the bins over the values from the least to the most of ``span``, as far as these are within the limits."""
    low, high = max(span[0], limits[0]), min(span[1], limits[1])
    width, bins = (high - low) / (BINS - 1), BINS
    if is_whole:
        # As many whole numbers in every bin: those with more of them would seem fuller than they are.
        low, high = math.floor(low), math.ceil(high)
        width = float(math.ceil((high - low) / (BINS - 1)))
        bins = math.ceil((high - low) / width) + 1
    scale = _Scale(low, width, bins)
    before, after = (min(max(each, 0.0) / width, _MOST_EMPTY) for each in (low - limits[0], limits[1] - scale.end))
    return replace(scale, before=before, after=after)


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
        counts = cv2.calcHist([nearest], [0], inside, [bins], [1, bins + 1])
        histograms[i, j] = counts.reshape(-1)
    total = histograms.sum(axis=2, keepdims=True)
    return np.where(total > 0, histograms / np.maximum(total, 1.0), 1.0 / bins)


def _curves(histograms: npt.NDArray[np.float64], clip: float, scale: _Scale) -> _Curves:
    """Clip histograms and add them up.

    What is cut off is spread over all bins, and the level of the cut is chosen so that no bin ends above the limit.
    """
    bins = scale.all_bins
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
    spread = (1.0 - cut.sum(axis=2, keepdims=True)) / bins
    cut += spread
    # Up to the middle of each bin, so that an even histogram gives a straight line; the ends of the range stay.
    curves = cut.cumsum(axis=2) - cut / 2
    curves += spread * scale.before - curves[..., :1]
    curves *= (scale.end - scale.start) / (curves[..., -1:] + spread * scale.after)
    curves += scale.start
    return curves.astype(np.float32)


def _blended(places: npt.NDArray[np.float32], curves: _Curves) -> npt.NDArray[np.float32]:
    """Look up every value in the curves of the four tiles around it; (rows, columns), values of the curves.

    Along columns and values OpenCV interpolates in one pass: the curves of one row of tiles are a picture of it, with
    values as columns and tiles as rows. Two of these are then blended along the rows.
    """
    rows, columns = places.shape
    tile_rows, tile_columns = curves.shape[:2]
    down, along = _tile_places(rows, tile_rows), _tile_places(columns, tile_columns)
    # A place for what lies outside at either end; and one more of everything, for OpenCV takes its time at the last.
    curves = np.pad(curves, ((0, 0), (0, 1), (1, 2)), mode="edge")
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


def _within(limits: Limits) -> Work:
    def work(plane: RealPlane, values: Values, counted: BoolMask | None, progress: Progress) -> RealPlane:
        return clahe(plane, clip=values["clip"], tiles=int(values["tiles"]), counted=counted, limits=limits)

    return work


def _cost_ns(values: Values, slices: int) -> float:
    return _COST_NS


CLAHE = Filter(
    name="clahe",
    title="CLAHE",
    hint="Contrast limited adaptive histogram equalization: shows faint detail in dark and bright parts of the window",
    badge=template("CLAHE {clip:.1f}, {tiles:.0f}×{tiles:.0f}"),
    parameters=(
        Parameter("clip", "Clip limit", "×", 1.0, 10.0, 0.1, 2.0, hint="So many times contrast may grow; 1 is none"),
        Parameter("tiles", "Tiles per side", "", 2, 16, 1, 8, on_steps=True, hint="More tiles adapt to smaller parts"),
    ),
    work=_work,
    cost_ns=_cost_ns,
    within=_within,
)
