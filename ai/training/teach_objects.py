"""Teach objects with outlines (Mask R-CNN): pictures with the parts of their masks on the network's grid."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from ai.errors import InputMismatch, TrainingDataError
from ai.library.grid_spec import GridSpec
from ai.networks.picture_detector import with_objects
from ai.prepare.grid import prepare, to_network
from ai.prepare.way import Way
from ai.progress import Progress, silent
from ai.training.augmentation_choice import Augmentation
from ai.training.box_cases import pixel_mm_of
from ai.training.dataset.case import Case
from ai.training.mask_objects import LEAST_PIXELS, Planes, marks_of, read_objects
from ai.training.moved_boxes import moved_planes
from ai.training.taught_boxes import BoxedPicture

_CPU = torch.device("cpu")


def read_outlined(
    cases: Sequence[Case], grid: GridSpec, names: Sequence[str], *, progress: Progress = silent
) -> list[BoxedPicture]:
    """Prepare cases by the steps that inference takes, with the objects in their masks.

    Raises
    ------
    TrainingDataError
        As `ai.training.mask_objects.read_objects`, or when a picture does not fit the contract.
    """
    read = []
    for index, case in enumerate(cases):
        progress(index / len(cases), f"Reading picture {index + 1} of {len(cases)}")
        volume, planes = read_objects(case, names)
        try:
            prepared = prepare(volume, grid, device=_CPU)
        except InputMismatch as error:
            raise TrainingDataError(
                f"Case {case.key} cannot be taught: {error.message}",
                "Remove its folder from the dataset, then split again.",
            ) from error
        pixel_mm = pixel_mm_of(volume)
        own = on_network(planes, prepared.way)
        cell = sum(prepared.way.cell[1:]) / 2
        truth = marks_of(own.numpy().astype("int32"))
        read.append(BoxedPicture(prepared, truth, None if pixel_mm is None else pixel_mm * cell, own))
    return read


def on_network(planes: Planes, way: Way) -> Tensor:
    """(labels, rows, columns) uint8 on the network's grid; objects that become smaller than `LEAST_PIXELS` are lost.

    Each object is carried over by itself: those that lie close together stay apart.
    """
    result = torch.zeros((len(planes), *way.shape[1:]), dtype=torch.uint8)
    for own, plane in zip(result, planes, strict=True):
        number = 0
        for part in range(1, int(plane.max(initial=0)) + 1):
            inside = to_network((plane == part)[None].astype("float32"), way, device=_CPU)[0] >= 0.5
            if int(inside.sum()) >= LEAST_PIXELS:
                number += 1
                own[inside] = number
    return result


def with_own_objects(
    own: Sequence[BoxedPicture], augmentation: Augmentation | None, generator: torch.Generator | None
) -> Tensor:
    """Give what a step of training sees: (n, 1 + labels, rows, columns); changed where an augmentation is given."""
    pictures = torch.stack([each.picture for each in own])
    planes = torch.stack([each.planes for each in own if each.planes is not None]).float()
    if augmentation is not None and generator is not None:
        pictures, planes = moved_planes(pictures, planes, augmentation, generator)
    return with_objects(pictures, planes)
