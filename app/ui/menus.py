"""Menus made from the table of commands: the menu bar, and the menu of the picture."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.ui.commands.action import CommandAction
from app.ui.commands.command import Menu


def fill_menu_bar(bar: QMenuBar, actions: Iterable[CommandAction]) -> dict[Menu, QMenu]:
    """Put every command into its menu, group after group, in the order of the table within a group.

    Parameters
    ----------
    bar
        Of the window.
    actions
        All commands.

    Returns
    -------
    dict
        The menus; all of them, also one that has no command.
    """
    listed = list(actions)
    menus: dict[Menu, QMenu] = {}
    for menu in Menu:
        menus[menu] = made = bar.addMenu(menu.title())
        made.setToolTipsVisible(True)
        _fill(made, [each for each in listed if each.command.menu is menu and each.command.in_menu])
    return menus


def _fill(menu: QMenu, actions: list[CommandAction]) -> None:
    submenus: dict[str, QMenu] = {}
    group: int | None = None
    for action in sorted(actions, key=_group):
        command = action.command
        if group is not None and command.group != group:
            menu.addSeparator()
        group = command.group
        if not command.submenu:
            menu.addAction(action)
            continue
        if command.submenu not in submenus:
            submenus[command.submenu] = submenu = menu.addMenu(command.submenu)
            submenu.setToolTipsVisible(True)
        submenus[command.submenu].addAction(action)


def context_menu(actions: Iterable[CommandAction], parent: QWidget) -> QMenu:
    """Make the menu of the picture; it deletes itself once it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    last: Menu | None = None
    for action in actions:
        if action.command.context:
            if last is not None and action.command.menu is not last:
                menu.addSeparator()
            last = action.command.menu
            menu.addAction(action)
    return menu


def _group(action: CommandAction) -> int:
    return action.command.group
