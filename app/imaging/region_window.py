"""The window that suits a region: its values without the few that stand out."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from app.imaging.levels import DEFAULT_PERCENTILES, range_window, value_range
from app.imaging.window import RealPlane, Window

_FEW = 50
"""Values of which one percent is none: all of them count."""


def region_window(
    values: npt.NDArray[Any],
    *,
    padding: tuple[float, float] | None = None,
    deviations: float | None = None,
    name: str = "",
) -> Window | None:
    """Make the window of a region.

    Parameters
    ----------
    values
        Any shape, any real dtype: modality values of the region, never those of a lens.
    padding
        (low, high) values that are padding and do not count, PS3.3 C.7.5.1.1.2.
    deviations
        The window is mean ± so many standard deviations of the values; None for their 1st to 99th percentile, which a
        clip of metal at the edge of the region does not move.
    name
        Of the window.

    Returns
    -------
    Window | None
        LINEAR_EXACT; None where no value is left. Equal values give a window of width 1 around them.
    """
    kept = values.reshape(-1)
    if kept.dtype.kind == "f":
        kept = kept[np.isfinite(kept)]
    if padding is not None:
        kept = kept[(kept < padding[0]) | (kept > padding[1])]
    if not kept.size:
        return None
    if deviations is not None:
        mean, deviation = float(kept.mean(dtype=np.float64)), float(kept.std(dtype=np.float64))
        return range_window(mean - deviations * deviation, mean + deviations * deviation, name)
    if kept.size < _FEW:
        return range_window(float(kept.min()), float(kept.max()), name)
    return range_window(*value_range(kept, percentiles=DEFAULT_PERCENTILES), name)


def rectangle_of(plane: RealPlane, corner: tuple[float, float], other: tuple[float, float]) -> npt.NDArray[Any]:
    """Cut the pixels out of a plane whose centres lie in a rectangle.

    Parameters
    ----------
    plane
        (rows, columns).
    corner, other
        Opposite corners, (row, column) index, fractional; what lies outside the plane is left out.

    Returns
    -------
    npt.NDArray[Any]
        (rows, columns) view; at least the pixel nearest to the corners' middle where no centre is inside, and nothing
        where the rectangle lies beside the plane.
    """
    spans = []
    for low, high, size in (
        (min(one, two), max(one, two), size) for one, two, size in zip(corner, other, plane.shape, strict=True)
    ):
        if high < -0.5 or low > size - 0.5:
            return plane[:0, :0]
        first, last = int(np.ceil(low)), int(np.floor(high))
        if last < first:
            first = last = round((low + high) / 2)
        spans.append(slice(min(max(first, 0), size - 1), min(max(last, 0), size - 1) + 1))
    return plane[spans[0], spans[1]]
