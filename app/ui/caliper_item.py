"""Measurements drawn over the picture: capped lines with handles of constant size, and the value beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ai.inference.results import Caliper, Measurement, Point
from app.imaging.screen import ScreenGeometry
from app.ui.halo_text import TextBlock, TextStyle
from app.ui.picture_colours import HALO, HELD, LIGHT, PLATE
from app.ui.slice_text import measurement_text

CAP_PX = 9.0
"""Half length of the line across an end, in pixels of the widget."""

HANDLE_PX = 2.5
"""Radius of the dot on an end; it grows to a ring under the cursor, which leaves the end free to be seen."""

_RING_PX = 7.0

REACH_PX = 9.0
"""How near to an end the cursor takes hold of it."""

_LINE_REACH_PX = 5.0
"""How near to the line the cursor takes hold of the whole caliper."""

_LABEL_GAP_PX = 16.0
"""Between a line and its label; further away a leader line joins them."""

_AVOIDED = 8.0
"""Places that a label rather goes further on than to cover the whole of another figure."""


class Part(Enum):
    """What of a caliper is held."""

    START = "start"
    END = "end"
    LINE = "line"


@dataclass(frozen=True)
class Grip:
    """A part of a caliper that the cursor is over.

    Parameters
    ----------
    measurement, index
        Name of the measurement, and which of its lines.
    part
        An end or the whole line.
    start, end
        The line as it is, (slice, row, column) index.
    """

    measurement: str
    index: int
    part: Part
    start: Point
    end: Point

    @property
    def is_horizontal(self) -> bool:
        """Whether the line runs along a row."""
        return abs(self.start[1] - self.end[1]) < 1e-6


class CaliperItem(QGraphicsItem):
    """All calipers of one slice. Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self._measurements: tuple[Measurement, ...] = ()
        self._slice_index = 0
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._font = QFont()
        self._occupied: tuple[QRectF, ...] = ()
        self._pane = QRectF()
        self._hover: Grip | None = None
        self._labels: list[tuple[TextBlock, QRectF, QLineF]] = []
        self.setVisible(False)

    @property
    def label_rectangles(self) -> tuple[QRectF, ...]:
        """Where the values stand."""
        return tuple(rectangle for _, rectangle, _ in self._labels)

    @property
    def values(self) -> tuple[str, ...]:
        """Words of the measurements, as they stand beside the lines."""
        return tuple(line for block, _, _ in self._labels for line in block.lines)

    def show_measurements(self, measurements: Sequence[Measurement], slice_index: int) -> None:
        """Draw the calipers that lie on a slice."""
        self._measurements = tuple(measurements)
        self._slice_index = slice_index
        self._lay_out()

    def show_geometry(
        self, geometry: ScreenGeometry | None, ratio: float, font: QFont, occupied: Sequence[QRectF]
    ) -> None:
        """Follow the picture.

        Parameters
        ----------
        geometry
            Where the picture lies.
        ratio
            Device pixels per pixel of the widget.
        font
            Of the labels.
        occupied
            Where other text stands: no label is put there.
        """
        self.prepareGeometryChange()
        self._geometry = geometry
        self._ratio = ratio
        self._font = QFont(font)
        self._occupied = tuple(occupied)
        if geometry is not None:
            self._pane = QRectF(0.0, 0.0, geometry.pane_width_px / ratio, geometry.pane_height_px / ratio)
        self._lay_out()

    def show_hover(self, grip: Grip | None) -> None:
        """Make the handle under the cursor stand out."""
        if grip != self._hover:
            self._hover = grip
            self.update()

    def grip_at(self, position: QPointF) -> Grip | None:
        """Find what of which caliper is under a position of the pane; ends before lines, the nearest first."""
        best: tuple[float, Grip] | None = None
        for measurement, index, caliper in self._drawn():
            line = self._line(caliper)
            for part, distance, reach in (
                (Part.START, QLineF(line.p1(), position).length(), REACH_PX),
                (Part.END, QLineF(line.p2(), position).length(), REACH_PX),
                (Part.LINE, _distance(line, position) + REACH_PX, _LINE_REACH_PX + REACH_PX),
            ):
                if distance <= reach and (best is None or distance < best[0]):
                    best = (distance, Grip(measurement.name, index, part, caliper.start, caliper.end))
        return best[1] if best is not None else None

    def _drawn(self) -> list[tuple[Measurement, int, Caliper]]:
        """List the calipers on the slice that is shown."""
        if self._geometry is None:
            return []
        return [
            (measurement, index, caliper)
            for measurement in self._measurements
            for index, caliper in enumerate(measurement.calipers)
            if round(caliper.start[0]) == self._slice_index
        ]

    def _line(self, caliper: Caliper) -> QLineF:
        """Find a caliper in the pane."""
        return QLineF(self._point(caliper.start), self._point(caliper.end))

    def _point(self, point: Point) -> QPointF:
        """(slice, row, column) index -> position in the pane."""
        if self._geometry is None:
            raise ValueError("nothing is drawn without a geometry")
        x, y = self._geometry.to_screen(point[1], point[2])
        return QPointF(x / self._ratio, y / self._ratio)

    def _lay_out(self) -> None:
        """Put one label per measurement beside its last line, clear of other text and of every line."""
        self._labels = []
        taken = list(self._occupied)
        drawn = self._drawn()
        taken += [_around(self._line(caliper)) for _, _, caliper in drawn]
        for measurement in self._measurements:
            own = [caliper for other, _, caliper in drawn if other is measurement]
            if not own:
                continue
            style = TextStyle(self._font, LIGHT, Qt.AlignmentFlag.AlignLeft, self._pane.width())
            block = TextBlock((measurement_text(measurement),), style, self._ratio)
            rectangle, leader = place_label(
                block.size.width(), block.size.height(), [self._line(each) for each in own], self._pane, taken
            )
            taken.append(rectangle)
            self._labels.append((block, rectangle, leader))
        # An item that paints nothing is asked to all the same.
        self.setVisible(bool(drawn))
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw every line twice: a dark rim, then the light line."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawn = self._drawn()
        for pen in (QPen(HALO, 4.0), QPen(LIGHT, 1.5)):
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            for _, _, caliper in drawn:
                painter.setPen(pen)
                _draw_capped(painter, self._line(caliper))
        for _, _, leader in self._labels:
            if leader.length() > _LABEL_GAP_PX:
                for pen in (QPen(HALO, 3.0), QPen(LIGHT, 1.0, Qt.PenStyle.DotLine)):
                    painter.setPen(pen)
                    painter.drawLine(leader)
        for measurement, index, caliper in drawn:
            line = self._line(caliper)
            for part, at in ((Part.START, line.p1()), (Part.END, line.p2())):
                _draw_handle(painter, at, held=self._is_hovered(measurement.name, index, part))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PLATE)
        for block, rectangle, _ in self._labels:
            painter.drawRoundedRect(rectangle.adjusted(-3.0, 0.0, 3.0, 0.0), 4.0, 4.0)
            block.draw(painter, rectangle)

    def _is_hovered(self, name: str, index: int, part: Part) -> bool:
        """Whether a handle is under the cursor; a held line lights both."""
        hover = self._hover
        return (
            hover is not None and (hover.measurement, hover.index) == (name, index) and hover.part in (part, Part.LINE)
        )


