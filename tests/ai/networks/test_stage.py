from __future__ import annotations

import pytest
import torch
from monai.networks.nets import DenseNet121, ViT
from torch import Tensor, nn
from torchvision.models import resnet18

from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.second_look import Look, SecondLook
from ai.networks.stage import features_at, last_stage


def _unet() -> nn.Module:
    return build(Architecture("unet2d", (("in_channels", 1), ("out_channels", 2), ("filters", (4, 8, 8, 16)))))


@pytest.mark.parametrize(
    ("network", "batch", "name", "grid", "first", "last"),
    [
        (_unet(), torch.rand(1, 1, 64, 48), "bottleneck", (8, 6), "downsamples.1.conv1.conv", "output_block.conv.conv"),
        (resnet18(), torch.rand(1, 3, 64, 96), "layer4", (2, 3), "layer4.0.conv1", "fc"),
        (
            DenseNet121(3, 1, 2, init_features=8, growth_rate=4, block_config=(1, 1)),
            torch.rand(1, 1, 32, 32, 48),
            "class_layers.relu",
            (4, 4, 6),
            "features.denseblock2.denselayer1.layers.norm1",
            "class_layers.out",
        ),
    ],
    ids=["unet", "resnet", "densenet-3d"],
)
def test_the_coarsest_grid(
    network: nn.Module, batch: Tensor, name: str, grid: tuple[int, ...], first: str, last: str
) -> None:
    network.eval()
    stage = last_stage(network, batch)
    assert stage is not None
    assert (stage.name, stage.grid) == (name, grid)
    assert last in stage.block
    assert all(next(network.get_submodule(each).parameters(recurse=False), None) is not None for each in stage.block)
    found = features_at(network, stage.name, batch)
    assert tuple(found.shape[2:]) == grid
    kept: list[Tensor] = []

    def keep(module: nn.Module, inputs: object, output: Tensor) -> None:
        kept.append(output)

    handle = network.get_submodule(name).register_forward_hook(keep)
    with torch.inference_mode():
        network(batch)
    handle.remove()
    assert torch.equal(found, kept[0])


def test_a_window_is_no_stage_of_the_picture() -> None:
    network = SecondLook(_unet(), [_unet()], [Look((32, 24), shown=(0,))]).eval()
    picture = torch.rand(1, 1, 64, 48)
    stage = last_stage(network, picture)
    assert stage is not None
    assert (stage.name, stage.grid) == ("first.bottleneck", (8, 6))  # the window's is coarser: 4 x 3
    assert all(network.get_submodule(name) is not None and name.startswith("first.") for name in stage.block)
    nothing = SecondLook(_Nothing(), [_unet()], [Look((32, 24), shown=(0,))]).eval()
    assert last_stage(nothing, picture) is None
    found = features_at(network, stage.name, picture)
    assert torch.equal(found, features_at(network.first, "bottleneck", picture))


class _Nothing(nn.Module):
    """Finds nothing anywhere, on the grid of the picture."""

    def forward(self, pictures: Tensor) -> Tensor:
        return -torch.ones(1, 2, *pictures.shape[2:])


class Idle(nn.Module):
    """Has a layer that it never runs."""

    def __init__(self) -> None:
        super().__init__()
        self.other = nn.Identity()

    def forward(self, inputs: Tensor) -> Tensor:
        return inputs


def test_networks_that_show_none() -> None:
    picture = torch.rand(1, 1, 32, 32)
    transformer = ViT(1, (32, 32), (8, 8), hidden_size=16, mlp_dim=16, num_layers=1, num_heads=2, spatial_dims=2)
    # Its patches are made by a convolution, but what it decides on are tokens.
    tokens = nn.Sequential(transformer.patch_embedding, transformer.blocks[0])
    assert last_stage(tokens.eval(), picture) is None
    assert last_stage(nn.Conv2d(1, 2, 3, padding=1), picture) is None
    assert last_stage(Idle(), picture) is None
    with pytest.raises(ValueError, match="never runs its layer other"):
        features_at(Idle(), "other", picture)
