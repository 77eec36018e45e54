"""Planes at any angle, against phantoms linear in the point of the patient, SimpleITK and scipy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import SimpleITK
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates

from ai.errors import GeometryError
from ai.itk_image import to_itk
from ai.phantom.ct import CtGrid
from ai.volume import Volume
from app.imaging.plane_frame import PlaneFrame
from app.imaging.plane_sampler import Interpolation
from app.imaging.reslice import reslice
from app.imaging.slice_places import slice_places
from tests.app.imaging.linear_scan import GRADIENT, pixel_points

GRID = CtGrid((12, 20, 24), (3.0, 0.8, 1.1), (10.0, -20.0, 30.0))
FILL = -4321.0


def true_points(volume: Volume) -> np.ndarray:
    places = slice_places(volume, "A test")
    index = np.stack(np.meshgrid(*(range(length) for length in volume.shape), indexing="ij"), axis=-1)
    per_mm = places.normal_lps + places.drift_lps
    in_plane = index[..., 1:] @ volume.affine_lps[:3, 1:3].T
    return places.origin_lps_mm + in_plane + (places.along_mm[:, None] * per_mm)[:, None, None]


def ramp(grid: CtGrid = GRID, **facts: object) -> Volume:
    volume = Volume(np.zeros(grid.shape), grid.affine_lps, **facts)
    return replace(volume, voxels=true_points(volume) @ GRADIENT)


def frame_through(
    volume: Volume, turn: tuple[float, float, float], size: int = 40, pixel_mm: float = 0.7
) -> PlaneFrame:
    """A square plane around the middle of the volume, turned about the axes of the patient."""
    turned = CtGrid((1, 1, 1), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)).turned(turn)
    right, down = np.array(turned.row_direction), np.array(turned.column_direction)
    centre = true_points(volume).reshape(-1, 3).mean(axis=0)
    origin = centre - (right + down) * pixel_mm * (size - 1) / 2
    return PlaneFrame(tuple(origin), tuple(right), tuple(down), (pixel_mm, pixel_mm), (size, size))


turns = st.tuples(*[st.floats(-180, 180)] * 3)
grids = st.sampled_from(
    [GRID, GRID.reversed(), GRID.turned((20, -15, 30)), GRID.tilted(18.5), GRID.tilted(-25).turned((90, 0, 10))]
)


@settings(max_examples=60, deadline=None)
@given(grid=grids, turn=turns)
def test_a_linear_value_is_itself_on_every_plane(grid: CtGrid, turn: tuple[float, float, float]) -> None:
    source = ramp(grid)
    frame = frame_through(source, turn)
    points = pixel_points(frame)
    back = source.to_index(points)
    limit = np.array(source.shape) - 1
    inside = ((back >= 0) & (back <= limit)).all(axis=-1)
    far = ((back < -0.501) | (back > limit + 0.501)).any(axis=-1)
    shown = reslice(source, frame, fill=FILL)
    assert inside.any()
    np.testing.assert_allclose(shown[inside], (points @ GRADIENT)[inside], atol=1e-4)
    assert (shown[far] == FILL).all()
    assert (shown[~far & ~inside] != FILL).any() or not (~far & ~inside).any()


@settings(max_examples=40, deadline=None)
@given(
    grid=grids,
    turn=turns,
    steps=st.lists(st.sampled_from([1.0, 2.0, 2.5, 3.0, 4.0]), min_size=11, max_size=11),
)
def test_uneven_slices_stand_where_they_are(grid: CtGrid, turn: tuple[float, float, float], steps: list[float]) -> None:
    along = tuple(np.concatenate([[5.0], 5.0 + np.cumsum(steps)]).tolist())
    source = ramp(grid, slice_positions_mm=along, geometry_fault="Uneven.", places_known=True)
    frame = frame_through(source, turn)
    points = pixel_points(frame)
    places = slice_places(source, "A test")
    height = (points - places.origin_lps_mm) @ places.normal_lps
    straight = points - places.origin_lps_mm - height[..., None] * (places.normal_lps + places.drift_lps)
    in_plane = straight @ np.linalg.pinv(source.affine_lps[:3, 1:3]).T
    limit = np.array(source.shape[1:]) - 1
    inside = ((in_plane >= 0) & (in_plane <= limit)).all(axis=-1) & (height >= 0) & (height <= places.along_mm[-1])
    shown = reslice(source, frame, fill=FILL)
    assert inside.any()
    np.testing.assert_allclose(shown[inside], (points @ GRADIENT)[inside], atol=1e-3)


def test_nothing_is_made_up_in_a_wide_gap() -> None:
    along = (0.0, 3.0, 6.0, 9.0, 39.0, 42.0, 48.0, 51.0, 54.0, 57.0, 60.0, 63.0)
    source = ramp(slice_positions_mm=along, geometry_fault="Slices are missing.", places_known=True)
    x, y, z = GRID.origin_lps_mm
    # A sagittal plane with a pixel every mm from below the first slice.
    frame = PlaneFrame((x + 5, y, z - 3), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.8), (70, 20))
    shown = reslice(source, frame, fill=FILL)
    known = (shown != FILL).all(axis=1)
    heights = np.arange(70) - 3.0
    # Half a step around every slice; between neighbours up to two steps apart (one slice missing) everything.
    expected = ((heights >= -1.5) & (heights <= 10.5)) | ((heights >= 37.5) & (heights <= 64.5))
    np.testing.assert_array_equal(known, expected)
    assert (known == (shown != FILL).any(axis=1)).all()
    np.testing.assert_allclose(shown[3 + 45], (pixel_points(frame) @ GRADIENT)[3 + 45], atol=1e-3)
    np.testing.assert_allclose(shown[3 + 10], shown[3 + 9])


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.int32, np.float32, np.float64])
@pytest.mark.parametrize("grid", [GRID.turned((20, -15, 30)), GRID.tilted(18.5), GRID.reversed()])
def test_equal_to_itk(grid: CtGrid, dtype: type) -> None:
    values = np.random.default_rng(1).integers(0, 250, grid.shape).astype(dtype)
    source = Volume(values, grid.affine_lps)
    frame = frame_through(source, (35, 20, -10), size=60)
    peers = {}
    for name, how in (("linear", SimpleITK.sitkLinear), ("nearest", SimpleITK.sitkNearestNeighbor)):
        direction = np.stack([frame.right_lps, frame.down_lps, frame.normal_lps], axis=1).ravel().tolist()
        image = to_itk(values.astype(np.float64), grid.affine_lps)
        spacing = [frame.pixel_mm[1], frame.pixel_mm[0], 1.0]
        size = [frame.shape_px[1], frame.shape_px[0], 1]
        peer = SimpleITK.Resample(
            image, size, SimpleITK.Transform(), how, list(frame.origin_lps_mm), spacing, direction, -1.0
        )
        peers[name] = SimpleITK.GetArrayFromImage(peer)[0]
    outside = peers["linear"] == -1
    assert 0.1 < outside.mean() < 0.9
    expected = np.where(outside, 7, peers["linear"])
    shown = reslice(source, frame, fill=7)
    assert shown.dtype == dtype
    rounding = 0.5 if np.dtype(dtype).kind in "iu" else 0
    np.testing.assert_allclose(shown, expected, atol=rounding + 1e-2)
    nearest = reslice(source, frame, fill=7, interpolation=Interpolation.NEAREST)
    # A place just between two voxels may go to either.
    assert (nearest != np.where(outside, 7, peers["nearest"])).mean() < 0.002
    assert np.isin(nearest, [*np.unique(values), 7]).all()


def test_equal_to_scipy() -> None:
    values = np.random.default_rng(1).normal(0, 100, GRID.shape).astype(np.float32)
    source = Volume(values, GRID.turned((20, -15, 30)).affine_lps)
    frame = frame_through(source, (35, 20, -10), size=60)
    places = np.moveaxis(source.to_index(pixel_points(frame)), -1, 0)
    inside = ((places >= 0) & (places <= np.array(source.shape)[:, None, None] - 1)).all(axis=0)
    peer = map_coordinates(values.astype(np.float64), places, order=1)
    np.testing.assert_allclose(reslice(source, frame, fill=0)[inside], peer[inside], atol=1e-3)


def test_a_slice_of_the_grid_is_itself() -> None:
    source = Volume(np.random.default_rng(0).integers(-9, 9, GRID.shape).astype(np.int16), GRID.affine_lps)
    x, y, z = GRID.origin_lps_mm
    for index in (0, 5, 11):
        frame = PlaneFrame((x, y, z + 3.0 * index), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.8, 1.1), (20, 24))
        np.testing.assert_array_equal(reslice(source, frame, fill=FILL), source.voxels[index])


def test_a_single_slice_reaches_half_its_thickness() -> None:
    source = Volume(np.arange(6.0).reshape(1, 2, 3), CtGrid((1, 2, 3), (4.0, 1.0, 1.0), (0.0, 0.0, 0.0)).affine_lps)
    for height, known in ((0.0, True), (1.9, True), (-1.9, True), (2.1, False)):
        frame = PlaneFrame((0.0, 0.0, height), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (2, 3))
        expected = source.voxels[0] if known else np.full((2, 3), FILL)
        np.testing.assert_allclose(reslice(source, frame, fill=FILL), expected, rtol=1e-6)


def test_a_turned_view_of_the_voxels_is_the_same() -> None:
    source = Volume(np.random.default_rng(0).normal(size=GRID.shape), GRID.affine_lps)
    affine = GRID.affine_lps[:, [2, 0, 1, 3]]
    turned = Volume(source.voxels.transpose(2, 0, 1), affine)
    frame = frame_through(source, (35, 20, -10))
    np.testing.assert_allclose(reslice(turned, frame, fill=0), reslice(source, frame, fill=0), atol=1e-5)


def test_what_is_no_number_stays_beside_itself() -> None:
    values = np.ones(GRID.shape, np.float32)
    values[5, 10, 12] = np.nan
    source = Volume(values, GRID.affine_lps)
    shown = reslice(source, frame_through(source, (35, 20, -10)), fill=1)
    assert 0 < np.isnan(shown).sum() < 100
    assert (shown[~np.isnan(shown)] == 1).all()


def test_a_plane_beside_the_volume_is_empty() -> None:
    frame = PlaneFrame((500.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 1.0), (5, 6))
    np.testing.assert_array_equal(reslice(ramp(), frame, fill=FILL), np.full((5, 6), FILL))


def test_unknown_places_and_colour_are_refused() -> None:
    frame = frame_through(ramp(), (0, 0, 0))
    with pytest.raises(GeometryError, match="shifted sideways"):
        reslice(ramp(geometry_fault="The slices are shifted sideways."), frame, fill=0)
    colour = Volume(np.zeros((*GRID.shape, 3), np.uint8), GRID.affine_lps)
    with pytest.raises(GeometryError, match="colour"):
        reslice(colour, frame, fill=0)
    backwards = ramp(slice_positions_mm=tuple(float(at) for at in range(12)))
    twice = replace(backwards, slice_positions_mm=(0.0, *(float(at) for at in range(11))))
    with pytest.raises(GeometryError, match="order of their places"):
        reslice(twice, frame, fill=0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"right_lps": (2.0, 0.0, 0.0)},
        {"right_lps": (0.0, 1.0, 0.0)},
        {"origin_lps_mm": (np.nan, 0.0, 0.0)},
        {"pixel_mm": (1.0, 0.0)},
        {"pixel_mm": (np.inf, 1.0)},
        {"shape_px": (0, 5)},
        {"shape_px": (5, 1_000_000)},
    ],
)
def test_a_plane_checks_itself(wrong: dict[str, object]) -> None:
    frame = PlaneFrame((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (5, 6))
    with pytest.raises(ValueError, match=r"plane"):
        replace(frame, **wrong)


def test_a_plane_of_many_blocks_has_no_seams() -> None:
    source = ramp()
    x, y, z = GRID.origin_lps_mm
    frame = PlaneFrame((x, y, z + 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.02, 0.02), (701, 1103))
    expected = pixel_points(frame) @ GRADIENT
    np.testing.assert_allclose(reslice(source, frame, fill=FILL), expected, atol=1e-4)


def test_more_voxels_than_32_bits_count() -> None:
    # Memory that is never written to is not taken.
    voxels = np.zeros((2049, 1024, 1024), np.uint8)
    voxels[2048, 1000:1010, 1000:1010] = 200
    affine = np.eye(4)[:, [2, 1, 0, 3]]
    frame = PlaneFrame((998.0, 998.0, 2048.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (14, 14))
    expected = np.zeros((14, 14), np.uint8)
    expected[2:12, 2:12] = 200
    np.testing.assert_array_equal(reslice(Volume(voxels, affine), frame, fill=9), expected)


@pytest.mark.parametrize("dtype", [np.bool_, np.float16])
def test_rare_dtypes_stay(dtype: type) -> None:
    values = (np.random.default_rng(1).random(GRID.shape) > 0.5).astype(dtype)
    source, exact = Volume(values, GRID.affine_lps), Volume(values.astype(float), GRID.affine_lps)
    frame = frame_through(source, (35, 20, -10))
    shown, expected = reslice(source, frame, fill=0), reslice(exact, frame, fill=0)
    assert shown.dtype == dtype
    np.testing.assert_allclose(shown.astype(float), expected >= 0.5 if dtype == np.bool_ else expected, atol=1e-3)


def test_a_single_slice_with_a_place_of_its_own() -> None:
    source = Volume(np.ones((1, 4, 5)), np.diag([1.0, 1, 1, 1])[:, [2, 1, 0, 3]], slice_positions_mm=(7.0,))
    for height, value in ((0.0, 1), (0.4, 1), (0.6, FILL)):
        frame = PlaneFrame((0.0, 0.0, height), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (4, 5))
        np.testing.assert_allclose(reslice(source, frame, fill=FILL), np.full((4, 5), value))
