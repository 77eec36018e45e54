"""Volumes of one fourth axis (echoes, b-values, moments) as the one series that they are to the reader."""

from __future__ import annotations

from collections.abc import Sequence

from ai.words import joined
from app.dicom.series import Series


def by_axis(listed: Sequence[Series]) -> tuple[tuple[Series, ...], ...]:
    """Put the volumes of each fourth axis together.

    Parameters
    ----------
    listed
        Series of one study, in their order.

    Returns
    -------
    tuple of tuple of Series
        In the order of the first volume of each; a series without such an axis stands alone. Volumes are in the order
        of their axis.
    """
    groups: dict[object, list[Series]] = {}
    for series in listed:
        key = id(series) if series.axis is None else (series.uid, series.axis.stack)
        groups.setdefault(key, []).append(series)
    return tuple(tuple(sorted(group, key=_index)) for group in groups.values())


def volumes_beside(series: Series, listed: Sequence[Series]) -> tuple[Series, ...]:
    """Find all volumes of the axis that a series stands on, itself included, in their order; none without an axis."""
    axis = series.axis
    if axis is None:
        return ()
    beside = [
        other
        for other in listed
        if other.uid == series.uid and other.axis is not None and other.axis.stack == axis.stack
    ]
    return tuple(sorted(beside, key=_index))


def axis_words(series: Series) -> str:
    """Word the place of a volume on its axis: "echo time 10 ms (2/3)"; ``""`` without one."""
    axis = series.axis
    if axis is None:
        return ""
    return joined((axis.name, axis.value, f"({axis.index + 1}/{axis.count})"))


def _index(series: Series) -> int:
    return 0 if series.axis is None else series.axis.index
