"""The leading figure by subgroup."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai.training.dataset.case import Case, CaseRecord, Grouping
from ai.training.dataset.particulars import Particulars
from ai.training.subgroups import subgroup_rows


def _cases(count: int, **facts: Any) -> list[Case]:
    record = CaseRecord(2, "", "", Grouping.PATIENT_ID, "", 0, "image.png", "", "", "0" * 16, "", **facts)
    keys = [f"{facts}{number}" for number in range(count)]
    return [
        Case(Path(key), replace(record, key=key, group=f"person-{key}"), ("a", "b")[number % 2], (), "", "")
        for number, key in enumerate(keys)
    ]


def _shown(cases: list[Case], right: float, base: float) -> list[dict[str, Any]]:
    """What models showed that give the true class this probability."""

    def rows(case: Case, value: float) -> list[float]:
        return [value, 1 - value] if case.label == "a" else [1 - value, value]

    return [
        {
            "key": case.key,
            "truth": case.label,
            "new": rows(case, right),
            "base": rows(case, base),
            "figure_new": right,
            "figure_base": base,
        }
        for case in cases
    ]


def test_each_group_has_its_own_figure() -> None:
    women, men = (_cases(20, particulars=Particulars(sex=sex)) for sex in "FM")
    others, unknown = _cases(4, particulars=Particulars(sex="O")), _cases(3)
    shown = [*_shown(women, 0.9, 0.8), *_shown(men, 0.2, 0.8), *_shown([*others, *unknown], 0.5, 0.5)]
    tested = [*women, *men, *others, *unknown]
    rows, left_out = subgroup_rows(tested, shown, names=("a", "b"), level=0.95)
    assert [(row["name"], row["title"], row["cases"], row["persons"]) for row in rows] == [
        ("sex_f", "Sex: F", 20, 20),
        ("sex_m", "Sex: M", 20, 20),
    ]
    assert [row["figure"] for row in rows] == ["AUC", "AUC"]
    assert [row["new"]["value"] for row in rows] == [1.0, 0.0]  # the new model fails with men
    assert [row["difference"]["value"] for row in rows] == [0.0, -1.0]
    assert [(each["name"], each["persons"], each["reason"]) for each in left_out] == [
        ("sex_o", 4, "fewer than 5 persons")
    ]


def test_persons_count_and_not_cases() -> None:
    few = [replace(case, record=replace(case.record, group="one")) for case in _cases(30, modality="CT")]
    many = _cases(10, modality="MR")
    shown = _shown([*few, *many], 0.9, 0.8)
    rows, left_out = subgroup_rows([*few, *many], shown, names=("a", "b"), level=0.95)
    assert [row["name"] for row in rows] == ["modality_mr"]
    assert [(each["title"], each["cases"], each["persons"]) for each in left_out] == [("Modality: CT", 30, 1)]


def test_outlines_have_means_and_wider_intervals_at_a_higher_level() -> None:
    rng = np.random.default_rng(0)
    early, late = (_cases(12, particulars=Particulars(quarter=each)) for each in (7001, 7003))
    shown = [
        {"key": case.key, "figure_new": float(rng.uniform(0.7, 0.9)), "figure_base": 0.7} for case in [*early, *late]
    ]
    found = [subgroup_rows([*early, *late], shown, names=("heart",), level=level)[0] for level in (0.95, 0.99)]
    assert [row["title"] for row in found[0]] == ["Quarter of a year: +00", "Quarter of a year: +02"]
    values = [each["figure_new"] for each in shown[:12]]
    assert found[0][0]["new"]["value"] == pytest.approx(np.mean(values))
    widths = [rows[0]["new"]["high"] - rows[0]["new"]["low"] for rows in found]
    assert widths[1] > widths[0] > 0
    assert found[0][0]["figure"] == "mean"


def test_what_tells_nothing_apart_makes_no_table() -> None:
    alike = _cases(10, modality="CR", view="PA")
    assert subgroup_rows(alike, _shown(alike, 0.9, 0.8), names=("a", "b"), level=0.95) == ([], [])
    one_class = [case for case in _cases(24, modality="CR") if case.label == "a"] + _cases(12, modality="DX")
    rows, left_out = subgroup_rows(one_class, _shown(one_class, 0.9, 0.8), names=("a", "b"), level=0.95)
    assert [row["name"] for row in rows] == ["modality_dx"]
    assert left_out[0]["reason"] == "a class has fewer than two persons"
    scanners = [case for number in range(3) for case in _cases(6, particulars=Particulars(scanner=f"{number}salted"))]
    rows, _ = subgroup_rows(scanners, _shown(scanners, 0.9, 0.8), names=("a", "b"), level=0.95)
    assert [row["title"] for row in rows] == ["Scanner: 1", "Scanner: 2", "Scanner: 3"]  # no key leaves
