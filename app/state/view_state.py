"""How one pane shows its series: a frozen value, and its holder that tells of changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.imaging.window import Voi


@dataclass(frozen=True)
class ViewState:
    """What one pane shows; replaced whole.

    Parameters
    ----------
    index
        Slice shown, from 0.
    voi
        Window or LUT in use; None where the picture is in colour or nothing is open.
    inverted
        Whether the reader inverted the grey scale, on top of the file's own polarity.
    zoom
        Screen pixels per millimetre of the picture divided by the fit; 1.0 fits the pane.
    pan
        (row, column) index of the picture that is in the middle of the pane; None means the picture's centre.
    overlay_text
        Whether the corner text is shown.
    overlay_hidden
        Whether every AI mark is hidden for the moment (Q held).
    """

    index: int = 0
    voi: Voi | None = None
    inverted: bool = False
    zoom: float = 1.0
    pan: tuple[float, float] | None = None
    overlay_text: bool = True
    overlay_hidden: bool = False


class View(QObject):
    """Holder of a `ViewState`.

    Signals
    -------
    view_changed()
        The state was replaced by another one.
    """

    view_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = ViewState()

    @property
    def state(self) -> ViewState:
        """What is shown now."""
        return self._state

    def update(self, **changes: Any) -> None:
        """Replace some fields; tells only when something differs."""
        state = replace(self._state, **changes)
        if state != self._state:
            self._state = state
            self.view_changed.emit()
