"""How often the values of a region occur, as a row of bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.imaging.annotations.label import value_text
from app.imaging.annotations.statistics import Histogram
from app.ui.theme import Token

_BARS_PX = 44
_GAP_PX = 3


class HistogramBars(QWidget):
    """Bars from the smallest to the largest value of a region, which are told below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histogram: Histogram | None = None
        self._ends = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Histogram of the selected region"))

    @property
    def ends(self) -> tuple[str, str]:
        """Words under the first and the last bar: values that the region has, as its label says them."""
        return self._ends

    def sizeHint(self) -> QSize:
        """Ask for the bars and a line of words."""
        return QSize(160, _BARS_PX + _GAP_PX + self.fontMetrics().height())

    def show_histogram(self, histogram: Histogram | None, unit: str) -> None:
        """Show another one; nothing of a region without values."""
        self._histogram = None
        if histogram is not None and histogram.smallest is not None and histogram.largest is not None:
            self._histogram = histogram
            low, high = value_text(histogram.smallest, unit), value_text(histogram.largest, unit)
            self._ends = (self.tr("Min {value}").format(value=low), self.tr("Max {value}").format(value=high))
            largest = max(histogram.counts, default=0)
            self.setToolTip(self.tr("Largest column: {count} pixels").format(count=largest))
        self.setVisible(self._histogram is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars and words."""
        histogram = self._histogram
        if histogram is None or not histogram.counts:
            return
        painter = QPainter(self)
        largest = max(max(histogram.counts), 1)
        width = self.width() / len(histogram.counts)
        for number, count in enumerate(histogram.counts):
            height = _BARS_PX * count / largest
            # Overlapping by a hair: bars of fractional width show no seams.
            painter.fillRect(QRectF(number * width, _BARS_PX - height, width + 0.5, height), QColor(Token.ACCENT))
        painter.fillRect(QRectF(0, _BARS_PX, self.width(), 1), QColor(Token.LINE))
        painter.setPen(QColor(Token.DIM))
        line = QRectF(0, _BARS_PX + _GAP_PX, self.width(), self.fontMetrics().height())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft), self._ends[0])
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight), self._ends[1])
        painter.end()
