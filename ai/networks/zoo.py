"""Networks of torchvision, timm and MONAI by their name and plain arguments: never with weights of their own."""

from __future__ import annotations

import importlib
import inspect
import sys
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import torch
import torchvision
from monai.networks import nets
from torch import Tensor, nn

from ai.errors import ModelPackError
from ai.words import say

_FORBIDDEN = ("pretrained", "weights", "checkpoint", "cache", "progress", "hf_", "url", "file", "path")
"""Beginnings of arguments that make a library fetch something or open a file."""

_PRETRAINED = ("pretrained", "weights", "weights_backbone", "pretrained_backbone")
"""Arguments that are always said to be off, since some are on unless told."""

_NEEDS_NETWORK = frozenset({"Transchex", "MultiModal"})
"""Networks of MONAI that load a language model when they are made."""


class OneOutput(nn.Module):
    """A network of several outputs, of which one is meant.

    Parameters
    ----------
    network
        Gives a tuple, list or dict of tensors.
    output
        Which, from 0, in order.
    """

    def __init__(self, network: nn.Module, output: int) -> None:
        super().__init__()
        self.network = network
        self.output = output

    def forward(self, *inputs: Tensor) -> Tensor:
        """Run the network; tensor in, tensor out."""
        return choose(self.network(*inputs), self.output)


def choose(outputs: object, index: int | None) -> Tensor:
    """Take one tensor of what a network gave.

    Raises
    ------
    ModelPackError
        When there are several and none was chosen, or the chosen one is not there.
    """
    listed = list(outputs.values()) if isinstance(outputs, Mapping) else outputs
    if isinstance(listed, Tensor):
        return listed
    if isinstance(listed, tuple | list) and len(listed) == 1 and index is None:
        index = 0
    if isinstance(listed, tuple | list) and index is not None and 0 <= index < len(listed):
        chosen = listed[index]
        if isinstance(chosen, Tensor):
            return chosen
    count = len(listed) if isinstance(listed, tuple | list) else 0
    raise ModelPackError(
        say("The model gives {count} outputs, and which one is meant is not said.", count=count),
        say("Say which output is meant, from 0."),
    )


def torchvision_network(*, name: str, output: int | None = None, **arguments: Any) -> nn.Module:
    """Make a network that torchvision registers: classifiers, segmenters."""
    if name not in torchvision.models.list_models():
        raise _unknown("torchvision", name)
    builder = torchvision.models.get_model_builder(name)
    return _made(builder, arguments, output)


def timm_network(*, name: str, output: int | None = None, **arguments: Any) -> nn.Module:
    """Make a network that timm registers."""
    try:
        with warnings.catch_warnings():
            # timm 1.0 names parts of torch that torch 2.15 calls old; no network that is made here uses them.
            warnings.simplefilter("ignore", FutureWarning)
            timm = importlib.import_module("timm")
    except ImportError as error:
        raise ModelPackError(
            say("The network {name!r} needs the package {package}.", name=name, package="timm"),
            say("Install it with: pip install {package}", package="timm"),
        ) from error
    if name not in timm.list_models():
        raise _unknown("timm", name)
    _require_plain(arguments)
    return _chosen(timm.create_model(name, pretrained=False, **arguments), output)


def monai_network(*, name: str, output: int | None = None, **arguments: Any) -> nn.Module:
    """Make a network of `monai.networks.nets`."""
    kind = getattr(nets, name, None)
    if not (inspect.isclass(kind) and issubclass(kind, nn.Module)) or name in _NEEDS_NETWORK:
        raise _unknown("MONAI", name)
    return _made(kind, arguments, output)


def _made(builder: Callable[..., nn.Module], arguments: Mapping[str, Any], output: int | None) -> nn.Module:
    _require_plain(arguments)
    accepted = inspect.signature(builder).parameters
    off = {each: None if each.startswith("weights") else False for each in _PRETRAINED if each in accepted}
    takes_any = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in accepted.values())
    if takes_any and "weights" in accepted:
        # Segmenters of torchvision hand this on to the network below, where it is on unless told.
        inner = sys.modules[builder.__module__]
        if "segmentation" in inner.__name__:
            off["weights_backbone"] = None
    return _chosen(builder(**{**arguments, **off}), output)


def _chosen(network: nn.Module, output: int | None) -> nn.Module:
    return network if output is None else OneOutput(network, output)


def _require_plain(arguments: Mapping[str, Any]) -> None:
    for name, value in arguments.items():
        if name.startswith(_FORBIDDEN) or not _is_plain(value):
            raise ModelPackError(
                say("The network may not be made with the argument {name!r}.", name=name),
                say("Leave it out: weights come from the file alone."),
            )


def _is_plain(value: object) -> bool:
    """Whether a value is what JSON can say, of a sensible size."""
    if isinstance(value, list | tuple):
        return len(value) < 1000 and all(_is_plain(each) for each in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(each) for key, each in value.items())
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) <= 1_000_000
    return value is None or isinstance(value, str | float | bool)


def _unknown(package: str, name: str) -> ModelPackError:
    return ModelPackError(
        say("{package} has no network {name!r} that this version makes.", package=package, name=name),
        say("Look for the name in the publisher's instructions; capital letters count."),
    )


def parameter_shapes(builder: Callable[[], nn.Module]) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a network's weights, told without the memory they take."""
    with torch.device("meta"):
        network = builder()
    own = dict(network.named_parameters()) | dict(network.named_buffers())
    return {name: tuple(tensor.shape) for name, tensor in own.items()}
