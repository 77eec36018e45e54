"""The surface that the picture is drawn on: turns mouse and wheel into requests."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsScene, QGraphicsView, QToolTip, QWidget

from app.imaging.colour_map import ColourMap
from app.imaging.screen import ScreenGeometry
from app.imaging.window import Voi
from app.state.tool import Buttons, Tool, Wheel
from app.ui.annotation_item import AnnotationItem
from app.ui.annotation_mouse import AnnotationMouse
from app.ui.caliper_item import CaliperItem, Grip
from app.ui.colour_bar_item import ColourBarItem
from app.ui.crosshair_item import CrossGrip, CrosshairItem
from app.ui.crosshair_mouse import CrosshairMouse
from app.ui.file_overlay_item import FileOverlayItem
from app.ui.overlay_item import OverlayItem
from app.ui.panel import plain_tip
from app.ui.region_item import RegionItem
from app.ui.slice_item import SliceItem
from app.ui.slice_labels import SliceLabels
from app.ui.slice_tools import (
    CLICK_PX,
    FAST_SLICES,
    WHEEL_ZOOM,
    CaliperDrag,
    MouseMode,
    PanDrag,
    Pointer,
    RegionDrag,
    ScrollDrag,
    SplitDrag,
    WheelSteps,
    WindowDrag,
    ZoomDrag,
    cursor_of,
)
from app.ui.split_item import SplitItem

_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier

_NOTCH = 120.0
"""One notch of a wheel, in Qt's eighths of a degree."""


