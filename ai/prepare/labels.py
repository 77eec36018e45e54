"""Outputs of labels that exclude each other as one label map on the source grid, in blocks.

A hundred channels at the size of the source are more than a computer holds, and far more than is needed: between
voxels of the network's grid the outputs are weighted means of their corners, so a channel can win there only where it
rises above the mean of those that win at these corners. Few channels do, and only they are interpolated, block by
block. What comes out equals interpolating all channels and taking the highest.

Reading a hundred channels in small blocks costs more than the rest, so rows of blocks are first looked over at once,
in the order of the memory; and blocks are too small to be shared by the threads of torch, so each thread has its own.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch

from ai.device import each_alone
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

_LIKELY = 8
"""Channels that are read first: all that win in a block, as a rule."""

_MOST_THREADS = 4
"""Each holds a block of all channels."""


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
        Called after each row of blocks.

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
    work = _Work(
        way.cut_to_shown(outputs),
        first_value,
        logarithms,
        way.on_source(labels),
        None if kept is None else way.on_source(kept),
    )
    side = _BLOCK.get(outputs.device.type, _BLOCK_ELSEWHERE)
    slices, rows, columns = (_pieces(sampling, side, outputs.device) for sampling in way.back)
    rows_of_blocks = [(along_slices, along_rows, columns) for along_slices in slices for along_rows in rows]
    threads = min(torch.get_num_threads(), _MOST_THREADS) if outputs.device.type == "cpu" else 1
    for number, _ in enumerate(each_alone(work.label_row, rows_of_blocks, threads=threads)):
        progress((number + 1) / len(rows_of_blocks), say("Putting the labels on the scan"))
    return labels.cpu().numpy(), None if kept is None else kept.cpu().numpy()


TensorTaps: TypeAlias = tuple[torch.Tensor, torch.Tensor]
Piece: TypeAlias = tuple[slice, slice, TensorTaps]
"""A piece of the new axis, the piece of the old one that it is made of, indices into that and weights."""


@dataclass(frozen=True, eq=False)
class _Work:
    """What is read and where it goes, both in the axes of the network's grid.

    Parameters
    ----------
    shown
        (channels, slices, rows, columns) on the network's grid without its padding.
    first_value, logarithms
        As `labels_to_source`.
    labels, kept
        Views of the results.
    """

    shown: torch.Tensor
    first_value: int
    logarithms: bool
    labels: torch.Tensor
    kept: torch.Tensor | None

    def label_row(self, row: tuple[Piece, Piece, list[Piece]]) -> None:
        """Label all blocks along a row of columns."""
        with torch.inference_mode():  # each thread has its own
            self._label_row(*row)

    def _label_row(self, slices: Piece, rows: Piece, columns: list[Piece]) -> None:
        seen = self.shown[:, slices[1], rows[1]]
        highest = seen.amax(1).amax(1)  # (channels, columns); along both axes at once torch takes ten times as long
        for piece in columns:
            block = seen[..., piece[1]]
            rivals = _rivals(block, highest[:, piece[1]].amax(1))
            place = (slices[0], rows[0], piece[0])
            if len(rivals) == 1:
                self.labels[place] = int(rivals[0]) + self.first_value
                if self.kept is None:
                    continue
            values = _read(block, rivals)
            for axis, (_, _, (index, weights)) in enumerate((slices, rows, piece)):
                values = _sampled(values, axis + 1, index, weights)
            self._put(values, rivals, place)

    def _put(self, values: torch.Tensor, rivals: torch.Tensor, place: tuple[slice, slice, slice]) -> None:
        """Write down which of (rivals, slices, rows, columns) is highest; of equals the first."""
        highest = values.amax(0)
        if len(rivals) > 1:
            numbers = [int(rival) + self.first_value for rival in rivals.tolist()]
            labels = torch.full(highest.shape, numbers[-1], dtype=torch.uint8, device=values.device)
            for number, channel in zip(numbers[-2::-1], values[:-1].flip(0), strict=True):
                labels.masked_fill_(channel == highest, number)
            self.labels[place] = labels
        if self.kept is not None:
            highest = highest.exp_() if self.logarithms else highest
            self.kept[place] = highest.mul_(255).round_().clamp_(0, 255).to(torch.uint8)


def _rivals(block: torch.Tensor, highest: torch.Tensor) -> torch.Tensor:
    """Channels that may be highest somewhere between the voxels of (channels, slices, rows, columns), ascending.

    ``highest`` is that of each channel: most of them are so low that they need no closer look.
    """
    some = highest.topk(min(_LIKELY, len(highest))).indices
    near = (~(highest < _read(block, some).amax(0).amin())).nonzero()[:, 0]  # all that win at any voxel, and more
    if len(near) == 1:
        return near
    values = _read(block, near)
    wins = ~(values < values.amax(0))
    winning = wins.flatten(1).amax(1)
    if int(winning.sum()) == 1:
        return near[winning]
    bound = _bound(values[winning], wins[winning])
    rivals = torch.zeros(len(block), dtype=torch.bool, device=block.device)
    rivals[near] = winning | _rising(values, bound)
    far = ~(highest <= bound.amin())
    far[near] = False
    others = far.nonzero()[:, 0]
    if len(others):
        rivals[others] = _rising(_read(block, others), bound)
    return rivals.nonzero()[:, 0]


def _bound(values: torch.Tensor, wins: torch.Tensor) -> torch.Tensor:
    """Compute what a channel that wins at no voxel must pass at one to win between them.

    Between eight voxels, a channel that is nowhere above a mean of others is not above the highest of them, for
    interpolation keeps the order; and where one channel wins at all eight, no other does between.

    Parameters
    ----------
    values
        (winners, slices, rows, columns).
    wins
        Where each is highest, bool.

    Returns
    -------
    torch.Tensor
        (slices, rows, columns), the lowest of the means of the winners at the corners of each cell around a voxel.
    """
    near = wins.to(values.dtype)
    for axis in range(1, 4):
        if near.shape[axis] > 1:
            length = near.shape[axis] - 1
            near = torch.maximum(near.narrow(axis, 0, length), near.narrow(axis, 1, length))
    count = near.sum(0)
    alone = count < 2
    bound = torch.full_like(values[0], math.inf)
    for corner in itertools.product(*[range(min(2, size)) for size in values.shape[1:]]):
        place = tuple(slice(first, first + size) for first, size in zip(corner, count.shape, strict=True))
        mean = (values[:, *place] * near).sum(0).div_(count).masked_fill_(alone, math.inf)
        torch.minimum(bound[place], mean, out=bound[place])
    return bound


def _rising(channels: torch.Tensor, bound: torch.Tensor) -> torch.Tensor:
    return ~((channels - bound).flatten(1).amax(1) <= 0)


def _read(block: torch.Tensor, channels: torch.Tensor) -> torch.Tensor:
    """Take channels out as float32; indexing would go over half precision twice, and slowly."""
    values = block.new_empty((len(channels), *block.shape[1:]), dtype=torch.float32)
    for number, channel in enumerate(channels.tolist()):
        values[number] = block[channel]
    return values


def _pieces(sampling: Sampling, side: int, device: torch.device) -> list[Piece]:
    """Cut one axis."""
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
