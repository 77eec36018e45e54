"""Corrections that a reader makes to measurements."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ai.inference.results import Point
from app.state.session import Session


class MeasureActions(QObject):
    """What a reader can do with measurements."""

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
