from __future__ import annotations

import numpy as np
import pytest

from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import MASKS, CtGrid, ct_phantom
from ai.phantom.voxel_hash import voxel_sha256

ANATOMY = draw_anatomy(8, cardiothoracic_ratio=0.48)
AXIAL = CtGrid.axial((24, 56, 72), (12.0, 6.0, 5.5))
FINE_BLOCK_MM = 1.5


def block(centre, turn=(0.0, 0.0, 0.0)):
    """A small fine grid whose middle voxel lies exactly on a point."""
    grid = CtGrid((9, 9, 9), (2.0, FINE_BLOCK_MM, FINE_BLOCK_MM), (0.0, 0.0, 0.0)).turned(turn)
    middle = grid.affine_lps[:3, :3] @ [4, 4, 4]
    origin = tuple(float(value) for value in np.array(centre) - middle)
    return CtGrid(grid.shape, grid.spacing_mm, origin, grid.row_direction, grid.column_direction, grid.slice_direction)


@pytest.fixture(scope="module")
def axial():
    return ct_phantom(ANATOMY, grid=AXIAL)


def test_the_volume_says_what_it_is(axial):
    volume = axial.volume
    assert volume.voxels.dtype == np.int16
    assert (volume.unit, volume.modality, volume.patient_position, volume.body_part) == ("HU", "CT", "HFS", "CHEST")
    np.testing.assert_allclose(volume.affine_lps, AXIAL.affine_lps)
    assert volume.spacing_mm == pytest.approx((12.0, 6.0, 5.5))
    np.testing.assert_allclose(volume.to_lps_mm([11.5, 27.5, 35.5]), 0.0, atol=1e-9)


def test_masks_and_hu_agree(axial):
    values, masks = axial.volume.voxels, axial.masks
    assert tuple(masks) == MASKS
    assert all(mask.any() for mask in masks.values())
    assert (values[~masks["body"]] == -1000).all()
    lungs = masks["right_lung"] | masks["left_lung"]
    assert (values[lungs] < -600).mean() > 0.9
    assert (values[masks["heart"]] == 50).mean() > 0.95
    assert (values[masks["spine"] | masks["ribs"]] >= 150).all()
    assert not (masks["right_lung"] & masks["left_lung"]).any()
    assert not (lungs & masks["heart"]).any()
    x = axial.volume.to_lps_mm(np.argwhere(masks["right_lung"]))[:, 0]
    assert (x < 0).all()


@pytest.mark.parametrize("turn", [(0.0, 0.0, 0.0), (25.0, -10.0, 40.0), (180.0, 0.0, 0.0), (0.0, 90.0, 0.0)], ids=str)
def test_a_nodule_has_its_hu_and_size_on_any_grid(turn):
    for nodule in ANATOMY.nodules:
        scan = ct_phantom(ANATOMY, grid=block(nodule.centre_lps_mm, turn))
        np.testing.assert_allclose(scan.volume.to_lps_mm([4, 4, 4]), nodule.centre_lps_mm, atol=1e-9)
        assert scan.volume.voxels[4, 4, 4] == nodule.hu
        away = np.linalg.norm(
            scan.volume.to_lps_mm(np.moveaxis(np.indices(scan.volume.shape), 0, -1)) - nodule.centre_lps_mm, axis=-1
        )
        assert (scan.volume.voxels[away < nodule.radius_mm - 1e-6] == nodule.hu).all()
        assert (scan.volume.voxels[away > nodule.radius_mm + 1e-6] != nodule.hu).all()


def test_the_same_places_hold_the_same_values_in_another_order(axial):
    """The lattice of the axial grid, cut into sagittal slices that run from head to feet."""
    slices, rows, columns = AXIAL.shape
    x, y, z = AXIAL.origin_lps_mm
    across, down, along = AXIAL.spacing_mm
    sagittal = CtGrid(
        (columns, slices, rows),
        (along, across, down),
        (x, y, z + across * (slices - 1)),
        row_direction=(0.0, 1.0, 0.0),
        column_direction=(0.0, 0.0, -1.0),
        slice_direction=(1.0, 0.0, 0.0),
    )
    scan = ct_phantom(ANATOMY, grid=sagittal)
    np.testing.assert_array_equal(scan.volume.voxels, axial.volume.voxels[::-1].transpose(2, 0, 1))
    np.testing.assert_array_equal(scan.masks["ribs"], axial.masks["ribs"][::-1].transpose(2, 0, 1))


@pytest.mark.parametrize("grid", [AXIAL.tilted(18.0), AXIAL.turned((20.0, -15.0, 30.0))], ids=["tilted", "oblique"])
def test_a_voxel_depends_on_its_place_alone(grid):
    scan = ct_phantom(ANATOMY, grid=grid)
    assert len(np.unique(scan.volume.voxels)) > 8
    for index in ((12, 20, 20), (15, 25, 50), (8, 40, 36)):
        place = tuple(float(value) for value in scan.volume.to_lps_mm(index))
        single = ct_phantom(ANATOMY, grid=CtGrid((1, 1, 1), (1.0, 1.0, 1.0), place))
        assert single.volume.voxels.item() == scan.volume.voxels[index]


def test_a_reversed_grid_is_the_same_scan_from_the_other_end(axial):
    turned = ct_phantom(ANATOMY, grid=AXIAL.reversed())
    np.testing.assert_array_equal(turned.volume.voxels, axial.volume.voxels[::-1])
    np.testing.assert_allclose(turned.volume.to_lps_mm([0, 0, 0]), axial.volume.to_lps_mm([23, 0, 0]), atol=1e-9)


def test_a_tilted_grid_slides_along_its_columns_and_keeps_the_steps():
    tilted = AXIAL.tilted(18.0)
    step = tilted.affine_lps[:3, 0]
    assert step[2] == pytest.approx(12.0)
    assert np.rad2deg(np.arctan2(step[1], step[2])) == pytest.approx(18.0)


def test_noise_is_repeatable_and_off_unless_wanted(axial):
    noisy = ct_phantom(ANATOMY, grid=AXIAL, noise_hu=10.0).volume
    difference = noisy.voxels.astype(int) - axial.volume.voxels
    assert 8.0 < difference[axial.masks["heart"]].std() < 12.0
    assert voxel_sha256(noisy) == voxel_sha256(ct_phantom(ANATOMY, grid=AXIAL, noise_hu=10.0).volume)
    assert voxel_sha256(noisy) != voxel_sha256(axial.volume)


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": (0, 2, 2)},
        {"spacing_mm": (1.0, 0.0, 1.0)},
        {"row_direction": (1.0, 1.0, 0.0)},
        {"column_direction": (1.0, 0.0, 0.0)},
        {"slice_direction": (0.0, 0.0, 2.0)},
    ],
)
def test_an_impossible_grid_is_refused(wrong):
    sound = {"shape": (2, 2, 2), "spacing_mm": (1.0, 1.0, 1.0), "origin_lps_mm": (0.0, 0.0, 0.0)}
    with pytest.raises(ValueError, match="grid"):
        CtGrid(**{**sound, **wrong})
