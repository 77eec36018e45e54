"""What a picture or scan shows, by models of any maker whose contract is a grid: findings, or classes, each in numbers.

A score is not a probability unless the card holds a calibration: 0.5 of many public networks is only the point on their
scale from which a finding is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ai.errors import ModelPackError
from ai.inference import classify
from ai.inference.calibration import Calibration, ScoreReading
from ai.inference.results import Classification, Verdict
from ai.library.card import MULTI_LABEL, Label, ModelCard
from ai.library.grid_spec import GridSpec
from ai.plain import PlainError, from_plain
from ai.progress import Progress, silent
from ai.words import say

SCORES, CALIBRATION = "scores", "calibration"
"""Keys of a card's ``reference``: `ScoreReading` of findings, `Calibration` of classes that exclude each other."""

MemberScores = npt.NDArray[np.float64]
"""(members, labels) float64, 0 to 1."""


@dataclass(frozen=True)
class Reading:
    """How the outputs of a model's network become numbers for the reader.

    Parameters
    ----------
    activation
        Of the contract: ``"sigmoid"``, ``"softmax"`` or ``"none"``.
    exclusive
        Whether the labels exclude each other.
    scores
        For findings.
    calibration
        For classes; None where the card has none.
    """

    activation: str
    exclusive: bool
    scores: ScoreReading
    calibration: Calibration | None

    def scored(self, outputs: Tensor) -> Tensor:
        """(..., labels) raw outputs -> raw scores, 0 to 1."""
        if self.activation == "none":
            return outputs
        return outputs.softmax(-1) if self.activation == "softmax" else outputs.sigmoid()

    def weighed(self, outputs: Tensor) -> Tensor:
        """(..., labels) raw outputs -> what the reader is shown: probabilities where the model is calibrated."""
        if self.calibration is not None:
            scaled = outputs / self.calibration.temperature
            if self.calibration.offsets:
                scaled = scaled + outputs.new_tensor(self.calibration.offsets)
            return scaled.softmax(-1)
        scores = self.scored(outputs)
        if not self.scores.slopes:
            return scores
        slopes = torch.tensor(self.scores.slopes, dtype=scores.dtype, device=scores.device)
        return (scores.logit(1e-7) * slopes + slopes.new_tensor(self.scores.intercepts)).sigmoid()

    @property
    def unit(self) -> str:
        """What `weighed` counts."""
        is_calibrated = self.calibration is not None or bool(self.scores.slopes)
        return say("probability") if is_calibrated else say("score")


def reading_of(card: ModelCard) -> Reading:
    """How a card says that its outputs are read.

    Raises
    ------
    ModelPackError
        When what it says does not fit its labels.
    """
    grid = card.input.grid or GridSpec()
    exclusive = card.task != MULTI_LABEL
    if exclusive and grid.activation != "softmax":
        raise ModelPackError(say("The classes of model {model} exclude each other; it needs softmax.", model=card.id))
    if exclusive and CALIBRATION in card.reference:
        return Reading(grid.activation, exclusive, ScoreReading(), classify.calibration_of(card))
    try:
        scores = from_plain(ScoreReading, card.reference.get(SCORES, {}))
    except PlainError as error:
        raise ModelPackError(
            say("The card of model {model} has no valid calibration: {error}", model=card.id, error=str(error))
        ) from error
    if not scores.fits(len(card.labels)):
        raise ModelPackError(say("The calibration of model {model} does not fit its classes.", model=card.id))
    return Reading(grid.activation, exclusive, scores, None)


