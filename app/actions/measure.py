"""What a reader corrects and accepts of what a model found."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ai.inference.results import Point
from app.state.session import Session


class MeasureActions(QObject):
    """What a reader can do with what a model found."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def move_caliper(self, measurement_name: str, caliper_index: int, start: Point, end: Point) -> None:
        """Put a line elsewhere; the value follows at once.

        Parameters
        ----------
        measurement_name, caliper_index
            Which line.
        start, end
            New ends, (slice, row, column) index, fractional.
        """
        self._session.move_caliper(measurement_name, caliper_index, start, end)

    def set_layer(self, index: int, field: str, value: object) -> None:
        """Draw a structure in another way; ``field`` is one of `app.state.reading.Layer`."""
        self._session.set_layer(index, **{field: value})

    def set_layers(self, indices: tuple[int, ...], field: str, value: object) -> None:
        """Draw many structures in another way at once."""
        self._session.set_layers(indices, **{field: value})
