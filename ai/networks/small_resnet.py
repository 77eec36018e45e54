"""A small residual network for small grey pictures: a few hundred thousand weights, milliseconds on one processor.

References
----------
He et al., CVPR 2016 (residual blocks). Wu, He, ECCV 2018 (group norm, which no single picture of a batch can spoil).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

GROUPS = 8
"""Of channels that are normalised together."""


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions beside a way past them.

    Parameters
    ----------
    channels_in, channels_out
        Multiples of `GROUPS`.
    stride
        Of the first convolution.
    """

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.first_norm = nn.GroupNorm(GROUPS, channels_out)
        self.second = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        self.second_norm = nn.GroupNorm(GROUPS, channels_out)
        self.past: nn.Module = nn.Identity()
        if stride != 1 or channels_in != channels_out:
            self.past = nn.Conv2d(channels_in, channels_out, 1, stride, bias=False)

    def forward(self, values: Tensor) -> Tensor:
        """(batch, channels_in, rows, columns) -> (batch, channels_out, rows / stride, columns / stride)."""
        inner = functional.relu(self.first_norm(self.first(values)))
        return functional.relu(self.second_norm(self.second(inner)) + self.past(values))


class SmallResNet(nn.Module):
    """Stem that shrinks, stages of residual blocks that halve the sides from the second on, one linear layer.

    The linear layer gets the averages of `FIELDS` x `FIELDS` fields and the largest values of the whole: a quarter turn
    or a mirror moves the same shapes to other places, so places count.

    Parameters
    ----------
    outputs
        How many numbers come out.
    widths
        Channels of each stage, multiples of `GROUPS`.
    blocks
        Residual blocks of each stage.
    stem_stride
        2, or 4 where a picture tells enough at a quarter of its rows and columns.
    """

    def __init__(self, *, outputs: int, widths: tuple[int, ...], blocks: tuple[int, ...], stem_stride: int = 2) -> None:
        super().__init__()
        if len(widths) != len(blocks) or not widths:
            raise ValueError("widths and blocks must name the same stages")
        self.stem = nn.Conv2d(1, widths[0], stem_stride + 3, stem_stride, (stem_stride + 2) // 2, bias=False)
        self.stem_norm = nn.GroupNorm(GROUPS, widths[0])
        stages: list[nn.Module] = []
        before = widths[0]
        for number, (width, count) in enumerate(zip(widths, blocks, strict=True)):
            for index in range(count):
                stages.append(ResidualBlock(before, width, 2 if number > 0 and index == 0 else 1))
                before = width
        self.stages = nn.Sequential(*stages)
        self.fields = nn.AdaptiveAvgPool2d(FIELDS)
        self.head = nn.Linear(before * (1 + FIELDS**2), outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """(batch, 1, rows, columns) standardised -> (batch, outputs)."""
        cells = self.stages(functional.relu(self.stem_norm(self.stem(pictures))))
        seen = torch.cat([self.fields(cells).flatten(1), cells.amax((2, 3))], 1)
        outputs: Tensor = self.head(seen)
        return outputs


FIELDS = 4
"""Fields a side in which the last cells are averaged."""
