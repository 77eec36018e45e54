"""The loss of the router: what it is, and of a chest film whether it is inverted, how it is turned, and mirrored."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from ai.inference.router import INVERTED_AT, KIND, MIRRORED_AT, TURN

SMOOTHING = 0.02
"""Taken from the right kind and given to the others: nothing is certain."""


def router_loss(output: Tensor, target: Tensor) -> Tensor:
    """Sum of the cross entropies of the four questions.

    Parameters
    ----------
    output
        (batch, outputs) float32.
    target
        (batch, 4) int64: kind; inverted, quarters turned, mirrored, -1 where it is no chest film.
    """
    loss = functional.cross_entropy(output[:, KIND], target[:, 0], label_smoothing=SMOOTHING)
    is_film = target[:, 1] >= 0
    if not bool(is_film.any()):
        return loss
    film, asked = output[is_film], target[is_film]
    loss = loss + functional.binary_cross_entropy_with_logits(film[:, INVERTED_AT], asked[:, 1].float())
    loss = loss + functional.cross_entropy(film[:, TURN], asked[:, 2])
    mirrored = functional.binary_cross_entropy_with_logits(film[:, MIRRORED_AT], asked[:, 3].float())
    total: Tensor = loss + mirrored
    return total
