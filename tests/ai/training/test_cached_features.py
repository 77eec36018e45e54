from __future__ import annotations

import numpy as np
import pytest
import torch

from ai.networks.encoders import Encoder
from ai.networks.named_stages import named_stages
from ai.networks.picture_classifier import LinearHead
from ai.training import cached_features
from ai.training.augmentation_choice import NO_AUGMENTATION, Augmentation
from ai.training.cached_features import encode, encode_views
from ai.training.linear_probe import fit_probe

CPU = torch.device("cpu")


def _striped(count: int) -> tuple[np.ndarray, torch.Tensor]:
    """(cases, 32, 32) float16 noise, every second one with faint stripes, and their classes."""
    pictures = np.random.default_rng(0).normal(size=(count, 32, 32))
    pictures[1::2] += 0.5 * np.sin(np.arange(32) * 1.3)
    return pictures.astype(np.float16), torch.arange(count) % 2


@pytest.fixture
def encoder() -> Encoder:
    torch.manual_seed(0)
    return Encoder(named_stages("resnet18")[:2])


def test_the_first_view_is_the_picture_as_it_is(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached_features, "has_fast_bf16", lambda device: False)
    pictures, _ = _striped(20)
    views = encode_views(encoder, pictures, CPU, views=3, augmentation=Augmentation(), seed=1)
    assert views.shape[:2] == (3, 20)
    assert views.dtype == torch.float32
    assert torch.equal(views[0], encode(encoder, pictures, CPU))
    assert not torch.allclose(views[1], views[2], rtol=1e-2)
    again = encode_views(encoder, pictures, CPU, views=2, augmentation=Augmentation(), seed=1)
    assert torch.equal(again, views[:2])  # more views leave the others as they are
    still = encode_views(encoder, pictures, CPU, views=2, augmentation=NO_AUGMENTATION, seed=1)
    assert torch.equal(still[0], still[1])


def test_quick_features_make_as_good_a_probe(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures, classes = _striped(80)
    areas, found = [], []
    for fast in (False, True):
        monkeypatch.setattr(cached_features, "has_fast_bf16", lambda device, fast=fast: fast)
        monkeypatch.setattr("ai.training.fast_layout.has_fast_bf16", lambda device, fast=fast: fast)
        features = encode_views(encoder, pictures, CPU, augmentation=NO_AUGMENTATION, seed=0)[0]
        found.append(features)
        head = LinearHead(features.shape[1], 2)
        parts = (features[:40], classes[:40]), (features[40:], classes[40:])
        areas.append(fit_probe(head, *parts, tell=lambda number, step: None).auc)
    assert areas[0] > 0.7
    assert areas[1] == pytest.approx(areas[0], abs=0.05)
    assert torch.allclose(found[0], found[1], rtol=0.05, atol=0.02)
    assert not torch.equal(found[0], found[1])
    assert all(value.is_contiguous() for value in encoder.state_dict().values())  # as files of weights want it
