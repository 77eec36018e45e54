"""Points of a case, beside its boxes in ``labels.json``: where something is, without saying how far it reaches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ai.errors import TrainingDataError
from ai.training.dataset.boxes import (
    MATCH_MM,
    MOST_BOXES,
    ROUNDING_INDEX,
    Box,
    BoxesRecord,
    Corner,
    boxes_record,
    read_boxes,
    require_inside,
    to_mm,
)
from ai.training.dataset.faults import BadBox
from ai.volume import Affine
from ai.words import say


@dataclass(frozen=True)
class MarkedPoint:
    """A point on a finding.

    Parameters
    ----------
    label
        Its class.
    at
        (slice, row, column) index on the grid of the image; whole numbers are centres of voxels.
    """

    label: str
    at: Corner


Mark: TypeAlias = Box | MarkedPoint
"""What a case of a dataset of boxes may hold."""


@dataclass(frozen=True)
class PointRecord:
    """A point in the file.

    Parameters
    ----------
    label
        Its class.
    at_index
        (slice, row, column), as in `MarkedPoint`.
    at_lps_mm
        The same place, (x, y, z) LPS mm; as in `ai.training.dataset.boxes.BoxRecord`.
    """

    label: str
    at_index: Corner
    at_lps_mm: Corner


@dataclass(frozen=True)
class MarksRecord(BoxesRecord):
    """The content of ``labels.json`` of a case with points: a file without any has the form of boxes alone."""

    points: tuple[PointRecord, ...] = ()


def is_point(mark: Mark) -> bool:
    """Whether it is a point; boxes stand before points in every list of a case."""
    return isinstance(mark, MarkedPoint)


def marks_record(marks: Sequence[Mark], *, affine_lps: Affine, shape: tuple[int, int, int], format: int) -> BoxesRecord:
    """Put boxes and points into the form of the file; see `ai.training.dataset.boxes.boxes_record`.

    Raises
    ------
    BadBox
        Where one is outside, or a box has no size.
    """
    require_marks_inside(marks, shape)
    boxes = [each for each in marks if isinstance(each, Box)]
    record = boxes_record(boxes, affine_lps=affine_lps, shape=shape, format=format)
    points = tuple(
        PointRecord(each.label, each.at, to_mm(each.at, affine_lps)) for each in marks if isinstance(each, MarkedPoint)
    )
    return MarksRecord(format, record.boxes, points) if points else record


def read_marks(path: Path, names: Sequence[str], *, format: int) -> MarksRecord:
    """Read the boxes and points of a case; the image is not looked at.

    Raises
    ------
    TrainingDataError
        Where the file is damaged, a box has no size, or something has a class that the dataset does not have.
    """
    record = read_boxes(path, names, format=format, kind=MarksRecord)
    if len(record.points) > MOST_BOXES:
        raise TrainingDataError(say("The file {file} has more points than a picture can have.", file=path.name))
    for point in record.points:
        if point.label not in names:
            raise TrainingDataError(
                say(
                    "Case {folder} has the class {label!r}, which the dataset does not have.",
                    folder=path.parent.name,
                    label=point.label,
                )
            )
    return record


def require_marks_inside(marks: Sequence[Mark], shape: tuple[int, int, int]) -> None:
    """Refuse what reaches out of the image, or has no size though it is a box.

    Raises
    ------
    BadBox
        With the first.
    """
    require_inside([each for each in marks if isinstance(each, Box)], shape)
    for point in marks:
        if isinstance(point, MarkedPoint) and not all(
            -0.5 - ROUNDING_INDEX <= place <= size - 0.5 + ROUNDING_INDEX  # which what is no number fails, too
            for place, size in zip(point.at, shape, strict=True)
        ):
            raise BadBox(say("A point of {label!r} lies beside its image.", label=point.label))


def require_points_match(points: Sequence[PointRecord], *, affine_lps: Affine, shape: tuple[int, int, int]) -> None:
    """Hold the points of a case against its image: inside it, and in index where they are in mm.

    Raises
    ------
    BadBox
        With the first that is not.
    """
    require_marks_inside([MarkedPoint(each.label, each.at_index) for each in points], shape)
    for each in points:
        if not math.dist(to_mm(each.at_index, affine_lps), each.at_lps_mm) <= MATCH_MM:
            raise BadBox(say("A point of {label!r} lies elsewhere in mm than in pixels.", label=each.label))
