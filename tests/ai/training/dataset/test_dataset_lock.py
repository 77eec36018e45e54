"""Two processes that write one dataset: nothing of either is lost, and nobody waits for one that was killed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import ai.training.dataset.dataset_lock as dataset_lock
from ai.errors import TrainingDataError
from ai.progress import Cancelled
from ai.training.dataset.case import DATASET_FILE, Task
from ai.training.dataset.case_folder import REPLACED, UNFINISHED
from ai.training.dataset.collect import add_case
from ai.training.dataset.dataset import load_dataset, open_dataset, read_record
from ai.training.dataset.dataset_lock import Lock, held, held_if_free, writes_case
from ai.training.dataset.leaving import leaving
from ai.training.dataset.new_case import Answer, NewCase
from ai.training.dataset.reads import CaseState, read_of, set_answer, set_state
from ai.training.dataset.split import split
from tests.ai.training.dataset.new_cases import blob, mask, new, person, scan

ROOT = Path(__file__).parents[4]

READER = "0123456789abcdef"

HEAD = """
import sys, time
from pathlib import Path
from ai.training.dataset.case import Task
from ai.training.dataset.collect import add_case
from ai.training.dataset.dataset_lock import Lock, held
from ai.training.dataset.new_case import Answer, NewCase
from ai.training.dataset.reads import read_of, set_answer
from tests.ai.training.dataset.new_cases import mask, new, person, scan

target = Path(sys.argv[1])
def begin():
    print("ready", flush=True)
    sys.stdin.readline()
"""

HOLDER = """
with held(target, Lock[sys.argv[2]]):
    begin()
"""

ADDER = """
begin()
for number in range(6):
    add_case(target, Task.SEGMENTATION, new(scan(number), mask(sys.argv[2], number), who=person("both")))
    add_case(target, Task.SEGMENTATION, new(scan(int(sys.argv[3]) + number), mask(f"{sys.argv[2]}{number}")))
"""

LABELLER = """
begin()
for number in range(25):
    label = f"class{number % 3}"
    add_case(target, Task.CLASSIFICATION, NewCase(scan(), person(), answer=Answer(label)))
"""

READER_PROCESS = """
folder, reader = target / sys.argv[2], sys.argv[3]
begin()
for number in range(150):
    set_answer(folder, reader, f"said{number}", ending=".nii.gz")
    found = read_of(folder, reader)
    while found is None:  # its folder is taking its place
        found = read_of(folder, reader)
    assert found.record.answer == f"said{number}", (number, found.record.answer)
