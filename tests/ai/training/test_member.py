from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from ai.training.member import write_member

FINE = 1 + 2.0**-14
"""Between two numbers of float16: becomes 1."""


def test_a_member_computes_afterwards_as_it_is_shipped(tmp_path: Path) -> None:
    network = nn.Linear(2, 1)
    nn.init.constant_(network.weight, FINE)
    nn.init.constant_(network.bias, 0.5)
    written = write_member(network, tmp_path / "member0.safetensors")
    assert written.file == "member0.safetensors"
    assert written.sha256 == hashlib.sha256((tmp_path / "member0.safetensors").read_bytes()).hexdigest()
    assert load_file(tmp_path / "member0.safetensors")["weight"].dtype == torch.float16
    assert network.weight.dtype == torch.float32
    assert network(torch.ones(1, 2)).item() == 2.5
