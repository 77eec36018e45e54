"""What stands on the sheet of keys and mouse, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from app.state.shortcuts import Keys, shown_key
from app.state.tool import Buttons, Tool, Wheel
from app.ui.commands.command import Command, KeyMode, Menu
from app.ui.commands.search import Entry, found

translate = QCoreApplication.translate

_PRESETS, _ANSWERS = "preset_", "answer_"

_TORN_ROWS = 4
"""Fewer rows of a section are not set apart from the others."""


@dataclass(frozen=True)
class Row:
    """A key or gesture, and what it does."""

    keys: str
    text: str
    help: str = ""


@dataclass(frozen=True)
class Section:
    """Rows that belong together."""

    title: str
    rows: tuple[Row, ...]


def key_sections(commands: Iterable[Command], keys: Mapping[str, Keys]) -> tuple[Section, ...]:
    """List every command that has a key, by its menu.

    Parameters
    ----------
    commands
        In the order of the table.
    keys
        Id of each command to its keys now.
    """
    rows: dict[Menu, list[Row]] = {}
    presets: list[str] = []
    answers: list[str] = []
    for command in commands:
        shown = [shown_key(key) for key in keys[command.id]]
        lent = _lent_words(command.keys_in)
        shown += [lent.format(key=shown_key(key)) for key in command.editing_keys]
        if not shown:
            continue
        listed = rows.setdefault(command.menu, [])
        if _is_numbered(command):
            presets.append(shown[0])
            continue
        if command.id.startswith(_ANSWERS) and isinstance(command.argument, int):
            answers.append(shown_key(command.editing_keys[0]))
            continue
        text = " / ".join(shown)
        if command.held:
            text = translate("Sheet", "Hold {key}").format(key=text)
        said = f"{command.submenu}: {command.name}" if command.submenu else command.name
        listed.append(Row(text, said, command.help))
    if presets:
        text = translate("Sheet", "Window presets of the modality")
        rows[Menu.WINDOW].insert(0, Row(_span(presets), text))
    if answers:
        keys_of_answers = _lent_words(KeyMode.LABEL).format(key=_span(answers))
        rows[Menu.AI].append(Row(keys_of_answers, translate("Sheet", "Labelling: answer with the label of the number")))
    return tuple(Section(menu.words(), tuple(rows[menu])) for menu in Menu if rows.get(menu))


def mouse_section(buttons: Buttons, names: Mapping[Tool, str]) -> Section:
    """List what the mouse does, as the buttons are set now.

    Parameters
    ----------
    buttons
        What they do.
    names
        Every tool in words.
    """
    scrolls = buttons.wheel is Wheel.SCROLL
    scroll, zoom = translate("Sheet", "Next or previous image"), translate("Sheet", "Zoom at the cursor")
    fast = translate("Sheet", "Ten images at once")
    rows = (
        Row(translate("Sheet", "Drag left"), _tool_words(buttons.left, names)),
        Row(translate("Sheet", "Drag middle"), _tool_words(buttons.middle, names)),
        Row(translate("Sheet", "Drag right"), _tool_words(buttons.right, names)),
        Row(translate("Sheet", "Click right"), translate("Sheet", "Menu of the picture")),
        Row(translate("Sheet", "Wheel"), scroll if scrolls else zoom),
        Row(translate("Sheet", "Ctrl+Wheel"), zoom if scrolls else scroll),
        Row(translate("Sheet", "Shift+Wheel"), fast if scrolls else zoom),
        Row(translate("Sheet", "Alt+Wheel"), translate("Sheet", "Next or previous volume of the same slice")),
        Row(translate("Sheet", "Double click"), translate("Sheet", "One pane alone, or all again")),
        Row(translate("Sheet", "Drag a caliper end"), translate("Sheet", "Correct the measurement")),
        Row(translate("Sheet", "Drag the split line"), translate("Sheet", "More of the original or of the lens")),
    )
    return Section(translate("Sheet", "Mouse"), rows)


def sections_with(query: str, sections: Iterable[Section]) -> tuple[Section, ...]:
    """Keep the rows that a query means; all of them where nothing is typed."""
    if not query.strip():
        return tuple(sections)
    kept = []
    for section in sections:
        entries = [
            Entry(str(number), row.text, section.title, row.help, keys=(row.keys, *row.keys.split(" / ")))
            for number, row in enumerate(section.rows)
        ]
        meant = {int(entry.id) for entry in found(query, entries, forgiving=False)}
        if meant:
            rows = tuple(row for number, row in enumerate(section.rows) if number in meant)
            kept.append(replace(section, rows=rows))
    return tuple(kept)


def in_columns(sections: Iterable[Section], count: int) -> tuple[tuple[Section, ...], ...]:
    """Share sections among columns of about the same height, in their order; a long one may go on in the next."""
    listed = list(sections)
    # Title and the gap before it take the room of two rows.
    limit = max(-(-sum(len(section.rows) + 2 for section in listed) // count), 1)
    while len(columns := _filled(listed, limit)) > count:
        limit += 1
    return columns


def _filled(sections: Iterable[Section], limit: int) -> tuple[tuple[Section, ...], ...]:
    """Fill columns of so many rows, one after the other."""
    columns: list[list[Section]] = [[]]
    used = 0
    for section in sections:
        rows = section.rows
        title = section.title
        while len(rows) > limit - used - 2:
            fits = limit - used - 2
            if fits >= _TORN_ROWS and len(rows) - fits >= _TORN_ROWS:
                columns[-1].append(Section(title, rows[:fits]))
                rows = rows[fits:]
                title = translate("Sheet", "{title}, continued").format(title=section.title)
            elif not columns[-1]:
                break
            columns.append([])
            used = 0
        columns[-1].append(Section(title, rows))
        used += len(rows) + 2
    return tuple(tuple(column) for column in columns)


def _is_numbered(command: Command) -> bool:
    return command.id.startswith(_PRESETS) and command.argument not in (0, 1)


def _span(keys: list[str]) -> str:
    """Write "2 – 9" for keys that count up, else all of them."""
    numbers = [int(key) for key in keys if len(key) == 1 and key.isdigit()]
    if len(numbers) == len(keys) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{keys[0]} – {keys[-1]}"
    return " ".join(keys)


def _tool_words(tool: Tool, names: Mapping[Tool, str]) -> str:
    """Say what a drag with a tool does."""
    said = {
        Tool.WINDOW: translate("Sheet", "Window: across is width, up and down is level"),
        Tool.ZOOM: translate("Sheet", "Zoom: up enlarges"),
        Tool.SCROLL: translate("Sheet", "Scroll through the images"),
    }
    return said.get(tool) or names.get(tool, tool.value)


def _lent_words(mode: KeyMode) -> str:
    """Say when a key means this."""
    return {
        KeyMode.MASK: translate("Sheet", "{key} on a mask"),
        KeyMode.BOX: translate("Sheet", "{key} on boxes"),
        KeyMode.LABEL: translate("Sheet", "{key} while labelling"),
    }[mode]
