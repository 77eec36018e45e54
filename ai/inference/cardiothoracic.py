"""The cardiothoracic ratio: widest heart over widest inner thorax, with the two calipers it is drawn with.

References
----------
Danzer, Am J Med Sci 1919;157:513.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.inference.postprocess import MaskPlane

Axis = tuple[float, float]
"""(row, column) of a caliper's end; edges of pixels lie at halves."""


@dataclass(frozen=True)
class CardiothoracicCalipers:
    """Ends in (row, column) index coordinates of the hung picture; patient's right (image left) first.

    Parameters
    ----------
    heart
        From the heart's right-most to its left-most edge, drawn horizontally at the row half-way between the two.
    thorax
        At the row where the outer edges of the lungs lie furthest apart.
    """

    heart: tuple[Axis, Axis]
    thorax: tuple[Axis, Axis]

    @property
    def ratio(self) -> float:
        """Heart width over thorax width."""
        return (self.heart[1][1] - self.heart[0][1]) / (self.thorax[1][1] - self.thorax[0][1])


def measure_cardiothoracic(
    heart: MaskPlane, image_left_lung: MaskPlane, image_right_lung: MaskPlane
) -> CardiothoracicCalipers | None:
    """Measure on masks of a hung frontal film.

    Parameters
    ----------
    heart, image_left_lung, image_right_lung
        (rows, columns) bool. The lung at the left of the picture is the patient's right one.

    Returns
    -------
    CardiothoracicCalipers or None
        None where the heart is empty or no row meets both lungs in this order.
    """
    both = np.flatnonzero(image_left_lung.any(axis=1) & image_right_lung.any(axis=1))
    if both.size == 0 or not heart.any():
        return None
    outer_left = image_left_lung[both].argmax(axis=1)
    outer_right = image_right_lung.shape[1] - 1 - image_right_lung[both][:, ::-1].argmax(axis=1)
    widths = outer_right - outer_left + 1
    # Where several rows are equally wide the middle one is drawn.
    widest = np.flatnonzero(widths == widths.max())
    at = int(widest[widest.size // 2])
    if widths[at] <= 1:
        return None
    columns = np.flatnonzero(heart.any(axis=0))
    first, last = int(columns[0]), int(columns[-1])
    row = (_middle_row(heart[:, first]) + _middle_row(heart[:, last])) / 2
    thorax_row = float(both[at])
    return CardiothoracicCalipers(
        heart=((row, first - 0.5), (row, last + 0.5)),
        thorax=((thorax_row, float(outer_left[at]) - 0.5), (thorax_row, float(outer_right[at]) + 0.5)),
    )


def _middle_row(column: npt.NDArray[np.bool_]) -> float:
    rows = np.flatnonzero(column)
    return float(rows.mean())
