"""Structured reports of any maker as measurements, regions and sentences; PS3.16 TID 1500 and what is built alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from pydicom.dataset import Dataset

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Caliper, Detection, Measurement, ModelResult, Point, Structure
from ai.library.card import Label
from ai.progress import Progress, silent
from ai.words import joined, say
from app.dicom.files.attribute import items, number, text
from app.dicom.results_read.label_layers import LabelLayers
from app.dicom.results_read.source_file import ResultFile, is_about, label_of, references_of
from app.dicom.results_read.sr_graphics import Area, Drawn, drawn
from app.dicom.results_read.target_grid import TargetGrid
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError
from app.imaging.polygon_fill import filled

MEASUREMENT_GROUP, FINDING, TRACKING_IDENTIFIER, COMMENT = "125007", "121071", "112039", "121106"
"""DCM: Measurement Group, Finding, Tracking Identifier, Comment; PS3.16 Annex D."""

UPPER_UNCERTAINTY, LOWER_UNCERTAINTY = "371886008", "371885007"
"""SCT: ranges of the measurement uncertainty, CID 310."""

CERTAINTY, RAW_SCORE = "111013", "SCORE"
"""Certainty of Finding (DCM, percent), and the score as our own reports code it."""

ORIGIN, ORIGINS = "ORIGIN", {"CORRECTED": BoxOrigin.CORRECTED, "PERSON": BoxOrigin.PERSON}
"""Who marked a box, as our own reports code it."""

DEEPEST = 32
"""Levels of content that are read; no template nests deeper."""

LONGEST_LINE = 16
"""Points of an open line that is drawn."""

MOST_NOTES = 40
"""Sentences that are listed of one report."""

NO_CODE = ""


@dataclass
class _Group:
    """What is said of one finding."""

    title: str = ""
    concept: Dataset | None = None
    numbers: list[Dataset] = field(default_factory=list)
    graphics: list[Dataset] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    origin: BoxOrigin = BoxOrigin.MODEL


def read_sr(file: ResultFile, opened: OpenSeries, *, progress: Progress = silent) -> ModelResult:
    """Read a report onto the grid of the open series.

    Parameters
    ----------
    file
        Of the kind REPORT.
    opened
        The series to draw it on: the report refers to images of it, or draws in its space.

    Raises
    ------
    app.errors.DicomReadError
        When it is about other images.
    """
    progress(0.0, say("Reading the report"))
    content = items(file.header, "ContentSequence")
    space = opened.frame_of_reference_uid
    in_space = space and any(text(item, "ReferencedFrameOfReferenceUID") == space for item in _below(content))
    if not in_space and not is_about(references_of(file.header), opened):
        raise DicomReadError(
            say("The report is about other images than those of the open series."),
            say("Open the series that it was made from."),
        )
    reading = _Reading(TargetGrid(opened), space)
    for group in _groups(content):
        reading.take(group)
    progress(1.0, say("The report is read"))
    return ModelResult(
        reading.structures(),
        tuple(reading.measurements),
        (*reading.notes(),),
        file.provenance(opened),
        detections=tuple(sorted(reading.detections, key=_score, reverse=True)),
    )


class _Reading:
    """Puts one group after the other on the grid."""

    def __init__(self, target: TargetGrid, frame_of_reference: str) -> None:
        self._target = target
        self._space = frame_of_reference
        self._layers: LabelLayers | None = None
        self._labels: dict[int, Label] = {}
        self._sentences: list[str] = []
        self._undrawn = 0
        self.measurements: list[Measurement] = []
        self.detections: list[Detection] = []

    def take(self, group: _Group) -> None:
        """Place a group."""
        shapes = self._placed(group.graphics)
        for item in group.numbers:
            shapes += self._measure(item, group.title)
        self._draw(group, shapes)
        self._sentences += (f"{group.title}: {each}" if group.title else each for each in group.sentences)

    def structures(self) -> tuple[Structure, ...]:
        """List the regions."""
        if self._layers is None:
            return ()
        found = []
        for index, label in self._labels.items():
            layer, value = self._layers.layer_of(index)
            found.append(Structure(label, self._layers.maps[layer], value=value))
        return tuple(found)

    def notes(self) -> list[str]:
        """List what is said in words."""
        notes = self._sentences[:MOST_NOTES]
        if len(self._sentences) > MOST_NOTES:
            notes.append(say("More sentences stand in the report: {count}.", count=len(self._sentences) - MOST_NOTES))
        if self._undrawn:
            notes.append(
                say(
                    "Graphics that are not drawn, as they lie on other images or are of another kind: {count}.",
                    count=self._undrawn,
                )
            )
        return notes

    def _placed(self, graphics: list[Dataset]) -> list[Drawn]:
        found = [drawn(item, self._target, self._space) for item in graphics]
        self._undrawn += sum(each is None for each in found)
        return [each for each in found if each is not None]

    def _measure(self, item: Dataset, title: str) -> list[Drawn]:
        """Take a number; returns its graphics that are no straight lines."""
        values = items(item, "MeasuredValueSequence")
        value = number(values[0], "NumericValue") if values else None
        name = _meaning(item)
        if value is None:
            self._sentences.append(joined((title, say("{name}: no value", name=name)), ": "))
            return []
        units = items(values[0], "MeasurementUnitsCodeSequence")
        unit = text(units[0], "CodeValue") if units else "1"
        shapes = self._placed(
            [child for child in items(item, "ContentSequence") if text(child, "ValueType").upper().startswith("SCOORD")]
        )
        lines = [shape.line for shape in shapes if 2 <= len(shape.line) <= LONGEST_LINE]
        self.measurements.append(
            Measurement(
                name=f"measurement_{len(self.measurements) + 1}",
                title=f"{title}: {name}" if title else name,
                value=value,
                unit=unit,
                interval=_interval(item, value),
                interval_note="",
                calipers=tuple(Caliper(name, start, end) for line in lines for start, end in _pieces(line)),
            )
        )
        return [shape for shape in shapes if shape.line not in lines]

    def _draw(self, group: _Group, shapes: list[Drawn]) -> None:
        areas = [shape.area for shape in shapes if shape.area is not None]
        points = [point for shape in shapes for point in shape.points]
        self._undrawn += sum(bool(shape.line) for shape in shapes)
        box = self._box(group, areas) if not points else self._point(group, points) if not areas else None
        if box is not None:
            self.detections.append(box)
        elif areas or points:
            self._mark(group, areas, points)

    def _mark(self, group: _Group, areas: list[Area], points: list[Point]) -> None:
        if self._layers is None:
            self._layers = LabelLayers(self._target.shape)
        shape = self._target.shape[1:]
        index = len(self._labels) + 1
        self._labels[index] = label_of(f"finding_{index}", group.title or say("Region"), group.concept)
        for area in areas:
            self._layers.add(index, area.slice_index, filled(area.line, shape))
        for place in points:
            plane, row, column = (round(part) for part in place)
            if 0 <= row < shape[0] and 0 <= column < shape[1]:
                mask = np.zeros(shape, dtype=np.bool_)
                mask[row, column] = True
                self._layers.add(index, plane, mask)
        self._layers.layer_of(index)

    def _point(self, group: _Group, points: list[Point]) -> Detection | None:
        """Make a point of a single one that has a score, or is a person's."""
        score, probability = _scores(group)
        rated = score if score is not None else probability
        if len(points) != 1 or (rated is None and group.origin is BoxOrigin.MODEL):
            return None
        (at,) = points
        if group.origin is not BoxOrigin.MODEL:
            rated = probability = None
        label = label_of(f"finding_{len(self.detections) + 1}", group.title, group.concept)
        return Detection(label, rated, probability, at, at, origin=group.origin)

    def _box(self, group: _Group, areas: list[Area]) -> Detection | None:
        """Make a box of equal upright rectangles on neighbouring slices that have a score, or are a person's."""
        score, probability = _scores(group)
        boxes = {area.box for area in areas}
        slices = sorted(area.slice_index for area in areas)
        is_stack = slices == list(range(slices[0], slices[0] + len(slices))) if slices else False
        rated = score if score is not None else probability
        (box,) = boxes if len(boxes) == 1 else (None,)
        is_said = rated is not None or group.origin is not BoxOrigin.MODEL
        if box is None or not is_said or not is_stack or not box[0] < box[2] or not box[1] < box[3]:
            return None
        if group.origin is not BoxOrigin.MODEL:
            rated = probability = None
        return Detection(
            label_of(f"finding_{len(self.detections) + 1}", group.title, group.concept),
            rated,
            probability,
            (slices[0] - 0.5, box[0], box[1]),
            (slices[-1] + 0.5, box[2], box[3]),
            origin=group.origin,
        )


