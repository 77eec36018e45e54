"""All commands of a window as Qt knows them, with the keys that the user chose."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.state.settings_store import SettingsStore
from app.state.shortcuts import Shortcuts, key_code, shortcuts_of
from app.state.tool import Tool
from app.ui.commands.action import CommandAction
from app.ui.commands.command import Bar, Command, KeyMode, Menu
from app.ui.keyboard import Keyboard

RECENT_COUNT = 8
"""Commands that the palette remembers."""


class CommandSet(QObject):
    """Makes an action of every command, and gives it its keys, now and whenever the settings change.

    Parameters
    ----------
    table
        All commands.
    settings
        Where the user's keys are.
    window
        The window they work in; each is among its actions, so that its keys work without a menu.

    Signals
    -------
    keys_changed()
        Some command has other keys.
    """

    keys_changed = Signal()

    def __init__(self, table: Iterable[Command], settings: SettingsStore, window: QWidget) -> None:
        super().__init__(window)
        self.all = tuple(CommandAction(command, window) for command in table)
        window.addActions(self.all)
        self._by_id = {action.command.id: action for action in self.all}
        self._settings = settings
        self._keyboard = Keyboard(window)
        self._keyboard.held_changed.connect(self._on_held_changed)
        self._saved = settings.settings.shortcuts
        self._modes: frozenset[KeyMode] = frozenset()
        self.shortcuts = self._wanted()
        self._bind()
        settings.settings_changed.connect(self._on_settings_changed)

    def of(self, command: str) -> CommandAction:
        """Return the action of a command by its id."""
        return self._by_id[command]

    def tool_names(self) -> dict[Tool, str]:
        """Name every tool that has a command, in the order of the table."""
        commands = [action.command for action in self.all]
        return {command.argument: command.name for command in commands if isinstance(command.argument, Tool)}

    def in_bar(self, section: Bar) -> list[CommandAction]:
        """List what has a button in a section of the toolbar."""
        return [action for action in self.all if action.command.toolbar is section]

    def refresh(self) -> None:
        """Enable what makes sense, check what is on."""
        for action in self.all:
            action.refresh()

    def refresh_checked(self) -> None:
        """Check what is on."""
        for action in self.all:
            action.refresh_checked()

    def set_modes(self, modes: frozenset[KeyMode]) -> None:
        """Give keys to those who have them in a mode, such as while a mask is edited, and back afterwards."""
        if modes != self._modes:
            self._modes = modes
            self._bind()
            self.keys_changed.emit()

    def reserved_keys(self) -> frozenset[str]:
        """Keys that open menus: no command can have them."""
        letters = (title[title.index("&") + 1].upper() for title in (menu.title() for menu in Menu) if "&" in title)
        return frozenset({"F10", *(f"Alt+{letter}" for letter in letters)})

    def set_shortcuts(self, shortcuts: Shortcuts) -> None:
        """Take other keys, and remember them."""
        self._settings.update(shortcuts=dict(shortcuts.changes))

    @property
    def recent(self) -> tuple[str, ...]:
        """Ids of commands called by the palette, latest first."""
        return tuple(each for each in self._settings.settings.recent_commands if each in self._by_id)

    def note_called(self, command: str) -> None:
        """Remember that the palette called a command."""
        others = [each for each in self.recent if each != command]
        self._settings.update(recent_commands=(command, *others)[:RECENT_COUNT])

    def release(self) -> None:
        """Forget held keys: the window is left."""
        self._keyboard.release()

    def stop(self) -> None:
        """Watch no keys any more."""
        self._keyboard.stop()

    def _wanted(self) -> Shortcuts:
        commands = [action.command for action in self.all]
        defaults = {command.id: command.keys for command in commands}
        held = frozenset(command.id for command in commands if command.held)
        return shortcuts_of(defaults, self._settings.settings.shortcuts, held=held)

    def _bind(self) -> None:
        held: dict[Qt.Key, str] = {}
        borrowed = {
            action: action.command.editing_keys if action.command.keys_in in self._modes else () for action in self.all
        }
        lent = {key for keys in borrowed.values() for key in keys}
        for action in self.all:
            command = action.command.id
            own = tuple(key for key in self.shortcuts.keys_of(command) if key not in lent)
            action.set_keys((*own, *borrowed[action]))
            if action.command.held:
                held.update((key_code(key), command) for key in action.keys)
        self._keyboard.set_held(held)

    def _on_held_changed(self, command: str, is_down: bool) -> None:
        self.of(command).hold(is_down)

    def _on_settings_changed(self) -> None:
        if self._settings.settings.shortcuts == self._saved:
            return
        self._saved = self._settings.settings.shortcuts
        self.shortcuts = self._wanted()
        self._bind()
        self.keys_changed.emit()
