"""Values on their way between the app and the worker process: JSON lines, arrays as files beside. No pickle."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ai.plain import Arrays, from_plain, to_plain

T = TypeVar("T")

SHARED_MEMORY = Path("/dev/shm")  # Linux keeps files of this folder in memory, shared by all processes


@contextmanager
def exchange_folder(nbytes: int) -> Iterator[Path]:
    """Make a private folder for the arrays of one run, in shared memory where they fit three times; removed at the end.

    Parameters
    ----------
    nbytes
        Size of the volume that will travel.
    """
    roomy = SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > 3 * nbytes
    with tempfile.TemporaryDirectory(prefix="lightbox-", dir=SHARED_MEMORY if roomy else None) as name:
        yield Path(name)


def pack(value: object, folder: Path) -> dict[str, Any]:
    """Plain form of a value; its arrays go into new files of ``folder``."""
    arrays: Arrays = {}
    data = to_plain(value, arrays)
    prefix = secrets.token_hex(4)
    for name, array in arrays.items():
        np.save(folder / f"{prefix}-{name}.npy", array, allow_pickle=False)
    return {"data": data, "arrays": {name: f"{prefix}-{name}.npy" for name in arrays}}


def unpack(kind: type[T], packed: Mapping[str, Any], folder: Path, *, keep_on_disk: bool = False) -> T:
    """Build the value that `pack` packed.

    Parameters
    ----------
    kind
        Class of the value.
    packed, folder
        As given and returned by `pack`.
    keep_on_disk
        Map the arrays instead of reading them: no second copy, but the folder must outlive the value.

    Raises
    ------
    ai.plain.PlainError
        When the data do not fit the class.
    """
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, file in packed["arrays"].items():
        path = folder / Path(file).name
        arrays[name] = np.load(path, mmap_mode="r" if keep_on_disk else None, allow_pickle=False)
    return from_plain(kind, packed["data"], arrays)


def line(message: Mapping[str, Any]) -> str:
    """One message as one line."""
    return json.dumps(message) + "\n"
