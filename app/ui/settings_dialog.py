"""The settings: pages that anyone may add to, changed at once and without an OK."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.state.settings_store import SettingsStore
from app.ui.commands.command_set import CommandSet
from app.ui.panel import words
from app.ui.settings_pages import GeneralPage, MousePage, PrivacyPage
from app.ui.shortcut_editor import ShortcutEditor

_SIZE_PX = (860, 600)
_LIST_PX = 170


class SettingsDialog(QDialog):
    """A list of pages beside the one that is chosen; the window stays live behind it.

    Parameters
    ----------
    store
        The settings.
    commands
        For the page of shortcuts.
    """

    def __init__(self, store: SettingsStore, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(*_SIZE_PX)
        self.pages = QListWidget()
        self.pages.setFixedWidth(_LIST_PX)
        self.pages.setProperty("pages", True)
        self.pages.setAccessibleName(self.tr("Pages"))
        self._stack = QStackedWidget()
        self.general = GeneralPage(store)
        self.mouse = MousePage(store, commands.tool_names())
        self.shortcuts = ShortcutEditor(commands)
        self.privacy = PrivacyPage(store)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pages)
        row.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 10, 16, 12)
        foot.addWidget(words(self.tr("Changes take effect at once."), "small"), 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row, 1)
        layout.addLayout(foot)
        self.pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.add_page(self.tr("General"), self.general)
        self.add_page(self.tr("Mouse"), self.mouse)
        self.add_page(self.tr("Shortcuts"), self.shortcuts, scrolls=False)
        self.add_page(self.tr("Privacy"), self.privacy)
        self.pages.setCurrentRow(0)

    def add_page(self, title: str, page: QWidget, *, at: int | None = None, scrolls: bool = True) -> None:
        """Add a page.

        Parameters
        ----------
        title
            Translated.
        page
            Shows and changes its values by itself.
        at
            Its place in the list, from 0; None for the end.
        scrolls
            False for a page that has a list of its own.
        """
        framed = QFrame()
        column = QVBoxLayout(framed)
        column.setContentsMargins(24, 18, 24, 12)
        column.setSpacing(14)
        column.addWidget(words(title, "heading"))
        column.addWidget(page, 1)
        shown: QWidget = framed
        if scrolls:
            scroll = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            scroll.setWidget(framed)
            shown = scroll
        else:
            framed.setProperty("role", "panel")
        place = self.pages.count() if at is None else at
        self._stack.insertWidget(place, shown)
        self.pages.insertItem(place, QListWidgetItem(title))

    def show_page(self, page: QWidget) -> None:
        """Show the page that this widget is on."""
        for number in range(self._stack.count()):
            shown = self._stack.widget(number)
            if shown is not None and (shown is page or shown.isAncestorOf(page)):
                self.pages.setCurrentRow(number)
