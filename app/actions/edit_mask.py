"""What a reader does to a mask of a model: paint, erase, change it as a whole, take back, keep or discard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Signal

from ai.inference.results import ModelResult, Structure
from ai.progress import Progress, silent
from ai.words import say
from app.actions.annotate import AnnotateActions
from app.actions.brush_mask import BrushActions
from app.actions.filed_mask import as_it_began, as_it_is, neighbours
from app.actions.mask_steps import MaskSteps
from app.actions.propose_mask import ProposeActions
from app.actions.whole_mask import WholeMaskActions
from app.dicom.series_load import OpenSeries
from app.imaging.masks.change import Change
from app.imaging.masks.edits import Extent, Way
from app.imaging.masks.effort import EditLog
from app.imaging.masks.grid_facts import voxel_ml
from app.imaging.masks.whole import WholeChange
from app.imaging.masks.work import MaskWork
from app.jobs.runner import JobRunner, Lane
from app.state.mask_editing import EditedMask
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review
from app.state.session import SeriesKey, Session, series_key
from app.state.tool import Tool


@dataclass(frozen=True, eq=False)
class MaskEdit:
    """What was done to a mask, for the audit trail.

    Parameters
    ----------
    key, finding
        Which series, which structure.
    steps
        That stand.
    extent
        How much differs from what the model left.
    seconds
        That the reader spent on it.
    taken_from
        Numbers of the structures that gave voxels up.
    is_discarded
        Whether the reader let the steps go.
    """

    key: SeriesKey
    finding: FindingId
    steps: int
    extent: Extent
    seconds: float = 0.0
    taken_from: tuple[int, ...] = ()
    is_discarded: bool = False


class EditMaskActions(QObject):
    """What a reader can do with the mask of a structure.

    One mask is edited at a time. What the model left stays where it is: the reading shows another structure over a map
    of its own, which says that a person edited it.

    Parameters
    ----------
    session
        What is open.
    runner
        Copies masks, and changes them as a whole.
    brush
        What paints.
    annotate
        Takes back what was drawn while no mask is edited: one key undoes both.

    Signals
    -------
    edited(MaskEdit)
        The reader is done with a mask that differs, or let the steps go.
    changed(EditedMask, Change)
        A step was done, or done once more, which takes it back.
    ended(EditedMask)
        No mask is edited any more: which one it was.
    """

    edited = Signal(object)
    changed = Signal(object, object)
    ended = Signal(object)

    def __init__(self, session: Session, runner: JobRunner, *, brush: BrushActions, annotate: AnnotateActions) -> None:
        super().__init__(session)
        self._session = session
        self._annotate = annotate
        self._editing = session.editing
        self._runner = runner
        self._wanted: tuple[FindingId, OpenSeries] | None = None
        self._brush = brush
        self._whole = WholeMaskActions(session, self.change)
        self.proposals = ProposeActions(session, runner, brush)
        """Propose what would be marked."""
        brush.stroke_ended.connect(self._on_stroke_ended)
        brush.large_found.connect(self.change)
        self._steps = MaskSteps(session.editing, runner)
        self._steps.stepped.connect(self._settle_step)
        for news in (session.volume_changed, *(pane.shown_changed for pane in session.panes.all)):
            news.connect(self._on_shown_changed)

    @property
    def whole(self) -> WholeMaskActions:
        """What is asked of the mask that is edited as a whole."""
        return self._whole

    # Begin and end

    def can_edit(self, finding: FindingId | None) -> bool:
        """Whether a finding is a mask of the open series that can be edited: of a model of ours, and all is loaded."""
        opened, reading = self._session.opened, self._reading
        if opened is None or finding is None or finding.kind is not FindingKind.STRUCTURE:
            return False
        result, layer = reading.result_of(finding.model_id), reading.layer_of(finding)
        is_ours = result is not None and not result.provenance.maker
        return is_ours and layer is not None and layer.review is not Review.REJECTED and bool(opened.filled.all())

    def can_edit_selected(self) -> bool:
        """Whether the selected finding is such a mask, or the series has but one."""
        return self.can_edit(self._meant())

    def edit_selected(self) -> None:
        """Edit the selected structure, or the one that there is."""
        finding = self._meant()
        if finding is not None:
            self.begin(finding)

    def begin(self, finding: FindingId) -> None:
        """Edit a structure of the open series; the one before is kept as it is."""
        opened = self._session.opened
        if opened is None or not self.can_edit(finding):
            return
        mask = self._editing.mask
        if mask is not None and (mask.finding, mask.volume.source_id) == (finding, opened.volume.source_id):
            return
        self.done()
        reading = self._session.reading_of(opened)
        layer, original = reading.layer_of(finding), reading.original_of(finding.model_id)
        if layer is None or original is None:
            return
        self._session.selection.select(finding)
        self._wanted = finding, opened
        self._runner.start(
            say("Preparing the mask"),
            prepared,
            layer.structure,
            original.structures[finding.number],
            lane=Lane.VIEW,
            key="edit mask",
            on_done=self._on_prepared,
            quiet=True,
        )

    def done(self) -> None:
        """Keep the mask as it is, and edit none."""
        self._wanted = None
        mask = self._editing.mask
        if mask is None:
            return
        self._brush.release()
        work = mask.work
        if work.count or (work.began_with.edited and work.is_as_model_left):
            self._settle(mask)
            self._file(mask, partial(as_it_is, is_done=True))
            self._note_log(mask)
            self.edited.emit(self._told(mask))
        else:
            self._file(mask, as_it_began)
        self._end(mask)

    def discard(self) -> None:
        """Let the steps go since the editing began, and edit none."""
        self._wanted = None
        mask = self._editing.mask
        if mask is None:
            return
        self._brush.release()
        work = mask.work
        told = self._told(mask, is_discarded=True)
        for change in reversed(work.standing):
            self.changed.emit(mask, change)
        self._file(mask, as_it_began)
        if told.steps:
            self.edited.emit(told)
        self._end(mask)

    # Steps

    def can_undo(self) -> bool:
        """Whether there is something to take back: of the mask while one is edited, else of what was drawn."""
        mask = self._editing.mask
        if mask is None:
            return bool(self._session.annotations.undo_words)
        return (mask.work.can_undo or bool(self._editing.proposal.hints)) and not self._is_busy

    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        mask = self._editing.mask
        return bool(self._session.annotations.redo_words) if mask is None else mask.work.can_redo and not self._is_busy

    def undo(self) -> None:
        """Take back the last step of the mask that is edited; while none is, of what was drawn."""
        mask = self._editing.mask
        if mask is None:
            self._annotate.undo()
        elif not self._is_busy and not self.proposals.step_back():
            self._brush.release()
            self._steps.move(mask, Way.BACK)

    def redo(self) -> None:
        """Do again what was taken back last."""
        mask = self._editing.mask
        if mask is None:
            self._annotate.redo()
        elif not self._is_busy:
            self._brush.release()
            self._steps.move(mask, Way.FORTH)

    # The whole mask

    def change(self, wish: WholeChange) -> None:
        """Change the mask as a whole, in one step; nothing is painted meanwhile."""
        mask = self._editing.mask
        if mask is not None and not self._is_busy and wish.fits(mask.volume):
            self._brush.release()
            self._steps.change(mask, wish)

    @property
    def _is_busy(self) -> bool:
        return self._editing.is_busy

    @property
    def _reading(self) -> Reading:
        opened = self._session.opened
        return Reading() if opened is None else self._session.reading_of(opened)

    def _meant(self) -> FindingId | None:
        selected, drawn = self._session.selection.finding, self._reading.drawn_findings
        if selected is not None and selected.kind is FindingKind.STRUCTURE:
            return selected
        return drawn[0] if len(drawn) == 1 else None

    def _on_prepared(self, work: MaskWork) -> None:
        """Begin, where the structure is still the one that was wanted."""
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        finding, opened = wanted
        key = series_key(opened.series)
        layer = self._session.reading_at(key).layer_of(finding)
        if layer is None or layer.structure is not work.began_with or not self._is_shown(opened.volume.source_id):
            return
        reading = self._session.reading_at(key)
        result = reading.result_of(finding.model_id)
        beside = () if result is None else neighbours(work.began_with, result, finding.number)
        if not reading.is_edited(finding.model_id):
            self._editing.logs.replace(key, finding.model_id, {})
        mask = EditedMask(key, opened.volume, finding, layer.title, layer.colour, work, beside)
        self._editing.begin(mask)
        self._file(mask, as_it_is)
        active = self._session.opened
        if not layer.visible and active is not None and series_key(active.series) == key:
            drawn = self._session.reading_at(key).drawn_findings
            self._session.set_layer(drawn.index(finding), visible=True)
        self._session.tools.set_tool(Tool.BRUSH)

    def _on_stroke_ended(self, change: Change) -> None:
        mask = self._editing.mask
        if mask is not None:
            self._settle_step(mask, change)

    def _settle_step(self, mask: EditedMask, change: Change | None) -> None:
        if change is not None:
            self._settle(mask)
            self.changed.emit(mask, change)

    def _on_shown_changed(self) -> None:
        """Keep the mask when no pane shows its series any more."""
        mask = self._editing.mask
        if mask is not None and not self._is_shown(mask.volume.source_id):
            self.done()

    def _is_shown(self, source_id: str) -> bool:
        return any(
            pane.opened is not None and pane.opened.volume.source_id == source_id for pane in self._session.panes.all
        )

    def _settle(self, mask: EditedMask) -> None:
        """File the mask after a step; what was accepted of it, or measured on it, is a draft again."""
        key = cast(SeriesKey, mask.key)
        before = self._session.reading_at(key)
        self._file(mask, as_it_is)
        after = self._session.reading_at(key)
        old, new = before.result_of(mask.finding.model_id), after.result_of(mask.finding.model_id)
        if old is not None and new is not None:
            model_id = mask.finding.model_id
            touched = [
                mask.finding,
                *(replace(mask.finding, number=number) for number in mask.taken_from),
                *(
                    FindingId(model_id, FindingKind.MEASUREMENT, number)
                    for number, (one, other) in enumerate(zip(old.measurements, new.measurements, strict=True))
                    if one != other
                ),
            ]
            for each in touched:
                if after.review_of(each) is Review.ACCEPTED and not new.provenance.is_by_person:
                    self._session.annotations.history.forget({(key, each)})  # said of another mask
                    self._session.set_reviews(key, {each: Review.DRAFT})
        self._editing.note_step()

    def _file(self, mask: EditedMask, state: Callable[[EditedMask, ModelResult, ModelResult], ModelResult]) -> None:
        """Put a mask into the reading as a function of `app.actions.filed_mask` says, and measure again."""
        key, model_id = cast(SeriesKey, mask.key), mask.finding.model_id
        reading = self._session.reading_at(key)
        result, original = reading.result_of(model_id), reading.original_of(model_id)
        if result is not None and original is not None:
            self._session.set_edited(key, state(mask, result, original))

    def _note_log(self, mask: EditedMask) -> None:
        """Remember what was done, and how long it took; nothing where all is as the model left it."""
        key, model_id = cast(SeriesKey, mask.key), mask.finding.model_id
        if self._session.reading_at(key).is_edited(model_id):
            log = EditLog(mask.work.standing, mask.work.seconds)
            self._editing.logs.add(key, model_id, mask.finding.number, log)
        else:
            self._editing.logs.replace(key, model_id, {})

    def _told(self, mask: EditedMask, *, is_discarded: bool = False) -> MaskEdit:
        extent = mask.work.extent(voxel_ml(mask.volume))
        work, key = mask.work, cast(SeriesKey, mask.key)
        return MaskEdit(key, mask.finding, work.count, extent, work.seconds, mask.taken_from, is_discarded)

    def _end(self, mask: EditedMask) -> None:
        if self._session.tools.tool.paints:
            self._session.tools.set_tool(Tool.WINDOW)
        self._editing.end()
        self.ended.emit(mask)


def prepared(structure: Structure, original: Structure, *, progress: Progress = silent) -> MaskWork:
    """Copy a mask to work on; see `app.imaging.masks.work.MaskWork`."""
    return MaskWork(structure, original, progress=progress)
