"""What a person changed in masks, on the plane of one pane; only while the reader wants to see it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ai.inference.results import Structure
from app.imaging.contours import Polyline, contours
from app.imaging.cut_stack import CutStack
from app.imaging.screen import ScreenGeometry
from app.state.pane import Pane
from app.state.reading import Reading
from app.state.review import FindingId
from app.state.session import Session
from app.ui.change_item import NOTHING_CHANGED, Changed, ChangeItem


class ChangeLayer:
    """Shows what differs in the item of a canvas.

    Parameters
    ----------
    session
        Whether it is wanted, and of which masks: of the one in work, else of all that were edited.
    pane
        Whose plane is shown.
    item
        Of its canvas.
    """

    def __init__(self, session: Session, pane: Pane, item: ChangeItem) -> None:
        self._session = session
        self._pane = pane
        self._item = item
        self._shown: object = None

    def show_plane(
        self, reading: Reading, stack: CutStack | None, geometry: ScreenGeometry | None, ratio: float, *, hidden: bool
    ) -> None:
        """Take the plane that is shown, None for none."""
        self._item.show_geometry(geometry, ratio)
        is_wanted = self._session.editing.is_change_shown and not hidden
        if stack is None or not is_wanted:
            self._shown = None
            self._item.show_changed(NOTHING_CHANGED)
            return
        index, pairs = self._pane.index, self._pairs(reading)
        # A structure that is painted on is another value after each movement.
        key = (stack, index, pairs)
        if key == self._shown:
            return
        self._shown = key
        shape = stack.shape_px
        added, removed = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        for original, now in pairs:
            before, after = (stack.labels(each.labelled, index) == each.value for each in (original, now))
            added |= after & ~before
            removed |= before & ~after
        self._item.show_changed(Changed(_lines(added), _lines(removed)))

    def _pairs(self, reading: Reading) -> tuple[tuple[Structure, Structure], ...]:
        """Find masks with what their models left."""
        mask, opened = self._session.editing.mask, self._pane.opened
        if mask is not None and opened is not None and mask.volume.source_id == opened.volume.source_id:
            model = mask.finding.model_id
            wanted = [mask.finding, *(FindingId(model, mask.finding.kind, number) for number in mask.taken_from)]
        else:
            wanted = [
                finding
                for finding, layer in zip(reading.drawn_findings, reading.drawn, strict=True)
                if layer.structure.edited and layer.is_shown
            ]
        pairs = []
        for finding in wanted:
            original, layer = reading.original_of(finding.model_id), reading.layer_of(finding)
            if original is not None and layer is not None:
                pairs.append((original.structures[finding.number], layer.structure))
        return tuple(pairs)


def _lines(mask: npt.NDArray[np.bool_]) -> tuple[Polyline, ...]:
    """Find the outlines in the box that holds what is marked."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return ()
    top, left = max(int(rows[0]) - 1, 0), max(int(columns[0]) - 1, 0)
    lines = contours(mask[top : int(rows[-1]) + 2, left : int(columns[-1]) + 2])
    corner = np.array((top, left), np.float64)
    return tuple(line + corner for line in lines)
