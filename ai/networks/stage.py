"""The last stage of a network: where its features lie on the coarsest grid, before they are pooled or enlarged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from ai.networks.second_look import SecondLook

LEAST_SHARE = 0.25
"""Of the layers that learn, that must lie before or in the stage: a transformer only cuts its patches on a grid."""


@dataclass(frozen=True)
class Stage:
    """Where a network sees coarsest.

    Parameters
    ----------
    name
        Of the module whose output that is, for ``get_submodule``.
    grid
        (rows, columns) or (slices, rows, columns) of its output.
    block
        Names of the layers with weights that make the features of that grid, and of those behind them: what is begun
        anew to see whether a heat map hangs on what was learned.
    """

    name: str
    grid: tuple[int, ...]
    block: tuple[str, ...]


@runtime_checkable
class Learning(Protocol):
    """A layer of torch that can forget what it learned."""

    def reset_parameters(self) -> None:
        """Begin it anew."""


class _Reached(Exception):  # noqa: N818 - no error: the rest of the network is not needed
    """The wished stage has given its output."""


def last_stage(network: nn.Module, batch: Tensor) -> Stage | None:
    """Run a network once and see where its features lie on the coarsest grid that has more than one cell.

    Of a network that looks again at some places, that of the one which sees the whole picture: a window tells neither
    what surrounds it nor where its cells lie, and is not opened where nothing is found.

    Parameters
    ----------
    network
        In eval mode.
    batch
        (1, channels, rows, columns) or (1, channels, slices, rows, columns).

    Returns
    -------
    Stage or None
        None for a network without such a grid, or that does not show its layers: transformers, programs.
    """
    if isinstance(network, SecondLook):
        first = last_stage(network.first, batch)
        behind = () if first is None else tuple(f"first.{name}" for name in first.block)
        return first and replace(first, name=f"first.{first.name}", block=behind)
    ended: list[tuple[str, nn.Module, tuple[int, ...]]] = []
    with ExitStack() as stack:
        for name, module in network.named_modules():
            if name:
                stack.enter_context(_note_end(ended, name, module))
        with torch.inference_mode():
            network(batch)
    times = Counter(name for name, _, _ in ended)
    grids = [shape[2:] for _, _, shape in ended if len(shape) == batch.ndim and _cells(shape[2:]) > 1]
    coarsest = min(grids, key=_cells, default=())
    places = [
        place for place, (name, _, shape) in enumerate(ended) if coarsest and shape[2:] == coarsest and times[name] == 1
    ]
    if not places or _cells(coarsest) >= _cells(tuple(batch.shape[2:])):
        return None
    learning = [place for place, (_, module, _) in enumerate(ended) if _has_own_weights(module)]
    if sum(place <= places[-1] for place in learning) < LEAST_SHARE * len(learning):
        return None
    block = [
        name
        for place, (name, module, shape) in enumerate(ended)
        if (shape[2:] == coarsest or place > places[-1]) and _has_own_weights(module)
    ]
    return Stage(ended[places[-1]][0], coarsest, tuple(dict.fromkeys(block)))


def features_at(network: nn.Module, name: str, batch: Tensor) -> Tensor:
    """Run a network up to a stage.

    Returns
    -------
    Tensor
        (batch, channels, ...) output of the module ``name``.
    """
    found: list[Tensor] = []

    def keep(module: nn.Module, inputs: object, output: Tensor) -> None:
        found.append(output)
        raise _Reached

    handle = network.get_submodule(name).register_forward_hook(keep)
    try:
        with torch.inference_mode():
            network(batch)
    except _Reached:
        pass
    finally:
        handle.remove()
    if not found:
        raise ValueError(f"the network never runs its layer {name}")
    return found[0]


@contextmanager
def _note_end(ended: list[tuple[str, nn.Module, tuple[int, ...]]], name: str, module: nn.Module) -> Iterator[None]:
    def note(module: nn.Module, inputs: object, output: object) -> None:
        ended.append((name, module, tuple(output.shape) if isinstance(output, Tensor) else ()))

    handle = module.register_forward_hook(note)
    try:
        yield
    finally:
        handle.remove()


def _cells(grid: tuple[int, ...]) -> int:
    return int(torch.Size(grid).numel()) if grid else 0


def _has_own_weights(module: nn.Module) -> bool:
    return isinstance(module, Learning) and next(module.parameters(recurse=False), None) is not None
