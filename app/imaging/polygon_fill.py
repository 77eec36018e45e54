"""Which pixel centres lie inside closed lines: exact, by the even-odd rule."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.imaging.contours import Polyline


def filled(line: Polyline, shape_px: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Fill a closed line.

    A centre is inside where the line crosses its row an odd number of times on its left. An edge counts for the rows
    from its upper end (included) to its lower one (not), so that corners count once; a cut that is walked both ways (a
    keyhole) cancels itself.

    Parameters
    ----------
    line
        (points, 2) row and column index; the last point joins the first.
    shape_px
        (rows, columns).

    Returns
    -------
    npt.NDArray[np.bool_]
        (rows, columns). Lines of one region are joined by exclusive or: a line inside another is a hole.
    """
    rows, columns = shape_px
    start, end = line, np.roll(line, -1, axis=0)
    low, high = np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0])
    first = np.clip(np.ceil(low), 0, rows).astype(np.intp)
    stop = np.clip(np.ceil(high), 0, rows).astype(np.intp)
    counts = np.maximum(stop - first, 0)
    edge = np.repeat(np.arange(len(line)), counts)
    row = np.arange(edge.size) - np.repeat(np.cumsum(counts) - counts, counts) + first[edge]
    share = (row - start[edge, 0]) / (end[edge, 0] - start[edge, 0])
    column = start[edge, 1] + share * (end[edge, 1] - start[edge, 1])
    # From the first centre at or right of the crossing on, everything changes sides.
    changes = np.clip(np.ceil(column), 0, columns).astype(np.intp)
    parity = np.zeros((rows, columns + 1), dtype=np.bool_)
    np.logical_xor.at(parity, (row, changes), True)
    inside: npt.NDArray[np.bool_] = np.logical_xor.accumulate(parity, axis=1)[:, :columns]
    return inside
