"""A U-Net that draws everything, and others that look again at some structures, each in a window round it.

A clavicle fills a hundredth of a chest film. A network that sees nothing but the window round it can spend all its
weights on its borders, and learns from right and left alike, since the left one is shown to it mirrored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

CLIPPED_SHARE = 0.005
"""Of the pixels of a window at either end of the grey values, so that a marker of lead does not set the contrast."""

LEAST_SPREAD = 1e-3
"""Standard deviation of a window below which it is not stretched: nothing is in it."""

SPECK_SHARE = 0.01
"""Of what is drawn, at either end, that does not move a window."""


@dataclass(frozen=True)
class Look:
    """What one network looks at again.

    Parameters
    ----------
    window_px
        Rows and columns of the window, in pixels of the picture.
    shown
        Places of the structures that it sees as they lie in the picture.
    mirrored
        Places of those that it sees mirrored from left to right.
    share
        Of its answers in the mean with those of the first network, of logits; above 0, at most 1, where the first
        network has no say.
    """

    window_px: tuple[int, int]
    shown: tuple[int, ...]
    mirrored: tuple[int, ...] = ()
    share: float = 1.0

    @property
    def places(self) -> tuple[tuple[int, bool], ...]:
        """Each structure, and whether it is mirrored."""
        return (*((place, False) for place in self.shown), *((place, True) for place in self.mirrored))


class SecondLook(nn.Module):
    """Answers of a network, where some structures are drawn again by others in a window round them.

    Parameters
    ----------
    first
        (batch, 1, rows, columns) float32 to (batch, structures, rows, columns) logits.
    seconds
        One for each of ``looks``: (batch, 1, *window_px) to (batch, 1, *window_px) logits.
    looks
        What each of them looks at; no structure twice.
    """

    def __init__(self, first: nn.Module, seconds: Sequence[nn.Module], looks: Sequence[Look]) -> None:
        super().__init__()
        self.first = first
        self.seconds = nn.ModuleList(seconds)
        self.looks = tuple(looks)

    def forward(self, pictures: Tensor) -> Tensor:
        """(batch, 1, rows, columns) -> (batch, structures, rows, columns) logits.

        A structure of which the first network finds nothing keeps its answers; so does what lies beyond a window.
        """
        found: Tensor = self.first(pictures)
        result = found.clone()
        for second, look in zip(self.seconds, self.looks, strict=True):
            self._look(second, look, pictures, found, result)
        return result

    def look_of(self, place: int) -> nn.Module | None:
        """Give the network that draws a structure in the end, where that is not the first."""
        for second, look in zip(self.seconds, self.looks, strict=True):
            if place in (*look.shown, *look.mirrored):
                return second
        return None

    def _look(self, second: nn.Module, look: Look, pictures: Tensor, found: Tensor, result: Tensor) -> None:
        """Put what a second network answers into ``result``."""
        spans = [
            (number, place, mirror, _span(corner, look.window_px))
            for number in range(len(pictures))
            for place, mirror in look.places
            if (corner := window_round(found[number, place], look.window_px)) is not None
        ]
        if not spans:
            return
        seen = [pictures[number : number + 1, :, rows, columns] for number, _, _, (rows, columns) in spans]
        turned = [window.flip(3) if mirror else window for window, (_, _, mirror, _) in zip(seen, spans, strict=True)]
        drawn = second(standardise_window(torch.cat(turned))).to(found.dtype)
        for own, (number, place, mirror, (rows, columns)) in zip(drawn[:, 0], spans, strict=True):
            window = result[number, place, rows, columns]
            window.lerp_(own.flip(1) if mirror else own, look.share)


def _span(corner: tuple[int, int], window_px: tuple[int, int]) -> tuple[slice, slice]:
    (row, column), (rows, columns) = corner, window_px
    return slice(row, row + rows), slice(column, column + columns)


def window_round(logits: Tensor, window_px: tuple[int, int]) -> tuple[int, int] | None:
    """Place a window round what is drawn.

    Parameters
    ----------
    logits
        (rows, columns) of one structure, at least as large as the window.
    window_px
        Rows and columns of the window.

    Returns
    -------
    tuple or None
        First row and column of a window in whose middle lies that of what is drawn, but for `SPECK_SHARE` at either
        end, so that a speck elsewhere does not move it; inside the picture. None where nothing is drawn.

    Raises
    ------
    ValueError
        When the picture is smaller than the window.
    """
    if any(side < own for side, own in zip(logits.shape, window_px, strict=True)):
        raise ValueError(f"a window of {window_px} pixels in a picture of {tuple(logits.shape)}")
    drawn = logits > 0
    if not drawn.any():
        return None
    starts = []
    for axis, own in enumerate(window_px):
        reached = drawn.sum(1 - axis).cumsum(0).double() / drawn.sum()
        first, last = int((reached <= SPECK_SHARE).sum()), int((reached < 1 - SPECK_SHARE).sum())
        starts.append(min(max((first + last + 1) // 2 - own // 2, 0), logits.shape[axis] - own))
    return starts[0], starts[1]


def standardise_window(windows: Tensor) -> Tensor:
    """Clip each (batch, 1, rows, columns) window to its percentiles, then to mean 0 and standard deviation 1."""
    flat = windows.float().flatten(1)
    ends = torch.tensor([CLIPPED_SHARE, 1 - CLIPPED_SHARE], device=flat.device)
    low, high = torch.quantile(flat, ends, dim=1)
    clipped = torch.minimum(torch.maximum(flat, low[:, None]), high[:, None])
    deviation = clipped.std(1, keepdim=True).clamp_min(LEAST_SPREAD)
    return ((clipped - clipped.mean(1, keepdim=True)) / deviation).reshape(windows.shape)
