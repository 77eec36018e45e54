"""Boxes of a case on the grid that is shown, and back."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ai.training.dataset.boxes import Box
from app.imaging.case_boxes import boxes_of, shown_boxes
from app.imaging.upright import Turn, turn_voxels, turned_shape

TURNS = [Turn(swaps, flips) for swaps in (False, True) for flips in itertools.product((False, True), repeat=3)]


@pytest.mark.parametrize("turn", TURNS)
def test_a_box_holds_the_same_voxels_on_both_grids(turn: Turn) -> None:
    shape = (4, 6, 9)
    voxels = np.zeros(shape, np.int16)
    voxels[1:3, 2:6, 4:5] = 1
    box = Box("nodule", (0.5, 1.5, 3.5), (2.5, 5.5, 4.5))
    (shown,) = shown_boxes([box], turned_shape(shape, turn), turn)
    there = tuple(slice(round(low + 0.5), round(high + 0.5)) for low, high in zip(shown.low, shown.high, strict=True))
    turned = turn_voxels(voxels.copy(), turn)
    assert turned[there].all()
    assert turned[there].size == voxels.sum()
    assert boxes_of([shown], turned_shape(shape, turn), turn) == (box,)
