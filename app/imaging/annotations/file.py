"""Annotations of one study in a file: JSON, without a name, a date or a UID of the patient.

The file tells its version. What is damaged is skipped and counted, so that one bad entry does not take the others with
it; a file that is no such file at all, or of a newer version, is refused.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from ai.plain import PlainError, from_plain, to_plain
from ai.progress import Progress, silent
from ai.words import joined, say
from app.errors import AnnotationFileError
from app.imaging.annotations.annotation import Annotation, DrawnOn, Kind, SeriesMark
from app.imaging.annotations.scale import Calibration
from app.imaging.atomic import atomic_path, make_folder
from app.imaging.cut import Cut, Direction, MprAxes, Rotation, Slab
from app.imaging.labels import Colour
from app.imaging.plane_frame import PlaneFrame, Vector
from app.imaging.slab import Projection

T = TypeVar("T")

FORMAT, VERSION = "lightbox-annotations", 1

LARGEST_BYTES = 64 << 20
"""A larger file is none of ours: 10,000 annotations with long outlines are half of that."""

LARGEST_ENTRIES = 10_000
"""Annotations of one study."""

_ASIDE = say("The file is kept aside in the folder of the program's data.")

_ROTATION = 1e-6
"""How far a rotation may be from one by rounding."""


@dataclass(frozen=True)
class StudyAnnotations:
    """All that is kept of one study.

    Parameters
    ----------
    annotations
        In the order of creation.
    calibrations
        One per series or image at most.
    """

    annotations: tuple[Annotation, ...] = ()
    calibrations: tuple[Calibration, ...] = ()


@dataclass(frozen=True)
class ReadAnnotations:
    """What a file holds.

    Parameters
    ----------
    content
        What could be read.
    skipped
        Damaged entries that were left out.
    is_damaged
        Whether the whole file could not be read.
    """

    content: StudyAnnotations = StudyAnnotations()
    skipped: int = 0
    is_damaged: bool = False

    @property
    def warning(self) -> str:
        """Sentences for the reader where something is missing, or ``""``."""
        if self.is_damaged:
            return joined((say("The saved annotations of this study are damaged and cannot be read."), _ASIDE))
        if self.skipped == 0:
            return ""
        if self.skipped == 1:
            return joined((say("One saved annotation of this study is damaged and was left out."), _ASIDE))
        many = say(
            "{count} saved annotations of this study are damaged and were left out.",
            count=self.skipped,
        )
        return joined((many, _ASIDE))


@dataclass(frozen=True)
class _Plane:
    """A `DrawnOn`, flat: how this file names things does not change with the program."""

    origin_lps_mm: Vector
    right_lps: Vector
    down_lps: Vector
    pixel_mm: tuple[float, float]
    shape_px: tuple[int, int]
    direction: Direction
    index: int
    rotation: Rotation
    pivot_lps_mm: Vector
    slab_mm: float = 0.0
    projection: Projection | None = None


@dataclass(frozen=True)
class _Entry:
    id: str
    kind: Kind
    points_lps_mm: tuple[Vector, ...]
    plane: _Plane
    series: str
    part: str
    image: str
    order: int
    text: str
    colour: Colour
    visible: bool


@dataclass(frozen=True)
class _CalibrationEntry:
    series: str
    part: str
    image: str
    drawn: float
    known_mm: float


def file_of(folder: Path, study: str) -> Path:
    """Tell where a study is kept; ``study`` is `app.imaging.annotations.annotation.SeriesMark.study`."""
    if len(study) != 64 or not set(study) <= set("0123456789abcdef"):
        raise ValueError("a study is named by its digest")
    return folder / f"{study}.json"


def to_json(content: StudyAnnotations) -> str:
    """Write the text of a file."""
    table = {
        "format": FORMAT,
        "version": VERSION,
        "annotations": [to_plain(_entry(each)) for each in content.annotations],
        "calibrations": [to_plain(_calibration_entry(each)) for each in content.calibrations],
    }
    return json.dumps(table, allow_nan=False, ensure_ascii=False, separators=(",", ":")) + "\n"


def from_json(text: str | bytes, study: str) -> ReadAnnotations:
    """Read the text of a file.

    Parameters
    ----------
    text
        Of the whole file; bytes are UTF-8.
    study
        Digest of the study that it is kept for.

    Raises
    ------
    app.errors.AnnotationFileError
        Where it is of a newer version.
    """
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        return _DAMAGED
    if not isinstance(table, dict) or table.get("format") != FORMAT or type(table.get("version")) is not int:
        return _DAMAGED
    if table["version"] > VERSION:
        raise AnnotationFileError(
            say("The annotations of this study were saved by a newer version of Lightbox and stay as they are."),
            say("Open the study with that version. What you draw here is not saved."),
        )
    drawn, known = table.get("annotations"), table.get("calibrations")
    if not isinstance(drawn, list) or not isinstance(known, list) or len(drawn) + len(known) > LARGEST_ENTRIES:
        return _DAMAGED
    annotations, broken = _built(_annotation, drawn, study)
    calibrations, unfit = _built(_calibration, known, study)
    content = StudyAnnotations(
        tuple({each.id: each for each in annotations}.values()),
        tuple({each.mark: each for each in calibrations}.values()),
    )
    return ReadAnnotations(content, broken + unfit)


def read_annotations(path: Path, study: str, *, progress: Progress = silent) -> ReadAnnotations:
    """Read a file; where there is none, nothing was drawn. One with damage is copied aside, as it was.

    Raises
    ------
    app.errors.AnnotationFileError
        Where it cannot be read, or is of a newer version.
    """
    progress(0.0, say("Reading annotations"))
    try:
        is_huge = path.stat().st_size > LARGEST_BYTES
        read = _DAMAGED if is_huge else from_json(path.read_bytes(), study)
        if read.warning:
            shutil.copy2(path, _aside(path))
    except FileNotFoundError:
        return ReadAnnotations()
    except OSError as error:
        raise AnnotationFileError(
            say("The saved annotations of this study cannot be read ({name}).", name=type(error).__name__),
            say("Check the folder of the program's data. What you draw now is not saved."),
        ) from error
    return read


def write_annotations(path: Path, content: StudyAnnotations, *, progress: Progress = silent) -> None:
    """Write a file in one piece; where there is nothing to keep and never was, none is made.

    Raises
    ------
    app.errors.ExportError
        Where the disk refuses; the file before stays as it was.
    """
    progress(0.0, say("Saving annotations"))
    if content == StudyAnnotations() and not path.exists():
        return
    make_folder(path.parent)
    with atomic_path(path) as temporary:
        # For this user alone: what the reader wrote beside a mark may name somebody.
        temporary.touch(mode=0o600)
        temporary.write_text(to_json(content), encoding="utf-8")


_DAMAGED = ReadAnnotations(is_damaged=True)


def _built(build: Callable[[object, str], T], entries: Sequence[object], study: str) -> tuple[list[T], int]:
    """Build what can be built, and count what cannot."""
    built = []
    for data in entries:
        try:
            built.append(build(data, study))
        except (PlainError, ValueError, OverflowError):
            continue
    return built, len(entries) - len(built)


def _aside(path: Path) -> Path:
    """Find a free name for a copy of a damaged file."""
    names = (path.with_name(f"{path.stem}-damaged-{number}.json") for number in itertools.count(1))
    return next(name for name in names if not name.exists())


def _entry(annotation: Annotation) -> _Entry:
    drawn_on, mark = annotation.drawn_on, annotation.mark
    frame, cut = drawn_on.frame, drawn_on.cut
    plane = _Plane(
        frame.origin_lps_mm,
        frame.right_lps,
        frame.down_lps,
        frame.pixel_mm,
        frame.shape_px,
        cut.direction,
        drawn_on.index,
        cut.axes.rotation,
        cut.axes.pivot_lps_mm,
        0.0 if cut.slab is None else cut.slab.thickness_mm,
        None if cut.slab is None else cut.slab.projection,
    )
    return _Entry(
        annotation.id,
        annotation.kind,
        annotation.points,
        plane,
        mark.series,
        mark.part,
        mark.image,
        annotation.order,
        annotation.text,
        annotation.colour,
        annotation.visible,
    )


def _annotation(data: object, study: str) -> Annotation:
    entry = from_plain(_Entry, data)
    plane = entry.plane
    slab = None if plane.projection is None else Slab(plane.projection, plane.slab_mm)
    rotation = np.array(plane.rotation)
    if not np.allclose(rotation @ rotation.T, np.eye(3), atol=_ROTATION) or not np.isfinite(plane.pivot_lps_mm).all():
        raise ValueError("the planes are turned by no rotation")
    cut = Cut(plane.direction, MprAxes(plane.rotation, plane.pivot_lps_mm), slab=slab)
    frame = PlaneFrame(plane.origin_lps_mm, plane.right_lps, plane.down_lps, plane.pixel_mm, plane.shape_px)
    return Annotation(
        entry.id,
        entry.kind,
        entry.points_lps_mm,
        DrawnOn(frame, cut, plane.index),
        SeriesMark(study, entry.series, entry.part, entry.image),
        entry.order,
        entry.text,
        entry.colour,
        entry.visible,
    )


def _calibration_entry(calibration: Calibration) -> _CalibrationEntry:
    mark = calibration.mark
    return _CalibrationEntry(mark.series, mark.part, mark.image, calibration.drawn, calibration.known_mm)


def _calibration(data: object, study: str) -> Calibration:
    entry = from_plain(_CalibrationEntry, data)
    return Calibration(SeriesMark(study, entry.series, entry.part, entry.image), entry.drawn, entry.known_mm)
