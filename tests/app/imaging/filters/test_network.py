"""Networks of minima and maxima: by the 0-1 principle, a network that merges all zeros and ones merges anything."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from app.imaging.filters.network import merging


def run(counts: tuple[int, ...], first: int, last: int, columns: np.ndarray) -> np.ndarray:
    """Merge each column of (values, cases) sorted lists."""
    network = merging(counts, first, last)
    outputs = np.full((last - first, columns.shape[1]), -1, columns.dtype)
    before = columns.copy()
    network.run(list(columns), list(outputs), list(np.empty((network.room, columns.shape[1]), columns.dtype)))
    np.testing.assert_array_equal(columns, before)
    return outputs


@pytest.mark.parametrize("counts", [(1, 1), (7, 7), (8, 1), (4, 3), (3, 0), (5, 5, 5), (14, 14), (6, 7, 3, 2), (1,)])
def test_every_list_of_zeros_and_ones(counts: tuple[int, ...]) -> None:
    ones = list(product(*(range(count + 1) for count in counts)))
    cases = [
        np.concatenate([np.repeat((0, 1), (n - k, k)) for n, k in zip(counts, each, strict=True)]) for each in ones
    ]
    columns = np.array(cases, np.int16).T
    whole = np.sort(columns, axis=0)
    np.testing.assert_array_equal(run(counts, 0, sum(counts), columns), whole)
    low, high = sum(counts) // 3, sum(counts) // 3 + 1
    np.testing.assert_array_equal(run(counts, low, high, columns), whole[low:high])


def test_fewer_ranks_take_fewer_steps() -> None:
    assert len(merging((14, 14), 13, 14).steps) < len(merging((14, 14), 0, 28).steps)
