"""Networks that would not fit into any memory are not made."""

from __future__ import annotations

import time

import pytest
import torch
from torch import nn

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.size_limit import bounded_size

_UNET = (("name", "UNet"), ("spatial_dims", 3), ("in_channels", 1), ("out_channels", 3))


def test_weights_are_counted_before_they_are_filled() -> None:
    with pytest.raises(ModelPackError, match="larger than this version can run"), bounded_size():
        nn.Linear(100_000, 100_000, device=torch.device("meta"))
    assert nn.Linear(2, 2).weight.shape == (2, 2)


@pytest.mark.parametrize(
    "architecture",
    [
        Architecture("monai", (*_UNET, ("channels", (4, 8)), ("strides", (2,)), ("num_res_units", 1_000_000))),
        Architecture("monai", (*_UNET, ("channels", (100_000, 1_000_000)), ("strides", (2,)))),
        Architecture("monai", (*_UNET, ("channels", (4,) * 999), ("strides", (2,) * 998))),
        Architecture("lungmask-unet", (("classes", 3), ("width", 1), ("stages", 1_000_000))),
    ],
)
def test_endless_networks_are_refused(architecture: Architecture) -> None:
    started = time.monotonic()
    with pytest.raises((ModelPackError, MemoryError)):
        build(architecture)
    assert time.monotonic() - started < 20
