"""The window as a picture, once the demo has its overlay."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from ai.errors import ReportableError
from app.actions.actions import Actions
from app.errors import ExportError
from app.imaging.atomic import atomic_path
from app.jobs.job import Failed, Outcome, Stopped
from app.jobs.runner import Task
from app.ui.dialogs import State
from app.ui.main_window import MainWindow
from app.ui.refresh import Refresh

_LIMIT_S = 300
"""A demo that has no picture by then is stuck: it takes seconds."""


class Screenshot(QObject):
    """Waits for the overlay, saves the window as a picture and ends the event loop.

    Parameters
    ----------
    window, state, actions
        What the demo runs in.
    path
        Where the picture goes, ``.png``.
    """

    def __init__(self, window: MainWindow, state: State, actions: Actions, path: Path) -> None:
        super().__init__(window)
        self.error: ReportableError | None = None
        self._window = window
        self._state = state
        self._actions = actions
        self._path = path
        # News first repaints the widgets, then comes the turn of the camera.
        self._settled = Refresh(self._take, self)
        self._check = Refresh(self._look, self)
        state.runner.job_finished.connect(self._on_job_finished)
        state.session.findings_changed.connect(self._check.soon)
        state.models.models_changed.connect(self._check.soon)
        QTimer.singleShot(_LIMIT_S * 1000, self, self._on_late)

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        if task.quiet or not isinstance(outcome, Failed | Stopped):
            self._check.soon()
        elif isinstance(outcome, Failed):
            self._end(outcome.error)

    def _look(self) -> None:
        state = self._state
        if not state.runner.is_idle:
            return
        if state.session.result is not None:
            self._settled.soon()
        elif state.session.opened is not None and self._actions.models.suggested() is None:
            self._end(
                ReportableError("No installed model suits the phantom's radiograph.", "Install the product anew.")
            )

    def _take(self) -> None:
        for part in (self._window.findings_panel, self._window.layer_panel, self._window.grid):
            part.settle()
        image = self._window.grab().toImage()
        try:
            with atomic_path(self._path) as temporary:
                if not image.save(str(temporary)):
                    raise ExportError(f"{self._path.name} cannot be written.", "Check the folder and the free space.")
        except ReportableError as error:
            self._end(error)
        else:
            self._end(None)

    def _on_late(self) -> None:
        self._end(ReportableError(f"The demo was not ready after {_LIMIT_S} seconds.", "The log tells more."))

    def _end(self, error: ReportableError | None) -> None:
        self.error = error
        QApplication.exit(0)
