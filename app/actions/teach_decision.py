"""The decision at the end of a lesson: adopt, keep as a draft, keep the base; and the way back later."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError
from ai.library.card import ModelCard
from ai.library.choice import BETTER, LONGEST_REASON
from ai.library.lineage import stand_in
from ai.progress import Progress
from ai.training.job_folder import write_json
from ai.words import say
from app.actions.left_run import DECISION_FILE
from app.jobs.runner import JobRunner, Lane
from app.state.model_list import ModelList
from app.state.teach_run import RunState, TeachRun

KEEPING = say("Adding the model")
RETURNING = say("Returning the model")

TEACH_KEY = "teach"
"""One import, check or copy at a time."""

_LONGEST_WORD, _LONGEST_SENTENCE = 40, 2000


class Shelf(Protocol):
    """The part of `ai.library.library.Library` that takes packs and keeps choices."""

    def add(self, pack: Path, *, draft: bool = False) -> ModelCard:
        """Copy a pack into the user's folder."""

    def adopt(self, pack: Path, *, verdict: str, reason: str = "") -> ModelCard:
        """Copy a pack and make it the default for its question."""

    def take_back(self, card: ModelCard) -> ModelCard:
        """Make an adopted model a draft again."""


class TeachDecision(QObject):
    """What a reader decides about a taught model.

    Parameters
    ----------
    models, shelf
        The installed models, and the library that takes new ones.
    runner
        Copies.

    Attributes
    ----------
    sentence
        What was decided about the run, ``""`` before.
    adopted
        The model of the run while it is adopted.

    Signals
    -------
    changed()
        A decision is carried out, or was.
    decided(str)
        The reader kept the base or took the new model; a sentence.
    added(ModelCard, str)
        A model is in the library, as a draft or adopted; the verdict of its report.
    returned(ModelCard)
        An adopted model is a draft again.
    failed(ReportableError)
        Something did not work; the sentence for the reader.
    """

    changed = Signal()
    decided = Signal(object)
    added = Signal(object, str)
    returned = Signal(object)
    failed = Signal(ReportableError)

    def __init__(self, models: ModelList, shelf: Shelf, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._shelf = shelf
        self._runner = runner
        self._run: TeachRun | None = None
        self._report: Mapping[str, Any] = {}
        self._reason = ""
        self.sentence = ""
        self.adopted: ModelCard | None = None

    def follow(self, run: TeachRun, report: Mapping[str, Any]) -> None:
        """Let the next decision be about a run; its report is empty while it goes."""
        if run is not self._run or not report:
            self.sentence, self.adopted = "", None
        self._run, self._report = run, report

    @property
    def verdict(self) -> str:
        """Verdict of the report in one word or three; ``""`` where it gives none."""
        comparison = self._report.get("comparison")
        verdict = comparison.get("verdict") if isinstance(comparison, Mapping) else None
        return str(verdict.get("word", ""))[:_LONGEST_WORD] if isinstance(verdict, Mapping) else ""

    @property
    def forgetting(self) -> str:
        """Whether the new model still does what its base could, as the report says; ``""`` where it says nothing."""
        found = self._report.get("forgetting")
        return str(found.get("sentence", ""))[:_LONGEST_SENTENCE] if isinstance(found, Mapping) else ""

    @property
    def needs_reason(self) -> bool:
        """Whether adopting asks why."""
        return self.verdict != BETTER

    def keep_base(self) -> None:
        """Leave the library as it is; the new model stays in its job folder."""
        if self._ended() is not None and self.adopted is None:
            self._decide("base", say("The base stays; nothing in the library has changed."))

    def keep_as_draft(self) -> None:
        """Put the new model into the library, to be looked at, never suggested."""
        run = self._ended()
        if run is not None and self.adopted is None:
            self._reason = ""
            self._start(KEEPING, keep_draft, self._shelf, _pack(run), on_done=self._on_added)

    def adopt(self, reason: str = "") -> None:
        """Put the new model into the library and make it the default for its question.

        Parameters
        ----------
        reason
            Why, where `needs_reason`; without one nothing happens but a sentence.
        """
        run = self._ended()
        if run is not None and self.adopted is None:
            self._reason = reason.strip()[:LONGEST_REASON]
            arguments = (self._shelf, _pack(run), self.verdict, self._reason)
            self._start(KEEPING, adopt_pack, *arguments, on_done=self._on_added)

    def take_back(self, card: ModelCard) -> None:
        """Make an adopted model a draft again; what was the default before it is that again."""
        if not self._runner.is_active(TEACH_KEY):
            self._start(RETURNING, return_model, self._shelf, card, on_done=self._on_returned)

    def take_back_adopted(self) -> None:
        """Return the model of the run."""
        if self.adopted is not None:
            self.take_back(self.adopted)

    def _ended(self) -> TeachRun | None:
        run = self._run
        is_free = run is not None and run.state is RunState.DONE and not self._runner.is_active(TEACH_KEY)
        return run if is_free else None

    def _start(self, title: str, work: Any, *arguments: object, on_done: Any) -> None:
        self._runner.start(title, work, *arguments, lane=Lane.DISK, key=TEACH_KEY, on_done=on_done)
        self.changed.emit()

    def _on_added(self, card: ModelCard) -> None:
        self._models.refresh()
        self.added.emit(card, self.verdict)
        if card.draft:
            sentence = say(
                "{title} is kept as a draft ({model}); it is never the suggested model.",
                title=card.title,
                model=card.key,
            )
            self._decide("draft", sentence)
            return
        self.adopted = card
        sentence = say(
            "{title} is in the library as {model} and is the default for what it answers.",
            title=card.title,
            model=card.key,
        )
        self._decide("adopted", sentence, reason=self._reason)

    def _on_returned(self, card: ModelCard) -> None:
        self._models.refresh()
        self.returned.emit(card)
        instead = stand_in(card, self._models.every, self._models.chosen)
        if instead is None:
            sentence = say("{title} is a draft again; it is never the suggested model.", title=card.title)
        else:
            sentence = say(
                "{title} is a draft again; {other} ({model}) is the default.",
                title=card.title,
                other=instead.title,
                model=instead.key,
            )
        if self.adopted is not None and self.adopted.key == card.key:
            self.adopted = None
            self._decide("returned", sentence)
        else:
            self.decided.emit(sentence)

    def _decide(self, decision: str, sentence: str, *, reason: str = "") -> None:
        run = self._run
        if run is None:
            return
        noted = {
            "decision": decision,
            "model": str(run.result.get("model", "")),
            "verdict": self.verdict,
            "reason": reason,
        }
        try:
            write_json(run.job.path / DECISION_FILE, noted)
        except OSError as error:
            self.failed.emit(
                ReportableError(say("The decision cannot be noted in the job folder."), error.strerror or "")
            )
        self.sentence = sentence
        self.decided.emit(sentence)


def keep_draft(shelf: Shelf, pack: Path, *, progress: Progress) -> ModelCard:
    """Copy a pack into the library as a draft."""
    progress(0.0, say("Copying and checking the weights"))
    return shelf.add(pack, draft=True)


def adopt_pack(shelf: Shelf, pack: Path, verdict: str, reason: str, *, progress: Progress) -> ModelCard:
    """Copy a pack into the library and choose it."""
    progress(0.0, say("Copying and checking the weights"))
    return shelf.adopt(pack, verdict=verdict, reason=reason)


def return_model(shelf: Shelf, card: ModelCard, *, progress: Progress) -> ModelCard:
    """Make an adopted model a draft again."""
    progress(0.0, RETURNING)
    return shelf.take_back(card)


def _pack(run: TeachRun) -> Path:
    return run.job.path / str(run.result["pack"])
