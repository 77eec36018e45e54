"""Every filter of the lens, in the order of the buttons."""

from __future__ import annotations

from app.errors import UsageError
from app.imaging.filters.clahe import CLAHE
from app.imaging.filters.filter import Filter
from app.imaging.filters.gaussian import GAUSSIAN
from app.imaging.filters.mean import MEAN
from app.imaging.filters.median import MEDIAN

FILTERS: tuple[Filter, ...] = (CLAHE, MEAN, GAUSSIAN, MEDIAN)


def filter_named(name: str) -> Filter:
    """Return a filter.

    Raises
    ------
    app.errors.UsageError
        When there is none of that name.
    """
    for each in FILTERS:
        if each.name == name.strip().lower():
            return each
    known = ", ".join(each.name for each in FILTERS)
    raise UsageError(f"There is no filter {name.strip()!r}.", f"There are {known}.")
