"""What is remembered survives a round trip; a damaged file is no reason not to start."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.state.settings import Language, Settings, Theme, load_settings, save_settings
from app.state.tool import Buttons, Tool, Wheel


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.toml"
    settings = Settings(
        window_geometry="01d9d0cb",
        window_columns="ff00",
        theme=Theme.LIGHT,
        language=Language.GERMAN,
        remember_files=False,
        buttons=Buttons(left=Tool.PAN, wheel=Wheel.ZOOM),
        shortcuts={"fit": ("Ctrl+F", '"'), "invert": ()},
        recent_commands=("fit", "öffnen\n"),
    )
    save_settings(settings, path)
    assert load_settings(path) == settings


def test_no_file_gives_the_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == Settings()


@pytest.mark.parametrize("text", ["not = toml = at all", "\x00\xff", 'window_geometry = 5\nunknown = "x"'])
def test_a_damaged_file_gives_the_default(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode("latin-1"))
    assert load_settings(path) == Settings()


@pytest.mark.parametrize(
    "text",
    [
        'theme = "pink"',
        "theme = 1",
        "remember_files = 1",
        'remember_files = "no"',
        "window_geometry = true",
        "buttons = 3",
        '[buttons]\nleft = "hammer"\nwheel = []',
        'shortcuts = ["F"]',
        '[shortcuts]\nfit = "F"\ninvert = [1]',
        "recent_commands = [1, 2]",
    ],
)
def test_a_value_of_another_kind_is_the_default(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    assert load_settings(path) == Settings()


def test_a_wrong_value_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('theme = "pink"\nremember_studies = false\n[buttons]\nleft = "zoom"\nright = 4\n')
    assert load_settings(path) == Settings(remember_studies=False, buttons=Buttons(left=Tool.ZOOM))


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    save_settings(Settings(), tmp_path / "file" / "settings.toml")
    assert "cannot be saved" in caplog.text
