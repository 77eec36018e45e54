from __future__ import annotations

import numpy as np
import pytest

from ai.phantom.anatomy import draw_anatomy
from ai.phantom.radiograph import radiograph_phantom
from ai.phantom.voxel_hash import voxel_sha256
from ai.volume import SpacingKind

STRUCTURES = {"right_lung", "left_lung", "heart", "right_clavicle", "left_clavicle"}


def film(seed, ratio=None, *, size_px=256):
    anatomy = draw_anatomy(seed, cardiothoracic_ratio=ratio)
    return radiograph_phantom(anatomy, size_px=size_px, spacing_mm=358.4 / size_px)


@pytest.fixture(scope="module")
def phantom():
    return film(3, 0.5, size_px=512)


def columns(mask):
    found = np.flatnonzero(mask.any(axis=0))
    return found[0], found[-1]


def measured_ratio(masks):
    """As the product defines it: heart extent over the widest row from lung edge to lung edge."""
    right, left, heart = (masks[name][0] for name in ("right_lung", "left_lung", "heart"))
    rows = np.flatnonzero(right.any(axis=1) & left.any(axis=1))
    widest = max(np.flatnonzero(left[row])[-1] - np.flatnonzero(right[row])[0] for row in rows)
    first, last = columns(heart)
    return (last - first) / widest


def test_the_volume_says_what_it_is(phantom):
    volume = phantom.volume
    assert volume.shape == (1, 512, 512)
    assert volume.voxels.dtype == np.uint16
    assert (volume.modality, volume.view, volume.body_part) == ("DX", "PA", "CHEST")
    assert volume.bones_bright is True
    assert volume.axes_known
    assert volume.spacing_kind is SpacingKind.DETECTOR
    assert volume.spacing_mm[1:] == pytest.approx((0.7, 0.7))
    assert volume.voxels.max() <= 4095


def test_rows_run_to_the_left_and_columns_to_the_feet(phantom):
    first, right, below = phantom.volume.to_lps_mm([[0, 0, 0], [0, 0, 1], [0, 1, 0]])
    np.testing.assert_allclose(right - first, [0.7, 0.0, 0.0])
    np.testing.assert_allclose(below - first, [0.0, 0.0, -0.7])


def test_the_patients_right_is_on_the_images_left(phantom):
    assert set(phantom.masks) == STRUCTURES
    for pair in ("lung", "clavicle"):
        assert columns(phantom.masks[f"right_{pair}"][0])[1] < columns(phantom.masks[f"left_{pair}"][0])[0]
    # Two thirds of the heart lie left of the midline, and the right dome stands higher.
    heart = phantom.masks["heart"][0]
    assert 0.6 < heart[:, 256:].any(axis=0).sum() / heart.any(axis=0).sum() < 0.75
    dome = [
        np.flatnonzero(phantom.masks[name][0][:, column])[-1]
        for name, column in (("right_lung", 170), ("left_lung", 382))
    ]
    assert dome[0] < dome[1]


def test_lungs_heart_and_lungs_do_not_overlap_and_clavicles_lie_on_the_lungs(phantom):
    masks = phantom.masks
    assert not (masks["right_lung"] & masks["left_lung"]).any()
    assert not (masks["heart"] & (masks["right_lung"] | masks["left_lung"])).any()
    for side in ("right", "left"):
        clavicle = masks[f"{side}_clavicle"]
        assert (clavicle & masks[f"{side}_lung"]).sum() > 0.5 * clavicle.sum()


@pytest.mark.parametrize(("seed", "ratio"), [(1, 0.40), (2, 0.52), (5, 0.60)])
def test_the_drawn_ratio_is_the_true_one_and_that_of_the_masks(seed, ratio):
    phantom = film(seed, ratio, size_px=768)
    assert phantom.cardiothoracic_ratio == pytest.approx(ratio, abs=1e-4)
    assert measured_ratio(phantom.masks) == pytest.approx(ratio, abs=0.003)


def test_it_looks_like_a_film(phantom):
    picture = phantom.volume.voxels[0].astype(float)
    masks = {name: mask[0] for name, mask in phantom.masks.items()}
    lung = picture[masks["right_lung"] | masks["left_lung"]].mean()
    heart = picture[masks["heart"]].mean()
    air, abdomen = picture[2:10, 2:10].mean(), picture[-20:-5, 200:300].mean()
    assert air < 0.5 * lung
    assert lung + 600 < heart < abdomen
    # The border of the heart is a clear edge: within 5 mm most of the way from lung to heart is done.
    row = int(np.flatnonzero(masks["heart"].any(axis=1)).mean())
    edge = np.flatnonzero(masks["heart"][row])[-1]
    outside, inside = picture[row - 3 : row + 4, edge + 4].mean(), picture[row - 3 : row + 4, edge - 10].mean()
    assert inside - outside > 350


def test_a_nodule_is_brighter_than_the_lung_around_it(phantom):
    for nodule in phantom.nodules:
        _, row, column = np.rint(phantom.volume.to_index(nodule.centre_lps_mm)).astype(int)
        ring = phantom.volume.voxels[0, row - 24 : row + 25, column - 24 : column + 25]
        away = np.hypot(*np.mgrid[-24:25, -24:25]) * 0.7
        inside = ring[away < 0.5 * nodule.radius_mm].mean()
        around = ring[(away > nodule.radius_mm + 1) & (away < nodule.radius_mm + 4)].mean()
        assert inside > around + 40


def test_the_same_recipe_gives_the_same_voxels():
    first = film(9, 0.47)
    recipe = first.recipe
    anatomy = draw_anatomy(int(recipe["seed"]), cardiothoracic_ratio=recipe["cardiothoracic_ratio"])
    again = radiograph_phantom(anatomy, size_px=int(recipe["size_px"]), spacing_mm=recipe["spacing_mm"])
    assert voxel_sha256(first.volume) == voxel_sha256(again.volume)
    assert voxel_sha256(first.volume) != voxel_sha256(film(10, 0.47).volume)


def test_golden_values():
    """A change of these means new golden cases for every model pack."""
    phantom = film(0, 0.5)
    picture = phantom.volume.voxels[0]
    assert {name: int(mask.sum()) for name, mask in phantom.masks.items()} == GOLDEN_AREAS
    assert [int(picture[row, column]) for row, column in GOLDEN_PLACES] == GOLDEN_VALUES


GOLDEN_AREAS = {"right_lung": 9228, "left_lung": 8064, "heart": 5217, "right_clavicle": 609, "left_clavicle": 580}
GOLDEN_PLACES = [(4, 4), (100, 70), (100, 128), (150, 150), (130, 200), (230, 128), (60, 40)]
GOLDEN_VALUES = [631, 2437, 3837, 3842, 2864, 3959, 3605]
