"""A command as Qt knows it."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.state.shortcuts import shown_key
from app.ui.commands.command import Command
from app.ui.icons import tint
from app.ui.panel import plain_tip


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
        self.keys: tuple[str, ...] = ()
        self.setCheckable(command.checked is not None)
        # A switch that is held down would flicker.
        self.setAutoRepeat(command.checked is None)
        if command.icon:
            tint(self, command.icon)
        self.set_keys(command.keys)
        self.triggered.connect(self._on_triggered)

    def set_keys(self, keys: tuple[str, ...]) -> None:
        """Call it by these keys from now on; those of a held command are watched by `app.ui.keyboard`."""
        self.keys = keys
        if not self.command.held:
            self.setShortcuts([QKeySequence(key) for key in keys])
        name = f"{self.command.name} ({shown_key(keys[0])})" if keys else self.command.name
        self.setToolTip(plain_tip("\n".join(part for part in (name, self.command.help) if part)))

    def refresh(self) -> None:
        """Enable it where it makes sense; check it where it is on."""
        if self.command.enabled is not None:
            self.setEnabled(self.command.enabled())
        self.refresh_checked()

    def refresh_checked(self) -> None:
        """Check it where it is on."""
        if self.command.checked is not None:
            self.setChecked(self.command.checked())

    def hold(self, is_down: bool) -> None:
        """Tell a held command that its key goes down, or came up."""
        if self.isEnabled() or not is_down:
            self.command.run(is_down)

    def _on_triggered(self) -> None:
        if self.command.argument is None:
            self.command.run()
        else:
            self.command.run(self.command.argument)
        # Qt has checked it by itself: what it stands for may not have changed, or later.
        self.refresh()
