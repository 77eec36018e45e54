"""One readable training loop: steps, moving average, atomic checkpoints, resume."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ai.device import has_fast_bf16
from ai.errors import TrainingDataError
from ai.progress import Progress, silent

Batch: TypeAlias = tuple[Tensor, Tensor]
"""Input and target of one step."""

CHECKPOINT_EVERY_S = 60.0
"""Work that a crash may lose."""


@dataclass(frozen=True)
class Schedule:
    """How long and how fast.

    Parameters
    ----------
    steps
        Optimiser steps.
    learning_rate
        Peak of the one-cycle schedule.
    weight_decay
        Of AdamW.
    ema_decay
        Of the moving average of the weights, which is what comes out.
    seed
        Of every chance.
    """

    steps: int
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    ema_decay: float = 0.995
    seed: int = 0


def train(
    network: nn.Module,
    batch: Callable[[torch.Generator], Batch],
    loss: Callable[[Tensor, Tensor], Tensor],
    schedule: Schedule,
    *,
    folder: Path,
    progress: Progress = silent,
) -> nn.Module:
    """Train a network; go on where a checkpoint in ``folder`` stands.

    Parameters
    ----------
    network
        Changed in place, on the CPU or a GPU.
    batch
        Draws one batch from the generator it is given.
    loss
        Of (output, target), a scalar.
    schedule
        Steps, rates, seed.
    folder
        Holds ``checkpoint.pt`` (tensors and numbers only) and ``events.jsonl`` (one line a checkpoint).

    Returns
    -------
    nn.Module
        The moving average, in eval mode.

    Raises
    ------
    TrainingDataError
        When the loss is not a number.
    ai.progress.Cancelled
        From ``progress``; the last checkpoint stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    device = next(network.parameters()).device
    generator = torch.Generator().manual_seed(schedule.seed)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(schedule.ema_decay))  # type: ignore[no-untyped-call]
    optimiser = torch.optim.AdamW(network.parameters(), schedule.learning_rate, weight_decay=schedule.weight_decay)
    rates = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, schedule.learning_rate, total_steps=schedule.steps + 1, pct_start=0.1
    )
    parts: dict[str, Any] = {"network": network, "average": average, "optimiser": optimiser, "rates": rates}
    start = _resume(folder / "checkpoint.pt", parts, generator)
    saved_at, recent = time.monotonic(), 0.0
    network.train()
    for step in range(start, schedule.steps):
        inputs, target = (tensor.to(device) for tensor in batch(generator))
        with torch.autocast(device.type, torch.bfloat16, enabled=has_fast_bf16(device)):
            output = network(inputs)
        value = loss(output.float(), target)
        if not torch.isfinite(value):
            raise TrainingDataError(
                f"The loss is not a number at step {step + 1}.", "Lower the learning rate; the last checkpoint is kept."
            )
        optimiser.zero_grad(set_to_none=True)
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        rates.step()
        average.update_parameters(network)
        recent = value.item() if step == start else 0.95 * recent + 0.05 * value.item()
        last = step + 1 == schedule.steps
        if last or time.monotonic() - saved_at > CHECKPOINT_EVERY_S:
            _save(folder / "checkpoint.pt", parts, generator, step + 1)
            event = {"step": step + 1, "of": schedule.steps, "loss": round(recent, 5)}
            with (folder / "events.jsonl").open("a") as events:
                events.write(json.dumps(event) + "\n")
            saved_at = time.monotonic()
        progress((step + 1) / schedule.steps, f"Step {step + 1} of {schedule.steps}, loss {recent:.3f}")
    result: nn.Module = average.module
    return result.eval()


def _save(path: Path, parts: dict[str, Any], generator: torch.Generator, step: int) -> None:
    state = {name: part.state_dict() for name, part in parts.items()}
    state |= {"generator": generator.get_state(), "step": step}
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _resume(path: Path, parts: dict[str, Any], generator: torch.Generator) -> int:
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True, map_location="cpu")  # goes on with or without a GPU
    for name, part in parts.items():
        part.load_state_dict(state[name])
    generator.set_state(state["generator"])
    step: int = state["step"]
    return step
