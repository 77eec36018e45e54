"""A small net that looks for round spots on a radiograph: local contrast in, a heat map at a quarter of the size out.

It learns from crops and reads whole films, so its layers are normalised by batches (frozen afterwards), never by the
picture: a crop and a film would not have the same statistics. A second output channel is the organ that spots are
looked for in, so that no other model is needed to leave out what lies beside it; a third is the size.

References
----------
Zhou et al., "Objects as Points", arXiv 1904.07850 (heat maps of centres). Lin et al., "Feature Pyramid Networks",
arXiv 1612.03144.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

STRIDE = 4
"""Pixels of the picture along one pixel of the maps."""

HEAT, ORGAN, SIZE = range(3)
"""Channels of the maps: log-odds of a spot's centre, log-odds of the organ, logarithm of the diameter in pixels."""

CONTRAST_PX = 20.0
"""Sigma of the window that local contrast is measured in: wider than most spots, narrower than a lung."""

LEAST_DEVIATION = 0.02
"""Of a picture from 0 to 1: flat areas are not blown up to full contrast."""

FIRST_LOGIT, FIRST_LOG_SIZE = -4.0, 3.0
"""Bias of heat map and size before training: spots are rare, and without it the first steps are lost on saying so."""

DIAMETERS_PX = (7.0, 90.0)
"""Range of the diameters that are told."""

REACH = 2
"""Pixels of the maps by which the organ is widened: spots on its edge belong to it."""

LEAST_PART = 0.2
"""Of the largest part of the organ, that another part must have; a lung is never that much smaller than the other."""


def local_contrast(pictures: Tensor) -> Tensor:
    """Set each pixel against its surroundings.

    Parameters
    ----------
    pictures
        (n, 1, rows, columns) float, 0 to 1; sides multiples of `STRIDE`.

    Returns
    -------
    Tensor
        (n, 2, rows, columns): the picture round 0, and its difference from the local mean by the local deviation.
    """
    # A wide blur loses nothing on a coarse grid, where it costs a sixteenth.
    mean = _wide(functional.avg_pool2d(pictures, STRIDE))
    difference = pictures - mean
    deviation = (_wide(functional.avg_pool2d(difference**2, STRIDE)) + LEAST_DEVIATION**2).sqrt()
    return torch.cat([2 * pictures - 1, difference / deviation], 1)


