"""What a reader will probably ask for next, done while the machine has nothing else to do."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject

from ai.inference.gate import reads_any_slice
from ai.library.card import ModelCard
from ai.progress import Progress, silent
from ai.words import say
from app.actions.run_model import ModelWorker, RunModelActions
from app.jobs.runner import JobRunner, Lane
from app.state.model_list import ModelList
from app.state.session import Session
from app.state.settings_store import SettingsStore

AHEAD = ("ahead",)
"""Key of the job; a newer one takes the place of an older one."""


class LoadingWorker(ModelWorker, Protocol):
    """Where torch executes: `ai.worker.client.Worker`."""

    def load(self, card: ModelCard) -> None:
        """Have a model read from the disk over there; returns at once."""


class Prefetch(QObject):
    """Reads the suggested model as soon as a series is open and, where the settings say so, runs it.

    The result is not shown: it stays with the worker, which answers at once when the reader presses the button. A run
    of any other model takes the place of this one; a run of the same model waits for it, as most of it is done.

    Parameters
    ----------
    session, models, actions
        What is open, what is installed, and which model suits.
    runner, worker
        Where it runs; the process of the worker has a low priority.
    settings
        ``run_ahead`` is off unless a person switches it on: it costs power and memory.
    """

    def __init__(
        self,
        session: Session,
        models: ModelList,
        actions: RunModelActions,
        runner: JobRunner,
        worker: LoadingWorker,
        settings: SettingsStore,
    ) -> None:
        super().__init__(session)
        self._session = session
        self._models = models
        self._actions = actions
        self._runner = runner
        self._worker = worker
        self._settings = settings
        self._seen = ""
        self._card: ModelCard | None = None
        session.volume_changed.connect(self._on_volume_changed)
        session.slices_arrived.connect(self._on_volume_changed)
        actions.running_changed.connect(self._on_running_changed)

    def _on_volume_changed(self) -> None:
        opened = self._session.opened
        source_id = "" if opened is None else opened.volume.source_id
        if self._card is not None and source_id != self._seen:
            self._give_up()
        if not source_id or source_id == self._seen or not self._actions.is_loaded():
            return
        self._seen = source_id
        card = self._actions.suggested()
        if opened is None or card is None:
            return
        self._card = card
        title = say("Preparing {model}", model=card.title)
        if self._settings.settings.run_ahead and not (reads_any_slice(card) and opened.volume.shape[0] > 1):
            self._runner.start(title, self._worker.run, card, opened.volume, lane=Lane.GPU, key=AHEAD, quiet=True)
        else:
            self._runner.start(title, load_model, self._worker, card, lane=Lane.GPU, key=AHEAD, quiet=True)

    def _on_running_changed(self) -> None:
        if self._card is None or self._actions.is_running(self._card):
            return
        if any(self._actions.is_running(card) for card in self._models.cards):
            self._give_up()

    def _give_up(self) -> None:
        self._card = None
        self._runner.cancel_key(AHEAD)


def load_model(worker: LoadingWorker, card: ModelCard, *, progress: Progress = silent) -> None:
    """Have a model read by the worker."""
    progress(0.0, say("Preparing {model}", model=card.title))
    worker.load(card)
