from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from app.errors import EditJournalError
from app.imaging.masks.change import change_between
from app.imaging.masks.journal import MAGIC, Kept, Subject, begin, go_on, read

SUBJECT = Subject("source", "lungs", (4, 6, 8))


def kept(row: int, structure: str = "lung") -> Kept:
    before = np.zeros(SUBJECT.shape, np.bool_)
    after = before.copy()
    after[1, row, 2:5] = True
    change = change_between(before, after)
    assert change is not None
    return Kept(structure, change)


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "edits"
    journal = begin(path, SUBJECT)
    written = [kept(0), kept(1, "heart"), kept(0)]
    for each in written:
        journal.add(each)
    journal.close()
    assert read(path) == (SUBJECT, tuple(written))


@pytest.mark.parametrize("cut", [1, 5, 9, 30])
def test_a_torn_end_is_left_out_and_work_goes_on_behind_the_last_whole_record(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "edits"
    journal = begin(path, SUBJECT)
    journal.add(kept(0))
    journal.add(kept(1))
    journal.close()
    path.write_bytes(path.read_bytes()[:-cut])
    assert read(path)[1] == (kept(0),)
    journal = go_on(path)
    journal.add(kept(2))
    journal.close()
    assert read(path)[1] == (kept(0), kept(2))


def test_a_flipped_bit_ends_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "edits"
    journal = begin(path, SUBJECT)
    journal.add(kept(0))
    journal.close()
    data = bytearray(path.read_bytes())
    data[-3] ^= 4
    path.write_bytes(bytes(data))
    assert read(path)[1] == ()


@pytest.mark.parametrize(
    "content", [b"", b"PNG", MAGIC, MAGIC + b"\xff" * 20, MAGIC + struct.pack("<II", 2, 0) + b"{}"]
)
def test_what_is_no_such_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "edits"
    path.write_bytes(content)
    with pytest.raises(EditJournalError):
        read(path)


@pytest.mark.parametrize(
    "lie",
    [
        {"low": [0, 0, 7], "shape": [1, 1, 3]},
        {"low": [-1, 0, 0], "shape": [1, 1, 3]},
        {"low": [0, 0, 0], "shape": [1, 1, 0]},
        {"low": [0, 0, 0], "shape": [1, 1]},
        {"low": [0, 0, 0], "shape": [4, 6, 8]},
        {"low": "none"},
    ],
)
def test_a_record_that_lies_about_its_place_is_left_out(tmp_path: Path, lie: dict[str, object]) -> None:
    path = tmp_path / "edits"
    begin(path, SUBJECT).close()
    head = {"structure": "lung", "low": [0, 0, 0], "shape": [1, 1, 3], "n": 3} | lie
    record = json.dumps(head).encode() + b"\n" + zlib.compress(b"\1\1\1")
    with path.open("ab") as file:
        file.write(struct.pack("<II", len(record), zlib.crc32(record)) + record)
    assert read(path)[1] == ()


def test_a_record_that_would_fill_the_memory_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "edits"
    begin(path, SUBJECT).close()
    head = {"structure": "lung", "low": [0, 0, 0], "shape": [1, 1, 3], "n": 3}
    record = json.dumps(head).encode() + b"\n" + zlib.compress(bytes(1 << 26))
    with path.open("ab") as file:
        file.write(struct.pack("<II", len(record), zlib.crc32(record)) + record)
    assert read(path)[1] == ()


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from app.imaging.masks.change import change_between
from app.imaging.masks.journal import Kept, Subject, begin
journal = begin(Path(sys.argv[1]), Subject("source", "lungs", (4, 6, 8)))
mask = np.zeros((4, 6, 8), np.bool_)
for row in range(5):
    after = mask.copy()
    after[1, row] = True
    journal.add(Kept("lung", change_between(mask, after)))
    mask = after
    print(row, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system ends processes in another way")
def test_a_killed_program_loses_nothing_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "edits"
    done = subprocess.run([sys.executable, "-c", KILLED, os.fspath(path)], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    subject, changes = read(path)
    mask = np.zeros(subject.shape, np.bool_)
    for each in changes:
        each.change.apply(mask)
    assert len(changes) == len(done.stdout.split()) == 5
    assert mask[1, :5].all()
    assert mask.sum() == 40
