"""Boxes of a case of a dataset on the grid that a pane shows, and back: files are turned upright for the eye.

As masks of a case (`app.imaging.case_labels`) they are shown as one result of a person.
"""

from __future__ import annotations

from collections.abc import Sequence

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Detection, Point
from ai.library.card import Code, Label
from ai.training.dataset.boxes import Box, BoxRecord
from app.imaging.upright import Turn


def class_label(name: str) -> Label:
    """Make the label of a class that only the dataset knows: it is called there as here."""
    return Label(name, name, Code("", "", ""))


def boxes_in(records: Sequence[BoxRecord]) -> tuple[Box, ...]:
    """Take the boxes of a case as they stand in its file, on the grid of its image."""
    return tuple(Box(each.label, each.low_index, each.high_index) for each in records)


def shown_boxes(boxes: Sequence[Box], shape: tuple[int, int, int], turn: Turn) -> tuple[Detection, ...]:
    """Put boxes of a case on the grid that is shown.

    Parameters
    ----------
    boxes
        On the grid of the file.
    shape
        (slices, rows, columns) that are shown.
    turn
        How the file of the image was turned for that.
    """
    found = []
    for box in boxes:
        low, high = (_swapped(corner, turn) for corner in (box.low, box.high))
        low, high = _flipped(low, high, shape, turn)
        found.append(Detection(class_label(box.label), None, None, low, high, origin=BoxOrigin.PERSON))
    return tuple(found)


def boxes_of(detections: Sequence[Detection], shape: tuple[int, int, int], turn: Turn) -> tuple[Box, ...]:
    """Put boxes that are shown on the grid of the file; see `shown_boxes`."""
    found = []
    for each in detections:
        low, high = _flipped(each.low, each.high, shape, turn)
        found.append(Box(each.label.name, _swapped(low, turn), _swapped(high, turn)))
    return tuple(found)


def _swapped(corner: Point, turn: Turn) -> Point:
    slices, rows, columns = corner
    return (slices, columns, rows) if turn.swaps else corner


def _flipped(low: Point, high: Point, shape: tuple[int, int, int], turn: Turn) -> tuple[Point, Point]:
    """Count from the other end where the turn does: what was the high corner is the low one then."""
    ends = [
        (size - 1 - above, size - 1 - below) if flips else (below, above)
        for below, above, size, flips in zip(low, high, shape, turn.flips, strict=True)
    ]
    return (ends[0][0], ends[1][0], ends[2][0]), (ends[0][1], ends[1][1], ends[2][1])
