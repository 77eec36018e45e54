"""Random changes of pictures and volumes with their masks, each as far as the plan says. torch only.

The same changes for two and three dimensions: pose (rotation, shear, scale, shift), a soft elastic bend, mirrors where
the site has said that they change nothing, slope and level of the greys, noise.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from ai.training.augmentation_choice import Augmentation

BEND_KNOTS = 6
"""Places along each axis at which an elastic bend is drawn; between them it is smooth."""


def augmented(
    pictures: Tensor,
    masks: Tensor | None,
    chosen: Augmentation,
    generator: torch.Generator,
    *,
    spacing_mm: Tensor | None = None,
) -> tuple[Tensor, Tensor | None]:
    """One random version of each picture or volume, and its masks moved alike.

    Parameters
    ----------
    pictures
        (batch, channels, [slices,] rows, columns) float32, standardised; on the CPU or a GPU.
    masks
        (batch, structures, [slices,] rows, columns) float32 on the same grid, or None.
    chosen
        How far.
    generator
        Source of chance, on the CPU wherever the pictures are: the same chances on every device.
    spacing_mm
        (dimensions,) or (batch, dimensions) float32, in the order of the axes: turns and slants are those of the body,
        not of its voxels. None: as long one way as the other.

    Returns
    -------
    pictures, masks
        Of the same shapes; what lies outside of a picture repeats its border, and belongs to no mask. Masks are shares
        from 0 to 1: whoever needs them sharp takes 0.5.
    """
    grid = _grid(pictures, chosen, generator, spacing_mm)
    moved, shares = pictures, masks
    if grid is not None:
        moved = functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
        if masks is not None:
            shares = functional.grid_sample(masks, grid, padding_mode="zeros", align_corners=False)
    return _exposed(moved, chosen, generator), shares


def _grid(
    pictures: Tensor, chosen: Augmentation, generator: torch.Generator, spacing_mm: Tensor | None
) -> Tensor | None:
    """(batch, *axes, dimensions) places to take, -1 to 1, x first; None where nothing moves."""
    batch, sides = len(pictures), pictures.shape[2:]
    dimensions = len(sides)
    moves = ("rotation_deg", "shear", "scale", "shift", "elastic", "flip_columns", "flip_rows")
    if not any(getattr(chosen, name) for name in (*moves, "flip_slices")):
        return None

    def draw(limit: float, *shape: int) -> Tensor:
        return limit * (2 * torch.rand(batch, *shape, generator=generator) - 1)

    linear = torch.eye(dimensions).expand(batch, dimensions, dimensions)
    # In millimetres: a turn of a picture that is wider than high, or of thick slices, must not shear it.
    lengths = torch.tensor(sides, dtype=torch.float32).expand(batch, dimensions)
    lengths = (lengths if spacing_mm is None else lengths * spacing_mm).flip(1)
    for one in range(dimensions):
        for other in range(one + 1, dimensions):
            angle, slant = draw(chosen.rotation_deg * math.pi / 180), draw(chosen.shear)
            turn = torch.eye(dimensions).repeat(batch, 1, 1)
            turn[:, one, one] = turn[:, other, other] = torch.cos(angle)
            turn[:, one, other], turn[:, other, one] = -torch.sin(angle), torch.sin(angle)
            skew = torch.eye(dimensions).repeat(batch, 1, 1)
            skew[:, one, other] = slant
            linear = linear @ turn @ skew
    linear = linear * torch.exp(draw(chosen.scale))[:, None, None]
    linear = linear * lengths[:, None, :] / lengths[:, :, None]
    for axis, flips in enumerate((chosen.flip_columns, chosen.flip_rows, chosen.flip_slices)[:dimensions]):
        if flips:
            sign = torch.where(torch.rand(batch, generator=generator) < 0.5, -1.0, 1.0)
            linear = torch.cat(
                [linear[:, :, :axis], linear[:, :, axis : axis + 1] * sign[:, None, None], linear[:, :, axis + 1 :]], 2
            )
    theta = torch.cat([linear, 2 * draw(chosen.shift, dimensions, 1)], 2)
    grid = functional.affine_grid(theta.to(pictures.device), [batch, 1, *sides], align_corners=False)
    if chosen.elastic:
        knots = 2 * chosen.elastic * torch.randn(batch, dimensions, *[BEND_KNOTS] * dimensions, generator=generator)
        mode = "bicubic" if dimensions == 2 else "trilinear"
        bend = functional.interpolate(knots.to(pictures.device), size=sides, mode=mode, align_corners=True)
        grid = grid + bend.movedim(1, -1)
    return grid


def _exposed(pictures: Tensor, chosen: Augmentation, generator: torch.Generator) -> Tensor:
    if not chosen.intensity and not chosen.noise:
        return pictures
    shape = (len(pictures), *[1] * (pictures.ndim - 1))
    slope, level, noise = ((2 * torch.rand(shape, generator=generator) - 1).to(pictures.device) for _ in range(3))
    changed = pictures * (1 + chosen.intensity * slope) + chosen.intensity * level
    if not chosen.noise:
        return changed
    seed = int(torch.randint(2**31, (1,), generator=generator))
    own = torch.Generator(pictures.device).manual_seed(seed)
    grain = torch.randn(pictures.shape, generator=own, device=pictures.device)
    return changed + chosen.noise * noise.abs() * grain
