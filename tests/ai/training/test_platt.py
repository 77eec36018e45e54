from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from ai.inference.calibration import expit
from ai.training.platt import LEAST_SLOPE, fit_platt, out_of_fold


def _cases(seed: int, slope: float, intercept: float, count: int = 4000) -> tuple[list[float], list[bool]]:
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 1.5, count)
    scores = [expit(each) for each in logits]
    truth = rng.uniform(size=count) < 1 / (1 + np.exp(-(slope * logits + intercept)))
    return scores, truth.tolist()


def test_it_finds_what_made_the_cases() -> None:
    found = fit_platt(*_cases(1, 0.6, -1.2))
    assert (found.slope, found.intercept) == pytest.approx((0.6, -1.2), abs=0.12)
    assert found([0.5])[0] == pytest.approx(1 / (1 + np.exp(1.2)), abs=0.03)


def test_it_agrees_with_logistic_regression() -> None:
    scores, truth = _cases(2, 1.4, 0.3)
    logits = np.log(np.array(scores) / (1 - np.array(scores)))[:, None]
    other = LogisticRegression(C=1e6).fit(logits, truth)
    found = fit_platt(scores, truth)
    assert found.slope == pytest.approx(other.coef_[0, 0], abs=0.02)
    assert found.intercept == pytest.approx(other.intercept_[0], abs=0.02)


def test_a_separation_of_few_cases_makes_no_certainty_and_no_order_is_turned() -> None:
    sure = fit_platt([0.9, 0.8, 0.2, 0.1], [True, True, False, False])([0.9, 0.1])
    assert 0.1 < sure[1] < 0.4
    assert 0.6 < sure[0] < 0.9
    assert fit_platt([0.9, 0.8, 0.2, 0.1], [False, False, True, True]).slope == LEAST_SLOPE
    assert fit_platt([0.1, 0.2, 0.3], [False] * 3)([0.2])[0] == pytest.approx(0.2, abs=0.1)


def test_each_case_is_told_by_the_other_folds() -> None:
    scores, truth = _cases(3, 1.0, 0.0, 60)
    folds = [number % 3 for number in range(60)]
    told = out_of_fold(scores, truth, folds)
    others = [number for number in range(60) if folds[number] != 1]
    fit = fit_platt([scores[number] for number in others], [truth[number] for number in others])
    own = [number for number in range(60) if folds[number] == 1]
    assert told[own].tolist() == pytest.approx(fit([scores[number] for number in own]).tolist())
