"""Commands that collect cases and hand datasets on."""

from __future__ import annotations

from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def dataset_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List what goes into a dataset, and out of it."""
    dialogs, when, menu = verbs.dialogs, verbs.when, Menu.AI
    return (
        Command(
            "add_to_dataset",
            translate("Commands", "Add to dataset…"),
            menu,
            dialogs.add_to_dataset,
            keys=("Ctrl+D",),
            enabled=when.collectable,
            group=2,
            context=True,
            help=translate(
                "Commands", "The images with their accepted and corrected labels, without name, date or UID."
            ),
        ),
        Command(
            "export_dataset",
            translate("Commands", "Export dataset…"),
            menu,
            dialogs.export_dataset,
            group=2,
            help=translate("Commands", "Shows every file and field that leaves, then writes a copy; the salt stays."),
        ),
    )
