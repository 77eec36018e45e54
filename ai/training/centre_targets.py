"""What the maps of a volume detector should say of boxes, and the loss of what they say.

References
----------
Law & Deng, "CornerNet", arXiv 1808.01244, 3.2 (penalty-reduced focal loss). Zhou et al., "Objects as Points", arXiv
1904.07850. Rezatofighi et al., "Generalized Intersection over Union", arXiv 1902.09630.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as functional
from torch import Tensor

from ai.networks.volume_detector import OFFSET, SIZE

SPREAD = 0.5
"""Of the half sides of a box: standard deviation of the nearness round its centre."""

CENTRE = 0.8
"""Nearness from which a cell counts as the centre: a few cells, not one, as boxes are drawn by eye."""

BOX_WEIGHT = 1.0
"""Of the boxes against the heat maps."""


def centre_targets(
    boxes: Sequence[Tensor], labels: int, cells: tuple[int, int, int], cell: tuple[int, int, int]
) -> Tensor:
    """Draw what the maps should say.

    Parameters
    ----------
    boxes
        Of each window (boxes, 7) float32: label, lowest slice, row, column, then highest; index, where voxel k reaches
        from k - 0.5 to k + 0.5. What is centred outside of the window is faint at its edge, and no centre.
    labels
        Heat maps.
    cells, cell
        (slices, rows, columns) of the maps, and voxels along one of their cells.

    Returns
    -------
    Tensor
        (windows, labels + 7, *cells) float32: nearness of a centre of each label 0 to 1; offset to the centre in cells
        and logarithm of the sides in voxels, three each, and whether they count, 0 or 1.
    """
    result = torch.zeros(len(boxes), labels + 7, *cells)
    axes = [torch.arange(float(count)) for count in cells]
    grid = torch.stack(torch.meshgrid(*axes, indexing="ij"), -1)
    size = torch.tensor(cell, dtype=torch.float32)
    for own, target in zip(boxes, result, strict=True):
        nearest = torch.zeros(cells)
        for box in own:
            centre = ((box[1:4] + box[4:7]) / 2 + 0.5) / size - 0.5  # in cells, whose middles are whole numbers
            sides = (box[4:7] - box[1:4]).clamp_min(1e-3)
            away = (grid - centre) / (SPREAD * sides / 2 / size)
            near = torch.exp(-0.5 * away.square().sum(-1))
            at = centre.round().long()
            if bool(((at >= 0) & (at < torch.tensor(cells))).all()):
                near[at[0], at[1], at[2]] = 1.0  # a box smaller than a cell has a centre, too
            else:
                near = near.clamp_max(CENTRE - 1e-3)
            target[int(box[0])] = torch.maximum(target[int(box[0])], near)
            is_own = (near >= CENTRE) & (near > nearest)
            nearest = torch.maximum(nearest, near)
            target[labels : labels + 3, is_own] = (centre - grid[is_own]).T
            target[labels + 3 : labels + 6, is_own] = sides.log()[:, None]
            target[labels + 6, is_own] = 1.0
    return result


def centre_loss(maps: Tensor, target: Tensor, cell: tuple[int, int, int]) -> Tensor:
    """Loss of `ai.networks.volume_detector.VolumeMaps`.

    Parameters
    ----------
    maps
        (windows, labels + 6, *cells) from the network, float32.
    target
        From `centre_targets`.
    cell
        Voxels along one cell.
    """
    labels = target.shape[1] - 7
    logit, near = maps[:, :labels], target[:, :labels]
    is_centre = (near >= CENTRE).float()
    chance = logit.sigmoid()
    hit = functional.softplus(-logit) * (1 - chance) ** 2 * is_centre
    missed = functional.softplus(logit) * chance**2 * (1 - near) ** 4 * (1 - is_centre)
    heat = (hit.sum() + missed.sum()) / is_centre.sum().clamp(min=1)
    counts = target[:, labels + 6] > 0
    if not bool(counts.any()):
        return heat
    told, wanted = (each.movedim(1, -1)[counts] for each in (maps[:, labels:], target[:, labels : labels + 6]))
    return heat + BOX_WEIGHT * _box_loss(told, wanted, torch.tensor(cell, device=maps.device))


def _box_loss(told: Tensor, wanted: Tensor, cell: Tensor) -> Tensor:
    """(places, 6) each -> one minus the generalised overlap, and how far the sides are off.

    The overlap is what hits are counted by; the sides pull also where two boxes share nothing or all.
    """
    ends = []
    for each in (told, wanted):
        centre, half = each[:, OFFSET] * cell, each[:, SIZE].clamp(-2, 8).exp() / 2
        ends.append((centre - half, centre + half))
    (low, high), (low_wanted, high_wanted) = ends
    shared = (torch.minimum(high, high_wanted) - torch.maximum(low, low_wanted)).clamp_min(0).prod(1)
    union = (high - low).prod(1) + (high_wanted - low_wanted).prod(1) - shared
    hull = (torch.maximum(high, high_wanted) - torch.minimum(low, low_wanted)).prod(1)
    overlap = shared / union.clamp_min(1e-6) - (hull - union) / hull.clamp_min(1e-6)
    sides = (told[:, SIZE] - wanted[:, SIZE]).abs().mean(1)
    return (1 - overlap + sides).mean()
