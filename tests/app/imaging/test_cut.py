"""What a pane scrolls through, against phantoms linear in the point of the patient, and SimpleITK."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import SimpleITK

from ai.itk_image import to_itk
from ai.phantom.ct import CtGrid
from app.imaging.cut import MPR_DIRECTIONS, Cut, Direction, Slab
from app.imaging.cut_stack import CutStack, cut_stack, refusal
from app.imaging.cut_turn import Turn
from app.imaging.layout import column_layout
from app.imaging.slab import Projection
from app.imaging.slices import SideLetters
from app.imaging.true_place import to_index, to_lps_mm
from tests.app.imaging.linear_scan import (
    CUTS,
    GAPS,
    GRADIENT,
    GRID,
    MIDDLE,
    OBLIQUE,
    VOLUMES,
    inside,
    letters,
    pixel_points,
    ramp,
)


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.direction.value + " oblique" * cut.is_oblique)
@pytest.mark.parametrize("name", VOLUMES)
@pytest.mark.parametrize("turn", [Turn(), Turn(1), Turn(2, True)], ids=str)
def test_every_pixel_shows_the_value_of_its_place(name: str, cut: Cut, turn: Turn) -> None:
    volume = VOLUMES[name]
    stack = cut_stack(volume, replace(cut, turn=turn))
    seen = 0
    for index in range(stack.count):
        frame = stack.frame(index)
        points = pixel_points(frame)
        plane = stack.plane(index)
        assert plane.shape == frame.shape_px == stack.shape_px
        known = inside(volume, points)
        np.testing.assert_allclose(plane[known], (points @ GRADIENT)[known], atol=1e-6)
        seen += int(known.sum())
    assert seen > 500


@pytest.mark.parametrize("name", VOLUMES)
@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.direction.value + " oblique" * cut.is_oblique)
def test_planes_ascend_along_the_normal_and_are_found_again(name: str, cut: Cut) -> None:
    stack = cut_stack(VOLUMES[name], cut)
    assert (np.diff(stack.places_mm) > 0).all()
    for index in range(stack.count):
        middle = stack.frame(index).corners_lps_mm.mean(axis=0)
        assert stack.index_at(middle) == index
        assert stack.distance_mm(index, middle + 0.25 * stack.normal_lps) == pytest.approx(0.25, abs=1e-6)
        assert abs(abs(stack.frame(index).normal_lps @ stack.normal_lps) - 1) < 1e-9
    assert stack.index_at(np.array(MIDDLE) + 1e4 * stack.normal_lps) == stack.count - 1


@pytest.mark.parametrize("name", VOLUMES)
def test_the_stack_covers_the_whole_scan(name: str) -> None:
    volume = VOLUMES[name]
    corners = to_lps_mm(volume, list(itertools.product(*((0, length - 1) for length in volume.shape))))
    for direction in MPR_DIRECTIONS:
        stack = cut_stack(volume, Cut(direction))
        along = corners @ stack.normal_lps
        assert stack.places_mm[0] <= along.min() + stack.step_mm
        assert stack.places_mm[-1] >= along.max() - stack.step_mm


def test_planes_of_the_patient_look_as_radiologists_expect() -> None:
    expected = {
        Direction.AXIAL: (SideLetters("R", "L", "A", "P"), [0, 0, 1]),
        Direction.CORONAL: (SideLetters("R", "L", "H", "F"), [0, 1, 0]),
        Direction.SAGITTAL: (SideLetters("A", "P", "H", "F"), [1, 0, 0]),
    }
    for name in ("straight", "reversed", "coronal", "oblique"):
        for direction, (sides, normal) in expected.items():
            stack = cut_stack(VOLUMES[name], Cut(direction))
            assert letters(stack.frame(0)) == sides
            np.testing.assert_allclose(stack.normal_lps, normal, atol=1e-9)


def test_planes_along_the_grid_are_views() -> None:
    volume = VOLUMES["straight"]
    for direction in Direction:
        stack = cut_stack(volume, Cut(direction, turn=Turn(1, True)))
        assert np.shares_memory(stack.plane(1), volume.voxels)
        assert stack.note == ""
        assert stack.cost_ms(1) == 0.0
        assert not stack.plane(1).flags.writeable
    assert not np.shares_memory(cut_stack(VOLUMES["oblique"], Cut(Direction.AXIAL)).plane(1), VOLUMES["oblique"].voxels)


def test_sagittal_planes_by_columns_are_the_same() -> None:
    for name in ("straight", "reversed"):
        volume = VOLUMES[name]
        for slab in (None, Slab(Projection.MAXIMUM, 4.0)):
            cut = Cut(Direction.SAGITTAL, slab=slab)
            plain, quick = cut_stack(volume, cut), cut_stack(volume, cut, columns=column_layout(volume.voxels))
            for index in (0, 5, plain.count - 1):
                np.testing.assert_array_equal(plain.plane(index), quick.plane(index))
            if slab is not None:
                assert quick.cost_ms(3) < plain.cost_ms(3)


def test_sampled_planes_agree_with_simpleitk() -> None:
    rng = np.random.default_rng(3)
    volume = replace(VOLUMES["oblique"], voxels=rng.normal(size=GRID.shape).astype(np.float32) * 100)
    image = to_itk(volume.voxels, volume.affine_lps)
    for cut in (Cut(Direction.CORONAL), Cut(Direction.SAGITTAL, OBLIQUE), Cut(Direction.AXIAL, OBLIQUE, Turn(3, True))):
        stack = cut_stack(volume, cut)
        index = stack.count // 2
        frame = stack.frame(index)
        grid = SimpleITK.Image(frame.shape_px[1], frame.shape_px[0], 1, SimpleITK.sitkFloat32)
        grid.SetSpacing((frame.pixel_mm[1], frame.pixel_mm[0], 1.0))
        grid.SetOrigin(frame.origin_lps_mm)
        axes = np.stack([frame.right_lps, frame.down_lps, frame.normal_lps], axis=1)
        grid.SetDirection(axes.ravel().tolist())
        oracle = SimpleITK.Resample(image, grid, SimpleITK.Transform(), SimpleITK.sitkLinear, -9999.0)
        expected = SimpleITK.GetArrayFromImage(oracle)[0]
        known = inside(volume, pixel_points(frame)) & (expected != -9999.0)
        assert known.sum() > 100
        np.testing.assert_allclose(stack.plane(index)[known], expected[known], atol=0.02)


def test_a_coarse_plane_lies_in_the_same_place() -> None:
    grid = CtGrid((40, 48, 56), (1.5, 0.8, 1.1), (10.0, -20.0, 30.0))
    for name, shaped in (("straight", grid), ("oblique", grid.turned((20, -15, 30)))):
        volume = ramp(shaped)
        for cut in (Cut(), Cut(Direction.CORONAL), Cut(slab=Slab(Projection.MEAN, 5.0), direction=Direction.SAGITTAL)):
            stack = cut_stack(volume, cut)
            index = stack.count // 2
            fine, coarse = stack.plane(index), stack.plane(index, thinning=4)
            assert coarse.shape == fine.shape
            known = inside(volume, pixel_points(stack.frame(index)))
            shrunk = np.zeros_like(known)
            shrunk[10:-10, 10:-10] = True
            for shift in itertools.product((-8, 0, 8), repeat=2):
                shrunk &= np.roll(known, shift, (0, 1))
            assert shrunk.any(), name
            np.testing.assert_allclose(coarse[shrunk], fine[shrunk], atol=0.5)


def test_notes_say_what_was_done_to_the_values() -> None:
    assert cut_stack(VOLUMES["oblique"], Cut(Direction.AXIAL)).note == "Resampled · oblique slices"
    assert cut_stack(VOLUMES["tilted"], Cut(Direction.AXIAL)).note == ""
    assert cut_stack(VOLUMES["tilted"], Cut(Direction.CORONAL)).note == "Resampled · gantry tilt 18.5°"
    assert cut_stack(VOLUMES["gaps"], Cut(Direction.CORONAL)).note == "Resampled · uneven slices"
    wide = cut_stack(VOLUMES["wide gap"], Cut(Direction.CORONAL))
    assert wide.note == "Resampled · uneven slices · 1 gap left empty"
    oblique = cut_stack(VOLUMES["gaps"], Cut(Direction.CORONAL, OBLIQUE))
    assert oblique.note == "Resampled · oblique · uneven slices"
    for name in VOLUMES:
        assert cut_stack(VOLUMES[name], Cut()).note == ""


def test_nothing_is_made_up_in_a_wide_gap() -> None:
    volume = VOLUMES["wide gap"]
    stack = cut_stack(volume, Cut(Direction.CORONAL))
    points = pixel_points(stack.frame(5))
    gap = np.isnan(to_index(volume, points)[..., 0])
    assert gap.any()
    assert (stack.plane(5)[gap] == volume.voxels.min()).all()


def test_uneven_axial_slices_stay_as_they_are() -> None:
    stack = cut_stack(VOLUMES["gaps"], Cut(Direction.AXIAL))
    np.testing.assert_allclose(stack.places_mm - stack.places_mm[0], GAPS)
    assert stack.note == ""


def test_a_plane_is_ready_when_all_that_it_needs_is_decoded() -> None:
    filled = np.zeros(GRID.shape[0], np.bool_)
    filled[3:6] = True
    for volume in (VOLUMES["straight"], VOLUMES["reversed"]):
        source = cut_stack(volume, Cut())
        assert source.is_ready(3, filled)
        assert not source.is_ready(2, filled)
        axial = cut_stack(volume, Cut(Direction.AXIAL))
        ready = [index for index in range(axial.count) if axial.is_ready(index, filled)]
        assert [axial.source_index(index) for index in ready] in ([3, 4, 5], [5, 4, 3])
        slab = cut_stack(volume, Cut(Direction.AXIAL, slab=Slab(Projection.MEAN, 6.0)))
        assert [slab.source_index(index) for index in range(slab.count) if slab.is_ready(index, filled)] == [4]
        assert not cut_stack(volume, Cut(Direction.CORONAL)).is_ready(3, filled)
        assert cut_stack(volume, Cut(Direction.CORONAL)).is_ready(3, np.ones_like(filled))
        assert not cut_stack(volume, Cut(Direction.CORONAL, OBLIQUE)).is_ready(3, filled)


def test_the_slice_beside_a_plane() -> None:
    assert cut_stack(VOLUMES["straight"], Cut()).source_index(7) == 7
    assert cut_stack(VOLUMES["straight"], Cut(Direction.CORONAL)).source_index(0) == 4
    assert cut_stack(VOLUMES["wide gap"], Cut(Direction.CORONAL)).source_index(0) in range(9)


def test_what_cannot_be_cut_says_why() -> None:
    straight = VOLUMES["straight"]
    unknown = replace(straight, geometry_fault="Two slices lie in the same place.")
    film = replace(straight, voxels=straight.voxels[:1])
    colour = replace(straight, voxels=np.zeros((*straight.shape, 3), np.uint8))
    coronal, slab = Cut(Direction.CORONAL), Cut(slab=Slab(Projection.MEAN, 5.0))
    for volume, cut, words in (
        (unknown, coronal, "Two slices lie in the same place."),
        (unknown, slab, "Two slices lie in the same place."),
        (film, coronal, "has one"),
        (film, slab, "has one"),
        (colour, coronal, "in colour"),
        (colour, slab, "in colour"),
        (replace(straight, axes_known=False), coronal, "orientation"),
    ):
        refused = refusal(volume, cut)
        assert refused is not None
        assert words in str(refused)
        with pytest.raises(type(refused), match=words):
            cut_stack(volume, cut)
        assert refusal(volume, Cut(turn=Turn(1))) is None
        assert isinstance(cut_stack(volume, Cut(turn=Turn(1))), CutStack)


def test_planes_beyond_the_stack_are_refused() -> None:
    stack = cut_stack(VOLUMES["straight"], Cut())
    for index in (-1, stack.count):
        with pytest.raises(IndexError):
            stack.plane(index)


def test_names() -> None:
    assert [Cut(direction).name for direction in Direction] == ["", "Axial", "Coronal", "Sagittal"]
    assert Cut(Direction.SAGITTAL, OBLIQUE).name == "Oblique sagittal"
    assert not Cut(Direction.SOURCE, OBLIQUE).is_oblique


@pytest.mark.parametrize(
    "cut", [Cut(turn=Turn(3, True)), Cut(Direction.SAGITTAL, turn=Turn(1)), Cut(Direction.AXIAL, OBLIQUE)]
)
@pytest.mark.parametrize("name", ["oblique", "tilted", "gaps"])
def test_pixels_know_their_voxels(name: str, cut: Cut) -> None:
    volume = VOLUMES[name]
    stack = cut_stack(volume, cut)
    index = stack.index_at(MIDDLE)
    frame = stack.frame(index)
    for row, column in ((2.0, 3.0), (4.5, 6.25)):
        voxel = stack.voxel_at(index, row, column)
        np.testing.assert_allclose(to_lps_mm(volume, voxel), frame.to_lps_mm((row, column)), atol=1e-9)
        assert stack.pixel_of(voxel) == pytest.approx((row, column))
