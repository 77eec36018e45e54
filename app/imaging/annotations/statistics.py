"""Mean, spread and distribution of the values in a region: of stored values, never of filtered ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ai.volume import Voxels
from app.imaging.annotations.annotation import Annotation
from app.imaging.annotations.region import region_pixels
from app.imaging.plane_frame import PlaneFrame

MOST_BINS = 64
"""Columns of a histogram; more are not told apart at the size of a panel."""

_Values: TypeAlias = npt.NDArray[Any]
"""(n,), any real dtype."""

_EXACT_BYTES, _EXACT_BLOCK = 2, 1 << 20
"""Integers up to this size are summed without any rounding: so many squares of 16 bits fit into the 53 of a float."""


@dataclass(frozen=True)
class Histogram:
    """How often values occur.

    Parameters
    ----------
    edges
        One more than columns, ascending. A value belongs to the column whose lower edge it reaches; the last column has
        its upper edge too.
    counts
        Pixels per column.
    smallest, largest
        Values that do occur, which the outer edges are not; None without any.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    smallest: float | None = None
    largest: float | None = None


@dataclass(frozen=True)
class RegionStatistics:
    """What the values in a region say.

    Parameters
    ----------
    pixels
        That count: on the picture, with a value, no padding.
    mean, minimum, maximum
        None where no pixel counts.
    sd
        Standard deviation of a sample (n - 1); None below two pixels.
    padding
        Pixels of the region that were left out as padding, (0028,0120) and (0028,0121).
    unknown
        Pixels of the region that were left out as nothing is known there: no number, outside the scan, in a gap.
    """

    pixels: int
    mean: float | None
    sd: float | None
    minimum: float | None
    maximum: float | None
    padding: int = 0
    unknown: int = 0


@dataclass(frozen=True, eq=False)
class RegionValues:
    """The values in a region.

    Parameters
    ----------
    values
        (n,) dtype of the picture, that count.
    padding, unknown
        As in `RegionStatistics`.
    """

    values: _Values
    padding: int = 0
    unknown: int = 0


def values_in(
    annotation: Annotation,
    plane: Voxels,
    frame: PlaneFrame,
    *,
    padding: tuple[float, float] | None = None,
    left_out: tuple[npt.NDArray[np.bool_] | None, npt.NDArray[np.bool_] | None] = (None, None),
) -> RegionValues:
    """Take the values of the pixels of a region.

    Parameters
    ----------
    annotation
        A region.
    plane
        (rows, columns) modality values of the plane that it lies in, unfiltered.
    frame
        Of that plane.
    padding
        (low, high) values that are padding, both included, PS3.3 C.7.5.1.1.2.
    left_out
        (rows, columns) bool masks, each or None: what is padding besides, what is unknown.
    """
    if plane.shape != frame.shape_px:
        raise ValueError(f"the frame is for another plane than one of {plane.shape}")
    patch = region_pixels(annotation, frame)
    part = (patch.rows, patch.columns)
    values = plane[part][patch.inside]
    unknown = _joined(
        ~np.isfinite(values) if values.dtype.kind == "f" else None,
        None if left_out[1] is None else left_out[1][part][patch.inside],
    )
    is_padding = _joined(
        None if padding is None else (values >= padding[0]) & (values <= padding[1]),
        None if left_out[0] is None else left_out[0][part][patch.inside],
    )
    if unknown is not None and is_padding is not None:
        is_padding &= ~unknown
    drop = _joined(unknown, is_padding)
    return RegionValues(values if drop is None else values[~drop], _count(is_padding), _count(unknown))


def statistics_of(region: RegionValues) -> RegionStatistics:
    """Compute the figures; of whole numbers of up to 16 bits without any rounding before the last digit."""
    values, count = region.values, len(region.values)
    if count == 0:
        return RegionStatistics(0, None, None, None, None, region.padding, region.unknown)
    mean, sd = _exact(values) if _is_exact(values) else _two_passes(values.astype(np.float64))
    return RegionStatistics(count, mean, sd, float(values.min()), float(values.max()), region.padding, region.unknown)


def region_statistics(
    annotation: Annotation, plane: Voxels, frame: PlaneFrame, *, padding: tuple[float, float] | None = None
) -> RegionStatistics:
    """Compute the figures of a region on any plane that is at hand; parameters as in `values_in`."""
    return statistics_of(values_in(annotation, plane, frame, padding=padding))


def histogram_of(region: RegionValues, most_bins: int = MOST_BINS) -> Histogram:
    """Count how often values occur.

    Whole numbers get columns of a whole width around them, so that no column holds more of them than its neighbour.

    Parameters
    ----------
    region
        From `values_in`.
    most_bins
        Columns at most, 1 or more.
    """
    values = region.values
    if not len(values):
        return Histogram((0.0, 1.0), (0,))
    low, high = float(values.min()), float(values.max())
    if values.dtype.kind in "iub":
        width = max(math.ceil((high - low + 1) / most_bins), 1)
        bins = math.ceil((high - low + 1) / width)
        edges = low - 0.5 + width * np.arange(bins + 1)
    else:
        # One value alone still gets a column with a width.
        reach = (high - low) or max(abs(low), 1.0) * 1e-3
        edges = np.linspace(low, low + reach, most_bins + 1 if high > low else 2)
    counts, _ = np.histogram(values.astype(np.float64), edges)
    return Histogram(tuple(edges.tolist()), tuple(counts.tolist()), low, high)


def _is_exact(values: _Values) -> bool:
    return values.dtype.kind in "iub" and values.dtype.itemsize <= _EXACT_BYTES


def _exact(values: _Values) -> tuple[float, float | None]:
    count, total, squares = len(values), 0, 0
    for start in range(0, count, _EXACT_BLOCK):
        block = values[start : start + _EXACT_BLOCK].astype(np.float64)
        total += int(block.sum())
        squares += int(block @ block)
    mean = float(Fraction(total, count))
    if count < 2:
        return mean, None
    return mean, math.sqrt(Fraction(count * squares - total * total, count * (count - 1)))


def _two_passes(values: npt.NDArray[np.float64]) -> tuple[float, float | None]:
    mean = float(values.mean())
    if len(values) < 2:
        return mean, None
    away = values - mean
    return mean, math.sqrt(float(away @ away) / (len(values) - 1))


def _joined(first: npt.NDArray[np.bool_] | None, second: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.bool_] | None:
    """Join two masks of which either may be missing."""
    if first is None or second is None:
        return second if first is None else first
    return first | second


def _count(mask: npt.NDArray[np.bool_] | None) -> int:
    return 0 if mask is None else int(np.count_nonzero(mask))
