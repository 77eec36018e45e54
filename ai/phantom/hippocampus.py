"""A made-up hippocampus in its box on a T1 MR: grey tube with a head, white matter, the temporal horn, a cistern."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.volume import Volume

WHITE, GREY, FLUID = 900.0, 620.0, 150.0
"""Values of a T1 MR, no unit."""

HEAD_SHARE = 0.42
"""Of the length, from the front."""

_FRONT_MM, _BACK_MM = 17.0, -18.0
_NOISE = 12.0

Field = npt.NDArray[np.float64]
"""(slices, rows, columns) float64."""


@dataclass(frozen=True, eq=False)
class HippocampusPhantom:
    """The scan and the truth.

    Parameters
    ----------
    volume
        T1 MR, uint16.
    labels
        (slices, rows, columns) uint8: 1 anterior, 2 posterior.
    """

    volume: Volume
    labels: npt.NDArray[np.uint8]


def hippocampus_phantom(
    seed: int,
    *,
    size: tuple[int, int, int] = (36, 52, 36),
    spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0),
    turned_deg: float = 0.0,
) -> HippocampusPhantom:
    """Draw one.

    Parameters
    ----------
    seed
        Of the noise.
    size
        (slices, rows, columns) of an axial stack from the feet up, rows to the back, columns to the left.
    spacing_mm
        Of (slices, rows, columns).
    turned_deg
        By how much the stack is turned in the patient, round the left-right axis; the hippocampus stays.
    """
    cos, sin = math.cos(math.radians(turned_deg)), math.sin(math.radians(turned_deg))
    directions = np.array([[0, 0, 1], [-sin, cos, 0], [cos, sin, 0]])  # of slices, rows, columns in x, y, z
    affine = np.eye(4)
    affine[:3, :3] = directions * np.array(spacing_mm)
    affine[:3, 3] = -affine[:3, :3] @ (np.array(size) - 1) / 2
    indices = np.stack(np.meshgrid(*(np.arange(each) for each in size), indexing="ij"), -1)
    points = indices @ affine[:3, :3].T + affine[:3, 3]
    x, front, up = points[..., 0], -points[..., 1], points[..., 2]
    values, inside = _values(x, front, up)
    values = values + _NOISE * np.random.default_rng(seed).standard_normal(size)
    labels = np.where(inside, np.where(_along(front) < HEAD_SHARE, 1, 2), 0).astype(np.uint8)
    voxels = np.rint(np.clip(values, 0, 4095)).astype(np.uint16)
    return HippocampusPhantom(Volume(voxels, affine, modality="MR", body_part="BRAIN"), labels)


def _along(front: Field) -> Field:
    """0 at the front end, 1 at the back."""
    return (_FRONT_MM - front) / (_FRONT_MM - _BACK_MM)


def _values(x: Field, front: Field, up: Field) -> tuple[Field, npt.NDArray[np.bool_]]:
    along = np.clip(_along(front), 0, 1)
    # The axis rises to the back and bends inwards there; the head is broad and flat.
    middle_x, middle_up = 3.0 - 7.0 * along**2, -6.0 + 14.0 * along**1.4
    broad = 8.0 - 4.2 * np.minimum(along / 0.6, 1.0)
    high = 5.6 - 2.2 * np.minimum(along / 0.5, 1.0)
    past = np.maximum(np.maximum(front - _FRONT_MM, _BACK_MM - front), 0) / 3
    round_ends = np.minimum(1.0, 0.35 + 8 * np.minimum(along, 1 - along))
    reach = np.hypot((x - middle_x) / broad, (up - middle_up) / high) / round_ends + past
    aside, above = x - middle_x, up - middle_up
    values = np.full(x.shape, WHITE)
    cortex = _step(-(above + high + 5.5), 1.0)  # below: white matter of the gyrus, then its cortex
    values += (GREY - WHITE) * cortex
    values += (FLUID - values) * _step(-(aside + broad + 4.0), 1.2) * _step(above + 9, 2.0)  # cistern on the inner side
    horn = _step(1.45 - reach, 0.08) * _step(np.maximum(above + 0.8, aside - 0.5), 0.8)  # over and outside of it
    values += (FLUID - values) * horn
    front_grey = _step(front - 9, 1.0) * _step(above - high, 1.0) * _step(14 - above, 1.0)  # where the amygdala lies
    values += (GREY - values) * front_grey
    values += (GREY - values) * _step(1.0 - reach, 0.06)
    return values, reach <= 1.0


def _step(distance: Field, width: float) -> Field:
    """0 where the distance is below 0, 1 above, smooth over the width."""
    return 1 / (1 + np.exp(np.clip(-4 * distance / width, -40, 40)))
