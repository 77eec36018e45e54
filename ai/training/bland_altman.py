"""Agreement of two measurements of the same cases: bias, limits, coefficient of variation, intraclass correlation.

References
----------
Bland & Altman, Lancet 1986;1:307. Shrout & Fleiss, Psychol Bull 1979;86:420.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LIMITS = 1.96
"""Standard deviations of the differences between which 95 % of normal ones lie."""


@dataclass(frozen=True)
class MethodAgreement:
    """Two methods on the same cases.

    Parameters
    ----------
    cases
        How many.
    bias, sd
        Mean and standard deviation of first minus second.
    low, high
        95 % limits of agreement: bias minus and plus 1.96 standard deviations.
    variation_percent
        Within-case coefficient of variation: root mean square of the differences over the root of 2, over the mean of
        all measurements.
    correlation
        Intraclass correlation of single measurements in absolute agreement, ICC(2,1).
    """

    cases: int
    bias: float
    sd: float
    low: float
    high: float
    variation_percent: float
    correlation: float


def method_agreement(first: Sequence[float], second: Sequence[float]) -> MethodAgreement:
    """Compare two measurements of each case.

    Raises
    ------
    ValueError
        When they are not as many, or fewer than 3.
    """
    if len(first) != len(second) or len(first) < 3:
        raise ValueError(f"{len(first)} and {len(second)} measurements cannot be compared")
    values = np.asarray([first, second], dtype=np.float64)
    differences = values[0] - values[1]
    bias, sd = float(differences.mean()), float(differences.std(ddof=1))
    variation = float(np.sqrt((differences**2).mean() / 2) / values.mean())
    return MethodAgreement(
        len(first), bias, sd, bias - LIMITS * sd, bias + LIMITS * sd, 100 * variation, intraclass_correlation(values.T)
    )


def intraclass_correlation(values: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    """ICC(2,1) of (cases, methods): every method measured every case once, methods drawn from many.

    Returns
    -------
    float
        1 where all agree; 0 where no case and no method differs.
    """
    cases, methods = values.shape
    grand = values.mean()
    between = methods * ((values.mean(1) - grand) ** 2).sum() / (cases - 1)
    columns = cases * ((values.mean(0) - grand) ** 2).sum() / (methods - 1)
    rest = values - values.mean(1, keepdims=True) - values.mean(0, keepdims=True) + grand
    error = (rest**2).sum() / ((cases - 1) * (methods - 1))
    total = between + (methods - 1) * error + methods * (columns - error) / cases
    return float((between - error) / total) if total > 0 else 0.0
