"""What an encoder is pretrained with: views of pictures, the network's heads, and the loss of three tasks at once.

Each picture is seen twice, cropped and exposed in two ways but turned alike. The encoder learns which two views are of
one picture (normalised temperature-scaled cross entropy), which of the eight turns and mirrors was made, and what kind
of picture it is.

References
----------
Chen et al., ICML 2020 (SimCLR). Gidaris et al., ICLR 2018 (rotations).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from ai.networks.encoders import Encoder
from ai.training.radiograph_augment import standardise

TURNS = 8
"""Quarter turns, plain and mirrored."""

PROJECTION = 64
"""Length of the vector that two views of a picture shall share."""

TEMPERATURE = 0.2

DEEPEST = 512
"""Channels of the last stage of a ResNet-18: its mean and spread feed the heads, so that all stages learn."""


@dataclass(frozen=True)
class Looks:
    """How far two views of one picture lie apart.

    Parameters
    ----------
    area
        Least and largest share of the picture's area that is seen.
    rotation_deg, shear, stretch
        Largest; the last is the logarithm of the aspect.
    gamma
        Largest factor of the exponent, both ways.
    noise, blur
        Largest standard deviation, in greys of 0 to 1; chance of a blur.
    inverted
        Chance that both views are a negative.
    hidden
        Chance of a box of even grey.
    """

    area: tuple[float, float] = (0.35, 1.1)
    rotation_deg: float = 15.0
    shear: float = 0.1
    gamma: float = 1.7
    noise: float = 0.05
    blur: float = 0.3
    inverted: float = 0.1
    hidden: float = 0.3
    stretch: float = 0.1


class Pretext(nn.Module):
    """Encoder with the heads of the three tasks, which are thrown away afterwards.

    Parameters
    ----------
    encoder
        Of a ResNet-18.
    kinds
        How many kinds of pictures there are.
    """

    def __init__(self, encoder: Encoder, kinds: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.shared = nn.BatchNorm1d(2 * DEEPEST)
        self.answers = nn.Linear(2 * DEEPEST, kinds + TURNS)
        self.projection = nn.Sequential(nn.Linear(2 * DEEPEST, 256), nn.ReLU(inplace=True), nn.Linear(256, PROJECTION))

    def forward(self, views: Tensor) -> Tensor:
        """(batch, 1, rows, columns) -> (batch, kinds + TURNS + PROJECTION) logits, logits and vectors."""
        deep = self.shared(self.encoder(views)[:, -2 * DEEPEST :])
        return torch.cat([self.answers(deep), self.projection(deep)], 1)


def pretext_loss(output: Tensor, target: Tensor) -> Tensor:
    """Sum of the three losses.

    Parameters
    ----------
    output
        (2 * pictures, kinds + TURNS + PROJECTION): first views of all pictures, then second views in the same order.
    target
        (2 * pictures, 2) int64: kind and turn.
    """
    kinds = output.shape[1] - TURNS - PROJECTION
    of_kind = functional.cross_entropy(output[:, :kinds], target[:, 0])
    of_turn = functional.cross_entropy(output[:, kinds : kinds + TURNS], target[:, 1])
    return of_kind + of_turn + contrast(output[:, kinds + TURNS :])


def contrast(vectors: Tensor) -> Tensor:
    """Cross entropy of finding the other view of a picture among all views: (2 * pictures, length) -> scalar."""
    pictures = len(vectors) // 2
    unit = functional.normalize(vectors, dim=1)
    alike = unit @ unit.T / TEMPERATURE
    alike = alike.masked_fill(torch.eye(len(unit), dtype=torch.bool, device=unit.device), float("-inf"))
    places = torch.arange(len(unit), device=unit.device)
    return functional.cross_entropy(alike, (places + pictures) % len(unit))


def two_views(
    pictures: Tensor,
    turns: Tensor,
    size_px: int,
    clip_percentiles: tuple[float, float],
    generator: torch.Generator,
    looks: Looks | None = None,
) -> Tensor:
    """Two random views of each picture.

    Parameters
    ----------
    pictures
        (pictures, 1, rows, columns) float32, 0 to 1, on the CPU or a GPU.
    turns
        (pictures,) int64 on the CPU, 0 to 7: quarter turns to the left, from 4 on mirrored before.
    size_px
        Side of the views.
    clip_percentiles
        Of the contract.
    generator
        Source of chance, on the CPU: a GPU draws the same.
    looks
        How far the views lie apart.

    Returns
    -------
    Tensor
        (2 * pictures, 1, size_px, size_px) float32, standardised; first views first.
    """
    looks = looks or Looks()
    count, device = len(pictures), pictures.device
    views = []
    negative = torch.rand(count, generator=generator) < looks.inverted
    greys = torch.where(negative.to(device)[:, None, None, None], 1 - pictures, pictures)
    for _ in range(2):
        pose = _pose(turns, looks, generator).to(device)
        grid = functional.affine_grid(pose, [count, 1, size_px, size_px], align_corners=False)
        seen = functional.grid_sample(greys, grid, padding_mode="zeros", align_corners=False)
        views.append(_exposed(seen, looks, generator))
    return standardise(torch.cat(views), clip_percentiles)


def turned(pictures: Tensor, turn: int) -> Tensor:
    """Mirror (from 4 on) and turn by quarters to the left, exactly: what `two_views` does by its grid."""
    plain = pictures.flip(-1) if turn >= TURNS // 2 else pictures
    return plain.rot90(turn % (TURNS // 2), (-2, -1))


def _pose(turns: Tensor, looks: Looks, generator: torch.Generator) -> Tensor:
    """(pictures, 2, 3) from places in a view to places in the picture, both -1 to 1."""
    count = len(turns)

    def between(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, generator=generator)

    side = torch.exp(between(math.log(looks.area[0]), math.log(looks.area[1])) / 2)
    stretch = torch.exp(between(-looks.stretch, looks.stretch))
    angle = between(-looks.rotation_deg, looks.rotation_deg) * math.pi / 180
    shear = between(-looks.shear, looks.shear)
    free = (1 - side).clamp_min(0)
    shift = torch.stack([free * between(-1, 1), free * between(-1, 1)], 1)
    cos, sin = torch.cos(angle) * side, torch.sin(angle) * side
    rows = [torch.stack([cos * stretch, -sin + shear * cos], 1), torch.stack([sin, (cos + shear * sin) / stretch], 1)]
    linear = torch.stack(rows, 1)
    turning = _turning()[turns]
    return torch.cat([turning @ linear, (turning @ shift[..., None])], 2)


def _turning() -> Tensor:
    """Give (TURNS, 2, 2), from a place (x, y) in the turned picture to the place in the picture as it is."""
    quarter = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
    mirror = torch.tensor([[-1.0, 0.0], [0.0, 1.0]])
    found = []
    for turn in range(TURNS):
        matrix = torch.linalg.matrix_power(quarter, turn % (TURNS // 2))
        found.append(mirror @ matrix if turn >= TURNS // 2 else matrix)
    return torch.stack(found)


def _exposed(seen: Tensor, looks: Looks, generator: torch.Generator) -> Tensor:
    """Another exposure, another machine: curve, blur, noise, a hidden box."""
    count, device = len(seen), seen.device

    def drawn(low: float, high: float) -> Tensor:
        return (low + (high - low) * torch.rand(count, generator=generator)).to(device)[:, None, None, None]

    reach = math.log(looks.gamma)
    result = seen.clamp(1e-4, 1) ** torch.exp(drawn(-reach, reach))
    soft = functional.avg_pool2d(functional.pad(result, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    result = torch.where(drawn(0, 1) < looks.blur, soft, result)
    grain = torch.randn(seen.shape[-2:], generator=generator).to(device)
    # One grain for the batch, shifted for each picture: drawing it anew costs more than the rest together.
    places = torch.randint(seen.shape[-1], (count,), generator=generator).tolist()
    noise = torch.stack([grain.roll((place, 7 * place), (0, 1)) for place in places])[:, None]
    result = result + noise * drawn(0, looks.noise)
    across = torch.linspace(0, 1, seen.shape[-1], device=device)
    centre, half = (drawn(0, 1), drawn(0, 1)), drawn(0.08, 0.2) * (drawn(0, 1) < looks.hidden)
    inside = ((across[:, None] - centre[0]).abs() < half) & ((across - centre[1]).abs() < half)
    return torch.where(inside, drawn(0, 1), result)
