"""Which slice is decoded next: the one that is looked at, then where the reader is scrolling to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

BEHIND = 4
"""A slice behind the reader is as urgent as one so many times as far ahead: whoever turns round still finds some."""


class FillOrder:
    """The slices that are missing, most urgent first.

    Parameters
    ----------
    missing
        Indices of slices.
    start
        Where to begin: they come from there outwards.
    focus
        Index of the slice that is looked at, asked before each choice; None where nobody looks.
    """

    def __init__(self, missing: Iterable[int], start: int, focus: Callable[[], int] | None = None) -> None:
        self._missing = list(missing)
        self._focus = focus
        self._seen = start
        self._sort(start, 0)

    def __len__(self) -> int:
        return len(self._missing)

    def take(self, count: int) -> tuple[int, ...]:
        """Remove and return the next slices, at most so many."""
        if self._focus is not None and (now := self._focus()) != self._seen:
            self._sort(now, 1 if now > self._seen else -1)
            self._seen = now
        taken = self._missing[-count:][::-1]
        del self._missing[-count:]
        return tuple(taken)

    def _sort(self, centre: int, direction: int) -> None:
        """Last is next: by distance, where ``direction`` (1, -1, 0 for none) makes what lies behind count further."""

        def distance(index: int) -> tuple[int, int]:
            ahead = (index - centre) * direction
            return (-BEHIND * ahead if ahead < 0 else abs(index - centre)), index

        self._missing.sort(key=distance, reverse=True)
