"""Networks of TorchXRayVision for chest radiographs, with the names of its weights.

References
----------
Cohen et al., "TorchXRayVision: A library of chest X-ray datasets and models", 2021, arXiv 2111.00595. Huang et al.,
"Densely Connected Convolutional Networks", 2016, arXiv 1608.06993. Zhao et al., "Pyramid Scene Parsing Network", 2016,
arXiv 1612.01105. Lian et al., ChestX-Det, 2021, arXiv 2104.10326.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models.densenet import DenseNet
from torchvision.models.resnet import Bottleneck, ResNet

POOLS = (6, 3, 2, 1)
"""Cells a side of the pyramid of `PspNet`."""


def at_operating_points(logits: Tensor, outputs: tuple[int, ...], points: tuple[float, ...]) -> Tensor:
    """Scores of which 0.5 is the operating point, as TorchXRayVision gives them; no probabilities.

    Parameters
    ----------
    logits
        (pictures, heads).
    outputs
        Heads that were trained; all where empty.
    points
        For each of them, the sigmoid value that its publishers chose as the operating point; none where empty: then
        the sigmoid values are given.

    Returns
    -------
    Tensor
        (pictures, heads that are kept), 0 to 1: linear from 0 to the point and from the point to 1.
    """
    scores = torch.sigmoid(logits[:, list(outputs)] if outputs else logits)
    if not points:
        return scores
    point = scores.new_tensor(points)
    return torch.where(scores < point, scores / (2 * point), 1 - (1 - scores) / (2 * (1 - point)))


class XrvClassifier(nn.Module):
    """A classifier of chest radiographs whose scores are told round their operating points.

    Parameters
    ----------
    network
        Gives (pictures, heads) logits; its weights have the names of the package behind ``network.``.
    outputs, points
        See `at_operating_points`.
    """

    def __init__(self, network: nn.Module, outputs: tuple[int, ...], points: tuple[float, ...]) -> None:
        super().__init__()
        self.network = network
        self.outputs, self.points = tuple(outputs), tuple(points)

    def forward(self, x: Tensor) -> Tensor:
        """(pictures, 1, rows, columns), -1024 to 1024 -> (pictures, labels), 0 to 1."""
        return at_operating_points(self.network(x), self.outputs, self.points)


def xrv_densenet(
    *, outputs: tuple[int, ...] = (), points: tuple[float, ...] = (), num_init_features: int = 64, **arguments: Any
) -> nn.Module:
    """DenseNet of one grey channel; ``arguments`` are those of torchvision."""
    network = DenseNet(num_init_features=num_init_features, **arguments)
    network.features.conv0 = nn.Conv2d(1, num_init_features, 7, stride=2, padding=3, bias=False)
    return XrvClassifier(network, outputs, points)


def xrv_resnet(*, num_classes: int, outputs: tuple[int, ...] = (), points: tuple[float, ...] = ()) -> nn.Module:
    """ResNet-50 of one grey channel."""
    network = ResNet(Bottleneck, [3, 4, 6, 3], num_classes=num_classes)
    network.conv1 = nn.Conv2d(1, 64, 7, stride=2, padding=3, bias=False)
    return XrvClassifier(network, outputs, points)


class PspNet(nn.Module):
    """Pyramid scene parsing network on a dilated ResNet, without the head that only training needs.

    Parameters
    ----------
    classes
        Structures.
    blocks
        Residual blocks of the four stages.
    width
        Channels of the first layer.
    """

    def __init__(self, *, classes: int, blocks: tuple[int, int, int, int] = (3, 4, 23, 3), width: int = 64) -> None:
        super().__init__()
        self.convbnrelu1_1 = _Unit(3, width, 3, stride=2)
        self.convbnrelu1_2 = _Unit(width, width, 3)
        self.convbnrelu1_3 = _Unit(width, 2 * width, 3)
        self.res_block2 = _Stage(blocks[0], 2 * width, width, 1, 1)
        self.res_block3 = _Stage(blocks[1], 4 * width, 2 * width, 2, 1)
        self.res_block4 = _Stage(blocks[2], 8 * width, 4 * width, 1, 2)
        self.res_block5 = _Stage(blocks[3], 16 * width, 8 * width, 1, 4)
        self.pyramid_pooling = _Pyramid(32 * width)
        self.cbr_final = _Unit(64 * width, 8 * width, 3)
        self.classification = nn.Conv2d(8 * width, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(pictures, 3, rows, columns) -> (pictures, classes, rows, columns), logits."""
        size = x.shape[2:]
        x = self.convbnrelu1_3(self.convbnrelu1_2(self.convbnrelu1_1(x)))
        x = functional.max_pool2d(x, 3, 2, 1)
        x = self.res_block5(self.res_block4(self.res_block3(self.res_block2(x))))
        x = self.classification(self.cbr_final(self.pyramid_pooling(x)))
        return functional.interpolate(x, size=size, mode="bilinear", align_corners=False)


class _Unit(nn.Module):
    """Convolution and batch norm; the name of its one part tells whether a ReLU follows."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, *, stride: int = 1, dilation: int = 1, relu: bool = True
    ) -> None:
        super().__init__()
        padding = dilation * (kernel // 2)
        conv = nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=padding, dilation=dilation, bias=False)
        layers = [conv, nn.BatchNorm2d(outputs), *([nn.ReLU(inplace=True)] if relu else [])]
        self.name = "cbr_unit" if relu else "cb_unit"
        self.add_module(self.name, nn.Sequential(*layers))

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.get_submodule(self.name)(x)
        return result


class _Bottleneck(nn.Module):
    def __init__(self, inputs: int, middle: int, stride: int, dilation: int, *, first: bool) -> None:
        super().__init__()
        self.cbr1 = _Unit(inputs, middle, 1)
        self.cbr2 = _Unit(middle, middle, 3, stride=stride, dilation=dilation)
        self.cb3 = _Unit(middle, 4 * middle, 1, relu=False)
        if first:
            self.cb4 = _Unit(inputs, 4 * middle, 1, stride=stride, relu=False)

    def forward(self, x: Tensor) -> Tensor:
        beside: Tensor = self.cb4(x) if "cb4" in self._modules else x
        return functional.relu(self.cb3(self.cbr2(self.cbr1(x))) + beside, inplace=True)


class _Stage(nn.Module):
    def __init__(self, blocks: int, inputs: int, middle: int, stride: int, dilation: int) -> None:
        super().__init__()
        first = _Bottleneck(inputs, middle, stride, dilation, first=True)
        others = [_Bottleneck(4 * middle, middle, 1, dilation, first=False) for _ in range(blocks - 1)]
        self.layers = nn.Sequential(first, *others)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.layers(x)
        return result


class _Pyramid(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.path_module_list = nn.ModuleList(_Unit(channels, channels // len(POOLS), 1) for _ in POOLS)

    def forward(self, x: Tensor) -> Tensor:
        rows, columns = x.shape[2:]
        parts = [x]
        for cells, path in zip(POOLS, self.path_module_list, strict=True):
            side = (rows // cells, columns // cells)
            pooled = path(functional.avg_pool2d(x, side, stride=side))
            size = (rows, columns)
            parts.append(functional.interpolate(pooled, size=size, mode="bilinear", align_corners=False))
        return torch.cat(parts, 1)
