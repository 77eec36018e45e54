"""Networks of whole scans: their sizes as told, their stages, what they cannot read."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.encoders import Encoder
from ai.networks.picture_classifier import PictureClassifier
from ai.networks.volume_names import USUAL_VOLUME_NETWORK, VOLUME_NAMES
from ai.networks.volume_stages import volume_stages


@pytest.mark.parametrize("name", VOLUME_NAMES)
@pytest.mark.parametrize("size", [(16, 16, 24), (48, 48, 56)])
def test_a_network_is_as_large_as_it_says(name: str, size: tuple[int, int, int]) -> None:
    torch.manual_seed(0)
    encoder = Encoder(volume_stages(name, size)).eval()
    assert sum(each.numel() for each in encoder.parameters()) / 1e6 == pytest.approx(
        VOLUME_NAMES[name].millions, abs=0.05
    )
    maps = torch.randn(1, 1, *size)
    shapes = []
    with torch.inference_mode():
        for stage in encoder.stages:
            maps = stage(maps)
            shapes.append(tuple(maps.shape[2:]))
    assert shapes[0] == tuple(side // (2 if min(size) < 48 else 4) for side in size)
    assert all(later <= earlier for earlier, later in pairwise(shapes))
    assert USUAL_VOLUME_NETWORK in VOLUME_NAMES


def test_a_card_names_it() -> None:
    arguments = (("encoder", "resnet10_3d"), ("classes", 3), ("size", (16, 16, 16)))
    network = build(Architecture("volume-classifier", arguments))
    assert isinstance(network, PictureClassifier)
    assert network.eval()(torch.zeros(2, 1, 16, 16, 16)).shape == (2, 3)
    network.head.begin_anew(torch.ones(4, network.head.mean.shape[0]))
    assert float(network(torch.randn(1, 1, 16, 16, 16)).detach().abs().max()) == 0.0


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("resnet18", (16, 16, 16), "network of scans 'resnet18' is unknown"),
        ("resnet10_3d", (8, 16, 16), "at least 16 voxels a side; these have 8"),
        ("resnet10_3d", (16, 16), "at least 16 voxels"),
    ],
)
def test_what_it_cannot_read_is_said(name: str, size: tuple[int, ...], words: str) -> None:
    with pytest.raises(ModelPackError, match=words):
        volume_stages(name, size)
