"""The best way to pair two rows of things, each with at most one of the other row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Pairs = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]
"""Positions in the first row, ascending, and in the second."""


def best_pairs(worth: npt.NDArray[np.float64]) -> Pairs:
    """Pair the shorter row whole, so that the pairs are worth most together.

    Parameters
    ----------
    worth
        (first, second) float64: what each pair is worth, finite.

    References
    ----------
    Kuhn, Nav Res Logist Q 1955;2:83; with the shortest augmenting paths of Jonker & Volgenant, Computing 1987;38:325.
    """
    if 0 in worth.shape:
        nothing = np.zeros(0, dtype=np.intp)
        return nothing, nothing
    if worth.shape[0] > worth.shape[1]:
        second, first = best_pairs(worth.T)
        order = np.argsort(first)
        return first[order], second[order]
    cost = worth.max() - worth
    rows, columns = cost.shape
    # Column 0 stands for "none yet", so rows and columns are counted from 1 here.
    row_price, column_price = np.zeros(rows + 1), np.zeros(columns + 1)
    row_of = np.zeros(columns + 1, dtype=np.intp)
    for row in range(1, rows + 1):
        row_of[0], column = row, 0
        least, came_from = np.full(columns + 1, np.inf), np.zeros(columns + 1, dtype=np.intp)
        is_used = np.zeros(columns + 1, dtype=np.bool_)
        while row_of[column] or not column:
            is_used[column] = True
            here = row_of[column]
            reduced = np.concatenate(([np.inf], cost[here - 1] - row_price[here] - column_price[1:]))
            is_better = ~is_used & (reduced < least)
            least[is_better], came_from[is_better] = reduced[is_better], column
            column = int(np.argmin(np.where(is_used, np.inf, least)))
            step = least[column]
            row_price[row_of[is_used]] += step
            column_price[is_used] -= step
            least[~is_used] -= step
        while column:
            before = int(came_from[column])
            row_of[column] = row_of[before]
            column = before
    found = np.flatnonzero(row_of[1:])
    order = np.argsort(row_of[1:][found])
    return row_of[1:][found][order] - 1, found[order]
