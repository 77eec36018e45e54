"""Which switches are on."""

from __future__ import annotations

from app.state.session import Session
from app.state.tool import Tool
from app.state.view_state import ViewState


class On:
    """What commands that are switched ask.

    Parameters
    ----------
    session
        Whose active pane they ask.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def _state(self) -> ViewState:
        return self._session.panes.active.state

    def inverted(self) -> bool:
        """Whether black and white are turned round."""
        return self._state.inverted

    def graphics(self) -> bool:
        """Whether the overlay of the file is shown."""
        return self._state.graphics

    def lens(self) -> bool:
        """Whether the picture is seen through the lens."""
        return self._state.lens is not None

    def colours(self, name: str) -> bool:
        """Whether grey pictures have these colours; ``""`` for grey."""
        return self._state.colour_map == name

    def annotations(self) -> bool:
        """Whether annotations are drawn."""
        return self._session.annotations.are_shown

    def tool(self, tool: Tool) -> bool:
        """Whether the left button has this tool."""
        return self._session.tools.tool is tool
