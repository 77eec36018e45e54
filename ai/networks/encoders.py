"""Encoders of pictures or scans as a row of stages: the encoder half of the U-Net, or a network by name."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.func import functional_call

from ai.networks.fine_unet import FineUNet


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
        """(batch, 1, [slices,] rows, columns) -> (batch, features): mean and spread of all channels of all stages."""
        pooled = []
        for stage in self.stages:
            pictures = stage(pictures)
            flat = pictures.float().flatten(2)
            mean = flat.mean(2, keepdim=True)
            # In two passes: torch's own variance takes one value after the other, four times as long for the same.
            variance = (flat - mean).square().mean(2)
            pooled += [mean[:, :, 0], (variance + 1e-6).sqrt()]
        return torch.cat(pooled, 1)


def feature_count(encoder: Encoder, size_px: Sequence[int]) -> int:
    """Count the features that an encoder gives for ([slices,] rows, columns); by shapes alone, nothing is computed."""
    was_training = encoder.training
    shapes = {name: value.to("meta") for name, value in encoder.state_dict().items()}
    with torch.inference_mode():
        found = functional_call(encoder.eval(), shapes, (torch.zeros(1, 1, *size_px, device="meta"),))
    encoder.train(was_training)
    return int(found.shape[1])


def unet_stages(network: nn.Module) -> list[nn.Module]:
    """Stages of the encoder half of a ``unet2d`` or of any DynUNet, sharing its weights."""
    parts = dict(network.named_children())
    first = parts["input_block"]
    if isinstance(network, FineUNet):
        first = nn.Sequential(nn.PixelUnshuffle(network.subpixels), first)
    return [first, *parts["downsamples"].children(), parts["bottleneck"]]
