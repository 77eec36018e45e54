"""How scans of a site are read by a network that starts from nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.training.dataset.dataset import load_dataset
from ai.training.outline_networks import MOST_VOXELS, Scans, contract, look, network_of

MakeDataset = Callable[..., Path]
FACTS = (("MR",), ("BRAIN",), ())
SCANS = Scans("SPL", (2.0, 1.0, 1.0), (33.4, 60.0, 50.0), None)


def test_scans_are_read_as_most_of_them_lie(scan_dataset: MakeDataset) -> None:
    dataset = load_dataset(scan_dataset(6))
    scans = look(dataset.cases, dataset.names)
    assert scans.orientation == "SAR"
    assert scans.spacing_mm == pytest.approx((2.0, 1.0, 1.5))
    assert scans.shape == pytest.approx((16, 24, 20))
    assert (scans.values, scans.dimensions) == (None, 3)
    spec = contract(scans, FACTS)
    assert spec.grid is not None
    assert (spec.grid.orientation, spec.grid.patch, spec.grid.dimensions) == ("SAR", (16, 24, 24), 3)
    assert spec.grid.spacing_mm == pytest.approx((2.0, 1.0, 1.5))
    assert [step.name for step in spec.grid.intensity] == ["invert", "z-score"]


def test_thin_scans_are_read_slice_by_slice() -> None:
    grid = contract(replace(SCANS, shape=(5.0, 300.0, 280.0)), FACTS).grid
    assert grid is not None
    assert (grid.dimensions, grid.spacing_mm) == (2, (0.0, 1.0, 1.0))
    assert len(grid.patch) == 2
    assert np.prod(grid.patch) <= MOST_VOXELS[2]


def test_windows_are_multiples_and_not_too_large() -> None:
    grid = contract(replace(SCANS, shape=(200.0, 512.0, 90.0)), FACTS).grid
    assert grid is not None
    assert all(side % 8 == 0 and side >= 16 for side in grid.patch)
    assert MOST_VOXELS[3] / 2 < np.prod(grid.patch) <= MOST_VOXELS[3]


def test_ct_is_clipped_to_the_values_inside_the_masks(scan_dataset: MakeDataset) -> None:
    dataset = load_dataset(scan_dataset(6))
    cases = [replace(case, record=replace(case.record, modality="CT")) for case in dataset.cases]
    scans = look(cases, dataset.names)
    assert scans.values is not None
    low, high, mean, deviation = scans.values
    assert 120 < low < 150 < mean < 215 < high < 260
    assert 20 < deviation < 45
    grid = contract(scans, (("CT",), (), ())).grid
    assert grid is not None
    assert [step.name for step in grid.intensity] == ["clip", "normalise"]


def test_pictures_without_a_spacing_keep_their_pixels(mask_dataset: MakeDataset) -> None:
    dataset = load_dataset(mask_dataset(6))
    scans = look(dataset.cases, dataset.names)
    assert (scans.orientation, scans.spacing_mm, scans.dimensions) == ("", (0.0, 0.0, 0.0), 2)
    assert scans.shape == (1, 72, 72)


def test_a_coarse_axis_waits_until_the_others_are_as_coarse() -> None:
    arguments = dict(network_of("dynunet", 3, 2, (5.0, 1.0, 1.0)).arguments)
    assert arguments["strides"] == ([1, 1, 1], [1, 2, 2], [1, 2, 2], [2, 2, 2])
    assert arguments["kernel_size"] == ([1, 3, 3], [1, 3, 3], [3, 3, 3], [3, 3, 3])
    assert dict(network_of("unet", 3, 2, (5.0, 1.0, 1.0)).arguments)["strides"][1:] == ([2, 2, 2],) * 3
    with pytest.raises(TrainingDataError, match="'resnet18' is unknown for masks"):
        network_of("resnet18", 3, 2)
