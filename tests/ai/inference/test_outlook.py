from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from ai.errors import InputMismatch
from ai.inference.forecast import FLOATS_PER_VOXEL
from ai.inference.outlook import Work, in_words, network_shape, work_of
from ai.inference.tiling import tile
from ai.library.card import CHEST_ANATOMY, DETECTION, MULTI_LABEL, Architecture, InputSpec
from ai.library.grid_spec import FITS, GridSpec
from ai.prepare.grid import plan
from ai.volume import Volume
from tests.ai.inference.bands import MakeCard

SIDES = st.integers(1, 40)


def untouchable(shape: tuple[int, int, int], spacing_mm: tuple[float, float, float]) -> Volume:
    """Scan of which nothing but the grid is there: every voxel lies in the same place of memory."""
    affine = np.eye(4)
    affine[:3, :3] = np.diag(spacing_mm)[:, ::-1]
    return Volume(np.broadcast_to(np.int16(0), shape), affine, unit="HU", modality="CT", body_part="CHEST")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    shape=st.tuples(SIDES, SIDES, SIDES),
    spacing_mm=st.tuples(*[st.sampled_from([0.5, 0.7, 1.0, 2.5])] * 3),
    wanted_mm=st.tuples(*[st.sampled_from([0.0, 0.8, 1.5])] * 3),
    orientation=st.sampled_from(["", "SPL", "RSA", "ILP"]),
    dimensions=st.sampled_from([2, 3]),
    fit=st.sampled_from(FITS),
    centres=st.sampled_from(["half-pixel", "first-voxel"]),
    patch=st.booleans(),
    multiple_of=st.sampled_from([1, 8]),
)
def test_the_grid_is_that_of_the_run(
    shape: tuple[int, int, int],
    spacing_mm: tuple[float, float, float],
    wanted_mm: tuple[float, float, float],
    orientation: str,
    dimensions: int,
    fit: str,
    centres: str,
    patch: bool,
    multiple_of: int,
) -> None:
    spec = GridSpec(
        dimensions=dimensions,
        orientation=orientation,
        spacing_mm=wanted_mm,
        fit=fit,
        size=() if fit == "free" else (20, 24, 28)[-dimensions:],
        patch=(16, 16, 20)[-dimensions:] if patch else (),
        centres=centres,
        multiple_of=multiple_of,
    )
    volume = untouchable(shape, spacing_mm)
    try:
        way = plan(volume, spec)
    except InputMismatch:  # nothing would be left of so long a scan: no model runs there
        reject()
    assert network_shape(shape, volume, spec) == way.shape


def test_work_of_windows(make_card: MakeCard) -> None:
    """Softmax over background and two labels on the grid of the scan: sums of one window's depth, no resampling."""
    grid = GridSpec(orientation="SPL", patch=(16, 16, 16), overlap=0.25)
    volume = untouchable((24, 40, 36), (2.5, 0.8, 0.8))
    work = work_of(make_card(grid), volume)
    tiling = tile((24, 40, 36), grid)
    assert work.pieces == tiling.count == 2 * 3 * 3
    window, voxels = 16**3, 24 * 40 * 36
    network = window * FLOATS_PER_VOXEL * 4 + 2 * 4 * 3 * window
    assert work.needed_bytes == network + 4 * voxels + (3 * 4 + 8) * tiling.held + 3 * voxels + 3 * voxels


def test_a_resampled_scan_keeps_the_outputs_of_all_labels(make_card: MakeCard) -> None:
    volume = untouchable((24, 40, 36), (1.0, 1.0, 1.0))
    grid = GridSpec(spacing_mm=(0.5, 0.5, 0.5), patch=(16, 16, 16))
    few, many = (work_of(make_card(grid, tuple(f"part{k}" for k in range(count))), volume) for count in (2, 50))
    assert few.pieces == many.pieces
    assert many.needed_bytes > few.needed_bytes + 2 * 48 * 8 * 24 * 40 * 36


def test_a_film_is_one_piece(make_card: MakeCard) -> None:
    card = make_card(GridSpec(), task=CHEST_ANATOMY)
    card = replace(card, input=InputSpec(("CR",), (), (), (256, 256), (0, 100), 1))
    work = work_of(card, untouchable((1, 2000, 2500), (1, 0.2, 0.2)))
    assert work.pieces == 1
    assert work.needed_bytes > 256 * 256 * FLOATS_PER_VOXEL * 4 + 3 * 2 * 2000 * 2500


@pytest.mark.parametrize("task", [MULTI_LABEL, DETECTION])
def test_classes_and_boxes_have_no_maps(make_card: MakeCard, task: str) -> None:
    grid = GridSpec(patch=(16, 16, 16))
    volume = untouchable((24, 40, 36), (1, 1, 1))
    few, many = (work_of(make_card(grid, tuple(f"c{k}" for k in range(count)), task=task), volume) for count in (1, 80))
    assert few == many


def test_a_model_of_one_picture_reads_one_slice(make_card: MakeCard) -> None:
    grid = GridSpec(dimensions=2, fit="resize", size=(64, 64))
    card = make_card(grid, task=MULTI_LABEL)
    assert work_of(card, untouchable((30, 40, 36), (1, 1, 1))) == work_of(card, untouchable((1, 40, 36), (1, 1, 1)))
    of_every_slice = work_of(make_card(grid), untouchable((30, 40, 36), (1, 1, 1)))
    assert of_every_slice.pieces == 30


def test_fixed_rules_take_as_long_as_the_scan_is_large(make_card: MakeCard) -> None:
    card = make_card(GridSpec(), architecture=Architecture("chest-ct-rules", ()), members=())
    assert work_of(card, untouchable((100, 500, 400), (1, 1, 1))) == Work(20, 160_000_000)


def test_words() -> None:
    assert in_words(Work(3, 1_240_000_000), 3.2) == "About 4 s · 1.2 GB of memory"
    assert in_words(Work(3, 1), 200) == "About 4 min · 0.1 GB of memory"
    assert in_words(Work(3, 2_000_000_000), 0) == "The first run tells how long · 2.0 GB of memory"


def test_a_single_picture_without_directions_stays_as_stored() -> None:
    volume = replace(untouchable((1, 40, 30), (1, 1, 1)), axes_known=False)
    spec = GridSpec(dimensions=2, orientation="SRA", multiple_of=16)
    assert network_shape(volume.shape, volume, spec) == plan(volume, spec).shape == (1, 48, 32)