def member_outputs(
    card: ModelCard, networks: Sequence[nn.Module], picture: Tensor, *, progress: Progress = silent
) -> Tensor:
    """Run every member on a prepared picture or scan, in float32: a score must not hang on the processor.

    Parameters
    ----------
    card, networks
        The model; its networks in eval mode.
    picture
        (1, channels, rows, columns) or (1, channels, slices, rows, columns) on their device.
    progress
        Called once per member.

    Returns
    -------
    Tensor
        (members, labels) float32 raw outputs, on the CPU.

    Raises
    ------
    ModelPackError
        When the network does not give one number per label.
    """
    outputs = []
    for index, network in enumerate(networks):
        words = say("Looking at the picture ({n} of {count})", n=index + 1, count=len(networks))
        progress(index / len(networks), words)
        with torch.inference_mode():
            output = network(picture)
        if not isinstance(output, Tensor) or tuple(output.shape) != (1, len(card.labels)):
            raise ModelPackError(
                say("The network of model {model} does not give one number for each of its labels.", model=card.id)
            )
        outputs.append(output[0].float().cpu())
    return torch.stack(outputs)


def tell(card: ModelCard, reading: Reading, outputs: Tensor) -> tuple[Classification, ...]:
    """Put the outputs into numbers and words, one entry per label of the card.

    Parameters
    ----------
    card
        For the labels.
    reading
        From `reading_of`.
    outputs
        (members, labels) raw, from `member_outputs`.

    Raises
    ------
    ModelPackError
        When the scores are no numbers from 0 to 1.
    """
    precise = outputs.double()
    members = reading.scored(precise).numpy()
    if not (np.isfinite(members).all() and members.min() >= 0 and members.max() <= 1):
        raise ModelPackError(
            say("The network of model {model} gives scores that do not lie between 0 and 1.", model=card.id)
        )
    if reading.calibration is not None:
        return classify.describe(card, members.mean(0), reading.weighed(precise).numpy(), reading.calibration)
    return _classes(card, members) if reading.exclusive else tell_findings(card.labels, reading.scores, members)


def notes(card: ModelCard, reading: Reading, found: Sequence[Classification]) -> tuple[str, ...]:
    """Sentences for the reader about a whole answer."""
    said = [] if reading.exclusive is False else list(classify.notes(card, found))
    if any(each.probability is None for each in found):
        said.append(
            say(
                "The scores of {model} are no probabilities: they only tell on which side of its operating point a "
                "picture lies.",
                model=card.title,
            )
        )
    return tuple(said)


def tell_findings(labels: Sequence[Label], scores: ScoreReading, members: MemberScores) -> tuple[Classification, ...]:
    """Tell of findings that do not exclude each other, each by its own operating point."""
    found = []
    for index, label in enumerate(labels):
        column = [_value(scores, index, float(score)) for score in members[:, index]]
        low, high = (_value(scores, index, end) for end in scores.band(index))
        shown = float(np.mean(column))
        verdict = Verdict.NOT_SURE
        if shown < low or shown > high:
            verdict = Verdict.YES if shown > high else Verdict.NO
        found.append(
            Classification(
                label,
                round(float(members[:, index].mean()), 4),
                round(shown, 4) if scores.slopes else None,
                (min(column), max(column)) if len(column) > 1 else None,
                _value(scores, index, scores.point(index)),
                verdict,
                (low, high),
            )
        )
    return tuple(found)


def _classes(card: ModelCard, members: MemberScores) -> tuple[Classification, ...]:
    """Tell of classes without a calibration: one is called where it outweighs all others together."""
    scores = members.mean(0)
    is_clear = bool(scores.max() >= 0.5)
    found = []
    for index, label in enumerate(card.labels):
        own = members[:, index]
        verdict = Verdict.NOT_SURE
        if is_clear:
            verdict = Verdict.YES if index == int(scores.argmax()) else Verdict.NO
        interval = (float(own.min()), float(own.max())) if len(own) > 1 else None
        found.append(Classification(label, round(float(scores[index]), 4), None, interval, 0.5, verdict))
    return tuple(found)


def _value(scores: ScoreReading, index: int, score: float) -> float:
    """Return what the reader is shown of a score."""
    probability = scores.probability(index, score)
    return score if probability is None else probability
