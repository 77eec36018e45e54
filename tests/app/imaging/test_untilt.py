"""Tilt taken back: values stay at their points of the patient, on phantoms linear in the point."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.errors import GeometryError, MemoryShort
from ai.phantom.ct import CtGrid
from ai.volume import Volume
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.imaging.untilt import is_tilted, tilt_degrees, untilted

GRADIENT = np.array([3.0, -5.0, 7.0])
GRID = CtGrid((5, 9, 7), (4.0, 0.8, 1.1), (10.0, -20.0, 30.0))


def places(volume: Volume) -> np.ndarray:
    """(slices, rows, columns, 3) true LPS mm of every voxel."""
    index = np.stack(np.meshgrid(*(range(length) for length in volume.shape), indexing="ij"), axis=-1)
    points = volume.to_lps_mm(index)
    if volume.slice_positions_mm is None:
        return points
    step = volume.affine_lps[:3, 0]
    normal = np.cross(volume.affine_lps[:3, 2], volume.affine_lps[:3, 1])
    normal *= np.sign(normal @ step) / np.linalg.norm(normal)
    along = np.abs(np.array(volume.slice_positions_mm) - volume.slice_positions_mm[0])
    offsets = np.outer(along, step / (step @ normal)) - np.outer(np.arange(len(along)), step)
    return points + offsets[:, None, None]


def ramp(grid: CtGrid = GRID, dtype: type = np.float64, **facts: object) -> Volume:
    volume = Volume(np.zeros(grid.shape), grid.affine_lps, unit="HU", modality="CT", **facts)
    values = places(volume) @ GRADIENT
    return replace(volume, voxels=np.round(values).astype(dtype) if np.dtype(dtype).kind == "i" else values)


def inside(result: Volume, source: Volume) -> np.ndarray:
    """Voxels of the result between the outermost centres of the slice they belong to."""
    back = source.to_index(places(result))
    if source.slice_positions_mm is not None:
        # The slices of both lie at the same places; only rows and columns count.
        shift = places(source)[:, 0, 0]
        edges = np.linalg.pinv(source.affine_lps[:3, 1:3])
        back = np.concatenate([back[..., :1], (places(result) - shift[:, None, None]) @ edges.T], axis=-1)
    limit = np.array(source.shape[1:]) - 1
    return ((back[..., 1:] >= -1e-9) & (back[..., 1:] <= limit + 1e-9)).all(axis=-1)


@settings(max_examples=60, deadline=None)
@given(
    degrees=st.floats(0.1, 40),
    sign=st.sampled_from([-1, 1]),
    turn=st.sampled_from([(0.0, 0.0, 0.0), (20.0, -15.0, 30.0), (90.0, 0.0, 0.0), (0.0, 180.0, 10.0)]),
    backwards=st.booleans(),
)
def test_every_value_stays_at_its_point(
    degrees: float, sign: int, turn: tuple[float, float, float], backwards: bool
) -> None:
    grid = GRID.tilted(sign * degrees).turned(turn)
    source = ramp(grid.reversed() if backwards else grid, geometry_fault="Tilted.", places_known=True)
    assert tilt_degrees(source.affine_lps) == pytest.approx(degrees)
    upright = untilted(source)
    steps = upright.affine_lps[:3, :3] / np.linalg.norm(upright.affine_lps[:3, :3], axis=0)
    np.testing.assert_allclose(steps.T @ steps, np.eye(3), atol=1e-9)
    known = inside(upright, source)
    # Nothing is cut: a part of a pixel at most is lost at each side of a slice.
    assert (known.sum(axis=(1, 2)) >= (source.shape[1] - 1) * (source.shape[2] - 1)).all()
    np.testing.assert_allclose(upright.voxels[known], (places(upright) @ GRADIENT)[known], atol=1e-9)
    np.testing.assert_allclose(upright.spacing_mm[1:], source.spacing_mm[1:])
    assert upright.spacing_mm[0] == pytest.approx(4.0)
    assert upright.geometry_fault == ""
    assert (upright.unit, upright.source_id) == ("HU", source.source_id)


def test_what_the_slices_leave_is_padding_or_the_smallest_value() -> None:
    source = ramp(GRID.tilted(30))
    upright = untilted(source)
    assert upright.shape[1] > source.shape[1]
    assert upright.shape[2] == source.shape[2]
    far = ~inside(upright, source)
    assert (upright.voxels[far] == source.voxels.min()).any()
    padded = untilted(source, padding=(-1500.0, -1500.0))
    assert (padded.voxels[far] == -1500).any()
    np.testing.assert_array_equal(padded.voxels[~far], upright.voxels[~far])
    # The first slice keeps its very values.
    top = int(np.flatnonzero((padded.voxels[0] != -1500).all(axis=1))[0])
    np.testing.assert_array_equal(padded.voxels[0, top : top + 9], source.voxels[0])


@pytest.mark.parametrize("degrees", [18.5, -18.5])
def test_uneven_slices_stay_at_their_places(degrees: float) -> None:
    fault = "The distance between slices varies from 1.0 to 8.0 mm."
    source = ramp(
        GRID.tilted(degrees),
        slice_positions_mm=(3.0, 7.0, 8.0, 16.0, 20.0),
        geometry_fault=fault,
        places_known=True,
    )
    upright = untilted(source)
    known = inside(upright, source)
    assert known.sum() > 200
    np.testing.assert_allclose(upright.voxels[known], (places(upright) @ GRADIENT)[known], atol=1e-9)
    assert (upright.geometry_fault, upright.slice_positions_mm) == (fault, source.slice_positions_mm)


@pytest.mark.parametrize("dtype", [np.int16, np.uint8, np.int32, np.float32, np.bool_])
def test_the_dtype_stays_and_whole_values_are_rounded(dtype: type) -> None:
    tilted = ramp(GRID.tilted(10))
    values = np.random.default_rng(0).integers(0, 2 if dtype == np.bool_ else 200, tilted.shape).astype(dtype)
    upright = untilted(replace(tilted, voxels=values))
    exact = untilted(replace(tilted, voxels=values.astype(np.float64)))
    assert upright.voxels.dtype == dtype
    expected = exact.voxels >= 0.5 if dtype == np.bool_ else exact.voxels
    assert np.abs(upright.voxels.astype(float) - expected).max() <= (0.5 if np.dtype(dtype).kind in "iu" else 1e-4)


def test_an_upright_volume_is_left_alone() -> None:
    volume = ramp()
    assert untilted(volume) is volume
    assert not is_tilted(volume.affine_lps)


def test_what_cannot_be_corrected_is_refused() -> None:
    shifted = replace(ramp(GRID.tilted(10)), geometry_fault="The slices are shifted sideways against each other.")
    with pytest.raises(GeometryError, match="shifted sideways"):
        untilted(shifted)
    colour = Volume(np.zeros((5, 9, 7, 3), np.uint8), GRID.tilted(10).affine_lps)
    with pytest.raises(GeometryError, match="colour"):
        untilted(colour)
    with pytest.raises(GeometryError, match="cannot be right"):
        untilted(ramp(GRID.tilted(89)))
    with pytest.raises(MemoryShort, match="tilt needs"):
        untilted(ramp(GRID.tilted(10)), may_use_bytes=100)


def test_progress_is_told_for_every_slice() -> None:
    told: list[float] = []

    def progress(fraction: float, message: str) -> None:
        told.append(fraction)

    untilted(ramp(GRID.tilted(10)), progress=progress)
    assert told == [0, 0.2, 0.4, 0.6, 0.8]


@pytest.mark.realdata
def test_a_real_head_of_a_tilted_gantry(shared_data: Path) -> None:
    (series,) = series_of(scan([shared_data / "dicom" / "ct_head_ge"]))
    opened = load_series(series)
    source = opened.volume
    assert tilt_degrees(source.affine_lps) == pytest.approx(18.5, abs=0.01)
    upright = untilted(source, padding=opened.presentation.padding)
    assert not is_tilted(upright.affine_lps)
    assert upright.slice_positions_mm == source.slice_positions_mm
    assert upright.geometry_fault == source.geometry_fault
    # The soft tissue of every slice has its centre where it was: the nose has not come off.
    for index in (0, 13, 27):
        centres = []
        for volume in (source, upright):
            head = (volume.voxels[index] > -200) & (volume.voxels[index] < 200)
            centres.append(places(volume)[index][head].mean(axis=0))
        np.testing.assert_allclose(centres[0], centres[1], atol=0.05)
