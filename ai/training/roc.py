"""Area under the ROC curve with DeLong's variance, alone and paired. numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
"""(cases,) float64, larger means more likely positive."""


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, of 95 % unless whoever made it says otherwise."""

    value: float
    low: float
    high: float


def auc(scores: Scores, positive: npt.NDArray[np.bool_]) -> float:
    """Chance that a positive case scores above a negative one; ties count half.

    Raises
    ------
    ValueError
        When one side is empty.
    """
    ones, zeros = int(positive.sum()), int((~positive).sum())
    if not ones or not zeros:
        raise ValueError("the area under the curve needs positive and negative cases")
    return float((midranks(scores)[positive].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def delong(scores: Sequence[Scores], positive: npt.NDArray[np.bool_]) -> tuple[Scores, npt.NDArray[np.float64]]:
    """Areas of several models on the same cases and their covariance; each case another person.

    Parameters
    ----------
    scores
        One array per model.
    positive
        (cases,) bool; at least two of each side.

    Returns
    -------
    areas
        (models,).
    covariance
        (models, models).

    References
    ----------
    DeLong, Biometrics 1988;44:837; by midranks as Sun & Xu, IEEE Signal Process Lett 2014;21:1389.
    """
    ones, zeros = int(positive.sum()), int((~positive).sum())
    if min(ones, zeros) < 2:
        raise ValueError("DeLong's variance needs two cases of each side")
    areas, by_positive, by_negative = [], [], []
    for values in scores:
        ranks = midranks(values)
        v10 = (ranks[positive] - midranks(values[positive])) / zeros
        v01 = 1 - (ranks[~positive] - midranks(values[~positive])) / ones
        areas.append(v10.mean())
        by_positive.append(v10)
        by_negative.append(v01)
    covariance = np.atleast_2d(np.cov(by_positive)) / ones + np.atleast_2d(np.cov(by_negative)) / zeros
    return np.asarray(areas), covariance


def auc_interval(scores: Scores, positive: npt.NDArray[np.bool_], *, level: float = 0.95) -> Estimate:
    """Area with DeLong's interval of this confidence level, cut at 0 and 1."""
    areas, covariance = delong([scores], positive)
    reach = normal_quantile(level) * float(np.sqrt(covariance[0, 0]))
    area = float(areas[0])
    return Estimate(area, max(0.0, area - reach), min(1.0, area + reach))


def auc_difference(new: Scores, base: Scores, positive: npt.NDArray[np.bool_], *, level: float = 0.95) -> Estimate:
    """Difference of two areas on the same cases (new minus base) with DeLong's interval of this confidence level."""
    areas, covariance = delong([new, base], positive)
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    reach, difference = normal_quantile(level) * float(np.sqrt(max(variance, 0.0))), float(areas[0] - areas[1])
    return Estimate(difference, difference - reach, difference + reach)


def midranks(values: Scores) -> Scores:
    """Ranks from 1; equal values share the mean of their ranks."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.searchsorted(ordered, ordered, side="left")
    after = np.searchsorted(ordered, ordered, side="right")
    ranks = np.empty(len(values), dtype=np.float64)
    ranks[order] = (first + after + 1) / 2
    return ranks


def normal_quantile(level: float) -> float:
    """Bound that a standard normal figure stays within, either side, with this probability: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + level) / 2)
