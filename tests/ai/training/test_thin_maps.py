"""Gradients of convolutions of thin maps under bfloat16."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from ai.training.thin_maps import exact_thin_maps, is_thin


@pytest.mark.parametrize(
    ("layer", "size", "thin"),
    [
        (nn.Conv3d(4, 4, 3, padding=1), (2, 5, 5), True),
        (nn.Conv3d(4, 4, 3, padding=1), (3, 5, 5), False),
        (nn.Conv3d(4, 4, 1), (1, 5, 5), False),
        (nn.Conv2d(4, 4, 3, 2, 1), (1, 1), True),
        (nn.Conv2d(4, 4, 3, 2, 1), (2, 2), False),
        (nn.Linear(4, 4), (4,), False),
    ],
)
def test_thin_maps_are_known(layer: nn.Module, size: tuple[int, ...], thin: bool) -> None:
    assert is_thin(layer, torch.zeros(2, 4, *size)) is thin


@pytest.mark.parametrize("slices", [2, 6])
def test_gradients_are_those_of_float32(slices: int) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv3d(32, 32, 3, padding=1, bias=False), nn.Conv3d(32, 32, 3, padding=1, bias=False))
    maps, cpu = torch.randn(4, 32, slices, 4, 4), torch.device("cpu")
    network(maps).square().mean().backward()
    expected = [each.grad.clone() for each in network.parameters() if each.grad is not None]
    for _ in range(5):  # what is not set differs from time to time
        network.zero_grad()
        with torch.autocast("cpu", torch.bfloat16), exact_thin_maps(network, cpu):
            output = network(maps)
        assert output.dtype == (torch.float32 if slices == 2 else torch.bfloat16)
        output.float().square().mean().backward()
        for parameter, wanted in zip(network.parameters(), expected, strict=True):
            assert parameter.grad is not None
            assert float((parameter.grad - wanted).norm() / wanted.norm()) < 0.05
    assert not network[0]._forward_hooks
    assert not network[0]._forward_pre_hooks


def test_a_layer_that_fails_leaves_the_precision_as_it_was() -> None:
    layer = nn.Conv3d(4, 4, 3)
    with torch.autocast("cpu", torch.bfloat16), exact_thin_maps(layer, torch.device("cpu")):
        with pytest.raises(RuntimeError):
            layer(torch.zeros(1, 4, 2, 5, 5))  # smaller than the kernel without a margin
        assert torch.is_autocast_enabled("cpu")
