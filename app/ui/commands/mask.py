"""Commands that edit a mask."""

from __future__ import annotations

from functools import partial

from app.state.tool import Tool
from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def mask_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List what begins and ends the editing of a mask, and what has a key while it goes on."""
    masks, when, menu = verbs.actions.masks, verbs.when, Menu.AI
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
        *_tools(verbs, place),
        Command(
            "tool_scribble",
            translate("Commands", "Scribble"),
            menu,
            verbs.actions.brush.choose_tool,
            Tool.SCRIBBLE,
            enabled=when.editing,
            group=1,
            submenu=place,
            checked=partial(verbs.on.tool, Tool.SCRIBBLE),
            editing_keys=("S",),
            help=translate("Commands", "Grows from strokes over what belongs, and with Shift over what does not."),
        ),
        Command(
            "brush_smaller",
            translate("Commands", "Smaller brush"),
            menu,
            verbs.actions.mask_tools.step_size,
            -1,
            enabled=when.editing,
            group=1,
            submenu=place,
            help=translate("Commands", "While it grows from a place: a narrower tolerance."),
            editing_keys=("[",),
        ),
        Command(
            "brush_larger",
            translate("Commands", "Larger brush"),
            menu,
            verbs.actions.mask_tools.step_size,
            1,
            enabled=when.editing,
            group=1,
            submenu=place,
            help=translate("Commands", "While it grows from a place: a wider tolerance."),
            editing_keys=("]",),
        ),
        Command(
            "mask_clear_within",
            translate("Commands", "Clear inside the outline"),
            menu,
            verbs.window.clear_within,
            enabled=when.editing,
            group=1,
            submenu=place,
            help=translate("Commands", "Closes the line that is drawn and clears the mask inside, or where it grew."),
            editing_keys=("Shift+Return",),
        ),
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


def _tools(verbs: Verbs, place: str) -> tuple[Command, ...]:
    """List the tools of the left button that change a mask."""
    rows = (
        (Tool.BRUSH, translate("Commands", "Brush"), "B"),
        (Tool.ERASER, translate("Commands", "Eraser"), "E"),
        (Tool.OUTLINE, translate("Commands", "Outline"), "D"),
        (Tool.LIVE_WIRE, translate("Commands", "Live wire"), "A"),
        (Tool.GROW, translate("Commands", "Grow from a place"), "G"),
        (Tool.ISLAND, translate("Commands", "Keep an island"), "K"),
    )
    return tuple(
        Command(
            f"tool_{tool.value}",
            text,
            Menu.AI,
            verbs.actions.brush.choose_tool,
            tool,
            icon=f"tool-{tool.value}",
            enabled=verbs.when.editing,
            group=1,
            submenu=place,
            checked=partial(verbs.on.tool, tool),
            editing_keys=(key,),
        )
        for tool, text, key in rows
    )
