"""The suggested model is read early, and run early only where a person wants that."""

from __future__ import annotations

import pytest

from app.actions.prefetch import AHEAD, Prefetch
from app.state.settings import Settings
from app.state.settings_store import SettingsStore


@pytest.fixture
def settings() -> SettingsStore:
    return SettingsStore(Settings())


@pytest.fixture
def prefetch(session, models, actions, runner, worker, settings) -> Prefetch:
    return Prefetch(session, models, actions.models, runner, worker, settings)


def test_the_suggested_model_is_read_but_not_run(prefetch, session, worker, make) -> None:
    session.set_opened(make.opened())
    assert worker.loaded == ["cxr-anatomy"]
    assert worker.ran == []
    session.volume_changed.emit()
    assert worker.loaded == ["cxr-anatomy"]


def test_it_runs_where_the_settings_say_so_and_shows_nothing(prefetch, session, worker, settings, runner, make) -> None:
    settings.update(run_ahead=True)
    session.set_opened(make.opened())
    assert worker.ran == ["cxr-anatomy"]
    assert session.result is None
    assert runner.started[-1][2] == AHEAD


def test_nothing_while_slices_are_missing(prefetch, session, worker, settings, make) -> None:
    settings.update(run_ahead=True)
    opened = make.opened()
    opened.filled[:] = False
    session.set_opened(opened)
    assert (worker.loaded, worker.ran) == ([], [])
    opened.filled[:] = True
    session.slices_arrived.emit()
    assert worker.ran == ["cxr-anatomy"]


@pytest.fixture
def given_up(runner, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Keys of the jobs that were stopped."""
    keys: list[object] = []
    monkeypatch.setattr(runner, "cancel_key", keys.append)
    return keys


def test_a_run_of_the_same_model_waits_for_it(prefetch, session, actions, settings, runner, given_up, make) -> None:
    settings.update(run_ahead=True)
    runner.held = True
    session.set_opened(make.opened())
    assert runner.is_active(AHEAD)
    actions.models.run_suggested()
    assert given_up == []


def test_a_run_of_another_model_takes_its_place(
    prefetch, session, models, actions, settings, runner, given_up, make
) -> None:
    settings.update(run_ahead=True)
    runner.held = True
    session.set_opened(make.opened())
    actions.models.run(next(card for card in models.cards if card.id != "cxr-anatomy"))
    assert given_up == [AHEAD]


def test_another_series_takes_its_place(prefetch, session, settings, runner, given_up, make) -> None:
    settings.update(run_ahead=True)
    runner.held = True
    session.set_opened(make.opened(make.series("1")))
    session.set_opened(make.opened(make.series("2", modality="US")))
    assert given_up == [AHEAD]
    assert len(runner.waiting) == 1
