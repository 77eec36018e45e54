"""Weights in and out of a network as safetensors: every parameter once, float16 on disk, no pickle."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from ai.errors import ModelPackError


def read_weights(network: nn.Module, path: Path) -> None:
    """Fill a network with the weights of a file.

    Raises
    ------
    ModelPackError
        When the file is missing, damaged, or does not fit the network name by name and shape by shape.
    """
    try:
        stored = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelPackError(
            f"The weights file {path.name} cannot be read.", "Install the model pack again from its source."
        ) from error
    own = _own(network)
    if {name: tensor.shape for name, tensor in stored.items()} != {name: tensor.shape for name, tensor in own.items()}:
        raise ModelPackError(
            f"The weights in {path.name} do not fit the network that the card names.",
            "Install the model pack again from its source.",
        )
    with torch.no_grad():
        for name, tensor in own.items():
            tensor.copy_(stored[name])


def write_weights(network: nn.Module, path: Path, *, precise: Sequence[str] = ()) -> str:
    """Write a network's weights in float16; returns the SHA-256 of the file.

    Parameters
    ----------
    network, path
        What, and where to.
    precise
        Beginnings of names that are kept as they are; so are counters, which are no floating point numbers.
    """
    state = {
        name: tensor.detach().to("cpu", _stored_type(name, tensor, precise)).contiguous()
        for name, tensor in _own(network).items()
    }
    save_file(state, path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def round_as_written(network: nn.Module, *, precise: Sequence[str] = ()) -> None:
    """Round a network's weights in place to what `write_weights` keeps of them, so that it answers as its file will."""
    with torch.no_grad():
        for name, tensor in _own(network).items():
            tensor.copy_(tensor.to(_stored_type(name, tensor, precise)))


def _stored_type(name: str, tensor: Tensor, precise: Sequence[str]) -> torch.dtype:
    kept = name.startswith(tuple(precise)) or not tensor.is_floating_point()
    return tensor.dtype if kept else torch.float16


def _own(network: nn.Module) -> Mapping[str, Tensor]:
    """Parameters and buffers by name, each once: a state dict lists layers that a network holds twice, twice."""
    return dict(network.named_parameters()) | dict(network.named_buffers())
