"""Pickled weights, loaded in the confined child: by a list of what may be made, and by nothing else."""

from __future__ import annotations

import importlib
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from ai.errors import ModelImportError
from ai.words import say


def load_pickled(path: Path, allowed: tuple[str, ...] = ()) -> object:
    """Load a PyTorch file with ``weights_only=True``.

    Parameters
    ----------
    path
        The file.
    allowed
        Dotted names beyond those of plain tensors, fixed for the format: `ai.adapters.formats.Format.allowed_globals`.

    Raises
    ------
    ModelImportError
        When it needs anything else, or is damaged.
    """
    makers: list[Any] = [_resolved(name) for name in allowed if _is_there(name)]
    if "numpy.dtype" in allowed:
        makers += [kind for kind in vars(np.dtypes).values() if isinstance(kind, type)]
    # Old numpy's name of the same function, which is what the file says.
    renamed = [(each, name) for each, name in zip(makers, allowed, strict=False) if name.startswith("numpy.core.")]
    try:
        with torch.serialization.safe_globals([*makers, *renamed]):
            value: object = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
        first = (str(error).splitlines() or [""])[0][:200]
        raise ModelImportError(
            say("The weights in {file} cannot be read safely: {reason}", file=path.name, reason=first),
            say("Ask the publisher for the weights alone (state dict), as safetensors if possible."),
        ) from error
    return value


def load_tensors(path: Path, allowed: tuple[str, ...] = ()) -> dict[str, Tensor]:
    """Load all tensors of a PyTorch or safetensors file, names of dicts inside dicts joined by dots."""
    with path.open("rb") as file:
        start = file.read(9)
    if path.suffix == ".safetensors" or start[8:9] == b"{":
        try:
            return dict(load_file(path))
        except (OSError, SafetensorError) as error:
            raise ModelImportError(
                say("The header of {file} is not that of a whole safetensors file.", file=path.name),
                say("Download it again from its source."),
            ) from error
    tensors: dict[str, Tensor] = {}
    _collect(load_pickled(path, allowed), "", tensors)
    return tensors


def _collect(value: object, name: str, tensors: dict[str, Tensor]) -> None:
    if isinstance(value, dict):
        for key, each in value.items():
            _collect(each, f"{name}.{key}" if name else str(key), tensors)
    elif isinstance(value, Tensor):
        tensors[name] = value.detach()


def _is_there(name: str) -> bool:
    try:
        _resolved(name)
    except (ImportError, AttributeError):
        return False
    return True


def _resolved(name: str) -> Any:
    module, _, last = name.rpartition(".")
    return getattr(importlib.import_module(module), last)
