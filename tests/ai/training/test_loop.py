from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from ai.errors import TrainingDataError
from ai.progress import Cancelled
from ai.training import loop
from ai.training.loop import Schedule, train
from ai.training.losses import dice_bce

SCHEDULE = Schedule(steps=40, learning_rate=0.05, seed=3)


def _network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Linear(2, 1)


def _batch(generator: torch.Generator) -> tuple[Tensor, Tensor]:
    inputs = torch.randn(8, 2, generator=generator)
    return inputs, inputs @ torch.tensor([[2.0], [-1.0]])


def _loss(output: Tensor, target: Tensor) -> Tensor:
    return ((output - target) ** 2).mean()


def _weights(network: nn.Module) -> Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in network.parameters()])


def test_it_learns(tmp_path: Path) -> None:
    result = train(_network(), _batch, _loss, Schedule(400, 0.05, ema_decay=0.9), folder=tmp_path)
    assert _weights(result) == pytest.approx([2, -1, 0], abs=0.1)
    assert not result.training
    last = json.loads((tmp_path / "events.jsonl").read_text().splitlines()[-1])
    assert (last["step"], last["of"]) == (400, 400)


def test_a_killed_run_goes_on_to_the_same_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = train(_network(), _batch, _loss, SCHEDULE, folder=tmp_path / "whole")
    monkeypatch.setattr(loop, "CHECKPOINT_EVERY_S", 0.0)

    def die(fraction: float, message: str) -> None:
        if fraction > 0.6:
            raise Cancelled

    with pytest.raises(Cancelled):
        train(_network(), _batch, _loss, SCHEDULE, folder=tmp_path / "cut", progress=die)
    steps: list[str] = []

    def note(fraction: float, message: str) -> None:
        steps.append(message)

    resumed = train(_network(), _batch, _loss, SCHEDULE, folder=tmp_path / "cut", progress=note)
    assert len(steps) < 20  # it did not start again
    assert torch.allclose(_weights(resumed), _weights(whole), atol=1e-6)


def test_a_finished_run_is_only_read(tmp_path: Path) -> None:
    first = train(_network(), _batch, _loss, SCHEDULE, folder=tmp_path)

    def never(generator: torch.Generator) -> tuple[Tensor, Tensor]:
        raise AssertionError

    again = train(_network(), never, _loss, SCHEDULE, folder=tmp_path)
    assert torch.equal(_weights(first), _weights(again))


def test_a_loss_that_is_no_number_stops_with_a_sentence(tmp_path: Path) -> None:
    def broken(output: Tensor, target: Tensor) -> Tensor:
        return output.sum() * torch.nan

    with pytest.raises(TrainingDataError, match="not a number at step 1"):
        train(_network(), _batch, broken, SCHEDULE, folder=tmp_path)


def test_dice_bce_is_small_for_the_truth_and_large_for_its_opposite() -> None:
    target = torch.zeros(2, 3, 8, 8)
    target[:, :, 2:6, 2:6] = 1
    assert dice_bce(target * 40 - 20, target) < 0.01
    assert dice_bce(20 - target * 40, target) > 10
