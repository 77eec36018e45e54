"""Changes by hand: what is held goes where the hand is, the rest obeys the figure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.phantom.ct import CtGrid
from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.edit import (
    can_lose_vertex,
    move_handle,
    moved,
    nearest_side,
    turned,
    with_vertex,
    without_vertex,
)
from app.imaging.annotations.figure import corners, handles
from app.imaging.annotations.quantities import area, axes, length
from app.imaging.cut import Cut
from app.imaging.cut_stack import CutStack, cut_stack

PIXELS = st.tuples(st.floats(-20, 60), st.floats(-20, 60))

START = {
    Kind.LENGTH: [(5, 5), (9, 9)],
    Kind.ANGLE: [(5, 5), (9, 9), (5, 12)],
    Kind.COBB: [(5, 5), (5, 9), (15, 5), (15, 9)],
    Kind.BIDIRECTIONAL: [(20, 10), (20, 20), (10, 14), (30, 14)],
    Kind.ELLIPSE: [(20, 20), (20, 26), (24, 20)],
    Kind.RECTANGLE: [(20, 20), (20, 26), (24, 20)],
    Kind.POLYGON: [(5, 5), (5, 9), (15, 5)],
    Kind.ARROW: [(5, 5), (9, 9)],
    Kind.TEXT: [(5, 5)],
    Kind.POINT: [(5, 5)],
}


@pytest.fixture
def stack(phantoms, grid: CtGrid) -> CutStack:
    return cut_stack(phantoms.volume(grid), Cut())


def at_pixels(annotation: Annotation, stack: CutStack) -> np.ndarray:
    return stack.frame(3).to_pixel(annotation.places)


@pytest.mark.parametrize("kind", [Kind.LENGTH, Kind.ANGLE, Kind.COBB, Kind.POLYGON, Kind.ARROW, Kind.TEXT, Kind.POINT])
def test_a_handle_goes_where_it_is_put_and_the_others_stay(phantoms, stack, kind) -> None:
    before = phantoms.draw(kind, START[kind], stack)
    for handle in range(len(START[kind])):
        # Off the plane: the pane that shows it may lie half a slice away.
        to = stack.frame(3).to_lps_mm((13.5, 17.25)) + 1.4 * stack.frame(3).normal_lps
        after = at_pixels(move_handle(before, handle, to), stack)
        expected = [(13.5, 17.25) if index == handle else pixel for index, pixel in enumerate(START[kind])]
        np.testing.assert_allclose(after, expected, atol=1e-9)


@pytest.mark.parametrize("kind", [Kind.ELLIPSE, Kind.RECTANGLE])
@settings(max_examples=25, deadline=None)
@given(spin=st.floats(-180, 180), handle=st.integers(0, 7), to=PIXELS)
def test_opposite_of_the_handle_stays(phantoms, kind, spin, handle, to) -> None:
    stack = cut_stack(phantoms.volume(phantoms.grid.turned((23.0, -37.0, 51.0))), Cut())
    before = turned(phantoms.draw(kind, START[kind], stack), spin)
    count = len(handles(before))
    handle %= count
    after = move_handle(before, handle, stack.frame(3).to_lps_mm(to))
    opposite = (handle + 2) % 4 + (handle // 4) * 4
    np.testing.assert_allclose(handles(after)[opposite], handles(before)[opposite], atol=1e-6)
    if kind is Kind.RECTANGLE and handle < 4:
        np.testing.assert_allclose(handles(after)[handle], stack.frame(3).to_lps_mm(to), atol=1e-6)
    else:
        # Along its own axis as far as the hand, and not to the side.
        way = handles(after)[handle] - handles(before)[handle]
        axis = handles(before)[handle] - handles(before)[opposite]
        np.testing.assert_allclose(np.cross(way, axis), 0, atol=1e-6)
        asked = stack.frame(3).to_lps_mm(to) - handles(before)[handle]
        assert way @ axis == pytest.approx(asked @ axis, abs=1e-6)


def test_a_figure_can_be_drawn_through_itself_and_back(phantoms, stack) -> None:
    before = phantoms.draw(Kind.RECTANGLE, START[Kind.RECTANGLE], stack)
    frame = stack.frame(3)
    flat = move_handle(before, 2, frame.to_lps_mm((16.0, 14.0)))
    assert area(flat) == pytest.approx(0.0, abs=1e-9)
    through = move_handle(before, 2, frame.to_lps_mm((10.0, 8.0)))
    np.testing.assert_allclose(frame.to_pixel(corners(through)).min(axis=0), (10, 8), atol=1e-9)
    np.testing.assert_allclose(frame.to_pixel(corners(through)).max(axis=0), (16, 14), atol=1e-9)
    back = move_handle(through, 2, frame.to_lps_mm((24.0, 26.0)))
    np.testing.assert_allclose(back.places, before.places, atol=1e-9)
    again = move_handle(flat, 2, frame.to_lps_mm((24.0, 26.0)))
    np.testing.assert_allclose(
        np.sort(frame.to_pixel(corners(again)), axis=0)[[0, -1]], [(16, 14), (24, 26)], atol=1e-9
    )


@settings(max_examples=80, deadline=None)
@given(spin=st.floats(-180, 180), moves=st.lists(st.tuples(st.integers(0, 3), PIXELS), min_size=1, max_size=4))
def test_two_axes_stay_crossed_at_right_angles(phantoms, spin, moves) -> None:
    stack = cut_stack(phantoms.volume(phantoms.grid.turned((23.0, -37.0, 51.0))), Cut())
    drawn = turned(phantoms.draw(Kind.BIDIRECTIONAL, START[Kind.BIDIRECTIONAL], stack), spin)
    for handle, pixel in moves:
        drawn = move_handle(drawn, handle, stack.frame(3).to_lps_mm(pixel))
        start, end, short_start, short_end = drawn.places
        along, across = end - start, short_end - short_start
        assert abs(along @ across) <= 1e-6
        size = np.linalg.norm(along)
        if size > 1e-3:
            # The short axis runs through the long one, between its ends.
            assert -1e-6 <= (short_start - start) @ along / size <= size + 1e-6
            side = np.cross(stack.frame(3).normal_lps, along / size)
            assert ((short_start - start) @ side) * ((short_end - start) @ side) <= 1e-6


def test_the_short_axis_turns_with_the_long_one(phantoms) -> None:
    stack = cut_stack(phantoms.volume(CtGrid((8, 40, 48), (3.0, 1.0, 1.0), (0.0, 0.0, 0.0))), Cut())
    frame = stack.frame(3)
    before = phantoms.draw(Kind.BIDIRECTIONAL, [(20, 10), (20, 20), (16, 15), (22, 15)], stack)
    after = move_handle(before, 1, frame.to_lps_mm((30.0, 10.0)))
    # The long axis points down now; the short one crosses it half way, 4 to one side and 2 to the other.
    np.testing.assert_allclose(at_pixels(after, stack), [(20, 10), (30, 10), (25, 14), (25, 8)], atol=1e-9)
    assert axes(after) == pytest.approx((10.0, 6.0))
    longer = move_handle(before, 1, frame.to_lps_mm((20.0, 30.0)))
    np.testing.assert_allclose(at_pixels(longer, stack)[2:], [(16, 20), (22, 20)], atol=1e-9)


def test_the_short_axis_slides_and_does_not_leave_the_long_one(phantoms) -> None:
    stack = cut_stack(phantoms.volume(CtGrid((8, 40, 48), (3.0, 1.0, 1.0), (0.0, 0.0, 0.0))), Cut())
    frame = stack.frame(3)
    before = phantoms.draw(Kind.BIDIRECTIONAL, [(20, 10), (20, 20), (16, 15), (22, 15)], stack)
    after = move_handle(before, 2, frame.to_lps_mm((13.0, 12.0)))
    np.testing.assert_allclose(at_pixels(after, stack), [(20, 10), (20, 20), (13, 12), (22, 12)], atol=1e-9)
    beyond = move_handle(before, 3, frame.to_lps_mm((29.0, 40.0)))
    np.testing.assert_allclose(at_pixels(beyond, stack)[2:], [(16, 20), (29, 20)], atol=1e-9)
    across = move_handle(before, 3, frame.to_lps_mm((5.0, 15.0)))
    np.testing.assert_allclose(at_pixels(across, stack)[2:], [(16, 15), (20, 15)], atol=1e-9)


def test_a_long_axis_without_length_comes_back(phantoms, stack) -> None:
    before = phantoms.draw(Kind.BIDIRECTIONAL, START[Kind.BIDIRECTIONAL], stack)
    nothing = move_handle(before, 1, before.points[0])
    assert min(axes(nothing)) == pytest.approx(0.0)
    again = move_handle(nothing, 1, before.points[1])
    assert sorted(axes(again)) == pytest.approx(sorted(axes(before)))


def test_a_freehand_outline_follows_softly(phantoms, stack) -> None:
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    pixels = np.stack([20 + 10 * np.sin(angles), 24 + 14 * np.cos(angles)], axis=1)
    before = phantoms.draw(Kind.FREEHAND, pixels.tolist(), stack)
    to = stack.frame(3).to_lps_mm((20.0, 44.0))
    after = move_handle(before, 0, to)
    np.testing.assert_allclose(after.points[0], to, atol=1e-9)
    away = np.linalg.norm(after.places - before.places, axis=1)
    assert (np.diff(away[:9]) < 0).all()
    np.testing.assert_allclose(away[1:9], away[:-9:-1], rtol=1e-6)
    assert (away[12:-12] == 0).all()


def test_the_whole_moves_within_its_plane(phantoms, stack) -> None:
    for kind, pixels in START.items():
        before = phantoms.draw(kind, pixels, stack)
        step = stack.frame(3).steps_lps_mm @ (2.0, -3.5) + 5.0 * stack.frame(3).normal_lps
        after = moved(before, step)
        np.testing.assert_allclose(at_pixels(after, stack), np.add(pixels, (2.0, -3.5)), atol=1e-9)


def test_turning_goes_clockwise_on_the_picture(phantoms) -> None:
    stack = cut_stack(phantoms.volume(CtGrid((8, 40, 48), (3.0, 1.0, 1.0), (0.0, 0.0, 0.0))), Cut())
    line = phantoms.draw(Kind.LENGTH, [(10, 10), (10, 20)], stack)
    np.testing.assert_allclose(at_pixels(turned(line, 90.0), stack), [(5, 15), (15, 15)], atol=1e-9)
    ellipse = turned(phantoms.draw(Kind.ELLIPSE, START[Kind.ELLIPSE], stack), 90.0)
    np.testing.assert_allclose(at_pixels(ellipse, stack), [(20, 20), (26, 20), (20, 16)], atol=1e-9)


def test_points_of_an_outline(phantoms, stack) -> None:
    square = phantoms.draw(Kind.POLYGON, [(5, 5), (5, 15), (15, 15), (15, 5)], stack)
    frame = stack.frame(3)
    side = nearest_side(square, frame.to_lps_mm((11.0, 14.0)))
    assert side == 1
    assert nearest_side(square, frame.to_lps_mm((9.0, 4.0))) == 3
    more = with_vertex(square, side, frame.to_lps_mm((10.0, 18.0)))
    np.testing.assert_allclose(at_pixels(more, stack), [(5, 5), (5, 15), (10, 18), (15, 15), (15, 5)], atol=1e-9)
    np.testing.assert_allclose(without_vertex(more, 2).places, square.places)
    last = with_vertex(square, 3, frame.to_lps_mm((10.0, 2.0)))
    np.testing.assert_allclose(at_pixels(last, stack)[-1], (10, 2), atol=1e-9)
    triangle = without_vertex(square, 0)
    assert can_lose_vertex(square)
    assert not can_lose_vertex(triangle)
    with pytest.raises(ValueError, match="three"):
        without_vertex(triangle, 0)
    with pytest.raises(ValueError, match="outlines"):
        with_vertex(phantoms.draw(Kind.LENGTH, START[Kind.LENGTH], stack), 0, frame.to_lps_mm((1.0, 1.0)))
    assert nearest_side(phantoms.draw(Kind.POLYGON, [(5, 5)] * 3, stack), frame.to_lps_mm((1.0, 1.0))) == 0


def test_old_values_stay_as_they_were(phantoms, stack) -> None:
    before = phantoms.draw(Kind.LENGTH, START[Kind.LENGTH], stack)
    points = before.points
    after = move_handle(before, 0, stack.frame(3).to_lps_mm((0.0, 0.0)))
    assert before.points == points
    assert after.id == before.id
    assert length(after) > length(before)
