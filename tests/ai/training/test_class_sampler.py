from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from ai.training.class_sampler import drawn_shares, epoch_order, logit_shift


def test_classes_of_one_size_are_shown_once_each() -> None:
    classes = torch.tensor([0, 1, 1, 0, 2, 2])
    first = epoch_order(classes, 3, epoch=0, seed=4)
    assert sorted(first.tolist()) == list(range(6))
    assert first.tolist() != epoch_order(classes, 3, epoch=1, seed=4).tolist()
    assert first.tolist() == epoch_order(classes, 3, epoch=0, seed=4).tolist()
    assert torch.equal(logit_shift(classes, 3, "ce"), torch.zeros(3))


def test_a_rare_class_is_shown_by_the_root_of_its_count() -> None:
    classes = torch.tensor([0] * 90 + [1] * 10)
    shown = torch.zeros(100)
    for epoch in range(400):
        order = epoch_order(classes, 2, epoch=epoch, seed=0)
        assert len(order) == 100
        share = float((classes[order] == 1).float().mean())
        assert share in (0.25, pytest.approx(0.25, abs=0.011))  # 1 : 3 is the root of 1 : 9
        shown += torch.bincount(order, minlength=100)
    # Every case of a class alike: 2.5 times and 5 / 6 of a time an epoch.
    assert shown[classes == 1] / 400 == pytest.approx(2.5, abs=0.15)
    assert shown[classes == 0] / 400 == pytest.approx(5 / 6, abs=0.1)


def test_a_class_without_cases_is_never_drawn() -> None:
    assert set(epoch_order(torch.tensor([0, 0, 0, 2]), 3, epoch=0, seed=0).tolist()) <= {0, 1, 2, 3}


@pytest.mark.parametrize("loss", ["ce", "bce"])
def test_bare_logits_speak_of_the_sites_own_mix(loss: str) -> None:
    """The best constant answer on what is shown, less the shift, is the site's own share of each class."""
    classes = torch.tensor([0] * 90 + [1] * 10)
    own, shown = (shares.float() for shares in drawn_shares(classes, 2))
    shift = logit_shift(classes, 2, loss)
    if loss == "ce":
        assert functional.softmax(shown.log() - shift, 0) == pytest.approx(own)
    else:
        assert torch.sigmoid(torch.logit(shown) - shift) == pytest.approx(own)
