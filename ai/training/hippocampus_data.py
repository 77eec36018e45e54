"""The hippocampus crops of the Medical Segmentation Decathlon (Task04) as training cases, and their folds.

References
----------
Antonelli et al., Nat Commun 2022;13:4128.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import SimpleITK
import torch
from torch import Tensor

from ai.errors import TrainingDataError
from ai.itk_image import itk_affine
from ai.library.card import InputSpec
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import plan, prepare, to_network
from ai.progress import Progress, silent
from ai.volume import Affine, Volume, Voxels

FOLDS = 5

BLOCK = 40
"""Neighbouring case numbers that share a fold: left and right of one person may both be here, and nothing tells which
crops they are, but people who were read in one after the other have neighbouring numbers."""

CLUSTER = 10
"""The same for the bootstrap, which draws whole groups of neighbouring numbers."""

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Crop:
    """One hippocampus in its box, with its reference labels."""

    case: str
    image: Path
    labels: Path

    @property
    def number(self) -> int:
        """Of the case, in the order in which the source counts them."""
        found = re.search(r"(\d+)$", self.case)
        return int(found.group(1)) if found else 0

    def volume(self) -> Volume:
        """Read the crop as a T1 MR scan."""
        voxels, affine = _read(self.image)
        return Volume(voxels, affine, modality="MR", body_part="BRAIN")

    def map(self) -> Voxels:
        """(slices, rows, columns) uint8: 0 nothing, 1 anterior, 2 posterior."""
        return np.asarray(_read(self.labels)[0], np.uint8)


@dataclass(frozen=True, eq=False)
class Crops:
    """All crops on the network's grid in one block each, filled up to the largest with 0.

    Parameters
    ----------
    images
        (crops, slices, rows, columns) float32, scaled as the contract says.
    labels
        The same shape, uint8.
    sizes
        (crops, 3) float32, (slices, rows, columns) of each crop before it was filled up behind; always on the
        processor.
    """

    images: Tensor
    labels: Tensor
    sizes: Tensor

    def to(self, device: torch.device) -> Crops:
        """Bring the blocks to a device."""
        return replace(self, images=self.images.to(device), labels=self.labels.to(device))


def read_crops(folder: Path) -> tuple[Crop, ...]:
    """List the crops of a folder with ``images/`` and ``labels/``, in the order of their numbers.

    Raises
    ------
    TrainingDataError
        When there are fewer crops than folds, or a crop has no labels.
    """
    images = sorted((folder / "images").glob("*.nii.gz"))
    crops = [Crop(path.name.removesuffix(".nii.gz"), path, folder / "labels" / path.name) for path in images]
    missing = [crop.case for crop in crops if not crop.labels.is_file()]
    if missing:
        raise TrainingDataError(f"{len(missing)} crops have no labels, the first is {missing[0]}.")
    if len(set(fold_of(crops))) < FOLDS:
        raise TrainingDataError(
            f"The folder has {len(crops)} crops with labels; at least one of each {BLOCK} case numbers is needed.",
            "It must hold images/CASE.nii.gz and labels/CASE.nii.gz of the decathlon's hippocampus task.",
        )
    return tuple(sorted(crops, key=_number_of))


def fold_of(crops: Sequence[Crop]) -> tuple[int, ...]:
    """Fold (0 to 4) of each crop: blocks of neighbouring numbers are dealt out in turn."""
    return tuple(crop.number // BLOCK % FOLDS for crop in crops)


def split_sha256(crops: Sequence[Crop]) -> str:
    """Hash of who is in which fold, kept in the card."""
    lines = "\n".join(f"{crop.case} {fold}" for crop, fold in zip(crops, fold_of(crops), strict=True))
    return hashlib.sha256(lines.encode()).hexdigest()


def read_arrays(crops: Sequence[Crop], spec: InputSpec, *, progress: Progress = silent) -> Crops:
    """Read all crops as the network sees them, before windows are cut."""
    grid = grid_of(spec)
    images, labels = [], []
    for index, crop in enumerate(crops):
        progress(index / len(crops), f"Reading crop {index + 1} of {len(crops)}")
        volume = crop.volume()
        way = plan(volume, grid)
        images.append(prepare(volume, grid, device=CPU, way=way).tensor[0])
        labels.append(to_network(crop.map(), way, device=CPU).to(torch.uint8))
    sizes = torch.tensor([image.shape for image in images])
    whole = sizes.amax(0).tolist()
    return Crops(_filled(images, whole), _filled(labels, whole), sizes.float())


def grid_of(spec: InputSpec) -> GridSpec:
    """Return the grid of a contract that has one."""
    if spec.grid is None:
        raise ValueError("the contract has no grid")
    return spec.grid


def _filled(each: Sequence[Tensor], whole: Sequence[int]) -> Tensor:
    block = torch.zeros((len(each), *whole), dtype=each[0].dtype)
    for target, values in zip(block, each, strict=True):
        slices, rows, columns = values.shape
        target[:slices, :rows, :columns] = values
    return block


def _number_of(crop: Crop) -> tuple[int, str]:
    return crop.number, crop.case


def _read(path: Path) -> tuple[Voxels, Affine]:
    try:
        image = SimpleITK.ReadImage(str(path))
    except RuntimeError as error:
        raise TrainingDataError(f"{path.name} cannot be read as a NIfTI file.", "Copy the data set again.") from error
    return SimpleITK.GetArrayFromImage(image), itk_affine(image)
