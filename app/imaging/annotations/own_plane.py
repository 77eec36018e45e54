"""The values that a region is measured on: those of the plane that it was drawn on, as shown but never filtered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.volume import Volume, Voxels
from ai.words import say
from app.imaging.annotations.annotation import Annotation
from app.imaging.annotations.figure import extent
from app.imaging.annotations.place import centre_of, distances_mm, is_parallel
from app.imaging.annotations.region import bounds
from app.imaging.cut import Slab
from app.imaging.cut_axes import cut_axes
from app.imaging.cut_stack import CutStack, cut_stack, refusal
from app.imaging.cut_turn import vector
from app.imaging.lerp import outside_value, to_dtype
from app.imaging.plane_frame import PlaneFrame
from app.imaging.plane_sampler import PlaneSampler
from app.imaging.slab import Projection, oblique_slab
from app.imaging.slice_places import slice_places
from app.imaging.true_place import to_index, to_lps_mm
from app.imaging.untilt import is_tilted

SAME_PLANE_MM = 0.05
"""How far the plane may lie from where the region was drawn: the same plane with all rounding of files."""

_MARGIN = 2
"""Voxels around a box, so that its own border changes nothing in it."""

_TRACE = 1e-6
"""Share of a voxel in a value below which it is rounding."""

_Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class OwnPlane:
    """Values of a plane, or of the part of it around a region.

    Parameters
    ----------
    values
        (rows, columns) modality values.
    frame
        Of ``values``.
    touches_padding
        (rows, columns) bool, values that padding was mixed into; None where nothing was mixed.
    unknown
        (rows, columns) bool, where there is no value; None where there is one everywhere.
    """

    values: Voxels
    frame: PlaneFrame
    touches_padding: _Mask | None = None
    unknown: _Mask | None = None


def own_plane(annotation: Annotation, volume: Volume, *, padding: tuple[float, float] | None = None) -> OwnPlane | None:
    """Find the values that a region is measured on.

    Parameters
    ----------
    annotation
        A region or point.
    volume
        Of its series, decoded as far as `is_ready` wants.
    padding
        (low, high) values that are padding.

    Returns
    -------
    OwnPlane or None
        None where there are no values to measure: of a series in colour, and where the plane is not there any more.
    """
    stack = _stack_of(annotation, volume)
    if stack is None:
        return None
    index = stack.index_at(centre_of(annotation))
    frame = stack.frame(index)
    off_mm = np.abs(distances_mm(extent(annotation), frame)).max()
    if off_mm > SAME_PLANE_MM or not is_parallel(annotation, frame):
        return None
    slab = stack.cut.slab
    if stack.note or (slab is not None and is_tilted(volume.affine_lps)):
        return _sampled(annotation, volume, frame, slab, padding)
    if slab is None:
        return OwnPlane(stack.plane(index), frame)
    return _grid_slab(annotation, volume, stack, slab, padding)


def is_ready(annotation: Annotation, volume: Volume, filled: _Mask) -> bool:
    """Whether all slices are decoded, of ``filled`` (slices,) bool, without which its values would count as 0."""
    if filled.all():
        return True
    stack = _stack_of(annotation, volume)
    return stack is None or stack.is_ready(stack.index_at(centre_of(annotation)), filled)


def _stack_of(annotation: Annotation, volume: Volume) -> CutStack | None:
    cut = annotation.drawn_on.cut
    if volume.is_colour or refusal(volume, cut) is not None:
        return None
    return cut_stack(volume, cut)


def _grid_slab(
    annotation: Annotation, volume: Volume, stack: CutStack, slab: Slab, padding: tuple[float, float] | None
) -> OwnPlane:
    """Project voxels that lie behind each other, of no more than the box around the region."""
    at = to_index(volume, extent(annotation))
    low, high = np.floor(at.min(axis=0)) - _MARGIN, np.ceil(at.max(axis=0)) + _MARGIN
    across = cut_axes(volume, stack.cut).order[0]
    low[across], high[across] = 0, volume.shape[across]
    part = _part(volume, low, high)
    own = cut_stack(part, stack.cut)
    index = own.index_at(centre_of(annotation))
    touched: _Mask | None = None
    if padding is not None:
        is_padding = _is_padding(part, padding)
        seen = replace(stack.cut, slab=replace(slab, projection=_telling(slab.projection, part, is_padding)))
        touched = cut_stack(replace(part, voxels=is_padding.astype(np.uint8)), seen).plane(index) > 0
    return OwnPlane(own.plane(index), own.frame(index), touched)


def _sampled(
    annotation: Annotation, volume: Volume, frame: PlaneFrame, slab: Slab | None, padding: tuple[float, float] | None
) -> OwnPlane:
    """Take values between voxels as the picture shows them, on its own pixels around the region."""
    near = _cropped(frame, *bounds(annotation, frame))
    part = _around(volume, near, 0.0 if slab is None else slab.thickness_mm)
    unknown: _Mask | None
    if slab is None:
        samples = PlaneSampler(volume).sample(near)
        values = to_dtype(samples.values, volume.voxels.dtype)
        unknown = None if samples.known is None else ~samples.known
    else:
        fill = outside_value(part.voxels, None)
        values = oblique_slab(volume, near, slab.thickness_mm, slab.projection, fill=fill)
        anything = replace(part, voxels=np.ones(part.shape, np.uint8))
        unknown = oblique_slab(anything, near, slab.thickness_mm, Projection.MAXIMUM, fill=0) == 0
    touched: _Mask | None = None
    if padding is not None:
        is_padding = _is_padding(part, padding)
        shares = replace(part, voxels=is_padding.astype(np.float32))
        thickness_mm, shown = (0.0, Projection.MEAN) if slab is None else (slab.thickness_mm, slab.projection)
        touched = oblique_slab(shares, near, thickness_mm, _telling(shown, part, is_padding), fill=0) > _TRACE
    return OwnPlane(values, near, touched, unknown)


def _is_padding(volume: Volume, padding: tuple[float, float]) -> _Mask:
    return np.asarray((volume.voxels >= padding[0]) & (volume.voxels <= padding[1]), dtype=np.bool_)


def _telling(shown: Projection, part: Volume, is_padding: _Mask) -> Projection:
    """Choose the projection of padding that tells where it changed what is shown.

    One layer of padding changes a mean. A MIP does not show what is darker than everything else, unless all layers are.
    """
    values, padding = part.voxels[~is_padding], part.voxels[is_padding]
    if values.size and padding.size:
        if shown is Projection.MAXIMUM and padding.max() < np.fmin.reduce(values):
            return Projection.MINIMUM
        if shown is Projection.MINIMUM and padding.min() > np.fmax.reduce(values):
            return Projection.MINIMUM
    return Projection.MAXIMUM


def _cropped(frame: PlaneFrame, rows: slice, columns: slice) -> PlaneFrame:
    """Give the frame of a part of a picture; one pixel of it where the part is empty."""
    row, column = min(rows.start, frame.shape_px[0] - 1), min(columns.start, frame.shape_px[1] - 1)
    origin = np.array(frame.origin_lps_mm) + frame.steps_lps_mm @ (row, column)
    shape = max(rows.stop - row, 1), max(columns.stop - column, 1)
    return replace(frame, origin_lps_mm=vector(origin), shape_px=shape)


def _around(volume: Volume, frame: PlaneFrame, thickness_mm: float) -> Volume:
    """Give the part of a volume that the values of a plane, or of a slab around it, can come from."""
    places = slice_places(volume, say("A region"))
    ends = frame.corners_lps_mm[np.newaxis] + np.array([-0.5, 0.5])[:, None, None] * thickness_mm * frame.normal_lps
    away = ends.reshape(-1, 3) - places.origin_lps_mm
    along = away @ places.normal_lps
    in_plane = (away - along[:, None] * (places.normal_lps + places.drift_lps)) @ np.linalg.pinv(
        volume.affine_lps[:3, 1:3]
    ).T
    slices = np.searchsorted(places.along_mm, [along.min(), along.max()])
    low = np.array([slices[0] - 1, *np.floor(in_plane.min(axis=0))]) - _MARGIN
    high = np.array([slices[1], *np.ceil(in_plane.max(axis=0))]) + _MARGIN
    return _part(volume, low, high)


def _part(volume: Volume, low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]) -> Volume:
    """Cut a box out of a volume, (slice, row, column) from ``low`` to ``high``; as much of it as there is."""
    last = np.array(volume.shape) - 1
    first = np.clip(low, 0, np.maximum(last - 1, 0)).astype(int)
    stop = np.clip(high + 1, np.minimum(first + 2, last + 1), last + 1).astype(int)
    slices, rows, columns = (slice(start, end) for start, end in zip(first.tolist(), stop.tolist(), strict=True))
    affine = np.array(volume.affine_lps)
    affine[:3, 3] = to_lps_mm(volume, first)
    positions = volume.slice_positions_mm
    return replace(
        volume,
        voxels=volume.voxels[slices, rows, columns],
        affine_lps=affine,
        slice_positions_mm=None if positions is None else positions[slices],
    )
