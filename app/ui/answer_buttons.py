"""Buttons of the classes that a case can have, and one for a reader who is not sure."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.panel import shortened
from app.ui.segment import Segment

_COLUMNS = 2


class AnswerButtons(QWidget):
    """One button per class, "Not sure" last.

    Signals
    -------
    chosen(str)
        The class; ``""`` for not sure.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.buttons: list[Segment] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)

    def show_answers(self, names: tuple[str, ...], answer: str, *, is_not_sure: bool) -> None:
        """Show these classes, and which one was given."""
        if names != self._names or not self.buttons:
            self._begin_anew(names)
        for number, button in enumerate(self.buttons):
            button.setChecked(is_not_sure if number == len(names) else names[number] == answer)

    def _begin_anew(self, names: tuple[str, ...]) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self._names = names
        texts = (*(shortened(name, 40) for name in names), self.tr("Not sure"))
        self.buttons = [Segment(number, text, text) for number, text in enumerate(texts)]
        for number, button in enumerate(self.buttons):
            self._grid.addWidget(button, number // _COLUMNS, number % _COLUMNS)
            button.chosen.connect(self._on_chosen)

    def _on_chosen(self, number: int) -> None:
        self.chosen.emit(self._names[number] if number < len(self._names) else "")
