"""The loop on a network of a few weights: memory that runs short, resume, requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from ai.errors import MemoryShort, TrainingDataError
from ai.progress import Cancelled
from ai.training import epoch_loop
from ai.training.batch_trial import PieceSizes, read_sizes
from ai.training.epoch_loop import train_epochs
from ai.training.epoch_plan import EpochPlan
from ai.training.events import read_events
from ai.training.finetune_config import OPTIMISERS, SCHEDULES
from ai.training.job_folder import CANCEL, JobFolder
from ai.training.work import ParameterGroup, Validation, Work

PLAN = EpochPlan(epochs=3, steps_per_epoch=4, learning_rate=0.05, seed=2, batch=6, metric_name="AUC")


@pytest.fixture(autouse=True)
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai.training.batch_gradients.has_fast_bf16", lambda device: False)


class Short(nn.Module):
    """Two layers and a norm that run out of memory where too many cases come at once."""

    def __init__(self, most: Callable[[], int] = lambda: 99) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.norm, self.second = nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2)
        self.most = most
        self.largest = 0

    def forward(self, inputs: Tensor) -> Tensor:
        if len(inputs) > self.most():
            raise torch.OutOfMemoryError("CUDA out of memory.")
        self.largest = max(self.largest, len(inputs))
        result: Tensor = self.second(self.norm(self.first(inputs)))
        return result


def _work(network: Short, *, keep_norms: bool = True) -> Work:
    def batch(epoch: int, position: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        inputs = torch.randn(6, 3, generator=generator)
        return inputs, (inputs.sum(1) > 0).long()

    def validate(trained: nn.Module) -> Validation:
        return Validation(0.5, float(next(trained.parameters()).detach().sum()))

    groups = [ParameterGroup(list(network.parameters()), 1.0)]
    return Work(network, groups, batch, nn.functional.cross_entropy, validate, keep_norms=keep_norms)


def _weights(network: nn.Module) -> Tensor:
    return torch.cat([value.flatten().float() for value in network.state_dict().values()])


def _events(job: JobFolder, name: str) -> list[dict[str, object]]:
    return [dict(event) for event in read_events(job.events)[0] if event["event"] == name]


def _job(folder: Path) -> JobFolder:
    folder.mkdir()
    return JobFolder(folder)


def test_a_batch_that_does_not_fit_goes_through_in_pieces(tmp_path: Path) -> None:
    whole, _ = train_epochs(_work(Short()), PLAN, _job(tmp_path / "whole"))
    small, job = Short(lambda: 2), _job(tmp_path / "small")
    pieces, _ = train_epochs(_work(small), PLAN, job)
    assert torch.allclose(_weights(pieces), _weights(whole), atol=1e-5)
    assert small.largest == 2
    assert [(each["step"], each["batch"], each["at_once"]) for each in _events(job, "batch")] == [(0, 6, 3), (0, 6, 2)]
    assert read_sizes(job) == PieceSizes(((0, 2),))


def test_a_case_that_gives_several_inputs_goes_through_as_one(tmp_path: Path) -> None:
    """As crops of a picture: losses that count over a batch must not see it in parts without need."""
    network, job = Short(), _job(tmp_path / "job")
    work = _work(network)

    def twice(epoch: int, position: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        inputs, target = work.batch(epoch, position, generator)
        return torch.cat([inputs, inputs]), torch.cat([target, target])

    train_epochs(replace(work, batch=twice), PLAN, job)
    assert network.largest == 2 * PLAN.batch
    assert read_sizes(job) == PieceSizes(((0, PLAN.batch),))


def test_memory_that_gets_short_on_the_way(tmp_path: Path) -> None:
    """Halved in the middle of the run; a resumed run makes the same steps and the same curve."""
    network, job = Short(), _job(tmp_path / "job")
    steps = 0

    def scarce(fraction: float, message: str) -> None:
        nonlocal steps
        steps += 1
        network.most = lambda: 6 if steps < 5 else 3

    result, _ = train_epochs(_work(network, keep_norms=False), PLAN, job, progress=scarce)
    assert [(each["step"], each["at_once"]) for each in _events(job, "batch")] == [(5, 3)]
    assert read_sizes(job) == PieceSizes(((0, 6), (5, 3)))

    again, seen = _job(tmp_path / "again"), 0
    (again.path / "batch.json").write_text((job.path / "batch.json").read_text())

    def cancel(fraction: float, message: str) -> None:
        nonlocal seen
        seen += 1
        if seen == 7:
            again.ask(CANCEL)

    with pytest.raises(Cancelled):
        train_epochs(_work(Short(), keep_norms=False), PLAN, again, progress=cancel)
    again.take_back(CANCEL)
    resumed, _ = train_epochs(_work(Short(), keep_norms=False), PLAN, again)
    assert torch.equal(_weights(resumed), _weights(result))
    curves = [[event["loss"] for event in _events(each, "epoch")] for each in (job, again)]
    assert curves[0] == curves[1]
    assert len(curves[0]) == 3


def test_who_cancels_by_the_progress_loses_no_step(tmp_path: Path) -> None:
    whole, _ = train_epochs(_work(Short(), keep_norms=False), PLAN, _job(tmp_path / "whole"))
    job, seen = _job(tmp_path / "job"), 0

    def cancel(fraction: float, message: str) -> None:
        nonlocal seen
        seen += 1
        if seen == PLAN.steps_per_epoch + 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        train_epochs(_work(Short(), keep_norms=False), PLAN, job, progress=cancel)
    resumed, _ = train_epochs(_work(Short(), keep_norms=False), PLAN, job)
    assert [each["step"] for each in _events(job, "resumed")] == [PLAN.steps_per_epoch + 1]
    assert torch.equal(_weights(resumed), _weights(whole))


def test_the_trial_changes_nothing(tmp_path: Path) -> None:
    """With the sizes known there is no trial: the same weights and batch statistics come out."""
    first, job = _job(tmp_path / "first"), _job(tmp_path / "job")
    tried, _ = train_epochs(_work(Short(), keep_norms=False), PLAN, first)
    (job.path / "batch.json").write_text((first.path / "batch.json").read_text())
    known, _ = train_epochs(_work(Short(), keep_norms=False), PLAN, job)
    assert torch.equal(_weights(tried), _weights(known))


def test_a_single_case_that_does_not_fit_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MemoryShort, match="A single case does not fit the memory"):
        train_epochs(_work(Short(lambda: 0)), PLAN, _job(tmp_path / "job"))


def test_another_error_is_none_of_memory(tmp_path: Path) -> None:
    network = Short()
    network.second = nn.Linear(5, 2)
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        train_epochs(_work(network), PLAN, _job(tmp_path / "job"))


def test_damaged_sizes_are_a_sentence(tmp_path: Path) -> None:
    job = _job(tmp_path / "job")
    for text in ("{}", '{"sizes": []}', '{"sizes": [[3, 2]]}', '{"sizes": [[0, 0]]}', "half"):
        (job.path / "batch.json").write_text(text)
        with pytest.raises(TrainingDataError, match=r"batch\.json of the job folder cannot be read"):
            read_sizes(job)


def test_every_optimiser_and_schedule_goes_its_own_way(tmp_path: Path) -> None:
    ways = [(optimiser, schedule) for optimiser in OPTIMISERS for schedule in SCHEDULES]
    found = set()
    for optimiser, schedule in ways:
        plan = replace(PLAN, optimiser=optimiser, schedule=schedule)
        trained, _ = train_epochs(_work(Short()), plan, _job(tmp_path / f"{optimiser}-{schedule}"))
        found.add(tuple(_weights(trained).tolist()))
    assert len(found) == len(ways)


def test_frozen_parts_stay_with_their_statistics(tmp_path: Path) -> None:
    plan = replace(PLAN, frozen=("first", "norm"))
    trained, _ = train_epochs(_work(Short(), keep_norms=False), plan, _job(tmp_path / "job"))
    start, now = Short().state_dict(), trained.state_dict()
    assert all(torch.equal(start[name], now[name]) for name in start if not name.startswith("second"))
    assert not torch.equal(start["second.weight"], now["second.weight"])


@pytest.mark.parametrize(("writing_s", "saved"), [(0.01, [4, 8, 12, 16, 20]), (0.5, [4, 12, 20])])
def test_epochs_are_written_as_often_as_writing_is_cheap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writing_s: float, saved: list[int]
) -> None:
    """An epoch takes three seconds here; what takes half a second to write is written every five seconds at most."""
    now = [0.0]
    monkeypatch.setattr(epoch_loop.time, "monotonic", lambda: now[0])
    write = epoch_loop.save_whole

    def slow(content: dict[str, object], path: Path) -> None:
        write(content, path)
        now[0] += writing_s

    monkeypatch.setattr(epoch_loop, "save_whole", slow)
    work, job = _work(Short()), _job(tmp_path / "job")

    def batch(epoch: int, position: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        now[0] += 0.75
        return work.batch(epoch, position, generator)

    train_epochs(replace(work, batch=batch), replace(PLAN, epochs=5), job)
    assert [each["step"] for each in _events(job, "checkpoint")] == saved
