"""Commands for panes, columns and the window on the screen."""

from __future__ import annotations

from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def layout_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of the layout."""
    window, menu = verbs.window, Menu.LAYOUT
    return (
        Command("panels", translate("Commands", "Side panels"), menu, window.toggle_panels, keys=("Ctrl+B",), group=9),
        Command(
            "full_screen",
            translate("Commands", "Full screen"),
            menu,
            window.toggle_full_screen,
            keys=("F11",),
            group=9,
        ),
        Command(
            "dismiss",
            translate("Commands", "Dismiss notices"),
            menu,
            window.dismiss_notices,
            keys=("Esc",),
            in_menu=False,
        ),
    )
