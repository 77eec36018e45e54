"""Intervals of means and areas under the ROC curve where a person may have several cases; alone and paired.

Each interval is the widest, on either side, of the percentile bootstrap over persons, of Student's t over persons and
of the same corrected for skewness. Where a new model gains a little with most persons and fails badly with a few, 20
persons may hold none of the few: then the first two together call it better wrongly in 8 of 100 samples, all three in
4, not in 2.5 as they do where gains and losses are alike. numpy only; all draws at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.training.roc import Estimate, midranks
from ai.training.student import student_quantile

Values = npt.NDArray[np.float64]

_BLOCK = 1 << 21
"""Weights that are held at once: 16 MB."""

_STRAIGHT = 1e-6
"""Skewness that changes nothing and would be divided by."""


@dataclass(frozen=True, eq=False)
class PersonDraws:
    """Whole persons drawn again and again, the same ones for every figure that is asked for.

    Parameters
    ----------
    person
        (cases,) position of the person of each case.
    layer
        (persons,) number of the layer within which each person is drawn.
    draws, seed
        How often, and the chance.
    """

    person: npt.NDArray[np.intp]
    layer: npt.NDArray[np.intp]
    draws: int
    seed: int

    def weights(self) -> Iterator[Values]:
        """Yield (draws of a block, persons): how often each person was drawn."""
        rng = np.random.default_rng(self.seed)
        persons = len(self.layer)
        size = max(1, _BLOCK // max(persons, len(self.person)))
        layers = [np.flatnonzero(self.layer == number) for number in np.unique(self.layer)]
        for begin in range(0, self.draws, size):
            rows = min(size, self.draws - begin)
            block = np.empty((rows, persons))
            for members in layers:
                count = len(members)
                chosen = rng.integers(count, size=(rows, count)) + count * np.arange(rows)[:, np.newaxis]
                block[:, members] = np.bincount(chosen.ravel(), minlength=rows * count).reshape(rows, count)
            yield block

    def by_person(self, values: Values) -> Values:
        """(cases,) -> (persons,) sums."""
        sums = np.zeros(len(self.layer))
        np.add.at(sums, self.person, values)
        return sums


def draw_persons(
    groups: Sequence[Hashable], *, strata: Sequence[Hashable] | None = None, draws: int = 2000, seed: int = 0
) -> PersonDraws:
    """Prepare the draws.

    Parameters
    ----------
    groups
        Person of each case.
    strata
        Class of each case: persons are drawn within the class of their first case, so that no class runs empty.
    draws, seed
        How often, and the chance.
    """
    persons: dict[Hashable, int] = {}
    layers: dict[Hashable, int] = {}
    layer_of: list[int] = []
    for position, group in enumerate(groups):
        if group not in persons:
            persons[group] = len(persons)
            layer_of.append(layers.setdefault(None if strata is None else strata[position], len(layers)))
    person = np.asarray([persons[group] for group in groups], dtype=np.intp)
    return PersonDraws(person, np.asarray(layer_of, dtype=np.intp), draws, seed)


def mean_interval(values: Values, drawn: PersonDraws, *, level: float = 0.95) -> Estimate:
    """Mean over cases; of paired differences, the difference of two means.

    Parameters
    ----------
    values
        (cases,) float64; NaN for a case that is not counted.
    drawn
        Of these cases.
    level
        Confidence level.

    References
    ----------
    Davison & Hinkley, Bootstrap Methods and their Application, 1997, 5.3.1; Hall, J R Stat Soc B 1992;54:221, the
    transformation that corrects t for skewness.
    """
    counted = ~np.isnan(values)
    if not counted.any():
        return Estimate(math.nan, math.nan, math.nan)
    sums, counts = drawn.by_person(np.where(counted, values, 0)), drawn.by_person(counted.astype(np.float64))
    total = float(counts.sum())
    value = float(sums.sum()) / total
    present = counts > 0
    reach = student_reach((sums - value * counts)[present] / total, drawn.layer[present], level)
    means = [_ratio(weights @ sums, weights @ counts) for weights in drawn.weights()]
    return wider_of(value, np.concatenate(means), reach, level)


def auc_intervals(
    new: Values, base: Values, truth: npt.NDArray[np.int64], drawn: PersonDraws, *, level: float = 0.95
) -> tuple[Estimate, Estimate, Estimate]:
    """Mean of the one-against-rest areas of two classifiers, and new minus base.

    Parameters
    ----------
    new, base
        (cases, classes) float64, larger means more likely.
    truth
        (cases,) position of the true class.
    drawn
        Of these cases.
    level
        Confidence level.

    Returns
    -------
    new, base, difference
        NaN where a class has no case on one side.

    References
    ----------
    Obuchowski, Biometrics 1997;53:567, the variance of placements summed by person; with one case a person and two
    classes it is DeLong's.
    """
    area_new, parts_new = _placements(new, truth)
    area_base, parts_base = _placements(base, truth)
    drawn_new, drawn_base = [], []
    for weights in drawn.weights():
        of_cases = weights[:, drawn.person]
        drawn_new.append(_areas(new, truth, of_cases))
        drawn_base.append(_areas(base, truth, of_cases))
    all_new, all_base = np.concatenate(drawn_new), np.concatenate(drawn_base)

    def interval(value: float, samples: Values, parts: Values) -> Estimate:
        return wider_of(value, samples, student_reach(drawn.by_person(parts), drawn.layer, level), level)

    return (
        interval(area_new, all_new, parts_new),
        interval(area_base, all_base, parts_base),
        interval(area_new - area_base, all_new - all_base, parts_new - parts_base),
    )


def figure_intervals(
    figures: Callable[[Values], Values], drawn: PersonDraws, *, level: float = 0.95
) -> tuple[Estimate, ...]:
    """Several figures of any kind that are smooth in the weights of the cases, by the same draws.

    Parameters
    ----------
    figures
        Takes weights (draws, cases), gives (draws, figures); NaN where one is not defined for them.
    drawn
        Of these cases.
    level
        Confidence level.

    Returns
    -------
    tuple
        The reach of Student's t is infinite where a figure is not defined without one of the persons.

    References
    ----------
    Efron, The Jackknife, the Bootstrap and Other Resampling Plans, 1982, ch. 3: what each person adds to the error of
    a figure is told by leaving the person out.
    """
    value = figures(np.ones((1, len(drawn.person))))[0]
    samples = np.concatenate([figures(weights[:, drawn.person]) for weights in drawn.weights()])
    persons = len(drawn.layer)
    size = max(1, _BLOCK // max(persons, len(drawn.person)))
    left = np.concatenate(
        [
            figures((drawn.person != np.arange(begin, min(begin + size, persons))[:, np.newaxis]).astype(np.float64))
            for begin in range(0, persons, size)
        ]
    )
    _, place, sizes = np.unique(drawn.layer, return_inverse=True, return_counts=True)
    parts = (value - left) * ((sizes[place] - 1) / sizes[place])[:, np.newaxis]
    found = []
    for column in range(len(value)):
        is_known = not np.isnan(parts[:, column]).any()
        reach = student_reach(parts[:, column], drawn.layer, level) if is_known else (math.inf, math.inf)
        found.append(wider_of(float(value[column]), samples[:, column], reach, level))
    return tuple(found)


def figure_interval(
    value: float, samples: Values, left_out: Values, drawn: PersonDraws, *, level: float = 0.95
) -> Estimate:
    """Interval of any figure of whole persons.

    Parameters
    ----------
    value
        The figure over all persons.
    samples
        (draws,) float64: the figure of each of the draws.
    left_out
        (persons,) float64: the figure without each person in turn, the jackknife, which tells its spread. Where it is
        not defined without one of them the reach is infinite: that person alone says all of it.
    drawn, level
        As in `mean_interval`.

    References
    ----------
    Efron & Tibshirani, An Introduction to the Bootstrap, 1993, 11.5.
    """
    persons = len(left_out)
    if np.isnan(left_out).any():
        return wider_of(value, samples, (math.inf, math.inf), level)
    parts = (left_out.mean() - left_out) * (persons - 1) / persons
    return wider_of(value, samples, student_reach(parts, drawn.layer, level), level)


def within(estimate: Estimate, low: float = 0.0, high: float = 1.0) -> Estimate:
    """Cut an interval where its figure ends."""
    return Estimate(estimate.value, max(low, estimate.low), min(high, estimate.high))


def wider_of(value: float, samples: Values, reach: tuple[float, float], level: float) -> Estimate:
    """Widest, on either side, of the percentiles of drawn samples and of a reach below and above."""
    known = samples[~np.isnan(samples)]
    if math.isnan(value) or not len(known):
        return Estimate(value, math.nan, math.nan)
    tail = (1 - level) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return Estimate(value, min(float(low), value - reach[0]), max(float(high), value + reach[1]))


def student_reach(parts: Values, layer: npt.NDArray[np.intp], level: float) -> tuple[float, float]:
    """Reach below and above; ``parts`` are what each person adds to the figure's error, summing to nothing.

    Infinite where a layer has one person: nothing tells how far another one would be.
    """
    centred, variance, layers, persons = np.empty_like(parts), 0.0, np.unique(layer), len(parts)
    for number in layers:
        own = parts[layer == number]
        if len(own) == 1:
            return math.inf, math.inf
        centred[layer == number] = own - own.mean()
        variance += float(((own - own.mean()) ** 2).sum()) * len(own) / (len(own) - 1)
    bound, error = student_quantile(level, persons - len(layers)), math.sqrt(variance)
    spread = math.sqrt(float((centred**2).mean()))
    if persons < 3 or not spread:
        return bound * error, bound * error
    skewness = float(((centred / spread) ** 3).mean()) * math.sqrt(persons * (persons - 1)) / (persons - 2)
    lean = skewness / math.sqrt(persons)
    if abs(lean) < _STRAIGHT:
        return bound * error, bound * error
    # Hall's g(t) = t + lean (t^2 / 3 + 1 / 6) + lean^2 t^3 / 27, backwards.
    below, above = (3 / lean * (float(np.cbrt(1 + lean * (t - lean / 6))) - 1) for t in (bound, -bound))
    return max(bound, below) * error, max(bound, -above) * error


def _ratio(top: Values, bottom: Values) -> Values:
    result = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=result, where=bottom > 0)
    return result


def _areas(scores: Values, truth: npt.NDArray[np.int64], weights: Values) -> Values:
    """(draws,) mean of the one-against-rest areas; weights are (draws, cases)."""
    areas = np.zeros(len(weights))
    for index in range(scores.shape[1]):
        order = np.argsort(scores[:, index], kind="stable")
        ordered, own = scores[order, index], truth[order] == index
        # Equal scores stand together: they count half.
        starts = np.flatnonzero(np.concatenate([[True], ordered[1:] > ordered[:-1]]))
        sorted_weights = weights[:, order]
        ones = np.add.reduceat(sorted_weights * own, starts, axis=1)
        zeros = np.add.reduceat(sorted_weights * ~own, starts, axis=1)
        below = np.cumsum(zeros, axis=1) - zeros / 2
        areas += _ratio((ones * below).sum(1), ones.sum(1) * zeros.sum(1)) / scores.shape[1]
    return areas


def _placements(scores: Values, truth: npt.NDArray[np.int64]) -> tuple[float, Values]:
    """Mean area, and (cases,) what each case adds to its error."""
    classes = scores.shape[1]
    areas, parts = [], np.zeros(len(truth))
    for index in range(classes):
        own = truth == index
        ones, zeros = int(own.sum()), int((~own).sum())
        if not ones or not zeros:
            return math.nan, np.full(len(truth), np.nan)
        ranks = midranks(scores[:, index])
        of_ones = (ranks[own] - midranks(scores[own, index])) / zeros
        of_zeros = 1 - (ranks[~own] - midranks(scores[~own, index])) / ones
        area = float(of_ones.mean())
        areas.append(area)
        parts[own] += (of_ones - area) / ones / classes
        parts[~own] += (of_zeros - area) / zeros / classes
    return float(np.mean(areas)), parts
