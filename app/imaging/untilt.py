"""Gantry tilt taken back: every slice slides within its own plane until the stack stands at right angles."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.errors import GeometryError
from ai.progress import Progress, silent
from ai.volume import Affine, Volume, Voxels
from ai.words import say
from app.imaging.budget import require_bytes
from app.imaging.lerp import outside_value, to_dtype, working_dtype
from app.imaging.slice_places import SlicePlaces, slice_places

_PURPOSE = say("Correction of the gantry's tilt")

STRAIGHT = 1e-4
"""Sideways mm per mm along the normal up to which a stack stands at right angles."""

_WHOLE = 1e-6
"""A slide that misses a whole pixel by less moves the values as they are."""

_LARGEST_GROWTH = 16
"""A grid that would grow more often than this by its shear is no scan of a patient."""


@dataclass(frozen=True, eq=False)
class _Slides:
    """How far each slice slides in a grid of ``shape_px`` rows and columns: (slices, 2) pixels down and right."""

    pixels: npt.NDArray[np.float64]
    shape_px: tuple[int, int]
    affine_lps: Affine


def is_tilted(affine_lps: Affine) -> bool:
    """Whether the slices slide sideways from one to the next, as under a tilted gantry."""
    return tilt_degrees(affine_lps) > math.degrees(STRAIGHT)


def tilt_degrees(affine_lps: Affine) -> float:
    """Angle between the direction of the stack and the normal of its slices."""
    step, normal = affine_lps[:3, 0], np.cross(affine_lps[:3, 1], affine_lps[:3, 2])
    return math.degrees(math.atan2(float(np.linalg.norm(np.cross(step, normal))), abs(float(step @ normal))))


def tilt_fault(affine_lps: Affine) -> str:
    """Word the fault of slices that are even but sheared; ``""`` where they are not."""
    if not is_tilted(affine_lps):
        return ""
    angle = tilt_degrees(affine_lps)
    return say("The gantry was tilted by {angle:.1f}°, so the slices are sheared against each other.", angle=angle)


def upright_grid(volume: Volume) -> Volume:
    """Give the grid that `untilted` brings a volume to; its voxels are nothing.

    Raises
    ------
    GeometryError
        Where the places of the slices are unknown.
    """
    slides = _slides_of(volume, slice_places(volume, _PURPOSE))
    shape = (volume.shape[0], *slides.shape_px)
    fault = volume.geometry_fault if volume.slice_positions_mm is not None else ""
    empty = np.broadcast_to(np.zeros(1, np.uint8), shape)
    return replace(volume, voxels=empty, affine_lps=slides.affine_lps, geometry_fault=fault)


def untilted(
    volume: Volume,
    *,
    padding: tuple[float, float] | None = None,
    may_use_bytes: int | None = None,
    progress: Progress = silent,
) -> Volume:
    """Correct the tilt of the gantry.

    Each slice is shifted in its plane, linearly between pixels; the first one keeps its values. The grid grows so that
    nothing is cut, and every value stays at its point of the patient. Slices keep their places along the normal.

    Parameters
    ----------
    volume
        Grey, with known places of its slices.
    padding
        What stands where the slices have slid away from: the padding of the file, or None for the smallest value.
    may_use_bytes
        Memory that the result may take; None asks for nothing.
    progress
        Called once per slice.

    Returns
    -------
    Volume
        With rows, columns and slices at right angles; the same object where they are so already. A fault that is the
        tilt alone is gone, uneven slices stay uneven.

    Raises
    ------
    GeometryError
        Where the places of the slices are unknown, or the series is in colour.
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    if not is_tilted(volume.affine_lps):
        return volume
    if volume.is_colour:
        raise GeometryError(say("{purpose} needs grey values; this series is in colour.", purpose=_PURPOSE))
    places = slice_places(volume, _PURPOSE)
    slides = _slides_of(volume, places)
    source = volume.voxels
    require_bytes(source.shape[0] * math.prod(slides.shape_px) * source.itemsize, may_use_bytes, _PURPOSE)
    fill = outside_value(source, padding)
    voxels = np.empty((source.shape[0], *slides.shape_px), source.dtype)
    for index, (down, right) in enumerate(slides.pixels.tolist()):
        progress(
            index / len(voxels),
            say("Correcting the tilt, slice {index} of {count}", index=index + 1, count=len(voxels)),
        )
        _place(source[index], (down, right), voxels[index], fill)
    fault = volume.geometry_fault if volume.slice_positions_mm is not None else ""
    return replace(volume, voxels=voxels, affine_lps=slides.affine_lps, geometry_fault=fault)


def _slides_of(volume: Volume, places: SlicePlaces) -> _Slides:
    """Work out the slide of every slice and the grid that holds them all."""
    affine = np.array(volume.affine_lps)
    in_plane = affine[:3, 1:3]
    # Rows and columns of an image may miss the right angle by their rounding: solve, do not project.
    per_mm = np.linalg.lstsq(in_plane, places.drift_lps, rcond=None)[0]
    pixels = np.outer(places.along_mm, per_mm)
    first = np.floor(pixels.min(axis=0) + _WHOLE)
    beyond = np.ceil(pixels.max(axis=0) - _WHOLE) - first
    shape = np.array(volume.shape[1:]) + beyond
    if (shape > _LARGEST_GROWTH * np.array(volume.shape[1:])).any():
        raise GeometryError(
            say(
                "{purpose} would need a picture of {columns:.0f} × {rows:.0f} pixels; the positions of the "
                "slices cannot be right.",
                purpose=_PURPOSE,
                columns=shape[1],
                rows=shape[0],
            )
        )
    affine[:3, 3] += in_plane @ first
    affine[:3, 0] = places.normal_lps * places.usual_mm
    return _Slides(pixels - first, (int(shape[0]), int(shape[1])), affine)


def _place(plane: Voxels, slide_px: tuple[float, float], target: Voxels, fill: float) -> None:
    """Write a (rows, columns) plane that slides down and right into a larger one."""
    rows, down = _between(plane, slide_px[0], axis=0)
    shifted, right = _between(rows, slide_px[1], axis=1)
    target[...] = fill
    height, width = shifted.shape
    target[down : down + height, right : right + width] = to_dtype(shifted, target.dtype)


def _between(plane: npt.NDArray[Any], slide_px: float, *, axis: int) -> tuple[npt.NDArray[Any], int]:
    """Shift along an axis by a part of a pixel; the result and the whole pixels that are left to go.

    A pixel whose centre comes to lie within half a pixel of the outermost ones takes their value.
    """
    whole = math.floor(slide_px + _WHOLE)
    part = slide_px - whole
    work = plane.astype(working_dtype(plane.dtype), copy=False)
    if part <= _WHOLE:
        return work.copy() if work is plane else work, whole
    before = np.concatenate([np.take(work, [0], axis), work], axis)
    after = np.concatenate([work, np.take(work, [-1], axis)], axis)
    # At pixel j + whole stands what was at j - part: between j - 1 and j.
    mixed = after + (before - after) * after.dtype.type(part)
    length = plane.shape[axis]
    # First new pixel: source -part; last: source length - part. Within half a pixel of the scan they count.
    kept = range(0 if part <= 0.5 else 1, length + (1 if part >= 0.5 else 0))
    return np.take(mixed, kept, axis), whole + kept.start
