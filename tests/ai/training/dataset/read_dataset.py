"""Small datasets that two readers have read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ai.training.dataset.boxes import Box
from ai.training.dataset.case import Grouping, Task, mask_ending
from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.file_order import Place
from ai.training.dataset.intake import Content, Offer, Person, add_cases
from ai.training.dataset.reads import CaseState, reader_key, set_answer, set_boxes, set_masks, set_state
from ai.training.dataset.salt import load_salt
from ai.volume import Volume

SHAPE = (6, 20, 18)


class Made:
    """An image that needs no file."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def read(self) -> Content:
        return self._content


def box(low: Sequence[int], high: Sequence[int], shape: tuple[int, int, int] = SHAPE) -> np.ndarray:
    """A block of a mask, (slices, rows, columns) bool; ``high`` is left out."""
    mask = np.zeros(shape, bool)
    mask[tuple(slice(one, other) for one, other in zip(low, high, strict=True))] = True
    return mask


def tilted_affine() -> np.ndarray:
    """Right-angled and tilted, 3 x 0.8 x 0.7 mm; rows run to the right of the patient, so that a pane turns them."""
    turn = math.radians(20)
    affine = np.eye(4)
    affine[:3, 0] = 0, 3 * math.sin(turn), 3 * math.cos(turn)
    affine[:3, 1] = -0.8, 0, 0
    affine[:3, 2] = 0, 0.7 * math.cos(turn), -0.7 * math.sin(turn)
    affine[:3, 3] = -30, 12, 410
    return affine


def volumes(folder: Path, count: int = 3, *, masks: Mapping[str, np.ndarray] | None = None) -> Dataset:
    """Write a dataset of volumes with the masks ``lesion`` and ``organ``."""
    given = {"lesion": box((2, 5, 5), (4, 10, 9)), "organ": box((1, 2, 2), (5, 16, 15))} if masks is None else masks
    offers = []
    for number in range(count):
        voxels = np.random.default_rng(number).integers(-500, 500, SHAPE).astype(np.int16)
        voxels[given["organ"]] += 600
        volume = Volume(voxels, tilted_affine(), modality="MR", unit="")
        offers.append(Offer(f"scan{number}", "", Made(Content(volume, given)), None, Place("", number, "")))
    add_cases(folder, Task.SEGMENTATION, tuple(given), offers)
    return open_dataset(folder)


def pictures(folder: Path, count: int = 4) -> Dataset:
    """Write a dataset of pictures of two classes, two pictures of each person."""
    offers = []
    for number in range(count):
        voxels = np.random.default_rng(number).integers(0, 255, (1, 24, 20)).astype(np.uint8)
        volume = Volume(voxels, np.eye(4)[[2, 1, 0, 3]], modality="CR", axes_known=False)
        label = ("benign", "malignant")[number % 2]
        person = Person(Grouping.NAME, (str(number // 2),))
        offers.append(Offer(f"film{number}", label, Made(Content(volume)), person, Place("", number, "")))
    add_cases(folder, Task.CLASSIFICATION, ("benign", "malignant"), offers)
    return open_dataset(folder)


def boxed(folder: Path, boxes: Sequence[Sequence[Box]], *, tilted: bool = False) -> Dataset:
    """Write a dataset of the boxes ``nodule`` and ``mass``: films of 24 x 20 pixels, or volumes that a pane turns."""
    offers = []
    for number, given in enumerate(boxes):
        shape = SHAPE if tilted else (1, 24, 20)
        voxels = np.random.default_rng(number).integers(0, 255, shape).astype(np.int16 if tilted else np.uint8)
        volume = (
            Volume(voxels, tilted_affine(), modality="MR")
            if tilted
            else Volume(voxels, np.eye(4)[[2, 1, 0, 3]], modality="CR", axes_known=False)
        )
        person = Person(Grouping.NAME, (str(number),))
        content = Content(volume, boxes=tuple(given))
        offers.append(Offer(f"film{number}", "", Made(content), person, Place("", number, "")))
    add_cases(folder, Task.DETECTION, ("nodule", "mass"), offers)
    return as_offered(folder)


def as_offered(folder: Path) -> Dataset:
    """Read a dataset with its cases in the order in which they were offered."""
    dataset = open_dataset(folder)
    return replace(dataset, cases=tuple(sorted(dataset.cases, key=lambda case: case.record.position)))


def flat(label: str, top: float, left: float, height: float = 4.0, width: float = 4.0) -> Box:
    """A box on the one slice of a film."""
    return Box(label, (-0.5, top, left), (0.5, top + height, left + width))


def read_boxes(dataset: Dataset, number: int, reader: str, boxes: Sequence[Box]) -> None:
    """Let a reader complete a case with boxes."""
    set_boxes(dataset.cases[number].folder, reader, boxes)
    set_state(dataset.cases[number].folder, reader, CaseState.COMPLETE)


def read_classes(dataset: Dataset, reader: str, answers: Sequence[str]) -> None:
    """Let a reader complete the cases with these classes; ``"?"`` is not sure, ``""`` leaves a case out."""
    for case, answer in zip(dataset.cases, answers, strict=True):
        if answer:
            is_not_sure = answer == "?"
            set_answer(case.folder, reader, "" if is_not_sure else answer, is_not_sure=is_not_sure)
            set_state(case.folder, reader, CaseState.COMPLETE)


def keys(folder: Path, *names: str) -> tuple[str, ...]:
    """Keys of readers of a dataset."""
    salt = load_salt(folder, has_cases=True)
    return tuple(reader_key(salt, name) for name in names)


def read_masks(dataset: Dataset, number: int, reader: str, masks: Mapping[str, np.ndarray]) -> None:
    """Let a reader complete a case with masks."""
    case = dataset.cases[number]
    set_masks(case.folder, reader, masks, case.volume(), mask_ending(case.record.image))
    set_state(case.folder, reader, CaseState.COMPLETE)
