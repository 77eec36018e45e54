"""Commands that change a mask as a whole, or show what was changed."""

from __future__ import annotations

from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def whole_mask_commands(verbs: Verbs, place: str) -> tuple[Command, ...]:
    """List what has a key of its own; the panel has the others.

    Parameters
    ----------
    verbs
        What they call.
    place
        Words of the submenu they stand in.
    """
    whole, when, menu = verbs.actions.masks.whole, verbs.when, Menu.AI
    return (
        Command(
            "mask_to_previous",
            translate("Commands", "Copy the mask to the previous slice"),
            menu,
            whole.copy_plane,
            -1,
            enabled=when.editing,
            group=1,
            submenu=place,
            editing_keys=("Alt+Up",),
        ),
        Command(
            "mask_to_next",
            translate("Commands", "Copy the mask to the next slice"),
            menu,
            whole.copy_plane,
            1,
            enabled=when.editing,
            group=1,
            submenu=place,
            editing_keys=("Alt+Down",),
        ),
        Command(
            "show_mask_changes",
            translate("Commands", "Show what was changed in masks"),
            menu,
            whole.show_change,
            keys=("F12",),
            enabled=when.opened,
            in_menu=False,
            held=True,
            help=translate(
                "Commands", "While the key is held: what a person added is tinted, what was removed hatched."
            ),
        ),
    )
