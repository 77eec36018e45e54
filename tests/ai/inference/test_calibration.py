from __future__ import annotations

import numpy as np
import pytest

from ai.inference.calibration import HIGHEST_THRESHOLD, calibrate
from ai.inference.classify import softmax


def _logits(cases: int, factor: float) -> tuple[np.ndarray, list[int]]:
    """Logits that are ``factor`` times too sure of themselves."""
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 1.5, cases)
    classes = (rng.random(cases) < 1 / (1 + np.exp(-honest))).astype(int)
    return np.stack([np.zeros(cases), factor * honest], 1), classes.tolist()


@pytest.mark.parametrize("factor", [0.5, 1.0, 4.0])
def test_the_temperature_undoes_overconfidence(factor: float) -> None:
    logits, classes = _logits(4000, factor)
    assert calibrate(logits, classes).temperature == pytest.approx(factor, rel=0.1)


def test_a_perfect_separation_of_few_does_not_make_certainty() -> None:
    logits = np.array([[4.0, -4.0]] * 10 + [[-4.0, 4.0]] * 10)
    calibration = calibrate(logits, [0] * 10 + [1] * 10)
    probability = softmax(logits / calibration.temperature)[0, 0]
    assert probability == pytest.approx(11 / 12, abs=1e-3)  # Platt's target for ten cases


def test_thresholds_keep_nine_of_ten_cases_of_a_class() -> None:
    logits, classes = _logits(1000, 1.0)
    truth = np.array(classes)
    calibration = calibrate(logits, classes)
    own = softmax(logits / calibration.temperature)[truth == 1, 1]
    assert (own >= calibration.thresholds[1]).mean() == pytest.approx(0.9, abs=0.01)
    assert max(calibration.thresholds) <= HIGHEST_THRESHOLD


def test_too_few_cases_rule_nothing_out() -> None:
    logits = np.array([[2.0, -2.0]] * 8 + [[-2.0, 2.0]] * 9)
    thresholds = calibrate(logits, [0] * 8 + [1] * 9).thresholds
    assert thresholds[0] == 0
    assert thresholds[1] == HIGHEST_THRESHOLD
