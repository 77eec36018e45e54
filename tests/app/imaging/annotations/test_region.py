"""Which pixels a region holds, and what they say: against pixel by pixel searches, OpenCV and SimpleITK."""

from __future__ import annotations

import math
from fractions import Fraction

import cv2
import numpy as np
import pytest
import SimpleITK
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.itk_image import to_itk
from ai.phantom.ct import CtGrid
from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.edit import turned
from app.imaging.annotations.figure import strokes
from app.imaging.annotations.region import ON_OUTLINE_PX, region_pixels
from app.imaging.annotations.statistics import (
    RegionStatistics,
    RegionValues,
    histogram_of,
    region_statistics,
    statistics_of,
    values_in,
)
from app.imaging.cut_turn import Turn
from app.imaging.plane_frame import PlaneFrame

WHOLE = st.tuples(st.integers(-4, 44), st.integers(-4, 52))
ANYWHERE = st.tuples(st.floats(-4, 44), st.floats(-4, 52))


def full_mask(annotation: Annotation, frame: PlaneFrame) -> np.ndarray:
    patch = region_pixels(annotation, frame)
    mask = np.zeros(frame.shape_px, np.bool_)
    mask[patch.rows, patch.columns] = patch.inside
    assert patch.count == mask.sum()
    return mask


def is_inside_exactly(row: int, column: int, corners: list[tuple[int, int]]) -> bool:
    """Even-odd rule with the outline, in whole numbers: nothing is rounded."""
    crossings = 0
    for (r0, c0), (r1, c1) in zip(corners, corners[1:] + corners[:1], strict=True):
        across = (r1 - r0) * (column - c0) - (c1 - c0) * (row - r0)
        if across == 0 and min(r0, r1) <= row <= max(r0, r1) and min(c0, c1) <= column <= max(c0, c1):
            return True
        if (r0 > row) != (r1 > row) and column < c0 + Fraction((row - r0) * (c1 - c0), r1 - r0):
            crossings += 1
    return crossings % 2 == 1


@settings(max_examples=80, deadline=None)
@given(corners=st.lists(WHOLE, min_size=3, max_size=7))
def test_whole_corners_against_exact_arithmetic(phantoms, corners) -> None:
    """The hardest cases: corners and sides run through the centres of pixels, and across themselves."""
    stack = phantoms.source(phantoms.volume())
    mask = full_mask(phantoms.draw(Kind.POLYGON, corners, stack), stack.frame(3))
    expected = [[is_inside_exactly(row, column, corners) for column in range(48)] for row in range(40)]
    np.testing.assert_array_equal(mask, expected)


@settings(max_examples=40, deadline=None)
@given(corners=st.lists(ANYWHERE, min_size=3, max_size=12))
def test_any_corners_against_opencv(phantoms, corners) -> None:
    stack = phantoms.source(phantoms.volume())
    drawn = phantoms.draw(Kind.FREEHAND, corners, stack)
    mask = full_mask(drawn, stack.frame(3))
    at = stack.frame(3).to_pixel(drawn.places)[:, ::-1].astype(np.float32)
    for row, column in np.ndindex(mask.shape):
        distance = cv2.pointPolygonTest(at, (float(column), float(row)), measureDist=True)
        # OpenCV works in single precision.
        if abs(distance) > 1e-3:
            assert mask[row, column] == (distance > 0), (row, column)


@pytest.mark.parametrize("spin", [0.0, 17.0, 90.0, -128.0])
@pytest.mark.parametrize("kind", [Kind.ELLIPSE, Kind.RECTANGLE])
@pytest.mark.parametrize("turn", [Turn(), Turn(1), Turn(2, mirrored=True)])
@settings(max_examples=12, deadline=None)
@given(
    centre=st.tuples(st.floats(-2, 42), st.floats(-2, 50)),
    half=st.tuples(st.floats(0, 30), st.floats(0, 30)),
)
def test_figures_against_their_definition(phantoms, spin, kind, turn, centre, half) -> None:
    """Every pixel by its place in the patient: along the axes of the figure no farther than they reach."""
    stack = phantoms.source(phantoms.volume(phantoms.grid.turned((23.0, -37.0, 51.0))), turn=turn)
    row, column = centre
    drawn = phantoms.draw(kind, [centre, (row, column + half[0]), (row + half[1], column)], stack)
    drawn = turned(drawn, spin)
    frame = stack.frame(3)
    mask = full_mask(drawn, frame)
    middle, first, second = (np.array(point) for point in drawn.points)
    reach = np.array([np.linalg.norm(first - middle), np.linalg.norm(second - middle)])
    if (reach < 1e-6).any():
        return
    directions = np.stack([(first - middle) / reach[0], (second - middle) / reach[1]])
    along = (phantoms.pixel_places(frame) - middle) @ directions.T
    tie = ON_OUTLINE_PX * min(frame.pixel_mm)
    if kind is Kind.RECTANGLE:
        surely = (np.abs(along) <= reach).all(axis=-1)
        maybe = (np.abs(along) <= reach + 2 * tie).all(axis=-1)
    else:
        surely = ((along / reach) ** 2).sum(axis=-1) <= 1
        maybe = ((along / (reach + 2 * tie)) ** 2).sum(axis=-1) <= 1
    assert (mask >= surely).all()
    assert (mask <= maybe).all()


