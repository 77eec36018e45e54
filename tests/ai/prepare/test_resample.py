"""Every kind of interpolation against the library that models were trained with."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import interpolate

from ai.prepare.resample import Sampling, resample, resample_axis, same_first_voxel, same_space

skimage_transform = pytest.importorskip("skimage.transform")

NOISE = torch.from_numpy(np.random.default_rng(3).normal(size=(9, 14, 17)).astype(np.float32))

SIZES = [(9, 14, 17), (18, 20, 40), (5, 8, 6), (9, 7, 25), (1, 1, 1), (2, 50, 16)]


def _all_axes(size: tuple[int, int, int], **how: object) -> torch.Tensor:
    samplings = [same_space(old, new, **how) for old, new in zip(NOISE.shape, size, strict=True)]  # type: ignore[arg-type]
    return resample(NOISE, tuple(samplings))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", SIZES)
def test_linear_equals_torch(size: tuple[int, int, int]) -> None:
    expected = interpolate(NOISE[None, None], size, mode="trilinear", align_corners=False)[0, 0]
    assert torch.allclose(_all_axes(size), expected, atol=1e-5)


@pytest.mark.parametrize("size", SIZES)
def test_area_equals_torch(size: tuple[int, int, int]) -> None:
    expected = interpolate(NOISE[None, None], size, mode="area")[0, 0]
    assert torch.allclose(_all_axes(size, shrink="area"), expected, atol=1e-5)


@pytest.mark.parametrize("size", SIZES)
def test_triangle_equals_antialiased_torch(size: tuple[int, int, int]) -> None:
    samplings = (
        same_space(9, 9),
        *(same_space(old, new, shrink="triangle") for old, new in zip((14, 17), size[1:], strict=True)),
    )
    expected = interpolate(NOISE[None], size[1:], mode="bilinear", align_corners=False, antialias=True)[0]
    assert torch.allclose(resample(NOISE, samplings), expected, atol=1e-5)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", SIZES)
def test_cubic_equals_skimage(size: tuple[int, int, int]) -> None:
    expected = skimage_transform.resize(
        NOISE.numpy().astype(np.float64), size, order=3, mode="edge", anti_aliasing=False
    )
    assert _all_axes(size, order=3).numpy() == pytest.approx(expected, abs=2e-5)


@pytest.mark.parametrize("size", [(9, 14, 17), (4, 8, 6), (2, 5, 5), (9, 20, 31)])
def test_gaussian_equals_skimage(size: tuple[int, int, int]) -> None:
    values = NOISE.numpy() * 100
    expected = skimage_transform.resize(values, size, mode="constant", preserve_range=True, anti_aliasing=True)
    found = resample(
        torch.from_numpy(values),
        tuple(same_space(old, new, shrink="gaussian") for old, new in zip(NOISE.shape, size, strict=True)),  # type: ignore[arg-type]
    )
    assert found.numpy() == pytest.approx(expected, abs=1e-3)


def test_slices_of_a_thick_axis_are_clipped_each_by_its_own_range() -> None:
    values = torch.zeros(2, 12, 12)
    values[0, 4:8, 4:8] = 1
    values[1, 4:8, 4:8] = 10
    found = resample(values, (same_space(2, 4, order=0), same_space(12, 30, order=3), same_space(12, 30, order=3)))
    assert [float(plane.max()) for plane in found] == pytest.approx([1, 1, 10, 10], abs=1e-5)
    assert float(found.min()) == 0


@given(size=st.integers(1, 40), new=st.integers(1, 60), order=st.sampled_from([0, 1, 3]))
def test_nothing_moves_an_even_scan(size: int, new: int, order: int) -> None:
    values = torch.full((2, size), 5.0)
    assert torch.allclose(resample_axis(values, 1, same_space(size, new, order=order)), torch.tensor(5.0), atol=1e-5)


@given(size=st.integers(2, 40), new=st.integers(1, 60), scale=st.floats(0.2, 4))
def test_linear_gives_every_sample_its_place(size: int, new: int, scale: float) -> None:
    ramp = torch.arange(size, dtype=torch.float32)[None]
    sampling = same_first_voxel(size, new, scale)
    found = resample_axis(ramp, 1, sampling)[0]
    within = 1e-3 if sampling.is_identity else 1e-4  # an axis that is nearly the old one is left as it is
    assert found.numpy() == pytest.approx(np.clip(scale * np.arange(new), 0, size - 1), abs=within)


def test_a_negative_scale_mirrors() -> None:
    assert torch.equal(resample_axis(NOISE, 2, Sampling(17, 17, -1.0, 16.0)), NOISE.flip(2))


def test_identity_is_the_same_tensor() -> None:
    assert resample_axis(NOISE, 0, same_space(9, 9)) is NOISE


def test_a_sampling_for_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="9 samples, the sampling is for 8"):
        resample_axis(NOISE, 0, same_space(8, 4))


def test_pieces_make_the_same_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _all_axes((18, 20, 40), order=3)
    monkeypatch.setattr("ai.prepare.resample._CHUNK_BYTES", 500)
    seen: list[float] = []
    samplings = tuple(same_space(old, new, order=3) for old, new in zip(NOISE.shape, (18, 20, 40), strict=True))
    pieces = resample(NOISE, samplings, progress=lambda fraction, _: seen.append(fraction))  # type: ignore[arg-type]
    assert torch.allclose(whole, pieces, atol=1e-6)
    assert len(seen) > 10
    assert seen == sorted(seen)


def test_wide_kernels_by_gathering_equal_those_by_matrices() -> None:
    """What cards do, on the processor."""
    from ai.prepare.resample import _sampled, taps

    index, weights = (torch.from_numpy(each) for each in taps(same_space(14, 9, order=3)))
    by_matrix = _sampled(NOISE.double(), 1, index, weights)
    gathered = sum(NOISE.double()[:, index[:, tap]] * weights[:, tap][:, None] for tap in range(index.shape[1]))
    assert torch.allclose(by_matrix, gathered)


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
@pytest.mark.parametrize("how", [{"order": 1}, {"order": 3}, {"order": 0}, {"shrink": "area"}, {"shrink": "gaussian"}])
def test_a_card_computes_the_same(how: dict[str, object]) -> None:
    samplings = tuple(same_space(old, new, **how) for old, new in zip(NOISE.shape, (18, 9, 11), strict=True))  # type: ignore[arg-type]
    on_card = resample(NOISE.cuda(), samplings).cpu()  # type: ignore[arg-type]
    assert torch.allclose(on_card, resample(NOISE, samplings), atol=1e-5)  # type: ignore[arg-type]
