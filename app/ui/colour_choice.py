"""A row of colours of which one is chosen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from app.imaging.labels import BLUE, CORAL, LILAC, LIME, MINT, PALETTE, PINK, YELLOW, Colour
from app.ui.theme import Token, now

_SIDE_PX = 26
_RADIUS_PX, _RING_PX = 7.0, 10.5


class ColourButton(QAbstractButton):
    """One of the colours: a dot, with a ring around it where it is chosen.

    Parameters
    ----------
    colour, name
        (red, green, blue), and its name for those who hear the window.
    """

    def __init__(self, colour: Colour, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = colour
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Ask for a square."""
        return QSize(_SIDE_PX, _SIDE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot and its ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(*self.colour))
        painter.drawEllipse(centre, _RADIUS_PX, _RADIUS_PX)
        if self.isChecked() or self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = QPen(now(Token.TEXT if self.isChecked() else Token.DIM))
            pen.setWidthF(1.5)
            painter.setPen(pen)
            painter.drawEllipse(centre, _RING_PX, _RING_PX)
        painter.end()


class ColourChoice(QWidget):
    """The row.

    Signals
    -------
    chosen(tuple)
        (red, green, blue).
    """

    chosen = Signal(tuple)

    def __init__(self, colour: Colour, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Colour of the mask"))
        colours = PALETTE if colour in PALETTE else (colour, *PALETTE)
        self.buttons = tuple(ColourButton(each, _name(each)) for each in colours)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in self.buttons:
            row.addWidget(button)
            button.setChecked(button.colour == colour)
            button.clicked.connect(self._on_clicked)
        row.addStretch(1)

    @property
    def colour(self) -> Colour:
        """The one that is chosen."""
        return next(each.colour for each in self.buttons if each.isChecked())

    def _on_clicked(self) -> None:
        self.chosen.emit(self.colour)


def _name(colour: Colour) -> str:
    translate = QCoreApplication.translate
    names = {
        BLUE: translate("ColourChoice", "Blue"),
        MINT: translate("ColourChoice", "Mint"),
        CORAL: translate("ColourChoice", "Coral"),
        YELLOW: translate("ColourChoice", "Yellow"),
        PINK: translate("ColourChoice", "Pink"),
        LIME: translate("ColourChoice", "Lime"),
        LILAC: translate("ColourChoice", "Lilac"),
    }
    return names.get(colour, translate("ColourChoice", "As it is"))
