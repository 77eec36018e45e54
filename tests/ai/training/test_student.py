from __future__ import annotations

import pytest

from ai.training.student import student_quantile


@pytest.mark.parametrize(
    ("level", "freedom", "bound"),
    [(0.95, 1, 12.706), (0.95, 2, 4.303), (0.95, 9, 2.262), (0.95, 19, 2.093), (0.95, 120, 1.980), (0.99, 30, 2.750)],
)
def test_the_printed_table(level: float, freedom: int, bound: float) -> None:
    """Abramowitz & Stegun 1964, table 26.10."""
    assert student_quantile(level, freedom) == pytest.approx(bound, abs=6e-4)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 18, 39, 500, 5001])
def test_equals_scipy(freedom: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    for level in (0.5, 0.95, 0.9875, 0.9995, 0.99999):
        assert student_quantile(level, freedom) == pytest.approx(stats.t.ppf((1 + level) / 2, freedom), rel=1e-8)


@pytest.mark.parametrize(("level", "freedom"), [(1.0, 5), (0.0, 5), (0.95, 0)])
def test_no_quantile(level: float, freedom: int) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        student_quantile(level, freedom)
