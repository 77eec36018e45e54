"""The surface that the picture and all that lies over it is drawn on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsScene, QGraphicsView, QToolTip, QWidget

from app.imaging.colour_map import ColourMap
from app.imaging.screen import ScreenGeometry
from app.imaging.window import Voi
from app.ui.annotation_item import AnnotationItem
from app.ui.annotation_mouse import AnnotationMouse
from app.ui.box_prompt_item import BoxPromptItem
from app.ui.box_prompt_mouse import BoxPromptMouse
from app.ui.brush_item import BrushItem
from app.ui.brush_mouse import BrushMouse
from app.ui.caliper_item import CaliperItem
from app.ui.caliper_mouse import CaliperMouse
from app.ui.colour_bar_item import ColourBarItem
from app.ui.crosshair_item import CrosshairItem
from app.ui.crosshair_mouse import CrosshairMouse
from app.ui.detection_item import DetectionItem
from app.ui.file_overlay_item import FileOverlayItem
from app.ui.heat_map_item import HeatMapItem
from app.ui.mask_draft_item import MaskDraftItem
from app.ui.mouse_drag import Pointer
from app.ui.outline_mouse import OutlineMouse
from app.ui.overlay_item import OverlayItem
from app.ui.pane_mouse import PaneMouse
from app.ui.panel import plain_tip
from app.ui.pick_mouse import PickMouse
from app.ui.proposal_item import ProposalItem
from app.ui.proposal_mouse import ProposalMouse
from app.ui.region_item import RegionItem
from app.ui.slice_item import SliceItem
from app.ui.slice_labels import SliceLabels
from app.ui.split_item import SplitItem
from app.ui.split_mouse import SplitMouse


class SliceCanvas(QGraphicsView):
    """Picture, outlines, calipers and words in one scene whose coordinates are the pixels of this widget.

    A plain QGraphicsView: measured at 1920 x 1080 (window change and repaint, offscreen, median of 40), it takes 1.9 ms
    where a bare widget takes 2.0 and a pyqtgraph view with the same item 2.9; and a scene in widget pixels needs none
    of pyqtgraph's ranges.

    Signals
    -------
    resized()
        The size, the screen's pixel ratio or the font changed.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = SliceItem()
        self.file_overlay = FileOverlayItem()
        self.heat = HeatMapItem()
        self.overlay = OverlayItem()
        self.growth = OverlayItem()
        self.boxes = DetectionItem()
        self.calipers = CaliperItem()
        self.labels = SliceLabels()
        self.split = SplitItem()
        self.annotations = AnnotationItem()
        self.crosshair = CrosshairItem()
        self.colour_bar = ColourBarItem()
        self.region = RegionItem()
        self.brush = BrushItem()
        self.box_prompt = BoxPromptItem()
        self.proposal = ProposalItem()
        self.draft = MaskDraftItem()
        self.measuring = CaliperMouse(self.calipers, self)
        self.splitting = SplitMouse(self.split, self)
        self.annotating = AnnotationMouse(self.annotations, self)
        self.crossing = CrosshairMouse(self.crosshair, self)
        self.brushing = BrushMouse(self.brush, self)
        self.boxing = BoxPromptMouse(self.box_prompt, self)
        self.proposing = ProposalMouse(self)
        self.outlining = OutlineMouse(self.draft, self)
        self.picking = PickMouse(self)
        on_mask = (self.boxing, self.proposing, self.brushing, self.outlining, self.picking)
        holdables = (*on_mask, self.measuring, self.splitting, self.annotating, self.crossing)
        self.mouse = PaneMouse(self.viewport(), holdables, self.crossing, self.region)
        """What is asked for over the picture, but for what is held of those above."""
        self.mouse.lend_wheel(self.picking)
        self._geometry: ScreenGeometry | None = None
        self._at: QPointF | None = None
        self._lay_over_each_other()
        self._set_up()

    def _lay_over_each_other(self) -> None:
        """Put everything into one scene, the lowest first."""
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        items: tuple[QGraphicsItem, ...] = (
            self.picture,
            self.file_overlay,
            self.heat,
            self.overlay,
            self.proposal,
            self.growth,
            self.boxes,
            self.crosshair,
            self.split,
            self.colour_bar,
            self.labels,
            self.calipers,
            self.annotations,
            self.region,
            self.draft,
            self.brush,
            self.box_prompt,
        )
        for item in items:
            scene.addItem(item)
        self.setScene(scene)

    def _set_up(self) -> None:
        """Have every pixel painted by the scene, and every gesture told."""
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

    def probe_again(self) -> None:
        """Tell what is under a mouse that lies still: the picture went on."""
        if self._at is not None:
            self.mouse.probe(self._pointer(self._at))

    def _pointer(self, position: QPointF, *, shift: bool = False) -> Pointer | None:
        """Make the pointer of a position; None without a picture."""
        if self._geometry is None:
            return None
        row, column = self._geometry.to_index(position.x() * self.ratio, position.y() * self.ratio)
        return Pointer(position, row, column, self._geometry, shift, self.pane.width())

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
        """Hand a press on."""
        self._press(event, is_double=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Hand the second press of a double click on."""
        self._press(event, is_double=True)

    def _press(self, event: QMouseEvent, *, is_double: bool) -> None:
        pointer = self._pointer(event.position(), shift=_has_shift(event))
        if pointer is not None:
            self.mouse.press(event.button(), pointer, is_double=is_double)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hand a movement on."""
        self._at = event.position()
        pointer = self._pointer(self._at, shift=_has_shift(event))
        if pointer is not None:
            self.mouse.move(pointer)
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Hand a release on."""
        self.mouse.release(event.button(), self._pointer(event.position(), shift=_has_shift(event)))
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Hand a turn of the wheel on."""
        # Some platforms turn the wheel sideways while Shift or Alt is held.
        angle = event.angleDelta().y() or event.angleDelta().x()
        pointer = self._pointer(event.position())
        if pointer is not None and angle:
            self.mouse.turn(angle, event.modifiers(), pointer)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more."""
        self._at = None
        self.mouse.leave()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu by its key; the mouse's own event would come before a drag could begin."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.mouse.context_menu_requested.emit(event.pos())
        event.accept()


def _has_shift(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def _around(rectangle: QRectF) -> QRect:
    """Round outwards to pixels of the widget, and one more: those of a screen with a fractional ratio lie across."""
    return rectangle.toAlignedRect().adjusted(-1, -1, 1, 1)
