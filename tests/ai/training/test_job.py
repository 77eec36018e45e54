"""Runs in real child processes: followed, killed, resumed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ai.errors import TrainingDataError
from ai.library.library import Library
from ai.library.pack import read_card
from ai.training.finetune_config import FinetuneConfig
from ai.training.job import follow, start
from ai.training.job_folder import CANCEL, JobFolder
from ai.training.job_lock import is_running, locked


def _curve(job: JobFolder, process: subprocess.Popen[bytes], offset: int = 0) -> dict[int, dict[str, Any]]:
    """Last news of each epoch; the run must end well."""
    curve: dict[int, dict[str, Any]] = {}
    last: dict[str, Any] = {}
    for event in follow(job, process, offset=offset, every_s=0.05):
        last = dict(event)
        if last["event"] == "resumed":
            curve = {epoch: each for epoch, each in curve.items() if each["step"] <= last["step"]}
        if last["event"] == "epoch":
            curve[last["epoch"]] = last
    assert last["event"] == "done", last
    return curve


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
def test_killed_and_resumed_it_ends_with_the_same_curve(
    mask_dataset: Callable[..., Path], tiny_library: Library, tmp_path: Path
) -> None:
    plan = FinetuneConfig(
        mask_dataset(), tmp_path / "whole", base="tiny", scope="decoder", epochs=6, batch=2, learning_rate=3e-3
    )
    models = [tmp_path / "models"]
    whole = JobFolder(plan.output)
    expected = _curve(whole, start(plan, models=models))

    killed = replace(plan, output=tmp_path / "killed")
    job = JobFolder(killed.output)
    process = start(killed, models=models)
    for event in follow(job, process, every_s=0.02):
        if event["event"] == "epoch" and event["epoch"] == 2:
            assert is_running(job.path)
            with pytest.raises(TrainingDataError, match="going on in another process"):
                start(killed, resume=True)
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    assert not is_running(job.path)

    found = _curve(job, start(killed, resume=True, models=models))
    assert sorted(found) == sorted(expected) == [1, 2, 3, 4, 5, 6]
    for epoch, event in expected.items():
        assert found[epoch]["loss"] == pytest.approx(event["loss"], rel=1e-3)
        assert found[epoch]["metric"] == pytest.approx(event["metric"], abs=1e-3)
    packs = [read_card(next(each.packs.iterdir())) for each in (whole, job)]
    assert packs[0].weights_sha256 == packs[1].weights_sha256


def test_a_child_that_is_asked_to_end_or_fails(
    class_dataset: Callable[..., Path], tiny_library: Library, tmp_path: Path
) -> None:
    plan = FinetuneConfig(class_dataset(12), tmp_path / "job", base="tiny", scope="all", epochs=5000)
    job, models = JobFolder(plan.output), [tmp_path / "models"]
    names = []
    process = start(plan, models=models)
    for event in follow(job, process, every_s=0.05):
        names.append(event["event"])
        if event["event"] == "epoch" and event["stage"] == "train":
            job.ask(CANCEL)
    assert names[-1] == "cancelled"
    assert process.returncode == 130
    assert (job.checkpoints / "checkpoint.pt").is_file()

    offset = job.events.stat().st_size
    process = start(replace(plan, output=tmp_path / "job"), resume=True)  # without its folder of models
    *_, last = follow(job, process, offset=offset, every_s=0.05)
    assert (last["event"], last["message"]) == ("failed", "There is no model 'tiny'.")
    assert process.returncode == 1


def test_a_child_that_dies_without_a_word(tmp_path: Path) -> None:
    job = JobFolder(tmp_path)
    process = subprocess.Popen([sys.executable, "-c", "import os; os._exit(3)"])
    (only,) = follow(job, process, every_s=0.02)
    assert only["event"] == "failed"
    assert "ended unexpectedly" in only["message"]


def test_one_process_a_folder(tmp_path: Path) -> None:
    assert not is_running(tmp_path)
    with locked(tmp_path):
        assert is_running(tmp_path)
        with pytest.raises(TrainingDataError, match="another process"), locked(tmp_path):
            pass
    assert not is_running(tmp_path)
