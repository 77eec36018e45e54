"""A watched folder: what is complete is listed, and nothing else changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from app.actions.open import OpenActions
from app.actions.watch import LOOK_MS, Arrivals, FolderWatch, files_in

A, B = Path("/w/a"), Path("/w/b")


def test_a_file_is_handed_out_when_it_stops_growing() -> None:
    known = Arrivals(known={A: (5, 1)})
    known, ready = known.after({A: (5, 1), B: (1, 2)})
    assert ready == ()
    known, ready = known.after({A: (5, 1), B: (2, 3)})
    assert ready == ()
    known, ready = known.after({A: (5, 1), B: (2, 3)})
    assert ready == (B,)
    known, ready = known.after({A: (5, 1), B: (2, 3)})
    assert ready == ()
    # Written anew, or gone and back.
    known, _ = known.after({A: (6, 9), B: (2, 3)})
    known, ready = known.after({A: (6, 9)})
    assert ready == (A,)
    known, _ = known.after({A: (6, 9), B: (2, 3)})
    assert known.after({A: (6, 9), B: (2, 3)})[1] == (B,)


def test_an_empty_file_is_not_there_yet() -> None:
    known, _ = Arrivals().after({A: (0, 1)})
    known, ready = known.after({A: (0, 1)})
    assert ready == ()


def test_links_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("x")
    (inside / "file").write_text("x")
    (inside / "link").symlink_to(outside / "secret")
    (inside / "folder").symlink_to(outside)
    assert files_in(inside) == {inside / "file": (1, (inside / "file").lstat().st_mtime_ns)}
    assert files_in(tmp_path / "gone") is None
    assert files_in(inside / "file") is None


class Watched:
    """A watch whose looks are called by hand."""

    def __init__(self, session, runner, folder: Path) -> None:
        self.opening = OpenActions(session, runner)
        self.watch = FolderWatch(session, self.opening, runner)
        self.folder = folder
        self.came: list[tuple[int, str]] = []
        self.lost: list[str] = []
        self.watch.images_came.connect(self._on_images_came)
        self.watch.folder_lost.connect(self.lost.append)
        self.watch.watch(folder)

    def _on_images_came(self, count: int, name: str) -> None:
        self.came.append((count, name))

    def look(self, times: int = 1) -> None:
        timer = self.watch.findChild(QTimer)
        for _ in range(times):
            assert timer.isActive()
            assert timer.interval() == LOOK_MS
            timer.stop()
            timer.timeout.emit()


@pytest.fixture
def watched(session, runner, tmp_path: Path) -> Watched:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return Watched(session, runner, folder)


def test_new_images_are_listed_and_the_picture_stays(watched, session, make, tmp_path: Path) -> None:
    watched.opening.open_paths([make.scan(tmp_path / "other")])
    shown = session.opened
    make.scan(watched.folder / "ct", slices=3)
    (watched.folder / "notes.txt").write_text("notes")
    watched.look()
    assert watched.came == []
    watched.look()
    assert watched.came == [(3, "inbox")]
    assert len(session.studies) == 2
    assert session.opened is shown
    watched.look(3)
    assert watched.came == [(3, "inbox")]


def test_a_series_that_comes_in_bit_by_bit_is_one(watched, session, make, tmp_path: Path) -> None:
    scan = make.scan(tmp_path / "ct", slices=4)
    for name in ("CT2.dcm", "CT1.dcm"):
        shutil.move(scan / name, watched.folder / name)
    watched.look(2)
    shutil.move(scan / "CT0.dcm", watched.folder)
    shutil.move(scan / "CT3.dcm", watched.folder)
    watched.look(2)
    assert watched.came == [(2, "inbox"), (2, "inbox")]
    (series,) = session.studies[0].series
    assert series.slice_count == 4


def test_what_was_there_before_is_not_new(session, runner, make, tmp_path: Path) -> None:
    folder = make.scan(tmp_path / "inbox")
    watched = Watched(session, runner, folder)
    watched.look(3)
    assert session.studies == ()


def test_a_folder_that_disappears_is_watched_again(watched, session, make, tmp_path: Path, errors) -> None:
    away = tmp_path / "away"
    watched.folder.rename(away)
    watched.look(3)
    assert watched.lost == ["inbox"]
    make.scan(away, slices=2)
    away.rename(watched.folder)
    watched.look(2)
    assert watched.came == [(2, "inbox")]
    assert errors == []


def test_no_image_says_nothing(watched, session, errors) -> None:
    (watched.folder / "notes.txt").write_text("notes")
    watched.look(3)
    assert (watched.came, session.studies, session.unreadable, errors) == ([], (), (), [])


def test_stopping_stops(watched, qtbot) -> None:
    assert watched.watch.is_watching()
    with qtbot.waitSignal(watched.watch.watch_changed):
        watched.watch.stop()
    assert watched.watch.folder is None
    assert not watched.watch.findChild(QTimer).isActive()
    with qtbot.assertNotEmitted(watched.watch.watch_changed):
        watched.watch.stop()


def test_a_scan_that_goes_on_meanwhile_loses_nothing(watched, session, runner, make, tmp_path: Path) -> None:
    make.scan(watched.folder / "ct", slices=2, patient="New^Nora")
    watched.look()
    runner.held = True
    watched.opening.open_paths([make.scan(tmp_path / "other")])
    held, runner.waiting, runner.held = runner.waiting, [], False
    watched.look()
    assert watched.came == [(2, "inbox")]
    for run in held:
        run()
    assert len(session.studies) == 2
