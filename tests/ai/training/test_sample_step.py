from __future__ import annotations

import numpy as np
import pytest

from ai.training.sample_step import sample_step


@pytest.mark.parametrize("shape", [(100, 200, 200), (39, 512, 512), (1, 64, 64), (3, 1, 7), (80, 250, 250)])
def test_the_values_come_from_every_column(shape: tuple[int, int, int]) -> None:
    places = np.arange(np.prod(shape))[:: sample_step(shape, 20_000)]
    columns, rows = places % shape[2], places // shape[2] % shape[1]
    for found, side in ((columns, shape[2]), (rows, shape[1])):
        counts = np.bincount(found, minlength=side)
        assert counts.max() - counts.min() <= 0.2 * counts.mean() + 1
    assert len(places) >= min(np.prod(shape), 15_000)
