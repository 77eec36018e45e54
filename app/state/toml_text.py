"""TOML as text, for what the program remembers: the library of Python reads it and cannot write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

TomlValue: TypeAlias = "str | bool | int | float | Sequence[TomlValue] | Mapping[str, TomlValue]"
"""What a file may hold; enums whose members are words count as words."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def toml_text(table: Mapping[str, TomlValue]) -> str:
    """Write a table.

    Parameters
    ----------
    table
        Tables inside stand after the plain values; tables inside an array are written inline.

    Returns
    -------
    str
        A file that `tomllib.loads` reads back as it was.

    References
    ----------
    TOML 1.0.0, https://toml.io/en/v1.0.0
    """
    return "\n".join(_lines(table, ()))


def _lines(table: Mapping[str, TomlValue], path: tuple[str, ...]) -> list[str]:
    plain = {name: value for name, value in table.items() if not isinstance(value, Mapping)}
    lines = [f"{_key(name)} = {_value(value)}" for name, value in plain.items()]
    for name, value in table.items():
        if isinstance(value, Mapping):
            inner = (*path, name)
            lines += ["", f"[{'.'.join(_key(part) for part in inner)}]", *_lines(value, inner)]
    return lines if path else [*lines, ""]


def _key(name: str) -> str:
    is_bare = name.isascii() and bool(name) and all(letter.isalnum() or letter in "_-" for letter in name)
    return name if is_bare else _text(name)


def _value(value: TomlValue) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_key(name)} = {_value(each)}' for name, each in value.items())}}}"
    return f"[{', '.join(_value(each) for each in value)}]"


def _text(words: str) -> str:
    # U+0000 to U+001F and U+007F may not stand in a basic string as they are.
    escaped = (_ESCAPES.get(each) or (each if each.isprintable() else f"\\U{ord(each):08x}") for each in str(words))
    return f'"{"".join(escaped)}"'
