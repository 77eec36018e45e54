"""The files and folders that were opened last, in the menu "Open recent"."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.actions.recent import RecentActions
from app.state.privacy import Privacy
from app.ui.panel import plain_tip

_NAME_SHOWN = 60
"""Characters of a name, from its end: there the ending is."""


def recent_words(path: Path, *, hides: bool, number: int) -> str:
    """Word an entry: the name and the folder that it lies in; a number where names are hidden."""
    if hides:
        return QCoreApplication.translate("Recent", "File {number} (name hidden)").format(number=number)
    parts = [path.name or str(path)]
    if path.parent.name:
        parts.append(path.parent.name)
    return "  —  ".join(_cut(part) for part in parts)


def submenu_of(action: QAction) -> QMenu:
    """Return the menu that an action stands in."""
    return next(each for each in action.associatedObjects() if isinstance(each, QMenu))


def _cut(name: str) -> str:
    printable = "".join(character if character.isprintable() else "�" for character in name)
    return printable if len(printable) <= _NAME_SHOWN else f"…{printable[-_NAME_SHOWN:]}"


class RecentMenu(QObject):
    """Fills a menu with the list, above what stands in it already.

    Parameters
    ----------
    menu
        Its own entries (forget, remember) stay at its end.
    actions
        The list, and what looks whether its paths are there.
    privacy
        Whether names are hidden.

    Signals
    -------
    path_chosen(Path)
        The reader wants to open it.
    """

    path_chosen = Signal(object)

    def __init__(self, menu: QMenu, actions: RecentActions, privacy: Privacy) -> None:
        super().__init__(menu)
        self.menu = menu
        self._actions = actions
        self._privacy = privacy
        self._made: list[QAction] = []
        own = menu.actions()
        self._before = menu.insertSeparator(own[0]) if own else menu.addSeparator()
        menu.aboutToShow.connect(self._on_about_to_show)
        menu.triggered.connect(self._on_triggered)
        actions.recent.recent_changed.connect(self.refresh)
        actions.recent.missing_changed.connect(self.refresh)
        privacy.privacy_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """List what is listed now; what is gone is grey."""
        for old in self._made:
            self.menu.removeAction(old)
            old.deleteLater()
        self._made = []
        recent = self._actions.recent
        for number, path in enumerate(recent.paths, 1):
            action = QAction(recent_words(path, hides=self._privacy.is_on, number=number).replace("&", "&&"), self)
            action.setData(path)
            is_gone = path in recent.missing
            action.setEnabled(not is_gone)
            tip = self.tr("{path} is not there any more.").format(path=path) if is_gone else str(path)
            action.setToolTip("" if self._privacy.is_on else plain_tip(tip))
            self._made.append(action)
        if not recent.paths:
            nothing = QAction(self.tr("Nothing was opened yet"), self)
            nothing.setEnabled(False)
            self._made.append(nothing)
        self.menu.insertActions(self._before, self._made)

    def _on_about_to_show(self) -> None:
        self._actions.look()

    def _on_triggered(self, action: QAction) -> None:
        if action in self._made:
            self.path_chosen.emit(action.data())
