"""The mouse drawing an outline within which a mask is marked: corners, freehand, or along the edges of the picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QObject, QPointF, Qt, Signal

from app.imaging.cut_stack import CutStack
from app.imaging.masks.live_wire import Limits, LiveWire
from app.imaging.masks.outline_draft import OutlineDraft
from app.imaging.screen import ScreenGeometry
from app.ui.kept_picture import index_to_pane
from app.ui.mask_draft_item import MaskDraft, MaskDraftItem
from app.ui.mouse_drag import Drag, Pointer

CLOSE_PX = 10.0
"""A click so near to the first corner closes the outline, in pixels of the widget."""

_REACH_PX = 8.0
"""So far beside an edge a corner of the live wire may be set, in pixels of the widget: as well as a hand aims."""

_LEAST_REACH = 2.5
"""And in pixels of the picture: an edge is not sharper, however much it is enlarged."""

_SLOW_MS = 40.0
"""A plane that takes longer to be made is read coarser where only its edges are wanted."""


@dataclass(frozen=True)
class OutlinePen:
    """What a press draws.

    Parameters
    ----------
    stack, index
        The plane that is drawn on.
    follows_edges
        Whether the line keeps to the edges of the picture.
    limits
        Values that the window shows apart; None for all.
    """

    stack: CutStack
    index: int
    follows_edges: bool
    limits: Limits | None = None

    def is_on(self, other: OutlinePen) -> bool:
        """Whether both draw on the same plane."""
        return self.stack is other.stack and self.index == other.index


class OutlineMouse(QObject):
    """Turns presses and movements into outlines; fills none by itself.

    What was begun waits while another plane is shown.

    Parameters
    ----------
    item
        Where the line is drawn.

    Signals
    -------
    closed(object, bool)
        An outline is complete: (points, 2) row and column of the picture, the last point joins the first; and whether
        its inside is to be cleared.
    """

    closed = Signal(object, bool)

    def __init__(self, item: MaskDraftItem, parent: QObject) -> None:
        super().__init__(parent)
        self._item = item
        self._pen: OutlinePen | None = None
        self._owner: object = None
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._draft: OutlineDraft | None = None
        self._drawn_with: OutlinePen | None = None
        self._is_freehand = False
        self._pointer: Pointer | None = None

    @property
    def is_drawing(self) -> bool:
        """Whether an outline is begun on the plane that is shown."""
        pen, drawn_with = self._pen, self._drawn_with
        return self._draft is not None and pen is not None and drawn_with is not None and pen.is_on(drawn_with)

    def show(
        self, pen: OutlinePen | None, owner: object, geometry: ScreenGeometry | None = None, ratio: float = 1.0
    ) -> None:
        """Take what a press draws, None where it draws nothing, and where the picture lies.

        Parameters
        ----------
        pen
            What.
        owner
            For what: an outline that was begun for something else is let go.
        geometry, ratio
            Of the picture; device pixels per pixel of the widget.
        """
        if owner != self._owner:
            self._let_go()
        self._pen, self._owner, self._geometry, self._ratio = pen, owner, geometry, ratio
        self._draw()

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Lead the line to the cursor; as `app.ui.mouse_drag.Holdable`."""
        self._pointer = pointer
        if pointer is None or self._pen is None:
            return None
        if self._draft is not None and self.is_drawing:
            self._draft.point_at(*pointer.inside)
            self._draw()
            return Qt.CursorShape.CrossCursor
        return Qt.CursorShape.CrossCursor if pointer.is_on_picture else None

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Set a corner or begin; a double click, or one on the first corner, closes."""
        pen, draft = self._pen, self._draft if self.is_drawing else None
        if pen is None or (draft is None and not pointer.is_on_picture):
            return None
        self._is_freehand = draft is None and not pen.follows_edges
        if draft is None:
            self._begin(pen, pointer)
        elif is_double or self._is_at_start(pointer):
            self.close(clears=pointer.shift)
            return Drag()
        else:
            draft.add_corner(*pointer.inside)
        self._draw()
        return OutlineDrag(self)

    def follow(self, pointer: Pointer) -> None:
        """Go on with a press that is dragged: freehand, or with the live wire to its next corner."""
        self._pointer = pointer
        draft, pen = self._draft, self._drawn_with
        if draft is None or pen is None or not self.is_drawing:
            return
        if pen.follows_edges:
            draft.point_at(*pointer.inside)
        else:
            draft.draw_to(*pointer.inside)
        self._draw()

    def end_drag(self, pointer: Pointer) -> None:
        """End a press that was dragged: one that began the outline closes it."""
        draft, pen = self._draft, self._drawn_with
        if draft is None or pen is None or not self.is_drawing:
            return
        if self._is_freehand or self._is_at_start(pointer):
            self.close(clears=pointer.shift)
        elif pen.follows_edges:
            draft.add_corner(*pointer.inside)
            self._draw()

    def close(self, *, clears: bool = False) -> None:
        """Close the outline with its corners so far; one without an inside is let go."""
        draft = self._draft if self.is_drawing else None
        if draft is None:
            return
        line = draft.closed()
        self._let_go()
        self._draw()
        if line is not None:
            self.closed.emit(line, clears)

    def step_back(self) -> None:
        """Take the last corner back."""
        draft = self._draft if self.is_drawing else None
        if draft is None:
            return
        if not draft.step_back():
            self._let_go()
        elif self._pointer is not None:
            draft.point_at(*self._pointer.inside)
        self._draw()

    def cancel(self) -> bool:
        """Let go what is drawn; tells whether there was anything."""
        was_drawing = self.is_drawing
        self._let_go()
        self._draw()
        return was_drawing

    def _begin(self, pen: OutlinePen, pointer: Pointer) -> None:
        self._drawn_with = pen
        if not pen.follows_edges:
            self._draft = OutlineDraft(*pointer.inside)
            return
        scale = min(pointer.geometry.row_scale, pointer.geometry.column_scale)
        thinning = 2 if pen.stack.cost_ms(pen.index) > _SLOW_MS else 1
        wire = LiveWire(
            pen.stack.plane(pen.index, thinning=thinning), limits=pen.limits, thinning=max(int(1 / scale), 1)
        )
        self._draft = OutlineDraft(
            *pointer.inside, wire=wire, reach_px=max(_REACH_PX * self._ratio / scale, _LEAST_REACH)
        )

    def _let_go(self) -> None:
        self._draft = self._drawn_with = None

    def _is_at_start(self, pointer: Pointer) -> bool:
        """Whether the cursor is at the first corner of an outline that may have an inside."""
        draft = self._draft
        if draft is None or len(draft.corners) < (2 if draft.follows_edges else 3):
            return False
        row, column = draft.corners[0]
        start = index_to_pane(pointer.geometry, self._ratio).map(QPointF(column, row))
        return QLineF(start, pointer.position).length() <= CLOSE_PX

    def _draw(self) -> None:
        draft, pointer = self._draft, self._pointer
        if draft is None or not self.is_drawing:
            self._item.show_draft(None)
            return
        shown = MaskDraft(
            draft.line,
            draft.tail,
            draft.corners,
            clears=pointer is not None and pointer.shift,
            closes=pointer is not None and self._is_at_start(pointer),
        )
        self._item.show_draft(shown, index_to_pane(self._geometry, self._ratio))


class OutlineDrag(Drag):
    """A press that is dragged while an outline is drawn."""

    def __init__(self, mouse: OutlineMouse) -> None:
        self._mouse = mouse

    def move(self, pointer: Pointer) -> None:
        """Draw on to the cursor."""
        self._mouse.follow(pointer)

    def end(self, pointer: Pointer | None) -> None:
        """Let go; without a pointer the picture went meanwhile."""
        if pointer is not None:
            self._mouse.end_drag(pointer)
