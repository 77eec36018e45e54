"""Tags of a picture as rows of a table that can be filtered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from app.dicom.tags import ITEM, TagList, TagRow
from app.index.folding import folded
from app.ui.panel import plain_tip
from app.ui.spoken import spoken
from app.ui.study_table import MASK
from app.ui.tag_identity import identity_of
from app.ui.theme import Token

Index = QModelIndex | QPersistentModelIndex

_INDENT = "\u2003"
"""As wide as the letter m."""

_NOWHERE = 1 << 30
"""Deeper than any sequence."""


class Column(IntEnum):
    """Columns, from left to right."""

    TAG = 0
    NAME = 1
    VR = 2
    VALUE = 3


@dataclass(frozen=True)
class Line:
    """One row of the table.

    Parameters
    ----------
    row
        The element; None in the line above a section.
    title
        Of the section.
    searched
        Folded text that the filter looks in.
    hidden
        Whether its value is not to be seen.
    """

    row: TagRow | None
    title: str = ""
    searched: str = ""
    hidden: bool = False

    @property
    def place(self) -> tuple[str, int, int]:
        """What makes it the same row as one of another picture."""
        return (self.title, -1, 0) if self.row is None else (self.title, self.row.tag, self.row.level)


class TagTableModel(QAbstractTableModel):
    """Lines of all sections, or those that fit the filter with what they stand in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        """As shown."""
        self._tags: TagList | None = None
        self._all: list[Line] = []
        self._words: tuple[str, ...] = ()
        self._found: set[int] = set()
        self._is_masked = False

    @property
    def is_filtered(self) -> bool:
        """Whether something is filtered for."""
        return bool(self._words)

    @property
    def total(self) -> int:
        """Elements without the filter."""
        return sum(line.row is not None and line.row.tag != ITEM for line in self._all)

    @property
    def found(self) -> int:
        """Elements that fit the filter themselves."""
        return len(self._found)

    def set_tags(self, tags: TagList | None) -> bool:
        """Show the tags of another picture.

        Returns
        -------
        bool
            Whether the rows are the same elements as before, perhaps with other values.
        """
        self._tags = tags
        self._all = [] if tags is None else _lines(tags, is_masked=self._is_masked)
        return self._apply()

    def set_filter(self, text: str) -> None:
        """Show what fits every word of a text, in tag, name, keyword, maker or value."""
        self._words = tuple(folded(text).split())
        self._apply()

    def set_masked(self, is_masked: bool) -> None:
        """Hide or show the values that tell who the patient is."""
        self._is_masked = is_masked
        self.set_tags(self._tags)

    def full_text(self, index: Index) -> str:
        """Text of a cell without indentation."""
        line = self.lines[index.row()]
        return line.title if line.row is None else _text(line.row, Column(index.column()), hidden=line.hidden)

    def row_text(self, number: int) -> str:
        """Cells of a row, with tabs between them."""
        line = self.lines[number]
        if line.row is None:
            return line.title
        return "\t".join(_text(line.row, column, hidden=line.hidden) for column in Column)

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
            return (self.tr("Tag"), self.tr("Name"), self.tr("VR"), self.tr("Value"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """Say what a cell shows."""
        line = self.lines[index.row()]
        column = Column(index.column())
        if line.row is None:
            return self._title_data(line, column, role)
        if role == Qt.ItemDataRole.DisplayRole:
            text = _text(line.row, column, hidden=line.hidden)
            return _INDENT * line.row.level + text if column is Column.NAME else text
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.NAME:
            return plain_tip("\n".join(filter(None, (line.row.name, line.row.keyword, line.row.creator))))
        if role == Qt.ItemDataRole.ForegroundRole:
            is_beside = self._is_beside(line) or line.row.tag == ITEM or bool(line.row.tag >> 16 & 1)
            return QColor(Token.DIM if is_beside or column in (Column.TAG, Column.VR) else Token.TEXT)
        return None

    def _title_data(self, line: Line, column: Column, role: int) -> object | None:
        if role == Qt.ItemDataRole.DisplayRole and column is Column.TAG:
            return line.title
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(Token.ACCENT)
        return None

    def _is_beside(self, line: Line) -> bool:
        """Whether it is only shown for what stands in it."""
        return bool(self._words) and id(line) not in self._found

    def _apply(self) -> bool:
        shown, found = self._fitting()
        is_same = [line.place for line in shown] == [line.place for line in self.lines]
        if not is_same:
            self.beginResetModel()
        self.lines, self._found = shown, found
        if not is_same:
            self.endResetModel()
        elif shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, len(Column) - 1))
        return is_same

    def _fitting(self) -> tuple[list[Line], set[int]]:
        """Lines that fit, with those that they stand in; of a sequence that fits also what stands in it."""
        if not self._words:
            return self._all, set()
        shown: list[Line] = []
        found: set[int] = set()
        above: list[Line] = []
        inside = _NOWHERE
        for line in self._all:
            level = _level(line)
            if level <= inside:
                inside = _NOWHERE
            while above and _level(above[-1]) >= level:
                above.pop()
            if line.row is not None and all(word in line.searched for word in self._words):
                shown += [*above, line]
                above.clear()
                found.add(id(line))
                if line.row.vr == "SQ":
                    inside = min(inside, level)
            elif level > inside:
                shown.append(line)
            else:
                above.append(line)
        return shown, found


def _text(row: TagRow, column: Column, *, hidden: bool) -> str:
    match column:
        case Column.TAG:
            return row.tag_text
        case Column.NAME:
            return f"{row.name} · {row.creator}" if row.creator else row.name
        case Column.VR:
            return row.vr
        case Column.VALUE:
            return MASK if hidden else row.value


def _level(line: Line) -> int:
    return -1 if line.row is None else line.row.level


def _lines(tags: TagList, *, is_masked: bool) -> list[Line]:
    found: list[Line] = []
    rows = (row for section in tags.sections for row in section.rows)
    identity = identity_of(rows) if is_masked else None
    for section in tags.sections:
        title = spoken(section.title)
        if title:
            found.append(Line(None, title))
        for row in map(_spoken_row, section.rows):
            number = f"{row.tag:08x}"
            # What is hidden must not be found either.
            hidden = identity is not None and bool(row.value) and identity.is_in(row)
            value = "" if hidden else row.value
            told = f"{row.tag_text} {number} {row.name} {row.keyword} {row.creator} {value}"
            searched = "" if row.tag == ITEM else folded(told)
            found.append(Line(row, title, searched, hidden))
    return found


def _spoken_row(row: TagRow) -> TagRow:
    name, value = spoken(row.name), spoken(row.value)
    return row if name is row.name and value is row.value else replace(row, name=name, value=value)
