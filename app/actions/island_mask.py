"""One click on a part of the mask that is edited: it alone is kept, or it alone goes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from ai.words import say
from app.actions.brush_mask import BrushActions
from app.actions.mask_place import mask_place
from app.imaging.masks.counts import Planned
from app.imaging.masks.island import island_at
from app.imaging.masks.region import Index
from app.jobs.runner import JobRunner, Lane
from app.state.mask_editing import EditedMask
from app.state.session import Session


class IslandActions(QObject):
    """What a reader can do with the parts of a mask.

    Parameters
    ----------
    session
        What is open, and which mask is edited.
    runner
        Looks for the part.
    brush
        Files the step.
    """

    def __init__(self, session: Session, runner: JobRunner, brush: BrushActions) -> None:
        super().__init__(session)
        self._session = session
        self._editing = session.editing
        self._runner = runner
        self._brush = brush

    def pick(self, row: float, column: float, removes: bool) -> None:
        """Keep the part under a pixel of the active pane and take all others away, or remove that part.

        What hangs together is looked for over all slices; nothing is painted meanwhile.
        """
        place = mask_place(self._session)
        index = None if place is None else place.voxel(row, column)
        if place is None or index is None or self._editing.is_busy or not place.mask.work.marks(index):
            return
        self._brush.release()
        self._editing.set_busy(True)
        self._runner.start(
            say("Changing the mask"),
            change_at,
            place.mask,
            index,
            removes=removes,
            lane=Lane.VIEW,
            key="edit mask",
            on_done=self._on_found,
            on_stopped=self._on_stopped,
        )

    def _on_found(self, found: tuple[EditedMask, Planned | None]) -> None:
        mask, planned = found
        if mask is self._editing.mask:
            self._editing.set_busy(False)
            self._brush.apply(mask, planned)

    def _on_stopped(self) -> None:
        self._editing.set_busy(False)


def change_at(
    mask: EditedMask, index: Index, *, removes: bool, progress: Progress = silent
) -> tuple[EditedMask, Planned | None]:
    """Find what changes when the part at a voxel is kept or removed; the mask stays as it is meanwhile."""
    progress(0.0, "")
    marked = mask.work.structure().mask
    part = island_at(marked, index)
    progress(0.6, "")
    if part is None:
        return mask, None
    after = marked.copy() if removes else np.zeros_like(marked)
    after[part.box] = after[part.box] & ~part.inside if removes else part.inside
    progress(0.8, "")
    return mask, mask.work.plan(after)
