"""Measurements and marks of the reader over a picture: lines, handles of constant size, and what they say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.annotations.annotation import Kind
from app.imaging.plane_frame import PlaneFrame
from app.imaging.screen import ScreenGeometry
from app.ui.annotation_scene import CAP_PX, AnnotationGrip, Drawn, Place, Scene, Scenes, Shown
from app.ui.label_place import nearest
from app.ui.picture_colours import HALO, HELD, PLATE

REACH_PX = 9.0
"""How near to a handle the cursor takes hold of it, in pixels of the widget."""

LINE_REACH_PX = 5.0
"""How near to a line the cursor takes hold of the whole."""

_HANDLE_PX = 3.0
_HELD_PX = 6.0
_ARROW_PX = 12.0
_CROSS_PX = 7.0
_LEADER_FROM_PX = 16.0
"""A label further away than this is joined to its line."""

_ENDS_CAPPED = frozenset({Kind.LENGTH, Kind.BIDIRECTIONAL})

_SMOOTH = frozenset({Kind.ELLIPSE, Kind.FREEHAND})
"""Outlines whose corners nobody sees: rounding them takes Qt as long as all the rest."""


class AnnotationItem(QGraphicsItem):
    """All annotations of one plane. Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Shown, ...] = ()
        self._selected = ""
        self._frame: PlaneFrame | None = None
        self._place = Place()
        self._pane = QRectF()
        self._hover: AnnotationGrip | None = None
        self._scenes = Scenes()
        self._scene: Scene | None = None  # of what is shown; None until it is next needed
        self.setVisible(False)

    @property
    def values(self) -> tuple[str, ...]:
        """Lines of all labels."""
        return tuple(line for label in self._laid_out().labels for line in label.block.lines)

    @property
    def label_rectangles(self) -> tuple[QRectF, ...]:
        """Where labels stand."""
        return tuple(label.rectangle for label in self._laid_out().labels)

    @property
    def leaders(self) -> tuple[QLineF, ...]:
        """Shortest way from each label to its figure; of no length for a text."""
        return tuple(label.leader for label in self._laid_out().labels)

    def handle_points(self, annotation_id: str) -> tuple[QPointF, ...]:
        """Return where the handles of an annotation are, in pixels of the widget; none where it is not shown."""
        drawn = self._laid_out().drawn
        return next((each.handles for each in drawn if each.shown.annotation.id == annotation_id), ())

    def show_annotations(self, shown: Sequence[Shown], selected: str, frame: PlaneFrame | None) -> None:
        """Draw these.

        Parameters
        ----------
        shown
            All of them lie on the plane.
        selected
            Id of the one whose handles are shown; ``""`` for none.
        frame
            The plane, as it is shown.
        """
        wanted = (tuple(shown), selected, frame)
        if wanted != (self._shown, self._selected, self._frame):
            self._shown, self._selected, self._frame = wanted
            self._look_anew()

    def show_geometry(
        self, geometry: ScreenGeometry | None, ratio: float, font: QFont, occupied: Sequence[QRectF]
    ) -> None:
        """Follow the picture; as `app.ui.caliper_item.CaliperItem.show_geometry`."""
        place = Place(geometry, ratio, QFont(font), tuple(occupied))
        if place == self._place:
            return
        self.prepareGeometryChange()
        self._place = place
        if geometry is None:
            self._scenes.clear()
        else:
            self._pane = place.pane
        self._look_anew()

    def show_hover(self, grip: AnnotationGrip | None) -> None:
        """Let what is under the cursor stand out."""
        if grip != self._hover:
            self._hover = grip
            self.update()

    def grip_at(self, position: QPointF) -> AnnotationGrip | None:
        """Find what is under a position of the pane: handles before lines and labels, the nearest first."""
        scene = self._laid_out()
        best: tuple[float, AnnotationGrip] | None = None
        for drawn in scene.drawn:
            annotation = drawn.shown.annotation
            for number, handle in enumerate(drawn.handles):
                distance = QLineF(handle, position).length()
                if distance <= REACH_PX and (best is None or distance < best[0]):
                    best = (distance, AnnotationGrip(annotation, number))
            distance = QLineF(nearest(drawn.corners, position), position).length()
            if distance <= LINE_REACH_PX and (best is None or distance + REACH_PX < best[0]):
                best = (distance + REACH_PX, AnnotationGrip(annotation, None))
        if best is not None:
            return best[1]
        for label in scene.labels:
            if label.rectangle.contains(position):
                return AnnotationGrip(label.annotation, None, is_label=label.annotation.kind is not Kind.TEXT)
        return None

    def _look_anew(self) -> None:
        """Have everything laid out when it is next needed: plane and place often change one after the other."""
        self._scene = None
        self.setVisible(bool(self._shown) and self._place.geometry is not None and self._frame is not None)
        self.update()

    def _laid_out(self) -> Scene:
        """Return lines and labels of what is shown."""
        if self._scene is None:
            self._scene = self._scenes.scene(self._shown, self._frame, self._place)
        return self._scene

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw everything, or what it looked like before where nothing differs."""
        scene = self._laid_out()
        look = scene.look_with(self._selected, self._hover)
        if scene.look != look:
            scene.look = look
            scene.picture.drop()
        scene.picture.paint(painter, self._pane, self._place.ratio, self._draw)

    def _draw(self, painter: QPainter) -> None:
        """Draw every line twice, a dark rim and then its colour; handles of what is selected or under the cursor."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = "" if self._hover is None else self._hover.annotation.id
        scene = self._laid_out()
        for drawn in scene.drawn:
            annotation = drawn.shown.annotation
            is_held = annotation.id in (self._selected, hovered)
            colour = QColor(*annotation.colour)
            for pen in (QPen(HALO, 4.0), QPen(colour, 2.2 if is_held else 1.5)):
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin if annotation.kind in _SMOOTH else Qt.PenJoinStyle.RoundJoin)
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                _draw_figure(painter, drawn)
            if is_held:
                self._draw_handles(painter, drawn, colour)
        for label in scene.labels:
            if label.leader.length() > _LEADER_FROM_PX:
                for pen in (QPen(HALO, 3.0), QPen(label.block.colour, 1.0, Qt.PenStyle.DotLine)):
                    painter.setPen(pen)
                    painter.drawLine(label.leader)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(PLATE)
            painter.drawRoundedRect(label.rectangle, 3.0, 3.0)
            label.block.draw(painter, label.rectangle)

    def _draw_handles(self, painter: QPainter, drawn: Drawn, colour: QColor) -> None:
        held = None
        if self._hover is not None and self._hover.annotation.id == drawn.shown.annotation.id:
            held = self._hover.handle
        for number, at in enumerate(drawn.handles):
            painter.setPen(QPen(HALO, 1.0))
            if number == held:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                for pen in (QPen(HALO, 4.0), QPen(HELD, 2.0)):
                    painter.setPen(pen)
                    painter.drawEllipse(at, _HELD_PX, _HELD_PX)
                continue
            painter.setBrush(colour)
            painter.drawEllipse(at, _HANDLE_PX, _HANDLE_PX)


