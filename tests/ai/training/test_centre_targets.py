from __future__ import annotations

import torch

from ai.networks.volume_detector import VolumeDetector
from ai.training.centre_targets import CENTRE, centre_loss, centre_targets

CELLS, CELL = (6, 10, 8), (1, 2, 2)
BOXES = torch.tensor([[1.0, 0.5, 3.5, 2.5, 3.5, 10.5, 9.5], [0.0, 3.5, 12.5, 10.5, 4.5, 13.5, 11.5]])


def _maps(target: torch.Tensor, labels: int = 2) -> torch.Tensor:
    near = target[:, :labels]
    return torch.cat([torch.logit(near.clamp(1e-4, 1 - 1e-4)), target[:, labels : labels + 6]], 1)


def test_targets_say_where_and_how_large() -> None:
    target = centre_targets([BOXES, BOXES[:0]], 2, CELLS, CELL)
    assert target.shape == (2, 9, *CELLS)
    assert not target[1].any()
    near = target[0, :2]
    assert (near.amax((1, 2, 3)) == 1).all()  # also of a box smaller than a cell
    assert torch.nonzero(near[1] == 1).tolist() == [[2, 3, 3]] or near[1, 2, 3, 3] >= CENTRE
    assert int((target[0, 8] > 0).sum()) == int((near >= CENTRE).any(0).sum()) >= 2


def test_a_network_that_says_the_targets_gives_the_boxes_back() -> None:
    network = VolumeDetector(filters=(8, 8), strides=([1, 2, 2], [2, 2, 2]), labels=2)
    told = network._told(_maps(centre_targets([BOXES], 2, CELLS, CELL))[0])
    order = told["labels"][:2].argsort(descending=True)
    assert sorted(told["labels"][:2].tolist()) == [0, 1]
    torch.testing.assert_close(told["boxes"][:2][order] - 0.5, BOXES[:, 1:], atol=1e-3, rtol=0)
    assert (told["scores"].diff() <= 0).all()


def test_the_loss_is_least_for_what_is_true() -> None:
    target = centre_targets([BOXES], 2, CELLS, CELL)
    right = _maps(target)
    best = centre_loss(right, target, CELL)
    assert float(best) < 0.3
    for channel, by in ((0, -9.0), (2, 0.7), (4, -0.7), (5, 0.5), (7, -0.5)):
        other = right.clone()
        other[:, channel] += by
        assert centre_loss(other, target, CELL) > best + 0.02
    everywhere = right.clone()
    everywhere[:, :2] = 4.0
    assert centre_loss(everywhere, target, CELL) > best + 5


def test_a_window_without_findings_teaches_only_that_there_is_none() -> None:
    target = centre_targets([BOXES[:0]], 2, CELLS, CELL)
    maps = torch.zeros(1, 8, *CELLS, requires_grad=True)
    centre_loss(maps, target, CELL).backward()
    assert maps.grad is not None
    assert (maps.grad[:, :2] > 0).all()
    assert not maps.grad[:, 2:].any()


def test_what_is_centred_beside_the_window_is_no_centre() -> None:
    beside = torch.tensor([[0.0, -5.5, 3.5, 3.5, 4.0, 11.5, 11.5]])
    target = centre_targets([beside], 1, CELLS, CELL)
    assert 0 < float(target[:, 0].max()) < CENTRE
    assert not target[:, 7].any()
