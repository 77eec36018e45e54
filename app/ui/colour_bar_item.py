"""Which colour stands for which value, at the side of a picture that is shown in colours."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.imaging.colour_map import ColourMap
from app.imaging.levels import as_window
from app.imaging.probe import number
from app.imaging.window import Voi
from app.ui.halo_text import TextBlock, TextStyle
from app.ui.picture_colours import HALO, LIGHT

_WIDTH_PX = 10.0
_HEIGHT_SHARE = 0.36
"""Of the pane's height."""

_RIGHT_PX = 46.0
"""From the edge of the pane: clear of the letter of orientation."""

_SMALLEST_PANE_PX = 260.0
"""Shorter side of the pane from which there is room for it."""


class ColourBarItem(QGraphicsItem):
    """A strip of all colours with the values of its ends. Scene coordinates are those of the pane's widget."""

    def __init__(self) -> None:
        super().__init__()
        self._strip: QImage | None = None
        self._map: ColourMap | None = None
        self._pane = QRectF()
        self._ratio = 1.0
        self._font = QFont()
        self._labels: tuple[TextBlock, TextBlock] | None = None
        self.values: tuple[str, str] = ("", "")
        """What stands at its upper and lower end."""
        self.hide()

    @property
    def bar(self) -> QRectF:
        """Where the strip is, in pixels of the widget."""
        height = self._pane.height() * _HEIGHT_SHARE
        left = self._pane.right() - _RIGHT_PX - _WIDTH_PX
        return QRectF(round(left), round(self._pane.center().y() - height / 2), _WIDTH_PX, round(height))

    def show_place(self, pane: QRectF, ratio: float, font: QFont) -> None:
        """Take the size of the pane, device pixels per pixel of the widget, and the font of its words."""
        self.prepareGeometryChange()
        self._pane, self._ratio, self._font = pane, ratio, font
        self.values, self._labels = ("", ""), None
        self._show_or_hide()

    def show_colours(self, colours: ColourMap | None) -> None:
        """Take other colours; None for a grey picture, which needs no bar."""
        if colours is not self._map:
            self._map = colours
            self._strip = None
            if colours is not None:
                # White is up; one column, stretched when it is drawn.
                column = np.ascontiguousarray(colours.rgb32[::-1])
                self._strip = QImage(column.data, 1, column.size, 4, QImage.Format.Format_RGB32).copy()
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        is_large = min(self._pane.width(), self._pane.height()) >= _SMALLEST_PANE_PX
        self.setVisible(self._map is not None and is_large)

    def show_window(self, voi: Voi | None, *, inverted: bool) -> QRectF:
        """Take the window whose ends it names; returns what has to be painted again, empty where it is not shown."""
        if not self.isVisible() or voi is None:
            return QRectF()
        window = as_window(voi)
        digits = max(0, 1 - math.floor(math.log10(window.width))) if window.width < 20 else 0
        ends = (window.centre + window.width / 2, window.centre - window.width / 2)
        high, low = (number(end, decimals=min(digits, 6)) for end in ends)
        values = (low, high) if inverted else (high, low)
        if values != self.values:
            self.values = values
            style = TextStyle(self._font, LIGHT, Qt.AlignmentFlag.AlignRight, self._pane.width() / 4)
            self._labels = (TextBlock(values[:1], style, self._ratio), TextBlock(values[1:], style, self._ratio))
            self.update()
        return self.boundingRect()

    def boundingRect(self) -> QRectF:
        """Return strip and figures."""
        bar = self.bar
        return bar.adjusted(-self._pane.width() / 4 - 8.0, -24.0, 4.0, 24.0)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the strip with a rim, and the figures left of its ends."""
        if self._strip is None:
            return
        bar = self.bar
        painter.drawImage(bar, self._strip)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen, out in ((QPen(HALO, 1.0), 1.5), (QPen(LIGHT, 1.0), 0.5)):
            painter.setPen(pen)
            painter.drawRect(bar.adjusted(-out, -out, out, out))
        if self._labels is not None:
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            for label, y in zip(self._labels, (bar.top() + 2.0, bar.bottom() - 2.0), strict=True):
                label.draw(painter, label.rectangle(QPointF(bar.left() - 4.0, y), side))