def _scores(group: _Group) -> tuple[float | None, float | None]:
    """Find the raw score and the calibrated probability."""
    said = {_code(item): _value(item) for item in group.numbers}
    certainty = said.get(CERTAINTY)
    return said.get(RAW_SCORE), None if certainty is None else certainty / 100


def _groups(content: tuple[Dataset, ...], depth: int = 0) -> Iterator[_Group]:
    """List measurement groups, and besides them what stands in each container by itself."""
    own = _Group()
    for item in content:
        kind = text(item, "ValueType").upper()
        children = items(item, "ContentSequence")
        if kind == "CONTAINER":
            if _code(item) == MEASUREMENT_GROUP:
                yield _group(children)
            elif depth < DEEPEST:
                yield from _groups(children, depth + 1)
        else:
            _note(item, kind, own)
    if own.numbers or own.graphics or own.sentences:
        yield own


def _group(children: tuple[Dataset, ...]) -> _Group:
    group = _Group()
    tracked = ""
    for item in children:
        kind, code = text(item, "ValueType").upper(), _code(item)
        if code == FINDING and kind == "CODE":
            concepts = items(item, "ConceptCodeSequence")
            group.concept = concepts[0] if concepts else None
            group.title = text(concepts[0], "CodeMeaning") if concepts else ""
        elif code == ORIGIN and kind == "CODE":
            concepts = items(item, "ConceptCodeSequence")
            group.origin = ORIGINS.get(text(concepts[0], "CodeValue") if concepts else "", BoxOrigin.MODEL)
        elif code == TRACKING_IDENTIFIER:
            tracked = text(item, "TextValue")
        else:
            _note(item, kind, group)
    group.title = group.title or tracked
    return group


