"""Lengths, angles and areas against known truth in the patient, on any grid and any plane."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.phantom.ct import CtGrid
from app.imaging.annotations.annotation import Annotation, Kind, points_of
from app.imaging.annotations.edit import turned
from app.imaging.annotations.measuring import measure
from app.imaging.annotations.quantities import angle_degrees, area, axes, cobb_degrees, crosses_itself, length
from app.imaging.cut import Cut, Direction, MprAxes, Slab
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn
from app.imaging.plane_frame import PlaneFrame
from app.imaging.slab import Projection

CUTS = {
    "source": Cut(),
    "source turned": Cut(turn=Turn(1, mirrored=True)),
    "axial": Cut(Direction.AXIAL),
    "coronal": Cut(Direction.CORONAL),
    "sagittal": Cut(Direction.SAGITTAL, turn=Turn(3)),
    "oblique": Cut(Direction.CORONAL, MprAxes().turned((0.6, 0.0, 0.8), 33.0, (15.0, -10.0, 40.0))),
    "slab": Cut(Direction.AXIAL, slab=Slab(Projection.MAXIMUM, 9.0)),
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS.keys())
@pytest.mark.parametrize("is_gapped", [False, True], ids=["even", "gapped"])
def test_lengths_and_angles_are_those_of_the_patient(phantoms, grid: CtGrid, cut: Cut, is_gapped: bool) -> None:
    """Two pixels are as far apart as the points under them; the points come from the grid, not from the frame."""
    volume = phantoms.gapped(grid) if is_gapped else phantoms.volume(grid)
    stack = cut_stack(volume, cut)
    index = stack.count // 2
    pixels = _pixels_inside(volume, stack, index)
    places = [_true_place(volume, stack, index, row, column) for row, column in pixels]
    drawn = phantoms.draw(Kind.LENGTH, pixels[:2], stack, index)
    assert length(drawn) == pytest.approx(math.dist(places[0], places[1]), abs=0.01)
    bend = phantoms.draw(Kind.ANGLE, pixels, stack, index)
    arms = [np.subtract(places[0], places[1]), np.subtract(places[2], places[1])]
    cosine = arms[0] @ arms[1] / np.linalg.norm(arms[0]) / np.linalg.norm(arms[1])
    assert angle_degrees(bend) == pytest.approx(math.degrees(math.acos(cosine)), abs=0.01)


def _pixels_inside(volume, stack, index):
    """Three far apart of a plane under which the volume is."""
    rows, columns = stack.shape_px
    inside = [
        (row, column)
        for row in np.arange(0, rows, rows / 16).tolist()
        for column in np.arange(0, columns, columns / 16).tolist()
        if all(
            0 <= at <= length - 1 for at, length in zip(stack.voxel_at(index, row, column), volume.shape, strict=True)
        )
    ]
    return [inside[0], inside[len(inside) // 2], max(inside, key=lambda pixel: abs(pixel[1] - inside[0][1]))]


def _is_inside(voxel, shape):
    return all(0 <= at <= count - 1 for at, count in zip(voxel, shape, strict=True))


def _true_place(volume, stack, index, row, column):
    """Where the voxel under a pixel lies: its slice at its own place along the normal, sheared as the grid is."""
    at = np.array(stack.voxel_at(index, row, column))
    affine = volume.affine_lps
    normal = np.cross(affine[:3, 1], affine[:3, 2])
    normal *= np.sign(normal @ affine[:3, 0]) / np.linalg.norm(normal)
    step = affine[:3, 0] / (affine[:3, 0] @ normal)
    heights = volume.slice_positions_mm or tuple(np.arange(volume.shape[0]) * (affine[:3, 0] @ normal))
    height = np.interp(at[0], np.arange(len(heights)), heights)
    return affine[:3, 3] + height * step + affine[:3, 1] * at[1] + affine[:3, 2] * at[2]


def test_a_length_in_pixels_of_two_sizes(phantoms) -> None:
    stack = phantoms.source(phantoms.volume())
    # 0.7 mm rows, 0.5 mm columns: 6 rows are 4.2 mm, 8 columns are 4.0 mm.
    assert length(phantoms.draw(Kind.LENGTH, [(1, 1), (7, 1)], stack)) == pytest.approx(4.2)
    assert length(phantoms.draw(Kind.LENGTH, [(1, 1), (1, 9)], stack)) == pytest.approx(4.0)
    assert length(phantoms.draw(Kind.LENGTH, [(1, 1), (7, 9)], stack)) == pytest.approx(5.8)


@pytest.mark.parametrize("degrees", [0.0, 0.001, 12.5, 90.0, 134.9, 180.0])
def test_an_angle_is_the_angle(phantoms, grid: CtGrid, degrees: float) -> None:
    stack = phantoms.source(phantoms.volume(grid))
    frame = stack.frame(3)
    vertex = frame.to_lps_mm((20.0, 20.0))
    arm = np.array(frame.right_lps) * 7.0
    other = _turn_in(frame, arm, degrees) * 0.4
    drawn = phantoms.draw_at(Kind.ANGLE, [vertex + arm, vertex, vertex + other], stack)
    assert angle_degrees(drawn) == pytest.approx(degrees, abs=1e-6)


def test_an_arm_without_length_is_no_angle(phantoms) -> None:
    stack = phantoms.source(phantoms.volume())
    assert angle_degrees(phantoms.draw(Kind.ANGLE, [(5, 5), (5, 5), (9, 9)], stack)) == 0.0


@pytest.mark.parametrize("curve", [0.0, 3.0, 45.1, 89.0, 91.0, 110.0])
@pytest.mark.parametrize("first_back", [False, True])
@pytest.mark.parametrize("second_back", [False, True])
@pytest.mark.parametrize("lean", [-20.0, 0.0, 20.0])
def test_a_cobb_angle_however_its_lines_are_drawn(
    phantoms, grid: CtGrid, curve: float, first_back: bool, second_back: bool, lean: float
) -> None:
    """Two endplates one above the other, tilted to both sides by half the curve, on a spine that may lean."""
    stack = phantoms.source(phantoms.volume(grid))
    frame = stack.frame(3)
    right, down = np.array(frame.right_lps), np.array(frame.down_lps)
    upper = frame.to_lps_mm((10.0, 20.0))
    lower = upper + _turn_in(frame, down, lean) * 12.0
    lines = []
    for middle, tilt, back in ((upper, -curve / 2, first_back), (lower, curve / 2, second_back)):
        way = _turn_in(frame, right, tilt + lean) * 4.0
        lines += [middle + way, middle - way] if back else [middle - way, middle + way]
    drawn = phantoms.draw_at(Kind.COBB, lines, stack)
    assert cobb_degrees(drawn) == pytest.approx(curve, abs=1e-6)
    swapped = replace(drawn, points=drawn.points[2:] + drawn.points[:2])
    assert cobb_degrees(swapped) == pytest.approx(curve, abs=1e-6)


def test_lines_along_the_way_between_them_and_through_one_middle(phantoms) -> None:
    stack = phantoms.source(phantoms.volume())
    frame = stack.frame(3)
    down = np.array(frame.down_lps)
    upper = frame.to_lps_mm((10.0, 20.0))
    lower = upper + down * 12.0
    along = [upper - down, upper + down, lower + _turn_in(frame, down, 10.0), lower - _turn_in(frame, down, 10.0)]
    assert cobb_degrees(phantoms.draw_at(Kind.COBB, along, stack)) == pytest.approx(10.0)
    through = [upper - down, upper + down, upper + _turn_in(frame, down, 170.0), upper - _turn_in(frame, down, 170.0)]
    assert cobb_degrees(phantoms.draw_at(Kind.COBB, through, stack)) == pytest.approx(10.0)


def test_axes_are_long_and_short_whichever_was_drawn_first(phantoms) -> None:
    stack = phantoms.source(phantoms.volume())
    drawn = phantoms.draw(Kind.BIDIRECTIONAL, [(20, 10), (20, 20), (10, 14), (30, 14)], stack)
    assert axes(drawn) == pytest.approx((14.0, 5.0))


def test_areas(phantoms, grid: CtGrid) -> None:
    stack = phantoms.source(phantoms.volume(grid))
    corners = [(2, 3), (2, 13), (22, 13), (22, 3)]
    # 20 rows of 0.7 mm by 10 columns of 0.5 mm.
    assert area(phantoms.draw(Kind.POLYGON, corners, stack)) == pytest.approx(70.0)
    assert area(phantoms.draw(Kind.POLYGON, corners[::-1], stack)) == pytest.approx(70.0)
    figure = [(12, 8), (12, 13), (22, 8)]
    assert area(phantoms.draw(Kind.RECTANGLE, figure, stack)) == pytest.approx(70.0)
    assert area(phantoms.draw(Kind.ELLIPSE, figure, stack)) == pytest.approx(math.pi * 2.5 * 7.0)
    triangle = [(2, 3), (2, 13), (22, 3)]
    assert area(phantoms.draw(Kind.FREEHAND, triangle, stack)) == pytest.approx(35.0)
    # Far from the origin of the patient nothing is lost to rounding.
    far = phantoms.volume(replace(grid, origin_lps_mm=(9e5, -8e5, 7e5)))
    assert area(phantoms.draw(Kind.FREEHAND, triangle, phantoms.source(far))) == pytest.approx(35.0, abs=1e-5)


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        ([(2, 2), (2, 12), (12, 12), (12, 2)], False),
        ([(2, 2), (2, 12), (7, 3), (12, 12), (12, 2)], False),
        ([(2, 2), (12, 12), (2, 12), (12, 2)], True),
        ([(2, 2), (2, 12), (12, 12), (12, 8), (0, 8), (0, 6), (12, 6), (12, 2)], True),
        # Neighbours share a point, and a line there and back lies on itself: neither is a crossing.
        ([(2, 2), (2, 12), (2, 7), (12, 7)], False),
        ([(2, 2), (2, 12), (12, 12)], False),
    ],
)
def test_which_outlines_cross_themselves(phantoms, pixels, expected: bool) -> None:
    stack = phantoms.source(phantoms.volume())
    assert crosses_itself(phantoms.draw(Kind.POLYGON, pixels, stack)) is expected
    assert not crosses_itself(phantoms.draw(Kind.LENGTH, pixels[:2], stack))


@settings(max_examples=60, deadline=None)
@given(
    turns=st.tuples(*[st.floats(-180, 180)] * 3),
    spin=st.floats(-180, 180),
    away=st.tuples(*[st.floats(-500, 500)] * 3),
    pixels=st.lists(st.tuples(st.floats(-50, 90), st.floats(-50, 90)), min_size=4, max_size=4, unique=True),
)
def test_nothing_depends_on_how_the_patient_lies(phantoms, turns, spin, away, pixels) -> None:
    """Turned and moved in the patient, and turned in the picture: the same numbers."""
    before = phantoms.source(phantoms.volume())
    moved = phantoms.grid.turned(turns)
    moved = replace(moved, origin_lps_mm=tuple(np.add(moved.origin_lps_mm, away).tolist()))
    after = phantoms.source(phantoms.volume(moved))
    for kind, count, measures in (
        (Kind.LENGTH, 2, length),
        (Kind.ANGLE, 3, angle_degrees),
        (Kind.POLYGON, 4, area),
    ):
        expected = measures(phantoms.draw(kind, pixels[:count], before))
        drawn = phantoms.draw(kind, pixels[:count], after)
        assert measures(drawn) == pytest.approx(expected, rel=1e-6, abs=1e-4)
        assert measures(turned(drawn, spin)) == pytest.approx(expected, rel=1e-6, abs=1e-4)


def test_numbers_come_with_units(phantoms) -> None:
    volume = phantoms.volume()
    stack = phantoms.source(volume)
    measured = measure(phantoms.draw(Kind.LENGTH, [(1, 1), (7, 9)], stack), volume)
    assert [(each.name, each.unit, each.note) for each in measured.quantities] == [("Length", "mm", "")]
    both = measure(phantoms.draw(Kind.BIDIRECTIONAL, [(20, 10), (20, 20), (10, 14), (30, 14)], stack), volume)
    assert [(each.name, round(each.value, 6)) for each in both.quantities] == [("Long axis", 14.0), ("Short axis", 5.0)]
    cobb = measure(phantoms.draw(Kind.COBB, [(5, 5), (5, 15), (20, 5), (20, 15)], stack), volume)
    assert cobb.quantity("Angle").value == 0.0
    assert cobb.quantity("Length") is None
    assert measure(phantoms.draw(Kind.ARROW, [(1, 1), (7, 9)], stack), volume).quantities == ()


def _turn_in(frame: PlaneFrame, vector: np.ndarray, degrees: float) -> np.ndarray:
    """Turn a vector in a plane, from right to down."""
    right, down = np.array(frame.right_lps), np.array(frame.down_lps)
    x, y = vector @ right, vector @ down
    angle = math.radians(degrees)
    return (x * math.cos(angle) - y * math.sin(angle)) * right + (x * math.sin(angle) + y * math.cos(angle)) * down


def test_points_keep_their_digits() -> None:
    places = np.array([[1 / 3, 2e5 + 1 / 7, -0.1]])
    assert points_of(places) == ((1 / 3, 2e5 + 1 / 7, -0.1),)
    assert Annotation.__dataclass_params__.frozen
