from __future__ import annotations

import math

import pytest
import torch

from ai.networks.encoders import Encoder
from ai.networks.named_stages import named_stages
from ai.training.pretext import (
    PROJECTION,
    TEMPERATURE,
    TURNS,
    Looks,
    Pretext,
    contrast,
    pretext_loss,
    turned,
    two_views,
)

PLAIN = Looks(area=(1, 1.000001), rotation_deg=0, shear=0, gamma=1.0, noise=0, blur=0, inverted=0, hidden=0, stretch=0)


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_view_is_turned_as_told(turn: int) -> None:
    pictures = torch.rand(3, 1, 16, 16, generator=torch.Generator().manual_seed(turn))
    views = two_views(pictures, torch.full((3,), turn), 16, (0, 100), torch.Generator().manual_seed(0), PLAIN)
    expected = turned(pictures, turn)
    expected = (expected - expected.mean((1, 2, 3), keepdim=True)) / expected.flatten(1).std(1, unbiased=False)[
        :, None, None, None
    ]
    torch.testing.assert_close(views[:3], expected, atol=0.01, rtol=0.01)
    torch.testing.assert_close(views[:3], views[3:])


def test_views_differ_are_standardised_and_can_be_drawn_again() -> None:
    pictures = torch.rand(8, 1, 32, 32, generator=torch.Generator().manual_seed(1))

    def draw(seed: int) -> torch.Tensor:
        return two_views(pictures, torch.arange(8), 24, (0.5, 99.5), torch.Generator().manual_seed(seed))

    views = draw(0)
    assert views.shape == (16, 1, 24, 24)
    assert torch.isfinite(views).all()
    torch.testing.assert_close(views.mean((1, 2, 3)), torch.zeros(16), atol=1e-4, rtol=0)
    torch.testing.assert_close(views.flatten(1).std(1, unbiased=False), torch.ones(16), atol=1e-3, rtol=0)
    assert not torch.allclose(views[:8], views[8:], atol=0.2)
    assert torch.equal(views, draw(0))
    assert not torch.equal(views, draw(1))


def test_a_negative_is_one_in_both_views() -> None:
    pictures = torch.rand(4, 1, 16, 16, generator=torch.Generator().manual_seed(2))
    looks = Looks(**{**vars(PLAIN), "inverted": 1.0})
    views = two_views(pictures, torch.zeros(4, dtype=torch.int64), 16, (0, 100), torch.Generator(), looks)
    plain = two_views(pictures, torch.zeros(4, dtype=torch.int64), 16, (0, 100), torch.Generator(), PLAIN)
    torch.testing.assert_close(views, -plain, atol=0.02, rtol=0.02)


def test_contrast_is_least_where_views_agree() -> None:
    apart = torch.eye(4)
    agreed = float(contrast(torch.cat([apart, apart])))
    # One of 7 is alike, the other 6 stand at right angles.
    assert agreed == pytest.approx(math.log(1 + 6 * math.exp(-1 / TEMPERATURE)), rel=1e-5)
    assert float(contrast(torch.cat([apart, apart.roll(1, 0)]))) > agreed + 4
    assert float(contrast(torch.ones(8, 3))) == pytest.approx(math.log(7), rel=1e-5)


def test_the_loss_sums_three_tasks() -> None:
    kinds, pictures = 3, 4
    output = torch.zeros(2 * pictures, kinds + TURNS + PROJECTION)
    target = torch.zeros(2 * pictures, 2, dtype=torch.int64)
    none = math.log(kinds) + math.log(TURNS)
    unit = output.clone()
    unit[:, kinds + TURNS :] = 1
    assert float(pretext_loss(unit, target)) == pytest.approx(none + math.log(7), rel=1e-5)
    knows = unit.clone()
    knows[:, 0] = 50  # the kind
    assert float(pretext_loss(knows, target)) == pytest.approx(math.log(TURNS) + math.log(7), rel=1e-4)


def test_all_stages_learn() -> None:
    torch.manual_seed(0)
    network = Pretext(Encoder(named_stages("resnet18")), 3)
    output = network(torch.randn(4, 1, 32, 32))
    assert output.shape == (4, 3 + TURNS + PROJECTION)
    pretext_loss(output, torch.zeros(4, 2, dtype=torch.int64)).backward()
    assert all(p.grad is not None and bool(p.grad.abs().sum() > 0) for p in network.encoder.parameters())
