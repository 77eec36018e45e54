from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.errors import InputMismatch, ModelPackError
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import CtGrid, ct_phantom
from ai.progress import Cancelled
from ai.rules.chest import LUNGS, Chest, ChestRules, find_chest
from ai.volume import BoolMask, Volume
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan as scan_files
from app.dicom.study_scan import series_of
from tests.ai.rules.lung_phantom import AIR, FINE, GRID, LUNG, SOFT, LungPhantom, Scanned, changed, scan

RULES = ChestRules()
CORONAL = CtGrid(
    (100, 104, 154), (2.6, 3.2, 2.9), (-222.0, -132.0, 165.0), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (0.0, 1.0, 0.0)
)
SAGITTAL = CtGrid(
    (154, 104, 92), (2.9, 3.2, 2.8), (-222.0, -132.0, 165.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0), (1.0, 0.0, 0.0)
)


@pytest.fixture(scope="module")
def plain() -> Scanned:
    return scan(LungPhantom())


def dice(one: BoolMask, other: BoolMask) -> float:
    return 2 * int((one & other).sum()) / (int(one.sum()) + int(other.sum()))


def litres(chest: Chest, volume: Volume) -> tuple[float, float]:
    cell = abs(float(np.linalg.det(volume.affine_lps[:3, :3]))) / 1e6
    right, left = (chest.figures[name].voxels * cell for name in LUNGS)
    return right, left


def assert_found(scanned: Scanned, chest: Chest, phantom: LungPhantom) -> None:
    for found in litres(chest, scanned.volume):
        assert found == pytest.approx(phantom.lung_ml / 1000, rel=0.01)
    for name in LUNGS:
        assert dice(chest.masks[name], scanned.masks[name]) > 0.99
    assert not (chest.masks["right_lung"] & chest.masks["left_lung"]).any()
    lungs = chest.masks["right_lung"] | chest.masks["left_lung"]
    assert np.count_nonzero(lungs & scanned.masks["airway"]) <= 0.005 * scanned.masks["airway"].sum()
    assert not (lungs & chest.masks["bone"]).any()
    assert not (~chest.masks["body"] & (lungs | chest.masks["bone"])).any()
    assert dice(chest.masks["body"], scanned.masks["body"]) > 0.99
    assert dice(chest.masks["bone"], scanned.masks["bone"]) > 0.99


@pytest.mark.parametrize(
    "grid",
    [
        GRID,
        GRID.reversed(),
        GRID.turned((12.0, -9.0, 14.0)),
        GRID.turned((0.0, 0.0, 180.0)),  # on the belly
        GRID.tilted(12.0),
        CORONAL,
        SAGITTAL,
        CtGrid.axial((64, 150, 250), (5.0, 1.9, 1.9)),
        CtGrid.axial((46, 96, 160), (7.0, 2.9, 3.0)),
    ],
    ids=["axial", "reversed", "oblique", "prone", "tilted", "coronal", "sagittal", "5 mm", "7 mm"],
)
def test_lungs_of_known_volume_are_found_on_their_sides_on_any_grid(grid: CtGrid) -> None:
    phantom = LungPhantom()
    scanned = scan(phantom, grid)
    chest = find_chest(scanned.volume, RULES)
    assert_found(scanned, chest, phantom)
    assert chest.has_airway
    assert not chest.cut_off


def test_lungs_that_touch_are_parted_where_they_do() -> None:
    phantom = LungPhantom(apart_mm=58.5)
    scanned = scan(phantom, FINE)
    joined = scanned.volume.voxels[:, :, 109:111]
    assert (joined == LUNG).all(axis=2).sum() > 50  # in truth nothing lies between them there
    chest = find_chest(scanned.volume, RULES)
    for name in LUNGS:
        assert chest.figures[name].voxels == pytest.approx(scanned.masks[name].sum(), rel=0.01)
        assert dice(chest.masks[name], scanned.masks[name]) > 0.995


def test_the_order_of_slices_rows_and_columns_changes_nothing(plain: Scanned) -> None:
    first = find_chest(plain.volume, RULES)
    for axes, flips in (((0, 1, 2), (0,)), ((0, 1, 2), (1, 2)), ((1, 0, 2), ()), ((2, 1, 0), (0, 2))):
        affine = plain.volume.affine_lps[:, [*axes, 3]]
        voxels = plain.volume.voxels.transpose(axes)
        for axis in flips:
            affine = affine.copy()
            affine[:3, 3] += affine[:3, axis] * (voxels.shape[axis] - 1)
            affine[:3, axis] *= -1
        other = find_chest(replace(plain.volume, voxels=np.flip(voxels, flips), affine_lps=affine), RULES)
        for name, mask in first.masks.items():
            np.testing.assert_array_equal(other.masks[name], np.flip(mask.transpose(axes), flips))
        assert {name: lung.voxels for name, lung in other.figures.items()} == {
            name: lung.voxels for name, lung in first.figures.items()
        }


