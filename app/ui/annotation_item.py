"""Measurements and marks of the reader over a picture: lines, handles of constant size, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.figure import handles, strokes
from app.imaging.plane_frame import PlaneFrame
from app.imaging.screen import ScreenGeometry
from app.ui.caliper_item import place_label
from app.ui.halo_text import TextBlock, TextStyle
from app.ui.kept_picture import KeptPicture
from app.ui.label_place import beside, leader_of, meet, nearest
from app.ui.picture_colours import HALO, HELD, PLATE

REACH_PX = 9.0
"""How near to a handle the cursor takes hold of it, in pixels of the widget."""

LINE_REACH_PX = 5.0
"""How near to a line the cursor takes hold of the whole."""

_HANDLE_PX = 3.0
_HELD_PX = 6.0
_CAP_PX = 6.0
_ARROW_PX = 12.0
_CROSS_PX = 7.0
_LEADER_FROM_PX = 16.0
"""A label further away than this is joined to its line."""

_KEPT_LABELS = 100
"""Labels whose letters are kept for when their slice comes again."""

_NEVER_SHORTENED_PX = 100_000.0
"""Of a label: half a number would be read as another one."""

_ENDS_CAPPED = frozenset({Kind.LENGTH, Kind.BIDIRECTIONAL})

_SMOOTH = frozenset({Kind.ELLIPSE, Kind.FREEHAND})
"""Outlines whose corners nobody sees: rounding them takes Qt as long as all the rest."""


@dataclass(frozen=True)
class Shown:
    """One annotation on the plane that is shown.

    Parameters
    ----------
    annotation
        What is drawn.
    lines
        What stands beside it.
    """

    annotation: Annotation
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnnotationGrip:
    """What of an annotation the cursor is over.

    Parameters
    ----------
    annotation
        As it is drawn.
    handle
        Number of the handle as `app.imaging.annotations.figure.handles` counts; None for all of it.
    is_label
        Whether only its words are under the cursor: they choose it, but whoever drags words away does not mean the
        measurement.
    """

    annotation: Annotation
    handle: int | None
    is_label: bool = False


@dataclass(frozen=True, eq=False)
class _Drawn:
    """An annotation in pixels of the widget; ``corners`` are those of ``lines``, (n, 2) x and y each."""

    shown: Shown
    lines: tuple[QPolygonF, ...]
    corners: tuple[npt.NDArray[np.float64], ...]
    handles: tuple[QPointF, ...]


class AnnotationItem(QGraphicsItem):
    """All annotations of one plane. Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Shown, ...] = ()
        self._selected = ""
        self._frame: PlaneFrame | None = None
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._font = QFont()
        self._occupied: tuple[QRectF, ...] = ()
        self._pane = QRectF()
        self._hover: AnnotationGrip | None = None
        self._is_laid_out = True
        self._drawn: list[_Drawn] = []
        self._labels: list[tuple[str, TextBlock, QRectF, QLineF]] = []
        self._blocks: dict[tuple[object, ...], TextBlock] = {}
        self._picture = KeptPicture()
        self.setVisible(False)

    @property
    def values(self) -> tuple[str, ...]:
        """Lines of all labels."""
        self._lay_out()
        return tuple(line for _, block, _, _ in self._labels for line in block.lines)

    @property
    def label_rectangles(self) -> tuple[QRectF, ...]:
        """Where labels stand."""
        self._lay_out()
        return tuple(rectangle for _, _, rectangle, _ in self._labels)

    @property
    def leaders(self) -> tuple[QLineF, ...]:
        """Shortest way from each label to its figure; of no length for a text."""
        self._lay_out()
        return tuple(leader for _, _, _, leader in self._labels)

    def handle_points(self, annotation_id: str) -> tuple[QPointF, ...]:
        """Return where the handles of an annotation are, in pixels of the widget; none where it is not shown."""
        self._lay_out()
        return next((each.handles for each in self._drawn if each.shown.annotation.id == annotation_id), ())

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
        place = (geometry, ratio, font, tuple(occupied))
        if place == (self._geometry, self._ratio, self._font, self._occupied):
            return
        self.prepareGeometryChange()
        self._geometry, self._ratio, self._occupied = geometry, ratio, tuple(occupied)
        self._font = QFont(font)
        if geometry is not None:
            self._pane = QRectF(0.0, 0.0, geometry.pane_width_px / ratio, geometry.pane_height_px / ratio)
        self._look_anew()

    def show_hover(self, grip: AnnotationGrip | None) -> None:
        """Let what is under the cursor stand out."""
        if grip != self._hover:
            self._hover = grip
            self._picture.drop()
            self.update()

    def grip_at(self, position: QPointF) -> AnnotationGrip | None:
        """Find what is under a position of the pane: handles before lines and labels, the nearest first."""
        self._lay_out()
        best: tuple[float, AnnotationGrip] | None = None
        for drawn in self._drawn:
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
        for annotation_id, _, rectangle, _ in self._labels:
            if rectangle.contains(position):
                found = next(each.shown.annotation for each in self._drawn if each.shown.annotation.id == annotation_id)
                return AnnotationGrip(found, None, is_label=found.kind is not Kind.TEXT)
        return None

    def _in_pane(self, places: npt.NDArray[np.float64], *, closed: bool = False) -> npt.NDArray[np.float64]:
        """(n, 3) LPS mm -> (n, 2) x and y in the pane; ``closed`` ends with the first one again."""
        geometry, frame = self._geometry, self._frame
        if geometry is None or frame is None:
            return np.zeros((0, 2))
        rows, columns = frame.to_pixel(places).T
        x = (geometry.left_px + (columns + 0.5) * geometry.column_scale) / self._ratio
        y = (geometry.top_px + (rows + 0.5) * geometry.row_scale) / self._ratio
        found = np.column_stack((x, y))
        return np.concatenate((found, found[:1])) if closed else found

    def _look_anew(self) -> None:
        """Have everything laid out when it is next needed: plane and place often change one after the other."""
        self._is_laid_out = False
        self._picture.drop()
        self.setVisible(bool(self._shown) and self._geometry is not None and self._frame is not None)
        self.update()

    def _lay_out(self) -> None:
        """Find every line in the pane, and a place for every label clear of words and lines, unless that is done."""
        if self._is_laid_out:
            return
        self._is_laid_out = True
        self._drawn = []
        self._labels = []
        if self._geometry is not None and self._frame is not None:
            self._drawn = [self._laid(each) for each in self._shown]
            self._place_labels()

    def _laid(self, shown: Shown) -> _Drawn:
        lines = tuple(self._in_pane(each.places, closed=each.closed) for each in strokes(shown.annotation))
        ends = self._in_pane(handles(shown.annotation))
        lines = lines or (ends,)
        return _Drawn(shown, tuple(QPolygonF(_points(each)) for each in lines), lines, tuple(_points(ends)))

    def _place_labels(self) -> None:
        taken = list(self._occupied)
        around = [_around(each) for each in self._drawn]
        if len(self._blocks) > _KEPT_LABELS:
            self._blocks.clear()
        # Texts stand where they were put; the others make room for them.
        for drawn in sorted(self._drawn, key=_is_no_text):
            words, annotation = drawn.shown.lines, drawn.shown.annotation
            if not words:
                continue
            colour = QColor(*annotation.colour)
            key = (words, colour.rgb(), self._font.key(), self._ratio)
            style = TextStyle(self._font, colour, Qt.AlignmentFlag.AlignLeft, _NEVER_SHORTENED_PX)
            block = self._blocks.get(key)
            if block is None:
                block = self._blocks[key] = TextBlock(words, style, self._ratio)
            bounds = drawn.lines[0].boundingRect()
            for line in drawn.lines[1:]:
                bounds = bounds.united(line.boundingRect())
            if not meet(bounds, self._pane):
                # Out of the pane at this zoom: its words would stand beside something else.
                continue
            width, height = block.size.width(), block.size.height()
            if annotation.kind is Kind.TEXT:
                rectangle = beside(drawn.handles[0], width, height, self._pane)
                taken.append(rectangle)
                self._labels.append((annotation.id, block, rectangle, QLineF()))
                continue
            base = [QLineF(bounds.bottomLeft(), bounds.bottomRight()), QLineF(bounds.topLeft(), bounds.topRight())]
            if drawn.lines[0].size() == 2 and len(drawn.lines) == 1:
                base = [QLineF(drawn.lines[0].at(0), drawn.lines[0].at(1))]
            rectangle, _ = place_label(width, height, base, self._pane, taken, around)
            taken.append(rectangle)
            self._labels.append((annotation.id, block, rectangle, leader_of(rectangle, drawn.corners)))

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw everything, or what it looked like before where nothing differs."""
        self._lay_out()
        self._picture.paint(painter, self._pane, self._ratio, self._draw)

    def _draw(self, painter: QPainter) -> None:
        """Draw every line twice, a dark rim and then its colour; handles of what is selected or under the cursor."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = "" if self._hover is None else self._hover.annotation.id
        for drawn in self._drawn:
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
        for _, block, rectangle, leader in self._labels:
            if leader.length() > _LEADER_FROM_PX:
                for pen in (QPen(HALO, 3.0), QPen(block.colour, 1.0, Qt.PenStyle.DotLine)):
                    painter.setPen(pen)
                    painter.drawLine(leader)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(PLATE)
            painter.drawRoundedRect(rectangle, 3.0, 3.0)
            block.draw(painter, rectangle)

    def _draw_handles(self, painter: QPainter, drawn: _Drawn, colour: QColor) -> None:
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


