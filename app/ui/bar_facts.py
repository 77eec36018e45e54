"""What the bar beside a picture shows, gathered from what is known of the slices."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from app.dicom.series_load import OpenSeries
from app.imaging.annotations.annotation import Annotation
from app.imaging.annotations.place import centre_of
from app.imaging.cut_stack import CutStack
from app.state.session import Session, series_key
from app.ui.slice_bar import BarFacts


def bar_facts(session: Session, opened: OpenSeries, stack: CutStack, index: int) -> BarFacts:
    """Gather what the bar of a pane shows.

    Slices that were seen or hold findings are marked where slices are scrolled through; a plane across them has a part
    of each.

    Parameters
    ----------
    session
        What is known of slices.
    opened, stack
        What the pane shows.
    index
        Plane of the stack, from 0.
    """
    key, marks, count = series_key(opened.series), session.marks, stack.count
    none = np.zeros(count, np.bool_)
    return BarFacts(
        # A copy: another thread goes on filling the array.
        opened.filled.copy() if stack.is_source else np.full(count, bool(opened.filled.all())),
        index,
        is_loading=marks.is_loading(opened.volume.source_id),
        seen=marks.seen(key, count) if stack.is_source else none,
        findings=marks.findings(key, count) if stack.is_source else none,
        annotated=_annotated(session.annotations.on_series(opened.series), stack),
    )


_known: WeakKeyDictionary[CutStack, tuple[tuple[Annotation, ...], npt.NDArray[np.bool_]]] = WeakKeyDictionary()
"""Of each stack the annotations, and the planes that they are on: asked at every plane that is scrolled to."""


def _annotated(listed: tuple[Annotation, ...], stack: CutStack) -> npt.NDArray[np.bool_]:
    """Tell on which planes the reader drew, (planes,) bool, read-only."""
    known = _known.get(stack)
    if known is None or known[0] != listed:
        flags = np.zeros(stack.count, np.bool_)
        for annotation in listed:
            middle = centre_of(annotation)
            number = stack.index_at(middle)
            if annotation.visible and abs(stack.distance_mm(number, middle)) <= stack.step_mm:
                flags[number] = True
        flags.setflags(write=False)
        known = _known[stack] = (listed, flags)
    return known[1]
