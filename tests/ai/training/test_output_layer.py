"""Parts of networks found by running them; rows of the output layer kept and added."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import nn

from ai.errors import TrainingDataError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.training.outline_networks import NETWORKS, network_of
from ai.training.output_layer import find_parts, trainable_groups, with_outputs
from tests.ai.training.conftest import UNET

WINDOW = torch.zeros((1, 1, 16, 16, 16))


def _count(network: nn.Module, scope: str, frozen: tuple[str, ...] = ()) -> list[int]:
    parts = find_parts(network, WINDOW)
    groups = trainable_groups(network, parts, scope, frozen=frozen)
    return [sum(each.numel() for each in group.parameters) for group in groups]


def test_scopes_grow_from_the_last_layer_to_everything() -> None:
    network = build(UNET).eval()
    parts = find_parts(network, WINDOW)
    assert parts.head == "output_block.conv.conv"
    assert {name.split(".")[0] for name in parts.decoder} == {"upsamples", "output_block"}
    everything = sum(each.numel() for each in network.parameters())
    head, decoder, whole = _count(network, "head"), _count(network, "decoder"), _count(network, "all")
    assert head == [4 * 3 + 3]
    assert head[0] < decoder[0] < everything
    assert whole == [decoder[0], everything - decoder[0]]
    shares = [group.rate_share for group in trainable_groups(network, parts, "all")]
    assert shares == [1.0, 0.3]


def test_frozen_parts_stay_and_wrong_names_are_told() -> None:
    network = build(UNET).eval()
    assert _count(network, "decoder", frozen=("upsamples",)) == _count(network, "head")
    with pytest.raises(TrainingDataError, match=r"no part 'encoder' to freeze. Its parts are: input_block"):
        _count(network, "all", frozen=("encoder",))
    with pytest.raises(TrainingDataError, match="Everything that the scope trains is frozen"):
        _count(network, "head", frozen=("output_block",))
    with pytest.raises(TrainingDataError, match="'probe' is for classes"):
        _count(network, "probe")


def test_rows_are_kept_dropped_and_added() -> None:
    torch.manual_seed(0)
    network = build(UNET).eval()
    picture = torch.randn((1, 1, 16, 16, 16))
    before = network(picture)
    assert with_outputs(network, UNET, "output_block.conv.conv", [0, 1, 2]) == (network, UNET)
    grown, architecture = with_outputs(network, UNET, "output_block.conv.conv", [0, 2, None, None])
    after = grown(picture)
    assert after.shape[1] == 4
    torch.testing.assert_close(after[:, :2], before[:, [0, 2]])
    assert not torch.allclose(after[:, 2:3], before[:, 1:2])
    assert dict(architecture.arguments)["out_channels"] == 4
    assert not grown.training
    other, same = with_outputs(network, UNET, "output_block.conv.conv", [0, None, 1])
    assert same == UNET
    torch.testing.assert_close(other(picture)[:, [0, 2]], before[:, :2])
    fewer, _ = with_outputs(network, UNET, "output_block.conv.conv", [0, 2])
    torch.testing.assert_close(fewer(picture), before[:, [0, 2]])


def test_what_cannot_grow_is_refused() -> None:
    folded = Architecture("unet2d", (("in_channels", 1), ("out_channels", 3), ("filters", (4, 8, 8)), ("subpixels", 2)))
    network = build(folded).eval()
    head = find_parts(network, torch.zeros((1, 1, 32, 32))).head
    with pytest.raises(TrainingDataError, match="cannot be given other structures"):
        with_outputs(network, folded, head, [0, 1])
    unnamed = replace(UNET, arguments=tuple(each for each in UNET.arguments if each[0] != "out_channels"))
    with pytest.raises(TrainingDataError, match="cannot be given other structures"):
        with_outputs(build(UNET), unnamed, "output_block.conv.conv", [0, 1])


class _Classifier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(16, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.linear(x.mean((1, 2, 3)))
        return result


def test_a_network_without_maps_is_refused() -> None:
    with pytest.raises(TrainingDataError, match="no map of each structure"):
        find_parts(_Classifier(), WINDOW)


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_by_name_has_its_parts(name: str, dimensions: int) -> None:
    architecture = network_of(name, dimensions, 3)
    network = build(architecture).eval()
    window = torch.randn((2, 1, *(16,) * dimensions))
    assert network(window).shape == (2, 3, *(16,) * dimensions)
    parts = find_parts(network, window[:1])
    assert len(parts.decoder) > 1
    grown, _ = with_outputs(network, architecture, parts.head, [0, 2])
    torch.testing.assert_close(grown(window), network(window)[:, [0, 2]], atol=1e-5, rtol=1e-4)
