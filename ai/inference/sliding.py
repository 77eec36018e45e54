"""A network over a picture larger than its window: windows in batches, blended where they overlap.

The sums roll along with the windows: a plane is given out as soon as no window touches it any more, so that memory
holds the classes of one window's depth, not those of the whole picture.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

from ai.inference.forecast import duration
from ai.inference.tiling import Size, Tiling, triple
from ai.progress import Progress, silent
from ai.words import say

Predict: TypeAlias = Callable[[Tensor], Tensor]
"""(windows, channels, slices, rows, columns) -> (members, windows, classes, slices, rows, columns), raw outputs."""

GAUSSIAN_SIGMA = 1 / 8
"""Of the blending, in sides of the window; MONAI and nnU-Net use the same."""

_GIVEN_AT_ONCE = {"cpu": 1 << 20}
"""Outputs that are blended and given out at once: so many stay in a processor's caches ..."""

_GIVEN_AT_ONCE_ELSEWHERE = 1 << 26
"""... and cards are slow at many small pieces of work."""

WORTH_SAYING_S = 5.0
"""Seconds left below which nobody asks how many."""

LEAST_WEIGHT = 1e-3
"""Of the corners of a ``"gaussian"`` window, as MONAI clamps it; ``"gaussian-even"`` is not clamped."""


def window_weights(patch: Size, blend: str) -> Tensor:
    """Weights of the voxels of one window.

    Returns
    -------
    Tensor
        (slices, rows, columns) float32, above 0.

    References
    ----------
    ``"gaussian"``: ``monai.data.utils.compute_importance_map``, round the middle of the window. ``"gaussian-even"``:
    nnU-Net's ``compute_gaussian``, round the voxel at half its side.
    """
    if blend == "constant":
        return torch.ones(patch)
    sides = []
    for side in patch:
        middle = side // 2 if blend == "gaussian-even" else (side - 1) / 2
        sides.append(torch.exp(-((torch.arange(side) - middle) ** 2) / (2 * (side * GAUSSIAN_SIGMA) ** 2)))
    weights = sides[0][:, None, None] * sides[1][:, None] * sides[2]
    if blend == "gaussian":
        return weights.clamp(min=LEAST_WEIGHT)
    return weights.clamp(min=float(torch.finfo(torch.float32).tiny))


@dataclass(frozen=True)
class Stitching:
    """How the windows are put together.

    Parameters
    ----------
    batch
        Windows in one call of the network.
    device
        Where the sums lie; None: where the network answers.
    half
        Whether the sums are float16: half the memory, as nnU-Net keeps them; else float32.
    """

    batch: int = 1
    device: torch.device | None = None
    half: bool = False


Give: TypeAlias = Callable[[int, int, Tensor], None]
"""Takes (axis, first, block): blended outputs of finished planes of the picture, (members, classes, slices, rows,
columns), all of it but along ``axis``, where it begins at plane ``first``; the block may be written into."""


def slide(
    picture: Tensor,
    predict: Predict,
    tiling: Tiling,
    give: Give,
    *,
    weights: Tensor,
    stitching: Stitching | None = None,
    pad_value: float = 0.0,
    progress: Progress = silent,
) -> None:
    """Run a network over all windows of a picture.

    Parameters
    ----------
    picture
        (channels, slices, rows, columns).
    predict
        The network or its members; brings the windows to its device.
    tiling, weights
        From `tile` and `window_weights`.
    give
        Called with finished planes, in order.
    stitching
        How they are put together.
    pad_value
        What stands around a picture that is smaller than a window.
    progress
        Called before each batch: there the work stops when it is cancelled, and nothing is held any more.
    """
    how = stitching or Stitching()
    padded = _pad(picture, tiling, pad_value)
    sums: _RollingSums | None = None
    corners = list(tiling.corners())
    done = 0
    started = time.monotonic()
    for batch in _batches(corners, how.batch):
        progress(done / len(corners), _told(done, len(corners), time.monotonic() - started))
        outputs = predict(torch.stack([_window(padded, corner, tiling.patch) for corner in batch]))
        if sums is None:
            sums = _RollingSums(tiling, outputs, weights, how, give)
        for index, corner in enumerate(batch):
            sums.add(outputs[:, index], corner)
        done += len(batch)
        del outputs
    if sums is not None:
        sums.finish()
    progress(1.0, say("Window {n} of {count}", n=len(corners), count=len(corners)))


