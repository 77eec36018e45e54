"""Boxes under the one augmentation: pictures are moved by `ai.training.augmentation`, and their boxes with them.

Beside the picture the augmentation moves two ramps, the row and the column that each pixel was; so every pixel of the
moved picture tells where it came from, whatever the change was. A finding is taken to fill the ellipse in its box, as
findings do: a turned box would grow by its corners, in which nothing lies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from ai.training.augmentation import augmented
from ai.training.augmentation_choice import Augmentation

LEAST_LEFT = 0.5
"""Share of a finding that must be left in the picture: of what lies beyond, its box goes too."""


def moved(
    pictures: Tensor,
    boxes: Sequence[Tensor],
    chosen: Augmentation,
    generator: torch.Generator,
    *,
    organs: Tensor | None = None,
) -> tuple[Tensor, list[Tensor], Tensor | None]:
    """One random version of each picture with its boxes.

    Parameters
    ----------
    pictures
        (batch, 1, rows, columns) float32, standardised.
    boxes
        Of each picture (boxes, 5) float32: label, low row, low column, high row, high column; index, where pixel
        k reaches from k - 0.5 to k + 0.5.
    chosen, generator
        As in `ai.training.augmentation.augmented`.
    organs
        (batch, 1, rows, columns) float32 that is moved alike, or None.

    Returns
    -------
    pictures, boxes, organs
        Of the same kinds; boxes cut at the edge, without those of which less than `LEAST_LEFT` is left.
    """
    changed, came, inside, moved_organs = _moved_pictures(pictures, chosen, generator, organs)
    if came is None or inside is None:
        return changed, list(boxes), organs
    return changed, [_moved(own, came[index], inside[index]) for index, own in enumerate(boxes)], moved_organs


def moved_planes(
    pictures: Tensor, planes: Tensor, chosen: Augmentation, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """One random version of each picture with planes of numbers, of which each pixel keeps that of where it came from.

    Parameters
    ----------
    pictures
        (batch, 1, rows, columns) float32, standardised.
    planes
        (batch, labels, rows, columns) float32: 0 for nothing, else the number of an object.
    chosen, generator
        As in `ai.training.augmentation.augmented`.

    Returns
    -------
    pictures, planes
        Of the same shapes; nothing lies outside of the picture.
    """
    changed, came, inside, _ = _moved_pictures(pictures, chosen, generator, None)
    if came is None or inside is None:
        return changed, planes
    rows, columns = planes.shape[2:]
    down, aside = came[:, 0].round().long().clamp(0, rows - 1), came[:, 1].round().long().clamp(0, columns - 1)
    taken = torch.stack([own[:, at, across] for own, at, across in zip(planes, down, aside, strict=True)])
    return changed, taken * inside[:, None]


def _moved_pictures(
    pictures: Tensor, chosen: Augmentation, generator: torch.Generator, organs: Tensor | None
) -> tuple[Tensor, Tensor | None, Tensor | None, Tensor | None]:
    """Change pictures; tell (batch, 2, rows, columns) where each pixel came from, and whether it lies inside.

    Both are None where nothing moves.
    """
    batch, _, rows, columns = pictures.shape
    down = torch.arange(1.0, rows + 1)[:, None].expand(rows, columns)
    aside = torch.arange(1.0, columns + 1)[None].expand(rows, columns)
    # Outside of a picture masks are 0: divided by the third the ramps stay true up to its edge.
    ramps = torch.stack([down, aside, torch.ones(rows, columns)]).expand(batch, 3, rows, columns)
    planes = ramps if organs is None else torch.cat([ramps, organs], 1)
    changed, shares = augmented(pictures, planes, chosen, generator)
    if shares is None or shares is planes:  # nothing moves
        return changed, None, None, organs
    inside = shares[:, 2] > 0.5
    came = shares[:, :2] / shares[:, 2:3].clamp(min=0.5) - 1
    return changed, came, inside, None if organs is None else shares[:, 3:]


def _moved(boxes: Tensor, came: Tensor, inside: Tensor) -> Tensor:
    """(boxes, 5), (2, rows, columns) where each pixel came from, (rows, columns) -> (boxes left, 5)."""
    if not len(boxes):
        return boxes
    down, across = torch.gradient(came[0]), torch.gradient(came[1])
    cell = (down[0] * across[1] - down[1] * across[0]).abs()
    kept = []
    for label, *corners in boxes.tolist():
        low_row, low_column, high_row, high_column = corners
        half = (high_row - low_row) / 2, (high_column - low_column) / 2
        away = ((came[0] - (low_row + high_row) / 2) / half[0]) ** 2
        away = away + ((came[1] - (low_column + high_column) / 2) / half[1]) ** 2
        places = torch.nonzero((away <= 1) & inside)
        if not len(places):
            continue
        left = len(places) * float(cell[places[:, 0], places[:, 1]].median()) / (math.pi * half[0] * half[1])
        if left >= LEAST_LEFT:
            first, last = places.amin(0).tolist(), places.amax(0).tolist()
            kept.append([label, first[0] - 0.5, first[1] - 0.5, last[0] + 0.5, last[1] + 0.5])
    return torch.tensor(kept, dtype=boxes.dtype).reshape(-1, 5)
