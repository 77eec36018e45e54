"""A series as a volume: open it with one slice decoded, then fill in the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.progress import Progress, silent
from ai.volume import Volume
from app.dicom.series import Series
from app.imaging.window import Presentation


@dataclass(frozen=True, eq=False)
class OpenSeries:
    """A series that is open.

    Parameters
    ----------
    series
        What the scan found, in geometric order.
    volume
        Slices not decoded yet hold the smallest value of the dtype or 0; they change once, when `fill` decodes them.
    filled
        (slices,) bool; written by `fill` only, from its thread, each flag after its slice is complete.
    presentation
        How the file wants to be shown.
    """

    series: Series
    volume: Volume
    filled: npt.NDArray[np.bool_]
    presentation: Presentation


def open_series(series: Series, *, first: int | None = None) -> OpenSeries:
    """Allocate the volume and decode one slice (the middle one unless told).

    Raises
    ------
    app.errors.DicomReadError
        When the slice cannot be decoded.
    ai.errors.MemoryShort
        When the volume does not fit into memory; nothing was allocated.
    """
    raise DicomReadErrorPlaceholder


def fill(opened: OpenSeries, *, progress: Progress = silent) -> OpenSeries:
    """Decode the slices that are missing, from the decoded one outwards; returns the same value, all slices filled."""
    raise DicomReadErrorPlaceholder


def load_series(series: Series, *, progress: Progress = silent) -> OpenSeries:
    """Open and fill in one go, for the command line and tests."""
    return fill(open_series(series), progress=progress)
