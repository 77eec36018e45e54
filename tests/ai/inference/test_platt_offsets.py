"""Slope and offsets: of two classes Platt's scaling, of more the same with one slope."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator

from ai.inference.calibration import TEMPERATURES, Calibration, calibrate, expit
from ai.inference.classify import softmax
from ai.inference.multi_label import Reading, ScoreReading
from ai.training.platt import fit_platt

Floats = npt.NDArray[np.float64]


class _Difference(ClassifierMixin, BaseEstimator):
    """Scores that are known already: the difference of two logits."""

    def fit(self, logits: Floats, classes: Floats) -> _Difference:
        self.classes_ = np.array([0, 1])
        return self

    def decision_function(self, logits: Floats) -> Floats:
        return logits[:, 1] - logits[:, 0]

    def predict(self, logits: Floats) -> Floats:
        return (self.decision_function(logits) > 0).astype(np.float64)


def _drawn(seed: int, slope: float, offsets: list[float], count: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (count, len(offsets)))
    chance = softmax(slope * logits + np.asarray(offsets))
    return logits, np.array([rng.choice(len(offsets), p=row) for row in chance])


@pytest.mark.parametrize("count", [12, 60, 2000])
def test_of_two_classes_it_is_scikit_learns_sigmoid(count: int) -> None:
    logits, classes = _drawn(count, 0.4, [0, -1], count)
    found = calibrate(logits, classes.tolist(), with_offsets=True)
    peer = CalibratedClassifierCV(FrozenEstimator(_Difference().fit(logits, classes)), ensemble=False)
    expected = peer.fit(logits, classes).predict_proba(logits)
    assert softmax(found.scaled(logits)) == pytest.approx(expected, abs=2e-4)  # numbers of a card have four digits
    scores = [expit(each) for each in (logits[:, 1] - logits[:, 0]).clip(-12, 12)]
    ours = fit_platt(scores, (classes == 1).tolist())
    assert (1 / found.temperature, found.offsets[1]) == pytest.approx((ours.slope, ours.intercept), abs=5e-3)


def test_of_more_classes_it_finds_what_made_the_cases_and_their_mix() -> None:
    logits, classes = _drawn(5, 0.5, [0, -1.5, 1], 4000)
    found = calibrate(logits, classes.tolist(), with_offsets=True)
    assert found.temperature == pytest.approx(2, abs=0.15)
    assert found.offsets == pytest.approx((0, -1.5, 1), abs=0.15)
    shares = np.bincount(classes) / len(classes)
    assert softmax(found.scaled(logits)).mean(0) == pytest.approx(shares, abs=2e-3)
    # One temperature cannot mend the mix.
    assert np.abs(softmax(calibrate(logits, classes.tolist()).scaled(logits)).mean(0) - shares).max() > 0.1


def test_no_order_is_turned_round_and_few_cases_make_no_certainty() -> None:
    logits = np.array([[0, 3], [0, 2], [0, -2], [0, -3.0]])
    turned = calibrate(logits, [0, 0, 1, 1], with_offsets=True)
    assert turned.temperature == TEMPERATURES[1]
    assert np.diff(softmax(turned.scaled(logits))[:, 1]).max() < 0
    sure = softmax(calibrate(logits, [1, 1, 0, 0], with_offsets=True).scaled(logits))[:, 1]
    assert 0.6 < sure[0] < 0.9


def test_where_the_logits_say_nothing_the_shares_are_told() -> None:
    found = calibrate(np.zeros((6, 2)), [0, 0, 0, 0, 1, 1], with_offsets=True)
    # Platt's targets of 4 and 2 cases: 5/6 and 3/4.
    assert softmax(found.scaled(np.zeros((1, 2))))[0, 1] == pytest.approx((4 / 6 + 2 * 3 / 4) / 6, abs=1e-3)


def test_both_doors_of_inference_weigh_alike() -> None:
    calibration = Calibration(1.7, (0.2, 0.2, 0.2), 30, (0.0, -0.6, 0.4))
    logits = np.random.default_rng(0).normal(size=(4, 3))
    reading = Reading("softmax", True, ScoreReading(), calibration)
    assert reading.weighed(torch.from_numpy(logits)).numpy() == pytest.approx(softmax(calibration.scaled(logits)))


@pytest.mark.parametrize(
    "changed",
    [
        Calibration(1.0, (0.1, 0.1), 3, (0.0,)),
        Calibration(1.0, (0.1, 0.1), 3, (0.0, float("nan"))),
        Calibration(0.0, (0.1, 0.1), 3),
        Calibration(float("inf"), (0.1, 0.1), 3),
        Calibration(1.0, (0.1,), 3, (0.0, 0.5)),
    ],
)
def test_what_does_not_fit_two_classes(changed: Calibration) -> None:
    assert Calibration(1.0, (0.1, 0.1), 3, (0.0, 0.5)).fits(2)
    assert not changed.fits(2)
