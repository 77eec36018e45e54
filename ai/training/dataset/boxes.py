"""Boxes of a case, in index and in millimetres of the patient: ``labels.json`` of a dataset for detection."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

import numpy as np

from ai.errors import TrainingDataError
from ai.training.dataset.faults import BadBox
from ai.training.dataset.whole_file import read_json
from ai.volume import Affine
from ai.words import say

Corner: TypeAlias = tuple[float, float, float]
"""(slice, row, column) index, or (x, y, z) LPS mm."""

MOST_BOXES = 10_000
"""Boxes of one case; more are a damaged file, not findings."""

ROUNDING_INDEX = 1e-6
"""Index by which a corner may lie beyond the border of its picture."""

BORDER_INDEX = 1.0
"""Pixels by which a box of a site may reach out of its picture and is cut: programs round its corners."""

MATCH_MM = 0.01
"""Distance between a corner in index and the same corner in mm from which they contradict each other."""


@dataclass(frozen=True)
class Box:
    """A box around a finding.

    Parameters
    ----------
    label
        Its class.
    low, high
        Opposite corners, (slice, row, column) index on the grid of the image; voxel k reaches from k - 0.5 to k + 0.5,
        as in `ai.inference.results.Detection`.
    """

    label: str
    low: Corner
    high: Corner


@dataclass(frozen=True)
class BoxRecord:
    """A box in the file.

    Parameters
    ----------
    label
        Its class.
    low_index, high_index
        (slice, row, column), as in `Box`.
    low_lps_mm, high_lps_mm
        The same two corners, (x, y, z) LPS mm; of a picture without axes in the patient they count from its first
        pixel, to the right and downwards.
    """

    label: str
    low_index: Corner
    high_index: Corner
    low_lps_mm: Corner
    high_lps_mm: Corner


@dataclass(frozen=True)
class BoxesRecord:
    """The content of ``labels.json`` of a case with boxes; a case without findings has none."""

    format: int
    boxes: tuple[BoxRecord, ...]


_Record = TypeVar("_Record", bound=BoxesRecord)


def boxes_record(boxes: Sequence[Box], *, affine_lps: Affine, shape: tuple[int, int, int], format: int) -> BoxesRecord:
    """Put boxes into the form of the file.

    Parameters
    ----------
    boxes
        On the grid of the image.
    affine_lps, shape
        Of the image as its file gives it back: (4, 4) index to LPS mm, (slices, rows, columns).
    format
        Version of the file.

    Raises
    ------
    BadBox
        Where one is outside, or has no size.
    """
    require_inside(boxes, shape)
    return BoxesRecord(
        format,
        tuple(
            BoxRecord(box.label, box.low, box.high, to_mm(box.low, affine_lps), to_mm(box.high, affine_lps))
            for box in boxes
        ),
    )


def read_boxes(path: Path, names: Sequence[str], *, format: int, kind: type[_Record]) -> _Record:
    """Read the boxes of a case, in a file that may hold more; the image is not looked at.

    Parameters
    ----------
    path, names
        ``labels.json``, and the classes of the dataset.
    format, kind
        Of the file.

    Raises
    ------
    TrainingDataError
        Where the file is damaged, or a box has no size or a class that the dataset does not have.
    """
    record = read_json(kind, path, format=format)
    if len(record.boxes) > MOST_BOXES:
        raise TrainingDataError(say("The file {file} has more boxes than a picture can have.", file=path.name))
    for box in record.boxes:
        if box.label not in names:
            raise TrainingDataError(
                say(
                    "Case {folder} has the class {label!r}, which the dataset does not have.",
                    folder=path.parent.name,
                    label=box.label,
                )
            )
        _require_size(Box(box.label, box.low_index, box.high_index))
    return record


def require_match(boxes: Sequence[BoxRecord], *, affine_lps: Affine, shape: tuple[int, int, int]) -> None:
    """Hold the boxes of a case against its image: inside it, and in index where they are in mm.

    Raises
    ------
    BadBox
        With the first that is not.
    """
    require_inside([Box(box.label, box.low_index, box.high_index) for box in boxes], shape)
    for box in boxes:
        for index, told_mm in ((box.low_index, box.low_lps_mm), (box.high_index, box.high_lps_mm)):
            if math.dist(to_mm(index, affine_lps), told_mm) > MATCH_MM:
                raise BadBox(say("A box of {label!r} lies elsewhere in mm than in pixels.", label=box.label))


def within_rounding(boxes: Sequence[Box], shape: tuple[int, int, int]) -> tuple[Box, ...]:
    """Cut off what reaches out of the image by no more than `BORDER_INDEX`; boxes beyond stay as they are."""
    return tuple(_cut(box, shape) for box in boxes)


def require_inside(boxes: Sequence[Box], shape: tuple[int, int, int]) -> None:
    """Refuse boxes that have no size or reach out of the image.

    Raises
    ------
    BadBox
        With the first.
    """
    for box in boxes:
        _require_size(box)
        beyond = any(high > size - 0.5 + ROUNDING_INDEX for high, size in zip(box.high, shape, strict=True))
        if min(box.low) < -0.5 - ROUNDING_INDEX or beyond:
            raise BadBox(
                say(
                    "A box of {label!r} reaches out of its image, which has {columns} × {rows} pixels.",
                    label=box.label,
                    columns=shape[2],
                    rows=shape[1],
                )
            )


def _cut(box: Box, shape: tuple[int, int, int]) -> Box:
    low = tuple(-0.5 if -0.5 - BORDER_INDEX <= value < -0.5 else value for value in box.low)
    high = tuple(
        size - 0.5 if size - 0.5 < value <= size - 0.5 + BORDER_INDEX else value
        for value, size in zip(box.high, shape, strict=True)
    )
    return Box(box.label, (low[0], low[1], low[2]), (high[0], high[1], high[2]))


def _require_size(box: Box) -> None:
    values = (*box.low, *box.high)
    if not all(math.isfinite(value) for value in values):
        raise BadBox(say("A box of {label!r} has corners that are no numbers.", label=box.label))
    if any(high <= low for low, high in zip(box.low, box.high, strict=True)):
        raise BadBox(say("A box of {label!r} has a side without length.", label=box.label))


def to_mm(index: Corner, affine_lps: Affine) -> Corner:
    """Find a (slice, row, column) index in (x, y, z) LPS mm."""
    x, y, z = (affine_lps[:3, :3] @ np.array(index, dtype=np.float64) + affine_lps[:3, 3]).tolist()
    return x, y, z
