"""Channels of a pixel side by side in memory: the layout that the hardware's bfloat16 convolutions want."""

from __future__ import annotations

import torch
from torch import nn

from ai.device import has_fast_bf16


def lay_out(network: nn.Module, device: torch.device) -> None:
    """Lay out the weights of a network of pictures for speed, in place; their values stay.

    Networks with instance norms keep torch's own layout: there is no such norm for the other one, so that every norm
    turns the whole picture round twice (a U-Net took twice as long for a step). Volumes are left alone too.
    """
    layers = [type(module) for module in network.modules()]
    if has_fast_bf16(device) and nn.Conv2d in layers and nn.InstanceNorm2d not in layers:
        network.to(memory_format=torch.channels_last)


def lay_out_plainly(network: nn.Module) -> None:
    """Give the weights torch's own layout back, as files of weights want it."""
    for parameter in network.parameters():
        parameter.data = parameter.data.contiguous()
