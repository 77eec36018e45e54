from __future__ import annotations

import numpy as np
import pytest

from ai.training.compare import Figure, Word, compare_classes, compare_masks, verdict
from ai.training.roc import Estimate

NAMES = ("Plain", "Striped")


@pytest.mark.parametrize(
    ("low", "high", "persons", "word"),
    [
        (0.01, 0.1, 20, Word.BETTER),
        (-0.01, 0.1, 20, Word.NOT_WORSE),
        (-0.2, 0.1, 20, Word.NO_PROOF),
        (-0.05, 0.1, 20, Word.NO_PROOF),  # the margin itself is not enough
        (-0.2, -0.01, 20, Word.WORSE),
        (0.01, 0.1, 19, Word.TOO_FEW),
        (-0.2, -0.01, 0, Word.TOO_FEW),
    ],
)
def test_rules(low: float, high: float, persons: int, word: Word) -> None:
    found = verdict(Estimate((low + high) / 2, low, high), persons=persons, figure="AUC", margin=0.05)
    assert found.word is word


def test_words_for_the_reader() -> None:
    found = verdict(Estimate(0.05, 0.01, 0.1), persons=12, figure="Dice", margin=0.01, blocks=True)
    assert "the rarest class has 12 blocks of files, 20 are needed" in found.sentence
    assert "Dice differs by +0.050 (95 % interval +0.010 to +0.100)" in found.sentence
    assert found.sentence.endswith("It leans to the new model.")


def _case(seed: int, strength: float, cases: int = 80) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = np.arange(cases) % 2
    score = 1 / (1 + np.exp(-rng.normal((2 * truth - 1) * strength, 1)))
    return np.stack([1 - score, score], 1), truth


def test_single_persons_have_delong_and_wilson() -> None:
    new, truth = _case(0, 1.5)
    base, _ = _case(1, 0.2)
    found = compare_classes(new, base, truth, range(80), names=NAMES, draws=200)
    rows = {row.name: row for row in found.rows}
    assert found.rows[0].name == "auc"
    assert found.verdict.word is Word.BETTER
    assert "DeLong" in found.intervals
    assert "Wilson" in found.intervals
    right = (new.argmax(1) == truth)[truth == 1]
    assert rows["sensitivity_1"].new.value == right.mean()
    assert np.sum(found.confusion_new) == 80
    assert found.confusion_new[1][1] == right.sum()
    swapped = compare_classes(base, new, truth, range(80), names=NAMES, draws=200)
    assert swapped.verdict.word is Word.WORSE


def test_persons_with_many_cases_are_drawn_whole() -> None:
    new, truth = _case(0, 1.5)
    groups = [f"{number // 8}{truth[number]}" for number in range(80)]
    found = compare_classes(new, np.full_like(new, 0.5), truth, groups, names=NAMES, draws=200)
    assert "DeLong" not in found.intervals
    assert found.verdict.word is Word.TOO_FEW  # 10 persons a class
    blocks = compare_classes(new, new, truth, range(80), names=NAMES, blocks=True, draws=200)
    assert "not proven to be persons" in blocks.intervals


def test_without_a_true_effect_better_is_rare() -> None:
    """Two equally good models on the same 60 persons; the upper side of a 95 % interval errs 1 in 40."""
    wins = 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        truth = np.arange(60) % 2
        shared = rng.normal((2 * truth - 1) * 0.7, 0.8)
        both = [1 / (1 + np.exp(-(shared + rng.normal(0, 0.6, 60)))) for _ in range(2)]
        new, base = (np.stack([1 - score, score], 1) for score in both)
        wins += compare_classes(new, base, truth, range(60), names=NAMES, draws=20).verdict.word is Word.BETTER
    assert wins / 120 <= 0.08


def test_three_classes() -> None:
    rng = np.random.default_rng(0)
    truth = np.arange(90) % 3
    new = np.full((90, 3), 0.1) + 0.7 * np.eye(3)[truth] + rng.uniform(0, 0.1, (90, 3))
    new /= new.sum(1, keepdims=True)
    guess = np.full((90, 3), 1 / 3)
    found = compare_classes(new, guess, truth, range(90), names=("a", "b", "c"), draws=100)
    assert found.rows[0].new.value == 1
    assert found.rows[0].base.value == 0.5
    assert found.verdict.word is Word.BETTER


