"""The tool of the left button, told once."""

from __future__ import annotations

from app.state.tool import Buttons, Tool, ToolState, Wheel


def test_a_tool_is_told_once_and_leaves_other_buttons_alone(qtbot) -> None:
    tools = ToolState()
    told: list[Tool] = []
    tools.tool_changed.connect(lambda: told.append(tools.tool))
    tools.set_buttons(Buttons(middle=Tool.SCROLL, wheel=Wheel.ZOOM))
    tools.set_tool(Tool.PAN)
    tools.set_tool(Tool.PAN)
    assert told == [Tool.WINDOW, Tool.PAN]
    assert tools.buttons == Buttons(left=Tool.PAN, middle=Tool.SCROLL, wheel=Wheel.ZOOM)
