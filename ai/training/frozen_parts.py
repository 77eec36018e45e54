"""Parts of a network that stay as they are, by the names of its modules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torch import nn

from ai.errors import TrainingDataError
from ai.training.network_part import NetworkPart, is_inside
from ai.training.work import ParameterGroup
from ai.words import say

NAMED_DEPTH = 3
"""So deep go the names that a refusal lists: "encoder.stages.0"."""


def part_names(network: nn.Module) -> list[str]:
    """Names of the modules with parameters that a plan can freeze, from coarse to fine as they stand in the network."""
    return [
        name
        for name, module in network.named_modules()
        if name and name.count(".") < NAMED_DEPTH and next(module.parameters(), None) is not None
    ]


def network_parts(network: nn.Module, groups: Sequence[ParameterGroup]) -> list[NetworkPart]:
    """List what a plan can freeze, with how many parameters of each are trained.

    A part that is all of the part around it is left out: it has nothing of its own to be named for. So is one that
    only gathers what others beside it hold, as MONAI's networks keep some layers by a second name.

    Parameters
    ----------
    network
        Whose modules are named.
    groups
        What the scope trains.
    """
    trained = {id(parameter) for group in groups for parameter in group.parameters}
    modules, listed, again = dict(network.named_modules()), list[NetworkPart](), list[str]()
    for name in part_names(network):
        if any(is_inside(name, other) for other in again):
            continue
        own = list(modules[name].parameters())
        count = sum(each.numel() for each in own)
        around = next((part for part in reversed(listed) if is_inside(name, part.name)), None)
        beside = [part for part in listed if around is None or is_inside(part.name, around.name)]
        held = {id(each) for part in beside for each in modules[part.name].parameters()}
        if held.issuperset(map(id, own)):
            again.append(name)
        elif around is None or around.parameters != count:
            listed.append(NetworkPart(name, count, sum(each.numel() for each in own if id(each) in trained)))
    return listed


def thawed(network: nn.Module, groups: Sequence[ParameterGroup], frozen: Sequence[str]) -> list[ParameterGroup]:
    """Take the frozen parts out of what is trained.

    Parameters
    ----------
    network
        Whose modules are named.
    groups
        What the scope trains.
    frozen
        Names of modules; each stands for everything inside it too.

    Raises
    ------
    TrainingDataError
        When the network has no such part, or nothing is left to train.
    """
    if not frozen:
        return list(groups)
    modules = dict(network.named_modules())
    for name in frozen:
        if not name or name not in modules or next(modules[name].parameters(), None) is None:
            raise TrainingDataError(
                say("The network has no part named {name} that could be frozen.", name=name or "''"),
                say("Its parts are: {parts}.", parts=", ".join(part_names(network))),
            )
    kept = {id(parameter) for name in frozen for parameter in modules[name].parameters()}
    left = [
        ParameterGroup([each for each in group.parameters if id(each) not in kept], group.rate_share)
        for group in groups
    ]
    left = [group for group in left if group.parameters]
    if not left:
        raise TrainingDataError(
            say("Everything that this scope trains is frozen by the plan."),
            say("Freeze fewer parts, or choose a larger scope."),
        )
    return left


def still_parts(network: nn.Module) -> Iterator[nn.Module]:
    """Modules none of whose parameters is trained: their batch statistics must not move either."""
    for module in network.modules():
        parameters = list(module.parameters())
        if parameters and not any(parameter.requires_grad for parameter in parameters):
            yield module
