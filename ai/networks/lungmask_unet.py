"""The U-Net of lungmask with the names of its weights, and the cut to the body that every slice goes through.

The cut is another one for every slice, so that it is no way of a whole scan to a grid (`ai.prepare.way`): it belongs to
the network, which reads and answers on the slices as they are.

References
----------
Hofmanninger et al., "Automatic lung segmentation in routine imaging is primarily a data diversity problem, not a
methodology problem", European Radiology Experimental 4, 2020. Ronneberger et al., "U-Net", 2015, arXiv 1505.04597.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

LOWEST_HU, HIGHEST_HU = -1024.0, 600.0
"""Values are cut off here, then scaled to 0 .. 1."""

SIDE_PX = 256
"""Of the square that the U-Net sees."""

_BODY_ABOVE = (-499.5 - LOWEST_HU) / (HIGHEST_HU - LOWEST_HU)
"""Scaled value above which a voxel is body: above -500 HU."""

_COARSE_PX = 128
"""Side of the picture in which the body is looked for."""

_NOWHERE = -30.0
"""Logarithm of the probability of structures outside the body."""

Box: TypeAlias = tuple[int, int, int, int]
"""(first row, first column, stop row, stop column)."""

Plane: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns) uint8, 0 or 1."""

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


MAX_STAGES = 12
"""A slice cannot be halved more often."""


class LungmaskUNet(nn.Module):
    """Lungs or lobes on axial slices, cut to the body one by one.

    Parameters
    ----------
    classes
        With the background.
    width
        Channels of the first stage; every stage has twice as many as the one above.
    stages
        Of the way down.
    """

    def __init__(self, *, classes: int, width: int = 64, stages: int = 5) -> None:
        super().__init__()
        if not 1 < stages <= MAX_STAGES:
            raise ValueError(f"stages: 2 to {MAX_STAGES}, found {stages}")
        widths = [width * 2**stage for stage in range(stages)]
        inputs = [1, *widths[:-1]]
        self.down_path = nn.ModuleList(_Block(*sides) for sides in zip(inputs, widths, strict=True))
        self.up_path = nn.ModuleList(_Up(below, below // 2) for below in reversed(widths[1:]))
        self.last = nn.Conv2d(width, classes, 1)

    def forward(self, slices: Tensor) -> Tensor:
        """(slices, 1, rows, columns), 0 to 1 -> (slices, classes, rows, columns), logarithms of probabilities."""
        boxes = [body_box(plane) for plane in (slices[:, 0] > _BODY_ABOVE).byte().cpu().numpy()]
        squares = [_square(each, box) for each, box in zip(slices, boxes, strict=True)]
        answers = self.seen(torch.stack(squares))
        result = answers.new_full((len(slices), answers.shape[1], *slices.shape[2:]), _NOWHERE)
        result[:, 0] = 0
        for whole, answer, (top, left, bottom, right) in zip(result, answers, boxes, strict=True):
            rows, columns = (_nearest(side, answer.device) for side in (bottom - top, right - left))
            whole[:, top:bottom, left:right] = answer[:, rows][:, :, columns]
        return result

    def seen(self, squares: Tensor) -> Tensor:
        """(slices, 1, 256, 256) -> (slices, classes, 256, 256), logarithms of probabilities."""
        x = squares
        beside = []
        for number, block in enumerate(self.down_path):
            x = block(x if number == 0 else functional.avg_pool2d(x, 2))
            beside.append(x)
        for up, other in zip(self.up_path, reversed(beside[:-1]), strict=True):
            x = up(x, other)
        return functional.log_softmax(self.last(x), 1)


def body_box(above: Plane) -> Box:
    """Find the body on one slice: the largest connected part of what is denser than air, its holes filled.

    Parameters
    ----------
    above
        (rows, columns) uint8, 1 where a voxel is denser than -500 HU.

    Returns
    -------
    Box
        The whole slice where no body is found.
    """
    rows, columns = above.shape
    coarse = above[np.ix_(_places(_COARSE_PX, rows), _places(_COARSE_PX, columns))]
    coarse = _eroded(_dilated(coarse, 1), 1)
    _, outside = cv2.connectedComponents(np.pad(1 - coarse, 1, constant_values=1), connectivity=8)
    coarse = _eroded((outside[1:-1, 1:-1] != outside[0, 0]).astype(np.uint8), 2)
    count, parts, facts, _ = cv2.connectedComponentsWithStats(coarse, connectivity=4)
    if count < 2:
        return 0, 0, rows, columns
    largest = 1 + int(np.argmax(facts[1:, cv2.CC_STAT_AREA]))
    body = _dilated((parts == largest).astype(np.uint8), 2)
    body = body[np.ix_(_places(rows, _COARSE_PX), _places(columns, _COARSE_PX))]
    down, across = np.flatnonzero(body.any(1)), np.flatnonzero(body.any(0))
    return int(down[0]), int(across[0]), int(down[-1]) + 1, int(across[-1]) + 1


def _dilated(mask: Plane, times: int) -> Plane:
    return np.asarray(
        cv2.dilate(mask, _CROSS, iterations=times, borderType=cv2.BORDER_CONSTANT, borderValue=0), np.uint8
    )


def _eroded(mask: Plane, times: int) -> Plane:
    return np.asarray(
        cv2.erode(mask, _CROSS, iterations=times, borderType=cv2.BORDER_CONSTANT, borderValue=0), np.uint8
    )


def _square(plane: Tensor, box: Box) -> Tensor:
    """(1, rows, columns) -> (1, 256, 256): the box stretched, its corner voxels in the corners."""
    top, left, bottom, right = box
    cut = plane[None, :, top:bottom, left:right].float()
    return functional.interpolate(cut, size=(SIDE_PX, SIDE_PX), mode="bilinear", align_corners=True)[0]


def _nearest(side: int, device: torch.device) -> Tensor:
    """Where each of ``side`` voxels lies on the square."""
    return torch.from_numpy(_places(side, SIDE_PX)).to(device)


def _places(size_to: int, size_from: int) -> npt.NDArray[np.int64]:
    """Nearest indices, first on first and last on last."""
    scale = (size_from - 1) / (size_to - 1) if size_to > 1 else 1.0
    places: npt.NDArray[np.int64] = np.floor(np.arange(size_to) * scale + 0.5).astype(np.int64)
    return np.clip(places, 0, size_from - 1)


class _Block(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for channels in (inputs, outputs):
            layers += [nn.Conv2d(channels, outputs, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(outputs)]
        self.block = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.block(x)
        return result


class _Up(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        enlarged = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.up = nn.Sequential(enlarged, nn.Conv2d(inputs, outputs, 1))
        self.conv_block = _Block(inputs, outputs)

    def forward(self, x: Tensor, beside: Tensor) -> Tensor:
        result: Tensor = self.conv_block(torch.cat([self.up(x), beside], 1))
        return result
