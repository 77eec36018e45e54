"""Commands for the window of grey values."""

from __future__ import annotations

from functools import partial

from app.actions.view import ViewActions
from app.imaging.presets import preset_at
from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


class PresetNames:
    """Names of the presets under the number keys, for the open series."""

    def __init__(self, view: ViewActions) -> None:
        self._view = view

    def name_of(self, key: int) -> str:
        """Return the name of a preset; ``""`` for a key without one."""
        preset = preset_at(self._view.presets, key)
        return "" if preset is None else preset.name


def window_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of the window; the menu itself lists the presets of the open series by name."""
    choose, when, menu = verbs.actions.view.choose_preset_key, verbs.when, Menu.WINDOW
    names = {0: translate("Commands", "Full range"), 1: translate("Commands", "Default window")}
    preset = translate("Commands", "Window preset {key}")
    detail = PresetNames(verbs.actions.view)
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
            detail=partial(detail.name_of, key),
        )
        for key in (*range(1, 10), 0)
    )
