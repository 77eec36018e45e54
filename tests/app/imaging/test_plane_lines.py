"""Where one plane cuts the picture of another, by value."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.plane_frame import PlaneFrame
from app.imaging.plane_lines import are_parallel, line_through, reference_line

AXIAL = PlaneFrame((-50.0, -30.0, 10.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.5, 2.0), (121, 51))
"""100 mm from right to left, 60 mm from front to back, at 10 mm."""
SAGITTAL = PlaneFrame((20.0, -10.0, 100.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0), (1.0, 1.0), (201, 21))
"""At 20 mm to the left, 20 mm wide."""


def ends(line) -> np.ndarray:
    return np.array(sorted([line.start, line.end]))


def test_a_plane_cuts_a_picture_from_edge_to_edge() -> None:
    line = line_through(AXIAL, (20.0, 0.0, 0.0), (1.0, 0.0, 0.0))
    np.testing.assert_allclose(ends(line), [[-0.5, 35.0], [120.5, 35.0]])


def test_an_oblique_plane_cuts_at_its_angle() -> None:
    normal = np.array([1.0, 1.0, 0.0]) / np.sqrt(2)
    line = line_through(AXIAL, (0.0, 0.0, -300.0), normal)
    for row, column in (line.start, line.end):
        x, y, _ = AXIAL.to_lps_mm((row, column))
        assert x + y == pytest.approx(0.0, abs=1e-9)


def test_a_reference_line_reaches_as_far_as_the_other_picture() -> None:
    line = reference_line(AXIAL, SAGITTAL)
    # From -10.5 to 10.5 mm: half a pixel beyond the centres; rows are 0.5 mm and start at -30 mm.
    np.testing.assert_allclose(ends(line), [[39.0, 35.0], [81.0, 35.0]])


def test_pictures_that_do_not_meet_have_no_line() -> None:
    beyond = PlaneFrame((20.0, -10.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0), (1.0, 1.0), (50, 21))
    assert reference_line(AXIAL, beyond) is None
    assert reference_line(AXIAL, AXIAL.moved(3.0)) is None
    assert line_through(AXIAL, (500.0, 0.0, 0.0), (1.0, 0.0, 0.0)) is None


@pytest.mark.parametrize(("degrees", "parallel"), [(0.0, True), (9.0, True), (11.0, False), (90.0, False)])
def test_nearly_parallel_planes_have_no_line(degrees: float, parallel: bool) -> None:
    angle = np.deg2rad(degrees)
    normal = np.array([np.sin(angle), 0.0, np.cos(angle)])
    assert are_parallel((0.0, 0.0, 1.0), normal) is parallel
    assert are_parallel((0.0, 0.0, -1.0), normal) is parallel
    assert (line_through(AXIAL, (0.0, 0.0, 10.0), normal) is None) is parallel
