"""Windows round a structure of films, left ones mirrored: what a network that looks at it again learns from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from ai.errors import TrainingDataError
from ai.networks.second_look import standardise_window, window_round
from ai.training.jsrt import MASK_BITS, Film, read_arrays
from ai.training.loop import Batch
from ai.training.radiograph_augment import appearances, pose_grid

FINER = 2
"""Films are read this many times finer than the window, so that they are shrunk by area as they are moved."""

MARGIN = 1.4
"""Sides cut round a structure, in windows: what turns and shifts may bring into it."""

APPEARANCE = 0.5
"""Strength of what `ai.training.radiograph_augment` changes of the looks."""


_T = TypeVar("_T", bound=np.generic)


class Windows:
    """Structures of films with what lies round them, each as if it lay at the patient's right.

    Parameters
    ----------
    films
        To learn from.
    shown, mirrored
        Names of the structures: those that are seen as they lie, and those mirrored from left to right.
    size_px
        (rows, columns) of the picture that the first network reads.
    window_px
        Of the window in it.
    batch
        Windows of a step.
    pose
        Strength of turns and shifts; they also stand for windows that the first network misplaces.
    """

    def __init__(
        self,
        films: Sequence[Film],
        *,
        shown: Sequence[str],
        mirrored: Sequence[str],
        size_px: tuple[int, int],
        window_px: tuple[int, int],
        batch: int,
        pose: float,
    ) -> None:
        pictures, bits = read_arrays(films, size_px=FINER * size_px[0])
        self._window_px, self._batch, self._pose = window_px, batch, pose
        cut = (round(FINER * MARGIN * window_px[0]), round(FINER * MARGIN * window_px[1]))
        self._share = torch.tensor([FINER * window_px[1] / cut[1], FINER * window_px[0] / cut[0]])
        looks, drawn = [], []
        for picture, bit in zip(pictures, bits, strict=True):
            for name, flip in (*((name, False) for name in shown), *((name, True) for name in mirrored)):
                mask = (bit & MASK_BITS[name]) != 0
                if mask.any():
                    seen, truth = (picture[:, ::-1], mask[:, ::-1]) if flip else (picture, mask)
                    middle = _middle(truth, window_px)
                    looks.append(_cut(seen, middle, cut))
                    drawn.append(_cut(truth, middle, cut, edge=False))
        if not looks:
            names = " or ".join((*shown, *mirrored))
            raise TrainingDataError(f"No film has a mask of {names}.", "Add the masks of that structure.")
        self._looks, self._drawn = torch.from_numpy(np.stack(looks)), torch.from_numpy(np.stack(drawn))

    def batch(self, generator: torch.Generator) -> Batch:
        """(batch, 1, *window_px) float32 standardised windows, and masks of the same shape, 0 or 1."""
        chosen = torch.randint(len(self._looks), (self._batch,), generator=generator)
        grid = pose_grid(self._batch, self._window_px, generator, self._pose) * self._share
        looks = self._looks[chosen].float()[:, None] / 255
        looks = functional.grid_sample(looks, grid, padding_mode="border", align_corners=False)
        shares = functional.grid_sample(self._drawn[chosen].float()[:, None], grid, align_corners=False)
        return standardise_window(appearances(looks, generator, APPEARANCE)), (shares >= 0.5).float()


def _middle(mask: npt.NDArray[np.bool_], window_px: tuple[int, int]) -> tuple[int, int]:
    """Row and column of the middle of the window that would be placed round a mask that was drawn."""
    size = (FINER * window_px[0], FINER * window_px[1])
    corner = window_round(torch.from_numpy(mask.astype(np.float32)) - 0.5, size)
    assert corner is not None
    return corner[0] + size[0] // 2, corner[1] + size[1] // 2


def _cut(
    plane: npt.NDArray[_T], middle: tuple[int, int], size: tuple[int, int], *, edge: bool = True
) -> npt.NDArray[_T]:
    """Cut ``size`` pixels round a middle; beyond the border lie the border's own values, or zeros."""
    margins = [(length, length) for length in size]
    padded = np.pad(plane, margins, mode="edge") if edge else np.pad(plane, margins)
    row, column = (place + length - length // 2 for place, length in zip(middle, size, strict=True))
    return np.ascontiguousarray(padded[row : row + size[0], column : column + size[1]])
