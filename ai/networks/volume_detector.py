"""A small net that looks for findings in blocks of a scan: centres on a heat map, and at each centre a box.

Without anchors: the size of a finding is told by the network itself, so that nothing must be known of it beforehand.
It learns from windows and reads windows of the same size. Its layers are normalised by groups of channels of each
window: batches of a few windows have no statistics worth keeping, and where every channel is normalised by itself noise
in an empty window is blown up to the strength of a finding.

References
----------
Zhou et al., "Objects as Points", arXiv 1904.07850 (centres, offsets and sizes). Wu & He, "Group Normalization", arXiv
1803.08494. Lin et al., "Feature Pyramid Networks", arXiv 1612.03144. Isensee et al., Nat Methods 2021;18:203 (an axis
of thick slices is halved later than the others).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

OFFSET, SIZE = slice(0, 3), slice(3, 6)
"""Of the six channels behind the heat maps: from the cell to the centre, in cells; logarithm of the sides in voxels."""

GROUP = 8
"""Channels that are normalised together."""

FIRST_LOGIT, FIRST_LOG_SIZE = -4.0, math.log(10.0)
"""Bias of heat map and sizes before training: findings are rare, and some ten voxels long."""

LOG_SIZES = (0.0, math.log(512.0))
"""Range of the sides that are told: from one voxel to more than any window."""

FARTHEST = 1.5
"""Cells by which a centre is moved at most: the next cell would have said it itself."""

LEAST_SCORE = 0.001
"""Peaks below are never told: so many would be compared in vain."""


class VolumeMaps(nn.Module):
    """Windows -> heat maps and boxes.

    Parameters
    ----------
    filters
        Channels after each halving, multiples of `GROUP`.
    strides
        Steps along (slices, rows, columns) of each halving: 1 where an axis waits.
    labels
        Heat maps.
    """

    def __init__(self, *, filters: Sequence[int], strides: Sequence[Sequence[int]], labels: int) -> None:
        super().__init__()
        fits = len(filters) == len(strides) >= 2 and not any(each % GROUP for each in filters)
        if not fits or labels < 1 or any(len(each) != 3 or not {1, 2}.issuperset(each) for each in strides):
            raise ValueError("a volume detector needs filters in groups of 8 and steps of 1 or 2 for two or more sizes")
        self.strides = tuple((each[0], each[1], each[2]) for each in strides)
        self.labels = labels
        kernel = [3 + 2 * (step > 1) for step in strides[0]]
        self.stem = nn.Sequential(_step(1, filters[0], kernel, strides[0]), _Block(filters[0]))
        self.stages = nn.ModuleList(
            nn.Sequential(_step(inputs, outputs, [3, 3, 3], stride), _Block(outputs))
            for inputs, outputs, stride in zip(filters, filters[1:], strides[1:], strict=False)
        )
        width = filters[1]
        self.laterals = nn.ModuleList(nn.Conv3d(channels, width, 1, bias=False) for channels in filters)
        self.merge = _step(width, width, [3, 3, 3], [1, 1, 1])
        self.head = nn.Sequential(
            _step(width, width, [3, 3, 3], [1, 1, 1]), nn.Conv3d(width, labels + 6, 1, bias=False)
        )
        first = [FIRST_LOGIT] * labels + [0.0] * 3 + [FIRST_LOG_SIZE] * 3
        self.bias = nn.Parameter(torch.tensor(first))

    @property
    def cell(self) -> tuple[int, int, int]:
        """Voxels along (slices, rows, columns) of one cell of the maps."""
        return self.strides[0]

    def forward(self, windows: Tensor) -> Tensor:
        """(n, 1, slices, rows, columns) of any size -> (n, labels + 6, its cells), by `OFFSET` and `SIZE`."""
        features = self.stem(windows)
        levels = [features]
        for stage in self.stages:
            features = stage(features)
            levels.append(features)
        merged = self.laterals[-1](levels[-1])
        for lateral, level in zip(list(self.laterals)[-2::-1], levels[-2::-1], strict=True):
            merged = lateral(level) + functional.interpolate(merged, size=level.shape[2:])
        maps: Tensor = self.head(self.merge(merged))
        return maps + self.bias[:, None, None, None]


class VolumeDetector(nn.Module):
    """The maps, and the boxes that their peaks make.

    Parameters
    ----------
    filters, strides, labels
        See `VolumeMaps`.
    most
        Boxes told of a window at most, those of the highest scores.
    """

    def __init__(
        self, *, filters: Sequence[int], strides: Sequence[Sequence[int]], labels: int, most: int = 50
    ) -> None:
        super().__init__()
        if most < 1:
            raise ValueError("a detector that tells no box is none")
        self.maps = VolumeMaps(filters=filters, strides=strides, labels=labels)
        self.most = most

    def forward(self, windows: Tensor) -> list[dict[str, Tensor]]:
        """(n, 1, slices, rows, columns) -> boxes.

        Returns
        -------
        list of dict
            One entry a window: ``boxes`` (boxes, 6) float32, lowest slice, row, column, then highest, where the first
            voxel reaches from 0 to 1, and a box may reach out of its window; ``scores`` (boxes,), falling; ``labels``
            (boxes,) from 0.
        """
        return [self._told(each) for each in self.maps(windows).float()]

    def _told(self, maps: Tensor) -> dict[str, Tensor]:
        """(labels + 6, cells) -> the boxes of a window."""
        labels = self.maps.labels
        logits, told = maps[:labels], maps[labels:]
        heat = logits.sigmoid()
        # Of logits, not of scores: far from 0 two of these are the same number.
        is_peak = (functional.max_pool3d(logits[None], 3, 1, 1)[0] == logits) & (heat >= LEAST_SCORE)
        places = torch.nonzero(is_peak)
        scores = heat[is_peak]
        order = torch.argsort(scores, descending=True, stable=True)[: self.most]
        places, scores = places[order], scores[order]
        label, cells = places[:, 0], places[:, 1:]
        own = told[:, cells[:, 0], cells[:, 1], cells[:, 2]].T
        cell = torch.tensor(self.maps.cell, dtype=own.dtype, device=own.device)
        centres = (cells + 0.5 + own[:, OFFSET].clamp(-FARTHEST, FARTHEST)) * cell
        half = own[:, SIZE].clamp(*LOG_SIZES).exp() / 2
        return {"boxes": torch.cat([centres - half, centres + half], 1), "scores": scores, "labels": label}


class _Block(nn.Module):
    """Two convolutions round a shortcut."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        first = _step(channels, channels, [3, 3, 3], [1, 1, 1])
        self.inner = nn.Sequential(first, *_step(channels, channels, [3, 3, 3], [1, 1, 1])[:2])

    def forward(self, features: Tensor) -> Tensor:
        return functional.relu(features + self.inner(features))


def _step(inputs: int, outputs: int, kernel: Sequence[int], stride: Sequence[int]) -> nn.Sequential:
    own = (kernel[0], kernel[1], kernel[2])
    return nn.Sequential(
        nn.Conv3d(
            inputs,
            outputs,
            own,
            (stride[0], stride[1], stride[2]),
            (own[0] // 2, own[1] // 2, own[2] // 2),
            bias=False,
        ),
        nn.GroupNorm(max(1, outputs // GROUP), outputs),
        nn.ReLU(inplace=True),
    )
