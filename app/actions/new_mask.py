"""What a person does with masks of his own: make one, call it otherwise, take it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError
from ai.inference.results import Structure
from ai.library.card import Code, Label
from ai.progress import Progress, silent
from ai.words import say
from app.actions.edit_mask import EditMaskActions
from app.actions.mask_start import Begun, Looked, OfSeries, Start, begin_mask, try_look
from app.actions.review import go_to
from app.dicom.series import Series
from app.dicom.series_load import OpenSeries
from app.imaging.labels import PALETTE, Colour
from app.imaging.masks.kinship import Kinship
from app.imaging.own_masks import drawn_structure
from app.imaging.segment_codes import LOCAL_SCHEME, own_label
from app.imaging.window import Window
from app.jobs.runner import JobRunner, Lane
from app.state.history import Change, Step
from app.state.own_masks import is_own, own_finding, own_result, taken_names, with_look, with_own
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review
from app.state.session import SeriesKey, Session, series_key


@dataclass(frozen=True)
class Look:
    """How a mask of a person is called and drawn.

    Parameters
    ----------
    title
        By the reader.
    code
        Of a usual segment; None for words of his own.
    side
        ``"right"``, ``"left"`` (of the patient) or ``""``.
    colour
        That it is drawn in.
    """

    title: str
    code: Code | None
    side: str
    colour: Colour


@dataclass(frozen=True, eq=False)
class _Wanted:
    """A mask that is being made."""

    opened: OpenSeries
    look: Look
    start: Start
    begun: Begun


class NewMaskActions(QObject):
    """What a reader can do with masks that no model made.

    Parameters
    ----------
    session, runner
        What is open, and what reads series and marks voxels.
    masks
        What edits a mask once it is made.

    Signals
    -------
    looked(Looked)
        What was found in a series that was looked into.
    refused(ReportableError)
        Why no mask can be made of what was chosen.
    made(SeriesKey, int, Structure)
        A mask was made: of which series, its number, and what it began with.
    restyled(SeriesKey)
        A mask has another name or colour.
    noted(str)
        A sentence for the reader: how a mask was taken over.
    """

    looked = Signal(object)
    refused = Signal(object)
    made = Signal(object, int, object)
    restyled = Signal(object)
    noted = Signal(str)

    def __init__(self, session: Session, runner: JobRunner, masks: EditMaskActions) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._masks = masks
        session.reviewed.connect(self._on_reviewed)

    # What there is

    def can_make(self) -> bool:
        """Whether a series is open and all of it is loaded; the masks of a dataset's case are those of the dataset."""
        opened = self._session.opened
        return opened is not None and not opened.series.is_case and bool(opened.filled.all())

    def can_change_selected(self) -> bool:
        """Whether a mask of a person is selected."""
        return self.selected is not None

    @property
    def selected(self) -> FindingId | None:
        """The selected mask of a person; None for none."""
        finding, opened = self._session.selection.finding, self._session.opened
        if finding is None or not is_own(finding) or finding.kind is not FindingKind.STRUCTURE:
            return None
        if opened is not None and opened.series.is_case:
            return None  # by its name the dataset knows it
        return finding if self._reading.review_of(finding) is not Review.REJECTED else None

    def sources(self) -> tuple[Series, ...]:
        """List the series of the open study that may hold a mask: other ones, those called so first."""
        study, opened = self._session.study, self._session.opened
        if study is None or opened is None:
            return ()
        others = [each for each in study.series if series_key(each) != series_key(opened.series)]
        return tuple(sorted(others, key=_unlikely))

    def copyable(self) -> tuple[tuple[str, Structure], ...]:
        """List the masks of the open series that a copy can be taken of: of others' files, and a person's own.

        Not those of models that ran here: they are corrected where they are, so that nobody takes them for a person's.
        """
        return tuple(
            (layer.title, layer.structure)
            for result, layers in zip(self._reading.results, self._reading.layers, strict=True)
            if result.provenance.maker or result.provenance.is_by_person
            for layer in layers
            if layer.review is not Review.REJECTED
        )

    def usual_range(self) -> tuple[float, float]:
        """Propose values to begin with: from the middle of the window to its end, where the bright is."""
        state = self._session.panes.active.state
        opened = self._session.opened
        if opened is None or opened.volume.is_colour or not isinstance(state.voi, Window):
            return 0.0, 0.0
        return state.voi.centre, state.voi.centre + state.voi.width / 2

    def next_colour(self) -> Colour:
        """Propose a colour that no mask of the open series has yet, where there is one."""
        used = {layer.colour for layer in self._session.layers}
        return next((each for each in PALETTE if each not in used), PALETTE[len(used) % len(PALETTE)])

    def look_of(self, finding: FindingId) -> Look | None:
        """Tell how a mask is called and drawn; None where it is gone."""
        layer = self._reading.layer_of(finding)
        if layer is None:
            return None
        label = layer.structure.label
        code = None if label.code.scheme == LOCAL_SCHEME else label.code
        return Look(label.title, code, label.side, layer.colour)

    # Making one

    def look_into(self, series: Series) -> None:
        """Look whether a mask can be made of a series; `looked` tells what is in it."""
        opened, study = self._session.opened, self._session.study
        if opened is None:
            return
        self._runner.start(
            say("Looking into {series}", series=series.title),
            try_look,
            series,
            opened,
            is_same_patient=study is not None and any(each is series for each in study.series),
            lane=Lane.DISK,
            key="look for a mask",
            on_done=self._on_looked,
        )

    def make(self, look: Look, start: Start) -> None:
        """Make a mask on the open series, and edit it."""
        opened = self._session.opened
        if opened is None or not self.can_make():
            return
        self._masks.done()
        self._runner.start(
            say("Making the mask"),
            made_mask,
            opened,
            look,
            start,
            lane=Lane.VIEW,
            key="new mask",
            on_done=self._on_made,
        )

    def _on_looked(self, looked: Looked | ReportableError) -> None:
        if isinstance(looked, ReportableError):
            self.refused.emit(looked)
        else:
            self.looked.emit(looked)

    def _on_made(self, wanted: _Wanted | ReportableError) -> None:
        if isinstance(wanted, ReportableError):
            self.refused.emit(wanted)
            return
        key, volume = series_key(wanted.opened.series), wanted.opened.volume
        reading = self._session.reading_at(key)
        label = _label(wanted.look, reading)
        structure = drawn_structure(label, wanted.begun.mask, colour=wanted.look.colour, making=wanted.begun.making)
        reading = with_own(reading, structure, volume, voxels=wanted.begun.voxels)
        result = own_result(reading)
        number = 0 if result is None else len(result.structures) - 1
        self._session.set_reading(key, reading.bound_to(volume))
        self.made.emit(key, number, structure)
        if words := _taken_words(wanted.start):
            self.noted.emit(words)
        opened = self._session.opened
        if opened is not None and opened.volume.source_id == volume.source_id:
            if wanted.begun.fullest is not None:
                middle = (np.array(volume.shape) - 1) / 2
                go_to(self._session.panes.active, (wanted.begun.fullest, middle[1], middle[2]))
            self._masks.begin(own_finding(number))

    # Changing one

    def restyle(self, finding: FindingId, look: Look) -> None:
        """Call a mask by another name, or draw it in another colour; undo takes it back."""
        opened, reading = self._session.opened, self._reading
        layer = reading.layer_of(finding)
        if opened is None or opened.series.is_case or layer is None or not is_own(finding):
            return
        self._end_editing(finding)
        before = layer.structure.label, layer.colour
        label = _label(look, reading, but=before[0].name)
        after = label, look.colour
        if after == before:
            return
        # Under the key of what is decided about it: both are forgotten together when the series is closed.
        change = Change((series_key(opened.series), finding), before, after)
        book = self._session.annotations
        book.end_step()
        book.history.note(Step(say("Change {what}", what=layer.title), self, (change,)))
        self.put((change,))

    def put(self, changes: tuple[Change, ...]) -> None:
        """Hold names and colours after the changes; no step by itself. Called by the history."""
        for change in changes:
            if not isinstance(change.key, tuple) or not isinstance(change.after, tuple):
                continue
            key, finding = change.key
            label, colour = change.after
            reading = self._session.reading_at(key)
            if own_result(reading) is None:
                continue
            self._end_editing(finding)
            reading = self._session.reading_at(key)
            self._session.set_reading(key, with_look(reading, finding.number, label, colour))
            self.restyled.emit(key)

    def _end_editing(self, finding: FindingId) -> None:
        mask = self._session.editing.mask
        if mask is not None and mask.finding == finding:
            self._masks.done()

    def _on_reviewed(self, key: SeriesKey, reading: Reading, reviews: Mapping[FindingId, Review]) -> None:
        """Edit no mask that was thrown away."""
        mask = self._session.editing.mask
        is_edited = mask is not None and is_own(mask.finding) and mask.key == key
        if mask is not None and is_edited and reviews.get(mask.finding) is Review.REJECTED:
            self._masks.done()

    @property
    def _reading(self) -> Reading:
        opened = self._session.opened
        return Reading() if opened is None else self._session.reading_of(opened)


