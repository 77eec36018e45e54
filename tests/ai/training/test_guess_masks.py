"""The guess by the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from ai.training.dataset.dataset import load_dataset
from ai.training.guess_masks import PLACES, frequencies, guessed
from ai.training.metrics import dice


def test_the_guess_lies_where_most_masks_lie(scan_dataset: Callable[..., Path]) -> None:
    dataset = load_dataset(scan_dataset(6))
    found = frequencies([dataset.cases[0]], dataset.names)
    assert found["front"].shape == (PLACES,) * 3
    own = dataset.cases[0].mask("front")
    assert dice(guessed(found["front"], own.shape), own) > 0.9  # of one case, that case
    everyone = frequencies(dataset.cases, dataset.names)["front"]
    assert 0 < float(everyone.max()) <= 1
    middle = np.argwhere(guessed(everyone, own.shape)).mean(0)
    centres = [np.argwhere(case.mask("front")).mean(0) for case in dataset.cases]
    np.testing.assert_allclose(middle, np.mean(centres, 0), atol=1)


def test_a_structure_that_nobody_marked_is_not_guessed(scan_dataset: Callable[..., Path]) -> None:
    dataset = load_dataset(scan_dataset(6))
    without = [replace(case, masks=("front",)) for case in dataset.cases]
    assert set(frequencies(without, dataset.names)) == {"front"}
