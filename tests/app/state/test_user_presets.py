"""The file of the user's presets: read back as it was, and never in the way of the window."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.imaging.preset_book import PresetBook
from app.imaging.presets import ListedPreset, Preset
from app.imaging.window import VoiFunction, VoiLut, Window
from app.state.preset_file import load_presets, save_presets
from app.state.user_presets import UserPresets

BOOK = PresetBook(
    (
        ListedPreset(Preset('Mine "A"', 4, Window(-12.5, 350.0, VoiFunction.SIGMOID, 'Mine "A"')), "CT", "HU"),
        ListedPreset(Preset("Hell", None, None, (0.5, 97.0)), "MR", ""),
    ),
    frozenset({("CT", "Lung"), ("MR", "ADC")}),
)


def test_presets_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "config" / "presets.toml"
    save_presets(BOOK, path)
    assert load_presets(path) == BOOK


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert load_presets(tmp_path / "none.toml") == PresetBook()


@pytest.mark.parametrize("text", ["preset = [", 'preset = "no"\nhidden = 3', ""])
def test_a_damaged_file_gives_none(tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "presets.toml"
    path.write_text(text, encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert load_presets(path) == PresetBook()
    assert bool(caplog.records) == text.endswith("[")


def test_only_the_damaged_entry_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "presets.toml"
    path.write_text(
        'hidden = [["CT", "Lung"], ["odd"]]\n'
        '[[preset]]\nname = "Bad"\nmodality = "CT"\nwidth = 0\ncentre = 1\n'
        '[[preset]]\nmodality = "CT"\n'
        '[[preset]]\nname = "Good"\nmodality = "CT"\nunit = "HU"\nwidth = 10\ncentre = 1\nkey = 2\n',
        encoding="utf-8",
    )
    with caplog.at_level(logging.WARNING):
        book = load_presets(path)
    assert [each.preset.name for each in book.own] == ["Good"]
    assert book.hidden == {("CT", "Lung")}
    assert len(caplog.records) == 2


def test_a_table_cannot_be_kept(tmp_path: Path) -> None:
    import numpy as np

    lut = ListedPreset(Preset("LUT", None, VoiLut(0, np.array([0.0, 1.0]))), "DX", "")
    with pytest.raises(ValueError, match="table"):
        save_presets(PresetBook((lut,)), tmp_path / "presets.toml")


def test_changes_are_told_and_saved(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "presets.toml"
    presets = UserPresets(path)
    with qtbot.waitSignal(presets.presets_changed):
        presets.set_book(BOOK)
    assert UserPresets(path).book == BOOK
    with qtbot.assertNotEmitted(presets.presets_changed):
        presets.set_book(BOOK)


def test_a_disk_that_refuses_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    presets = UserPresets(tmp_path / "file" / "presets.toml")
    with caplog.at_level(logging.WARNING):
        presets.set_book(BOOK)
    assert presets.book == BOOK
    assert "cannot be saved" in caplog.text
