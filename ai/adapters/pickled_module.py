"""The weights of a pickled network (a module saved whole), read without unpickling: no class of it is ever made.

The pickle is walked by `ai.library.inert_pickle`; what it says of each tensor leads to its raw numbers in the file. No
torch here.

References
----------
``torch.serialization``: since PyTorch 1.6 the file is a zip with ``data.pkl`` and one member ``data/KEY`` a storage;
before, four pickles, a pickled list of keys, and for each key its number of values (int64) and the values.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from ai.adapters.contents import Contents
from ai.errors import ModelImportError
from ai.library import archive
from ai.library.inert_pickle import Inert, UnreadablePickle, read_pickle
from ai.words import say

_DTYPES = {
    "torch.FloatStorage": "<f4", "torch.DoubleStorage": "<f8", "torch.HalfStorage": "<f2", "torch.LongStorage": "<i8",
    "torch.IntStorage": "<i4", "torch.BoolStorage": "?",
}  # fmt: skip

_DEPTH = 20
"""Modules that lie deeper are none."""

_MAX_LAYERS = 100_000
"""One layer may lie in many others, which multiplies what a small file seems to hold."""

_MAX_VALUES = 1 << 31

_PICKLES_BEFORE_KEYS = 4
"""Of a file before 1.6: its number, the protocol, facts of the system, the value."""


@dataclass(frozen=True)
class StoredTensor:
    """Where the numbers of a tensor stand.

    Parameters
    ----------
    key, dtype, count
        Of the storage: its key, kind of number as numpy names it, number of values.
    offset, shape, stride
        Of the tensor in it, in values.
    """

    key: str
    dtype: str
    count: int
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


def module_tensors(pickled: object) -> Mapping[str, StoredTensor]:
    """Tensors of a pickled module by their names in its state dict; empty where it is no module.

    Raises
    ------
    UnreadablePickle
        When it has more layers than any network.
    """
    left = iter(range(_MAX_LAYERS))
    tensors = dict(_tensors(pickled, "", left, _DEPTH))
    if next(left, None) is None:
        raise UnreadablePickle("too many layers")
    return tensors


def read_tensors(contents: Contents) -> Mapping[str, npt.NDArray[Any]]:
    """Read the tensors of a module that was saved whole.

    Raises
    ------
    ai.errors.ModelImportError
        When the file does not hold what its pickle promises.
    """
    places = module_tensors(contents.pickled)
    keys = {place.key: place for place in places.values()}
    if contents.kind == "torch-zip":
        top = next(iter(contents.members)).partition("/")[0]
        most = max((_bytes(place) for place in keys.values()), default=0)
        names = {f"{top}/data/{key}": key for key in keys}
        stored = {names[name]: data for name, data in archive.parts(contents.path, names, most)}
    else:
        stored = _legacy_storages(contents.path, keys)
    if set(stored) != set(keys):
        raise torn(contents.path)
    return {name: _taken(stored[place.key], place, contents.path) for name, place in places.items()}


def _tensors(module: object, prefix: str, left: Iterator[int], depth: int) -> Iterator[tuple[str, StoredTensor]]:
    if next(left, None) is None or not (isinstance(module, Inert) and isinstance(module.state, dict) and depth):
        return
    for group in ("_parameters", "_buffers"):
        for name, value in _entries(module.state.get(group)):
            place = _place(value)
            if place is not None:
                yield f"{prefix}{name}", place
    for name, inner in _entries(module.state.get("_modules")):
        yield from _tensors(inner, f"{prefix}{name}.", left, depth - 1)


def _entries(group: object) -> Iterator[tuple[str, object]]:
    if isinstance(group, dict):
        yield from ((str(name), value) for name, value in group.items())


def _place(value: object) -> StoredTensor | None:
    while isinstance(value, Inert) and value.name == "torch._utils._rebuild_parameter" and value.arguments:
        value = value.arguments[0]
    if not (isinstance(value, Inert) and value.name == "torch._utils._rebuild_tensor_v2" and value.arguments):
        return None
    storage, offset, shape, stride = value.arguments[:4]
    if not (isinstance(storage, Inert) and storage.name == "persistent" and storage.arguments):
        return None
    reference = storage.arguments[0]
    if not (isinstance(reference, tuple) and len(reference) >= 5 and reference[0] == "storage"):
        return None
    kind, key, count = reference[1], reference[2], reference[4]
    dtype = _DTYPES.get(kind.name if isinstance(kind, Inert) else "")
    numbers = (offset, count, *shape, *stride) if isinstance(shape, tuple) and isinstance(stride, tuple) else (-1,)
    if dtype is None or not all(type(each) is int and 0 <= each < _MAX_VALUES for each in numbers):
        return None
    if not isinstance(key, str) or len(shape) != len(stride) or math.prod(shape) > count:
        return None  # numbers that are used many times over would fill any memory
    return StoredTensor(key, dtype, count, offset, shape, stride)


def _bytes(place: StoredTensor) -> int:
    return place.count * np.dtype(place.dtype).itemsize


def _legacy_storages(path: Path, keys: Mapping[str, StoredTensor]) -> dict[str, bytes]:
    stored = {}
    try:
        with path.open("rb") as file:
            for _ in range(_PICKLES_BEFORE_KEYS):
                read_pickle(file)
            order = read_pickle(file).value
            for key in order if isinstance(order, list) else ():
                place = keys.get(str(key))
                count = struct.unpack("<q", file.read(8))[0]
                if place is None or count != place.count:
                    raise torn(path)
                stored[place.key] = _exactly(file, _bytes(place), path)
    except (UnreadablePickle, struct.error) as error:
        raise torn(path) from error
    return stored


def _exactly(file: BinaryIO, count: int, path: Path) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise torn(path)
    return data


def _taken(data: bytes, place: StoredTensor, path: Path) -> npt.NDArray[Any]:
    values = np.frombuffer(data, np.dtype(place.dtype))
    last = place.offset + sum((size - 1) * step for size, step in zip(place.shape, place.stride, strict=True))
    if len(values) != place.count or (0 not in place.shape and last >= place.count):
        raise torn(path)
    strides = [step * values.itemsize for step in place.stride]
    view = np.lib.stride_tricks.as_strided(values[place.offset :], place.shape, strides, writeable=False)
    return np.array(view, copy=True)


def torn(path: Path) -> ModelImportError:
    """Say that what a file tells of its weights does not fit together."""
    return ModelImportError(
        say("The weights in {file} are damaged or not whole.", file=path.name),
        say("Download it again from its source."),
    )
