"""Whether probabilities of two classifiers hold: reliability curve, expected calibration error, Brier score.

No torch here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ai.training.held_out_classes import HeldOutClasses, number, plain
from ai.training.paired_interval import Values, mean_interval, within
from ai.training.roc import Estimate

MOST_BINS = 10
"""Of a reliability curve."""

LEAST_IN_BIN = 10
"""Cases for which a share says a little."""


def calibration(cases: HeldOutClasses) -> dict[str, Any]:
    """Hold what both models said against how often it was so.

    Two classes are told by the probability of the second; more by the probability of the likeliest class.

    Returns
    -------
    dict
        ``of`` ("class" or "likeliest"), ``label`` (title of the class, or ``""``), and for ``new`` and ``base``
        ``bins`` [[mean probability, share that was so, low, high, cases]] of equally many cases, ``ece`` and ``brier``
        {``value``, ``low``, ``high``}; ``brier_difference`` (new minus base, paired) and ``brier_highest``, the worst
        that a Brier score can be (1 for two classes, 2 for more).

    References
    ----------
    Brier, Mon Weather Rev 1950;78:1 (for two classes the half of it, as is usual). Guo et al., ICML 2017 (expected
    calibration error of the likeliest class). Nixon et al., CVPR workshops 2019 (bins of equally many cases).
    """
    two = len(cases.titles) == 2
    found: dict[str, Any] = {"of": "class" if two else "likeliest", "label": cases.titles[1] if two else ""}
    scores = []
    for name, said in (("new", cases.new), ("base", cases.base)):
        chance = said[:, 1] if two else said.max(1)
        is_so = cases.truth == 1 if two else said.argmax(1) == cases.truth
        place = bins(chance)
        scores.append(brier(said, cases.truth))
        highest = 1.0 if two else 2.0
        found[name] = {
            "bins": _rows(cases, chance, is_so, place),
            "ece": plain(_error_interval(cases, chance, is_so, place)),
            "brier": plain(within(mean_interval(scores[-1], cases.drawn, level=cases.level), high=highest)),
        }
    difference = mean_interval(scores[0] - scores[1], cases.drawn, level=cases.level)
    found["brier_difference"] = plain(within(difference, low=-highest, high=highest))
    found["brier_highest"] = highest
    return found


def brier(said: Values, truth: npt.NDArray[np.int64]) -> Values:
    """(cases, classes) probabilities -> (cases,) squared distance from what was so; of two classes the half of it."""
    wanted = np.eye(said.shape[1])[truth]
    distance: Values = ((said - wanted) ** 2).sum(1)
    return distance / 2 if said.shape[1] == 2 else distance


def bins(chance: Values) -> npt.NDArray[np.intp]:
    """(cases,) probabilities -> (cases,) number of the bin of each; bins hold about equally many, equal ones together.

    There are at most `MOST_BINS`, and so few that each would hold `LEAST_IN_BIN`.
    """
    count = max(1, min(MOST_BINS, len(chance) // LEAST_IN_BIN))
    edges = np.quantile(chance, np.arange(1, count) / count)
    place = np.searchsorted(edges, chance, side="right")
    _, numbered = np.unique(place, return_inverse=True)
    return np.asarray(numbered, dtype=np.intp)


def expected_error(
    chance: Values, is_so: npt.NDArray[np.bool_], place: npt.NDArray[np.intp], weights: Values
) -> Values:
    """(draws,) mean distance between probability and share over the bins, by their cases; weights (draws, cases)."""
    gap = chance - is_so
    sums = np.stack([(weights[:, place == number] * gap[place == number]).sum(1) for number in range(place.max() + 1)])
    error: Values = np.abs(sums).sum(0) / weights.sum(1)
    return error


def _error_interval(
    cases: HeldOutClasses, chance: Values, is_so: npt.NDArray[np.bool_], place: npt.NDArray[np.intp]
) -> Estimate:
    """Draw persons for the expected calibration error.

    Every draw adds noise that the error, a sum of distances, counts as error; so the draws are moved back by what they
    are larger in the mean.
    """
    value = float(expected_error(chance, is_so, place, np.ones((1, len(chance))))[0])
    drawn = [expected_error(chance, is_so, place, weights[:, cases.drawn.person]) for weights in cases.drawn.weights()]
    samples = np.concatenate(drawn)
    tail = (1 - cases.level) / 2
    low, high = np.quantile(samples - max(0.0, float(samples.mean()) - value), [tail, 1 - tail])
    return within(Estimate(value, min(value, float(low)), max(value, float(high))))


def _rows(
    cases: HeldOutClasses, chance: Values, is_so: npt.NDArray[np.bool_], place: npt.NDArray[np.intp]
) -> list[list[float | None]]:
    rows = []
    for index in range(place.max() + 1):
        own = place == index
        share = cases.share(is_so, own)
        row = [number(value) for value in (float(chance[own].mean()), share.value, share.low, share.high)]
        rows.append([*row, int(own.sum())])
    return rows
