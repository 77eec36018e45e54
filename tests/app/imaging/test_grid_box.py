"""A box that a reader draws: by value, on grids that lie in any way, on their slices and on planes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ai.prepare.placed_box import PlacedBox
from ai.volume import Volume
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn
from app.imaging.grid_box import (
    GridBox,
    box_on_grid,
    drawn,
    faces_on_plane,
    moved,
    plane_indices,
    with_face,
)
from tests.directions import GRIDS

SHAPE = (24, 30, 40)
MM = (2.0, 1.5, 1.0)
BOX = GridBox((3.5, 4.5, 9.5), (15.5, 20.5, 31.5))


@pytest.fixture(params=GRIDS)
def volume(request: pytest.FixtureRequest) -> Volume:
    affine = np.eye(4)
    affine[:3, :3] = GRIDS[request.param] * np.array(MM)
    affine[:3, 3] = (-11.0, 7.5, 3.0)
    return Volume(np.zeros(SHAPE, np.int16), affine, modality="MR")


DIRECTIONS = (Direction.SOURCE, Direction.AXIAL, Direction.SAGITTAL, Direction.CORONAL)


def _stacks(volume: Volume):
    for direction in DIRECTIONS:
        yield cut_stack(volume, Cut(direction))
    yield cut_stack(volume, Cut(turn=Turn(1, True)))


def test_the_voxel_under_a_pixel_is_linear_in_it(volume: Volume) -> None:
    for stack in _stacks(volume):
        index = stack.count // 3
        plane = plane_indices(stack, index)
        for pixel in ((0, 0), (5.25, 7.5), (-2, 11)):
            assert plane.at(pixel) == pytest.approx(stack.voxel_at(index, *pixel), abs=1e-6)


def test_what_is_drawn_are_the_pixels_whose_voxels_lie_in_the_box(volume: Volume) -> None:
    """Inside the figure of faces is inside the box, pixel by pixel; there is none on planes that do not cut it."""
    cut = 0
    for stack in _stacks(volume):
        for index in range(0, stack.count, max(1, stack.count // 7)):
            plane = plane_indices(stack, index)
            lines = faces_on_plane(BOX, plane)
            rows, columns = np.meshgrid(*(np.arange(side) + 0.013 for side in stack.shape_px), indexing="ij")
            voxels = plane.origin + np.stack([rows, columns], -1) @ plane.steps.T
            inside = ((voxels > BOX.low) & (voxels < BOX.high)).all(axis=-1)
            figure = np.ones_like(inside, dtype=bool) if lines else np.zeros_like(inside, dtype=bool)
            middle = np.mean([line.start for line in lines], axis=0) if lines else None
            for line in lines:
                assert middle is not None
                (r, c), (u, v) = line.start, line.end
                side = (rows - r) * (v - c) - (columns - c) * (u - r)
                own = (middle[0] - r) * (v - c) - (middle[1] - c) * (u - r)
                figure &= side * own > 0
            assert np.array_equal(figure, inside)
            cut += bool(lines)
            for line in lines:
                place = BOX.high[line.axis] if line.is_high else BOX.low[line.axis]
                for pixel in (line.start, line.middle, line.end):
                    assert plane.at(pixel)[line.axis] == pytest.approx(place, abs=1e-6)
    assert cut > 10


def test_the_figure_is_closed(volume: Volume) -> None:
    for stack in _stacks(volume):
        plane = plane_indices(stack, stack.index_at(volume.to_lps_mm((9.0, 12.0, 20.0))))
        lines = faces_on_plane(BOX, plane)
        assert 3 <= len(lines) <= 6
        for one, next_one in zip(lines, (*lines[1:], lines[0]), strict=True):
            assert one.end == pytest.approx(next_one.start, abs=1e-6)
        assert len({(line.axis, line.is_high) for line in lines}) == len(lines)


def test_a_drag_over_the_slices_is_what_was_drawn_and_as_deep_as_usual(volume: Volume) -> None:
    stack = cut_stack(volume, Cut())
    box = drawn(volume, plane_indices(stack, 10), (20.3, 31.2), (4.6, 9.7), usual_mm=(16.0, 99.0, 99.0))
    assert box == GridBox((6.5, 4.5, 9.5), (14.5, 20.5, 31.5))
    assert box.sides_mm(volume.spacing_mm) == pytest.approx((16.0, 24.0, 22.0))
    flat = drawn(volume, plane_indices(stack, 10), (20.3, 31.2), (4.6, 9.7), usual_mm=None)
    assert flat is not None
    # As deep as the sides on average: (24 + 22) / 2 = 23 mm, of slices of 2 mm.
    assert flat.sides_mm(volume.spacing_mm)[0] == pytest.approx(24.0)


def test_a_drag_over_any_plane_is_that_box_in_patient_mm(volume: Volume) -> None:
    """Drawn from corner to corner of where a plane cuts a box it is that box, in the plane."""
    for stack in _stacks(volume):
        if stack.is_oblique or (stack.cut.is_mpr and not _is_straight(volume)):
            continue
        index = stack.index_at(volume.to_lps_mm((9.0, 12.0, 20.0)))
        plane = plane_indices(stack, index)
        pixels = np.array([line.start for line in faces_on_plane(BOX, plane)])
        box = drawn(volume, plane, pixels.min(axis=0), pixels.max(axis=0), usual_mm=(24.0, 24.0, 22.0))
        assert box is not None
        assert box.sides_mm(volume.spacing_mm) == pytest.approx((24.0, 24.0, 22.0))
        placed = box.placed(volume)
        assert placed.sides_mm == pytest.approx((24.0, 24.0, 22.0))
        across = int(np.argmin(np.abs(plane.steps).sum(axis=1)))
        for axis in range(3):
            if axis != across:
                assert (box.low[axis], box.high[axis]) == (BOX.low[axis], BOX.high[axis])
        assert box_on_grid(placed, volume) == box


def _is_straight(volume: Volume) -> bool:
    return bool((np.abs(volume.affine_lps[:3, :3]) > 1e-9).sum() == 3)


def test_a_plane_of_the_patient_through_an_oblique_grid_gives_a_box_round_the_drag() -> None:
    affine = np.eye(4)
    affine[:3, :3] = GRIDS["oblique"] * np.array(MM)
    volume = Volume(np.zeros(SHAPE, np.int16), affine, modality="MR")
    stack = cut_stack(volume, Cut(Direction.AXIAL))
    middle = volume.to_lps_mm((11.5, 14.5, 19.5))
    index = stack.index_at(middle)
    row, column = stack.pixel_of((11.5, 14.5, 19.5))
    box = drawn(volume, plane_indices(stack, index), (row - 6, column - 8), (row + 6, column + 8), usual_mm=(10, 1, 1))
    assert box is not None
    placed = box.placed(volume)
    assert np.mean(placed.corners_lps_mm, axis=0) == pytest.approx(middle, abs=2.0)
    assert placed.sides_mm[0] == pytest.approx(10.0)
    assert box_on_grid(placed, volume) == box


def test_a_drag_is_kept_in_the_scan_and_a_click_is_no_box(volume: Volume) -> None:
    plane = plane_indices(cut_stack(volume, Cut()), 1)
    box = drawn(volume, plane, (-9.0, -9.0), (100.0, 100.0), usual_mm=(20.0, 1.0, 1.0))
    assert box == GridBox((-0.5, -0.5, -0.5), (9.5, 29.5, 39.5))
    assert drawn(volume, plane, (5.0, 5.0), (5.2, 30.0), usual_mm=None) is None
    assert drawn(volume, plane, (5.0, 50.0), (20.0, 90.0), usual_mm=None) is None


def test_a_face_stays_beside_the_other_one_and_in_the_scan() -> None:
    assert with_face(BOX, 1, True, 24.2, SHAPE) == GridBox((3.5, 4.5, 9.5), (15.5, 24.5, 31.5))
    assert with_face(BOX, 1, False, 24.2, SHAPE) == GridBox((3.5, 19.5, 9.5), (15.5, 20.5, 31.5))
    assert with_face(BOX, 0, True, 99.0, SHAPE).high[0] == 23.5
    assert with_face(BOX, 2, False, -99.0, SHAPE).low[2] == -0.5
    assert with_face(BOX, 2, True, -99.0, SHAPE).high[2] == 10.5


@pytest.mark.parametrize("by", list(itertools.product((-90.0, 0.3, 2.6, 90.0), repeat=3)))
def test_a_box_keeps_its_size_while_it_is_moved(by: tuple[float, float, float]) -> None:
    box = moved(BOX, by, SHAPE)
    assert box.sides_mm((1, 1, 1)) == BOX.sides_mm((1, 1, 1))
    for axis, way in enumerate(by):
        furthest = SHAPE[axis] - 0.5 - (BOX.high[axis] - BOX.low[axis])
        places = {-90.0: -0.5, 0.3: BOX.low[axis], 2.6: BOX.low[axis] + 3, 90.0: furthest}
        assert box.low[axis] == min(places[way], furthest)


def test_a_flat_box_is_none() -> None:
    with pytest.raises(ValueError, match="longer than nothing"):
        GridBox((0.5, 0.5, 0.5), (0.5, 3.5, 3.5))


def test_a_box_beside_the_scan_has_no_voxels(volume: Volume) -> None:
    assert box_on_grid(PlacedBox.along_grid(volume, (40.5, 0.5, 0.5), (50.5, 3.5, 3.5)), volume) is None
    assert BOX.holds((4, 5, 10))
    assert not BOX.holds((4, 21, 10))


def test_a_thick_slice_beside_the_scan_is_no_box(volume: Volume) -> None:
    """A plane of the patient beyond the ends of the scan."""
    stack = cut_stack(volume, Cut())
    plane = plane_indices(stack, 0)
    beside = type(plane)(plane.origin - np.array([40.0, 0.0, 0.0]), plane.steps)
    assert drawn(volume, beside, (5.0, 5.0), (20.0, 20.0), usual_mm=(8.0, 1.0, 1.0)) is None
