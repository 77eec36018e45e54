"""The class of a picture: raw score, calibrated probability, and a verdict that may be "not sure"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from ai.errors import ModelPackError
from ai.inference.calibration import Calibration
from ai.inference.results import Classification, Verdict
from ai.library.card import ModelCard
from ai.plain import PlainError, from_plain
from ai.prepare.radiograph import FloatPlanes, prepare_radiograph
from ai.progress import Progress, silent
from ai.volume import Volume
from ai.words import say


def member_logits(networks: Sequence[nn.Module], picture: FloatPlanes) -> npt.NDArray[np.float32]:
    """Run every member on a prepared picture, in float32: a probability must not hang on the processor.

    Parameters
    ----------
    networks
        In eval mode, on one device.
    picture
        (1, rows, columns) float32, from `ai.prepare.radiograph.prepare_radiograph`.

    Returns
    -------
    array
        (members, classes) float32.
    """
    device = next(networks[0].parameters()).device
    tensor = torch.from_numpy(np.ascontiguousarray(picture))[None].to(device)
    with torch.inference_mode():
        return np.stack([network(tensor).float()[0].cpu().numpy() for network in networks])


def classify(
    card: ModelCard, networks: Sequence[nn.Module], volume: Volume, *, progress: Progress = silent
) -> tuple[Classification, ...]:
    """Tell the class of a picture, one entry per label of the card.

    Raises
    ------
    InputMismatch
        When the picture is one even grey.
    ModelPackError
        When the card has no calibration.
    """
    progress(0.0, say("Looking at the picture"))
    calibration = calibration_of(card)
    picture, _ = prepare_radiograph(volume, card.input, hang=False)
    logits = member_logits(networks, picture[np.newaxis]).astype(np.float64)
    progress(0.9, say("Weighing the classes"))
    scores = softmax(logits).mean(0)
    by_member = softmax(calibration.scaled(logits))
    return describe(card, scores, by_member, calibration)


def describe(
    card: ModelCard,
    scores: npt.NDArray[np.float64],
    by_member: npt.NDArray[np.float64],
    calibration: Calibration,
) -> tuple[Classification, ...]:
    """Put numbers into words.

    Parameters
    ----------
    card
        For the labels.
    scores
        (classes,) raw.
    by_member
        (members, classes) calibrated.
    calibration
        Of the card.
    """
    probabilities = by_member.mean(0)
    kept = probabilities >= np.asarray(calibration.thresholds)
    found = []
    for index, label in enumerate(card.labels):
        interval = (float(by_member[:, index].min()), float(by_member[:, index].max())) if len(by_member) > 1 else None
        verdict = Verdict.NOT_SURE if kept[index] or not kept.any() else Verdict.NO
        if kept[index] and kept.sum() == 1:
            verdict = Verdict.YES
        found.append(
            Classification(
                label,
                round(float(scores[index]), 4),
                round(float(probabilities[index]), 4),
                interval,
                calibration.thresholds[index],
                verdict,
            )
        )
    return tuple(found)


def notes(card: ModelCard, found: Sequence[Classification]) -> tuple[str, ...]:
    """Sentences for the reader about a whole answer."""
    if any(each.verdict is Verdict.NOT_SURE for each in found):
        return (say("{model} is not sure: more than one class, or none, fits what it has learned.", model=card.title),)
    return ()


def calibration_of(card: ModelCard) -> Calibration:
    """Calibration of a card.

    Raises
    ------
    ModelPackError
        When there is none, or not one threshold per class.
    """
    try:
        calibration = from_plain(Calibration, card.reference.get("calibration"))
    except PlainError as error:
        raise ModelPackError(
            say("The card of model {model} has no valid calibration: {error}", model=card.id, error=str(error))
        ) from error
    if not calibration.fits(len(card.labels)):
        raise ModelPackError(say("The calibration of model {model} does not fit its classes.", model=card.id))
    return calibration


def softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(..., classes) -> the same shape, sums to 1 along the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    result: npt.NDArray[np.float64] = powers / powers.sum(-1, keepdims=True)
    return result
