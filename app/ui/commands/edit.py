"""Commands that undo, redo and choose how the program works."""

from __future__ import annotations

from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def edit_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of editing."""
    return (
        Command(
            "settings",
            translate("Commands", "Settings…"),
            Menu.EDIT,
            verbs.window.show_settings,
            keys=("Ctrl+,",),
            icon="settings",
            group=9,
            help=translate("Commands", "Colours, language, mouse, keys and privacy."),
        ),
    )
