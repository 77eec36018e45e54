from __future__ import annotations

import math

import pytest
import torch

from ai.networks.spot_finder import HEAT, ORGAN, SIZE
from ai.training.spot_loss import ORGAN_WEIGHT, spot_loss


def _target(*, weight: float = 1.0) -> torch.Tensor:
    target = torch.zeros(1, 4, 8, 8)
    target[0, 3] = weight
    target[0, 0, 4, 4], target[0, 0, 4, 5] = 1.0, 0.6
    target[0, 1, :, :4] = 1
    target[0, 2] = 3.0
    return target


def _right() -> torch.Tensor:
    maps = torch.zeros(1, 3, 8, 8)
    maps[0, HEAT], maps[0, HEAT, 4, 4] = -12.0, 12.0
    maps[0, ORGAN] = torch.where(torch.arange(8) < 4, 12.0, -12.0)
    maps[0, SIZE] = 3.0
    return maps


def test_the_right_answer_costs_nothing_and_each_fault_something() -> None:
    assert float(spot_loss(_right(), _target())) < 1e-3
    for channel, value in ((HEAT, 5.0), (ORGAN, 0.0), (SIZE, 2.0)):
        maps = _right()
        maps[0, channel] = value
        assert float(spot_loss(maps, _target())) > 0.05


def test_beside_a_centre_a_false_alarm_costs_less_than_far_away() -> None:
    near, far = _right(), _right()
    near[0, HEAT, 4, 5] = far[0, HEAT, 1, 1] = 3.0
    costs = [float(spot_loss(each, _target())) for each in (near, far)]
    assert costs[0] == pytest.approx(0.4**4 * costs[1], rel=1e-3)


def test_where_nothing_is_taught_the_heat_map_costs_nothing() -> None:
    maps = _right()
    maps[0, HEAT] = 4.0
    assert float(spot_loss(maps, _target(weight=0.0))) < 1e-3


def test_pieces_that_know_their_share_add_up_to_the_whole_batch() -> None:
    """One crop of four has a centre: alone, the others would be divided by 1 each and count four times."""
    torch.manual_seed(0)
    maps, target = torch.randn(4, 3, 8, 8), _target().repeat(4, 1, 1, 1)
    target[1:, 0] = 0
    whole = spot_loss(maps, target)
    share = torch.tensor(1 / 4)
    pieces = [spot_loss(maps[i : i + 1], target[i : i + 1], centres=share) / 4 for i in range(4)]
    assert float(sum(pieces)) == pytest.approx(float(whole), rel=1e-5)
    alone = [spot_loss(maps[i : i + 1], target[i : i + 1]) / 4 for i in range(4)]
    assert float(sum(alone)) < 0.7 * float(whole)


def test_without_focus_it_is_binary_cross_entropy_of_the_heat_map() -> None:
    maps, target = torch.zeros(1, 3, 1, 2), torch.zeros(1, 4, 1, 2)
    maps[0, HEAT, 0] = torch.tensor([2.0, -3.0])
    target[0, 0, 0, 0], target[0, 3] = 1.0, 1.0
    organ, size = math.log(2), 0.0  # of an organ that is not known; of a size that is right
    plain = math.log1p(math.exp(-2.0)) + math.log1p(math.exp(-3.0))
    assert float(spot_loss(maps, target, focus=0.0)) == pytest.approx(plain + ORGAN_WEIGHT * organ + size, rel=1e-5)
    assert float(spot_loss(maps, target)) < float(spot_loss(maps, target, focus=0.0))
