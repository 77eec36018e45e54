"""Losses of masks that may overlap: one sigmoid per structure."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def dice_bce(logits: Tensor, target: Tensor) -> Tensor:
    """Soft Dice of the batch per structure plus binary cross entropy; plain Dice alone is overconfident.

    Parameters
    ----------
    logits
        (batch, structures, rows, columns) float32.
    target
        The same shape, 0 or 1.

    Returns
    -------
    Tensor
        Scalar, 0 is perfect.
    """
    probability = logits.sigmoid()
    axes = (0, 2, 3)
    overlap = (probability * target).sum(axes)
    total = probability.sum(axes) + target.sum(axes)
    dice = 1 - ((2 * overlap + 1) / (total + 1)).mean()
    return dice + functional.binary_cross_entropy_with_logits(logits, target)
