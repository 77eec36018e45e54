"""Stages of the networks of `ai.networks.encoder_names`, with random weights, reading one grey channel.

Every stage takes and gives a map (batch, channels, rows, columns), so that stages can be run, frozen and slowed down
one by one, whatever the network does inside.

References
----------
AlexNet: Krizhevsky, arXiv:1404.5997. VGG: Simonyan, Zisserman, ICLR 2015. ResNet: He et al., CVPR 2016. DenseNet: Huang
et al., CVPR 2017. Inception v3: Szegedy et al., CVPR 2016. MobileNet v2, v3: Sandler et al., CVPR 2018; Howard et al.,
ICCV 2019. EfficientNet: Tan, Le, ICML 2019. NASNet: Zoph et al., CVPR 2018. MLP-Mixer: Tolstikhin et al., NeurIPS 2021.
ConvNeXt: Liu et al., CVPR 2022; its smallest from timm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn
from torchvision import models

from ai.errors import ModelPackError
from ai.networks.encoder_names import ENCODER_NAMES
from ai.networks.zoo import timm_network
from ai.words import say

USUAL_SIZE_PX = (224, 224)
"""What networks of a fixed size are made for unless told."""

MIXER_PATCH_PX = 16

NASNET_FEATURES = 1056
"""Of the last cells, as in the "mobile" network of the paper; the large one of 4032 has 85 million weights."""

NASNET_STEM = 32


_DENSE = ("alexnet", "vgg")
"""Beginnings of names of networks most of whose weights are in dense layers, which are not used."""


def named_stages(name: str, size_px: tuple[int, int] = USUAL_SIZE_PX) -> list[nn.Module]:
    """Make the stages of a network, from fine to coarse.

    Parameters
    ----------
    name
        A key of `ai.networks.encoder_names.ENCODER_NAMES`.
    size_px
        (rows, columns) of the pictures; networks of a fixed size are made for it.

    Raises
    ------
    ModelPackError
        When the name is unknown, or the network cannot read pictures of that size.
    """
    known = ENCODER_NAMES.get(name)
    if known is None:
        raise ModelPackError(f"The network {name!r} is unknown.", f"Known networks: {', '.join(ENCODER_NAMES)}.")
    if min(size_px) < known.least_px:
        raise ModelPackError(
            say(
                "{network} reads pictures of at least {least} pixels a side; these have {found}.",
                network=known.title,
                least=known.least_px,
                found=min(size_px),
            ),
            say("Choose another network."),
        )
    if name in _OTHERS:
        return _OTHERS[name](size_px)
    if name.startswith(_DENSE):
        stages = _cut_where_it_shrinks(_convolutions_alone(name))
    elif name.startswith("resnet"):
        network = models.get_model(name, weights=None)
        parts = dict(network.named_children())
        stem = nn.Sequential(parts["conv1"], parts["bn1"], parts["relu"], parts["maxpool"])
        stages = [stem, parts["layer1"], parts["layer2"], parts["layer3"], parts["layer4"]]
    else:
        stages = _cut_where_it_shrinks(list(models.get_model(name, weights=None).features.children()))
    _read_grey(nn.Sequential(*stages))
    return stages


def _convolutions_alone(name: str) -> list[nn.Module]:
    """Make AlexNet or VGG without the memory and time that its dense layers would take, which are up to 124 million."""
    with torch.device("meta"):
        features = models.get_model(name, weights=None).features
    layers = list(features.to_empty(device="cpu").children())
    for layer in layers:
        if isinstance(layer, nn.Conv2d | nn.BatchNorm2d):
            layer.reset_parameters()
        if isinstance(layer, nn.Conv2d) and layer.bias is not None and name.startswith("vgg"):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")  # as torchvision begins it
            nn.init.zeros_(layer.bias)
    return layers


def _inception(size_px: tuple[int, int]) -> list[nn.Module]:
    """Cut where the paper's table halves the grid; without the auxiliary classifier."""
    parts = dict(timm_network(name="inception_v3", in_chans=1, aux_logits=False).named_children())
    cuts = (
        ("Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3"),
        ("Pool1", "Conv2d_3b_1x1", "Conv2d_4a_3x3"),
        ("Pool2", "Mixed_5b", "Mixed_5c", "Mixed_5d"),
        ("Mixed_6a", "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e"),
        ("Mixed_7a", "Mixed_7b", "Mixed_7c"),
    )
    return [nn.Sequential(*(parts[each] for each in cut)) for cut in cuts]


def _convnext(size_px: tuple[int, int]) -> list[nn.Module]:
    parts = dict(timm_network(name="convnext_atto", in_chans=1).named_children())
    return [parts["stem"], *parts["stages"].children()]


def _mixer(size_px: tuple[int, int]) -> list[nn.Module]:
    """Cut after every second block; ``timm`` makes a square network, and prepared pictures are square."""
    if size_px[0] != size_px[1] or size_px[0] % MIXER_PATCH_PX:
        raise ModelPackError(
            say(
                "{network} reads square pictures of whole patches of {side} pixels; these have {rows} x {columns}.",
                network=ENCODER_NAMES["mixer_s16"].title,
                side=MIXER_PATCH_PX,
                rows=size_px[0],
                columns=size_px[1],
            ),
            say("Choose another network."),
        )
    parts = dict(timm_network(name="mixer_s16_224", in_chans=1, img_size=size_px[0]).named_children())
    blocks = list(parts["blocks"].children())
    patches = next(each for each in parts["stem"].children() if isinstance(each, nn.Conv2d))
    stages: list[nn.Module] = [patches]
    stages += [TokenStage(blocks[first : first + 2]) for first in range(0, len(blocks) - 2, 2)]
    return [*stages, TokenStage([*blocks[-2:], parts["norm"]])]


