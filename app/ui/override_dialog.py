"""Asks before a model runs on a scan that it was not made for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from ai.library.card import ModelCard
from app.ui.panel import words
from app.ui.theme import GAP_PX

_WIDTH_PX = 460


class OverrideDialog(QDialog):
    """The question; nothing is meant by Enter, so that nobody overrides by a slip.

    Parameters
    ----------
    card
        The model.
    reasons
        Why it refused, sentences.

    Signals
    -------
    confirmed(ModelCard)
        The reader wants it all the same.
    """

    confirmed = Signal(object)

    def __init__(self, card: ModelCard, reasons: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._card = card
        self.setWindowTitle(self.tr("Run anyway?"))
        self.setFixedWidth(_WIDTH_PX)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.run = QPushButton(self.tr("Run anyway"))
        self.run.setAutoDefault(False)
        buttons.addButton(self.run, QDialogButtonBox.ButtonRole.ActionRole)
        self.run.clicked.connect(self._on_run_clicked)
        buttons.rejected.connect(self.reject)
        self.cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.cancel.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(GAP_PX)
        question = self.tr("{model} was not made for this scan:").format(model=card.title)
        layout.addWidget(words(question, "strong", wrap=True))
        for reason in reasons:
            layout.addWidget(words(reason, "warning", wrap=True))
        layout.addSpacing(GAP_PX)
        meaning = self.tr(
            "Its results may be wrong altogether, and nothing that is known of its quality holds. They are marked "
            "“outside the model's contract” in the picture, in the list and in every export; that you overrode the "
            "refusal is written down."
        )
        layout.addWidget(words(meaning, wrap=True))
        layout.addStretch(1)
        layout.addSpacing(GAP_PX)
        layout.addWidget(buttons)
        # Wrapped words would ask for the height that they have in a narrower place.
        self.resize(_WIDTH_PX, layout.totalHeightForWidth(_WIDTH_PX))

    def _on_run_clicked(self) -> None:
        self.confirmed.emit(self._card)
        self.accept()
