from __future__ import annotations

import numpy as np
import pytest
import torch

from ai.library.card import InputSpec
from ai.prepare.radiograph import standardise as standardise_plane
from ai.training.radiograph_augment import augment, standardise

SPEC = InputSpec(("CR",), (), (), (64, 64), (0.5, 99.5), 32)


def _films(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Films whose right lung is a dark block in image left, with its mask."""
    pictures = torch.full((count, 1, 128, 128), 0.7)
    masks = torch.zeros(count, 2, 128, 128)
    masks[:, 0, 30:100, 20:54] = 1
    masks[:, 1, 30:100, 76:110] = 1
    pictures[masks.sum(1, keepdim=True) > 0] = 0.2
    return pictures, masks


def test_same_as_what_inference_does_to_a_picture() -> None:
    plane = np.random.default_rng(0).gamma(2, 100, (64, 64)).astype(np.float32)
    expected = standardise_plane(plane, SPEC.clip_percentiles)
    found = standardise(torch.from_numpy(plane)[None, None], SPEC.clip_percentiles)[0, 0]
    assert found.numpy() == pytest.approx(expected, abs=1e-4)


def test_masks_move_with_the_picture_and_are_never_mirrored() -> None:
    pictures, masks = _films(24)
    looks, moved = augment(pictures, masks, SPEC, torch.Generator().manual_seed(0))
    assert looks.shape == (24, 1, 64, 64)
    assert moved.shape == (24, 2, 64, 64)
    assert set(moved.unique().tolist()) == {0.0, 1.0}
    assert torch.isfinite(looks).all()
    columns = torch.arange(64.0)
    centres = (moved * columns).sum((2, 3)) / moved.sum((2, 3))
    assert (centres[:, 0] < centres[:, 1]).all()
    inside = torch.stack([look[0][mask.sum(0) > 0].mean() for look, mask in zip(looks, moved, strict=True)])
    outside = torch.stack(
        [look[0][16:48, 16:48][mask.sum(0)[16:48, 16:48] == 0].mean() for look, mask in zip(looks, moved, strict=True)]
    )
    assert (inside < outside).all()


def test_strength_zero_changes_nothing_but_the_size() -> None:
    pictures, masks = _films(2)
    looks, moved = augment(pictures, masks, SPEC, torch.Generator().manual_seed(0), strength=0.0)
    assert torch.equal(moved, masks[:, :, ::2, ::2])
    expected = standardise(torch.nn.functional.avg_pool2d(pictures, 2), SPEC.clip_percentiles)
    assert looks.numpy() == pytest.approx(expected.numpy(), abs=1e-3)


def test_same_seed_same_films() -> None:
    pictures, masks = _films(3)
    one, two = (augment(pictures, masks, SPEC, torch.Generator().manual_seed(5))[0] for _ in range(2))
    assert torch.equal(one, two)
