"""Pairs that are worth most together."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from ai.training.dataset.pairing import best_pairs


def test_no_other_pairs_are_worth_more() -> None:
    rng = np.random.default_rng(3)
    for _ in range(200):
        worth = rng.integers(0, 5, rng.integers(1, 6, 2)).astype(np.float64)
        rows, columns = best_pairs(worth)
        assert len(set(columns.tolist())) == len(columns) == min(worth.shape)
        assert rows.tolist() == sorted(set(rows.tolist()))
        few = worth if worth.shape[0] <= worth.shape[1] else worth.T
        best = max(
            sum(few[place, other] for place, other in enumerate(chosen))
            for chosen in permutations(range(few.shape[1]), few.shape[0])
        )
        assert worth[rows, columns].sum() == pytest.approx(best)


def test_nothing_has_no_pair() -> None:
    for shape in ((0, 0), (0, 4), (3, 0)):
        rows, columns = best_pairs(np.zeros(shape))
        assert (len(rows), len(columns)) == (0, 0)


def test_many_are_paired_at_once() -> None:
    order = np.random.default_rng(0).permutation(1500)
    worth = np.zeros((1500, 1500))
    worth[np.arange(1500), order] = 1.0
    rows, columns = best_pairs(worth)
    np.testing.assert_array_equal(columns[np.argsort(rows)], order)
