"""Optimisers and schedules of a fine-tuning by the names that the plan uses."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch.optim import Optimizer

MOMENTUM = 0.9
"""Of "sgd", in the manner of Nesterov."""

WARM_UP_SHARE = 0.1
"""Part of the steps in which the learning rate rises from nothing."""

FALLS = (0.6, 0.85)
"""Shares of the steps at which the schedule "steps" falls to a tenth."""


def make_optimiser(name: str, groups: list[dict[str, Any]], *, learning_rate: float, weight_decay: float) -> Optimizer:
    """Make the optimiser of a plan.

    Parameters
    ----------
    name
        One of `ai.training.finetune_config.OPTIMISERS`: "adamw" decays the weights apart from the gradient, "adam" and
        "sgd" as part of it.
    groups
        As torch has them.
    learning_rate, weight_decay
        Of all groups.

    References
    ----------
    Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019.
    """
    if name == "sgd":
        return torch.optim.SGD(groups, learning_rate, momentum=MOMENTUM, nesterov=True, weight_decay=weight_decay)
    kinds: dict[str, type[torch.optim.Adam]] = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam}
    return kinds[name](groups, learning_rate, weight_decay=weight_decay)


def rate_share(schedule: str, step: int, steps: int) -> float:
    """Share of the peak learning rate at a step.

    Parameters
    ----------
    schedule
        One of `ai.training.finetune_config.SCHEDULES`.
    step, steps
        Which one, from 0, of how many.

    Returns
    -------
    float
        Above 0, at most 1: rising in the first tenth of the steps, then as the schedule says.
    """
    warm_up = max(1.0, WARM_UP_SHARE * steps)
    if step < warm_up:
        return (step + 1) / (warm_up + 1)
    if schedule == "constant":
        return 1.0
    if schedule == "steps":
        return 0.1 ** sum(step >= fall * steps for fall in FALLS)
    return 0.5 * (1 + math.cos(math.pi * (step - warm_up) / (steps - warm_up + 1)))
