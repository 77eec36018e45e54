"""Small detectors of torchvision: what they give, what they learn from, and that nothing is fetched."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.picture_detector import PictureDetector, packed

BOXES = [torch.tensor([[1.0, 9.5, 11.5, 19.5, 24.5]]), torch.zeros(0, 5)]
"""Label, low row, low column, high row, high column."""


def _made(kind: str = "fcos", **changes: Any) -> PictureDetector:
    arguments = {"kind": kind, "backbone": "resnet18", "labels": 2, "size_px": (64, 64)} | changes
    torch.manual_seed(0)
    network = build(Architecture("picture-detector", tuple(arguments.items())))
    assert isinstance(network, PictureDetector)
    return network


@pytest.mark.parametrize("kind", ["retinanet", "fcos", "fasterrcnn"])
def test_boxes_out_and_losses_of_pictures_with_and_without_boxes(kind: str) -> None:
    network = _made(kind)
    losses = network.train()(packed(torch.randn(2, 1, 64, 64), BOXES))
    assert isinstance(losses, torch.Tensor)
    assert losses.shape[0] == 1
    assert torch.isfinite(losses).all()
    losses.sum().backward()
    first = network.network.get_parameter("backbone.body.conv1.weight")
    assert first.grad is not None
    assert first.grad.abs().sum() > 0
    with torch.inference_mode():
        (found,) = network.eval()(torch.randn(1, 1, 64, 64))
    assert isinstance(found, dict)
    assert found["boxes"].shape == (len(found["scores"]), 4)
    assert found["boxes"].min() >= 0
    assert found["boxes"].max() <= 64
    assert set(found["labels"].tolist()) <= {0, 1}


def test_what_is_written_under_a_picture_is_read_back() -> None:
    network = _made("fasterrcnn")
    pictures = torch.randn(2, 1, 64, 64)
    written = packed(pictures, [BOXES[0].repeat(20, 1), BOXES[1]])
    assert written.shape == (2, 1, 64 + 2, 64)
    assert torch.equal(written[:, :, :64], pictures)
    first, second = (network._target(picture[0]) for picture in written)
    # Columns first, and the first pixel reaches from 0 to 1; label 0 is Faster R-CNN's background.
    assert first["boxes"].tolist() == [[12.0, 10.0, 25.0, 20.0]] * 20
    assert first["labels"].tolist() == [2] * 20
    assert second["boxes"].shape == (0, 4)
    assert packed(pictures, [BOXES[1]] * 2).shape == pictures.shape


@pytest.mark.parametrize("changes", [{"kind": "yolo"}, {"backbone": "vgg16"}, {"labels": 0}, {"weights": "DEFAULT"}])
def test_unknown_detectors_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ModelPackError, match="do not fit"):
        _made(**changes)
