"""From the first press to what is kept."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ai.phantom.ct import CtGrid
from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.draft import LAST_STAGE, began, finished, grown
from app.imaging.annotations.place import drawn_on
from app.imaging.annotations.quantities import angle_degrees, area, axes, cobb_degrees
from app.imaging.cut import Cut
from app.imaging.cut_stack import CutStack, cut_stack
from app.imaging.cut_turn import Turn


@pytest.fixture
def stack(phantoms) -> CutStack:
    return cut_stack(phantoms.volume(CtGrid((8, 40, 48), (3.0, 0.5, 0.5), (9.0, 8.0, 7.0)).turned((20, 30, 40))), Cut())


@pytest.fixture
def drawing(phantoms, stack):
    """Draw through pixels: a press at the first, then one stage for each of the others."""

    def draw(kind: Kind, *pixels: tuple[float, float], on: CutStack = stack) -> Annotation:
        frame = on.frame(3)
        drawn = began(kind, frame.to_lps_mm(pixels[0]), drawn_on(on, 3), phantoms.mark, order=4, colour=(1, 2, 3))
        for stage, pixel in enumerate(pixels[1:], start=1):
            # The mouse comes by somewhere else first.
            drawn = grown(drawn, stage, frame.to_lps_mm((3.0, 4.0)))
            drawn = grown(drawn, stage, frame.to_lps_mm(pixel))
        return drawn

    return draw


def pixels_of(annotation: Annotation) -> np.ndarray:
    return annotation.drawn_on.frame.to_pixel(annotation.places)


def test_lines(drawing, phantoms) -> None:
    line = drawing(Kind.LENGTH, (5, 5), (9, 12))
    np.testing.assert_allclose(pixels_of(line), [(5, 5), (9, 12)], atol=1e-9)
    assert (line.order, line.colour, line.mark) == (4, (1, 2, 3), phantoms.mark)
    arrow = drawing(Kind.ARROW, (5, 5), (9, 12))
    np.testing.assert_allclose(pixels_of(arrow)[0], (5, 5), atol=1e-9)
    assert finished(line) == line
    assert finished(drawing(Kind.LENGTH, (5, 5), (5.2, 5.3))) is None


def test_angles(drawing) -> None:
    half = drawing(Kind.ANGLE, (5, 15), (5, 5))
    np.testing.assert_allclose(pixels_of(half), [(5, 15), (5, 5), (5, 5)], atol=1e-9)
    assert angle_degrees(drawing(Kind.ANGLE, (5, 15), (5, 5), (15, 5))) == pytest.approx(90.0)
    cobb = drawing(Kind.COBB, (5, 5), (5, 15), (20, 5), (30, 15))
    np.testing.assert_allclose(pixels_of(cobb), [(5, 5), (5, 15), (20, 5), (30, 15)], atol=1e-9)
    assert cobb_degrees(cobb) == pytest.approx(45.0)


def test_the_short_axis_is_there_from_the_start(drawing) -> None:
    drawn = drawing(Kind.BIDIRECTIONAL, (20, 10), (20, 30))
    assert axes(drawn) == pytest.approx((10.0, 5.0))
    np.testing.assert_allclose(pixels_of(drawn)[2:].mean(axis=0), (20, 20), atol=1e-9)
    np.testing.assert_allclose(np.sort(pixels_of(drawn)[2:, 0]), (15, 25), atol=1e-9)
    assert finished(drawn) == drawn


@pytest.mark.parametrize("kind", [Kind.ELLIPSE, Kind.RECTANGLE])
@pytest.mark.parametrize("corner", [(8, 30), (2, 2), (30, 4)])
@pytest.mark.parametrize("turn", [Turn(), Turn(1, mirrored=True)])
def test_figures_fill_the_box_from_corner_to_corner(drawing, stack, kind, corner, turn) -> None:
    on = cut_stack(stack.volume, Cut(turn=turn))
    drawn = drawing(kind, (20, 10), corner, on=on)
    height, width = abs(corner[0] - 20) * 0.5, abs(corner[1] - 10) * 0.5
    share = math.pi / 4 if kind is Kind.ELLIPSE else 1.0
    assert area(drawn) == pytest.approx(height * width * share)
    np.testing.assert_allclose(pixels_of(drawn)[0], ((20 + corner[0]) / 2, (10 + corner[1]) / 2), atol=1e-9)
    assert finished(drawn) == drawn
    assert finished(drawing(kind, (20, 10), (20.1, 30))) is None


def test_polygons_by_their_corners(drawing) -> None:
    two = drawing(Kind.POLYGON, (5, 5), (5, 15))
    np.testing.assert_allclose(pixels_of(two), [(5, 5), (5, 15), (5, 15)], atol=1e-9)
    assert finished(two) is None
    five = drawing(Kind.POLYGON, (5, 5), (5, 15), (15, 15), (20, 10), (15, 5))
    np.testing.assert_allclose(pixels_of(five), [(5, 5), (5, 15), (15, 15), (20, 10), (15, 5)], atol=1e-9)
    # The click that closes it falls on a point that is there.
    closed = drawing(Kind.POLYGON, (5, 5), (5, 15), (15, 15), (20, 10), (15, 5), (15, 5))
    np.testing.assert_allclose(pixels_of(finished(closed)), pixels_of(five), atol=1e-9)


def test_a_freehand_outline_keeps_its_shape_with_fewer_points(drawing, phantoms) -> None:
    angles = np.linspace(0, 2 * np.pi, 600, endpoint=False)
    pixels = np.stack([20 + 12 * np.sin(angles), 24 + 15 * np.cos(angles)], axis=1).tolist()
    drawn = drawing(Kind.FREEHAND, *pixels)
    assert len(drawn.points) == 600
    kept = finished(drawn)
    assert 16 < len(kept.points) < 80
    assert set(kept.points) <= set(drawn.points)
    assert area(kept) == pytest.approx(area(drawn), rel=0.02)
    square = finished(drawing(Kind.FREEHAND, *_walk([(5, 5), (5, 15), (15, 15), (15, 5)])))
    np.testing.assert_allclose(pixels_of(square), [(5, 5), (5, 15), (15, 15), (15, 5)], atol=1e-9)
    assert finished(drawing(Kind.FREEHAND, (5, 5), (5, 9), (5, 9.01))) is None
    triangle = drawing(Kind.FREEHAND, (5, 5), (5, 9), (12, 7))
    assert finished(triangle) == triangle
    # The farthest point from the first is its neighbour.
    kite = drawing(Kind.FREEHAND, (5, 5), (5, 25), (8, 12), (9, 5))
    assert finished(kite) == kite
    # A line there and back has no inside.
    assert finished(drawing(Kind.FREEHAND, (5, 5), (5, 7), (5, 9), (5, 6))) is None


def test_an_outline_that_is_full_moves_its_last_point(drawing, phantoms, stack) -> None:
    angles = np.linspace(0, 6, 5000)
    pixels = np.stack([20 + 12 * np.sin(angles), 24 + 15 * np.cos(angles)], axis=1)
    full = phantoms.draw(Kind.FREEHAND, pixels.tolist(), stack)
    more = grown(full, 5000, stack.frame(3).to_lps_mm((1.0, 1.0)))
    assert len(more.points) == 5000
    np.testing.assert_allclose(pixels_of(more)[-1], (1, 1), atol=1e-9)


def test_marks_of_one_press(drawing, stack) -> None:
    for kind in (Kind.TEXT, Kind.POINT):
        mark = drawing(kind, (5, 5))
        assert len(mark.points) == 1
        assert finished(mark) == mark
        np.testing.assert_allclose(pixels_of(grown(mark, 0, stack.frame(3).to_lps_mm((7, 8)))), [(7, 8)], atol=1e-9)
    assert set(LAST_STAGE) == set(Kind) - {Kind.POLYGON, Kind.FREEHAND}


def _walk(corners):
    """Every half pixel along the sides of a polygon."""
    return [
        (np.array(start) + share * (np.array(end) - start)).tolist()
        for start, end in zip(corners, corners[1:] + corners[:1], strict=True)
        for share in np.arange(0, 1, 0.05)
    ]
