"""What a reader does to a mask of a model: paint, erase, change it as a whole, take back, keep or discard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from PySide6.QtCore import QObject, Signal

from ai.inference.results import Structure
from ai.progress import Progress, silent
from ai.words import say
from app.actions.annotate import AnnotateActions
from app.actions.brush_mask import BrushActions
from app.dicom.series_load import OpenSeries
from app.imaging.edited_result import with_structure
from app.imaging.masks.change import Change
from app.imaging.masks.edits import Extent
from app.imaging.masks.grid_facts import voxel_ml
from app.imaging.masks.operation import Operation, can_operate, operated
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
    is_discarded
        Whether the reader let the steps go.
    """

    key: SeriesKey
    finding: FindingId
    steps: int
    extent: Extent
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
        brush.stroke_ended.connect(self._on_stroke_ended)
        for news in (session.volume_changed, *(pane.shown_changed for pane in session.panes.all)):
            news.connect(self._on_shown_changed)

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
        if work.count:
            self._settle(mask)
            if work.is_as_model_left:
                self._file(mask, work.original, work.voxels)
            else:
                self._file(mask, work.structure(), work.voxels, shares=True)
            self.edited.emit(self._told(mask))
        else:
            self._file(mask, work.began_with, work.voxels_at_begin)
        self._end(mask)

    def discard(self) -> None:
        """Let the steps go since the editing began, and edit none."""
        self._wanted = None
        mask = self._editing.mask
        if mask is None:
            return
        self._brush.release()
        work = mask.work
        told, net = self._told(mask, is_discarded=True), work.net()
        if net is not None:
            self.changed.emit(mask, net)
        self._file(mask, work.began_with, work.voxels_at_begin)
        if told.steps:
            self.edited.emit(told)
        self._end(mask)

    # Steps

    def can_undo(self) -> bool:
        """Whether there is something to take back: of the mask while one is edited, else of what was drawn."""
        mask = self._editing.mask
        return bool(self._session.annotations.undo_words) if mask is None else mask.work.can_undo and not self._is_busy

    def can_redo(self) -> bool:
        """Whether there is something to do again."""
        mask = self._editing.mask
        return bool(self._session.annotations.redo_words) if mask is None else mask.work.can_redo and not self._is_busy

    def undo(self) -> None:
        """Take back the last step of the mask that is edited; while none is, of what was drawn."""
        mask = self._editing.mask
        if mask is None:
            self._annotate.undo()
        elif not self._is_busy:
            self._brush.release()
            self._settle_step(mask, mask.work.undo())

    def redo(self) -> None:
        """Do again what was taken back last."""
        mask = self._editing.mask
        if mask is None:
            self._annotate.redo()
        elif not self._is_busy:
            self._brush.release()
            self._settle_step(mask, mask.work.redo())

    # The whole mask

    def operate(self, operation: Operation) -> None:
        """Change the mask as a whole, in one step; nothing is painted meanwhile."""
        mask = self._editing.mask
        if mask is None or self._is_busy or not can_operate(operation, mask.volume):
            return
        self._brush.release()
        self._editing.set_busy(True)
        self._runner.start(
            say("Changing the mask"),
            change_of,
            mask,
            operation,
            mask.volume.spacing_mm,
            lane=Lane.VIEW,
            key="edit mask",
            on_done=self._on_changed,
            on_stopped=self._on_stopped,
        )

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
        mask = EditedMask(key, opened.volume, finding, layer.title, layer.colour, work)
        self._editing.begin(mask)
        self._file(mask, work.structure(), work.voxels)
        active = self._session.opened
        if not layer.visible and active is not None and series_key(active.series) == key:
            drawn = self._session.reading_at(key).drawn_findings
            self._session.set_layer(drawn.index(finding), visible=True)
        self._session.tools.set_tool(Tool.BRUSH)

    def _on_changed(self, found: tuple[EditedMask, Change | None]) -> None:
        mask, change = found
        if mask is self._editing.mask:
            if change is not None:
                mask.work.apply(change)
            self._editing.set_busy(False)
            self._settle_step(mask, change)

    def _on_stroke_ended(self, change: Change) -> None:
        mask = self._editing.mask
        if mask is not None:
            self._settle_step(mask, change)

    def _settle_step(self, mask: EditedMask, change: Change | None) -> None:
        if change is not None:
            self._settle(mask)
            self.changed.emit(mask, change)

    def _on_stopped(self) -> None:
        self._editing.set_busy(False)

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
        key, work = cast(SeriesKey, mask.key), mask.work
        before = self._session.reading_at(key)
        self._file(mask, work.structure(), work.voxels)
        after = self._session.reading_at(key)
        old, new = before.result_of(mask.finding.model_id), after.result_of(mask.finding.model_id)
        if old is not None and new is not None:
            model_id = mask.finding.model_id
            touched = [
                mask.finding,
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

    def _file(self, mask: EditedMask, structure: Structure, voxels: int, *, shares: bool = False) -> None:
        """Put a structure into the reading, and measure again.

        Parameters
        ----------
        mask
            Which one.
        structure, voxels
            As it is now, and how many voxels it has.
        shares
            Whether the structures that shared the former map are to share the new one: they have the same voxels there.
        """
        key, model_id = cast(SeriesKey, mask.key), mask.finding.model_id
        reading = self._session.reading_at(key)
        result, original = reading.result_of(model_id), reading.original_of(model_id)
        if result is None or original is None:
            return
        if shares and structure.labelled.dtype == np.uint8:
            others = (replace(each, labelled=structure.labelled) for each in result.structures)
            result = replace(result, structures=tuple(others))
        result = with_structure(
            result, mask.finding.number, structure, volume_ml=voxels * voxel_ml(mask.volume), original=original
        )
        self._session.set_edited(key, result)

    def _told(self, mask: EditedMask, *, is_discarded: bool = False) -> MaskEdit:
        extent = mask.work.extent(voxel_ml(mask.volume))
        return MaskEdit(cast(SeriesKey, mask.key), mask.finding, mask.work.count, extent, is_discarded)

    def _end(self, mask: EditedMask) -> None:
        if self._session.tools.tool.paints:
            self._session.tools.set_tool(Tool.WINDOW)
        self._editing.end()
        self.ended.emit(mask)


def prepared(structure: Structure, original: Structure, *, progress: Progress = silent) -> MaskWork:
    """Copy a mask to work on; see `app.imaging.masks.work.MaskWork`."""
    return MaskWork(structure, original, progress=progress)


def change_of(
    mask: EditedMask, operation: Operation, spacing_mm: tuple[float, float, float], *, progress: Progress = silent
) -> tuple[EditedMask, Change | None]:
    """Find what an operation changes; the mask stays as it is meanwhile."""
    progress(0.0, "")
    work = mask.work
    after = operated(operation, work.structure().mask, spacing_mm, original=work.original.mask)
    progress(0.8, "")
    return mask, work.change_to(after)
