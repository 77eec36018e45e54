"""Uneven slices brought to even steps, on demand and said in words."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ai.errors import GeometryError
from ai.progress import Progress, silent
from ai.volume import Volume
from ai.words import joined, say
from app.imaging.budget import require_bytes
from app.imaging.lerp import to_dtype, working_dtype
from app.imaging.slice_places import LARGEST_STEPS, SlicePlaces, slice_places
from app.imaging.untilt import tilt_fault

_PURPOSE = say("Bringing the slices to even steps")

_SAME = 1e-3
"""Part of a step by which a new slice may miss an old one and still take its very values."""

_GAP_STEPS = 1.5
"""Usual steps from which the space between two slices counts as a gap: at least half a slice is missing there."""


@dataclass(frozen=True, eq=False)
class Evened:
    """Slices at even steps.

    Parameters
    ----------
    volume
        Without the fault of uneven places; that of a tilted gantry stays.
    words
        What was done, as sentences for the reader; goes wherever the volume goes.
    """

    volume: Volume
    words: str


def evened(volume: Volume, *, may_use_bytes: int | None = None, progress: Progress = silent) -> Evened:
    """Resample uneven slices linearly by their true places onto even steps.

    The first and last slice stay what and where they are; the step is the usual one, or a little less where it does not
    divide the length. A tilt stays.

    Parameters
    ----------
    volume
        Grey, with uneven slices at known places.
    may_use_bytes
        Memory that the result may take; None asks for nothing.
    progress
        Called once per new slice.

    Raises
    ------
    GeometryError
        Where nothing tells the places, or a gap is so wide that slices would have to be made up.
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    if volume.is_colour:
        raise GeometryError(say("{purpose} needs grey values; this series is in colour.", purpose=_PURPOSE))
    places = slice_places(volume, _PURPOSE)
    if volume.slice_positions_mm is None:
        return Evened(volume, "")
    _require_narrow_gaps(places)
    length = float(places.along_mm[-1])
    count = math.ceil(length / places.usual_mm - _SAME) + 1
    step = length / (count - 1)
    indices = places.indices_at(np.arange(count, dtype=np.float64) * np.float64(step))
    source, dtype = volume.voxels, working_dtype(volume.voxels.dtype)
    require_bytes(count * source[0].nbytes, may_use_bytes, _PURPOSE)
    voxels = np.empty((count, *volume.shape[1:]), source.dtype)
    for number, place in enumerate(np.clip(indices, 0, len(source) - 1).tolist()):
        progress(number / count, say("Even steps, slice {number} of {count}", number=number + 1, count=count))
        nearest = round(place)
        if abs(place - nearest) <= _SAME:
            voxels[number] = source[nearest]
            continue
        before = math.floor(place)
        first = source[before].astype(dtype)
        first += (source[before + 1].astype(dtype) - first) * dtype.type(place - before)
        voxels[number] = to_dtype(first, source.dtype)
    affine = np.array(volume.affine_lps)
    affine[:3, 0] = (places.normal_lps + places.drift_lps) * step
    even = replace(volume, voxels=voxels, affine_lps=affine, geometry_fault=tilt_fault(affine), slice_positions_mm=None)
    return Evened(even, _words(places, count, step))


def _require_narrow_gaps(places: SlicePlaces) -> None:
    wide = places.wide_gaps
    if len(wide):
        gap = int(wide[0])
        raise GeometryError(
            say(
                "{purpose} would make slices up: {gap_mm:.1f} mm after slice {slice} are without any, more than "
                "{most:.0f} usual steps of {usual_mm:.1f} mm.",
                purpose=_PURPOSE,
                gap_mm=places.steps_mm[gap],
                slice=gap + 1,
                most=LARGEST_STEPS,
                usual_mm=places.usual_mm,
            ),
            say("Load the complete series again from its source."),
        )


def _words(places: SlicePlaces, count: int, step_mm: float) -> str:
    """Say what was done, and how much of it lies in gaps."""
    steps = places.steps_mm
    gaps = int((steps > _GAP_STEPS * places.usual_mm).sum())
    done = say(
        "{old} uneven slices were resampled to {count} at even steps of {step:.2f} mm.",
        old=len(places.along_mm),
        count=count,
        step=step_mm,
    )
    if not gaps:
        return done
    widest = float(steps.max())
    made_up = (
        say(
            "In 1 place neighbours lie up to {widest:.1f} mm apart: what is between them was interpolated, no image "
            "was taken there.",
            widest=widest,
        )
        if gaps == 1
        else say(
            "In {gaps} places neighbours lie up to {widest:.1f} mm apart: what is between them was interpolated, no "
            "image was taken there.",
            gaps=gaps,
            widest=widest,
        )
    )
    return joined((done, made_up))
