"""Which model answers a question on this computer by itself: chosen by a person, not by the alphabet.

A question is a task with its set of labels. Without a choice the models stand in the order of the library, a taught one
behind the one that it was taught from. ``choices.json`` in the folder of the user's models keeps every decision::

    {"format": 1, "history": [{"at", "deed", "model", "weights_sha256", "task", "labels", "verdict", "reason"}]}

``deed`` is "adopted" or "returned"; the latest adopted model that was not returned is the default, so that returning it
brings back what was the default before. A model is known by its name and its weights: another pack that takes the name
of one that was removed is not chosen.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.words import say

CHOICES_FILE = "choices.json"
FORMAT = 1

ADOPTED, RETURNED = "adopted", "returned"

BETTER = "better"
"""The one verdict that speaks for a model by itself, `ai.training.compare.Word`."""

LONGEST_REASON = 500
"""Characters that are kept of a reason."""

Question: TypeAlias = tuple[str, tuple[str, ...]]
"""Task, and the names of the labels in the order of the alphabet."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decision:
    """One line of the history.

    Parameters
    ----------
    at
        When, ISO 8601, UTC.
    deed
        `ADOPTED` or `RETURNED`.
    model, weights_sha256
        ID-VERSION and the hash of its weights.
    task, labels
        The question.
    verdict
        Of the report, one word or three; ``""`` where there was none.
    reason
        Why it was adopted in spite of the verdict, in the words of the person; ``""`` where none was asked.
    """

    at: str
    deed: str
    model: str
    weights_sha256: str
    task: str
    labels: tuple[str, ...]
    verdict: str = ""
    reason: str = ""

    @property
    def question(self) -> Question:
        """What it was decided about."""
        return self.task, self.labels

    @property
    def of(self) -> tuple[str, str]:
        """Which model."""
        return self.model, self.weights_sha256


class Choices:
    """The decisions of this computer; read anew each time, since a command may have decided beside a window.

    Parameters
    ----------
    folder
        Of the user's models; None keeps decisions no longer than this object.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = None if folder is None else folder / CHOICES_FILE
        self._kept: tuple[Decision, ...] = ()
        self._lock = threading.Lock()

    @property
    def history(self) -> tuple[Decision, ...]:
        """Every decision, the first one first; none where the file is damaged."""
        return self._read()[0]

    @property
    def trouble(self) -> str:
        """Say that the file is damaged and what follows from it, else ``""``."""
        return self._read()[1]

    def chosen(self, cards: Sequence[ModelCard]) -> frozenset[str]:
        """Return the ID-VERSION of the default for each question that was decided, among these models.

        A draft, or a model that is not among them any more, is passed over for the one that was adopted before it.
        """
        here = {(card.key, card.weights_sha256) for card in cards if not card.draft}
        found: dict[Question, str] = {}
        for decision in standing(self.history):
            if decision.of in here:
                found[decision.question] = decision.model
        return frozenset(found.values())

    def adopted(self, card: ModelCard) -> Decision | None:
        """Return how a model was adopted; None where it was not, or was returned since."""
        of = card.key, card.weights_sha256
        return next((each for each in reversed(standing(self.history)) if each.of == of), None)

    def adopt(self, card: ModelCard, *, verdict: str, reason: str = "") -> None:
        """Make a model the default for its question.

        Parameters
        ----------
        card
            As it stands in the library.
        verdict
            Of its report; ``""`` where there was nothing to compare it with.
        reason
            Why, where the verdict is not `BETTER`.

        Raises
        ------
        ModelPackError
            Where a reason is missing, or the file cannot be written.
        """
        self._add(_decision(ADOPTED, card, verdict=verdict, reason=required_reason(verdict, reason)))

    def take_back(self, card: ModelCard) -> None:
        """Return a model: what was the default before it is the default again.

        Raises
        ------
        ModelPackError
            Where the file cannot be written.
        """
        self._add(_decision(RETURNED, card))

    def _add(self, decision: Decision) -> None:
        with self._lock:
            known, trouble = self._read()
            kept = (*known, decision)
            if self._path is None:
                self._kept = kept
                return
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                if trouble:
                    # What it held may still be read by a person.
                    self._path.replace(self._path.with_suffix(".damaged.json"))
                _write(self._path, kept)
            except OSError as error:
                raise ModelPackError(
                    say(
                        "The choice of the model cannot be written down ({reason}).",
                        reason=error.strerror or say("the disk may be full"),
                    ),
                    say("Free some space, then try again; the default model has not changed."),
                ) from error

    def _read(self) -> tuple[tuple[Decision, ...], str]:
        if self._path is None:
            return self._kept, ""
        try:
            return _parse(json.loads(self._path.read_text(encoding="utf-8"))), ""
        except FileNotFoundError:
            return (), ""
        except (OSError, ValueError, RecursionError) as error:
            _LOG.warning("%s cannot be read: %s", CHOICES_FILE, type(error).__name__)
            return (), say(
                "{file} cannot be read, so the models that came with the product are the default; adopting a model "
                "begins a new one.",
                file=CHOICES_FILE,
            )


def question_of(card: ModelCard) -> Question:
    """Return what a model answers."""
    return card.task, tuple(sorted(label.name for label in card.labels))


def required_reason(verdict: str, reason: str) -> str:
    """Return the reason in one line; refuse an empty one where the verdict does not speak for the model.

    Raises
    ------
    ModelPackError
        Where it is missing.
    """
    said = " ".join("".join(sign if sign.isprintable() else " " for sign in reason).split())[:LONGEST_REASON]
    if verdict != BETTER and not said:
        raise ModelPackError(
            say("The report does not say that the new model is better, so adopting it needs a reason."),
            say("Give the reason, or keep the model as a draft."),
        )
    return said


def standing(history: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the adoptions that nobody took back; of each model the latest one."""
    kept: dict[tuple[str, str], Decision] = {}
    for each in history:
        kept.pop(each.of, None)
        if each.deed == ADOPTED:
            kept[each.of] = each
    return tuple(kept.values())


def _decision(deed: str, card: ModelCard, *, verdict: str = "", reason: str = "") -> Decision:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Decision(at, deed, card.key, card.weights_sha256, *question_of(card), verdict=verdict, reason=reason)


def _write(path: Path, history: Sequence[Decision]) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            plain = {"format": FORMAT, "history": [asdict(each) for each in history]}
            file.write(json.dumps(plain, indent=1, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _parse(plain: object) -> tuple[Decision, ...]:
    """Read what `_write` wrote; ValueError where it is anything else."""
    if not isinstance(plain, dict) or plain.get("format") != FORMAT or not isinstance(plain.get("history"), list):
        raise ValueError("no list of decisions")
    return tuple(_one(each) for each in plain["history"])


def _one(plain: object) -> Decision:
    names = ("at", "deed", "model", "weights_sha256", "task", "verdict", "reason")
    if not isinstance(plain, dict) or not all(isinstance(plain.get(name), str) for name in names):
        raise ValueError("a decision is incomplete")
    labels = plain.get("labels")
    if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels):
        raise ValueError("a decision has no labels")
    if plain["deed"] not in (ADOPTED, RETURNED):
        raise ValueError("a decision of another kind")
    return Decision(labels=tuple(labels), **{name: plain[name] for name in names})
