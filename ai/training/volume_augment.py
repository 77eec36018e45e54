"""Random changes of blocks with their labels, in batches of tensors: what another box, scanner and sequence change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from ai.prepare.way import Triple
from ai.training.hippocampus_data import Crops


@dataclass(frozen=True)
class Strength:
    """How far the augmentation goes.

    Parameters
    ----------
    rotation_deg
        Round each axis, either way; most poses stay within half of it.
    scale
        Smallest and largest size of the anatomy; most stay within 10 % of their own.
    chance
        Factor on the chance of every change of the values.
    mirror
        Whether columns may run the other way: a left hippocampus is a mirrored right one.
    """

    rotation_deg: float = 30.0
    scale: tuple[float, float] = (0.7, 1.4)
    chance: float = 1.0
    mirror: bool = True


def augment(
    crops: Crops, chosen: Tensor, window: Triple, generator: torch.Generator, strength: Strength
) -> tuple[Tensor, Tensor]:
    """One random window of each chosen crop, turned, scaled and with other values.

    Parameters
    ----------
    crops
        All of them; what is drawn from them is made on the device of their images.
    chosen
        (batch,) numbers of crops.
    window
        (slices, rows, columns) of what the network sees.
    generator
        Source of chance.
    strength
        How far.

    Returns
    -------
    images
        (batch, 1, slices, rows, columns) float32.
    labels
        (batch, slices, rows, columns) int64.
    """
    # Chance is drawn on the processor, so that a seed means the same changes on every device.
    theta = _poses(crops.sizes[chosen], crops.images.shape[1:], window, generator, strength).to(crops.images.device)
    grid = functional.affine_grid(theta, [len(chosen), 1, *window], align_corners=False)
    chosen = chosen.to(crops.images.device)
    images = functional.grid_sample(crops.images[chosen][:, None], grid, padding_mode="border", align_corners=False)
    labels = crops.labels[chosen]
    each = torch.stack([labels == 1, labels == 2], 1).float()
    shares = functional.grid_sample(each, grid, padding_mode="zeros", align_corners=False)
    # As much of a voxel as is any structure decides whether it is one, the larger share which.
    moved = torch.where(shares.sum(1) >= 0.5, shares.argmax(1) + 1, 0)
    looks = torch.stack([_appearance(image, generator, strength) for image in images])
    return looks, moved


def pose(
    angles_deg: Tensor, scale: Tensor, mirrored: Tensor, centre: Tensor, size: Sequence[int], window: Triple
) -> Tensor:
    """Make sampling matrices for `torch.nn.functional.affine_grid`.

    Parameters
    ----------
    angles_deg
        (batch, 3) round the axes of columns, rows and slices.
    scale
        (batch, 3) factor on the size of the anatomy along (columns, rows, slices).
    mirrored
        (batch,) 1 or -1, of the columns.
    centre
        (batch, 3) (slice, row, column) index of the source that comes to the middle of the window.
    size
        (slices, rows, columns) of the source.
    window
        (slices, rows, columns) of the result.

    Returns
    -------
    Tensor
        (batch, 3, 4) float32.
    """
    a, b, c = (angles_deg * math.pi / 180).unbind(1)
    zero, one = torch.zeros_like(a), torch.ones_like(a)
    about_x = _matrix([[one, zero, zero], [zero, a.cos(), -a.sin()], [zero, a.sin(), a.cos()]])
    about_y = _matrix([[b.cos(), zero, b.sin()], [zero, one, zero], [-b.sin(), zero, b.cos()]])
    about_z = _matrix([[c.cos(), -c.sin(), zero], [c.sin(), c.cos(), zero], [zero, zero, one]])
    turned = about_z @ about_y @ about_x
    factor = torch.stack([mirrored, one, one], 1) / scale
    of_source = torch.tensor(tuple(reversed(size)), dtype=torch.float32)
    of_window = torch.tensor(tuple(reversed(window)), dtype=torch.float32)
    linear = turned * factor[:, None] * of_window / of_source[:, None]
    shift = (2 * centre.flip(1) + 1) / of_source - 1
    return torch.cat([linear, shift[:, :, None]], 2)


def _poses(
    sizes: Tensor, source: Sequence[int], window: Triple, generator: torch.Generator, strength: Strength
) -> Tensor:
    batch = len(sizes)

    def draw(*shape: int) -> Tensor:
        return 2 * torch.rand(batch, *shape, generator=generator) - 1

    wide = (draw(1) > 0.4).float()  # three in ten
    angles = draw(3) * strength.rotation_deg * (0.5 + 0.5 * wide)
    far = torch.rand(batch, 1, generator=generator)
    low, high = (math.log(limit) for limit in strength.scale)
    scale = torch.where(draw(1) > 0.4, torch.exp(low + (high - low) * far), torch.exp(0.1 * (2 * far - 1)))
    scale = scale * torch.exp(0.05 * draw(3))
    mirrored = torch.where(draw() > 0, 1.0, -1.0) if strength.mirror else torch.ones(batch)
    room = (sizes - torch.tensor(window)).clamp_min(0) / 2 + 3
    return pose(angles, scale, mirrored, (sizes - 1) / 2 + room * draw(3), source, window)


def _matrix(rows: Sequence[Sequence[Tensor]]) -> Tensor:
    return torch.stack([torch.stack(list(row), 1) for row in rows], 1)


def _appearance(image: Tensor, generator: torch.Generator, strength: Strength) -> Tensor:
    """(1, slices, rows, columns) of mean 0 and spread 1 -> the same by another scanner, another day."""

    def chance(probability: float) -> bool:
        return bool(torch.rand(1, generator=generator) < probability * strength.chance)

    def between(low: float, high: float) -> float:
        return low + (high - low) * float(torch.rand(1, generator=generator))

    result = image
    if chance(0.4):
        low, high = float(result.min()), float(result.max())
        result = ((result - low) / max(high - low, 1e-6)) ** math.exp(between(math.log(0.6), math.log(1.7)))
    if chance(0.2):  # uneven sensitivity of the coil
        field = torch.randn(1, 1, 3, 3, 3, generator=generator) * between(0.05, 0.25)
        smooth = functional.interpolate(
            field.to(image.device), size=image.shape[1:], mode="trilinear", align_corners=True
        )[0]
        result = (result - result.min()) * (1 + smooth)
    if chance(0.15):
        result = blur(result, between(0.4, 1.0))
    if chance(0.15):
        result = lower_resolution(result, between(1.2, 2.5))
    deviation, mean = torch.std_mean(result)
    result = (result - mean) / deviation.clamp_min(1e-6)
    if chance(0.4):
        noise = torch.randn(result.shape, generator=generator).to(image.device)
        result = result + noise * between(0.0, 0.3)
    # Mean and spread are of the reader's box, which is not this window.
    return result * between(0.8, 1.25) + between(-0.2, 0.2)


def blur(image: Tensor, sigma: float) -> Tensor:
    """Gaussian blur of (1, slices, rows, columns), sigma in voxels, borders repeated."""
    radius = max(1, round(2.5 * sigma))
    kernel = torch.exp(-0.5 * (torch.arange(-radius, radius + 1, dtype=torch.float32) / sigma) ** 2)
    kernel = (kernel / kernel.sum()).to(image.device)
    result = functional.pad(image[None], (radius,) * 6, mode="replicate")
    for axis in range(3):
        shape = [1, 1, 1, 1, 1]
        shape[2 + axis] = -1
        result = functional.conv3d(result, kernel.reshape(shape))
    return result[0]


def lower_resolution(image: Tensor, factor: float) -> Tensor:
    """(1, slices, rows, columns) as a scan of voxels ``factor`` times as long, brought back to its grid."""
    size = [max(2, round(side / factor)) for side in image.shape[1:]]
    small = functional.interpolate(image[None], size=size, mode="area")
    return functional.interpolate(small, size=image.shape[1:], mode="trilinear", align_corners=False)[0]