class TokenStage(nn.Module):
    """Blocks that work on a row of tokens, as a stage that takes and gives a map.

    Parameters
    ----------
    blocks
        (batch, tokens, channels) in and out, one after the other.
    """

    def __init__(self, blocks: Sequence[nn.Module]) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*blocks)

    def forward(self, grid: Tensor) -> Tensor:
        """(batch, channels, rows, columns) -> the same shape."""
        tokens: Tensor = self.blocks(grid.flatten(2).transpose(1, 2))
        return tokens.transpose(1, 2).reshape(grid.shape)


def _nasnet(size_px: tuple[int, int]) -> list[nn.Module]:
    """Cut where a cell and the one before it have the same grid, since each reads the last two."""
    network = timm_network(
        name="nasnetalarge", in_chans=1, num_features=NASNET_FEATURES, stem_size=NASNET_STEM, num_classes=1
    )
    parts = dict(network.named_children())
    stem = NasnetStem(parts["conv0"], parts["cell_stem_0"], parts["cell_stem_1"], parts["cell_0"], parts["cell_1"])
    cells = {number: parts[f"cell_{number}"] for number in range(18)}
    narrow = NASNET_FEATURES // 4  # channels of a cell on the finest grid; twice as many on each coarser one
    return [
        stem,
        NasnetCells([cells[number] for number in range(2, 6)], narrow),
        NasnetCells([parts["reduction_cell_0"], cells[6], cells[7]], narrow, reduces=True),
        NasnetCells([cells[number] for number in range(8, 12)], 2 * narrow),
        NasnetCells([parts["reduction_cell_1"], cells[12], cells[13]], 2 * narrow, reduces=True),
        NasnetCells([cells[number] for number in range(14, 18)], 4 * narrow),
    ]


class NasnetStem(nn.Module):
    """The first convolution and cells of NASNet, which fork as no other cells do; gives the maps of the last two."""

    def __init__(self, *parts: nn.Module) -> None:
        super().__init__()
        self.conv, self.stem_0, self.stem_1, self.cell_0, self.cell_1 = parts

    def forward(self, pictures: Tensor) -> Tensor:
        """(batch, 1, rows, columns) -> (batch, channels of both cells, rows / 8, columns / 8)."""
        first = self.conv(pictures)
        second = self.stem_0(first)
        third = self.stem_1(first, second)
        fourth = self.cell_0(third, second)
        return torch.cat([self.cell_1(fourth, third), fourth], 1)


class NasnetCells(nn.Module):
    """Some cells of NASNet, which each read the last two maps; takes and gives these two, stacked by channels.

    Parameters
    ----------
    cells
        In order.
    channels
        Of the newer of the two maps that come in.
    reduces
        Whether the first cell halves the grid: then the next one still reads the older map of those that came in.
    """

    def __init__(self, cells: Sequence[nn.Module], channels: int, *, reduces: bool = False) -> None:
        super().__init__()
        self.cells = nn.ModuleList(cells)
        self.channels = channels
        self.reduces = reduces

    def forward(self, both: Tensor) -> Tensor:
        """(batch, channels of both, rows, columns) -> the same of the last two cells."""
        new, old = both[:, : self.channels], both[:, self.channels :]
        for number, cell in enumerate(self.cells):
            made = cell(new, old)
            if not (self.reduces and number == 0):
                old = new
            new = made
        return torch.cat([new, old], 1)


_OTHERS: Mapping[str, Callable[[tuple[int, int]], list[nn.Module]]] = {
    "convnext_atto": _convnext,
    "inception_v3": _inception,
    "mixer_s16": _mixer,
    "nasnet_small": _nasnet,
}
"""Those that are not of torchvision, or not a row of layers there."""


def _cut_where_it_shrinks(layers: list[nn.Module]) -> list[nn.Module]:
    """Group layers so that each group but the first begins where the picture becomes smaller, and each can learn."""
    picture = torch.zeros(1, 3, 64, 64)  # large enough for every layer, and quickly computed
    groups: list[list[nn.Module]] = [[]]
    with torch.inference_mode():
        for layer in layers:
            before = picture.shape[-1]
            picture = layer.eval()(picture)
            layer.train()
            if picture.shape[-1] < before and groups[0]:
                groups.append([])
            groups[-1].append(layer)
    if not any(True for layer in groups[-1] for _ in layer.parameters()):
        groups[-2:] = [groups[-2] + groups[-1]]
    return [nn.Sequential(*group) for group in groups]


def _read_grey(network: nn.Module) -> None:
    """Give the first convolution a single input channel, and new weights."""
    first = next(module for module in network.modules() if isinstance(module, nn.Conv2d))
    first.in_channels = 1
    first.weight = nn.Parameter(torch.empty(first.out_channels, 1, *first.kernel_size))
    first.reset_parameters()
