"""Sixteen augmented versions of a training picture, so that a person sees whether they still look like pictures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch

from ai.errors import TrainingDataError
from ai.training.augmentation import augmented
from ai.training.augmentation_choice import Augmentation
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part, open_dataset
from ai.training.finetune_config import FinetuneConfig
from ai.training.forecast import PREVIEWS
from ai.volume import SpacingKind
from ai.words import say

TILE_PX = 144
"""Longer side of a sample."""

_GAP_PX = 6
_A_ROW = 4
_VOLUME_PX = 96
"""Longest side of a volume that is bent as a whole."""


def write_preview(config: FinetuneConfig, target: Path) -> None:
    """Draw the samples of a plan into a PNG.

    Raises
    ------
    TrainingDataError
        Where the dataset has no training part, or the file cannot be written.
    """
    cases = open_dataset(config.dataset).part(Part.TRAIN)
    if not cases:
        raise TrainingDataError(say("The dataset is not split yet."), say("Split it first."))
    samples = draw_samples(cases[config.seed % len(cases)], config.augmentation, seed=config.seed)
    _, encoded = cv2.imencode(".png", sheet(samples))
    try:
        target.write_bytes(encoded.tobytes())
    except OSError as error:
        raise TrainingDataError(say("The samples cannot be written."), error.strerror or "") from error


def draw_samples(case: Case, chosen: Augmentation, *, seed: int) -> npt.NDArray[np.uint8]:
    """Draw augmented versions of a case; of a volume its middle slice.

    Returns
    -------
    numpy.ndarray
        (samples, rows, columns) uint8, greys stretched over the 1st to 99th percentile of the unchanged picture.
    """
    volume = case.volume()
    voxels = torch.from_numpy(np.ascontiguousarray(volume.voxels, dtype=np.float32))
    if voxels.ndim == 4:  # colours: their mean tells enough about place and brightness
        voxels = voxels.mean(-1)
    picture = voxels[:, None] if len(voxels) == 1 else voxels[None, None]
    longest = TILE_PX if len(voxels) == 1 else _VOLUME_PX
    factor = min(1.0, longest / max(picture.shape[2:]))
    sides = [max(1, round(side * factor)) for side in picture.shape[2:]]
    picture = torch.nn.functional.interpolate(picture, sides, mode="area")
    low, high = np.percentile(picture.numpy(), (1, 99))
    mean, spread = picture.mean(), picture.std().clamp_min(1e-6)
    standard = (picture - mean) / spread
    generator = torch.Generator().manual_seed(seed)
    many = standard.repeat(PREVIEWS, *[1] * (standard.ndim - 1))
    # Scans are turned in millimetres in the lessons, too.
    told = len(voxels) > 1 and volume.spacing_kind is not SpacingKind.UNKNOWN
    spacing_mm = torch.tensor(volume.spacing_mm) if told else None
    drawn = augmented(many, None, chosen, generator, spacing_mm=spacing_mm)[0][:, 0] * spread + mean
    if drawn.ndim == 4:
        drawn = drawn[:, drawn.shape[1] // 2]
    shown = (drawn.numpy() - low) / max(high - low, 1e-6)
    result: npt.NDArray[np.uint8] = (255 * shown.clip(0, 1)).round().astype(np.uint8)
    return result


def sheet(samples: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Lay samples out in rows of four on black; (rows, columns) uint8."""
    rows, columns = samples.shape[1:]
    down = -(-len(samples) // _A_ROW)
    laid = np.zeros((down * (rows + _GAP_PX) - _GAP_PX, _A_ROW * (columns + _GAP_PX) - _GAP_PX), dtype=np.uint8)
    for number, sample in enumerate(samples):
        top, left = (rows + _GAP_PX) * (number // _A_ROW), (columns + _GAP_PX) * (number % _A_ROW)
        laid[top : top + rows, left : left + columns] = sample
    return laid