def test_mean_and_share_of_low_density_are_those_of_the_marked_voxels() -> None:
    scanned = scan(LungPhantom(has_airway=False, has_vessels=False))
    voxels = scanned.volume.voxels.copy()
    lungs = scanned.masks["right_lung"] | scanned.masks["left_lung"]
    low = lungs.copy()
    low[40:] = False
    voxels[low] = -960
    chest = find_chest(changed(scanned, voxels), RULES)
    both = chest.figures["right_lung"] + chest.figures["left_lung"]
    assert both.voxels == lungs.sum()
    assert both.low_voxels == low.sum()
    assert both.mean_hu == pytest.approx(voxels[lungs].mean(), abs=1e-9)
    for name in LUNGS:
        marked = voxels[chest.masks[name]]
        assert chest.figures[name].mean_hu == pytest.approx(marked.mean(), abs=1e-9)
        assert chest.figures[name].low_voxels == np.count_nonzero(marked < -950)


def test_what_lies_exactly_on_the_threshold_is_not_below_it() -> None:
    scanned = scan(LungPhantom(has_airway=False, has_vessels=False))
    voxels = scanned.volume.voxels.copy()
    voxels[voxels == LUNG] = -950
    chest = find_chest(changed(scanned, voxels), RULES)
    assert chest.figures["right_lung"].low_voxels == 0


def test_gas_of_a_stomach_that_touches_the_lung_is_left_out() -> None:
    scanned = scan(LungPhantom(stomach_touches=True, has_gas=False))
    chest = find_chest(scanned.volume, RULES)
    for name in LUNGS:
        assert chest.figures[name].voxels == pytest.approx(scanned.masks[name].sum(), rel=0.01)
    assert 80 < chest.left_out_ml < 130  # 90 ml, and what its coarse cells hold besides
    emphysema = scanned.volume.voxels.copy()
    emphysema[scanned.masks["left_lung"] | scanned.masks["right_lung"]] = -965
    assert find_chest(changed(scanned, emphysema), RULES).left_out_ml == 0


@pytest.mark.parametrize("side", ["right", "left"])
def test_one_lung_keeps_its_side(side: str) -> None:
    scanned = scan(LungPhantom(sides=(side,)))
    chest = find_chest(scanned.volume, RULES)
    alone, gone = (f"{side}_lung", "left_lung" if side == "right" else "right_lung")
    assert dice(chest.masks[alone], scanned.masks[alone]) > 0.99
    assert not chest.masks[gone].any()


def test_vessels_inside_belong_to_the_lung_and_a_plain_chest_has_no_airway(plain: Scanned) -> None:
    chest = find_chest(plain.volume, RULES)
    for name in LUNGS:
        vessels = plain.masks[name] & (plain.volume.voxels > 0)
        assert (vessels & chest.masks[name]).sum() > 0.85 * vessels.sum()
    bare = find_chest(scan(LungPhantom(has_airway=False, has_vessels=False)).volume, RULES)
    assert not bare.has_airway


@pytest.mark.parametrize("cut", [np.s_[:48], np.s_[48:], np.s_[:, :, 40:]])
def test_a_lung_that_leaves_the_scan_is_said(plain: Scanned, cut: tuple[slice, ...]) -> None:
    voxels = plain.volume.voxels[cut]
    affine = plain.volume.affine_lps.copy()
    starts = [(each.start or 0) for each in (cut if isinstance(cut, tuple) else (cut,))]
    affine[:3, 3] += affine[:3, : len(starts)] @ np.array(starts, dtype=float)
    chest = find_chest(replace(plain.volume, voxels=voxels, affine_lps=affine), RULES)
    assert chest.cut_off
    for name in LUNGS:
        assert dice(chest.masks[name], plain.masks[name][cut]) > 0.97


def test_a_lung_that_the_circle_of_the_scanner_cuts_is_said(plain: Scanned) -> None:
    voxels = plain.volume.voxels.copy()
    x = (np.arange(160) - 79.5) * 3.0
    beyond = x < -110
    voxels[:, :, beyond] = -3024
    chest = find_chest(changed(plain, voxels), RULES)
    assert chest.cut_off
    assert not chest.masks["right_lung"][:, :, beyond].any()
    assert dice(chest.masks["right_lung"][:, :, ~beyond], plain.masks["right_lung"][:, :, ~beyond]) > 0.97
    assert chest.figures["right_lung"].mean_hu > -900  # of lung alone, not of what nobody measured
    assert dice(chest.masks["left_lung"], plain.masks["left_lung"]) > 0.99


