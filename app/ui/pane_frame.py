"""One place of the grid: a picture with its border; a press makes it the pane that is worked in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.state.pane import Pane
from app.state.session import Session
from app.state.tool import BUTTON_TOOLS
from app.ui.cine_bar import CineBar
from app.ui.pane_colours import pane_colour
from app.ui.picture_colours import HELD
from app.ui.series_drag import dragged_series, holds_series
from app.ui.slice_view import SliceView
from app.ui.theme import Token

BORDER_PX = 2
"""Kept free in every pane of a grid, so that a picture does not move when it becomes the active one."""

RING_PX = 2
"""Around the border of a pane that the keyboard came to by a key."""

_QUIET = 0.65
"""Strength of the border of a pane that is not worked in."""


class PaneFrame(QWidget):
    """A picture in the grid.

    Signals
    -------
    pressed(Pane)
        The reader pressed a button or turned the wheel in it; told before the picture takes the event.
    probed(SliceView, object)
        What `PaneMouse.probe_moved` tells, with whose picture it is.
    series_dropped(Series, Pane), files_dropped(list of Path, Pane)
        Something was dropped on it.
    """

    pressed = Signal(object)
    probed = Signal(object, object)
    series_dropped = Signal(object, object)
    files_dropped = Signal(object, object)

    def __init__(self, session: Session, pane: Pane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pane = pane
        self.view = SliceView(session, pane, self)
        self._session = session
        self._is_active = False
        self._has_border = False
        self._is_drop_target = False
        self._has_keyboard = False
        self._swallowed = Qt.MouseButton.NoButton
        self._colour = pane_colour(pane.number)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.view, 1)
        self.cine_bar = CineBar(pane.cine, self)
        self._layout.addWidget(self.cine_bar)
        # Who uses the bar means this pane; told first, so that what the bar asks for is asked of the right one.
        for used in (
            self.cine_bar.play_requested,
            self.cine_bar.rate_requested,
            self.cine_bar.bounce_requested,
            self.cine_bar.close_requested,
        ):
            used.connect(self._on_bar_used)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Pane {number}").format(number=pane.number + 1))
        self.view.mouse.probe_moved.connect(self._on_probe_moved)
        for part in (self.view.canvas.viewport(), self.view.bar):
            part.installEventFilter(self)

    @property
    def is_active(self) -> bool:
        """Whether it is marked as the pane that is worked in."""
        return self._is_active

    def show_place(self, *, is_active: bool, has_border: bool) -> None:
        """Mark whether it is the active one; a pane that is alone needs no border."""
        if (is_active, has_border) == (self._is_active, self._has_border):
            return
        self._is_active, self._has_border = is_active, has_border
        # Tab comes to the pane that is worked in; from there its key goes on to the others.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_active else Qt.FocusPolicy.ClickFocus)
        self._make_room()

    def take_keyboard(self, *, shown: bool) -> None:
        """Take the keyboard, from another pane; ``shown`` where a ring tells of it."""
        self.setFocus(Qt.FocusReason.TabFocusReason if shown else Qt.FocusReason.MouseFocusReason)

    @property
    def shows_keyboard(self) -> bool:
        """Whether a ring tells that it has the keyboard."""
        return self._has_keyboard

    def _make_room(self) -> None:
        """Keep what the border needs free of the picture."""
        margin = BORDER_PX if self._has_border or self._is_drop_target else 0
        margin += RING_PX if self._has_keyboard else 0
        self._layout.setContentsMargins(margin, margin, margin, margin)
        self.update()

    def _set_drop_target(self, is_target: bool) -> None:
        if is_target != self._is_drop_target:
            self._is_drop_target = is_target
            self._make_room()

    def _on_bar_used(self) -> None:
        self.pressed.emit(self.pane)

    def _on_probe_moved(self, position: tuple[float, float] | None) -> None:
        self.probed.emit(self.view, position)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Become the active pane before the picture takes a press or a turn of the wheel.

        A press that does only that is kept from a tool that draws: it would leave a mark that nobody meant.
        """
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            draws = self._session.tools.tool not in BUTTON_TOOLS and event.button() == Qt.MouseButton.LeftButton
            if draws and not self._is_active and watched is not self.view.bar:
                self._swallowed = event.button()
            self.pressed.emit(self.pane)
        elif kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel):
            self.pressed.emit(self.pane)
        if self._swallowed != Qt.MouseButton.NoButton and isinstance(event, QMouseEvent):
            if kind == QEvent.Type.MouseButtonRelease and event.button() == self._swallowed:
                self._swallowed = Qt.MouseButton.NoButton
            return True
        return super().eventFilter(watched, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw a ring where the keyboard came by a key; a click needs none."""
        self._has_keyboard = event.reason() not in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.MenuBarFocusReason,
        )
        self._make_room()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._has_keyboard = False
        self._make_room()
        super().focusOutEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a series of the list, and files and folders of this computer."""
        data = event.mimeData()
        if holds_series(data) or any(url.isLocalFile() for url in data.urls()):
            event.acceptProposedAction()
            self._set_drop_target(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing is held over it any more."""
        self._set_drop_target(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped."""
        self._set_drop_target(False)
        data = event.mimeData()
        series = dragged_series(data, self._session.studies) if holds_series(data) else None
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if series is None and not paths:
            return
        event.acceptProposedAction()
        self.pressed.emit(self.pane)
        if series is not None:
            self.series_dropped.emit(series, self.pane)
        else:
            self.files_dropped.emit(paths, self.pane)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the border: strong and thick where the reader works, thin and quiet elsewhere."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        if self._is_drop_target or self._has_border:
            width = float(BORDER_PX) if self._is_active or self._is_drop_target else 1.0
            colour = QColor(HELD if self._is_drop_target else self._colour)
            if not self._is_active and not self._is_drop_target:
                colour.setAlphaF(_QUIET)
            pen = QPen(colour, width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            inset = width / 2 + (RING_PX if self._has_keyboard else 0)
            painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
        if self._has_keyboard:
            ring = QPen(QColor(Token.ON_STAGE), RING_PX)
            ring.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(ring)
            half = RING_PX / 2
            painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))
        painter.end()
