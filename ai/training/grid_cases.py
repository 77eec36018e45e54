"""Cases on the grid of a network, read once: what it sees at inference, and the masks of the site laid on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from ai.errors import GeometryError, InputMismatch, TrainingDataError
from ai.inference.segment import region_of
from ai.inference.sliding import slide, window_weights
from ai.inference.tiling import tile
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import plan, prepare, to_network
from ai.prepare.way import Way
from ai.progress import Progress, silent
from ai.training.dataset.case import Case
from ai.training.teaching_box import teaching_box
from ai.volume import BoolMask, Volume

CPU = torch.device("cpu")

MOST_MARKED = 2000
"""Voxels of the masks of a case that are remembered as middles of windows."""

MOST_OVERLAP = 0.01
"""Share of the smaller of two masks that may lie in the other where a model gives each voxel to one structure."""

Say = Callable[[Tensor], Tensor]
"""(channels, slices, rows, columns) float32 -> what a model marks there, as `GridCase.target`, in its own labels."""


@dataclass(frozen=True, eq=False)
class GridCase:
    """One case as the network sees it.

    Parameters
    ----------
    image
        (channels, slices, rows, columns) float16, scaled as the contract says.
    target
        uint8 on the same grid: (slices, rows, columns) with 0 for nothing and k + 1 for structure k where structures
        exclude each other, else (structures, slices, rows, columns) of 0 and 1.
    marked
        (voxels, 3) int64 (slice, row, column) of some voxels that belong to a structure; none where nothing does.
    told
        Per structure, whether the case has a mask of its own.
    spacing_mm
        Of (slices, rows, columns) of the image.
    """

    image: Tensor
    target: Tensor
    marked: Tensor
    told: tuple[bool, ...]
    spacing_mm: tuple[float, float, float]


def grid_of(card: ModelCard) -> GridSpec:
    """Return the grid of a card that has one."""
    if card.input.grid is None:
        raise ValueError("the card has no grid")
    return card.input.grid


def is_exclusive(spec: GridSpec) -> bool:
    """Whether a network gives each voxel to one structure or to none."""
    return spec.activation == "softmax"


def read_grid_cases(
    cases: Sequence[Case],
    card: ModelCard,
    *,
    said: Say | None = None,
    progress: Progress = silent,
) -> list[GridCase]:
    """Read cases as the model will see them.

    Parameters
    ----------
    cases
        With masks of structures of the model.
    card
        The model that is taught: its labels in the order of the network, its contract.
    said
        What the base marks, in the labels of ``card`` (nothing for those that it does not know); for structures that a
        case has no mask of. None: there is no base.
    progress
        Called once per case.

    Raises
    ------
    TrainingDataError
        When a mask lies on another grid, masks overlap where they may not, a case lacks a mask that the base cannot
        stand in for, or the scan cannot be read as the contract says.
    """
    spec = grid_of(card)
    result = []
    for number, case in enumerate(cases):
        progress(number / len(cases), f"Reading scan {number + 1} of {len(cases)}")
        volume = case.volume()
        masks = _masks(case, card, volume)
        try:
            way = plan(volume, spec, region=region_of(volume, teaching_box(card, volume, masks.values())))
            image = prepare(volume, spec, device=CPU, way=way).tensor.contiguous()
        except (InputMismatch, GeometryError) as error:
            raise TrainingDataError(
                f"Case {case.key} cannot be taught: {error.message}",
                "Remove its folder from the dataset, then split again.",
            ) from error
        told = tuple(label.name in masks for label in card.labels)
        shares = [
            to_network(masks[label.name], way, device=CPU) if label.name in masks else None for label in card.labels
        ]
        by_base = said(image) if said is not None and not all(told) else None
        exclusive = is_exclusive(spec)
        if exclusive:
            _require_apart(case, masks)
        target = (_one_each if exclusive else _any_each)(shares, by_base, way)
        result.append(GridCase(image.half(), target, _marked(target, exclusive), told, _spacing_mm(way, volume)))
    return result


def _spacing_mm(way: Way, volume: Volume) -> tuple[float, float, float]:
    slices, rows, columns = (step * volume.spacing_mm[axis] for step, axis in zip(way.cell, way.axes, strict=True))
    return slices, rows, columns


def whole_output(network: nn.Module, image: Tensor, spec: GridSpec) -> Tensor:
    """Run a network over a prepared case as inference lays its windows.

    Parameters
    ----------
    network
        In eval mode.
    image
        (channels, slices, rows, columns).
    spec
        The contract.

    Returns
    -------
    Tensor
        (outputs, slices, rows, columns) float32, before any activation, on the processor.
    """
    slices, rows, columns = image.shape[1:]
    tiling = tile((slices, rows, columns), spec)
    where = next(network.parameters()).device
    blocks: list[Tensor] = []
    axes: list[int] = []

    def predict(windows: Tensor) -> Tensor:
        given = windows.to(where)
        output: Tensor = network(given[:, :, 0])[:, :, None] if spec.dimensions == 2 else network(given)
        return output.float().cpu()[None]

    def give(axis: int, first: int, block: Tensor) -> None:
        axes.append(axis)
        blocks.append(block[0].clone())

    with torch.inference_mode():
        slide(image.float(), predict, tiling, give, weights=window_weights(tiling.patch, spec.blend))
    return torch.cat(blocks, axes[0] + 1)


def marks(output: Tensor, spec: GridSpec, threshold: float) -> Tensor:
    """Turn outputs into what is marked, as `GridCase.target`."""
    if is_exclusive(spec):
        return output.argmax(0).to(torch.uint8)
    return (output.sigmoid() >= threshold).to(torch.uint8)


def _masks(case: Case, card: ModelCard, volume: Volume) -> dict[str, BoolMask]:
    masks = {label.name: case.mask(label.name) for label in card.labels if label.name in case.masks}
    for name, mask in masks.items():
        if mask.shape != volume.shape:
            raise TrainingDataError(
                f"The mask {name} of case {case.key} has another size than its scan.",
                "Import the case again with a mask of the same size.",
            )
    return masks


def _require_apart(case: Case, masks: dict[str, BoolMask]) -> None:
    names = list(masks)
    for number, name in enumerate(names):
        for other in names[number + 1 :]:
            both = int((masks[name] & masks[other]).sum())
            if both > MOST_OVERLAP * min(int(masks[name].sum()), int(masks[other].sum())):
                raise TrainingDataError(
                    f"The masks {name} and {other} of case {case.key} overlap; this model gives each voxel to one "
                    "structure.",
                    "Correct the masks, or leave one of the structures out.",
                )


def _one_each(shares: Sequence[Tensor | None], by_base: Tensor | None, way: Way) -> Tensor:
    """(slices, rows, columns): the structure of the largest share where all of them fill half of a voxel."""
    target = torch.zeros(way.shape, dtype=torch.uint8)
    best, total = torch.zeros(way.shape), torch.zeros(way.shape)
    for number, share in enumerate(shares):
        if share is not None:
            target[share > best] = number + 1
            best = torch.maximum(best, share)
            total += share
    target[total < 0.5] = 0
    for number, share in enumerate(shares):
        if share is None and by_base is not None:  # where the site marked nothing, the base may
            target[(by_base == number + 1) & (target == 0)] = number + 1
    return target


def _any_each(shares: Sequence[Tensor | None], by_base: Tensor | None, way: Way) -> Tensor:
    """(structures, slices, rows, columns) of 0 and 1."""
    planes = []
    for number, share in enumerate(shares):
        if share is not None:
            planes.append((share >= 0.5).to(torch.uint8))
        else:
            planes.append(torch.zeros(way.shape, dtype=torch.uint8) if by_base is None else by_base[number])
    return torch.stack(planes)


def _marked(target: Tensor, exclusive: bool) -> Tensor:
    """Spread over all structures, the same for the same masks."""
    planes = target > 0 if exclusive else target.amax(0) > 0
    found = planes.nonzero()
    if len(found) <= MOST_MARKED:
        return found
    return found[torch.from_numpy(np.linspace(0, len(found) - 1, MOST_MARKED).astype(np.int64))]
