"""Boxes in blocks under the one augmentation: blocks move by `ai.training.augmentation`, and their boxes with them.

Beside the block the augmentation moves three ramps, the slice, row and column that each voxel was; so every voxel of
the moved block tells where it came from, whatever the change was. A box follows its centre: there the change is nearly
linear, and a finding is taken to be the ellipsoid in its box, as findings are; a turned box would grow by its corners,
in which nothing lies. So a box that reaches out of its block keeps its whole size, other than in
`ai.training.moved_boxes`, which shows whole pictures.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from ai.training.augmentation import augmented
from ai.training.augmentation_choice import Augmentation

_INSIDE = 0.999
"""Share of the block in a voxel from which its ramps are true: less was mixed with what lies outside."""


def moved_blocks(
    blocks: Tensor,
    boxes: Sequence[Tensor],
    chosen: Augmentation,
    generator: torch.Generator,
    *,
    spacing_mm: Tensor | None = None,
) -> tuple[Tensor, list[Tensor]]:
    """One random version of each block with its boxes.

    Parameters
    ----------
    blocks
        (batch, 1, slices, rows, columns) float32, standardised; no side shorter than 2.
    boxes
        Of each block (boxes, 7) float32: label, lowest slice, row, column, then highest; index, where voxel k reaches
        from k - 0.5 to k + 0.5; they may reach out of the block.
    chosen, generator, spacing_mm
        As in `ai.training.augmentation.augmented`.

    Returns
    -------
    blocks, boxes
        Of the same kinds. Boxes that nothing of the moved block lies near are gone.
    """
    batch, _, *sides = blocks.shape
    ramps = torch.stack([*torch.meshgrid(*(torch.arange(1.0, side + 1) for side in sides), indexing="ij")])
    planes = torch.cat([ramps, torch.ones(1, *sides)]).expand(batch, 4, *sides)
    changed, shares = augmented(blocks, planes, chosen, generator, spacing_mm=spacing_mm)
    if shares is None or shares is planes:  # nothing moves
        return changed, list(boxes)
    return changed, [_moved(own, shares[index]) for index, own in enumerate(boxes)]


def _moved(boxes: Tensor, shares: Tensor) -> Tensor:
    """(boxes, 7), (4, slices, rows, columns) -> (boxes left, 7)."""
    is_inside = shares[3] > _INSIDE
    places = torch.nonzero(is_inside)
    if not len(boxes) or not len(places):
        return boxes[:0]
    ramps = shares[:3] / shares[3:].clamp_min(_INSIDE) - 1
    came = ramps[:, is_inside].T
    kept = []
    for label, *corners in boxes.tolist():
        low, high = torch.tensor(corners[:3]), torch.tensor(corners[3:])
        centre, half = (low + high) / 2, (high - low) / 2
        away = (came - centre).norm(dim=1)
        nearest = int(away.argmin())
        if float(away[nearest]) > float(half.max()) + 1:
            continue
        place = places[nearest]
        change = _change(ramps, is_inside, place)
        if change is None:
            continue
        at = place + change @ (centre - came[nearest])
        # An ellipsoid of these half axes under a linear change is as wide along each axis as its row is long.
        reach = (change * half).norm(dim=1)
        kept.append(torch.cat([torch.tensor([label]), at - reach, at + reach]))
    return torch.stack(kept).to(boxes.dtype) if kept else boxes[:0]


def _change(ramps: Tensor, is_inside: Tensor, place: Tensor) -> Tensor | None:
    """(3, 3) moved voxels per voxel of the block, round a place; None where too little is left to tell."""
    columns = []
    for axis in range(3):
        ends = []
        for step in (-1, 1):
            other = place.clone()
            other[axis] += step
            lies_in = 0 <= int(other[axis]) < is_inside.shape[axis]
            if not lies_in or not bool(is_inside[other[0], other[1], other[2]]):
                step, other = 0, place
            ends.append((step, ramps[:, other[0], other[1], other[2]]))
        (before, first), (after, last) = ends
        if after == before:
            return None
        columns.append((last - first) / (after - before))
    came_per_voxel = torch.stack(columns, 1)
    return torch.linalg.inv(came_per_voxel) if abs(float(torch.linalg.det(came_per_voxel))) > 1e-6 else None
