"""Values, other structures and slices beside, against plain numpy on small grids."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
import pytest

from ai.inference.results import Structure
from ai.library.card import Code, Label
from ai.progress import Cancelled, Progress
from ai.volume import Volume
from app.imaging.masks.form import islands_from, smoothed, with_margin
from app.imaging.masks.operation import Amounts, Operation, margin_mm, smooth_mm
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region
from app.imaging.masks.whole import (
    Between,
    Combination,
    Combine,
    CopyPlane,
    Fill,
    OneClick,
    Subject,
    ValueRange,
    WholeChange,
)
from tests.app.imaging.masks.grids import GRIDS, SHAPE, affine_of

LABEL = Label("liver", "Liver", Code("1", "SCT", "Liver"))
RANDOM = np.random.default_rng(8)
MASK: npt.NDArray[np.bool_] = RANDOM.random(SHAPE) < 0.4
OTHER: npt.NDArray[np.bool_] = RANDOM.random(SHAPE) < 0.4
VALUES = RANDOM.integers(-100, 100, SHAPE).astype(np.int16)


def subject(grid: str = "oblique") -> Subject:
    volume = Volume(VALUES, affine_of(GRIDS[grid]), unit="HU", modality="CT", source_id="x")
    return Subject(MASK, ~MASK, volume)


def structure(*, shared: bool) -> Structure:
    return Structure(LABEL, OTHER.astype(np.uint8) * 9, value=9) if shared else Structure(LABEL, OTHER)


@pytest.mark.parametrize("shared", [False, True])
def test_structures_are_combined_as_sets_are(shared: bool) -> None:
    expected = {
        Combination.ADD: MASK | OTHER,
        Combination.SUBTRACT: MASK & ~OTHER,
        Combination.INTERSECT: MASK & OTHER,
        Combination.COPY: OTHER,
    }
    before = MASK.copy()
    for how, mask in expected.items():
        np.testing.assert_array_equal(Combine(how, structure(shared=shared)).after(subject()), mask)
    np.testing.assert_array_equal(before, MASK)
    small = Structure(LABEL, np.zeros((2, 2, 2), np.bool_))
    assert not Combine(Combination.ADD, small).fits(subject().volume)


def test_values_within_the_mask_or_of_the_whole_scan() -> None:
    within = (VALUES >= -20) & (VALUES <= 35)
    np.testing.assert_array_equal(ValueRange(-20, 35).after(subject()), MASK & within)
    np.testing.assert_array_equal(ValueRange(-20, 35, everywhere=True).after(subject()), within)


@pytest.mark.parametrize(("axis", "source", "target"), [(0, 3, 4), (0, 3, 2), (1, 0, 13), (2, 5, 5)])
def test_a_plane_is_copied_and_nothing_else(axis: int, source: int, target: int) -> None:
    change = CopyPlane(axis, source, target)
    assert change.fits(subject().volume)
    found = change.after(subject())
    np.testing.assert_array_equal(found.take(target, axis), MASK.take(source, axis))
    others = [each for each in range(SHAPE[axis]) if each != target]
    np.testing.assert_array_equal(found.take(others, axis), MASK.take(others, axis))
    assert not CopyPlane(axis, source, SHAPE[axis]).fits(subject().volume)
    assert not CopyPlane(axis, 0, -1).fits(subject().volume)


@pytest.mark.parametrize("deed", list(Deed))
def test_a_region_is_marked_or_cleared_where_values_allow_it(deed: Deed) -> None:
    inside = RANDOM.random((3, 4, 5)) < 0.6
    region = Region((1, 2, 3), inside)
    whole = np.zeros(SHAPE, np.bool_)
    whole[region.box] = inside
    before = MASK.copy()
    for intensity, touched in ((None, whole), ((-20.0, 50.0), whole & (VALUES >= -20) & (VALUES <= 50))):
        change = Fill(region, deed, intensity)
        wanted = before | touched if deed is Deed.MARK else before & ~touched
        assert change.fits(subject().volume)
        np.testing.assert_array_equal(change.after(subject()), wanted)
    np.testing.assert_array_equal(MASK, before)
    np.testing.assert_array_equal(inside, whole[region.box])


def test_one_click_takes_its_amounts() -> None:
    scan = subject("reversed")
    spacing = scan.volume.spacing_mm
    amounts = Amounts(margin_mm=1.9, smooth_mm=0.8, least_ml=0.006)
    for operation, expected in (
        (Operation.GROW, with_margin(MASK, spacing, 1.9)),
        (Operation.SHRINK, with_margin(MASK, spacing, -1.9)),
        (Operation.SMOOTH, smoothed(MASK, spacing, 0.8)),
        (Operation.ISLANDS, islands_from(MASK, spacing, 0.006)),
        (Operation.RESET, ~MASK),
    ):
        change = OneClick(operation, amounts)
        assert change.fits(scan.volume)
        np.testing.assert_array_equal(change.after(scan), expected)
        assert not np.array_equal(expected, MASK)
    assert (margin_mm(spacing), smooth_mm(spacing)) == (1.0, pytest.approx(0.9))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_what_lies_between_planes_of_any_direction_is_filled(axis: int) -> None:
    box = np.zeros(SHAPE, np.bool_)
    box[2:7, 3:10, 4:9] = True
    mask = box.copy()
    planes = np.moveaxis(mask, axis, 0)
    planes[5:6] = False
    change = Between(axis)
    scan = subject("oblique")
    assert change.fits(scan.volume)
    np.testing.assert_array_equal(change.after(Subject(mask, mask, scan.volume)), box)
    flat = dataclasses.replace(scan.volume, voxels=VALUES[:2])
    assert not Between(0).fits(flat)


def test_islands_of_so_many_millilitres_stay() -> None:
    mask = np.zeros(SHAPE, np.bool_)
    mask[1:5, 1:5, 1:5] = True  # 64 voxels
    mask[7, 7, 7:10] = True  # 3
    volume = Volume(VALUES, affine_of(np.diag([10.0, 10.0, 10.0])), unit="HU", modality="CT", source_id="x")
    scan = Subject(mask, mask, volume)  # a voxel is 1 ml
    for least, left in ((2.9, 67), (3.1, 64), (64.0, 64), (64.1, 0)):
        assert OneClick(Operation.ISLANDS, Amounts(least_ml=least)).after(scan).sum() == left


@pytest.mark.parametrize("bad", [{"margin_mm": 0.0}, {"smooth_mm": -1.0}, {"least_ml": float("nan")}])
def test_amounts_are_above_0(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Amounts(**bad)


def test_parts_have_no_millilitres_where_slices_are_uneven_or_one() -> None:
    volume = subject("axial").volume
    assert OneClick(Operation.ISLANDS).fits(volume)
    assert ValueRange(0, 1).fits(volume)
    one = dataclasses.replace(volume, voxels=VALUES[:1])
    assert not OneClick(Operation.ISLANDS).fits(one)
    assert not OneClick(Operation.BETWEEN).fits(one)
    colour = dataclasses.replace(volume, voxels=np.zeros((*SHAPE, 3), np.uint8), unit="")
    assert not ValueRange(0, 1).fits(colour)


@pytest.mark.parametrize(
    "change",
    [
        ValueRange(0, 1),
        Combine(Combination.ADD, structure(shared=False)),
        OneClick(Operation.GROW),
        Fill(Region((0, 0, 0), MASK), Deed.CLEAR),
    ],
)
def test_each_can_be_cancelled(change: WholeChange) -> None:
    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    stopping: Progress = stop
    with pytest.raises(Cancelled):
        change.after(subject("axial"), progress=stopping)
