"""What the reader did, step by step, to be taken back and done again: one stack for everything that is undone."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Set
from dataclasses import dataclass, replace
from typing import Protocol

HISTORY_STEPS = 1000
"""Steps that can be taken back; a reader never gets there, and the memory has a bound."""


@dataclass(frozen=True)
class Change:
    """One value before and after; both frozen, None where there was or is none."""

    key: Hashable
    before: object
    after: object

    @property
    def reverse(self) -> Change:
        """What takes it back."""
        return Change(self.key, self.after, self.before)


class Keeper(Protocol):
    """Holds the values that a step changed."""

    def put(self, changes: tuple[Change, ...]) -> None:
        """Hold the values after the changes; no step by itself."""


@dataclass(frozen=True)
class Step:
    """What one undo takes back.

    Parameters
    ----------
    words
        For the menu: "Draw length".
    keeper
        Of the values.
    changes
        In their order.
    """

    words: str
    keeper: Keeper
    changes: tuple[Change, ...]


class History:
    """Steps that were done, and steps that were taken back."""

    def __init__(self) -> None:
        self._undo: deque[Step] = deque(maxlen=HISTORY_STEPS)
        self._redo: list[Step] = []

    @property
    def undo_words(self) -> str:
        """What `undo` takes back; ``""`` for nothing."""
        return self._undo[-1].words if self._undo else ""

    @property
    def redo_words(self) -> str:
        """What `redo` does again; ``""`` for nothing."""
        return self._redo[-1].words if self._redo else ""

    def note(self, step: Step) -> None:
        """Take what was done just now; what was taken back before is past doing again."""
        if step.changes:
            self._undo.append(step)
            self._redo.clear()

    def undo(self) -> None:
        """Take the last step back."""
        if self._undo:
            step = self._undo.pop()
            self._redo.append(step)
            step.keeper.put(tuple(change.reverse for change in reversed(step.changes)))

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._redo:
            step = self._redo.pop()
            self._undo.append(step)
            step.keeper.put(step.changes)

    def forget(self, keys: Set[Hashable]) -> None:
        """Leave out all changes of values that are there no longer."""
        if keys:
            self._undo = deque(_without(self._undo, keys), maxlen=HISTORY_STEPS)
            self._redo = _without(self._redo, keys)

    def clear(self) -> None:
        """Forget everything."""
        self._undo.clear()
        self._redo.clear()


def _without(steps: deque[Step] | list[Step], keys: Set[Hashable]) -> list[Step]:
    left = (replace(step, changes=tuple(each for each in step.changes if each.key not in keys)) for step in steps)
    return [step for step in left if step.changes]
