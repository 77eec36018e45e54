"""The toolbar, made from the table of commands."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from app.ui.commands.command import Bar
from app.ui.commands.command_set import CommandSet
from app.ui.icons import SIZE_PX, tint


class Toolbar(QToolBar):
    """Buttons of the commands that have a place in it, the window in use, and what can be exported.

    Where the window is too narrow Qt hides the last ones behind an arrow; the menus have all of them.

    Parameters
    ----------
    commands
        All commands.
    readout
        Shows the window in use.
    layout
        Chooses how the panes are laid out.
    """

    def __init__(self, commands: CommandSet, readout: QWidget, layout: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tools"))
        self.setMovable(False)
        self.setIconSize(QSize(SIZE_PX, SIZE_PX))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for section in (Bar.OPEN, Bar.TOOL, Bar.PICTURE, Bar.LAYOUT):
            buttons = commands.in_bar(section)
            self.addActions(buttons)
            if section is Bar.LAYOUT:
                self.addWidget(layout)
            if buttons or section is Bar.LAYOUT:
                self.addSeparator()
        self.addWidget(readout)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(space)
        self.addWidget(self._export_button(commands))
        self.addActions(commands.in_bar(Bar.HELP))

    def _export_button(self, commands: CommandSet) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("Export"))
        tint(button, "export")
        button.setIconSize(QSize(SIZE_PX, SIZE_PX))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        menu.addActions([action for action in commands.all if action.command.id.startswith("export_")])
        button.setMenu(menu)
        return button
