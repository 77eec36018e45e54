"""Which dataset: one that there is, a new one with its name and kind, or one in another folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ai.training.dataset.case import Task
from ai.training.dataset.sources.structure_name import safe_name
from ai.training.dataset.structures import Structures
from app.actions.collect_case import KnownDataset
from app.ui.panel import words

_HEIGHT_PX = 28
_FOLDER_NAME = 40


@dataclass(frozen=True)
class DatasetChoice:
    """A dataset, be it there or not.

    Parameters
    ----------
    folder, task
        Where it is or will be, and what it teaches.
    names
        That it has.
    is_new
        Whether it is to be made.
    structures
        What its structures are, where that is known.
    """

    folder: Path
    task: Task
    names: tuple[str, ...] = ()
    is_new: bool = False
    structures: Structures | None = None


class DatasetField(QWidget):
    """A list of datasets, with a row for a new one.

    Parameters
    ----------
    folder
        In which new ones are made; None where none can be.

    Signals
    -------
    changed()
        Another dataset is chosen, or the name of the new one is another.
    folder_chosen(Path)
        The reader looks for a dataset in this folder: `show_datasets` answers.
    """

    changed = Signal()
    folder_chosen = Signal(object)

    def __init__(self, folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._known: tuple[KnownDataset, ...] = ()
        self._asked: Path | None = None
        self._is_missing = False
        self.list = QComboBox()
        self.list.setMinimumHeight(_HEIGHT_PX)
        self.list.setAccessibleName(self.tr("Dataset"))
        self.other = QPushButton(self.tr("Other folder…"))
        self.other.setAutoDefault(False)
        self.name = QLineEdit()
        self.name.setProperty("field", True)
        self.name.setPlaceholderText(self.tr("Name of the new dataset, e.g. brain tumours"))
        self.name.setAccessibleName(self.tr("Name of the new dataset"))
        self.kind = QComboBox()
        self.kind.setMinimumHeight(_HEIGHT_PX)
        self.kind.setAccessibleName(self.tr("What it teaches"))
        for task in (Task.SEGMENTATION, Task.CLASSIFICATION, Task.DETECTION):
            self.kind.addItem(task_words(task), task)
        self.hint = words("", "small", wrap=True)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.list, 1)
        first.addWidget(self.other)
        self._new = QWidget()
        second = QHBoxLayout(self._new)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(8)
        second.addWidget(self.name, 1)
        second.addWidget(self.kind)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(first)
        layout.addWidget(self._new)
        layout.addWidget(self.hint)
        self.list.currentIndexChanged.connect(self._on_list_changed)
        self.kind.currentIndexChanged.connect(self._on_changed)
        self.name.textChanged.connect(self._on_changed)
        self.other.clicked.connect(self._on_other_clicked)
        self.show_datasets(())

    @property
    def choice(self) -> DatasetChoice | None:
        """What is chosen; None where it is a new one without a name."""
        index = self.list.currentIndex()
        if 0 <= index < len(self._known):
            known = self._known[index]
            return DatasetChoice(known.folder, known.task, known.names, structures=known.structures)
        name = self.name.text().strip()
        if not name or self._folder is None:
            return None
        folder = self._folder / folder_name(name)
        taken = next((each for each in self._known if each.folder == folder), None)
        if taken is not None:
            return DatasetChoice(taken.folder, taken.task, taken.names, structures=taken.structures)
        return DatasetChoice(folder, self.kind.currentData(), is_new=True)

    def show_datasets(self, known: Sequence[KnownDataset]) -> None:
        """List the datasets that there are; the one that was asked for, or chosen before, stays chosen."""
        chosen = self.choice
        wanted = self._asked or (None if chosen is None else chosen.folder)
        self._known = tuple(known)
        self.list.blockSignals(True)
        self.list.clear()
        for each in known:
            self.list.addItem(f"{each.folder.name}  ·  {task_words(each.task)}")
        if self._folder is not None:
            self.list.addItem(self.tr("New dataset"))
        folders = [each.folder for each in known]
        self.list.setCurrentIndex(folders.index(wanted) if wanted in folders else 0)
        self.list.blockSignals(False)
        self._is_missing = self._asked is not None and self._asked not in folders
        self._asked = None
        self._on_list_changed()

    def _on_list_changed(self) -> None:
        self._new.setVisible(self._folder is not None and self.list.currentIndex() == len(self._known))
        self._on_changed()

    def _on_changed(self) -> None:
        choice = self.choice
        if choice is not None and not choice.is_new and self._new.isVisibleTo(self):
            self.hint.setText(self.tr("A dataset of that name is there already: the case goes into it."))
        elif choice is not None and choice.is_new:
            self.hint.setText(self.tr("It is made in {folder}").format(folder=choice.folder))
        else:
            self.hint.setText(self.tr("That folder holds no dataset.") if self._is_missing else "")
        self.hint.setVisible(bool(self.hint.text()))
        self.changed.emit()

    def _on_other_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of a dataset"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._on_folder_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_folder_selected(self, path: str) -> None:
        self._asked = Path(path)
        self.folder_chosen.emit(self._asked)


def task_words(task: Task) -> str:
    """Say what a dataset teaches."""
    translate = QCoreApplication.translate
    return {
        Task.SEGMENTATION: translate("DatasetField", "masks"),
        Task.CLASSIFICATION: translate("DatasetField", "classes"),
        Task.DETECTION: translate("DatasetField", "boxes"),
    }[task]


def folder_name(name: str) -> str:
    """Make a name of a folder that every system takes out of the name that a reader gives."""
    return safe_name(name).replace("_", "-").lower()[:_FOLDER_NAME]
