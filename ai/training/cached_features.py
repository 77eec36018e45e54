"""Features of every picture, computed once: as it is, and of as many changed versions as the plan says."""

from __future__ import annotations

import copy
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
from ai.training.fast_layout import lay_out

FEATURE_BATCH = 16


def encode(
    encoder: Encoder, prepared: npt.NDArray[np.float16], device: torch.device, *, progress: Progress = silent
) -> Tensor:
    """(cases, rows, columns) -> (cases, features) float32 on the CPU, computed once, in float32."""
    return _encoded(encoder, _batches(prepared), len(prepared), device, fast=False, progress=progress)


def encode_views(
    encoder: Encoder,
    prepared: npt.NDArray[np.float16],
    device: torch.device,
    *,
    views: int = 1,
    augmentation: Augmentation,
    seed: int,
    progress: Progress = silent,
) -> Tensor:
    """Compute the features of several versions of every picture, in bfloat16 where the hardware computes it.

    Parameters
    ----------
    encoder
        Stays as it is.
    prepared
        (cases, rows, columns) float16.
    device
        Of the encoder.
    views
        How many versions: the first is the picture as it is.
    augmentation, seed
        How far the others are changed, and the source of their chances.

    Returns
    -------
    Tensor
        (views, cases, features) float32 on the CPU.
    """
    found = []
    for view in range(views):
        batches: Iterator[Tensor] = _batches(prepared)
        if view:
            generator = torch.Generator().manual_seed(seed * 104_729 + view)
            batches = (augmented(each.to(device), None, augmentation, generator)[0] for each in batches)
        share = part(progress, view / views, (view + 1) / views)
        found.append(_encoded(encoder, batches, len(prepared), device, fast=has_fast_bf16(device), progress=share))
    return torch.stack(found)


def _batches(prepared: npt.NDArray[np.float16]) -> Iterator[Tensor]:
    """(up to FEATURE_BATCH, 1, rows, columns) float32 each."""
    for first in range(0, len(prepared), FEATURE_BATCH):
        yield torch.from_numpy(prepared[first : first + FEATURE_BATCH].astype(np.float32))[:, None]


def _encoded(
    encoder: Encoder, batches: Iterator[Tensor], cases: int, device: torch.device, *, fast: bool, progress: Progress
) -> Tensor:
    encoder.eval()
    if fast:
        encoder = copy.deepcopy(encoder)
        lay_out(encoder, device)
    rows: list[Tensor] = []
    done = 0
    with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=fast):
        for batch in batches:
            progress(done / cases, f"Features of picture {done + 1} of {cases}")
            rows.append(encoder(batch.to(device)).float().cpu())
            done += len(batch)
    return torch.cat(rows).clone()
