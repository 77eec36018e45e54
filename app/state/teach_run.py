"""What is known of a fine-tuning run: built from its events, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from ai.training.events import Event
from ai.training.held_out import HeldOutPicture, read_held_out
from ai.training.job_folder import JobFolder
from ai.words import say

TRAIN = "train"
"""Stage whose steps come again after a resume."""


class RunState(Enum):
    """Where a run stands."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FAILED = "failed"
    DONE = "done"


OVER = (RunState.CANCELLED, RunState.FAILED, RunState.DONE)
"""States in which no process runs."""


@dataclass(frozen=True)
class EpochPoint:
    """One epoch on the curves.

    Parameters
    ----------
    stage
        "probe" or "train".
    epoch, step
        From 1.
    loss, validation_loss
        Of training and of the validation part; None where it was not measured.
    metric
        On the validation part.
    """

    stage: str
    epoch: int
    step: int
    loss: float
    validation_loss: float | None
    metric: float


@dataclass(frozen=True)
class StepPoint:
    """The running loss between epochs: ``epochs`` done, in parts."""

    step: int
    epochs: float
    loss: float


class TeachRun:
    """A run as its events tell it.

    Parameters
    ----------
    job
        Its folder.

    Attributes
    ----------
    state
        Where it stands.
    title, task, metric_name
        "Meningioma or glioma", "classification", "AUC".
    epoch, epochs
        The epoch of the running stage, from 1, and how many there are at most; 0 before it is known.
    fraction
        Of the whole run.
    message
        What it does now, or how it ended.
    hint
        What to do after a failure.
    seconds_left
        None where nobody knows.
    images_per_s, learning_rate
        Pace of the training; None where it has none.
    memory_bytes, gpu_bytes
        Of the process at its largest; None where the system does not tell.
    pictures
        What the model says of some validation pictures after its last epoch.
    facts
        Of the event ``started``.
    result
        Of the event ``done``; empty before.
    """

    def __init__(self, job: JobFolder) -> None:
        self.job = job
        self.state = RunState.STARTING
        self.title = self.task = self.hint = ""
        self.metric_name: str = say("Score")
        self.message: str = say("Starting the training process")
        self.epoch = self.epochs = 0
        self.fraction = 0.0
        self.seconds_left: float | None = None
        self.images_per_s: float | None = None
        self.learning_rate: float | None = None
        self.memory_bytes: float | None = None
        self.gpu_bytes: float | None = None
        self.pictures: tuple[HeldOutPicture, ...] = ()
        self.facts: Event = {}
        self.result: Event = {}
        self._points: list[EpochPoint] = []
        self._steps: list[StepPoint] = []

    @property
    def is_over(self) -> bool:
        """Whether the run has ended."""
        return self.state in OVER

    @property
    def points(self) -> tuple[EpochPoint, ...]:
        """Epochs of the stage that came last."""
        return tuple(point for point in self._points if point.stage == self._points[-1].stage)

    @property
    def steps(self) -> tuple[StepPoint, ...]:
        """Running loss of the stage that came last."""
        return () if self._points and self._points[-1].stage != TRAIN else tuple(self._steps)

    def restart(self) -> None:
        """Note that a process was started that goes on."""
        self.state = RunState.STARTING
        self.message, self.hint = say("Starting the training process"), ""

    def take(self, event: Event) -> None:
        """Learn from the next event; one that is not known says nothing."""
        kind = str(event["event"])
        if kind in ("started", "stage", "progress", "step", "epoch", "resumed"):
            self.state = RunState.RUNNING
        match kind:
            case "started":
                self.facts, self.title, self.task = event, str(event.get("title", "")), str(event.get("task", ""))
            case "stage":
                self.message = _text(event, "message")
                self.seconds_left = None  # what comes tells its own
            case "progress":
                self.fraction, self.message = _number(event, "fraction"), _text(event, "message")
            case "step":
                self._take_step(event)
            case "epoch":
                self._take_epoch(event)
            case "resumed":
                self._forget_beyond(int(event.get("step", 0)))
            case "paused":
                self.state, self.message, self.seconds_left = RunState.PAUSED, say("Paused"), None
            case "cancelled" | "failed" | "done":
                self._take_end(kind, event)

    def _take_pace(self, event: Event) -> None:
        self.images_per_s, self.learning_rate = _known(event, "images_per_s"), _known(event, "learning_rate")
        self.memory_bytes, self.gpu_bytes = _known(event, "memory_bytes"), _known(event, "gpu_bytes")

    def _take_step(self, event: Event) -> None:
        self._take_pace(event)
        self.seconds_left = _number(event, "seconds_left")
        self.epoch = int(event.get("epoch", 0))
        steps = max(1, int(event.get("steps", 1)))
        # Not the epochs that were told last: before the first one of the training these are the probe's.
        total = int(self.facts.get("epochs", 0)) or self.epochs
        step = int(event.get("step", 0))
        self._steps.append(StepPoint(step, total * step / steps, _number(event, "loss")))

    def read_pictures(self) -> None:
        """Look at the pictures that the run has written after an epoch; one that is done has taken them away."""
        self.pictures = read_held_out(self.job.path) or self.pictures

    def _take_epoch(self, event: Event) -> None:
        self._take_pace(event)
        validation = event.get("validation_loss")
        self.epoch, self.epochs = int(event["epoch"]), int(event["epochs"])
        self.metric_name = str(event.get("metric_name", say("Score")))
        self.seconds_left = _number(event, "seconds_left")
        self._points.append(
            EpochPoint(
                str(event.get("stage", TRAIN)),
                self.epoch,
                int(event.get("step", 0)),
                _number(event, "loss"),
                None if validation is None else float(validation),
                _number(event, "metric"),
            )
        )

    def _forget_beyond(self, step: int) -> None:
        self._points = [point for point in self._points if point.stage != TRAIN or point.step <= step]
        self._steps = [point for point in self._steps if point.step <= step]

    def _take_end(self, kind: str, event: Event) -> None:
        self.state, self.seconds_left = RunState(kind), None
        self.message, self.hint = _text(event, "message"), _text(event, "hint")
        if kind == "done":
            self.result, self.fraction = event, 1.0
        if kind == "cancelled":
            self.message, self.hint = say("The run was ended."), say("Press Go on to continue where it stood.")


def _text(event: Event, name: str) -> str:
    value: Any = event.get(name)
    return value if isinstance(value, str) else ""


def _number(event: Event, name: str) -> float:
    value: Any = event.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _known(event: Event, name: str) -> float | None:
    value: Any = event.get(name)
    return float(value) if isinstance(value, int | float) else None
