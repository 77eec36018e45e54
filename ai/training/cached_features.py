"""Features of every picture, computed once: as it is, and of as many changed versions as the plan says."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ai.device import has_fast_bf16
from ai.networks.encoders import Encoder
from ai.progress import Progress, part, silent
from ai.training.augmentation import augmented
from ai.training.augmentation_choice import Augmentation
from ai.training.fast_layout import lay_out, lay_out_plainly

FEATURE_BATCH = 8
"""Pictures at once. With 16 the arrays between the layers, tens of MB, are memory that the system hands out anew each
time: in a fresh process that took a third more."""

MOST_TOGETHER = 1 << 20
"""Pixels or voxels of a batch, so that a few scans do not fill the memory; one case at least."""


def encode(
    encoder: Encoder, prepared: npt.NDArray[np.float16], device: torch.device, *, progress: Progress = silent
) -> Tensor:
    """(cases, [slices,] rows, columns) -> (cases, features) float32 on the CPU, computed as inference does."""
    return _encoded(encoder, batches(prepared), len(prepared), device, fast=False, progress=progress)


def encode_views(
    encoder: Encoder,
    prepared: npt.NDArray[np.float16],
    device: torch.device,
    *,
    views: int = 1,
    augmentation: Augmentation,
    seed: int,
    spacing_mm: Tensor | None = None,
    progress: Progress = silent,
) -> Tensor:
    """Compute the features of several versions of every picture, in bfloat16 where the hardware computes it.

    Parameters
    ----------
    encoder
        Stays as it is.
    prepared
        (cases, [slices,] rows, columns) float16.
    device
        Of the encoder.
    views
        How many versions: the first is the picture as it is.
    augmentation, seed
        How far the others are changed, and the source of their chances.
    spacing_mm
        As in `ai.training.augmentation.augmented`.

    Returns
    -------
    Tensor
        (views, cases, features) float32 on the CPU.
    """
    found = []
    for view in range(views):
        plain: Iterator[Tensor] = batches(prepared)
        if view:
            generator = torch.Generator().manual_seed(seed * 104_729 + view)
            plain = (
                augmented(each.to(device), None, augmentation, generator, spacing_mm=spacing_mm)[0]
                for each in batches(prepared)
            )
        share = part(progress, view / views, (view + 1) / views)
        found.append(_encoded(encoder, plain, len(prepared), device, fast=has_fast_bf16(device), progress=share))
    return torch.stack(found)


def batches(prepared: npt.NDArray[np.float16]) -> Iterator[Tensor]:
    """(up to `FEATURE_BATCH`, 1, [slices,] rows, columns) float32 each, no more than `MOST_TOGETHER` at once."""
    size = max(1, min(FEATURE_BATCH, MOST_TOGETHER // math.prod(prepared.shape[1:])))
    for first in range(0, len(prepared), size):
        yield torch.from_numpy(prepared[first : first + size].astype(np.float32))[:, None]


def _encoded(
    encoder: Encoder, batches: Iterator[Tensor], cases: int, device: torch.device, *, fast: bool, progress: Progress
) -> Tensor:
    encoder.eval()
    lay_out(encoder, device)
    rows: list[Tensor] = []
    done = 0
    try:
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=fast):
            for batch in batches:
                progress(done / cases, f"Features of picture {done + 1} of {cases}")
                rows.append(encoder(batch.to(device)).float().cpu())
                done += len(batch)
    finally:
        lay_out_plainly(encoder)
    return torch.cat(rows).clone()
