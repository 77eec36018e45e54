"""The command table: every key once, every command on the sheet."""

from __future__ import annotations

from collections import Counter
from typing import get_type_hints
from unittest.mock import create_autospec

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from app.actions.actions import Actions
from app.actions.double_reading import DoubleReading
from app.state.tool import Tool
from app.ui.commands.action import CommandAction
from app.ui.commands.command import Command, Menu
from app.ui.commands.table import command_table
from app.ui.commands.verbs import DialogVerbs, FileVerbs, WindowVerbs
from app.ui.icons import ICONS, icon
from app.ui.shortcut_rows import key_sections


@pytest.fixture
def table(session) -> tuple[Command, ...]:
    actions = create_autospec(Actions, instance=True)
    for name, kind in get_type_hints(Actions).items():
        setattr(actions, name, create_autospec(kind, instance=True))
    actions.worklist.double = create_autospec(DoubleReading, instance=True)
    window, files, dialogs = (create_autospec(each, instance=True) for each in (WindowVerbs, FileVerbs, DialogVerbs))
    return command_table(session, actions, window, files, dialogs)


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
        ("W", "tool_window"),
        ("Z", "tool_zoom"),
        ("P", "tool_pan"),
        ("S", "tool_scroll"),
        ("Q", "hide_ai"),
        ("X", "compare"),
        ("Ctrl+K", "palette"),
        ("Ctrl+,", "settings"),
        ("F6", "next_part"),
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


def test_the_sheet_lists_every_key(table: tuple[Command, ...]) -> None:
    sections = key_sections(table, {command.id: command.keys for command in table})
    with_keys = {command.menu for command in table if command.keys}
    assert [section.title for section in sections] == [menu.words() for menu in Menu if menu in with_keys]
    rows = {row.keys: row.text for section in sections for row in section.rows}
    assert rows["Ctrl+O"] == "Open folder"
    assert rows["2 – 9"] == "Window presets of the modality"
    assert rows["Hold Q"] == "Hide every AI mark"
    listed = {key for keys in rows for key in keys.removeprefix("Hold ").split(" / ")}
    for command in table:
        if command.keys and not command.id.startswith("preset_"):
            assert QKeySequence(command.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) in listed


def test_a_held_command_is_told_both_ways(qtbot, keep, table: tuple[Command, ...]) -> None:
    parent = QWidget()
    keep(parent)
    action = next(CommandAction(command, parent) for command in table if command.id == "hide_ai")
    assert action.shortcuts() == []
    action.hold(True)
    action.command.run.assert_called_with(True)
    action.hold(False)
    action.command.run.assert_called_with(False)


def test_a_switch_shows_what_is_so_not_what_was_clicked(qtbot, keep, session, table: tuple[Command, ...]) -> None:
    parent = QWidget()
    keep(parent)
    tools = {command.id: CommandAction(command, parent) for command in table if command.id.startswith("tool_")}
    for action in tools.values():
        action.refresh_checked()
    assert [name for name, action in tools.items() if action.isChecked()] == ["tool_window"]
    tools["tool_window"].trigger()
    assert tools["tool_window"].isChecked()
    tools["tool_pan"].trigger()
    for action in tools.values():
        action.refresh_checked()
    assert [name for name, action in tools.items() if action.isChecked()] == ["tool_pan"]
    assert session.tools.tool is Tool.PAN


def test_a_condition_says_why_not(table: tuple[Command, ...]) -> None:
    by_id = {command.id: command for command in table}
    assert by_id["fit"].enabled is not None
    assert not by_id["fit"].enabled()
    for command in table:
        if command.enabled is not None:
            assert command.enabled.reason.endswith("."), command.id
        if command.help:
            assert command.help.endswith("."), command.id


def test_every_menu_but_the_presets_has_commands(table: tuple[Command, ...]) -> None:
    listed = {command.menu for command in table if command.in_menu}
    assert listed >= set(Menu) - {Menu.WINDOW, Menu.EDIT, Menu.MEASURE}


def test_every_icon_is_there_and_draws_something(qtbot, table: tuple[Command, ...]) -> None:
    for name in {command.icon for command in table if command.icon} | {path.stem for path in ICONS.glob("*.svg")}:
        image = icon(name).pixmap(18, 18).toImage()
        assert any(image.pixelColor(x, y).alpha() > 0 for x in range(18) for y in range(18)), name