class _RollingSums:
    """Weighted sums of the planes that a window may still touch."""

    def __init__(self, tiling: Tiling, outputs: Tensor, weights: Tensor, how: Stitching, give: Give) -> None:
        self._tiling = tiling
        self._axis = tiling.axis
        self._give = give
        self._base = 0
        held = list(tiling.padded)
        held[self._axis] = tiling.patch[self._axis]
        device = how.device or outputs.device
        dtype = torch.float16 if how.half else torch.float32
        members, classes = outputs.shape[0], outputs.shape[2]
        self._sums = torch.zeros((members, classes, *held), dtype=dtype, device=device)
        self._weights = weights.to(device, dtype)
        # Every layer of windows weighs its planes alike, so that their sum is made once.
        self._layer = torch.zeros(held, device=device)
        float_weights = weights.to(device)
        others = [tiling.starts[axis] if axis != self._axis else (0,) for axis in range(3)]
        for corner in itertools.product(*others):
            _window(self._layer, (corner[0], corner[1], corner[2]), tiling.patch).add_(float_weights)
        self._total = self._layer.clone()
        self._even = bool((self._weights == 1).all())

    def add(self, output: Tensor, corner: Size) -> None:
        """Take (members, classes, slices, rows, columns) of the window at ``corner``."""
        start = corner[self._axis]
        if start > self._base:
            self._roll_to(start)
        place = list(corner)
        place[self._axis] = 0
        part = _window(self._sums, triple(place), self._tiling.patch)
        values = output.to(part.device, part.dtype)
        if self._even:
            part.add_(values)
        else:
            part.addcmul_(values, self._weights)

    def finish(self) -> None:
        """Give out what is left."""
        self._give_out(self._tiling.padded[self._axis] - self._base)

    def _roll_to(self, start: int) -> None:
        step = start - self._base
        self._give_out(step)
        for planes, axis in ((self._sums, self._axis + 2), (self._total, self._axis)):
            held = planes.shape[axis]
            for at in range(step, held, step):  # pieces of one step do not overlap their new place
                length = min(step, held - at)
                planes.narrow(axis, at - step, length).copy_(planes.narrow(axis, at, length))
            planes.narrow(axis, max(0, held - step), min(step, held)).zero_()
        self._total.add_(self._layer)
        self._base = start

    def _give_out(self, count: int) -> None:
        """Blend the first ``count`` planes and give out those that lie on the picture, some at a time."""
        before, source = self._tiling.before, self._tiling.source
        first = max(self._base, before[self._axis])
        last = min(self._base + count, before[self._axis] + source[self._axis])
        plane = self._sums.numel() // self._sums.shape[self._axis + 2]
        step = max(1, _GIVEN_AT_ONCE.get(self._sums.device.type, _GIVEN_AT_ONCE_ELSEWHERE) // plane)
        for start in range(first, last, step):
            planes = start - self._base, min(step, last - start)
            block = self._sums.narrow(self._axis + 2, *planes)
            total = self._total.narrow(self._axis, *planes)
            for axis in range(3):
                if axis != self._axis:
                    block = block.narrow(axis + 2, before[axis], source[axis])
                    total = total.narrow(axis, before[axis], source[axis])
            self._give(self._axis, start - before[self._axis], block.div_(total))


def _told(done: int, count: int, passed_s: float) -> str:
    """Say which window comes and, as soon as it is worth saying, how long the rest takes."""
    left_s = passed_s / done * (count - done) if done else 0.0
    if left_s < WORTH_SAYING_S:
        return say("Window {n} of {count}", n=done + 1, count=count)
    return say("Window {n} of {count}, about {time} left", n=done + 1, count=count, time=duration(left_s))


def _window(planes: Tensor, corner: Size, patch: Size) -> Tensor:
    """View of the last three axes."""
    slices, rows, columns = (slice(start, start + side) for start, side in zip(corner, patch, strict=True))
    return planes[..., slices, rows, columns]


def _pad(picture: Tensor, tiling: Tiling, value: float) -> Tensor:
    if tiling.padded == tiling.source:
        return picture
    sides: list[int] = []
    for axis in (2, 1, 0):  # torch names the last axis first
        before = tiling.before[axis]
        sides += [before, tiling.padded[axis] - tiling.source[axis] - before]
    return functional.pad(picture, sides, value=value)


def _batches(corners: list[Size], size: int) -> Iterator[list[Size]]:
    for start in range(0, len(corners), size):
        yield corners[start : start + size]
