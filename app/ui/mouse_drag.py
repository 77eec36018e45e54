"""What the mouse can take hold of over a picture, and a drag from press to release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from app.imaging.screen import ScreenGeometry

CLICK_PX = 3.0
"""A button released nearer than this to where it was pressed was a click; nothing moves before."""


@dataclass(frozen=True)
class Pointer:
    """The cursor at one moment.

    Parameters
    ----------
    position
        In pixels of the widget.
    row, column
        Index of the picture under it, fractional; may lie outside.
    geometry
        Where the picture lay then.
    shift
        Whether Shift is held.
    pane_width
        Of the pane, in pixels of the widget.
    """

    position: QPointF
    row: float
    column: float
    geometry: ScreenGeometry
    shift: bool = False
    pane_width: float = 1.0

    @property
    def is_on_picture(self) -> bool:
        """Whether the picture is under it."""
        return self.geometry.holds(self.row, self.column)

    @property
    def inside(self) -> tuple[float, float]:
        """(row, column) index under it or, beside the picture, the nearest one at its edge."""
        return (
            min(max(self.row, -0.5), self.geometry.rows - 0.5),
            min(max(self.column, -0.5), self.geometry.columns - 0.5),
        )

    def is_away_from(self, other: Pointer) -> bool:
        """Whether the cursor went further than the hand of a click."""
        way = self.position - other.position
        return max(abs(way.x()), abs(way.y())) >= CLICK_PX


class Drag:
    """A button from press to release; this one asks for nothing. Drags tell; they change nothing themselves."""

    cursor: Qt.CursorShape = Qt.CursorShape.CrossCursor
    follows_at_once: bool = False
    """Whether it follows the cursor from the press on; others begin where a click would have ended."""
    outlives_picture: bool = False
    """Whether it goes on when another series or another cut comes under it: only where it asks for nothing that belongs
    to a place of the picture."""

    def move(self, pointer: Pointer) -> None:
        """Tell what the movement to ``pointer`` asks for."""

    def end(self, pointer: Pointer | None) -> None:
        """Tell that the button came up; without a pointer the picture went meanwhile."""


class Holdable(Protocol):
    """Something over the picture that the mouse can take hold of."""

    @property
    def is_drawing(self) -> bool:
        """Whether it has begun something that the next press goes on with: it then has the mouse alone."""

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show whether it is under the cursor while no button is pressed.

        Parameters
        ----------
        pointer
            None where the cursor left the pane, or is over something that lies above.

        Returns
        -------
        Qt.CursorShape | None
            The cursor that tells of it; None where a press would not be for it.
        """

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Take a press of the left button; None where it is not for this.

        Parameters
        ----------
        pointer
            Where.
        is_double
            Whether it is the second press of a double click.
        """
