"""Which model suits the open series, and its run: one click, one result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ai.inference.gate import check_contract
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.results import Gate, GateVerdict, ModelResult
from ai.library.card import ModelCard
from ai.progress import Progress, silent
from ai.volume import Volume
from ai.words import say
from app.dicom.series_load import OpenSeries
from app.jobs.job import Outcome
from app.jobs.runner import JobRunner, Lane, Task
from app.state.model_list import ModelList
from app.state.session import Session


class ModelWorker(Protocol):
    """Where torch executes: `ai.worker.client.Worker`."""

    def warm_up(self) -> None:
        """Start the process if none runs."""

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        """Run a model and wait for its result."""

    def close(self) -> None:
        """End the process."""


@dataclass(frozen=True)
class Offer:
    """A model with what speaks against running it on the open series.

    Parameters
    ----------
    card
        The model.
    gate
        The verdict of its contract.
    """

    card: ModelCard
    gate: Gate

    @property
    def suits(self) -> bool:
        """Whether the model may run."""
        return self.gate.verdict is not GateVerdict.REFUSE


class RunModelActions(QObject):
    """What a reader can do with models.

    Parameters
    ----------
    session, models
        What is open, and what is installed.
    runner
        Runs models, one at a time.
    worker
        Where torch executes.

    Signals
    -------
    running_changed()
        A run began or ended.
    """

    running_changed = Signal()

    def __init__(self, session: Session, models: ModelList, runner: JobRunner, worker: ModelWorker) -> None:
        super().__init__(session)
        self._session = session
        self._models = models
        self._runner = runner
        self._worker = worker
        runner.job_finished.connect(self._on_job_finished)

    def warm_up(self) -> None:
        """Start the model process, so that the first run does not wait for it."""
        self._runner.start(say("Starting the models"), start_worker, self._worker, lane=Lane.GPU, quiet=True)

    def offers(self) -> tuple[Offer, ...]:
        """Every installed model; those that suit the open series come first, among them those without a doubt."""
        opened = self._session.opened
        if opened is None:
            return ()
        offers = [Offer(card, check_contract(card, opened.volume)) for card in self._models.cards]
        return tuple(sorted(offers, key=_rank))

    def suggested(self) -> ModelCard | None:
        """Return the model behind the one button; None where none suits."""
        offers = self.offers()
        return offers[0].card if offers and offers[0].suits and not offers[0].card.draft else None

    def is_loaded(self) -> bool:
        """Whether every slice of the open series is decoded; a model would read black ones."""
        opened = self._session.opened
        return opened is not None and bool(opened.filled.all())

    def is_running(self, card: ModelCard) -> bool:
        """Whether this model waits or runs for the open series."""
        opened = self._session.opened
        return opened is not None and self._runner.is_active(_key(card, opened))

    def run_suggested(self) -> None:
        """Run the model behind the one button."""
        card = self.suggested()
        if card is not None:
            self.run(card)

    def run(self, card: ModelCard) -> None:
        """Run a model on the open series; does nothing while it runs there already or slices are missing."""
        opened = self._session.opened
        if opened is None or not self.is_loaded() or self.is_running(card):
            return
        self._runner.start(
            card.title,
            self._worker.run,
            card,
            opened.volume,
            lane=Lane.GPU,
            key=_key(card, opened),
            on_done=self._session.add_result,
        )
        self.running_changed.emit()

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        if task.lane is Lane.GPU:
            self.running_changed.emit()


def start_worker(worker: ModelWorker, *, progress: Progress = silent) -> None:
    """Start the model process."""
    progress(0.0, say("Starting the models"))
    worker.warm_up()


def _key(card: ModelCard, opened: OpenSeries) -> tuple[str, str, str]:
    """Tell runs apart: one model reads one volume once at a time."""
    return "run", card.id, opened.volume.source_id


def _rank(offer: Offer) -> tuple[bool, bool, bool]:
    return not offer.suits, offer.card.draft, offer.gate.verdict is GateVerdict.WARN
