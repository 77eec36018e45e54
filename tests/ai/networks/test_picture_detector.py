"""Small detectors of torchvision: what they give, what they learn from, and that nothing is fetched."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks import picture_detector
from ai.networks.build import build
from ai.networks.picture_detector import PictureDetector, packed, with_objects

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
    _tells_losses_and_boxes(network, packed(torch.randn(2, 1, 64, 64), BOXES))


def _tells_losses_and_boxes(network: PictureDetector, shown: torch.Tensor) -> None:
    losses = network.train()(shown)
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
    first, second = (network._target(picture) for picture in written)
    # Columns first, and the first pixel reaches from 0 to 1; label 0 is Faster R-CNN's background.
    assert first["boxes"].tolist() == [[12.0, 10.0, 25.0, 20.0]] * 20
    assert first["labels"].tolist() == [2] * 20
    assert second["boxes"].shape == (0, 4)
    assert packed(pictures, [BOXES[1]] * 2).shape == pictures.shape


@pytest.mark.parametrize("changes", [{"kind": "yolo"}, {"backbone": "vgg16"}, {"labels": 0}, {"weights": "DEFAULT"}])
def test_unknown_detectors_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ModelPackError, match="do not fit"):
        _made(**changes)


PLANES = torch.zeros(2, 2, 64, 64)
PLANES[0, 0, 5:35, 5:40] = 1
PLANES[0, 1, 10:20, 12:25], PLANES[0, 1, 30:40, 12:25] = 1, 2


def test_objects_out_of_planes_and_outlines_of_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_detector, "DRAWN", 16)
    network, pictures = _made("maskrcnn"), torch.randn(2, 1, 64, 64)
    shown = with_objects(pictures, PLANES)
    first, second = (network._objects(picture) for picture in shown)
    assert first["boxes"].tolist() == [[5, 5, 40, 35], [12, 10, 25, 20], [12, 30, 25, 40]]
    assert first["labels"].tolist() == [1, 2, 2]
    assert first["masks"].sum((1, 2)).tolist() == [30 * 35, 130, 130]
    assert second["boxes"].shape == (0, 4)
    assert second["masks"].shape == (0, 64, 64)
    _tells_losses_and_boxes(network, shown)
    with torch.inference_mode():
        (found,) = network.eval()(pictures[:1])
    assert isinstance(found, dict)
    assert found["masks"].shape == (len(found["scores"]), 1, 64, 64)
    assert found["masks"].min() >= 0
    assert found["masks"].max() <= 1


def test_focal_loss_counts_what_is_right_already_less_and_leaves_nothing_behind() -> None:
    network, shown = _made("fasterrcnn").train(), packed(torch.randn(2, 1, 64, 64), BOXES)

    def classifier() -> float:
        torch.manual_seed(1)
        losses = network(shown)
        assert isinstance(losses, torch.Tensor)
        return float(losses.detach()[0, 1])  # loss_box_reg, loss_classifier, ...

    plain = classifier()
    network.weigh(2.0)
    assert 0 < classifier() < plain
    network.weigh(0.0)
    assert classifier() == plain
    assert copy.deepcopy(network).network is not network.network  # a graph that is kept cannot be copied
    _made("fcos").weigh(2.0)  # has its own


@pytest.mark.parametrize("kind", ["fasterrcnn", "retinanet"])
def test_parts_that_stand_still_tell_their_losses(kind: str) -> None:
    network, shown = _made(kind).train(), packed(torch.randn(2, 1, 64, 64), BOXES)
    torch.manual_seed(1)
    before = network(shown)
    for name, part in network.network.named_children():
        if name != "backbone":
            part.eval()
    torch.manual_seed(1)
    after = network(shown)
    assert isinstance(before, torch.Tensor)
    assert isinstance(after, torch.Tensor)
    assert torch.equal(before, after)
