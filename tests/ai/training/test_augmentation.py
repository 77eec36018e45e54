from __future__ import annotations

import pytest
import torch
from torch import Tensor

from ai.training.augmentation import augmented
from ai.training.augmentation_choice import NO_AUGMENTATION, Augmentation

CHANGES = ("rotation_deg", "shear", "scale", "shift", "elastic", "intensity", "noise")


def _generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _ball(*sides: int, batch: int = 4) -> Tensor:
    """(batch, 1, *sides) a soft ellipsoid beside the middle."""
    axes = torch.meshgrid(*[torch.linspace(-1, 1, side) for side in sides], indexing="ij")
    square = sum((axis - 0.2) ** 2 for axis in axes)
    return torch.exp(-square / 0.1).expand(batch, 1, *sides).clone()


@pytest.mark.parametrize("sides", [(24, 32), (12, 16, 20)])
def test_nothing_chosen_changes_nothing(sides: tuple[int, ...]) -> None:
    picture = _ball(*sides)
    changed, masks = augmented(picture, picture, NO_AUGMENTATION, _generator())
    assert NO_AUGMENTATION.is_nothing
    assert torch.equal(changed, picture)
    assert masks is not None
    assert torch.equal(masks, picture)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("sides", [(24, 32), (12, 16, 20)])
def test_each_change_alone_changes_the_picture_the_same_way_again(name: str, sides: tuple[int, ...]) -> None:
    most = 30.0 if name == "rotation_deg" else 0.1
    chosen = Augmentation(**dict.fromkeys(CHANGES, 0.0) | {name: most})
    picture = _ball(*sides)
    changed, _ = augmented(picture, None, chosen, _generator())
    assert changed.shape == picture.shape
    assert all((one - other).abs().max() > 1e-3 for one, other in zip(changed, picture, strict=True))
    assert torch.equal(changed, augmented(picture, None, chosen, _generator())[0])
    assert not torch.equal(changed, augmented(picture, None, chosen, _generator(1))[0])


@pytest.mark.parametrize("sides", [(32, 48), (16, 24, 32)])
def test_masks_move_with_their_pictures(sides: tuple[int, ...]) -> None:
    chosen = Augmentation(rotation_deg=40, shear=0.2, scale=0.2, shift=0.1, elastic=0.02, intensity=0, noise=0)
    picture = _ball(*sides)
    moved, masks = augmented(picture, (picture > 0.3).float(), chosen, _generator())
    assert masks is not None
    sharp, expected = masks >= 0.5, moved > 0.3
    overlap = (sharp & expected).sum((1, *range(2, moved.ndim))) * 2
    assert (overlap / (sharp.sum((1, *range(2, moved.ndim))) + expected.sum((1, *range(2, moved.ndim))))).min() > 0.93


def test_a_turn_keeps_the_shape_of_a_disc_on_a_wide_picture() -> None:
    rows, columns = torch.meshgrid(torch.arange(40.0), torch.arange(120.0), indexing="ij")
    disc = (((rows - 19.5) ** 2 + (columns - 59.5) ** 2) < 15**2).float()[None, None].repeat(8, 1, 1, 1)
    chosen = Augmentation(rotation_deg=180, shear=0, scale=0, shift=0, intensity=0, noise=0)
    turned, _ = augmented(disc, None, chosen, _generator())
    assert (turned - disc).abs().mean() < 0.01


def test_a_turn_keeps_a_ball_on_thick_slices() -> None:
    """1 x 1 x 5 mm: turned in millimetres a ball stays one; turned in voxels it would be drawn out."""
    spacing_mm = torch.tensor([5.0, 1.0, 1.0])
    sides = (13, 65, 65)
    places = [(torch.arange(float(side)) - (side - 1) / 2) * step for side, step in zip(sides, spacing_mm, strict=True)]
    slices, rows, columns = torch.meshgrid(*places, indexing="ij")
    ball = torch.exp(-(slices**2 + rows**2 + columns**2) / (2 * 9.0**2))[None, None].repeat(6, 1, 1, 1, 1)
    chosen = Augmentation(rotation_deg=180, shear=0, scale=0, shift=0, intensity=0, noise=0)
    turned, _ = augmented(ball, None, chosen, _generator(), spacing_mm=spacing_mm)
    assert (turned - ball).abs().max() < 0.1  # linear between slices of 5 mm
    assert torch.equal(turned, augmented(ball, None, chosen, _generator(), spacing_mm=spacing_mm.expand(6, 3))[0])
    in_voxels, _ = augmented(ball, None, chosen, _generator())
    assert (in_voxels - ball).abs().max() > 0.5


def test_the_angle_on_thick_slices_is_that_of_the_body() -> None:
    """A rod along the columns, turned about the axis of the rows, tells how far by its end."""
    spacing_mm = torch.tensor([5.0, 1.0, 1.0])
    slices, rows, columns = torch.meshgrid(
        *[(torch.arange(float(side)) - (side - 1) / 2) for side in (13, 21, 65)], indexing="ij"
    )
    end = torch.exp(-(((5 * slices) / 5) ** 2 + (rows / 3) ** 2 + ((columns - 20) / 3) ** 2))[None, None]
    chosen = Augmentation(rotation_deg=25, shear=0, scale=0, shift=0, intensity=0, noise=0)
    turned, _ = augmented(end.repeat(64, 1, 1, 1, 1), None, chosen, _generator(), spacing_mm=spacing_mm)
    weight = turned.sum((1, 2, 3, 4))
    middle_mm = [
        step * (turned[:, 0] * axis).sum((1, 2, 3)) / weight
        for step, axis in zip(spacing_mm, (slices, rows, columns), strict=True)
    ]
    reach = torch.stack(middle_mm).square().sum(0).sqrt()
    assert (reach - 20).abs().max() < 1.0  # as far from the middle as before
    assert middle_mm[0].abs().max() > 4


def test_mirrors_only_where_they_were_allowed() -> None:
    picture = torch.arange(24.0).reshape(1, 1, 4, 6).repeat(64, 1, 1, 1)
    chosen = Augmentation(0, 0, 0, 0, 0, 0, 0, flip_columns=True)
    changed, _ = augmented(picture, None, chosen, _generator())
    mirrored = [bool((one - picture[0].flip(-1)).abs().max() < 1e-4) for one in changed]
    plain = [bool((one - picture[0]).abs().max() < 1e-4) for one in changed]
    assert all(one != other for one, other in zip(mirrored, plain, strict=True))
    assert 16 < sum(mirrored) < 48


def test_the_largest_turn_is_not_passed() -> None:
    """The place of a far spot tells the angle."""
    picture = torch.zeros(64, 1, 65, 65)
    picture[:, :, 31:34, 58:61] = 1
    turned, _ = augmented(picture, None, Augmentation(10, 0, 0, 0, 0, 0, 0), _generator())
    along = torch.arange(65.0) - 32
    weight = turned[:, 0].sum((1, 2))
    down = (turned[:, 0].sum(2) * along).sum(1) / weight
    right = (turned[:, 0].sum(1) * along).sum(1) / weight
    angles = torch.rad2deg(torch.atan2(down, right))
    assert angles.abs().max() < 10.3
    assert angles.max() > 7
    assert angles.min() < -7
