"""Outlines of marked structures over the picture."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.contours import Polyline, thinned
from app.imaging.labels import Colour
from app.imaging.plane_frame import Part
from app.imaging.screen import ScreenGeometry
from app.ui.kept_picture import KeptPicture, index_to_pane, pane_of

LINE_WIDTH = 1.75
"""Of an outline, in pixels of the widget, whatever the zoom."""

FILL_SHARE = 0.3
"""Most that the inside is tinted: anatomy is never covered."""

BAND_SHARE = 0.45
"""So much is the band tinted in which the members of a model disagree."""

_DASHES = (4.0, 2.5)
"""Drawn and left out, in line widths, while a structure is a draft."""

_EDGE = 1.5
"""Pixels of the widget by which smoothing and rounding may widen a line, on either side."""

_TOLERANCE_PX = 0.15
"""Points that move a line by less than this on the screen are left out: dashing them costs time, and none is seen."""


@dataclass(frozen=True, eq=False)
class Outline:
    """One structure as drawn.

    Parameters
    ----------
    lines
        Closed, (row, column) index.
    colour, opacity, filled
        Of `app.state.session.Layer`.
    draft
        Dashed until a person accepts it.
    band
        Borders of where the members of the model disagree, between which it is tinted.
    """

    lines: tuple[Polyline, ...]
    colour: Colour
    opacity: float
    filled: bool
    draft: bool
    band: tuple[Polyline, ...] = ()


class OverlayItem(QGraphicsItem):
    """All outlines of one slice, with pens of constant width on the screen. Scene coordinates are those of the pane."""

    def __init__(self) -> None:
        super().__init__()
        self._outlines: tuple[Outline, ...] = ()
        self._paths: tuple[QPainterPath, ...] = ()
        self._bands: tuple[QPainterPath, ...] = ()
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._thinned_for = 0.0
        self._pane = QRectF()
        self._to_pane = QTransform()
        # Painted once per outlines and place; a window drag then costs no more than one blit.
        self._picture = KeptPicture()
        self.is_patched = False
        """Whether some of what is drawn differs from the outlines that were given."""
        self.is_outdated = False
        """Whether that was drawn, but is lost: the outlines have to be given anew."""
        self.setVisible(False)

    def show_outlines(self, outlines: tuple[Outline, ...]) -> None:
        """Draw other outlines."""
        # They come a few more each turn: the paths of those that are there stay.
        before = self._outlines
        self._outlines = outlines
        if not self.is_patched and [_look(each) for each in before] == [_look(each) for each in outlines]:
            return
        self.is_patched = self.is_outdated = False
        known = {id(each.lines): path for each, path in zip(before, self._paths, strict=False)}
        known |= {id(each.band): path for each, path in zip(before, self._bands, strict=False)}
        # A kept picture is put there whole even where it is empty.
        self.setVisible(bool(outlines))
        if self._geometry is not None and self._thinned_for:
            self._paths = tuple(self._path(each.lines, known) for each in self._outlines)
            self._bands = tuple(self._path(each.band, known) for each in self._outlines)
        else:
            self._make_paths()
        self._picture.drop()
        self.update()

    @property
    def reach(self) -> tuple[int, int]:
        """Rows and columns around a part of the plane whose outlines `patch` needs to draw it."""
        geometry, most = self._geometry, 2 * (LINE_WIDTH / 2 + _EDGE) * self._ratio
        if geometry is None:
            return 0, 0
        return math.ceil(most / geometry.row_scale) + 2, math.ceil(most / geometry.column_scale) + 2

    def patch(self, lines: Mapping[int, tuple[Polyline, ...]], part: Part) -> bool:
        """Draw a part of the plane anew, where some outlines go other ways; those that do are not dashed there.

        Dashes begin where a line does: of a piece they would not go on with those around it.

        Parameters
        ----------
        lines
            By the place of an outline, as `Outline.lines`: those in the part, and so far around it as `reach` says.
        part
            Of the plane, beyond which no pixel belongs to other structures than before.

        Returns
        -------
        bool
            Whether there was a picture to be patched.
        """
        if self._geometry is None or not self._thinned_for:
            return False
        rows, columns = part
        changed = QRectF(QPointF(columns.start - 1, rows.start - 1), QPointF(columns.stop, rows.stop))
        edge = LINE_WIDTH / 2 + _EDGE
        area = self._to_pane.mapRect(changed).adjusted(-edge, -edge, edge, edge)
        seen = self._to_pane.inverted()[0].mapRect(area.adjusted(-edge, -edge, edge, edge))
        paths = tuple(
            self._path(lines[number], {})
            if number in lines
            else (path if path.boundingRect().intersects(seen) else QPainterPath())
            for number, path in enumerate(self._paths)
        )

        def draw(painter: QPainter) -> None:
            self._draw_paths(painter, paths, lines)

        self.is_patched = self._picture.patch(self._pane, self._ratio, area, draw)
        self.update()
        return self.is_patched

    def draw_now(self) -> None:
        """Draw what differs now, so that its time counts in this turn, not in that of the next frame."""
        if self._geometry is not None and self.isVisible() and not self._picture.is_there:
            self._picture.make(self._pane, self._ratio, self._draw)

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        self.prepareGeometryChange()
        self._geometry = geometry
        self._ratio = ratio
        self._picture.drop()
        self.is_outdated = self.is_patched
        self._pane, self._to_pane = pane_of(geometry, ratio), index_to_pane(geometry, ratio)
        self._make_paths()
        self.update()

    def _make_paths(self) -> None:
        """Make paths as fine as the present scale needs; kept while the scale stays within a factor of two."""
        if self._geometry is None:
            return
        scale = max(self._geometry.column_scale, self._geometry.row_scale)
        if self._thinned_for / 2 < scale <= self._thinned_for:
            return
        self._thinned_for = scale * 1.5
        self._paths = tuple(self._path(outline.lines, {}) for outline in self._outlines)
        self._bands = tuple(self._path(outline.band, {}) for outline in self._outlines)

    def _path(self, lines: tuple[Polyline, ...], known: dict[int, QPainterPath]) -> QPainterPath:
        """Make a path, or take the known one of the same lines."""
        path = known.get(id(lines))
        return _path(lines, _TOLERANCE_PX / self._thinned_for) if path is None else path

    def boundingRect(self) -> QRectF:
        """Return the whole pane."""
        return self._pane

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw everything, or what it looked like before where nothing differs."""
        if self._geometry is not None:
            self._picture.paint(painter, self._pane, self._ratio, self._draw)

    def _draw(self, painter: QPainter) -> None:
        self._draw_paths(painter, self._paths)

    def _draw_paths(self, painter: QPainter, paths: tuple[QPainterPath, ...], whole: Collection[int] = ()) -> None:
        """Draw fills first, then lines, so that no fill covers a line; ``whole`` are never dashed."""
        painter.setTransform(self._to_pane, combine=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for outline, path in zip(self._outlines, paths, strict=True):
            if outline.filled:
                painter.fillPath(path, QBrush(_colour(outline.colour, outline.opacity * FILL_SHARE)))
        for outline, band in zip(self._outlines, self._bands, strict=True):
            if outline.band:
                painter.fillPath(band, QBrush(_colour(outline.colour, outline.opacity * BAND_SHARE)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # A stroke for each look, not for each of a hundred structures.
        together: dict[tuple[Colour, float, bool], QPainterPath] = {}
        for number, (outline, path) in enumerate(zip(self._outlines, paths, strict=True)):
            if not path.isEmpty():
                is_dashed = outline.draft and number not in whole
                together.setdefault((outline.colour, outline.opacity, is_dashed), QPainterPath()).addPath(path)
        for (colour, opacity, draft), path in together.items():
            painter.strokePath(path, _pen(_colour(colour, opacity), LINE_WIDTH * self._ratio, draft=draft))


def _look(outline: Outline) -> tuple[object, ...]:
    """All that is seen of an outline; lines are told apart by what they are, not by their points."""
    return (id(outline.lines), id(outline.band), outline.colour, outline.opacity, outline.filled, outline.draft)


def _pen(colour: QColor, width_px: float, *, draft: bool) -> QPen:
    """Make the pen of an outline; the width of a cosmetic pen counts device pixels."""
    pen = QPen(colour, width_px)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if draft:
        pen.setDashPattern(list(_DASHES))
    return pen


def _colour(colour: Colour, opacity: float) -> QColor:
    """Make a colour of an opacity of 0 to 1."""
    result = QColor(*colour)
    result.setAlphaF(min(max(opacity, 0.0), 1.0))
    return result


def _path(lines: tuple[Polyline, ...], tolerance: float) -> QPainterPath:
    """Make a path of closed lines: x is the column, y the row; holes stay open by the even-odd rule."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for line in lines:
        kept = thinned(line, tolerance)
        path.addPolygon(QPolygonF([QPointF(column, row) for row, column in kept.tolist()]))
        path.closeSubpath()
    return path
