"""What scoring a test part gives, whatever the task: the comparison, and what each case showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.inference.loaded import LoadedModel
from ai.library.card import ModelCard
from ai.progress import Progress
from ai.training.compare import Comparison
from ai.training.dataset.case import Case

Models = Sequence[tuple[LoadedModel, Progress]]
"""The new model, and the base where there is one; each with its share of the progress."""


@dataclass(frozen=True)
class PartScores:
    """What came out.

    Parameters
    ----------
    comparison
        Table and verdict.
    titles
        Of the classes or structures.
    per_case
        One mapping a case: ``key`` (of the case), ``figure_new`` and ``figure_base`` (lower is worse; None where the
        case says nothing), and what the task adds.
    more
        Further keys of the report, by the task.
    """

    comparison: Comparison
    titles: Sequence[str]
    per_case: Sequence[Mapping[str, Any]]
    more: Mapping[str, Any] = field(default_factory=dict)


def tested_groups(tested: Sequence[Case]) -> list[str]:
    """Person or block of each case."""
    return [case.group for case in tested]


def titles_of(card: ModelCard, names: Sequence[str]) -> list[str]:
    """Titles of labels by their names."""
    by_name = {label.name: label.title for label in card.labels}
    return [by_name[name] for name in names]


def places_of(card: ModelCard, names: Sequence[str]) -> list[int]:
    """Positions of labels in a card, in the order of names."""
    return [next(i for i, label in enumerate(card.labels) if label.name == name) for name in names]


def rounded(values: npt.NDArray[np.float64]) -> list[float | None]:
    """Four digits; None for what is not a number."""
    return [None if np.isnan(value) else round(float(value), 4) for value in values]
