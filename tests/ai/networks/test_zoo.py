"""Networks by name: from the named packages, with plain arguments, never with weights from elsewhere."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

import pytest
import torch
from torch import nn

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.zoo import choose


def made(package: str, **arguments: Any) -> nn.Module:
    """Build it as a card says."""
    return build(Architecture(package, tuple(arguments.items())))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants to fetch weights fails."""

    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("torchvision", {"name": "resnet18", "num_classes": 4}),
        ("torchvision", {"name": "fcn_resnet50", "num_classes": 2, "output": 0}),
        ("monai", {"name": "EfficientNetBN", "model_name": "efficientnet-b0", "in_channels": 3, "num_classes": 2}),
        ("monai", {"name": "DenseNet121", "spatial_dims": 2, "in_channels": 3, "out_channels": 2}),
        ("monai", {"name": "SegResNet", "spatial_dims": 2, "in_channels": 3, "out_channels": 2, "init_filters": 8}),
    ],
)
def test_made_without_weights_from_elsewhere(package: str, arguments: Mapping[str, Any]) -> None:
    network = made(package, **arguments).eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 3, 64, 64)).shape[0] == 1


def test_timm() -> None:
    pytest.importorskip("timm")
    network = made("timm", name="resnet10t", num_classes=3, in_chans=1).eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 1, 64, 64)).shape == (1, 3)


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("torchvision", {"name": "os.system"}),
        ("torchvision", {"name": "get_model"}),
        ("monai", {"name": "Transchex"}),
        ("monai", {"name": "torch"}),
        ("monai", {"name": "resnet"}),
        ("timm", {"name": "hf-hub:somebody/something"}),
        ("timm", {"name": "hf_hub:somebody/something"}),
        ("timm", {"name": "/tmp/model"}),
    ],
)
def test_names_from_anywhere_else_are_refused(package: str, arguments: Mapping[str, Any]) -> None:
    with pytest.raises(ModelPackError, match="has no network"):
        made(package, **arguments)


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("torchvision", {"name": "resnet18", "weights": "DEFAULT"}),
        ("timm", {"name": "resnet10t", "pretrained": True}),
        ("timm", {"name": "resnet10t", "checkpoint_path": "/tmp/x"}),
        ("timm", {"name": "resnet10t", "pretrained_cfg": {"url": "x"}}),
        ("monai", {"name": "EfficientNetBN", "model_name": "efficientnet-b0", "pretrained": True}),
        ("monai", {"name": "UNet", "spatial_dims": 10_000_000}),
        ("monai", {"name": "UNet", "act": {1: 2}}),
        ("monai", {"name": "UNet", "act": object()}),
    ],
)
def test_arguments_that_are_not_plain_are_refused(package: str, arguments: Mapping[str, Any]) -> None:
    with pytest.raises(ModelPackError, match="may not be made with the argument"):
        made(package, **arguments)


def test_one_of_several_outputs() -> None:
    tensors = (torch.zeros(1), torch.ones(2))
    assert choose(tensors, 1) is tensors[1]
    assert choose({"a": tensors[0], "b": tensors[1]}, 1) is tensors[1]
    assert choose([tensors[0]], None) is tensors[0]
    for outputs, index in ((tensors, None), (tensors, 2), ({}, None), ("text", 0)):
        with pytest.raises(ModelPackError, match="which one is meant"):
            choose(outputs, index)
