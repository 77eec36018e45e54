"""Where in the stack the pane is, and which slices are there already."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import Token

WIDTH_PX = 12

_MARGIN_PX = 4.0
_HANDLE_PX = 6.0
"""Least height of the mark of the current slice: it stays visible in a stack of a thousand."""


class SliceBar(QWidget):
    """A slim bar beside the picture: top is the first slice. Hidden where there is one slice only.

    Signals
    -------
    slice_requested(int)
        The reader pressed or dragged to this slice, from 0.
    """

    slice_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filled: npt.NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._index = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Slices"))

    def show_slices(self, filled: npt.NDArray[np.bool_], index: int) -> None:
        """Show which slices are decoded, (slices,) bool, and which one is looked at."""
        # A copy: another thread goes on filling the array.
        filled = filled.copy()
        if index == self._index and np.array_equal(filled, self._filled):
            return
        self._filled = filled
        self._index = index
        self.setVisible(filled.size > 1)
        tip = self.tr("Slice {number} of {count}, {loaded} loaded")
        self.setToolTip(tip.format(number=index + 1, count=filled.size, loaded=int(filled.sum())))
        self.update()

    def rectangle_of(self, index: int) -> QRectF:
        """Find where a slice lies in the bar."""
        step = self._track().height() / max(self._filled.size, 1)
        return QRectF(2.0, self._track().top() + index * step, self.width() - 4.0, step)

    def _track(self) -> QRectF:
        return QRectF(0.0, _MARGIN_PX, self.width(), max(self.height() - 2 * _MARGIN_PX, 1.0))

    def _request(self, y: float) -> None:
        """Ask for the slice at a height, if it is another one."""
        track = self._track()
        count = self._filled.size
        if count:
            index = min(max(int((y - track.top()) / track.height() * count), 0), count - 1)
            if index != self._index:
                self.slice_requested.emit(index)

    def sizeHint(self) -> QSize:
        """Return the width; the height follows the picture."""
        return QSize(WIDTH_PX, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the loaded runs and the current slice."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Token.WINDOW))
        painter.fillRect(self._track().adjusted(4.0, 0.0, -4.0, 0.0), QColor(Token.HOVER))
        edges = np.flatnonzero(np.diff(np.concatenate([[False], self._filled, [False]]).astype(np.int8)))
        for first, end in edges.reshape(-1, 2).tolist():
            run = self.rectangle_of(first).united(self.rectangle_of(end - 1))
            painter.fillRect(run.adjusted(2.0, 0.0, -2.0, 0.0), QColor(Token.EDGE))
        if self._filled.size:
            handle = self.rectangle_of(self._index)
            spare = max(_HANDLE_PX - handle.height(), 0.0) / 2
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Token.ACCENT))
            painter.drawRoundedRect(handle.adjusted(0.0, -spare, 0.0, spare), 2.0, 2.0)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the slice under the cursor."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._request(event.position().y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._request(event.position().y())
