"""What is done to a mask as a whole, and which of its neighbours it may touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from app.imaging.cut_stack import CutStack
from app.imaging.masks.grid_facts import is_even
from app.imaging.masks.operation import Operation
from app.imaging.masks.whole import Between, Combination, Combine, CopyPlane, OneClick, ValueRange, WholeChange
from app.state.mask_editing import EditedMask
from app.state.own_masks import can_take
from app.state.review import FindingId
from app.state.session import SeriesKey, Session

_VALUES = frozenset(range(1, 256))
"""That a shared map can have."""

_ALONG = 0.999
"""Cosine from which a plane lies along the grid."""


class WholeMaskActions(QObject):
    """What a reader asks of the mask that is edited, but for strokes.

    Parameters
    ----------
    session
        What is open, and which mask is edited.
    change
        Does a change of the whole mask, in one step.
    """

    def __init__(self, session: Session, change: Callable[[WholeChange], None]) -> None:
        super().__init__(session)
        self._session = session
        self._editing = session.editing
        self._change = change

    def operate(self, operation: Operation) -> None:
        """Change it by one click, with the amounts that are set; what lies between planes, as the pane shows them."""
        found = self._plane() if operation is Operation.BETWEEN else None
        self._change(OneClick(operation, self._editing.amounts) if found is None else Between(found[1]))

    def set_margin(self, margin_mm: float) -> None:
        """Grow and shrink by so many millimetres."""
        self._editing.set_amounts(replace(self._editing.amounts, margin_mm=margin_mm))

    def set_smooth(self, smooth_mm: float) -> None:
        """Smooth by so many millimetres."""
        self._editing.set_amounts(replace(self._editing.amounts, smooth_mm=smooth_mm))

    def set_least(self, least_ml: float) -> None:
        """Take parts away below so many millilitres."""
        self._editing.set_amounts(replace(self._editing.amounts, least_ml=least_ml))

    def limit_to(self, values: tuple[float, float]) -> None:
        """Keep of the mask what has values of the scan from one to another."""
        self._change(ValueRange(*values))

    def take_all(self, values: tuple[float, float]) -> None:
        """Mark all of the scan with values from one to another, and nothing else."""
        self._change(ValueRange(*values, everywhere=True))

    def combine(self, how: Combination, other: FindingId) -> None:
        """Combine it with another structure of the series, which stays as it is."""
        mask = self._editing.mask
        if mask is None or other == mask.finding:
            return
        reading = self._session.reading_at(cast(SeriesKey, mask.key))
        layer = reading.layer_of(other)
        if layer is not None and can_take(reading, mask.finding, other):
            self._change(Combine(how, layer.structure))

    def show_change(self, shown: bool) -> None:
        """Draw what differs from the masks of the models, or not."""
        self._editing.show_change(shown)

    def spend(self, seconds: float) -> None:
        """Count time that the reader spent on it."""
        if self._editing.mask is not None:
            self._editing.mask.work.seconds += seconds

    # Slices

    def can_copy(self) -> bool:
        """Whether a mask is edited whose grid the active pane shows a plane of."""
        return self._plane() is not None

    def copy_plane(self, steps: int) -> None:
        """Copy it to the next (1) or previous (-1) plane of the grid, as the active pane scrolls, and show that."""
        found = self._plane()
        if found is None:
            return
        mask, axis, source, onward = found
        change = CopyPlane(axis, source, source + steps * onward)
        if change.fits(mask.volume) and not self._editing.is_busy:
            self._change(change)
            self._show(mask, axis, change.target)

    def _plane(self) -> tuple[EditedMask, int, int, int] | None:
        """Find the mask, across which axis the active pane shows it, which plane, and whether indices grow onward."""
        mask, pane = self._editing.mask, self._session.panes.active
        opened, stack = pane.opened, pane.stack
        if mask is None or opened is None or stack is None or opened.volume.source_id != mask.volume.source_id:
            return None
        if stack.is_source:
            return mask, 0, pane.index, 1
        if not is_even(mask.volume):
            return None
        steps = mask.volume.affine_lps[:3, :3]
        along = stack.normal_lps @ (steps / np.linalg.norm(steps, axis=0))
        axis = int(np.argmax(np.abs(along)))
        if abs(along[axis]) < _ALONG:
            return None
        at = _index_of(mask, stack, pane.index)[axis]
        return mask, axis, min(max(round(float(at)), 0), mask.volume.shape[axis] - 1), 1 if along[axis] > 0 else -1

    def _show(self, mask: EditedMask, axis: int, index: int) -> None:
        """Go to a plane of the grid."""
        pane = self._session.panes.active
        stack = pane.stack
        if stack is None:
            return
        if stack.is_source:
            pane.update(index=index)
            return
        here = pane.index
        there = _index_of(mask, stack, here)
        there[axis] = index
        pane.update(index=stack.index_at(mask.volume.to_lps_mm(there)))

    # Neighbours

    def can_lock(self, finding: FindingId) -> bool:
        """Whether a structure is a neighbour of the mask that is edited: of the same result."""
        mask = self._editing.mask
        return mask is not None and finding.model_id == mask.finding.model_id and finding != mask.finding

    def is_locked(self, finding: FindingId) -> bool:
        """Whether nothing is marked of a neighbour."""
        return finding in self._editing.locked

    def toggle_lock(self, finding: FindingId) -> None:
        """Lock a neighbour, or let it give up what is marked of it."""
        mask = self._editing.mask
        if mask is None or not self.can_lock(finding) or self._editing.is_busy:
            return
        locked = self._editing.locked ^ {finding}
        if mask.neighbours:
            free = {began.value for number, began in mask.neighbours if replace(finding, number=number) not in locked}
            mask.work.lock(_VALUES - free)
        else:
            layers = map(self._session.reading_at(cast(SeriesKey, mask.key)).layer_of, locked)
            mask.work.keep_out_of([layer.structure for layer in layers if layer is not None])
        self._editing.set_locked(locked)


def _index_of(mask: EditedMask, stack: CutStack, index: int) -> npt.NDArray[np.float64]:
    """Find where the middle of a plane lies, (3,) fractional (slice, row, column)."""
    return mask.volume.to_index(stack.frame(index).corners_lps_mm.mean(axis=0))
