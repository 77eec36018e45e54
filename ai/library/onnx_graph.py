"""What an ONNX file computes with: inputs, outputs, operators, where its weights lie. No torch, no onnx package.

The few fields that matter are read straight from the file's protocol buffer, which is mapped, not read: sizes are
bounded by the file itself.

References
----------
onnx.proto of the ONNX project (field numbers), "Encoding" of the Protocol Buffers documentation.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ai.errors import ModelImportError
from ai.words import say

_DEPTH = 8
"""Graphs may lie in nodes (``If``, ``Loop``), so deep at most."""

_DOMAINS = ("", "ai.onnx", "ai.onnx.ml", "com.microsoft")
"""Operators that the runtime brings along; others would need a library of code."""

_STRANGE = ("EPContext", "PythonOp", "PythonOpGrad", "ExternalGraph")
"""Operators that reach for another file or for Python."""

_Value: TypeAlias = int | memoryview


@dataclass(frozen=True)
class Port:
    """An input or output: name, and its size along each axis, 0 where it is free."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class OnnxGraph:
    """What is known without running anything.

    Parameters
    ----------
    inputs, outputs
        In order; weights are no inputs.
    external
        Names of files that hold weights.
    strange
        Operators that this product does not run.
    """

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    external: tuple[str, ...]
    strange: tuple[str, ...]


def read_graph(path: Path) -> OnnxGraph:
    """Read an ONNX file.

    Raises
    ------
    ModelImportError
        When it is none, or damaged.
    """
    graph = _mapped(path)
    if graph is None:
        raise ModelImportError(
            say("{file} is no whole ONNX file.", file=path.name), say("Download it again from its source.")
        )
    return graph


def _mapped(path: Path) -> OnnxGraph | None:
    """Read a mapped file; None where it is damaged. No view of the map outlives this call, so that it is closed."""
    try:
        with path.open("rb") as file:
            return _model(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    except (OSError, ValueError, IndexError):
        return None


def _model(view: memoryview) -> OnnxGraph:
    external: list[str] = []
    strange: list[str] = []
    local: set[str] = set()
    used: set[tuple[str, str]] = set()
    inputs: list[Port] = []
    outputs: list[Port] = []
    weights: set[str] = set()
    graphs = 0
    for number, value in _fields(view):
        if number == 7 and isinstance(value, memoryview):
            graphs += 1
            _graph(value, external, used, _DEPTH)
            for inner, each in _fields(value):
                if inner == 11 and isinstance(each, memoryview):
                    inputs.append(_port(each))
                elif inner == 12 and isinstance(each, memoryview):
                    outputs.append(_port(each))
                elif inner == 5 and isinstance(each, memoryview):
                    weights.add(_text(each, 8))
        elif number == 25 and isinstance(value, memoryview):
            local.add(_text(value, 10))
            _function(value, external, used)
    if graphs != 1:
        raise ValueError("no graph")
    for domain, operator in sorted(used):
        if (domain not in _DOMAINS and domain not in local) or operator in _STRANGE:
            strange.append(f"{domain}.{operator}" if domain else operator)
    ports = tuple(port for port in inputs if port.name not in weights)
    return OnnxGraph(ports, tuple(outputs), tuple(external), tuple(strange))


def _graph(view: memoryview, external: list[str], used: set[tuple[str, str]], depth: int) -> None:
    if depth == 0:
        raise ValueError("too deep")
    for number, value in _fields(view):
        if not isinstance(value, memoryview):
            continue
        if number == 1:
            _node(value, external, used, depth)
        elif number == 5:
            _tensor(value, external)
        elif number == 15:
            for inner, each in _fields(value):
                if inner in (1, 2) and isinstance(each, memoryview):
                    _tensor(each, external)


def _function(view: memoryview, external: list[str], used: set[tuple[str, str]]) -> None:
    for number, value in _fields(view):
        if number == 7 and isinstance(value, memoryview):
            _node(value, external, used, _DEPTH)


def _node(view: memoryview, external: list[str], used: set[tuple[str, str]], depth: int) -> None:
    used.add((_text(view, 7), _text(view, 4)))
    for number, value in _fields(view):
        if number != 5 or not isinstance(value, memoryview):
            continue
        for inner, each in _fields(value):
            if inner in (5, 10) and isinstance(each, memoryview):
                _tensor(each, external)
            elif inner in (6, 11) and isinstance(each, memoryview):
                _graph(each, external, used, depth - 1)


def _tensor(view: memoryview, external: list[str]) -> None:
    outside = False
    place = ""
    for number, value in _fields(view):
        if number == 14 and value == 1:
            outside = True
        elif number == 13 and isinstance(value, memoryview):
            outside = True
            if _text(value, 1) == "location":
                place = _text(value, 2)
    if outside:
        external.append(place or "?")


def _port(view: memoryview) -> Port:
    shape: list[int] = []
    for tensor_type in _within(view, 2, 1, 2):
        for number, dimension in _fields(tensor_type):
            if number == 1 and isinstance(dimension, memoryview):
                sizes = [value for inner, value in _fields(dimension) if inner == 1 and isinstance(value, int)]
                shape.append(sizes[0] if sizes else 0)
    return Port(_text(view, 1), tuple(shape))


def _within(view: memoryview, *path: int) -> Iterator[memoryview]:
    """Messages at a path of field numbers."""
    for number, value in _fields(view):
        if number == path[0] and isinstance(value, memoryview):
            if len(path) == 1:
                yield value
            else:
                yield from _within(value, *path[1:])


def _text(view: memoryview, field: int) -> str:
    text = ""
    for number, value in _fields(view):
        if number == field and isinstance(value, memoryview):
            text = bytes(value[:1000]).decode("utf-8")  # of a field that stands twice the last one counts
    return text


def _fields(view: memoryview) -> Iterator[tuple[int, _Value]]:
    """Yield (number, value) of each field; IndexError or ValueError where the buffer is damaged."""
    at = 0
    while at < len(view):
        key, at = _varint(view, at)
        kind = key & 7
        if kind == 0:
            number, at = _varint(view, at)
            yield key >> 3, number
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        elif kind == 2:
            length, at = _varint(view, at)
            if length > len(view) - at:
                raise ValueError("beyond the end")
            yield key >> 3, view[at : at + length]
            at += length
        else:
            raise ValueError("wire type")


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = view[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("varint")
