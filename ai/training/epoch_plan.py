"""How long and how fast a fine-tuning runs, made of the plan once for every task; and which cases a step takes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ai.training.finetune_config import FinetuneConfig


@dataclass(frozen=True)
class EpochPlan:
    """How long and how fast.

    Parameters
    ----------
    epochs, steps_per_epoch
        At most so many epochs.
    learning_rate
        Peak; rises in a tenth of the steps, then follows the schedule.
    seed
        Of every chance.
    batch
        Cases a step, for the rate of images.
    metric_name
        What validation measures: "AUC", "Dice" or "sensitivity".
    patience
        Epochs without a better metric before the run ends.
    weight_decay
        Of the optimiser.
    ema_decay
        Of the moving average of the weights, which is what is validated and what comes out.
    optimiser, schedule
        One of `ai.training.finetune_config.OPTIMISERS` and `SCHEDULES`.
    frozen
        Names of modules of the network that stay as they are.
    """

    epochs: int
    steps_per_epoch: int
    learning_rate: float
    seed: int
    batch: int
    metric_name: str
    patience: int = 10
    weight_decay: float = 1e-2
    ema_decay: float = 0.99
    optimiser: str = "adamw"
    schedule: str = "cosine"
    frozen: tuple[str, ...] = ()


def epoch_plan(config: FinetuneConfig, cases: int, metric_name: str) -> EpochPlan:
    """Make the plan of a loop over so many training cases."""
    return EpochPlan(
        epochs=config.epochs,
        steps_per_epoch=max(1, cases // config.batch),
        learning_rate=config.learning_rate,
        seed=config.seed,
        batch=min(config.batch, cases),
        metric_name=metric_name,
        patience=config.patience,
        weight_decay=config.weight_decay,
        optimiser=config.optimiser,
        schedule=config.schedule,
        frozen=config.frozen,
    )


def shuffled(count: int, epoch: int, position: int, *, batch: int, seed: int) -> Tensor:
    """Positions of the cases of one step: every case once an epoch, in an order of that epoch's own."""
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed * 7_919 + epoch))
    return order[position * batch : (position + 1) * batch]
