"""On which slices the models found something, for the bar beside the picture and for the way from one to the next."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from ai.inference.results import Detection, Measurement, Point, Structure
from ai.progress import Progress, part, silent
from ai.words import say
from app.dicom.series_load import OpenSeries
from app.imaging.label_map import marked_planes
from app.imaging.point_on_plane import slice_of_point
from app.jobs.runner import JobRunner, Lane
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review
from app.state.session import SeriesKey, Session, series_key
from app.state.sight import is_hidden

_Marked: TypeAlias = Mapping[str, tuple[Structure, ...]]
"""Structures by the model that marked them."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a finding lies.

    Parameters
    ----------
    slices
        (slices,) bool.
    middle
        Voxel to go to; None where there is nothing.
    """

    slices: npt.NDArray[np.bool_]
    middle: Point | None


class FindingPlaces(QObject):
    """Looks through the masks of every result once, in the background: those of a large scan take a while.

    Parameters
    ----------
    session
        Whose results.
    runner
        Runs the search.
    """

    def __init__(self, session: Session, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._asked: dict[SeriesKey, _Marked] = {}
        self._structures: dict[SeriesKey, Mapping[FindingId, Place]] = {}
        session.findings_changed.connect(self._on_findings_changed)
        for pane in session.panes.all:
            pane.shown_changed.connect(self._on_findings_changed)

    def _on_findings_changed(self) -> None:
        told: set[SeriesKey] = set()
        for pane in self._session.panes.all:
            if pane.opened is None or (key := series_key(pane.opened.series)) in told:
                continue
            told.add(key)
            reading = self._session.reading_of(pane.opened)
            marked = {result.provenance.model_id: result.structures for result in reading.results}
            if any(marked.values()) and marked != self._asked.get(key):
                self._asked[key] = marked
                if not any(each.edited for structures in marked.values() for each in structures):
                    # After a stroke of a brush the slices are nearly the same: marks that go and come would flicker.
                    self._structures.pop(key, None)
                self._runner.start(
                    say("Slices with findings"),
                    places_of,
                    key,
                    marked,
                    lane=Lane.VIEW,
                    key=("findings", key),
                    on_done=self._take,
                    quiet=True,
                )
            self._tell(key, pane.opened, reading)

    def _take(self, found: tuple[SeriesKey, Mapping[FindingId, Place]]) -> None:
        key, places = found
        self._structures[key] = places
        for pane in self._session.panes.all:
            if pane.opened is not None and series_key(pane.opened.series) == key:
                self._tell(key, pane.opened, self._session.reading_of(pane.opened))
                return

    def _tell(self, key: SeriesKey, opened: OpenSeries, reading: Reading) -> None:
        """Mark the slices of what was neither rejected nor hidden, and where each finding lies."""
        count = opened.volume.shape[0]
        known = self._structures.get(key, {})
        flags = np.zeros(count, np.bool_)
        middles: dict[FindingId, Point] = {}
        for finding, place in (*known.items(), *_others(reading, count)):
            is_seen = reading.review_of(finding) is not Review.REJECTED and not is_hidden(reading, finding)
            if is_seen and place.slices.size == count:
                flags |= place.slices
            if place.middle is not None:
                middles[finding] = place.middle
        self._session.marks.set_findings(key, flags, middles)


def places_of(
    key: SeriesKey, marked: _Marked, *, progress: Progress = silent
) -> tuple[SeriesKey, Mapping[FindingId, Place]]:
    """Find the slices that structures are on.

    Parameters
    ----------
    key
        Of the series; returned with the result.
    marked
        Structures on the source grid.
    """
    places: dict[FindingId, Place] = {}
    for group, (model_id, structures) in enumerate(marked.items()):
        step = part(progress, group / len(marked), (group + 1) / len(marked))
        step(0.0, "")
        counts = marked_planes(structures)
        for number, (structure, on_slices) in enumerate(zip(structures, counts, strict=True)):
            step(number / len(structures), "")
            index = int(on_slices.argmax())
            rows, columns = np.nonzero(structure.plane(index))
            middle = (float(index), float(rows.mean()), float(columns.mean())) if len(rows) else None
            places[FindingId(model_id, FindingKind.STRUCTURE, number)] = Place(on_slices > 0, middle)
    return key, places


def _others(reading: Reading, count: int) -> Iterator[tuple[FindingId, Place]]:
    """Find where boxes, points and lines lie."""
    for result in reading.results:
        for finding in reading.findings_of(result):
            if finding.kind is FindingKind.DETECTION:
                yield finding, _of_box(result.detections[finding.number], count)
            elif finding.kind is FindingKind.MEASUREMENT:
                yield finding, _of_lines(result.measurements[finding.number], count)


def _of_box(box: Detection, count: int) -> Place:
    slices = np.arange(count)
    if box.is_point:
        return Place(slices == slice_of_point(box.low, count), box.low)
    return Place((slices >= box.low[0]) & (slices <= box.high[0]), box.centre)


def _of_lines(measurement: Measurement, count: int) -> Place:
    flags = np.zeros(count, np.bool_)
    for caliper in measurement.calipers:
        for end in (caliper.start, caliper.end):
            index = round(end[0]) if math.isfinite(end[0]) else -1
            if 0 <= index < count:
                flags[index] = True
    return Place(flags, measurement.calipers[0].start if measurement.calipers else None)
