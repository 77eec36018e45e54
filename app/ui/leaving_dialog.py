"""Shows everything that leaves with a dataset, then asks where to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ai.training.dataset.face import Face
from ai.training.dataset.leaving import Leaving
from app.actions.collect_case import CollectActions, KnownDataset
from app.ui.dataset_field import DatasetField, task_words
from app.ui.panel import Fold, empty, words
from app.ui.spoken import spoken
from app.ui.table import Table
from app.ui.theme import GAP_PX

_SIZE_PX = (720, 700)

_STAYS_SHOWN = 6
"""Files that stay which are named; the others are counted."""

_FILES_SHOWN = 200

_BYTES_PER_MB = 1_000_000


class LeavingDialog(QDialog):
    """The list, and two ways to write the copy.

    Parameters
    ----------
    actions
        Looks at a dataset.

    Signals
    -------
    export_requested(Leaving, Path)
        The reader wants the copy of what was shown there.
    """

    export_requested = Signal(object, object)

    def __init__(self, actions: CollectActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export dataset"))
        self.resize(*_SIZE_PX)
        self._actions = actions
        self._asked: Path | None = None
        self.shown: Leaving | None = None
        self.dataset = DatasetField(None)
        self.zip = QPushButton(self.tr("Write a ZIP…"))
        self.zip.setProperty("primary", True)
        self.folder = QPushButton(self.tr("Write a folder…"))
        self.close_button = QPushButton(self.tr("Close"))
        self._found = QVBoxLayout()
        self._found.setContentsMargins(16, 12, 16, 12)
        self._found.setSpacing(GAP_PX)
        inside = QWidget()
        inside.setLayout(self._found)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("What leaves"))
        area.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.close_button, self.folder, self.zip):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(GAP_PX)
        layout.addWidget(self.dataset)
        layout.addWidget(area, 1)
        layout.addLayout(buttons)
        self.dataset.changed.connect(self._on_dataset_changed)
        self.dataset.folder_chosen.connect(actions.find_datasets_in)
        actions.datasets_found.connect(self._on_datasets_found)
        actions.leaving_found.connect(self._on_leaving_found)
        self.zip.clicked.connect(self._on_zip_clicked)
        self.folder.clicked.connect(self._on_folder_clicked)
        self.close_button.clicked.connect(self.reject)
        self._allow()

    def _on_datasets_found(self, found: tuple[KnownDataset, ...]) -> None:
        self.dataset.show_datasets(found)

    def _on_dataset_changed(self) -> None:
        choice = self.dataset.choice
        folder = None if choice is None else choice.folder
        if folder != self._asked:
            self._asked, self.shown = folder, None
            empty(self._found)
            if folder is not None:
                self._actions.look_at_leaving(folder)
        self._allow()

    def _on_leaving_found(self, found: Leaving) -> None:
        if found.folder == self._asked:
            self.shown = found
            self._show(found)
            self._allow()

    def _allow(self) -> None:
        for button in (self.zip, self.folder):
            button.setEnabled(self.shown is not None and self.shown.cases > 0)

    def _show(self, found: Leaving) -> None:
        empty(self._found)
        add = self._found.addWidget
        add(words(self._counted(found), "strong", wrap=True))
        faces = found.faces.get(Face.POSSIBLE, 0) + found.faces.get(Face.UNKNOWN, 0)
        if faces:
            told = self.tr("Cases out of which a face could be made: {count}. Pass them on only where that is allowed.")
            add(words(told.format(count=faces), "warning", wrap=True))
        for each in found.broken[:_STAYS_SHOWN]:
            add(words(self.tr("Stays, because it cannot be read: {name}").format(name=each.name), "warning", wrap=True))
        add(words(self.tr("EVERY FIELD OF EVERY CASE"), "title"))
        rows = [(spoken(each.words), _values(each.values, each.different)) for each in found.fields if each.different]
        add(_LeftTable((self.tr("What it is"), self.tr("What it says, with the number of cases")), rows))
        unused = [spoken(each.words) for each in found.fields if not each.different]
        if unused:
            add(words(self.tr("Not in this dataset: {fields}.").format(fields=", ".join(unused)), "small", wrap=True))
        files = [(each.path, f"{each.size_bytes:,}") for each in found.files[:_FILES_SHOWN]]
        table = Table((self.tr("File"), self.tr("Bytes")), files)
        add(Fold(self.tr("Every file ({count})").format(count=len(found.files)), table))
        add(words(self.tr("WHAT STAYS HERE"), "title"))
        stays = ", ".join(found.stays[:_STAYS_SHOWN])
        if len(found.stays) > _STAYS_SHOWN:
            stays = self.tr("{names} and {count} more").format(names=stays, count=len(found.stays) - _STAYS_SHOWN)
        add(words(stays, "dim", wrap=True))
        meaning = self.tr("The salt (site.salt) makes keys out of names. It stays: nobody else can make them again.")
        add(words(meaning, "small", wrap=True))
        self._found.addStretch(1)

    def _counted(self, found: Leaving) -> str:
        counted = self.tr("Cases: {cases}. Persons or blocks: {persons}. {kind}: {names}. Files: {files}, {size} MB.")
        return counted.format(
            cases=found.cases,
            persons=found.persons,
            kind=task_words(found.task).capitalize(),
            names=", ".join(found.names),
            files=len(found.files),
            size=f"{found.size_bytes / _BYTES_PER_MB:.1f}",
        )

    def _on_zip_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Write a ZIP"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        if self._asked is not None:
            dialog.selectFile(f"{self._asked.name}.zip")
        dialog.fileSelected.connect(self._on_target_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_folder_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Write into an empty folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_target_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_target_selected(self, path: str) -> None:
        if self.shown is not None:
            self.export_requested.emit(self.shown, Path(path))
            self.accept()


class _LeftTable(QWidget):
    """Two columns of words, the second wrapped."""

    def __init__(self, heads: tuple[str, str], rows: list[tuple[str, str]]) -> None:
        super().__init__()
        self.rows = rows
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for number, row in enumerate((heads, *rows)):
            line = QHBoxLayout()
            line.setSpacing(16)
            for column, text in enumerate(row):
                role = "small" if number == 0 else ("" if column else "dim")
                cell = words(text, role, wrap=True)
                cell.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                line.addWidget(cell, 1)
            layout.addLayout(line)


def _values(values: tuple[tuple[str, int], ...], different: int) -> str:
    """Name the values with their number of cases, and count the others."""
    named = ", ".join(f"{value} ({count})" for value, count in values)
    more = different - len(values)
    if not values:
        return QCoreApplication.translate("LeavingDialog", "{count} different").format(count=different)
    return f"{named} … +{more}" if more else named
