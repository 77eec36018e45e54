"""Tiny models of every format that is taken, and files that mean harm."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from ai.adapters.answers import Answers, label_of
from ai.library.grid_spec import GridSpec

SIZE = (8, 8, 8)


def answers(**changes: Any) -> Answers:
    """A complete contract of a segmenter with two structures."""
    known: dict[str, Any] = {
        "title": "Tiny segmenter",
        "task": "segmentation",
        "labels": (label_of("Right lung", side="right"), label_of("Heart")),
        "modalities": ("CT",),
        "grid": GridSpec(dimensions=3, patch=SIZE),
        "licence": "MIT",
    }
    return Answers(**{**known, **changes})


def tiny_network(seed: int = 0) -> nn.Module:
    """(n, 1, 8, 8, 8) to (n, 3, 8, 8, 8), with batch norm whose statistics are not the first ones."""
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Conv3d(1, 4, 3, padding=1), nn.BatchNorm3d(4), nn.ReLU(), nn.Conv3d(4, 3, 1))
    network.train()
    with torch.no_grad():
        network(torch.randn(4, 1, *SIZE))
    return network.eval()


def save_torchscript(network: nn.Module, path: Path) -> Path:
    """As a publisher writes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that the format is old
        torch.jit.save(torch.jit.trace(network, torch.zeros(2, 1, *SIZE)), str(path))
    return path


def save_exported(network: nn.Module, path: Path) -> Path:
    """As a publisher writes it, for any size of the batch."""
    batch = torch.export.Dim("batch")
    exported = torch.export.export(network, (torch.zeros(2, 1, *SIZE),), dynamic_shapes=({0: batch},))
    torch.export.save(exported, path)
    return path


def save_onnx(
    network: nn.Module, path: Path, *, batch: int | str = "n", external: bool = False, domain: str = ""
) -> Path:
    """The first layer of the tiny network and a ReLU, written by the official package."""
    onnx = pytest.importorskip("onnx")
    helper = onnx.helper
    weight, bias = (each.detach().numpy() for each in next(network.children()).parameters())
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["picture", "weight", "bias"], ["features"], pads=[1] * 6),
            helper.make_node("Relu", ["features"], ["out"], domain=domain),
        ],
        "tiny",
        [helper.make_tensor_value_info("picture", onnx.TensorProto.FLOAT, [batch, 1, *SIZE])],
        [helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, [batch, 4, *SIZE])],
        [onnx.numpy_helper.from_array(weight, "weight"), onnx.numpy_helper.from_array(bias, "bias")],
    )
    imports = [helper.make_opsetid("", 17)] + ([helper.make_opsetid(domain, 1)] if domain else [])
    model = helper.make_model(graph, opset_imports=imports, ir_version=8)
    if external:
        onnx.save_model(model, path, save_as_external_data=True, location="weights.bin", size_threshold=0)
    else:
        onnx.save_model(model, path)
    return path


class Evil:
    """Unpickling this makes a file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"echo ran > {self.marker}",)


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """A file that is there only if something ran that must not."""
    return tmp_path / "ran"
