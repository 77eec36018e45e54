"""A network that marks what we choose."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ai.library.card import Code

NOTHING = Code("0", "99TEST", "nothing")


class Bands(nn.Module):
    """Channel k is high where the value lies near k: (windows, 1, ...) -> (windows, classes, ...)."""

    def __init__(self, classes: int, *, shift: float = 0.0, sharp: float = 10.0) -> None:
        super().__init__()
        self.centres = nn.Parameter(torch.arange(classes).float() + shift)
        self.sharp = sharp

    def forward(self, windows: Tensor) -> Tensor:
        centres = self.centres.reshape(1, -1, *[1] * (windows.ndim - 2))
        return -self.sharp * (windows - centres) ** 2
