"""Crops by property: whatever the turn, the heat map lies on the nodule, and the lungs lie where the film has them."""

from __future__ import annotations

import math

import pytest
import torch

from ai.training.nodule_crops import CropDrawer, CropPlan
from ai.training.nodule_films import NoduleFilms

SIDE, DIAMETER = 256, 16.0
LUNG = (slice(60, 200), slice(40, 220))


def _films(places: list[tuple[float, float] | None], *, taught: bool = True) -> NoduleFilms:
    """Grey films of little noise with one bright ball each, or none; the lung is a box, a little darker."""
    rows, columns = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    pictures, lungs = [], torch.zeros(len(places), SIDE, SIDE, dtype=torch.bool)
    lungs[:, LUNG[0], LUNG[1]] = True
    generator = torch.Generator().manual_seed(0)
    for place in places:
        film = 120 + 4 * torch.randn(SIDE, SIDE, generator=generator)
        film[LUNG] -= 20
        if place is not None:
            film += 100 * (((rows - place[0]) ** 2 + (columns - place[1]) ** 2).sqrt() < DIAMETER / 2)
        pictures.append(film.clamp(0, 255).to(torch.uint8))
    has = torch.tensor([place is not None for place in places])
    return NoduleFilms(
        torch.stack(pictures),
        lungs,
        torch.tensor([place or (0.0, 0.0) for place in places]),
        DIAMETER * has.float(),
        has & taught,
    )


def _draw(
    films: NoduleFilms, seed: int = 0, *, made_up: float = 0.5, real: float = 0.5
) -> tuple[torch.Tensor, torch.Tensor]:
    plan = CropPlan(batch=16, made_up=made_up, real=real)
    drawer = CropDrawer(films, torch.arange(len(films.pictures)), plan)
    crops = drawer.draw(torch.Generator().manual_seed(seed))
    return crops.contrast, crops.target


def test_the_heat_map_peaks_on_the_nodule_however_the_crop_is_turned() -> None:
    contrast, target = _draw(_films([(100.0, 90.0), (150.0, 180.0)]), made_up=0.0, real=1.0)
    assert contrast.shape == (16, 2, 128, 128)
    assert target.shape == (16, 4, 32, 32)
    for crop, heat, log_size in zip(contrast[:, 1], target[:, 0], target[:, 2], strict=True):
        row, column = divmod(int(heat.argmax()), 32)
        assert heat.max() > 0.75
        inside = crop[4 * row : 4 * row + 4, 4 * column : 4 * column + 4]
        assert inside.mean() > 2.5  # deviations above its surroundings
        diameter = float(log_size[row, column].exp())
        assert DIAMETER / 1.26 < diameter < DIAMETER * 1.26
        area = float((crop > inside.mean() / 2).sum())
        assert 2 * math.sqrt(area / math.pi) == pytest.approx(diameter, rel=0.2)
    assert (target[:, 3] == 1).all()


def test_lungs_lie_where_the_film_is_darker() -> None:
    contrast, target = _draw(_films([(100.0, 90.0), None]), made_up=0.0)
    darker = torch.nn.functional.avg_pool2d(contrast[:, :1], 4)[:, 0]
    for crop, lung in zip(darker, target[:, 1] > 0.5, strict=True):
        if 0.1 < lung.float().mean() < 0.9:
            assert crop[lung].median() < crop[~lung].median()


def test_made_up_nodules_are_bright_and_lie_in_lungs() -> None:
    contrast, target = _draw(_films([(100.0, 90.0), *[None] * 3]), made_up=1.0, real=1 / 16)
    lit = 0
    for crop, heat, lung in list(zip(contrast[:, 1], target[:, 0], target[:, 1], strict=True))[1:]:
        row, column = divmod(int(heat.argmax()), 32)
        if heat.max() > 0.75:
            assert lung[row, column] == 1
            lit += bool(crop[4 * row : 4 * row + 4, 4 * column : 4 * column + 4].mean() > crop.mean() + 0.3)
    assert lit >= 10


def test_a_nodule_outside_the_lungs_is_neither_taught_nor_counted_as_none() -> None:
    films = _films([(30.0, 128.0), (100.0, 90.0)])
    films.taught[0] = False
    weights = [_draw(films, seed, made_up=0.0)[1] for seed in range(3)]
    hidden = torch.cat([target[8:, 3].flatten(1).amax(1) for target in weights])
    assert (hidden == 0).any()
    assert all((target[:8, 3] == 1).all() for target in weights)


def test_the_same_chance_draws_the_same_crops() -> None:
    films = _films([(100.0, 90.0), None])
    one, other, third = _draw(films, 1), _draw(films, 1), _draw(films, 2)
    assert torch.equal(one[0], other[0])
    assert not torch.equal(one[0], third[0])