class SliceCanvas(QGraphicsView):
    """Picture, outlines, calipers and words in one scene whose coordinates are the pixels of this widget.

    A plain QGraphicsView: measured at 1920 x 1080 (window change and repaint, offscreen, median of 40), it takes 1.9 ms
    where a bare widget takes 2.0 and a pyqtgraph view with the same item 2.9; and a scene in widget pixels needs none
    of pyqtgraph's ranges.

    Signals
    -------
    resized()
        The size, the screen's pixel ratio or the font changed.
    scroll_requested(int), axis_requested(int), window_dragged(float, float), zoom_requested(float, float, float),
    pan_requested(float, float), caliper_moved(str, int, object, object), split_moved(float), probe_moved(object),
    region_chosen(object, object), context_menu_requested(QPoint), maximise_requested(),
    thickness_requested(int)
        As in `app.ui.slice_view.SliceView`.
    """

    resized = Signal()
    scroll_requested = Signal(int)
    axis_requested = Signal(int)
    window_dragged = Signal(float, float)
    zoom_requested = Signal(float, float, float)
    pan_requested = Signal(float, float)
    caliper_moved = Signal(str, int, object, object)
    split_moved = Signal(float)
    probe_moved = Signal(object)
    region_chosen = Signal(object, object)
    context_menu_requested = Signal(QPoint)
    maximise_requested = Signal()
    thickness_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = SliceItem()
        self.file_overlay = FileOverlayItem()
        self.overlay = OverlayItem()
        self.calipers = CaliperItem()
        self.labels = SliceLabels()
        self.split = SplitItem()
        self.annotations = AnnotationItem()
        self.annotating = AnnotationMouse(self.annotations, self)
        self.crosshair = CrosshairItem()
        self.crossing = CrosshairMouse(self.crosshair, self)
        self._cross: CrossGrip | None = None
        self.colour_bar = ColourBarItem()
        self.region = RegionItem()
        self._geometry: ScreenGeometry | None = None
        self._buttons = Buttons()
        self._wheel = WheelSteps()
        self._button = Qt.MouseButton.NoButton
        self._pressed: Pointer | None = None
        self._grip: Grip | None = None
        self._grips_split = False
        self._mode: MouseMode | None = None

        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        items: tuple[QGraphicsItem, ...] = (
            self.picture,
            self.file_overlay,
            self.overlay,
            self.crosshair,
            self.split,
            self.colour_bar,
            self.labels,
            self.calipers,
            self.annotations,
            self.region,
        )
        for item in items:
            scene.addItem(item)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        # Files dropped on the picture are the window's to open.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setMinimumSize(80, 80)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    @property
    def ratio(self) -> float:
        """Device pixels per pixel of the widget."""
        return self.viewport().devicePixelRatioF()

    @property
    def pane(self) -> QRectF:
        """Size of the pane in pixels of the widget."""
        return QRectF(self.viewport().rect())

    @property
    def pane_px(self) -> tuple[int, int]:
        """(height, width) of the pane in device pixels."""
        size = self.viewport().size()
        return round(size.height() * self.ratio), round(size.width() * self.ratio)

    def set_buttons(self, buttons: Buttons) -> None:
        """Choose what the buttons and the wheel do; a drag that has begun goes on as it began."""
        self._buttons = buttons

    def show_geometry(self, geometry: ScreenGeometry | None) -> None:
        """Take another place of the picture; None where there is none: the mouse then asks for nothing."""
        self._geometry = geometry

    def show_window(self, voi: Voi | None, line: str, *, inverted: bool) -> None:
        """Show another window of the same pixels, and its words.

        Painted again is one rectangle around picture and line: measured, two of them take Qt's raster engine 0.2 ms
        longer, because a clip of several rectangles is filled span by span.
        """
        dirty = _around(self.picture.change_window(voi, inverted=inverted))
        for also in (self.labels.show_window(line), self.colour_bar.show_window(voi, inverted=inverted)):
            dirty = dirty if also.isEmpty() else dirty.united(_around(also))
        self.viewport().update(dirty)

    def show_colours(self, colours: ColourMap | None) -> None:
        """Take other colours for a grey picture, from the next window on; None for grey."""
        self.picture.show_colours(None if colours is None else colours.rgb32)
        self.colour_bar.show_colours(colours)

    def _pointer(self, position: QPointF, *, shift: bool = False) -> Pointer | None:
        """Make the pointer of a position; None without a picture."""
        if self._geometry is None:
            return None
        row, column = self._geometry.to_index(position.x() * self.ratio, position.y() * self.ratio)
        return Pointer(position, row, column, self._geometry, shift, self.pane.width())

    def _mode_of(self, button: Qt.MouseButton, pressed: Pointer) -> MouseMode:
        """Choose what a drag does."""
        is_left = button not in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)
        if is_left and self._grip is not None:
            return CaliperDrag(pressed, self._grip, self.caliper_moved)
        if is_left and self._grips_split:
            return SplitDrag(self.split_moved)
        if is_left and self._cross is not None:
            return self.crossing.drag(pressed, self._cross)
        others = {Qt.MouseButton.MiddleButton: self._buttons.middle, Qt.MouseButton.RightButton: self._buttons.right}
        tool = others.get(button, self._buttons.left)
        if tool is Tool.PAN:
            return PanDrag(pressed, self.pan_requested)
        if tool is Tool.ZOOM:
            return ZoomDrag(pressed, self.zoom_requested)
        if tool is Tool.SCROLL:
            return ScrollDrag(pressed, self.scroll_requested)
        if tool is Tool.CROSSHAIR:
            return self.crossing.drag(pressed, None)
        if tool is Tool.WINDOW_REGION:
            return RegionDrag(pressed, self.region)
        return WindowDrag(pressed, self.window_dragged)

    def _hover(self, pointer: Pointer) -> None:
        """Show what the cursor is over while no button is pressed."""
        grip = self.calipers.grip_at(pointer.position) if self.calipers.isVisible() else None
        self._grip = grip
        self._grips_split = grip is None and self.split.holds(pointer.position)
        self.calipers.show_hover(grip)
        self.split.show_hover(self._grips_split)
        cursor = SplitDrag.cursor if self._grips_split else Qt.CursorShape.CrossCursor
        self._cross = None
        if grip is None and not self._grips_split:
            marked = self.annotating.hover(pointer)
            self._cross = self.crossing.hover(None if marked is not None else pointer)
            cursor = marked or (cursor if self._cross is None else self._cross.cursor)
        self.viewport().setCursor(cursor if grip is None else cursor_of(grip))

    def _probe(self, pointer: Pointer) -> None:
        """Tell what is under the cursor."""
        inside = pointer.geometry.holds(pointer.row, pointer.column)
        self.probe_moved.emit((pointer.row, pointer.column) if inside else None)

    def _let_go(self) -> None:
        """End a drag."""
        self._button = Qt.MouseButton.NoButton
        self._pressed = None
        self._mode = None

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Blacken what the picture does not: it covers the pane, except for the moment after a resize."""
        if self._geometry is None or (self._geometry.pane_height_px, self._geometry.pane_width_px) != self.pane_px:
            painter.fillRect(rect, Qt.GlobalColor.black)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell all warnings where the strip is hovered, and changes of the screen."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.labels.warning_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.resized.emit()
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font of the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.resized.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the scene as large as the widget."""
        super().resizeEvent(event)
        self.setSceneRect(self.pane)
        self.resized.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin; a second button does not disturb it."""
        pointer = self._pointer(event.position())
        if self._button == Qt.MouseButton.NoButton and pointer is not None:
            self._hover(pointer)
            self._button = event.button()
            is_free = self._grip is None and not self._grips_split
            if event.button() == Qt.MouseButton.LeftButton and is_free and self.annotating.press(pointer):
                event.accept()
                return
            self._pressed = pointer
            is_left = event.button() == Qt.MouseButton.LeftButton
            if is_left and is_free and self._cross is None and self._buttons.left is Tool.CROSSHAIR:
                self.crossing.jump(pointer)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a drag, or show what is under the cursor."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        pointer = self._pointer(event.position(), shift=shift)
        if pointer is None:
            return
        if self.annotating.is_holding or (self.annotating.is_drawing and self._pressed is None):
            self.annotating.move(pointer)
        elif self._pressed is None:
            self._hover(pointer)
        elif self._mode is None:
            way = pointer.position - self._pressed.position
            if max(abs(way.x()), abs(way.y())) >= CLICK_PX:
                self._mode = self._mode_of(self._button, self._pressed)
                self.viewport().setCursor(self._mode.cursor)
        if self._mode is not None:
            self._mode.move(pointer)
        self._probe(pointer)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag; a right click without one asks for the menu."""
        if event.button() != self._button:
            return
        mode = self._mode
        if self.annotating.is_holding and self._pressed is None:
            self._button = Qt.MouseButton.NoButton
            self.annotating.release(self._pointer(event.position()))
            event.accept()
            return
        self._let_go()
        if isinstance(mode, RegionDrag):
            self.region_chosen.emit(*mode.end())
        pointer = self._pointer(event.position())
        if pointer is not None:
            self._hover(pointer)
        if mode is None and event.button() == Qt.MouseButton.RightButton:
            self.context_menu_requested.emit(event.position().toPoint())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the place of all panes, unless a caliper was meant."""
        pointer = self._pointer(event.position())
        if pointer is not None and event.button() == Qt.MouseButton.LeftButton:
            self._hover(pointer)
            if self._grip is None and not self._grips_split:
                if self.annotating.double_click(pointer):
                    self._button = event.button()
                elif self.crossing.double_click(pointer):
                    return
                else:
                    self.maximise_requested.emit()
                return
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by slices; zoom with Ctrl (or the other way round), faster with Shift, to other volumes with Alt."""
        # Some platforms turn the wheel sideways while Shift or Alt is held.
        angle = event.angleDelta().y() or event.angleDelta().x()
        event.accept()
        pointer = self._pointer(event.position())
        if pointer is None or angle == 0:
            return
        if event.modifiers() & _BOTH == _BOTH:
            self.thickness_requested.emit(-self._wheel.add(angle))
            return
        if bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) is (self._buttons.wheel is Wheel.SCROLL):
            self.zoom_requested.emit(WHEEL_ZOOM ** (angle / _NOTCH), pointer.row, pointer.column)
            return
        steps = self._wheel.add(angle)
        if steps and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.axis_requested.emit(steps)
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            steps *= FAST_SLICES
        if steps:
            self.scroll_requested.emit(steps)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more."""
        if self._pressed is None:
            self.calipers.show_hover(None)
            self.crossing.hover(None)
            self.split.show_hover(False)
            self.annotating.leave()
        self.probe_moved.emit(None)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu by its key; the mouse's own event would come before a drag could begin."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.context_menu_requested.emit(event.pos())
        event.accept()


def _around(rectangle: QRectF) -> QRect:
    """Round outwards to pixels of the widget, and one more: those of a screen with a fractional ratio lie across."""
    return rectangle.toAlignedRect().adjusted(-1, -1, 1, 1)
