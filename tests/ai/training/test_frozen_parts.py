from __future__ import annotations

import pytest
from torch import nn

from ai.errors import TrainingDataError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.training.frozen_parts import network_parts, part_names, still_parts, thawed
from ai.training.network_part import NetworkPart, taught_parameters
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


def test_parts_are_listed_with_what_is_trained_of_them() -> None:
    network = _network()
    groups = [ParameterGroup([*network["head"].parameters(), *network["body"][1].parameters()], 1.0)]
    parts = network_parts(network, groups)
    assert parts == [
        NetworkPart("body", 24, 4),
        NetworkPart("body.0", 20, 0),
        NetworkPart("body.1", 4, 4),
        NetworkPart("head", 6, 6),
    ]
    for frozen in ((), ("body",), ("body.1", "head")):
        left = thawed(network, groups, frozen) if frozen != ("body.1", "head") else []
        trained = sum(parameter.numel() for group in left for parameter in group.parameters)
        assert taught_parameters(parts, frozen) == trained


def test_what_only_gathers_other_parts_has_no_line() -> None:
    first, second = nn.Linear(2, 2), nn.Linear(2, 3)
    network = nn.ModuleDict({"first": first, "second": second})
    network["both"] = nn.Sequential(nn.Sequential(first), second)
    parts = network_parts(network, [])
    assert [part.name for part in parts] == ["first", "second"]
    assert sum(part.parameters for part in parts) == sum(each.numel() for each in network.parameters())


def test_a_part_that_is_all_of_the_part_around_it_has_no_line() -> None:
    inner = nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)))
    network = nn.ModuleDict({"encoder": inner, "head": nn.Linear(2, 2)})
    assert [part.name for part in network_parts(network, [])] == ["encoder", "encoder.0.0", "encoder.0.1", "head"]


def test_layers_that_go_by_a_second_name_are_listed_once_also_inside_a_part() -> None:
    sizes = (("out_channels", 3), ("filters", (4, 8, 16)), ("subpixels", 1))
    look = {"filters": [4, 8, 8], "subpixels": 1, "window_px": [16, 16], "shown": [0], "mirrored": [1], "share": 1.0}
    network = build(Architecture("second-look", (*sizes, ("looks", [look, look | {"shown": [2], "mirrored": []}]))))
    parts = network_parts(network, _all(network))
    names = [part.name for part in parts]
    assert {"first", "seconds", "seconds.0", "seconds.1", "seconds.1.input_block"} <= set(names)
    assert not [name for name in names if "skip_layers" in name]
    inside = ("seconds.0.input_block", "seconds.0.downsamples", "seconds.0.output_block")
    (whole,) = (part for part in parts if part.name == "seconds.0")
    left = sum(each.numel() for group in thawed(network, _all(network), inside) for each in group.parameters)
    assert taught_parameters(parts, inside) == left < sum(each.numel() for each in network.parameters())
    assert sum(part.parameters for part in parts if part.name.count(".") == 2 and part.name[:10] == "seconds.0.") <= (
        whole.parameters
    )


def _all(network: nn.Module) -> list[ParameterGroup]:
    return [ParameterGroup(list(network.parameters()), 1.0)]
