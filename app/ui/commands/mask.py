"""Commands that edit a mask."""

from __future__ import annotations

from functools import partial

from app.state.tool import Tool
from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs
from app.ui.commands.whole_mask import whole_mask_commands


def mask_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List what begins and ends the editing of a mask, and what has a key while it goes on."""
    masks, brush, when, menu = verbs.actions.masks, verbs.actions.brush, verbs.when, Menu.AI
    place = translate("Commands", "Mask")
    return (
        Command(
            "edit_mask",
            translate("Commands", "Edit the mask"),
            menu,
            masks.edit_selected,
            keys=("Shift+B",),
            icon="edit",
            enabled=when.editable,
            group=1,
            context=True,
            help=translate("Commands", "Corrects the selected structure with a brush; what the model left is kept."),
        ),
        Command(
            "tool_brush",
            translate("Commands", "Brush"),
            menu,
            brush.choose_tool,
            Tool.BRUSH,
            icon="tool-brush",
            enabled=when.editing,
            group=1,
            submenu=place,
            checked=partial(verbs.on.tool, Tool.BRUSH),
            editing_keys=("B",),
        ),
        Command(
            "tool_eraser",
            translate("Commands", "Eraser"),
            menu,
            brush.choose_tool,
            Tool.ERASER,
            icon="tool-eraser",
            enabled=when.editing,
            group=1,
            submenu=place,
            checked=partial(verbs.on.tool, Tool.ERASER),
            editing_keys=("E",),
        ),
        Command(
            "brush_smaller",
            translate("Commands", "Smaller brush"),
            menu,
            brush.step_radius,
            -1,
            enabled=when.editing,
            group=1,
            submenu=place,
            editing_keys=("[",),
        ),
        Command(
            "brush_larger",
            translate("Commands", "Larger brush"),
            menu,
            brush.step_radius,
            1,
            enabled=when.editing,
            group=1,
            submenu=place,
            editing_keys=("]",),
        ),
        *whole_mask_commands(verbs, place),
        Command(
            "mask_done",
            translate("Commands", "Done with the mask"),
            menu,
            masks.done,
            enabled=when.editing,
            group=1,
            submenu=place,
            help=translate("Commands", "Keeps the mask as it is now."),
        ),
    )
