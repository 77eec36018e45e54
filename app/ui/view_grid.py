"""The panes of the window, side by side: one to nine, or one of them alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.imaging.notice import NOTICE
from app.state.pane import Pane
from app.state.session import Session
from app.ui.pane_frame import PaneFrame
from app.ui.refresh import Refresh
from app.ui.slice_view import SliceView


class ViewGrid(QWidget):
    """Every pane that is on the screen.

    Parameters
    ----------
    session
        Which panes there are.

    Signals
    -------
    view_made(SliceView)
        A pane is shown for the first time: its gestures can be wired now. They come only after `pane_pressed` was
        told, so that whoever works on the active pane works on the right one.
    pane_pressed(Pane)
        The reader means this pane from now on.
    probed(SliceView, object)
        What the cursor is over: (row, column) index of that picture, or None.
    series_dropped(Series, Pane), files_dropped(list of Path, Pane)
        Something was dropped on a pane.
    cine_play_requested(), cine_rate_requested(float), cine_bounce_requested(), cine_close_requested()
        As in `app.ui.cine_bar.CineBar`, of the pane that was told as pressed just before.
    """

    view_made = Signal(object)
    pane_pressed = Signal(object)
    probed = Signal(object, object)
    series_dropped = Signal(object, object)
    files_dropped = Signal(object, object)
    cine_play_requested = Signal()
    cine_rate_requested = Signal(float)
    cine_bounce_requested = Signal()
    cine_close_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._frames: dict[Pane, PaneFrame] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._refresh = Refresh(self.refresh, self, at_once=True)
        session.panes.grid_changed.connect(self._refresh.soon)
        session.panes.active_changed.connect(self._refresh.soon)

    @property
    def active_view(self) -> SliceView:
        """The picture that is worked with."""
        return self._frame(self._session.panes.active).view

    @property
    def frames(self) -> tuple[PaneFrame, ...]:
        """What is on the screen, row by row."""
        return tuple(self._frame(pane) for pane in self._session.panes.seen)

    def frame_of(self, pane: Pane) -> PaneFrame:
        """Return the place of a pane, also of one that is not on the screen."""
        return self._frame(pane)

    def grab_image(self, notice: str = NOTICE) -> QImage:
        """Take a picture of the active pane as shown; see `SliceView.grab_image`."""
        return self.active_view.grab_image(notice)

    def settle(self) -> None:
        """Show what is new at once, in the best quality: before the window is grabbed."""
        self.refresh()
        for frame in self.frames:
            frame.view.settle()

    def refresh(self) -> None:
        """Put the panes where they belong."""
        panes = self._session.panes
        seen = panes.seen
        rows, columns = (1, 1) if len(seen) == 1 else (panes.grid.rows, panes.grid.columns)
        for number, pane in enumerate(seen):
            frame = self._frame(pane)
            frame.show_place(is_active=pane is panes.active, has_border=panes.grid.count > 1)
            frame.setGeometry(cell(self.rect(), rows, columns, number))
            frame.show()
        for pane, frame in self._frames.items():
            if frame.hasFocus() and pane is not panes.active:
                self._frame(panes.active).take_keyboard(shown=frame.shows_keyboard)
        for pane, frame in self._frames.items():
            if pane not in seen:
                frame.hide()

    def _frame(self, pane: Pane) -> PaneFrame:
        """Return the place of a pane; made when it is first needed."""
        frame = self._frames.get(pane)
        if frame is None:
            self._frames[pane] = frame = PaneFrame(self._session, pane, self)
            frame.pressed.connect(self.pane_pressed)
            frame.probed.connect(self.probed)
            frame.series_dropped.connect(self.series_dropped)
            frame.files_dropped.connect(self.files_dropped)
            frame.cine_bar.play_requested.connect(self.cine_play_requested)
            frame.cine_bar.rate_requested.connect(self.cine_rate_requested)
            frame.cine_bar.bounce_requested.connect(self.cine_bounce_requested)
            frame.cine_bar.close_requested.connect(self.cine_close_requested)
            self.view_made.emit(frame.view)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the place anew."""
        super().resizeEvent(event)
        self.refresh()


def cell(whole: QRect, rows: int, columns: int, number: int) -> QRect:
    """Find the rectangle of a cell; all together they cover the whole, without gap and without overlap."""
    row, column = divmod(number, columns)
    left, right = (whole.left() + whole.width() * edge // columns for edge in (column, column + 1))
    top, bottom = (whole.top() + whole.height() * edge // rows for edge in (row, row + 1))
    return QRect(left, top, right - left, bottom - top)
