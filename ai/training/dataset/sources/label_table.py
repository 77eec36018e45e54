"""The table of a label map: which value stands for which structure, as people and their files write it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from ai.errors import TrainingDataError
from ai.training.dataset.sources.label_masks import LARGEST_VALUE, MaskPart
from ai.words import say

BACKGROUND = ("background", "bg", "clear label", "unlabeled", "unlabelled")


def parse_table(text: str, *, is_flags: bool = False) -> tuple[MaskPart, ...]:
    """Parse ``lung=1, heart=2``; nothing where the words are empty.

    Parameters
    ----------
    text
        What a person typed.
    is_flags
        Whether the numbers are flags, so that structures may overlap.

    Raises
    ------
    TrainingDataError
        With what was expected.
    """
    table: dict[str, int] = {}
    for word in filter(None, (word.strip() for word in text.split(","))):
        name, _, value = (part.strip() for part in word.partition("="))
        if not name or not value.isdecimal() or name in table or not 0 < int(value) <= LARGEST_VALUE:
            raise TrainingDataError(
                say("The table of structures {text!r} is not understood.", text=text),
                say("Write lung=1, heart=2, each name once."),
            )
        table[name] = int(value)
    return parts_of(table, is_flags=is_flags)


def parts_of(table: Mapping[str, int], *, is_flags: bool = False) -> tuple[MaskPart, ...]:
    """Turn name and value into parts, by value."""
    ordered = sorted(table.items(), key=lambda item: item[1])
    for (one, value), (other, same) in pairwise(ordered):
        if value == same:
            raise TrainingDataError(
                say("{one!r} and {other!r} have the same value, {value}.", one=one, other=other, value=value),
                say("Give each structure a value of its own."),
            )
    return tuple(MaskPart(name, value, is_flags) for name, value in ordered)


def table_of_json(labels: object) -> tuple[MaskPart, ...]:
    """Read the ``labels`` of a dataset.json: ``{"1": "liver"}`` (Decathlon) or ``{"liver": 1}`` (nnU-Net).

    Returns
    -------
    tuple of MaskPart
        Without the background; empty where nothing is said.

    Raises
    ------
    TrainingDataError
        Where it is neither.
    """
    if not isinstance(labels, dict):
        return ()
    table: dict[str, int] = {}
    for key, value in labels.items():
        number, name = (key, value) if isinstance(value, str) else (value, key)
        try:
            whole = int(number)
        except (TypeError, ValueError) as error:
            raise TrainingDataError(
                say("The labels of the file are not understood: each needs a name and one whole number.")
            ) from error
        if whole == 0 or str(name).casefold() in BACKGROUND:
            continue
        if not 0 < whole <= LARGEST_VALUE or str(name) in table:
            raise TrainingDataError(say("The labels of the file are not understood: each needs a number of its own."))
        table[str(name)] = whole
    return parts_of(table)


def proposed_table(values: tuple[int, ...]) -> tuple[MaskPart, ...]:
    """Propose names for the values that were found in masks: ``structure_1``, ...; one value is just a structure."""
    if len(values) <= 1:
        return (MaskPart("structure"),)
    if looks_like_flags(values):
        return tuple(MaskPart(f"structure_{1 << bit}", 1 << bit, True) for bit in range(max(values).bit_length()))
    return tuple(MaskPart(f"structure_{value}", value) for value in values)


def looks_like_flags(values: tuple[int, ...]) -> bool:
    """Whether values of masks look like flags: single bits of which all values are made, with gaps between.

    A label map has the values 1, 2, 3, ...: where nothing is left out nobody can tell, and it is taken for one.
    """
    singles = [value for value in values if value & (value - 1) == 0]
    made = 0
    for value in singles:
        made |= value
    is_consecutive = list(values) == list(range(1, len(values) + 1))
    return not is_consecutive and len(singles) > 1 and all(value & ~made == 0 for value in values)


def table_words(parts: tuple[MaskPart, ...]) -> str:
    """Write a table as it is typed: ``lung=1, heart=2``; ``""`` where all of a file is one structure."""
    return ", ".join(f"{one.name}={one.value}" for one in parts if one.value is not None)
