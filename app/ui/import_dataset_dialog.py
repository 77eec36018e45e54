"""Makes a dataset of what a site has: what the source is, what is wrong with it, then the import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ai.errors import ReportableError
from ai.training.dataset.intake import Imported
from app.actions.import_dataset import ImportDatasetActions
from app.ui.folder_field import FolderField
from app.ui.import_dataset_form import ImportDatasetForm
from app.ui.panel import ElidedLabel, empty, rule, shortened, words
from app.ui.refresh import Refresh
from app.ui.source_check_page import SourceCheckPage
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX, Token

_SIZE_PX = (820, 760)


class ImportDatasetDialog(QDialog):
    """The dialog; stays over the window, which can be worked with meanwhile.

    Parameters
    ----------
    actions
        Looks, checks and copies.

    Signals
    -------
    teach_requested(Path)
        The reader wants to teach with the dataset in this folder.
    """

    teach_requested = Signal(object)

    def __init__(self, actions: ImportDatasetActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setWindowTitle(self.tr("Import dataset"))
        self.resize(*_SIZE_PX)
        self.setAcceptDrops(True)
        self.form: ImportDatasetForm | None = None
        self.folder = _button(self.tr("Choose folder…"))
        self.file = _button(self.tr("Choose file…"))
        self.path = ElidedLabel(colour=Token.DIM, elided=Qt.TextElideMode.ElideMiddle)
        self.others: list[QPushButton] = []
        self.page = SourceCheckPage()
        self.target = FolderField(self.tr("Folder of the dataset"), self.tr("a new or empty folder, or a dataset"))
        self.error = words("", "error", wrap=True)
        self.told = words("", "strong", wrap=True)
        self.message = words("", "small")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.back = _button(self.tr("Back"))
        self.check = _button(self.tr("Check"))
        self.go = _button(self.tr("Import"))
        self.teach = _button(self.tr("Teach with it…"))
        self.stop = _button(self.tr("Close"))
        for button in (self.check, self.go):
            button.setProperty("primary", True)
        self._lay_out()
        self._connect()
        self._on_found_changed()

    def open_import(self) -> None:
        """Show the dialog where things stand."""
        self.show()
        self.raise_()
        self.activateWindow()

    def look(self, path: Path) -> None:
        """Look at a folder or file; not while another one is worked on."""
        if not self._actions.is_working:
            self._tell("")
            self._actions.look(path)

    def refresh(self) -> None:
        """Show what can be pressed, and how far the work is."""
        actions, working = self._actions, self._actions.is_working
        survey, is_done = actions.survey, actions.result is not None
        for each in (self.bar, self.message):
            each.setVisible(working)
        self.bar.setValue(round(1000 * actions.work_fraction))
        self.message.setText(shortened(spoken(actions.work_message), 90))
        for button in (self.folder, self.file, *self.others):
            button.setEnabled(not working)
        for widget in (self.page, self.target, *([] if self.form is None else [self.form])):
            widget.setEnabled(not working and not is_done)
        self.into.setVisible(survey is not None)
        # Two pages: what it is, then what the check found.
        for widget in (*self.others, *([] if self.form is None else [self.form])):
            widget.setVisible(survey is None)
        self.back.setVisible(survey is not None)
        self.back.setEnabled(not working)
        self.check.setVisible(survey is None)
        self.check.setEnabled(self.form is not None and not working)
        self.go.setVisible(survey is not None and not is_done)
        can_go = survey is not None and survey.can_import_without(self.page.left_out)
        self.go.setEnabled(can_go and not working and self.target.path is not None)
        self.teach.setVisible(is_done and survey is not None)
        self.stop.setText(self.tr("Cancel") if working else self.tr("Close"))

    def _lay_out(self) -> None:
        choose = QHBoxLayout()
        choose.setSpacing(GAP_PX)
        choose.addWidget(self.folder)
        choose.addWidget(self.file)
        choose.addWidget(words(self.tr("or drop it here"), "small"))
        choose.addWidget(self.path, 1)
        self._source = QVBoxLayout()
        self._source.setSpacing(GAP_PX)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(14)
        column.addLayout(self._source)
        column.addWidget(self.page, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("What the check found"))
        area.setWidget(inside)
        self.area = area
        self.into = QWidget()
        into = QHBoxLayout(self.into)
        into.setContentsMargins(0, 0, 0, 0)
        into.setSpacing(16)
        into.addWidget(words(self.tr("Copy into")))
        into.addWidget(self.target, 1)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_PX)
        foot.addWidget(self.message)
        foot.addWidget(self.bar, 1)
        foot.addStretch(0)
        for button in (self.stop, self.back, self.teach, self.check, self.go):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(GAP_PX)
        layout.addLayout(choose)
        layout.addWidget(rule())
        layout.addWidget(area, 1)
        layout.addWidget(self.told)
        layout.addWidget(self.error)
        layout.addWidget(self.into)
        layout.addLayout(foot)
        self.error.hide()
        self.told.hide()

    def _connect(self) -> None:
        actions = self._actions
        self.folder.clicked.connect(self._on_folder_clicked)
        self.file.clicked.connect(self._on_file_clicked)
        self.back.clicked.connect(self._on_back_clicked)
        self.check.clicked.connect(self._on_check_clicked)
        self.go.clicked.connect(self._on_go_clicked)
        self.stop.clicked.connect(self._on_stop_clicked)
        self.teach.clicked.connect(self._on_teach_clicked)
        self.page.choice_changed.connect(self.refresh)
        self.target.changed.connect(self.refresh)
        actions.found_changed.connect(self._on_found_changed)
        actions.checked.connect(self._on_checked)
        actions.imported.connect(self._on_imported)
        actions.failed.connect(self._on_failed)
        actions.work_changed.connect(Refresh(self.refresh, self).soon)

    def _tell(self, text: str) -> None:
        self.error.setText(shortened(text))
        self.error.setVisible(bool(text))

    def _ask(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self, self.tr("Images and labels"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(self._on_path_chosen)
        dialog.open()

    def _on_folder_clicked(self) -> None:
        self._ask(QFileDialog.FileMode.Directory)

    def _on_file_clicked(self) -> None:
        self._ask(QFileDialog.FileMode.ExistingFile)

    def _on_path_chosen(self, path: str) -> None:
        self.look(Path(path))

    def _on_found_changed(self) -> None:
        self.form, self.others = None, []
        empty(self._source)
        found, proposed = self._actions.found, self._actions.proposed
        self.path.set_text("" if found is None else str(found.path))
        if found is None or proposed is None:
            text = self.tr(
                "A folder per class, images with masks in two folders, a table (CSV) with classes, masks or boxes, a "
                "dataset.json, a COCO file, or DICOM series with segmentations or contours. Everything is looked at "
                "first and nothing is copied before you say so; the source stays untouched."
            )
            self._source.addWidget(words(text, "dim", wrap=True))
        else:
            self._source.addWidget(words(found.why, wrap=True))
            for path in found.also:
                other = _button(self.tr("Take {file} instead").format(file=path.name))
                other.setProperty("path", str(path))
                other.clicked.connect(self._on_other_clicked)
                self.others.append(other)
                self._source.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
            self.form = ImportDatasetForm(proposed)
            self._source.addWidget(self.form)
        self.refresh()

    def _on_other_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.look(Path(str(button.property("path"))))

    def _on_back_clicked(self) -> None:
        self._tell("")
        self._actions.forget_check()

    def _on_check_clicked(self) -> None:
        self._tell("")
        if self.form is not None:
            self._actions.check(self.form.source())

    def _on_checked(self) -> None:
        survey, source = self._actions.survey, self._actions.source
        self.page.show_survey(survey)
        self.told.hide()
        if survey is not None and source is not None:
            self.target.line.setText(str(self._actions.target(source)))
            self.area.verticalScrollBar().setValue(0)
        self.refresh()

    def _on_go_clicked(self) -> None:
        self._tell("")
        if self.target.path is not None:
            self._actions.start(self.target.path, self.page.left_out)

    def _on_imported(self, imported: Imported) -> None:
        text = self.tr("{added} images are copied; the dataset has {count}.")
        if imported.known:
            text = self.tr("{added} images are copied, {known} were there already; the dataset has {count}.")
        count = len(imported.dataset.cases)
        self.told.setText(text.format(added=imported.added, known=imported.known, count=count))
        self.told.show()
        self.refresh()

    def _on_failed(self, error: ReportableError) -> None:
        self._tell(spoken(error.words))
        self.refresh()

    def _on_stop_clicked(self) -> None:
        if self._actions.is_working:
            self._actions.cancel()
        else:
            self.close()

    def _on_teach_clicked(self) -> None:
        result = self._actions.result
        if result is not None:
            self.close()
            self.teach_requested.emit(result.dataset.folder)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Return from pressing a button that nobody looks at."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file or folder."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at what was dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.look(path)


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    # Enter in a field must not press it.
    button.setAutoDefault(False)
    return button
