from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ai.errors import TrainingDataError
from ai.training import openings
from ai.training.openings import (
    OPENINGS_FILE,
    Opening,
    count_opening,
    interval_words,
    level,
    openings_so_far,
    percent,
)


def _of(weights: str) -> Opening:
    return Opening(weights * 32, "d" * 64, "e" * 64)


def test_each_trained_model_counts_once(tmp_path: Path) -> None:
    assert openings_so_far(tmp_path) == 0
    assert [count_opening(tmp_path, _of(name)) for name in ("01", "02", "01", "03", "02")] == [1, 2, 1, 3, 2]
    assert openings_so_far(tmp_path) == 3
    lines = (tmp_path / OPENINGS_FILE).read_text().splitlines()
    assert [set(json.loads(line)) for line in lines] == [{"weights_sha256", "dataset_sha256", "split_sha256"}] * 3


def test_another_split_does_not_begin_the_count_again(tmp_path: Path) -> None:
    count_opening(tmp_path, _of("01"))
    assert count_opening(tmp_path, Opening("02" * 32, "f" * 64, "0" * 64)) == 2


def test_levels_leave_one_error_in_twenty_for_all_that_will_ever_come() -> None:
    assert [level(number) for number in (1, 2, 5)] == pytest.approx([0.95, 0.9875, 0.998])
    better = sum((1 - level(number)) / 2 for number in range(1, 100_000))
    assert better < 0.0412
    with pytest.raises(ValueError, match="0 openings"):
        level(0)


def test_words() -> None:
    numbers = (1, 2, 3, 10, 11, 80)
    assert [percent(level(n)) for n in numbers] == ["95", "98.75", "99.44", "99.95", "99.959", "99.99922"]
    assert interval_words(1) == "95 % interval"
    assert interval_words(2) == "98.75 % interval, because this test part was opened 2 times"


@pytest.mark.parametrize("tail", [b'{"weights_sha256": "02', b"\x00\x00\xff\xfe", b'["01"]', b'{"weights_sha256": 7}'])
def test_a_line_that_a_crash_cut_is_no_opening(tmp_path: Path, tail: bytes) -> None:
    count_opening(tmp_path, _of("01"))
    with (tmp_path / OPENINGS_FILE).open("ab") as file:
        file.write(tail)
    assert openings_so_far(tmp_path) == 1
    assert [count_opening(tmp_path, _of(name)) for name in ("02", "03", "01")] == [2, 3, 1]
    assert openings_so_far(tmp_path) == 3


@pytest.mark.parametrize("number", [28, 30])
def test_what_cannot_be_counted_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    count_opening(tmp_path, _of("01"))
    with monkeypatch.context() as patched:
        patched.setattr(openings.os, "fsync", full)
        with pytest.raises(TrainingDataError) as caught:
            count_opening(tmp_path, _of("02"))
        assert count_opening(tmp_path, _of("01")) == 1  # nothing to write
    expected = "The test part cannot be opened, because openings.jsonl of the dataset cannot be written ({})."
    assert caught.value.message == expected.format(os.strerror(number))
    assert "Free some space" in caught.value.hint


def test_half_a_write_is_told_and_ended_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    with monkeypatch.context() as patched:
        patched.setattr(openings.os, "write", lambda descriptor, data: real(descriptor, data[:20]))
        with pytest.raises(TrainingDataError, match=r"cannot be written \(the disk may be full\)"):
            count_opening(tmp_path, _of("01"))
    assert count_opening(tmp_path, _of("02")) == 1


def test_a_file_that_cannot_be_read_is_not_taken_for_none(tmp_path: Path) -> None:
    (tmp_path / OPENINGS_FILE).mkdir()
    with pytest.raises(TrainingDataError, match=r"openings\.jsonl cannot be read"):
        openings_so_far(tmp_path)
