"""Commands that explain the program."""

from __future__ import annotations

from app.ui.commands.command import Bar, Command, Menu, translate
from app.ui.commands.verbs import Verbs


def help_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of help."""
    window, menu = verbs.window, Menu.HELP
    return (
        Command(
            "shortcuts",
            translate("Commands", "Keys and mouse"),
            menu,
            window.show_shortcuts,
            keys=("F1",),
            icon="help",
            toolbar=Bar.HELP,
        ),
        Command(
            "palette",
            translate("Commands", "Find a command…"),
            menu,
            window.show_palette,
            keys=("Ctrl+K",),
            icon="search",
            help=translate("Commands", "Type what is wanted: every command of every menu is found by its words."),
        ),
        Command(
            "audit_trail",
            translate("Commands", "Audit trail…"),
            menu,
            verbs.dialogs.show_audit,
            enabled=verbs.when.audited,
            help=translate(
                "Commands", "What was run, accepted, rejected, edited and exported on this computer, by whom."
            ),
        ),
        Command("log", translate("Commands", "Open log folder"), menu, verbs.dialogs.open_log_folder),
        Command("about", translate("Commands", "About Lightbox"), menu, verbs.dialogs.show_about, group=1),
    )
