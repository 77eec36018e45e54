"""Lengths in mm, and measurements that follow a moved line."""

from __future__ import annotations

import numpy as np
import pytest

from ai.inference.results import Caliper, Measurement
from ai.volume import Volume
from app.imaging.measure import EDITED_NOTE, length_mm, with_caliper


@pytest.fixture
def oblique() -> Volume:
    """A grid of 3 x 0.5 x 0.8 mm, turned by 30 degrees."""
    cosine, sine = np.cos(np.pi / 6), np.sin(np.pi / 6)
    turn = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    affine = np.eye(4)
    affine[:3, :3] = turn @ np.diag([3.0, 0.5, 0.8])
    affine[:3, 3] = (10.0, -20.0, 30.0)
    return Volume(np.zeros((4, 5, 6), np.int16), affine)


@pytest.mark.parametrize(("step", "expected"), [((1, 0, 0), 3.0), ((0, 2, 0), 1.0), ((0, 6, 5), 5.0)])
def test_length(oblique: Volume, step: tuple[float, float, float], expected: float) -> None:
    assert length_mm(oblique, (1.0, 1.0, 1.0), tuple(1.0 + each for each in step)) == pytest.approx(expected)


def test_one_line_is_a_length(oblique: Volume) -> None:
    line = Caliper("Long axis", (0.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    before = Measurement("length", "Length", 0.8, "mm", (0.7, 0.9), "95 %", (line,))
    after = with_caliper(before, 0, Caliper("Long axis", (0.0, 0.0, 0.0), (0.0, 0.0, 5.0)), oblique)
    assert after.value == pytest.approx(4.0)
    assert (after.interval, after.interval_note) == (None, EDITED_NOTE)


@pytest.mark.parametrize(("end", "expected"), [(2.0, 0.5), (0.0, 0.0)])
def test_two_lines_are_a_ratio(oblique: Volume, end: float, expected: float) -> None:
    lines = (
        Caliper("First", (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        Caliper("Second", (0.0, 0.0, 0.0), (0.0, 0.0, 4.0)),
    )
    before = Measurement("ratio", "Ratio", 0.25, "1", None, "", lines)
    after = with_caliper(before, 1, Caliper("Second", (0.0, 0.0, 0.0), (0.0, 0.0, end)), oblique)
    assert after.value == pytest.approx(expected)
    assert after.calipers[0] is lines[0]
