"""The settings and the sheet of all keys: windows that stand beside the main one, each once."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QDialog, QWidget

from app.actions.actions import Actions
from app.ui.commands.command_set import CommandSet
from app.ui.dialogs import State
from app.ui.preset_editor import PresetEditor
from app.ui.settings_dialog import SettingsDialog
from app.ui.shortcut_sheet import ShortcutSheet


class SettingsWindows(QObject):
    """Makes them when they are asked for, and finds them open.

    Parameters
    ----------
    state, actions
        What they show, and what their buttons call.
    commands
        Whose keys are listed and changed.
    window
        That they stand beside.
    """

    def __init__(self, state: State, actions: Actions, commands: CommandSet, window: QWidget) -> None:
        super().__init__(window)
        self._state = state
        self._actions = actions
        self._commands = commands
        self._window = window

    def show(self) -> None:
        """Show the settings."""
        _bring(self._dialog())

    def show_sheet(self) -> None:
        """Show all keys."""
        sheet = self._window.findChild(ShortcutSheet)
        if sheet is None:
            sheet = ShortcutSheet(self._commands, self._state.session.tools, self._window)
            sheet.change_requested.connect(self._on_change_keys_requested)
        _bring(sheet)

    def _on_change_keys_requested(self) -> None:
        dialog = self._dialog()
        dialog.show_page(dialog.shortcuts)
        _bring(dialog)

    def _dialog(self) -> SettingsDialog:
        """Make the settings, or find them open; pages of others are added here."""
        dialog = self._window.findChild(SettingsDialog)
        if dialog is None:
            actions = self._actions
            dialog = SettingsDialog(self._state.settings, self._commands, self._window)
            title = QCoreApplication.translate("MainWindow", "Window presets")
            dialog.add_page(title, PresetEditor(self._state.presets, actions.presets), at=2, scrolls=False)
            dialog.privacy.forget_files_requested.connect(actions.recent.clear)
            dialog.privacy.forget_studies_requested.connect(actions.studies.forget_all)
        return dialog


def _bring(dialog: QDialog) -> None:
    """Show a window that may be open already."""
    dialog.show()
    dialog.activateWindow()
