from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from monai.inferers import SlidingWindowInferer
from torch import Tensor

from ai.inference.sliding import Stitching, slide, window_weights
from ai.inference.tiling import Tiling, tile
from ai.library.grid_spec import GridSpec
from ai.progress import Cancelled


def network(windows: Tensor) -> Tensor:
    """Answer with what depends on the place in the window, so that blending shows: (windows, 3, ...)."""
    ramp = torch.linspace(-1, 1, windows.shape[-1])
    return torch.cat([windows * ramp, windows.abs().sqrt() + ramp, windows.flip(-2)], 1)


def members_of(*networks: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    return lambda windows: torch.stack([each(windows) for each in networks])


def blended(
    picture: Tensor, grid: GridSpec, predict: Callable[[Tensor], Tensor], stitching: Stitching | None = None
) -> tuple[Tensor, list[tuple[int, int]]]:
    """All of what `slide` gives out in one tensor (members, classes, ...), and the pieces it came in."""
    tiling = tile(tuple(picture.shape[1:]), grid)
    whole: list[Tensor] = []
    pieces: list[tuple[int, int]] = []

    def give(axis: int, first: int, block: Tensor) -> None:
        if not whole:
            whole.append(torch.full((*block.shape[:2], *picture.shape[1:]), float("nan")))
        count = block.shape[axis + 2]
        target = whole[0].narrow(axis + 2, first, count)
        assert torch.isnan(target).all(), "planes are given out once"
        target.copy_(block)
        pieces.append((first, count))

    weights = window_weights(tiling.patch, grid.blend)
    slide(picture, predict, tiling, give, weights=weights, stitching=stitching, pad_value=grid.pad_value)
    return whole[0], pieces


@pytest.mark.parametrize("blend", ["constant", "gaussian"])
@pytest.mark.parametrize(
    ("shape", "patch", "overlap"),
    [
        ((37, 50, 41), (16, 20, 24), 0.25),
        ((20, 33, 60), (20, 16, 16), 0.5),
        ((10, 18, 70), (16, 24, 16), 0.6),
        ((9, 9, 9), (16, 16, 16), 0.25),
    ],
)
def test_equal_to_monai(blend: str, shape: tuple[int, int, int], patch: tuple[int, int, int], overlap: float) -> None:
    picture = torch.from_numpy(np.random.default_rng(1).normal(size=(1, *shape)).astype(np.float32))
    grid = GridSpec(patch=patch, overlap=overlap, blend=blend, pad_value=-1.5)
    inferer = SlidingWindowInferer(patch, sw_batch_size=1, overlap=overlap, mode=blend, cval=-1.5)
    expected = inferer(picture[None], network)[0]
    for stitching in (None, Stitching(batch=5)):
        found, _ = blended(picture, grid, members_of(network), stitching)
        assert found.shape == (1, *expected.shape)
        torch.testing.assert_close(found[0], expected, rtol=1e-5, atol=1e-5)
    half, _ = blended(picture, grid, members_of(network), Stitching(batch=2, half=True))
    torch.testing.assert_close(half[0].float(), expected, rtol=2e-2, atol=2e-2)


@pytest.mark.parametrize(("shape", "patch"), [((37, 50, 41), (16, 20, 24)), ((12, 33, 60), (16, 16, 20))])
def test_equal_to_nnunet(shape: tuple[int, int, int], patch: tuple[int, int, int]) -> None:
    """Its steps, its map and its padding, put together the plain way."""
    official = pytest.importorskip("nnunetv2.inference.sliding_window_prediction")
    padding = pytest.importorskip("acvl_utils.cropping_and_padding.padding")
    picture = torch.from_numpy(np.random.default_rng(2).normal(size=(1, *shape)).astype(np.float32))
    padded, back = padding.pad_nd_image(picture, patch, "constant", {"value": 0}, True, None)
    gaussian = official.compute_gaussian(patch, sigma_scale=1 / 8, dtype=torch.float32, device=torch.device("cpu"))
    torch.testing.assert_close(window_weights(patch, "gaussian-even"), gaussian, rtol=2e-2, atol=1e-6)
    sums, total = torch.zeros(3, *padded.shape[1:]), torch.zeros(padded.shape[1:])
    steps = official.compute_steps_for_sliding_window(tuple(padded.shape[1:]), patch, 0.5)
    for corner in ((z, y, x) for z in steps[0] for y in steps[1] for x in steps[2]):
        place = tuple(slice(start, start + side) for start, side in zip(corner, patch, strict=True))
        sums[(slice(None), *place)] += network(padded[(slice(None), *place)][None])[0] * gaussian
        total[place] += gaussian
    expected = (sums / total)[(slice(None), *back[1:])]
    found, _ = blended(picture, GridSpec(patch=patch, blend="gaussian-even"), members_of(network))
    torch.testing.assert_close(found[0], expected, rtol=1e-3, atol=1e-3)


def test_slices_in_batches_are_windows_of_one_slice() -> None:
    picture = torch.from_numpy(np.random.default_rng(3).normal(size=(1, 7, 30, 40)).astype(np.float32))
    grid = GridSpec(dimensions=2, patch=(16, 24), overlap=0.25)
    inferer = SlidingWindowInferer((16, 24), sw_batch_size=3, overlap=0.25, mode="gaussian")
    expected = torch.stack([inferer(picture[None, :, index], network)[0] for index in range(7)], 1)
    calls: list[tuple[int, ...]] = []

    def slice_by_slice(windows: Tensor) -> Tensor:
        calls.append(tuple(windows.shape))
        return network(windows[:, :, 0])[None, :, :, None]

    found, _ = blended(picture, grid, slice_by_slice, Stitching(batch=4))
    torch.testing.assert_close(found[0], expected, rtol=1e-5, atol=1e-5)
    assert calls[0] == (4, 1, 1, 16, 24)
    whole, pieces = blended(picture, GridSpec(dimensions=2), slice_by_slice, Stitching(batch=3))
    torch.testing.assert_close(whole[0], torch.stack([network(picture[None, :, i])[0] for i in range(7)], 1))
    assert pieces == [(index, 1) for index in range(7)]


def test_members_do_not_mix() -> None:
    picture = torch.randn(1, 20, 20, 20)
    grid = GridSpec(patch=(16, 16, 16), overlap=0.5)
    both, _ = blended(picture, grid, members_of(network, lambda windows: -network(windows)))
    alone, _ = blended(picture, grid, members_of(network))
    torch.testing.assert_close(both, torch.cat([alone, -alone]))


def test_sums_roll_along_the_axis_in_which_they_are_smallest() -> None:
    tiling = tile((32, 200, 64), GridSpec(patch=(32, 32, 32), overlap=0.5))
    assert tiling.axis == 1
    assert tiling.held == 32 * 32 * 64
    _, pieces = blended(torch.zeros(1, 32, 200, 64), GridSpec(patch=(32, 32, 32), overlap=0.5), members_of(network))
    assert pieces[0] == (0, 16)
    assert sum(count for _, count in pieces) == 200


def test_no_patch_is_one_window() -> None:
    assert tile((5, 6, 7), GridSpec()) == Tiling((5, 6, 7), (0, 0, 0), (5, 6, 7), ((0,), (0,), (0,)))
    assert tile((5, 6, 7), GridSpec(dimensions=2)).count == 5


def test_progress_and_cancel_between_windows() -> None:
    seen: list[tuple[float, str]] = []

    def stop_at_half(fraction: float, message: str) -> None:
        seen.append((fraction, message))
        if fraction >= 0.5:
            raise Cancelled

    picture, grid = torch.zeros(1, 40, 16, 16), GridSpec(patch=(16, 16, 16), overlap=0.5)
    tiling = tile((40, 16, 16), grid)
    weights = window_weights(tiling.patch, grid.blend)

    def nowhere(axis: int, first: int, block: Tensor) -> None:
        assert first == 0

    with pytest.raises(Cancelled):
        slide(picture, members_of(network), tiling, nowhere, weights=weights, progress=stop_at_half)
    assert tiling.count == 4
    assert seen == [(0.0, "Window 1 of 4"), (0.25, "Window 2 of 4"), (0.5, "Window 3 of 4")]


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("stitched_on", ["cuda", "cpu"])
def test_equal_on_cuda(stitched_on: str) -> None:
    picture, grid = torch.randn(1, 40, 50, 60), GridSpec(patch=(24, 24, 24), overlap=0.25)
    expected, _ = blended(picture, grid, members_of(network))

    def on_the_device(windows: Tensor) -> Tensor:
        return members_of(network)(windows).to("cuda")

    found, _ = blended(picture, grid, on_the_device, Stitching(batch=3, device=torch.device(stitched_on)))
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-5)
