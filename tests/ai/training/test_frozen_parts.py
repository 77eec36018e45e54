from __future__ import annotations

import pytest
from torch import nn

from ai.errors import TrainingDataError
from ai.training.frozen_parts import part_names, still_parts, thawed
from ai.training.work import ParameterGroup


def _network() -> nn.Module:
    body = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU())
    return nn.ModuleDict({"body": body, "head": nn.Linear(2, 2)})


def test_frozen_parts_leave_the_groups() -> None:
    network = _network()
    groups = [
        ParameterGroup(list(network["head"].parameters()), 1.0),
        ParameterGroup(list(network["body"].parameters()), 0.5),
    ]
    assert thawed(network, groups, ()) == groups
    assert [len(group.parameters) for group in thawed(network, groups, ("body.0",))] == [2, 2]
    assert thawed(network, groups, ("body",)) == groups[:1]


def test_what_cannot_be_frozen_is_said() -> None:
    network = _network()
    groups = [ParameterGroup(list(network["head"].parameters()), 1.0)]
    with pytest.raises(TrainingDataError, match=r"no part named body\.9.*Its parts are: body, body.0, body.1, head"):
        thawed(network, groups, ("body.9",))
    with pytest.raises(TrainingDataError, match=r"no part named body\.2"):  # has no parameters
        thawed(network, groups, ("body.2",))
    with pytest.raises(TrainingDataError, match="Everything that this scope trains is frozen"):
        thawed(network, groups, ("head",))
    assert part_names(network) == ["body", "body.0", "body.1", "head"]


def test_still_parts_are_those_without_a_trained_parameter() -> None:
    network = _network()
    for parameter in network["body"][1].parameters():
        parameter.requires_grad_(False)
    assert list(still_parts(network)) == [network["body"][1]]
