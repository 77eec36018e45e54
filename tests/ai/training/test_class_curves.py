"""Curves, thresholds and calibration of classifiers against scikit-learn, and how often their intervals hold."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, confusion_matrix, roc_auc_score, roc_curve

from ai.training.class_calibration import bins, brier, calibration
from ai.training.class_curves import MOST_POINTS, average_precision, curve_of, curves, sensitivity_at
from ai.training.class_thresholds import kept_thresholds, thresholds
from ai.training.held_out_classes import HeldOutClasses, held_out_classes


def answers(
    cases: int, classes: int, *, seed: int = 0, coarse: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.permutation(np.arange(cases) % classes)
    logits = rng.normal(size=(2, cases, classes)) + np.array([1.5, 0.7])[:, None, None] * np.eye(classes)[truth]
    if coarse:
        logits = logits.round()
    said = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    return said[0], said[1], truth.astype(np.int64)


def held(cases: int, classes: int, *, per_person: int = 1, draws: int = 200, coarse: bool = False) -> HeldOutClasses:
    new, base, truth = answers(cases, classes, coarse=coarse)
    groups = (np.argsort(np.argsort(truth, kind="stable")) // per_person).tolist()
    return held_out_classes(new, base, truth, groups, titles=[f"class {k}" for k in range(classes)], draws=draws)


@pytest.mark.parametrize(("classes", "per_person", "coarse"), [(2, 1, False), (2, 3, True), (4, 2, True)])
def test_curves_are_those_of_scikit_learn(classes: int, per_person: int, coarse: bool) -> None:
    cases = held(90, classes, per_person=per_person, coarse=coarse)
    found = curves(cases)
    assert [each["label"] for each in found] == [f"class {k}" for k in cases.told_apart]
    for each, position in zip(found, cases.told_apart, strict=True):
        positive = cases.truth == position
        for name, said in (("new", cases.new), ("base", cases.base)):
            scores, one = said[:, position], each[name]
            assert one["auc"]["value"] == pytest.approx(roc_auc_score(positive, scores), abs=6e-5)
            expected = average_precision_score(positive, scores)
            assert one["average_precision"]["value"] == pytest.approx(expected, abs=6e-5)
            for interval in (one["auc"], one["average_precision"]):
                assert interval["low"] <= interval["value"] <= interval["high"]
            false_rates, true_rates, _ = roc_curve(positive, scores, drop_intermediate=False)
            np.testing.assert_allclose(one["roc"], np.stack([false_rates, true_rates], 1), atol=6e-5)
            assert one["pr"][-1] == [1.0, pytest.approx(positive.mean(), abs=6e-5)]
            for rate, low, high in one["band"]:
                value = sensitivity_at(false_rates[None], true_rates[None], np.array([rate]))[0, 0]
                assert low - 6e-5 <= value <= high + 6e-5
        assert each["auc_difference"]["value"] == pytest.approx(
            each["new"]["auc"]["value"] - each["base"]["auc"]["value"], abs=2e-4
        )


def test_long_curves_are_thinned_and_keep_their_ends() -> None:
    (found,) = curves(held(3000, 2, draws=20))
    for name in ("roc", "pr"):
        assert 100 < len(found["new"][name]) <= MOST_POINTS
    assert found["new"]["roc"][0] == [0.0, 0.0]
    assert found["new"]["roc"][-1] == [1.0, 1.0]
    assert found["new"]["pr"][-1][0] == 1.0
    assert len(json.dumps(found, allow_nan=False)) < 30_000


def test_a_guess_has_the_diagonal() -> None:
    new, _, truth = answers(40, 2)
    guess = np.full_like(new, 0.5)
    (found,) = curves(held_out_classes(new, guess, truth, list(range(40)), titles=["a", "b"], draws=50))
    assert found["base"]["roc"] == [[0.0, 0.0], [1.0, 1.0]]
    assert found["base"]["auc"]["value"] == 0.5
    assert all(low <= rate <= high for rate, low, high in found["base"]["band"])


def test_one_case_of_a_class_tells_how_little_it_says() -> None:
    new, base, _ = answers(12, 2)
    truth = np.array([1] + [0] * 11)
    cases = held_out_classes(new, base, truth, list(range(12)), titles=["a", "<script>"], draws=50)
    (found,) = curves(cases)
    assert found["new"]["auc"]["low"] is None or found["new"]["auc"]["low"] == 0.0
    for _, low, high in found["new"]["band"]:
        assert high - low > 0.7
    everything = [found, thresholds(cases, {}), calibration(cases)]
    json.dumps(everything, allow_nan=False)
    assert curves(held_out_classes(new, base, truth * 0, list(range(12)), titles=["a", "b"], draws=50)) == []


def test_thresholds_are_those_of_scikit_learn() -> None:
    cases = held(90, 3, per_person=3)
    found = thresholds(cases, {"new": (0.2, 0.0, 0.3)})
    for position, rows in enumerate(found["table"]):
        for threshold, *shares in rows["new"]:
            called = cases.new[:, position] >= threshold
            (tn, fp), (fn, tp) = confusion_matrix(cases.truth == position, called, labels=[False, True])
            tops, wholes = (tp, fp, tp, tn), (tp + fn, fp + tn, tp + fp, tn + fn)
            for share, top, whole in zip(shares, tops, wholes, strict=True):
                assert share is None if not whole else share == pytest.approx(top / whole, abs=6e-5)
    points = [(each["label"], each["name"]) for each in found["points"]]
    assert points.count(("class 0", "validation")) == 1
    assert ("class 1", "validation") not in points
    kept = next(each for each in found["points"] if each["name"] == "validation")
    assert kept["base"] is None
    assert kept["new"]["threshold"] == 0.2
    (tn, fp), (fn, tp) = confusion_matrix(cases.truth == 0, cases.new[:, 0] >= 0.2)
    assert kept["new"]["sensitivity"]["value"] == pytest.approx(tp / (tp + fn), abs=6e-5)
    assert kept["new"]["specificity"]["value"] == pytest.approx(tn / (tn + fp), abs=6e-5)


@pytest.mark.parametrize(
    ("reference", "kept"),
    [
        ({"calibration": {"thresholds": [0.1, 0.2, 0.3]}}, (0.3, 0.1)),
        ({"calibration": {"thresholds": [0.1, 0.2]}}, (0.0, 0.0)),
        ({"calibration": {"thresholds": ["x", 0.2, float("nan")]}}, (0.0, 0.0)),
        ({"calibration": "x"}, (0.0, 0.0)),
        ({}, (0.0, 0.0)),
    ],
)
def test_thresholds_of_a_card_follow_its_classes(reference: dict[str, object], kept: tuple[float, ...]) -> None:
    assert kept_thresholds(reference, (2, 0)) == kept


@pytest.mark.parametrize("classes", [2, 3])
def test_calibration_tells_brier_and_errors(classes: int) -> None:
    cases = held(120, classes, per_person=2)
    found = calibration(cases)
    if classes == 2:
        expected = brier_score_loss(cases.truth, cases.new[:, 1])
    else:
        expected = brier_score_loss(cases.truth, cases.new, scale_by_half=False)
    assert found["new"]["brier"]["value"] == pytest.approx(expected, abs=6e-5)
    assert sum(row[4] for row in found["new"]["bins"]) == 120
    by_hand = sum(row[4] * abs(row[0] - row[1]) for row in found["new"]["bins"]) / 120
    assert found["new"]["ece"]["value"] == pytest.approx(by_hand, abs=2e-4)
    difference = found["brier_difference"]
    values = brier(cases.new, cases.truth) - brier(cases.base, cases.truth)
    assert difference["low"] < difference["value"] < difference["high"]
    assert difference["value"] == pytest.approx(values.mean(), abs=6e-5)


def test_bins_hold_equally_many_and_equal_chances_together() -> None:
    assert np.bincount(bins(np.linspace(0, 1, 100))).tolist() == [10] * 10
    assert bins(np.full(30, 0.4)).tolist() == [0] * 30
    assert bins(np.array([0.1, 0.9])).tolist() == [0, 0]


def test_intervals_hold_as_often_as_they_say() -> None:
    """Persons with three alike cases: 95 % intervals of average precision, Brier and sensitivity cover the truth."""
    persons, cases_each = 40, 3

    def sample(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
        truth = np.arange(count) % 2
        person = rng.normal(size=count) + 1.2 * truth
        scores = np.repeat(person, cases_each) + 0.5 * rng.normal(size=count * cases_each)
        return np.repeat(truth, cases_each), 1 / (1 + np.exp(-scores + 0.6))

    rng = np.random.default_rng(5)
    truth, chance = sample(rng, 100_000)
    whole = np.ones((1, len(truth)))
    far = curve_of(chance, truth == 1)
    expected = {
        "precision": average_precision(far, whole)[0],
        "brier": ((chance - truth) ** 2).mean(),
        "sensitivity": (chance[truth == 1] > 0.5).mean(),
        "rate": sensitivity_at(*far.rates(whole), np.array([0.2]))[0, 0],
    }
    rounds, missed = 80, dict.fromkeys(expected, 0)
    for _ in range(rounds):
        truth, chance = sample(rng, persons)
        said = np.stack([1 - chance, chance], 1)
        groups = np.repeat(np.arange(persons), cases_each).tolist()
        cases = held_out_classes(said, said, truth, groups, titles=["no", "yes"], draws=200)
        (found,) = curves(cases)
        band = next(row for row in found["new"]["band"] if row[0] == 0.2)
        intervals = {
            "precision": found["new"]["average_precision"],
            "brier": calibration(cases)["new"]["brier"],
            "sensitivity": thresholds(cases, {})["points"][0]["new"]["sensitivity"],
            "rate": {"low": band[1], "high": band[2]},
        }
        for name, value in expected.items():
            missed[name] += not intervals[name]["low"] <= value <= intervals[name]["high"]
    # 4 of 80 are expected; more than 10 would come in 1 of 300 such simulations. None at all would be far too wide.
    assert all(count <= 10 for count in missed.values()), missed
    assert sum(missed.values()) >= 2, missed
