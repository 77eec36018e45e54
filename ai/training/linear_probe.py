"""Logistic regression on standardised features: the baseline of every fine-tuning, and its start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from ai.device import alone
from ai.errors import TrainingDataError
from ai.networks.picture_classifier import LinearHead
from ai.training.roc import auc

PENALTIES = (1e1, 3.0, 1.0, 3e-1, 1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 1e-4)
"""Weights of the squared norm that are tried, from a stiff to a free fit."""

FEW_NUMBERS = 1 << 20
"""Features of all cases, up to which several threads cost more than they give."""


@dataclass(frozen=True)
class ProbeStep:
    """One penalty tried.

    Parameters
    ----------
    penalty
        Of the squared norm of the weights.
    loss, validation_loss
        Cross entropy on the training and the validation part.
    auc
        Mean of the classes' areas under the curve on the validation part.
    best
        Whether its validation loss is the least so far.
    """

    penalty: float
    loss: float
    validation_loss: float
    auc: float
    best: bool


def fit_probe(
    head: LinearHead,
    train: tuple[Tensor, Tensor],
    validation: tuple[Tensor, Tensor],
    *,
    tell: Callable[[int, ProbeStep], None],
    penalties: Sequence[float] = PENALTIES,
) -> ProbeStep:
    """Fit the head; the penalty is chosen on the validation part alone.

    Parameters
    ----------
    head
        Changed in place: standardisation from the training part, weights of the best penalty.
    train, validation
        (cases, features) float32 and (cases,) int64 classes.
    tell
        Called after each penalty with its position and figures.
    penalties
        Which are tried.

    Raises
    ------
    TrainingDataError
        When the features are not numbers, or all alike.
    """
    features, classes = train
    if not torch.isfinite(features).all() or not torch.isfinite(validation[0]).all():
        raise TrainingDataError("The base model gives features that are not numbers.", "Choose another base model.")
    head.standardise_by(features)
    inputs, held_out = ((part - head.mean) / head.scale for part in (features, validation[0]))
    if not bool(inputs.abs().max() > 0):
        raise TrainingDataError("The base model sees no difference between the pictures.", "Choose another base model.")
    torch.nn.init.zeros_(head.linear.weight)
    torch.nn.init.zeros_(head.linear.bias)
    chosen: ProbeStep | None = None
    best_state: dict[str, Tensor] = {}
    for number, penalty in enumerate(penalties):
        loss = _minimise(head.linear, inputs, classes, penalty)
        with torch.inference_mode():
            logits = head.linear(held_out)
            validation_loss = float(functional.cross_entropy(logits, validation[1]))
        is_best = chosen is None or validation_loss < chosen.validation_loss
        area = mean_auc(logits.softmax(1).double().numpy(), validation[1].numpy())
        step = ProbeStep(penalty, loss, validation_loss, area, is_best)
        if is_best:
            chosen, best_state = step, {name: value.clone() for name, value in head.linear.state_dict().items()}
        tell(number, step)
    head.linear.load_state_dict(best_state)
    assert chosen is not None
    return chosen


def mean_auc(probabilities: npt.NDArray[np.float64], classes: npt.NDArray[np.int64]) -> float:
    """Mean of the one-against-rest areas of the classes that have cases on both sides; 0.5 where there are none."""
    areas = []
    for index in range(probabilities.shape[1]):
        own = classes == index
        if own.any() and not own.all():
            areas.append(auc(probabilities[:, index], own))
    return float(np.mean(areas)) if areas else 0.5


def _minimise(linear: torch.nn.Linear, inputs: Tensor, classes: Tensor, penalty: float) -> float:
    """Find the weights of one penalty, from those of the last; returns the cross entropy without the penalty."""
    optimiser = torch.optim.LBFGS(linear.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = functional.cross_entropy(linear(inputs), classes) + penalty * linear.weight.square().sum() / 2
        value.backward()  # type: ignore[no-untyped-call]
        return value

    with alone() if inputs.numel() <= FEW_NUMBERS else nullcontext():
        optimiser.step(closure)  # type: ignore[no-untyped-call]
    with torch.inference_mode():
        return float(functional.cross_entropy(linear(inputs), classes))
