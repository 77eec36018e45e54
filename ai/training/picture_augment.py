"""Mild random changes of pictures whose class must not change: pose, contrast, noise; never a mirror."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from ai.training.radiograph_augment import pose_grid

STRENGTH = 0.5
"""Of the pose, see `ai.training.radiograph_augment.pose_grid`: up to 6 degrees, 12 % in size, 4 % aside."""

CONTRAST, BRIGHTNESS, NOISE = 0.2, 0.2, 0.05
"""Largest change of the slope, of the level and of the noise, in standard deviations of the picture."""


def augment_pictures(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """One random version of each picture.

    Parameters
    ----------
    pictures
        (batch, 1, rows, columns) float32, standardised.
    generator
        Source of chance.

    Returns
    -------
    Tensor
        The same shape.
    """
    grid = pose_grid(len(pictures), (pictures.shape[2], pictures.shape[3]), generator, STRENGTH)
    moved = functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
    count = len(pictures)
    slope, level, noise = (torch.rand(3, count, 1, 1, 1, generator=generator) * 2 - 1).unbind()
    grain = torch.randn(moved.shape, generator=generator)
    return moved * (1 + CONTRAST * slope) + BRIGHTNESS * level + NOISE * noise.abs() * grain
