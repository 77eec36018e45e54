"""How a pane runs through its planes by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

RATE_LIMITS_HZ = (1.0, 60.0)
"""Planes per second: a screen shows no more, and fewer are looked at one by one."""

USUAL_HZ = 12.0
"""Where the file does not tell."""

HONEST_SHARE = 0.9
"""Of the rate that was asked for: what is slower is told."""


@dataclass(frozen=True)
class Cine:
    """A film.

    Parameters
    ----------
    is_shown
        Whether its bar stands at the pane.
    is_playing
        Whether it runs.
    rate_hz
        Planes per second that are asked for, within `RATE_LIMITS_HZ`.
    file_hz
        What the file wants; None where it does not tell.
    bounces
        Whether it turns round at the ends, instead of beginning anew.
    reached_hz
        What came of it in the last second; None while that is not known.
    """

    is_shown: bool = False
    is_playing: bool = False
    rate_hz: float = USUAL_HZ
    file_hz: float | None = None
    bounces: bool = False
    reached_hz: float | None = None

    def __post_init__(self) -> None:
        low, high = RATE_LIMITS_HZ
        if not low <= self.rate_hz <= high:
            raise ValueError(f"a film runs at {low:g} to {high:g} planes per second, got {self.rate_hz}")

    @property
    def is_slow(self) -> bool:
        """Whether it runs slower than was asked for, by more than nobody sees."""
        return self.is_playing and self.reached_hz is not None and self.reached_hz < HONEST_SHARE * self.rate_hz


class CineHolder(QObject):
    """Holder of a `Cine`.

    Signals
    -------
    cine_changed()
        It was replaced by another one.
    """

    cine_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cine = Cine()

    @property
    def cine(self) -> Cine:
        """How it runs now."""
        return self._cine

    def update(self, **changes: Any) -> None:
        """Replace some fields; tells only when something differs."""
        cine = replace(self._cine, **changes)
        if cine != self._cine:
            self._cine = cine
            self.cine_changed.emit()
