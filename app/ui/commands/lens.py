"""Commands for the lens: filters of what is seen."""

from __future__ import annotations

from app.ui.commands.command import Bar, Command, Menu, translate
from app.ui.commands.verbs import Verbs


def lens_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of the lens."""
    lens, when, menu = verbs.actions.lens, verbs.when, Menu.VIEW
    return (
        Command(
            "lens",
            translate("Commands", "Lens on or off"),
            menu,
            lens.toggle,
            keys=("L",),
            icon="lens",
            enabled=when.grey,
            toolbar=Bar.PICTURE,
            checked=verbs.on.lens,
            help=translate("Commands", "See the picture through a filter; values and models stay untouched."),
            group=2,
            context=True,
        ),
        Command(
            "lens_grid",
            translate("Commands", "Preview all filters…"),
            menu,
            verbs.dialogs.open_lens_grid,
            keys=("Ctrl+L",),
            icon="grid",
            enabled=when.grey,
            group=2,
            help=translate("Commands", "Every filter on this picture, side by side, to choose from."),
        ),
        Command(
            "lens_beside",
            translate("Commands", "Original in a pane beside"),
            menu,
            lens.show_beside,
            enabled=when.grey,
            group=2,
            help=translate("Commands", "The original and the lens in two panes that scroll, zoom and window together."),
        ),
        Command(
            "lens_split",
            translate("Commands", "Original beside the lens"),
            menu,
            lens.toggle_split,
            keys=("Shift+L",),
            icon="split",
            enabled=when.grey,
            group=2,
            context=True,
        ),
        Command(
            "compare",
            translate("Commands", "Original under the lens"),
            menu,
            lens.compare,
            keys=("X",),
            enabled=when.grey,
            in_menu=False,
            held=True,
            help=translate("Commands", "Shows the picture without its lens while the key is held."),
        ),
    )