def _draw_handle(painter: QPainter, at: QPointF, *, held: bool) -> None:
    """Draw the dot of an end, or the ring around one that is held."""
    if held:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(HALO, 4.0), QPen(HELD, 2.0)):
            painter.setPen(pen)
            painter.drawEllipse(at, _RING_PX, _RING_PX)
        return
    painter.setPen(QPen(HALO, 1.0))
    painter.setBrush(LIGHT)
    painter.drawEllipse(at, HANDLE_PX, HANDLE_PX)


def place_label(
    width: float,
    height: float,
    lines: Sequence[QLineF],
    pane: QRectF,
    taken: Sequence[QRectF],
    avoided: Sequence[QRectF] = (),
) -> tuple[QRectF, QLineF]:
    """Find a place for a label beside one of its lines.

    Parameters
    ----------
    width, height
        Of the label, in pixels of the widget.
    lines
        Of the measurement; the last one is preferred.
    pane
        The label stays inside.
    taken
        Where it must not lie.
    avoided
        Where it had better not lie; all of one of them is as bad as a little more than a row further away.

    Returns
    -------
    tuple[QRectF, QLineF]
        The place, and the shortest way from it to the line it belongs to. Where no place is free, the one that covers
        least.
    """
    if not lines:
        raise ValueError("a label needs a line to belong to")
    inside = pane.adjusted(4.0, 4.0, -4.0, -4.0)
    right_most, lowest = max(inside.right() - width, inside.left()), max(inside.bottom() - height, inside.top())
    places = [_places(width, height, line) for line in reversed(lines)]
    # All places at once: one by one, the labels of twenty annotations take longer than a frame may.
    corners = np.rint(np.clip(np.concatenate(places), (inside.left(), inside.top()), (right_most, lowest)))
    costs = np.concatenate([np.arange(len(each)) + 0.5 * rank for rank, each in enumerate(places)])
    covered = _covered(corners, (width, height), (*taken, *avoided))
    costs += covered[:, : len(taken)].sum(axis=1) * 1000.0
    whole = np.array([min(each.width() * each.height(), width * height) + 1.0 for each in avoided])
    costs += (covered[:, len(taken) :] / whole).sum(axis=1) * _AVOIDED
    cheapest = int(costs.argmin())
    x, y = corners[cheapest].tolist()
    rectangle = QRectF(x, y, width, height)
    return rectangle, _leader(rectangle, lines[-1 - cheapest // len(places[0])])


def _places(width: float, height: float, line: QLineF) -> list[tuple[float, float]]:
    """List corners of a label beside a line, the best first."""
    left, right = sorted((line.p1().x(), line.p2().x()))
    upper, lower = sorted((line.p1().y(), line.p2().y()))
    middle_x, middle_y = (left + right) / 2, (upper + lower) / 2
    gap = CAP_PX + 3.0
    places = [
        (middle_x - width / 2, upper - gap - height),
        (middle_x - width / 2, lower + gap),
        (right + gap + CAP_PX, middle_y - height / 2),
        (left - gap - CAP_PX - width, middle_y - height / 2),
    ]
    # Then rows above and below, further and further away, to the middle and to both ends.
    for step in range(1, 8):
        away = step * (height + 2.0)
        for x in (middle_x - width / 2, left, right - width):
            places += [(x, upper - gap - height - away), (x, lower + gap + away)]
    return places


def _covered(
    corners: npt.NDArray[np.float64], size: tuple[float, float], taken: Sequence[QRectF]
) -> npt.NDArray[np.float64]:
    """Compute how much of each label of one size, (labels, 2) left and top, lies on each rectangle: (labels, taken)."""
    if not taken:
        return np.zeros((len(corners), 0))
    left, top, right, bottom = np.array([each.getCoords() for each in taken]).T
    x, y = corners.T[:, :, np.newaxis]
    # Each way by itself: numpy takes ten times as long for a product over a last axis of two.
    across = np.minimum(x + size[0], right) - np.maximum(x, left)
    down = np.minimum(y + size[1], bottom) - np.maximum(y, top)
    return np.asarray(np.maximum(across, 0.0) * np.maximum(down, 0.0), dtype=np.float64)


def _around(line: QLineF) -> QRectF:
    """Return the space that a line with its caps takes."""
    reach = CAP_PX + 1.0
    return QRectF(line.p1(), line.p2()).normalized().adjusted(-reach, -reach, reach, reach)


def _leader(rectangle: QRectF, line: QLineF) -> QLineF:
    """Join the middle of the nearer long side of a label with the nearest point of a line."""
    foot = _nearest(line, rectangle.center())
    y = rectangle.bottom() if foot.y() > rectangle.center().y() else rectangle.top()
    if rectangle.top() <= foot.y() <= rectangle.bottom():
        return QLineF(foot, foot)
    x = min(max(foot.x(), rectangle.left()), rectangle.right())
    return QLineF(QPointF(x, y), foot)


def _nearest(line: QLineF, position: QPointF) -> QPointF:
    """Find the point of a line that is nearest to a position."""
    dx, dy = line.dx(), line.dy()
    squared = dx * dx + dy * dy
    if squared == 0.0:
        return line.p1()
    share = ((position.x() - line.x1()) * dx + (position.y() - line.y1()) * dy) / squared
    return line.pointAt(min(max(share, 0.0), 1.0))


def _distance(line: QLineF, position: QPointF) -> float:
    """Compute how far a position is from a line."""
    return QLineF(_nearest(line, position), position).length()


def _draw_capped(painter: QPainter, line: QLineF) -> None:
    """Draw a line with a short line across either end."""
    painter.drawLine(line)
    length = line.length()
    normal = QPointF(0.0, CAP_PX)
    if length > 0.0 and math.isfinite(length):
        normal = QPointF(-line.dy() / length * CAP_PX, line.dx() / length * CAP_PX)
    for end in (line.p1(), line.p2()):
        painter.drawLine(end - normal, end + normal)
