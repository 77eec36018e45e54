"""How long things in a pane are told to be: as its file says, or as the reader calibrated it."""

from __future__ import annotations

from app.imaging.annotations.scale import Scale, scale_of
from app.state.annotation_marks import mark_of
from app.state.annotations import AnnotationBook
from app.state.pane import Pane


def scale_in_pane(book: AnnotationBook, pane: Pane) -> Scale | None:
    """Return the scale of the plane that a pane shows, slice or reformatted plane; None where nothing is open."""
    opened, stack = pane.opened, pane.stack
    if opened is None or stack is None:
        return None
    # A calibration of one image holds for that image alone; planes through many have that of the series.
    mark = mark_of(pane.study, opened.series, pane.index if stack.is_source else 0)
    return scale_of(opened.volume, book.calibration(mark))
