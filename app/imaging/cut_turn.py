"""Quarter turns and mirroring of a picture as shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from app.imaging.plane_frame import Part, PlaneFrame, Vector


@dataclass(frozen=True)
class Turn:
    """How a picture lies on the screen: mirrored from left to right, then turned clockwise.

    Parameters
    ----------
    quarters
        Quarter turns clockwise, 0 to 3.
    mirrored
        Whether it is seen from behind: then left and right, or top and bottom, are exchanged.
    """

    quarters: int = 0
    mirrored: bool = False

    def __post_init__(self) -> None:
        if self.quarters not in range(4):
            raise ValueError(f"there are 0 to 3 quarter turns, got {self.quarters}")

    @property
    def is_none(self) -> bool:
        """Whether the picture lies as it is stored."""
        return self.quarters == 0 and not self.mirrored

    def turned(self, quarters: int) -> Turn:
        """Give the turn that is so many quarters further clockwise on the screen."""
        return replace(self, quarters=(self.quarters + quarters) % 4)

    def mirrored_across(self) -> Turn:
        """Give the turn with left and right of the screen exchanged."""
        return Turn(-self.quarters % 4, not self.mirrored)

    def mirrored_down(self) -> Turn:
        """Give the turn with top and bottom of the screen exchanged."""
        return self.mirrored_across().turned(2)

    def shape(self, shape_px: tuple[int, int]) -> tuple[int, int]:
        """Return (rows, columns) as shown of a picture with so many."""
        rows, columns = shape_px
        return (columns, rows) if self.quarters % 2 else (rows, columns)

    def apply(self, plane: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Turn a picture; (rows, columns, ...) -> a view of the same values."""
        turned = plane[:, ::-1] if self.mirrored else plane
        return turned if self.quarters == 0 else np.rot90(turned, -self.quarters)

    def frame(self, frame: PlaneFrame) -> PlaneFrame:
        """Give the frame of the turned picture: every pixel stays at its place in the patient."""
        rows, columns = frame.shape_px
        down_mm, right_mm = frame.steps_lps_mm.T
        origin = np.array(frame.origin_lps_mm)
        down, right = np.array(frame.down_lps), np.array(frame.right_lps)
        if self.mirrored:
            origin = origin + right_mm * (columns - 1)
            right, right_mm = -right, -right_mm
        row_mm, column_mm = frame.pixel_mm
        for _ in range(self.quarters):
            # The lower left corner comes to the upper left; what went up goes to the right, what went right goes down.
            origin = origin + down_mm * (rows - 1)
            right, down, right_mm, down_mm = -down, right, -down_mm, right_mm
            rows, columns, row_mm, column_mm = columns, rows, column_mm, row_mm
        return PlaneFrame(vector(origin), vector(right), vector(down), (row_mm, column_mm), (rows, columns))

    def index(self, row: float, column: float, shape_px: tuple[int, int]) -> tuple[float, float]:
        """Find where a pixel of a picture is shown.

        Parameters
        ----------
        row, column
            Of the picture as it is stored, may be fractional.
        shape_px
            (rows, columns) of the picture as it is stored.
        """
        rows, columns = shape_px
        if self.mirrored:
            column = columns - 1 - column
        for _ in range(self.quarters):
            row, column, rows, columns = column, rows - 1 - row, columns, rows
        return row, column

    def back(self, row: float, column: float, shape_px: tuple[int, int]) -> tuple[float, float]:
        """Find which pixel of the stored picture, of ``shape_px``, is shown at (row, column)."""
        rows, columns = self.shape(shape_px)
        for _ in range(self.quarters):
            row, column, rows, columns = columns - 1 - column, row, columns, rows
        return (row, columns - 1 - column) if self.mirrored else (row, column)

    def part_back(self, part: Part, shape_px: tuple[int, int]) -> Part:
        """Find which part of the stored picture, of ``shape_px``, is shown as a part that is not empty."""
        (top, bottom), (left, right) = ((each.start, each.stop - 1) for each in part)
        ends = np.array([self.back(top, left, shape_px), self.back(bottom, right, shape_px)], np.intp)
        (top, left), (bottom, right) = ends.min(axis=0).tolist(), ends.max(axis=0).tolist()
        return slice(top, bottom + 1), slice(left, right + 1)


def vector(values: npt.NDArray[np.float64]) -> Vector:
    """Return three numbers as a tuple."""
    x, y, z = values.tolist()
    return x, y, z
