"""Objects in masks: each connected part of a mask is one object, with its box. No torch here."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from ai.errors import TrainingDataError
from ai.training.box_cases import read_grey
from ai.training.box_hits import Marks
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.teaching_cases import LEAST_PER_PART, TeachingCases
from ai.volume import BoolMask, Volume
from ai.words import say

LEAST_PIXELS = 4
"""Of a part that is an object; smaller ones are slips of the pen."""

MOST_OBJECTS = 100
"""On one picture: as many as a detector tells."""

OBJECTS_WORDS = f"Each connected part of a mask, of {LEAST_PIXELS} pixels and more, is one object."

Planes = npt.NDArray[np.int32]
"""(labels, rows, columns): of each label 0 for nothing, else the number of the object, from 1."""


def numbered_parts(mask: BoolMask) -> npt.NDArray[np.int32]:
    """Give the parts of a mask numbers from 1; pixels that touch by a corner belong together.

    Parameters
    ----------
    mask
        (1, rows, columns) bool.

    Returns
    -------
    npt.NDArray[np.int32]
        (rows, columns).
    """
    count, parts, statistics, _ = cv2.connectedComponentsWithStats(mask[0].astype(np.uint8), connectivity=8)
    sizes = statistics[:, cv2.CC_STAT_AREA]
    numbers = np.zeros(count, np.int32)
    kept = np.flatnonzero(sizes[1:] >= LEAST_PIXELS) + 1
    numbers[kept] = np.arange(1, len(kept) + 1)
    return np.asarray(numbers[parts], np.int32)


def read_objects(case: Case, names: Sequence[str]) -> tuple[Volume, Planes]:
    """Read a picture and the objects in its masks; of a structure without a mask nothing is known, and none is told.

    Raises
    ------
    TrainingDataError
        When it is no single grey picture, a mask has another size, or there are more objects than a detector tells.
    """
    volume = read_grey(case, of_scans=False)
    planes = np.zeros((len(names), *volume.shape[1:]), np.int32)
    for plane, name in zip(planes, names, strict=True):
        if name not in case.masks:
            continue
        mask = case.mask(name)
        if mask.shape != volume.shape:
            raise TrainingDataError(
                f"The mask {name} of case {case.key} has another size than its picture.",
                "Import the case again with a mask of the same size.",
            )
        plane[:] = numbered_parts(mask)
    count = int(planes.reshape(len(names), -1).max(1).sum())
    if count > MOST_OBJECTS:
        raise TrainingDataError(
            say(
                "The masks of case {key} have {count} separate parts; at most {most} objects can be found on a "
                "picture.",
                key=case.key,
                count=count,
                most=MOST_OBJECTS,
            ),
            say("Outline them with a network for masks (U-Net), or remove the case and split again."),
        )
    return volume, planes


def marks_of(planes: Planes) -> Marks:
    """Boxes of objects, in the order of labels and numbers."""
    boxes, labels = [], []
    for label, plane in enumerate(planes):
        for number in range(1, int(plane.max(initial=0)) + 1):
            rows, columns = np.nonzero(plane == number)
            if len(rows):
                boxes.append((rows.min() - 0.5, columns.min() - 0.5, rows.max() + 0.5, columns.max() + 0.5))
                labels.append(label)
    return Marks(np.asarray(boxes, np.float64).reshape(-1, 4), np.asarray(labels, np.int64), np.ones(len(boxes)))


def require_objects_to_teach(cases: TeachingCases) -> None:
    """Refuse masks that no detector can learn from.

    Raises
    ------
    TrainingDataError
        When a case has no mask of a structure (an empty one says that there is none), or a structure has too few cases
        with an object to learn it or to choose by it. A trial of a plan takes no case of the test part, and too few
        for that: one object is enough for it.
    """
    names = cases.dataset.names
    least = LEAST_PER_PART if cases.part(Part.TEST) else 0
    for part in (Part.TRAIN, Part.VALIDATION):
        counts = dict.fromkeys(names, 0)
        for case in cases.part(part):
            if missing := [name for name in names if name not in case.masks]:
                raise TrainingDataError(
                    say(
                        "Case {key} has no mask of {name}: is there none, or was it not drawn?",
                        key=case.key,
                        name=missing[0],
                    ),
                    say("Add the mask (an empty one where there is nothing), or leave the case out."),
                )
            _, planes = read_objects(case, names)
            for name, plane in zip(names, planes, strict=True):
                counts[name] += bool(plane.any())
        for name, count in counts.items():
            if count < max(least, not any(counts.values())):
                raise TrainingDataError(
                    f"The {part.value} part has {count} cases with an object of {name}; at least "
                    f"{LEAST_PER_PART} are needed.",
                    "Add cases of more persons, or split again.",
                )
