"""The words beside an annotation."""

from __future__ import annotations

import math

from ai.words import joined, say
from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.measuring import Measured
from app.imaging.probe import number

_FINE_UNITS = ("SUV",)
"""Units in which the second decimal matters."""


def label_lines(annotation: Annotation, measured: Measured) -> tuple[str, ...]:
    """Word an annotation.

    Parameters
    ----------
    annotation
        Any.
    measured
        From `app.imaging.annotations.measuring.measure`.

    Returns
    -------
    tuple[str, ...]
        The reader's own words first, then the numbers: "12.3 mm", "45.1°", "Long 23.1 × short 15.0 mm", "Mean 41.2 HU,
        SD 12.0", "Min −20, max 88 HU", "Area 3.14 cm², 1256 pixels". Empty where there is nothing to say.
    """
    own = tuple(line for line in annotation.text.splitlines() if line.strip())
    return (*own, *value_lines(annotation, measured))


def value_lines(annotation: Annotation, measured: Measured) -> tuple[str, ...]:
    """Word what an annotation measures, without the reader's words; for a list in one line, join them."""
    numbers = {each.name: each.value for each in measured.quantities}
    scale, kind = measured.scale, annotation.kind
    if kind is Kind.LENGTH:
        return (joined((f"{number(numbers['Length'], decimals=1)} {scale.unit}", scale.suffix), ""),)
    if kind is Kind.BIDIRECTIONAL:
        long, short = (number(numbers[name], decimals=1) for name in ("Long axis", "Short axis"))
        line = say("Long {long} × short {short} {unit}", long=long, short=short, unit=scale.unit)
        return (joined((line, scale.suffix), ""),)
    if kind in (Kind.ANGLE, Kind.COBB):
        words = "Cobb " if kind is Kind.COBB else ""
        return (f"{words}{number(numbers['Angle'], decimals=1)}°",)
    if kind is Kind.POINT:
        return (*(value_text(value, measured.value_unit) for value in numbers.values()), *measured.notes)
    return _region_lines(measured, numbers) if annotation.is_region else ()


def value_text(value: float, unit: str, *, is_mean: bool = False) -> str:
    """Word a value of the volume with its unit: "−712 HU", "41.2 HU" (a mean), "3.42 SUV"."""
    return f"{number(value, decimals=_decimals(value, unit, is_mean=is_mean))} {unit}".rstrip()


def _region_lines(measured: Measured, numbers: dict[str, float]) -> tuple[str, ...]:
    lines: list[str] = []
    figures, unit = measured.statistics, measured.value_unit
    if figures is not None and figures.mean is not None:
        mean = value_text(figures.mean, unit, is_mean=True)
        if figures.sd is None:
            lines.append(say("Mean {mean}", mean=mean))
        else:
            sd = number(figures.sd, decimals=_decimals(figures.sd, unit, is_mean=True))
            lines.append(say("Mean {mean}, SD {sd}", mean=mean, sd=sd))
    if figures is not None and figures.minimum is not None and figures.maximum is not None:
        low, high = value_text(figures.minimum, unit), value_text(figures.maximum, unit)
        lines.append(say("Min {low}, max {high}", low=low.removesuffix(unit).rstrip(), high=high))
    area = measured.scale.area_text(numbers["Area"] / measured.scale.factor**2)
    if figures is None:
        lines.append(say("Area {area}", area=area))
    elif figures.pixels == 1:
        lines.append(say("Area {area}, 1 pixel", area=area))
    else:
        lines.append(say("Area {area}, {pixels} pixels", area=area, pixels=figures.pixels))
    return (*lines, *measured.notes)


def _decimals(value: float, unit: str, *, is_mean: bool) -> int:
    """Choose decimals: one more than stored values have for a mean, four digits that matter for small fractions."""
    if unit in _FINE_UNITS:
        return 2
    if float(value).is_integer() and not is_mean:
        return 0
    if abs(value) >= 10 or unit == "HU" or value == 0:
        return 1
    return 2 if abs(value) >= 1 else min(4 - math.floor(math.log10(abs(value))) - 1, 8)