"""


@contextmanager
def process(words: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Start another Python; it waits for a line once it is ready."""
    with subprocess.Popen(
        [sys.executable, "-c", HEAD + words, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n", other.communicate()[1]
            yield other
        finally:
            other.kill()


def finish(*others: subprocess.Popen[str]) -> None:
    """Let them go on at the same time, and see that all went well."""
    for other in others:
        assert other.stdin is not None
        other.stdin.write("\n")
        other.stdin.flush()
    for other in others:
        _, told = other.communicate(timeout=120)
        assert other.returncode == 0, told


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long."""
    monkeypatch.setattr(Lock, "wait_s", 0.2)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("lock", Lock)
def test_the_second_writer_is_told_and_changes_nothing(tmp_path: Path, lock: Lock) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new()).key
    left = target / f"{UNFINISHED}01234567"
    left.mkdir()
    before = (target / DATASET_FILE).read_bytes()
    with process(HOLDER, target, lock.name) as other:
        with pytest.raises(TrainingDataError, match="Another window or program is writing this dataset") as caught:
            add_case(target, Task.SEGMENTATION, new(scan(2), mask("b")))
        assert "try again" in caught.value.hint
        assert (target / DATASET_FILE).read_bytes() == before
        assert [case.key for case in open_dataset(target).cases] == [key]
        if lock is Lock.WRITER:
            assert left.exists(), "the other one may be writing it"
            set_state(target / key, READER, CaseState.FLAGGED)  # a reader waits for no import
        else:
            with pytest.raises(TrainingDataError, match="Another window"):
                set_answer(target / key, READER, "ill")
        finish(other)
    add_case(target, Task.SEGMENTATION, new(scan(2), mask("b")))
    assert not left.exists()


@pytest.mark.parametrize("lock", Lock)
def test_a_killed_holder_holds_nothing(tmp_path: Path, lock: Lock) -> None:
    target = tmp_path / "set"
    add_case(target, Task.SEGMENTATION, new())
    with process(HOLDER, target, lock.name) as other:
        other.kill()
        other.wait()
        start = time.monotonic()
        add_case(target, Task.SEGMENTATION, new(scan(2)))
        assert time.monotonic() - start < Lock.CASES.wait_s
    assert len(open_dataset(target).cases) == 2


def test_two_processes_add_to_a_new_dataset(tmp_path: Path) -> None:
    target = tmp_path / "set"
    with process(ADDER, target, "lung", 100) as one, process(ADDER, target, "heart", 200) as other:
        finish(one, other)
    dataset = open_dataset(target)
    assert not dataset.broken
    assert set(dataset.names) == {f"{name}{end}" for name in ("lung", "heart") for end in ("", *range(6))}
    assert len(dataset.cases) == 18, "six of them are the same in both"
    both = [case for case in dataset.cases if {"lung", "heart"} <= set(case.masks)]
    assert len(both) == 6
    for case in both:
        number = next(n for n in range(6) if (case.volume().voxels == scan(n).voxels).all())
        assert (case.mask("lung") == blob(number)).all()
        assert (case.mask("heart") == blob(number)).all()
        assert {label.name for label in case.record.labels} == {"lung", "heart"}
    load_dataset(target)


def test_what_a_reader_keeps_while_the_case_is_added_again_stays(tmp_path: Path) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.CLASSIFICATION, NewCase(scan(), person(), answer=Answer("class0"))).key
    with process(LABELLER, target) as one, process(READER_PROCESS, target, key, READER) as other:
        finish(one, other)
    read = read_of(target / key, READER)
    assert read is not None
    assert read.record.answer == "said149"
    (case,) = open_dataset(target).cases
    assert (case.key, case.label) == (key, "class0")
    assert not list(target.glob(f"{REPLACED}*"))


@pytest.mark.usefixtures("quick")
def test_waiting_can_be_cancelled(tmp_path: Path) -> None:
    target = tmp_path / "set"
    add_case(target, Task.SEGMENTATION, new())
    before = (target / DATASET_FILE).read_bytes()

    def cancel(fraction: float, message: str) -> None:
        if "Waiting" in message:
            raise Cancelled

    with process(HOLDER, target, Lock.WRITER.name), pytest.raises(Cancelled):
        add_case(target, Task.SEGMENTATION, new(scan(2), mask("b")), progress=cancel)
    assert (target / DATASET_FILE).read_bytes() == before


def test_what_a_writer_replaces_is_not_brought_back_while_it_works(tmp_path: Path) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new()).key
    old = target / f"{REPLACED}{key}-01234567"
    (target / key).rename(old)
    with held(target, Lock.CASES):
        assert not open_dataset(target).cases
        assert old.exists()
    assert len(open_dataset(target).cases) == 1


def _split_set(target: Path) -> None:
    for number in range(24):
        case = NewCase(scan(number), person(str(number)), answer=Answer("ill" if number % 2 else "well"))
        add_case(target, Task.CLASSIFICATION, case)


def test_a_split_keeps_names_and_another_split_that_came_meanwhile(tmp_path: Path) -> None:
    target = tmp_path / "set"
    _split_set(target)
    first, second = open_dataset(target), open_dataset(target)
    add_case(target, Task.CLASSIFICATION, NewCase(scan(90), person("90"), answer=Answer("unknown")))
    frozen = split(first).split
    assert frozen is not None
    assert read_record(target).names == ("well", "ill", "unknown")
    with pytest.raises(TrainingDataError, match="split by another window"):
        split(second, seed=1)
    assert read_record(target).split == frozen


def test_a_disk_without_locks_is_written_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(descriptor: int) -> None:
        raise OSError(errno.EOPNOTSUPP, "no locks here")

    monkeypatch.setattr(dataset_lock, "take", unknown)
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new()).key
    (target / key).rename(target / f"{REPLACED}{key}-01234567")
    assert len(open_dataset(target).cases) == 1
    set_answer(target / key, READER, "ill")


def _refused(may_read: bool) -> Callable[..., int]:
    real = os.open

    def refuse(path: Path, flags: int, *mode: int) -> int:
        if str(path).endswith(".lock") and (flags & os.O_CREAT or not may_read):
            raise PermissionError(errno.EACCES, "not yours")
        return real(path, flags, *mode)

    return refuse


def test_a_dataset_that_cannot_be_written_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new()).key
    monkeypatch.setattr(dataset_lock.os, "open", _refused(may_read=False))
    assert len(open_dataset(target).cases) == 1
    with held_if_free(target, Lock.CASES) as is_held:
        assert not is_held
    with pytest.raises(TrainingDataError, match="does not allow"):
        set_answer(target / key, READER, "ill")
    with pytest.raises(TrainingDataError, match="does not allow"):
        add_case(target, Task.SEGMENTATION, new(scan(2)))


def test_a_lock_that_a_colleague_made_is_held_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "set"
    add_case(target, Task.SEGMENTATION, new())
    monkeypatch.setattr(dataset_lock.os, "open", _refused(may_read=True))
    with held(target, Lock.CASES), held_if_free(target, Lock.CASES) as is_held:
        assert not is_held


def test_a_case_that_is_gone_is_not_made_again_by_its_reader(tmp_path: Path) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new()).key
    (target / key).rename(tmp_path / "taken out")
    with pytest.raises(TrainingDataError, match="not in the dataset any more"):
        set_answer(target / key, READER, "ill")
    assert not (target / key).exists()


def test_what_is_kept_outside_of_datasets_needs_no_lock(tmp_path: Path) -> None:
    assert set_state(tmp_path / "kept" / "study", READER, CaseState.COMPLETE).is_complete
    assert not list(tmp_path.rglob("*.lock"))


def test_locks_do_not_leave_and_are_not_named(tmp_path: Path) -> None:
    target = tmp_path / "set"
    add_case(target, Task.SEGMENTATION, new())
    shown = leaving(target)
    assert shown.stays == ("site.salt",)
    assert not [file for file in shown.files if file.path.endswith(".lock")]


def test_an_error_lets_go(tmp_path: Path) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new()).key

    @writes_case
    def fail(folder: Path) -> None:
        raise ValueError(folder.name)

    with pytest.raises(ValueError, match=key):
        fail(target / key)
    with held_if_free(target, Lock.CASES) as is_held:
        assert is_held
