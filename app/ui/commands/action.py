"""A command as Qt knows it."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ui.commands.command import Command
from app.ui.icons import tint


class CommandAction(QAction):
    """Calls a command, and shows whether it makes sense and whether it is on.

    Parameters
    ----------
    command
        The row of the table.
    parent
        The window it works in.
    """

    def __init__(self, command: Command, parent: QWidget) -> None:
        super().__init__(command.text, parent)
        self.command = command
        self.setCheckable(command.checked is not None)
        if command.icon:
            tint(self, command.icon)
        self.set_keys(command.keys)
        self.triggered.connect(self._on_triggered)

    def set_keys(self, keys: tuple[str, ...]) -> None:
        """Call it by these keys from now on."""
        self.setShortcuts([QKeySequence(key) for key in keys])
        shown = self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(f"{self.command.name} ({shown})" if shown else self.command.name)

    def refresh(self) -> None:
        """Enable it where it makes sense; check it where it is on."""
        if self.command.enabled is not None:
            self.setEnabled(self.command.enabled())
        if self.command.checked is not None:
            self.setChecked(self.command.checked())

    def _on_triggered(self) -> None:
        if self.command.argument is None:
            self.command.run()
        else:
            self.command.run(self.command.argument)
        # Qt has checked it by itself: what it stands for may not have changed, or later.
        self.refresh()
