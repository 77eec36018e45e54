"""What the mouse does in every pane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from app.imaging.annotations.annotation import Kind
from app.state.box_prompt import BoxPrompt


class Tool(StrEnum):
    """What a drag does; the value is saved in the settings."""

    WINDOW = "window"
    ZOOM = "zoom"
    PAN = "pan"
    SCROLL = "scroll"
    CROSSHAIR = "crosshair"
    WINDOW_REGION = "window-region"
    LENGTH = "length"
    ANGLE = "angle"
    COBB = "cobb"
    BIDIRECTIONAL = "bidirectional"
    ELLIPSE = "ellipse"
    RECTANGLE = "rectangle"
    POLYGON = "polygon"
    FREEHAND = "freehand"
    ARROW = "arrow"
    TEXT = "text"
    POINT = "point"
    BRUSH = "brush"
    ERASER = "eraser"
    OUTLINE = "outline"
    LIVE_WIRE = "live-wire"
    GROW = "grow"
    ISLAND = "island"
    BOX = "box"
    SCRIBBLE = "scribble"
    POINTS = "points"
    MARK = "mark"

    @property
    def kind(self) -> Kind | None:
        """What it draws; None for a tool that looks."""
        return _KINDS.get(self)

    @property
    def paints(self) -> bool:
        """Whether it changes the mask that is edited."""
        return self.strokes or self.outlines or self.proposes or self in (Tool.GROW, Tool.ISLAND)

    @property
    def strokes(self) -> bool:
        """Whether it does so along its way."""
        return self in (Tool.BRUSH, Tool.ERASER)

    @property
    def outlines(self) -> bool:
        """Whether it does so within a line that it draws."""
        return self in (Tool.OUTLINE, Tool.LIVE_WIRE)

    @property
    def finds(self) -> bool:
        """Whether it draws what is found: a box, or a point."""
        return self in (Tool.BOX, Tool.MARK)

    @property
    def proposes(self) -> bool:
        """Whether it proposes what would be marked, which is taken or let go."""
        return self in (Tool.SCRIBBLE, Tool.POINTS)


class Wheel(StrEnum):
    """What the wheel does; with Ctrl it does the other."""

    SCROLL = "scroll"
    ZOOM = "zoom"


_KINDS = {
    Tool.LENGTH: Kind.LENGTH,
    Tool.ANGLE: Kind.ANGLE,
    Tool.COBB: Kind.COBB,
    Tool.BIDIRECTIONAL: Kind.BIDIRECTIONAL,
    Tool.ELLIPSE: Kind.ELLIPSE,
    Tool.RECTANGLE: Kind.RECTANGLE,
    Tool.POLYGON: Kind.POLYGON,
    Tool.FREEHAND: Kind.FREEHAND,
    Tool.ARROW: Kind.ARROW,
    Tool.TEXT: Kind.TEXT,
    Tool.POINT: Kind.POINT,
}

BUTTON_TOOLS = (Tool.WINDOW, Tool.ZOOM, Tool.PAN, Tool.SCROLL, Tool.CROSSHAIR)
"""Tools that any button can have, from the start on; those that draw belong to the left one, while they are chosen."""


@dataclass(frozen=True)
class Buttons:
    """What the buttons and the wheel do.

    Parameters
    ----------
    left, middle, right
        A drag with this button; a right click without a drag always opens the menu.
    wheel
        A turn without a modifier.
    """

    left: Tool = Tool.WINDOW
    middle: Tool = Tool.PAN
    right: Tool = Tool.ZOOM
    wheel: Wheel = Wheel.SCROLL


class ToolState(QObject):
    """Holder of the tool in use; every pane obeys it.

    Signals
    -------
    tool_changed()
        A button, or the wheel, does something else.
    """

    tool_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._buttons = Buttons()
        self.box_prompt = BoxPrompt(self)
        """The box that a model asks for: while it does, the left button draws it."""
        self.box_prompt.turned.connect(self.tool_changed)

    @property
    def buttons(self) -> Buttons:
        """What the buttons do now."""
        return self._buttons

    @property
    def tool(self) -> Tool:
        """What the left button does now."""
        return self._buttons.left

    def set_tool(self, tool: Tool) -> None:
        """Give the left button another tool."""
        self.set_buttons(replace(self._buttons, left=tool))

    def set_buttons(self, buttons: Buttons) -> None:
        """Give all buttons their tools."""
        if buttons != self._buttons:
            self._buttons = buttons
            self.tool_changed.emit()
