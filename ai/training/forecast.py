"""What a plan will take, and a process of its own that measures or draws something for a plan. No torch here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ai.plain import PlainError, from_plain
from ai.progress import Progress, silent
from ai.training.asked_child import ask_child, no_answer
from ai.training.finetune_config import FinetuneConfig, write_config
from ai.training.job import NICENESS
from ai.training.network_part import NetworkPart
from ai.words import say

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
        raise no_answer() from error


def list_parts(
    config: FinetuneConfig, *, models: Sequence[Path] = (), progress: Progress = silent
) -> tuple[NetworkPart, ...]:
    """List the parts of the network of a plan, in a process of its own: names and counts need torch.

    Parameters
    ----------
    config
        The plan; what it freezes plays no part.
    models, progress
        As in `measure`.

    Raises
    ------
    TrainingDataError
        With the sentence of the process.
    """
    with TemporaryDirectory(prefix="lightbox-plan-") as folder:
        plan = replace(config, frozen=())
        said = _child(plan, Path(folder), ["--parts"], models, say("Looking at the network"), progress)
    try:
        return tuple(from_plain(NetworkPart, each) for each in said["parts"])
    except (PlainError, KeyError, TypeError) as error:
        raise no_answer() from error


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
            raise no_answer() from error


def _child(
    config: FinetuneConfig, folder: Path, order: list[str], models: Sequence[Path], message: str, progress: Progress
) -> dict[str, Any]:
    """Run ``python -m ai finetune PLAN`` with an order that teaches nothing; give the JSON of its last line."""
    plan = folder / "plan.toml"
    write_config(replace(config, output=folder / "run"), plan)
    words = ["finetune", str(plan), "--nice", str(NICENESS), *order]
    for each in models:
        words += ["--models", str(each)]

    def wait() -> None:
        progress(0.0, message)

    return ask_child(words, wait)
