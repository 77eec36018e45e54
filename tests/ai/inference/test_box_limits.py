"""A box in the patient: the block of voxels that it means, on grids that lie in any way, and what speaks against it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from ai.inference.box_limits import box_faults, needs_box, usual_box, usual_sides_mm, whole_box
from ai.library.grid_spec import GridSpec
from ai.library.prompt_spec import BOX, PromptSpec
from ai.plain import from_plain, to_plain
from ai.prepare.placed_box import PlacedBox
from ai.volume import Volume
from tests.ai.inference.bands import MakeCard
from tests.directions import GRIDS

SHAPE = (20, 30, 40)
MM = (3.0, 1.5, 0.75)


def _affine(directions: np.ndarray) -> np.ndarray:
    affine = np.eye(4)
    affine[:3, :3] = directions * np.array(MM)
    affine[:3, 3] = (-17.0, 40.5, 3.25)
    return affine


DIRECTIONS = {**GRIDS, "coronal from the front": np.array([[0.0, 0, 1], [-1, 0, 0], [0, -1, 0]])}


@pytest.fixture(params=DIRECTIONS)
def scan(request: pytest.FixtureRequest) -> Volume:
    return Volume(np.zeros(SHAPE, np.int16), _affine(DIRECTIONS[request.param]), modality="MR")


def test_a_box_along_the_grid_is_the_block_it_was_drawn_round(scan: Volume) -> None:
    low, high = (3.5, 9.5, 0.5), (7.5, 20.5, 31.5)
    box = PlacedBox.along_grid(scan, low, high)
    assert box.spans_in(scan) == ((4, 8), (10, 21), (1, 32))
    assert box.sides_mm == pytest.approx((4 * 3.0, 11 * 1.5, 31 * 0.75))
    corners = {tuple(each) for each in np.round(box.corners_lps_mm, 6)}
    wanted = [scan.to_lps_mm((s, r, c)) for s in (3.5, 7.5) for r in (9.5, 20.5) for c in (0.5, 31.5)]
    assert corners == {tuple(each) for each in np.round(wanted, 6)}
    first, last = box.index_corners(scan)
    assert first == pytest.approx(low)
    assert last == pytest.approx(high)


def test_a_box_goes_through_plain_values(scan: Volume) -> None:
    box = PlacedBox.along_grid(scan, (3.5, 9.5, 0.5), (7.5, 20.5, 31.5))
    assert from_plain(PlacedBox, to_plain(box)) == box


def test_an_upright_box_reaches_round_itself_on_any_grid(scan: Volume) -> None:
    """Every voxel whose centre lies in the box is read, and none that is further from it than a voxel is long."""
    middle = scan.to_lps_mm((9.0, 14.0, 19.0))
    box = PlacedBox.upright(*(middle - (5.0, 6.0, 7.0)), 10.0, 12.0, 14.0)
    spans = box.spans_in(scan)
    assert spans is not None
    read = np.zeros(SHAPE, np.bool_)
    read[tuple(slice(*span) for span in spans)] = True
    points = scan.to_lps_mm(np.stack(np.meshgrid(*map(np.arange, SHAPE), indexing="ij"), -1))
    inside = (np.abs(points - middle) <= (5.0, 6.0, 7.0)).all(axis=-1)
    assert inside.any()
    assert (read | ~inside).all()
    assert box.sides_xyz_mm == pytest.approx((10.0, 12.0, 14.0))


def test_what_lies_beside_the_scan_is_none_of_it(scan: Volume) -> None:
    box = PlacedBox.along_grid(scan, (20.5, 0.5, 0.5), (25.5, 10.5, 10.5))
    assert box.spans_in(scan) is None
    reaching = PlacedBox.along_grid(scan, (15.5, -8.5, 30.5), (30.5, 2.5, 60.5))
    assert reaching.spans_in(scan) == ((16, 20), (0, 3), (31, 40))


@pytest.mark.parametrize("edges", [((1.0, 0, 0), (2.0, 0, 0), (0, 0, 1.0)), ((math.nan, 0, 0), (0, 1, 0), (0, 0, 1))])
def test_a_flat_box_is_none(edges: tuple[tuple[float, float, float], ...]) -> None:
    with pytest.raises(ValueError, match="three edges"):
        PlacedBox((0.0, 0.0, 0.0), edges)


REFERENCE = {"largest_box_mm": 25.0, "smallest_box_mm": [6.0, 8.0, 9.0], "usual_box_mm": [12.0, 20.0, 10.0]}


def test_the_usual_box_lies_along_the_patient(make_card: MakeCard) -> None:
    card = make_card(GridSpec(), reference=REFERENCE)
    axial = Volume(np.zeros(SHAPE, np.int16), _affine(GRIDS["axial"]), modality="MR")
    sagittal = replace(axial, affine_lps=_affine(GRIDS["sagittal"]))
    assert usual_sides_mm(card, axial) == (10.0, 20.0, 12.0)
    assert usual_sides_mm(card, sagittal) == (12.0, 10.0, 20.0)
    assert usual_sides_mm(make_card(GridSpec()), axial) is None
    box = usual_box(card, axial)
    assert box.sides_mm == pytest.approx((10.0, 20.0, 12.0))
    assert np.mean(box.corners_lps_mm, axis=0) == pytest.approx(axial.to_lps_mm((9.5, 14.5, 19.5)))
    assert usual_box(make_card(GridSpec()), axial).sides_mm == pytest.approx((60.0, 45.0, 30.0))


def test_a_scan_that_is_larger_wants_a_box(make_card: MakeCard, scan: Volume) -> None:
    card = make_card(GridSpec(), reference=REFERENCE)
    assert needs_box(card, scan)
    assert not needs_box(make_card(GridSpec()), scan)
    assert not needs_box(make_card(GridSpec(), reference={"largest_box_mm": 60.0}), scan)
    assert not list(box_faults(card, scan, usual_box(card, scan)))


def test_the_whole_scan_is_the_box_where_one_is_needed(make_card: MakeCard, scan: Volume) -> None:
    assert whole_box(make_card(GridSpec(), reference={"largest_box_mm": 60.0}), scan) is None
    card = make_card(GridSpec(), reference={"smallest_box_mm": (1.0, 1.0, 999.0)})
    taking = replace(card, prompts=PromptSpec((BOX,)))
    box = whole_box(taking, scan)
    assert box is not None
    assert box.spans_in(scan) == tuple((0, size) for size in SHAPE)
    # Without a box nothing would speak against a scan that is too small for it.
    assert not list(box_faults(taking, scan, None))
    assert "needs a box that holds the whole structure" in next(box_faults(taking, scan, box))


def test_what_speaks_against_a_box(make_card: MakeCard) -> None:
    card = make_card(GridSpec(), reference=REFERENCE)
    scan = Volume(np.zeros(SHAPE, np.int16), _affine(GRIDS["sagittal"]), modality="MR")
    (beside,) = box_faults(card, scan, PlacedBox.along_grid(scan, (30, 0, 0), (34, 10, 20)))
    assert beside == "The box lies beside the scan."
    (large,) = box_faults(card, scan, PlacedBox.along_grid(scan, (0, 0, 0), (4, 18, 20)))
    assert "at most 25 mm a side" in large
    assert "this is 27 mm long" in large
    # Sagittal: slices go from right to left, columns from back to front, rows from the feet up.
    (small,) = box_faults(card, scan, PlacedBox.along_grid(scan, (0, 0, 0), (4, 4, 20)))
    assert "at least 6 × 8 × 9 mm" in small
    assert "this is 12 × 15 × 6 mm" in small
    (whole,) = box_faults(card, scan, None)
    assert "this is 60 mm long" in whole
    assert not list(box_faults(make_card(GridSpec()), scan, None))
