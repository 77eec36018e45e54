from __future__ import annotations

import numpy as np
import pytest

from ai.training.metrics import bootstrap_mean, clustered_bootstrap, conformal_half_width, dice, jaccard, wilson


def test_jaccard() -> None:
    one, two = np.zeros((4, 4), bool), np.zeros((4, 4), bool)
    one[:2], two[1:3] = True, True
    assert jaccard(one, two) == pytest.approx(4 / 12)
    assert jaccard(one, one) == 1
    assert jaccard(np.zeros(3, bool), np.zeros(3, bool)) == 1


def test_bootstrap_interval_covers_the_true_mean_about_19_times_in_20() -> None:
    rng = np.random.default_rng(1)
    hits = 0
    for trial in range(200):
        low, high = bootstrap_mean(list(rng.normal(0.9, 0.03, 40)), draws=400, seed=trial)
        hits += low <= 0.9 <= high
    assert 0.88 <= hits / 200 <= 0.99


def test_conformal_rank() -> None:
    residuals = [0.01 * step * (-1) ** step for step in range(1, 40)]
    assert conformal_half_width(residuals) == pytest.approx(0.38)  # ceil(40 * 0.95) = 38th smallest
    with pytest.raises(ValueError, match="too few"):
        conformal_half_width([0.1] * 10)


def test_conformal_coverage_on_new_cases() -> None:
    rng = np.random.default_rng(2)
    covered = []
    for _ in range(100):
        width = conformal_half_width(list(rng.standard_t(4, 80)))
        covered.append(np.mean(np.abs(rng.standard_t(4, 500)) <= width))
    assert 0.945 <= np.mean(covered) <= 0.97


def test_dice() -> None:
    one, two = np.zeros((4, 4), bool), np.zeros((4, 4), bool)
    one[:2], two[1:3] = True, True
    assert dice(one, two) == pytest.approx(0.5)
    assert dice(np.zeros(3, bool), np.zeros(3, bool)) == 1


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(hits: int, cases: int, low: float, high: float) -> None:
    """Table I of Newcombe, Stat Med 1998;17:857, method 3."""
    found = wilson(hits, cases)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.value == hits / cases
    mirrored = wilson(cases - hits, cases)
    assert mirrored.high == pytest.approx(1 - found.low)


@pytest.mark.parametrize("level", [0.95, 0.9875, 0.9995])
def test_wilson_solves_its_equation(level: float) -> None:
    """At either end the share lies as many standard errors of that end away as the level asks."""
    stats = pytest.importorskip("scipy.stats")
    found = wilson(13, 20, level=level)
    for end in (found.low, found.high):
        assert abs(0.65 - end) / np.sqrt(end * (1 - end) / 20) == pytest.approx(stats.norm.ppf((1 + level) / 2))


def test_copies_of_a_person_do_not_narrow_the_interval() -> None:
    values = np.random.default_rng(0).normal(0, 1, 30)
    single = clustered_bootstrap(lambda chosen: float(values[chosen].mean()), range(30), draws=800)
    copied = np.repeat(values, 5)
    groups = np.repeat(np.arange(30), 5).tolist()
    clustered = clustered_bootstrap(lambda chosen: float(copied[chosen].mean()), groups, draws=800)
    assert clustered.high - clustered.low == pytest.approx(single.high - single.low, rel=0.1)
    assert clustered.value == pytest.approx(values.mean())


def test_no_class_runs_empty() -> None:
    strata = [0] * 18 + [1] * 2
    counts: list[int] = []

    def count(chosen: np.ndarray) -> float:
        counts.append(int((chosen >= 18).sum()))
        return 0.0

    clustered_bootstrap(count, range(20), strata=strata, draws=50)
    assert set(counts) == {2}
