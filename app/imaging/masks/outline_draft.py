"""An outline while it is drawn: corners, freehand stretches, or ways along the edges of the picture."""

from __future__ import annotations

import numpy as np

from app.imaging.contours import Polyline
from app.imaging.masks.live_wire import LiveWire, Place

LEAST_POINTS = 3
"""That have an inside."""


class OutlineDraft:
    """One outline under the mouse. Places are (row, column) of the picture, fractional.

    Parameters
    ----------
    row, column
        Where it begins.
    wire
        Along which edges it goes; None for straight from corner to corner.
    reach_px
        How far beside an edge a corner may be set, in pixels of the picture.
    """

    def __init__(self, row: float, column: float, *, wire: LiveWire | None = None, reach_px: float = 0.0) -> None:
        self._wire = wire
        self._reach_px = reach_px
        start = (row, column) if wire is None else wire.begin(row, column, reach_px=reach_px)
        # Each stretch is what one click or one drag added, the corner at its end included.
        self._stretches: list[Polyline] = [np.array([start])]
        self._tail: Polyline = np.array([start])

    @property
    def follows_edges(self) -> bool:
        """Whether it goes along the edges of the picture."""
        return self._wire is not None

    @property
    def corners(self) -> tuple[Place, ...]:
        """Where the stretches end, the first corner first."""
        return tuple((float(each[-1, 0]), float(each[-1, 1])) for each in self._stretches)

    @property
    def line(self) -> Polyline:
        """(points, 2), what is fixed."""
        return np.concatenate(self._stretches)

    @property
    def tail(self) -> Polyline:
        """(points, 2), from the last corner to the cursor."""
        return self._tail

    def point_at(self, row: float, column: float) -> None:
        """Follow the cursor."""
        if self._wire is None:
            self._tail = np.array([self.corners[-1], (row, column)])
        else:
            self._tail = self._wire.way_to(row, column)

    def add_corner(self, row: float, column: float) -> None:
        """Fix the line as far as a place."""
        if self._wire is None:
            self._add(np.array([(row, column)]))
            return
        place = self._wire.near(row, column, reach_px=self._reach_px)
        self._add(self._wire.way_to(*place))
        self._wire.begin(*place)

    def draw_to(self, row: float, column: float) -> None:
        """Go on freehand, as part of the stretch that the last corner began."""
        self._stretches[-1] = np.vstack([self._stretches[-1], (row, column)])
        self._tail = self._stretches[-1][-1:]

    def step_back(self) -> bool:
        """Take the last corner back, with the stretch to it; False where that was the first."""
        if len(self._stretches) == 1:
            return False
        self._stretches.pop()
        last = self.corners[-1]
        self._tail = np.array([last])
        if self._wire is not None:
            self._wire.begin(*last)
        return True

    def closed(self) -> Polyline | None:
        """Close the line: (points, 2), the last point joins the first; None where it has no inside."""
        line = self.line
        if self._wire is not None and len(self._stretches) > 1:
            line = np.vstack([line, self._wire.way_to(*self.corners[0])])
        return line if len(np.unique(line, axis=0)) >= LEAST_POINTS else None

    def _add(self, stretch: Polyline) -> None:
        self._stretches.append(stretch)
        self._tail = stretch[-1:]
