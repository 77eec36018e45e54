"""A stack of planes through a volume: what a pane shows, and where in the patient it is."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from ai.errors import GeometryError
from ai.inference.results import Point
from ai.progress import Progress, silent
from ai.volume import BoolMask, Volume, Voxels
from ai.words import say
from app.imaging.cut import Cut
from app.imaging.cut_axes import CutAxes, cut_axes
from app.imaging.cut_grid import GridPlanes
from app.imaging.cut_sampled import SampledPlanes
from app.imaging.cut_turn import vector
from app.imaging.cut_words import note_of
from app.imaging.layout import ColumnLayout
from app.imaging.lerp import to_dtype
from app.imaging.plane_frame import Part, PlaneFrame
from app.imaging.true_place import are_places_known, to_index, to_lps_mm
from app.imaging.untilt import is_tilted

_PURPOSE = say("Reconstruction in other planes")

SLOW_MS = 30.0
"""A plane that takes longer is made in a job, and a coarse one shown meanwhile; well below the 50 ms that the window
may be deaf."""


class Planes(Protocol):
    """Planes as they lie without a turn on the screen."""

    first: PlaneFrame
    origins_lps_mm: npt.NDArray[np.float64]

    wants_columns: bool

    def plane(self, index: int, thinning: int, progress: Progress) -> Voxels:
        """Return the values, of every so many rows and columns."""

    def labels(
        self, values: npt.NDArray[Any], index: int, *, smooth: bool, part: Part | None = None
    ) -> npt.NDArray[Any]:
        """Return values of another array on the grid of the volume, 0 outside; of a part of the plane, or all of it."""

    def cost_ms(self, index: int) -> float:
        """Estimate how long a plane takes."""

    def sources(self, index: int) -> slice:
        """Tell which slices of the volume a plane needs."""


class CutStack:
    """The planes of a cut through a volume.

    Everything that is shown in a pane follows from `frame`; what lies in the patient is found on the picture by it.

    Parameters
    ----------
    volume, cut
        From `cut_stack`.
    """

    def __init__(self, volume: Volume, cut: Cut, axes: CutAxes, planes: Planes) -> None:
        self.volume = volume
        self.cut = cut
        self.is_oblique = axes.is_oblique
        """Whether the reader turned these planes; those that the others were turned about stay as they are."""
        self.note = note_of(volume, is_sampled=isinstance(planes, SampledPlanes), is_oblique=axes.is_oblique)
        """What was done to the values, for the badge: "Resampled · gantry tilt 15.0°"; ``""`` for voxels as they
        are."""
        self.are_places_known = are_places_known(volume)
        """Whether `frame` tells true places of the patient, not only of the picture."""
        self.normal_lps: npt.NDArray[np.float64] = axes.normal_lps
        """(3,) unit vector from a plane to the next."""
        self._planes = planes
        self._first = cut.turn.frame(planes.first)
        self._shift_lps_mm = np.array(self._first.origin_lps_mm) - planes.origins_lps_mm[0]
        self.places_mm: npt.NDArray[np.float64] = planes.origins_lps_mm @ self.normal_lps
        """(count,) places of the planes along the normal, ascending."""
        self._frames: dict[int, PlaneFrame] = {}

    @property
    def count(self) -> int:
        """Planes."""
        return len(self.places_mm)

    @property
    def shape_px(self) -> tuple[int, int]:
        """(rows, columns) as shown."""
        return self._first.shape_px

    @property
    def pixel_mm(self) -> tuple[float, float]:
        """(row spacing, column spacing) as shown."""
        return self._first.pixel_mm

    @cached_property
    def step_mm(self) -> float:
        """Usual distance from a plane to the next."""
        return float(np.median(np.diff(self.places_mm))) if self.count > 1 else self.volume.spacing_mm[0]

    @property
    def is_source(self) -> bool:
        """Whether plane ``k`` is slice ``k`` of the volume, perhaps turned on the screen."""
        return not self.cut.is_mpr

    def frame(self, index: int) -> PlaneFrame:
        """Tell where the pixels of a plane lie in the patient, as shown."""
        self._require(index)
        frame = self._frames.get(index)
        if frame is None:
            origin = vector(self._planes.origins_lps_mm[index] + self._shift_lps_mm)
            frame = self._frames[index] = replace(self._first, origin_lps_mm=origin)
        return frame

    @property
    def wants_columns(self) -> bool:
        """Whether slabs of it would be quicker from a layout by columns; a single plane is quick enough without."""
        return self._planes.wants_columns

    def plane(self, index: int, *, thinning: int = 1, progress: Progress = silent) -> Voxels:
        """Return a plane as shown.

        Parameters
        ----------
        index
            From 0.
        thinning
            Rows and columns of which one is made, in a hurry; those between are interpolated.
        progress
            Called for every layer of a slab that is sampled.

        Returns
        -------
        Voxels
            (rows, columns) or (rows, columns, 3) of `shape_px`; a read-only view of the voxels where none are mixed.
        """
        self._require(index)
        rows, columns = self._planes.first.shape_px
        if min(rows, columns) < 4 * thinning:
            thinning = 1
        plane = self._planes.plane(index, thinning, progress)
        if thinning > 1:
            plane = _enlarged(plane, (rows, columns), thinning)
        return self.cut.turn.apply(plane)

    def mask(self, mask: BoolMask, index: int) -> npt.NDArray[np.bool_]:
        """Return a mask of the volume on a plane, as shown.

        Parameters
        ----------
        mask
            (slices, rows, columns) bool, on the grid of the volume.
        index
            From 0.

        Returns
        -------
        npt.NDArray[np.bool_]
            (rows, columns); the nearest voxel where the plane lies between them. Of a slab: on the plane in its middle.
        """
        return self.labels(mask, index)

    def labels(
        self, values: npt.NDArray[Any], index: int, *, smooth: bool = False, part: Part | None = None
    ) -> npt.NDArray[Any]:
        """Return labels or probabilities of the volume on a plane, as shown; 0 outside.

        Parameters
        ----------
        values
            (slices, rows, columns), any real dtype, on the grid of the volume.
        index
            From 0.
        smooth
            Whether values between voxels are mixed, as probabilities are, and not labels.
        part
            Rows and columns as shown, within the plane, which alone are returned; None for all of them.
        """
        self._require(index)
        if values.shape != self.volume.shape:
            raise ValueError(f"values must be on the grid of the volume, got {values.shape} for {self.volume.shape}")
        stored = None if part is None else self.cut.turn.part_back(part, self._planes.first.shape_px)
        return self.cut.turn.apply(self._planes.labels(values, index, smooth=smooth, part=stored))

    def index_at(self, point_lps_mm: npt.ArrayLike) -> int:
        """Find the plane that is nearest to a point, from 0; the first or last one beyond the ends."""
        along = float(np.asarray(point_lps_mm, dtype=np.float64) @ self.normal_lps)
        return int(np.argmin(np.abs(self.places_mm - along)))

    def distance_mm(self, index: int, point_lps_mm: npt.ArrayLike) -> float:
        """Tell how far a point lies from a plane, positive where later planes are."""
        return float(np.asarray(point_lps_mm, dtype=np.float64) @ self.normal_lps - self.places_mm[index])

    def source_index(self, index: int) -> int:
        """Tell which slice of the volume a plane is, or which one runs nearest to its middle."""
        if self.is_source:
            return index
        middle = self.frame(index).corners_lps_mm.mean(axis=0)
        at = float(to_index(self.volume, middle)[0])
        return min(max(round(at), 0), self.volume.shape[0] - 1) if math.isfinite(at) else 0

    def voxel_at(self, index: int, row: float, column: float) -> Point:
        """Find what lies under a pixel of a plane.

        Parameters
        ----------
        index
            Which plane, from 0.
        row, column
            Of the picture as shown, fractional.

        Returns
        -------
        Point
            Fractional (slice, row, column) index of the volume; NaN in a gap where nothing is known.
        """
        if self.is_source:
            return (float(index), *self.cut.turn.back(row, column, self._planes.first.shape_px))
        at = to_index(self.volume, self.frame(index).to_lps_mm((row, column)))
        first, second, third = at.tolist()
        return first, second, third

    def pixel_of(self, voxel: Point) -> tuple[float, float]:
        """Find where a voxel is shown, as (row, column) of the picture, were it on the plane that is shown."""
        if self.is_source:
            return self.cut.turn.index(voxel[1], voxel[2], self._planes.first.shape_px)
        row, column = self._first.to_pixel(to_lps_mm(self.volume, voxel)).tolist()
        return row, column

    def is_ready(self, index: int, filled: npt.NDArray[np.bool_]) -> bool:
        """Whether all slices that a plane needs are decoded; ``filled`` is (slices,) bool."""
        self._require(index)
        return bool(filled[self._planes.sources(index)].all())

    def cost_ms(self, index: int) -> float:
        """Estimate how long `plane` takes."""
        return self._planes.cost_ms(index)

    def _require(self, index: int) -> None:
        if not 0 <= index < self.count:
            raise IndexError(f"plane {index} is outside 0 to {self.count - 1}")


def refusal(volume: Volume, cut: Cut) -> GeometryError | None:
    """Tell why a volume cannot be shown in a cut.

    Parameters
    ----------
    volume
        Any.
    cut
        The choice.

    Returns
    -------
    GeometryError | None
        A sentence with what to do; None where it can.
    """
    if cut.slab is not None and volume.is_colour:
        return GeometryError(say("A slab needs grey values; this series is in colour."))
    if cut.slab is not None and volume.shape[0] == 1:
        return GeometryError(say("A slab needs a stack of slices; this series has one."))
    if not cut.is_mpr and cut.slab is None:
        return None
    if volume.geometry_fault and not volume.places_known:
        return GeometryError(
            say(
                "{purpose} needs slices at known places: {fault}",
                purpose=_PURPOSE,
                fault=volume.geometry_fault,
            ),
            say("Load the complete series again from its source; the slices themselves can be read as they are."),
        )
    if not cut.is_mpr:
        return None
    if volume.is_colour:
        return GeometryError(say("{purpose} needs grey values; this series is in colour.", purpose=_PURPOSE))
    if volume.shape[0] == 1:
        return GeometryError(say("{purpose} needs a stack of slices; this series has one.", purpose=_PURPOSE))
    if not volume.axes_known:
        return GeometryError(
            say("{purpose} needs the patient's orientation, which this series does not tell.", purpose=_PURPOSE)
        )
    return None


def cut_stack(volume: Volume, cut: Cut, *, columns: ColumnLayout | None = None) -> CutStack:
    """Make the stack of planes of a cut.

    Parameters
    ----------
    volume
        Any; colour only in the direction of its slices.
    cut
        The choice.
    columns
        The voxels in the order in which sagittal planes lie in one piece, where that was made.

    Raises
    ------
    GeometryError
        As `refusal` says.
    """
    refused = refusal(volume, cut)
    if refused is not None:
        raise refused
    axes = cut_axes(volume, cut)
    # Tilted slices slide sideways: what lies behind each other is not in the same rows and columns.
    is_even = volume.slice_positions_mm is None and not is_tilted(volume.affine_lps)
    along_slices = axes.order[0] == 0 and (cut.slab is None or not is_tilted(volume.affine_lps))
    if not cut.is_mpr or (axes.follows_grid and (is_even or along_slices)):
        return CutStack(volume, cut, axes, GridPlanes(volume, axes, cut.slab, columns))
    return CutStack(volume, cut, axes, SampledPlanes(volume, axes, cut))


def _enlarged(plane: Voxels, shape_px: tuple[int, int], thinning: int) -> Voxels:
    """Bring every so many rows and columns back to full size, linearly, each where it was."""
    rows, columns = shape_px
    shift = np.array([[1 / thinning, 0.0, 0.0], [0.0, 1 / thinning, 0.0]])
    enlarged: Voxels = cv2.warpAffine(
        plane.astype(np.float32),
        shift,
        (columns, rows),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return to_dtype(enlarged, plane.dtype)
