"""Transposed convolutions that double every side, as plain convolutions whose outputs are interleaved.

A transposed convolution of stride 2 is eight plain ones in three dimensions, one for the even and odd places of every
axis (the "sub-pixel convolution" of Shi et al. 2016, doi:10.1109/CVPR.2016.207). Processors whose library knows no
quick way for the former, above all one with few outputs in half precision, have one for the latter. The answer is the
same but for rounding.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TypeAlias

import torch
from torch import Tensor, nn
from torch.nn import functional

Transposed: TypeAlias = nn.ConvTranspose2d | nn.ConvTranspose3d
"""Layers that are looked at."""

MOST_OUTPUTS = 4
"""Of a layer that is replaced. Eight times as many outputs fill the registers of a processor, which these leave empty;
more of them are as quick as they are: 32 to 2 channels took 15 ms and takes 5, 64 to 16 took 4.4 and would take 5."""

_TAPS = (1, 3, 2, 0)
"""Place in a kernel of three, for (parity, input): even outputs see one input, odd ones that and the next.

With padding 1, output ``o`` sums input ``i`` times kernel ``o - 2 i + 1``. Place 3 is a zero put behind the kernel.
"""


class Interleaved(nn.Module):
    """Does what a transposed convolution does; see `can_interleave`.

    Parameters
    ----------
    layer
        Its weights are copied.
    """

    def __init__(self, layer: Transposed) -> None:
        super().__init__()
        self._axes = layer.weight.ndim - 2
        self._parts = 2**self._axes
        bias = None if layer.bias is None else layer.bias.detach().repeat(self._parts)
        self.weight = nn.Parameter(_kernels(layer.weight.detach()), requires_grad=False)
        self.bias = None if bias is None else nn.Parameter(bias, requires_grad=False)

    def forward(self, inputs: Tensor) -> Tensor:
        """Double every side: (windows, channels, ...) -> (windows, outputs, ...)."""
        sides, axes = inputs.shape[2:], self._axes
        convolve = functional.conv3d if axes == 3 else functional.conv2d
        found = convolve(inputs, self.weight, self.bias, padding=1)  # one place more than is wanted, the first
        outputs = found.shape[1] // self._parts
        split = found.view(found.shape[0], *[2] * axes, outputs, *(side + 1 for side in sides))
        answer = found.new_empty(found.shape[0], outputs, *(2 * side for side in sides))
        whole, behind = slice(None), (slice(1, None),) * axes
        for parity in itertools.product(range(2), repeat=axes):
            places = tuple(slice(odd, None, 2) for odd in parity)
            part: tuple[slice | int, ...] = (whole, *parity, whole, *behind)
            answer[(whole, whole, *places)] = split[part]
        return answer


def can_interleave(layer: nn.Module) -> bool:
    """Whether a layer doubles every side with a kernel of three, as U-Nets of MONAI do, and has few outputs."""
    return isinstance(layer, Transposed) and (
        _all(layer.kernel_size, 3)
        and _all(layer.stride, 2)
        and _all(layer.padding, 1)
        and _all(layer.output_padding, 1)
        and _all(layer.dilation, 1)
        and layer.groups == 1
        and layer.out_channels <= MOST_OUTPUTS
    )


def _all(values: Sequence[int] | str, wanted: int) -> bool:
    return all(value == wanted for value in values)


def _kernels(weight: Tensor) -> Tensor:
    """(channels, outputs, 3, ...) -> (parity of every axis x outputs, channels, 2, ...)."""
    axes = weight.ndim - 2
    taps = torch.tensor(_TAPS, device=weight.device)
    for axis in range(2, 2 + axes):
        behind = weight.new_zeros((*weight.shape[:axis], 1, *weight.shape[axis + 1 :]))
        weight = torch.cat([weight, behind], axis).index_select(axis, taps)
    split = weight.reshape(*weight.shape[:2], *[2] * (2 * axes))
    parities = [2 + 2 * axis for axis in range(axes)]
    order = [*parities, 1, 0, *(place + 1 for place in parities)]
    return split.permute(order).reshape(-1, weight.shape[0], *[2] * axes).contiguous()
