"""The large parts of the window, which the keyboard goes round by one key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class Parts:
    """Knows which part has the keyboard, and puts it into another one.

    Parameters
    ----------
    parts
        In their order; those that are hidden, or have nothing that takes keys, are passed over.
    """

    def __init__(self, parts: Sequence[QWidget]) -> None:
        self._parts = tuple(parts)

    @property
    def current(self) -> QWidget | None:
        """The part that has the keyboard; None for none of them."""
        focus = QApplication.focusWidget()
        if focus is None:
            return None
        return next((part for part in self._parts if part is focus or part.isAncestorOf(focus)), None)

    def step(self, steps: int) -> None:
        """Go to the next (1) or previous (-1) part, to where it was left."""
        count = len(self._parts)
        current = self.current
        start = (-1 if steps > 0 else count) if current is None else self._parts.index(current)
        for number in range(1, count + 1):
            part = self._parts[(start + number * steps) % count]
            target = focusable(part)
            if target is not None and part is not current:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return


def focusable(part: QWidget) -> QWidget | None:
    """Find what takes the keyboard in a part: what had it last, else the first that Tab would reach."""
    last = part.focusWidget()
    if last is not None and _takes_keys(last):
        return last
    candidate: QWidget | None = part
    while candidate is not None:
        if _takes_keys(candidate) and (candidate is part or part.isAncestorOf(candidate)):
            return candidate
        candidate = candidate.nextInFocusChain()
        if candidate is part:
            break
    return None


def _takes_keys(widget: QWidget) -> bool:
    reaches = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return reaches and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
