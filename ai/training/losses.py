"""Losses of masks: one sigmoid per structure where they may overlap, one softmax where they exclude each other."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def dice_bce(logits: Tensor, target: Tensor) -> Tensor:
    """Soft Dice of the batch per structure plus binary cross entropy; plain Dice alone is overconfident.

    Parameters
    ----------
    logits
        (batch, structures, [slices,] rows, columns) float32.
    target
        The same shape, 0 to 1.

    Returns
    -------
    Tensor
        Scalar, 0 is perfect.
    """
    probability = logits.sigmoid()
    axes = (0, *range(2, logits.ndim))
    overlap = (probability * target).sum(axes)
    total = probability.sum(axes) + target.sum(axes)
    dice = 1 - ((2 * overlap + 1) / (total + 1)).mean()
    return dice + functional.binary_cross_entropy_with_logits(logits, target)


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
    probability = logits.softmax(1)[:, 1:].movedim(1, 0).flatten(1)
    structures = len(probability)
    truth = functional.one_hot(target, structures + 1)[..., 1:].movedim(-1, 0).flatten(1)
    overlap = (probability * truth).sum(1)
    total = probability.sum(1) + truth.sum(1)
    dice = 1 - ((2 * overlap + 1) / (total + 1)).mean()
    return dice + functional.cross_entropy(logits, target)
