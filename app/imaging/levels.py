"""The range of a scan's values, and the windows that follow from it: the first one, the full one, the dragged one."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.volume import BoolMask, Volume, Voxels
from app.imaging.window import Presentation, Voi, VoiFunction, VoiLut, Window

PERCENTILE_MODALITIES = frozenset({"CT", "MR", "CR", "DX", "MG", "RG", "IO", "PX", ""})
"""Modalities whose extremes say nothing: a piece of metal, a few bright pixels or a collimator edge must not set the
window; nor where the modality is unknown. The others are shown from the smallest to the largest value."""

LOWEST_HU = -1024.0
"""Nothing is thinner than air: smaller values are what scanners put outside the measured circle, often without
declaring them as padding."""

DEFAULT_PERCENTILES = (1.0, 99.0)
"""Share of the values, in percent, that a window made for such a modality leaves dark and bright."""

FULL_RANGE = "Full range"
"""Name of the window from the smallest to the largest value that is not padding."""

_SAMPLE_SIZE = 1_000_000
"""Values that percentiles are taken from; more change the result by less than a grey level and cost time."""

_DRAG_PX = 512.0
"""Length of a drag, in screen pixels, that goes through the whole dynamic range."""

_DRAG_PERCENTILES = (0.1, 99.9)

_WIDTH_LIMITS = (1e-6, 1e7)
"""Widths that a drag stays within; LINEAR stays at 1 and above (PS3.3 C.11.2.1.2)."""

_CENTRE_LIMIT = 1e7
"""Centres beyond are of no use to any modality and lose precision."""


def value_range(
    values: npt.NDArray[Any],
    *,
    padding: tuple[float, float] | None = None,
    percentiles: tuple[float, float] = (0.0, 100.0),
    lowest: float | None = None,
) -> tuple[float, float]:
    """Find the range of the values that count.

    Parameters
    ----------
    values
        Any shape, any real dtype, modality values.
    padding
        (low, high) values that are padding, both included, PS3.3 C.7.5.1.1.2.
    percentiles
        (low, high) in percent; 0 and 100 give smallest and largest. Others are taken from a regular sample of at most
        about a million values. Where they fall together (a mask, a mostly empty picture) the full range is taken.
    lowest
        Smaller values do not count either; None lets all count.

    Returns
    -------
    tuple[float, float]
        low <= high; (0, 0) where nothing but padding or NaN is left.
    """
    if percentiles != (0.0, 100.0):
        # A step without common factor with usual matrix sizes, so that the sample does not follow one column.
        step = (values.size // _SAMPLE_SIZE) | 1
        sample = _counted(values.reshape(-1)[::step], padding, lowest)
        if sample.size:
            with np.errstate(over="ignore", invalid="ignore"):
                low, high = (float(limit) for limit in np.percentile(sample, percentiles))
            if low < high and math.isfinite(low) and math.isfinite(high):
                return low, high
    if padding is None and values.dtype.kind in "iub":
        low, high = float(values.min()), float(values.max())
        if lowest is None or low >= lowest:
            return low, high
    counted = _counted(values, padding, lowest)
    return (float(counted.min()), float(counted.max())) if counted.size else (0.0, 0.0)


def range_window(low: float, high: float, name: str = "") -> Window:
    """Make the window that shows ``low`` as black and ``high`` as white; equal ones give an even grey."""
    # LINEAR_EXACT: its ends are the two values themselves, also for fractions such as SUV (PS3.3 C.11.2.1.3.2).
    width = high - low if high > low else 1.0
    # The ends of the double range are further apart than a double can say.
    width = min(width, sys.float_info.max)
    return Window(low / 2 + high / 2, width, VoiFunction.LINEAR_EXACT, name)


def default_voi(
    volume: Volume, presentation: Presentation, slice_index: int, *, filled: BoolMask | None = None
) -> Voi | None:
    """Choose what a slice is shown with where nobody chose: what its file asks for.

    Parameters
    ----------
    volume
        The scan.
    presentation
        How its file wants to be shown.
    slice_index
        From 0.
    filled
        (slices,) bool: slices that are decoded, the only ones that count; None means all.

    Returns
    -------
    Voi | None
        The first window or LUT of the file; else the range of the scan without padding, PS3.3 C.7.5.1.1.2. None for a
        colour picture, which has no window. `app.imaging.presets.starting_voi` is what a reader sees first.
    """
    if volume.is_colour:
        return None
    own = file_vois(presentation, slice_index)
    if own:
        return own[0]
    voxels = _decoded(volume, filled)
    return range_window(*(value_range(voxels, padding=presentation.padding) if voxels.size else (0.0, 0.0)))


def percentile_window(
    volume: Volume,
    presentation: Presentation,
    percentiles: tuple[float, float],
    *,
    name: str = "",
    filled: BoolMask | None = None,
) -> Window:
    """Make the window between two percentiles of the scan; (0, 100) is the full range without padding."""
    voxels = _decoded(volume, filled)
    if not voxels.size:
        return range_window(0.0, 0.0, name)
    lowest = LOWEST_HU if volume.unit == "HU" else None
    low, high = value_range(voxels, padding=presentation.padding, percentiles=percentiles, lowest=lowest)
    return range_window(low, high, name)


def file_vois(presentation: Presentation, slice_index: int) -> tuple[Voi, ...]:
    """Return the windows and LUTs that the file gives for a slice; empty where it gives none."""
    return presentation.vois[slice_index] if slice_index < len(presentation.vois) else ()


def as_window(voi: Voi) -> Window:
    """Return the window itself, or the one that spans the input values of a LUT: what a drag starts from."""
    if isinstance(voi, VoiLut):
        return range_window(float(voi.first_value), float(voi.first_value + voi.entries.size - 1))
    return voi


def shift_window(window: Window, d_centre: float, d_width: float) -> Window:
    """Move a window, within limits.

    Parameters
    ----------
    window
        As it was.
    d_centre, d_width
        Change, in the unit of the volume.

    Returns
    -------
    Window
        With the same function and without name, since it is no preset any more.
    """
    smallest, largest = _WIDTH_LIMITS
    # A LINEAR window narrower than 1 (some files carry it) is shown as LINEAR_EXACT and may stay narrow.
    if window.function is VoiFunction.LINEAR and window.width >= 1.0:
        smallest = 1.0
    centre = min(max(window.centre + d_centre, -_CENTRE_LIMIT), _CENTRE_LIMIT)
    width = min(max(window.width + d_width, smallest), largest)
    return replace(window, centre=centre, width=width, name="")


def drag_scale(values: npt.NDArray[Any], *, padding: tuple[float, float] | None = None) -> float:
    """Compute how much one screen pixel of a window drag changes centre or width, in the unit of the values.

    Parameters
    ----------
    values
        Any shape, any real dtype; one slice is enough.
    padding
        As for `value_range`.

    Returns
    -------
    float
        > 0; grows with the dynamic range, so that a drag across half a screen does the same in HU and in SUV.
    """
    low, high = value_range(values, padding=padding, percentiles=_DRAG_PERCENTILES)
    # What surrounds the picture, declared as padding or not, is one value far below the rest.
    inside = _counted(values, padding, None)
    inside = inside[inside > low]
    if inside.size:
        inner_low, inner_high = value_range(inside, percentiles=_DRAG_PERCENTILES)
        if inner_high > inner_low:
            low, high = inner_low, inner_high
    return (high - low if high > low else 1.0) / _DRAG_PX


def _counted(values: npt.NDArray[Any], padding: tuple[float, float] | None, lowest: float | None) -> npt.NDArray[Any]:
    """Keep finite values that are not padding and not below ``lowest``; one dimension."""
    keep: BoolMask | None = None
    if values.dtype.kind == "f":
        keep = np.isfinite(values)
    if padding is not None:
        outside = (values < padding[0]) | (values > padding[1])
        keep = outside if keep is None else keep & outside
    if lowest is not None:
        keep = values >= lowest if keep is None else keep & (values >= lowest)
    return values.reshape(-1) if keep is None else values[keep]


def _decoded(volume: Volume, filled: BoolMask | None) -> Voxels:
    """Keep the slices that are decoded; a view where all are."""
    return volume.voxels if filled is None or filled.all() else volume.voxels[filled]
