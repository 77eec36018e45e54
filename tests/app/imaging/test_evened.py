"""Uneven slices at even steps: true values at true places, said in words, nothing made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.errors import GeometryError, MemoryShort
from ai.phantom.ct import CtGrid
from ai.volume import Volume
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.imaging.evened import evened
from app.imaging.slice_places import slice_places
from app.imaging.untilt import untilted

GRADIENT = np.array([3.0, -5.0, 7.0])
FACTS = {"geometry_fault": "The distance between slices varies.", "places_known": True}


def ramp(along: tuple[float, ...], degrees: float = 0.0, turn: tuple[float, float, float] = (0, 0, 0)) -> Volume:
    grid = CtGrid((len(along), 6, 7), (2.0, 0.8, 1.1), (10.0, -20.0, 30.0)).tilted(degrees).turned(turn)
    volume = Volume(np.zeros(grid.shape), grid.affine_lps, slice_positions_mm=along, **FACTS)
    places = slice_places(volume, "A test")
    index = np.stack(np.meshgrid(*(range(length) for length in volume.shape), indexing="ij"), axis=-1)
    points = places.origin_lps_mm + index[..., 1:] @ volume.affine_lps[:3, 1:3].T
    points = points + (places.along_mm[:, None] * (places.normal_lps + places.drift_lps))[:, None, None]
    return replace(volume, voxels=points @ GRADIENT)


def truth(volume: Volume) -> np.ndarray:
    index = np.stack(np.meshgrid(*(range(length) for length in volume.shape), indexing="ij"), axis=-1)
    return volume.to_lps_mm(index) @ GRADIENT


@pytest.mark.parametrize("degrees", [0.0, 18.5, -10.0])
@pytest.mark.parametrize("turn", [(0.0, 0.0, 0.0), (20.0, -15.0, 30.0)])
def test_values_stay_at_their_places(degrees: float, turn: tuple[float, float, float]) -> None:
    source = ramp((7.0, 9.0, 10.0, 13.5, 15.5, 17.0), degrees, turn)
    done = evened(source)
    assert done.volume.shape == (6, 6, 7)
    np.testing.assert_allclose(done.volume.voxels, truth(done.volume), atol=1e-9)
    assert done.volume.slice_positions_mm is None
    assert done.volume.geometry_fault == (
        ""
        if not degrees
        else f"The gantry was tilted by {abs(degrees)}°, so the slices are sheared against each other."
    )
    np.testing.assert_array_equal(done.volume.voxels[0], source.voxels[0])
    np.testing.assert_array_equal(done.volume.voxels[-1], source.voxels[-1])
    assert done.words == (
        "6 uneven slices were resampled to 6 at even steps of 2.00 mm. "
        "In 1 place neighbours lie up to 3.5 mm apart: what is between them was interpolated, no image was taken there."
    )


def test_a_missing_slice_is_filled_in_and_said() -> None:
    source = ramp((0.0, 2.0, 4.0, 8.0, 10.0, 14.0))
    random = np.random.default_rng(0).integers(-999, 999, source.shape).astype(np.int16)
    done = evened(replace(source, voxels=random))
    assert done.volume.voxels.dtype == np.int16
    np.testing.assert_array_equal(done.volume.voxels[[0, 1, 2, 4, 5, 7]], random)
    np.testing.assert_allclose(done.volume.voxels[3], (random[2].astype(float) + random[3]) / 2, atol=0.5)
    assert "In 2 places neighbours lie up to 4.0 mm apart" in done.words


def test_a_wide_gap_is_refused() -> None:
    with pytest.raises(GeometryError) as caught:
        evened(ramp((0.0, 2.0, 4.0, 10.0, 12.0)))
    assert caught.value.message == (
        "Bringing the slices to even steps would make slices up: 6.0 mm after slice 3 are without any, "
        "more than 2 usual steps of 2.0 mm."
    )


def test_an_even_volume_is_left_alone() -> None:
    volume = Volume(np.zeros((3, 4, 5)), np.eye(4))
    done = evened(volume)
    assert done.volume is volume
    assert done.words == ""


def test_what_cannot_be_evened_is_refused() -> None:
    with pytest.raises(GeometryError, match="varies"):
        evened(replace(ramp((0.0, 2.0, 3.0)), places_known=False))
    with pytest.raises(MemoryShort, match="even steps needs"):
        evened(ramp((0.0, 2.0, 3.0)), may_use_bytes=100)
    with pytest.raises(GeometryError, match="colour"):
        evened(Volume(np.zeros((3, 4, 5, 3), np.uint8), np.eye(4)))


@pytest.mark.realdata
def test_a_real_head_tilted_and_uneven(shared_data: Path) -> None:
    (series,) = series_of(scan([shared_data / "dicom" / "ct_head_ge"]))
    opened = load_series(series)
    done = evened(untilted(opened.volume, padding=opened.presentation.padding))
    done.volume.require_uniform("A test")
    first, last = opened.volume.slice_positions_mm[0], opened.volume.slice_positions_mm[-1]
    assert done.volume.spacing_mm[0] * (done.volume.shape[0] - 1) == pytest.approx(last - first)
    assert "28 uneven slices were resampled to 38 at even steps of 3.89 mm" in done.words
