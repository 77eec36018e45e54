"""Crops of films that nodules are learned from: turned, scaled, of other contrast, with nodules that were made up.

Half of the crops hold a real nodule, the others lie on the lungs of any film, a few beside them; into some of these a
nodule is drawn: the projection of a soft ellipsoid with an uneven edge, as bright against its surroundings as real
ones. All is computed on the device of the films, in one go per batch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import torch
import torch.nn.functional as functional
from torch import Tensor

from ai.networks.spot_finder import STRIDE, local_contrast
from ai.training.nodule_films import NoduleFilms

MARGIN = 16
"""Pixels round a crop that only its local contrast needs."""


@dataclass(frozen=True)
class CropPlan:
    """How crops are drawn.

    Parameters
    ----------
    side
        Of a crop, pixels; a multiple of 16.
    batch
        Crops at once.
    real
        Share of the crops that hold a real nodule.
    anywhere
        Share of the crops that lie anywhere on a film, so that it is learned what is no lung.
    made_up
        Share of the crops without a real one that get a made-up one.
    rotation_deg, scale
        Largest turn either way; largest factor either way.
    """

    side: int = 128
    batch: int = 16
    real: float = 0.5
    anywhere: float = 0.125
    made_up: float = 0.5
    rotation_deg: float = 20.0
    scale: float = 1.25


class Uniform(Protocol):
    """Draws evenly between two ends, (shape) float32 on the device."""

    def __call__(self, low: float, high: float, *shape: int) -> Tensor:
        """Draw."""


@dataclass(frozen=True, eq=False)
class Crops:
    """One batch.

    Parameters
    ----------
    contrast
        (n, 2, side, side) float32, from `local_contrast`.
    target
        (n, 4, side / 4, side / 4) float32: nearness of a nodule's centre (1 at it), lungs (0 or 1), logarithm of the
        diameter in pixels where there is one, weight of the heat map (0 where nothing is taught).
    """

    contrast: Tensor
    target: Tensor


class CropDrawer:
    """Draws batches of crops from the films of the given numbers."""

    def __init__(self, films: NoduleFilms, seen: Tensor, plan: CropPlan) -> None:
        self._films = films
        self._plan = plan
        self._lungs = functional.avg_pool2d(films.lungs.float()[:, None], STRIDE)[:, 0]
        self._seen = seen.to(films.device)
        self._with_nodule = self._seen[films.taught[self._seen]]
        self._real = round(plan.batch * plan.real)
        self._anywhere = round(plan.batch * plan.anywhere)

    def draw(self, generator: torch.Generator) -> Crops:
        """Draw one batch by a generator of the CPU."""
        films, plan, device = self._films, self._plan, self._films.device
        seed = int(torch.randint(2**62, (1,), generator=generator))
        chance = torch.Generator(device).manual_seed(seed)

        def uniform(low: float, high: float, *shape: int) -> Tensor:
            return low + (high - low) * torch.rand(*shape, generator=chance, device=device)

        def pick(pool: Tensor, count: int) -> Tensor:
            return pool[torch.randint(len(pool), (count,), generator=chance, device=device)]

        count, side = plan.batch, plan.side
        numbers = torch.cat([pick(self._with_nodule, self._real), pick(self._seen, count - self._real)])
        # Where the crop's middle lies on the film.
        shift = uniform(-0.36, 0.36, self._real, 2) * side
        wished = self._lungs[numbers[self._real :]]
        wished[len(wished) - self._anywhere :] = 1
        on_lungs = _lung_places(wished, chance)
        middle = torch.cat([films.places[numbers[: self._real]] + shift, on_lungs])
        # Crop pixel -> film pixel.
        angle = uniform(-1, 1, count) * math.radians(plan.rotation_deg)
        factor = torch.exp(uniform(-1, 1, count) * math.log(plan.scale))
        mirror = torch.where(uniform(0, 1, count) < 0.5, -1.0, 1.0)
        cos, sin = torch.cos(angle) * factor, torch.sin(angle) * factor
        matrix = torch.stack([torch.stack([cos, -sin * mirror], -1), torch.stack([sin, cos * mirror], -1)], -2)
        normalised = (2 * middle + 1) / films.side_px - 1
        turning = matrix / films.side_px
        pictures = _sample(films.pictures[numbers].float(), turning, normalised, side + 2 * MARGIN, 1) / 255
        lungs = _sample(self._lungs[numbers], turning, normalised, side // STRIDE, STRIDE)

        # Where the film's nodule lies in the crop.
        place = torch.linalg.solve(matrix, (films.places[numbers] - middle)[..., None])[..., 0]
        diameter = films.diameters_px[numbers] / factor
        centres, diameters = place[:, None], diameter[:, None]
        is_taught = films.taught[numbers]
        is_hidden = (diameter > 0) & ~is_taught

        drawn = torch.zeros(count, dtype=torch.bool, device=device)
        drawn[self._real :] = uniform(0, 1, count - self._real) < plan.made_up
        made_place, made_size = _made_up_places(lungs, chance), torch.exp(uniform(math.log(10), math.log(45), count))
        far = ((made_place - place).norm(dim=1) > (made_size + diameter)) | (diameter == 0)
        drawn &= far & (lungs.flatten(1).sum(1) > 0)
        pictures = pictures + drawn.float()[:, None, None] * _spots(pictures, made_place, made_size, uniform)
        pictures = _as_elsewhere(pictures, uniform, chance)
        contrast = local_contrast(pictures[:, None])[:, :, MARGIN:-MARGIN, MARGIN:-MARGIN]

        centres = torch.stack([place, made_place], 1)
        diameters = torch.stack([diameter, made_size], 1)
        valid = torch.stack([is_taught, drawn], 1)
        heat, log_size = spot_targets(centres, diameters, valid, side)
        weight = torch.ones_like(heat)
        weight[is_hidden & (place.abs().amax(1) < side)] = 0
        return Crops(contrast.contiguous(), torch.stack([heat, (lungs > 0.5).float(), log_size, weight], 1))


def _lung_places(lungs: Tensor, chance: torch.Generator) -> Tensor:
    """(n, cells, cells) share of lung -> (n, 2) row and column on the film of one cell of each, by chance."""
    chosen = _one_of(lungs.flatten(1) + 1e-6, chance)
    columns = lungs.shape[2]
    return (torch.stack([chosen // columns, chosen % columns], 1).float() + 0.5) * STRIDE - 0.5


def _one_of(weights: Tensor, chance: torch.Generator) -> Tensor:
    """(n, cells) weights -> (n,) number of one cell each, as often as it weighs."""
    heaped = weights.double().cumsum(1)
    drawn = torch.rand(len(weights), 1, generator=chance, device=weights.device, dtype=torch.float64) * heaped[:, -1:]
    return torch.searchsorted(heaped, drawn)[:, 0].clamp(max=weights.shape[1] - 1)


def _made_up_places(lungs: Tensor, chance: torch.Generator) -> Tensor:
    """(n, rows, columns) share of lung on the coarse grid of a crop -> (n, 2) place on its pixels, 0 in the middle."""
    chosen = _one_of(lungs.flatten(1) + 1e-6, chance)
    rows, columns = lungs.shape[1:]
    cells = torch.stack([chosen // columns, chosen % columns], 1).float()
    return (cells - (rows - 1) / 2) * STRIDE


def _sample(planes: Tensor, turning: Tensor, middle: Tensor, cells: int, step: int) -> Tensor:
    """(n, rows, columns) at (cells, cells) places, ``step`` crop pixels apart, round the middle.

    ``turning`` and ``middle`` count in sides of the film, from -1 to 1 where it begins and ends.
    """
    along = (torch.arange(cells, device=planes.device) - (cells - 1) / 2) * step
    grid = torch.stack(torch.meshgrid(along, along, indexing="ij"), -1)
    places = 2 * torch.einsum("nij,rcj->nrci", turning, grid) + middle[:, None, None]
    sampled = functional.grid_sample(
        planes[:, None], places.flip(-1), mode="bilinear", padding_mode="border", align_corners=False
    )
    return sampled[:, 0]


def _spots(pictures: Tensor, places: Tensor, sizes: Tensor, uniform: Uniform) -> Tensor:
    """Draw a soft spot into each; as bright as suits the contrast round it."""
    count, side = pictures.shape[0], pictures.shape[-1]
    along = torch.arange(side, device=pictures.device) - (side - 1) / 2
    rows = along[None, :, None] - places[:, 0, None, None]
    columns = along[None, None, :] - places[:, 1, None, None]
    turn = uniform(0, math.pi, count)[:, None, None]
    flat = uniform(0.7, 1.0, count)[:, None, None]
    across = rows * torch.cos(turn) + columns * torch.sin(turn)
    away = (columns * torch.cos(turn) - rows * torch.sin(turn)) / flat
    around = torch.atan2(across, away)
    edge = torch.ones_like(across)
    for waves in (2, 3, 5):
        edge = edge + uniform(0, 0.12, count)[:, None, None] * torch.cos(
            waves * around + uniform(0, 2 * math.pi, count)[:, None, None]
        )
    distance = (across**2 + away**2).sqrt() / (sizes[:, None, None] / 2 * edge)
    sharp = uniform(0.5, 1.6, count)[:, None, None]
    shape = (1 - distance**2).clamp(min=0) ** sharp
    near = ((rows**2 + columns**2) < sizes[:, None, None] ** 2).float()
    amount = near.sum((1, 2)).clamp(min=1)
    mean = (pictures * near).sum((1, 2)) / amount
    deviation = (((pictures - mean[:, None, None]) ** 2 * near).sum((1, 2)) / amount).sqrt()
    strength = uniform(0.8, 2.5, count) * deviation.clamp(min=0.02, max=0.12)
    return strength[:, None, None] * shape


def _as_elsewhere(pictures: Tensor, uniform: Uniform, chance: torch.Generator) -> Tensor:
    """Other exposure, sharpness and noise."""
    count = len(pictures)

    def each(low: float, high: float) -> Tensor:
        drawn: Tensor = uniform(low, high, count)[:, None, None]
        return drawn

    pictures = pictures.clamp(0, 1) ** torch.exp(each(-0.4, 0.4))
    pictures = (pictures - 0.5) * each(0.8, 1.2) + 0.5 + each(-0.1, 0.1)
    soft = functional.avg_pool2d(pictures[:, None], 3, 1, 1, count_include_pad=False)[:, 0]
    pictures = pictures + each(-0.6, 0.6) * (soft - pictures)
    noise = torch.randn(pictures.shape, generator=chance, device=pictures.device)
    return pictures + each(0, 0.012) * noise


def spot_targets(centres: Tensor, diameters: Tensor, valid: Tensor, side: int) -> tuple[Tensor, Tensor]:
    """(n, spots, 2), (n, spots), (n, spots) -> nearness and logarithm of the diameter, (n, cells, cells) each."""
    cells = side // STRIDE
    along = (torch.arange(cells, device=centres.device) - (cells - 1) / 2) * STRIDE
    rows = along[None, None, :, None] - centres[..., 0, None, None]
    columns = along[None, None, None, :] - centres[..., 1, None, None]
    sigma = (diameters / 4).clamp(min=4.0, max=10.0)[..., None, None]
    near = torch.exp(-(rows**2 + columns**2) / (2 * sigma**2)) * valid.float()[..., None, None]
    heat, which = near.max(1)
    log_size = diameters.clamp(min=1).log()[..., None, None].expand_as(near).gather(1, which[:, None])[:, 0]
    return heat, log_size
