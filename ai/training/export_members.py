"""Networks that answer together as one: its output says the mean of their probabilities."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ai.inference.calibration import Calibration
from ai.inference.classify import calibration_of
from ai.library.card import CHEST_ANATOMY, ModelCard
from ai.plain import to_plain
from ai.training.export_contract import CALIBRATION


class MeanOfMembers(nn.Module):
    """Gives raw outputs whose softmax or sigmoid is the mean of those of the members.

    The mean is taken of logarithms by the largest of them, so that no small probability is lost in float32.

    Parameters
    ----------
    members
        One tensor in, one of (pictures, channels, ...) out.
    activation
        "softmax" over the channels, "sigmoid", or "none": the outputs themselves are averaged.
    calibration
        By which the outputs are scaled before; None: as they are.
    """

    def __init__(self, members: Sequence[nn.Module], activation: str, calibration: Calibration | None = None) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.activation = activation
        self.temperature = 1.0 if calibration is None else calibration.temperature
        self.offsets = None if calibration is None or not calibration.offsets else calibration.offsets

    def forward(self, picture: Tensor) -> Tensor:
        """(pictures, channels, ...) -> (pictures, classes, ...)."""
        outputs = [self._scaled(member(picture).float()) for member in self.members]
        if self.activation == "none":
            return torch.stack(outputs).mean(0)
        if self.activation == "softmax":
            return _log_mean([each.log_softmax(1) for each in outputs])
        there = _log_mean([functional.logsigmoid(each) for each in outputs])
        return there - _log_mean([functional.logsigmoid(-each) for each in outputs])

    def _scaled(self, output: Tensor) -> Tensor:
        scaled = output / self.temperature
        return scaled if self.offsets is None else scaled + torch.tensor(self.offsets)


def joined_network(card: ModelCard, members: Sequence[nn.Module]) -> nn.Module:
    """Make one network of the members of a model; the only member as it is."""
    if len(members) == 1:
        return members[0]
    if card.input.grid is not None:
        activation = card.input.grid.activation
    else:
        activation = "sigmoid" if card.task == CHEST_ANATOMY else "softmax"
    calibration = calibration_of(card) if CALIBRATION in card.reference else None
    return MeanOfMembers(members, activation, calibration).eval()


def joined_card(card: ModelCard) -> ModelCard:
    """Card of what `joined_network` gives: where members were calibrated each by itself, its outputs are so already."""
    if len(card.members) == 1 or CALIBRATION not in card.reference:
        return card
    calibration = dataclasses.replace(calibration_of(card), temperature=1.0, offsets=())
    return dataclasses.replace(card, reference={**card.reference, CALIBRATION: to_plain(calibration)})


def _log_mean(logarithms: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(logarithms)).logsumexp(0) - math.log(len(logarithms))
