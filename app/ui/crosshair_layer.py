"""Keeps the lines of the other panes over the picture of one pane."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.imaging.screen import ScreenGeometry
from app.state.pane import Pane
from app.state.session import Session
from app.ui.crosshair_item import CrosshairItem
from app.ui.plane_marks import NO_MARKS, made_of, plane_marks
from app.ui.refresh import Refresh


class CrosshairLayer(QObject):
    """Follows crosshair, links and all panes; only lines are drawn anew for their news.

    Parameters
    ----------
    session, pane
        What is open, and whose picture.
    item
        Draws the lines.
    """

    def __init__(self, session: Session, pane: Pane, item: CrosshairItem, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._pane = pane
        self._item = item
        self._geometry: ScreenGeometry | None = None
        self._ratio = 1.0
        self._marks = NO_MARKS
        self._made_of: tuple[object, ...] = ()
        self._refresh = Refresh(self.refresh, self, at_once=True)
        panes = session.panes
        for news in (
            session.crosshair.crosshair_changed,
            session.links.links_changed,
            panes.grid_changed,
            panes.active_changed,
            *(each.view_changed for each in panes.all),
            *(each.shown_changed for each in panes.all),
        ):
            news.connect(self._refresh.soon)

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float) -> None:
        """Follow the picture; ``ratio`` is device pixels per pixel of the widget."""
        self._geometry, self._ratio = geometry, ratio
        self.refresh()

    def refresh(self) -> None:
        """Draw what the other panes mark now; picture and panes tell of one change one by one."""
        wanted = () if self._geometry is None else made_of(self._session, self._pane)
        if wanted != self._made_of:
            self._made_of = wanted
            self._marks = plane_marks(self._session, self._pane) if wanted else NO_MARKS
        self._item.show_marks(self._marks, self._geometry, self._ratio)
