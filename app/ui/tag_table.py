"""The DICOM tags of the picture that is looked at: filtered as one types, copied by key; it follows the slice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.actions.tags import TagActions
from app.state.privacy import Privacy
from app.ui.panel import words
from app.ui.refresh import Refresh
from app.ui.row_table import row_table
from app.ui.spoken import spoken
from app.ui.tag_model import Column, TagTableModel
from app.ui.theme import GAP_PX

_SIZE_PX = (860, 640)
_WIDTHS_PX = {Column.TAG: 104, Column.NAME: 300, Column.VR: 64}
_ROW_PX = 23
_DETAIL_PX = 84
"""Height of the place that shows a long value in full."""


class TagDialog(QDialog):
    """The tag window; it reads files only while it is open.

    Parameters
    ----------
    actions
        Reads the tags.
    privacy
        Whether values that tell who the patient is are hidden.
    """

    def __init__(self, actions: TagActions, privacy: Privacy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._privacy = privacy
        self.setWindowTitle(self.tr("DICOM tags"))
        self.resize(*_SIZE_PX)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Tag, name or value: 0018, thickness, siemens"))
        self.field.setAccessibleName(self.tr("Filter the tags"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.installEventFilter(self)
        self.model = TagTableModel(self)
        self.model.set_masked(privacy.is_on)
        self.table = self._make_table()
        self.message = words("", "dim", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note = words("", "warning", wrap=True)
        self.detail = words("", wrap=True)
        self.detail.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.detail.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.count = words("", "small")
        self.copy_cell = self._verb(self.tr("Copy value"), QKeySequence.StandardKey.Copy)
        self.copy_cell.triggered.connect(self.copy)
        self.copy_line = self._verb(self.tr("Copy row"), QKeySequence("Ctrl+Shift+C"))
        self.copy_line.triggered.connect(self.copy_rows)
        find = self._verb(self.tr("Filter"), QKeySequence.StandardKey.Find)
        find.triggered.connect(self._on_find)
        self._lay_out()
        self._refresh = Refresh(self.refresh, self)
        actions.tags_changed.connect(self._on_tags_changed)
        privacy.privacy_changed.connect(self._on_privacy_changed)

    def open_tags(self) -> None:
        """Show the window, ready to type."""
        self.show()
        self.activateWindow()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def copy(self) -> None:
        """Copy the cell that is marked; of several rows all their cells."""
        if len(self.table.selectionModel().selectedRows()) > 1:
            self.copy_rows()
        elif self.table.currentIndex().isValid():
            QGuiApplication.clipboard().setText(self.model.full_text(self.table.currentIndex()))

    def copy_rows(self) -> None:
        """Copy the rows that are marked, with tabs between their cells."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        if rows:
            QGuiApplication.clipboard().setText("\n".join(map(self.model.row_text, rows)))

    def refresh(self) -> None:
        """Say what is shown, or why there is nothing."""
        fault = spoken(self._actions.fault)
        nothing = fault or (self.tr("No element fits.") if self.model.is_filtered else "")
        self.message.setText(nothing)
        self._pages.setCurrentIndex(0 if self.model.lines and not fault else 1)
        self.note.setText(
            self.tr("This plane runs through several slices: these are the tags of the one nearest to its middle.")
            if self._actions.is_made_of_several and not fault
            else ""
        )
        self.note.setVisible(bool(self.note.text()))
        index = self.table.currentIndex()
        is_marked = index.isValid() and self.model.lines[index.row()].row is not None
        self.detail.setText(self.model.full_text(index.siblingAtColumn(Column.VALUE)) if is_marked else "")
        total = self.model.total
        if fault or not total:
            self.count.setText("")
        elif self.model.is_filtered:
            self.count.setText(self.tr("{found} of {total} elements").format(found=self.model.found, total=total))
        else:
            self.count.setText(self.tr("{total} elements").format(total=total))

    def _verb(self, text: str, key: QKeySequence | QKeySequence.StandardKey) -> QAction:
        action = QAction(text, self)
        action.setShortcut(key)
        self.addAction(action)
        return action

    def _make_table(self) -> QTableView:
        table = row_table(
            self.model, self.tr("DICOM tags"), row_px=_ROW_PX, widths_px=_WIDTHS_PX, stretched=Column.VALUE
        )
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_context_menu_requested)
        table.selectionModel().currentChanged.connect(self._on_current_changed)
        table.installEventFilter(self)
        self.model.modelReset.connect(self._on_model_reset)
        return table

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(80, 0, 80, 60)
        column.addStretch(1)
        column.addWidget(self.message)
        column.addStretch(2)
        self._pages.addWidget(nothing)
        whole = QScrollArea()
        whole.setWidget(self.detail)
        whole.setWidgetResizable(True)
        whole.setFrameShape(QFrame.Shape.NoFrame)
        whole.setFixedHeight(_DETAIL_PX)
        whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.detail.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        head = QHBoxLayout()
        head.setSpacing(2 * GAP_PX)
        head.addWidget(self.field, 1)
        head.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX)
        layout.setSpacing(GAP_PX)
        layout.addLayout(head)
        layout.addWidget(self.note)
        layout.addWidget(self._pages, 1)
        layout.addWidget(whole)

    # News and gestures

    def _on_tags_changed(self) -> None:
        # Where the reader was: another slice of the same series mostly has the same elements.
        row, place = self.table.currentIndex().row(), self.table.verticalScrollBar().value()
        before = self.model.lines[row].place if 0 <= row < len(self.model.lines) else None
        column = max(0, self.table.currentIndex().column())
        if not self.model.set_tags(self._actions.tags):
            again = [number for number, line in enumerate(self.model.lines) if line.place == before]
            if again:
                self._go_to(min((abs(number - row), number) for number in again)[1], column)
            self.table.verticalScrollBar().setValue(place)
        self.refresh()

    def _on_privacy_changed(self) -> None:
        self.model.set_masked(self._privacy.is_on)
        self.refresh()

    def _on_text_changed(self, text: str) -> None:
        self.model.set_filter(text)
        self.table.scrollToTop()
        self.refresh()

    def _on_model_reset(self) -> None:
        self.table.clearSpans()
        for number, line in enumerate(self.model.lines):
            if line.row is None:
                self.table.setSpan(number, 0, 1, len(Column))

    def _on_current_changed(self) -> None:
        self._refresh.soon()

    def _on_find(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _on_context_menu_requested(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.copy_cell, self.copy_line])
        menu.popup(self.table.viewport().mapToGlobal(position))

    def _go_to(self, row: int, column: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        index = self.model.index(row, column)
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys of field and table work together."""
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        is_press = event.type() == QEvent.Type.KeyPress
        key = Qt.Key(event.key())
        if watched is self.field:
            if is_press and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.model.lines:
                self.table.setFocus()
                row = self.table.currentIndex().row()
                self._go_to(max(row, 0), Column.VALUE)
                return True
        elif is_press and key == Qt.Key.Key_Up and self.table.currentIndex().row() <= 0:
            self.field.setFocus()
            return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to read."""
        super().showEvent(event)
        self._actions.follow(True)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Read no more."""
        self._actions.follow(False)
        super().hideEvent(event)
