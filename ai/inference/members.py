"""The networks of a model as one function of windows: one after the other or in one call, in a chosen precision."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from ai.errors import ModelPackError
from ai.inference.precision import Choice
from ai.inference.rewriting import rewritten
from ai.words import say

_FORMATS = {2: torch.channels_last, 3: torch.channels_last_3d}


class Members:
    """Runs every member on the same windows.

    Parameters
    ----------
    networks
        In eval mode, on ``device``. Their memory format is changed as the choice says.
    device
        Where they are.
    dimensions
        2: they see (windows, channels, rows, columns); 3: with slices.
    choice
        How they are run.
    """

    def __init__(self, networks: Sequence[nn.Module], *, device: torch.device, dimensions: int, choice: Choice) -> None:
        self._networks = tuple(map(rewritten, networks) if choice.rewritten else networks)
        self._device = device
        self._dimensions = dimensions
        self._format = _FORMATS[dimensions] if choice.channels_last else torch.contiguous_format
        self._dtype = getattr(torch, choice.dtype)
        for network in self._networks:  # never inside inference_mode: training would find tensors it cannot use
            if any(parameter.ndim == dimensions + 2 for parameter in network.parameters()):
                network.to(memory_format=self._format)
        self._together = _together(self._networks) if choice.together and len(self._networks) > 1 else None

    def __call__(self, windows: Tensor) -> Tensor:
        """Run the members.

        Parameters
        ----------
        windows
            (windows, channels, slices, rows, columns) float32, on any device.

        Returns
        -------
        Tensor
            (members, windows, classes, slices, rows, columns), raw outputs in the precision of their making.

        Raises
        ------
        ModelPackError
            When a network answers with something else than outputs for every voxel.
        """
        inputs = windows.to(self._device, non_blocking=True)
        if self._dimensions == 2:
            inputs = inputs[:, :, 0]
        inputs = inputs.contiguous(memory_format=self._format)
        half = self._dtype is not torch.float32
        with (
            torch.inference_mode(),
            torch.autocast(self._device.type, self._dtype if half else None, enabled=half),
        ):
            if self._together is not None:
                outputs = self._together(inputs)
            elif len(self._networks) == 1:
                outputs = _only(self._networks[0](inputs))[None]
            else:
                outputs = torch.stack([_only(network(inputs)) for network in self._networks])
        if outputs.ndim != inputs.ndim + 1 or outputs.shape[3:] != inputs.shape[2:]:
            raise ModelPackError(
                say(
                    "The network answers with {found} numbers a side for a window of {window}; the card describes it "
                    "wrongly.",
                    found=_sides(outputs.shape[3:]),
                    window=_sides(inputs.shape[2:]),
                )
            )
        return outputs[:, :, :, None] if self._dimensions == 2 else outputs


def _together(networks: Sequence[nn.Module]) -> Callable[[Tensor], Tensor]:
    """All members in one call: their weights are stacked and every convolution runs once for all."""
    parameters, buffers = torch.func.stack_module_state(list(networks))
    skeleton = copy.deepcopy(networks[0]).to("meta")

    def one(own: dict[str, Tensor], kept: dict[str, Tensor], inputs: Tensor) -> Tensor:
        return _only(torch.func.functional_call(skeleton, (own, kept), (inputs,)))

    batched = torch.vmap(one, in_dims=(0, 0, None))

    def run(inputs: Tensor) -> Tensor:
        outputs: Tensor = batched(parameters, buffers, inputs)
        return outputs

    return run


def _only(answer: object) -> Tensor:
    """Take the first answer of networks that give several (deep supervision: the finest comes first)."""
    if isinstance(answer, list | tuple) and answer:
        answer = answer[0]
    if not isinstance(answer, Tensor):
        raise ModelPackError(say("The network answers with something that is no picture."))
    return answer


def _sides(shape: Sequence[int]) -> str:
    return " x ".join(str(side) for side in shape) or "no"
