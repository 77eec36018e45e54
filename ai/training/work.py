"""What the loop of a fine-tuning asks of a task: functions for batches, loss and validation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class ParameterGroup:
    """Parameters that are trained at a share of the learning rate."""

    parameters: Sequence[nn.Parameter]
    rate_share: float


@dataclass(frozen=True)
class Validation:
    """What the validation part says after an epoch; a larger metric is better, a smaller loss decides ties."""

    loss: float
    metric: float


Batch = tuple[Tensor, Tensor]
"""Input and target of one step."""


@dataclass(frozen=True)
class Work:
    """What is trained and how: functions of the task.

    Parameters
    ----------
    network
        Changed in place.
    groups
        What is trained; everything else is frozen.
    batch
        Of (epoch from 0, step in the epoch, generator): one batch, the same for the same arguments.
    loss
        Of (output, target), a scalar that is a mean over the batch: pieces of a batch are weighted by their size.
    validate
        Of a network in eval mode.
    keep_norms
        Whether batch statistics stay those of the start (frozen encoders, few cases).
    """

    network: nn.Module
    groups: Sequence[ParameterGroup]
    batch: Callable[[int, int, torch.Generator], Batch]
    loss: Callable[[Tensor, Tensor], Tensor]
    validate: Callable[[nn.Module], Validation]
    keep_norms: bool = True
