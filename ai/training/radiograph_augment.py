"""Random changes of radiographs with their masks, in batches of tensors; never a mirror, since right is not left.

What another machine, another exposure and another patient change: pose, curve, blur, noise, borders, text, opacities.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

from ai.library.card import InputSpec

_Between: TypeAlias = Callable[[float, float], float]

DRAWN_AT_PX = 256
"""Side of the picture for which blur and lost resolution are given in pixels; on finer ones they are as many more."""

WIDE_BLUR_PX = 4.0
"""Blur so wide that it is done on a smaller picture."""


def augment(
    pictures: Tensor, masks: Tensor, spec: InputSpec, generator: torch.Generator, *, strength: float = 1.0
) -> tuple[Tensor, Tensor]:
    """One random version of each film.

    Parameters
    ----------
    pictures
        (batch, 1, 2 * rows, 2 * columns) float32, 0 to 1, bones bright: twice the network's size.
    masks
        (batch, structures, ...) float32, 0 or 1; of the network's size or finer.
    spec
        Contract of the model: clipping and size.
    generator
        Source of chance, on the CPU wherever the films are: the same chances on every device.
    strength
        1 is as far as another site's films may lie; less scales the pose and the chances of every change.

    Returns
    -------
    pictures
        (batch, 1, rows, columns) float32, standardised as `ai.prepare.radiograph.standardise` does.
    masks
        (batch, structures, rows, columns) float32, 0 or 1.
    """
    size = (pictures.shape[2] // 2, pictures.shape[3] // 2)
    grid = pose_grid(len(pictures), size, generator, strength, device=pictures.device)
    # Between four pixels lies their mean, so that this shrinks by area.
    moved = functional.grid_sample(pictures, grid, padding_mode="zeros", align_corners=False)
    shares = functional.grid_sample(masks, grid, padding_mode="zeros", align_corners=False)
    looks = appearances(moved, generator, strength)
    return standardise(looks, spec.clip_percentiles), (shares >= 0.5).float()


def appearances(pictures: Tensor, generator: torch.Generator, strength: float) -> Tensor:
    """Each of the (batch, 1, rows, columns) pictures, 0 to 1, by another machine, another day."""
    return torch.stack([_appearance(picture, generator, strength) for picture in pictures])


def standardise(pictures: Tensor, clip_percentiles: tuple[float, float]) -> Tensor:
    """Clip each picture to its percentiles, then to mean 0 and standard deviation 1."""
    flat = pictures.flatten(1)
    bounds = torch.quantile(flat, torch.tensor(clip_percentiles, device=flat.device) / 100, dim=1)
    clipped = torch.minimum(torch.maximum(flat, bounds[0][:, None]), bounds[1][:, None])
    deviation = clipped.std(1, keepdim=True, unbiased=False).clamp_min(1e-6)
    return ((clipped - clipped.mean(1, keepdim=True)) / deviation).reshape(pictures.shape)


def _uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(count, generator=generator)


def pose_grid(
    batch: int,
    size_px: tuple[int, int],
    generator: torch.Generator,
    strength: float,
    *,
    device: torch.device | None = None,
) -> Tensor:
    """Draw a (batch, rows, columns, 2) sampling grid: rotation, scale, shear, shift and a light elastic bend."""
    rows, columns = size_px

    def draw(limit: float) -> Tensor:
        return _uniform(batch, -limit * strength, limit * strength, generator)

    angle = draw(12) * math.pi / 180
    shear = torch.tan(draw(5) * math.pi / 180)
    scale, stretch = torch.exp(draw(math.log(1.25))), torch.exp(draw(0.08))
    shift = torch.stack([draw(0.16), draw(0.16)], 1)  # of half the side: 8 %
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.stack(
        [
            torch.stack([cos / scale * stretch, (-sin + shear * cos) / scale, shift[:, 0]], 1),
            torch.stack([sin / scale, (cos + shear * sin) / scale / stretch, shift[:, 1]], 1),
        ],
        1,
    )
    grid = functional.affine_grid(theta.to(device), [batch, 1, rows, columns], align_corners=False)
    bend = torch.randn(batch, 2, 6, 6, generator=generator) * draw(0.02)[:, None, None, None]
    smooth = functional.interpolate(bend.to(device), size=(rows, columns), mode="bicubic", align_corners=True)
    return grid + smooth.permute(0, 2, 3, 1)


def _appearance(picture: Tensor, generator: torch.Generator, strength: float) -> Tensor:
    """(1, rows, columns) 0 to 1 -> the same picture by another machine, another day."""

    def chance(probability: float) -> bool:
        return bool(torch.rand(1, generator=generator) < probability * strength)

    def between(low: float, high: float) -> float:
        return float(_uniform(1, low, high, generator))

    _, rows, columns = picture.shape
    device, finer = picture.device, rows / DRAWN_AT_PX
    result = picture.clamp(0, 1) ** math.exp(strength * between(math.log(0.5), math.log(2.0)))
    if chance(0.3):  # S-shaped film curve or its inverse, around a random grey
        steepness, middle = between(3, 8), between(0.35, 0.65)
        curve = torch.sigmoid(steepness * (result - middle))
        result = between(0.3, 1.0) * (curve - result) + result
    if chance(0.4):  # uneven exposure, heel effect, scatter
        field = torch.randn(1, 1, 4, 4, generator=generator).to(device) * between(0.05, 0.2)
        result = result * (1 + functional.interpolate(field, size=(rows, columns), mode="bicubic")[0])
    if chance(0.3):  # local contrast as processed films have it, or its loss
        low = _blur(result, finer * between(6, 20))
        result = low + (result - low) * between(0.6, 1.6)
    if chance(0.3):
        result = result + _opacity(rows, columns, generator, device) * between(0.1, 0.5)
    if chance(0.25):
        result = _blur(result, finer * between(0.4, 1.5))
    if chance(0.15):
        factor = between(min(0.35, 0.35 / finer), 0.8)
        small = functional.interpolate(result[None], scale_factor=factor, mode="area")
        result = functional.interpolate(small, size=(rows, columns), mode="bilinear")[0]
    if chance(0.5):
        result = result + _noise(result, generator) * between(0.0, 0.06)
    if chance(0.2):
        result = _collimate(result, between, fill=0.0 if chance(0.8) else 1.0)
    if chance(0.25):
        result = _stamp(result, between)
    return result


def _noise(picture: Tensor, generator: torch.Generator) -> Tensor:
    """Draw standard normal noise of the shape of a picture, where the picture lies."""
    seed = int(torch.randint(2**31, (1,), generator=generator))
    own = torch.Generator(picture.device).manual_seed(seed)
    return torch.randn(picture.shape, generator=own, device=picture.device)


def _blur(picture: Tensor, sigma: float) -> Tensor:
    """Gaussian blur of (1, rows, columns), sigma in pixels, borders repeated."""
    shrink = int(2 * sigma / WIDE_BLUR_PX)
    if sigma > WIDE_BLUR_PX and shrink > 1:
        small = functional.interpolate(picture[None], scale_factor=1 / shrink, mode="area")[0]
        blurred = _blur(small, sigma / shrink)
        return functional.interpolate(blurred[None], size=picture.shape[1:], mode="bilinear")[0]
    radius = max(1, round(2.5 * sigma))
    axis = torch.arange(-radius, radius + 1, dtype=torch.float32, device=picture.device)
    kernel = torch.exp(-0.5 * (axis / sigma) ** 2)
    kernel = kernel / kernel.sum()
    padded = functional.pad(picture[None], (radius,) * 4, mode="replicate")
    blurred = functional.conv2d(padded, kernel.reshape(1, 1, 1, -1))
    return functional.conv2d(blurred, kernel.reshape(1, 1, -1, 1))[0]


def _opacity(rows: int, columns: int, generator: torch.Generator, device: torch.device) -> Tensor:
    """(1, rows, columns) one to three soft bright patches, 0 to 1, as consolidations or effusions make."""
    down, along = (torch.linspace(0, 1, side, device=device) for side in (rows, columns))
    y, x = torch.meshgrid(down, along, indexing="ij")
    patch = torch.zeros(rows, columns, device=device)
    for _ in range(int(torch.randint(1, 4, (1,), generator=generator))):
        cy, cx = _uniform(2, 0.15, 0.85, generator).tolist()
        ry, rx = _uniform(2, 0.03, 0.15, generator).tolist()
        patch = torch.maximum(patch, torch.exp(-(((y - cy) / ry) ** 2 + ((x - cx) / rx) ** 2)))
    return patch[None]


def _collimate(picture: Tensor, between: _Between, *, fill: float) -> Tensor:
    """Cover up to a tenth of each side, as collimator blades or a digitiser's border do."""
    result = picture.clone()
    rows, columns = picture.shape[1:]
    top, bottom = int(between(0, 0.1) * rows), int(between(0, 0.1) * rows)
    left, right = int(between(0, 0.1) * columns), int(between(0, 0.1) * columns)
    result[:, :top] = fill
    result[:, rows - bottom :] = fill
    result[:, :, :left] = fill
    result[:, :, columns - right :] = fill
    return result


def _stamp(picture: Tensor, between: _Between) -> Tensor:
    """Put a bright or dark box near a corner, as side markers and text do."""
    result = picture.clone()
    rows, columns = picture.shape[1:]
    height, width = int(between(0.02, 0.07) * rows) + 1, int(between(0.03, 0.2) * columns) + 1
    top = int(between(0, 0.15) * rows) if between(0, 1) < 0.7 else int(between(0.8, 0.92) * rows)
    left = int(between(0, 0.2) * columns) if between(0, 1) < 0.5 else int(between(0.7, 0.9) * columns)
    result[:, top : top + height, left : left + width] = between(0.7, 1.2) if between(0, 1) < 0.8 else 0.0
    return result
