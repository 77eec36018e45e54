from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional

from ai.training.hippocampus_data import Crops
from ai.training.volume_augment import Strength, augment, blur, lower_resolution, pose

WINDOW = (16, 24, 16)


def _crops() -> Crops:
    """Two blocks of noise with a bright and a very bright box, which are labels 1 and 2."""
    generator = torch.Generator().manual_seed(0)
    images = 0.1 * torch.randn(2, 24, 32, 24, generator=generator)
    labels = torch.zeros(2, 24, 32, 24, dtype=torch.uint8)
    for crop in range(2):
        labels[crop, 8:16, 6 + crop : 16, 8:16] = 1
        labels[crop, 8:16, 16:26, 8:16] = 2
    images = images + 2 * (labels == 1) + 4 * (labels == 2)
    return Crops(images, labels, torch.full((2, 3), 24.0) + torch.tensor([0.0, 8.0, 0.0]))


@pytest.mark.parametrize("seed", range(4))
def test_labels_stay_where_their_values_are(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    images, labels = augment(_crops(), torch.tensor([0, 1]), WINDOW, generator, Strength(chance=0))
    assert images.shape == (2, 1, *WINDOW)
    assert labels.shape == (2, *WINDOW)
    assert labels.dtype == torch.int64
    for image, label in zip(images[:, 0], labels, strict=True):
        means = [image[label == value].mean() for value in range(3)]
        assert means[0] < means[1] < means[2]
        # Without a change of values the three levels are told apart nearly everywhere.
        borders = [(means[0] + means[1]) / 2, (means[1] + means[2]) / 2]
        told = (image > borders[0]).long() + (image > borders[1]).long()
        assert (told == label).float().mean() > 0.93


def test_the_seed_decides_everything() -> None:
    def drawn(seed: int) -> torch.Tensor:
        generator = torch.Generator().manual_seed(seed)
        return augment(_crops(), torch.tensor([0, 1]), WINDOW, generator, Strength())[0]

    assert torch.equal(drawn(5), drawn(5))
    assert not torch.equal(drawn(5), drawn(6))


def test_a_pose_without_change_is_the_middle_of_the_block() -> None:
    block = torch.arange(24 * 32 * 24).float().reshape(1, 1, 24, 32, 24)
    theta = pose(
        torch.zeros(1, 3), torch.ones(1, 3), torch.ones(1), torch.tensor([[11.5, 15.5, 11.5]]), (24, 32, 24), WINDOW
    )
    grid = functional.affine_grid(theta, [1, 1, *WINDOW], align_corners=False)
    found = functional.grid_sample(block, grid, align_corners=False)
    torch.testing.assert_close(found[0, 0], block[0, 0, 4:20, 4:28, 4:20], atol=0.1, rtol=0)


def test_scale_mirror_and_rotation_do_what_they_say() -> None:
    centre = torch.tensor([[11.5, 15.5, 11.5]])

    def extent(angle: float, scale: float, mirrored: float) -> tuple[float, float, float]:
        """Size of a box and on which side a mark in it lies."""
        block = torch.zeros(1, 1, 24, 32, 24)
        block[0, 0, 10:14, 12:20, 10:14] = 1
        block[0, 0, 10:14, 12:20, 13] = 3
        theta = pose(
            torch.tensor([[angle, 0.0, 0.0]]),
            torch.full((1, 3), scale),
            torch.tensor([mirrored]),
            centre,
            (24, 32, 24),
            (24, 32, 24),
        )
        grid = functional.affine_grid(theta, [1, 1, 24, 32, 24], align_corners=False)
        found = functional.grid_sample(block, grid, align_corners=False)[0, 0]
        places = torch.nonzero(found > 0.5).float()
        spread = places.std(0)
        return (
            float((found > 0.5).sum()),
            float(spread[0] - spread[1]),
            float(torch.nonzero(found > 2)[:, 2].float().mean()),
        )

    plain, turned, larger, mirror = extent(0, 1, 1), extent(90, 1, 1), extent(0, 1.5, 1), extent(0, 1, -1)
    assert plain[0] == 128
    assert larger[0] == pytest.approx(128 * 1.5**3, rel=0.15)
    assert plain[1] < 0 < turned[1]  # long along the rows, then along the slices
    assert plain[2] == 13
    assert mirror[2] == 10


def test_blur_and_resolution_keep_the_mean_and_lower_the_spread() -> None:
    noise = torch.randn(1, 20, 24, 20, generator=torch.Generator().manual_seed(0))
    for changed in (blur(noise, 1.0), lower_resolution(noise, 2.0)):
        assert changed.shape == noise.shape
        assert float(changed.std()) < 0.5
        assert math.isclose(float(changed.mean()), float(noise.mean()), abs_tol=0.05)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
@pytest.mark.parametrize("seed", range(6))
def test_a_seed_means_the_same_on_a_gpu(seed: int) -> None:
    found = []
    for device in ("cpu", "cuda"):
        generator = torch.Generator().manual_seed(seed)
        placed = _crops().to(torch.device(device))
        images, labels = augment(placed, torch.tensor([0, 1]), WINDOW, generator, Strength())
        assert images.device.type == labels.device.type == device
        found.append((images.cpu(), labels.cpu()))
    torch.testing.assert_close(found[0][0], found[1][0], rtol=0, atol=0.02)
    assert (found[0][1] == found[1][1]).float().mean() > 0.999
