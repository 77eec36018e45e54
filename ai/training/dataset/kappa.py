"""Cohen's kappa: how much more two readers agree than they would by chance."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.training.metrics import clustered_bootstrap


@dataclass(frozen=True)
class Kappa:
    """Agreement of two readers on classes.

    Parameters
    ----------
    cases, groups
        Cases that both answered, and the persons (or blocks) that they are of.
    observed, expected
        Share of cases with the same answer, and the share that chance alone would give, 0 to 1.
    value
        1 for full agreement, 0 for no more than by chance; None where both only ever gave one and the same answer.
    interval
        (low, high), 95 %; None where ``value`` is None.
    names
        Answers that were given.
    table
        How often each pair of them was given: a row for each answer of the first reader, a column for the second.
    """

    cases: int
    groups: int
    observed: float
    expected: float
    value: float | None
    interval: tuple[float, float] | None
    names: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]


def cohen_kappa(
    first: Sequence[str], second: Sequence[str], groups: Sequence[Hashable], *, draws: int = 2000, seed: int = 0
) -> Kappa:
    """Compare the answers of two readers.

    The interval is that of a bootstrap which draws whole persons. Where readers agree on every case that would be a
    point, so the lower end is then that of the exact interval of a share without a failure among the persons.

    Parameters
    ----------
    first, second
        Answers case by case; "not sure" is an answer like the others.
    groups
        Person of each case.
    draws, seed
        Of the bootstrap.

    Raises
    ------
    ValueError
        When there are no cases, or not as many answers as cases.

    References
    ----------
    Cohen, Educ Psychol Meas 1960;20:37. Clopper & Pearson, Biometrika 1934;26:404.
    """
    if not first or not len(first) == len(second) == len(groups):
        raise ValueError("both readers must have answered the same cases, and at least one")
    names = tuple(dict.fromkeys((*first, *second)))
    number_of = {name: number for number, name in enumerate(names)}
    one = np.array([number_of[each] for each in first], dtype=np.intp)
    two = np.array([number_of[each] for each in second], dtype=np.intp)

    def counted(drawn: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
        pairs = np.bincount(one[drawn] * len(names) + two[drawn], minlength=len(names) ** 2)
        return pairs.reshape(len(names), len(names)).astype(np.int64)

    def statistic(drawn: npt.NDArray[np.intp]) -> float:
        return _kappa(*_shares(counted(drawn)))

    table = counted(np.arange(len(one)))
    observed, expected = _shares(table)
    value, interval = _kappa(observed, expected), None
    persons = len(set(groups))
    if not math.isnan(value):
        drawn = clustered_bootstrap(statistic, groups, draws=draws, seed=seed)
        interval = drawn.low, drawn.high
        if observed == 1:
            least = 0.025 ** (1 / persons)
            interval = _kappa(least, expected), 1.0
    return Kappa(
        len(one),
        persons,
        observed,
        expected,
        None if math.isnan(value) else value,
        interval,
        names,
        tuple(tuple(int(count) for count in row) for row in table),
    )


def _shares(table: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Observed and expected share of agreement of a square table of counts."""
    total = int(table.sum())
    return int(np.trace(table)) / total, float(table.sum(axis=1) @ table.sum(axis=0)) / total**2


def _kappa(observed: float, expected: float) -> float:
    """NaN where chance alone explains all."""
    return (observed - expected) / (1 - expected) if expected < 1 else math.nan
