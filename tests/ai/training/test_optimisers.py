from __future__ import annotations

import itertools

import pytest
import torch

from ai.training.finetune_config import OPTIMISERS, SCHEDULES
from ai.training.optimisers import make_optimiser, rate_share


def _after_two_steps(name: str, weight_decay: float) -> float:
    weight = torch.nn.Parameter(torch.tensor([2.0]))
    optimiser = make_optimiser(name, [{"params": [weight]}], learning_rate=0.1, weight_decay=weight_decay)
    for _ in range(2):
        weight.grad = torch.tensor([0.5])
        optimiser.step()
    return float(weight.detach())


def test_steps_are_those_of_the_formulas() -> None:
    # Nesterov: v = g, step = g + 0.9 v; then v = 0.9 g + g, step = g + 0.9 v. All times 0.1.
    assert _after_two_steps("sgd", 0) == pytest.approx(2 - 0.1 * (0.95 + 0.5 + 0.9 * 0.95))
    # Of an even gradient, Adam goes the whole rate each time.
    assert _after_two_steps("adam", 0) == pytest.approx(1.8, abs=1e-5)
    assert _after_two_steps("adamw", 0) == pytest.approx(1.8, abs=1e-5)
    # The decay of "adamw" is apart from the gradient; in "adam" it is lost in the even step.
    assert _after_two_steps("adamw", 0.5) == pytest.approx((2 * 0.95 - 0.1) * 0.95 - 0.1, abs=1e-5)
    assert _after_two_steps("adam", 0.5) == pytest.approx(1.8, abs=1e-3)
    assert set(OPTIMISERS) == {"adamw", "adam", "sgd"}


def test_every_schedule_rises_in_the_first_tenth_and_stays_above_nothing() -> None:
    for schedule in SCHEDULES:
        shares = [rate_share(schedule, step, 100) for step in range(100)]
        assert shares[:10] == pytest.approx([(step + 1) / 11 for step in range(10)])
        assert max(shares) == shares[10] == 1
        assert min(shares[10:]) > 0
        assert all(later <= before for before, later in itertools.pairwise(shares[10:]))


def test_what_comes_after_the_rise() -> None:
    assert rate_share("constant", 99, 100) == 1
    assert rate_share("cosine", 99, 100) < 0.002
    assert [rate_share("steps", step, 100) for step in (59, 60, 84, 85)] == pytest.approx([1, 0.1, 0.1, 0.01])
    assert rate_share("cosine", 0, 1) == 0.5
