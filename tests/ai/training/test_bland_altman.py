from __future__ import annotations

import numpy as np
import pytest

from ai.training.bland_altman import intraclass_correlation, method_agreement


def test_figures_worked_out_by_hand() -> None:
    found = method_agreement([0.50, 0.42, 0.46, 0.58], [0.48, 0.42, 0.48, 0.54])
    assert found.cases == 4
    assert found.bias == pytest.approx(0.01)
    assert found.sd == pytest.approx(np.std([0.02, 0, -0.02, 0.04], ddof=1))
    assert (found.low, found.high) == pytest.approx((0.01 - 1.96 * found.sd, 0.01 + 1.96 * found.sd))
    # Squared differences 4, 0, 4, 16 times 1e-4: their mean over 2 is 3e-4; the mean of all is 0.485.
    assert found.variation_percent == pytest.approx(100 * np.sqrt(3e-4) / 0.485)


def test_intraclass_correlation_of_the_published_example() -> None:
    # Shrout & Fleiss 1979, table 2: six targets, four judges; ICC(2,1) is 0.29.
    ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)
    assert intraclass_correlation(ratings) == pytest.approx(0.29, abs=0.005)


def test_a_constant_shift_lowers_the_agreement_and_nothing_else_does() -> None:
    values = np.linspace(0.4, 0.6, 20)
    assert method_agreement(values, values).correlation == pytest.approx(1)
    shifted = method_agreement(values + 0.05, values)
    assert shifted.sd == pytest.approx(0, abs=1e-12)
    assert shifted.bias == pytest.approx(0.05)
    assert shifted.correlation < 0.9
    assert intraclass_correlation(np.full((3, 2), 0.5)) == 0


def test_unequal_or_too_few_measurements_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        method_agreement([0.5, 0.5, 0.5], [0.5, 0.5])
    with pytest.raises(ValueError, match="cannot be compared"):
        method_agreement([0.5, 0.5], [0.5, 0.5])