def _draw_figure(painter: QPainter, drawn: Drawn) -> None:
    kind = drawn.shown.annotation.kind
    if kind is Kind.POINT:
        at = drawn.handles[0]
        for way in (QPointF(_CROSS_PX, 0.0), QPointF(0.0, _CROSS_PX)):
            painter.drawLine(QLineF(at - way, at - way * 0.3))
            painter.drawLine(QLineF(at + way * 0.3, at + way))
        return
    if kind is Kind.TEXT:
        painter.drawEllipse(drawn.handles[0], 1.5, 1.5)
        return
    for line in drawn.lines:
        painter.drawPolyline(line)
        if kind in _ENDS_CAPPED:
            _draw_caps(painter, QLineF(line.at(0), line.at(1)))
    if kind is Kind.ARROW:
        _draw_head(painter, QLineF(drawn.lines[0].at(1), drawn.lines[0].at(0)))


def _draw_caps(painter: QPainter, line: QLineF) -> None:
    if line.length() > 0.0:
        normal = QPointF(-line.dy(), line.dx()) / line.length() * CAP_PX
        for end in (line.p1(), line.p2()):
            painter.drawLine(QLineF(end - normal, end + normal))


def _draw_head(painter: QPainter, line: QLineF) -> None:
    """Draw the two sides of the head at the first end of a line."""
    if line.length() > 0.0:
        back = QPointF(line.dx(), line.dy()) / line.length() * _ARROW_PX
        side = QPointF(-back.y(), back.x()) * 0.45
        painter.drawPolyline(QPolygonF([line.p1() + back + side, line.p1(), line.p1() + back - side]))
