"""Rows of the worklist for a list view, and the words that stand on them."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QPixmap

from ai.inference.uncertainty import UncertaintyKind
from ai.training.dataset.case import Case
from ai.training.dataset.reads import CaseState
from ai.training.dataset.uncertainties import Outcome
from app.actions.case_pictures import CasePictures
from app.actions.thumbnails import Thumbnails
from app.state.worklist import Worklist, WorkRow
from app.ui.panel import plain_tip
from app.ui.spoken import spoken
from app.ui.theme import Token

Index = QModelIndex | QPersistentModelIndex

_NAMED = 2
"""So many structures are named on a row; of more the number stands there."""

_FEW = 0.1
"""Uncertainty below which a third digit tells cases apart: good segmenters rarely say more."""


class Role(IntEnum):
    """What a row holds besides its title."""

    ROW = int(Qt.ItemDataRole.UserRole)
    SECOND = ROW + 1
    PICTURE = ROW + 2
    OPEN = ROW + 3
    NUMBER = ROW + 4
    """How unsure the model is, in words; ``""`` for not asked."""


class WorklistModel(QAbstractListModel):
    """The rows that are shown, in their order.

    Parameters
    ----------
    worklist
        Whose rows.
    pictures, thumbnails
        Small pictures of cases, and of listed series.
    """

    def __init__(
        self, worklist: Worklist, pictures: CasePictures, thumbnails: Thumbnails, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._worklist = worklist
        self._pictures = pictures
        self._thumbnails = thumbnails
        self._rows: tuple[WorkRow, ...] = ()
        self._drawn: dict[str, QPixmap] = {}

    @property
    def rows(self) -> tuple[WorkRow, ...]:
        """As they are shown."""
        return self._rows

    def refresh(self) -> None:
        """Show what the list has now; only what differs is drawn again."""
        rows = self._worklist.listed
        if [row.key for row in rows] != [row.key for row in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        if rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def place_of(self, key: str) -> int:
        """Return the number of a row; -1 where it is not shown."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def cases(self, first: int, last: int) -> list[Case]:
        """List the cases from one row to another, both among them."""
        return [row.case for row in self._rows[max(first, 0) : last + 1] if row.case is not None]

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows that are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Tell what stands on a row."""
        row = self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None
        if row is None:
            return None
        current = self._worklist.current
        if role == Qt.ItemDataRole.DisplayRole:
            return spoken(row.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(tip_of(row))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (spoken(row.title), state_words(row.state), self._second(row))))
        if role == Role.ROW:
            return row
        if role == Role.SECOND:
            return self._second(row)
        if role == Role.PICTURE:
            return self._picture(row)
        if role == Role.OPEN:
            return current is not None and current.key == row.key
        return number_of(row) if role == Role.NUMBER else None

    def _second(self, row: WorkRow) -> str:
        """Say what a row is of, as far as the reader may know it."""
        if row.fault:
            return spoken(row.fault)
        parts = []
        source = self._worklist.source
        hides = source is not None and source.task is not None and not self._worklist.is_revealed(row)
        # What others agreed on is told to nobody who still reads the case, whatever else is shown.
        hides = hides or (row.agreed is not None and not row.is_complete)
        if row.answer or row.is_not_sure:
            parts.append(row.answer or QCoreApplication.translate("Worklist", "Not sure"))
        elif row.case is not None and row.case.masks and not (hides and row.agreed is not None):
            count = QCoreApplication.translate("Worklist", "{count} structures")
            masks = row.case.masks
            parts.append(", ".join(masks) if len(masks) <= _NAMED else count.format(count=len(masks)))
        elif row.label and not hides:
            parts.append(spoken(row.label))
        if row.agreed is not None and not hides:
            parts.append(QCoreApplication.translate("Worklist", "agreed"))
        elif row.others:
            one = QCoreApplication.translate("Worklist", "1 other read")
            more = QCoreApplication.translate("Worklist", "{count} other reads")
            parts.append(one if row.others == 1 else more.format(count=row.others))
        return " · ".join(parts)

    def _picture(self, row: WorkRow) -> QPixmap | None:
        known = self._drawn.get(row.key)
        if known is not None:
            return known
        pixels = None
        if row.case is not None:
            pixels = self._pictures.of(row.case)
        elif row.series is not None:
            pixels = self._thumbnails.of(row.series)
        if pixels is None:
            return None
        rows, columns = pixels.shape[:2]
        kind = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
        made = QPixmap.fromImage(QImage(pixels.tobytes(), columns, rows, pixels.strides[0], kind))
        self._drawn[row.key] = made
        return made


def state_words(state: CaseState) -> str:
    """Say how far a reader is."""
    translate = QCoreApplication.translate
    return {
        CaseState.NOT_STARTED: translate("Worklist", "Not started"),
        CaseState.IN_PROGRESS: translate("Worklist", "In progress"),
        CaseState.COMPLETE: translate("Worklist", "Complete"),
        CaseState.FLAGGED: translate("Worklist", "Flagged"),
    }[state]


def state_icon(state: CaseState) -> tuple[str, str]:
    """Return the mark of a state, and its colour."""
    return {
        CaseState.NOT_STARTED: ("state-open", Token.FAINT),
        CaseState.IN_PROGRESS: ("state-begun", Token.ACCENT),
        CaseState.COMPLETE: ("done", Token.DONE),
        CaseState.FLAGGED: ("state-flag", Token.WARNING),
    }[state]


def number_of(row: WorkRow) -> str:
    """Say how unsure the model is, in few letters; ``""`` where it was not asked."""
    if row.asked is None:
        return ""
    if row.asked.found is not None:
        value = row.asked.found.value
        return f"{value:.2f}" if value >= _FEW else f"{value:.3f}"
    refused = row.asked.outcome is Outcome.REFUSED
    return QCoreApplication.translate("Worklist", "refused") if refused else "–"


def tip_of(row: WorkRow) -> str:
    """Say everything about a row."""
    translate = QCoreApplication.translate
    lines = [spoken(row.title), state_words(row.state)]
    if row.fault:
        lines.append(spoken(row.fault))
    asked = row.asked
    if asked is not None and asked.found is not None:
        found = asked.found
        kinds = {
            UncertaintyKind.ENTROPY: translate("Worklist", "Uncertainty {value}: entropy of the class probabilities"),
            UncertaintyKind.MARGIN: translate("Worklist", "Uncertainty {value}: nearness to the operating point"),
            UncertaintyKind.DISAGREEMENT: translate(
                "Worklist", "Uncertainty {value}: 1 − mean Dice between the members of the model"
            ),
        }
        lines.append(kinds[found.kind].format(value=f"{found.value:.3f}"))
        if found.label:
            lines.append(translate("Worklist", "Most of it: {label}").format(label=spoken(found.label)))
        if found.kind is not UncertaintyKind.DISAGREEMENT and not found.is_calibrated:
            lines.append(translate("Worklist", "From scores: this model is not calibrated"))
    elif asked is not None and asked.outcome is Outcome.REFUSED:
        lines.append(translate("Worklist", "The model refuses this case: {reason}").format(reason=spoken(asked.reason)))
    elif asked is not None:
        lines.append(translate("Worklist", "This kind of model does not tell how unsure it is"))
    return "\n".join(lines)
