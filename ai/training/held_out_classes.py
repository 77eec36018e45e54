"""What two classifiers said of the same held-out cases, and how intervals of any figure of it are made.

No torch here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.training.metrics import wider_by_persons, wilson
from ai.training.openings import level
from ai.training.paired_interval import PersonDraws, Values, draw_persons, figure_intervals, within
from ai.training.roc import Estimate

DRAWS = 2000

DIGITS = 4
"""Of every number in a report."""


@dataclass(frozen=True, eq=False)
class HeldOutClasses:
    """Two classifiers on the same cases.

    Parameters
    ----------
    new, base
        (cases, classes) float64 probabilities.
    truth
        (cases,) position of the true class.
    titles
        Of the classes.
    drawn
        Whole persons, drawn within the class of their first case.
    level
        Confidence level of every interval.
    is_single
        Whether each person has one case, so that formulas for independent cases hold.
    """

    new: Values
    base: Values
    truth: npt.NDArray[np.int64]
    titles: tuple[str, ...]
    drawn: PersonDraws
    level: float
    is_single: bool

    @property
    def told_apart(self) -> tuple[int, ...]:
        """Positions of the classes that are held against the rest; of two classes the second, as in `compare`."""
        count = len(self.titles)
        return (1,) if count == 2 else tuple(range(count))

    def interval(self, figures: Callable[[Values], Values]) -> tuple[Estimate, ...]:
        """Intervals of shares and other figures from 0 to 1; see `ai.training.paired_interval.figure_intervals`."""
        return tuple(within(each) for each in figure_intervals(figures, self.drawn, level=self.level))

    def share(self, right: npt.NDArray[np.bool_], counted: npt.NDArray[np.bool_]) -> Estimate:
        """Share of the counted cases that are right.

        Wilson's where each person has one case. Else the wider of the bootstrap and of Wilson's for as many trials as
        there are persons: where every case is right, or none, no draw differs from another, and a bootstrap alone
        would tell of certainty.
        """
        if not counted.any():
            return Estimate(np.nan, np.nan, np.nan)
        if self.is_single:
            return wilson(int((right & counted).sum()), int(counted.sum()), level=self.level)

        def shares(weights: Values) -> Values:
            below = weights @ counted
            top = weights @ (right & counted)
            found = np.full(len(weights), np.nan)
            np.divide(top, below, out=found, where=below > 0)
            return found[:, np.newaxis]

        (found,) = self.interval(shares)
        return wider_by_persons(found, len(np.unique(self.drawn.person[counted])), self.level)


def held_out_classes(
    new: Values,
    base: Values,
    truth: npt.NDArray[np.int64],
    groups: Sequence[Hashable],
    *,
    titles: Sequence[str],
    blocks: bool = False,
    openings: int = 1,
    draws: int = DRAWS,
) -> HeldOutClasses:
    """Put the answers together; parameters as in `ai.training.compare.compare_classes`."""
    single = not blocks and len(set(groups)) == len(groups)
    drawn = draw_persons(groups, strata=truth.tolist(), draws=draws)
    return HeldOutClasses(new, base, truth, tuple(titles), drawn, level(openings), single)


def plain(estimate: Estimate) -> dict[str, float | None]:
    """Write an estimate as in a report: rounded, None for what nobody knows."""
    return {name: number(getattr(estimate, name)) for name in ("value", "low", "high")}


def number(value: float) -> float | None:
    """Round a number as in a report; None for what is none."""
    return round(float(value), DIGITS) if np.isfinite(value) else None


def pairs(*columns: Any) -> list[list[float | None]]:
    """Write columns of equal length as rows of numbers."""
    return [[number(value) for value in row] for row in zip(*columns, strict=True)]
