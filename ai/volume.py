"""The one value that carries voxels: real units, geometry in patient millimetres, nothing else of the patient."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ai.errors import GeometryError
from ai.words import say

Voxels: TypeAlias = npt.NDArray[Any]
"""(slices, rows, columns) or (slices, rows, columns, 3); any real dtype."""

BoolMask: TypeAlias = npt.NDArray[np.bool_]
"""(slices, rows, columns), bool."""

Affine: TypeAlias = npt.NDArray[np.float64]
"""(4, 4), float64: (slice, row, column, 1) index -> (x, y, z, 1) in mm, LPS."""


class SpacingKind(Enum):
    """What a millimetre of `Volume.spacing_mm` is measured in."""

    PATIENT = "patient"
    """True millimetres in the patient (cross-sectional images, calibrated projections)."""
    DETECTOR = "detector"
    """Millimetres on the detector plane; the patient is magnified (PS3.3 10.7.1.3)."""
    UNKNOWN = "unknown"
    """No spacing in the file: the affine counts pixels."""


@dataclass(frozen=True, eq=False)
class Volume:
    """A scan, or a radiograph as a scan of one slice, in real units on its source grid.

    Parameters
    ----------
    voxels
        (slices, rows, columns) or (slices, rows, columns, 3) for colour; made read-only. HU for CT, SUV for PET where
        it can be computed, else the modality value.
    affine_lps
        (4, 4) float64, (slice, row, column, 1) -> LPS mm. Voxel centres have whole indices. Where the spacing is
        unknown its columns have length 1. Where ``axes_known`` is False its directions mean nothing.
    unit
        ``"HU"``, ``"SUV"``, ... or ``""`` where the value has none.
    modality
        (0008,0060) Modality.
    spacing_kind
        What the millimetres mean.
    axes_known
        Whether the directions of the affine are those of the patient. False for a radiograph without Patient
        Orientation (0020,0020): then no letters are drawn and labels say "image left/right".
    geometry_fault
        Empty for a regular grid, else the sentence that says what is wrong with it ("Slice 41 of 120 is missing ...").
        The slices are right even then; whatever needs a regular grid calls `require_uniform`.
    slice_positions_mm
        Position of each slice along the normal where they are uneven, else None.
    places_known
        Whether the true place of every slice is known in spite of a ``geometry_fault``: slices that are missing, uneven
        or sheared by a tilted gantry, and nothing else. Slice ``k`` then lies ``slice_positions_mm[k] -
        slice_positions_mm[0]`` along the normal from the first one, in the direction of the affine's slice step.
    body_part, view, patient_position
        (0018,0015) Body Part Examined, (0018,5101) View Position, (0018,5100) Patient Position; ``""`` if absent.
    bones_bright
        Whether large values are dense tissue: True for CT and MONOCHROME2 radiographs, False for MONOCHROME1; None
        where the file does not say.
    stored_bits
        (0028,0101) Bits Stored; 0 where the file does not say.
    derived
        Secondary capture, screenshot or lossy derived image.
    kernel
        (0018,1210) Convolution Kernel; ``""`` if absent.
    contrast_agent
        Whether (0018,0010) Contrast/Bolus Agent names one; an absent value does not say that none was given.
    age_band
        Ten-year band ("60-69"), or ``""``.
    source_id
        Random, never a UID; ties results to this volume.
    """

    voxels: Voxels
    affine_lps: Affine
    unit: str = ""
    modality: str = ""
    spacing_kind: SpacingKind = SpacingKind.PATIENT
    axes_known: bool = True
    geometry_fault: str = ""
    slice_positions_mm: tuple[float, ...] | None = None
    places_known: bool = False
    body_part: str = ""
    view: str = ""
    patient_position: str = ""
    bones_bright: bool | None = None
    stored_bits: int = 0
    derived: bool = False
    age_band: str = ""
    kernel: str = ""
    contrast_agent: bool = False
    source_id: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        if self.voxels.ndim not in (3, 4) or (self.voxels.ndim == 4 and self.voxels.shape[3] != 3):
            raise ValueError(f"voxels must be (slices, rows, columns[, 3]), got shape {self.voxels.shape}")
        if 0 in self.voxels.shape:
            raise ValueError(f"voxels must not be empty, got shape {self.voxels.shape}")
        affine = np.array(self.affine_lps, dtype=np.float64)
        if affine.shape != (4, 4) or not np.isfinite(affine).all():
            raise ValueError("affine_lps must be a finite 4x4 matrix")
        if abs(np.linalg.det(affine[:3, :3])) < 1e-12:
            raise ValueError("affine_lps must be invertible")
        affine.flags.writeable = False
        object.__setattr__(self, "affine_lps", affine)
        voxels = self.voxels.view()
        voxels.flags.writeable = False
        object.__setattr__(self, "voxels", voxels)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(slices, rows, columns)."""
        slices, rows, columns = self.voxels.shape[:3]
        return slices, rows, columns

    @property
    def is_colour(self) -> bool:
        """Whether the voxels are RGB triples, which have no window."""
        return self.voxels.ndim == 4

    @property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Distance between (slices, rows, columns) in mm; see ``spacing_kind`` for what the mm mean."""
        slices, rows, columns = np.linalg.norm(self.affine_lps[:3, :3], axis=0)
        return float(slices), float(rows), float(columns)

    def to_lps_mm(self, index: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(..., 3) index in (slice, row, column) order, may be fractional -> (..., 3) LPS mm."""
        points = np.asarray(index, dtype=np.float64)
        result: npt.NDArray[np.float64] = points @ self.affine_lps[:3, :3].T + self.affine_lps[:3, 3]
        return result

    def to_index(self, point_lps_mm: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(..., 3) LPS mm -> (..., 3) fractional index in (slice, row, column) order."""
        points = np.asarray(point_lps_mm, dtype=np.float64)
        result: npt.NDArray[np.float64] = (points - self.affine_lps[:3, 3]) @ np.linalg.inv(self.affine_lps[:3, :3]).T
        return result

    def require_uniform(self, purpose: str) -> None:
        """Refuse work that needs a regular grid where the slices do not form one.

        Parameters
        ----------
        purpose
            What was asked for, as the start of the sentence: "Reconstruction in other planes", "The AI model".

        Raises
        ------
        GeometryError
            With the fault of the series in words.
        """
        if self.geometry_fault:
            raise GeometryError(
                say("{purpose} needs evenly spaced slices: {fault}", purpose=purpose, fault=self.geometry_fault),
                say("Load the complete series again from its source; the slices themselves can be read as they are."),
            )
