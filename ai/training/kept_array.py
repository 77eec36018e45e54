"""Arrays that are made once and kept in the job folder: prepared pictures and features, mapped into memory.

A run that goes on takes them from there. They hold the site's pictures, so they go when the run is done.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import nn

from ai.training.checkpoint import disk_error
from ai.training.held_out import held_out_folder
from ai.training.job_folder import JobFolder


def kept(job: JobFolder, name: str, source: object, make: Callable[[], npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Give an array that is made only where the job folder does not hold it.

    Parameters
    ----------
    job
        Its `JobFolder.cache` takes the file.
    name
        What it is: "pictures-train".
    source
        Plain values of everything that the array depends on; another source is another array.
    make
        Called where there is none.

    Returns
    -------
    numpy.ndarray
        Read only, mapped into memory: what is not looked at takes no room there.

    Raises
    ------
    TrainingDataError
        When the disk is full.
    """
    key = hashlib.sha256(json.dumps(source, sort_keys=True, default=str).encode()).hexdigest()[:16]
    path = job.cache / f"{name}-{key}.npy"
    if path.is_file():
        try:
            return _mapped(path)
        except (OSError, ValueError, EOFError):  # damaged: it can be made again
            path.unlink(missing_ok=True)
    made = np.ascontiguousarray(make())
    temporary = path.with_suffix(".tmp")
    try:
        job.cache.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            np.save(file, made, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise disk_error(error) from error
    return _mapped(path)


def forget(job: JobFolder) -> None:
    """Remove what was kept, and the validation pictures that were shown; where the system holds a file, it stays."""
    for folder in (job.cache, held_out_folder(job.path)):
        shutil.rmtree(folder, ignore_errors=True)


def weights_key(network: nn.Module) -> str:
    """SHA-256 of all weights of a network, in their order."""
    digest = hashlib.sha256()
    for name, value in network.state_dict().items():
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _mapped(path: os.PathLike[str]) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array
