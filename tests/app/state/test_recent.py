"""The list of recent files: newest first, bounded, private, and gone when it is cleared."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from app.state.recent import MOST, RecentPaths, load_recent, recent_path, save_recent, worth_listing


def test_newest_first_each_once_and_no_more_than_twelve(qtbot) -> None:
    recent = RecentPaths()
    paths = [Path(f"/scans/{number}") for number in range(MOST + 3)]
    for path in paths:
        recent.note([path])
    assert recent.paths == tuple(reversed(paths[3:]))
    with qtbot.waitSignal(recent.recent_changed):
        recent.note([paths[5]])
    assert recent.paths[:2] == (paths[5], paths[-1])
    assert len(recent.paths) == MOST
    with qtbot.assertNotEmitted(recent.recent_changed):
        recent.note([paths[5]])


def test_many_files_of_one_opening_are_their_folder() -> None:
    three = [Path(f"/a/{number}.dcm") for number in range(3)]
    assert worth_listing(three) == tuple(three)
    many = [Path(f"/{'ab'[number % 2]}/{number}.dcm") for number in range(40)]
    assert worth_listing(many) == (Path("/a"), Path("/b"))


def test_what_is_gone_and_comes_back(qtbot) -> None:
    recent = RecentPaths([Path("/a"), Path("/b"), Path("/a")])
    assert recent.paths == (Path("/a"), Path("/b"))
    with qtbot.waitSignal(recent.missing_changed):
        recent.set_missing(frozenset(recent.paths))
    recent.note([Path("/a")])
    assert recent.missing == {Path("/b")}
    recent.clear()
    assert (recent.paths, recent.missing) == ((), frozenset())


def test_the_list_on_the_disk_is_for_this_user_alone_and_goes_when_empty(tmp_path: Path) -> None:
    path = recent_path(tmp_path / "deep" / "settings.toml")
    paths = (Path('/scans/Ä "quoted" & odd'), Path("/scans/\udcff bytes"))
    save_recent(paths, path)
    assert load_recent(path) == paths
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    save_recent((), path)
    assert not path.exists()
    save_recent((), path)
    assert load_recent(path) == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"paths": 3}', b"\xff", b'{"paths": [1, "", "a\\u0000b"]}'])
def test_a_damaged_list_is_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "recent.json"
    path.write_bytes(content)
    assert load_recent(path) == ()


def test_a_disk_that_refuses_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    save_recent((Path("/a"),), tmp_path / "file" / "recent.json")
    assert load_recent(tmp_path) == ()
