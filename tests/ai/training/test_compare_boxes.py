"""Free-response figures of two models: against MONAI, by value, and whether the verdict keeps its promise."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from monai.metrics.froc import compute_froc_curve_data, compute_froc_score

from ai.plain import to_plain
from ai.training.box_hits import CaseHits, curve_of
from ai.training.compare import Comparison, Word
from ai.training.compare_boxes import CPM_RATES, compare_boxes, cpm


def _case(best: list[float], wrong: list[float], labels: list[int] | None = None) -> CaseHits:
    """Findings with the score of the mark that hits them (0: none does), and wrong marks."""
    hit = [(score, index) for index, score in enumerate(best) if score]
    scores = np.array([*(score for score, _ in hit), *wrong])
    which = np.array([*(index for _, index in hit), *[-1] * len(wrong)], dtype=np.intp)
    return CaseHits(np.array(labels or [0] * len(best), dtype=np.int64), scores, which)


def _random(count: int, *, skill: float, rng: np.random.Generator) -> list[CaseHits]:
    cases = []
    for index in range(count):
        best = [float(score) if score > 0 else 0 for score in rng.normal(skill, 1, index % 3)]
        cases.append(_case(best, np.abs(rng.normal(0, 1, rng.integers(0, 12))).tolist()))
    return cases


def test_the_curve_is_that_of_monai() -> None:
    cases = _random(40, skill=1.5, rng=np.random.default_rng(1))
    best, wrong = (np.concatenate(each) for each in ([c.best for c in cases], [c.wrong for c in cases]))
    hits = np.where(np.isfinite(best), best, 0)
    false, sensitivity = compute_froc_curve_data(wrong, hits, len(best), len(cases))
    curve = curve_of(cases)
    # MONAI's points begin and end beyond ours; its thresholds are the same scores.
    ours = {(round(x, 9), round(y, 9)) for x, y in zip(curve.false_per_film, curve.sensitivity, strict=True)}
    theirs = {(round(float(x), 9), round(float(y), 9)) for x, y in zip(false, sensitivity, strict=True)}
    # Where a mark of a finding and a wrong one have scores next to each other, MONAI has one point for both.
    assert len(theirs & ours) >= len(ours) - 2
    rates = tuple(each for each in CPM_RATES)
    told = compute_froc_score(false, sensitivity, rates)
    # MONAI draws a line between two points, we take the lower one: at most one finding apart.
    assert cpm(cases) == pytest.approx(float(told), abs=1 / len(best))
    assert cpm(cases) <= float(told) + 1e-9


def _compare(new: list[CaseHits], base: list[CaseHits], **changes: Any) -> Comparison:
    fields: dict[str, Any] = {"names": ["Nodule"], "shown": [(1.0, 5), (1.0, 5)], "draws": 300} | changes
    return compare_boxes(new, base, [f"p{index}" for index in range(len(new))], **fields)


def test_the_rows_are_those_of_the_curve() -> None:
    rng = np.random.default_rng(2)
    new, base = _random(60, skill=2, rng=rng), _random(60, skill=1, rng=rng)
    found = _compare(new, base)
    rows = {row.name: row for row in found.rows}
    assert found.rows[0].name == "cpm"
    assert rows["cpm"].new.value == pytest.approx(cpm(new))
    assert rows["cpm"].base.value == pytest.approx(cpm(base))
    for rate in (0.5, 1, 2, 5):
        row = rows[f"found_at_{rate:g}"]
        assert row.new.value == pytest.approx(curve_of(new).sensitivity_at(rate))
        assert row.difference.value == pytest.approx(row.new.value - row.base.value)
        assert row.difference.low <= row.difference.value <= row.difference.high
    shown = [case.shown(1.0, 5) for case in new]
    assert rows["false_shown"].new.value == pytest.approx(np.mean([len(case.wrong) for case in shown]))
    assert rows["found_shown"].new.value == pytest.approx(
        sum(case.found for case in shown) / sum(len(case.labels) for case in new)
    )


def test_words() -> None:
    good = [_case([0.9], []) if index % 2 else _case([], []) for index in range(60)]
    blind = [_case([0], [0.9]) if index % 2 else _case([], [0.5]) for index in range(60)]
    assert _compare(good, blind).verdict.word is Word.BETTER
    assert _compare(blind, good).verdict.word is Word.WORSE
    assert _compare(good, good).verdict.word is Word.NOT_WORSE
    assert _compare(good[:20], blind[:20]).verdict.word is Word.TOO_FEW
    assert "opened 3 times" in _compare(good, blind, openings=3).intervals
    with pytest.raises(ValueError, match="no case has a finding"):
        _compare(good[:1], good[:1])


def test_each_label_has_its_row_and_the_rarest_counts() -> None:
    cases = [_case([0.9, 0], [0.1], [0, 1 if index < 5 else 0]) for index in range(40)]
    found = _compare(cases, cases, names=["Nodule", "Cyst"])
    rows = {row.name: row.new.value for row in found.rows}
    assert rows["found_at_2_1"] == 0
    assert rows["found_at_2_0"] == pytest.approx(40 / 75)
    assert "the rarest class has 5 persons" in found.verdict.sentence


def test_a_report_can_be_written_where_a_label_or_all_persons_but_one_are_missing() -> None:
    absent = _compare([_case([0.9], [0.1])] * 6, [_case([0.9], [0.1])] * 6, names=["Nodule", "Cyst"])
    assert [row.name for row in absent.rows if row.name.startswith("found_at_2_")] == ["found_at_2_0"]
    assert absent.verdict.word is Word.TOO_FEW
    for found in (absent, _compare([_case([0.9], [0.1])], [_case([0.9], [0.1])])):
        json.dumps(to_plain(found), allow_nan=False)


def test_a_label_that_one_person_has_is_not_told_as_certain() -> None:
    cases = [_case([0.9, 0.8] if index == 3 else [0.9], [0.1], [0, 1] if index == 3 else [0]) for index in range(20)]
    rows = {row.name: row.new for row in _compare(cases, cases, names=["Nodule", "Cyst"]).rows}
    assert (rows["found_at_2_1"].value, rows["found_at_2_1"].low) == (1.0, 0.0)
    assert rows["cpm"].value == 1
    assert 0.8 < rows["cpm"].low < 0.9  # Wilson's of 20 of 20
    assert (rows["found_shown"].value, rows["found_shown"].high) == (0, pytest.approx(1 - rows["cpm"].low))


def test_better_comes_rarely_without_an_effect() -> None:
    rng, calls = np.random.default_rng(5), 0
    for _ in range(100):
        new, base = _random(60, skill=1, rng=rng), _random(60, skill=1, rng=rng)
        calls += _compare(new, base).verdict.word is Word.BETTER
    assert calls <= 5
