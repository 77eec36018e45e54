"""How long a plan will take and how much memory it needs, measured by teaching a few cases of the dataset for real.

The lesson itself is run on a few cases in a folder that is thrown away, up to the end of its first epoch. What it tells
on the way gives the time of each stage and step; that is multiplied by how many there will be.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from ai.device import choose_device
from ai.library.library import Library
from ai.plain import from_plain
from ai.progress import Progress, silent
from ai.training.dataset.case import Case, Task
from ai.training.dataset.dataset import Part
from ai.training.dataset.image_file import read_shape
from ai.training.events import Event, EventLog
from ai.training.finetune import TASKS
from ai.training.finetune_config import FinetuneConfig
from ai.training.forecast import Forecast
from ai.training.job_folder import JobFolder
from ai.training.lesson import Lesson
from ai.training.network_part import NetworkPart
from ai.training.peak_memory import peak_bytes
from ai.training.teaching_cases import LEAST_PER_PART, TeachingCases, are_scans, read_teaching_cases

TRIAL_STEPS = 3
"""Of the trial epoch; the first one is slower and left out of the time of a step."""

_LEAST_VALIDATED = 8

_STORED_BYTES = 2
"""Of a prepared pixel that is kept in memory: float16."""


class _Enough(Exception):  # noqa: N818 - no error: the trial has seen what it wanted
    """Ends the trial."""


class _Clock(EventLog):
    """Takes the events of a trial with their times, and ends it after the first epoch, or when it would begin."""

    def __init__(self, *, until: str = "epoch") -> None:
        super().__init__(Path())
        self._until = until
        self.stages: list[tuple[str, float]] = []
        self.steps: dict[float, float] = {}
        self.started: Event = {}

    def add(self, event: str, **fields: object) -> None:
        """Note an event."""
        now = time.monotonic()
        if event == "started":
            self.started = fields
            if self._until == "started":
                raise _Enough
        elif event == "stage":
            self.stages.append((str(fields["stage"]), now))
        if fields.get("stage") == "pack" or (event == "epoch" and fields.get("stage") == "train"):
            self.stages.append(("end", now))
            raise _Enough

    def progress(self, fraction: float, message: str) -> None:
        """Note a step of the training."""
        if self.stages and self.stages[-1][0] == "train":
            self.steps.setdefault(fraction, time.monotonic())

    def seconds(self, stage: str) -> float:
        """How long a stage took; 0 where there was none."""
        times = zip(self.stages, self.stages[1:], strict=False)
        return sum(after - begun for (name, begun), (_, after) in times if name == stage)


@dataclass(frozen=True)
class _TrialJob(JobFolder):
    """A job folder whose events go to a clock."""

    clock: _Clock = field(default_factory=_Clock)

    def log(self) -> EventLog:
        """Give the clock."""
        return self.clock


def forecast(
    config: FinetuneConfig, library: Library, *, device: str = "auto", progress: Progress = silent
) -> Forecast:
    """Measure a plan on a few of its cases; nothing is written beside the dataset, and the test part is not touched.

    Parameters
    ----------
    config
        The plan; its ``output`` is not used.
    library
        Where the base is looked for.
    device
        "auto", "cpu", "cuda" or "mps".
    progress
        Called while files are read and cases taught.

    Raises
    ------
    ReportableError
        Where the plan cannot be run: the same sentence that the run would end with.
    """
    began = time.monotonic()
    cases = read_teaching_cases(config.dataset, progress=progress)
    few = trial_cases(cases, config.batch)
    base = library.get(config.base) if config.base else None
    where = choose_device(device)
    with TemporaryDirectory(prefix="lightbox-trial-") as folder:
        job = _TrialJob(Path(folder))
        clock = job.clock

        def both(fraction: float, message: str) -> None:
            clock.progress(fraction, message)
            progress(fraction, message)

        lesson = Lesson(config, job, base, where, few)
        before = time.monotonic() - began
        with suppress(_Enough):
            TASKS[cases.dataset.task](lesson, both)
    side = base.input.size_px if base is not None else (0, 0)
    more = sum(cases.counts().values()) - sum(few.counts().values())
    own = torch.cuda.max_memory_allocated() if where.type == "cuda" else None
    memory = peak_bytes()
    return Forecast(
        seconds=round(_seconds(clock, config, cases, few) + before, 1),
        memory_bytes=None
        if memory is None
        else memory + _STORED_BYTES * side[0] * side[1] * max(0, more) + _scan_bytes(cases, few),
        gpu_bytes=own,
        trainable=_count(clock.started, "trainable"),
        parameters=_count(clock.started, "parameters"),
        device=where.type,
    )


def _scan_bytes(cases: TeachingCases, few: TeachingCases) -> int:
    """Bytes of the scans with boxes that the run holds beside those of the trial; 0 of anything else.

    At most: a contract makes scans coarser, or leaves them as they are. Classes keep a field of under a megabyte each.
    """
    if cases.dataset.task is not Task.DETECTION or not are_scans(cases.dataset.cases):
        return 0
    seen = {case.key for case in few.dataset.cases}
    held = [case for part in (Part.TRAIN, Part.VALIDATION) for case in cases.part(part) if case.key not in seen]
    return sum(_STORED_BYTES * math.prod(read_shape(case.image)) for case in held)


def list_parts(
    config: FinetuneConfig, library: Library, *, device: str = "auto", progress: Progress = silent
) -> tuple[NetworkPart, ...]:
    """List the parts of the network of a plan as its lesson would make it; nothing is taught.

    Raises
    ------
    ReportableError
        Where the plan cannot be run.
    """
    few = trial_cases(read_teaching_cases(config.dataset, progress=progress), config.batch)
    base = library.get(config.base) if config.base else None
    with TemporaryDirectory(prefix="lightbox-trial-") as folder:
        job = _TrialJob(Path(folder), _Clock(until="started"))
        with suppress(_Enough):
            TASKS[few.dataset.task](Lesson(replace(config, frozen=()), job, base, choose_device(device), few), progress)
    return tuple(from_plain(NetworkPart, each) for each in job.clock.started["parts"])


def trial_cases(cases: TeachingCases, batch: int) -> TeachingCases:
    """Take so many training cases as a few steps need, some to validate, none to test; every class is among them.

    Of boxes a case counts for the label that the fewest cases have, so that rare ones are among them too.
    """
    parts = (Part.TRAIN, TRIAL_STEPS * batch), (Part.VALIDATION, _LEAST_VALIDATED)
    train, held_out = (_first(cases.part(part), count) for part, count in parts)
    chosen = tuple(sorted((*train, *held_out), key=lambda case: case.key))
    return TeachingCases(replace(cases.dataset, cases=chosen), cases.sha256)


def _first(cases: Sequence[Case], count: int) -> list[Case]:
    """Take the first of each class by turns, at least as many of each as any lesson needs."""
    having = Counter(name for case in cases for name in {box.label for box in case.boxes})
    by_label: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        rarest = min({box.label for box in case.boxes}, key=lambda name: (having[name], name), default="")
        by_label[case.label or rarest].append(case)
    turns = [(turn, label) for label, own in by_label.items() for turn in range(len(own))]
    taken = sorted(turns)[: max(count, LEAST_PER_PART * len(by_label))]
    return [by_label[label][turn] for turn, label in taken]


def _seconds(clock: _Clock, config: FinetuneConfig, cases: TeachingCases, few: TeachingCases) -> float:
    """Add up what the whole run will take, from what the trial took."""
    train, held_out, test = (len(cases.part(part)) for part in (Part.TRAIN, Part.VALIDATION, Part.TEST))
    seen, checked = (len(few.part(part)) for part in (Part.TRAIN, Part.VALIDATION))
    share = (train + held_out) / (seen + checked)
    once = clock.seconds("pictures") + clock.seconds("features")
    total = share * (once + clock.seconds("probe"))
    one_answer = once / (seen + checked)
    times = sorted(clock.steps.values())
    if times:
        # The first step wakes the device and makes the state of the optimiser: the others tell the pace.
        step = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else times[0] - _begin(clock, "train")
        closing = clock.stages[-1][1] - times[-1]
        total += config.epochs * (step * max(1, train // config.batch) + closing * held_out / checked)
        one_answer += closing / checked
    return total + 2 * test * one_answer


def _begin(clock: _Clock, stage: str) -> float:
    return next((at for name, at in clock.stages if name == stage), clock.stages[-1][1])


def _count(event: Event, name: str) -> int:
    value = event.get(name)
    return value if isinstance(value, int) else 0
