from __future__ import annotations

import pytest
import torch

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.volume_detector import VolumeDetector

STRIDES = ([1, 2, 2], [2, 2, 2], [2, 2, 2])


@pytest.mark.parametrize("shape", [(16, 24, 32), (5, 7, 9), (1, 2, 2)])
def test_windows_of_any_size_give_boxes(shape: tuple[int, int, int]) -> None:
    torch.manual_seed(0)
    network = VolumeDetector(filters=(8, 16, 16), strides=STRIDES, labels=3, most=7).eval()
    maps = network.maps(torch.randn(2, 1, *shape))
    assert maps.shape == (2, 9, shape[0], -(-shape[1] // 2), -(-shape[2] // 2))
    told = network(torch.randn(2, 1, *shape))
    assert len(told) == 2
    for each in told:
        count = len(each["scores"])
        assert 0 < count <= 7
        assert each["boxes"].shape == (count, 6)
        assert (each["boxes"][:, 3:] > each["boxes"][:, :3]).all()
        assert set(each["labels"].tolist()) <= {0, 1, 2}


def test_a_peak_says_a_box_round_its_cell() -> None:
    network = VolumeDetector(filters=(8, 8), strides=STRIDES[:2], labels=1)
    maps = torch.full((7, 4, 4, 4), -9.0)
    maps[0, 1, 2, 3], maps[1:4], maps[4:] = 2.0, 0.0, torch.tensor(4.0).log()
    told = network._told(maps)
    assert told["boxes"][0].tolist() == pytest.approx([-0.5, 3.0, 5.0, 3.5, 7.0, 9.0])
    assert told["scores"].tolist() == pytest.approx([0.8808], abs=1e-4)
    maps[4:] = 99.0  # a network that says nonsense still says a box
    assert torch.isfinite(network._told(maps)["boxes"]).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"filters": (8,)},
        {"filters": (8, 12)},
        {"strides": ([1, 2], [2, 2, 2])},
        {"strides": ([0, 2, 2], [2, 2, 2])},
        {"labels": 0},
        {"most": 0},
    ],
)
def test_arguments_of_a_card_that_cannot_be(changes: dict[str, object]) -> None:
    arguments = {"filters": (8, 8), "strides": STRIDES[:2], "labels": 1, "most": 5} | changes
    with pytest.raises(ModelPackError):
        build(Architecture("volume-detector", tuple(arguments.items())))
