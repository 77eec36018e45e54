"""Outlines with holes as single closed lines: each hole is joined to its outline by a cut without width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.imaging.contours import Polyline, area_px

_STRAIGHT = 1e-9
"""Twice the area of the triangle of three neighbours, in pixels, below which the middle one says nothing."""


def rings(lines: Sequence[Polyline]) -> tuple[Polyline, ...]:
    """Join holes to the outlines around them.

    Parameters
    ----------
    lines
        Of `app.imaging.contours.contours`: closed, outlines and holes run in opposite directions and do not cross.

    Returns
    -------
    tuple[Polyline, ...]
        One closed line per outline, that goes along a cut to each of its holes, around it, and back along the same cut:
        filled by the even-odd or by the non-zero rule it gives the same pixels. Points on a straight way are left out.

    References
    ----------
    PS3.3 C.8.8.6.3, the "keyhole" technique for contours with inner ones.
    """
    areas = [area_px((line,)) for line in lines]
    outlines = [index for index, area in enumerate(areas) if area > 0]
    holes_of: dict[int, list[Polyline]] = {index: [] for index in outlines}
    for index, area in enumerate(areas):
        if area > 0:
            continue
        around = [each for each in outlines if _is_inside(lines[index][0], lines[each])]
        # Of outlines within holes of others the smallest one is next.
        if around:
            holes_of[min(around, key=areas.__getitem__)].append(lines[index])
    # Straightened last: a cut begins at the nearest point, which may lie on a straight way.
    return tuple(straightened(_joined(lines[index], holes_of[index])) for index in outlines)


def straightened(line: Polyline) -> Polyline:
    """Leave out points of a closed line that lie on the straight way between their neighbours."""
    distinct = (line != np.roll(line, 1, axis=0)).any(axis=1)
    line = line if distinct.all() else line[distinct]
    before, after = np.roll(line, 1, axis=0), np.roll(line, -1, axis=0)
    first, second = line - before, after - line
    cross = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    # Where the way turns back on itself, too, the point is a corner.
    turns = (np.abs(cross) > _STRAIGHT) | ((first * second).sum(axis=1) < 0)
    return line[turns] if np.count_nonzero(turns) > 2 else line


def _is_inside(point: npt.NDArray[np.float64], line: Polyline) -> bool:
    row, column = point.tolist()
    shape = line[:, ::-1].astype(np.float32)[:, None, :]
    return bool(cv2.pointPolygonTest(shape, (column, row), False) > 0)


@dataclass(eq=False)
class _Cut:
    """The shortest way found yet from a hole to what is joined already."""

    hole: Polyline
    square: float = math.inf
    start: tuple[float, float] = (0.0, 0.0)
    stop: int = 0

    def look_at(self, line: Polyline) -> None:
        """Compare with the ways to the points of a line."""
        away = ((line[:, None, :] - self.hole[None, :, :]) ** 2).sum(axis=2)
        at, stop = np.unravel_index(int(away.argmin()), away.shape)
        if away[at, stop] < self.square:
            row, column = line[at].tolist()
            self.square, self.start, self.stop = float(away[at, stop]), (row, column), int(stop)


def _joined(ring: Polyline, holes: list[Polyline]) -> Polyline:
    """Take in the nearest hole, then the next: what is joined already may be nearer than the outline."""
    left = [_Cut(hole) for hole in holes]
    for cut in left:
        cut.look_at(ring)
    while left:
        nearest = min(left, key=_square)
        left.remove(nearest)
        at = int(np.flatnonzero((ring == nearest.start).all(axis=1))[0])
        hole, stop = nearest.hole, nearest.stop
        way = _between_centres(ring[at], hole[stop])
        ring = np.concatenate([ring[: at + 1], way, hole[stop:], hole[: stop + 1], way[::-1], ring[at:]])
        for cut in left:
            cut.look_at(hole)
    return ring


def _between_centres(start: npt.NDArray[np.float64], stop: npt.NDArray[np.float64]) -> Polyline:
    """Lead a cut along the edges of pixels: on a centre it would be undecided whether that pixel is inside."""
    first, last = np.floor(start) + 0.5, np.floor(stop) + 0.5
    return np.stack([first, (last[0], first[1]), last])


def _square(cut: _Cut) -> float:
    return cut.square
