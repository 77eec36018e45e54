"""What spoils the marks: held-out crops turned, scaled, noisy, coarse or cut, and how many the gate refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ai.inference.statistics import glimpses, pooled, read_reference, statistics_of
from ai.library.card import ModelCard
from ai.prepare.way import Triple
from ai.progress import Progress, silent
from ai.training.hippocampus_data import CPU, Crop, grid_of
from ai.training.hippocampus_score import masks_of, outputs_of
from ai.training.metrics import dice
from ai.training.strangers import Pictures
from ai.training.volume_augment import lower_resolution, pose
from ai.volume import Volume, Voxels

EACH_FOLD = 3
"""Crops of a fold that are changed, spread evenly."""

STRANGERS = 20
"""Crops of each kind that the model must refuse."""

Pair: TypeAlias = tuple[Volume, Voxels]
"""A scan and its labels."""

Change: TypeAlias = Callable[[Volume, Voxels, float, np.random.Generator], Pair]


def _rotated(volume: Volume, labels: Voxels, degrees: float, chance: np.random.Generator) -> Pair:
    return _moved(volume, labels, torch.tensor([[degrees, 0.0, 0.0]]), torch.ones(1, 3))


def _rolled(volume: Volume, labels: Voxels, degrees: float, chance: np.random.Generator) -> Pair:
    return _moved(volume, labels, torch.tensor([[0.0, 0.0, degrees]]), torch.ones(1, 3))


def _scaled(volume: Volume, labels: Voxels, factor: float, chance: np.random.Generator) -> Pair:
    return _moved(volume, labels, torch.zeros(1, 3), torch.full((1, 3), factor))


def _mirrored(volume: Volume, labels: Voxels, strength: float, chance: np.random.Generator) -> Pair:
    return _with(volume, volume.voxels[:, :, ::-1]), np.ascontiguousarray(labels[:, :, ::-1])


def _noisy(volume: Volume, labels: Voxels, strength: float, chance: np.random.Generator) -> Pair:
    values = volume.voxels.astype(np.float32)
    return _with(volume, values + strength * values.std() * chance.standard_normal(values.shape)), labels


def _coarse(volume: Volume, labels: Voxels, voxel_mm: float, chance: np.random.Generator) -> Pair:
    values = torch.from_numpy(volume.voxels.astype(np.float32))[None]
    return _with(volume, lower_resolution(values, voxel_mm)[0].numpy()), labels


def _gamma(volume: Volume, labels: Voxels, exponent: float, chance: np.random.Generator) -> Pair:
    values = volume.voxels.astype(np.float64)
    low, high = values.min(), values.max()
    return _with(volume, ((values - low) / (high - low)) ** exponent), labels


def _cut(volume: Volume, labels: Voxels, margin_mm: float, chance: np.random.Generator) -> Pair:
    margin = round(margin_mm)
    inner = (slice(margin, -margin),) * 3
    return _with(volume, volume.voxels[inner]), labels[inner]


def _inverted(volume: Volume, labels: Voxels, strength: float, chance: np.random.Generator) -> Pair:
    values = volume.voxels.astype(np.float32)
    return _with(volume, values.max() - values), labels


CHANGES: Mapping[str, tuple[Change, tuple[float, ...]]] = {
    "none": (_cut, ()),
    "mirrored_left_to_right": (_mirrored, (1,)),
    "nodding_deg": (_rotated, (10, 20, 30, 45)),
    "turned_deg": (_rolled, (15, 30)),
    "scale": (_scaled, (0.7, 0.85, 1.2, 1.4)),
    "noise_sd_of_box": (_noisy, (0.2, 0.4, 0.8)),
    "voxel_mm": (_coarse, (1.5, 2, 3)),
    "gamma": (_gamma, (0.5, 2)),
    "box_smaller_by_mm_a_side": (_cut, (2, 3)),
    "inverted": (_inverted, (1,)),
}
"""Kinds of change and their strengths."""


@dataclass(frozen=True)
class Held:
    """A crop and the member that never saw it."""

    crop: Crop
    network: nn.Module


def robustness(
    card: ModelCard,
    held: Sequence[Held],
    *,
    gate: nn.Module,
    progress: Progress = silent,
) -> dict[str, object]:
    """Table of the card: mean Dice of the parts against strength, and how many the statistics refuse.

    Parameters
    ----------
    card
        With its statistics, whose file lies in its folder.
    held
        Crops with their members.
    gate
        First member, whose statistics they are.
    """
    names, grid = [label.name for label in card.labels], grid_of(card.input)
    statistics = statistics_of(card)
    if statistics is None:
        raise ValueError("the card has no statistics")
    reference = read_reference(card, statistics)
    table: dict[str, object] = {"crops": len(held)}
    for done, (name, (change, strengths)) in enumerate(CHANGES.items()):
        for strength in strengths or (0.0,):
            progress(done / len(CHANGES), f"Changing crops: {name} {strength:g}")
            chance = np.random.default_rng(0)
            overlaps, refused = [], 0
            for each in held:
                pair = each.crop.volume(), each.crop.map()
                volume, labels = change(*pair, strength, chance) if strengths else pair
                found = masks_of(outputs_of(each.network, volume, grid), names)
                overlaps.append([dice(found[label], labels == value) for value, label in enumerate(names, start=1)])
                row = pooled(gate, statistics.layer, glimpses(volume, grid, device=CPU))
                refused += int(reference.distance(row[np.newaxis])[0] > statistics.threshold)
            means = np.mean(overlaps, axis=0)
            entry = {label: round(float(mean), 3) for label, mean in zip(names, means, strict=True)}
            table[f"{name} {strength:g}" if strengths else name] = entry | {"refused": f"{refused} of {len(held)}"}
    return table


def strange_crops(crops: Sequence[Crop]) -> Mapping[str, Pictures]:
    """Crops as they must not be read, and noise, by name."""
    count = min(STRANGERS, len(crops))
    some = [crops[number * len(crops) // count] for number in range(count)]

    def made(change: Callable[[Voxels], Voxels]) -> Pictures:
        def make() -> Iterator[Volume]:
            for crop in some:
                volume = crop.volume()
                yield _with(volume, change(volume.voxels.astype(np.float32)))

        return make

    return {
        "inverted": made(_negative),
        "upside_down": made(_upside_down),
        "back_to_front": made(_back_to_front),
        "lying_on_its_side": made(_on_its_side),
        "noise": made(_noise),
        "voxels_shuffled": made(_shuffled),
    }


def _negative(values: Voxels) -> Voxels:
    negative: Voxels = values.max() - values
    return negative


def _upside_down(values: Voxels) -> Voxels:
    return values[::-1]


def _back_to_front(values: Voxels) -> Voxels:
    return values[:, ::-1]


def _on_its_side(values: Voxels) -> Voxels:
    return np.rot90(values, axes=(0, 2))


def _noise(values: Voxels) -> Voxels:
    return np.random.default_rng(values.shape[0]).standard_normal(values.shape)


def _shuffled(values: Voxels) -> Voxels:
    return np.random.default_rng(values.shape[0]).permutation(values.ravel()).reshape(values.shape)


def _with(volume: Volume, values: Voxels) -> Volume:
    return replace(volume, voxels=np.ascontiguousarray(values, np.float32))


def _moved(volume: Volume, labels: Voxels, angles_deg: Tensor, scale: Tensor) -> Pair:
    slices, rows, columns = volume.shape
    size: Triple = slices, rows, columns
    centre = (torch.tensor([size]).float() - 1) / 2
    theta = pose(angles_deg, scale, torch.ones(1), centre, size, size)
    grid = functional.affine_grid(theta, [1, 1, *size], align_corners=False)
    values = torch.from_numpy(volume.voxels.astype(np.float32))[None, None]
    moved = functional.grid_sample(values, grid, padding_mode="border", align_corners=False)[0, 0]
    each = torch.from_numpy(np.stack([labels == 1, labels == 2]).astype(np.float32))[None]
    shares = functional.grid_sample(each, grid, align_corners=False)[0]
    kept = torch.where(shares.sum(0) >= 0.5, shares.argmax(0) + 1, 0)
    return _with(volume, moved.numpy()), kept.numpy().astype(np.uint8)
