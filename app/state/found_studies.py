"""What a search for studies gave: what the reader typed, and what was found."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.index.study_index import Found


class FoundStudies(QObject):
    """Holder of the last answer.

    Signals
    -------
    found_changed()
        Another answer is there.
    """

    found_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.query: str | None = None
        """What was typed for it; None before the first answer."""
        self.found = Found()
        self.fault = ""
        """Why nothing can be found, as a sentence, or ``""``."""

    def set_found(self, query: str, found: Found, fault: str) -> None:
        """Take an answer."""
        self.query, self.found, self.fault = query, found, fault
        self.found_changed.emit()
