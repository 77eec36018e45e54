"""What a movement of a stroke changed, so that only that has to be drawn again."""

from __future__ import annotations

from dataclasses import dataclass

from app.imaging.masks.region import Box
from app.state.reading import Reading


@dataclass(frozen=True, eq=False)
class Painted:
    """A movement of a stroke.

    Parameters
    ----------
    before
        What was filed under the series until then: masks in it that are others now were painted.
    box
        Part of the grid beyond which no voxel differs.
    """

    before: Reading
    box: Box
