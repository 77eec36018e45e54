"""A second order of the voxels in memory, in which sagittal slices lie in one piece."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from ai.progress import Progress, silent
from ai.volume import Voxels
from ai.words import say
from app.imaging.budget import require_bytes

_SLICES_AT_ONCE = 8
"""Slices that one thread turns before it looks for the next ones."""

_THREADS = 2
"""Memory, not the processor, is the limit: more threads than these gain nothing."""

_CV_DTYPES = frozenset(np.dtype(name) for name in ("u1", "i1", "u2", "i2", "i4", "f2", "f4", "f8"))
"""What OpenCV turns as it is; others are shown to it as bytes of the same width."""


@dataclass(frozen=True, eq=False)
class ColumnLayout:
    """The voxels of a volume, columns first.

    Parameters
    ----------
    voxels
        (columns, slices, rows) or (columns, slices, rows, 3), contiguous, read-only.
    """

    voxels: Voxels

    def sagittal(self, column: int) -> Voxels:
        """Return the (slices, rows[, 3]) view of a column: equal to ``volume.voxels[:, :, column]``."""
        plane: Voxels = self.voxels[column]
        return plane

    def columns(self, first: int, stop: int) -> Voxels:
        """Return the (columns, slices, rows[, 3]) view of neighbouring columns, for `app.imaging.slab.project`."""
        return self.voxels[first:stop]


def column_layout(voxels: Voxels, *, may_use_bytes: int | None = None, progress: Progress = silent) -> ColumnLayout:
    """Copy voxels into the order (columns, slices, rows).

    Parameters
    ----------
    voxels
        (slices, rows, columns[, 3]), any real dtype.
    may_use_bytes
        Memory that the copy may take, which is as much as the voxels; None asks for nothing.
    progress
        Called once per slice or few; may raise `ai.progress.Cancelled`, then nothing is kept.

    Raises
    ------
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    require_bytes(voxels.nbytes, may_use_bytes, say("Fast sagittal slices"))
    slices, rows, columns = voxels.shape[:3]
    turned = np.empty((columns, slices, rows, *voxels.shape[3:]), voxels.dtype)
    source, target = _seen_by_cv(voxels), _seen_by_cv(turned)

    def turn(first: int) -> int:
        stop: int = min(first + _SLICES_AT_ONCE, slices)
        for index in range(first, stop):
            # Straight into its place: rows of the picture become runs that lie a whole slab apart.
            cv2.transpose(source[index], dst=target[:, index])
        return stop

    pool = ThreadPoolExecutor(_THREADS)
    try:
        for done in pool.map(turn, range(0, slices, _SLICES_AT_ONCE)):
            progress(done / slices, say("Sagittal slices, {done} of {slices}", done=done, slices=slices))
    finally:
        # Cancelled work is joined too, without what has not begun.
        pool.shutdown(cancel_futures=True)
    turned.flags.writeable = False
    return ColumnLayout(turned)


def _seen_by_cv(voxels: Voxels) -> Voxels:
    """Show voxels in a dtype that OpenCV moves without looking at the values."""
    if voxels.dtype in _CV_DTYPES:
        return voxels
    if voxels.dtype.itemsize in (1, 2, 4):
        return voxels.view(f"i{voxels.dtype.itemsize}")
    return voxels.view(np.float64)
