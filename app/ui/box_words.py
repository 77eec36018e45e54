"""What is said of a box: its class with score or person, its size."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Detection, Point
from ai.volume import SpacingKind, Volume
from app.imaging.box_edit import sides_mm
from app.imaging.edited_result import origin_words
from app.imaging.labels import display_title
from app.imaging.point_on_plane import slice_of_point
from app.state.box_effort import BoxEffort
from app.ui.spoken import spoken


def box_words(detection: Detection, *, axes_known: bool, reader: str = "") -> str:
    """Word a box: "Nodule 0.87", "Nodule 72 %" where the model is calibrated, "Nodule · by a person".

    A box of one of several readers says of whom: "Nodule · Reader 1a2b3c".
    """
    title = spoken(display_title(detection.label, axes_known=axes_known))
    if reader:
        return f"{title} · {reader}"
    if detection.probability is not None:
        return f"{title} {100 * detection.probability:.0f} %"
    if detection.score is not None:
        return f"{title} {detection.score:.2f}"
    person = spoken(origin_words(detection.origin))
    return f"{title} · {person}" if person else title


def row_words(detection: Detection, *, axes_known: bool, by_reader: bool) -> str:
    """Word a box where there is little place: a list of the reader's own says so above.

    Parameters
    ----------
    detection, axes_known
        As in `box_words`.
    by_reader
        Whether it is listed under the reader's own.
    """
    title = spoken(display_title(detection.label, axes_known=axes_known))
    if by_reader:
        return title
    if detection.origin is BoxOrigin.CORRECTED:
        return QCoreApplication.translate("BoxWords", "{name} · corrected").format(name=title)
    return box_words(detection, axes_known=axes_known)


def effort_words(effort: BoxEffort) -> str:
    """Word how much a person changed: "added 2 · moved 1"; ``""`` for nothing."""
    translate = QCoreApplication.translate
    said = (
        (effort.added, translate("BoxWords", "added {count}")),
        (effort.moved, translate("BoxWords", "moved {count}")),
        (effort.renamed, translate("BoxWords", "class changed {count}")),
        (effort.rejected, translate("BoxWords", "rejected {count}")),
    )
    return " · ".join(words.format(count=count) for count, words in said if count)


def size_words(volume: Volume, low: Point, high: Point) -> str:
    """Word the size of a box: "12.3 × 10.1 × 5.0 mm", on a single slice without the depth; else in pixels.

    A point has none: ``""``.
    """
    if low == high:
        return ""
    translate = QCoreApplication.translate
    is_known = volume.spacing_kind is not SpacingKind.UNKNOWN
    depth, rows, columns = sides_mm(volume, low, high) if is_known else [b - a for a, b in zip(low, high, strict=True)]
    sides = [columns, rows] if volume.shape[0] == 1 else [columns, rows, depth]
    text = " × ".join(f"{each:.1f}" if is_known else f"{each:.0f}" for each in sides)
    if not is_known:
        return translate("BoxWords", "{size} px").format(size=text)
    on_detector = volume.spacing_kind is SpacingKind.DETECTOR
    words = translate("BoxWords", "{size} mm on the detector") if on_detector else translate("BoxWords", "{size} mm")
    return words.format(size=text)


def slice_words(volume: Volume, low: Point, high: Point) -> str:
    """Word the images that a box is seen on, from 1; ``""`` for a series of one."""
    count = volume.shape[0]
    if count == 1:
        return ""
    translate = QCoreApplication.translate
    if low == high:
        return translate("BoxWords", "image {number}").format(number=slice_of_point(low, count) + 1)
    first, last = (min(max(each, 0), count - 1) + 1 for each in (round(low[0] + 0.5), round(high[0] - 0.5)))
    if first >= last:
        return translate("BoxWords", "image {number}").format(number=first)
    return translate("BoxWords", "images {first} – {last}").format(first=first, last=last)
