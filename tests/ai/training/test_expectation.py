from __future__ import annotations

import numpy as np
import pytest

from ai.training.expectation import EXPECTED_AREA, LEAST_PERSONS, expectation, expected_half_width
from ai.training.openings import level
from ai.training.roc import auc_interval


def test_the_error_of_hanley_and_mcneil() -> None:
    """Worked through by hand for 20 and 20 persons at 0.8: Q1 0.6667, Q2 0.7111, variance 0.0050444."""
    assert expected_half_width(20) == pytest.approx(1.959964 * np.sqrt(0.00504444444), rel=1e-6)
    assert expected_half_width(20) > expected_half_width(50) > expected_half_width(50, area=0.9)
    assert expected_half_width(20, openings=2) == pytest.approx(expected_half_width(20) * 2.497705 / 1.959964)


@pytest.mark.parametrize(("persons", "openings"), [(20, 1), (24, 1), (50, 1), (24, 2)])
def test_it_is_what_delong_finds_in_the_middle(persons: int, openings: int) -> None:
    rng = np.random.default_rng(persons)
    positive = np.arange(2 * persons) % 2 == 1
    shift = 1.1902  # of two normal distributions with an area of 0.8 between them
    widths = []
    for _ in range(400):
        found = auc_interval(rng.normal(shift * positive, 1), positive, level=level(openings))
        # Cut at 1 above, so the lower side is taken.
        widths.append(found.value - found.low)
    assert expected_half_width(persons, openings=openings) == pytest.approx(np.median(widths), rel=0.1)


def test_words() -> None:
    assert expectation({"No tumor": 40, "Glioma": 24}) == (
        "With 24 persons in the rarest class (Glioma) expect ± 0.13 around an area under the ROC curve of 0.8 "
        "(95 % interval)."
    )
    assert "expect ± 0.16" in expectation({"Glioma": 24}, openings=2)
    assert "(98.75 % interval)" in expectation({"Glioma": 24}, openings=2)
    assert EXPECTED_AREA == 0.8


@pytest.mark.parametrize("count", [0, LEAST_PERSONS - 1])
def test_no_claim_of_too_few(count: int) -> None:
    said = expectation({"No tumor": 40, "Glioma": count})
    assert said.startswith(
        f"Too few persons for a claim: the rarest class of the test part (Glioma) has {count}, and 20 are"
    )
    assert expectation({"Glioma": LEAST_PERSONS}).startswith("With 20 persons")


def test_nobody() -> None:
    with pytest.raises(ValueError, match="0 persons"):
        expected_half_width(0)
