"""Commands that undo, redo and choose how the program works."""

from __future__ import annotations

from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def edit_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of editing."""
    annotate, masks, when = verbs.actions.annotate, verbs.actions.masks, verbs.when
    return (
        Command(
            "undo",
            translate("Commands", "Undo"),
            Menu.EDIT,
            masks.undo,
            keys=("Ctrl+Z",),
            icon="undo",
            enabled=when.undo,
        ),
        Command(
            "redo",
            translate("Commands", "Redo"),
            Menu.EDIT,
            masks.redo,
            keys=("Ctrl+Y", "Ctrl+Shift+Z"),
            icon="redo",
            enabled=when.redo,
        ),
        Command(
            "delete",
            translate("Commands", "Delete the selected annotation"),
            Menu.EDIT,
            annotate.delete_selected,
            keys=("Del",),
            icon="trash",
            enabled=when.selected,
            group=1,
        ),
        Command(
            "delete_all",
            translate("Commands", "Delete all annotations of the series"),
            Menu.EDIT,
            annotate.delete_all,
            enabled=when.annotated,
            group=1,
        ),
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
