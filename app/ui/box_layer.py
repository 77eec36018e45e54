"""What the hand can do to boxes over one pane: those of the series that is read, while boxes are edited."""

from __future__ import annotations

from PySide6.QtGui import QFont

from ai.inference.results import Point
from app.imaging.box_edit import BoxCut, cut_box
from app.imaging.box_on_plane import box_on_plane
from app.imaging.cut_stack import CutStack
from app.imaging.point_edit import cut_point
from app.imaging.screen import ScreenGeometry
from app.state.pane import Pane
from app.state.reading import Reading
from app.state.session import Session
from app.state.sight import is_hidden
from app.state.tool import Tool
from app.ui.box_item import BoxItem, HeldBox
from app.ui.box_mouse import BoxMouse, BoxPlane
from app.ui.box_words import size_words


class BoxLayer:
    """Gives the mouse of a pane the boxes on its plane.

    Parameters
    ----------
    session
        Whether boxes are edited, and which one is selected.
    pane
        Whose plane is shown.
    item, mouse
        Of its canvas.
    """

    def __init__(self, session: Session, pane: Pane, item: BoxItem, mouse: BoxMouse) -> None:
        self._session = session
        self._pane = pane
        self._item = item
        self._mouse = mouse

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float, font: QFont) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        self._item.show_geometry(geometry, ratio, font)

    def show_plane(self, reading: Reading, stack: CutStack | None, index: int, *, hidden: bool) -> None:
        """Take the plane that is shown, None for none; nothing can be held where marks are hidden.

        Parameters
        ----------
        reading, stack, index
            Of the series, and which plane of which cut.
        hidden
            Whether every mark is.
        """
        editing = self._session.editing.boxes
        if stack is None or hidden or not editing.is_on or self._session.panes.active is not self._pane:
            self._mouse.show(None)
            self._item.show_boxes((), None, "")
            return
        draft = editing.draft
        drawn: BoxCut | None = None
        held: list[HeldBox] = []
        for finding, box in reading.detections:
            result = reading.result_of(finding.model_id)
            if result is None or result.provenance.maker or is_hidden(reading, finding):
                continue
            is_draft = draft is not None and draft.finding == finding
            low, high = (draft.low, draft.high) if draft is not None and is_draft else (box.low, box.high)
            cut = _cut(stack, index, low, high)
            if cut is None:
                continue
            held.append(HeldBox(finding, low, high, cut, finding == self._session.selection.finding))
            drawn = cut if is_draft else drawn
        if draft is not None and draft.finding is None:
            drawn = _cut(stack, index, draft.low, draft.high)
        words = "" if draft is None or drawn is None else size_words(stack.volume, draft.low, draft.high)
        self._item.show_boxes(held, drawn, words)
        tool = self._session.tools.tool
        self._mouse.show(BoxPlane(stack, index, draws=tool is Tool.BOX, marks=tool is Tool.MARK))


def _cut(stack: CutStack, index: int, low: Point, high: Point) -> BoxCut | None:
    """Cut a box, or find a point; None where the plane shows none of it."""
    if low == high:
        return cut_point(stack, index, low)
    corners = box_on_plane(stack, index, low, high)
    return None if corners is None else cut_box(stack, index, corners, low, high)
