"""Lines of the audit trail as rows of a table that can be filtered."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.audit.event import Entry
from app.index.folding import folded
from app.ui.audit_words import deed_words, detail_words
from app.ui.panel import plain_tip
from app.ui.theme import Token, now

Index = QModelIndex | QPersistentModelIndex

_SERIES_LETTERS = 8
"""Of the hash of a series: enough to see which lines are about the same."""


class Column(IntEnum):
    """Columns, from left to right."""

    NUMBER = 0
    AT = 1
    ACCOUNT = 2
    DEED = 3
    MODEL = 4
    SERIES = 5
    DETAILS = 6


class AuditTableModel(QAbstractTableModel):
    """Lines, latest first, or those that fit the filter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[tuple[str, ...]] = []
        """Texts of the cells, as shown."""
        self.broken_at: int | None = None
        self._all: list[tuple[str, ...]] = []
        self._words: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Lines without the filter."""
        return len(self._all)

    @property
    def is_filtered(self) -> bool:
        """Whether something is filtered for."""
        return bool(self._words)

    def set_entries(self, entries: tuple[Entry, ...], broken_at: int | None) -> None:
        """Show other lines.

        Parameters
        ----------
        entries
            Latest first.
        broken_at
            Number of the line that was changed; None for none.
        """
        self.broken_at = broken_at
        self._all = [_cells(entry) for entry in entries]
        self._apply()

    def set_filter(self, text: str) -> None:
        """Show the lines that hold every word of a text."""
        self._words = tuple(folded(text).split())
        self._apply()

    def row_text(self, number: int) -> str:
        """Cells of a row, with tabs between them."""
        return "\t".join(self.lines[number])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """Count the rows."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """Count the columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object | None:
        """Name a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            heads = (self.tr("No."), self.tr("Time"), self.tr("Account"), self.tr("What"), self.tr("Model"))
            return (*heads, self.tr("Series"), self.tr("Details"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(Column(section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """Say what a cell shows."""
        cells, column = self.lines[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[column]
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.DETAILS:
            return plain_tip(cells[column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ForegroundRole and cells[Column.NUMBER] == str(self.broken_at):
            return QColor(now(Token.WARNING))
        return None

    def _apply(self) -> None:
        self.beginResetModel()
        self.lines = [cells for cells in self._all if _fits(cells, self._words)]
        self.endResetModel()


def _fits(cells: tuple[str, ...], words: tuple[str, ...]) -> bool:
    searched = folded(" ".join(cells)) if words else ""
    return all(word in searched for word in words)


def _cells(entry: Entry) -> tuple[str, ...]:
    at = datetime.fromtimestamp(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    series = entry.series[:_SERIES_LETTERS]
    what = deed_words(entry.deed)
    return str(entry.number), at, entry.account, what, entry.model, series, detail_words(entry.details)


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column is Column.NUMBER else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
