"""Where the words of an annotation stand, and the line that leads to their figure; all in pixels of the widget."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF

TEXT_GAP_PX = 6.0
"""Between a text and its point."""


def meet(one: QRectF, other: QRectF) -> bool:
    """Whether two rectangles share a point; also where one is a line or a point, which Qt calls empty."""
    return (
        one.left() <= other.right()
        and other.left() <= one.right()
        and one.top() <= other.bottom()
        and other.top() <= one.bottom()
    )


def beside(at: QPointF, width: float, height: float, pane: QRectF) -> QRectF:
    """Place a text beside its point: to the right, else to the left, else as far in as it goes."""
    left = at.x() + TEXT_GAP_PX
    if left + width > pane.right() and at.x() - TEXT_GAP_PX - width >= pane.left():
        left = at.x() - TEXT_GAP_PX - width
    left = max(min(left, pane.right() - width), pane.left())
    top = max(min(at.y() - height / 2, pane.bottom() - height), pane.top())
    return QRectF(left, top, width, height)


def leader_of(rectangle: QRectF, corners: Sequence[npt.NDArray[np.float64]]) -> QLineF:
    """Return the shortest way from a label to the figure that it belongs to."""
    end = nearest(corners, rectangle.center())
    inside = QPointF(
        min(max(end.x(), rectangle.left()), rectangle.right()),
        min(max(end.y(), rectangle.top()), rectangle.bottom()),
    )
    return QLineF(inside, end)


def nearest(lines: Sequence[npt.NDArray[np.float64]], position: QPointF) -> QPointF:
    """Find the point of lines of straight pieces, (n, 2) x and y each, that is nearest to a position."""
    at = np.array((position.x(), position.y()))
    # A line of one point is a piece without a length.
    starts = np.concatenate([line if len(line) == 1 else line[:-1] for line in lines])
    ways = np.concatenate([np.zeros((1, 2)) if len(line) == 1 else line[1:] - line[:-1] for line in lines])
    squares = np.maximum((ways * ways).sum(axis=1), 1e-12)
    share = np.clip(((at - starts) * ways).sum(axis=1) / squares, 0.0, 1.0)
    away = starts + share[:, np.newaxis] * ways - at
    x, y = away[(away * away).sum(axis=1).argmin()].tolist()
    return position + QPointF(x, y)
