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

_NEWTON_STEPS, _STILL = 100, 1e-9
"""At most so many, some ten are needed; and the step from which on nothing moves any more."""

_PULL = 1e-6
"""To 0, so faint that it decides only where the cases say nothing."""


@dataclass(frozen=True)
class Calibration:
    """How logits become probabilities and verdicts.

    Parameters
    ----------
    temperature
        Logits are divided by it before the softmax, above 0.
    thresholds
        Per class the probability below which it is ruled out; 0 where there were too few cases to rule anything out.
    cases
        Validation cases behind it.
    offsets
        Added to the logits of each class afterwards; of the first 0. Empty where the temperature alone was fitted.
    """

    temperature: float
    thresholds: tuple[float, ...]
    cases: int
    offsets: tuple[float, ...] = ()

    def scaled(self, logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(..., classes) logits -> the same shape; their softmax are the probabilities."""
        divided: npt.NDArray[np.float64] = logits / self.temperature
        return divided + np.asarray(self.offsets) if self.offsets else divided

    def fits(self, labels: int) -> bool:
        """Whether there is one entry per label, and the numbers make sense."""
        return (
            len(self.thresholds) == labels
            and len(self.offsets) in (0, labels)
            and 0 < self.temperature < math.inf
            and all(math.isfinite(each) for each in self.offsets)
        )


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


def calibrate(logits: npt.NDArray[np.float64], classes: Sequence[int], *, with_offsets: bool = False) -> Calibration:
    """Fit the temperature, where asked an offset of each class, and the thresholds.

    Parameters
    ----------
    logits
        (cases, classes) of cases that the network was not trained on.
    classes
        True class of each case.
    with_offsets
        Whether the mix of the classes is fitted too. Of two classes this is Platt's slope and offset of the difference
        of the logits; of more it is one slope for all and an offset of each, which few cases still carry.

    References
    ----------
    Guo et al., ICML 2017 (temperature). Platt 1999 (slope and offset; targets short of 0 and 1, so that a perfect
    separation of few cases does not make certainty). Alexandari et al., ICML 2020 (temperature with offsets, of more
    classes). Vovk, Mach Learn 2013 (class-conditional conformal prediction).
    """
    truth = np.asarray(classes)
    count = logits.shape[1]
    sizes = np.bincount(truth, minlength=count)
    targets = np.full((len(truth), count), 0.0)
    sure = (sizes[truth] + 1) / (sizes[truth] + 2)
    targets[:] = ((1 - sure) / (count - 1))[:, None]
    targets[np.arange(len(truth)), truth] = sure
    if with_offsets:
        slope, offsets = _slope_and_offsets(logits, targets)
        fitted = Calibration(1 / slope, (), len(truth), offsets)
    else:
        fitted = Calibration(_golden_section(logits, targets), (), len(truth))
    probabilities = np.exp(_log_softmax(fitted.scaled(logits)))
    thresholds = tuple(_threshold(probabilities[truth == index, index]) for index in range(count))
    rounded = tuple(round(each, 4) for each in fitted.offsets)
    return Calibration(round(fitted.temperature, 4), thresholds, len(truth), rounded)


def _slope_and_offsets(
    logits: npt.NDArray[np.float64], targets: npt.NDArray[np.float64]
) -> tuple[float, tuple[float, ...]]:
    """Slope and offsets of the least cross entropy, by Newton's method.

    Parameters
    ----------
    logits, targets
        (cases, classes); rows of the targets sum to 1.

    Returns
    -------
    tuple
        The slope, within `TEMPERATURES`, and the offset of each class; the first is 0, since a shift of all says
        nothing.
    """
    count = logits.shape[1]
    centred = logits - logits.mean(1, keepdims=True)
    by_class = np.broadcast_to(np.eye(count)[:, 1:], (*logits.shape, count - 1))
    found = _newton(np.concatenate([centred[:, :, None], by_class], axis=2), np.zeros_like(centred), targets)
    # A calibration never turns the order of scores round.
    slope = min(max(float(found[0]), 1 / TEMPERATURES[1]), 1 / TEMPERATURES[0])
    offsets = found[1:] if slope == found[0] else _newton(by_class, slope * centred, targets)
    return slope, (0.0, *(float(each) for each in offsets))


def _newton(
    design: npt.NDArray[np.float64], fixed: npt.NDArray[np.float64], targets: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Numbers with which ``fixed + design @ numbers`` has the least cross entropy: it has one minimum.

    Parameters
    ----------
    design
        (cases, classes, numbers).
    fixed, targets
        (cases, classes).
    """
    found = np.zeros(design.shape[2])

    def cost(numbers: npt.NDArray[np.float64]) -> float:
        return float(-(targets * _log_softmax(fixed + design @ numbers)).sum() + _PULL * (numbers @ numbers) / 2)

    for _ in range(_NEWTON_STEPS):
        chance = np.exp(_log_softmax(fixed + design @ found))
        gradient = np.einsum("nkp,nk->p", design, chance - targets) + _PULL * found
        mean = np.einsum("nkp,nk->np", design, chance)
        curvature = np.einsum("nkp,nk,nkq->pq", design, chance, design) - mean.T @ mean
        step = np.linalg.solve(curvature + _PULL * np.eye(len(found)), gradient)
        while cost(found - step) > cost(found) and np.abs(step).max() > _STILL:
            step = step / 2
        found = found - step
        if np.abs(step).max() <= _STILL:
            break
    return found


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
