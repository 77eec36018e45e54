"""Student's t distribution, for intervals from few persons. numpy only."""

from __future__ import annotations

import math

import numpy as np

_HALVINGS = 100
"""Of an angle below a right one: to the last digit of a float."""


def student_quantile(level: float, freedom: int) -> float:
    """Bound that Student's t stays within, either side, with this probability.

    Parameters
    ----------
    level
        Inside (0, 1).
    freedom
        Degrees of freedom, at least 1.

    References
    ----------
    Abramowitz & Stegun, Handbook of Mathematical Functions, 1964, 26.7.3 and 26.7.4: exact for whole degrees.
    """
    if not 0 < level < 1 or freedom < 1:
        raise ValueError(f"no quantile for a level of {level} and {freedom} degrees of freedom")
    low, high = 0.0, math.pi / 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _within(middle, freedom) < level:
            low = middle
        else:
            high = middle
    return math.sqrt(freedom) * math.tan((low + high) / 2)


def _within(angle: float, freedom: int) -> float:
    """Chance that abs(t) is below sqrt(freedom) * tan(angle)."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    steps = np.arange(1 + odd, freedom - 1, 2, dtype=np.float64)
    # 1, 1/2 cos^2, 1*3/(2*4) cos^4, ... for even degrees; cos times 1, 2/3 cos^2, ... for odd ones.
    series = 1 + float(np.cumprod(steps / (steps + 1) * cosine**2).sum())
    if not odd:
        return sine * series
    return 2 / math.pi * (angle + (sine * cosine * series if freedom > 1 else 0.0))
