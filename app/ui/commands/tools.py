"""Commands that give the left button of the mouse its tool."""

from __future__ import annotations

from functools import partial

from app.state.tool import Tool
from app.ui.commands.command import Bar, Command, Condition, Menu, translate
from app.ui.commands.verbs import Verbs


def tool_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the tools that look; those that measure stand in `measure_commands`, made by `tool_command` too."""
    place, opened = translate("Commands", "Left mouse button"), verbs.when.opened
    return (
        tool_command(
            verbs,
            Tool.WINDOW,
            translate("Commands", "Window"),
            key="W",
            help=translate("Commands", "Drag across for contrast, up and down for brightness."),
            enabled=verbs.when.grey,
            submenu=place,
        ),
        tool_command(
            verbs,
            Tool.ZOOM,
            translate("Commands", "Zoom"),
            key="Z",
            help=translate("Commands", "Drag up to enlarge, down to make smaller."),
            enabled=opened,
            submenu=place,
        ),
        tool_command(
            verbs,
            Tool.PAN,
            translate("Commands", "Pan"),
            key="P",
            help=translate("Commands", "Drag the picture to another place."),
            enabled=opened,
            submenu=place,
        ),
        tool_command(
            verbs,
            Tool.SCROLL,
            translate("Commands", "Scroll"),
            key="S",
            help=translate("Commands", "Drag through the images of the series."),
            enabled=verbs.when.stack,
            submenu=place,
        ),
    )


def tool_command(
    verbs: Verbs,
    tool: Tool,
    text: str,
    *,
    key: str,
    help: str,
    enabled: Condition,
    menu: Menu = Menu.VIEW,
    group: int = -1,
    submenu: str = "",
    toolbar: Bar | None = Bar.TOOL,
) -> Command:
    """Make the command of a tool: one of many that is on; its icon is ``tool-`` and the tool's value.

    Parameters
    ----------
    verbs
        What commands call.
    tool
        What the left button is to do.
    text, help, key, enabled, menu, group, submenu, toolbar
        As in `Command`; ``key`` may be ``""``.
    """
    return Command(
        f"tool_{tool.value}",
        text,
        menu,
        verbs.session.tools.set_tool,
        tool,
        (key,) if key else (),
        icon=f"tool-{tool.value}",
        enabled=enabled,
        toolbar=toolbar,
        group=group,
        submenu=submenu,
        checked=partial(verbs.on.tool, tool),
        help=help,
    )
