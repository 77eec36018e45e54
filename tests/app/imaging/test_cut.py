"""What a pane scrolls through, against phantoms linear in the point of the patient, and SimpleITK."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
import SimpleITK
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.itk_image import to_itk
from ai.phantom.ct import CtGrid
from ai.volume import SpacingKind, Volume
from app.imaging.cut import MPR_DIRECTIONS, Cut, Direction, MprAxes, Slab
from app.imaging.cut_stack import CutStack, cut_stack, refusal
from app.imaging.cut_turn import Turn
from app.imaging.layout import column_layout
from app.imaging.plane_frame import PlaneFrame
from app.imaging.slab import Projection
from app.imaging.slices import SideLetters, side_letters
from app.imaging.true_place import to_index, to_lps_mm
from app.imaging.untilt import tilt_fault

GRADIENT = np.array([3.0, -5.0, 7.0])
GRID = CtGrid((9, 14, 16), (3.0, 0.8, 1.1), (10.0, -20.0, 30.0))
TURNS = [Turn(quarters, mirrored) for quarters in range(4) for mirrored in (False, True)]
GRIDS = {
    "straight": GRID,
    "reversed": GRID.reversed(),
    "oblique": GRID.turned((20, -15, 30)),
    "coronal": GRID.turned((90, 0, 0)),
    "tilted": GRID.tilted(18.5),
    "a little tilted": GRID.tilted(5.0),
}
GAPS = (0.0, 3.0, 6.0, 12.0, 15.0, 18.0, 19.5, 22.5, 25.5)
"""One slice is missing, one is early."""
WIDE = (0.0, 3.0, 6.0, 9.0, 30.0, 33.0, 36.0, 39.0, 42.0)
MIDDLE = (12.0, -14.0, 41.0)
OBLIQUE = MprAxes().turned((0.0, 0.0, 1.0), 25.0, MIDDLE).turned((1.0, 0.0, 0.0), -35.0, MIDDLE)


def ramp(grid: CtGrid = GRID, **facts: object) -> Volume:
    """A scan whose value is linear in the true point of the patient."""
    fault = tilt_fault(grid.affine_lps)
    facts = {"geometry_fault": fault, "places_known": bool(fault)} | facts
    volume = Volume(np.zeros(grid.shape), grid.affine_lps, **facts)
    index = np.stack(np.meshgrid(*(range(length) for length in volume.shape), indexing="ij"), axis=-1)
    return replace(volume, voxels=to_lps_mm(volume, index) @ GRADIENT)


def uneven(places: tuple[float, ...], **facts: object) -> Volume:
    return ramp(slice_positions_mm=places, geometry_fault="A slice is missing.", places_known=True, **facts)


def pixel_points(frame: PlaneFrame) -> np.ndarray:
    rows, columns = np.mgrid[: frame.shape_px[0], : frame.shape_px[1]]
    steps = frame.steps_lps_mm
    return np.array(frame.origin_lps_mm) + rows[..., None] * steps[:, 0] + columns[..., None] * steps[:, 1]


def letters(frame: PlaneFrame) -> SideLetters:
    affine = np.eye(4)
    affine[:3, 1:3] = frame.steps_lps_mm
    affine[:3, 0] = frame.normal_lps
    return side_letters(affine, axes_known=True)


def inside(volume: Volume, points: np.ndarray) -> np.ndarray:
    at = to_index(volume, points)
    if volume.slice_positions_mm == WIDE:
        # A slice reaches half a step into a wide gap, with its own value.
        along = (points - volume.affine_lps[:3, 3]) @ volume.affine_lps[:3, 0] / volume.spacing_mm[0]
        at[(along > 9 + 1e-9) & (along < 30 - 1e-9)] = np.nan
    return ((at >= -1e-9) & (at <= np.array(volume.shape) - 1 + 1e-9)).all(axis=-1)


VOLUMES = {name: ramp(grid) for name, grid in GRIDS.items()} | {"gaps": uneven(GAPS), "wide gap": uneven(WIDE)}
CUTS = [Cut(direction) for direction in Direction] + [Cut(direction, OBLIQUE) for direction in MPR_DIRECTIONS]


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


@pytest.mark.parametrize(
    ("turn", "sides"),
    [
        (Turn(), ("R", "L", "A", "P")),
        (Turn(1), ("P", "A", "R", "L")),
        (Turn(2), ("L", "R", "P", "A")),
        (Turn(3), ("A", "P", "L", "R")),
        (Turn(0, True), ("L", "R", "A", "P")),
        (Turn(2, True), ("R", "L", "P", "A")),
        (Turn(1, True), ("P", "A", "L", "R")),
    ],
)
def test_letters_after_every_turn(turn: Turn, sides: tuple[str, str, str, str]) -> None:
    for name in ("straight", "tilted", "gaps"):
        stack = cut_stack(VOLUMES[name], Cut(Direction.AXIAL, turn=turn))
        assert letters(stack.frame(0)) == SideLetters(*sides)


@given(st.sampled_from(TURNS), st.sampled_from(["right", "left", "across", "down"]))
def test_a_turn_of_a_turn_is_what_is_seen(turn: Turn, gesture: str) -> None:
    picture = np.arange(12).reshape(3, 4)
    shown = turn.apply(picture)
    after, expected = {
        "right": (turn.turned(1), np.rot90(shown, -1)),
        "left": (turn.turned(-1), np.rot90(shown)),
        "across": (turn.mirrored_across(), np.fliplr(shown)),
        "down": (turn.mirrored_down(), np.flipud(shown)),
    }[gesture]
    np.testing.assert_array_equal(after.apply(picture), expected)


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_pixels_frames_and_indices_of_a_turn_agree(turn: Turn) -> None:
    frame = PlaneFrame((1.0, 2.0, 3.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0), (0.5, 2.0), (3, 5))
    points, turned = pixel_points(frame), pixel_points(turn.frame(frame))
    np.testing.assert_allclose(turned, np.stack([turn.apply(points[..., axis]) for axis in range(3)], axis=-1))
    for row, column in itertools.product(range(3), range(5)):
        shown = turn.index(row, column, (3, 5))
        np.testing.assert_allclose(turned[tuple(map(int, shown))], points[row, column])
        assert turn.back(*shown, (3, 5)) == (row, column)
    assert turn.is_none == (turn == Turn())


def test_a_wrong_number_of_quarters_is_refused() -> None:
    with pytest.raises(ValueError, match="quarter"):
        Turn(4)


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


@pytest.mark.parametrize("direction", MPR_DIRECTIONS)
def test_an_oblique_plane_runs_through_the_pivot(direction: Direction) -> None:
    stack = cut_stack(VOLUMES["straight"], Cut(direction, OBLIQUE))
    assert stack.distance_mm(stack.index_at(MIDDLE), MIDDLE) == pytest.approx(0.0, abs=1e-9)
    assert stack.note == "Resampled · oblique"


def test_turned_planes_stand_at_right_angles_and_only_those_that_turn_change() -> None:
    axes = MprAxes().turned((0.0, 0.0, 1.0), 30.0, MIDDLE)
    stacks = [cut_stack(VOLUMES["straight"], Cut(direction, axes)) for direction in MPR_DIRECTIONS]
    normals = np.stack([stack.normal_lps for stack in stacks])
    np.testing.assert_allclose(normals @ normals.T, np.eye(3), atol=1e-9)
    # Turned in the axial picture: that one stays, the others turn about the axis from feet to head.
    assert stacks[0].frame(0).right_lps == pytest.approx((1.0, 0.0, 0.0))
    assert stacks[1].frame(0).down_lps == pytest.approx((0.0, 0.0, -1.0))
    cosine, sine = math.cos(math.radians(30)), math.sin(math.radians(30))
    assert stacks[1].frame(0).right_lps == pytest.approx((cosine, sine, 0.0))
    assert letters(stacks[1].frame(0)) == SideLetters("RA", "LP", "H", "F")
    assert [stack.is_oblique for stack in stacks] == [False, True, True]
    assert [stack.note for stack in stacks] == ["", "Resampled · oblique", "Resampled · oblique"]
    assert np.shares_memory(stacks[0].plane(0), VOLUMES["straight"].voxels)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.floats(-180, 180)), min_size=1, max_size=30))
def test_many_turns_stay_a_rotation(steps: list[tuple[int, float]]) -> None:
    axes = MprAxes()
    for axis, degrees in steps:
        axes = axes.turned(np.eye(3)[axis], degrees, MIDDLE)
    np.testing.assert_allclose(axes.matrix @ axes.matrix.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(axes.matrix) == pytest.approx(1.0)
    for direction in MPR_DIRECTIONS:
        frame = cut_stack(VOLUMES["straight"], Cut(direction, axes)).frame(0)
        expected = axes.matrix @ cut_stack(VOLUMES["straight"], Cut(direction)).normal_lps
        np.testing.assert_allclose(frame.normal_lps if direction is Direction.AXIAL else expected, expected, atol=1e-6)


def test_an_upside_down_plane_has_a_picture_too() -> None:
    axes = MprAxes().turned((0.0, 0.0, 1.0), 180.0, MIDDLE)
    assert axes.is_turned
    stack = cut_stack(VOLUMES["straight"], Cut(Direction.CORONAL, axes))
    assert letters(stack.frame(0)) == SideLetters("L", "R", "H", "F")


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


@pytest.mark.parametrize("name", ["straight", "oblique", "gaps", "tilted"])
def test_a_mask_lies_where_the_values_lie(name: str) -> None:
    volume = VOLUMES[name]
    centre = np.array(MIDDLE) @ GRADIENT
    mask = volume.voxels > centre
    for cut in (*CUTS, Cut(Direction.SOURCE, turn=Turn(3, True))):
        stack = cut_stack(volume, cut)
        index = stack.index_at(MIDDLE)
        drawn, plane = stack.mask(mask, index), stack.plane(index)
        assert drawn.dtype == np.bool_
        assert drawn.shape == stack.shape_px
        known = inside(volume, pixel_points(stack.frame(index)))
        # A voxel and a half to either side of the border may fall to either.
        far = known & (np.abs(plane - centre) > 1.5 * float(np.abs(GRADIENT) @ (1.1, 1.1, 3.0)))
        np.testing.assert_array_equal(drawn[far], (plane > centre)[far])


def test_smooth_labels_and_their_outside() -> None:
    volume = VOLUMES["oblique"]
    probability = np.full(volume.shape, 200, np.uint8)
    stack = cut_stack(volume, Cut(Direction.CORONAL))
    plane = stack.labels(probability, stack.count // 2, smooth=True)
    assert set(np.unique(plane)) == {0, 200}
    assert plane.dtype == np.uint8
    with pytest.raises(ValueError, match="grid"):
        stack.labels(probability[1:], 0)


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


def test_a_single_radiograph_and_colour_are_turned_too() -> None:
    film = Volume(
        np.arange(12, dtype=np.uint16).reshape(1, 3, 4),
        np.diag([1.0, 2.0, 0.5, 1.0]),
        spacing_kind=SpacingKind.DETECTOR,
    )
    stack = cut_stack(film, Cut(turn=Turn(1)))
    assert stack.count == 1
    assert stack.shape_px == (4, 3)
    assert stack.pixel_mm == (0.5, 2.0)
    assert not stack.are_places_known
    assert stack.is_source
    assert stack.step_mm == 1.0
    np.testing.assert_array_equal(stack.plane(0), np.rot90(film.voxels[0], -1))
    colour = replace(film, voxels=np.arange(36, dtype=np.uint8).reshape(1, 3, 4, 3))
    np.testing.assert_array_equal(cut_stack(colour, Cut(turn=Turn(0, True))).plane(0), colour.voxels[0][:, ::-1])


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


@pytest.mark.parametrize("name", VOLUMES)
def test_points_and_voxels_are_each_other(name: str) -> None:
    volume = VOLUMES[name]
    index = np.random.default_rng(0).uniform(0, np.array(volume.shape) - 1, (50, 3))
    if name == "wide gap":
        index[:, 0] = np.round(index[:, 0])
    np.testing.assert_allclose(to_index(volume, to_lps_mm(volume, index)), index, atol=1e-9)


def test_an_uneven_single_slice_has_a_place() -> None:
    grid = replace(GRID, shape=(1, 14, 16))
    film = ramp(grid, slice_positions_mm=(7.0,), geometry_fault="Slices are missing.", places_known=True)
    np.testing.assert_allclose(to_lps_mm(film, (1.0, 0.0, 0.0)), film.affine_lps[:3, 3] + (0.0, 0.0, 3.0))


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


def test_values_of_another_array_are_found_twice_as_quickly() -> None:
    volume = VOLUMES["oblique"]
    mask = volume.voxels > volume.voxels.mean()
    stack = cut_stack(volume, Cut(Direction.CORONAL))
    np.testing.assert_array_equal(stack.mask(mask, 4), stack.mask(mask, 4))
    assert stack.mask(~mask, 4).sum() + stack.mask(mask, 4).sum() <= stack.mask(mask, 4).size


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
