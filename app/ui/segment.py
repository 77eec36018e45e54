"""A row of buttons of which one is on, such as filters and planes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget


class Segment(QToolButton):
    """One of the buttons.

    Parameters
    ----------
    number
        Its place in the row, from 0.
    text, hint
        On it, and its tip.

    Signals
    -------
    chosen(int)
        Its number; what is on follows from the state alone.
    """

    chosen = Signal(int)

    def __init__(self, number: int, text: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.setText(text)
        self.setToolTip(hint)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("segment", True)
        # Never wider than its share of the panel, whatever its words.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.chosen.emit(self._number)
