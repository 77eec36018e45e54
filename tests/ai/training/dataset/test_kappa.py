"""Cohen's kappa against scikit-learn, and what its interval promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from ai.training.dataset.kappa import cohen_kappa

ANSWERS = ("benign", "malignant", "not sure")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS)), min_size=1, max_size=40))
def test_the_value_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    first, second = [one for one, _ in pairs], [two for _, two in pairs]
    found = cohen_kappa(first, second, range(len(pairs)), draws=20)
    if len({*first, *second}) == 1:
        # Chance alone explains full agreement: scikit-learn divides by nothing there.
        assert found.value is None
        assert found.interval is None
        return
    assert found.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    assert found.interval is not None
    assert found.interval[0] <= found.interval[1]
    assert sum(map(sum, found.table)) == found.cases == len(pairs)


def test_a_known_table() -> None:
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.70, expected 0.50, kappa 0.40.
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    found = cohen_kappa(first, second, range(50))
    assert (found.observed, found.expected) == (pytest.approx(0.7), pytest.approx(0.5))
    assert found.value == pytest.approx(0.4)
    assert found.table == ((20, 5), (10, 15))
    assert found.names == ("yes", "no")
    # Fleiss, Cohen & Everitt 1969 give a standard error of 0.127 for this table.
    assert found.interval is not None
    assert found.interval[0] == pytest.approx(0.4 - 1.96 * 0.127, abs=0.05)
    assert found.interval[1] == pytest.approx(0.4 + 1.96 * 0.127, abs=0.05)


def test_the_order_of_readers_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    first, second = (rng.choice(ANSWERS, 30).tolist() for _ in range(2))
    one, two = cohen_kappa(first, second, range(30)), cohen_kappa(second, first, range(30))
    assert one.value == pytest.approx(two.value)
    assert one.interval == pytest.approx(two.interval)


def test_full_agreement_is_not_said_to_be_certain() -> None:
    few = cohen_kappa(["a", "b", "a", "b"], ["a", "b", "a", "b"], range(4))
    many = cohen_kappa(["a", "b"] * 100, ["a", "b"] * 100, range(200))
    assert few.value == many.value == 1
    assert few.interval is not None
    assert many.interval is not None
    # Clopper & Pearson: 0.025 ** (1/4) = 0.398 of the cases at least.
    assert few.interval == pytest.approx((2 * 0.025**0.25 - 1, 1.0))
    assert many.interval[0] > 0.96


def test_many_cases_of_few_persons_tell_less() -> None:
    first = ["a", "a", "b", "b"] * 10
    second = ["a", "b", "b", "b"] * 10
    alone = cohen_kappa(first, second, range(40))
    together = cohen_kappa(first, second, [number // 10 for number in range(40)])
    assert alone.groups == 40
    assert together.groups == 4
    swapped = cohen_kappa(first, second, [number % 4 for number in range(40)])
    assert alone.interval is not None
    assert swapped.interval is not None
    # Persons who are all alike inside: another draw of them says much less than forty cases would.
    assert swapped.interval[1] - swapped.interval[0] > alone.interval[1] - alone.interval[0]


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        cohen_kappa([], [], [])
    with pytest.raises(ValueError, match="same cases"):
        cohen_kappa(["a"], ["a", "b"], [0, 1])
