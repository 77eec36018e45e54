"""The annotations of one pane: which of them lie on its plane, what they say, and what the mouse may draw there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QFont

from app.dicom.series_load import OpenSeries
from app.imaging.annotations.annotation import Annotation, DrawnOn
from app.imaging.annotations.label import label_lines
from app.imaging.annotations.measuring import measure
from app.imaging.annotations.own_plane import is_ready
from app.imaging.annotations.place import is_on
from app.imaging.annotations.scale import Calibration
from app.imaging.cut_stack import CutStack
from app.imaging.plane_frame import PlaneFrame
from app.imaging.screen import ScreenGeometry
from app.state.annotation_marks import mark_of
from app.state.pane import Pane
from app.state.session import Session
from app.ui.annotation_draw import Pen
from app.ui.annotation_item import AnnotationItem
from app.ui.annotation_mouse import AnnotationMouse
from app.ui.annotation_scene import Shown
from app.ui.spoken import all_spoken

_KEPT_PLANES = 4096
"""Planes of which it is kept what is on them; turned planes are new ones with every movement of the mouse."""


class AnnotationLayer(QObject):
    """Shows the annotations of a pane in its item, and gives the mouse its pen.

    Parameters
    ----------
    session
        What is drawn, and with which tool.
    pane
        Whose plane is shown.
    item, mouse
        Of its canvas.
    """

    def __init__(
        self, session: Session, pane: Pane, item: AnnotationItem, mouse: AnnotationMouse, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._pane = pane
        self._item = item
        self._mouse = mouse
        self._words: dict[str, tuple[object, tuple[str, ...]]] = {}
        self._listed: tuple[Annotation, ...] = ()
        self._step_mm = 0.0
        self._planes: dict[PlaneFrame, tuple[Annotation, ...]] = {}

    def show_geometry(
        self, geometry: ScreenGeometry | None, ratio: float, font: QFont, occupied: Sequence[QRectF]
    ) -> None:
        """Follow the picture; as `AnnotationItem.show_geometry`."""
        self._item.show_geometry(geometry, ratio, font, occupied)

    def show_plane(self, *, hidden: bool) -> None:
        """Show what lies on the plane of the pane; nothing where everything over the picture is hidden."""
        opened, stack = self._pane.opened, self._pane.stack
        if opened is None or stack is None:
            self._words.clear()
            self._planes.clear()
            self._listed = ()
            self._mouse.show((), "", None, None)
            return
        book, index = self._session.annotations, self._pane.index
        frame = stack.frame(index)
        shown: tuple[Shown, ...] = ()
        if book.are_shown and not hidden:
            shown = tuple(
                Shown(each, self._lines(each, opened))
                for each in self._on_plane(book.on_series(opened.series), frame, stack.step_mm)
            )
        selected = "" if book.selected is None else book.selected.id
        self._mouse.show(shown, selected, frame, self._pen(opened, stack, index))

    def _on_plane(self, listed: tuple[Annotation, ...], frame: PlaneFrame, step_mm: float) -> tuple[Annotation, ...]:
        """List what is seen on a plane; found once for the same annotations, however often it is scrolled to."""
        if (listed, step_mm) != (self._listed, self._step_mm) or len(self._planes) > _KEPT_PLANES:
            self._listed, self._step_mm = listed, step_mm
            self._planes.clear()
        found = self._planes.get(frame)
        if found is None:
            found = tuple(each for each in listed if each.visible and is_on(each, frame, step_mm))
            self._planes[frame] = found
        return found

    def _pen(self, opened: OpenSeries, stack: CutStack, index: int) -> Pen | None:
        """Return what a press begins; None with a tool that looks, or where the plane is not there yet."""
        kind = self._session.tools.tool.kind
        if kind is None or not stack.is_ready(index, opened.filled):
            return None
        mark = mark_of(self._pane.study, opened.series, index if stack.is_source else 0)
        return Pen(kind, DrawnOn(stack.frame(index), stack.cut, index), mark, self._session.annotations.next_order)

    def _lines(self, annotation: Annotation, opened: OpenSeries) -> tuple[str, ...]:
        """Word an annotation; measured again only when it, its calibration or the slices that it needs differ."""
        calibration: Calibration | None = self._session.annotations.calibration(annotation.mark)
        ready = not annotation.is_region or is_ready(annotation, opened.volume, opened.filled)
        key = (annotation, calibration, opened.volume, ready)
        known = self._words.get(annotation.id)
        if known is None or known[0] != key:
            measured = measure(
                annotation,
                opened.volume,
                calibration=calibration,
                padding=opened.presentation.padding,
                with_values=ready,
            )
            known = self._words[annotation.id] = (key, all_spoken(label_lines(annotation, measured)))
        return known[1]
