"""Random changes of pictures of the router, in batches: turned, mirrored, inverted on purpose; all else as it happens.

What a frame, a border, a window, a machine make of a picture must not tell what it shows, or the source would be
learned instead.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from ai.library.card import InputSpec
from ai.library.router_kinds import CHEST_FILM, KINDS

ANGLE_DEG, SCALE, ASPECT, SHIFT = 12.0, (0.72, 1.35), 0.12, 0.2
"""Largest turn; sizes; logarithm of the largest stretch; largest way aside, in half sides. Chances without measure."""

WAYS = 2
"""In how many ways each changed picture is hung: turned, mirrored, inverted."""

_SPREAD = 3
"""Every n-th row and column tells the percentiles of a picture: enough, and nine times quicker."""


def augment(
    pictures: Tensor, kinds: Tensor, spec: InputSpec, generator: torch.Generator, *, device: torch.device
) -> tuple[Tensor, Tensor]:
    """`WAYS` random versions of each picture with what the network shall say about them.

    Parameters
    ----------
    pictures
        (batch, 1, side, side) uint8, upright, bones bright.
    kinds
        (batch,) int64, index into `KINDS`.
    spec
        Contract of the router: clipping and size.
    generator
        Source of chance, on the CPU: the same everywhere.
    device
        Where the pictures are changed.

    Returns
    -------
    pictures
        (`WAYS` * batch, 1, *spec.size_px) float32, standardised.
    targets
        (`WAYS` * batch, 4) int64: kind; inverted, quarters turned against the clock, mirrored, -1 where it is no film.
    """
    chance = _Chance(len(pictures), generator, device)
    values = _posed(pictures.to(device).float() / 255, chance, spec.size_px)
    values = _standardised(_spoiled(_framed(_exposed(values, chance), chance), chance), spec.clip_percentiles)
    # To turn, mirror and invert what is standardised costs next to nothing.
    kinds = kinds.repeat_interleave(WAYS)
    quarters = torch.randint(4, (len(kinds),), generator=generator)
    mirrored = torch.randint(2, (len(kinds),), generator=generator)
    inverted = torch.rand(len(kinds), generator=generator) < torch.where(kinds == _FILM, 0.5, 0.25)
    asked = torch.stack([inverted.long(), quarters, mirrored], 1)
    asked[kinds != _FILM] = -1
    hung = [_hung(values[i // WAYS], *way) for i, way in enumerate(zip(quarters, mirrored, inverted, strict=True))]
    return torch.stack(hung), torch.cat([kinds[:, None], asked], 1).to(device)


_FILM = KINDS.index(CHEST_FILM)


class _Chance:
    """Numbers for a whole batch, drawn on the CPU, used on the device."""

    def __init__(self, count: int, generator: torch.Generator, device: torch.device) -> None:
        self.count, self.generator, self.device = count, generator, device

    def between(self, low: float, high: float) -> Tensor:
        """(batch, 1, 1, 1)."""
        return (low + (high - low) * torch.rand(self.count, 1, 1, 1, generator=self.generator)).to(self.device)

    def happens(self, probability: float) -> Tensor:
        """(batch, 1, 1, 1) bool."""
        return (torch.rand(self.count, 1, 1, 1, generator=self.generator) < probability).to(self.device)

    def grain(self, rows: int, columns: int) -> Tensor:
        """(batch, 1, rows, columns) normal."""
        return torch.randn(self.count, 1, rows, columns, generator=self.generator).to(self.device)

    def once(self, low: float, high: float) -> float:
        return low + (high - low) * float(torch.rand(1, generator=self.generator))


def _hung(picture: Tensor, quarters: Tensor, mirror: Tensor, invert: Tensor) -> Tensor:
    """Mirror an upright (1, rows, columns), turn it against the clock, invert it: `ai.training.router_score.hang`."""
    turned = torch.rot90(picture.flip(2) if bool(mirror) else picture, int(quarters), (1, 2))
    return -turned if bool(invert) else turned


def _posed(values: Tensor, chance: _Chance, size_px: tuple[int, int]) -> Tensor:
    angle = chance.between(-ANGLE_DEG, ANGLE_DEG).flatten() * math.pi / 180
    scale = torch.exp(chance.between(*map(math.log, SCALE)).flatten())
    stretch = torch.exp(chance.between(-ASPECT, ASPECT).flatten())
    aside = [chance.between(-SHIFT, SHIFT).flatten() for _ in range(2)]
    cos, sin = torch.cos(angle) / scale, torch.sin(angle) / scale
    rows = [torch.stack([cos * stretch, -sin, aside[0]], 1), torch.stack([sin, cos / stretch, aside[1]], 1)]
    grid = functional.affine_grid(torch.stack(rows, 1), [chance.count, 1, *size_px], align_corners=False)
    padding = "zeros" if chance.once(0, 1) < 0.6 else "border"
    return functional.grid_sample(values, grid, padding_mode=padding, align_corners=False)


def _exposed(values: Tensor, chance: _Chance) -> Tensor:
    """Another curve, window, field and patient."""
    values = values.clamp(0, 1) ** torch.exp(chance.between(math.log(0.5), math.log(2.0)))
    low, high = chance.between(0, 0.25), chance.between(0.8, 1)
    values = torch.where(chance.happens(0.4), ((values - low) / (high - low)).clamp(0, 1), values)
    steep, middle = chance.between(3, 9), chance.between(0.35, 0.65)
    values = torch.where(chance.happens(0.3), torch.sigmoid(steep * (values - middle)), values)
    field = functional.interpolate(chance.grain(4, 4), size=values.shape[2:], mode="bicubic")
    values = torch.where(chance.happens(0.4), values * (1 + chance.between(0.05, 0.25) * field), values)
    for share, reach in ((0.25, (0.03, 0.12)), (0.15, (0.1, 0.3))):
        patch = chance.between(0.1, 0.6) * _patch(values, chance, reach)
        values = torch.where(chance.happens(share), values + patch, values)
    return values.clamp(0, 1)


def _patch(values: Tensor, chance: _Chance, reach: tuple[float, float]) -> Tensor:
    """Soft bright patches, as consolidations, effusions, breasts or a device make."""
    down, along = _axes(values)
    row, column = chance.between(0.15, 0.85), chance.between(0.15, 0.85)
    tall, wide = chance.between(*reach), chance.between(*reach)
    return torch.exp(-(((down - row) / tall) ** 2) - ((along - column) / wide) ** 2)


def _framed(values: Tensor, chance: _Chance) -> Tensor:
    """Covered borders, a round field, marks, words, wires."""
    down, along = _axes(values)
    dark = torch.where(chance.happens(0.6), 0.0, 1.0)
    edges = [chance.between(-0.1, 0.16) for _ in range(4)]
    covered = (down < edges[0]) | (down > 1 - edges[1]) | (along < edges[2]) | (along > 1 - edges[3])
    values = torch.where(chance.happens(0.4) & covered, dark, values)
    outside = (down - 0.5) ** 2 + (along - 0.5) ** 2 > chance.between(0.45, 0.6) ** 2
    values = torch.where(chance.happens(0.1) & outside, dark, values)
    for share, tall, wide in ((0.5, 0.06, 0.2), (0.3, 0.03, 0.3), (0.2, 0.015, 0.8)):
        long_way = chance.happens(0.5)
        height = torch.where(long_way, chance.between(0.006, wide), chance.between(0.006, tall))
        width = torch.where(long_way, chance.between(0.006, tall), chance.between(0.006, wide))
        # Near a border, where such things are; the least of two chances lies nearer to one.
        row, column = chance.between(-0.05, 1), chance.between(-0.05, 1)
        row = torch.where((row - 0.5).abs() > 0.3, row, (row * 7) % 1)
        box = (down > row) & (down < row + height) & (along > column) & (along < column + width)
        letters = torch.sin(along * chance.between(60, 300)) * torch.sin(down * chance.between(60, 300)) > -0.3
        box = box & (letters | chance.happens(0.5))
        grey = torch.where(chance.happens(0.7), chance.between(0.7, 1), chance.between(0, 0.3))
        values = torch.where(chance.happens(share) & box, grey, values)
    return values


def _spoiled(values: Tensor, chance: _Chance) -> Tensor:
    """Lower resolution and noise."""
    rows, columns = values.shape[2:]
    factor = chance.once(0.2, 0.8)
    small = functional.interpolate(values, scale_factor=factor, mode="area")
    coarse = functional.interpolate(small, size=(rows, columns), mode="bilinear", align_corners=False)
    values = torch.where(chance.happens(0.2), coarse, values)
    return values + torch.where(chance.happens(0.6), chance.between(0, 0.1), 0.0) * chance.grain(rows, columns)


def _axes(values: Tensor) -> tuple[Tensor, Tensor]:
    """Rows and columns from 0 to 1, as (1, 1, rows, 1) and (1, 1, 1, columns)."""
    rows, columns = values.shape[2:]
    down = torch.linspace(0, 1, rows, device=values.device)[None, None, :, None]
    return down, torch.linspace(0, 1, columns, device=values.device)[None, None, None, :]


def _standardised(values: Tensor, clip_percentiles: tuple[float, float]) -> Tensor:
    """As `ai.prepare.radiograph.standardise`, from every third row and column."""
    some = values[:, :, ::_SPREAD, ::_SPREAD].flatten(1)
    shares = torch.tensor(clip_percentiles, device=values.device) / 100
    bounds = torch.quantile(some, shares, dim=1)[..., None, None, None]
    clipped = torch.minimum(torch.maximum(values, bounds[0]), bounds[1])
    deviation = clipped.std((1, 2, 3), keepdim=True, unbiased=False).clamp_min(1e-3)
    return (clipped - clipped.mean((1, 2, 3), keepdim=True)) / deviation
