"""Clicks and boxes on the network's grid: by distances in patient mm, on a grid that is turned and resampled."""

from __future__ import annotations

import math

import numpy as np
import torch

from ai.library.grid_spec import GridSpec
from ai.library.prompt_spec import BOX, POINTS, PromptSpec
from ai.prepare.grid import plan
from ai.prepare.placed_box import PlacedBox
from ai.prepare.prompt_channels import prompt_channels, region_round
from ai.volume import Volume

C, S = math.cos(0.3), math.sin(0.3)
AFFINE = np.array([[0, 0, 0.9, -12], [-3 * S, 0.8 * C, 0, 7], [3 * C, 0.8 * S, 0, 2], [0, 0, 0, 1]])
SCAN = Volume(np.zeros((14, 40, 36), np.int16), AFFINE, modality="MR")
WAY = plan(SCAN, GridSpec(orientation="SAR", spacing_mm=(1.5, 1.5, 1.5)), region=((2, 13), (3, 38), (0, 34)))
CPU = torch.device("cpu")


def places() -> np.ndarray:
    """Places of the cells of the network's grid, LPS mm."""
    indices = np.stack(np.meshgrid(*map(np.arange, WAY.shape), indexing="ij"), -1)
    return SCAN.to_lps_mm(WAY.to_source_points(indices))


def point(index: tuple[float, float, float]) -> tuple[float, float, float]:
    x, y, z = SCAN.to_lps_mm(index).tolist()
    return x, y, z


def test_a_click_is_a_ball_of_patient_mm() -> None:
    spec = PromptSpec((POINTS,), radius_mm=5.0)
    inside, outside = [point((6.3, 20, 15)), point((9, 30, 20))], [point((7, 8.4, 30))]
    drawn = prompt_channels(spec, SCAN, WAY, inside=inside, outside=outside, box=None, device=CPU).numpy()
    assert drawn.shape == (2, *WAY.shape)
    for channel, points in zip(drawn, (inside, outside), strict=True):
        away = np.min([np.linalg.norm(places() - each, axis=-1) for each in points], axis=0)
        assert np.array_equal(channel == 1, away <= 5.0)


def test_the_smallest_click_is_a_cell() -> None:
    spec = PromptSpec((POINTS,), radius_mm=0.01)
    said = point((6.3, 20.2, 15.1))
    drawn = prompt_channels(spec, SCAN, WAY, inside=[said], outside=[], box=None, device=CPU)[0].numpy()
    away = np.abs(WAY.to_source_points(np.argwhere(drawn)) - SCAN.to_index(said))
    assert drawn.sum() == 1
    assert (away <= np.array([0.5, 1.0, 1.0])).all()


def test_what_lies_beside_the_part_that_is_read_is_not_drawn() -> None:
    spec = PromptSpec((POINTS, BOX), radius_mm=1.0)
    drawn = prompt_channels(spec, SCAN, WAY, inside=[point((-40, 20, 15))], outside=[], box=None, device=CPU)
    assert drawn.shape == (3, *WAY.shape)
    assert not drawn.any()


def test_a_box_is_filled() -> None:
    box = PlacedBox.upright(*(SCAN.to_lps_mm((7, 20, 17)) - (6, 7, 8)), 12.0, 14.0, 16.0)
    drawn = prompt_channels(PromptSpec((BOX,)), SCAN, WAY, inside=[], outside=[], box=box, device=CPU)[0].numpy()
    within = (np.abs(places() - SCAN.to_lps_mm((7, 20, 17))) <= (6, 7, 8)).all(axis=-1)
    assert within.sum() > 100
    assert np.array_equal(drawn == 1, within)


def test_the_part_that_is_read() -> None:
    said = SCAN.to_lps_mm([(6, 20, 15), (7, 25, 15)])
    assert region_round(SCAN, said, None, 6.0) == ((4, 10), (12, 34), (8, 23))
    assert region_round(SCAN, np.zeros((0, 3)), None, 6.0) is None
    assert region_round(SCAN, SCAN.to_lps_mm([(90, 20, 15)]), None, 6.0) is None
    box = PlacedBox.along_grid(SCAN, (5.5, 19.5, 14.5), (7.5, 25.5, 15.5))
    assert region_round(SCAN, np.zeros((0, 3)), box, 3.0) == ((4, 10), (15, 31), (11, 20))
