"""The only voice to the reader: a sentence, what to do, a way to put it aside. Never a box that must be answered."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ai.errors import ReportableError
from app.jobs.job import Failed, Outcome
from app.jobs.runner import JobRunner, Task
from app.ui.icons import tint
from app.ui.panel import words
from app.ui.spoken import spoken
from app.ui.theme import Token, shade

_MOST = 3
"""Notices at once; the oldest goes."""

_WIDEST_PX = 680
_MARGIN_PX = 12

_MARK_PX = 20
_PADDING_PX = 9

_DONE_MS = 6000
"""Good news goes by itself; errors and warnings stay until they are put aside."""


class NoticeKind(Enum):
    """What a notice is about: the name of its icon, and of the colour in `app.ui.palette.Palette`."""

    ERROR = "error"
    WARNING = "warning"
    DONE = "done"


class Notice(QFrame):
    """One sentence with what to do.

    Signals
    -------
    dismissed(Notice)
        The reader put it aside, or its time is over.
    """

    dismissed = Signal(object)

    def __init__(self, message: str, hint: str, *, kind: NoticeKind, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.message = message
        self.hint = hint
        self.kind = kind
        mark = QLabel()
        tint(mark, kind.value, colour=shade(kind.value), size_px=_MARK_PX)
        close = QToolButton()
        tint(close, "close", colour=Token.DIM, size_px=14)
        close.setIconSize(QSize(14, 14))
        close.setFixedSize(_MARK_PX + 4, _MARK_PX + 4)
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.setToolTip(self.tr("Dismiss (Esc)"))
        close.setAccessibleName(self.tr("Dismiss"))
        close.clicked.connect(self._on_dismissed)
        text = QVBoxLayout()
        text.setSpacing(2)
        text.addWidget(words(message, wrap=True))
        if hint:
            text.addWidget(words(hint, "small", wrap=True))
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(12, _PADDING_PX, 6, _PADDING_PX)
        layout.setSpacing(10)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        if kind is NoticeKind.DONE:
            QTimer.singleShot(_DONE_MS, self._on_dismissed)

    def height_for(self, width: int) -> int:
        """Height that the words need at a width of the notice."""
        # Not yet polished, the words would be measured in another font.
        for child in self.findChildren(QLabel):
            child.ensurePolished()
        frame = self.contentsMargins()
        inside = width - frame.left() - frame.right()
        self._layout.invalidate()
        return self._layout.totalHeightForWidth(inside) + frame.top() + frame.bottom()

    def _on_dismissed(self) -> None:
        self.dismissed.emit(self)


class Notices(QWidget):
    """Lies over the top of the picture, as high as its notices; without any it is not there.

    Parameters
    ----------
    over
        The widget whose top it covers.
    """

    def __init__(self, runner: JobRunner, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(6)
        self._notices: list[Notice] = []
        self.hide()
        over.installEventFilter(self)
        runner.job_finished.connect(self._on_job_finished)

    @property
    def messages(self) -> tuple[str, ...]:
        """Sentences shown, oldest first."""
        return tuple(notice.message for notice in self._notices)

    def show_error(self, error: ReportableError) -> None:
        """Say what went wrong and what to do."""
        message, hint = spoken(error.message), spoken(error.hint)
        if (message, hint) not in [(notice.message, notice.hint) for notice in self._notices]:
            self._show(Notice(message, hint, kind=NoticeKind.ERROR, parent=self))

    def show_warning(self, message: str) -> None:
        """Say what the reader should know of what was opened."""
        message = spoken(message)
        if message not in self.messages:
            self._show(Notice(message, "", kind=NoticeKind.WARNING, parent=self))

    def show_warnings(self, messages: tuple[str, ...]) -> None:
        """Say several things of what was opened."""
        for message in messages:
            self.show_warning(message)

    def show_done(self, message: str) -> None:
        """Say that something is done."""
        self._show(Notice(spoken(message), "", kind=NoticeKind.DONE, parent=self))

    def dismiss_all(self) -> None:
        """Put everything aside."""
        for notice in tuple(self._notices):
            self._on_dismissed(notice)

    def _show(self, notice: Notice) -> None:
        notice.dismissed.connect(self._on_dismissed)
        self._notices.append(notice)
        self._list.addWidget(notice)
        while len(self._notices) > _MOST:
            self._on_dismissed(self._notices[0])
        self._settle()

    def _settle(self) -> None:
        """Take the place that the notices need."""
        self.setVisible(bool(self._notices))
        if self._notices:
            width = min(self._over.width() - 2 * _MARGIN_PX, _WIDEST_PX)
            height = sum(notice.height_for(width) for notice in self._notices)
            height += self._list.spacing() * (len(self._notices) - 1)
            self.setGeometry((self._over.width() - width) // 2, _MARGIN_PX, width, height)
            self.raise_()

    def _on_dismissed(self, notice: Notice) -> None:
        if notice in self._notices:
            self._notices.remove(notice)
            self._list.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
            self._settle()

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        if isinstance(outcome, Failed) and not task.quiet:
            self.show_error(outcome.error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the picture."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)
