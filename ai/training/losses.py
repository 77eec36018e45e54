"""Losses by name: of classes; of masks with a sigmoid per structure where they may overlap, else one softmax."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

from ai.errors import TrainingDataError
from ai.words import say

Loss: TypeAlias = Callable[[Tensor, Tensor], Tensor]
"""Of (logits, target), a scalar: 0 is perfect."""

GAMMA = 2.0
"""How much focal loss leaves out of what is answered well already (Lin et al., ICCV 2017)."""

FALSE_POSITIVES, FALSE_NEGATIVES = 0.3, 0.7
"""Weights of the Tversky loss: what was missed counts more (Salehi et al., MLMI 2017)."""


def class_loss(name: str) -> Loss:
    """Loss of (batch, classes) float32 logits against (batch,) int64 classes.

    Parameters
    ----------
    name
        "suggested" and "ce" are cross entropy; "bce" is binary cross entropy of each class against the rest; "focal".

    Raises
    ------
    TrainingDataError
        When the loss is one of masks.
    """
    known: dict[str, Loss] = {
        "suggested": functional.cross_entropy,
        "ce": functional.cross_entropy,
        "bce": one_against_rest,
        "focal": focal_ce,
    }
    if name not in known:
        raise TrainingDataError(
            say("The loss {name} is for masks; this dataset has classes.", name=name), say("Choose ce, bce or focal.")
        )
    return known[name]


def mask_loss(name: str, *, exclusive: bool) -> Loss:
    """Loss of masks.

    Parameters
    ----------
    name
        One of `ai.training.finetune_config.LOSSES`; "suggested" is "dice_ce".
    exclusive
        Whether the structures exclude each other. Then logits are (batch, 1 + structures, ...) with none of them as
        channel 0, under one softmax, and the target is (batch, ...) int64. Else each of the (batch, structures, ...)
        logits has a sigmoid of its own, the target has the same shape, and cross entropy is the binary one.

    Raises
    ------
    TrainingDataError
        When binary cross entropy is asked for structures that exclude each other.
    """
    if exclusive:
        known: dict[str, Loss] = {
            "suggested": dice_ce,
            "dice_ce": dice_ce,
            "ce": functional.cross_entropy,
            "focal": focal_ce,
            "dice": dice_exclusive,
            "tversky": tversky_exclusive,
        }
    else:
        known = {
            "suggested": dice_bce,
            "dice_ce": dice_bce,
            "ce": functional.binary_cross_entropy_with_logits,
            "bce": functional.binary_cross_entropy_with_logits,
            "focal": focal_bce,
            "dice": dice_overlapping,
            "tversky": tversky_overlapping,
        }
    if name not in known:
        raise TrainingDataError(
            say("The loss {name} is for structures that may overlap; these exclude each other.", name=name),
            say("Choose ce."),
        )
    return known[name]


def one_against_rest(logits: Tensor, classes: Tensor) -> Tensor:
    """Binary cross entropy of each class against all others, (batch, classes) logits and (batch,) int64 classes."""
    truth = functional.one_hot(classes, logits.shape[1]).to(logits.dtype)
    return functional.binary_cross_entropy_with_logits(logits, truth)


def focal_ce(logits: Tensor, target: Tensor) -> Tensor:
    """Cross entropy of (batch, classes, ...) logits, each place weighted by ``(1 - p) ** GAMMA`` of the true class."""
    surprise = functional.cross_entropy(logits, target, reduction="none")
    return ((1 - torch.exp(-surprise)) ** GAMMA * surprise).mean()


def focal_bce(logits: Tensor, target: Tensor) -> Tensor:
    """Binary cross entropy, each place weighted by ``(1 - p) ** GAMMA`` of its truth."""
    surprise = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return ((1 - torch.exp(-surprise)) ** GAMMA * surprise).mean()


def dice_overlapping(logits: Tensor, target: Tensor) -> Tensor:
    """1 - soft Dice of the batch per structure; shapes as `dice_bce`, any number of axes."""
    return _tversky(_flat(logits.sigmoid()), _flat(target), 0.5, 0.5)


def dice_exclusive(logits: Tensor, target: Tensor) -> Tensor:
    """1 - soft Dice of the batch per structure; shapes as `dice_ce`."""
    return _tversky(*_softmax_and_truth(logits, target), 0.5, 0.5)


def tversky_overlapping(logits: Tensor, target: Tensor) -> Tensor:
    """1 - Tversky index of the batch per structure; shapes as `dice_bce`, any number of axes."""
    return _tversky(_flat(logits.sigmoid()), _flat(target), FALSE_POSITIVES, FALSE_NEGATIVES)


def tversky_exclusive(logits: Tensor, target: Tensor) -> Tensor:
    """1 - Tversky index of the batch per structure; shapes as `dice_ce`."""
    return _tversky(*_softmax_and_truth(logits, target), FALSE_POSITIVES, FALSE_NEGATIVES)


def _tversky(probability: Tensor, truth: Tensor, false_positives: float, false_negatives: float) -> Tensor:
    """Of (structures, places) both; half a place is added so that an empty structure has no 0 / 0.

    With weights of one half it is Dice, (2 overlap + 1) / (total + 1).
    """
    overlap = (probability * truth).sum(1)
    wrong = false_positives * (probability.sum(1) - overlap) + false_negatives * (truth.sum(1) - overlap)
    return 1 - ((overlap + 0.5) / (overlap + wrong + 0.5)).mean()


def _flat(channels: Tensor) -> Tensor:
    """(batch, structures, ...) -> (structures, places)."""
    return channels.movedim(1, 0).flatten(1)


def _softmax_and_truth(logits: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    probability = _flat(logits.softmax(1)[:, 1:])
    truth = functional.one_hot(target, logits.shape[1])[..., 1:].movedim(-1, 0).flatten(1)
    return probability, truth


def dice_bce(logits: Tensor, target: Tensor) -> Tensor:
    """Soft Dice of the batch per structure plus binary cross entropy; plain Dice alone is overconfident.

    Parameters
    ----------
    logits
        (batch, structures, ...) float32.
    target
        The same shape, 0 to 1.

    Returns
    -------
    Tensor
        Scalar, 0 is perfect.
    """
    return dice_overlapping(logits, target) + functional.binary_cross_entropy_with_logits(logits, target)


def dice_ce(logits: Tensor, target: Tensor) -> Tensor:
    """Soft Dice of the batch per structure plus cross entropy, for labels that exclude each other.

    Parameters
    ----------
    logits
        (batch, 1 + structures, ...) float32; channel 0 is none of them.
    target
        (batch, ...) int64, 0 to the number of structures.

    Returns
    -------
    Tensor
        Scalar, 0 is perfect.
    """
    return dice_exclusive(logits, target) + functional.cross_entropy(logits, target)
