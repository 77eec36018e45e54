"""Boxes follow their pictures: bright ellipses are where the moved boxes say."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from ai.training.augmentation_choice import NO_AUGMENTATION, Augmentation
from ai.training.moved_boxes import moved

SIDE = 64


def _ellipse(box: tuple[float, float, float, float]) -> Tensor:
    """(1, rows, columns) 1 inside the ellipse of a box."""
    rows, columns = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    low_row, low_column, high_row, high_column = box
    away = ((rows - (low_row + high_row) / 2) / ((high_row - low_row) / 2)) ** 2
    away = away + ((columns - (low_column + high_column) / 2) / ((high_column - low_column) / 2)) ** 2
    return (away <= 1).float()[None]


def _bounds(picture: Tensor) -> list[float]:
    places = torch.nonzero(picture[0] > 0.5)
    return [*(places.amin(0) - 0.5).tolist(), *(places.amax(0) + 0.5).tolist()]


def _only(**changes: Any) -> Augmentation:
    return Augmentation(**({"rotation_deg": 0, "scale": 0, "shift": 0, "intensity": 0, "noise": 0} | changes))


def test_nothing_moves_without_a_change() -> None:
    boxes = [torch.tensor([[1, 9.5, 19.5, 29.5, 39.5]]), torch.zeros(0, 5)]
    pictures = torch.rand(2, 1, SIDE, SIDE)
    changed, same, organs = moved(pictures, boxes, NO_AUGMENTATION, torch.Generator())
    assert torch.equal(changed, pictures)
    assert [each.tolist() for each in same] == [each.tolist() for each in boxes]
    assert organs is None


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "chosen",
    [
        _only(rotation_deg=30),
        _only(scale=0.3, shift=0.1),
        _only(shear=0.3),
        _only(elastic=0.01),
        _only(flip_columns=True, flip_rows=True),
        Augmentation(),
    ],
)
def test_a_box_stays_round_its_finding(chosen: Augmentation, seed: int) -> None:
    box = (20.5, 15.5, 36.5, 40.5)
    picture = _ellipse(box)[None]
    organ = (picture > 0.5).float()
    _, (boxes,), organs = moved(
        picture, [torch.tensor([[3.0, *box]])], chosen, torch.Generator().manual_seed(seed), organs=organ
    )
    assert boxes[0, 0] == 3
    exact = moved(picture, [torch.tensor([[3.0, *box]])], chosen, torch.Generator().manual_seed(seed))
    assert torch.equal(exact[1][0], boxes)  # an organ beside it changes no chance
    assert organs is not None
    assert boxes[0, 1:].tolist() == pytest.approx(_bounds(organs[0]), abs=1.01)


def test_a_mirror_is_exact() -> None:
    box, seen = (20.5, 15.5, 36.5, 40.5), set()
    for seed in range(12):
        _, (boxes,), _ = moved(
            torch.zeros(1, 1, SIDE, SIDE),
            [torch.tensor([[0.0, *box]])],
            _only(flip_columns=True),
            torch.Generator().manual_seed(seed),
        )
        seen.add(tuple(boxes[0, 1:].tolist()))
    assert seen == {box, (20.5, SIDE - 1 - 40.5, 36.5, SIDE - 1 - 15.5)}


def test_a_box_that_leaves_by_more_than_half_is_dropped() -> None:
    # The lower edge of this box is 4 pixels from that of the picture: by the shift it loses between nothing and all.
    box, kept, cut = (43.5, 20.5, 59.5, 36.5), 0, 0
    for seed in range(60):
        picture = _ellipse(box)[None]
        changed, (boxes,), _ = moved(
            picture, [torch.tensor([[0.0, *box]])], _only(shift=0.3), torch.Generator().manual_seed(seed)
        )
        left = float((changed[0] > 0.5).sum() / picture.sum())
        if 0.4 < left < 0.6 or changed[0, 0, -1].max() > 0.5 > changed[0, 0, -2].max():
            continue
        inside = _bounds(changed[0])[2] < SIDE - 1.5 if left else False
        if inside or left > 0.6:
            assert len(boxes) == 1 or changed[0, 0, [0, -1]].max() > 0.5
            kept += 1
        else:
            assert len(boxes) == 0 or left > 0.4
            cut += 1
    assert kept > 10
    assert cut > 3
