"""Full disks, kills and Cancel leave whole cases only: the state before, or the one after."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.progress import Cancelled
from ai.training.dataset import case_folder, collect
from ai.training.dataset.case import Case, Task
from ai.training.dataset.collect import add_case
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.dataset_lock import LOCK_FILES
from tests.ai.training.dataset.new_cases import blob, mask, new, scan


def only(folder: Path) -> Case:
    (case,) = open_dataset(folder).cases
    return case


def states(folder: Path) -> list[tuple[str, bytes]]:
    return [(str(p.relative_to(folder)), p.read_bytes()) for p in sorted(folder.rglob("*")) if p.is_file()]


@pytest.mark.parametrize("step", ["write_image", "write_mask", "file_sha256", "put"])
def test_a_full_disk_changes_nothing(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "set"
    add_case(target, Task.SEGMENTATION, new(scan(1), mask("a")))
    before = states(target)

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(collect, step, full)
    cases = [new(scan(2), mask("a"))]
    if step in ("write_mask", "put"):
        cases.append(new(scan(1), mask("a", 5)))
    for case in cases:
        with pytest.raises(TrainingDataError, match="no space left"):
            add_case(target, Task.SEGMENTATION, case)
        assert states(target) == before


def test_a_case_that_cannot_take_its_place_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "set"
    add_case(target, Task.SEGMENTATION, new())
    before, real = states(target), case_folder.os.rename

    def rename(source: Path, place: Path) -> None:
        if source.name.startswith(case_folder.UNFINISHED):
            raise OSError(errno.EACCES, "no")
        real(source, place)

    monkeypatch.setattr("ai.training.dataset.case_folder.os.rename", rename)
    with pytest.raises(TrainingDataError, match="does not allow"):
        add_case(target, Task.SEGMENTATION, new(scan(), mask(seed=8)))
    assert states(target) == before


def test_cancel_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "set"
    add_case(target, Task.SEGMENTATION, new(scan(1)))
    before = states(target)
    done: list[float] = []

    def progress(fraction: float, message: str) -> None:
        done.append(fraction)
        if "label" in message:
            raise Cancelled

    with pytest.raises(Cancelled):
        add_case(target, Task.SEGMENTATION, new(scan(2)), progress=progress)
    assert states(target) == before
    assert done == sorted(done)


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.ai.training.dataset.new_cases import new, scan, mask
from ai.training.dataset import case_folder, collect, whole_file
from ai.training.dataset.case import Task

target = Path(sys.argv[1])
for kind in ("new", "known"):
    for stop in range(40):
        child = os.fork()
        if child:
            if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
                break
            continue
        left = stop

        def deadly(real):
            def call(*args, **named):
                global left
                if left == 0:
                    os._exit(9)
                left -= 1
                return real(*args, **named)
            return call

        for name in ("rename", "replace", "fsync", "mkdir"):
            setattr(os, name, deadly(getattr(os, name)))
        for name in ("write_image", "write_mask", "file_sha256"):
            setattr(collect, name, deadly(getattr(collect, name)))
        case = new(scan(1 if kind == "known" else 100 + stop), mask("a", 1000 + stop))
        collect.add_case(target, Task.SEGMENTATION, case)
        os._exit(0)
    print(kind, stop)
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs fork")
def test_whoever_is_killed_leaves_whole_cases_only(tmp_path: Path) -> None:
    target = tmp_path / "set"
    add_case(target, Task.SEGMENTATION, new(scan(1), mask("a", 1)))
    arguments = [sys.executable, "-c", KILLED, str(target), str(Path(__file__).parents[4])]
    told = subprocess.run(arguments, capture_output=True, text=True, timeout=300)
    assert told.returncode == 0, told.stderr
    points = dict(line.split() for line in told.stdout.splitlines())
    assert all(int(points[kind]) >= 6 for kind in ("new", "known")), told.stdout
    dataset = open_dataset(target)
    assert not dataset.broken
    assert {case.masks for case in dataset.cases} == {("a",)}
    old = [case for case in dataset.cases if np.array_equal(case.volume().voxels, scan(1).voxels)]
    assert len(old) == 1
    (seen,) = [seed for seed in (1, *range(1000, 1040)) if np.array_equal(old[0].mask("a"), blob(seed))]
    assert seen > 1
    add_case(target, Task.SEGMENTATION, new(scan(1), mask("a", 1)))
    assert {path.name for path in target.iterdir() if path.name.startswith(".")} == LOCK_FILES


def test_an_old_state_comes_back_where_its_successor_never_came(tmp_path: Path) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new()).key
    (target / key).rename(target / f"{case_folder.REPLACED}{key}-0123abcd")
    assert [case.key for case in open_dataset(target).cases] == [key]


def test_what_killed_writers_left_goes(tmp_path: Path) -> None:
    target = tmp_path / "set"
    key = add_case(target, Task.SEGMENTATION, new(scan(1))).key
    (target / f"{case_folder.UNFINISHED}0123abcd").mkdir()
    shutil.copytree(target / key, target / f"{case_folder.REPLACED}{key}-0123abcd")
    shutil.copytree(target / key, target / "another")
    add_case(target, Task.SEGMENTATION, new(scan(2)))
    assert {path.name for path in target.iterdir() if path.name.startswith(".")} == LOCK_FILES
    # A folder under another name than its key is no case.
    dataset = open_dataset(target)
    assert (len(dataset.cases), [one.name for one in dataset.broken]) == (2, ["another"])
