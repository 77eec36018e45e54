"""Values against what they are made of, coverage by simulation."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from ai.training.metrics import clustered_bootstrap
from ai.training.paired_interval import auc_intervals, draw_persons, mean_interval, within
from ai.training.roc import Estimate, auc, auc_difference, delong


def _classes(seed: int, classes: int = 3, persons: int = 45, each: int = 1) -> tuple[np.ndarray, ...]:
    """New, base, truth, groups of equally good models; a person has one class and cases that are alike."""
    rng = np.random.default_rng(seed)
    of_person = np.arange(persons) % classes
    truth, groups = np.repeat(of_person, each), np.repeat(np.arange(persons), each)
    person = np.repeat(rng.normal(0, 0.7, (persons, classes)), each, axis=0)
    shared = np.eye(classes)[truth] * 1.2 + person + rng.normal(0, 0.5, (len(truth), classes))
    own = [np.repeat(rng.normal(0, 0.5, (persons, classes)), each, axis=0) for _ in range(2)]
    new, base = (shared + part + rng.normal(0, 0.3, shared.shape) for part in own)
    return new, base, truth, groups


def test_the_values_are_the_plain_ones() -> None:
    new, base, truth, groups = _classes(0, each=2)
    drawn = draw_persons(groups.tolist(), strata=truth.tolist(), draws=50)
    of_new, of_base, difference = auc_intervals(np.round(new, 1), base, truth, drawn)
    expected = np.mean([auc(np.round(new, 1)[:, index], truth == index) for index in range(3)])
    assert of_new.value == pytest.approx(expected)
    assert difference.value == pytest.approx(of_new.value - of_base.value)
    values = np.append(new[:-1, 0], np.nan)
    assert mean_interval(values, drawn).value == pytest.approx(np.nanmean(values))


def test_never_narrower_than_the_textbook_interval() -> None:
    """Ten values, one a person: mean -+ 2.262 sd / sqrt(10), here a little more below, since their skewness is -0.2."""
    values = np.array([0.1, -0.2, 0.3, 0.05, 0.0, 0.12, -0.07, 0.2, 0.15, -0.1])
    found = mean_interval(values, draw_persons(range(10)))
    reach = 2.2621572 * values.std(ddof=1) / np.sqrt(10)
    assert 1.0 < (found.value - found.low) / reach < 1.1
    assert found.high == pytest.approx(values.mean() + reach)


def test_the_correction_for_skewness_is_halls() -> None:
    """g(t) = t + a (t^2 / 3 + 1 / 6) + a^2 t^3 / 27 of the lower bound is the quantile of Student's t."""
    stats = pytest.importorskip("scipy.stats")
    values = -(np.random.default_rng(7).exponential(1, 25) ** 2)
    found = mean_interval(values, draw_persons(range(25)))
    t = (found.value - found.low) / stats.sem(values)
    lean = stats.skew(values, bias=False) / 5
    assert t + lean * (t**2 / 3 + 1 / 6) + lean**2 * t**3 / 27 == pytest.approx(stats.t.ppf(0.975, 24))


def test_the_bootstrap_is_the_one_of_the_loop() -> None:
    """Both ways to draw persons agree on the percentiles of a mean."""
    values = np.random.default_rng(0).exponential(1, 40)
    groups = np.repeat(np.arange(20), 2).tolist()
    drawn = draw_persons(groups, draws=8000)
    sums = drawn.by_person(values)
    means = np.concatenate([weights @ sums for weights in drawn.weights()]) / 40
    loop = clustered_bootstrap(lambda chosen: float(values[chosen].mean()), groups, draws=4000)
    assert np.percentile(means, [2.5, 97.5]) == pytest.approx([loop.low, loop.high], rel=0.02)
    found = mean_interval(values, drawn)
    assert found.low <= loop.low
    assert loop.high <= found.high * 1.01


