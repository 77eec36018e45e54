"""The way back: everything returns to the voxel that it came from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ai.errors import InputMismatch
from ai.library.grid_spec import CENTRES, FITS, GridSpec
from ai.prepare.grid import plan, prepare, to_network
from ai.volume import Volume
from tests.ai.prepare.conftest import GRIDS, affine_of

CPU = torch.device("cpu")
MakeScan = Callable[..., Volume]
ORIENTATIONS = ("", "SPL", "SAR", "RSA", "ILP", "AIR")


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_without_resampling_everything_comes_back_bit_for_bit(scan: MakeScan, grid: str, orientation: str) -> None:
    volume = scan(grid)
    found = prepare(volume, GridSpec(orientation=orientation, multiple_of=8), device=CPU)
    assert np.array_equal(found.way.to_source(found.tensor)[0].numpy(), volume.voxels.astype(np.float32))
    assert found.way.seen == ((0, 13), (0, 22), (0, 19))


EXACT = tuple(each for each in CENTRES if each != "half-pixel-smooth")
"""Where a cell holds what lies at its place, and nothing beside it."""


@st.composite
def specs(draw: st.DrawFn) -> GridSpec:
    dimensions = draw(st.sampled_from([2, 3]))
    fit = draw(st.sampled_from(FITS))
    side = st.integers(6, 40)
    return GridSpec(
        dimensions=dimensions,
        orientation=draw(st.sampled_from(ORIENTATIONS)),
        spacing_mm=draw(st.sampled_from([(0, 0, 0), (1.5, 1.5, 1.5), (0, 0.6, 1.1), (3.0, 0.9, 2.0)])),
        centres=draw(st.sampled_from(EXACT)),
        fit=fit,
        size=() if fit == "free" else draw(st.tuples(*[side] * dimensions)),
        multiple_of=draw(st.sampled_from([1, 8])),
    )


@settings(max_examples=150, deadline=None)
@given(
    spec=specs(),
    grid=st.sampled_from(GRIDS),
    shape=st.tuples(st.integers(1, 20), st.integers(6, 30), st.integers(6, 30)),
)
def test_index_ramps_come_back_to_their_voxels(spec: GridSpec, grid: str, shape: tuple[int, int, int]) -> None:
    """Exactly, but within a cell of the edge, where the last value goes on."""
    volume = Volume(np.zeros(shape, np.uint8), affine_of(grid))
    try:
        way = plan(volume, spec)
    except InputMismatch:
        assume(False)
    assert all(0 <= first < stop <= size for (first, stop), size in zip(way.seen, shape, strict=True))
    cells, cell = [np.zeros(0)] * 3, [0.0] * 3
    for number, axis in enumerate(way.axes):
        centres = np.zeros((way.shown[number][1] - way.shown[number][0], 3))
        centres[:, number] = np.arange(*way.shown[number])
        cells[axis], cell[axis] = way.to_source_points(centres)[:, axis], max(1, way.cell[number])
    for axis in range(3):
        ramp = np.arange(shape[axis], dtype=np.float32).reshape([-1 if each == axis else 1 for each in range(3)])
        whole = np.broadcast_to(ramp, shape)
        back = way.to_source(to_network(whole, way, device=CPU, fill=np.nan), outside=-1).numpy()
        inside = tuple(slice(*span) for span in way.seen)
        if np.isnan(back).any():  # padding that was resized into the outer cells
            assert spec.fit == "pad"
            continue
        order = np.argsort(cells[axis])
        first, stop = way.seen[axis]
        # What cells beyond the outer voxels hold: these go on, or what is cut off behind the resampling.
        held = (cells[axis], np.clip(cells[axis], first, stop - 1))
        known = np.sort([np.interp(whole[inside], cells[axis][order], each[order]) for each in held], axis=0)
        stray = np.maximum(known[0] - back[inside], back[inside] - known[1])
        if any(spec.spacing_mm) and spec.size and spec.fit != "centre":
            # Twice interpolated: near the edge the last value went on twice.
            edge = 1 + max(cell[axis], max(spec.spacing_mm) / volume.spacing_mm[axis])
            stray = stray[(whole[inside] > first + edge) & (whole[inside] < stop - 1 - edge)]
        assert stray.max(initial=0) < 1e-3 * max(shape)
        inner = (cells[axis].min() <= whole[inside]) & (whole[inside] <= cells[axis].max())
        near = (whole[inside] < first + cell[axis]) | (whole[inside] > stop - 1 - cell[axis])
        assert np.abs(known - whole[inside])[:, inner & ~near].max(initial=0) < 1e-3
        outside = np.ones(shape, bool)
        outside[inside] = False
        assert (back[outside] == -1).all()


@settings(max_examples=60, deadline=None)
@given(spec=specs(), grid=st.sampled_from(GRIDS), points=st.lists(st.tuples(*[st.floats(-5, 40)] * 3), min_size=1))
def test_points_go_there_and_back(spec: GridSpec, grid: str, points: list[tuple[float, float, float]]) -> None:
    way = plan(Volume(np.zeros((13, 22, 19), np.uint8), affine_of(grid)), spec)
    assert way.to_network_points(way.to_source_points(points)) == pytest.approx(np.array(points), abs=1e-6)


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("centres", CENTRES)
def test_cells_of_the_network_hold_what_lies_at_their_place(scan: MakeScan, grid: str, centres: str) -> None:
    """The affine that places boxes is the one that voxels were resampled with."""
    volume = scan(grid)
    field = volume.to_lps_mm(np.moveaxis(np.indices(volume.shape), 0, -1)) @ np.array([1.0, 2.0, 4.0])
    way = plan(volume, GridSpec(orientation="SAR", spacing_mm=(3.0, 0.9, 1.1), centres=centres, multiple_of=8))
    found = to_network(field, way, device=CPU)
    middle = tuple(size // 2 for size in way.shape)
    place = volume.to_lps_mm(way.to_source_points(middle))
    # A triangle whose width is no whole number of voxels is off by hundredths of a cell.
    accuracy = 1e-2 if centres in EXACT else 0.05 * 3.0 * 4.6
    assert float(found[middle]) == pytest.approx(place @ np.array([1.0, 2.0, 4.0]), abs=accuracy)


def test_boxes_keep_their_edges(scan: MakeScan) -> None:
    """A box of whole cells covers whole voxels, also along axes that run the other way."""
    way = plan(scan("mirrored"), GridSpec(orientation="SPL", fit="resize", size=(13, 11, 38)))
    low, high = way.to_source_box([1.5, 1.5, 3.5], [2.5, 3.5, 7.5])
    assert low == pytest.approx([1.5, 21.5 - 8, 18.5 - 4])
    assert high == pytest.approx([2.5, 21.5 - 4, 18.5 - 2])


def test_channels_and_single_pictures_come_back_alike(scan: MakeScan) -> None:
    found = prepare(scan(), GridSpec(spacing_mm=(1, 1, 1)), device=CPU)
    outputs = torch.rand(3, *found.way.shape)
    back = found.way.to_source(outputs)
    assert back.shape == (3, 13, 22, 19)
    assert torch.equal(back[1], found.way.to_source(outputs[1]))
    with pytest.raises(ValueError, match="the network's is"):
        found.way.to_source(outputs[:, 1:])


def test_what_the_network_did_not_see_is_said(scan: MakeScan) -> None:
    way = plan(scan("mirrored"), GridSpec(orientation="SPL", fit="centre", size=(13, 10, 10)))
    assert way.seen == ((0, 13), (6, 16), (5, 15))
    back = way.to_source(torch.ones(way.shape), outside=0).numpy()
    assert back.sum() == 13 * 10 * 10
    assert way.cell == (1, 1, 1)
