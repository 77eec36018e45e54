"""Changes are told once and saved together."""

from __future__ import annotations

from app.state.settings import Settings, Theme
from app.state.settings_store import SettingsStore


def test_a_change_is_told_and_saved_later_in_one(qtbot) -> None:
    store = SettingsStore()
    told: list[int] = []
    saved: list[Settings] = []
    store.settings_changed.connect(lambda: told.append(1))
    store.save_due.connect(saved.append)
    store.update(theme=Theme.LIGHT)
    store.update(theme=Theme.LIGHT)
    store.update(remember_files=False)
    assert (len(told), saved) == (2, [])
    qtbot.waitUntil(lambda: bool(saved), timeout=3000)
    assert saved == [Settings(theme=Theme.LIGHT, remember_files=False)]


def test_whoever_stops_it_saves_by_himself(qtbot) -> None:
    store = SettingsStore()
    saved: list[Settings] = []
    store.save_due.connect(saved.append)
    store.update(theme=Theme.LIGHT)
    store.stop()
    qtbot.wait(1000)
    assert saved == []


def test_defaults_leave_the_window_where_it_is() -> None:
    store = SettingsStore(Settings(window_geometry="01", theme=Theme.LIGHT, shortcuts={"fit": ("K",)}))
    store.restore_defaults()
    assert store.settings == Settings(window_geometry="01")
