from __future__ import annotations

import numpy as np
import pytest

from ai.training.roc import auc, auc_difference, auc_interval, delong, midranks


def _sample(seed: int, cases: int = 60, *, ties: bool = True) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    positive = rng.random(cases) < 0.4
    positive[:2], positive[2:4] = True, False
    first = rng.normal(positive * 1.0, 1)
    second = 0.6 * first + rng.normal(positive * 0.5, 1)
    return (np.round(first, 1), np.round(second, 1), positive) if ties else (first, second, positive)


def _pairs(scores: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """(positives, negatives): 1 where the positive is above, a half where equal; what DeLong's paper sums."""
    above = scores[positive][:, None] - scores[~positive][None]
    return (above > 0) + 0.5 * (above == 0)


def test_midranks_share_ties() -> None:
    assert midranks(np.array([3.0, 1.0, 3.0, 0.0])).tolist() == [3.5, 2, 3.5, 1]


def test_known_areas() -> None:
    assert auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])) == pytest.approx(0.75)
    assert auc(np.ones(5), np.array([True, False, True, False, True])) == 0.5
    with pytest.raises(ValueError, match="positive and negative"):
        auc(np.ones(2), np.array([True, True]))


@pytest.mark.parametrize("seed", range(5))
def test_area_equals_scikit_learn(seed: int) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    scores, _, positive = _sample(seed)
    assert auc(scores, positive) == pytest.approx(metrics.roc_auc_score(positive, scores), abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_delong_equals_the_sums_of_the_paper(seed: int) -> None:
    """Delong 1988, equations 4 to 6, with all pairs written out."""
    first, second, positive = _sample(seed)
    kernels = [_pairs(each, positive) for each in (first, second)]
    ones, zeros = positive.sum(), (~positive).sum()
    s10 = np.cov([kernel.mean(1) for kernel in kernels])
    s01 = np.cov([kernel.mean(0) for kernel in kernels])
    areas, covariance = delong([first, second], positive)
    assert areas == pytest.approx([kernel.mean() for kernel in kernels])
    assert covariance == pytest.approx(s10 / ones + s01 / zeros)


def test_delong_of_four_cases_by_hand() -> None:
    """Placements: positives 0.5 and 1, negatives 1 and 0.5; variances 0.125 each, halved by two cases each."""
    areas, covariance = delong([np.array([0.1, 0.4, 0.35, 0.8])], np.array([False, False, True, True]))
    assert areas[0] == 0.75
    assert covariance[0, 0] == pytest.approx(0.125 / 2 + 0.125 / 2)


def test_interval_covers_about_19_times_in_20() -> None:
    truth = 0.7602  # of two normal distributions one standard deviation apart: Phi(1 / sqrt 2)
    hits = 0
    for seed in range(300):
        first, _, positive = _sample(seed, 120, ties=False)
        found = auc_interval(first, positive)
        hits += found.low <= truth <= found.high
    assert 0.91 <= hits / 300 <= 0.985


def test_a_model_against_itself_differs_by_nothing() -> None:
    first, second, positive = _sample(3)
    same = auc_difference(first, first, positive)
    assert (same.value, same.low, same.high) == (0, 0, 0)
    forth, back = auc_difference(first, second, positive), auc_difference(second, first, positive)
    assert forth.value == pytest.approx(-back.value)
    assert forth.low == pytest.approx(-back.high)


@pytest.mark.parametrize("level", [0.95, 0.9875, 0.9995])
def test_the_level_is_the_normal_quantile(level: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    first, second, positive = _sample(2, 200)
    areas, covariance = delong([first, second], positive)
    alone, paired = auc_interval(first, positive, level=level), auc_difference(first, second, positive, level=level)
    quantile = stats.norm.ppf((1 + level) / 2)
    assert alone.value - alone.low == pytest.approx(quantile * np.sqrt(covariance[0, 0]))
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    assert (paired.low, paired.high) == pytest.approx(
        (areas[0] - areas[1] - quantile * error, areas[0] - areas[1] + quantile * error)
    )
