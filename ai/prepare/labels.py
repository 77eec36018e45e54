"""Outputs of labels that exclude each other as one label map on the source grid, in blocks.

A hundred channels at the size of the source are more than a computer holds, and far more than is needed: between
voxels of the network's grid the outputs are weighted means of their corners, so a channel can win there only where it
rises above the mean of those that win at the corners. Few channels do, and only they are interpolated, block by block.
What comes out equals interpolating all channels and taking the highest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch

from ai.prepare.resample import Sampling, Taps, taps
from ai.prepare.way import Way
from ai.progress import Progress, silent
from ai.words import say

LabelMap: TypeAlias = npt.NDArray[np.uint8]
"""(slices, rows, columns) uint8."""

_BLOCK = {"cpu": 32}
"""Side of a block, voxels of the source: small ones hold few labels, so that little is computed in vain ..."""

_BLOCK_ELSEWHERE = 96
"""... and cards are slow at many small pieces of work."""


def labels_to_source(
    outputs: torch.Tensor,
    way: Way,
    *,
    first_value: int = 0,
    keep: bool = False,
    logarithms: bool = False,
    progress: Progress = silent,
) -> tuple[LabelMap, LabelMap | None]:
    """Label every voxel of the source grid with the channel that is highest there, outputs interpolated linearly.

    Parameters
    ----------
    outputs
        (channels, slices, rows, columns) on the network's grid, any float: probabilities or, where ``keep`` is False,
        anything that is highest for the label.
    way
        From `ai.prepare.grid.plan`.
    first_value
        Label of channel 0: 0 where it is background, else 1.
    keep
        Whether the value of the winning channel is wanted, too.
    logarithms
        Whether outputs are logarithms of probabilities, which are interpolated as such; ``keep`` gives probabilities.
    progress
        Called once per row of blocks.

    Returns
    -------
    labels
        uint8 on the source grid; 0 where the network did not look.
    probability
        uint8 on the source grid, value of the winning channel x 255; None unless ``keep``.
    """
    if outputs.ndim != 4 or tuple(outputs.shape[1:]) != way.shape:
        raise ValueError(f"outputs must be (channels, *{way.shape}), got {tuple(outputs.shape)}")
    if len(outputs) + first_value > 256:
        raise ValueError(f"{len(outputs)} labels do not fit into uint8")
    labels = torch.zeros(way.source_shape, dtype=torch.uint8, device=outputs.device)
    kept = torch.zeros_like(labels) if keep else None
    shown = way.cut_to_shown(outputs)
    for block, corners, three in _blocks(way, outputs.device, progress):
        sub = shown[:, corners[0], corners[1], corners[2]].float()
        rivals = _rivals(sub)
        if len(rivals) == 1 and kept is None:
            way.on_source(labels)[block] = int(rivals[0]) + first_value
            continue
        values = sub[rivals]
        for axis, (index, weights) in enumerate(three):
            values = _sampled(values, axis + 1, index, weights)
        highest, winner = values.max(0)
        way.on_source(labels)[block] = (rivals[winner] + first_value).to(torch.uint8)
        if kept is not None:
            highest = highest.exp_() if logarithms else highest
            way.on_source(kept)[block] = highest.mul_(255).round_().clamp_(0, 255).to(torch.uint8)
    return labels.cpu().numpy(), None if kept is None else kept.cpu().numpy()


def _rivals(sub: torch.Tensor) -> torch.Tensor:
    """Channels that may be highest somewhere between the voxels of (channels, slices, rows, columns), ascending."""
    winners: torch.Tensor = torch.unique(sub.argmax(0))
    if len(winners) == 1:
        return winners
    # Any mean of the winners is a bound that no loser below it can pass: interpolation keeps the order.
    bound = sub[winners].mean(0)
    rises = (sub > bound).flatten(1).any(1)
    rises[winners] = True
    return rises.nonzero()[:, 0]


Slices: TypeAlias = tuple[slice, slice, slice]
TensorTaps: TypeAlias = tuple[torch.Tensor, torch.Tensor]


def _blocks(
    way: Way, device: torch.device, progress: Progress
) -> Iterator[tuple[Slices, Slices, tuple[TensorTaps, TensorTaps, TensorTaps]]]:
    """Blocks of what the network sees, the corners that each needs and how it is interpolated from them."""
    side = _BLOCK.get(device.type, _BLOCK_ELSEWHERE)
    slices, rows, columns = (_pieces(sampling, side, device) for sampling in way.back)
    for number, (along_slices, from_slices, slice_taps) in enumerate(slices):
        progress(number / len(slices), say("Putting the labels on the scan"))
        for along_rows, from_rows, row_taps in rows:
            for along_columns, from_columns, column_taps in columns:
                block = (along_slices, along_rows, along_columns)
                yield block, (from_slices, from_rows, from_columns), (slice_taps, row_taps, column_taps)


def _pieces(sampling: Sampling, side: int, device: torch.device) -> list[tuple[slice, slice, TensorTaps]]:
    """Cut one axis: piece of the new axis, piece of the old one that it is made of, indices into that and weights."""
    all_taps: Taps = taps(sampling)
    pieces = []
    for start in range(0, sampling.size_to, side):
        index, weights = (array[start : start + side] for array in all_taps)
        first, last = int(index.min()), int(index.max())
        moved = torch.from_numpy(index - first).to(device), torch.from_numpy(weights).to(device, torch.float32)
        pieces.append((slice(start, start + len(index)), slice(first, last + 1), moved))
    return pieces


def _sampled(values: torch.Tensor, axis: int, index: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Interpolate linearly along one axis, or take the nearest where there is one tap."""
    lower = values.index_select(axis, index[:, 0])
    if index.shape[1] == 1:
        return lower
    along = [1] * values.ndim
    along[axis] = -1
    return lower.lerp_(values.index_select(axis, index[:, 1]), weights[:, 1].reshape(along))
