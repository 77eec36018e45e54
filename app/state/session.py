"""What is open: studies found, the open series, what the models say about it. The one model that everyone reads."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Signal

from ai.inference.results import Caliper, Measurement, ModelResult, Point, Structure
from ai.volume import Volume
from app.dicom.series import Series, Study, Unreadable
from app.dicom.series_load import OpenSeries
from app.imaging.labels import Colour, display_title, structure_colour
from app.imaging.measure import with_caliper

_log = logging.getLogger(__name__)

SeriesKey: TypeAlias = tuple[str, str, str]
"""(Series Instance UID, part, SOP Instance UID of the first instance): tells the stacks of one UID apart."""


@dataclass(frozen=True, eq=False)
class Layer:
    """How one structure of a result is drawn over the picture.

    Parameters
    ----------
    structure
        What the model marked, on the source grid.
    title
        For the reader: "Right lung".
    colour
        (red, green, blue), 0 to 255, from the colour-blind-safe palette.
    visible, opacity, filled
        Eye, 0 (clear) to 1 (full), and whether the inside is tinted besides the outline.
    accepted
        False for a draft (dashed outline) until a person accepts it.
    """

    structure: Structure
    title: str
    colour: Colour
    visible: bool = True
    opacity: float = 1.0
    filled: bool = False
    accepted: bool = False


@dataclass(frozen=True, eq=False)
class Reading:
    """What is known about one series besides its pixels: results (latest last) and how their structures are drawn."""

    results: tuple[ModelResult, ...] = ()
    layers: tuple[tuple[Layer, ...], ...] = ()


class Session(QObject):
    """Studies, the open series and its findings.

    A result is filed under the series that its volume was read from: one that arrives after the reader moved on never
    shows on another series, and is there when its own is shown again.

    Signals
    -------
    studies_changed()
        Other studies or unreadable files are listed.
    volume_changed()
        Another series is open, or none.
    slices_arrived()
        More slices of the open series are decoded; take `opened` anew.
    layers_changed()
        Other structures are drawn, or in another way.
    findings_changed()
        Other results, measurements or notes.
    """

    studies_changed = Signal()
    volume_changed = Signal()
    slices_arrived = Signal()
    layers_changed = Signal()
    findings_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studies: tuple[Study, ...] = ()
        self._unreadable: tuple[Unreadable, ...] = ()
        self._opened: OpenSeries | None = None
        self._study: Study | None = None
        self._key_of: dict[str, SeriesKey] = {}
        self._axes_known: dict[SeriesKey, bool] = {}
        self._readings: dict[SeriesKey, Reading] = {}

    @property
    def studies(self) -> tuple[Study, ...]:
        """Studies listed in the browser."""
        return self._studies

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """Files that were looked at and left out."""
        return self._unreadable

    @property
    def opened(self) -> OpenSeries | None:
        """The series that is open."""
        return self._opened

    @property
    def study(self) -> Study | None:
        """The study that the open series belongs to."""
        return self._study

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Structures of all results of the open series."""
        return tuple(layer for layers in self._reading.layers for layer in layers)

    @property
    def results(self) -> tuple[ModelResult, ...]:
        """Results of the open series, one per model, latest last, with the reader's edits."""
        return self._reading.results

    @property
    def result(self) -> ModelResult | None:
        """The latest result of the open series, with the reader's edits."""
        return self.results[-1] if self.results else None

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Measurements of all results of the open series, with the reader's edits."""
        return tuple(measurement for result in self.results for measurement in result.measurements)

    @property
    def _reading(self) -> Reading:
        """What is filed under the open series."""
        if self._opened is None:
            return Reading()
        return self._readings.get(series_key(self._opened.series), Reading())

    def set_studies(self, studies: tuple[Study, ...], unreadable: tuple[Unreadable, ...]) -> None:
        """List other studies; what is open stays open."""
        self._studies = studies
        self._unreadable = unreadable
        if self._opened is not None:
            self._study = self._study_of(self._opened.series) or self._study
        self.studies_changed.emit()

    def set_opened(self, opened: OpenSeries) -> None:
        """Show another series, or a fuller value of the one that is open (then only `slices_arrived` is told).

        Results that were filed under the series before are shown with it.
        """
        same = self._opened is not None and self._opened.volume.source_id == opened.volume.source_id
        self._opened = opened
        if same:
            self.slices_arrived.emit()
            return
        key = series_key(opened.series)
        self._study = self._study_of(opened.series)
        self._key_of[opened.volume.source_id] = key
        self._axes_known[key] = opened.volume.axes_known
        if key in self._readings:
            self._readings[key] = _bound(self._readings[key], opened.volume)
        self.volume_changed.emit()
        self.layers_changed.emit()
        self.findings_changed.emit()

    def note_slices_arrived(self) -> None:
        """Tell that `app.dicom.series_load.fill` decoded more slices of the open series."""
        self.slices_arrived.emit()

    def add_result(self, result: ModelResult) -> None:
        """File a result under the series that its volume was read from; it replaces an older one of the same model."""
        key = self._key_of.get(result.provenance.source_id)
        if key is None:
            _log.info("A result arrived for a series that was closed meanwhile; it was let go.")
            return
        reading = self._readings.get(key, Reading())
        model_id = result.provenance.model_id
        kept = [index for index, other in enumerate(reading.results) if other.provenance.model_id != model_id]
        layers = tuple(
            Layer(
                structure=structure,
                title=display_title(structure.label, axes_known=self._axes_known[key]),
                colour=structure_colour(structure.label.name, index),
            )
            for index, structure in enumerate(result.structures)
        )
        self._readings[key] = Reading(
            results=(*(reading.results[index] for index in kept), result),
            layers=(*(reading.layers[index] for index in kept), layers),
        )
        if self._opened is not None and key == series_key(self._opened.series):
            self._readings[key] = _bound(self._readings[key], self._opened.volume)
            self.layers_changed.emit()
            self.findings_changed.emit()

    def set_layer(self, index: int, **changes: Any) -> None:
        """Draw one structure in another way.

        Parameters
        ----------
        index
            Position in `layers`.
        **changes
            Fields of `Layer` with their new values.
        """
        if self._opened is None:
            raise IndexError("nothing is open")
        groups = [list(group) for group in self._reading.layers]
        for group in groups:
            if index < len(group):
                group[index] = replace(group[index], **changes)
                break
            index -= len(group)
        else:
            raise IndexError("no such layer")
        self._file(replace(self._reading, layers=tuple(tuple(group) for group in groups)))
        self.layers_changed.emit()

    def move_caliper(self, measurement_name: str, caliper_index: int, start: Point, end: Point) -> None:
        """Put one line of a measurement elsewhere and measure again.

        Parameters
        ----------
        measurement_name
            `Measurement.name`.
        caliper_index
            Which of its lines.
        start, end
            New ends, (slice, row, column) on the source grid.
        """
        if self._opened is None:
            return
        volume = self._opened.volume
        results = list(self.results)
        for number, result in enumerate(results):
            measurements = tuple(
                with_caliper(each, caliper_index, Caliper(each.calipers[caliper_index].name, start, end), volume)
                if each.name == measurement_name
                else each
                for each in result.measurements
            )
            results[number] = replace(result, measurements=measurements)
        self._file(replace(self._reading, results=tuple(results)))
        self.findings_changed.emit()

    def clear(self) -> None:
        """Close everything."""
        self._studies = ()
        self._unreadable = ()
        self._opened = None
        self._study = None
        self._key_of.clear()
        self._axes_known.clear()
        self._readings.clear()
        self.studies_changed.emit()
        self.volume_changed.emit()
        self.layers_changed.emit()
        self.findings_changed.emit()

    def _file(self, reading: Reading) -> None:
        """File `reading` under the open series."""
        if self._opened is not None:
            self._readings[series_key(self._opened.series)] = reading

    def _study_of(self, series: Series) -> Study | None:
        """Find the study that lists `series`, or another series of its UID with the same first file.

        While a scan runs, what is open may be a part of what is listed. The UID alone would not do: two patients may
        share it.
        """
        first = series.instances[0].sop_instance_uid if series.instances else ""
        for study in self._studies:
            for other in study.series:
                if other.uid == series.uid and (
                    series_key(other) == series_key(series)
                    or any(instance.sop_instance_uid == first for instance in other.instances)
                ):
                    return study
        return None


def series_key(series: Series) -> SeriesKey:
    """Tell what a series is filed under."""
    return series.uid, series.part, series.instances[0].sop_instance_uid if series.instances else ""


def _bound(reading: Reading, volume: Volume) -> Reading:
    """Tie what is filed under a series to the volume that was read from it just now.

    A series that is opened again gets a new random ``source_id``. Results on another grid (the files changed
    meanwhile) are let go: they would be drawn in the wrong place.
    """
    fitting = [
        index
        for index, result in enumerate(reading.results)
        if all(structure.mask.shape == volume.shape for structure in result.structures)
    ]
    return Reading(
        results=tuple(
            replace(
                reading.results[index],
                provenance=replace(reading.results[index].provenance, source_id=volume.source_id),
            )
            for index in fitting
        ),
        layers=tuple(reading.layers[index] for index in fitting),
    )
