"""A part of a network by its name, so that a plan can freeze it. No torch here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class NetworkPart:
    """One module that has parameters.

    Parameters
    ----------
    name
        As `ai.training.finetune_config.FinetuneConfig.frozen` takes it: "encoder.stages.0".
    parameters, taught
        How many it holds with everything inside it, and how many of them the scope of the plan trains.
    """

    name: str
    parameters: int
    taught: int


def is_inside(name: str, outer: str) -> bool:
    """Whether a part lies inside another."""
    return name.startswith(f"{outer}.")


def taught_parameters(parts: Sequence[NetworkPart], frozen: Sequence[str]) -> int:
    """Count what is still trained where some parts are frozen.

    Parameters
    ----------
    parts
        Of one network; parts that lie in no other hold every parameter.
    frozen
        Names of some of them, none inside another.
    """
    outermost = [part for part in parts if not any(is_inside(part.name, other.name) for other in parts)]
    taken = {part.name: part.taught for part in parts}
    return sum(part.taught for part in outermost) - sum(taken[name] for name in frozen)
