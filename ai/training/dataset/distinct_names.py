"""Names of structures of one case: none is there twice."""

from __future__ import annotations

from collections.abc import Sequence

from ai.training.dataset.sources.structure_name import LONGEST_NAME


def apart(names: Sequence[str]) -> tuple[str, ...]:
    """Give a number to names that are there twice; capitals do not tell names apart."""
    taken: set[str] = set()
    made = []
    for name in names:
        free, number = name, 2
        while free.casefold() in taken:
            free, number = f"{name[: LONGEST_NAME - 4]}_{number}", number + 1
        taken.add(free.casefold())
        made.append(free)
    return tuple(made)
