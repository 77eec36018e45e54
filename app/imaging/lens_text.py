"""A lens as the command line says it."""

from __future__ import annotations

from collections.abc import Iterable

from ai.words import say
from app.errors import UsageError
from app.imaging.lens import Lens, Step, step


def parse_step(text: str) -> Step:
    """Read ``NAME`` or ``NAME:key=value[,key=value]``; ``preset=NAME`` is a key of filters that have presets.

    Raises
    ------
    app.errors.UsageError
        When it cannot be read, or as `step` does.
    """
    name, colon, rest = text.partition(":")
    given: dict[str, str] = {}
    for pair in rest.split(",") if colon else ():
        key, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not value:
            raise _unreadable(text)
        if key in given:
            raise UsageError(say("The filter {text!r} names {key!r} twice.", text=text, key=key))
        given[key] = value
    preset = given.pop("preset", "")
    try:
        values = {key: float(value) for key, value in given.items()}
    except ValueError as error:
        raise _unreadable(text) from error
    return step(name, values, preset=preset)


def parse_lens(texts: Iterable[str]) -> Lens | None:
    """Read filters in the order in which they are applied; None where there are none."""
    steps = tuple(parse_step(text) for text in texts)
    return Lens(steps) if steps else None


def _unreadable(text: str) -> UsageError:
    return UsageError(
        say("The filter {text!r} cannot be read.", text=text),
        say("Write it as NAME:key=value, for example clahe:clip=2,tiles=8."),
    )
