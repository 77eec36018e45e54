"""Which cases an epoch shows where classes have unlike numbers, and what that does to the probabilities.

A case is drawn in proportion to the square root of its class's count over that count: between the site's own mix, in
which a rare class is hardly seen, and equal shares, in which its few cases are learned by heart (AI.md 4.3). It is a
sampler and not weights in the loss, because it works alike for every loss, and because a rare case with a large weight
now and then makes rough gradients. What is taught so believes in the mix that it was shown; for cross entropy, whole or
of each class against the rest, the shift of the logits is known exactly and is put on while it is trained, so that the
bare logits speak of the site's own mix.
"""

from __future__ import annotations

import torch
from torch import Tensor

EXPONENT = 0.5
"""Of the counts: 1 would be the site's own mix, 0 equal shares."""


def drawn_shares(classes: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Tell the shares of the classes in the dataset and in what an epoch shows.

    Parameters
    ----------
    classes
        (cases,) int64.
    count
        How many classes there are.

    Returns
    -------
    own, shown
        (classes,) float64 each, of sum 1.
    """
    counts = torch.bincount(classes, minlength=count).double()
    shown = counts**EXPONENT
    return counts / counts.sum(), shown / shown.sum()


def epoch_order(classes: Tensor, count: int, *, epoch: int, seed: int) -> Tensor:
    """Positions of the cases of one epoch, as many as there are cases, in an order of that epoch's own.

    Classes of one size: every case once. Else each case comes as often as its share says, rounded up or down by chance
    so that the mean is right (systematic sampling).
    """
    generator = torch.Generator().manual_seed(seed * 7_919 + epoch)
    order = torch.randperm(len(classes), generator=generator)
    own, shown = drawn_shares(classes, count)
    if torch.allclose(own, shown):
        return order
    order = order[torch.argsort(classes[order], stable=True)]  # by class, so that each has its share in every epoch
    wanted = (shown / own.clamp(min=1e-12))[classes[order]]  # times in this epoch, of mean 1
    start = torch.rand(1, generator=generator, dtype=torch.float64)
    ends = torch.floor(wanted.cumsum(0) + start).long()
    ends[-1] = len(classes)  # the sum, but for rounding
    times = torch.diff(ends, prepend=torch.zeros(1, dtype=torch.long)).clamp(min=0)
    repeated = order.repeat_interleave(times)
    return repeated[torch.randperm(len(repeated), generator=generator)]


def logit_shift(classes: Tensor, count: int, loss: str) -> Tensor:
    """(classes,) float32 that is added to the logits in the training loss, so that they speak of the site's own mix.

    References
    ----------
    Menon et al., Long-tail learning via logit adjustment, ICLR 2021.
    """
    own, shown = drawn_shares(classes, count)
    if loss == "bce":
        return (torch.logit(shown, 1e-6) - torch.logit(own, 1e-6)).float()
    return (shown.clamp(min=1e-12).log() - own.clamp(min=1e-12).log()).float()
