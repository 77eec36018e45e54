"""Which plane shows an annotation, and where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.phantom.ct import CtGrid
from app.imaging.annotations.annotation import Kind
from app.imaging.annotations.place import (
    centre_of,
    distances_mm,
    drawn_on,
    is_on,
    is_parallel,
    onto_plane,
    picture_points,
    slice_of,
)
from app.imaging.cut import Cut, Direction, MprAxes, Slab
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn
from app.imaging.slab import Projection


def test_its_own_slice_shows_it_and_no_other(phantoms, grid: CtGrid) -> None:
    for volume in (phantoms.volume(grid), phantoms.gapped(grid)):
        stack = cut_stack(volume, Cut())
        for index in range(8):
            drawn = phantoms.draw(Kind.LENGTH, [(5.0, 6.5), (20.25, 31.0)], stack, index)
            shown = [is_on(drawn, stack.frame(other), stack.step_mm) for other in range(8)]
            assert shown == [other == index for other in range(8)]
            assert slice_of(drawn, volume) == index
            at = picture_points(drawn, stack.frame(index), stack.step_mm)
            np.testing.assert_allclose(at, [(5.0, 6.5), (20.25, 31.0)], atol=1e-9)
            assert picture_points(drawn, stack.frame((index + 1) % 8), stack.step_mm) is None


def test_a_turned_picture_shows_it_at_its_place(phantoms, grid: CtGrid) -> None:
    volume = phantoms.volume(grid)
    drawn = phantoms.draw(Kind.LENGTH, [(5.0, 6.5), (20.25, 31.0)], cut_stack(volume, Cut()))
    for turn in (Turn(1), Turn(2, mirrored=True), Turn(3)):
        stack = cut_stack(volume, Cut(turn=turn))
        at = picture_points(drawn, stack.frame(3), stack.step_mm)
        expected = [turn.index(*pixel, (40, 48)) for pixel in [(5.0, 6.5), (20.25, 31.0)]]
        np.testing.assert_allclose(at, expected, atol=1e-9)
        assert is_parallel(drawn, stack.frame(3))


def test_a_plane_of_the_patient_shows_what_was_drawn_on_a_slice(phantoms, grid: CtGrid) -> None:
    """A line that lies in an axial slice and runs along a sagittal plane is on both, at the same voxels."""
    volume = phantoms.volume(phantoms.grid)
    axial, sagittal = cut_stack(volume, Cut()), cut_stack(volume, Cut(Direction.SAGITTAL))
    drawn = phantoms.draw(Kind.LENGTH, [(5.0, 17.0), (25.0, 17.0)], axial, 3)
    shown = [index for index in range(sagittal.count) if is_on(drawn, sagittal.frame(index), sagittal.step_mm)]
    assert len(shown) == 1
    assert not is_parallel(drawn, sagittal.frame(shown[0]))
    at = picture_points(drawn, sagittal.frame(shown[0]), sagittal.step_mm)
    voxels = [sagittal.voxel_at(shown[0], *pixel) for pixel in at.tolist()]
    np.testing.assert_allclose(voxels, [(3, 5, 17), (3, 25, 17)], atol=1e-6)
    across = phantoms.draw(Kind.LENGTH, [(5.0, 17.0), (5.0, 30.0)], axial, 3)
    assert not any(is_on(across, sagittal.frame(index), sagittal.step_mm) for index in range(sagittal.count))


def test_all_of_a_figure_counts_not_only_its_points(phantoms) -> None:
    """The centre and ends of an ellipse may lie on a plane that most of it leaves."""
    volume = phantoms.volume()
    drawn = phantoms.draw(Kind.RECTANGLE, [(20, 20), (20, 24), (24, 20)], cut_stack(volume, Cut()), 3)
    frame = cut_stack(volume, Cut(Direction.SAGITTAL)).frame(20)
    places = np.abs(distances_mm(drawn.places, frame))
    assert is_on(drawn, frame, 2 * 2.01)
    assert not is_on(drawn, frame, 2 * 1.9)
    assert places.max() == pytest.approx(2.0)
    # Its corners lie 2 mm to either side, as its middles do; turned by 45 degrees only the corners do not.
    diamond = replace(
        drawn,
        points=phantoms.draw(
            Kind.RECTANGLE, [(20, 20), (20 + 2 / 0.7, 24), (20 - 2 / 0.7, 24)], cut_stack(volume, Cut()), 3
        ).points,
    )
    assert np.abs(distances_mm(diamond.places, frame)).max() == pytest.approx(2.0)
    assert not is_on(diamond, frame, 2 * 3.9)
    assert is_on(diamond, frame, 2 * 4.01)


def test_half_way_between_two_planes_both_show_it(phantoms) -> None:
    volume = phantoms.volume()
    stack = cut_stack(volume, Cut())
    drawn = phantoms.draw(Kind.POINT, [(5, 5)], stack, 3)
    between = stack.frame(3).moved(1.5)
    assert is_on(drawn, between, 3.0)
    assert is_on(drawn, stack.frame(3).moved(-1.5), 3.0)
    assert not is_on(drawn, stack.frame(3).moved(1.51), 3.0)
    assert distances_mm(drawn.places, between)[0] == pytest.approx(-1.5)


def test_the_middle_and_the_plane(phantoms) -> None:
    stack = cut_stack(phantoms.volume(), Cut())
    drawn = phantoms.draw(Kind.ELLIPSE, [(10, 20), (10, 26), (14, 20)], stack)
    assert centre_of(drawn) == pytest.approx(drawn.points[0])
    triangle = phantoms.draw(Kind.POLYGON, [(10, 10), (10, 20), (30, 10)], stack)
    np.testing.assert_allclose(stack.frame(3).to_pixel(centre_of(triangle)), (20, 15), atol=1e-9)
    off = np.array(drawn.points[0]) + 7 * stack.frame(3).normal_lps
    np.testing.assert_allclose(onto_plane(off, stack.frame(3)), drawn.points[0], atol=1e-9)


def test_slices_at_unknown_places_keep_their_number(phantoms) -> None:
    volume = phantoms.volume(geometry_fault="The slices are shifted sideways.")
    stack = cut_stack(volume, Cut())
    drawn = phantoms.draw(Kind.POINT, [(5, 5)], stack, 6)
    assert slice_of(drawn, volume) == 6
    assert [is_on(drawn, stack.frame(index), stack.step_mm) for index in (5, 6, 7)] == [False, True, False]


def test_what_it_is_drawn_on(phantoms) -> None:
    slab = Slab(Projection.MAXIMUM, 5.0)
    axes = MprAxes().turned((0.0, 0.0, 1.0), 20.0, (1.0, 2.0, 3.0))
    stack = cut_stack(phantoms.volume(), Cut(Direction.CORONAL, axes, Turn(1), slab))
    plane = drawn_on(stack, 4)
    assert plane.cut == Cut(Direction.CORONAL, axes, slab=slab)
    assert plane.frame == stack.frame(4)
    assert plane.index == 4
