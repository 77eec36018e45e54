"""A case of a report to press: its picture, what is true, what both models said."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.actions.worst_cases import Pixels
from app.ui.panel import plain_tip
from app.ui.theme import Token

SIDE_PX = 128
"""Of the picture."""

_LINE_PX, _GAP_PX = 18, 6


@dataclass(frozen=True)
class CaseWords:
    """What stands under a picture.

    Parameters
    ----------
    key
        Of the case.
    lines
        The first is said aloud by its weight.
    """

    key: str
    lines: tuple[str, ...]


class CaseCard(QAbstractButton):
    """One case; pressed by mouse or keys.

    Parameters
    ----------
    said
        Its words.
    """

    def __init__(self, said: CaseWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = said
        self._picture: QPixmap | None = None
        self.setFixedSize(self.sizeHint())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(", ".join(said.lines))
        self.setToolTip(plain_tip("\n".join((*said.lines, said.key))))

    @property
    def has_picture(self) -> bool:
        """Whether the picture is there."""
        return self._picture is not None

    def set_picture(self, pixels: Pixels | None) -> None:
        """Show a picture, or none."""
        self._picture = None
        if pixels is not None:
            rows, columns, _ = pixels.shape
            image = QImage(pixels.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888)
            self._picture = QPixmap.fromImage(image)
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        """As high as its lines need."""
        return QSize(SIDE_PX, SIDE_PX + _GAP_PX + _LINE_PX * len(self.said.lines) + 2)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show it calm again."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture on black, words under it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ground = QRect(0, 0, SIDE_PX, SIDE_PX)
        painter.fillRect(ground, QColor(Token.STAGE))
        if self._picture is not None:
            size = self._picture.size().scaled(ground.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(ground.center())
            painter.drawPixmap(place, self._picture)
        if self.isEnabled() and (self.hasFocus() or self.underMouse()):
            painter.setPen(QPen(QColor(Token.ACCENT), 2))
            painter.drawRect(ground.adjusted(1, 1, -1, -1))
        font, strong = self.font(), self.font()
        font.setPixelSize(12)
        strong.setPixelSize(12)
        strong.setWeight(strong.Weight.DemiBold)
        for number, line in enumerate(self.said.lines):
            painter.setFont(font if number else strong)
            painter.setPen(QColor(Token.DIM if number else Token.TEXT))
            row = QRect(0, SIDE_PX + _GAP_PX + number * _LINE_PX, SIDE_PX, _LINE_PX)
            shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, SIDE_PX)
            painter.drawText(row, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()
