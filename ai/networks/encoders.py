"""Encoders of pictures as a row of stages: the encoder half of the U-Net, or a network by name."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

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
