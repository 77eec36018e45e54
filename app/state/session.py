"""What is open: studies, the series in the panes, what the models say about them. The one model that everyone reads."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from ai.inference.results import Measurement, ModelResult, Point, Structure
from app.dicom.series import Study, Unreadable
from app.dicom.series_load import OpenSeries
from app.imaging.labels import display_title, structure_colour
from app.imaging.masks.region import Box
from app.imaging.measure import with_line
from app.state.annotations import AnnotationBook
from app.state.box_editing import BOXES_KEPT
from app.state.crosshair import Crosshair
from app.state.links import LinkState
from app.state.mask_editing import EDITS_KEPT, MaskEditing
from app.state.painted import Painted
from app.state.pane import Pane
from app.state.panes import Panes
from app.state.privacy import Privacy
from app.state.read_state import ReadMarks
from app.state.reading import HeatView, Layer, Reading
from app.state.review import FindingId, FindingSelection, Review
from app.state.series_key import SeriesKey as SeriesKey
from app.state.series_key import series_key as series_key
from app.state.series_key import study_of
from app.state.sight import is_hidden
from app.state.slice_marks import SliceMarks
from app.state.step_keys import keys_about
from app.state.tool import ToolState

_log = logging.getLogger(__name__)


class Session(QObject):
    """Studies, the series in the panes and their findings.

    "The open series" is that of the active pane: panels and actions work on it. A result is filed under the series that
    its volume was read from: one that arrives after the reader moved on never shows on another series, and is there
    when its own is shown again.

    Signals
    -------
    studies_changed()
        Other studies or unreadable files are listed.
    volume_changed()
        Another series is open, or none: the active pane shows another one, or another pane is active.
    slices_arrived()
        More slices of the open series are decoded; take `opened` anew.
    layers_changed()
        Other structures are drawn, or in another way; of any series.
    findings_changed()
        Other results, measurements or notes; of any series.
    reviewed(SeriesKey, Reading, Mapping[FindingId, Review])
        Decisions about findings of a series are other ones, the reading as it is now.
    caliper_moved(SeriesKey, Provenance, str)
        The reader put a line of a measurement elsewhere: whose result, name of the measurement.
    mask_painted(Painted)
        Voxels differ of the mask that is edited, while a stroke goes on: only what draws masks has to follow.
    edits_kept(str)
        A result came of a model of which a person edited a mask, and was let go: a sentence for the reader.
    """

    studies_changed = Signal()
    volume_changed = Signal()
    slices_arrived = Signal()
    layers_changed = Signal()
    findings_changed = Signal()
    reviewed = Signal(object, object, object)
    caliper_moved = Signal(object, object, str)
    mask_painted = Signal(object)
    edits_kept = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studies: tuple[Study, ...] = ()
        self._unreadable: tuple[Unreadable, ...] = ()
        self.panes = Panes(self)
        """The panes, with what each shows."""
        self.annotations = AnnotationBook(self)
        """What the reader measured and marked."""
        self.editing = MaskEditing(self)
        """The mask that is edited."""
        self.selection = FindingSelection(self)
        """The finding of a model that the reader looks at."""
        self.read = ReadMarks(self)
        """How far the reading of findings is."""
        self.tools = ToolState(self)
        """What the mouse does in all of them."""
        self.marks = SliceMarks(self)
        """What is known of slices: which ones were seen, where something was found."""
        self.privacy = Privacy(self)
        """Whether names are hidden on the screen."""
        self.crosshair = Crosshair(self)
        """The point that they look at together."""
        self.links = LinkState(self)
        """What they do together."""
        self._told: str | None = None
        self._key_of: dict[str, SeriesKey] = {}
        self._axes_known: dict[SeriesKey, bool] = {}
        self._readings: dict[SeriesKey, Reading] = {}
        self.panes.active_changed.connect(self._on_active_changed)

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
        """The series that is open in the active pane."""
        return self.panes.active.opened

    @property
    def study(self) -> Study | None:
        """The study that the open series belongs to."""
        return self.panes.active.study

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Structures of all results of the open series."""
        return self._reading.drawn

    @property
    def results(self) -> tuple[ModelResult, ...]:
        """Results of the open series, one per model, latest last, with the reader's edits."""
        return self._reading.results

    @property
    def result(self) -> ModelResult | None:
        """The result of the open series that exports write, with the reader's edits; see `Reading.written`."""
        return self._reading.written(self.selection.finding)

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Measurements of all results of the open series, with the reader's edits."""
        return self._reading.measurements

    def reading_of(self, opened: OpenSeries) -> Reading:
        """Return what is filed under a series."""
        return self._readings.get(series_key(opened.series), Reading())

    def reading_at(self, key: SeriesKey) -> Reading:
        """Return what is filed under a key, be it open or not."""
        return self._readings.get(key, Reading())

    @property
    def _reading(self) -> Reading:
        """What is filed under the open series."""
        return Reading() if self.opened is None else self.reading_of(self.opened)

    def set_studies(self, studies: tuple[Study, ...], unreadable: tuple[Unreadable, ...]) -> None:
        """List other studies; what is open stays open."""
        self._studies = studies
        self._unreadable = unreadable
        for pane in self.panes.all:
            study = None if pane.opened is None else study_of(pane.opened.series, self._studies)
            if study is not None:
                pane.set_study(study)
        self.studies_changed.emit()

    def set_opened(self, opened: OpenSeries, pane: Pane | None = None) -> None:
        """Show another series, or a fuller value of one that is open (then only `slices_arrived` is told).

        Results that were filed under the series before are shown with it.

        Parameters
        ----------
        opened
            The series. Every pane that shows the same opening takes it.
        pane
            Where; the active pane unless told, or none where it is open already.
        """
        showing = [each for each in self.panes.all if each.shows(opened)]
        target = pane if pane is not None or showing else self.panes.active
        if not showing:
            self._key_of[opened.volume.source_id] = key = series_key(opened.series)
            self._axes_known[key] = opened.volume.axes_known
            if key in self._readings:
                self._readings[key] = self._readings[key].bound_to(opened.volume)
        for each in self.panes.all:
            if each is target or each in showing:
                before = each.study if each.shows(opened) else None
                each.set_shown(opened, study_of(opened.series, self._studies) or before)
        active = self.panes.active
        if active in showing and active.shows(opened):
            self.slices_arrived.emit()
        self._tell_volume()

    def note_slices_arrived(self, opened: OpenSeries) -> None:
        """Tell that `app.dicom.series_load.fill` decoded more slices of a series."""
        for pane in self.panes.all:
            if pane.shows(opened):
                pane.note_slices_arrived()
        if self.panes.active.shows(opened):
            self.slices_arrived.emit()

    def add_result(self, result: ModelResult) -> None:
        """File a result under the series that its volume was read from; it replaces an older one of the same model."""
        key = self._key_of.get(result.provenance.source_id)
        if key is None:
            _log.info("A result arrived for a series that was closed meanwhile; it was let go.")
            return
        reading = self._readings.get(key, Reading())
        if refusal := self.refusal_of(key, result.provenance.model_id):
            # Work of a person is never replaced by a run; whoever wants the model's masks takes the edits back.
            self.edits_kept.emit(refusal)
            return
        layers = tuple(
            Layer(
                structure=structure,
                title=display_title(structure.label, axes_known=self._axes_known[key]),
                colour=structure.colour or structure_colour(structure.label.name, index),
            )
            for index, structure in enumerate(result.structures)
        )
        self._forget_reviews(key, result.provenance.model_id)
        if not result.provenance.maker and self.opened is not None and series_key(self.opened.series) == key:
            self.selection.select(None)  # what came last is written, not what was looked at before
        self._readings[key] = reading.with_result(result, layers)
        for opened in (each.opened for each in self.panes.all if each.opened is not None):
            if key == series_key(opened.series):
                self._readings[key] = self._readings[key].bound_to(opened.volume)
                self._tell_findings()
                return

    def set_reviews(self, key: SeriesKey, reviews: Mapping[FindingId, Review]) -> None:
        """File what the reader decided about findings of a series; `app.actions.review` keeps the steps of undo."""
        if key in self._readings:
            self._readings[key] = self._readings[key].with_reviews(reviews)
            self._tell_findings()
            self.reviewed.emit(key, self._readings[key], reviews)

    def set_edited(self, key: SeriesKey, result: ModelResult) -> None:
        """File a result of a model with an edited mask in place of the one that is there."""
        if key in self._readings:
            self.set_reading(key, self._readings[key].with_edited(result))

    def set_reading(self, key: SeriesKey, reading: Reading) -> None:
        """File all that is known about a series; of masks that a person draws, see `app.state.own_masks`."""
        self._readings[key] = reading
        self._tell_findings()

    def set_boxes(self, key: SeriesKey, result: ModelResult, reviews: tuple[Review, ...]) -> None:
        """File a result with other boxes, and what was decided about each, where its series was open."""
        if key in self._axes_known:
            self._readings[key] = self._readings.get(key, Reading()).with_boxes(result, reviews)
            self._tell_findings()

    def refusal_of(self, key: SeriesKey, model_id: str) -> str:
        """Say why a model does not run on a series again: a person edited what it marked; ``""`` where it may."""
        reading = self.reading_at(key)
        if reading.is_edited(model_id) or self.editing.is_of(key, model_id):
            return EDITS_KEPT
        return BOXES_KEPT if reading.has_corrected_boxes(model_id) else ""

    def set_painted(self, key: SeriesKey, structures: Mapping[FindingId, Structure], box: Box) -> None:
        """Draw other masks while a stroke goes on, which differ in a part of the grid."""
        before = self._readings.get(key)
        if before is not None:
            self._readings[key] = before.with_painted(structures)
            self.mask_painted.emit(Painted(before, box))

    def show_heat(self, heat: HeatView | None) -> None:
        """Draw a heat map of the open series, or none."""
        self._file(replace(self._reading, heat=heat))
        self.layers_changed.emit()

    def show_boxes_from(self, model_id: str, score: float) -> None:
        """Show the boxes of a model on the open series from a score on; 0: all of them."""
        reading = self._reading
        self._file(replace(reading, shown_from={**reading.shown_from, model_id: score}))
        if self.selection.finding is not None and is_hidden(self._reading, self.selection.finding):
            self.selection.select(None)  # keys such as Accept work on what is seen
        self._tell_findings()

    def set_layer(self, index: int, **changes: Any) -> None:
        """Draw one structure in another way; as `set_layers`."""
        self.set_layers((index,), **changes)

    def set_layers(self, indices: Collection[int], **changes: Any) -> None:
        """Draw structures in another way.

        Parameters
        ----------
        indices
            Positions in `layers`.
        **changes
            Fields of `Layer` with their new values.
        """
        if self.opened is None:
            raise IndexError("nothing is open")
        if not all(0 <= index < len(self.layers) for index in indices):
            raise IndexError("no such layer")
        wanted, groups, start = frozenset(indices), [], 0
        for group in self._reading.layers:
            numbered = enumerate(group, start)
            groups.append(tuple(replace(layer, **changes) if index in wanted else layer for index, layer in numbered))
            start += len(group)
        self._file(replace(self._reading, layers=tuple(groups)))
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
        if self.opened is None:
            return
        key, volume = series_key(self.opened.series), self.opened.volume
        before = self.results
        self.set_results(
            key, tuple(with_line(each, measurement_name, caliper_index, (start, end), volume) for each in before)
        )
        for was, result in zip(before, self.results, strict=True):
            if was is not result:
                self.caliper_moved.emit(key, result.provenance, measurement_name)

    def set_results(self, key: SeriesKey, results: tuple[ModelResult, ...]) -> None:
        """File other numbers of the results that are there, in their order."""
        if key in self._readings:
            self._readings[key] = replace(self._readings[key], results=results)
            self.findings_changed.emit()

    def empty(self, pane: Pane) -> None:
        """Show nothing in a pane; what is listed and filed stays."""
        pane.clear()
        self._tell_volume()

    def clear(self) -> None:
        """Close everything."""
        self._studies = ()
        self._unreadable = ()
        self.crosshair.clear()
        self.links.update(manual=())
        for pane in self.panes.all:
            pane.clear()
        for key in self._readings:
            self._forget_reviews(key)
        self._key_of.clear()
        self._axes_known.clear()
        self._readings.clear()
        self.marks.clear()
        self.editing.end()
        self.studies_changed.emit()
        self._tell_volume()
        self._tell_findings()

    def _forget_reviews(self, key: SeriesKey, model_id: str | None = None) -> None:
        """Forget the steps of undo about findings of a series that go: of a model, or of all."""
        gone = keys_about(key, self._readings.get(key, Reading()), model_id)
        self.annotations.history.forget(gone)
        self.read.forget(key, model_id)
        if (key, self.selection.finding) in gone:
            self.selection.select(None)

    def _tell_findings(self) -> None:
        self.layers_changed.emit()
        self.findings_changed.emit()

    def _tell_volume(self) -> None:
        """Tell when another opening is in the active pane than was told last."""
        shown = None if self.opened is None else self.opened.volume.source_id
        if shown != self._told:
            self._told = shown
            self.selection.select(None)
            self.volume_changed.emit()
            self._tell_findings()

    def _on_active_changed(self) -> None:
        self._tell_volume()

    def _file(self, reading: Reading) -> None:
        """File `reading` under the open series."""
        if self.opened is not None:
            self._readings[series_key(self.opened.series)] = reading
