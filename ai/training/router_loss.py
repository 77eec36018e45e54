"""The loss of the router: what it is, and of a chest film whether it is inverted, how it is turned, and mirrored."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from ai.library.router_kinds import INVERTED, KINDS, MIRRORED, OUTPUTS, TURNED

KIND = slice(0, len(KINDS))
INVERTED_AT = OUTPUTS.index(INVERTED)
TURN = slice(OUTPUTS.index(TURNED[0]), OUTPUTS.index(TURNED[0]) + len(TURNED))
MIRRORED_AT = OUTPUTS.index(MIRRORED)
"""Where the answers stand in the output."""

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


def answers(output: Tensor, temperatures: tuple[float, float, float, float]) -> Tensor:
    """(batch, outputs) -> the same shape as probabilities: of the kinds, inverted, of the turns, mirrored."""
    kind, inverted, turned, mirrored = temperatures
    parts = [
        (output[:, KIND] / kind).softmax(1),
        (output[:, [INVERTED_AT]] / inverted).sigmoid(),
        (output[:, TURN] / turned).softmax(1),
        (output[:, [MIRRORED_AT]] / mirrored).sigmoid(),
    ]
    return torch.cat(parts, 1)
