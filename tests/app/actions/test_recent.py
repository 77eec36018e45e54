"""What is opened is remembered, unless the reader does not want it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.actions.open import OpenActions
from app.actions.recent import RecentActions
from app.jobs.runner import Lane
from app.state.recent import RecentPaths, load_recent
from app.state.settings_store import SettingsStore


@pytest.fixture
def opening(session, runner) -> OpenActions:
    return OpenActions(session, runner)


@pytest.fixture
def settings() -> SettingsStore:
    return SettingsStore()


@pytest.fixture
def recent(opening, runner, settings, tmp_path) -> RecentActions:
    return RecentActions(RecentPaths(), opening, runner, settings, tmp_path / "recent.json")


def test_what_was_opened_is_listed_and_kept(recent, opening, make, tmp_path: Path) -> None:
    scan = make.scan(tmp_path / "ct")
    opening.open_paths([scan])
    assert recent.recent.paths == (scan,)
    assert load_recent(tmp_path / "recent.json") == (scan,)
    assert recent.has_any()


def test_what_cannot_be_opened_or_does_not_last_is_not_listed(recent, opening, make, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no scan")
    opening.open_paths([tmp_path / "notes.txt"])
    opening.open_paths([make.scan(tmp_path / "demo")], lasting=False)
    assert recent.recent.paths == ()


def test_off_forgets_and_lists_no_more(recent, opening, settings, make, tmp_path: Path) -> None:
    scan = make.scan(tmp_path / "ct")
    opening.open_paths([scan])
    recent.toggle_listing()
    assert not recent.is_listing()
    opening.open_paths([scan])
    assert recent.recent.paths == ()
    assert not (tmp_path / "recent.json").exists()
    recent.toggle_listing()
    opening.open_paths([scan])
    assert recent.recent.paths == (scan,)
    recent.clear()
    assert (recent.recent.paths, (tmp_path / "recent.json").exists()) == ((), False)


def test_what_is_gone_is_found_out_beside_everything_else(recent, opening, runner, make, tmp_path: Path) -> None:
    recent.look()
    scan = make.scan(tmp_path / "ct")
    opening.open_paths([scan])
    scan.rename(tmp_path / "moved")
    recent.look()
    assert recent.recent.missing == {scan}
    assert (Lane.PLACES, "recent") in [(lane, key) for _, lane, key in runner.started]
    assert len([key for _, _, key in runner.started if key == "recent"]) == 1


def test_a_listed_path_opens(recent, session, make, tmp_path: Path) -> None:
    recent.open(make.scan(tmp_path / "ct"))
    assert session.opened is not None


def test_what_was_not_written_yet_is_written_at_the_end(recent, runner, tmp_path: Path) -> None:
    runner.held = True
    recent.recent.note([tmp_path])
    assert not (tmp_path / "recent.json").exists()
    recent.close()
    assert load_recent(tmp_path / "recent.json") == (tmp_path,)
