"""A brush against its definition, voxel by voxel, on straight, oblique, reversed and sheared grids."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imaging.masks.brush import Brush, stroke
from tests.app.imaging.masks.grids import GRIDS, SHAPE, TURN, affine_of, centres, whole


def distance_to_line(
    points: npt.NDArray[np.float64], start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    best = np.full(points.shape[:-1], np.inf)
    for share in np.linspace(0, 1, 401):
        best = np.minimum(best, np.linalg.norm(points - (start + share * (end - start)), axis=-1))
    return best


@pytest.mark.parametrize("grid", list(GRIDS))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_ball_touches_what_is_near_its_way(grid: str, data: st.DataObject) -> None:
    affine = affine_of(GRIDS[grid])
    places = [[data.draw(st.floats(-2, side + 1)) for side in SHAPE] for _ in range(2)]
    start, end = (affine[:3, :3] @ place + affine[:3, 3] for place in places)
    radius = data.draw(st.floats(2.5, 8))
    brush = Brush(radius, is_ball=True)
    found = whole(stroke(brush, start, end, normal_lps=(0, 0, 1), affine_lps=affine, shape=SHAPE))
    distance = distance_to_line(centres(affine), start, end)
    sure = np.abs(distance - radius) > 0.02 * radius  # the peer walks in steps
    ends = np.stack([np.round(place).astype(int) for place in places])
    for at in itertools.product(*map(range, SHAPE)):
        if sure[at] and not (ends == at).all(axis=1).any():
            assert found[at] == (distance[at] < radius), at


@pytest.mark.parametrize("grid", list(GRIDS))
def test_on_a_slice_a_disc_touches_that_slice_alone(grid: str) -> None:
    affine = affine_of(GRIDS[grid])
    for axis in range(3):
        others = [affine[:3, other] for other in range(3) if other != axis]
        normal = np.cross(others[0], others[1])
        normal /= np.linalg.norm(normal)
        index = [4.0, 6.0, 5.0]
        start = affine[:3, :3] @ index + affine[:3, 3]
        end = start + others[0] * 2
        region = stroke(Brush(2.05), start, end, normal_lps=normal, affine_lps=affine, shape=SHAPE)
        found = whole(region)
        assert set(np.nonzero(found)[axis].tolist()) == {int(index[axis])}
        near = distance_to_line(centres(affine), start, end)
        expected = (near < 2.05) & (np.arange(SHAPE[axis]) == index[axis]).reshape(
            [-1 if k == axis else 1 for k in range(3)]
        )
        assert (found == expected).all()


@pytest.mark.parametrize("grid", list(GRIDS))
def test_an_oblique_disc_has_no_holes_where_it_is_looked_at(grid: str) -> None:
    affine = affine_of(GRIDS[grid])
    middle = affine[:3, :3] @ [4.0, 6.5, 5.5] + affine[:3, 3]
    right = np.array([0.6, 0.5, -0.62])
    right /= np.linalg.norm(right)
    down = np.cross(right, [0.3, -0.9, 0.1])
    down /= np.linalg.norm(down)
    radius = 5.0
    found = whole(
        stroke(Brush(radius), middle, middle, normal_lps=np.cross(right, down), affine_lps=affine, shape=SHAPE)
    )
    back = np.linalg.inv(affine[:3, :3])
    # Everything seen well inside the disc lies in a voxel that is marked.
    inner = radius - np.linalg.norm(affine[:3, :3], axis=0).max()
    for angle, share in itertools.product(np.linspace(0, 2 * np.pi, 60), np.linspace(0, 1, 20)):
        point = middle + share * inner * (np.cos(angle) * right + np.sin(angle) * down)
        at = np.floor(back @ (point - affine[:3, 3]) + 0.5).astype(int)
        if (at >= 0).all() and (at < SHAPE).all():
            assert found[tuple(at)]


def test_half_way_between_two_slices_one_is_touched() -> None:
    affine = affine_of(GRIDS["axial"])
    start = affine[:3, :3] @ [3.5, 6.0, 5.0] + affine[:3, 3]
    for normal in ((0, 0, 1.0), (0, 0, -1.0)):
        found = whole(stroke(Brush(3.0), start, start, normal_lps=normal, affine_lps=affine, shape=SHAPE))
        assert len(set(np.nonzero(found)[0].tolist())) == 1


def test_the_smallest_brush_touches_the_voxel_under_it() -> None:
    affine = affine_of(GRIDS["oblique"])
    start = affine[:3, :3] @ [4.3, 6.4, 5.3] + affine[:3, 3]
    for is_ball in (True, False):
        brush = Brush(0.01, is_ball=is_ball)
        found = whole(stroke(brush, start, start, normal_lps=TURN[:, 0], affine_lps=affine, shape=SHAPE))
        assert np.argwhere(found).tolist() == [[4, 6, 5]]


def test_beside_the_grid_nothing_is_touched() -> None:
    affine = affine_of(GRIDS["axial"])
    far = affine[:3, :3] @ [100.0, 6, 5] + affine[:3, 3]
    assert stroke(Brush(3.0), far, far, normal_lps=(0, 0, 1), affine_lps=affine, shape=SHAPE) is None


@pytest.mark.parametrize("radius", [0.0, -1.0, float("nan"), float("inf")])
def test_a_brush_needs_a_radius(radius: float) -> None:
    with pytest.raises(ValueError, match="radius"):
        Brush(radius)
