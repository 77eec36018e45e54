from __future__ import annotations

import math

import pytest
import torch
from monai.losses import DiceLoss, FocalLoss, TverskyLoss
from torch.nn import functional
from torchvision.ops import sigmoid_focal_loss

from ai.errors import TrainingDataError
from ai.training.losses import class_loss, dice_ce, mask_loss


def test_a_sure_and_right_answer_costs_nothing() -> None:
    target = torch.tensor([[[0, 1, 2, 2]]])
    logits = 20 * torch.nn.functional.one_hot(target, 3).movedim(-1, 1).float()
    assert float(dice_ce(logits, target)) == pytest.approx(0, abs=1e-4)


def test_a_guess_costs_what_the_formula_says() -> None:
    target = torch.tensor([[[0, 1, 1, 2]]])
    overlap_one, overlap_two, total_one, total_two = 2 / 3, 1 / 3, 4 / 3 + 2, 4 / 3 + 1
    dice = 1 - ((2 * overlap_one + 1) / (total_one + 1) + (2 * overlap_two + 1) / (total_two + 1)) / 2
    assert float(dice_ce(torch.zeros(1, 3, 1, 4), target)) == pytest.approx(dice + math.log(3))


def test_it_pulls_towards_the_truth() -> None:
    target = torch.tensor([[[[0, 1], [2, 1]]]])
    logits = torch.zeros(1, 3, 1, 2, 2, requires_grad=True)
    torch.autograd.backward(dice_ce(logits, target))
    assert logits.grad is not None
    right = logits.grad.gather(1, target[:, None])
    assert (right < 0).all()
    assert (logits.grad.sum(1) - right[:, 0] > 0).all()


def _overlapping() -> tuple[torch.Tensor, torch.Tensor]:
    chance = torch.Generator().manual_seed(1)
    logits = 2 * torch.randn(2, 3, 4, 5, generator=chance)
    return logits, (torch.rand(2, 3, 4, 5, generator=chance) < 0.4).float()


def _exclusive() -> tuple[torch.Tensor, torch.Tensor]:
    chance = torch.Generator().manual_seed(2)
    logits = 2 * torch.randn(2, 4, 3, 4, 5, generator=chance)
    return logits, torch.randint(4, (2, 3, 4, 5), generator=chance)


def test_masks_that_may_overlap_cost_what_torch_and_monai_say() -> None:
    logits, target = _overlapping()
    dice = DiceLoss(sigmoid=True, batch=True, smooth_nr=1, smooth_dr=1)(logits, target)
    bce = functional.binary_cross_entropy_with_logits(logits, target)
    tversky = TverskyLoss(sigmoid=True, batch=True, alpha=0.3, beta=0.7, smooth_nr=0.5, smooth_dr=0.5)(logits, target)
    focal = sigmoid_focal_loss(logits, target, alpha=-1, gamma=2, reduction="mean")
    wanted = {"dice": dice, "bce": bce, "ce": bce, "dice_ce": dice + bce, "suggested": dice + bce}
    for name, value in (wanted | {"tversky": tversky, "focal": focal}).items():
        assert float(mask_loss(name, exclusive=False)(logits, target)) == pytest.approx(float(value), rel=1e-5), name


def test_masks_that_exclude_each_other_cost_what_torch_and_monai_say() -> None:
    logits, target = _exclusive()
    kind = {"softmax": True, "batch": True, "to_onehot_y": True, "include_background": False}
    dice = DiceLoss(**kind, smooth_nr=1, smooth_dr=1)(logits, target[:, None])
    ce = functional.cross_entropy(logits, target)
    tversky = TverskyLoss(**kind, alpha=0.3, beta=0.7, smooth_nr=0.5, smooth_dr=0.5)(logits, target[:, None])
    # MONAI's mean goes over the classes too: ours over the places.
    focal = 4 * FocalLoss(use_softmax=True, to_onehot_y=True, gamma=2)(logits, target[:, None])
    wanted = {"dice": dice, "ce": ce, "dice_ce": dice + ce, "suggested": dice + ce, "tversky": tversky, "focal": focal}
    for name, value in wanted.items():
        assert float(mask_loss(name, exclusive=True)(logits, target)) == pytest.approx(float(value), rel=1e-5), name


def test_classes_cost_what_torch_says() -> None:
    chance = torch.Generator().manual_seed(3)
    logits, classes = torch.randn(6, 3, generator=chance), torch.tensor([0, 1, 2, 2, 1, 0])
    truth = functional.one_hot(classes, 3).float()
    true_share = logits.softmax(1).gather(1, classes[:, None])[:, 0]
    wanted = {
        "ce": functional.cross_entropy(logits, classes),
        "suggested": functional.cross_entropy(logits, classes),
        "bce": functional.binary_cross_entropy_with_logits(logits, truth),
        "focal": -((1 - true_share) ** 2 * true_share.log()).mean(),
    }
    for name, value in wanted.items():
        assert float(class_loss(name)(logits, classes)) == pytest.approx(float(value), rel=1e-5), name


def test_a_loss_that_does_not_fit_is_refused_in_words() -> None:
    for name in ("dice", "dice_ce", "tversky"):
        with pytest.raises(TrainingDataError, match=f"The loss {name} is for masks; this dataset has classes"):
            class_loss(name)
    with pytest.raises(TrainingDataError, match="The loss bce is for structures that may overlap"):
        mask_loss("bce", exclusive=True)
