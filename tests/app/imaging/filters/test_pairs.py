"""Pairs of neighbours: from both ends, every pixel inside the border meets all of its square but itself, once."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from app.imaging.filters.pairs import pairs


@pytest.mark.parametrize(("reach", "shape"), [(1, (3, 3)), (1, (4, 7)), (2, (9, 6)), (4, (9, 20))])
def test_the_whole_square_once(reach: int, shape: tuple[int, int]) -> None:
    places = np.arange(shape[0] * shape[1])
    met = Counter[tuple[int, int]]()
    for each in pairs(reach, shape):
        here, there = places[each.here], places[each.there]
        assert len(here) == len(there) == each.count
        assert (there - here == each.down * shape[1] + each.along).all()
        met.update(zip(here.tolist(), there.tolist(), strict=True))
        met.update(zip(there.tolist(), here.tolist(), strict=True))
    for row, column in np.ndindex(shape[0] - 2 * reach, shape[1] - 2 * reach):
        middle = (row + reach) * shape[1] + column + reach
        square = places.reshape(shape)[row : row + 2 * reach + 1, column : column + 2 * reach + 1].ravel()
        others = [each for each in square.tolist() if each != middle]
        assert all(met[middle, each] == 1 for each in others)
        assert sum(count for (one, _), count in met.items() if one == middle) == len(others)
