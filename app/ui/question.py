"""A line in a window that tells what was done, or asks whether to do it; nobody has to answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QWidget

from app.ui.panel import shortened, words
from app.ui.theme import GAP_PX


class Question(QFrame):
    """A line that tells what was done or asks whether to do it, with at most two answers.

    Parameters
    ----------
    stacked
        Whether the answers stand below the sentence: where the place is narrow.

    Signals
    -------
    answered()
        The reader pressed the button that does something.
    """

    answered = Signal()

    def __init__(self, parent: QWidget | None = None, *, stacked: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.message = words("", wrap=True)
        self.yes = QPushButton()
        self.no = QPushButton(self.tr("Close"))
        for button in (self.yes, self.no):
            # Enter elsewhere in the window must not answer.
            button.setAutoDefault(False)
        self.yes.clicked.connect(self._on_yes_clicked)
        self.no.clicked.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP_PX + 4, GAP_PX, GAP_PX, GAP_PX)
        line.setSpacing(GAP_PX)
        line.addWidget(self.message, 1)
        if stacked:
            line.setDirection(QBoxLayout.Direction.TopToBottom)
            answers = QHBoxLayout()
            line.addLayout(answers)
        else:
            answers = line
        answers.addWidget(self.yes)
        answers.addWidget(self.no)
        self.hide()

    def ask(self, message: str, answer: str) -> None:
        """Show a sentence and the button that does something about it."""
        self.message.setText(shortened(message))
        self.yes.setText(answer)
        self.show()

    def _on_yes_clicked(self) -> None:
        self.hide()
        self.answered.emit()
