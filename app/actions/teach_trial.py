"""Trying a plan before it is run: how long and how large it will be, and what augmented pictures look like."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ai.progress import Progress
from ai.training.finetune_config import FinetuneConfig
from ai.training.forecast import Forecast, draw_preview, measure
from ai.words import say
from app.actions.teach_data import Prepared
from app.actions.teach_plan import Plan
from app.jobs.job import Failed, Outcome
from app.jobs.runner import JobRunner, Lane, Task

_MEASURING = say("Measuring one step")
_DRAWING = say("Drawing the samples")
_FORECAST_KEY, _PREVIEW_KEY = "forecast of a plan", "preview of a plan"


class Measure(Protocol):
    """`ai.training.forecast.measure`."""

    def __call__(self, config: FinetuneConfig, *, models: Sequence[Path] = (), progress: Progress) -> Forecast:
        """Measure a plan."""


class Draw(Protocol):
    """`ai.training.forecast.draw_preview`."""

    def __call__(self, config: FinetuneConfig, *, models: Sequence[Path] = (), progress: Progress) -> bytes:
        """Draw samples as PNG."""


class TeachTrial(QObject):
    """What is known of a plan that has not been run.

    Parameters
    ----------
    runner
        Waits for the processes.
    draw, measuring
        Start them.

    Signals
    -------
    changed()
        A forecast or a preview is on its way, came, failed or holds no longer.

    Attributes
    ----------
    forecast
        Of the plan that was measured last; None where there is none.
    samples
        PNG of the preview; empty where there is none.
    fault, preview_fault
        Why there is none, or ``""``.
    """

    changed = Signal()

    def __init__(self, runner: JobRunner, *, measuring: Measure = measure, draw: Draw = draw_preview) -> None:
        super().__init__()
        self._runner, self._measure, self._draw = runner, measuring, draw
        self.forecast: Forecast | None = None
        self.samples = b""
        self.fault: str = ""
        self.preview_fault: str = ""
        runner.job_finished.connect(self._on_job_finished)

    @property
    def is_measuring(self) -> bool:
        """Whether a forecast is on its way."""
        return self._runner.is_active(_FORECAST_KEY)

    @property
    def is_drawing(self) -> bool:
        """Whether a preview is on its way."""
        return self._runner.is_active(_PREVIEW_KEY)

    def measure(self, prepared: Prepared, plan: Plan) -> None:
        """Measure a plan on a dataset."""
        self.forecast, self.fault = None, ""
        config = plan.config(prepared.folder, prepared.folder)
        self._runner.start(
            _MEASURING, self._measure, config, lane=Lane.ASIDE, key=_FORECAST_KEY, on_done=self._on_measured, quiet=True
        )
        self.changed.emit()

    def draw(self, prepared: Prepared, plan: Plan) -> None:
        """Draw augmented samples of a dataset."""
        self.preview_fault = ""
        config = plan.config(prepared.folder, prepared.folder)
        self._runner.start(
            _DRAWING, self._draw, config, lane=Lane.ASIDE, key=_PREVIEW_KEY, on_done=self._on_drawn, quiet=True
        )
        self.changed.emit()

    def forget(self) -> None:
        """Drop the forecast, and end the work on it: the plan is another one now."""
        if self.forecast is None and not self.fault and not self.is_measuring:
            return
        self.forecast, self.fault = None, ""
        self.cancel()

    def forget_samples(self) -> None:
        """Drop the samples: the dataset is another one now."""
        self._runner.cancel_key(_PREVIEW_KEY)
        self.samples, self.preview_fault = b"", ""
        self.changed.emit()

    def leave(self) -> None:
        """End what nobody looks at any more."""
        self._runner.cancel_key(_PREVIEW_KEY)
        self.cancel()

    def cancel(self) -> None:
        """End the work on a forecast."""
        self._runner.cancel_key(_FORECAST_KEY)
        self.changed.emit()

    def _on_measured(self, forecast: Forecast) -> None:
        self.forecast = forecast
        self.changed.emit()

    def _on_drawn(self, samples: bytes) -> None:
        self.samples = samples
        self.changed.emit()

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        if task.title not in (_MEASURING, _DRAWING):
            return
        if isinstance(outcome, Failed):
            if task.title == _MEASURING:
                self.fault = outcome.error.words
            else:
                self.preview_fault = outcome.error.words
        self.changed.emit()
