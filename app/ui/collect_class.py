"""The class of a series for a dataset of classes: one that there is, a new one, or "not sure"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ai.training.dataset.label_origin import Origin
from ai.training.dataset.new_case import Answer
from app.actions.collect_labels import Proposal
from app.ui.panel import words


class CollectClass(QWidget):
    """Asks for the class.

    Parameters
    ----------
    proposal
        What a model says; None where none says anything. Chosen beforehand only where the reader accepted it.

    Signals
    -------
    changed()
        The answer is another one.
    """

    changed = Signal()

    def __init__(self, proposal: Proposal | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proposal = proposal
        self.name = QComboBox()
        self.name.setEditable(True)
        self.name.setMinimumHeight(28)
        self.name.setAccessibleName(self.tr("Class"))
        line = QLineEdit()
        self.name.setLineEdit(line)
        line.setPlaceholderText(self.tr("Class of this series"))
        self.unsure = QCheckBox(self.tr("Not sure"))
        self.unsure.setToolTip(self.tr("The case is kept as one that was looked at; it teaches nothing."))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.name, 1)
        row.addWidget(self.unsure)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        if proposal is not None:
            told = self.tr("{model} says: {name}").format(model=proposal.model, name=proposal.name)
            layout.addWidget(words(told, "small"))
        layout.addStretch(1)
        self.name.editTextChanged.connect(self._on_changed)
        self.unsure.toggled.connect(self._on_unsure_toggled)
        self.offer_names(())

    @property
    def answer(self) -> Answer | None:
        """The answer; None while there is none."""
        if self.unsure.isChecked():
            return Answer("")
        name = self.name.currentText().strip()
        if not name:
            return None
        if self._proposal is None:
            return Answer(name)
        origin = Origin.ACCEPTED_AI if name == self._proposal.name else Origin.CORRECTED_AI
        return Answer(name, origin, self._proposal.model)

    def offer_names(self, names: Sequence[str]) -> None:
        """List the classes of a dataset; what was typed stays."""
        typed = self.name.currentText()
        self.name.blockSignals(True)
        self.name.clear()
        self.name.addItems(list(names))
        if not typed and self._proposal is not None and self._proposal.is_accepted:
            typed = self._proposal.name
        self.name.setEditText(typed)
        self.name.blockSignals(False)

    def _on_unsure_toggled(self, is_unsure: bool) -> None:
        self.name.setEnabled(not is_unsure)
        self.changed.emit()

    def _on_changed(self) -> None:
        self.changed.emit()
