"""Trying a plan before it is run: how long and how large it will be, and what augmented pictures look like."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ai.progress import Progress
from ai.training.finetune_config import FinetuneConfig
from ai.training.forecast import Forecast, draw_preview, list_parts, measure
from ai.training.network_part import NetworkPart
from ai.words import say
from app.actions.teach_data import Prepared
from app.actions.teach_plan import Plan
from app.jobs.job import Failed, Outcome
from app.jobs.runner import JobRunner, Lane, Task

_MEASURING = say("Measuring one step")
_DRAWING = say("Drawing the samples")
_LISTING = say("Looking at the network")
_FORECAST_KEY, _PREVIEW_KEY, _PARTS_KEY = "forecast of a plan", "preview of a plan", "parts of a network"


class Measure(Protocol):
    """`ai.training.forecast.measure`."""

    def __call__(self, config: FinetuneConfig, *, models: Sequence[Path] = (), progress: Progress) -> Forecast:
        """Measure a plan."""


class Draw(Protocol):
    """`ai.training.forecast.draw_preview`."""

    def __call__(self, config: FinetuneConfig, *, models: Sequence[Path] = (), progress: Progress) -> bytes:
        """Draw samples as PNG."""


class ListParts(Protocol):
    """`ai.training.forecast.list_parts`."""

    def __call__(
        self, config: FinetuneConfig, *, models: Sequence[Path] = (), progress: Progress
    ) -> tuple[NetworkPart, ...]:
        """List the parts of a network."""


class TeachTrial(QObject):
    """What is known of a plan that has not been run.

    Parameters
    ----------
    runner
        Waits for the processes.
    draw, measuring, listing
        Start them.

    Signals
    -------
    changed()
        A forecast, a preview or the list of the network's parts is on its way, came, failed or holds no longer.

    Attributes
    ----------
    forecast
        Of the plan that was measured last; None where there is none.
    samples
        PNG of the preview; empty where there is none.
    parts
        Of the network of the plan; empty where nobody has asked.
    fault, preview_fault, parts_fault
        Why there is none, or ``""``.
    """

    changed = Signal()

    def __init__(
        self,
        runner: JobRunner,
        *,
        measuring: Measure = measure,
        draw: Draw = draw_preview,
        listing: ListParts = list_parts,
    ) -> None:
        super().__init__()
        self._runner, self._measure, self._draw, self._list = runner, measuring, draw, listing
        self.forecast: Forecast | None = None
        self.samples = b""
        self.fault: str = ""
        self.preview_fault: str = ""
        self.parts: tuple[NetworkPart, ...] = ()
        self.parts_fault: str = ""
        runner.job_finished.connect(self._on_job_finished)

    @property
    def is_measuring(self) -> bool:
        """Whether a forecast is on its way."""
        return self._runner.is_active(_FORECAST_KEY)

    @property
    def is_drawing(self) -> bool:
        """Whether a preview is on its way."""
        return self._runner.is_active(_PREVIEW_KEY)

    @property
    def is_listing(self) -> bool:
        """Whether the list of the parts is on its way."""
        return self._runner.is_active(_PARTS_KEY)

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

    def list_parts(self, prepared: Prepared, plan: Plan) -> None:
        """List the parts of the network of a plan."""
        self.parts, self.parts_fault = (), ""
        config = plan.config(prepared.folder, prepared.folder)
        self._runner.start(
            _LISTING, self._list, config, lane=Lane.ASIDE, key=_PARTS_KEY, on_done=self._on_listed, quiet=True
        )
        self.changed.emit()

    def forget_parts(self) -> None:
        """Drop the parts: the network, or what is taught of it, is another one now."""
        self._runner.cancel_key(_PARTS_KEY)
        self.parts, self.parts_fault = (), ""
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
        self._runner.cancel_key(_PARTS_KEY)
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

    def _on_listed(self, parts: tuple[NetworkPart, ...]) -> None:
        self.parts = parts
        self.changed.emit()

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        if task.title not in (_MEASURING, _DRAWING, _LISTING):
            return
        if isinstance(outcome, Failed):
            if task.title == _MEASURING:
                self.fault = outcome.error.words
            elif task.title == _LISTING:
                self.parts_fault = outcome.error.words
            else:
                self.preview_fault = outcome.error.words
        self.changed.emit()
