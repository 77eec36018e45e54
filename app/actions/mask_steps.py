"""Steps that concern much of a mask: made ready in a job, so that taking one only puts another map there."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ai.inference.results import Labelled
from ai.progress import Progress, part, silent
from ai.words import say
from app.imaging.masks.counts import Planned
from app.imaging.masks.edits import Way
from app.imaging.masks.operation import Operation
from app.imaging.masks.whole import OneClick, Subject, WholeChange
from app.jobs.runner import JobRunner, Lane
from app.state.mask_editing import EditedMask, MaskEditing

_TITLE = say("Changing the mask")

_KEY = "edit mask"


class MaskSteps(QObject):
    """Changes of the whole mask, and steps back and forth. Nothing is painted while one is made ready.

    Parameters
    ----------
    editing
        Which mask is edited.
    runner
        Makes large steps ready.

    Signals
    -------
    stepped(EditedMask, Change | None)
        A step was done or taken back; None where there was nothing to do.
    """

    stepped = Signal(object, object)

    def __init__(self, editing: MaskEditing, runner: JobRunner) -> None:
        super().__init__(editing)
        self._editing = editing
        self._runner = runner

    def change(self, mask: EditedMask, wish: WholeChange) -> None:
        """Change the mask as a whole, in one step."""
        self._editing.set_busy(True)
        self._runner.start(
            _TITLE,
            plan,
            mask,
            wish,
            lane=Lane.VIEW,
            key=_KEY,
            on_done=self._on_planned,
            on_stopped=self._on_stopped,
        )

    def move(self, mask: EditedMask, way: Way) -> None:
        """Go a step back or forth: at once, unless it concerns much of the map."""
        if not mask.work.is_long(way):
            self.stepped.emit(mask, mask.work.move(way))
            return
        self._editing.set_busy(True)
        self._runner.start(
            _TITLE,
            moved,
            mask,
            way,
            lane=Lane.VIEW,
            key=_KEY,
            on_done=self._on_moved,
            on_stopped=self._on_stopped,
        )

    def _on_planned(self, found: tuple[EditedMask, Planned | None]) -> None:
        mask, planned = found
        if mask is self._editing.mask:
            if planned is not None:
                mask.work.do(planned)
            self._editing.set_busy(False)
            self.stepped.emit(mask, None if planned is None else planned.change)

    def _on_moved(self, found: tuple[EditedMask, Way, Labelled]) -> None:
        mask, way, labelled = found
        if mask is self._editing.mask:
            change = mask.work.move(way, labelled)
            self._editing.set_busy(False)
            self.stepped.emit(mask, change)

    def _on_stopped(self) -> None:
        self._editing.set_busy(False)


def plan(mask: EditedMask, wish: WholeChange, *, progress: Progress = silent) -> tuple[EditedMask, Planned | None]:
    """Find what a wish changes; the mask stays as it is meanwhile."""
    progress(0.0, "")
    work = mask.work
    if isinstance(wish, OneClick) and wish.operation is Operation.RESET:
        return mask, work.plan_back()
    subject = Subject(work.structure().mask, work.original.mask, mask.volume)
    after = wish.after(subject, progress=part(progress, 0.0, 0.8))
    progress(0.8, "")
    return mask, work.plan(after)


def moved(mask: EditedMask, way: Way, *, progress: Progress = silent) -> tuple[EditedMask, Way, Labelled]:
    """Make ready what a step back or forth brings; the mask stays as it is meanwhile."""
    progress(0.0, "")
    return mask, way, mask.work.moved(way)
