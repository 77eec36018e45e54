"""An end to networks that grow beyond any memory while they are made: the names and numbers of a card are foreign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn
from torch.nn.modules.module import (
    register_module_module_registration_hook,
    register_module_parameter_registration_hook,
)

from ai.errors import ModelPackError
from ai.words import say

MAX_PARAMETERS = 2_000_000_000
"""Networks larger than this are not made: 8 GB of float32."""

MAX_LAYERS = 20_000
"""A network of a thousand layers is a very deep one; layers without weights need memory, too."""


@contextmanager
def bounded_size() -> Iterator[None]:
    """Stop making a network once it is too large, and not after it has filled the memory.

    Raises
    ------
    ModelPackError
        From within, when a layer or its weights are one too many.
    """
    parameters = layers = 0

    def with_parameter(module: nn.Module, name: str, parameter: nn.Parameter | None) -> None:
        nonlocal parameters
        # Memory that was only reserved is not taken yet: this comes before it is filled.
        parameters += 0 if parameter is None else parameter.numel()
        if parameters > MAX_PARAMETERS:
            raise _too_large()

    def with_layer(module: nn.Module, name: str, layer: nn.Module | None) -> None:
        nonlocal layers
        layers += 1
        if layers > MAX_LAYERS:
            raise _too_large()

    hooks = (
        register_module_parameter_registration_hook(with_parameter),
        register_module_module_registration_hook(with_layer),
    )
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _too_large() -> ModelPackError:
    return ModelPackError(say("The network that the model names is larger than this version can run."))
