"""Margins and smoothing in mm against SimpleITK and the patient's own coordinates; slabs make no difference."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
import SimpleITK

from ai.progress import Cancelled, silent
from app.imaging.masks import form
from app.imaging.masks.form import Spacing, largest_island, smoothed, with_margin, without_holes
from app.imaging.masks.stoppable import executed
from tests.app.imaging.masks.grids import GRIDS, SHAPE, affine_of, centres

SPACINGS: tuple[Spacing, ...] = ((1.0, 1.0, 1.0), (5.0, 0.7, 0.7), (0.6, 1.4, 0.9))


def blobs(shape: tuple[int, int, int], seed: int) -> npt.NDArray[np.bool_]:
    random = np.random.default_rng(seed)
    noise = SimpleITK.GetImageFromArray(random.random(shape).astype(np.float32))
    smooth = SimpleITK.GetArrayFromImage(SimpleITK.DiscreteGaussian(noise, 4.0))
    return np.asarray(smooth > np.quantile(smooth, 0.8))


def image(mask: npt.NDArray[np.bool_], spacing: Spacing) -> SimpleITK.Image:
    found = SimpleITK.GetImageFromArray(mask.view(np.uint8))
    found.SetSpacing(spacing[::-1])
    return found


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("margin", [0.65, 1.0, 3.3, 5.2, -0.9, -2.5])
def test_a_margin_is_that_of_danielsson(spacing: Spacing, margin: float, monkeypatch: pytest.MonkeyPatch) -> None:
    # An algorithm of its own, with the spacing of the image; on small slabs.
    monkeypatch.setattr(form, "_VOXELS_AT_ONCE", 1)
    mask = blobs((17, 26, 24), 3)
    wanted = mask if margin > 0 else ~mask
    distance = SimpleITK.GetArrayFromImage(
        SimpleITK.DanielssonDistanceMap(
            image(wanted, spacing), inputIsBinary=True, squaredDistance=False, useImageSpacing=True
        )
    )
    near = wanted | (distance <= abs(margin) + 1e-4)
    expected = near if margin > 0 else ~near
    found = with_margin(mask, spacing, margin)
    # Danielsson's distances are off by parts of a voxel at some corners: 1 in 500 voxels may differ.
    assert np.count_nonzero(found != expected) <= mask.size / 500


def test_on_an_oblique_grid_the_margin_is_one_of_the_patient() -> None:
    affine = affine_of(GRIDS["oblique"])
    mask = np.zeros(SHAPE, np.bool_)
    mask[3:6, 5:9, 4:7] = True
    at = centres(affine)
    away = np.linalg.norm(at[:, :, :, None] - at[mask], axis=-1).min(axis=-1)
    spacing = tuple(float(each) for each in np.linalg.norm(affine[:3, :3], axis=0))
    for margin in (1.0, 2.3, 4.0):
        np.testing.assert_array_equal(
            with_margin(mask, (spacing[0], spacing[1], spacing[2]), margin), away <= margin + 1e-4
        )


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("amount", [-2.0, -0.7, 0.7, 2.0])
def test_slabs_make_no_difference(spacing: Spacing, amount: float, monkeypatch: pytest.MonkeyPatch) -> None:
    mask = blobs((40, 24, 22), 5)
    whole = with_margin(mask, spacing, amount), smoothed(mask, spacing, abs(amount))
    monkeypatch.setattr(form, "_VOXELS_AT_ONCE", 1)
    np.testing.assert_array_equal(with_margin(mask, spacing, amount), whole[0])
    np.testing.assert_array_equal(smoothed(mask, spacing, abs(amount)), whole[1])


@pytest.mark.parametrize("spacing", SPACINGS)
def test_smoothing_is_the_gaussian_of_simpleitk_in_mm(spacing: Spacing) -> None:
    mask = blobs((20, 24, 22), 7)
    sigma = 1.3
    blurred = SimpleITK.SmoothingRecursiveGaussian(
        SimpleITK.Cast(image(mask, spacing), SimpleITK.sitkFloat32), [sigma] * 3
    )
    share = SimpleITK.GetArrayFromImage(blurred)
    found = smoothed(mask, spacing, sigma)
    # Another approximation of the same Gaussian, another rule at the edge of the grid: what is clear agrees inside.
    inner = np.zeros_like(mask)
    inner[3:-3, 6:-6, 6:-6] = True
    clear = np.abs(share - 0.5) > 0.06
    assert np.count_nonzero(inner & clear) > 500
    np.testing.assert_array_equal(found[inner & clear], share[inner & clear] > 0.5)


def test_between_slabs_the_work_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "_VOXELS_AT_ONCE", 1)
    told: list[float] = []

    def stop(fraction: float, message: str) -> None:
        told.append(fraction)
        if fraction > 0.4:
            raise Cancelled

    mask = blobs((40, 24, 22), 5)
    before = mask.copy()
    for work in (with_margin, smoothed):
        with pytest.raises(Cancelled):
            work(mask, (1.0, 1.0, 1.0), 1.5, progress=stop)
    assert len(told) > 4
    np.testing.assert_array_equal(mask, before)


@pytest.mark.parametrize("work", [largest_island, without_holes])
def test_a_filter_stops_while_it_runs(work: Callable[..., object]) -> None:
    calls: list[float] = []

    def stop(fraction: float, message: str) -> None:
        calls.append(fraction)
        raise Cancelled

    mask = np.random.default_rng(2).random((60, 200, 200)) < 0.5
    with pytest.raises(Cancelled):
        work(mask, progress=stop)
    assert len(calls) == 1


def test_slabs_without_anything_marked_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    mask = np.zeros((60, 12, 12), np.bool_)
    mask[3:6, 3:9, 3:9] = mask[50:55, 3:9, 3:9] = True
    spacing = (1.0, 1.0, 1.0)
    works = (with_margin, 2.0), (with_margin, -1.0), (smoothed, 1.0)
    whole = [work(mask, spacing, amount) for work, amount in works]
    monkeypatch.setattr(form, "_VOXELS_AT_ONCE", 1)
    for (work, amount), expected in zip(works, whole, strict=True):
        np.testing.assert_array_equal(work(mask, spacing, amount), expected)


def test_an_error_of_a_filter_is_told_as_it_is() -> None:
    colour = SimpleITK.Image(4, 4, SimpleITK.sitkVectorUInt8)
    with pytest.raises(RuntimeError, match="not supported"):
        executed(SimpleITK.BinaryFillholeImageFilter(), colour, silent)


def test_a_large_mask_is_filled() -> None:
    # Larger than 32 MB, so that the memory of a picture goes back to the system as soon as nothing holds it.
    mask = np.ones((130, 520, 520), np.bool_)
    mask[60:64, 100:104, 100:104] = False
    assert without_holes(mask).all()
