from __future__ import annotations

import math

import pytest
import torch

from ai.training.losses import dice_ce


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
