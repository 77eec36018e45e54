"""Scores with their intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence

import numpy as np
import numpy.typing as npt

from ai.training.roc import Estimate, normal_quantile


def jaccard(found: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_]) -> float:
    """Overlap over union of two masks of any shape; 1 where both are empty."""
    union = int((found | truth).sum())
    return int((found & truth).sum()) / union if union else 1.0


def dice(found: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_]) -> float:
    """Twice the overlap over the sum of two masks of any shape; 1 where both are empty."""
    total = int(found.sum()) + int(truth.sum())
    return 2 * int((found & truth).sum()) / total if total else 1.0


def wilson(hits: int, cases: int, *, level: float = 0.95) -> Estimate:
    """Share with its score interval of this confidence level; each case another person.

    References
    ----------
    Wilson, J Am Stat Assoc 1927;22:209.
    """
    if not 0 <= hits <= cases or not cases:
        raise ValueError(f"{hits} of {cases} is no share")
    z = normal_quantile(level)
    share = hits / cases
    middle = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    reach = z / (1 + z * z / cases) * math.sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases))
    return Estimate(share, max(0.0, middle - reach), min(1.0, middle + reach))


def wider_by_persons(found: Estimate, persons: int, its_level: float) -> Estimate:
    """Widen the interval of a share to that of Wilson for so many trials.

    Where every case is right, or none, no draw of a bootstrap differs from another: alone it would tell of certainty.
    """
    if not persons or np.isnan(found.value):
        return found
    hits = found.value * persons
    low = wilson(int(np.floor(hits)), persons, level=its_level).low
    high = wilson(int(np.ceil(hits - 1e-9)), persons, level=its_level).high
    return Estimate(found.value, min(low, found.low), max(high, found.high))


def clustered_bootstrap(
    statistic: Callable[[npt.NDArray[np.intp]], float],
    groups: Sequence[Hashable],
    *,
    strata: Sequence[Hashable] | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> Estimate:
    """Percentile bootstrap of any figure: whole persons are drawn, since cases of one person are alike.

    Parameters
    ----------
    statistic
        Of the positions of the cases drawn (a case may come more than once); NaN where it is not defined for them.
    groups
        Person of each case.
    strata
        Class of each case: persons are drawn within the class of their first case, so that no class runs empty.
    draws, seed
        How often, and the chance.

    References
    ----------
    Davison & Hinkley, Bootstrap Methods and their Application, 1997, 3.8.
    """
    members: dict[Hashable, list[int]] = {}
    for position, group in enumerate(groups):
        members.setdefault(group, []).append(position)
    layers: dict[Hashable, list[npt.NDArray[np.intp]]] = {}
    for positions in members.values():
        layer = strata[positions[0]] if strata is not None else None
        layers.setdefault(layer, []).append(np.asarray(positions))
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        drawn = [layer[index] for layer in layers.values() for index in rng.integers(len(layer), size=len(layer))]
        values.append(statistic(np.concatenate(drawn)))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Estimate(statistic(np.arange(len(groups))), float(low), float(high))


def bootstrap_mean(values: Sequence[float], *, draws: int = 2000, seed: int = 0) -> tuple[float, float]:
    """95 % percentile bootstrap interval of the mean; one value is one person.

    References
    ----------
    Efron & Tibshirani, An Introduction to the Bootstrap, 1993.
    """
    sample = np.asarray(values, dtype=np.float64)
    chosen = np.random.default_rng(seed).integers(len(sample), size=(draws, len(sample)))
    low, high = np.percentile(sample[chosen].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def conformal_half_width(residuals: Sequence[float], *, coverage: float = 0.95) -> float:
    """Half-width of a split-conformal interval: the ceil((n + 1) coverage)-th smallest absolute residual.

    Parameters
    ----------
    residuals
        Prediction minus truth of cases that the model was not trained on.
    coverage
        Wished share of new cases, exchangeable with these, that fall inside.

    Raises
    ------
    ValueError
        When there are too few residuals for this coverage.

    References
    ----------
    Lei et al., J Am Stat Assoc 2018;113:1094.
    """
    sizes = sorted(abs(residual) for residual in residuals)
    rank = math.ceil((len(sizes) + 1) * coverage)
    if rank > len(sizes):
        raise ValueError(f"{len(sizes)} residuals are too few for a coverage of {coverage}")
    return sizes[rank - 1]
