from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from ai.library.library import Library
from ai.training.epoch_loop import train_epochs
from ai.training.events import read_events
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig, write_config
from ai.training.job_folder import JobFolder
from ai.training.ranks import Ranks, joined, ranks_now
from tests.ai.training import two_loops


def test_every_case_of_a_batch_has_one_process() -> None:
    for cases in range(9):
        shares = [Ranks(rank, 3).share(cases) for rank in range(3)]
        assert [each for share in shares for each in range(cases)[share]] == list(range(cases))
        sizes = [share.stop - share.start for share in shares]
        assert max(sizes) - min(sizes) <= 1


def test_a_process_alone_is_the_first_and_talks_to_nobody() -> None:
    with joined(torch.device("cpu"), {"WORLD_SIZE": "1"}) as (ranks, device):
        assert (ranks, device.type) == (ranks_now(), "cpu")
    assert ranks.is_first
    assert (ranks.told(3), ranks.summed(0.5), ranks.sent(b"ab")) == (3, 0.5, b"ab")
    kept = torch.ones(2)
    ranks.sum_in_place([kept])
    assert kept.tolist() == [1, 1]


def test_two_processes_pause_stop_and_go_on_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person asks the first process for holds for both, whenever it comes; the weights are those of one."""
    monkeypatch.setattr("ai.training.batch_gradients.has_fast_bf16", lambda device: False)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = str(found.getsockname()[1])
    world = {**os.environ, "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(Path(two_loops.__file__)), str(tmp_path)]
    processes = [
        subprocess.Popen(command, env=world | {"RANK": rank}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for rank in "01"
    ]
    try:
        told = [process.communicate(timeout=120) for process in processes]
    finally:
        for process in processes:
            process.kill()
    assert [process.returncode for process in processes] == [0, 0], told
    said, beside = (output.strip().split(",") for output, _ in told)
    assert said == ["cancelled", "cancelled", "done", "cancelled", "stopped", "left"]
    assert beside == ["cancelled", "cancelled", "helped", "helped", "helped", "left"]

    alone = JobFolder(tmp_path / "alone")
    alone.path.mkdir()
    whole, _ = train_epochs(two_loops.tiny_work(), replace(two_loops.PLAN, patience=99), alone)
    weights = torch.load(tmp_path / "whole" / "weights.pt", weights_only=True)
    for name, value in whole.state_dict().items():
        assert torch.allclose(weights[name], value, atol=1e-5), name
    events = [dict(event) for event in read_events(tmp_path / "whole" / "events.jsonl")[0]]
    steps = [(event["event"], event["step"]) for event in events if event["event"] in ("paused", "resumed")]
    # Cancelled by a request a checkpoint of that very step is written; at once the last one counts.
    assert steps == [("paused", 3), ("resumed", 3), ("resumed", 6), ("resumed", 6)]
    assert [event["epoch"] for event in events if event["event"] == "epoch"] == [1, 2, 3]
    assert [event["step"] for event in read_events(tmp_path / "short" / "events.jsonl")[0] if "epoch" in event] == [4]


def test_two_processes_give_the_weights_of_one(
    class_dataset: Callable[..., Path], tiny_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("batch_gradients", "cached_features"):
        monkeypatch.setattr(f"ai.training.{module}.has_fast_bf16", lambda device: False)
    one = FinetuneConfig(class_dataset(12), tmp_path / "one", base="tiny", scope="all", epochs=2, batch=5)
    alone = fine_tune(one, library=tiny_library)
    two = replace(one, output=tmp_path / "two")
    write_config(two, tmp_path / "plan.toml")
    program = str(Path(__file__).with_name("exact_process.py"))
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node=2", "--master_addr=127.0.0.1"]
    command += ["--rdzv_backend=c10d", "--rdzv_endpoint=127.0.0.1:0", program, "finetune", str(tmp_path / "plan.toml")]
    command += ["--models", str(tmp_path / "models"), "--device", "cpu"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr

    weights = [load_file(job / "pack" / alone.key / "member0.safetensors") for job in (one.output, two.output)]
    assert weights[0].keys() == weights[1].keys()
    for name, value in weights[0].items():
        # Weights but for the head are kept in float16: one step of it is 1e-3 of the value.
        rough = value.dtype == np.float16
        assert weights[1][name] == pytest.approx(value, abs=1e-5, rel=1e-3 if rough else 1e-5), name
    curves = []
    for config in (one, two):
        events = [dict(event) for event in read_events(JobFolder(config.output).events)[0]]
        assert [event["event"] for event in events].count("started") == 1  # the first process alone tells
        curves.append([event["loss"] for event in events if event["event"] == "epoch" and event["stage"] == "train"])
    assert len(curves[0]) == 2
    assert curves[1] == pytest.approx(curves[0], abs=2e-5)
    openings = (one.dataset / "openings.jsonl").read_text().splitlines()
    assert len(openings) <= 2
    assert json.loads((two.output / "report" / "report.json").read_text())["base"]["kind"] == "probe"
