"""A box along the axes of a scan that a reader draws: from a drag on any plane, moved by its faces, drawn where cut.

Its faces always lie between voxels, so that what is drawn is what a model reads, on every grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.inference.results import Point
from ai.prepare.placed_box import PlacedBox
from ai.volume import Volume
from app.imaging.cut_stack import CutStack

Pixel: TypeAlias = tuple[float, float]
"""(row, column) index of a picture, fractional."""

_FAR_PX = 1e6
"""Beyond every picture."""

_CLOSE = 1e-9


@dataclass(frozen=True)
class GridBox:
    """Opposite corners, (slice, row, column) index; voxel k reaches from k - 0.5 to k + 0.5."""

    low: Point
    high: Point

    def __post_init__(self) -> None:
        if not all(low < high for low, high in zip(self.low, self.high, strict=True)):
            raise ValueError("every side of a box must be longer than nothing")

    def sides_mm(self, spacing_mm: tuple[float, float, float]) -> tuple[float, float, float]:
        """Lengths along (slices, rows, columns)."""
        slices, rows, columns = (
            (high - low) * mm for low, high, mm in zip(self.low, self.high, spacing_mm, strict=True)
        )
        return slices, rows, columns

    def placed(self, volume: Volume) -> PlacedBox:
        """Give the box in patient mm."""
        return PlacedBox.along_grid(volume, self.low, self.high)

    def holds(self, at: Sequence[float]) -> bool:
        """Whether a (slice, row, column) index lies in it."""
        return all(low <= place <= high for low, place, high in zip(self.low, at, self.high, strict=True))


@dataclass(frozen=True, eq=False)
class PlaneIndices:
    """Which voxels lie under the pixels of a plane, where the affine of the scan tells it.

    Parameters
    ----------
    origin
        (3,) fractional (slice, row, column) under pixel (0, 0).
    steps
        (3, 2): from a row of the picture to the next, from a column to the next.
    """

    origin: npt.NDArray[np.float64]
    steps: npt.NDArray[np.float64]

    def at(self, pixel: Pixel) -> Point:
        """Find the voxel under a pixel."""
        slices, rows, columns = (self.origin + self.steps @ np.array(pixel)).tolist()
        return slices, rows, columns


def plane_indices(stack: CutStack, index: int) -> PlaneIndices:
    """Find the voxels under a plane of a stack."""
    origin, down, right = (np.array(stack.voxel_at(index, *pixel)) for pixel in ((0, 0), (1, 0), (0, 1)))
    return PlaneIndices(origin, np.stack([down - origin, right - origin], axis=1))


@dataclass(frozen=True)
class FaceLine:
    """Where a plane cuts a face of a box.

    Parameters
    ----------
    start, end
        Pixels.
    axis, is_high
        Which face: across the slices (0), rows (1) or columns (2), and at which end.
    """

    start: Pixel
    end: Pixel
    axis: int
    is_high: bool

    @property
    def middle(self) -> Pixel:
        """Half-way."""
        return (self.start[0] + self.end[0]) / 2, (self.start[1] + self.end[1]) / 2


def faces_on_plane(box: GridBox, plane: PlaneIndices) -> tuple[FaceLine, ...]:
    """Cut a box with a plane.

    Returns
    -------
    tuple[FaceLine, ...]
        Three to six lines round a convex figure, each from where the one before ended; none where the plane does not
        cut the box.
    """
    corners = [(-_FAR_PX, -_FAR_PX), (-_FAR_PX, _FAR_PX), (_FAR_PX, _FAR_PX), (_FAR_PX, -_FAR_PX)]
    figure: list[tuple[Pixel, tuple[int, bool] | None]] = [(corner, None) for corner in corners]
    for axis in range(3):
        offset, (down, right) = float(plane.origin[axis]), plane.steps[axis].tolist()
        for is_high, place in ((False, box.low[axis]), (True, box.high[axis])):
            sign = 1.0 if is_high else -1.0
            beyond = [sign * (offset + down * row + right * column - place) for (row, column), _ in figure]
            figure = list(_cut(figure, beyond, (axis, is_high)))
            if len(figure) < 3:
                return ()
    lines = []
    for (start, face), (end, _) in zip(figure, (*figure[1:], figure[0]), strict=True):
        if face is not None and math.dist(start, end) > _CLOSE:
            lines.append(FaceLine(start, end, *face))
    return tuple(lines)


def drawn(
    volume: Volume, plane: PlaneIndices, start: Pixel, end: Pixel, *, usual_mm: tuple[float, float, float] | None
) -> GridBox | None:
    """Make a box of a drag over a plane.

    Parameters
    ----------
    volume
        The scan.
    plane
        That was drawn on.
    start, end
        Pixels where the button went down and came up.
    usual_mm
        Sides along (slices, rows, columns) that boxes have; the one across the plane is taken. None: it becomes as deep
        as the other two sides are long on average.

    Returns
    -------
    GridBox | None
        None where it would lie beside the scan, or be no voxel wide.
    """
    ends = np.array([plane.at(start), plane.at(end)])
    axis = _across(volume, plane)
    low, high = _clipped(ends.min(axis=0), ends.max(axis=0), volume.shape)
    others = [each for each in range(3) if each != axis]
    if any(high[each] - low[each] < 1 for each in others):
        return None
    if usual_mm is None:
        depth_mm = sum((high[each] - low[each]) * volume.spacing_mm[each] for each in others) / 2
    else:
        depth_mm = usual_mm[axis]
    size = volume.shape[axis]
    deep = min(max(1, round(depth_mm / volume.spacing_mm[axis])), size)
    first = _border(float(ends[:, axis].mean()) - deep / 2)
    if first + deep < -0.5 or first > size - 0.5:
        return None
    low[axis] = min(max(first, -0.5), size - 0.5 - deep)
    high[axis] = low[axis] + deep
    return GridBox(_point(low), _point(high))


def with_face(box: GridBox, axis: int, is_high: bool, place: float, shape: tuple[int, int, int]) -> GridBox:
    """Put one face elsewhere along its axis; it never goes past the other one, nor out of the scan."""
    low, high = list(box.low), list(box.high)
    border = min(max(_border(place), -0.5), shape[axis] - 0.5)
    if is_high:
        high[axis] = max(border, low[axis] + 1)
    else:
        low[axis] = min(border, high[axis] - 1)
    return GridBox(_point(low), _point(high))


def moved(box: GridBox, by: Sequence[float], shape: tuple[int, int, int]) -> GridBox:
    """Move a box by fractional voxels, as far as the scan goes; it keeps its size."""
    low, high = list(box.low), list(box.high)
    for axis in range(3):
        side = high[axis] - low[axis]
        low[axis] = min(max(_border(low[axis] + by[axis]), -0.5), shape[axis] - 0.5 - side)
        high[axis] = low[axis] + side
    return GridBox(_point(low), _point(high))


def box_on_grid(box: PlacedBox, volume: Volume) -> GridBox | None:
    """Find the voxels of a scan that a box in the patient reaches into; None where it lies beside."""
    spans = box.spans_in(volume)
    if spans is None:
        return None
    low, high = ([float(span[end]) - 0.5 for span in spans] for end in (0, 1))
    return GridBox(_point(low), _point(high))


def _across(volume: Volume, plane: PlaneIndices) -> int:
    """Find the axis of the grid that goes most nearly through a plane."""
    axes = volume.affine_lps[:3, :3]
    down, right = (axes @ plane.steps).T
    normal = np.cross(down, right)
    return int(np.argmax(np.abs(normal @ axes) / np.linalg.norm(axes, axis=0)))


def _cut(
    figure: Sequence[tuple[Pixel, tuple[int, bool] | None]], beyond: Sequence[float], face: tuple[int, bool]
) -> Iterator[tuple[Pixel, tuple[int, bool] | None]]:
    """Keep the part of a convex figure that is not beyond a line; what lies on it is of a face.

    Each corner has the face of the line that begins there (Sutherland and Hodgman, CACM 17, 1974).
    """
    count = len(figure)
    for number, (pixel, own) in enumerate(figure):
        after = (number + 1) % count
        here, there = beyond[number], beyond[after]
        if here <= 0:
            yield pixel, own if there <= 0 or here < 0 else face
        if here < 0 < there or there < 0 < here:
            share = here / (here - there)
            row, column = (a + share * (b - a) for a, b in zip(pixel, figure[after][0], strict=True))
            yield (row, column), face if here < 0 else own


def _border(place: float) -> float:
    """Find the border between voxels that is nearest."""
    return math.floor(place + 1.0) - 0.5


def _clipped(
    low: npt.NDArray[np.float64], high: npt.NDArray[np.float64], shape: tuple[int, int, int]
) -> tuple[list[float], list[float]]:
    """Put both ends on borders between voxels of the scan."""
    first, last = (
        [min(max(_border(place), -0.5), size - 0.5) for place, size in zip(each.tolist(), shape, strict=True)]
        for each in (low, high)
    )
    return first, last


def _point(values: Sequence[float]) -> Point:
    slices, rows, columns = values
    return slices, rows, columns
