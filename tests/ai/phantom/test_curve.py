from __future__ import annotations

import numpy as np
import pytest

from ai.phantom.curve import ClosedOutline, Curve


def test_a_curve_goes_through_its_points_without_overshoot():
    curve = Curve.through((0.0, 1.0), (1.0, 1.0), (2.0, 5.0), (3.0, 4.0))
    np.testing.assert_allclose(curve([0.0, 1.0, 2.0, 3.0]), [1.0, 1.0, 5.0, 4.0])
    between = curve(np.linspace(-1.0, 4.0, 501))
    assert between.min() >= 1.0 - 1e-9
    assert between.max() <= 5.0 + 1e-9
    assert curve(-9.0) == 1.0
    assert curve(9.0) == 4.0


def test_a_straight_line_stays_straight():
    np.testing.assert_allclose(Curve.through((0.0, 0.0), (1.0, 2.0), (3.0, 6.0))([0.3, 2.2]), [0.6, 4.4])


@pytest.mark.parametrize("points", [((0.0, 1.0),), ((0.0, 1.0), (0.0, 2.0)), ((1.0, 1.0), (0.0, 2.0))])
def test_a_curve_needs_increasing_knots(points):
    with pytest.raises(ValueError, match="knot"):
        Curve.through(*points)


def test_a_circle_is_a_circle():
    angle = np.linspace(0.0, 2 * np.pi, 24, endpoint=False)
    circle = ClosedOutline.through((3.0, -2.0), np.stack([3.0 + 10 * np.cos(angle), -2.0 + 10 * np.sin(angle)], axis=1))
    x, z = np.array([3.0, 8.0, 3.0, 23.0]), np.array([-2.0, -2.0, 8.0, -2.0])
    np.testing.assert_allclose(circle.relative_radius(x, z), [0.0, 0.5, 1.0, 2.0], atol=1e-3)
    np.testing.assert_allclose(circle.depth_mm(x, z), [10.0, 5.0, 0.0, -10.0], atol=1e-2)
    np.testing.assert_allclose(np.hypot(*(circle.points_xz_mm - [3.0, -2.0]).T), 10.0, atol=1e-2)
