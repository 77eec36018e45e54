"""The picture of the plane that a pane shows: at once where that is quick, else a coarser one for the moment."""

from __future__ import annotations

from app.dicom.series_load import OpenSeries
from app.imaging.cut_stack import SLOW_MS, CutStack
from app.imaging.screen import Plane
from app.imaging.screen_pixels import eight_bit_colour
from app.state.pane import Prepared

COARSE = 4
"""Rows and columns of which a picture has one while the fine one is made in a job."""

HURRIED = 2
"""The same while planes are being turned."""

HURRY_MS = 8.0
"""Planes that take longer are made coarser while they are turned: two or three panes turn at once."""


class PlaneMaker:
    """Makes planes and remembers how well the last one was made."""

    def __init__(self) -> None:
        self._is_hurried = False

    @property
    def is_hurried(self) -> bool:
        """Whether the last plane was made coarser than it could be, and deserves a better one when all rests."""
        return self._is_hurried

    def make(
        self, opened: OpenSeries, stack: CutStack, index: int, prepared: Prepared | None, *, moving: bool
    ) -> Plane | None:
        """Make a plane.

        Parameters
        ----------
        opened
            The series.
        stack, index
            Its planes, and which one.
        prepared
            The very plane as a job has made it, or None.
        moving
            Whether the planes are being turned.

        Returns
        -------
        Plane or None
            (rows, columns), or (rows, columns, 3) uint8; None where slices that it needs are missing.
        """
        self._is_hurried = False
        if not stack.is_ready(index, opened.filled):
            return None
        if prepared is not None:
            return prepared.plane
        cost = stack.cost_ms(index)
        self._is_hurried = moving and HURRY_MS < cost <= SLOW_MS
        thinning = COARSE if cost > SLOW_MS else HURRIED if self._is_hurried else 1
        plane = stack.plane(index, thinning=thinning)
        return eight_bit_colour(plane) if stack.volume.is_colour else plane