def _note(item: Dataset, kind: str, group: _Group) -> None:
    """Sort one content item in; who observed, by which method, belongs to the report and is not repeated."""
    relation = text(item, "RelationshipType").upper()
    if kind == "NUM":
        group.numbers.append(item)
    elif kind in ("SCOORD", "SCOORD3D"):
        group.graphics.append(item)
    elif relation != "CONTAINS":
        return
    elif kind == "TEXT" and (words := text(item, "TextValue")):
        group.sentences.append(words if _code(item) == COMMENT else f"{_meaning(item)}: {words}")
    elif kind == "CODE":
        concepts = items(item, "ConceptCodeSequence")
        group.sentences.append(f"{_meaning(item)}: {text(concepts[0], 'CodeMeaning')}" if concepts else _meaning(item))


def _interval(item: Dataset, value: float) -> tuple[float, float] | None:
    said = {_code(child): _value(child) for child in items(item, "ContentSequence")}
    upper, lower = said.get(UPPER_UNCERTAINTY), said.get(LOWER_UNCERTAINTY)
    return None if upper is None or lower is None else (value - lower, value + upper)


def _pieces(line: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    return list(pairwise(line))


def _below(content: tuple[Dataset, ...], depth: int = 0) -> Iterator[Dataset]:
    for item in content:
        yield item
        if depth < DEEPEST:
            yield from _below(items(item, "ContentSequence"), depth + 1)


def _concept(item: Dataset) -> Dataset | None:
    found = items(item, "ConceptNameCodeSequence")
    return found[0] if found else None


def _code(item: Dataset) -> str:
    concept = _concept(item)
    return NO_CODE if concept is None else text(concept, "CodeValue")


def _meaning(item: Dataset) -> str:
    concept = _concept(item)
    return say("Measurement") if concept is None else text(concept, "CodeMeaning")


def _value(item: Dataset) -> float | None:
    values = items(item, "MeasuredValueSequence")
    return number(values[0], "NumericValue") if values else None


def _score(box: Detection) -> float:
    return -1.0 if box.score is None else box.score
