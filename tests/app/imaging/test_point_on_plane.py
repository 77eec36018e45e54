"""A point is shown by one plane of every stack, and a press on a plane sets it into that plane."""

from __future__ import annotations

import numpy as np
import pytest

from ai.volume import Volume
from app.imaging.cut import Cut, Direction, MprAxes
from app.imaging.cut_stack import CutStack, cut_stack
from app.imaging.cut_turn import Turn
from app.imaging.point_edit import cut_point, marked_point, moved_point
from app.imaging.point_on_plane import point_on_plane, slice_of_point
from app.imaging.true_place import to_lps_mm
from tests.app.imaging.test_box_on_plane import CUTS, oblique, volume

TURNED = MprAxes().turned(np.array((0.0, 0.6, 0.8)), 25.0, (0.0, 0.0, 0.0))
GRIDS = {"straight": None, "oblique": oblique(), "reversed": oblique() @ np.diag((-1.0, 1, 1, 1))}
ALL = (*CUTS, Cut(direction=Direction.AXIAL, axes=TURNED), Cut(direction=Direction.CORONAL, axes=TURNED))


def gapped() -> Volume:
    """Slices 2 mm apart, then a step of 6 mm."""
    affine = np.zeros((4, 4))
    affine[2, 0], affine[1, 1], affine[0, 2], affine[3, 3] = 2.0, 0.8, 0.8, 1.0
    places = np.array([0.0, 2, 4, 6, 12, 14, 16, 18])
    return Volume(
        np.zeros((8, 30, 40), np.int16),
        affine,
        modality="CT",
        slice_positions_mm=places,
        geometry_fault="A slice is missing.",
        places_known=True,
    )


def shown(stack: CutStack, at: tuple[float, float, float]) -> list[int]:
    return [index for index in range(stack.count) if point_on_plane(stack, index, at) is not None]


@pytest.mark.parametrize("cut", ALL)
@pytest.mark.parametrize("grid", GRIDS)
def test_one_plane_shows_it_at_the_right_pixel(cut: Cut, grid: str) -> None:
    stack = cut_stack(volume(GRIDS[grid]), cut)
    for at in ((11.0, 14.0, 20.0), (11.4, 14.3, 20.6), (11.5, 3.0, 37.0), (0.0, 0.0, 0.0), (23.4, 29.4, 39.4)):
        place = to_lps_mm(stack.volume, at)
        planes = shown(stack, at)
        assert len(planes) == 1
        (corner,) = point_on_plane(stack, planes[0], at)
        away = stack.frame(planes[0]).to_lps_mm(corner) - place
        # Across the plane no more than half a step, in the outermost voxels a little more; along it nothing.
        normal = stack.normal_lps
        is_end = planes[0] in (0, stack.count - 1)
        assert abs(away @ normal) <= stack.step_mm * (1.5 if is_end else 0.5) + 1e-6
        assert np.linalg.norm(away - (away @ normal) * normal) < 1e-6


@pytest.mark.parametrize("cut", ALL)
@pytest.mark.parametrize("grid", GRIDS)
def test_a_press_sets_it_into_the_plane(cut: Cut, grid: str) -> None:
    stack = cut_stack(volume(GRIDS[grid]), cut)
    index = stack.count // 2
    rows, columns = stack.shape_px
    at = marked_point(stack, index, rows * 0.45 + 0.3, columns * 0.55 + 0.1)
    assert at is not None
    there = stack.frame(index).to_lps_mm((rows * 0.45 + 0.3, columns * 0.55 + 0.1))
    np.testing.assert_allclose(to_lps_mm(stack.volume, at), there, atol=1e-6)
    assert shown(stack, at) == [index]
    found = cut_point(stack, index, at)
    assert found is not None
    assert found.corners.shape == (1, 2)
    assert found.faces == ()


def test_beside_the_voxels_there_is_no_point() -> None:
    stack = cut_stack(volume(oblique()), Cut(direction=Direction.AXIAL))
    # The corner of a plane that cuts an oblique block lies outside of it.
    assert marked_point(stack, 0, 0, 0) is None
    source = cut_stack(volume(), Cut(turn=Turn(1)))
    assert marked_point(source, 3, -0.6, 0) is None
    assert moved_point((3.0, 4.0, 5.0), (0.0, -4.6, 0.0), (24, 30, 40)) is None
    assert moved_point((3.0, 4.0, 5.0), (float("nan"), 0.0, 0.0), (24, 30, 40)) is None
    assert moved_point((3.0, 4.0, 5.0), (1.0, -4.5, 34.5), (24, 30, 40)) == (4.0, -0.5, 39.5)


def test_in_a_gap_nothing_is_known_and_beside_it_slices_keep_their_places() -> None:
    scan = gapped()
    source = cut_stack(scan, Cut())
    at = marked_point(source, 4, 10, 20)
    assert at == (4.0, 10.0, 20.0)
    assert to_lps_mm(scan, at)[2] == pytest.approx(12.0)
    side = cut_stack(scan, Cut(direction=Direction.SAGITTAL))
    frame = side.frame(side.count // 2)
    for height in (5.0, 15.0):
        row, column = frame.to_pixel((frame.origin_lps_mm[0], 8.0, height)).tolist()
        found = marked_point(side, side.count // 2, row, column)
        assert found is not None
        np.testing.assert_allclose(to_lps_mm(scan, found)[1:], (8.0, height), atol=1e-6)


@pytest.mark.parametrize(("at", "index"), [(-0.5, 0), (0.49, 0), (0.51, 1), (4.5, 4), (99.0, 4)])
def test_the_nearest_slice(at: float, index: int) -> None:
    assert slice_of_point((at, 0.0, 0.0), 5) == index
