"""What a plan will take, and a process of its own that measures or draws something for a plan. No torch here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ai.confined import own_modules
from ai.errors import TrainingDataError
from ai.plain import PlainError, from_plain
from ai.progress import Progress, silent
from ai.training.finetune_config import FinetuneConfig, write_config
from ai.training.job import NICENESS
from ai.words import say

_LOOK_EVERY_S = 0.1

PREVIEWS = 16
"""Augmented versions of a picture that a preview shows, in four rows."""


@dataclass(frozen=True)
class Forecast:
    """What a run will take at most.

    Parameters
    ----------
    seconds
        Of the whole run, if no epoch is saved by an early end.
    memory_bytes
        Of the process at its largest; None where the system does not tell.
    gpu_bytes
        Of the GPU, or None.
    trainable, parameters
        What is trained, and all there is.
    device
        "cpu", "cuda" or "mps".
    """

    seconds: float
    memory_bytes: int | None
    gpu_bytes: int | None
    trainable: int
    parameters: int
    device: str


def measure(config: FinetuneConfig, *, models: Sequence[Path] = (), progress: Progress = silent) -> Forecast:
    """Measure a plan in a process of its own.

    Parameters
    ----------
    config
        The plan; nothing is written to its ``output``.
    models
        Further folders of the library.
    progress
        Called often while the process works; raising from it ends the process.

    Raises
    ------
    TrainingDataError
        With the sentence of the process.
    """
    with TemporaryDirectory(prefix="lightbox-plan-") as folder:
        said = _child(config, Path(folder), ["--forecast"], models, say("Measuring one step"), progress)
    try:
        return from_plain(Forecast, said)
    except PlainError as error:
        raise _no_answer() from error


def draw_preview(config: FinetuneConfig, *, models: Sequence[Path] = (), progress: Progress = silent) -> bytes:
    """Draw `PREVIEWS` augmented versions of a training picture in a process of its own.

    Returns
    -------
    bytes
        A PNG.

    Raises
    ------
    TrainingDataError
        With the sentence of the process.
    """
    with TemporaryDirectory(prefix="lightbox-plan-") as folder:
        target = Path(folder) / "preview.png"
        _child(config, Path(folder), ["--preview", str(target)], models, say("Drawing the samples"), progress)
        try:
            return target.read_bytes()
        except OSError as error:
            raise _no_answer() from error


def _child(
    config: FinetuneConfig, folder: Path, order: list[str], models: Sequence[Path], message: str, progress: Progress
) -> dict[str, Any]:
    """Run ``python -m ai finetune PLAN`` with an order that teaches nothing; give the JSON of its last line."""
    plan = folder / "plan.toml"
    write_config(replace(config, output=folder / "run"), plan)
    command = [sys.executable, "-m", "ai", "finetune", str(plan), "--nice", str(NICENESS), *order]
    for each in models:
        command += ["--models", str(each)]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=own_modules(),
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )
    except OSError as error:
        raise TrainingDataError(say("The training process cannot be started."), error.strerror or "") from error
    try:
        while True:
            try:
                output, _ = process.communicate(timeout=_LOOK_EVERY_S)
                break
            except subprocess.TimeoutExpired:
                progress(0.0, message)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    try:
        said = json.loads(output.decode("utf-8").strip().rpartition("\n")[2])
    except ValueError as error:
        raise _no_answer() from error
    if not isinstance(said, dict):
        raise _no_answer()
    if "message" in said:
        raise TrainingDataError(str(said["message"]), str(said.get("hint", "")))
    return said


def _no_answer() -> TrainingDataError:
    return TrainingDataError(
        say("The training process ended without an answer."), say("Start the run all the same, or restart Lightbox.")
    )
