"""A small table of words: no grid, no selection, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.panel import words


class Table(QWidget):
    """Rows under heads; the first column takes the room."""

    def __init__(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], *, strong_first: bool = False, gap_px: int = 28
    ) -> None:
        super().__init__()
        self.rows = [list(row) for row in rows]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(gap_px)
        grid.setVerticalSpacing(5)
        for column, head in enumerate(heads):
            grid.addWidget(_cell(head, "title", column), 0, column)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                role = "strong" if strong_first and number == 1 else "" if column else "dim"
                grid.addWidget(_cell(text, role, column), number, column)
        grid.setColumnStretch(len(heads), 1)


def _cell(text: str, role: str, column: int) -> QWidget:
    cell = words(text, role)
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return cell
