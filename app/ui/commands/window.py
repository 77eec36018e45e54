"""Commands for the window of grey values."""

from __future__ import annotations

from functools import partial

from app.actions.view import ViewActions
from app.imaging.colour_map import colour_maps
from app.imaging.presets import preset_at
from app.state.tool import Tool
from app.ui.colour_map_words import colour_map_title
from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.tools import tool_command
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
    presets = tuple(
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
    return (*presets, *_tone_commands(verbs))


def _tone_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List what gives a picture its tone beside the presets."""
    when, menu, window = verbs.when, Menu.WINDOW, verbs.actions.window
    place = translate("Commands", "Colour map")
    names = {"": translate("Commands", "Grey"), **{each.id: colour_map_title(each) for each in colour_maps()}}
    return (
        tool_command(
            verbs,
            Tool.WINDOW_REGION,
            translate("Commands", "Window from a region"),
            key="Shift+W",
            help=translate("Commands", "Drag a rectangle: its values get the whole range of grey."),
            enabled=when.grey,
            menu=menu,
            toolbar=None,
        ),
        *(
            Command(
                f"colours_{name or 'grey'}",
                title,
                menu,
                window.choose_colours,
                name,
                enabled=when.grey,
                group=1,
                submenu=place,
                checked=partial(verbs.on.colours, name),
            )
            for name, title in names.items()
        ),
        Command(
            "edit_presets",
            translate("Commands", "Edit presets…"),
            menu,
            verbs.dialogs.edit_presets,
            group=2,
            help=translate("Commands", "Window presets with their values and number keys."),
        ),
    )
