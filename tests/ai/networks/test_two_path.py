"""The network of two paths."""

from __future__ import annotations

import pytest
import torch

from ai.networks.two_path import TwoPathNet


@pytest.mark.parametrize("dimensions", [2, 3])
def test_every_side_comes_back_and_the_coarse_path_sees_far(dimensions: int) -> None:
    torch.manual_seed(0)
    network = TwoPathNet(spatial_dims=dimensions, in_channels=1, out_channels=2, filters=(4, 4)).eval()
    sides = (13, 22, 17)[:dimensions]
    picture = torch.randn((1, 1, *sides))
    assert network(picture).shape == (1, 2, *sides)
    alone = TwoPathNet(spatial_dims=dimensions, in_channels=1, out_channels=2, filters=(4, 4)).eval()
    assert sum(each.numel() for each in alone.coarse.parameters()) == sum(
        each.numel() for each in alone.fine.parameters()
    )
    for part in ("fine", "coarse"):  # each path has a say
        silent = TwoPathNet(spatial_dims=dimensions, in_channels=1, out_channels=2, filters=(4, 4)).eval()
        silent.load_state_dict(network.state_dict())
        with torch.no_grad():
            for each in getattr(silent, part).parameters():
                each.zero_()
        assert not torch.allclose(silent(picture), network(picture))


@pytest.mark.parametrize(("dimensions", "filters"), [(4, (4,)), (2, ()), (2, (0,)), (3, (4, 100_000))])
def test_what_is_no_network_is_refused(dimensions: int, filters: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="two paths"):
        TwoPathNet(spatial_dims=dimensions, in_channels=1, out_channels=2, filters=filters)
