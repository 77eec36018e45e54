"""From scores to probabilities by two numbers, fitted on cases that the network was not trained on.

References
----------
Platt 1999 (targets short of 0 and 1). Niculescu-Mizil & Caruana, ICML 2005.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.inference.calibration import expit, log_odds

LEAST_SLOPE = 0.01
"""A calibration never turns the order of scores round."""


@dataclass(frozen=True)
class Platt:
    """Probability = 1 / (1 + exp(-(slope * log-odds of the score + intercept)))."""

    slope: float
    intercept: float

    def __call__(self, scores: Sequence[float]) -> npt.NDArray[np.float64]:
        """(cases,) scores -> (cases,) probabilities."""
        return np.array([expit(self.slope * log_odds(score) + self.intercept) for score in scores])


def fit_platt(scores: Sequence[float], truth: Sequence[bool]) -> Platt:
    """Fit by Newton's method.

    Parameters
    ----------
    scores
        (cases,) 0 to 1.
    truth
        (cases,) whether it is there; where all or none are, Platt's targets alone keep the answer short of certain.
    """
    is_there = np.asarray(truth, bool)
    ones, zeros = int(is_there.sum()), int((~is_there).sum())
    target = np.where(is_there, (ones + 1) / (ones + 2), 1 / (zeros + 2))
    design = np.stack([[log_odds(score) for score in scores], np.ones(len(is_there))], 1)
    # A faint pull to slope 1 keeps a separation of few cases finite.
    pull, wished = np.diag([1e-3, 1e-6]), np.array([1.0, 0.0])

    def cost(numbers: npt.NDArray[np.float64]) -> float:
        logits = design @ numbers
        return float(
            np.logaddexp(0, logits).sum() - target @ logits + (numbers - wished) @ pull @ (numbers - wished) / 2
        )

    found = np.zeros(2)
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -50, 50)))
        gradient = design.T @ (chance - target) + pull @ (found - wished)
        weights = chance * (1 - chance)
        step = np.linalg.solve((design * weights[:, None]).T @ design + pull, gradient)
        while cost(found - step) > cost(found) and np.abs(step).max() > 1e-10:
            step = step / 2
        found = found - step
        if np.abs(step).max() < 1e-9:
            break
    return Platt(max(float(found[0]), LEAST_SLOPE), float(found[1]))


def out_of_fold(scores: Sequence[float], truth: Sequence[bool], folds: Sequence[int]) -> npt.NDArray[np.float64]:
    """(cases,) probabilities, each by a calibration of the other folds: what the calibration is judged by."""
    values, is_there, numbers = np.asarray(scores), np.asarray(truth, bool), np.asarray(folds)
    result = np.empty(len(values))
    for fold in np.unique(numbers):
        own = numbers == fold
        result[own] = fit_platt(values[~own].tolist(), is_there[~own].tolist())(values[own].tolist())
    return result
