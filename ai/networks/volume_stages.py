"""Stages of the networks of `ai.networks.volume_names`, with random weights, reading one grey channel of a whole scan.

Every stage takes and gives a map (batch, channels, slices, rows, columns), as in `ai.networks.named_stages`. Norms of
the DenseNet and of the stems are over groups of channels, since a step holds few scans; the blocks of the ResNets keep
MONAI's batch norms, which offer no other choice.

References
----------
He et al., CVPR 2016 (ResNet); Hara et al., CVPR 2018 (in 3D). Huang et al., CVPR 2017 (DenseNet). Wu, He, ECCV 2018
(group norm). The blocks are those of MONAI.
"""

from __future__ import annotations

from collections.abc import Sequence

from monai.networks.nets.densenet import DenseNet
from monai.networks.nets.resnet import ResNet, ResNetBlock
from torch import nn

from ai.errors import ModelPackError
from ai.networks.volume_names import VOLUME_NAMES
from ai.words import say

GROUPS = 8
"""Of channels that are normalised together."""

POOLED_FROM = 48
"""Shortest side in voxels from which the stem halves the scan a second time; of less too little would be left."""

_LAYERS = {"resnet10_3d": ((1, 1, 1, 1), 16), "resnet18_3d": ((2, 2, 2, 2), 32)}
"""Blocks of each stage, and channels of the first; each later stage has twice those of the one before it."""

_GROWTH = 16
"""Channels that a layer of the DenseNet adds."""


def volume_stages(name: str, size: Sequence[int]) -> list[nn.Module]:
    """Make the stages of a network, from fine to coarse.

    Parameters
    ----------
    name
        A key of `ai.networks.volume_names.VOLUME_NAMES`.
    size
        (slices, rows, columns) of what it reads.

    Raises
    ------
    ModelPackError
        When the name is unknown, or the scans are too small for it.
    """
    known = VOLUME_NAMES.get(name)
    if known is None:
        raise ModelPackError(
            say("The network of scans {name!r} is unknown.", name=name),
            say("Known networks: {names}.", names=", ".join(VOLUME_NAMES)),
        )
    if len(size) != 3 or min(size) < known.least_px:
        raise ModelPackError(
            say(
                "{network} reads scans of at least {least} voxels a side; these have {found}.",
                network=known.title,
                least=known.least_px,
                found=min(size, default=0),
            )
        )
    is_pooled = min(size) >= POOLED_FROM
    return _resnet(name, is_pooled) if name in _LAYERS else _densenet(is_pooled)


def _resnet(name: str, is_pooled: bool) -> list[nn.Module]:
    layers, width = _LAYERS[name]
    network = ResNet(
        ResNetBlock,
        list(layers),
        [width * 2**stage for stage in range(len(layers))],
        spatial_dims=3,
        n_input_channels=1,
        conv1_t_size=5,
        conv1_t_stride=2,
        bias_downsample=False,
        norm=("group", {"num_groups": GROUPS}),
    )
    parts = dict(network.named_children())
    stem = [parts[name] for name in ("conv1", "bn1", "act", *(("maxpool",) if is_pooled else ()))]
    return [nn.Sequential(*stem), *(parts[f"layer{number}"] for number in range(1, len(layers) + 1))]


def _densenet(is_pooled: bool) -> list[nn.Module]:
    network = DenseNet(
        spatial_dims=3,
        in_channels=1,
        out_channels=1,
        init_features=2 * _GROWTH,
        growth_rate=_GROWTH,
        norm=("group", {"num_groups": GROUPS}),
    )
    features = dict(network.named_children())["features"]
    parts = dict(features.named_children())
    stem = [parts[name] for name in ("conv0", "norm0", "relu0", *(("pool0",) if is_pooled else ()))]
    stages: list[nn.Module] = [nn.Sequential(*stem, parts["denseblock1"])]
    for number in range(1, 4):
        after = [parts["norm5"]] if number == 3 else []
        stages.append(nn.Sequential(parts[f"transition{number}"], parts[f"denseblock{number + 1}"], *after))
    return stages
