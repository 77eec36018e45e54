"""The files and folders that were opened last, where no picture is yet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.actions.recent import RecentActions
from app.state.privacy import Privacy
from app.ui.panel import empty, plain_tip, words
from app.ui.recent_menu import recent_words

SHOWN = 5
"""Paths that are shown; the menu has all."""


class RecentButton(QPushButton):
    """One line.

    Signals
    -------
    path_chosen(Path)
        The reader wants to open it.
    """

    path_chosen = Signal(object)

    def __init__(self, text: str, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.path = path
        self.setFlat(True)
        self.setToolTip(plain_tip(str(path)))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.path_chosen.emit(self.path)


class RecentList(QWidget):
    """A few lines to choose from.

    Signals
    -------
    path_chosen(Path)
        The reader wants to open it.
    """

    path_chosen = Signal(object)

    def __init__(self, actions: RecentActions, privacy: Privacy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._privacy = privacy
        self._buttons: list[RecentButton] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(7)
        actions.recent.recent_changed.connect(self.refresh)
        actions.recent.missing_changed.connect(self.refresh)
        privacy.privacy_changed.connect(self.refresh)
        self.refresh()

    @property
    def buttons(self) -> tuple[RecentButton, ...]:
        """The lines, newest first."""
        return tuple(self._buttons)

    def refresh(self) -> None:
        """Show what is listed now; what is gone is grey. Hidden names are not shown at all."""
        empty(self._layout)
        self._buttons = []
        recent = self._actions.recent
        shown = () if self._privacy.is_on else recent.paths[:SHOWN]
        self.setVisible(bool(shown))
        if shown:
            self._layout.addWidget(words(self.tr("RECENT"), "title"), 0, Qt.AlignmentFlag.AlignHCenter)
        for number, path in enumerate(shown, 1):
            button = RecentButton(recent_words(path, hides=False, number=number), path)
            button.setEnabled(path not in recent.missing)
            button.path_chosen.connect(self.path_chosen)
            self._layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self._buttons.append(button)
