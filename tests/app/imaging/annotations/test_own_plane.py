"""The values a region is measured on: those of its plane as shown, without padding and without what is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.phantom.ct import CtGrid
from app.imaging.annotations.annotation import Kind
from app.imaging.annotations.edit import moved
from app.imaging.annotations.measuring import NO_VALUES, measure, region_histogram
from app.imaging.annotations.own_plane import is_ready, own_plane
from app.imaging.annotations.region import region_pixels
from app.imaging.annotations.statistics import region_statistics
from app.imaging.cut import Cut, Direction, MprAxes, Slab
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn
from app.imaging.slab import Projection
from app.imaging.slice_places import slice_places

OBLIQUE = MprAxes().turned((0.6, 0.0, 0.8), 33.0, (20.0, -8.0, 40.0))

CUTS = {
    "source": Cut(),
    "source turned": Cut(turn=Turn(1, mirrored=True)),
    "source slab": Cut(slab=Slab(Projection.MEAN, 9.0)),
    "axial": Cut(Direction.AXIAL),
    "coronal": Cut(Direction.CORONAL, turn=Turn(2)),
    "sagittal": Cut(Direction.SAGITTAL),
    "coronal MIP": Cut(Direction.CORONAL, slab=Slab(Projection.MAXIMUM, 6.0)),
    "sagittal mean": Cut(Direction.SAGITTAL, slab=Slab(Projection.MEAN, 5.0)),
    "oblique": Cut(Direction.CORONAL, OBLIQUE),
    "oblique MinIP": Cut(Direction.SAGITTAL, OBLIQUE, slab=Slab(Projection.MINIMUM, 4.0)),
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS.keys())
@pytest.mark.parametrize("is_gapped", [False, True], ids=["even", "gapped"])
def test_the_values_are_those_of_the_plane_as_shown(phantoms, grid: CtGrid, cut: Cut, is_gapped: bool) -> None:
    volume = phantoms.gapped(grid) if is_gapped else phantoms.volume(grid)
    stack = cut_stack(volume, cut)
    index = stack.count // 2
    rows, columns = stack.shape_px
    middle = (rows * 0.48, columns * 0.52)
    pixels = [middle, (middle[0], middle[1] + columns * 0.2), (middle[0] + rows * 0.2, middle[1])]
    drawn = phantoms.draw(Kind.ELLIPSE, pixels, stack, index)
    shown = region_statistics(drawn, stack.plane(index), stack.frame(index))
    found = measure(drawn, volume).statistics
    assert found.unknown == 0
    assert found.pixels == shown.pixels > 5
    # A value half way between two whole ones may be rounded either way where its place is computed twice.
    assert found.mean == pytest.approx(shown.mean, abs=0.0 if not stack.note else 0.02)
    assert found.sd == pytest.approx(shown.sd, rel=1e-12 if not stack.note else 1e-4)
    assert (found.minimum, found.maximum) == pytest.approx((shown.minimum, shown.maximum), abs=1)
    histogram = region_histogram(drawn, volume)
    assert sum(histogram.counts) == found.pixels


def test_a_source_slice_is_read_voxel_by_voxel(phantoms, grid: CtGrid) -> None:
    volume = phantoms.gapped(grid)
    stack = cut_stack(volume, Cut())
    for index in range(8):
        drawn = phantoms.draw(Kind.POLYGON, [(2, 3), (2, 13), (22, 13), (22, 3)], stack, index)
        voxels = volume.voxels[index, 2:23, 3:14].astype(float)
        found = measure(drawn, volume)
        assert found.quantity("Mean").value == pytest.approx(voxels.mean(), rel=1e-15)
        assert found.quantity("SD").value == pytest.approx(voxels.std(ddof=1), rel=1e-12)
        assert found.quantity("Pixels").value == 21 * 11
        assert found.quantity("Mean").unit == "HU"


def test_a_mean_on_any_plane_is_that_of_the_patient(phantoms, grid: CtGrid) -> None:
    """Values that grow evenly through the patient: the mean of a region is the value at its middle."""
    gradient = np.array([3.0, -5.0, 7.0])
    empty = phantoms.gapped(grid, voxels=np.zeros(grid.shape))
    places = slice_places(empty, "A test")
    at = np.stack(np.meshgrid(*(range(length) for length in grid.shape), indexing="ij"), axis=-1)
    points = (
        at[..., 1:] @ grid.affine_lps[:3, 1:3].T
        + (places.along_mm[:, None] * (places.normal_lps + places.drift_lps))[:, None, None]
    )
    volume = replace(empty, voxels=(points + places.origin_lps_mm) @ gradient)
    for cut in (Cut(), Cut(Direction.AXIAL), Cut(Direction.CORONAL), Cut(Direction.SAGITTAL, OBLIQUE)):
        stack = cut_stack(volume, cut)
        index = stack.count // 2
        rows, columns = stack.shape_px
        middle = (round(rows * 0.5), round(columns * 0.5))
        drawn = phantoms.draw(
            Kind.RECTANGLE, [middle, (middle[0], middle[1] + 3), (middle[0] + 3, middle[1])], stack, index
        )
        found = measure(drawn, volume)
        assert found.statistics.pixels == 49
        assert found.quantity("Mean").value == pytest.approx(float(np.array(drawn.points[0]) @ gradient), abs=1e-3)
        point = phantoms.draw(Kind.POINT, [middle], stack, index)
        expected = float(np.array(point.points[0]) @ gradient)
        assert measure(point, volume).quantity("Value").value == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("value", [-2000, 3000])
def test_padding_never_mixes_into_a_mean(phantoms, value: int) -> None:
    """Half of the scan is padding: what an oblique plane mixes from it counts as padding, not as tissue."""
    voxels = np.full(phantoms.grid.shape, 50, np.int16)
    voxels[:, :, 24:] = value
    for grid in (phantoms.grid, phantoms.grid.turned((23.0, -37.0, 51.0))):
        volume = phantoms.volume(grid, voxels)
        for cut in CUTS.values():
            stack = cut_stack(volume, cut)
            index = stack.index_at(volume.to_lps_mm((3.5, 20.0, 24.0)))
            middle = stack.frame(index).to_pixel(volume.to_lps_mm((3.5, 20.0, 24.0)))
            pixels = [middle, np.add(middle, (0, 9)), np.add(middle, (7, 0))]
            drawn = phantoms.draw(Kind.ELLIPSE, pixels, stack, index)
            with_padding = measure(drawn, volume).statistics
            found = measure(drawn, volume, padding=(value, value))
            if found.statistics.pixels:
                assert found.statistics.minimum == found.statistics.maximum == 50
            hidden = Projection.MAXIMUM if value < 50 else Projection.MINIMUM
            is_hidden = cut.slab is not None and cut.slab.projection is hidden
            assert found.statistics.padding > 0 or is_hidden or with_padding.minimum == with_padding.maximum == 50
            assert found.statistics.pixels + found.statistics.padding == with_padding.pixels
            if found.statistics.padding:
                assert "padding" in found.notes[-1]


def test_outside_the_scan_and_in_gaps_nothing_counts(phantoms) -> None:
    grid = CtGrid((8, 40, 48), (3.0, 0.7, 0.7), (0.0, 0.0, 0.0))
    voxels = np.full(grid.shape, 50, np.int16)
    along = (0.0, 3.0, 6.0, 36.0, 39.0, 42.0, 45.0, 48.0)
    volume = phantoms.volume(
        grid, voxels, slice_positions_mm=along, geometry_fault="Slices are missing.", places_known=True
    )
    for slab in (None, Slab(Projection.MEAN, 3.0), Slab(Projection.MINIMUM, 3.0)):
        stack = cut_stack(volume, Cut(Direction.CORONAL, slab=slab))
        assert stack.note
        frame = stack.frame(20)
        rows, columns = stack.shape_px
        whole = [((rows - 1) / 2, (columns - 1) / 2), ((rows - 1) / 2, columns + 3), (rows + 3, (columns - 1) / 2)]
        drawn = phantoms.draw(Kind.RECTANGLE, whole, stack, 20)
        found = measure(drawn, volume)
        assert found.statistics.minimum == found.statistics.maximum == 50
        heights = np.array(frame.origin_lps_mm)[2] + np.arange(rows) * frame.steps_lps_mm[2, 0]
        known = ((heights >= -1.5) & (heights <= 7.5)) | ((heights >= 34.5) & (heights <= 49.5))
        assert found.statistics.pixels == known.sum() * columns
        assert found.statistics.unknown == (~known).sum() * columns > 0
        assert f"{found.statistics.unknown} pixels without a value left out" in found.notes
        gap = phantoms.draw(Kind.POINT, [(float(np.flatnonzero(~known)[3]), 5.0)], stack, 20)
        assert measure(gap, volume).quantities == ()


def test_what_must_be_decoded(phantoms) -> None:
    volume = phantoms.volume()
    filled = np.ones(8, np.bool_)
    filled[5] = False
    flat = [phantoms.draw(Kind.RECTANGLE, [(9, 9), (9, 13), (13, 9)], cut_stack(volume, Cut()), at) for at in range(8)]
    assert [is_ready(each, volume, filled) for each in flat] == filled.tolist()
    across = phantoms.draw(Kind.RECTANGLE, [(3, 9), (3, 13), (5, 9)], cut_stack(volume, Cut(Direction.CORONAL)), 20)
    assert not is_ready(across, volume, filled)
    unseen = measure(flat[5], volume, with_values=False)
    assert unseen.statistics is None
    assert unseen.notes == ()
    assert unseen.quantity("Area").value == pytest.approx(8 * 0.5 * 8 * 0.7)
    assert (
        measure(phantoms.draw(Kind.POINT, [(3, 9)], cut_stack(volume, Cut()), 5), volume, with_values=False) is not None
    )


def test_colour_has_an_area_but_no_values(phantoms) -> None:
    volume = phantoms.volume(voxels=np.zeros((*phantoms.grid.shape, 3), np.uint8), unit="")
    stack = cut_stack(volume, Cut())
    drawn = phantoms.draw(Kind.RECTANGLE, [(9, 9), (9, 13), (13, 9)], stack)
    found = measure(drawn, volume)
    assert [each.name for each in found.quantities] == ["Area"]
    assert found.notes == ()
    assert region_histogram(drawn, volume) is None
    assert is_ready(drawn, volume, np.zeros(8, np.bool_))
    assert measure(phantoms.draw(Kind.POINT, [(9, 9)], stack), volume).quantities == ()


def test_a_plane_that_is_gone_has_no_values(phantoms) -> None:
    volume = phantoms.volume()
    drawn = phantoms.draw(Kind.RECTANGLE, [(9, 9), (9, 13), (13, 9)], cut_stack(volume, Cut()))
    elsewhere = phantoms.volume(replace(phantoms.grid, origin_lps_mm=(10.0, -20.0, 31.0)))
    assert own_plane(drawn, elsewhere) is None
    assert measure(drawn, elsewhere).notes == (NO_VALUES,)
    # Unknown places forbid planes of the patient, not the slices as they were taken.
    unknown = phantoms.volume(geometry_fault="The slices are shifted sideways.")
    assert measure(drawn, unknown).statistics.pixels == 81
    coronal = phantoms.draw(Kind.RECTANGLE, [(3, 9), (3, 13), (5, 9)], cut_stack(volume, Cut(Direction.CORONAL)))
    assert measure(coronal, unknown).notes == (NO_VALUES,)


def test_a_region_beside_the_picture_has_no_pixels(phantoms) -> None:
    volume = phantoms.volume(phantoms.grid.turned((23.0, -37.0, 51.0)))
    for cut in CUTS.values():
        stack = cut_stack(volume, cut)
        drawn = phantoms.draw(Kind.RECTANGLE, [(-30, 9), (-30, 13), (-26, 9)], stack, stack.count // 2)
        found = measure(drawn, volume)
        assert found.statistics.pixels == 0
        assert found.quantity("Mean") is None
        # Half of it on the picture.
        inwards = moved(drawn, stack.frame(0).steps_lps_mm[:, 0] * 30)
        assert 0 < measure(inwards, volume).statistics.pixels + measure(inwards, volume).statistics.unknown < 81


def test_points_read_the_pixel_that_holds_them(phantoms) -> None:
    volume = phantoms.volume()
    stack = cut_stack(volume, Cut())
    for pixel, voxel in (((5.4, 6.6), (5, 7)), ((5.5, 6.5), (6, 7)), ((-0.4, 47.4), (0, 47))):
        point = phantoms.draw(Kind.POINT, [pixel], stack)
        assert measure(point, volume).quantity("Value").value == volume.voxels[3][voxel]
    for pixel in ((-0.6, 5.0), (5.0, 47.6)):
        assert measure(phantoms.draw(Kind.POINT, [pixel], stack), volume).quantities == ()


def test_an_outline_that_crosses_itself_counts_pixels(phantoms) -> None:
    volume = phantoms.volume()
    stack = cut_stack(volume, Cut())
    drawn = phantoms.draw(Kind.FREEHAND, [(2, 2), (12, 12), (2, 12), (12, 2)], stack)
    found = measure(drawn, volume)
    count = region_pixels(drawn, stack.frame(3)).count
    assert found.quantity("Area").value == pytest.approx(count * 0.35)
    assert found.notes == ("Outline crosses itself",)


def test_padding_that_is_not_there_changes_nothing(phantoms) -> None:
    volume = phantoms.volume()
    for cut in CUTS.values():
        stack = cut_stack(volume, cut)
        drawn = phantoms.draw(Kind.RECTANGLE, [(4, 9), (4, 13), (6, 9)], stack, stack.count // 2)
        assert measure(drawn, volume, padding=(-3024.0, -3024.0)) == measure(drawn, volume)