def test_masks() -> None:
    rng = np.random.default_rng(0)
    base = rng.uniform(0.7, 0.9, (25, 2, 2))
    new = base + 0.05
    new[3, 1] = base[3, 1] = np.nan  # this case has no mask of the second structure
    found = compare_masks(new, base, range(25), names=("Heart", "Right lung"), draws=200)
    assert [row.name for row in found.rows[:3]] == ["dice_mean", "dice_heart", "dice_right_lung"]
    assert found.rows[0].difference.value == pytest.approx(0.05)
    assert found.verdict.word is Word.BETTER
    assert compare_masks(new[:6], base[:6], range(6), names=("a", "b"), draws=50).verdict.word is Word.TOO_FEW


def test_a_case_without_any_mask_says_nothing() -> None:
    rng = np.random.default_rng(0)
    base = rng.uniform(0.7, 0.9, (22, 2, 2))
    new = base + rng.normal(0.03, 0.01, base.shape)
    whole = compare_masks(new[:20], base[:20], range(20), names=("a", "b"), draws=100)
    new[20:], base[20:] = np.nan, np.nan
    found = compare_masks(new, base, range(22), names=("a", "b"), draws=100)
    assert found.rows == whole.rows
    few = compare_masks(new[2:], base[2:], range(20), names=("a", "b"), draws=100)
    assert "the rarest class has 18 persons" in few.verdict.sentence
    with pytest.raises(ValueError, match="no case has a mask"):
        compare_masks(new[20:], base[20:], range(2), names=("a", "b"))


def test_every_interval_widens_with_the_openings() -> None:
    new, truth = _case(0, 1.0)
    base, _ = _case(1, 0.6)
    pairs = np.arange(80) // 4 * 2 + truth  # two cases a person
    for groups in (range(80), pairs.tolist()):
        first, second = (
            compare_classes(new, base, truth, groups, names=NAMES, draws=200, openings=openings) for openings in (1, 2)
        )
        assert (first.level, second.level, second.openings) == (0.95, 0.9875, 2)
        assert first.intervals.startswith("95 % intervals: ")
        assert second.intervals.startswith("98.75 % intervals, because this test part was opened 2 times: ")
        for narrow, wide in zip(first.rows, second.rows, strict=True):
            for name in ("new", "base", "difference"):
                one, other = getattr(narrow, name), getattr(wide, name)
                assert one.value == other.value
                assert other.high - other.low > one.high - one.low


def test_the_same_difference_is_no_proof_any_more() -> None:
    said = verdict(Estimate(0.05, -0.01, 0.11), persons=20, figure="AUC", margin=0.05, openings=3)
    assert said.sentence == (
        "The new model is not worse by more than 0.05: AUC differs by +0.050 "
        "(99.44 % interval, because this test part was opened 3 times: -0.010 to +0.110)."
    )


def test_one_person_a_class_tells_nothing_of_others() -> None:
    new, truth = _case(0, 1.5)
    found = compare_classes(new, 1 - new, truth, truth.tolist(), names=NAMES, draws=50)
    assert found.rows[0].difference.value > 0.5
    assert (found.rows[0].difference.low, found.rows[0].difference.high) == (-1, 1)
    assert (found.rows[0].new.low, found.rows[0].new.high) == (0, 1)
    assert "It leans" not in found.verdict.sentence


def test_where_smaller_is_better_the_verdict_is_not_turned_round() -> None:
    rng = np.random.default_rng(4)
    base = np.stack([rng.uniform(0.6, 0.8, 30), rng.uniform(5, 9, 30)], 1)[:, None]
    new = base + np.array([0.1, -3.0])
    figures = (Figure("Dice", "Dice"), Figure("hd95", "HD95 in mm (smaller is better)", 50.0))
    found = compare_masks(new, base, range(30), names=("Heart",), figures=figures, draws=200)
    assert found.verdict.word is Word.BETTER
    assert found.verdict.figure == "Dice, mean"
    rows = {row.name: row for row in found.rows}
    far = rows["hd95_heart"]
    assert far.title == "HD95 in mm (smaller is better), Heart"
    assert far.new.value == pytest.approx(far.base.value - 3)
    assert 2 < far.new.low < far.new.value < far.new.high < 6  # not cut at 1
    assert far.difference.low == pytest.approx(-3)
    assert compare_masks(base, new, range(30), names=("Heart",), figures=figures, draws=200).verdict.word is Word.WORSE
