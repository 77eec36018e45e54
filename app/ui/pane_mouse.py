"""What mouse and wheel ask for over one picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.state.tool import Buttons, Tool, Wheel
from app.ui.crosshair_mouse import CrosshairMouse
from app.ui.mouse_drag import Drag, Holdable, Pointer
from app.ui.pick_mouse import PickMouse
from app.ui.region_item import RegionItem
from app.ui.slice_tools import (
    FAST_SLICES,
    NOTCH,
    WHEEL_ZOOM,
    PanDrag,
    RegionDrag,
    ScrollDrag,
    WheelSteps,
    WindowDrag,
    ZoomDrag,
)

_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class PaneMouse(QObject):
    """Hands presses to what lies under the cursor, and else to the tool of the button; changes nothing itself.

    Parameters
    ----------
    surface
        Where the cursor is shown.
    holdables
        What can be taken hold of, that on top first.
    crosshair
        One of them; its tool moves it from anywhere.
    region
        Draws the rectangle of the tool that takes one.

    Signals
    -------
    scroll_requested(int)
        Slices to go on (positive) or back.
    axis_requested(int)
        Volumes of the fourth axis to go on (positive) or back.
    window_dragged(float, float)
        Pixels of the widget to the right and downwards.
    zoom_requested(float, float, float)
        Factor (> 1 enlarges), and the (row, column) index that stays where it is.
    pan_requested(float, float)
        (row, column) index that has to come to the middle of the pane.
    probe_moved(object)
        (row, column) index under the cursor, or None.
    region_chosen(object, object)
        Opposite corners of a rectangle whose values shall have the window, (row, column) index each.
    context_menu_requested(QPoint)
        Where in the pane.
    maximise_requested()
        Double click.
    thickness_requested(int)
        Steps by which the slab is to be thicker (positive) or thinner.
    """

    scroll_requested = Signal(int)
    axis_requested = Signal(int)
    window_dragged = Signal(float, float)
    zoom_requested = Signal(float, float, float)
    pan_requested = Signal(float, float)
    probe_moved = Signal(object)
    region_chosen = Signal(object, object)
    context_menu_requested = Signal(QPoint)
    maximise_requested = Signal()
    thickness_requested = Signal(int)

    def __init__(
        self, surface: QWidget, holdables: Sequence[Holdable], crosshair: CrosshairMouse, region: RegionItem
    ) -> None:
        super().__init__(surface)
        self._surface = surface
        self._holdables = tuple(holdables)
        self._crosshair = crosshair
        self._region = region
        self._buttons = Buttons()
        self._wheel = WheelSteps()
        self._picking: PickMouse | None = None
        self._button = Qt.MouseButton.NoButton
        self._pressed: Pointer | None = None
        self._drag: Drag | None = None
        self._is_dragging = False

    @property
    def is_held(self) -> bool:
        """Whether a button is down that was pressed over the picture."""
        return self._button != Qt.MouseButton.NoButton

    def set_buttons(self, buttons: Buttons) -> None:
        """Choose what the buttons and the wheel do; a drag that has begun goes on as it began."""
        self._buttons = buttons

    def lend_wheel(self, picking: PickMouse) -> None:
        """Let the wheel without a key be for what was picked, as long as that wants it."""
        self._picking = picking

    def press(self, button: Qt.MouseButton, pointer: Pointer, *, is_double: bool = False) -> None:
        """Begin a drag; a second button does not disturb it."""
        if button == self._button:
            # A dialog that opened over the picture took the release.
            self._let_go(None)
        if self.is_held:
            return
        self._hover(pointer)
        is_left = button == Qt.MouseButton.LeftButton
        drag = self._held(pointer, is_double=is_double) if is_left else None
        if drag is None and is_left and is_double:
            self.maximise_requested.emit()
            return
        if drag is None and is_left and self._buttons.left is Tool.CROSSHAIR:
            self._crosshair.jump(pointer)
        self._button, self._pressed = button, pointer
        self._drag = drag or self._tool(button, pointer)
        self._is_dragging = self._drag.follows_at_once

    def move(self, pointer: Pointer) -> None:
        """Go on with a drag, or show what is under the cursor."""
        if self._drag is None or self._pressed is None:
            self._hover(pointer)
        elif self._is_dragging or pointer.is_away_from(self._pressed):
            self._is_dragging = True
            self._surface.setCursor(self._drag.cursor)
            self._drag.move(pointer)
        self.probe(pointer)

    def probe(self, pointer: Pointer | None) -> None:
        """Tell what is under the cursor, by now: the picture may go on under a mouse that lies still."""
        is_inside = pointer is not None and pointer.is_on_picture
        self.probe_moved.emit((pointer.row, pointer.column) if pointer is not None and is_inside else None)

    def release(self, button: Qt.MouseButton, pointer: Pointer | None) -> None:
        """End a drag; a right click without one asks for the menu. Without a pointer the picture went meanwhile."""
        if button != self._button:
            return
        was_dragged = self._is_dragging
        self._let_go(pointer)
        if pointer is None:
            return
        self._hover(pointer)
        if button == Qt.MouseButton.RightButton and not was_dragged:
            self.context_menu_requested.emit(pointer.position.toPoint())

    def note_other_picture(self) -> None:
        """Let go what is held of a picture that went: the hand goes on over another series, perhaps another patient."""
        if self._drag is not None and not self._drag.outlives_picture:
            self._let_go(None)

    def turn(self, angle: int, modifiers: Qt.KeyboardModifier, pointer: Pointer) -> None:
        """Scroll by slices; zoom with Ctrl (or the other way round), faster with Shift, to other volumes with Alt.

        Parameters
        ----------
        angle
            Turn of the wheel in eighths of a degree, not 0.
        modifiers, pointer
            Keys that are held, and where the cursor is.
        """
        if modifiers & _BOTH == _BOTH:
            self.thickness_requested.emit(-self._wheel.add(angle))
            return
        is_lent = self._picking is not None and self._picking.takes_wheel
        if self._picking is not None and is_lent and not modifiers & _KEYS:
            self._picking.turned.emit(-self._wheel.add(angle))
            return
        if bool(modifiers & Qt.KeyboardModifier.ControlModifier) is (self._buttons.wheel is Wheel.SCROLL):
            self.zoom_requested.emit(WHEEL_ZOOM ** (angle / NOTCH), pointer.row, pointer.column)
            return
        steps = self._wheel.add(angle)
        if steps and modifiers & Qt.KeyboardModifier.AltModifier:
            self.axis_requested.emit(steps)
            return
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            # While the wheel is lent Shift brings its usual step back.
            steps *= 1 if is_lent else FAST_SLICES
        if steps:
            self.scroll_requested.emit(steps)

    def leave(self) -> None:
        """Nothing is under the cursor any more."""
        if not self.is_held:
            for each in self._holdables:
                each.hover(None)
        self.probe(None)

    def _in_turn(self) -> tuple[Holdable, ...]:
        """List what may be held: what draws comes before what lies on top."""
        drawing = tuple(each for each in self._holdables if each.is_drawing)
        return (*drawing, *(each for each in self._holdables if each not in drawing))

    def _hover(self, pointer: Pointer) -> None:
        """Show what the cursor is over while no button is pressed: one thing at most."""
        cursor: Qt.CursorShape | None = None
        for each in self._in_turn():
            shape = each.hover(pointer if cursor is None else None)
            cursor = cursor or shape
        self._surface.setCursor(cursor or Qt.CursorShape.CrossCursor)

    def _held(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Take hold of what is under the cursor."""
        for each in self._in_turn():
            drag = each.press(pointer, is_double=is_double)
            if drag is not None:
                return drag
        return None

    def _tool(self, button: Qt.MouseButton, pointer: Pointer) -> Drag:
        """Begin what the button does with the picture."""
        others = {Qt.MouseButton.MiddleButton: self._buttons.middle, Qt.MouseButton.RightButton: self._buttons.right}
        tool = others.get(button, self._buttons.left)
        if tool is Tool.PAN:
            return PanDrag(pointer, self.pan_requested)
        if tool is Tool.ZOOM:
            return ZoomDrag(pointer, self.zoom_requested)
        if tool is Tool.SCROLL:
            return ScrollDrag(pointer, self.scroll_requested)
        if tool is Tool.CROSSHAIR:
            return self._crosshair.drag_point(pointer)
        if tool is Tool.WINDOW_REGION:
            return RegionDrag(pointer, self._region, self.region_chosen)
        return WindowDrag(pointer, self.window_dragged)

    def _let_go(self, pointer: Pointer | None) -> None:
        """End a drag."""
        drag, was_dragging = self._drag, self._is_dragging
        self._button = Qt.MouseButton.NoButton
        self._pressed = self._drag = None
        self._is_dragging = False
        if drag is not None and was_dragging:
            drag.end(pointer)