def _draw_figure(painter: QPainter, drawn: _Drawn) -> None:
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
        normal = QPointF(-line.dy(), line.dx()) / line.length() * _CAP_PX
        for end in (line.p1(), line.p2()):
            painter.drawLine(QLineF(end - normal, end + normal))


def _draw_head(painter: QPainter, line: QLineF) -> None:
    """Draw the two sides of the head at the first end of a line."""
    if line.length() > 0.0:
        back = QPointF(line.dx(), line.dy()) / line.length() * _ARROW_PX
        side = QPointF(-back.y(), back.x()) * 0.45
        painter.drawPolyline(QPolygonF([line.p1() + back + side, line.p1(), line.p1() + back - side]))


def _points(corners: npt.NDArray[np.float64]) -> list[QPointF]:
    return [QPointF(*at) for at in corners.tolist()]


def _is_no_text(drawn: _Drawn) -> bool:
    return drawn.shown.annotation.kind is not Kind.TEXT


def _around(drawn: _Drawn) -> QRectF:
    """Return the space that lines and handles take, which a label should leave free."""
    bounds = QRectF(drawn.handles[0], drawn.handles[0])
    for line in drawn.lines:
        bounds = bounds.united(line.boundingRect())
    return bounds.adjusted(-_CAP_PX, -_CAP_PX, _CAP_PX, _CAP_PX)
