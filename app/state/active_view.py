"""The view of whichever pane is worked in, for panels and actions that follow it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.state.panes import Panes
from app.state.view_state import Filtered, View, ViewState


class ActiveView(View):
    """Reads from and writes to the active pane; tells its news, and all of them when another pane becomes active."""

    def __init__(self, panes: Panes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panes = panes
        self._followed = panes.active
        self._follow()
        panes.active_changed.connect(self._on_active_changed)

    @property
    def state(self) -> ViewState:
        """What the active pane shows now."""
        return self._panes.active.state

    def set_state(self, state: ViewState) -> None:
        """Replace everything of the active pane."""
        self._panes.active.set_state(state)

    @property
    def filtered(self) -> Filtered | None:
        """What the lens of the active pane made last."""
        return self._panes.active.filtered

    def set_filtered(self, filtered: Filtered | None) -> None:
        """Take what the lens made of the active pane, or drop it."""
        self._panes.active.set_filtered(filtered)

    def _follow(self) -> None:
        self._followed.view_changed.connect(self.view_changed)
        self._followed.filtered_changed.connect(self.filtered_changed)

    def _on_active_changed(self) -> None:
        self._followed.view_changed.disconnect(self.view_changed)
        self._followed.filtered_changed.disconnect(self.filtered_changed)
        self._followed = self._panes.active
        self._follow()
        self.view_changed.emit()
        self.filtered_changed.emit()
