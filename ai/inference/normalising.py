"""Instance normalisation of a picture as it lies in memory.

On a processor torch copies pictures whose channels lie side by side, before and after, and keeps the statistics of half
precision in half precision: the copies were half the time of a U-Net in bfloat16, and its answer is nearer to the truth
without them. (Group normalisation with a group for every channel is quicker still, but there it sums squares before it
takes the mean away: channels that lie far from 0 come out wrong.)
"""

from __future__ import annotations

from typing import TypeAlias

import torch
from torch import Tensor, nn
from torch.nn import functional

Instance: TypeAlias = nn.InstanceNorm2d | nn.InstanceNorm3d
"""Layers that are looked at."""


class Normalised(nn.Module):
    """Does what an instance normalisation does; see `can_normalise`.

    Parameters
    ----------
    layer
        Its weights are shared.
    """

    def __init__(self, layer: Instance) -> None:
        super().__init__()
        self._eps = layer.eps
        self.weight: nn.Parameter | None = layer.weight
        self.bias: nn.Parameter | None = layer.bias

    def forward(self, inputs: Tensor) -> Tensor:
        """Normalise every channel of every picture: (windows, channels, ...) -> the same, in the same precision."""
        channels = inputs.shape[1]
        weight = torch.ones(channels, device=inputs.device) if self.weight is None else self.weight
        bias = torch.zeros(channels, device=inputs.device) if self.bias is None else self.bias
        if inputs.dtype is torch.float32:
            return self._in_two_passes(inputs, weight, bias)
        # Weights in full precision make torch keep the statistics in it too.
        each = [
            functional.batch_norm(one, None, None, weight, bias, True, eps=self._eps) for one in torch.split(inputs, 1)
        ]
        return each[0] if len(each) == 1 else torch.cat(each)

    def _in_two_passes(self, inputs: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        axes = tuple(range(2, inputs.ndim))
        sides = [1] * len(axes)
        moved = inputs - inputs.mean(axes, keepdim=True)
        scale = torch.rsqrt(moved.square().mean(axes, keepdim=True).add_(self._eps))
        return moved.mul_(scale * weight.view(-1, *sides)).add_(bias.view(-1, *sides))


def can_normalise(layer: nn.Module) -> bool:
    """Whether a layer is an instance normalisation by the picture itself, not by statistics of its teaching."""
    return isinstance(layer, Instance) and not layer.track_running_stats