def made_mask(
    opened: OpenSeries, look: Look, start: Start, *, progress: Progress = silent
) -> _Wanted | ReportableError:
    """Make a mask, see `app.actions.mask_start.begin_mask`; give the reason why not back, for whoever asked."""
    try:
        return _Wanted(opened, look, start, begin_mask(start, opened.volume, progress=progress))
    except ReportableError as error:
        return error


def _label(look: Look, reading: Reading, *, but: str = "") -> Label:
    return own_label(look.title, look.code, look.side, taken=[each for each in taken_names(reading) if each != but])


def _unlikely(series: Series) -> bool:
    """Whether nothing in the words of a series says that it holds a mask: for the order of a list alone."""
    words = series.description.casefold()
    return not any(word in words for word in ("mask", "seg", "label", "roi"))


def _taken_words(start: Start) -> str:
    """Say how a mask was taken over, where it was not voxel for voxel."""
    if not isinstance(start, OfSeries):
        return ""
    if start.looked.related is Kinship.SAME_SPACE:
        return say("The grids of the two series differ: the mask was taken over by the nearest voxel.")
    if start.looked.has_other_frame:
        return say(
            "The other series names another frame of reference, but its voxels lie at the same places: the mask was "
            "taken over as it is. Check it."
        )
    return ""
