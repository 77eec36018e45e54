"""ROC and precision-recall curves of two classifiers, one class against the rest, with intervals. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.training.held_out_classes import HeldOutClasses, pairs, plain
from ai.training.metrics import wider_by_persons
from ai.training.paired_interval import Values, auc_intervals, within
from ai.training.roc import Estimate, auc_difference, auc_interval

MOST_POINTS = 200
"""Of a curve in a report: more than that no screen tells apart."""

RATES = tuple(round(0.05 * step, 2) for step in range(1, 20))
"""False positive rates at which the sensitivity has an interval."""

Positive = npt.NDArray[np.bool_]
"""(cases,) bool."""


@dataclass(frozen=True, eq=False)
class Curve:
    """Cases by falling score; equal scores stand together.

    Parameters
    ----------
    order
        (cases,) positions of the cases, the highest score first.
    ends
        (cuts,) position in ``order`` of the last case of each score.
    positive
        (cases,) bool, in ``order``.
    """

    order: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]
    positive: Positive

    def counts(self, weights: Values) -> tuple[Values, Values]:
        """(draws, cases) weights -> (draws, cuts) true and false positives when all from a cut on are called."""
        ordered = weights[:, self.order]
        ones = np.cumsum(ordered * self.positive, axis=1)[:, self.ends]
        zeros = np.cumsum(ordered * ~self.positive, axis=1)[:, self.ends]
        return ones, zeros

    def rates(self, weights: Values) -> tuple[Values, Values]:
        """(draws, cuts + 1) false and true positive rates, from (0, 0) on; NaN where one side is empty."""
        ones, zeros = self.counts(weights)
        start = np.zeros((len(weights), 1))
        return np.hstack([start, _ratio(zeros, zeros[:, -1:])]), np.hstack([start, _ratio(ones, ones[:, -1:])])


def curve_of(scores: Values, positive: Positive) -> Curve:
    """Sort the cases.

    Parameters
    ----------
    scores
        (cases,) float64, larger means more likely positive.
    positive
        (cases,) bool.
    """
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    ends = np.flatnonzero(np.concatenate([ordered[1:] != ordered[:-1], [True]]))
    return Curve(order, ends, positive[order])


def average_precision(curve: Curve, weights: Values) -> Values:
    """(draws, cases) weights -> (draws,) precision, averaged over the steps of the recall; no interpolation.

    References
    ----------
    Davis & Goadrich, ICML 2006, on why precision must not be interpolated along straight lines.
    """
    ones, zeros = curve.counts(weights)
    steps = np.diff(ones, axis=1, prepend=0)
    precision = np.divide(ones, ones + zeros, out=np.zeros_like(ones), where=ones + zeros > 0)
    averaged: Values = _ratio((steps * precision).sum(1, keepdims=True), ones[:, -1:])[:, 0]
    return averaged


def sensitivity_at(false_rates: Values, true_rates: Values, wanted: Values) -> Values:
    """Read ROC curves at wanted false positive rates, along straight lines between their points.

    Parameters
    ----------
    false_rates, true_rates
        (draws, points), rising from 0 to 1.
    wanted
        (rates,) at least 0 and below 1.

    Returns
    -------
    (draws, rates)
        Where a curve goes straight up, its upper end.
    """
    found = np.empty((len(false_rates), len(wanted)))
    for column, rate in enumerate(wanted):
        left = (false_rates <= rate + 1e-12).sum(1, keepdims=True) - 1
        right = np.minimum(left + 1, false_rates.shape[1] - 1)
        x, y = (np.take_along_axis(each, left, 1)[:, 0] for each in (false_rates, true_rates))
        across, up = (np.take_along_axis(each, right, 1)[:, 0] for each in (false_rates, true_rates))
        share = np.divide(rate - x, across - x, out=np.zeros_like(x), where=across > x)
        found[:, column] = y + share * (up - y)
    return found


def curves(cases: HeldOutClasses) -> list[dict[str, Any]]:
    """Curves of both models, for each class that is told from the rest.

    Returns
    -------
    list
        Per class ``label``, ``prevalence`` among the cases, and ``new`` and ``base``: ``roc`` [[false positive rate,
        sensitivity]], ``band`` [[false positive rate, low, high of the sensitivity]], ``pr`` [[sensitivity,
        precision]], ``auc`` and ``average_precision`` {``value``, ``low``, ``high``}. A class that all cases have, or
        none, is left out.
    """
    found = []
    for position in cases.told_apart:
        positive = cases.truth == position
        if positive.all() or not positive.any():
            continue
        entry: dict[str, Any] = {"label": cases.titles[position], "prevalence": round(float(positive.mean()), 4)}
        scores = cases.new[:, position], cases.base[:, position]
        areas = _areas(cases, scores, positive)
        for name, values, area in zip(("new", "base"), scores, areas[:2], strict=True):
            entry[name] = _curves_of_one(cases, values, positive) | {"auc": plain(area)}
        entry["auc_difference"] = plain(areas[2])
        found.append(entry)
    return found


def _curves_of_one(cases: HeldOutClasses, scores: Values, positive: Positive) -> dict[str, Any]:
    curve = curve_of(scores, positive)
    one = np.ones((1, len(scores)))
    false_rates, true_rates = (each[0] for each in curve.rates(one))
    kept = _spread(false_rates, true_rates)
    ones, zeros = (each[0] for each in curve.counts(one))
    recall, precision = ones / ones[-1], ones / (ones + zeros)
    shown = _spread(recall, precision)
    (averaged,) = cases.interval(lambda weights: average_precision(curve, weights)[:, np.newaxis])
    # Draws are held against the cuts that are shown: a curve of thousands would be thousands of times as much.
    coarse = Curve(curve.order, curve.ends[kept[1:] - 1], curve.positive)
    return {
        "roc": pairs(false_rates[kept], true_rates[kept]),
        "band": _band(cases, coarse, false_rates[kept], true_rates[kept], positive),
        "pr": pairs(recall[shown], precision[shown]),
        "average_precision": plain(averaged),
    }


def _band(
    cases: HeldOutClasses, curve: Curve, false_rates: Values, true_rates: Values, positive: Positive
) -> list[list[float | None]]:
    """Pointwise intervals of the sensitivity: by draws of persons, and no narrower than Wilson's for the positives.

    A quantile of the negatives sets the cut, so that leaving a person out tells nothing of the spread; where all draws
    find every case, Wilson's interval tells how few persons say so.
    """
    wanted = np.asarray(RATES)
    drawn = [sensitivity_at(*curve.rates(block[:, cases.drawn.person]), wanted) for block in cases.drawn.weights()]
    tail = (1 - cases.level) / 2
    low, high = np.nanquantile(np.concatenate(drawn), [tail, 1 - tail], axis=0)
    values = sensitivity_at(false_rates[np.newaxis], true_rates[np.newaxis], wanted)[0]
    persons = len(np.unique(cases.drawn.person[positive]))
    wide = [
        wider_by_persons(Estimate(*each), persons, cases.level)
        for each in zip(values.tolist(), low.tolist(), high.tolist(), strict=True)
    ]
    return pairs(wanted, [each.low for each in wide], [each.high for each in wide])


def _areas(cases: HeldOutClasses, scores: tuple[Values, Values], positive: Positive) -> tuple[Estimate, ...]:
    """Areas of new and base and their difference: DeLong's where each person has one case."""
    if cases.is_single and min(int(positive.sum()), int((~positive).sum())) >= 2:
        alone = (auc_interval(values, positive, level=cases.level) for values in scores)
        return (*alone, auc_difference(*scores, positive, level=cases.level))
    new, base = (np.stack([-values, values], 1) for values in scores)
    found = auc_intervals(new, base, positive.astype(np.int64), cases.drawn, level=cases.level)
    return within(found[0]), within(found[1]), within(found[2], low=-1)


def _spread(across: Values, up: Values) -> npt.NDArray[np.intp]:
    """Positions of at most `MOST_POINTS` points, evenly along the curve, the first and the last among them."""
    if len(across) <= MOST_POINTS:
        return np.arange(len(across))
    along = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(across)) + np.abs(np.diff(up)))])
    chosen = np.searchsorted(along, np.linspace(0, along[-1], MOST_POINTS))
    chosen[-1] = len(across) - 1
    return np.unique(chosen)


def _ratio(top: Values, bottom: Values) -> Values:
    found = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=found, where=np.broadcast_to(bottom > 0, top.shape))
    return found
