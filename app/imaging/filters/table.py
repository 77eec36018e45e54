"""Every filter of the lens, in the order of the buttons."""

from __future__ import annotations

from ai.words import say
from app.errors import UsageError
from app.imaging.filters.bilateral import BILATERAL
from app.imaging.filters.clahe import CLAHE
from app.imaging.filters.edges import LAPLACIAN, OUTLINE
from app.imaging.filters.filter import Filter
from app.imaging.filters.gaussian import GAUSSIAN
from app.imaging.filters.kernel import KERNEL3, KERNEL5
from app.imaging.filters.mean import MEAN
from app.imaging.filters.median import MEDIAN
from app.imaging.filters.sigma import SIGMA
from app.imaging.filters.unsharp import UNSHARP
from app.imaging.filters.wiener import WIENER

FILTERS: tuple[Filter, ...] = (
    CLAHE,
    MEAN,
    GAUSSIAN,
    MEDIAN,
    BILATERAL,
    SIGMA,
    WIENER,
    UNSHARP,
    LAPLACIAN,
    OUTLINE,
    KERNEL3,
    KERNEL5,
)


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
    raise UsageError(say("There is no filter {name!r}.", name=name.strip()), say("There are {known}.", known=known))
