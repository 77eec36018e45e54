"""Commands that edit boxes and points."""

from __future__ import annotations

from functools import partial

from app.state.box_editing import BoxEditing
from app.state.tool import Tool
from app.ui.commands.command import Command, Condition, KeyMode, Menu, translate
from app.ui.commands.verbs import Verbs


def box_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List what begins and ends the editing of boxes and points, and what has a key while it goes on."""
    boxes, editing, menu = verbs.actions.boxes, verbs.session.editing.boxes, Menu.AI
    place = translate("Commands", "Boxes and points")
    on = Condition(partial(_is_on, editing), translate("Commands", "No boxes are edited."))
    selected = Condition(boxes.has_selected, translate("Commands", "No box and no point is selected."))
    stacked = Condition(boxes.can_end_here, translate("Commands", "No box on a stack of images is selected."))
    return (
        Command(
            "edit_boxes",
            translate("Commands", "Edit boxes"),
            menu,
            boxes.toggle,
            keys=("Ctrl+Shift+B",),
            icon="tool-box",
            enabled=verbs.when.opened,
            group=1,
            context=True,
            checked=partial(_is_on, editing),
            help=translate("Commands", "Draws boxes round findings, and corrects those of a model."),
        ),
        Command(
            "mark_points",
            translate("Commands", "Mark points"),
            menu,
            boxes.mark,
            keys=("Ctrl+Shift+P",),
            icon="tool-point",
            enabled=verbs.when.opened,
            group=1,
            context=True,
            checked=partial(_marks, editing, verbs),
            help=translate("Commands", "A press says where a finding is, without saying how large it is."),
        ),
        Command(
            "tool_box",
            translate("Commands", "Draw a box"),
            menu,
            boxes.choose_tool,
            Tool.BOX,
            icon="tool-box",
            enabled=on,
            group=1,
            submenu=place,
            checked=partial(verbs.on.tool, Tool.BOX),
            editing_keys=("B",),
            keys_in=KeyMode.BOX,
        ),
        Command(
            "tool_mark",
            translate("Commands", "Mark a point"),
            menu,
            boxes.choose_tool,
            Tool.MARK,
            icon="tool-point",
            enabled=on,
            group=1,
            submenu=place,
            checked=partial(verbs.on.tool, Tool.MARK),
            editing_keys=("P",),
            keys_in=KeyMode.BOX,
        ),
        Command(
            "box_first",
            translate("Commands", "The box begins with this image"),
            menu,
            boxes.end_here,
            False,
            enabled=stacked,
            group=1,
            submenu=place,
            editing_keys=("[",),
            keys_in=KeyMode.BOX,
        ),
        Command(
            "box_last",
            translate("Commands", "The box ends with this image"),
            menu,
            boxes.end_here,
            True,
            enabled=stacked,
            group=1,
            submenu=place,
            editing_keys=("]",),
            keys_in=KeyMode.BOX,
        ),
        Command(
            "box_delete",
            translate("Commands", "Delete the selected box or point"),
            menu,
            boxes.delete_selected,
            enabled=Condition(boxes.can_delete, selected.reason),
            group=1,
            submenu=place,
            editing_keys=("Del",),
            keys_in=KeyMode.BOX,
            help=translate("Commands", "What a model marked is rejected: it is hidden and in no export."),
        ),
        Command(
            "boxes_done",
            translate("Commands", "Done with boxes and points"),
            menu,
            boxes.done,
            enabled=on,
            group=1,
            submenu=place,
        ),
    )


def _is_on(editing: BoxEditing) -> bool:
    return editing.is_on


def _marks(editing: BoxEditing, verbs: Verbs) -> bool:
    return editing.is_on and verbs.on.tool(Tool.MARK)
