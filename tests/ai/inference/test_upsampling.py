from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from ai.inference.upsampling import Interleaved, can_interleave


@pytest.mark.parametrize("kind", [nn.ConvTranspose2d, nn.ConvTranspose3d])
@pytest.mark.parametrize("bias", [True, False])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_answer_is_that_of_the_layer(kind: type[nn.Module], bias: bool, data: st.DataObject) -> None:
    axes = 2 if kind is nn.ConvTranspose2d else 3
    windows, channels, outputs = (data.draw(st.integers(1, most)) for most in (2, 5, 4))
    sides = [data.draw(st.integers(1, 6)) for _ in range(axes)]
    layer = kind(channels, outputs, 3, stride=2, padding=1, output_padding=1, bias=bias)
    inputs = torch.randn(windows, channels, *sides)
    assert can_interleave(layer)
    torch.testing.assert_close(Interleaved(layer)(inputs), layer(inputs), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    "other",
    [
        {"kernel_size": 2, "padding": 0, "output_padding": 0},
        {"kernel_size": 4, "output_padding": 0},
        {"stride": (2, 2, 1), "output_padding": (1, 1, 0)},
        {"padding": 0},
        {"output_padding": 0},
        {"groups": 2},
        {"dilation": 2},
        {"out_channels": 5},
    ],
)
def test_other_layers_are_left_alone(other: dict[str, object]) -> None:
    usual = {"in_channels": 4, "out_channels": 4, "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}
    layer = nn.ConvTranspose3d(**{**usual, **other})
    assert not can_interleave(layer)
    assert not can_interleave(nn.Conv3d(4, 4, 3, stride=2, padding=1))
