"""Keys that menus cannot express: one that works while it is held, and those that the focused widget keeps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QSlider, QWidget

HIDE_AI = Qt.Key.Key_Q
"""Held: every AI mark is hidden."""

COMPARE = Qt.Key.Key_X
"""Held: the original is shown under the lens."""

_HELD = frozenset({HIDE_AI, COMPARE})

_CONFIRM = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_STEPS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)


class Keyboard(QObject):
    """Watches the keys of the application for one window.

    Whoever goes to a widget with Tab means that widget: a slider then keeps the arrows, a button Space and Return, the
    list of series Return, although these keys are also shortcuts of the window.

    Signals
    -------
    hide_held(bool)
        The key that hides the AI marks is held, or no more.
    compare_held(bool)
        The key that shows the original under the lens is held, or no more.
    """

    hide_held = Signal(bool)
    compare_held = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._held: set[int] = set()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def release(self) -> None:
        """Forget held keys: their release never arrives where the window was left with them."""
        for key in tuple(self._held):
            self._tell(key, False)

    def stop(self) -> None:
        """Watch no more."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See every key before Qt does."""
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            if isinstance(watched, QWidget) and watched.hasFocus() and event.key() in _kept_keys(watched):
                event.accept()
                return True
        elif event.key() in _HELD and not event.isAutoRepeat():
            is_press = event.type() == QEvent.Type.KeyPress
            if is_press != (event.key() in self._held) and (self._window.isActiveWindow() or not is_press):
                self._tell(event.key(), is_press)
        return super().eventFilter(watched, event)

    def _tell(self, key: int, is_held: bool) -> None:
        if is_held:
            self._held.add(key)
        else:
            self._held.discard(key)
        (self.hide_held if key == HIDE_AI else self.compare_held).emit(is_held)


def _kept_keys(widget: QWidget) -> frozenset[Qt.Key]:
    if isinstance(widget, QSlider):
        return _STEPS
    if isinstance(widget, QAbstractButton):
        return _CONFIRM | {Qt.Key.Key_Space}
    if isinstance(widget, QAbstractItemView):
        return _CONFIRM
    return frozenset()
