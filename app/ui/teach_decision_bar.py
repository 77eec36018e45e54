"""The foot of a report: keep the base, keep the new model as a draft, adopt it; and the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ai.library.choice import LONGEST_REASON
from app.actions.teach import TeachActions
from app.ui.panel import words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken


class TeachDecisionBar(QWidget):
    """Three buttons before the decision, one after an adoption; a reason where the report does not speak for the model.

    Signals
    -------
    base_requested(), draft_requested(), return_requested()
        The reader decided.
    adopt_requested(str)
        The reader adopts it, with a reason or ``""``.
    """

    base_requested = Signal()
    draft_requested = Signal()
    adopt_requested = Signal(str)
    return_requested = Signal()

    def __init__(self, teach: TeachActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teach = teach
        self.keep = _button(self.tr("Keep the base"))
        self.keep.setProperty("primary", True)
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.base_requested)
        self.draft = _button(self.tr("Keep as draft"))
        self.draft.setToolTip(self.tr("It can be run and looked at; it is never the suggested model"))
        self.draft.clicked.connect(self.draft_requested)
        self.adopt = _button(self.tr("Adopt"))
        self.adopt.setToolTip(self.tr("Make it the default for what it answers"))
        self.adopt.clicked.connect(self._on_adopt_clicked)
        self.back = _button(self.tr("Back to the base"))
        self.back.setToolTip(self.tr("The default is what it was before; the new model stays as a draft"))
        self.back.clicked.connect(self.return_requested)
        self.reason = QLineEdit()
        self.reason.setProperty("field", True)
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setMinimumHeight(30)
        self.reason.setPlaceholderText(self.tr("Why adopt it all the same? The reason is kept with the decision"))
        self.reason.setAccessibleName(self.tr("Reason for adopting the model"))
        self.reason.textChanged.connect(self.refresh)
        self.question = words(
            self.tr("The report does not say that the new model is better: adopting it needs a reason."),
            "small",
            wrap=True,
        )
        self.forgetting = words("", "small", wrap=True)
        self.decision = words("", "strong", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for each in (self.keep, self.draft, self.adopt, self.back):
            buttons.addWidget(each)
        buttons.addWidget(self.decision, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.forgetting)
        column.addWidget(self.question)
        column.addWidget(self.reason)
        column.addLayout(buttons)
        refresh = Refresh(self.refresh, self)
        for news in (teach.run_changed, teach.work_changed, teach.decide.decided):
            news.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show what can be decided, and what was."""
        decide = self._teach.decide
        free = bool(self._teach.report) and not self._teach.is_working
        is_adopted = decide.adopted is not None
        asks = bool(self._teach.report) and decide.needs_reason and not is_adopted
        forgetting = decide.forgetting
        self.forgetting.setText(self.tr("Forgetting: {sentence}").format(sentence=forgetting))
        self.forgetting.setVisible(bool(forgetting) and not is_adopted)
        self.question.setVisible(asks)
        self.reason.setVisible(asks)
        self.reason.setEnabled(free)
        for each in (self.keep, self.draft, self.adopt):
            each.setVisible(not is_adopted)
            each.setEnabled(free)
        self.adopt.setEnabled(free and not (asks and not self.reason.text().strip()))
        self.back.setVisible(is_adopted)
        self.back.setEnabled(free)
        self.decision.setText(spoken(decide.sentence))

    def _on_adopt_clicked(self) -> None:
        self.adopt_requested.emit(self.reason.text().strip() if self._teach.decide.needs_reason else "")


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
