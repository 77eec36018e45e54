from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ai.errors import TrainingDataError
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import DatasetRecord
from ai.training.dataset.salt import SALT_FILE, load_salt
from ai.training.dataset.whole_file import read_json, write_error, write_json

RECORD = DatasetRecord(1, Task.CLASSIFICATION, ("a", "b"))


def test_a_file_comes_back(tmp_path: Path) -> None:
    write_json(RECORD, tmp_path / "x.json")
    assert read_json(DatasetRecord, tmp_path / "x.json", format=1) == RECORD


def test_a_failing_disk_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.json").write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ai.training.dataset.whole_file.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_json(RECORD, tmp_path / "x.json")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x.json", "old")]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no space left"),
        (errno.EROFS, "does not allow it"),
        (errno.EIO, os.strerror(errno.EIO)),
        (None, "disk may be full"),
    ],
)
def test_why_nothing_can_be_written(number: int | None, words: str) -> None:
    error = OSError(number, "x") if number else OSError("x")
    assert words in str(write_error(error))


def test_a_salt_is_made_once_and_tells_words_apart(tmp_path: Path) -> None:
    salt = load_salt(tmp_path, has_cases=False)
    assert load_salt(tmp_path, has_cases=True) == salt
    assert salt.key("ab", "c") != salt.key("a", "bc")
    assert salt.secret.hex() not in repr(salt)
    (tmp_path / SALT_FILE).write_text("no number")
    with pytest.raises(TrainingDataError, match="missing or damaged"):
        load_salt(tmp_path, has_cases=True)
    (tmp_path / SALT_FILE).write_text("abcd")
    assert load_salt(tmp_path, has_cases=False) != salt
