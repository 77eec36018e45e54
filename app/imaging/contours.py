"""Outlines of a mask, between its pixels and the others, as closed lines."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Polyline: TypeAlias = npt.NDArray[np.float64]
"""(points, 2), float64: (row, column) index, pixel centres are whole. Closed: the last point joins the first."""

Indices: TypeAlias = npt.NDArray[np.intp]
"""(n,) rows, columns or numbers."""

_LEVELS = 255.0
"""Probabilities are kept as uint8, probability x 255."""

# The four edges of a cell between the centres of the pixels (r, c), (r, c+1), (r+1, c+1), (r+1, c).
_TOP, _RIGHT, _BOTTOM, _LEFT = range(4)

# For each of the 16 patterns of inside pixels (bit 0: (r, c), bit 1: (r, c+1), bit 2: (r+1, c+1), bit 3: (r+1, c)) the
# edges where the line enters and leaves the cell. Rows go down: on screen the inside is on the right of the way.
_WAYS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((_TOP, _LEFT),),
    2: ((_RIGHT, _TOP),),
    3: ((_RIGHT, _LEFT),),
    4: ((_BOTTOM, _RIGHT),),
    5: ((_TOP, _LEFT), (_BOTTOM, _RIGHT)),
    6: ((_BOTTOM, _TOP),),
    7: ((_BOTTOM, _LEFT),),
    8: ((_LEFT, _BOTTOM),),
    9: ((_TOP, _BOTTOM),),
    10: ((_RIGHT, _TOP), (_LEFT, _BOTTOM)),
    11: ((_RIGHT, _BOTTOM),),
    12: ((_LEFT, _RIGHT),),
    13: ((_TOP, _RIGHT),),
    14: ((_LEFT, _TOP),),
}
# Two pixels that touch at a corner only are joined where the middle of the cell is inside.
_JOINED: dict[int, tuple[tuple[int, int], ...]] = {
    5: ((_BOTTOM, _LEFT), (_TOP, _RIGHT)),
    10: ((_LEFT, _TOP), (_RIGHT, _BOTTOM)),
}


def contours(
    mask: npt.NDArray[np.bool_],
    probability: npt.NDArray[np.uint8] | None = None,
    *,
    threshold: float = 0.5,
) -> tuple[Polyline, ...]:
    """Find the outlines of a mask, of its parts and of its holes.

    Every line runs between the centres of the pixels inside and outside. Without probabilities it crosses half way;
    with them, where they cross the threshold, so that the outline of a resampled result is no staircase. The mask
    decides where both disagree (parts that were removed or corrected).

    Parameters
    ----------
    mask
        (rows, columns) bool.
    probability
        (rows, columns) uint8, probability x 255, on the same grid, or None.
    threshold
        Probability from which a pixel belongs to the structure.

    Returns
    -------
    tuple[Polyline, ...]
        Closed lines, on the screen clockwise around the inside and counter-clockwise around holes. Empty for an empty
        mask. A mask that reaches the border of the picture is closed half a pixel outside its centres.

    References
    ----------
    Lorensen and Cline, Marching cubes (SIGGRAPH 1987), in two dimensions.
    """
    if mask.ndim != 2 or mask.dtype != np.bool_:
        raise ValueError(f"mask must be (rows, columns) bool, got {mask.shape} {mask.dtype}")
    if probability is not None and probability.shape != mask.shape:
        raise ValueError("probability must be on the grid of the mask")
    inside_rows = np.flatnonzero(mask.any(axis=1))
    if not inside_rows.size:
        return ()
    inside_columns = np.flatnonzero(mask.any(axis=0))
    first_row, first_column = int(inside_rows[0]), int(inside_columns[0])
    box = (slice(first_row, int(inside_rows[-1]) + 1), slice(first_column, int(inside_columns[-1]) + 1))
    points, following = _crossings(_Field(mask, probability, threshold * _LEVELS, box))
    # The field has one pixel more on every side than the box.
    points += (first_row - 1, first_column - 1)
    return _linked(points, following)


def area_px(lines: tuple[Polyline, ...]) -> float:
    """Compute the area inside closed lines in pixels; holes count negative."""
    area = 0.0
    for line in lines:
        row, column = line[:, 0], line[:, 1]
        area += 0.5 * float(np.sum(column * np.roll(row, -1) - np.roll(column, -1) * row))
    return area


def thinned(line: Polyline, tolerance: float) -> Polyline:
    """Leave out points of a closed line that move it by less than ``tolerance`` (in pixels of the picture).

    References
    ----------
    Douglas and Peucker, Cartographica 10 (1973) 112-122.
    """
    kept = cv2.approxPolyDP(line.astype(np.float32)[:, None, :], tolerance, True)[:, 0, :]
    # A speck smaller than the tolerance must stay visible.
    return kept.astype(np.float64) if len(kept) > 2 else line


class _Field:
    """A mask in its box and one pixel around it, and how far from the border between in and out its pixels are.

    Parameters
    ----------
    mask, probability, level
        (rows, columns) bool; uint8 or None; the value of the probability at the border.
    box
        The rows and columns that hold the mask.
    """

    def __init__(
        self,
        mask: npt.NDArray[np.bool_],
        probability: npt.NDArray[np.uint8] | None,
        level: float,
        box: tuple[slice, slice],
    ) -> None:
        self.inside = np.pad(mask[box], 1)
        self._probability = probability
        self._level = level
        self._row = box[0].start - 1
        self._column = box[1].start - 1

    def height(self, row: Indices, column: Indices) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """Find how far inside (> 0) or outside (< 0) pixels are, by their row and column in the box, and who says so.

        Returns
        -------
        tuple
            Heights, and whether the probability tells them; else they are 1 and -1, as the mask decides.
        """
        inside = self.inside[row, column]
        decided = np.where(inside, 1.0, -1.0)
        if self._probability is None:
            return decided, np.zeros(inside.shape, np.bool_)
        rows, columns = self._probability.shape
        row, column = row + self._row, column + self._column
        near = self._probability[row.clip(0, rows - 1), column.clip(0, columns - 1)].astype(np.float64) - self._level
        # Beyond the picture there is no probability: the line closes at the picture's edge.
        told = (row >= 0) & (row < rows) & (column >= 0) & (column < columns) & ((near >= 0) == inside)
        return np.where(told, near, decided), told

    def share(self, row: Indices, column: Indices, next_row: Indices, next_column: Indices) -> npt.NDArray[np.float64]:
        """Find where between two neighbours the border crosses, 0 to 1; half way where the mask decides."""
        here, told_here = self.height(row, column)
        there, told_there = self.height(next_row, next_column)
        crossing: npt.NDArray[np.float64] = np.where(told_here & told_there, here / (here - there), 0.5)
        return crossing


def _crossings(field: _Field) -> tuple[Polyline, Indices]:
    """Find the points where a line crosses between two pixel centres, and for each the next one along the line.

    Every crossing lies on the edge between two cells: it is left by one way and entered by another, so "the next one"
    is a permutation and every line closes.
    """
    inside = field.inside
    across = np.flatnonzero(inside[:, :-1] != inside[:, 1:])
    down = np.flatnonzero(inside[:-1] != inside[1:])
    columns = inside.shape[1]
    row, column = np.divmod(across, columns - 1)
    points_across = np.stack([row, column + field.share(row, column, row, column + 1)], axis=1)
    row, column = np.divmod(down, columns)
    points_down = np.stack([row + field.share(row, column, row + 1, column), column], axis=1)
    points = np.concatenate([points_across, points_down])

    cell_row, cell_column, cell_code = _cells(inside, across, down)
    following = np.empty(len(points), np.intp)

    def number(edge: int, row: Indices, column: Indices) -> Indices:
        """Find the number of the crossing on an edge of cells."""
        if edge in (_TOP, _BOTTOM):
            found: Indices = np.searchsorted(across, (row + (edge == _BOTTOM)) * (columns - 1) + column)
            return found
        found = np.searchsorted(down, row * columns + column + (edge == _RIGHT))
        return found + across.size

    for pattern, ways in _WAYS.items():
        chosen = cell_code == pattern
        row, column = cell_row[chosen], cell_column[chosen]
        groups = [(row, column, ways)]
        if pattern in _JOINED:
            corners = ((row, column), (row, column + 1), (row + 1, column), (row + 1, column + 1))
            joined = sum(field.height(*corner)[0] for corner in corners) > 0
            groups = [
                (row[~joined], column[~joined], ways),
                (row[joined], column[joined], _JOINED[pattern]),
            ]
        for group_row, group_column, group_ways in groups:
            for enters, leaves in group_ways:
                following[number(enters, group_row, group_column)] = number(leaves, group_row, group_column)
    return points, following


def _cells(
    inside: npt.NDArray[np.bool_], across: Indices, down: Indices
) -> tuple[Indices, Indices, npt.NDArray[np.uint8]]:
    """Find the cells that a line passes, by the crossings on their edges, with row, column and pattern.

    Looking at the crossings alone, not at every cell, keeps this quick on films of ten million pixels.
    """
    columns = inside.shape[1]
    row, column = np.divmod(across, columns - 1)
    beside_across = row * (columns - 1) + column
    row, column = np.divmod(down, columns)
    beside_down = row * (columns - 1) + column
    cells = np.unique(np.concatenate([beside_across - (columns - 1), beside_across, beside_down - 1, beside_down]))
    row, column = np.divmod(cells, columns - 1)
    bit = inside.view(np.uint8)
    code = bit[row, column] | bit[row, column + 1] << 1 | bit[row + 1, column + 1] << 2 | bit[row + 1, column] << 3
    return row, column, code


def _linked(points: Polyline, following: Indices) -> tuple[Polyline, ...]:
    """Follow the lines around."""
    after: list[int] = following.tolist()
    seen = bytearray(len(after))
    lines: list[Polyline] = []
    for start in range(len(after)):
        if seen[start]:
            continue
        line: list[int] = []
        at = start
        while not seen[at]:
            seen[at] = 1
            line.append(at)
            at = after[at]
        lines.append(points[line])
    return tuple(lines)
