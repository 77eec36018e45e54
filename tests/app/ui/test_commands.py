"""The command table: every key once, every command on the sheet."""

from __future__ import annotations

from collections import Counter
from unittest.mock import create_autospec

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from app.actions.actions import Actions
from app.ui.commands.action import CommandAction
from app.ui.commands.command import Command, Menu
from app.ui.commands.table import command_table
from app.ui.commands.verbs import FileVerbs, WindowVerbs
from app.ui.icons import ICONS, icon
from app.ui.shortcut_sheet import ShortcutSheet, sheet_rows


@pytest.fixture
def table(session) -> tuple[Command, ...]:
    actions = create_autospec(Actions, instance=True)
    for name in ("opening", "panes", "view", "lens", "models", "measure", "export", "thumbnails"):
        setattr(actions, name, create_autospec(Actions, instance=True))
    from app.actions.export import ExportActions
    from app.actions.lens import LensActions
    from app.actions.open import OpenActions
    from app.actions.run_model import RunModelActions
    from app.actions.view import ViewActions

    actions.opening = create_autospec(OpenActions, instance=True)
    actions.view = create_autospec(ViewActions, instance=True)
    actions.lens = create_autospec(LensActions, instance=True)
    actions.models = create_autospec(RunModelActions, instance=True)
    actions.export = create_autospec(ExportActions, instance=True)
    window = create_autospec(WindowVerbs, instance=True)
    return command_table(session, actions, window, create_autospec(FileVerbs, instance=True))


def test_every_key_and_every_id_once(table: tuple[Command, ...]) -> None:
    keys = Counter(QKeySequence(key).toString() for command in table for key in command.keys)
    assert "" not in keys
    assert [key for key, count in keys.items() if count > 1] == []
    assert len({command.id for command in table}) == len(table)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("Ctrl+O", "open_folder"),
        ("I", "invert"),
        ("L", "lens"),
        ("Shift+L", "lens_split"),
        ("Space", "text"),
        ("0", "preset_0"),
        ("1", "preset_1"),
        ("9", "preset_9"),
        ("Up", "previous"),
        ("Down", "next"),
        ("Home", "first"),
        ("End", "last"),
        ("PgDown", "next_series"),
        ("F1", "shortcuts"),
        ("F11", "full_screen"),
        ("F2", "layout_1x1"),
        ("F4", "layout_2x2"),
        ("Tab", "next_pane"),
        ("=", "reset"),
        ("Return", "accept"),
    ],
)
def test_conventional_keys(table: tuple[Command, ...], key: str, name: str) -> None:
    assert [command.id for command in table if key in command.keys] == [name]


def test_a_command_calls_its_verb(qtbot, keep, table: tuple[Command, ...]) -> None:
    parent = QWidget()
    keep(parent)
    by_id = {command.id: CommandAction(command, parent) for command in table}
    by_id["next"].trigger()
    by_id["next"].command.run.assert_called_with(1)
    by_id["preset_0"].trigger()
    by_id["preset_0"].command.run.assert_called_with(0)
    by_id["invert"].trigger()
    by_id["invert"].command.run.assert_called_with()


def test_without_a_series_commands_for_one_are_grey(qtbot, keep, table: tuple[Command, ...]) -> None:
    parent = QWidget()
    keep(parent)
    for command in table:
        action = CommandAction(command, parent)
        action.refresh()
        if command.id in ("fit", "invert", "next", "preset_3", "export_png"):
            assert not action.isEnabled()
        if command.id in ("open_folder", "open_demo", "shortcuts", "quit"):
            assert action.isEnabled()


def test_the_sheet_lists_every_key(qtbot, keep, table: tuple[Command, ...]) -> None:
    rows = dict(sheet_rows(table))
    assert rows["Ctrl+O"] == "Open folder"
    assert rows["2 – 9"] == "Window presets of the modality"
    listed = {key for keys in rows for key in keys.split(" or ")}
    for command in table:
        if command.keys and not command.id.startswith("preset_"):
            assert QKeySequence(command.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) in listed
    sheet = ShortcutSheet(table)
    keep(sheet)


def test_every_menu_but_the_presets_has_commands(table: tuple[Command, ...]) -> None:
    listed = {command.menu for command in table if command.in_menu}
    assert listed >= set(Menu) - {Menu.WINDOW, Menu.EDIT, Menu.MEASURE}


def test_every_icon_is_there_and_draws_something(qtbot, table: tuple[Command, ...]) -> None:
    for name in {command.icon for command in table if command.icon} | {path.stem for path in ICONS.glob("*.svg")}:
        image = icon(name).pixmap(18, 18).toImage()
        assert any(image.pixelColor(x, y).alpha() > 0 for x in range(18) for y in range(18)), name
