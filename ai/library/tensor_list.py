"""Names and shapes of the tensors of a file, from its header or pickle alone. No torch, nothing allocated."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from ai.library.archive import MAX_BYTES, too_large
from ai.library.inert_pickle import Inert

Shapes: TypeAlias = dict[str, tuple[int, ...]]
"""Name -> shape."""

MAX_HEADER_BYTES = 64 << 20
"""Longest header of a safetensors file that is read; the library itself allows 100 MB."""

_ITEM_BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2,
    "I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8, "C64": 8,
}  # fmt: skip

_STORAGE_BYTES = {
    "BoolStorage": 1, "ByteStorage": 1, "CharStorage": 1, "ShortStorage": 2, "HalfStorage": 2, "BFloat16Storage": 2,
    "IntStorage": 4, "FloatStorage": 4, "LongStorage": 8, "DoubleStorage": 8, "ComplexFloatStorage": 8,
    "ComplexDoubleStorage": 16, "UntypedStorage": 1,
}  # fmt: skip

_REBUILT = ("torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v3")

_PARAMETERS = ("torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state")

_MAX_AXES = 16

_MAX_ENTRIES = 1_000_000
"""Of a checkpoint: one dict may lie in many others, which multiplies what a small file seems to hold."""

_DEPTH = 4
"""How deep a state dict may lie inside a checkpoint."""


class BadHeader(ValueError):  # noqa: N818 - a condition, turned into a sentence by the caller
    """The header of a safetensors file is not valid."""


def safetensors_header(path: Path) -> tuple[Shapes, Mapping[str, str]]:
    """Read the header of a safetensors file: shapes by name, and the strings of its ``__metadata__``.

    Raises
    ------
    BadHeader
        When it is not one, or what it says does not fill the file exactly as far as it goes.
    ai.errors.ModelImportError
        When it promises more than any model has.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        if len(start) < 8:
            raise BadHeader("short")
        length = struct.unpack("<Q", start)[0]
        if length > min(MAX_HEADER_BYTES, size):
            raise too_large(path.name)
        try:
            header = json.loads(file.read(length))
        except (ValueError, RecursionError) as error:
            raise BadHeader("json") from error
    if not isinstance(header, dict):
        raise BadHeader("no object")
    metadata = header.pop("__metadata__", {})
    shapes = {name: _entry(entry, size - 8 - length, path.name) for name, entry in header.items()}
    words = metadata if isinstance(metadata, dict) else {}
    return shapes, {str(name): str(value) for name, value in words.items()}


def _entry(entry: object, room: int, file: str) -> tuple[int, ...]:
    if not isinstance(entry, dict):
        raise BadHeader("entry")
    shape, offsets = _whole(entry.get("shape")), _whole(entry.get("data_offsets"))
    item = _ITEM_BYTES.get(str(entry.get("dtype")))
    if shape is None or offsets is None or len(offsets) != 2 or item is None:
        raise BadHeader("entry")
    first, last = offsets
    if math.prod(shape) * item > MAX_BYTES or last > room:
        raise too_large(file)
    if first > last or math.prod(shape) * item != last - first:
        raise BadHeader("offsets")
    return shape


def _whole(value: Any) -> tuple[int, ...] | None:
    return tuple(value) if isinstance(value, list) and _is_shape(value) else None


def _is_shape(sizes: Sequence[object]) -> bool:
    """Whether a tensor could have so many sizes, each of 62 bits: so that their product is quickly told."""
    return len(sizes) <= _MAX_AXES and all(type(each) is int and 0 <= each < 1 << 62 for each in sizes)


def pickled_shapes(value: object, *, storage_bytes: Callable[[str], int | None], file: str) -> Shapes:
    """Collect the tensors of a checkpoint that `ai.library.inert_pickle.read_pickle` walked.

    Parameters
    ----------
    value
        The inert value. Of dicts inside dicts names are joined by a dot.
    storage_bytes
        Bytes that the file really holds of a storage by its key; None where that is not known.
    file
        Name of the file, for the sentence.

    Raises
    ------
    ai.errors.ModelImportError
        When a tensor promises more than the file holds.
    """
    shapes: Shapes = {}
    left = iter(range(_MAX_ENTRIES))
    for name, tensor in _tensors(value, "", left, _DEPTH):
        shapes[name] = _checked_shape(tensor, storage_bytes, file)
    if next(left, None) is None:
        raise too_large(file)
    return shapes


def _tensors(value: object, name: str, left: Iterator[int], depth: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield names with the arguments that tensors are rebuilt with, until nothing is left of the count."""
    if next(left, None) is None:
        return
    if isinstance(value, dict) and depth:
        for key, each in value.items():
            yield from _tensors(each, f"{name}.{key}" if name else str(key), left, depth - 1)
        return
    while isinstance(value, Inert) and value.name in _PARAMETERS and value.arguments:
        value = value.arguments[0]
    if isinstance(value, Inert) and value.name in _REBUILT and value.arguments and len(value.arguments) > 2:
        yield name, value.arguments


def _checked_shape(rebuilt: tuple[Any, ...], storage_bytes: Callable[[str], int | None], file: str) -> tuple[int, ...]:
    storage, _, shape, *_ = rebuilt
    if not (isinstance(shape, tuple) and _is_shape(shape)):
        raise too_large(file)
    reference = storage.arguments[0] if isinstance(storage, Inert) and storage.arguments else None
    if not (isinstance(reference, tuple) and len(reference) >= 5 and isinstance(reference[1], Inert)):
        raise too_large(file)
    # A key that is no text could be anything, also what takes forever to be written as one.
    key, count, item = reference[2], reference[4], _STORAGE_BYTES.get(reference[1].name.rpartition(".")[2], 1)
    held = storage_bytes(key) if isinstance(key, str) else 0
    if type(count) is not int or math.prod(shape) > MAX_BYTES or count * item > (MAX_BYTES if held is None else held):
        raise too_large(file)
    return shape
