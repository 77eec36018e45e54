"""Outlines with holes as single lines: what they fill is the mask again, by either rule, at every pixel."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.contours import Polyline, area_px, contours
from app.imaging.keyhole import rings, straightened


def winding(line: Polyline, shape: tuple[int, int]) -> np.ndarray:
    """(rows, columns) int: how often a closed line runs around each pixel centre, by a ray to the right."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(float)
    found = np.zeros(shape, dtype=int)
    # Off the centre by less than a line can come near to it, so that no point lies on the ray.
    rows = rows + 1e-4
    for (y0, x0), (y1, x1) in zip(line, np.roll(line, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        crosses = (y0 <= rows) != (y1 <= rows)
        at = x0 + (rows - y0) * (x1 - x0) / (y1 - y0)
        found += np.where(crosses & (at > columns), 1 if y1 > y0 else -1, 0)
    return found


def filled(lines: tuple[Polyline, ...], shape: tuple[int, int], rule: str) -> np.ndarray:
    """Each line by itself, then all of them together."""
    inside = np.zeros(shape, dtype=bool)
    for line in lines:
        around = winding(line, shape)
        inside |= around % 2 == 1 if rule == "even-odd" else around != 0
    return inside


def masks() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(7)
    block = np.zeros((20, 24), dtype=bool)
    block[2:18, 3:21] = True
    holed = block.copy()
    holed[5:9, 5:9] = holed[5:9, 12:19] = holed[12:15, 6:16] = False
    island = holed.copy()
    island[6:8, 14:17] = True
    nested = island.copy()
    nested[12:15, 6:16] = True
    nested[11:16, 5:17] = False
    nested[12:15, 6:16] = True
    nested[13, 8:14] = False
    return {
        "block": block,
        "three holes": holed,
        "island in a hole": island,
        "hole in an island in a hole": nested,
        "noise": rng.random((30, 26)) < 0.6,
        "noise of islands": rng.random((30, 26)) < 0.3,
        "one pixel": np.pad(np.ones((1, 1), dtype=bool), 3),
        "full": np.ones((6, 5), dtype=bool),
    }


@pytest.mark.parametrize("rule", ["even-odd", "non-zero"])
@pytest.mark.parametrize("name", masks())
def test_rings_fill_the_mask(name: str, rule: str) -> None:
    mask = masks()[name]
    np.testing.assert_array_equal(filled(rings(contours(mask)), mask.shape, rule), mask)


@pytest.mark.parametrize("name", masks())
def test_there_is_one_ring_per_outline_and_the_area_stays(name: str) -> None:
    lines = contours(masks()[name])
    joined = rings(lines)
    assert len(joined) == sum(area_px((line,)) > 0 for line in lines)
    assert area_px(joined) == pytest.approx(area_px(lines))


def test_cuts_are_short() -> None:
    # A hole one pixel from the edge is cut there, not through the body.
    mask = np.ones((20, 20), dtype=bool)
    mask[1, 9:12] = False
    lines = contours(mask)
    (ring,) = rings(lines)
    assert length(ring) - sum(length(line) for line in lines) < 6


@pytest.mark.parametrize("name", masks())
def test_no_line_runs_through_a_centre(name: str) -> None:
    mask = masks()[name]
    centres = np.stack(np.mgrid[: mask.shape[0], : mask.shape[1]], axis=-1).reshape(-1, 2).astype(float)
    for ring in rings(contours(mask)):
        for start, stop in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            way = stop - start
            share = np.clip((centres - start) @ way / (way @ way), 0, 1)
            assert np.linalg.norm(start + share[:, None] * way - centres, axis=1).min() > 0.3


def length(line: Polyline) -> float:
    return float(np.linalg.norm(line - np.roll(line, -1, axis=0), axis=1).sum())


def test_points_on_a_straight_way_go() -> None:
    square = np.array([(0, 0), (0, 1), (0, 2), (2, 2), (2, 1.5), (2, 0)], dtype=float)
    np.testing.assert_array_equal(straightened(square), [(0, 0), (0, 2), (2, 2), (2, 0)])


def test_a_line_without_corners_stays() -> None:
    line = np.array([(0, 0), (0, 1), (0, 2)], dtype=float)
    assert straightened(line) is line


def test_nothing_gives_nothing() -> None:
    assert rings(()) == ()
