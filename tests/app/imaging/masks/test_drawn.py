"""Lines drawn on planes against which voxel centres lie inside them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from app.imaging.masks.drawn import drawn, drawn_on_slice
from app.imaging.plane_frame import PlaneFrame
from tests.app.imaging.masks.grids import GRIDS, SHAPE, TURN, affine_of, centres, whole


def plane_through(index: list[float], grid: str, right: np.ndarray, down: np.ndarray) -> PlaneFrame:
    affine = affine_of(GRIDS[grid])
    x, y, z = (affine[:3, :3] @ index + affine[:3, 3]).tolist()
    a, b, c = right.tolist()
    d, e, f = down.tolist()
    return PlaneFrame((x, y, z), (a, b, c), (d, e, f), (0.7, 0.7), (100, 100))


@pytest.mark.parametrize("grid", ["axial", "reversed", "sagittal", "oblique"])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_circle_on_a_slice_marks_the_centres_inside_it(grid: str, axis: int) -> None:
    affine = affine_of(GRIDS[grid])
    sides = [affine[:3, other] / np.linalg.norm(affine[:3, other]) for other in range(3) if other != axis]
    plane = plane_through([4.0, 6.0, 5.0], grid, sides[1], sides[0])
    angles = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    radius = 3.37
    origin = np.array(plane.origin_lps_mm)
    line = origin + radius * (np.cos(angles)[:, None] * sides[0] + np.sin(angles)[:, None] * sides[1])
    found = whole(drawn(line, plane=plane, affine_lps=affine, shape=SHAPE))
    distance = np.linalg.norm(centres(affine) - origin, axis=-1)
    on_slice = (np.arange(SHAPE[axis]) == [4, 6, 5][axis]).reshape([-1 if k == axis else 1 for k in range(3)])
    sure = np.abs(distance - radius) > 0.1
    assert (found == ((distance < radius) & on_slice))[sure].all()
    assert found.sum() > 4


def test_a_line_on_an_oblique_plane_marks_what_the_plane_cuts() -> None:
    affine = affine_of(GRIDS["axial"])
    plane = plane_through([4.0, 6.0, 5.0], "axial", TURN[:, 0], TURN[:, 1])
    square = plane.to_lps_mm(np.array([[-5.0, -5], [-5, 5], [5, 5], [5, -5]]))
    found = whole(drawn(square, plane=plane, affine_lps=affine, shape=SHAPE))
    away = centres(affine) - np.array(plane.origin_lps_mm)
    half = np.abs(TURN[:, 2] @ affine[:3, :3]).sum() / 2
    along = [np.abs(away @ TURN[:, side]) for side in range(3)]
    sure = (np.abs(along[0] - 3.5) > 0.1) & (np.abs(along[1] - 3.5) > 0.1) & (np.abs(along[2] - half) > 1e-3)
    expected = (along[0] < 3.5) & (along[1] < 3.5) & (along[2] < half)
    assert (found == expected)[sure].all()
    assert found.sum() > 10


def test_a_line_that_crosses_itself_follows_the_even_odd_rule() -> None:
    affine = np.eye(4)[:, [2, 1, 0, 3]]
    plane = PlaneFrame((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (12, 12))
    twice = np.array([[0.5, 0.5], [0.5, 8.5], [8.5, 8.5], [8.5, 0.5]])
    inner = np.array([[2.5, 2.5], [2.5, 6.5], [6.5, 6.5], [6.5, 2.5]])
    line = plane.to_lps_mm(np.concatenate([twice, twice[:1], inner, inner[:1]]))
    found = whole(drawn(line, plane=plane, affine_lps=affine, shape=(3, 12, 12)), (3, 12, 12))
    assert found[1, 4, 1]
    assert not found[1, 4, 4]
    assert not found[[0, 2]].any()


def test_lines_without_an_inside_mark_nothing() -> None:
    affine = np.eye(4)[:, [2, 1, 0, 3]]
    plane = PlaneFrame((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (12, 12))
    for points in ([[1, 1], [5, 5]], [[1, 1], [1, 5], [1, 9]], [[50, 50], [50, 60], [60, 60]], [[2, 2]] * 4):
        line = plane.to_lps_mm(np.array(points, np.float64))
        assert drawn(line, plane=plane, affine_lps=affine, shape=(3, 12, 12)) is None


@pytest.mark.parametrize("grid", sorted(GRIDS))
def test_on_a_slice_it_is_what_the_plane_of_the_slice_says(grid: str) -> None:
    affine = affine_of(GRIDS[grid])
    right, down = (affine[:3, axis] / np.linalg.norm(affine[:3, axis]) for axis in (2, 1))
    x, y, z = (affine[:3, :3] @ [4.0, 0.0, 0.0] + affine[:3, 3]).tolist()
    spacing = float(np.linalg.norm(affine[:3, 1])), float(np.linalg.norm(affine[:3, 2]))
    (a, b, c), (d, e, f) = right.tolist(), down.tolist()
    plane = PlaneFrame((x, y, z), (a, b, c), (d, e, f), spacing, SHAPE[1:])
    line = np.array([[-2.3, 1.2], [12.6, 3.4], [7.3, 14.1], [5.1, 6.2], [2.7, 9.9]])
    found = whole(drawn_on_slice(line, index=4, shape=SHAPE))
    assert found.sum() > 20
    other = whole(drawn(plane.to_lps_mm(line), plane=plane, affine_lps=affine, shape=SHAPE))
    corners = line[:, ::-1].astype(np.float32)
    near = [abs(cv2.pointPolygonTest(corners, (column, row), True)) < 0.15 for _, row, column in np.ndindex(SHAPE)]
    sure = ~np.reshape(near, SHAPE)
    np.testing.assert_array_equal(found[sure], other[sure])


def test_a_line_on_a_slice_may_have_no_inside_or_lie_beside_the_grid() -> None:
    square = np.array([[1.0, 1.0], [1.0, 4.0], [4.0, 4.0], [4.0, 1.0]])
    assert drawn_on_slice(square, index=0, shape=SHAPE) is not None
    for line, index in ((square[:2], 0), (square, 9), (square, -1), (square + 50, 0), (square * 0.1 + 0.3, 0)):
        assert drawn_on_slice(line, index=index, shape=SHAPE) is None
    flat = np.array([[3.0, 1.0], [3.0, 5.0], [3.0, 9.0]])
    assert drawn_on_slice(flat, index=0, shape=SHAPE) is None


def test_a_sliver_between_the_centres_marks_nothing() -> None:
    affine = np.eye(4)[:, [2, 1, 0, 3]]
    plane = PlaneFrame((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (12, 12))
    sliver = np.array([[1.5, 1.0], [5.5, 5.0], [5.55, 5.0]])
    assert drawn(plane.to_lps_mm(sliver), plane=plane, affine_lps=affine, shape=(3, 12, 12)) is None
    assert drawn_on_slice(sliver, index=1, shape=(3, 12, 12)) is None