def test_centres_on_the_outline_count_on_every_grid(phantoms, grid: CtGrid) -> None:
    """Corners on pixel centres hold 11 x 21 pixels, however the patient lies: rounding decides nothing."""
    stack = phantoms.source(phantoms.volume(grid))
    frame = stack.frame(3)
    corners = [(2, 3), (2, 13), (22, 13), (22, 3)]
    expected = np.zeros((40, 48), np.bool_)
    expected[2:23, 3:14] = True
    np.testing.assert_array_equal(full_mask(phantoms.draw(Kind.POLYGON, corners, stack), frame), expected)
    figure = [(12, 8), (12, 13), (22, 8)]
    np.testing.assert_array_equal(full_mask(phantoms.draw(Kind.RECTANGLE, figure, stack), frame), expected)
    # A circle of 5 pixels in a grid of square ones: 81 centres.
    square = phantoms.source(phantoms.volume(CtGrid((8, 40, 48), (3.0, 0.7, 0.7), (0.0, 0.0, 0.0)).turned((9, 8, 7))))
    circle = phantoms.draw(Kind.ELLIPSE, [(20, 20), (20, 25), (25, 20)], square)
    assert region_pixels(circle, square.frame(3)).count == 81
    inside = full_mask(circle, square.frame(3))
    assert inside[20, 25]
    assert inside[15, 20]
    assert inside[23, 24]
    assert not inside[24, 24]


def test_a_picture_turned_on_the_screen_holds_the_same_pixels(phantoms, grid: CtGrid) -> None:
    volume = phantoms.volume(grid)
    stack = phantoms.source(volume)
    kinds = {
        Kind.POLYGON: [(2, 3), (4.2, 30.1), (31, 20), (18.5, 11)],
        Kind.ELLIPSE: [(20, 20), (20, 31), (26.5, 20)],
        Kind.RECTANGLE: [(20, 20), (20, 31), (26.5, 20)],
    }
    for kind, pixels in kinds.items():
        drawn = turned(phantoms.draw(kind, pixels, stack), 12.0)
        upright = full_mask(drawn, stack.frame(3))
        for turn in (Turn(1), Turn(2), Turn(0, mirrored=True), Turn(3, mirrored=True)):
            other = phantoms.source(volume, turn=turn)
            np.testing.assert_array_equal(full_mask(drawn, other.frame(3)), turn.apply(upright))


def test_regions_beside_and_around_the_picture(phantoms) -> None:
    stack = phantoms.source(phantoms.volume())
    frame = stack.frame(3)
    for kind in (Kind.ELLIPSE, Kind.RECTANGLE):
        assert region_pixels(phantoms.draw(kind, [(-30, 9), (-30, 14), (-20, 9)], stack), frame).count == 0
        assert full_mask(phantoms.draw(kind, [(20, 24), (20, 400), (400, 24)], stack), frame).all()
        nothing = phantoms.draw(kind, [(5.5, 5.5)] * 3, stack)
        assert region_pixels(nothing, frame).count == 0
        assert region_pixels(phantoms.draw(kind, [(5, 5)] * 3, stack), frame).count == 1
    assert region_pixels(phantoms.draw(Kind.POLYGON, [(-9, 1), (-2, 9), (-9, 9)], stack), frame).count == 0
    assert region_pixels(phantoms.draw(Kind.POLYGON, [(5.5, 5.5)] * 3, stack), frame).count == 0
    # A line still lies on the centres that it runs through.
    assert region_pixels(phantoms.draw(Kind.POLYGON, [(5, 5), (5, 9), (5, 7)], stack), frame).count == 5
    with pytest.raises(ValueError, match="inside"):
        region_pixels(phantoms.draw(Kind.LENGTH, [(1, 1), (2, 2)], stack), frame)


def test_an_eightfold_outline_leaves_out_what_it_goes_round_twice(phantoms) -> None:
    stack = phantoms.source(phantoms.volume())
    twice = [(2, 2), (2, 20), (20, 20), (20, 2), (2, 2), (8, 8), (8, 14), (14, 14), (14, 8), (8, 8)]
    mask = full_mask(phantoms.draw(Kind.FREEHAND, twice, stack), stack.frame(3))
    assert mask[5, 5]
    assert not mask[11, 11]
    assert mask[8, 11]


