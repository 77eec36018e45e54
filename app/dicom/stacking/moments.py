"""Times of pictures: their order, and which pictures of different positions belong to one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.dicom.frames.marks import TIME, Mark

CLOCKS = frozenset({TIME.name, "content time"})
"""Marks that are times of the day, not times since a heart beat."""


def order_of(value: str) -> tuple[float, str]:
    """Sort key: numbers by size, before words; nothing first."""
    if not value:
        return -float("inf"), ""
    try:
        return float(value), ""
    except ValueError:
        return float("inf"), value


def seconds_of(value: str) -> float | None:
    """Seconds of YYYYMMDDHHMMSS.FFFFFF or HHMMSS.FFFFFF from a fixed moment, or None."""
    whole, _, part = value.partition(".")
    if not whole.isdigit() or len(whole) not in (6, 14):
        return None
    try:
        day = date(int(whole[:4]), int(whole[4:6]), int(whole[6:8])).toordinal() if len(whole) == 14 else 0
    except ValueError:
        return None
    clock = whole[-6:]
    fraction = float(f"0.{part}") if part.isdigit() else 0.0
    return day * 86400 + int(clock[:2]) * 3600 + int(clock[2:4]) * 60 + int(clock[4:]) + fraction


def ranks(texts: Sequence[str], places: npt.NDArray[np.intp], *, mark: Mark) -> npt.NDArray[np.intp] | None:
    """Which moment each picture belongs to, by the order of its times.

    Parameters
    ----------
    texts
        (n,) values of a mark.
    places
        (n,) number of the position of each picture.
    mark
        What the values are.

    Returns
    -------
    numpy.ndarray or None
        (n,) number of the moment, from 0. None where the times do not tell: two equal ones at one position, as many
        as positions have pictures at some positions only, or times of the day that run through neither volume after
        volume nor position after position.
    """
    is_clock = mark.name in CLOCKS and mark.unit == ""
    values = [seconds_of(text) if is_clock else _number(text) for text in texts]
    if any(value is None for value in values):
        return None
    times = np.array(values, dtype=np.float64)
    order = np.lexsort((places, times))
    rank = _rank_at_place(places, order)
    if _has_ties(times, places):
        return None
    if is_clock:
        rounds = _rounds(places, order)
        if rounds.max() == rank.max():
            return rounds
    counts = np.bincount(places)
    counts = counts[counts > 0]
    if not (counts == counts[0]).all():
        return None
    return rank if not is_clock or _place_after_place(times, places) else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _rank_at_place(places: npt.NDArray[np.intp], order: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    seen: dict[int, int] = {}
    rank = np.empty(len(places), dtype=np.intp)
    for at in order.tolist():
        place = int(places[at])
        rank[at] = seen.get(place, 0)
        seen[place] = int(rank[at]) + 1
    return rank


def _rounds(places: npt.NDArray[np.intp], order: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Count rounds: a new one starts when a position comes again."""
    result = np.empty(len(places), dtype=np.intp)
    current: set[int] = set()
    number = 0
    for at in order.tolist():
        place = int(places[at])
        if place in current:
            number += 1
            current.clear()
        current.add(place)
        result[at] = number
    return result


def _has_ties(times: npt.NDArray[np.float64], places: npt.NDArray[np.intp]) -> bool:
    order = np.lexsort((times, places))
    same_place = np.diff(places[order]) == 0
    return bool((same_place & (np.diff(times[order]) == 0)).any())


def _place_after_place(times: npt.NDArray[np.float64], places: npt.NDArray[np.intp]) -> bool:
    """Whether all moments of one position lie before those of the next one in time."""
    spans = sorted((times[places == place].min(), times[places == place].max()) for place in np.unique(places))
    return all(end < start for (_, end), (start, _) in pairwise(spans))
