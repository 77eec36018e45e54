from __future__ import annotations

import pytest
import torch

from ai.networks.build import build
from ai.networks.small_resnet import SmallResNet
from ai.training.router_member import ARCHITECTURE, INPUT


def test_it_is_small_and_tells_places_apart() -> None:
    torch.manual_seed(0)
    network = build(ARCHITECTURE).eval()
    assert sum(parameter.numel() for parameter in network.parameters()) < 500_000
    picture = torch.zeros(1, 1, *INPUT.size_px)
    picture[:, :, :20, :20] = 3.0
    with torch.inference_mode():
        one, other = network(picture), network(picture.flip(3))
        both = network(torch.cat([picture, picture.flip(3)]))
    assert one.shape == (1, dict(ARCHITECTURE.arguments)["outputs"])
    assert (one - other).abs().max() > 1e-3
    torch.testing.assert_close(both, torch.cat([one, other]), atol=1e-4, rtol=1e-4)


def test_stages_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="same stages"):
        SmallResNet(outputs=2, widths=(8, 8), blocks=(1,))
