"""The audit trail: latest first, filtered as one types, with the check that nobody changed it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.actions.audit import AuditActions, Page
from app.state.session import Session
from app.ui.audit_model import AuditTableModel, Column
from app.ui.panel import set_role, words
from app.ui.row_table import row_table
from app.ui.theme import GAP_PX

_SIZE_PX = (1160, 620)
_WIDTHS_PX = {
    Column.NUMBER: 56,
    Column.AT: 150,
    Column.ACCOUNT: 96,
    Column.DEED: 176,
    Column.MODEL: 170,
    Column.SERIES: 84,
}
_ROW_PX = 23


class AuditDialog(QDialog):
    """The window of the trail; it is read when the window is opened and when a line is written.

    Parameters
    ----------
    actions
        Reads and exports it.
    session
        Whether a series is open.
    """

    def __init__(self, actions: AuditActions, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._was_read = False
        self.setWindowTitle(self.tr("Audit trail"))
        self.resize(*_SIZE_PX)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Filter: accepted, cxr-anatomy, an account"))
        self.field.setAccessibleName(self.tr("Filter the audit trail"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_text_changed)
        self.only_open = QCheckBox(self.tr("Only the open series"))
        self.only_open.toggled.connect(self._on_only_open_toggled)
        self.count = words("", "small")
        self.model = AuditTableModel(self)
        self.table = row_table(
            self.model, self.tr("Audit trail"), row_px=_ROW_PX, widths_px=_WIDTHS_PX, stretched=Column.DETAILS
        )
        self.check = words("", "small", wrap=True)
        self.check.setToolTip(
            self.tr("Each line carries a sum of itself and of the one before. It does not show a cut-off end.")
        )
        self.export = QPushButton(self.tr("Export as CSV…"))
        self.export.setAutoDefault(False)
        self.export.clicked.connect(self._on_export_clicked)
        copy = QAction(self.tr("Copy rows"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.triggered.connect(self._on_copy)
        self.addAction(copy)
        self._lay_out()
        actions.page_read.connect(self._on_page_read)
        actions.written.connect(self._on_written)
        session.volume_changed.connect(self._on_volume_changed)
        self._on_volume_changed()

    def open_audit(self) -> None:
        """Show the window, ready to type."""
        self.show()
        self.activateWindow()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def refresh(self) -> None:
        """Say how many lines there are, and whether the chain is whole."""
        shown, total = len(self.model.lines), self.model.total
        self.count.setText(
            self.tr("{found} of {total} lines").format(found=shown, total=total)
            if self.model.is_filtered
            else self.tr("{total} lines").format(total=total)
        )
        broken = self.model.broken_at
        if not self._was_read:
            text = ""
        elif broken is None:
            text = self.tr("Unchanged since it was written.")
        else:
            text = self.tr("Line {number} was changed, or one before it is missing.").format(number=broken)
        self.check.setText(text)
        set_role(self.check, "small" if broken is None else "warning")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GAP_PX)
        head.addWidget(self.field, 1)
        head.addWidget(self.only_open)
        head.addWidget(self.count)
        foot = QHBoxLayout()
        foot.setSpacing(2 * GAP_PX)
        foot.addWidget(self.check, 1)
        foot.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX)
        layout.setSpacing(GAP_PX)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)

    def _read(self) -> None:
        self._actions.read(only_open=self.only_open.isChecked())

    # News and gestures

    def _on_page_read(self, page: Page) -> None:
        self._was_read = True
        self.model.set_entries(page.entries, page.broken_at)
        self.refresh()

    def _on_written(self) -> None:
        if self.isVisible():
            self._read()

    def _on_volume_changed(self) -> None:
        has_series = self._actions.has_series()
        self.only_open.setEnabled(has_series)
        if self.only_open.isChecked():
            if has_series:
                self._on_written()
            else:
                self.only_open.setChecked(False)

    def _on_text_changed(self, text: str) -> None:
        self.model.set_filter(text)
        self.table.scrollToTop()
        self.refresh()

    def _on_only_open_toggled(self, is_on: bool) -> None:
        self._on_written()

    def _on_copy(self) -> None:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        if rows:
            QGuiApplication.clipboard().setText("\n".join(map(self.model.row_text, rows)))

    def _on_export_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Export the audit trail"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("audit-trail.csv")
        dialog.fileSelected.connect(self._on_path_chosen)
        dialog.open()

    def _on_path_chosen(self, path: str) -> None:
        self._actions.export(Path(path))

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        """Read the trail."""
        super().showEvent(event)
        self._read()
