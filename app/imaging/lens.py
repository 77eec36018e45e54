"""The lens: filters between the values of a slice and the window, for the eye only.

Probe, measurements and models read the volume, which no filter ever touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ai.progress import Progress, part, silent
from ai.volume import BoolMask
from app.errors import UsageError
from app.imaging.filters.filter import Filter
from app.imaging.filters.table import filter_named
from app.imaging.window import RealPlane

NATIVE = frozenset({"uint8", "uint16", "int16", "float32", "float64"})
"""Dtypes that filters take."""

_WIDER = {"bool": "uint8", "int8": "int16", "float16": "float32"}
"""What others become; those that are not named here float64, which holds integers of 32 bits exactly."""


@dataclass(frozen=True)
class Step:
    """One filter with its values.

    Parameters
    ----------
    name
        Of an `app.imaging.filters.filter.Filter`.
    values
        (parameter name, value), all of them, in the order of the filter. From `step`, which checks them.
    """

    name: str
    values: tuple[tuple[str, float], ...]

    @property
    def filter(self) -> Filter:
        """What it does."""
        return filter_named(self.name)

    def value(self, parameter: str) -> float:
        """Return the value of a parameter."""
        return dict(self.values)[parameter]

    def with_value(self, parameter: str, value: float) -> Step:
        """Return the step with another value, checked as by `step`."""
        return step(self.name, dict(self.values) | {parameter: value})

    @property
    def words(self) -> str:
        """For the badge: "CLAHE 2.0, 8×8"."""
        return self.filter.badge.format(**dict(self.values))


@dataclass(frozen=True)
class Lens:
    """Filters one after the other; at least one."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a lens has at least one filter")

    @property
    def words(self) -> str:
        """For the badge: "Median 3×3 → CLAHE 2.0, 8×8"."""
        return " → ".join(each.words for each in self.steps)

    def with_value(self, number: int, parameter: str, value: float) -> Lens:
        """Return the lens with another value of its step ``number``, from 0."""
        steps = list(self.steps)
        steps[number] = steps[number].with_value(parameter, value)
        return replace(self, steps=tuple(steps))


def step(name: str, values: Mapping[str, float] | None = None) -> Step:
    """Make a step; what is not given has its default.

    Parameters
    ----------
    name
        Of the filter.
    values
        Parameter name -> value.

    Raises
    ------
    app.errors.UsageError
        When filter or parameter do not exist, or a value is outside its range.
    """
    chosen = filter_named(name)
    given = values or {}
    for unknown in given:
        chosen.parameter(unknown)
    return Step(
        chosen.name,
        tuple(
            (each.name, each.check(float(given.get(each.name, each.default)), chosen.title))
            for each in chosen.parameters
        ),
    )


def parse_step(text: str) -> Step:
    """Read ``NAME`` or ``NAME:key=value[,key=value]``.

    Raises
    ------
    app.errors.UsageError
        When it cannot be read, or as `step` does.
    """
    name, colon, rest = text.partition(":")
    values: dict[str, float] = {}
    for pair in rest.split(",") if colon else ():
        key, equals, number = (part.strip() for part in pair.partition("="))
        try:
            value = float(number)
        except ValueError as error:
            raise UsageError(
                f"The filter {text!r} cannot be read.", "Write it as NAME:key=value, for example clahe:clip=2,tiles=8."
            ) from error
        if not equals or key in values:
            raise UsageError(f"The filter {text!r} names {key!r} twice." if equals else f"{text!r} lacks a value.")
        values[key] = value
    return step(name, values)


def parse_lens(texts: Iterable[str]) -> Lens | None:
    """Read filters in the order in which they are applied; None where there are none."""
    steps = tuple(parse_step(text) for text in texts)
    return Lens(steps) if steps else None


def apply_lens(
    plane: RealPlane, lens: Lens, *, padding: tuple[float, float] | None = None, progress: Progress = silent
) -> RealPlane:
    """Filter a slice for the eye.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype, modality values. Never written.
    lens
        What to do.
    padding
        (low, high) values that are padding, both included, PS3.3 C.7.5.1.1.2. These pixels, and those without a value
        (NaN), stay what they are, count in no statistics and enter their neighbours as the smallest value that counts.
    progress
        Called before every filter with its words, and within those that take long.

    Returns
    -------
    RealPlane
        (rows, columns), modality values. Mean and median keep 8 and 16 bit integers; Gaussian and CLAHE give float32.

    Raises
    ------
    app.errors.UsageError
        For a picture in colour.
    """
    if plane.ndim != 2:
        raise UsageError("The picture is in colour; the lens works on grey pictures.", "Leave the filter out.")
    shown = np.ascontiguousarray(_native(plane))
    counted = _counted(shown, padding)
    original = shown
    if counted is not None:
        if not counted.any():
            return shown
        shown = np.where(counted, shown, shown[counted].min())
    for number, each in enumerate(lens.steps):
        here = part(progress, number / len(lens.steps), (number + 1) / len(lens.steps))
        here(0.0, each.words)
        shown = each.filter.work(shown, dict(each.values), counted, here)
    return shown if counted is None else np.where(counted, shown, original.astype(shown.dtype))


def cost_ms(lens: Lens, pixels: int) -> float:
    """Estimate how long a lens takes for a picture of so many pixels."""
    return sum(each.filter.cost_ns(dict(each.values)) for each in lens.steps) * pixels * 1e-6


def _native(plane: RealPlane) -> RealPlane:
    """Give a plane a dtype that filters take, without a copy where it has one."""
    dtype: np.dtype[Any] = plane.dtype.newbyteorder("=")
    if dtype.name not in NATIVE:
        dtype = np.dtype(_WIDER.get(dtype.name, "float64"))
    return plane.astype(dtype, copy=False)


def _counted(plane: RealPlane, padding: tuple[float, float] | None) -> BoolMask | None:
    """Mark what is neither padding nor without value; None where that is everything."""
    counted: BoolMask | None = None
    if plane.dtype.kind == "f" and not np.isfinite(plane).all():
        counted = np.isfinite(plane)
    if padding is not None:
        outside = (plane < padding[0]) | (plane > padding[1])
        counted = outside if counted is None else counted & outside
    return None if counted is None or counted.all() else counted
