"""Filters as data: sliders, words, ranges."""

from __future__ import annotations

import pytest

from app.errors import UsageError
from app.imaging.filters.filter import Parameter
from app.imaging.filters.neighbours import bell_reach, odd_reach
from app.imaging.filters.table import FILTERS, filter_named

SIZE = Parameter("size", "Size", "px", 3, 9, 2, 5, on_steps=True)
SIGMA = Parameter("sigma", "Sigma", "px", 0.3, 10.0, 0.1, 1.0)


def test_slider_positions_and_values_meet() -> None:
    for parameter in (each for one in FILTERS for each in one.parameters):
        assert parameter.at(0) == parameter.low
        assert parameter.at(parameter.steps) == parameter.high
        assert parameter.at(parameter.position(parameter.default)) == parameter.default
        for position in range(parameter.steps + 1):
            assert parameter.position(parameter.at(position)) == position
            parameter.check(parameter.at(position), "Filter")


def test_values_read_as_they_are_set() -> None:
    assert [SIZE.text(5), SIGMA.text(1.5)] == ["5 px", "1.5 px"]
    assert filter_named("clahe").parameter("clip").text(2.0) == "2.0×"
    assert filter_named("clahe").parameter("tiles").text(8) == "8"


@pytest.mark.parametrize(
    ("parameter", "value", "words"),
    [
        (SIZE, 4, "3 to 9, odd"),
        (SIZE, 11, "3 to 9, odd"),
        (SIZE, 3.5, "3 to 9, odd"),
        (SIGMA, 0.2, "0.3 to 10"),
        (SIGMA, float("nan"), "0.3 to 10"),
        (SIGMA, float("inf"), "0.3 to 10"),
        (filter_named("clahe").parameter("tiles"), 8.5, "2 to 16, whole numbers"),
    ],
)
def test_what_is_not_allowed_is_told_with_the_range(parameter: Parameter, value: float, words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parameter.check(value, "Mean")
    assert words in str(refusal.value)
    assert parameter.name in str(refusal.value)


def test_between_slider_steps_where_it_makes_sense() -> None:
    assert SIGMA.check(1.234, "Gaussian") == 1.234


def test_a_range_that_is_none() -> None:
    with pytest.raises(ValueError, match="range"):
        Parameter("a", "A", "", 3, 2, 1, 2)


def test_names_are_unique_and_found() -> None:
    assert len({each.name for each in FILTERS}) == len(FILTERS)
    assert filter_named(" Median ").name == "median"
    with pytest.raises(
        UsageError,
        match="clahe, mean, gaussian, median, bilateral, sigma, wiener, unsharp, laplacian, outline, kernel3, kernel5",
    ):
        filter_named("sharpen")
    with pytest.raises(UsageError, match="It has clip and tiles"):
        filter_named("clahe").parameter("size")


def test_presets_have_allowed_values_for_every_parameter() -> None:
    for each in FILTERS:
        for preset in each.presets:
            assert set(preset.values) == {parameter.name for parameter in each.parameters}
            for parameter in each.parameters:
                assert parameter.check(preset.values[parameter.name], each.title) == preset.values[parameter.name]
            assert each.preset(preset.name.upper()) is preset
            assert each.words(preset.values) == f"{each.badge} {preset.title}"
        if each.grid_side:
            assert len(each.parameters) >= each.grid_side**2


def test_cubes_are_the_odd_number_of_slices_that_is_nearest() -> None:
    assert [odd_reach(size, 1.0) for size in (3, 5, 9)] == [1, 2, 4]
    assert [odd_reach(3, slice_px) for slice_px in (0.6, 1.49, 1.51, 5.0, 0.01)] == [2, 1, 0, 0, 15]
    # 6 slices: 5 and 7 are equally near.
    assert odd_reach(3, 0.5) == 2
    assert [bell_reach(1.0, slice_px) for slice_px in (1.0, 2.0, 7.0, 0.01)] == [3, 2, 0, 30]
