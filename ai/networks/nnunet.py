"""The networks of nnU-Net v2, plain and residual, with the names of its weights, each once.

In its files a layer stands under several names (``conv`` and ``all_modules.0``, ``encoder`` and ``decoder.encoder``);
`own_name` tells the one that is kept.

References
----------
Isensee et al., "nnU-Net: a self-configuring method for deep learning-based biomedical image segmentation", Nature
Methods 18, 2021. Isensee et al., "nnU-Net Revisited", arXiv 2404.09556. He et al., "Bag of Tricks for Image
Classification with Convolutional Neural Networks", arXiv 1812.01187 (the residual block).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor, nn

_Layers: TypeAlias = Mapping[int, Callable[..., nn.Module]]

_CONVS: _Layers = {2: nn.Conv2d, 3: nn.Conv3d}
_TRANSPOSED: _Layers = {2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
_NORMS: _Layers = {2: nn.InstanceNorm2d, 3: nn.InstanceNorm3d}
_POOLS: _Layers = {2: nn.AvgPool2d, 3: nn.AvgPool3d}

_TWICE = re.compile(r"(^|\.)all_modules\.\d+\.|^decoder\.encoder\.")


def own_name(name: str) -> str:
    """Name of a weight in our networks; ``""`` where it stands there under another name already."""
    return "" if _TWICE.search(name) else name


@dataclass(frozen=True)
class _Kind:
    """What all layers of a network share."""

    dimensions: int
    bias: bool
    eps: float
    slope: float


class NnUNet(nn.Module):
    """U-Net as nnU-Net v2 plans it.

    Parameters
    ----------
    dimensions
        2 or 3.
    channels, classes
        Of the input and of the output.
    features
        Per stage, from the finest to the bottleneck.
    kernels, strides
        Per stage, one number an axis.
    blocks
        Per stage: convolutions, or residual blocks.
    decoder
        Per stage of the way up, from the bottleneck: convolutions.
    residual
        Whether the way down is a residual network with a stem.
    bias, eps, slope
        Of all convolutions, instance norms, and leaky ReLUs.
    """

    def __init__(
        self,
        *,
        dimensions: int,
        channels: int,
        classes: int,
        features: Sequence[int],
        kernels: Sequence[Sequence[int]],
        strides: Sequence[Sequence[int]],
        blocks: Sequence[int],
        decoder: Sequence[int],
        residual: bool = False,
        bias: bool = True,
        eps: float = 1e-5,
        slope: float = 0.01,
    ) -> None:
        super().__init__()
        stages = len(features)
        if not (len(kernels) == len(strides) == len(blocks) == stages == len(decoder) + 1 and stages > 1):
            raise ValueError(f"{stages} stages need as many kernels, strides and blocks, and one less on the way up")
        kind = _Kind(dimensions, bias, eps, slope)
        self.encoder = _Encoder(kind, channels, features, kernels, strides, blocks, residual)
        self.decoder = _Decoder(kind, classes, features, kernels, strides, decoder)

    def forward(self, x: Tensor) -> Tensor:
        """(windows, channels, ...) -> (windows, classes, ...), logits."""
        result: Tensor = self.decoder(self.encoder(x))
        return result


class _Encoder(nn.Module):
    def __init__(
        self,
        kind: _Kind,
        channels: int,
        features: Sequence[int],
        kernels: Sequence[Sequence[int]],
        strides: Sequence[Sequence[int]],
        blocks: Sequence[int],
        residual: bool,
    ) -> None:
        super().__init__()
        self.stem = _Stacked(kind, 1, channels, features[0], kernels[0]) if residual else nn.Identity()
        inputs = features[0] if residual else channels
        stages: list[nn.Module] = []
        for outputs, kernel, stride, count in zip(features, kernels, strides, blocks, strict=True):
            if residual:
                stages.append(_Residuals(kind, count, inputs, outputs, kernel, stride))
            else:
                stages.append(nn.Sequential(_Stacked(kind, count, inputs, outputs, kernel, stride)))
            inputs = outputs
        self.stages = nn.Sequential(*stages)

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)
        outputs = []
        for stage in self.stages:
            x = stage(x)
            outputs.append(x)
        return outputs


class _Decoder(nn.Module):
    def __init__(
        self,
        kind: _Kind,
        classes: int,
        features: Sequence[int],
        kernels: Sequence[Sequence[int]],
        strides: Sequence[Sequence[int]],
        convolutions: Sequence[int],
    ) -> None:
        super().__init__()
        self.stages, self.transpconvs, self.seg_layers = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for up, count in enumerate(convolutions, start=1):
            below, beside, stride = features[-up], features[-up - 1], tuple(strides[-up])
            self.transpconvs.append(_TRANSPOSED[kind.dimensions](below, beside, stride, stride, bias=kind.bias))
            self.stages.append(_Stacked(kind, count, 2 * beside, beside, kernels[-up - 1]))
            # Those of the coarser stages only guided the training; they are kept, so that it can go on.
            self.seg_layers.append(_CONVS[kind.dimensions](beside, classes, 1))

    def forward(self, skips: list[Tensor]) -> Tensor:
        x = skips[-1]
        for number, (up, stage) in enumerate(zip(self.transpconvs, self.stages, strict=True)):
            x = stage(torch.cat([up(x), skips[-number - 2]], 1))
        result: Tensor = self.seg_layers[-1](x)
        return result


class _Unit(nn.Module):
    """Convolution, instance norm and, unless it ends a residual block, a leaky ReLU."""

    def __init__(
        self,
        kind: _Kind,
        inputs: int,
        outputs: int,
        kernel: Sequence[int],
        stride: Sequence[int] | int = 1,
        *,
        active: bool = True,
        bias: bool | None = None,
    ) -> None:
        super().__init__()
        padding = tuple((side - 1) // 2 for side in kernel)
        step = stride if isinstance(stride, int) else tuple(stride)
        with_bias = kind.bias if bias is None else bias
        self.conv = _CONVS[kind.dimensions](inputs, outputs, tuple(kernel), step, padding, bias=with_bias)
        self.norm = _NORMS[kind.dimensions](outputs, eps=kind.eps, affine=True)
        self.active = nn.LeakyReLU(kind.slope, inplace=True) if active else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.active(self.norm(self.conv(x)))
        return result


class _Stacked(nn.Module):
    def __init__(
        self,
        kind: _Kind,
        count: int,
        inputs: int,
        outputs: int,
        kernel: Sequence[int],
        stride: Sequence[int] | int = 1,
    ) -> None:
        super().__init__()
        first = _Unit(kind, inputs, outputs, kernel, stride)
        self.convs = nn.Sequential(first, *(_Unit(kind, outputs, outputs, kernel) for _ in range(count - 1)))

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.convs(x)
        return result


class _Residuals(nn.Module):
    def __init__(
        self, kind: _Kind, count: int, inputs: int, outputs: int, kernel: Sequence[int], stride: Sequence[int]
    ) -> None:
        super().__init__()
        first = _Residual(kind, inputs, outputs, kernel, stride)
        ones = (1,) * kind.dimensions
        others = (_Residual(kind, outputs, outputs, kernel, ones) for _ in range(count - 1))
        self.blocks = nn.Sequential(first, *others)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.blocks(x)
        return result


class _Residual(nn.Module):
    def __init__(self, kind: _Kind, inputs: int, outputs: int, kernel: Sequence[int], stride: Sequence[int]) -> None:
        super().__init__()
        self.conv1 = _Unit(kind, inputs, outputs, kernel, stride)
        self.conv2 = _Unit(kind, outputs, outputs, kernel, active=False)
        self.nonlin2 = nn.LeakyReLU(kind.slope, inplace=True)
        beside: list[nn.Module] = []
        if any(step != 1 for step in stride):
            beside.append(_POOLS[kind.dimensions](tuple(stride), tuple(stride)))
        if inputs != outputs:
            beside.append(_Unit(kind, inputs, outputs, (1,) * kind.dimensions, active=False, bias=False))
        self.skip = nn.Sequential(*beside)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.nonlin2(self.conv2(self.conv1(x)) + self.skip(x))
        return result
