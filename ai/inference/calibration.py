"""From scores to probabilities that hold, and when to say "not sure"; from validation cases only. No torch here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

KEPT_SHARE = 0.9
"""Share of the cases of a class for which that class is not ruled out."""

HIGHEST_THRESHOLD = 0.5
"""A class that is more likely than all others together is never ruled out."""

TEMPERATURES = (0.2, 20.0)
"""Range that the temperature is looked for in."""


@dataclass(frozen=True)
class Calibration:
    """How logits become probabilities and verdicts.

    Parameters
    ----------
    temperature
        Logits are divided by it before the softmax.
    thresholds
        Per class the probability below which it is ruled out; 0 where there were too few cases to rule anything out.
    cases
        Validation cases behind it.
    """

    temperature: float
    thresholds: tuple[float, ...]
    cases: int


UNSURE_LOGITS = 0.4
"""Half the width of the band in which a score without a stated band is "not sure", in log-odds: 0.4 to 0.6 around 0.5.
A convention, not a measurement: on which side of a point a score lies means little where it nearly touches it."""


@dataclass(frozen=True)
class ScoreReading:
    """How scores of findings that do not exclude each other are read; stands in a card's ``reference["scores"]``.

    Every tuple has one entry per label of the card, or none where nothing is known.

    Parameters
    ----------
    operating_points
        Score from which a finding is called; 0.5 where nothing is said.
    bands
        (low, high) scores between which the model is not sure; `UNSURE_LOGITS` around the point where nothing is said.
    slopes, intercepts
        Calibration: probability = 1 / (1 + exp(-(slope * log-odds of the score + intercept))), slopes above 0; empty
        where the model has none: then its scores are no probabilities, and nobody says they were.
    cases
        Validation cases behind the calibration.
    """

    operating_points: tuple[float, ...] = ()
    bands: tuple[tuple[float, float], ...] = ()
    slopes: tuple[float, ...] = ()
    intercepts: tuple[float, ...] = ()
    cases: int = 0

    def point(self, index: int) -> float:
        """Score from which a label is called."""
        return self.operating_points[index] if self.operating_points else 0.5

    def band(self, index: int) -> tuple[float, float]:
        """Scores of a label between which the model is not sure."""
        if self.bands:
            return self.bands[index]
        middle = log_odds(self.point(index))
        return expit(middle - UNSURE_LOGITS), expit(middle + UNSURE_LOGITS)

    def probability(self, index: int, score: float) -> float | None:
        """Calibrated probability of a label; None where there is no calibration."""
        if not self.slopes:
            return None
        return expit(self.slopes[index] * log_odds(score) + self.intercepts[index])

    def fits(self, labels: int) -> bool:
        """Whether every tuple has one entry per label, and its values make sense."""
        own = (self.operating_points, self.bands, self.slopes, self.intercepts)
        return (
            all(len(each) in (0, labels) for each in own)
            and bool(self.slopes) == bool(self.intercepts)
            and all(slope > 0 for slope in self.slopes)
            and all(0 < point < 1 for point in self.operating_points)
            and all(0 <= low < high <= 1 for low, high in self.bands)
        )


AS_GIVEN = ScoreReading()
"""Scores of which nothing is known."""


def log_odds(probability: float) -> float:
    """Log-odds of a probability, finite at 0 and 1, too."""
    kept = min(max(probability, 1e-7), 1 - 1e-7)
    return math.log(kept / (1 - kept))


def expit(value: float) -> float:
    """Probability of log-odds."""
    return 1 / (1 + math.exp(-value)) if value > -700 else 0.0


def calibrate(logits: npt.NDArray[np.float64], classes: Sequence[int]) -> Calibration:
    """Fit the temperature and the thresholds.

    Parameters
    ----------
    logits
        (cases, classes) of cases that the network was not trained on.
    classes
        True class of each case.

    References
    ----------
    Guo et al., ICML 2017 (temperature). Platt 1999 (targets short of 0 and 1, so that a perfect separation of few
    cases does not make certainty). Vovk, Mach Learn 2013 (class-conditional conformal prediction).
    """
    truth = np.asarray(classes)
    count = logits.shape[1]
    sizes = np.bincount(truth, minlength=count)
    targets = np.full((len(truth), count), 0.0)
    sure = (sizes[truth] + 1) / (sizes[truth] + 2)
    targets[:] = ((1 - sure) / (count - 1))[:, None]
    targets[np.arange(len(truth)), truth] = sure
    temperature = _golden_section(logits, targets)
    probabilities = np.exp(_log_softmax(logits / temperature))
    thresholds = tuple(_threshold(probabilities[truth == index, index]) for index in range(count))
    return Calibration(round(temperature, 4), thresholds, len(truth))


def _threshold(own: npt.NDArray[np.float64]) -> float:
    """Rule a class out below the floor((n + 1)(1 - share))-th smallest probability of its own cases."""
    rank = math.floor((len(own) + 1) * (1 - KEPT_SHARE) + 1e-9)
    return round(min(HIGHEST_THRESHOLD, float(np.sort(own)[rank - 1])), 4) if rank else 0.0


def _golden_section(logits: npt.NDArray[np.float64], targets: npt.NDArray[np.float64]) -> float:
    """Temperature of the least cross entropy, which has one minimum along its logarithm."""
    low, high = (math.log(end) for end in TEMPERATURES)
    ratio = (math.sqrt(5) - 1) / 2
    for _ in range(60):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _cross_entropy(logits, targets, math.exp(left)) < _cross_entropy(logits, targets, math.exp(right)):
            high = right
        else:
            low = left
    return math.exp((low + high) / 2)


def _cross_entropy(logits: npt.NDArray[np.float64], targets: npt.NDArray[np.float64], temperature: float) -> float:
    return float(-(targets * _log_softmax(logits / temperature)).sum(1).mean())


def _log_softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    shifted = logits - logits.max(1, keepdims=True)
    result: npt.NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return result
