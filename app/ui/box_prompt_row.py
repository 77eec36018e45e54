"""Run and Cancel while a model asks for a box."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.state.box_prompt import BoxAsked
from app.ui.panel import words
from app.ui.spoken import spoken


class BoxPromptRow(QWidget):
    """Stands in the panel under the model that asks.

    Signals
    -------
    run_requested(), cancel_requested()
        The buttons of that name.
    """

    run_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, asked: BoxAsked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        if asked.refusal:
            text = words(spoken(asked.refusal), "warning", wrap=True)
        elif asked.box is None:
            text = words(self.tr("Drag a box around it in the picture."), "small", wrap=True)
        else:
            text = words(self.tr("Its edges can be dragged on any plane."), "small", wrap=True)
        layout.addWidget(text)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.run = QPushButton(self.tr("Run in the box"))
        self.run.setProperty("primary", True)
        self.run.setEnabled(asked.is_ready)
        self.run.setToolTip(self.tr("Return"))
        self.cancel.setToolTip(self.tr("Esc"))
        for button in (self.cancel, self.run):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button, 1)
        layout.addLayout(buttons)
        self.cancel.clicked.connect(self.cancel_requested)
        self.run.clicked.connect(self.run_requested)
