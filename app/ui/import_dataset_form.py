"""What a source of images leaves open: only what its kind needs is asked."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFormLayout, QLineEdit, QWidget

from ai.training.dataset.case import ImageFacts
from ai.training.dataset.sources.recognise import SourceKind
from ai.training.dataset.wanted import Intake
from app.actions.dataset_source import DatasetSource
from app.ui.folder_field import FolderField
from app.ui.panel import off_border

MODALITIES = ("CR", "DX", "CT", "MR", "US", "MG")

_TABLE_KINDS = (SourceKind.PATTERN, SourceKind.NIFTI, SourceKind.DATALIST, SourceKind.TABLE)


def kind_words(kind: SourceKind) -> str:
    """Name a kind for the reader."""
    translate = QCoreApplication.translate
    return {
        SourceKind.CLASSES: translate("ImportDatasetForm", "A folder per class"),
        SourceKind.PATTERN: translate("ImportDatasetForm", "Images and masks by pattern"),
        SourceKind.NIFTI: translate("ImportDatasetForm", "Volumes and label maps (NIfTI)"),
        SourceKind.DATALIST: translate("ImportDatasetForm", "Datalist (MONAI, Decathlon)"),
        SourceKind.TABLE: translate("ImportDatasetForm", "Table (CSV)"),
        SourceKind.COCO: translate("ImportDatasetForm", "Boxes (COCO)"),
        SourceKind.DICOM: translate("ImportDatasetForm", "DICOM with segmentations or contours"),
    }[kind]


class ImportDatasetForm(QWidget):
    """Kind and options of a source."""

    def __init__(self, proposed: DatasetSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proposed = proposed
        self.kind = QComboBox()
        for kind in SourceKind:
            self.kind.addItem(kind_words(kind), kind)
        self.kind.setCurrentIndex(list(SourceKind).index(proposed.kind))
        self.images = _line(proposed.images, "images/{case}.png")
        self.masks = _line(proposed.masks, "masks/{case}_{structure}.png")
        self.table = _line(proposed.table, self.tr("e.g. lung=1, heart=2; empty: a mask is one structure"))
        self.flags = QCheckBox(self.tr("The numbers are flags: structures may overlap"))
        self.flags.setChecked(proposed.is_flags)
        self.columns = _line(
            proposed.columns, self.tr("by their names, or e.g. path=file, label=class, person=patient")
        )
        self.label = _line(proposed.label, self.tr("where no column names it, e.g. nodule"))
        self.folder = FolderField(self.tr("Folder of the images"), self.tr("that of the file"))
        self.person = _line("", self.tr("optional, e.g. ^(.+)_slice: the bracket picks the person from a file name"))
        self.modality = QComboBox()
        self.modality.addItems((self.tr("not known"), *MODALITIES))
        self.pixel_mm = QDoubleSpinBox()
        self.pixel_mm.setRange(0, 100)
        self.pixel_mm.setDecimals(4)
        self.pixel_mm.setSpecialValueText(self.tr("not known"))
        self.pixel_mm.setSuffix(" mm")
        off_border(self.pixel_mm)
        self.names = _line("", self.tr("optional, e.g. Left lung=left_lung"))
        for field in (self.kind, self.modality, self.pixel_mm):
            field.setMinimumHeight(28)
        for field in (self.modality, self.pixel_mm):
            field.setMaximumWidth(180)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(8)
        self._form.setHorizontalSpacing(16)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for title, widget in (
            (self.tr("It is"), self.kind),
            (self.tr("Images"), self.images),
            (self.tr("Masks"), self.masks),
            (self.tr("Columns"), self.columns),
            (self.tr("Class of boxes"), self.label),
            (self.tr("Images lie in"), self.folder),
            (self.tr("Structures"), self.table),
            ("", self.flags),
            (self.tr("Person"), self.person),
            (self.tr("Other names"), self.names),
            (self.tr("They show"), self.modality),
            (self.tr("Size of a pixel"), self.pixel_mm),
        ):
            self._form.addRow(title, widget)
        self._show_rows()
        self.kind.activated.connect(self._on_kind_chosen)

    def source(self) -> DatasetSource:
        """Return the source as it stands here."""
        kind = list(SourceKind)[self.kind.currentIndex()]
        modality = self.modality.currentText() if self.modality.currentIndex() else ""
        facts = ImageFacts(modality=modality, pixel_mm=self.pixel_mm.value() or None)
        pairs = (word.partition("=") for word in self.names.text().split(","))
        takes_lists = kind in (SourceKind.TABLE, SourceKind.COCO)
        return replace(
            self._proposed,
            kind=kind,
            images=self.images.text().strip(),
            masks=self.masks.text().strip(),
            table=self.table.text() if kind in _TABLE_KINDS else "",
            is_flags=self.flags.isChecked(),
            columns=self.columns.text(),
            label=self.label.text().strip(),
            folder=self.folder.path if takes_lists else None,
            names=tuple((old.strip(), new.strip()) for old, _, new in pairs if old.strip() and new.strip()),
            intake=Intake(self.person.text().strip() or None, facts=facts),
        )

    def _show_rows(self) -> None:
        kind = list(SourceKind)[self.kind.currentIndex()]
        pictures = kind not in (SourceKind.NIFTI, SourceKind.DICOM)
        for widget, is_needed in (
            (self.images, kind is SourceKind.PATTERN),
            (self.masks, kind is SourceKind.PATTERN),
            (self.columns, kind is SourceKind.TABLE),
            (self.label, kind is SourceKind.TABLE),
            (self.folder, kind in (SourceKind.TABLE, SourceKind.COCO)),
            (self.table, kind in _TABLE_KINDS),
            (self.flags, kind in _TABLE_KINDS),
            (self.person, kind is not SourceKind.DICOM),
            (self.modality, kind is not SourceKind.DICOM),
            (self.pixel_mm, pictures),
        ):
            self._form.setRowVisible(widget, is_needed)

    def _on_kind_chosen(self, place: int) -> None:
        self._show_rows()


def _line(text: str, placeholder: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setProperty("field", True)
    line.setPlaceholderText(placeholder)
    return line
