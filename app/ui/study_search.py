"""Find a study that was opened before: a field, the studies that fit, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.actions.study_index import StudyIndexActions
from app.index.record import StudyRecord
from app.state.privacy import Privacy
from app.state.settings_store import SettingsStore
from app.ui.panel import ElidedLabel, words
from app.ui.question import Question
from app.ui.refresh import Refresh
from app.ui.row_table import row_table
from app.ui.spoken import spoken
from app.ui.study_table import Column, StudyTableModel
from app.ui.theme import GAP_PX, Token

_SIZE_PX = (1000, 600)
_WIDTHS_PX = {
    Column.NAME: 210,
    Column.ID: 130,
    Column.DATE: 104,
    Column.MODALITY: 84,
    Column.DESCRIPTION: 230,
    Column.IMAGES: 70,
    Column.OPENED: 116,
}
_ROW_PX = 28

_TO_TABLE = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
"""Keys that move through the studies while the reader types."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StudySearch(QDialog):
    """The search window; it stays while studies are opened from it.

    Parameters
    ----------
    actions
        Searches, opens, forgets.
    settings
        Whether studies are remembered.
    privacy
        Whether names and numbers of patients are hidden.
    """

    def __init__(
        self,
        actions: StudyIndexActions,
        settings: SettingsStore,
        privacy: Privacy,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._settings = settings
        self._privacy = privacy
        self._asked: tuple[str, tuple[StudyRecord, ...]] = ("", ())
        self.setWindowTitle(self.tr("Find a study"))
        self.resize(*_SIZE_PX)
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Find a study"))
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._on_text_changed)
        self.model = StudyTableModel(self)
        self.model.set_masked(privacy.is_on)
        self.table = self._make_table()
        self.head = words("", "heading")
        self.hint = words("", "dim", wrap=True)
        self.question = Question()
        self.question.answered.connect(self._on_answered)
        self.count = ElidedLabel(colour=Token.DIM)
        self.remembering = QCheckBox(self.tr("Remember studies that are opened"))
        self.remembering.setToolTip(
            self.tr("Names, dates and where the files are, on this computer only. No picture is copied.")
        )
        self.remembering.clicked.connect(self._on_remembering_clicked)
        self.forget_all = QPushButton(self.tr("Forget all…"))
        self.forget_all.setAutoDefault(False)
        self.forget_all.clicked.connect(self._on_forget_all_clicked)
        self.open_button = QPushButton(self.tr("Open"))
        self.open_button.setProperty("primary", True)
        self.open_button.setAutoDefault(False)
        self.open_button.clicked.connect(self.open_selected)
        self._lay_out()
        self._invite()
        self._refresh = Refresh(self.refresh, self)
        actions.found.found_changed.connect(self._on_found_changed)
        actions.index_changed.connect(self._on_index_changed)
        actions.study_opened.connect(self._on_study_opened)
        actions.study_lost.connect(self._on_study_lost)
        settings.settings_changed.connect(self._refresh.soon)
        privacy.privacy_changed.connect(self._on_privacy_changed)
        self.refresh()

    def open_search(self) -> None:
        """Show the window, ready to type."""
        self.show()
        self.activateWindow()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._actions.search(self.field.text())

    def selected(self) -> tuple[StudyRecord, ...]:
        """Return the studies that are marked, from top to bottom."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self.model.studies[row] for row in rows)

    def open_selected(self) -> None:
        """Open the study that is marked; of several the first."""
        chosen = self.selected()
        if chosen:
            self.question.hide()
            self._actions.open(chosen[0])

    def forget_selected(self) -> None:
        """Forget the studies that are marked."""
        chosen = self.selected()
        if chosen:
            self._forget(chosen)

    def refresh(self) -> None:
        """Say how many there are, or why there is nothing."""
        found = self._actions.found
        has_rows = bool(self.model.studies)
        self._pages.setCurrentIndex(0 if has_rows else 1)
        head, hint = self._nothing()
        self.head.setText(head)
        self.hint.setText(hint)
        total = found.found.total
        if not total:
            counted = ""
        elif found.found.has_more:
            shown = len(found.found.studies)
            limited = (
                self.tr("The {shown} newest that fit, of {total} studies")
                if found.query
                else self.tr("The {shown} opened last, of {total} studies")
            )
            counted = limited.format(shown=shown, total=total)
        elif found.query:
            counted = self.tr("{shown} of {total} studies").format(shown=len(found.found.studies), total=total)
        else:
            counted = self.tr("{total} studies").format(total=total) if total > 1 else self.tr("1 study")
        self.count.set_text(counted)
        self.remembering.setChecked(self._settings.settings.remember_studies)
        self.forget_all.setEnabled(total > 0 or bool(found.fault))
        self.open_button.setEnabled(bool(self.table.selectionModel().selectedRows()))

    def _nothing(self) -> tuple[str, str]:
        """Words for a table without rows."""
        found = self._actions.found
        if found.query is None:
            return "", ""
        if found.fault:
            return self.tr("The list of studies cannot be read"), spoken(found.fault)
        if found.found.total and self._privacy.is_on:
            return (
                self.tr("Nothing found"),
                self.tr(
                    "While names are hidden, only modalities and dates of studies are searched: "
                    "ct, mr, 2024, 2024-03, 12.03.2024, 2024-01..2024-06."
                ),
            )
        if found.found.total:
            return (
                self.tr("Nothing found"),
                self.tr(
                    "Part of a name or number will do, and words in any order. A modality: ct, mr. "
                    "A date: 2024, 2024-03, 12.03.2024, 2024-01..2024-06."
                ),
            )
        if self._settings.settings.remember_studies:
            return (
                self.tr("No studies yet"),
                self.tr(
                    "Studies that you open are listed here, to be found and opened again. "
                    "The list stays on this computer; nothing is copied."
                ),
            )
        return (
            self.tr("Studies are not remembered"),
            self.tr("Tick the box below to list studies that you open, on this computer only."),
        )

    def _make_table(self) -> QTableView:
        table = row_table(
            self.model, self.tr("Studies"), row_px=_ROW_PX, widths_px=_WIDTHS_PX, stretched=Column.DESCRIPTION
        )
        table.setSortingEnabled(True)
        header = table.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._on_sorted)
        table.doubleClicked.connect(self._on_double_clicked)
        table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        table.installEventFilter(self)
        return table

    def _lay_out(self) -> None:
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(80, 0, 80, 60)
        column.addStretch(1)
        for label in (self.head, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(2)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(nothing)
        foot = QHBoxLayout()
        foot.setSpacing(2 * GAP_PX)
        foot.addWidget(self.remembering)
        foot.addWidget(self.forget_all)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.open_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX)
        layout.setSpacing(GAP_PX + 4)
        layout.addWidget(self.field)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.question)
        layout.addLayout(foot)

    def _invite(self) -> None:
        """Say in the empty field what can be searched."""
        self.field.setPlaceholderText(
            self.tr("Names are hidden: date or modality, ct 2024-03")
            if self._privacy.is_on
            else self.tr("Name, ID, date, modality or description: muller ct 2024-03")
        )

    def _go_to(self, row: int) -> None:
        """Mark one row, kept within the table."""
        last = len(self.model.studies) - 1
        if last < 0:
            return
        index = self.model.index(max(0, min(row, last)), 0)
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.table.scrollTo(index)

    def _forget(self, studies: Sequence[StudyRecord]) -> None:
        self._actions.forget(studies)
        self._asked = ("undo", tuple(studies))
        count = len(studies)
        told = self.tr("1 study was forgotten.") if count == 1 else self.tr("{count} studies were forgotten.")
        self.question.ask(
            self.tr("{told} The files are where they were.").format(told=told.format(count=count)), self.tr("Undo")
        )

    # News and gestures

    def _on_text_changed(self, text: str) -> None:
        self.question.hide()
        self._actions.search(text)

    def _on_found_changed(self) -> None:
        found = self._actions.found
        before = self.selected()
        row = self.table.currentIndex().row()
        self.model.set_studies(found.found.studies)
        kept = self.model.row_of(before[0]) if before else -1
        # Whoever types wants the first one; whoever forgot one wants the next one.
        self._go_to(kept if kept >= 0 else row if self.table.hasFocus() else 0)
        self.refresh()

    def _on_privacy_changed(self) -> None:
        row = self.table.currentIndex().row()
        self.model.set_masked(self._privacy.is_on)
        self._go_to(row)
        self._invite()
        if self._privacy.is_on:
            # What was typed may be a name.
            self.field.clear()
        self._on_index_changed()

    def _on_sorted(self) -> None:
        self._go_to(0)

    def _on_index_changed(self) -> None:
        if self.isVisible():
            self._actions.search(self.field.text())

    def _on_study_opened(self, study: StudyRecord) -> None:
        if self.isVisible():
            self.hide()

    def _on_study_lost(self, study: StudyRecord, reason: str) -> None:
        self._asked = ("forget", (study,))
        self.show()
        self.question.ask(spoken(reason), self.tr("Forget this study"))

    def _on_answered(self) -> None:
        (what, studies), self._asked = self._asked, ("", ())
        if what == "undo":
            self._actions.remember_again(studies)
        elif what == "forget":
            self._forget(studies)
        elif what == "forget all":
            self._actions.forget_all()
        self.field.setFocus()

    def _on_forget_all_clicked(self) -> None:
        self._asked = ("forget all", ())
        total = self._actions.found.found.total
        self.question.ask(
            self.tr("Forget all {total} studies on this computer? The files stay where they are.").format(total=total)
            if total > 1
            else self.tr("Forget all studies on this computer? The files stay where they are."),
            self.tr("Forget all"),
        )
        self.question.yes.setFocus()

    def _on_remembering_clicked(self, is_checked: bool) -> None:
        self._actions.set_remembering(is_checked)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._actions.open(self.model.studies[index.row()])

    def _on_selection_changed(self) -> None:
        self._refresh.soon()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys of field and table work together."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        if key in _ENTER:
            self.open_selected()
            return True
        if watched is self.field and key in _TO_TABLE:
            page = max(1, self.table.viewport().height() // _ROW_PX - 1)
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
            self._go_to(self.table.currentIndex().row() + steps[key])
            return True
        if watched is self.table and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.forget_selected()
            return True
        if (
            watched is self.table
            and event.text().strip()
            and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        ):
            # Whoever types wants to search.
            self.field.setFocus()
            self.field.insert(event.text())
            return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin without what was said last time."""
        if not self.question.isVisible():
            self._asked = ("", ())
        super().showEvent(event)
