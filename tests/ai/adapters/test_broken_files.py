"""Wrong bytes, cut files, archives with wrong parts: the probe always answers, and never with a traceback."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from ai.adapters.probe import probe
from tests.ai.adapters.conftest import save_exported, save_onnx, save_torchscript, tiny_network

COUNT = 60
"""Broken files per format; 600 were tried once."""


def _save_state_dict(network: nn.Module, path: Path) -> Path:
    torch.save(network.state_dict(), path)
    return path


def _save_old(network: nn.Module, path: Path) -> Path:
    torch.save(network.state_dict(), path, _use_new_zipfile_serialization=False)
    return path


def _save_safetensors(network: nn.Module, path: Path) -> Path:
    save_file(dict(network.state_dict()), path)
    return path


@pytest.mark.parametrize(
    ("save", "suffix"),
    [
        (save_torchscript, ".ts"),
        (save_exported, ".pt2"),
        (save_onnx, ".onnx"),
        (_save_state_dict, ".pth"),
        (_save_old, ".pt"),
        (_save_safetensors, ".safetensors"),
    ],
)
def test_every_broken_file_gets_an_answer(save: Callable[..., Path], suffix: str, tmp_path: Path) -> None:
    whole = save(tiny_network(), tmp_path / f"whole{suffix}")
    generator = random.Random(suffix)
    refused = 0
    for number in range(COUNT):
        broken = tmp_path / f"broken{suffix}"
        broken.write_bytes(_broken(whole, number, generator))
        refused += bool(probe(broken).refusal)
    assert refused > COUNT / 4


def _broken(whole: Path, number: int, generator: random.Random) -> bytes:
    data = bytearray(whole.read_bytes())
    if number % 3 == 0:
        return bytes(data[: generator.randrange(len(data))])
    if number % 3 == 1 and zipfile.is_zipfile(whole):
        return _broken_inside(whole, generator)
    for _ in range(generator.randint(1, 8)):
        data[generator.randrange(min(len(data), 400 if number % 2 else len(data)))] = generator.randrange(256)
    return bytes(data)


def _broken_inside(whole: Path, generator: random.Random) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(written, "w") as target:
        names = source.namelist()
        picked = generator.choice([name for name in names if name.endswith((".json", ".pkl", ".py"))])
        for name in names:
            part: Any = bytearray(source.read(name))
            if name == picked and part:
                at = generator.randrange(len(part))
                part[at : at + generator.randint(0, 3)] = generator.randbytes(generator.randint(0, 4))
            target.writestr(name, bytes(part))
    return written.getvalue()
