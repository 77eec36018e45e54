from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai.training.anatomy_score import FilmScore, ratio_table, remark, subgroups, summary
from ai.training.anatomy_tables import SHORT_OF, overlap_tables, short_of
from ai.training.jsrt import MASK_BITS, Film
from tests.document import at, number_at, rows_at


def _scores(count: int, *, level: float = 0.9, error: float = 0.001) -> list[FilmScore]:
    """Scores in two folds whose ratio is off by a multiple of an error; every third person a man."""
    scores = []
    for index in range(count):
        values = dict.fromkeys(MASK_BITS, level) | {"left_lung": level - 0.1 + 0.0001 * index}
        film = Film(f"F{index:02}", Path(), Path(), {"sex": "women" if index % 3 else "men"})
        true = 0.4 + 0.005 * index
        scores.append(FilmScore(film, index % 2, values, values, true + error * (index - count / 2), true, "a word"))
    return scores


def test_the_summary_takes_the_mean_of_the_sides() -> None:
    table = summary(_scores(40))
    assert table["films"] == 40
    assert number_at(table, "jaccard_lungs_256", "mean") == pytest.approx(0.85, abs=0.002)
    assert number_at(table, "jaccard_heart_native", "mean") == pytest.approx(0.9)
    by_fold = at(table, "jaccard_native_by_fold")
    assert isinstance(by_fold, dict)
    assert set(by_fold) == {"fold 0", "fold 1"}
    assert table["worst_films"] == [f"F0{number}: a word" for number in range(5)]


def test_the_ratio_has_limits_and_an_interval_that_the_other_fold_gave() -> None:
    ratio = ratio_table(_scores(40))
    assert ratio["films"] == 40
    assert ratio["bias"] == pytest.approx(-0.0005)
    limits = [number_at(each) for each in rows_at(ratio, "limits_of_agreement")]
    assert limits == pytest.approx([-0.0005 - 1.96 * 0.0117, -0.0005 + 1.96 * 0.0117], abs=2e-4)
    assert ratio["half_width_95"] == pytest.approx(0.019)
    nested = ratio["interval_nested"]
    assert isinstance(nested, dict)
    # Even numbers reach from -20 to 18, odd ones from -19 to 19: only -20 lies outside what the others gave.
    assert nested["covered"] == "39 of 40"
    assert nested["contains_95_percent"] == "yes"
    assert nested["mean_width"] == pytest.approx(0.039)


def test_films_without_a_ratio_are_counted_and_too_few_have_no_interval() -> None:
    scores = _scores(10)
    lost = FilmScore(scores[0].film, 0, scores[0].jaccard_256, scores[0].jaccard_native, None, 0.5)
    ratio = ratio_table([lost, *scores[1:]])
    assert (ratio["films"], ratio["not_measured"]) == (9, 1)
    assert "interval_nested" not in ratio
    assert "half_width_95" not in ratio


def test_subgroups_are_of_the_people_known() -> None:
    table = subgroups(_scores(12))
    assert number_at(table, "sex: men", "films") == 4
    assert number_at(table, "sex: women", "heart") == pytest.approx(0.9)
    assert set(subgroups(_scores(4))) == set()  # two of each are too few


def test_what_was_wanted_and_missed_is_said() -> None:
    good = overlap_tables(_scores(60, level=1.09, error=0.0004))
    assert good[SHORT_OF] == []
    bad = overlap_tables(_scores(60, level=0.8, error=0.002))[SHORT_OF]
    assert isinstance(bad, list)
    told = "\n".join(bad)
    for words in ("lungs 0.75", "heart 0.8000, wanted 0.912", "clavicles", "limits of agreement", "mean width"):
        assert words in told
    few = summary(_scores(10, level=1.09, error=0.0004))
    assert short_of(few) == ["the coverage of the ratio's interval was not counted: too few films"]
    one_sided = _scores(60, level=1.09, error=0.0004)
    outliers = [FilmScore(s.film, s.fold, s.jaccard_256, s.jaccard_native, 0.9, 0.5) for s in one_sided[1:60:2]]
    told = "\n".join(short_of(summary([*one_sided[::2], *outliers])))
    assert "the ratio's interval covered" in told
    assert "variation of the ratio" in told


def test_a_remark_says_how_much_and_where() -> None:
    truth = np.zeros((100, 100), bool)
    truth[20:80, 20:80] = True
    found = truth.copy()
    found[20:35, 20:80] = False
    assert remark("left_lung", found, truth) == "left lung 0.75, 25 % missed and 0 % too much, mostly upper"
    found = truth.copy()
    found[60:80, 80:95] = True
    assert remark("heart", found, truth).endswith("0 % missed and 8 % too much, mostly lower and image right")
    assert remark("heart", truth, truth) == "heart 1.00"
    assert "nothing was marked" in remark("heart", np.zeros_like(truth), truth)
    assert "none in the reference" in remark("heart", truth, np.zeros_like(truth))
