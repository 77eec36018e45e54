"""Slabs of a cut: millimetres count, at every angle and with uneven slices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.phantom.ct import CtGrid
from app.imaging.cut import Cut, Direction, Slab
from app.imaging.cut_stack import cut_stack
from app.imaging.layout import column_layout
from app.imaging.slab import Projection
from tests.app.imaging.linear_scan import GAPS, GRADIENT, MIDDLE, OBLIQUE, VOLUMES, inside, pixel_points, ramp, uneven


def test_a_slab_counts_what_is_within_its_thickness() -> None:
    volume = VOLUMES["straight"]
    for projection, best in ((Projection.MAXIMUM, np.max), (Projection.MINIMUM, np.min), (Projection.MEAN, np.mean)):
        slab = Slab(projection, 6.0)
        source = cut_stack(volume, Cut(slab=slab))
        np.testing.assert_allclose(source.plane(4), best(volume.voxels[3:6], axis=0))
        coronal = cut_stack(volume, Cut(Direction.CORONAL, slab=slab))
        layers = best(volume.voxels[:, 3:10], axis=1)[::-1]
        np.testing.assert_allclose(coronal.plane(6), layers)
        assert coronal.cost_ms(6) > 0
    assert Slab(Projection.MAXIMUM, 2.5).words == "2.5 mm MIP"
    with pytest.raises(ValueError, match="thick"):
        Slab(Projection.MEAN, 0.0)


def test_a_slab_of_uneven_slices_counts_millimetres() -> None:
    volume = uneven(GAPS)
    stack = cut_stack(volume, Cut(slab=Slab(Projection.MAXIMUM, 6.0)))
    np.testing.assert_array_equal(stack.plane(6), volume.voxels[5:8].max(axis=0))
    np.testing.assert_array_equal(stack.plane(3), volume.voxels[3:5].max(axis=0))


@pytest.mark.parametrize("name", ["tilted", "oblique", "gaps"])
def test_a_slab_at_an_angle_is_the_mean_of_its_places(name: str) -> None:
    volume = VOLUMES[name]
    for cut in (Cut(), Cut(Direction.AXIAL), Cut(Direction.CORONAL, OBLIQUE)):
        if name == "gaps" and cut == Cut():
            continue
        stack = cut_stack(volume, replace(cut, slab=Slab(Projection.MEAN, 4.0)))
        index = stack.index_at(MIDDLE)
        frame = stack.frame(index)
        points = pixel_points(frame)
        safe = inside(volume, points + 2 * stack.normal_lps) & inside(volume, points - 2 * stack.normal_lps)
        if cut == Cut(Direction.AXIAL) and name == "gaps":
            # Slices count as they are: the mean lies where they lie, not in the middle.
            continue
        assert safe.any()
        np.testing.assert_allclose(stack.plane(index)[safe], (points @ GRADIENT)[safe], atol=1e-6)


def test_what_takes_long_is_known_before() -> None:
    for name in ("oblique", "tilted"):
        thin = cut_stack(VOLUMES[name], Cut(Direction.CORONAL))
        thick = cut_stack(VOLUMES[name], Cut(Direction.CORONAL, slab=Slab(Projection.MEAN, 20.0)))
        assert 0 < thin.cost_ms(3) < thick.cost_ms(3) / 5
    sheared = cut_stack(VOLUMES["tilted"], Cut(slab=Slab(Projection.MEAN, 7.0)))
    straight = cut_stack(VOLUMES["straight"], Cut(slab=Slab(Projection.MEAN, 7.0)))
    assert sheared.cost_ms(4) > 10 * straight.cost_ms(4)


def test_only_slabs_along_columns_want_another_order() -> None:
    volume, slab = VOLUMES["straight"], Slab(Projection.MEAN, 4.0)
    assert cut_stack(volume, Cut(Direction.SAGITTAL, slab=slab)).wants_columns
    assert not cut_stack(volume, Cut(Direction.SAGITTAL)).wants_columns
    assert not cut_stack(volume, Cut(Direction.CORONAL, slab=slab)).wants_columns
    columns = column_layout(volume.voxels)
    assert not cut_stack(volume, Cut(Direction.SAGITTAL, slab=slab), columns=columns).wants_columns


def test_slabs_in_a_hurry_are_about_right() -> None:
    grid = CtGrid((40, 48, 56), (1.5, 0.8, 1.1), (10.0, -20.0, 30.0))
    for shaped, cut in ((grid.tilted(18.0), Cut()), (grid, Cut(Direction.AXIAL, OBLIQUE))):
        stack = cut_stack(ramp(shaped), replace(cut, slab=Slab(Projection.MEAN, 9.0)))
        fine, hurried = (stack.plane(stack.count // 2, thinning=each) for each in (1, 4))
        assert hurried.shape == fine.shape
        middle = tuple(slice(length // 2 - 4, length // 2 + 4) for length in fine.shape)
        np.testing.assert_allclose(hurried[middle], fine[middle], atol=1.0)
