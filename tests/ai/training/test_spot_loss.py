from __future__ import annotations

import pytest
import torch

from ai.networks.spot_finder import HEAT, ORGAN, SIZE
from ai.training.spot_loss import spot_loss


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
