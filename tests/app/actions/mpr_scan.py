"""A CT that planes are cut from, and what the panes show of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.imaging.cut import Direction

SPACE = "1.2.840.77"


def opened_ct(make, *, uid: str = "1.2.3", slices: int = 21, first_mm: float = 0.0, step_mm: float = 3.0, **facts):
    """A scan of 48 mm from right to left and 64 mm from front to back, upwards from ``first_mm``."""
    series = make.series(uid, "CT", slices)
    opened = make.opened(series)
    affine = np.array([[0, 0, 1.2, -24.0], [0, 1.0, 0, -30.0], [step_mm, 0, 0, first_mm], [0, 0, 0, 1]], dtype=float)
    index = np.indices(opened.volume.shape)
    voxels = (index[0] * 100 + index[1] + index[2]).astype(np.int16)
    volume = replace(opened.volume, voxels=voxels, affine_lps=affine, **facts)
    return replace(opened, volume=volume, slots=voxels, frame_of_reference_uid=SPACE)


def shown(session) -> list[tuple[Direction, int]]:
    return [(pane.state.cut.direction, pane.index) for pane in session.panes.laid_out]


def point(session) -> np.ndarray:
    return np.array(session.crosshair.point(session.panes.active.space))
