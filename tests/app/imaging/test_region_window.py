"""The window of a region, by value."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.region_window import rectangle_of, region_window
from app.imaging.window import VoiFunction, Window


def ends(window: Window | None) -> tuple[float, float]:
    assert window is not None
    assert window.function is VoiFunction.LINEAR_EXACT
    return window.centre - window.width / 2, window.centre + window.width / 2


def test_percentiles_leave_metal_out() -> None:
    values = np.concatenate([np.arange(1000.0), [30_000.0] * 5])
    low, high = ends(region_window(values))
    assert (low, high) == pytest.approx(tuple(np.percentile(values, (1, 99))))
    assert high < 1000


def test_mean_and_deviations() -> None:
    values = np.array([[0, 0], [10, 10]], np.int16)
    assert ends(region_window(values, deviations=2.0)) == (-5.0, 15.0)


def test_few_values_count_all() -> None:
    assert ends(region_window(np.array([3, 1, 7], np.int16))) == (1.0, 7.0)


def test_padding_and_holes_do_not_count() -> None:
    values = np.array([-2000.0, np.nan, 5.0, np.inf, 9.0])
    assert ends(region_window(values, padding=(-2000, -2000))) == (5.0, 9.0)
    assert region_window(np.array([-2000, -2000]), padding=(-2000, -2000)) is None
    assert region_window(np.array([])) is None


def test_an_even_region_is_grey() -> None:
    window = region_window(np.full((9, 9), 40, np.int16), name="Region")
    assert window == Window(40.0, 1.0, VoiFunction.LINEAR_EXACT, "Region")


PLANE = np.arange(30).reshape(5, 6)


@pytest.mark.parametrize(
    ("corner", "other", "rows", "columns"),
    [
        ((1.0, 2.0), (3.0, 4.0), (1, 4), (2, 5)),
        ((3.4, 4.4), (0.6, 1.6), (1, 4), (2, 5)),
        ((-9.0, -9.0), (99.0, 99.0), (0, 5), (0, 6)),
        ((2.1, 2.2), (2.4, 2.3), (2, 3), (2, 3)),
        ((4.2, 5.2), (8.0, 8.0), (4, 5), (5, 6)),
    ],
)
def test_pixels_whose_centres_are_inside(
    corner: tuple[float, float], other: tuple[float, float], rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    assert rectangle_of(PLANE, corner, other).tolist() == PLANE[slice(*rows), slice(*columns)].tolist()


def test_beside_the_picture_is_nothing() -> None:
    assert rectangle_of(PLANE, (-5.0, 1.0), (-2.0, 3.0)).size == 0
    assert rectangle_of(PLANE, (1.0, 7.0), (2.0, 9.0)).size == 0
