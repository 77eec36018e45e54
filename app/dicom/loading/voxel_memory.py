"""Memory for the voxels of a series: plain memory, or a file where the series is larger than that."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from ai.errors import MemoryShort
from ai.volume import Voxels
from ai.words import say
from app.dicom.files.memory import require_memory

DISK_LEFT = 1 << 30
"""Bytes that stay free on the disk, for the system and whoever else writes."""


def allocate(shape: tuple[int, ...], dtype: np.dtype[Any]) -> tuple[Voxels, str]:
    """Take memory for a series: zero, where it has slices that are decoded later.

    Parameters
    ----------
    shape
        (slices, rows, columns[, 3]).
    dtype
        Of the voxels.

    Returns
    -------
    voxels
        In memory, or in a file without a name that vanishes with the array.
    warning
        A sentence where it is a file, else ``""``.

    Raises
    ------
    ai.errors.MemoryShort
        Where neither memory nor disk holds it; nothing was taken.
    """
    needed_bytes = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    try:
        require_memory(needed_bytes, say("This series"))
    except MemoryShort:
        voxels = _on_disk(shape, dtype, needed_bytes)
        if voxels is None:
            raise
        return voxels, say(
            "This series is larger than the free memory: its {gigabytes:.1f} GB are kept in a file while it is open.",
            gigabytes=needed_bytes / 1e9,
        )
    # A single picture fills its memory at once; to clear a large one first takes as long as to read it.
    return (np.empty if shape[0] == 1 else np.zeros)(shape, dtype), ""


def _on_disk(shape: tuple[int, ...], dtype: np.dtype[Any], needed_bytes: int) -> Voxels | None:
    """Map a temporary file into memory, or None where the disk has no room for it."""
    # The folder for temporary files is often itself held in memory; this one is not.
    folder = Path(platformdirs.user_cache_dir("Lightbox", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < needed_bytes + DISK_LEFT:
            return None
        with tempfile.TemporaryFile(dir=folder) as file:
            if hasattr(os, "posix_fallocate"):
                # A disk that is full only later would end the program, not the write.
                os.posix_fallocate(file.fileno(), 0, needed_bytes)
            # The mapping keeps the file alive, and the system removes it when the mapping ends.
            return np.asarray(np.memmap(file, dtype, "r+" if hasattr(os, "posix_fallocate") else "w+", shape=shape))
    except OSError:
        return None
