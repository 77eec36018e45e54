"""Remembered studies as rows of a table."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.index.folding import folded
from app.index.record import StudyRecord
from app.ui.panel import plain_tip
from app.ui.patient_words import day

MASK = "••••••"
"""In the place of what tells who a patient is."""

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """Columns, from left to right."""

    NAME = 0
    ID = 1
    DATE = 2
    MODALITY = 3
    DESCRIPTION = 4
    IMAGES = 5
    OPENED = 6


class StudyTableModel(QAbstractTableModel):
    """Rows of studies, in the order in which they come unless a column is chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.studies: tuple[StudyRecord, ...] = ()
        """As shown, from top to bottom."""
        self.today = date.today()
        self._given: tuple[StudyRecord, ...] = ()
        self._is_masked = False
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    def set_studies(self, studies: tuple[StudyRecord, ...]) -> None:
        """Show other studies."""
        self.beginResetModel()
        self.today = date.today()
        self._given = studies
        self.studies = self._in_order()
        self.endResetModel()

    def set_masked(self, is_masked: bool) -> None:
        """Hide or show who the patients are."""
        if is_masked != self._is_masked:
            self.beginResetModel()
            self._is_masked = is_masked
            self.endResetModel()

    def row_of(self, study: StudyRecord) -> int:
        """Row of a study by its key, or -1."""
        return next((row for row, each in enumerate(self.studies) if each.key == study.key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """Count the studies."""
        return 0 if parent.isValid() else len(self.studies)

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
            heads = (
                *(self.tr("Name"), self.tr("ID"), self.tr("Date"), self.tr("Modality"), self.tr("Description")),
                *(self.tr("Images"), self.tr("Last opened")),
            )
            return heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object | None:
        """Say what a cell shows."""
        study = self.studies[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(study, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(study))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column; -1 gives the order in which they came."""
        self.beginResetModel()
        self._sorted = (column, order)
        self.studies = self._in_order()
        self.endResetModel()

    def _in_order(self) -> tuple[StudyRecord, ...]:
        column, order = self._sorted
        if column < 0:
            return self._given
        keyed = [(_sort_key(study, Column(column)), number) for number, study in enumerate(self._given)]
        keyed.sort(key=_first, reverse=order is Qt.SortOrder.DescendingOrder)
        return tuple(self._given[number] for _, number in keyed)

    def _text(self, study: StudyRecord, column: Column) -> str:
        match column:
            case Column.NAME:
                name = study.patient_name or self.tr("No patient name")
                return MASK if self._is_masked else name
            case Column.ID:
                return MASK if self._is_masked and study.patient_id else study.patient_id
            case Column.DATE:
                return day(study.date)
            case Column.MODALITY:
                return ", ".join(study.modalities)
            case Column.DESCRIPTION:
                return study.description or ", ".join(study.body_parts)
            case Column.IMAGES:
                return str(study.image_count)
            case Column.OPENED:
                return self._when(study.opened_at)

    def _when(self, seconds: int) -> str:
        if not seconds:
            return ""
        moment = datetime.fromtimestamp(seconds)
        if moment.date() == self.today:
            return self.tr("today {time}").format(time=f"{moment:%H:%M}")
        if moment.date() == self.today - timedelta(days=1):
            return self.tr("yesterday")
        return moment.date().isoformat()

    def _tip(self, study: StudyRecord) -> str:
        lines = [study.description]
        if not self._is_masked:
            born = self.tr("born {day}").format(day=day(study.patient_birth_date)) if study.patient_birth_date else ""
            person = (study.patient_name, study.patient_id, born, study.patient_sex)
            lines.insert(0, " · ".join(filter(None, person)))
        lines.append(
            self.tr("{series} series, {images} images").format(series=study.series_count, images=study.image_count)
        )
        if study.accession_number and not self._is_masked:
            lines.append(self.tr("Accession number {number}").format(number=study.accession_number))
        if not self._is_masked:
            # Folders are often called after patients.
            lines += study.places
        return "\n".join(filter(None, lines))


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == Column.IMAGES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _sort_key(study: StudyRecord, column: Column) -> tuple[str | int, ...]:
    match column:
        case Column.NAME:
            return (folded(study.patient_name),)
        case Column.ID:
            return (study.patient_id,)
        case Column.DATE:
            return study.date, study.time
        case Column.MODALITY:
            return study.modalities
        case Column.DESCRIPTION:
            return (folded(study.description),)
        case Column.IMAGES:
            return (study.image_count,)
        case Column.OPENED:
            return (study.opened_at,)


def _first(keyed: tuple[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    return keyed[0]
