"""Frozen dataclasses as plain JSON values and back, checked against their types; arrays are kept beside.

One codec for model cards, the pipe to the worker process and result files. It builds only the classes that the wanted
type names, so nothing in a file can choose what is made of it.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping, MutableMapping
from enum import Enum
from pathlib import Path
from string import Formatter
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

from ai.words import Sentence

T = TypeVar("T")

Arrays: TypeAlias = MutableMapping[str, npt.NDArray[Any]]
"""Arrays by the name that stands for them in the plain value."""


class PlainError(ValueError):
    """A plain value does not fit the wanted type; the message names the place."""


def to_plain(value: object, arrays: Arrays | None = None) -> Any:
    """Turn a value into dicts, lists, strings, numbers, bools and None.

    Parameters
    ----------
    value
        Dataclass, enum, tuple, mapping, path, array or scalar.
    arrays
        Takes each array once, under a fresh name that stands in the result; None leaves arrays out as null. With it,
        that is between our own processes, sentences keep their template and values; in files they are English text.
    """
    if isinstance(value, np.ndarray):
        if arrays is None:
            return None
        shared = next((name for name, array in arrays.items() if array is value), None)
        name = f"array{len(arrays)}" if shared is None else shared
        arrays[name] = value
        return name
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name), arrays) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | list):
        return [to_plain(item, arrays) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(item, arrays) for key, item in value.items()}
    if isinstance(value, Sentence):
        return str(value) if arrays is None else _plain_sentence(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise PlainError(f"A value of type {type(value).__name__} has no plain form.")


def from_plain(kind: type[T], data: object, arrays: Mapping[str, npt.NDArray[Any]] | None = None) -> T:
    """Build a value of a type from its plain form.

    Parameters
    ----------
    kind, data
        The type and what `to_plain` made of the value.
    arrays
        As it filled them; None for files, in which sentences are plain text.

    Raises
    ------
    PlainError
        When a field is missing, unknown or of another type; the message names it.
    """
    result: T = _build(kind, data, arrays, kind.__name__)
    return result


def _build(kind: Any, data: Any, arrays: Mapping[str, npt.NDArray[Any]] | None, place: str) -> Any:
    origin = get_origin(kind)
    if kind is Any:
        return data
    if origin in (Union, types.UnionType):
        return _build_union(kind, data, arrays, place)
    if origin is tuple:
        return _build_tuple(get_args(kind), data, arrays, place)
    if origin is not None and issubclass(origin, np.ndarray):
        if arrays is None or data not in arrays:
            raise PlainError(f"{place}: the array {data!r} is missing.")
        return arrays[data]
    if origin is not None and issubclass(origin, Mapping):
        _expect(isinstance(data, Mapping), place, "an object", data)
        return dict(data)
    if dataclasses.is_dataclass(kind):
        return _build_dataclass(kind, data, arrays, place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(data)
        except ValueError as error:
            raise PlainError(f"{place}: {data!r} is none of {[member.value for member in kind]}.") from error
    if kind is Path:
        _expect(isinstance(data, str), place, "a path", data)
        return Path(data)
    if kind is float:
        _expect(isinstance(data, int | float) and not isinstance(data, bool), place, "a number", data)
        return float(data)
    if kind is str and arrays is not None and isinstance(data, Mapping):
        return _built_sentence(data, place)
    _expect(type(data) is kind, place, f"a {getattr(kind, '__name__', kind)}", data)
    return data


def _build_union(kind: Any, data: Any, arrays: Mapping[str, npt.NDArray[Any]] | None, place: str) -> Any:
    options = [option for option in get_args(kind) if option is not type(None)]
    if data is None and len(options) < len(get_args(kind)):
        return None
    arrays_only = all(
        isinstance(get_origin(option), type) and issubclass(get_origin(option), np.ndarray) for option in options
    )
    # Which of several kinds of array it is stands in the array itself.
    if len(options) != 1 and not arrays_only:
        raise PlainError(f"{place}: a choice of types has no plain form.")
    return _build(options[0], data, arrays, place)


def _build_tuple(items: tuple[Any, ...], data: Any, arrays: Mapping[str, npt.NDArray[Any]] | None, place: str) -> Any:
    _expect(isinstance(data, list | tuple), place, "a list", data)
    if len(items) == 2 and items[1] is Ellipsis:
        return tuple(_build(items[0], item, arrays, f"{place}[{index}]") for index, item in enumerate(data))
    _expect(len(items) == len(data), place, f"{len(items)} items", data)
    pairs = zip(items, data, strict=True)
    return tuple(_build(kind, item, arrays, f"{place}[{index}]") for index, (kind, item) in enumerate(pairs))


def _build_dataclass(kind: Any, data: Any, arrays: Mapping[str, npt.NDArray[Any]] | None, place: str) -> Any:
    _expect(isinstance(data, Mapping), place, "an object", data)
    hints = get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    unknown = sorted(set(data) - set(fields))
    if unknown:
        raise PlainError(f"{place}: unknown field {unknown[0]!r}.")
    values = {}
    for name, field in fields.items():
        if name in data:
            values[name] = _build(hints[name], data[name], arrays, f"{place}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise PlainError(f"{place}: field {name!r} is missing.")
    return kind(**values)


def _plain_sentence(sentence: Sentence) -> Any:
    """Plain form of a sentence; of one whose values have none its English words."""
    values: dict[str, Any] = {}
    for name, value in sentence.values.items():
        if not isinstance(value, bool | int | float | str):
            return str(sentence)
        values[name] = to_plain(value, {})
    return {"template": sentence.template, "values": values}


def _built_sentence(data: Mapping[str, Any], place: str) -> Sentence:
    """Read a sentence strictly: plain names in its template, each with a number, a text or a sentence."""
    template, values = data.get("template"), data.get("values")
    if set(data) != {"template", "values"} or not isinstance(template, str) or not isinstance(values, Mapping):
        raise PlainError(f"{place}: expected a sentence with its template and values.")
    built = {
        name: _build(str, value, {}, f"{place}.{name}") if isinstance(value, Mapping) else value
        for name, value in values.items()
    }
    if not all(isinstance(value, bool | int | float | str) for value in built.values()):
        raise PlainError(f"{place}: a value of a sentence is neither number nor text.")
    try:
        places = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
        is_whole = places <= set(built) and all(name.isidentifier() for name in places)
        sentence = Sentence(template, built) if is_whole else None
    except (ValueError, KeyError) as error:
        raise PlainError(f"{place}: the template of a sentence cannot be filled.") from error
    if sentence is None:
        raise PlainError(f"{place}: the template of a sentence names places without a value.")
    return sentence


def _expect(holds: bool, place: str, wanted: str, found: object) -> None:
    if not holds:
        raise PlainError(f"{place}: expected {wanted}, found {type(found).__name__}.")
