"""All keys and mouse gestures on one sheet."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.commands.command import Command
from app.ui.panel import words

MOUSE: tuple[tuple[str, str], ...] = (
    ("Drag left", "Window: across is width, up and down is level"),
    ("Drag middle", "Pan"),
    ("Drag right", "Zoom"),
    ("Wheel", "Next or previous image"),
    ("Shift+Wheel", "Ten images at once"),
    ("Ctrl+Wheel", "Zoom at the cursor"),
    ("Alt+Wheel", "Next or previous volume of the same slice"),
    ("Double click", "Fit to pane"),
    ("Drag a caliper end", "Correct the measurement"),
    ("Drag the split line", "More of the original or of the lens"),
)

HELD: tuple[tuple[str, str], ...] = (
    ("Hold Q", "Hide every AI mark"),
    ("Hold X", "See the original under the lens"),
)


class ShortcutSheet(QDialog):
    """Shows the keys of the command table; the window stays live behind it."""

    def __init__(self, commands: Iterable[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys and mouse")
        rows = (*sheet_rows(commands), *HELD)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(28, 22, 28, 26)
        columns.setSpacing(44)
        half = (len(rows) + 1) // 2
        columns.addWidget(_column("KEYS", rows[:half]))
        columns.addWidget(_column("", rows[half:]))
        columns.addWidget(_column("MOUSE", MOUSE))


def sheet_rows(commands: Iterable[Command]) -> tuple[tuple[str, str], ...]:
    """(keys, words) of every command that has a key; the numbered presets share a row."""
    rows: list[tuple[str, str]] = []
    for command in commands:
        if command.id.startswith("preset_") and command.argument not in (0, 1):
            if command.argument == 2:
                rows.append(("2 – 9", "Window presets of the modality"))
            continue
        if command.keys:
            keys = " or ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in command.keys
            )
            rows.append((keys, command.text.rstrip("…")))
    return tuple(rows)


def _column(title: str, rows: Iterable[tuple[str, str]]) -> QWidget:
    part = QWidget()
    layout = QVBoxLayout(part)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    layout.addWidget(words(title, "title"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(5)
    for number, (keys, text) in enumerate(rows):
        grid.addWidget(words(keys, "strong"), number, 0)
        grid.addWidget(words(text, "dim"), number, 1)
    layout.addLayout(grid)
    layout.addStretch(1)
    return part
