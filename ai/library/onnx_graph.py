"""What an ONNX file computes with: inputs, outputs, operators, where its weights lie. No torch, no onnx package.

The few fields that matter are read straight from the file's protocol buffer, which is mapped, not read: sizes are
bounded by the file itself.

References
----------
onnx.proto of the ONNX project (field numbers), "Encoding" of the Protocol Buffers documentation.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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

MAX_FIELDS = 10_000_000
"""Fields that are looked at; the largest graphs known have some million, weights are one field each."""

_LONGEST_NAME, _LONGEST_WORDS = 1000, 8 << 20
"""Bytes of a name, and of what a file says of itself, that are read."""

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
    metadata
        What the file says of itself: the texts of its ``metadata_props``.
    """

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    external: tuple[str, ...]
    strange: tuple[str, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)


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
            return _Reader().model(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    except (OSError, ValueError, IndexError):
        return None


@dataclass
class _Reader:
    """Walks the messages of a file and keeps what it met; IndexError or ValueError where they are damaged.

    Parameters
    ----------
    external
        Places of weights in other files.
    used
        (domain, operator) of all nodes.
    left
        Fields that may still be looked at.
    """

    external: list[str] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)
    left: int = field(default_factory=lambda: MAX_FIELDS)

    def model(self, view: memoryview) -> OnnxGraph:
        """Read a ``ModelProto``."""
        graphs = []
        local: set[str] = set()
        metadata: dict[str, str] = {}
        for number, value in self._messages(view):
            if number == 7:
                graphs.append(value)
                self._graph(value, _DEPTH)
            elif number == 25:
                local.add(self._text(value, 10))
                self._function(value)
            elif number == 14:
                metadata[self._text(value, 1)] = self._text(value, 2, _LONGEST_WORDS)
        if len(graphs) != 1:
            raise ValueError("no graph")
        inputs, outputs = self._ports(graphs[0])
        strange = [
            f"{domain}.{operator}" if domain else operator
            for domain, operator in sorted(self.used)
            if (domain not in _DOMAINS and domain not in local) or operator in _STRANGE
        ]
        return OnnxGraph(inputs, outputs, tuple(self.external), tuple(strange), metadata)

    def _ports(self, graph: memoryview) -> tuple[tuple[Port, ...], tuple[Port, ...]]:
        inputs, outputs, weights = [], [], set()
        for number, value in self._messages(graph):
            if number == 11:
                inputs.append(self._port(value))
            elif number == 12:
                outputs.append(self._port(value))
            elif number == 5:
                weights.add(self._text(value, 8))
        return tuple(port for port in inputs if port.name not in weights), tuple(outputs)

    def _graph(self, view: memoryview, depth: int) -> None:
        if depth == 0:
            raise ValueError("too deep")
        for number, value in self._messages(view):
            if number == 1:
                self._node(value, depth)
            elif number == 5:
                self._tensor(value)
            elif number == 15:
                self._sparse(value)

    def _function(self, view: memoryview) -> None:
        for number, value in self._messages(view):
            if number == 7:
                self._node(value, _DEPTH)
            elif number == 11:
                self._attribute(value, _DEPTH)

    def _node(self, view: memoryview, depth: int) -> None:
        self.used.add((self._text(view, 7), self._text(view, 4)))
        for number, value in self._messages(view):
            if number == 5:
                self._attribute(value, depth)

    def _attribute(self, view: memoryview, depth: int) -> None:
        for number, value in self._messages(view):
            if number in (5, 10):
                self._tensor(value)
            elif number in (22, 23):
                self._sparse(value)
            elif number in (6, 11):
                self._graph(value, depth - 1)

    def _sparse(self, view: memoryview) -> None:
        for number, value in self._messages(view):
            if number in (1, 2):
                self._tensor(value)

    def _tensor(self, view: memoryview) -> None:
        outside = False
        place = ""
        for number, value in self._fields(view):
            if number == 14 and value == 1:
                outside = True
            elif number == 13 and isinstance(value, memoryview):
                outside = True
                if self._text(value, 1) == "location":
                    place = self._text(value, 2)
        if outside:
            self.external.append(place or "?")

    def _port(self, view: memoryview) -> Port:
        shape: list[int] = []
        for tensor_type in self._within(view, 2, 1, 2):
            for number, dimension in self._messages(tensor_type):
                if number == 1:
                    sizes = [value for inner, value in self._fields(dimension) if inner == 1 and isinstance(value, int)]
                    shape.append(sizes[0] if sizes else 0)
        return Port(self._text(view, 1), tuple(shape))

    def _within(self, view: memoryview, *path: int) -> Iterator[memoryview]:
        """Messages at a path of field numbers."""
        for number, value in self._messages(view):
            if number == path[0]:
                if len(path) == 1:
                    yield value
                else:
                    yield from self._within(value, *path[1:])

    def _text(self, view: memoryview, field: int, longest: int = _LONGEST_NAME) -> str:
        text = ""
        for number, value in self._messages(view):
            if number == field:
                text = bytes(value[:longest]).decode("utf-8")  # of a field that stands twice the last one counts
        return text

    def _messages(self, view: memoryview) -> Iterator[tuple[int, memoryview]]:
        """Yield those fields that are messages, texts or bytes."""
        for number, value in self._fields(view):
            if isinstance(value, memoryview):
                yield number, value

    def _fields(self, view: memoryview) -> Iterator[tuple[int, _Value]]:
        """Yield (number, value) of each field."""
        at = 0
        while at < len(view):
            self.left -= 1
            if self.left < 0:
                raise ValueError("too many fields")
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
