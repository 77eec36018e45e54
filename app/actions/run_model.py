"""Which model suits the open series, and its run: one click, one result."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, TypeAlias

from PySide6.QtCore import QObject, Signal

from ai.errors import InputRefused
from ai.inference.box_limits import needs_box, usual_box
from ai.inference.gate import check_contract, reads_any_slice
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.outlook import in_words, work_of
from ai.inference.past_runs import PastRuns
from ai.inference.provenance import Gate, GateVerdict
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.library.prompt_spec import BOX
from ai.prepare.placed_box import PlacedBox
from ai.progress import Progress, silent
from ai.volume import Volume
from ai.words import say
from app.actions.prompt_box import BoxPromptActions
from app.actions.prompt_points import PointPromptActions
from app.dicom.series_load import OpenSeries
from app.jobs.job import Failed, Outcome
from app.jobs.runner import JobRunner, Lane, Task
from app.state.model_list import ModelList
from app.state.session import Session, series_key

RunKey: TypeAlias = tuple[str, str, str, int | None]
"""What tells runs apart: the model, the volume, and the slice where only one is read."""


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
        The verdict of its contract; of one that needs a box, on a box of its usual size.
    needs_box
        Whether a person must say where it shall look.
    """

    card: ModelCard
    gate: Gate
    needs_box: bool = False

    @property
    def suits(self) -> bool:
        """Whether the model may run."""
        return self.gate.verdict is not GateVerdict.REFUSE

    @property
    def may_override(self) -> bool:
        """Whether a person may run the model in spite of its refusal; the result is marked for good."""
        return self.gate.verdict is GateVerdict.REFUSE and not self.gate.final


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
    past
        What runs took before; None: nothing is remembered beyond this object.

    Signals
    -------
    running_changed()
        A run began or ended.
    ended(ModelCard, str, Outcome)
        A run ended: its model, Series Instance UID of what it read, what came of it.
    """

    running_changed = Signal()
    ended = Signal(object, str, object)

    def __init__(
        self,
        session: Session,
        models: ModelList,
        runner: JobRunner,
        worker: ModelWorker,
        past: PastRuns | None = None,
    ) -> None:
        super().__init__(session)
        self._past = past or PastRuns()
        self._session = session
        self._models = models
        self._runner = runner
        self._worker = worker
        self._keys: dict[int, RunKey] = {}
        self._starting: RunKey | None = None
        self._refusals: dict[RunKey, str] = {}
        self._read: dict[RunKey, tuple[ModelCard, str]] = {}
        self._boxes: dict[RunKey, PlacedBox] = {}
        self.boxes = BoxPromptActions(session, self)
        """Asks for a box where a model needs one."""
        self.points = PointPromptActions(session, models, runner, worker)
        """Has a model mark what is clicked."""
        runner.job_finished.connect(self._on_job_finished)

    def warm_up(self) -> None:
        """Start the model process, so that the first run does not wait for it."""
        self._runner.start(say("Starting the models"), start_worker, self._worker, lane=Lane.GPU, quiet=True)

    def offers(self) -> tuple[Offer, ...]:
        """Every installed model; those that suit the open series come first, of them the one that was taken in last.

        Of the others the model that a person made the default for its question comes first, and none that was taught
        comes before its parent because of its name.
        """
        opened = self._session.opened
        if opened is None:
            return ()
        shown = self._session.panes.active.source_index
        offers = [_offer(card, opened.volume, shown) for card in self._models.cards if not _waits_for_clicks(card)]
        ordered: list[Offer] = []
        for _, alike in groupby(sorted(offers, key=self._rank), self._standing):
            of = {offer.card.key: offer for offer in alike}
            in_order = self._models.in_order([offer.card for offer in of.values()])
            ordered += [of[card.key] for card in in_order]
        return tuple(ordered)

    def suggested(self) -> ModelCard | None:
        """Return the model behind the one button; None where none suits."""
        offers = self.offers()
        if not offers or not offers[0].suits or offers[0].card.draft or offers[0].card.on_request:
            return None
        return offers[0].card

    def is_loaded(self) -> bool:
        """Whether every slice of the open series is decoded; a model would read black ones."""
        opened = self._session.opened
        return opened is not None and bool(opened.filled.all())

    def is_running(self, card: ModelCard) -> bool:
        """Whether this model waits or runs for the open series."""
        opened = self._session.opened
        return opened is not None and self._runner.is_active(self._key(card, opened))

    def refusal(self, card: ModelCard) -> str:
        """Why the model refused what is shown when it last ran, and a person may override that; else empty."""
        opened = self._session.opened
        return "" if opened is None else self._refusals.get(self._key(card, opened), "")

    def outlook(self, card: ModelCard) -> str:
        """Say what a run on the open series would take; empty where nothing is open."""
        opened = self._session.opened
        if opened is None:
            return ""
        work = work_of(card, opened.volume, usual_box_of(card, opened.volume))
        return in_words(work, self._past.seconds(card, work))

    def run_suggested(self) -> None:
        """Run the model behind the one button."""
        card = self.suggested()
        if card is not None:
            self.run(card)

    def run(self, card: ModelCard, *, override: bool = False, explain: str = "", box: PlacedBox | None = None) -> None:
        """Run a model on the open series; does nothing while it runs there already or slices are missing.

        Parameters
        ----------
        card
            The model; one that reads one picture of many reads the slice shown.
        override
            Run in spite of a refusal.
        explain
            Name of the heat map that is wanted, see `ai.inference.options.RunOptions`.
        box
            Where it shall look; None for everywhere. A model that needs one asks for it, unless a person overrides
            its refusal: then it looks where it refused to.
        """
        opened = self._session.opened
        if opened is None or not self.is_loaded() or self.is_running(card):
            return
        filed = series_key(opened.series)
        if refusal := self._session.refusal_of(filed, card.id):
            # The result would be let go: see `Session.add_result`.
            self._session.edits_kept.emit(refusal)
            return
        key = self._key(card, opened)
        if box is None and needs_box(card, opened.volume):
            box = self._boxes.get(key) if override else None
            if box is None:
                self.boxes.begin(card)
                return
        self._boxes.pop(key, None)
        if box is not None:
            self._boxes[key] = box
        self._refusals.pop(key, None)
        self._read[key] = card, opened.series.uid
        self._starting = key  # work that ends at once is told before its number is known
        task = self._runner.start(
            card.title,
            run_and_remember,
            self._worker,
            self._past,
            card,
            opened.volume,
            options=RunOptions(override=override, explain=explain, slice_index=key[-1], box_lps=box),
            lane=Lane.GPU,
            key=key,
            on_done=self._session.add_result,
        )
        self._starting = None
        self._keys[task.id] = key
        self.running_changed.emit()

    def _standing(self, offer: Offer) -> tuple[bool, bool, bool]:
        """Tell apart what no choice and no kinship brings together."""
        card = offer.card
        return not offer.suits, card.draft or card.on_request, card.id != self._models.preferred

    def _rank(self, offer: Offer) -> tuple[tuple[bool, bool, bool], bool]:
        return self._standing(offer), offer.gate.verdict is GateVerdict.WARN

    def _key(self, card: ModelCard, opened: OpenSeries) -> RunKey:
        """Tell runs apart: one model reads one volume, or one slice of it, once at a time."""
        volume = opened.volume
        reads_one = reads_any_slice(card) and volume.shape[0] > 1
        return "run", card.id, volume.source_id, self._session.panes.active.source_index if reads_one else None

    def _on_job_finished(self, task: Task, outcome: Outcome) -> None:
        key = self._keys.pop(task.id, self._starting)
        if key is not None and isinstance(outcome, Failed) and isinstance(outcome.error, InputRefused):
            self._refusals[key] = outcome.error.message
        if key is not None and key in self._read:
            self.ended.emit(*self._read.pop(key), outcome)
        if task.lane is Lane.GPU:
            self.running_changed.emit()


def usual_box_of(card: ModelCard, volume: Volume) -> PlacedBox | None:
    """Give a box as a person would draw it, where a model needs one; else None."""
    return usual_box(card, volume) if needs_box(card, volume) else None


def _waits_for_clicks(card: ModelCard) -> bool:
    """Whether a model marks what is clicked and nothing else: that is a tool of the mask that is edited, not a run."""
    return card.prompts is not None and BOX not in card.prompts.takes


def _offer(card: ModelCard, volume: Volume, shown: int) -> Offer:
    box = usual_box_of(card, volume)
    return Offer(card, check_contract(card, volume, slice_index=shown, box_lps=box), box is not None)


def run_and_remember(
    worker: ModelWorker,
    past: PastRuns,
    card: ModelCard,
    volume: Volume,
    *,
    options: RunOptions,
    progress: Progress = silent,
) -> ModelResult:
    """Run a model and remember what it took; a heat map on top is no usual run."""
    result = worker.run(card, volume, options=options, progress=progress)
    if not options.explain:
        told = result.provenance
        past.remember(card, work_of(card, volume, options.box_lps), seconds=told.seconds, device=told.device)
    return result


def start_worker(worker: ModelWorker, *, progress: Progress = silent) -> None:
    """Start the model process."""
    progress(0.0, say("Starting the models"))
    worker.warm_up()
