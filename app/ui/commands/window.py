"""Commands for the window of grey values."""

from __future__ import annotations

from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def window_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of the window; the menu itself lists the presets of the open series by name."""
    choose, when, menu = verbs.actions.view.choose_preset_key, verbs.when, Menu.WINDOW
    names = {0: translate("Commands", "Full range"), 1: translate("Commands", "Default window")}
    preset = translate("Commands", "Window preset {key}")
    return tuple(
        Command(
            f"preset_{key}",
            names.get(key, preset.format(key=key)),
            menu,
            choose,
            key,
            (str(key),),
            enabled=when.grey,
            in_menu=False,
        )
        for key in (*range(1, 10), 0)
    )