def test_what_is_no_chest_in_hu_is_refused(plain: Scanned) -> None:
    solid = plain.volume.voxels.copy()
    solid[solid == LUNG] = SOFT
    with pytest.raises(InputMismatch, match="No lung was found"):
        find_chest(changed(plain, solid), RULES)
    with pytest.raises(InputMismatch, match="cannot be trusted as HU"):
        find_chest(changed(plain, plain.volume.voxels + np.int16(1000)), RULES)
    for shift in (150, -150):
        with pytest.raises(InputMismatch, match="cannot be trusted as HU"):
            find_chest(changed(plain, plain.volume.voxels + np.int16(shift)), RULES)
    gas = plain.volume.voxels.copy()
    gas[gas == LUNG] = AIR
    with pytest.raises(InputMismatch, match="No lung was found"):
        find_chest(changed(plain, gas), RULES)  # a bag of air is no lung


def test_noise_and_the_black_round_the_circle_do_not_matter(plain: Scanned) -> None:
    voxels = plain.volume.voxels + np.random.default_rng(1).normal(0, 25, plain.volume.shape).astype(np.int16)
    rows, columns = np.indices(voxels.shape[1:])
    voxels[:, np.hypot((rows - 47.5) / 1.02, columns - 79.5) > 79] = -3024
    chest = find_chest(changed(plain, voxels), RULES)
    for name in LUNGS:
        assert chest.figures[name].voxels == pytest.approx(plain.masks[name].sum(), rel=0.01)


def test_the_chest_of_the_product_s_own_phantom() -> None:
    made = ct_phantom(draw_anatomy(8), grid=CtGrid.axial(), noise_hu=20.0)
    chest = find_chest(made.volume, RULES)
    for name in LUNGS:
        assert dice(chest.masks[name], made.masks[name]) > 0.985
        assert chest.figures[name].voxels == pytest.approx(made.masks[name].sum(), rel=0.015)
    assert dice(chest.masks["body"], made.masks["body"]) > 0.995


def test_it_tells_how_far_it_is_and_stops_when_told(plain: Scanned) -> None:
    told: list[float] = []

    def note(fraction: float, message: str) -> None:
        assert message
        told.append(fraction)

    find_chest(plain.volume, RULES, progress=note)
    assert told == sorted(told)
    assert 0 <= told[0] <= 0.01
    assert told[-1] <= 1
    assert len(told) > 100

    def stop(fraction: float, message: str) -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        find_chest(plain.volume, RULES, progress=stop)


@pytest.mark.parametrize(
    "figures",
    [{"cell_mm": 0.1}, {"cell_mm": float("nan")}, {"closing_mm": 500.0}, {"lung_hu": 100.0}, {"low_density_hu": 0.0}],
)
def test_figures_that_no_lung_has_are_refused(figures: dict[str, float]) -> None:
    with pytest.raises(ModelPackError, match="rules that no lung can be found by"):
        ChestRules(**figures)


@pytest.mark.realdata
def test_a_real_chest(shared_data: Path) -> None:
    (series,) = series_of(scan_files([shared_data / "dicom" / "ct_chest"]))
    volume = load_series(series).volume
    steps: list[float] = []

    def note(fraction: float, message: str) -> None:
        steps.append(time.perf_counter())

    started = time.perf_counter()
    chest = find_chest(volume, RULES, progress=note)
    assert time.perf_counter() - started < 30  # 3 s on two quiet cores
    assert max(np.diff(steps)) < 5  # 0.6 s there: that long a cancelled run goes on
    right, left = litres(chest, volume)
    assert 3.1 < right < 3.3
    assert 3.0 < left < 3.25
    both = chest.figures["right_lung"] + chest.figures["left_lung"]
    assert -835 < both.mean_hu < -815
    assert chest.has_airway
    assert not chest.cut_off
    # Gas of stomach and bowel lies in the first slices, the trachea is gas in the middle of the last.
    lungs = chest.masks["right_lung"] | chest.masks["left_lung"]
    gas = (volume.voxels < -900) & chest.masks["body"]
    assert gas[:10].sum() > 1000
    assert not lungs[:10].any()
    trachea = gas[131, 195:225, 252:284]
    assert trachea.sum() > 100
    assert not lungs[131, 195:225, 252:284].any()
    turned = replace(
        volume,
        voxels=volume.voxels[::-1],
        affine_lps=volume.affine_lps @ np.array([[-1, 0, 0, 138.0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]),
    )
    other = find_chest(turned, RULES)
    for name, mask in chest.masks.items():
        np.testing.assert_array_equal(other.masks[name], mask[::-1])
