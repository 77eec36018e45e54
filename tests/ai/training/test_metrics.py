from __future__ import annotations

import numpy as np
import pytest

from ai.training.metrics import bootstrap_mean, conformal_half_width, jaccard


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
