"""The point that the panes look at together, in each space of a patient."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.imaging.plane_frame import Vector


class Crosshair(QObject):
    """Holder of one point for each space: panes that tell places in the same space share it.

    How far the planes of the patient are turned about it stands in the cut of each pane.

    Signals
    -------
    crosshair_changed()
        A point was moved, or the crosshair is shown or hidden.
    """

    crosshair_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._points: dict[str, Vector] = {}
        self._is_shown = False

    @property
    def is_shown(self) -> bool:
        """Whether it is drawn, and panes follow it."""
        return self._is_shown

    def point(self, space: str | None) -> Vector | None:
        """Return the point of a space in LPS mm; None where there is none."""
        return None if space is None else self._points.get(space)

    def set_shown(self, is_shown: bool) -> None:
        """Show or hide it; the points stay."""
        if is_shown != self._is_shown:
            self._is_shown = is_shown
            self.crosshair_changed.emit()

    def move(self, space: str, point_lps_mm: Vector) -> None:
        """Move the point of a space."""
        if self._points.get(space) != point_lps_mm:
            self._points[space] = point_lps_mm
            self.crosshair_changed.emit()

    def clear(self) -> None:
        """Forget every point, and hide it."""
        self._points.clear()
        self.set_shown(False)
