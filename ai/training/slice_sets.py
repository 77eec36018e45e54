"""The two sets of single slices: a folder per class, files that are numbered and tell nothing of the person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.file_order import natural_key
from ai.training.dataset.foreign_picture import Grey, is_picture, read_grey
from ai.training.dataset.honest_groups import Groups, JoinRule, honest_groups

LUNG, BRAIN = "ct_lung_cancer_slices", "brain_mri_tumour"
"""IQ-OTH/NCCD (Alyasriy, Mendeley Data 2020) and brain tumours on MR (Bhuvaji, over Cheng, PLoS One 2015)."""

SLICE_SETS = (LUNG, BRAIN)

JOIN_RULES = {LUNG: JoinRule(near_correlation=0.55), BRAIN: JoinRule(near_correlation=0.65)}
"""Chosen so that the groups come near the people that the sources tell (lung: 15 benign, 40 malignant, 55 normal;
brain, of twice as many pictures: 89 glioma, 82 meningioma, 62 pituitary), before anything was trained. On CT in a soft
tissue window neighbours differ more than on MR, and strangers, too."""


@dataclass(frozen=True, eq=False)
class SliceSet:
    """Single slices with one class each.

    Parameters
    ----------
    name
        Of the folder.
    classes
        Names of the classes, sorted.
    pictures
        (rows, columns) uint8 each, of whatever size.
    truth
        (slices,) int64, position of the class of each.
    numbers
        (slices,) int64, number of the file within its class.
    """

    name: str
    classes: tuple[str, ...]
    pictures: tuple[Grey, ...]
    truth: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.int64]


def read_slice_set(folder: Path, *, progress: Progress = silent) -> SliceSet:
    """Read a folder that holds a folder per class with numbered PNG or JPEG files.

    Raises
    ------
    TrainingDataError
        When there are fewer than two classes, or a file cannot be read.
    """
    if not folder.is_dir():
        raise TrainingDataError(f"There is no folder {folder.name} with slices.", "Give the folder that holds it.")
    classes = sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    if len(classes) < 2:
        raise TrainingDataError(f"The folder {folder.name} holds fewer than two classes.", "It needs a folder of each.")
    pictures: list[Grey] = []
    truth, numbers = [], []
    for label, name in enumerate(classes):
        files = sorted((path for path in (folder / name).iterdir() if path.is_file()), key=_order)
        for place, path in enumerate(path for path in files if is_picture(path)):
            progress((label + place / len(files)) / len(classes), f"Reading {name}, picture {place + 1}")
            pictures.append(read_grey(path))
            truth.append(label)
            numbers.append(file_number(path.stem, otherwise=place))
    return SliceSet(folder.name, tuple(classes), tuple(pictures), np.asarray(truth), np.asarray(numbers))


def groups_of(slices: SliceSet, *, progress: Progress = silent) -> Groups:
    """Find the honest groups of a set, by its own rule where it has one."""
    rule = JOIN_RULES.get(slices.name)
    return honest_groups(slices.pictures, slices.truth, slices.numbers, rule=rule, progress=progress)


def file_number(stem: str, *, otherwise: int) -> int:
    """Last number in the name of a file; another where it has none."""
    found = re.findall(r"\d+", stem)
    return int(found[-1]) if found else otherwise


def _order(path: Path) -> tuple[object, ...]:
    return (natural_key(path.name),)
