"""Figures of one mask: known values, and what counts where one is empty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ai.training.dataset.dataset import load_dataset
from ai.training.mask_figures import Measure, measure_of, millilitres
from ai.volume import SpacingKind, Volume

MEASURE = Measure(1.0, "mm", flat=False, longest=30.0, largest_error=900.0)
EMPTY = np.zeros((4, 6, 8), bool)


def _volume(shape: tuple[int, int, int] = (4, 6, 8), kind: SpacingKind = SpacingKind.PATIENT) -> Volume:
    affine = np.eye(4)[:, [2, 1, 0, 3]] * [3.0, 1.0, 0.5, 1.0]  # slices along z
    return Volume(np.zeros(shape, np.int16), affine, spacing_kind=kind)


def test_a_box_that_is_moved_by_two_columns() -> None:
    truth, found = EMPTY.copy(), EMPTY.copy()
    truth[1:3, 1:4, 1:5] = True
    found[1:3, 1:4, 3:7] = True
    volume = _volume()
    assert volume.spacing_mm == (3.0, 1.0, 0.5)
    dice, jaccard, close, hd95, error = MEASURE.scores_of(found, truth, volume)
    assert (dice, jaccard, error) == (0.5, pytest.approx(1 / 3), 0)
    assert (close, hd95) == (1, 1)  # two columns are one mm
    found[1:3, 1:4, 3] = False
    assert MEASURE.scores_of(found, truth, volume)[4] == pytest.approx(25)
    assert millilitres(truth, volume) == pytest.approx(24 * 1.5 / 1000)


def test_what_is_missed_counts_and_nothing_is_right_where_nothing_is() -> None:
    mask, volume = EMPTY.copy(), _volume()
    mask[1, 2, 3] = True
    diagonal = float(np.linalg.norm([12, 6, 4]))
    assert MEASURE.scores_of(EMPTY, EMPTY, volume) == (1, 1, 1, 0, 0)
    for found, truth in ((mask, EMPTY), (EMPTY, mask)):
        assert MEASURE.scores_of(found, truth, volume) == (0, 0, 0, pytest.approx(diagonal), 100)


def test_without_a_spacing_they_are_pixels() -> None:
    picture = _volume((1, 6, 8), SpacingKind.UNKNOWN)
    found, truth = np.zeros((1, 6, 8), bool), np.zeros((1, 6, 8), bool)
    truth[0, 2:4, 1:3] = found[0, 2:4, 4:6] = True
    measure = Measure(1.0, "pixels", flat=True, longest=10.0, largest_error=900.0)
    assert measure.scores_of(found, truth, picture)[3] == 3
    assert [figure.title for figure in measure.figures][2:] == [
        "Surface Dice at 1 pixels",
        "HD95 in pixels (smaller is better)",
        "Area error in % (smaller is better)",
    ]
    assert np.isnan(millilitres(truth, picture))


def test_the_tolerance_is_no_finer_than_a_voxel(scan_dataset: Callable[..., Path]) -> None:
    dataset = load_dataset(scan_dataset(6))
    measure = measure_of(dataset.cases, dataset.names)
    assert (measure.unit, measure.flat, measure.tolerance) == ("mm", False, 1.0)
    assert measure.longest == pytest.approx(np.linalg.norm([32, 24, 30]))
    smallest = min(int(case.mask(name).sum()) for case in dataset.cases for name in dataset.names)
    assert measure.largest_error == pytest.approx(100 * 16 * 24 * 20 / smallest)
    assert measure.figures[2].title == "Surface Dice at 1 mm"
