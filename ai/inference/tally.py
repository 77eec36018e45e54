"""What the members say, gathered plane by plane on the network's grid and put on the source grid at the end.

Where the network's grid has the voxels of the source (turned, cut or padded), planes become labels at once. Where it
has others, outputs of all classes are kept in float16 and interpolated. Members count as the mean of their outputs, as
nnU-Net takes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ai.inference.agreement import Agreement
from ai.prepare.labels import labels_to_source
from ai.prepare.resample import resample
from ai.prepare.way import Way
from ai.progress import Progress, part, silent

Bytes: TypeAlias = npt.NDArray[np.uint8]
"""(slices, rows, columns) uint8 on the source grid."""

_LEAST_PROBABILITY = 1e-6
"""Below and above 1 minus it, probabilities that a network gives itself are not told apart."""

_NOWHERE = -100.0
"""Output where the network did not look: a probability of 0."""

_FARTHEST = 30_000.0
"""Outputs beyond it say no more, and float16, in which they wait, would make infinities of them; between two of those
nothing can be interpolated."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """What was found, on the source grid.

    Parameters
    ----------
    labelled
        One uint8 map where labels exclude each other (label k is k + 1, 0 is none of them), else one bool mask a label.
    probabilities
        Probability x 255: of the label that the map shows, else one a label.
    votes
        Share of the members x 255, as the probabilities; empty for one member.
    agreement
        Between the members, on the network's grid.
    """

    labelled: tuple[npt.NDArray[np.bool_] | Bytes, ...]
    probabilities: tuple[Bytes, ...]
    votes: tuple[Bytes, ...]
    agreement: Agreement


@dataclass(frozen=True)
class Meaning:
    """What the outputs of a network mean.

    Parameters
    ----------
    labels
        How many there are.
    activation
        ``"softmax"``, ``"sigmoid"`` or ``"none"``, of the contract.
    background
        Whether class 0 is none of the labels.
    threshold
        Probability from which a voxel belongs to a label, where labels do not exclude each other.
    """

    labels: int
    activation: str
    background: bool
    threshold: float

    def exclusive(self, classes: int) -> bool:
        """Whether labels share one map; a single label beside background is a mask with a threshold."""
        if self.activation == "none":
            return classes == self.labels + 1 and self.labels > 1
        return self.activation == "softmax" and self.labels > 1

    def expected_classes(self) -> tuple[int, ...]:
        """Numbers of outputs that fit."""
        if self.activation == "sigmoid":
            return (self.labels,)
        if self.activation == "softmax":
            return (self.labels + self.background,)
        return self.labels, self.labels + 1

    def reduced(self, outputs: Tensor) -> Tensor:
        """(members, windows, classes, ...) -> one output instead of the two of a softmax between a label and the rest.

        That softmax is the sigmoid of their difference, and a difference of sums is the sum of differences.
        """
        if self.activation == "softmax" and self.labels == 1 and outputs.shape[2] == 2:
            return outputs[:, :, 1:] - outputs[:, :, :1]
        return outputs


class Tally:
    """Takes finished planes from `ai.inference.sliding.slide`.

    Parameters
    ----------
    way
        How the network's grid lies on the source.
    meaning
        Of the outputs.
    interpolate
        Whether outputs are kept and interpolated; else the source takes what the nearest voxel says.
    device
        Where planes wait to be put on the source.
    """

    def __init__(self, way: Way, meaning: Meaning, *, interpolate: bool, device: torch.device) -> None:
        self._way = way
        self._meaning = meaning
        self._interpolate = interpolate
        self._device = device
        self._exclusive: bool | None = None
        self._threshold = math.log(meaning.threshold / (1 - meaning.threshold))
        self._first_value = 1
        self._sum = torch.zeros((), device=device)

    def give(self, axis: int, first: int, block: Tensor) -> None:
        """Take (members, classes, slices, rows, columns) that begin at plane ``first``, as `Give` says."""
        if self._exclusive is None:
            self._begin(block.shape[0], block.shape[1])
        take = self._take_exclusive if self._exclusive else self._take_overlapping
        outputs = block.float()
        self._sum += outputs.sum().to(self._sum.device)  # nobody waits for it here
        for stored, planes in take(outputs):
            stored.narrow(axis + 1, first, planes.shape[axis + 1]).copy_(planes)

    def are_numbers(self) -> bool:
        """Whether every output so far was a number; minus infinity is one, as it stands for a probability of 0."""
        return float(self._sum) < math.inf  # no comparison holds for what is not a number

    def finish(self, *, progress: Progress = silent) -> Gathered:
        """Put everything on the source grid."""
        votes = tuple(_nearest(each, self._way).numpy() for each in self._votes)
        if not self._interpolate:
            found = tuple(_nearest(each, self._way) for each in self._labelled)
            labelled = tuple(each.numpy() if self._exclusive else each.bool().numpy() for each in found)
            probabilities = tuple(_nearest(each, self._way).numpy() for each in self._probabilities)
            return Gathered(labelled, probabilities, votes, self._agreement)
        if self._exclusive:
            labels, probability = labels_to_source(
                self._outputs, self._way, first_value=self._first_value, keep=True, logarithms=True, progress=progress
            )
            shown = () if probability is None else (np.where(labels > 0, probability, 0).astype(np.uint8),)
            return Gathered((labels,), shown, votes, self._agreement)
        masks, shown_of_each = [], []
        for number, outputs in enumerate(self._outputs):
            share = part(progress, number / len(self._outputs), (number + 1) / len(self._outputs))
            values = self._way.to_source(outputs, outside=_NOWHERE, progress=share)
            masks.append((values >= self._threshold).cpu().numpy())
            shown_of_each.append(_as_bytes(values.sigmoid_()).cpu().numpy())
        return Gathered(tuple(masks), tuple(shown_of_each), votes, self._agreement)

    def _begin(self, members: int, classes: int) -> None:
        self._exclusive = self._meaning.exclusive(classes)
        background = classes == self._meaning.labels + 1
        self._first_value = 0 if background else 1
        maps = 1 if self._exclusive else self._meaning.labels
        kept = classes if self._exclusive else self._meaning.labels
        shape, on = self._way.shape, self._device
        self._agreement = Agreement(members, self._meaning.labels)
        self._votes = torch.zeros((maps if members > 1 else 0, *shape), dtype=torch.uint8, device=on)
        if self._interpolate:
            self._outputs = torch.zeros((kept, *shape), dtype=torch.float16, device=on)
        else:
            self._labelled = torch.zeros((maps, *shape), dtype=torch.uint8, device=on)
            self._probabilities = torch.zeros((maps, *shape), dtype=torch.uint8, device=on)

    def _take_exclusive(self, outputs: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        """(members, classes, ...) -> where it is stored, and what."""
        if self._meaning.activation == "none":
            outputs = outputs.clamp(_LEAST_PROBABILITY).log()
        mean = _mean(outputs)
        if self._interpolate:
            yield self._outputs, mean.log_softmax(0).clamp_(min=-_FARTHEST)
            if len(outputs) == 1:
                return
        top, winner = mean.max(0)
        labels = (winner + self._first_value).to(torch.uint8)
        if not self._interpolate:
            probability = (top - mean.logsumexp(0)).exp()
            yield self._labelled, labels[None]
            yield self._probabilities, (_as_bytes(probability) * (labels > 0))[None]
        if len(outputs) > 1:
            said = (outputs.argmax(1) + self._first_value).to(torch.uint8)
            self._agreement.count_labels(said)
            marked = torch.where(labels > 0, said == labels, said > 0)
            yield self._votes, _as_bytes(marked.float().mean(0))[None]

    def _take_overlapping(self, outputs: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        """(members, classes, ...) -> where it is stored, and what."""
        if self._meaning.activation == "none":
            outputs = outputs[:, outputs.shape[1] - self._meaning.labels :].logit(_LEAST_PROBABILITY)
        if len(outputs) > 1:
            said = outputs >= self._threshold
            self._agreement.count_masks(said)
            yield self._votes, _as_bytes(said.float().mean(0))
        mean = _mean(outputs)
        if self._interpolate:
            yield self._outputs, mean.clamp(-_FARTHEST, _FARTHEST)
        else:
            yield self._labelled, mean >= self._threshold
            yield self._probabilities, _scaled(mean.sigmoid_())


def same_voxels(way: Way) -> bool:
    """Whether every voxel of the source that the network sees is one of its grid, so that nothing is interpolated."""
    return all(
        abs(abs(each.scale) - 1) * each.size_to < 1e-3 and abs(each.offset - round(each.offset)) < 1e-3
        for each in way.back
    )


def _mean(outputs: Tensor) -> Tensor:
    return outputs[0] if len(outputs) == 1 else outputs.mean(0)


def _as_bytes(shares: Tensor) -> Tensor:
    """0 to 1 -> 0 to 255; written into."""
    return _scaled(shares).to(torch.uint8)


def _scaled(shares: Tensor) -> Tensor:
    """0 to 1 -> what becomes 0 to 255 when its fraction is dropped; written into."""
    return shares.mul_(255).add_(0.5)


def _nearest(planes: Tensor, way: Way) -> Tensor:
    """(slices, rows, columns) uint8 on the network's grid -> on the source grid, in the computer's memory."""
    slices, rows, columns = (replace(each, order=0) for each in way.back)
    result = torch.zeros(way.source_shape, dtype=torch.uint8, device=planes.device)
    way.on_source(result).copy_(resample(way.cut_to_shown(planes), (slices, rows, columns)))
    return result.cpu()
