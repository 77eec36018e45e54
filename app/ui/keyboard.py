"""Keys that menus cannot express: those that work while they are held, and those that the focused widget keeps."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTextEdit,
    QWidget,
)

from app.ui.pane_frame import PaneFrame

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
_FOCUS = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})
_TYPED = (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QKeySequenceEdit)


class Keyboard(QObject):
    """Watches the keys of one window, at the window and at whoever has the keyboard.

    Not at the application: every event of every object would be shown to it, which is a sixth of the time of the main
    thread while other threads are busy in Python.

    Whoever goes to a widget with Tab means that widget: a slider then keeps the arrows, a button Space and Return, the
    list of series Return, although these keys are also shortcuts of the window.

    Signals
    -------
    held_changed(str, bool)
        The key of this command is held, or no more.
    """

    held_changed = Signal(str, bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._commands: dict[int, str] = {}
        self._held: dict[int, str] = {}
        window.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)
            self._on_focus_changed(None, QApplication.focusWidget())

    def set_held(self, commands: Mapping[Qt.Key, str]) -> None:
        """Watch these keys: key to the id of its command."""
        self.release()
        self._commands = {int(key): command for key, command in commands.items()}

    def release(self) -> None:
        """Forget held keys: their release never arrives where the window was left with them."""
        for key in tuple(self._held):
            self._let_go(key)

    def stop(self) -> None:
        """Watch no more."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.disconnect(self._on_focus_changed)
            self._on_focus_changed(QApplication.focusWidget(), None)
        self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See every key before Qt does."""
        if isinstance(event, QFocusEvent) and event.reason() is Qt.FocusReason.PopupFocusReason:
            # A menu that opens takes the keys, and with them the release.
            self.release()
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            if isinstance(watched, QWidget) and watched.hasFocus() and event.key() in _kept_keys(watched):
                event.accept()
                return True
        elif not event.isAutoRepeat():
            key = event.key()
            if event.type() == QEvent.Type.KeyRelease and key in self._held:
                self._let_go(key)
            elif event.type() == QEvent.Type.KeyPress and self._is_meant(event):
                self._held[key] = self._commands[key]
                self.held_changed.emit(self._held[key], True)
        return super().eventFilter(watched, event)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        """Watch another widget."""
        if before is not None and before is not self._window:
            before.removeEventFilter(self)
        if now is not None and now is not self._window:
            now.installEventFilter(self)

    def _is_meant(self, event: QKeyEvent) -> bool:
        """Whether a press is for a command, not for a field where words are typed."""
        return (
            event.key() in self._commands
            and event.key() not in self._held
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            and self._window.isActiveWindow()
            and not isinstance(QApplication.focusWidget(), _TYPED)
        )

    def _let_go(self, key: int) -> None:
        self.held_changed.emit(self._held.pop(key), False)


def _kept_keys(widget: QWidget) -> frozenset[Qt.Key]:
    """Keys that mean the widget which has the keyboard; Tab goes on from it, and from pane to pane in a picture."""
    return _own_keys(widget) if isinstance(widget, PaneFrame) or widget.isWindow() else _own_keys(widget) | _FOCUS


def _own_keys(widget: QWidget) -> frozenset[Qt.Key]:
    if isinstance(widget, QSlider):
        return _STEPS
    if isinstance(widget, QAbstractButton):
        return _CONFIRM | {Qt.Key.Key_Space}
    if isinstance(widget, QComboBox):
        return _CONFIRM | _STEPS | {Qt.Key.Key_Space}
    if isinstance(widget, _TYPED):
        return _CONFIRM | _STEPS
    if isinstance(widget, QAbstractItemView):
        return _CONFIRM
    return frozenset()
