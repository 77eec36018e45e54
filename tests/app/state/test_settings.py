"""What is remembered survives a round trip; a damaged file is no reason not to start."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.state.settings import Settings, load_settings, save_settings


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.toml"
    settings = Settings(window_geometry="01d9d0cb", window_columns="ff00")
    save_settings(settings, path)
    assert load_settings(path) == settings


def test_no_file_gives_the_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings()


@pytest.mark.parametrize("text", ["not = toml = at all", "\x00\xff", 'window_geometry = 5\nunknown = "x"'])
def test_a_damaged_file_gives_the_default(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode("latin-1"))
    assert load_settings(path) == Settings()


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    save_settings(Settings(), tmp_path / "file" / "settings.toml")
    assert "cannot be saved" in caplog.text
