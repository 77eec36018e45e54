"""Frames of a segmentation or map as planes: those of the open series where they fit, else their own grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from ai.progress import Progress, silent
from ai.words import say
from app.dicom.files.attribute import items
from app.dicom.frames.multiframe import FunctionalGroups, frame_count
from app.dicom.frames.place import FramePlace
from app.dicom.frames.plane import SAME_DIRECTION_TOLERANCE
from app.dicom.results_read.source_file import place_of_reference
from app.dicom.results_read.target_grid import SPACING_TOLERANCE, TargetGrid, Vectors
from app.errors import DicomReadError
from app.imaging.label_map import LabelMap

SAME_PLANE_MM = 0.01
"""Distance along the normal up to which two frames are of one plane."""

REACH = 0.5
"""Part of the distance to its neighbour that a plane is taken to be thick, to either side."""

MISSING = 0.75
"""Part of the slice distance from which the slice nearest to a plane is another one: its own is not there."""

RESAMPLED = say(
    "It was made on another grid than that of the open series: every voxel shows what lies nearest to its centre."
)


@dataclass(frozen=True, eq=False)
class FramePlanes:
    """On which plane every frame lies.

    Parameters
    ----------
    plane_of_frame
        One per frame: the plane, from 0; None where it lies on no slice of the open series.
    count
        Planes.
    own
        Where the planes lie, if they are not the slices of the open series.
    """

    plane_of_frame: tuple[int | None, ...]
    count: int
    own: OwnGrid | None = None

    @property
    def outside(self) -> int:
        """Frames that lie on no slice."""
        return sum(plane is None for plane in self.plane_of_frame)


@dataclass(frozen=True, eq=False)
class OwnGrid:
    """Parallel planes of equal pixels.

    Parameters
    ----------
    origins
        (planes, 3) LPS mm of the first pixels, in the order along the normal.
    along, down, normal
        (3,) unit vectors: along a row, down a column, and their cross product.
    spacing_mm
        (row spacing, column spacing).
    shape_px
        (rows, columns).
    thickness_mm
        Of a single plane.
    """

    origins: Vectors
    along: npt.NDArray[np.float64]
    down: npt.NDArray[np.float64]
    normal: npt.NDArray[np.float64]
    spacing_mm: tuple[float, float]
    shape_px: tuple[int, int]
    thickness_mm: float

    def nearest(self, places_lps_mm: Vectors) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        """Find the voxels nearest to places.

        Parameters
        ----------
        places_lps_mm
            (..., 3).

        Returns
        -------
        tuple
            (..., 3) plane, row, column; (...) whether the place lies in that voxel and not beside the grid.
        """
        heights = self.origins @ self.normal
        wanted = places_lps_mm @ self.normal
        if len(heights) == 1:
            plane = np.zeros(wanted.shape, dtype=np.intp)
            reach = np.full(1, REACH * self.thickness_mm)
        else:
            plane = np.searchsorted((heights[1:] + heights[:-1]) / 2, wanted)
            steps = np.diff(heights)
            # A plane reaches half way to its nearer neighbour: nothing is known of a gap.
            reach = REACH * np.minimum(np.append(steps, steps[-1]), np.insert(steps, 0, steps[0]))
        inside = np.abs(wanted - heights[plane]) <= reach[plane] + SAME_PLANE_MM
        off = places_lps_mm - self.origins[plane]
        row = np.floor(off @ self.down / self.spacing_mm[0] + 0.5).astype(np.intp)
        column = np.floor(off @ self.along / self.spacing_mm[1] + 0.5).astype(np.intp)
        inside &= (row >= 0) & (row < self.shape_px[0]) & (column >= 0) & (column < self.shape_px[1])
        return np.stack([plane, row, column], axis=-1), inside

    @property
    def affine_lps(self) -> npt.NDArray[np.float64] | None:
        """(4, 4): (plane, row, column, 1) -> LPS mm; None where the planes are not evenly spaced."""
        affine = np.eye(4)
        affine[:3, 0] = self.normal * self.thickness_mm
        if len(self.origins) > 1:
            steps = np.diff(self.origins, axis=0)
            if np.abs(steps - steps[0]).max() > SAME_PLANE_MM:
                return None
            affine[:3, 0] = (self.origins[-1] - self.origins[0]) / (len(self.origins) - 1)
        affine[:3, 1], affine[:3, 2] = self.down * self.spacing_mm[0], self.along * self.spacing_mm[1]
        affine[:3, 3] = self.origins[0]
        return affine


def frame_planes(header: Dataset, target: TargetGrid, *, progress: Progress = silent) -> FramePlanes:
    """Find out on which plane every frame lies.

    By (0020,0032) Image Position (Patient) where frames and slices have a place in the patient, else by the image that
    a frame names as its source (PS3.3 C.7.6.16.2.6); never by the order of the frames.

    Parameters
    ----------
    header
        Of a multi-frame object with functional groups.
    target
        The slices of the open series.

    Raises
    ------
    app.errors.DicomReadError
        Where that cannot be told.
    """
    groups = FunctionalGroups(header)
    count = frame_count(header)
    rows, columns = int(header.Rows), int(header.Columns)
    places = []
    for frame in range(count):
        progress(frame / count, say("Finding the place of frame {number} of {count}", number=frame + 1, count=count))
        places.append(groups.place(frame))
    placed = all(place.position_lps_mm is not None and place.orientation is not None for place in places)
    if not (placed and target.has_places):
        return _by_reference(groups, count, (rows, columns), target)
    if all(target.is_same_plane_grid(place, (rows, columns)) for place in places):
        found = [_slice_of(np.array(place.position_lps_mm), target) for place in places]
        if all(aligned for _, aligned in found):
            return FramePlanes(tuple(plane for plane, _ in found), target.shape[0])
    return _on_own_grid(places, (rows, columns))


def resampled(labels: LabelMap, own: OwnGrid, target: TargetGrid, *, progress: Progress = silent) -> LabelMap:
    """Give every voxel of the open series the value of the voxel of another grid that it lies in, 0 outside.

    Parameters
    ----------
    labels
        (planes, rows, columns) uint8 on ``own``.

    Returns
    -------
    LabelMap
        (slices, rows, columns) uint8.
    """
    found = np.zeros(target.shape, dtype=labels.dtype)
    for index in range(target.shape[0]):
        progress(index / target.shape[0], say("Placing slice {number}", number=index + 1))
        voxels, inside = own.nearest(target.voxels(index))
        plane, row, column = voxels[inside].T
        found[index][inside] = labels[plane, row, column]
    return found


def _slice_of(origin: Vectors, target: TargetGrid) -> tuple[int | None, bool]:
    """Find the slice of a plane, and whether its pixels lie over those of the series (or on no slice at all)."""
    index, off_mm = target.nearest(origin)
    if off_mm <= target.tolerance_mm:
        return index, target.is_on_pixels(origin, index)
    # Where a slice is missing the frame has none; between two neighbours it is of another grid.
    return None, off_mm >= MISSING * target.step_mm


def _by_reference(groups: FunctionalGroups, count: int, shape_px: tuple[int, int], target: TargetGrid) -> FramePlanes:
    if shape_px != target.shape[1:]:
        raise DicomReadError(
            say(
                "The file does not say where in the patient its frames lie, and they have other rows and columns than "
                "the open series."
            ),
            say("Open the series that it was made from."),
        )
    planes: list[int | None] = []
    for frame in range(count):
        derivation = groups.macro(frame, "DerivationImageSequence")
        sources = items(derivation, "SourceImageSequence") if derivation is not None else ()
        planes.append(next((found for each in sources if (found := _referred(each, target)) is not None), None))
    if all(plane is None for plane in planes):
        raise DicomReadError(
            say("The file does not say on which images of the open series its frames lie."),
            say("Open the series that it was made from."),
        )
    return FramePlanes(tuple(planes), target.shape[0])


def _referred(item: Dataset, target: TargetGrid) -> int | None:
    return target.by_reference.get(place_of_reference(item))


def _on_own_grid(places: Sequence[FramePlace], shape_px: tuple[int, int]) -> FramePlanes:
    first = places[0]
    if first.orientation is None or first.pixel_spacing_mm is None:
        raise DicomReadError(_NO_GRID, say("Ask whoever made it for an object with one grid."))
    cosines, spacing = np.array(first.orientation), np.array(first.pixel_spacing_mm)
    for place in places:
        if (
            place.orientation is None
            or place.pixel_spacing_mm is None
            or np.abs(np.array(place.orientation) - cosines).max() > SAME_DIRECTION_TOLERANCE
            or not np.allclose(place.pixel_spacing_mm, spacing, rtol=SPACING_TOLERANCE, atol=0)
        ):
            raise DicomReadError(_NO_GRID, say("Ask whoever made it for an object with one grid."))
    along, down = cosines[:3], cosines[3:]
    normal = np.cross(along, down)
    origins = np.array([place.position_lps_mm for place in places], dtype=np.float64)
    heights = origins @ normal
    order = np.argsort(heights, kind="stable")
    is_next = np.diff(heights[order]) > SAME_PLANE_MM
    plane_in_order = np.concatenate([[0], np.cumsum(is_next)])
    planes = np.empty(len(places), dtype=np.intp)
    planes[order] = plane_in_order
    firsts = order[np.concatenate([[True], is_next])]
    grid = OwnGrid(
        origins[firsts],
        along,
        down,
        normal,
        (float(spacing[0]), float(spacing[1])),
        shape_px,
        first.thickness_mm or 1.0,
    )
    return FramePlanes(tuple(planes.tolist()), len(firsts), grid)


_NO_GRID = say("The frames of the file have several directions or pixel sizes; they are no grid that could be placed.")
