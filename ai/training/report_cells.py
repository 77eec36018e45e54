"""Figures of a report as words, and its lists as they can be trusted: a report may be older than this version.

No torch here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

UNKNOWN = "–"


def is_number(value: object) -> bool:
    """Whether it is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def figure(value: object, *, sign: bool = False, digits: int = 3) -> str:
    """Write a number: "0.912", "+0.031"; a dash for what is none."""
    if not isinstance(value, int | float) or not is_number(value):
        return UNKNOWN
    return format(value, f"{'+' if sign else ''}.{digits}f")


def estimate(found: object, *, sign: bool = False, until: str = "to", digits: int = 3) -> str:
    """Write a value with its interval: "0.912 (0.850 to 0.951)"; a dash where there is none."""
    if not isinstance(found, Mapping) or not is_number(found.get("value")):
        return UNKNOWN
    value, low, high = (figure(found.get(name), sign=sign, digits=digits) for name in ("value", "low", "high"))
    return value if low == high == UNKNOWN else f"{value} ({low} {until} {high})"


def table(value: object) -> Mapping[str, Any]:
    """Take a mapping of a report; empty where there is none."""
    return value if isinstance(value, Mapping) else {}


def entries(report: object, name: str) -> list[Mapping[str, Any]]:
    """Take the mappings of a list of a report; none where it has no such list."""
    found = table(report).get(name)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list | tuple) else []


def points(value: object, width: int = 2) -> list[list[float]]:
    """Take the rows of a list that have at least so many finite numbers, cut to them."""
    if not isinstance(value, list | tuple):
        return []
    rows = [list(row[:width]) for row in value if isinstance(row, list | tuple) and len(row) >= width]
    return [row for row in rows if all(is_number(each) for each in row)]


def words(report: object, name: str) -> str:
    """Take a text of a report; empty where there is none."""
    found = table(report).get(name)
    return found if isinstance(found, str) else ""


def case_title(name: object) -> str:
    """Make a title of the name of a class: "no_tumor" is called "No tumor"."""
    title = str(name).replace("_", " ").strip()
    return title[:1].upper() + title[1:]


def likeliest(said: object, labels: Sequence[object]) -> str:
    """Name the class with the highest probability: "Glioma 0.81"; a dash where nothing was said."""
    if not isinstance(said, list | tuple) or not said or not all(is_number(each) for each in said):
        return UNKNOWN
    position = max(range(len(said)), key=lambda index: float(said[index]))
    label = str(labels[position]) if position < len(labels) else f"class {position + 1}"
    return f"{label} {said[position]:.2f}"


def worst_first(report: object) -> list[Mapping[str, Any]]:
    """List the cases that have a figure of the new model, the lowest first."""
    known = [each for each in entries(report, "per_case") if is_number(each.get("figure_new"))]
    return sorted(known, key=lambda each: (float(each["figure_new"]), str(each.get("key", ""))))


def lost_most_first(report: object) -> list[Mapping[str, Any]]:
    """List the cases where the new model is worse than the base, those that lost most first; none against nobody."""
    if table(table(report).get("base")).get("kind") == "none":
        return []
    known = [each for each in worst_first(report) if is_number(each.get("figure_base"))]
    worse = [each for each in known if each["figure_new"] < each["figure_base"]]
    return sorted(worse, key=lambda each: float(each["figure_new"]) - float(each["figure_base"]))
