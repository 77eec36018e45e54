"""The button that completes a case, or opens it again, and the line that says why nothing can be changed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.state.worklist import Worklist
from app.ui.panel import words


class CompleteButton(QPushButton):
    """Follows the open case of a list.

    Parameters
    ----------
    worklist
        The list.

    Signals
    -------
    complete_requested()
        The read is complete.
    reopen_requested()
        It is not, after all.
    """

    complete_requested = Signal()
    reopen_requested = Signal()

    def __init__(self, worklist: Worklist, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = worklist
        self.note: QLabel = words("", "small", wrap=True)
        """What the reader must know of the open case; for the panel to place."""
        self.setProperty("primary", True)
        self.clicked.connect(self._on_clicked)

    def refresh(self) -> None:
        """Show what can be done."""
        row = self._list.current
        is_complete = row is not None and row.is_complete
        is_seen = row is not None and row.is_seen
        self.setEnabled(row is not None and not self._list.is_saving and not (is_complete and is_seen))
        text, tip = (
            self.tr("Complete"),
            self.tr("Keeps your read as complete and opens the next case (Ctrl+Shift+Return)"),
        )
        if self._list.is_saving:
            text = self.tr("Keeping …")
        elif is_complete:
            text = self.tr("Reopen")
            tip = self.tr("Lets you change your read; not after you were shown the reads of others")
        self.setText(text)
        self.setToolTip(tip)
        note = ""
        if row is None or row.case is None:
            pass  # what is drawn on a study is no read of it
        elif self._list.settling == row.key:
            note = self.tr("Settling: what you change here is the agreed label. Your read stays.")
        elif is_complete and is_seen:
            note = self.tr("Complete. You were shown the reads of others, so yours stays as it is.")
        elif is_complete:
            note = self.tr("Complete: nothing is changed until you reopen it.")
        elif is_seen:
            note = self.tr("Not blind: you were shown the reads of others. Yours is compared with none.")
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def _on_clicked(self) -> None:
        row = self._list.current
        if row is not None and row.is_complete:
            self.reopen_requested.emit()
        else:
            self.complete_requested.emit()
