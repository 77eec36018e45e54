"""Convolutions of maps thinner than their kernel, kept in float32 where a processor trains in bfloat16.

WORKAROUND(https://github.com/pytorch/pytorch, torch 2.15 with oneDNN on x86): the gradient of the weights of a bfloat16
convolution is made of memory that nobody has set where a volume has fewer slices than the kernel (2 with 3; 2 to 4 with
5), or a map is a single cell that is strided over. Outputs and gradients of inputs are right. It showed as a loss that
is not a number, and where it did not, as gradients of 1e30 that are cut to their norm and teach nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn


@contextmanager
def exact_thin_maps(network: nn.Module, device: torch.device) -> Iterator[None]:
    """Compute such convolutions of a network in float32 while the context lasts; does nothing on other devices."""
    if device.type != "cpu":
        yield
        return
    open_contexts: list[ExitStack] = []

    def before(module: nn.Module, inputs: tuple[Any, ...]) -> tuple[Tensor, ...] | None:
        if not is_thin(module, inputs[0]):
            return None
        context = ExitStack()
        context.enter_context(torch.autocast("cpu", enabled=False))
        open_contexts.append(context)
        return (inputs[0].float(),)

    def after(module: nn.Module, inputs: tuple[Any, ...], output: object) -> None:
        if open_contexts:
            open_contexts.pop().close()

    handles = []
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.Conv3d):
            handles.append(module.register_forward_pre_hook(before))
            handles.append(module.register_forward_hook(after, always_call=True))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def is_thin(module: nn.Module, maps: Tensor) -> bool:
    """Whether a convolution of these maps has gradients that bfloat16 gets wrong."""
    if isinstance(module, nn.Conv3d):
        return maps.shape[-3] < module.kernel_size[0]
    return isinstance(module, nn.Conv2d) and max(maps.shape[-2:]) == 1
