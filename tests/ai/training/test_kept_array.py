from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from torch import nn

from ai.errors import TrainingDataError
from ai.training.job_folder import JobFolder
from ai.training.kept_array import forget, kept, weights_key


def test_it_is_made_once_for_one_source(tmp_path: Path) -> None:
    job, made = JobFolder(tmp_path), 0

    def make() -> np.ndarray:
        nonlocal made
        made += 1
        return np.full((2, 3), made, dtype=np.float16)

    first = kept(job, "pictures", {"dataset": "a"}, make)
    assert isinstance(first, np.memmap)
    assert not first.flags.writeable
    assert (kept(job, "pictures", {"dataset": "a"}, make) == 1).all()
    assert (kept(job, "pictures", {"dataset": "b"}, make) == 2).all()
    next(tmp_path.glob("cache/*.npy")).write_bytes(b"")  # a cut file is made again
    kept(job, "pictures", {"dataset": "a"}, make)
    kept(job, "pictures", {"dataset": "b"}, make)
    assert made == 3
    assert not list(tmp_path.rglob("*.tmp"))
    forget(job)
    assert not job.cache.exists()


def test_a_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ai.training.kept_array.os.fsync", full)
    with pytest.raises(TrainingDataError, match="No space left on device"):
        kept(JobFolder(tmp_path), "pictures", {}, lambda: np.zeros(3))
    assert not list(tmp_path.rglob("*.*"))


def test_weights_tell_networks_apart() -> None:
    one, other = nn.Linear(2, 2), nn.Linear(2, 2)
    assert weights_key(one) != weights_key(other)
    other.load_state_dict(one.state_dict())
    assert weights_key(one) == weights_key(other)