def test_one_case_a_person_is_delong_with_students_quantile() -> None:
    rng = np.random.default_rng(1)
    truth = np.arange(60) % 2
    first, second = rng.normal(truth, 1), rng.normal(0.5 * truth, 1)
    both = [np.stack([1 - scores, scores], 1) for scores in (first, second)]
    drawn = draw_persons(range(60), strata=truth.tolist(), draws=1)
    found = auc_intervals(both[0], both[1], truth, drawn)[2]
    _, covariance = delong([first, second], truth == 1)
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    assert found.value == pytest.approx(auc_difference(first, second, truth == 1).value)
    reach = 2.0017175 * error  # t with 58 degrees of freedom
    sides = (found.high - found.value, found.value - found.low)
    assert min(sides) == pytest.approx(reach)
    assert max(sides) == pytest.approx(reach, rel=0.1)


def test_copies_of_a_person_do_not_narrow_it() -> None:
    new, base, truth, _ = _classes(2)
    drawn = draw_persons(range(45), strata=truth.tolist())
    single = auc_intervals(new, base, truth, drawn)[2]
    copied = [np.repeat(each, 4, axis=0) for each in (new, base, truth)]
    groups = np.repeat(np.arange(45), 4).tolist()
    drawn = draw_persons(groups, strata=copied[2].tolist())
    many = auc_intervals(*copied, drawn)[2]
    assert (many.low, many.high) == pytest.approx((single.low, single.high))


def test_blocks_of_draws_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    new, base, truth, groups = _classes(3)
    drawn = draw_persons(groups.tolist(), strata=truth.tolist(), draws=100)
    whole = np.concatenate(list(drawn.weights()))
    assert {tuple(np.bincount(truth, weights=row)) for row in whole} == {(15, 15, 15)}  # no class runs empty
    together = auc_intervals(new, base, truth, drawn)
    monkeypatch.setattr("ai.training.paired_interval._BLOCK", 45 * 7)
    assert len(list(drawn.weights())) == 15
    apart = auc_intervals(new, base, truth, drawn)
    assert together[2].high == pytest.approx(apart[2].high, abs=0.02)


def test_wider_levels_are_wider() -> None:
    values = np.random.default_rng(4).normal(0, 1, 30)
    drawn = draw_persons(range(30))
    widths = [mean_interval(values, drawn, level=level) for level in (0.9, 0.95, 0.9875, 0.9995)]
    assert all(a.low > b.low and a.high < b.high for a, b in pairwise(widths))


def test_where_there_is_nothing_to_say() -> None:
    drawn = draw_persons(range(4), draws=20)
    assert np.isnan(mean_interval(np.full(4, np.nan), drawn).value)
    found = auc_intervals(np.eye(4)[:, :2], np.eye(4)[:, :2], np.zeros(4, np.int64), drawn)
    assert np.isnan([each.value for each in found]).all()
    same = mean_interval(np.zeros(4), drawn)
    assert (same.low, same.high) == (0, 0)
    alone = mean_interval(np.array([0.3]), draw_persons(["a"], draws=5))
    assert (alone.value, alone.low, alone.high) == (0.3, -np.inf, np.inf)
    assert within(Estimate(0.9, -0.1, 1.2)) == Estimate(0.9, 0, 1)


def test_means_of_skewed_differences_cover_the_truth() -> None:
    """Differences of Dice, most a little above nothing, few far below; 20 persons with two cases, 600 samples.

    Percentiles and Student's t alone said wrongly in 8 of 100 samples that the difference is above the true one.
    """
    rng = np.random.default_rng(5)
    groups = np.repeat(np.arange(20), 2).tolist()
    drawn = draw_persons(groups, draws=400)
    true = -0.02
    hits = above = 0
    for _ in range(600):
        person = 0.02 - 0.04 * rng.exponential(1, 20)
        found = mean_interval(np.repeat(person, 2) + rng.normal(0, 0.005, 40), drawn)
        hits += found.low <= true <= found.high
        above += found.low > true  # what would be a wrong "better"
    assert hits / 600 >= 0.93
    assert above / 600 <= 0.05


def test_areas_of_several_classes_cover_the_truth() -> None:
    """Two equally good models, three classes, three alike cases a person: the difference is nothing."""
    _, _, truth, groups = _classes(0, each=3)
    drawn = draw_persons(groups.tolist(), strata=truth.tolist(), draws=200)
    hits = 0
    for seed in range(300):
        new, base, _, _ = _classes(seed, each=3)
        found = auc_intervals(new, base, truth, drawn)[2]
        hits += found.low <= 0 <= found.high
    assert 0.92 <= hits / 300 <= 0.995