def _wide(coarse: Tensor) -> Tensor:
    """Blur by three means of a box, nearly a Gaussian; at the edge over what there is; back to the full grid."""
    side = 2 * round(CONTRAST_PX / STRIDE) + 1  # three boxes of this side have the deviation side / 2
    for _ in range(3):
        for kernel in ((side, 1), (1, side)):
            pad = (kernel[0] // 2, kernel[1] // 2)
            coarse = functional.avg_pool2d(coarse, kernel, stride=1, padding=pad, count_include_pad=False)
    return functional.interpolate(coarse, scale_factor=float(STRIDE), mode="bilinear", align_corners=False)


class _Block(nn.Module):
    """Two convolutions round a shortcut."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(_step(channels, channels), _step(channels, channels, act=False))

    def forward(self, features: Tensor) -> Tensor:
        return functional.relu(features + self.inner(features))


def _step(inputs: int, outputs: int, *, kernel: int = 3, stride: int = 1, act: bool = True) -> nn.Sequential:
    layers: list[nn.Module] = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, *([nn.ReLU(inplace=True)] if act else []))


class SpotMaps(nn.Module):
    """One member: local contrast -> maps.

    Parameters
    ----------
    filters
        Channels at a half, a quarter, an eighth and a sixteenth of the size.
    blocks
        Of two convolutions each at these sizes.
    """

    def __init__(self, filters: Sequence[int], blocks: Sequence[int]) -> None:
        super().__init__()
        first, *others = filters
        self.stem = nn.Sequential(_step(2, first, kernel=5, stride=2), *(_Block(first) for _ in range(blocks[0])))
        stages = []
        for inputs, outputs, count in zip(filters, others, blocks[1:], strict=False):
            stages.append(nn.Sequential(_step(inputs, outputs, stride=2), *(_Block(outputs) for _ in range(count))))
        self.stages = nn.ModuleList(stages)
        width = others[0]
        self.laterals = nn.ModuleList(_step(channels, width, kernel=1, act=False) for channels in others)
        self.head = nn.Sequential(_step(width, width), nn.Conv2d(width, 3, 1, bias=False))
        self.bias = nn.Parameter(torch.tensor([FIRST_LOGIT, 0.0, FIRST_LOG_SIZE]))

    def forward(self, contrast: Tensor) -> Tensor:
        """(n, 2, rows, columns), sides multiples of 16 -> (n, 3, rows / 4, columns / 4)."""
        features = self.stem(contrast)
        levels = []
        for stage in self.stages:
            features = stage(features)
            levels.append(features)
        merged = self.laterals[-1](levels[-1])
        for lateral, level in zip(list(self.laterals)[-2::-1], levels[-2::-1], strict=True):
            merged = functional.relu(lateral(level) + functional.interpolate(merged, scale_factor=2.0, mode="nearest"))
        maps: Tensor = self.head(merged)
        return maps + self.bias[:, None, None]


class SpotFinder(nn.Module):
    """Members whose maps are averaged, and the marks that their peaks make.

    Parameters
    ----------
    filters, blocks
        See `SpotMaps`.
    members
        How many.
    apart_px
        Least distance of two marks; of closer ones the higher stays.
    most
        Marks told at most, those of the highest scores.
    """

    def __init__(
        self, *, filters: Sequence[int], blocks: Sequence[int], members: int, apart_px: float, most: int
    ) -> None:
        super().__init__()
        if len(filters) != len(blocks) or len(filters) < 2 or members < 1:
            raise ValueError("a spot finder needs a number of blocks for each of its two or more sizes, and a member")
        self.members = nn.ModuleList(SpotMaps(filters, blocks) for _ in range(members))
        self.multiple = 2 ** len(filters)
        self.apart_px = apart_px
        self.most = most

    def maps(self, picture: Tensor) -> Tensor:
        """(1, 1, rows, columns), 0 to 1 -> (members, 3, rows / 4, columns / 4): mean of it and of its mirror image."""
        rows, columns = picture.shape[2:]
        short = [-side % self.multiple for side in (columns, rows)]
        contrast = local_contrast(functional.pad(picture, (0, short[0], 0, short[1]), mode="replicate"))
        both = torch.cat([contrast, contrast.flip(3)])
        cells = (-(-rows // STRIDE), -(-columns // STRIDE))
        maps = torch.stack([member(both) for member in self.members])
        return (maps[:, 0] + maps[:, 1].flip(3))[:, :, : cells[0], : cells[1]] / 2

    def forward(self, picture: Tensor) -> list[dict[str, Tensor]]:
        """(1, 1, rows, columns), 0 to 1, bones bright -> marks.

        Returns
        -------
        list of dict
            One entry: ``boxes`` (marks, 4) float32, low row, low column, high row, high column, where the first pixel
            reaches from 0 to 1; ``scores`` (marks,), falling; ``labels`` (marks,), all 0; ``picture_scores``
            (members,): each member's highest score inside the organ.
        """
        maps = self.maps(picture)
        organ = _widened(_large_parts(maps[:, ORGAN].mean(0) > 0))
        heat = _smooth(maps[:, HEAT]).sigmoid() * organ
        together = _smooth(maps[:, HEAT].mean(0, keepdim=True)).sigmoid()[0] * organ
        scores, cells = self._peaks(together)
        centres = (cells + 0.5) * STRIDE
        size = maps[:, SIZE].mean(0)[cells[:, 0], cells[:, 1]]
        half = size.clamp(*(math.log(end) for end in DIAMETERS_PX)).exp()[:, None] / 2
        return [
            {
                "boxes": torch.cat([centres - half, centres + half], 1),
                "scores": scores,
                "labels": torch.zeros(len(scores), dtype=torch.int64, device=scores.device),
                "picture_scores": heat.flatten(1).amax(1),
            }
        ]

    def _peaks(self, heat: Tensor) -> tuple[Tensor, Tensor]:
        """(rows, columns) -> scores (peaks,), falling, and their cells (peaks, 2), none within ``apart_px``."""
        highest = functional.max_pool2d(heat[None, None], 3, 1, 1)[0, 0]
        cells = torch.nonzero((heat == highest) & (heat > 0))
        scores = heat[cells[:, 0], cells[:, 1]]
        order = torch.argsort(scores, descending=True, stable=True)
        scores, cells = scores[order], cells[order]
        kept: list[int] = []
        places = (cells.double() * STRIDE).cpu()
        for index, place in enumerate(places):
            if len(kept) == self.most:
                break
            if not kept or float((places[kept] - place).norm(dim=1).min()) > self.apart_px:
                kept.append(index)
        return scores[kept], cells[kept]


def _smooth(heat: Tensor) -> Tensor:
    """(n, rows, columns) -> mean with the neighbours: one bright cell of the map is no spot."""
    return functional.avg_pool2d(heat[:, None], 3, 1, 1, count_include_pad=False)[:, 0]


def _large_parts(organ: Tensor) -> Tensor:
    """(rows, columns) bool -> without parts under `LEAST_PART` of the largest: bowel and armpits may look like lung."""
    cells = torch.arange(1, organ.numel() + 1, device=organ.device).reshape(organ.shape)
    names = cells.float() * organ
    for _ in range(organ.numel()):  # a part takes the highest number in it, which spreads over it
        spread = functional.max_pool2d(names[None, None], 3, 1, 1)[0, 0] * organ
        if torch.equal(spread, names):
            break
        names = spread
    sizes = torch.bincount(names.long().flatten(), minlength=1)
    sizes[0] = 0
    return organ & (sizes >= LEAST_PART * sizes.max())[names.long()]


def _widened(organ: Tensor) -> Tensor:
    return functional.max_pool2d(organ.float()[None, None], 2 * REACH + 1, 1, REACH)[0, 0] > 0
