"""Scans whose value is linear in the true point of the patient, on every kind of grid, and cuts to try on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ai.phantom.ct import CtGrid
from ai.volume import Volume
from app.imaging.cut import MPR_DIRECTIONS, Cut, Direction, MprAxes
from app.imaging.plane_frame import PlaneFrame
from app.imaging.slices import SideLetters, side_letters
from app.imaging.true_place import to_index, to_lps_mm
from app.imaging.untilt import tilt_fault

GRADIENT = np.array([3.0, -5.0, 7.0])
GRID = CtGrid((9, 14, 16), (3.0, 0.8, 1.1), (10.0, -20.0, 30.0))
GRIDS = {
    "straight": GRID,
    "reversed": GRID.reversed(),
    "oblique": GRID.turned((20, -15, 30)),
    "coronal": GRID.turned((90, 0, 0)),
    "tilted": GRID.tilted(18.5),
    "a little tilted": GRID.tilted(5.0),
}
GAPS = (0.0, 3.0, 6.0, 12.0, 15.0, 18.0, 19.5, 22.5, 25.5)
"""One slice is missing, one is early."""
WIDE = (0.0, 3.0, 6.0, 9.0, 30.0, 33.0, 36.0, 39.0, 42.0)
MIDDLE = (12.0, -14.0, 41.0)
OBLIQUE = MprAxes().turned((0.0, 0.0, 1.0), 25.0, MIDDLE).turned((1.0, 0.0, 0.0), -35.0, MIDDLE)


def ramp(grid: CtGrid = GRID, **facts: object) -> Volume:
    """A scan whose value is linear in the true point of the patient."""
    fault = tilt_fault(grid.affine_lps)
    facts = {"geometry_fault": fault, "places_known": bool(fault)} | facts
    volume = Volume(np.zeros(grid.shape), grid.affine_lps, **facts)
    index = np.stack(np.meshgrid(*(range(length) for length in volume.shape), indexing="ij"), axis=-1)
    return replace(volume, voxels=to_lps_mm(volume, index) @ GRADIENT)


def uneven(places: tuple[float, ...], **facts: object) -> Volume:
    return ramp(slice_positions_mm=places, geometry_fault="A slice is missing.", places_known=True, **facts)


def pixel_points(frame: PlaneFrame) -> np.ndarray:
    rows, columns = np.mgrid[: frame.shape_px[0], : frame.shape_px[1]]
    steps = frame.steps_lps_mm
    return np.array(frame.origin_lps_mm) + rows[..., None] * steps[:, 0] + columns[..., None] * steps[:, 1]


def letters(frame: PlaneFrame) -> SideLetters:
    affine = np.eye(4)
    affine[:3, 1:3] = frame.steps_lps_mm
    affine[:3, 0] = frame.normal_lps
    return side_letters(affine, axes_known=True)


def inside(volume: Volume, points: np.ndarray) -> np.ndarray:
    at = to_index(volume, points)
    if volume.slice_positions_mm == WIDE:
        # A slice reaches half a step into a wide gap, with its own value.
        along = (points - volume.affine_lps[:3, 3]) @ volume.affine_lps[:3, 0] / volume.spacing_mm[0]
        at[(along > 9 + 1e-9) & (along < 30 - 1e-9)] = np.nan
    return ((at >= -1e-9) & (at <= np.array(volume.shape) - 1 + 1e-9)).all(axis=-1)


VOLUMES = {name: ramp(grid) for name, grid in GRIDS.items()} | {"gaps": uneven(GAPS), "wide gap": uneven(WIDE)}
CUTS = [Cut(direction) for direction in Direction] + [Cut(direction, OBLIQUE) for direction in MPR_DIRECTIONS]
