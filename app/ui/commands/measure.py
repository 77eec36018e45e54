"""Commands that measure and annotate."""

from __future__ import annotations

from app.state.tool import Tool
from app.ui.commands.command import Bar, Command, Menu, translate
from app.ui.commands.tools import tool_command
from app.ui.commands.verbs import Verbs


def measure_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the tools that draw, and what is done with all annotations."""
    return (
        *_tools(verbs),
        Command(
            "annotations",
            translate("Commands", "Show annotations"),
            Menu.MEASURE,
            verbs.actions.annotate.toggle_shown,
            keys=("Shift+H",),
            icon="eye",
            enabled=verbs.when.opened,
            checked=verbs.on.annotations,
            group=2,
            help=translate(
                "Commands", "Measurements and marks of the reader; those of AI are hidden by their own key."
            ),
        ),
        Command(
            "label",
            translate("Commands", "Label the selected annotation…"),
            Menu.MEASURE,
            verbs.window.label_selected,
            keys=("Ctrl+N",),
            enabled=verbs.when.selected,
            group=2,
        ),
        Command(
            "calibrate",
            translate("Commands", "Calibrate by the selected length…"),
            Menu.MEASURE,
            verbs.window.calibrate,
            enabled=verbs.when.length,
            group=2,
            help=translate("Commands", "Say how long a drawn line truly is; all lengths of its image follow."),
        ),
    )


def _tools(verbs: Verbs) -> tuple[Command, ...]:
    rows = (
        (Tool.LENGTH, translate("Commands", "Length"), "D", translate("Commands", "Drag from end to end."), True, 0),
        (
            Tool.ANGLE,
            translate("Commands", "Angle"),
            "A",
            translate("Commands", "Drag one arm to the vertex, then click the end of the other."),
            True,
            0,
        ),
        (
            Tool.COBB,
            translate("Commands", "Cobb angle"),
            "Shift+A",
            translate("Commands", "Drag along one endplate, then along the other."),
            False,
            0,
        ),
        (
            Tool.BIDIRECTIONAL,
            translate("Commands", "Long and short axis (RECIST)"),
            "Shift+D",
            translate("Commands", "Drag the long axis; the short one across it can be moved afterwards."),
            True,
            0,
        ),
        (
            Tool.ELLIPSE,
            translate("Commands", "Ellipse"),
            "E",
            translate("Commands", "Drag from corner to corner: mean, SD, smallest, largest, area."),
            True,
            1,
        ),
        (
            Tool.RECTANGLE,
            translate("Commands", "Rectangle"),
            "Shift+E",
            translate("Commands", "Drag from corner to corner: mean, SD, smallest, largest, area."),
            False,
            1,
        ),
        (
            Tool.POLYGON,
            translate("Commands", "Polygon"),
            "Shift+P",
            translate("Commands", "Click the corners; Enter, a double click or the first corner closes it."),
            False,
            1,
        ),
        (
            Tool.FREEHAND,
            translate("Commands", "Freehand region"),
            "Shift+C",
            translate("Commands", "Drag around it."),
            False,
            1,
        ),
        (
            Tool.ARROW,
            translate("Commands", "Arrow"),
            "Shift+R",
            translate("Commands", "Drag from the tip outwards."),
            True,
            3,
        ),
        (
            Tool.TEXT,
            translate("Commands", "Text"),
            "Shift+T",
            translate("Commands", "Click where it stands."),
            False,
            3,
        ),
        (
            Tool.POINT,
            translate("Commands", "Point"),
            "Shift+X",
            translate("Commands", "Click for the value there."),
            False,
            3,
        ),
    )
    return tuple(
        tool_command(
            verbs,
            tool,
            text,
            key=key,
            help=help,
            enabled=verbs.when.opened,
            menu=Menu.MEASURE,
            group=group,
            toolbar=Bar.TOOL if in_toolbar else None,
        )
        for tool, text, key, help, in_toolbar, group in rows
    )
