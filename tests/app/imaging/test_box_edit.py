"""Boxes under the hand, as values."""

from __future__ import annotations

import numpy as np
import pytest

from ai.volume import Volume
from app.imaging.box_edit import Face, cut_box, drawn_box, ends_on, resized, shifted, sides_mm
from app.imaging.box_on_plane import box_on_plane
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn

SHAPE = (12, 20, 30)
LOW, HIGH = (2.5, 4.0, 6.0), (8.5, 14.0, 20.0)


def volume(*, is_oblique: bool = True) -> Volume:
    turn = np.deg2rad(25 if is_oblique else 0)
    right = np.array((np.cos(turn), np.sin(turn), 0.0))
    down = np.array((-np.sin(turn), np.cos(turn), 0.0))
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1], affine[:3, 2] = (0.0, 0.0, 2.5), down * 0.8, right * 0.6
    affine[:3, 3] = (-10.0, 4.0, 30.0)
    return Volume(np.zeros(SHAPE, np.int16), affine, unit="HU", modality="CT", body_part="", view="", bones_bright=True)


def test_each_edge_lies_in_its_face_on_slices_however_they_are_turned() -> None:
    for turn in (Turn(), Turn(1), Turn(2, mirrored=True)):
        stack = cut_stack(volume(), Cut(turn=turn))
        corners = box_on_plane(stack, 5, LOW, HIGH)
        cut = cut_box(stack, 5, corners, LOW, HIGH)
        assert set(cut.faces) == {Face(1, False), Face(1, True), Face(2, False), Face(2, True)}
        for (one, other), face in zip(zip(corners, np.roll(corners, -1, axis=0), strict=True), cut.faces, strict=True):
            for row, column in (one, other):
                at = stack.voxel_at(5, row, column)
                assert at[face.axis] == pytest.approx((HIGH if face.is_high else LOW)[face.axis])


@pytest.mark.parametrize("direction", [Direction.SAGITTAL, Direction.CORONAL, Direction.AXIAL])
def test_each_edge_lies_in_its_face_on_planes_across_an_oblique_grid(direction: Direction) -> None:
    stack = cut_stack(volume(), Cut(direction))
    middle = volume().to_lps_mm(np.mean([LOW, HIGH], axis=0))
    index = stack.index_at(middle)
    corners = box_on_plane(stack, index, LOW, HIGH)
    cut = cut_box(stack, index, corners, LOW, HIGH)
    assert len(set(cut.faces)) == len(cut.faces) >= 4
    for (one, other), face in zip(zip(corners, np.roll(corners, -1, axis=0), strict=True), cut.faces, strict=True):
        for row, column in (one, other):
            at = stack.voxel_at(index, row, column)
            assert at[face.axis] == pytest.approx((HIGH if face.is_high else LOW)[face.axis], abs=1e-6)


def test_faces_move_and_stop_at_each_other_and_at_the_edge() -> None:
    low, high = resized(LOW, HIGH, [Face(1, True), Face(2, False)], (9.0, 2.0, -3.0), SHAPE)
    assert (low, high) == ((2.5, 4.0, 3.0), (8.5, 16.0, 20.0))
    low, high = resized(LOW, HIGH, [Face(1, True)], (0.0, -50.0, 0.0), SHAPE)
    assert high == (8.5, 5.0, 20.0)
    low, high = resized(LOW, HIGH, [Face(0, False), Face(0, True)], (50.0, 0.0, 0.0), SHAPE)
    assert high[0] == 11.5
    assert low[0] == 7.5
    # What lies beyond the edge already is not pulled in, and not pushed further out.
    outside = (-4.0, 4.0, 6.0)
    assert resized(outside, HIGH, [Face(0, False)], (-1.0, 0.0, 0.0), SHAPE)[0][0] == -4.0
    # A box that is thinner than a voxel stays as thin as it is.
    thin = resized((2.0, 4.0, 6.0), (2.4, 14.0, 20.0), [Face(0, True)], (-9.0, 0.0, 0.0), SHAPE)
    assert thin[1][0] == pytest.approx(2.4)


def test_a_whole_box_keeps_its_size() -> None:
    low, high = shifted(LOW, HIGH, (1.0, 2.0, -3.0), SHAPE)
    assert (low, high) == ((3.5, 6.0, 3.0), (9.5, 16.0, 17.0))
    low, high = shifted(LOW, HIGH, (90.0, -90.0, 90.0), SHAPE)
    assert np.subtract(high, low) == pytest.approx(np.subtract(HIGH, LOW))
    assert (high[0], low[1], high[2]) == (11.5, -0.5, 29.5)


def test_a_drawn_box_is_one_voxel_deep_and_no_click() -> None:
    stack = cut_stack(volume(), Cut())
    assert drawn_box(stack, 5, (4.0, 6.0), (14.0, 20.0)) == ((4.5, 4.0, 6.0), (5.5, 14.0, 20.0))
    assert drawn_box(stack, 5, (14.0, 20.0), (4.0, 6.0)) == ((4.5, 4.0, 6.0), (5.5, 14.0, 20.0))
    assert drawn_box(stack, 5, (4.0, 6.0), (4.2, 20.0)) is None
    assert drawn_box(stack, 5, (4.0, 6.0), (4.0, 6.0)) is None
    assert drawn_box(stack, 5, (-30.0, 6.0), (-10.0, 20.0)) is None
    assert drawn_box(stack, 0, (-30.0, 6.0), (9.0, 200.0)) == ((-0.5, -0.5, 6.0), (0.5, 9.0, 29.5))


def test_a_box_drawn_on_another_plane_is_deep_along_its_normal() -> None:
    straight = volume(is_oblique=False)
    stack = cut_stack(straight, Cut(Direction.SAGITTAL))
    index = stack.index_at(straight.to_lps_mm(np.array((5.0, 8.0, 12.0))))
    corners = [stack.pixel_of(each) for each in ((2.0, 4.0, 12.0), (7.0, 15.0, 12.0))]
    low, high = drawn_box(stack, index, *corners)
    assert low == pytest.approx((2.0, 4.0, 11.5))
    assert high == pytest.approx((7.0, 15.0, 12.5))


def test_a_box_begins_and_ends_with_a_slice() -> None:
    assert ends_on(LOW, HIGH, 4, is_last=False) == ((3.5, 4.0, 6.0), HIGH)
    assert ends_on(LOW, HIGH, 10, is_last=True) == (LOW, (10.5, 14.0, 20.0))
    assert ends_on(LOW, HIGH, 10, is_last=False) == ((9.5, 4.0, 6.0), (10.5, 14.0, 20.0))
    assert ends_on(LOW, HIGH, 1, is_last=True) == ((0.5, 4.0, 6.0), (1.5, 14.0, 20.0))


def test_sides_are_measured_along_the_grid() -> None:
    assert sides_mm(volume(), LOW, HIGH) == pytest.approx((6 * 2.5, 10 * 0.8, 14 * 0.6))
