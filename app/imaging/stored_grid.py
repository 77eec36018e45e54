"""What a volume file holds, before it becomes a volume."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.volume import Affine, SpacingKind, Volume, Voxels
from ai.words import say
from app.imaging.untilt import STRAIGHT, tilt_degrees

OURS = "Lightbox, not for diagnosis"
"""How the notes of our own files begin."""

SHORTEST_STEP_MM, FARTHEST_MM = 2e-4, 1e6
"""Steps and places beyond these are not of a patient, nor of a slice under the microscope."""

_SMALLEST_VOXEL_MM3 = 2e-12

_FLAT = 1e-3
"""Volume of the box of the three directions from which they make no grid."""

AXES_UNKNOWN, SPACING_UNKNOWN, DETECTOR_MM = "patient axes unknown", "spacing unknown", "detector mm"


@dataclass(frozen=True, eq=False)
class StoredGrid:
    """Voxels and geometry as a file tells them.

    Parameters
    ----------
    voxels
        (slices, rows, columns[, 3]), real values, NaN and infinities as they stand in the file.
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm; may be sheared.
    axes_known
        Whether the file tells the directions of the patient.
    spacing_known
        Whether it tells the spacing.
    note
        The file's free text about itself, or ``""``.
    """

    voxels: Voxels
    affine_lps: Affine
    axes_known: bool = True
    spacing_known: bool = True
    note: str = ""


@dataclass(frozen=True, eq=False)
class GridFacts:
    """What the head of a volume file tells.

    Parameters
    ----------
    shape
        (slices, rows, columns) of each volume.
    is_rgb
        Whether a voxel is three colours.
    volumes
        How many volumes follow each other.
    affine_lps, axes_known, spacing_known, note
        As for `StoredGrid`.
    """

    shape: tuple[int, int, int]
    is_rgb: bool
    volumes: int
    affine_lps: Affine
    axes_known: bool
    spacing_known: bool
    note: str


def note_of(volume: Volume, more: str = "") -> str:
    """Word the note of a file: unit, what is unknown, what was done to the voxels."""
    parts = [OURS]
    if volume.unit:
        parts.append(volume.unit)
    if not volume.axes_known:
        parts.append(AXES_UNKNOWN)
    if volume.spacing_kind is SpacingKind.UNKNOWN:
        parts.append(SPACING_UNKNOWN)
    elif volume.spacing_kind is SpacingKind.DETECTOR:
        parts.append(DETECTOR_MM)
    if more:
        parts.append(more)
    return "; ".join(parts)


def as_volume(grid: StoredGrid) -> Volume:
    """Make a volume of what a file holds; a sheared grid has its fault in words.

    A file of our own tells more in its note: the unit, and what was unknown when it was written.
    """
    first, *told = grid.note.split("; ")
    told = told if first == OURS else []
    kind = SpacingKind.PATIENT
    if SPACING_UNKNOWN in told or not grid.spacing_known:
        kind = SpacingKind.UNKNOWN
    elif DETECTOR_MM in told:
        kind = SpacingKind.DETECTOR
    fault, places_known = _fault(grid.affine_lps)
    return Volume(
        grid.voxels,
        grid.affine_lps,
        unit=told[0] if told and told[0] in ("HU", "SUV") else "",
        spacing_kind=kind,
        axes_known=grid.axes_known and AXES_UNKNOWN not in told,
        geometry_fault=fault,
        places_known=places_known,
    )


def lps_affine(
    steps: npt.NDArray[np.float64], origin: npt.NDArray[np.float64], *, to_lps: tuple[float, float, float]
) -> Affine | None:
    """Build the affine of a file that counts columns first.

    Parameters
    ----------
    steps
        (3, 3), mm along its columns, rows, slices: a vector in each column of the matrix.
    origin
        (3,) mm, centre of the first voxel.
    to_lps
        Signs that turn its space into LPS: (-1, -1, 1) for RAS.

    Returns
    -------
    Affine or None
        (4, 4), (slice, row, column, 1) -> LPS mm; None where the numbers make no grid.
    """
    signs = np.array(to_lps)
    affine = np.eye(4)
    affine[:3, :3] = (signs[:, np.newaxis] * steps)[:, ::-1]
    affine[:3, 3] = signs * origin
    if not np.isfinite(affine).all() or np.abs(affine[:3]).max() > FARTHEST_MM:
        return None
    lengths = np.linalg.norm(affine[:3, :3], axis=0)
    if lengths.min() < SHORTEST_STEP_MM or abs(np.linalg.det(affine[:3, :3] / lengths)) < _FLAT:
        return None
    # A volume asks for as much.
    return affine if abs(np.linalg.det(affine[:3, :3])) >= _SMALLEST_VOXEL_MM3 else None


def _fault(affine_lps: Affine) -> tuple[str, bool]:
    """Say what is not at right angles, and whether a shift of the slices would mend it."""
    steps = affine_lps[:3, :3] / np.linalg.norm(affine_lps[:3, :3], axis=0)
    if abs(float(steps[:, 1] @ steps[:, 2])) > STRAIGHT:
        return say("The rows and columns of this file do not stand at right angles."), False
    degrees = tilt_degrees(affine_lps)
    if np.tan(np.radians(degrees)) > STRAIGHT:
        return say("The slices of this file are sheared by {angle:.1f}° against each other.", angle=degrees), True
    return "", False
