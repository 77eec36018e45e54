"""The leading figure by subgroup of the test part: sex, age band, scanner, quarter of a year, else what a file tells.

numpy only. A group of fewer than `LEAST_PERSONS` persons is named, not scored.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ai.training.dataset.case import Case
from ai.training.dataset.particulars import Particulars
from ai.training.paired_interval import auc_intervals, draw_persons, mean_interval, within
from ai.training.roc import Estimate
from ai.words import say

LEAST_PERSONS = 5
"""Of a group that is scored; an interval over fewer says nothing."""

MOST_GROUPS = 12
"""Of one fact: with more, such as one machine a case, the fact groups nothing."""

DRAWS = 2000

_NOTHING = Particulars()

Fact: TypeAlias = Callable[[Case], str]
"""Word of a case, ``""`` where it is not known."""

_Numbers: TypeAlias = npt.NDArray[np.float64]


def subgroup_rows(
    tested: Sequence[Case], per_case: Sequence[Mapping[str, Any]], *, names: Sequence[str], level: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Compare both models within each group.

    Parameters
    ----------
    tested
        The held-out cases.
    per_case
        What each showed (`ai.training.part_scores`), found by ``key``. With ``new`` and ``base``, probabilities of the
        classes, the figure is the AUC; else the mean of ``figure_new`` and ``figure_base``.
    names
        Classes of the dataset, in the order of the probabilities.
    level
        Confidence level of the intervals.

    Returns
    -------
    rows
        ``name`` ("sex_f"), ``title`` ("Sex: F"), ``figure``, ``cases``, ``persons``, ``new``, ``base`` and
        ``difference`` with ``value``, ``low``, ``high``.
    left_out
        ``name``, ``title``, ``cases``, ``persons`` and ``reason``.
    """
    shown = {each["key"]: each for each in per_case}
    counted = [case for case in tested if shown.get(case.key, {}).get("figure_new") is not None]
    rows: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    for fact, title, word_of in _facts(counted):
        words = [word_of(case) for case in counted]
        groups = sorted(set(words) - {""})
        if len(groups) < 2 or len(groups) > MOST_GROUPS:
            continue
        for number, word in enumerate(groups):
            own = [case for case, its in zip(counted, words, strict=True) if its == word]
            label = str(number + 1) if fact == "scanner" else word
            told: dict[str, Any] = {
                "name": f"{fact}_{label}".lower().replace(" ", "_"),
                "title": str(say("{fact}: {group}", fact=title, group=label)),
                "cases": len(own),
                "persons": len({case.group for case in own}),
            }
            if told["persons"] < LEAST_PERSONS:
                left_out.append({**told, "reason": str(say("fewer than {least} persons", least=LEAST_PERSONS))})
                continue
            found = _figure(own, [shown[case.key] for case in own], names, level)
            if found is None:
                left_out.append({**told, "reason": str(say("a class has fewer than two persons"))})
                continue
            figure, new, base, difference = found
            estimates = {"new": new, "base": base, "difference": difference}
            rows.append({**told, "figure": figure, **{key: _plain(value) for key, value in estimates.items()}})
    return rows, left_out


def _facts(cases: Sequence[Case]) -> list[tuple[str, str, Fact]]:
    """Name, title and word of what is known of the cases."""
    first = min((_of(case).quarter or 0 for case in cases if _of(case).quarter is not None), default=0)

    def quarter(case: Case) -> str:
        its = _of(case).quarter
        return "" if its is None else f"{its - first:+03d}"  # only differences mean something

    return [
        ("sex", say("Sex"), lambda case: _of(case).sex),
        ("age", say("Age"), lambda case: _of(case).age_band),
        ("scanner", say("Scanner"), lambda case: _of(case).scanner),
        ("quarter", say("Quarter of a year"), quarter),
        ("modality", say("Modality"), lambda case: case.record.modality),
        ("body_part", say("Body part"), lambda case: case.record.body_part),
        ("view", say("View"), lambda case: case.record.view),
        ("position", say("Position"), lambda case: case.record.patient_position),
    ]


def _of(case: Case) -> Particulars:
    return case.record.particulars or _NOTHING


def _figure(
    cases: Sequence[Case], shown: Sequence[Mapping[str, Any]], names: Sequence[str], level: float
) -> tuple[str, Estimate, Estimate, Estimate] | None:
    groups = [case.group for case in cases]
    if all(isinstance(each.get("new"), list) and each.get("truth") in names for each in shown):
        truth = np.asarray([names.index(each["truth"]) for each in shown], dtype=np.int64)
        if any(len({g for g, t in zip(groups, truth, strict=True) if t == n}) < 2 for n in range(len(names))):
            return None
        new, base = (np.asarray([each[which] for each in shown], dtype=np.float64) for which in ("new", "base"))
        drawn = draw_persons(groups, strata=truth.tolist(), draws=DRAWS)
        of_new, of_base, difference = auc_intervals(new, base, truth, drawn, level=level)
        return "AUC", within(of_new), within(of_base), within(difference, low=-1)
    figures: list[_Numbers] = [
        np.asarray([math.nan if each[which] is None else each[which] for each in shown], dtype=np.float64)
        for which in ("figure_new", "figure_base")
    ]
    drawn = draw_persons(groups, draws=DRAWS)
    new_mean, base_mean, gain = (
        mean_interval(values, drawn, level=level) for values in (*figures, figures[0] - figures[1])
    )
    return str(say("mean")), within(new_mean), within(base_mean), within(gain, low=-1)


def _plain(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def left_out_words(left_out: Sequence[Mapping[str, Any]]) -> str:
    """Name the groups that were not scored: "Sex: O (3 persons), …"; ``""`` for none."""
    counts = Counter({str(each["title"]): int(each["persons"]) for each in left_out})
    return ", ".join(str(say("{title} ({persons} persons)", title=title, persons=n)) for title, n in counts.items())
