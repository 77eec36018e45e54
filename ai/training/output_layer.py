"""Where the output layer and the decoder of a network are, found by running it once; output rows kept and added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from ai.errors import TrainingDataError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.training.work import ParameterGroup

SCOPES = ("head", "decoder", "all")

ENCODER_RATE_SHARE = 0.3
"""How much slower the encoder learns than the decoder where all is trained."""

OUTPUT_ARGUMENTS = ("out_channels", "classes", "num_classes")
"""Arguments of networks that say how many outputs they have."""


@dataclass(frozen=True, eq=False)
class Parts:
    """Layers of a network by what they do.

    Parameters
    ----------
    head
        Name of the layer that gives the outputs.
    decoder
        Names of the layers that run after the last one of the coarsest grid, the head among them.
    """

    head: str
    decoder: tuple[str, ...]


def find_parts(network: nn.Module, window: Tensor) -> Parts:
    """Run a network once and look in which order its layers are called, and on which grid.

    Parameters
    ----------
    network
        In eval mode.
    window
        (1, channels, [slices,] rows, columns), on the device of the network.

    Raises
    ------
    TrainingDataError
        When it has no layer that gives its outputs.
    """
    called: list[tuple[str, int, int]] = []
    hooks = []
    for name, module in network.named_modules():
        if not any(True for _ in module.children()) and any(True for _ in module.parameters(recurse=False)):

            def seen(_: nn.Module, __: object, output: object, name: str = name) -> None:
                if isinstance(output, Tensor):
                    called.append((name, output.shape[1], output[0, 0].numel()))

            hooks.append(module.register_forward_hook(seen))
    try:
        with torch.no_grad():
            output = network(window)
    finally:
        for hook in hooks:
            hook.remove()
    if not isinstance(output, Tensor) or output.ndim != window.ndim or not called:
        raise TrainingDataError("The network of the base gives no map of each structure, so it cannot be taught masks.")
    head = called[-1][0]
    coarsest = min(size for _, _, size in called)
    last_coarse = max(number for number, (_, _, size) in enumerate(called) if size == coarsest)
    early = {name for name, _, _ in called[: last_coarse + 1]}
    order = list(dict.fromkeys(name for name, _, _ in called))
    decoder = tuple(name for name in order if name not in early or name == head)
    return Parts(head, decoder)


def trainable_groups(
    network: nn.Module,
    parts: Parts,
    scope: str,
    *,
    frozen: Sequence[str] = (),
    encoder_share: float = ENCODER_RATE_SHARE,
) -> list[ParameterGroup]:
    """Tell what a scope trains, and how fast.

    Parameters
    ----------
    network, parts
        See `find_parts`.
    scope
        One of `SCOPES`.
    frozen
        Names of modules that stay as they are.
    encoder_share
        Of the rate, for the encoder; 1 where it starts from nothing too.

    Raises
    ------
    TrainingDataError
        When the scope is one of classifiers, a name is unknown, or nothing is left.
    """
    if scope not in SCOPES:
        raise TrainingDataError(
            f"The scope {scope!r} is for classes; this dataset has masks.", f"Choose one of: {', '.join(SCOPES)}."
        )
    modules = dict(network.named_modules())
    for name in frozen:
        if name not in modules:
            known = ", ".join(name for name, _ in network.named_children())
            raise TrainingDataError(f"The network has no part {name!r} to freeze.", f"Its parts are: {known}.")

    stopped = {id(each) for name in frozen for each in modules[name].parameters()}
    names = (parts.head,) if scope == "head" else parts.decoder
    first = [each for name in names for each in modules[name].parameters(recurse=False)]
    taken = {id(each) for each in first}
    rest = [each for each in network.parameters() if id(each) not in taken] if scope == "all" else []
    groups = [
        ParameterGroup(free, share)
        for group, share in ((first, 1.0), (rest, encoder_share))
        if (free := [each for each in group if id(each) not in stopped])
    ]
    if not groups:
        raise TrainingDataError("Everything that the scope trains is frozen.", "Freeze less, or choose a larger scope.")
    return groups


def with_outputs(
    network: nn.Module, architecture: Architecture, head: str, rows: Sequence[int | None]
) -> tuple[nn.Module, Architecture]:
    """Make the same network with other outputs.

    Parameters
    ----------
    network, architecture
        With its weights, and how it is built.
    head
        Name of its output layer.
    rows
        Per new output, which old one it goes on from; None for one that starts from random weights.

    Returns
    -------
    network, architecture
        In eval mode, on the processor. The very same where nothing changes.

    Raises
    ------
    TrainingDataError
        When this network cannot be built with another number of outputs, or its last layer is none that can grow.
    """
    layer = network.get_submodule(head)
    weight = getattr(layer, "weight", None)
    old = weight.shape[0] if isinstance(weight, Tensor) else 0
    if list(rows) == list(range(old)):
        return network, architecture
    told = [name for name, value in architecture.arguments if name in OUTPUT_ARGUMENTS and value == old]
    changed = tuple((name, len(rows) if name in told else value) for name, value in architecture.arguments)
    refusal = TrainingDataError(
        "The output layer of this base cannot be given other structures than its own.",
        "Teach exactly the structures that it knows, or start from random weights by name.",
    )
    if not told or not isinstance(layer, nn.Conv2d | nn.Conv3d):
        raise refusal
    grown = replace(architecture, arguments=changed)
    result = build(grown)
    before, after = network.state_dict(), result.state_dict()
    # A network may hold one layer under several names: known by its memory.
    heads = {before[name].data_ptr() for name in (f"{head}.weight", f"{head}.bias") if name in before}
    for name, value in before.items():
        if value.data_ptr() in heads:
            for row, source in enumerate(rows):
                if source is not None:
                    after[name][row] = value[source]
        elif after[name].shape != value.shape:
            raise refusal
        else:
            after[name].copy_(value)
    return result.eval(), grown
