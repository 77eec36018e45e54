from __future__ import annotations

import pytest
import torch

from ai.training.augmentation_choice import NO_AUGMENTATION, Augmentation
from ai.training.moved_blocks import moved_blocks

SIDES = (20, 28, 24)


def _block(low: tuple[int, int, int], high: tuple[int, int, int]) -> tuple[torch.Tensor, torch.Tensor]:
    """A block with a bright ellipsoid in the voxels from ``low`` to before ``high``, and its box."""
    grid = torch.stack(torch.meshgrid(*(torch.arange(float(side)) for side in SIDES), indexing="ij"), -1)
    first, stop = torch.tensor(low, dtype=torch.float32), torch.tensor(high, dtype=torch.float32)
    centre, half = (first + stop - 1) / 2, (stop - first) / 2
    block = ((((grid - centre) / half) ** 2).sum(-1) <= 1).float()
    return block[None, None], torch.cat([torch.tensor([1.0]), first - 0.5, stop - 0.5])[None]


@pytest.mark.parametrize(
    "chosen",
    [
        Augmentation(rotation_deg=20, scale=0.15, shift=0.08),
        Augmentation(0, 0, 0, 0, 0, 0, 0, flip_columns=True, flip_rows=True, flip_slices=True),
        Augmentation(rotation_deg=0, shear=0.15, scale=0, shift=0),
        Augmentation(rotation_deg=5, elastic=0.01),
    ],
)
def test_a_box_goes_where_its_finding_goes(chosen: Augmentation) -> None:
    block, boxes = _block((6, 9, 7), (14, 20, 15))
    for seed in range(8):
        calm = Augmentation(**{**chosen.__dict__, "intensity": 0.0, "noise": 0.0})
        changed, (moved,) = moved_blocks(block, [boxes], calm, torch.Generator().manual_seed(seed))
        bright = torch.nonzero(changed[0, 0] > 0.5).float()
        assert moved[0, 0] == 1
        torch.testing.assert_close((moved[0, 1:4] + moved[0, 4:]) / 2, bright.mean(0), atol=0.7, rtol=0)
        torch.testing.assert_close(moved[0, 1:4], bright.amin(0) - 0.5, atol=1.5, rtol=0)
        torch.testing.assert_close(moved[0, 4:], bright.amax(0) + 0.5, atol=1.5, rtol=0)


def test_a_box_that_reaches_out_keeps_its_size() -> None:
    block, _ = _block((6, 9, 7), (14, 20, 15))
    box = torch.tensor([[0.0, -6.5, 4.5, -3.5, 5.5, 16.5, 8.5]])
    flipped = Augmentation(0, 0, 0, 0, 0, 0, 0, flip_slices=True)
    sides = box[0, 4:] - box[0, 1:4]
    seen = set()
    for seed in range(6):
        _, (moved,) = moved_blocks(block, [box], flipped, torch.Generator().manual_seed(seed))
        torch.testing.assert_close(moved[0, 4:] - moved[0, 1:4], sides, atol=1e-2, rtol=0)
        seen.add(round(float(moved[0, 1]), 1))
    assert seen == {-6.5, 13.5}  # as it was, or mirrored in 20 slices


def test_without_moves_boxes_stay_and_empty_blocks_are_fine() -> None:
    block, boxes = _block((6, 9, 7), (14, 20, 15))
    changed, moved = moved_blocks(
        block.repeat(2, 1, 1, 1, 1), [boxes, boxes[:0]], NO_AUGMENTATION, torch.Generator().manual_seed(0)
    )
    assert torch.equal(changed[0], block[0])
    assert torch.equal(moved[0], boxes)
    _, moved = moved_blocks(block, [boxes[:0]], Augmentation(), torch.Generator().manual_seed(0))
    assert moved[0].shape == (0, 7)


def test_what_is_moved_far_away_is_gone() -> None:
    block, _ = _block((6, 9, 7), (14, 20, 15))
    beside = torch.tensor([[0.0, 30.0, 4.5, 3.5, 34.0, 8.5, 7.5]])
    _, moved = moved_blocks(block, [beside], Augmentation(rotation_deg=3), torch.Generator().manual_seed(0))
    assert len(moved[0]) == 0


def test_a_box_on_thick_slices_turns_in_millimetres() -> None:
    """A ball of 24 mm in slices of 3 mm stays one, and so does its box."""
    steps = torch.tensor([3.0, 1.0, 1.0])
    block, boxes = torch.zeros(1, 1, 20, 48, 48), torch.tensor([[0.0, 5.5, 11.5, 11.5, 13.5, 35.5, 35.5]])
    chosen = Augmentation(90, 0, 0, 0, 0, 0, 0)
    for seed in range(6):
        chance = torch.Generator().manual_seed(seed)
        _, (moved,) = moved_blocks(block, [boxes], chosen, chance, spacing_mm=steps)
        sides_mm = (moved[0, 4:] - moved[0, 1:4]) * steps
        torch.testing.assert_close(sides_mm, torch.full((3,), 24.0), atol=0.5, rtol=0)
