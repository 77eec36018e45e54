from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from ai.progress import Cancelled
from app.imaging.masks.change import change_between
from app.imaging.masks.journal import Kept, Subject, begin
from app.imaging.masks.journal_purge import KEPT_DAYS, Purged, purge

NOW_S = 1_800_000_000.0
DAY_S = 86_400


def write(path: Path, *, age_days: float, damaged: bool = False) -> Path:
    shape = (2, 3, 4)
    journal = begin(path, Subject("source", "lungs", shape))
    change = change_between(np.zeros(shape, np.bool_), np.ones(shape, np.bool_))
    assert change is not None
    journal.add(Kept("0", change))
    journal.close()
    if damaged:
        path.write_bytes(path.read_bytes()[:15])
    at = NOW_S - age_days * DAY_S
    os.utime(path, (at, at))
    return path


def test_only_what_is_old_or_damaged_goes(tmp_path: Path) -> None:
    stay = {
        write(tmp_path / "a.edits", age_days=0),
        write(tmp_path / "b.edits", age_days=KEPT_DAYS - 0.1),
        write(tmp_path / "c.before", age_days=3),
        write(tmp_path / "of_a_clock_that_was_wrong.edits", age_days=-400),
        write(tmp_path / "another.file", age_days=400),
    }
    write(tmp_path / "d.edits", age_days=KEPT_DAYS + 0.1)
    write(tmp_path / "e.before", age_days=400)
    write(tmp_path / "f.edits", age_days=1, damaged=True)
    (tmp_path / "g.edits").write_bytes(b"")
    assert purge(tmp_path, now_s=NOW_S) == Purged(old=2, unreadable=2)
    assert set(tmp_path.iterdir()) == stay
    assert purge(tmp_path, now_s=NOW_S) == Purged()


def test_where_there_is_no_folder_nothing_is_done(tmp_path: Path) -> None:
    assert purge(tmp_path / "none", now_s=NOW_S) == Purged()


def test_what_cannot_be_removed_stays_and_the_others_go(tmp_path: Path) -> None:
    (tmp_path / "a.edits").mkdir()
    os.utime(tmp_path / "a.edits", (0, 0))
    write(tmp_path / "b.edits", age_days=400)
    assert purge(tmp_path, now_s=NOW_S) == Purged(old=1)
    assert [each.name for each in tmp_path.iterdir()] == ["a.edits"]


def test_it_can_be_cancelled_between_files(tmp_path: Path) -> None:
    for name in "ab":
        write(tmp_path / f"{name}.edits", age_days=400)

    def stop(fraction: float, message: str) -> None:
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        purge(tmp_path, now_s=NOW_S, progress=stop)
    assert [each.name for each in tmp_path.iterdir()] == ["b.edits"]
