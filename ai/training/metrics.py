"""Scores with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def jaccard(found: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_]) -> float:
    """Overlap over union of two masks of any shape; 1 where both are empty."""
    union = int((found | truth).sum())
    return int((found & truth).sum()) / union if union else 1.0


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
