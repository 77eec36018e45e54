from __future__ import annotations

import numpy as np
import pytest

from ai.training.conformal import nested_coverage
from ai.training.metrics import conformal_half_width, wilson


def test_each_fold_is_counted_against_the_others() -> None:
    # The quantile of 20 residuals at 95 % is the largest: 0.2 from the first fold, 0.1 from the second.
    first = [0.01 * number for number in range(1, 21)]
    second = [-0.005 * number for number in range(1, 21)]
    found = nested_coverage([first, second])
    assert (found.inside, found.cases) == (10 + 20, 40)
    assert found.mean_width == pytest.approx(0.2 + 0.1)
    assert found.share == wilson(30, 40)
    assert not found.holds()
    assert found.holds(0.75)


def test_the_coverage_is_honest_in_the_long_run() -> None:
    rng = np.random.default_rng(0)
    shares, contains, flattering = [], [], []
    for _ in range(200):
        residuals = rng.standard_t(4, size=(5, 40)) * 0.01
        found = nested_coverage(residuals.tolist())
        shares.append(found.share.value)
        contains.append(found.holds())
        everyone = residuals.ravel().tolist()
        flattering.append(np.mean(np.abs(everyone) <= conformal_half_width(everyone)))
    # Nested it scatters around what was wished; counted on the cases of the quantile it never falls below.
    assert np.mean(shares) == pytest.approx(0.95, abs=0.006)
    assert 0.85 < np.mean(contains) <= 1
    assert np.std(shares) > 0.004
    assert min(flattering) >= 0.95


def test_a_fold_unlike_the_others_is_found_out() -> None:
    rng = np.random.default_rng(1)
    folds = [(rng.normal(0, 0.01, 40)).tolist() for _ in range(4)]
    found = nested_coverage([*folds, rng.normal(0.05, 0.01, 40).tolist()])
    assert found.share.high < 0.95


def test_too_few_cases_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        nested_coverage([[0.1] * 10, [0.1] * 30])
