"""What nothing below expected: for the log in full, for the reader in a sentence."""

from __future__ import annotations

import logging
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType

from ai.errors import ReportableError
from ai.words import say
from app.ui.main_window import MainWindow

_log = logging.getLogger(__name__)


class WindowHook:
    """The top excepthook while a window is there: the traceback for the log, a sentence for the reader."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        """Report an exception that nothing below expected."""
        _log.critical("Unexpected error", exc_info=(kind, error, traceback))
        self._window.show_error(
            ReportableError(
                say("Something went wrong inside Lightbox ({name}); what is open is unchanged.", name=kind.__name__),
                say("You can go on. If it comes back, send the log (Help, Open log folder)."),
            )
        )


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log what Qt says to programmers; on the terminal it would only worry the reader."""
    level = logging.INFO if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
    _log.log(level, "Qt: %s", message)