@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.uint8, np.int32, np.float32, np.float64])
def test_figures_of_values_against_simpleitk(phantoms, grid: CtGrid, dtype: type) -> None:
    values = np.random.default_rng(2).integers(0, 250, phantoms.grid.shape).astype(dtype)
    volume = phantoms.volume(grid, values)
    stack = phantoms.source(volume)
    drawn = turned(phantoms.draw(Kind.ELLIPSE, [(20, 24), (20, 38), (29, 24)], stack), 30.0)
    found = region_statistics(drawn, stack.plane(3), stack.frame(3))
    # The mask as ITK sees it: by the physical point of every voxel.
    image = to_itk(values, volume.affine_lps)
    middle, first, second = (np.array(point) for point in drawn.points)
    mask = np.zeros(values.shape, np.uint8)
    for row, column in np.ndindex(values.shape[1:]):
        away = np.array(image.TransformIndexToPhysicalPoint((column, row, 3))) - middle
        parts = [away @ (axis - middle) / ((axis - middle) @ (axis - middle)) for axis in (first, second)]
        mask[3, row, column] = parts[0] ** 2 + parts[1] ** 2 <= 1
    judge = SimpleITK.LabelStatisticsImageFilter()
    labels = to_itk(mask, volume.affine_lps)
    judge.Execute(SimpleITK.Cast(image, SimpleITK.sitkFloat64), labels)
    assert found.pixels == judge.GetCount(1) > 300
    assert found.mean == pytest.approx(judge.GetMean(1), rel=1e-12)
    assert found.sd == pytest.approx(judge.GetSigma(1), rel=1e-9)
    assert (found.minimum, found.maximum) == (judge.GetMinimum(1), judge.GetMaximum(1))


@settings(max_examples=50, deadline=None)
@given(values=st.lists(st.integers(-32768, 32767), min_size=1, max_size=40))
def test_whole_numbers_are_exact(values) -> None:
    found = statistics_of(RegionValues(np.array(values, np.int16)))
    mean = Fraction(sum(values), len(values))
    assert found.mean == float(mean)
    if len(values) == 1:
        assert found.sd is None
    else:
        variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
        assert found.sd == pytest.approx(math.sqrt(variance), rel=1e-15)
    assert (found.minimum, found.maximum) == (min(values), max(values))


def test_padding_and_what_is_no_number_are_left_out_and_counted(phantoms) -> None:
    values = np.full(phantoms.grid.shape, 40.0, np.float32)
    values[:, 5, 5:9] = -2000.0
    values[:, 6, 5:8] = np.nan
    values[:, 7, 5] = np.inf
    values[:, 8, 5] = 100.0
    volume = phantoms.volume(voxels=values)
    stack = phantoms.source(volume)
    drawn = phantoms.draw(Kind.RECTANGLE, [(9, 9), (9, 13), (13, 9)], stack)
    found = region_statistics(drawn, stack.plane(3), stack.frame(3), padding=(-2048.0, -1999.0))
    assert found == RegionStatistics(81 - 8, (72 * 40 + 100) / 73, found.sd, 40.0, 100.0, padding=4, unknown=4)
    everything = region_statistics(drawn, stack.plane(3), stack.frame(3), padding=(-3000.0, 3000.0))
    assert everything == RegionStatistics(0, None, None, None, None, padding=77, unknown=4)
    with pytest.raises(ValueError, match="another plane"):
        values_in(drawn, stack.plane(3)[:-1], stack.frame(3))


def test_histograms() -> None:
    narrow = histogram_of(RegionValues(np.array([3, 3, 5, 4, 3], np.int16)))
    assert (narrow.edges, narrow.counts) == ((2.5, 3.5, 4.5, 5.5), (3, 1, 1))
    assert (narrow.smallest, narrow.largest) == (3, 5)
    values = np.random.default_rng(0).integers(-1000, 1000, 5000).astype(np.int16)
    wide = histogram_of(RegionValues(values))
    assert sum(wide.counts) == 5000
    assert len(wide.counts) <= 64
    steps = np.diff(wide.edges)
    assert (steps == steps[0]).all()
    assert float(steps[0]).is_integer()
    for low, high, count in zip(wide.edges, wide.edges[1:], wide.counts, strict=False):
        assert count == np.count_nonzero((values >= low) & (values < high))
    fractions = histogram_of(RegionValues(np.linspace(0.0, 1.0, 641)), 10)
    assert len(fractions.counts) == 10
    assert sum(fractions.counts) == 641
    alone = histogram_of(RegionValues(np.array([2.5, 2.5])))
    assert alone.counts == (2,)
    assert alone.edges[0] < alone.edges[1]
    nothing = histogram_of(RegionValues(np.array([], np.int16)))
    assert (nothing.counts, nothing.smallest, nothing.largest) == ((0,), None, None)
    assert statistics_of(RegionValues(np.array([2.5]))).sd is None


def test_an_ellipse_is_drawn_as_it_is_measured(phantoms) -> None:
    stack = phantoms.source(phantoms.volume())
    drawn = phantoms.draw(Kind.ELLIPSE, [(20, 24), (20, 34), (27, 24)], stack)
    (line,) = strokes(drawn)
    away = (stack.frame(3).to_pixel(line.places) - (20, 24)) / (7, 10)
    np.testing.assert_allclose((away**2).sum(axis=1), 1.0)
    assert line.closed
