from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from ai.inference.normalising import Normalised, can_normalise


@pytest.mark.parametrize("kind", [nn.InstanceNorm2d, nn.InstanceNorm3d])
@pytest.mark.parametrize("format_of_channels", ["behind", "beside"])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_answer_is_that_of_the_layer(kind: type[nn.Module], format_of_channels: str, data: st.DataObject) -> None:
    axes = 2 if kind is nn.InstanceNorm2d else 3
    windows, channels = (data.draw(st.integers(1, most)) for most in (3, 5))
    sides = [data.draw(st.integers(2, 7)) for _ in range(axes)]
    layer = kind(channels, affine=data.draw(st.booleans()), eps=data.draw(st.sampled_from([1e-5, 1e-2]))).eval()
    for parameter in layer.parameters():
        nn.init.normal_(parameter)
    inputs = torch.randn(windows, channels, *sides) * 3 + 100
    if format_of_channels == "beside":
        inputs = inputs.contiguous(memory_format=torch.channels_last if axes == 2 else torch.channels_last_3d)
    assert can_normalise(layer)
    torch.testing.assert_close(Normalised(layer)(inputs), layer(inputs), atol=1e-3, rtol=1e-3)


def test_pictures_whose_channels_lie_side_by_side_stay_so() -> None:
    inputs = torch.randn(2, 4, 6, 6, 6, dtype=torch.bfloat16).contiguous(memory_format=torch.channels_last_3d)
    found = Normalised(nn.InstanceNorm3d(4))(inputs)
    assert found.is_contiguous(memory_format=torch.channels_last_3d)
    assert found.dtype == torch.bfloat16


@pytest.mark.parametrize("offset", [0, 3, 300])
def test_half_precision_is_nearer_to_the_truth_than_before(offset: float) -> None:
    inputs = (torch.randn(2, 16, 24, 24, 24) * 4 + offset).bfloat16().contiguous(memory_format=torch.channels_last_3d)
    layer = nn.InstanceNorm3d(16).eval()
    truth = layer(inputs.double())
    answers = Normalised(layer)(inputs), layer(inputs)
    ours, theirs = (float((found.double() - truth).abs().mean()) for found in answers)
    assert ours < 0.0015  # what the rounding of the answer leaves
    assert ours < theirs


def test_channels_far_from_zero_are_right_in_full_precision() -> None:
    inputs = (torch.randn(1, 16, 24, 24, 24) * 0.5 + 300).contiguous(memory_format=torch.channels_last_3d)
    layer = nn.InstanceNorm3d(16).eval()
    assert float((Normalised(layer)(inputs).double() - layer(inputs.double())).abs().max()) < 1e-3


def test_statistics_of_the_teaching_are_left_alone() -> None:
    assert not can_normalise(nn.InstanceNorm3d(4, track_running_stats=True))
    assert not can_normalise(nn.BatchNorm3d(4))
