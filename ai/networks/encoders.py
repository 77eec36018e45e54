"""Encoders of pictures as a row of stages: the encoder half of the U-Net, or a torchvision network by name."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torchvision import models

from ai.errors import ModelPackError
from ai.networks.fine_unet import FineUNet

TORCHVISION = (
    "alexnet",
    "densenet121",
    "efficientnet_b0",
    "mobilenet_v3_large",
    "mobilenet_v3_small",
    "resnet18",
    "resnet34",
    "resnet50",
    "vgg11_bn",
    "vgg16",
)
"""Networks that can be named in place of a base model; they start from random weights and read one grey channel.

Of each the convolutional part is used, pooled over its stages: the large dense layers of AlexNet and VGG are not.
"""


class Encoder(nn.Module):
    """Stages that are run one after the other; the pooled outputs of all of them are the features of a picture.

    Parameters
    ----------
    stages
        From fine to coarse.
    """

    def __init__(self, stages: Sequence[nn.Module]) -> None:
        super().__init__()
        self.stages = nn.ModuleList(stages)

    def forward(self, pictures: Tensor) -> Tensor:
        """(batch, 1, rows, columns) -> (batch, features): mean and spread of every channel of every stage."""
        pooled = []
        for stage in self.stages:
            pictures = stage(pictures)
            flat = pictures.float().flatten(2)
            pooled += [flat.mean(2), (flat.var(2, unbiased=False) + 1e-6).sqrt()]
        return torch.cat(pooled, 1)


def feature_count(encoder: Encoder, size_px: tuple[int, int]) -> int:
    """Count the features that an encoder gives for pictures of a size."""
    was_training = encoder.training
    device = next(encoder.parameters()).device
    with torch.inference_mode():
        count = int(encoder.eval()(torch.zeros(1, 1, *size_px, device=device)).shape[1])
    encoder.train(was_training)
    return count


def unet_stages(network: nn.Module) -> list[nn.Module]:
    """Stages of the encoder half of a ``unet2d``, sharing its weights."""
    parts = dict(network.named_children())
    first = parts["input_block"]
    if isinstance(network, FineUNet):
        first = nn.Sequential(nn.PixelUnshuffle(network.subpixels), first)
    return [first, *parts["downsamples"].children(), parts["bottleneck"]]


def torchvision_stages(name: str) -> list[nn.Module]:
    """Stages of a torchvision network with random weights, its first convolution reading one grey channel.

    Raises
    ------
    ModelPackError
        When the name is none of `TORCHVISION`.
    """
    if name not in TORCHVISION:
        raise ModelPackError(f"The network {name!r} is unknown.", f"Known networks: {', '.join(TORCHVISION)}.")
    network = models.get_model(name, weights=None)
    if name.startswith("resnet"):
        parts = dict(network.named_children())
        stem = nn.Sequential(parts["conv1"], parts["bn1"], parts["relu"], parts["maxpool"])
        stages = [stem, parts["layer1"], parts["layer2"], parts["layer3"], parts["layer4"]]
    else:
        stages = _cut_where_it_shrinks(list(network.features.children()))
    _read_grey(nn.Sequential(*stages))
    return stages


def _cut_where_it_shrinks(layers: list[nn.Module]) -> list[nn.Module]:
    """Group layers so that each group but the first begins where the picture becomes smaller."""
    picture = torch.zeros(1, 3, 224, 224)
    groups: list[list[nn.Module]] = [[]]
    with torch.inference_mode():
        for layer in layers:
            before = picture.shape[-1]
            picture = layer.eval()(picture)
            layer.train()
            if picture.shape[-1] < before and groups[0]:
                groups.append([])
            groups[-1].append(layer)
    return [nn.Sequential(*group) for group in groups]


def _read_grey(network: nn.Module) -> None:
    """Replace the first convolution by one of a single input channel."""
    for name, module in network.named_modules():
        if isinstance(module, nn.Conv2d):
            grey = nn.Conv2d(
                1,
                module.out_channels,
                module.kernel_size,  # type: ignore[arg-type]
                stride=module.stride,  # type: ignore[arg-type]
                padding=module.padding,  # type: ignore[arg-type]
                bias=module.bias is not None,
            )
            parent, _, child = name.rpartition(".")
            setattr(network.get_submodule(parent), child, grey)
            return
