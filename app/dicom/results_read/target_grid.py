"""The slices of the open series as planes in the patient: what lies on which, by position, never by order."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.dicom.frames.place import FramePlace
from app.dicom.frames.plane import SAME_DIRECTION_TOLERANCE
from app.dicom.results_read.source_file import Place
from app.dicom.series_load import OpenSeries

SLICE_TOLERANCE = 0.25
"""Part of the slice distance up to which a plane is the slice: rounding of files, never a neighbour."""

LEAST_TOLERANCE_MM = 0.05
"""The same for a single slice, which has no distance."""

PIXEL_TOLERANCE = 0.1
"""Part of a pixel up to which two grids of one plane are the same."""

SPACING_TOLERANCE = 1e-3
"""Relative difference of pixel spacings that rounding causes."""

Vectors = npt.NDArray[np.float64]
"""(..., 3) float64, LPS mm."""


class TargetGrid:
    """Where the slices of the open series lie.

    Parameters
    ----------
    opened
        The open series.
    """

    def __init__(self, opened: OpenSeries) -> None:
        volume, slices = opened.volume, opened.series.slices
        self.shape = volume.shape
        self.spacing_mm = volume.spacing_mm[1:]
        self.down, self.along = (
            volume.affine_lps[:3, axis] / spacing for axis, spacing in zip((1, 2), self.spacing_mm, strict=True)
        )
        """(3,) unit vectors: down a column, along a row."""
        self.normal = np.cross(self.along, self.down)
        self.has_places = volume.axes_known and all(facts.position_lps_mm is not None for facts in slices)
        """Whether the files place every slice in the patient; a radiograph has no place."""
        self.origins: Vectors = (
            np.array([facts.position_lps_mm for facts in slices], dtype=np.float64)
            if self.has_places
            else volume.to_lps_mm([(index, 0, 0) for index in range(volume.shape[0])])
        )
        """(slices, 3) LPS mm, centre of the first pixel: from the files, so that uneven slices are right."""
        self.by_reference: dict[Place, int] = {
            (opened.series.instances[facts.instance].sop_instance_uid, facts.frame): index
            for index, facts in enumerate(slices)
        }
        """Slice by the image it comes from."""

    @cached_property
    def heights_mm(self) -> npt.NDArray[np.float64]:
        """(slices,) places along the normal."""
        heights: npt.NDArray[np.float64] = self.origins @ self.normal
        return heights

    @cached_property
    def step_mm(self) -> float:
        """Usual distance between slices; 0 for a single one."""
        return float(np.median(np.abs(np.diff(self.heights_mm)))) if len(self.heights_mm) > 1 else 0.0

    @property
    def tolerance_mm(self) -> float:
        """How far beside a slice a plane may lie and still be the slice."""
        return max(SLICE_TOLERANCE * self.step_mm, LEAST_TOLERANCE_MM)

    def nearest(self, place_lps_mm: Vectors) -> tuple[int, float]:
        """Find the slice nearest to a place, and how far from it the place lies, in mm along the normal."""
        off = np.abs(self.heights_mm - float(place_lps_mm @ self.normal))
        index = int(off.argmin())
        return index, float(off[index])

    def is_same_plane_grid(self, place: FramePlace, shape: tuple[int, int]) -> bool:
        """Whether a frame has the rows, columns, directions and spacing of the slices."""
        if place.orientation is None or place.pixel_spacing_mm is None or shape != self.shape[1:]:
            return False
        cosines = np.array(place.orientation)
        turned = np.abs(cosines - np.concatenate([self.along, self.down])).max() > SAME_DIRECTION_TOLERANCE
        spacing = np.array(place.pixel_spacing_mm)
        return not turned and bool(np.allclose(spacing, self.spacing_mm, rtol=SPACING_TOLERANCE, atol=0))

    def is_on_pixels(self, origin_lps_mm: Vectors, index: int) -> bool:
        """Whether the first pixel of a plane lies over that of a slice, seen along the normal."""
        off = origin_lps_mm - self.origins[index]
        pixels = np.abs([off @ self.down / self.spacing_mm[0], off @ self.along / self.spacing_mm[1]])
        return bool(pixels.max() <= PIXEL_TOLERANCE)

    def to_pixels(self, places_lps_mm: Vectors, index: int) -> npt.NDArray[np.float64]:
        """Turn (..., 3) LPS mm into (..., 2) row and column on a slice; whole numbers are pixel centres."""
        off = places_lps_mm - self.origins[index]
        return np.stack([off @ self.down / self.spacing_mm[0], off @ self.along / self.spacing_mm[1]], axis=-1)

    def voxels(self, index: int) -> Vectors:
        """Return the (rows, columns, 3) LPS mm of the pixel centres of a slice."""
        rows, columns = self.shape[1:]
        down = np.arange(rows)[:, None, None] * (self.down * self.spacing_mm[0])
        along = np.arange(columns)[None, :, None] * (self.along * self.spacing_mm[1])
        places: Vectors = self.origins[index] + down + along
        return places
