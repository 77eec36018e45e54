"""First page of the lesson: which images, and what the check says of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ai.errors import ReportableError
from ai.training.dataset.case import Task
from ai.training.dataset.check import Weight
from app.actions.teach import TeachActions
from app.actions.teach_data import Prepared, Source, parse_flags
from app.ui.folder_field import FolderField
from app.ui.panel import Fold, empty, off_border, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.table import Table

_MODALITIES = ("CR", "DX", "CT", "MR", "US", "MG")

_LEFT_OUT_SHOWN = 8
"""Files left out that are named; the others are counted."""


class TeachDataPage(QWidget):
    """Asks for folders and shows the check.

    Signals
    -------
    check_requested(Source)
        The reader wants these images imported, checked and split.
    cancel_requested()
        The reader wants no longer.
    refused(ReportableError)
        What was typed cannot be understood.
    import_requested()
        The images are neither: they are to be imported in a dialog of its own.
    """

    check_requested = Signal(object)
    cancel_requested = Signal()
    refused = Signal(ReportableError)
    import_requested = Signal()

    def __init__(self, teach: TeachActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teach = teach
        self._shown: Prepared | None = None
        self.classes = QRadioButton(self.tr("A folder per class"))
        self.pairs = QRadioButton(self.tr("Images and masks"))
        self.classes.setChecked(True)
        kinds = QButtonGroup(self)
        kinds.addButton(self.classes)
        kinds.addButton(self.pairs)
        self.pairs.toggled.connect(self._on_kind_toggled)
        self.more = QPushButton(self.tr("Something else…"))
        self.more.setToolTip(self.tr("NIfTI, tables, lists, boxes, DICOM with segmentations"))
        self.more.setAutoDefault(False)
        self.more.clicked.connect(self.import_requested)
        self.images = FolderField(self.tr("Folder of the images"), self.tr("Folder that holds one folder per class"))
        self.masks = FolderField(self.tr("Folder of the masks"), self.tr("PNG masks of the same names as the images"))
        self.images.changed.connect(self._on_changed)
        self.masks.changed.connect(self._on_changed)
        self.person = QLineEdit()
        self.person.setProperty("field", True)
        self.person.setPlaceholderText(
            self.tr("optional, e.g. ^(.+)_slice: the bracket picks the person from a file name")
        )
        self.only = QLineEdit()
        self.only.setProperty("field", True)
        self.only.setPlaceholderText(self.tr("all, or a few names with commas"))
        self.limit = QSpinBox()
        self.limit.setRange(0, 1_000_000)
        self.limit.setSpecialValueText(self.tr("all"))
        off_border(self.limit)
        self.flags = QLineEdit()
        self.flags.setProperty("field", True)
        self.flags.setPlaceholderText(self.tr("only where one mask file has several structures, e.g. lung=1, heart=2"))
        self.modality = QComboBox()
        self.modality.setMinimumHeight(28)
        self.limit.setMinimumHeight(28)
        self.modality.addItems((self.tr("not known"), *_MODALITIES))
        self.check = QPushButton(self.tr("Check the images"))
        self.check.setProperty("primary", True)
        self.check.setAutoDefault(False)
        self.check.clicked.connect(self._on_check_clicked)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.progress_words = words("", "small")
        self._lay_out()
        refresh = Refresh(self.refresh, self)
        teach.work_changed.connect(refresh.soon)
        teach.data_changed.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show progress or what was found."""
        working = self._teach.is_working
        is_pairs = self.pairs.isChecked()
        for widget, needed in (
            (self.masks, is_pairs),
            (self.flags, is_pairs),
            (self.only, not is_pairs),
            (self.limit, not is_pairs),
        ):
            self._form_of[widget].setRowVisible(widget, needed)
        for field in (self.classes, self.pairs, self.more, self.images, self.masks, self.details):
            field.setEnabled(not working)
        has_folders = self.images.path is not None and (not is_pairs or self.masks.path is not None)
        self.check.setEnabled(has_folders and not working)
        for each in (self.bar, self.cancel, self.progress_words):
            each.setVisible(working)
        self.bar.setValue(round(1000 * self._teach.work_fraction))
        self.progress_words.setText(spoken(self._teach.work_message))
        prepared = self._teach.prepared
        if prepared is not self._shown:
            self._shown = prepared
            empty(self._found)
            if prepared is not None:
                self._show(prepared)
                self._found.addStretch(1)

    def _lay_out(self) -> None:
        kinds = QHBoxLayout()
        kinds.setSpacing(20)
        kinds.addWidget(self.classes)
        kinds.addWidget(self.pairs)
        kinds.addWidget(self.more)
        kinds.addStretch(1)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(self.tr("Images"), self.images)
        form.addRow(self.tr("Masks"), self.masks)
        more = QWidget()
        fine = QFormLayout(more)
        fine.setContentsMargins(16, 0, 0, 0)
        fine.setVerticalSpacing(8)
        fine.setHorizontalSpacing(16)
        fine.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        fine.addRow(self.tr("Person"), self.person)
        fine.addRow(self.tr("Classes"), self.only)
        fine.addRow(self.tr("Most per class"), self.limit)
        fine.addRow(self.tr("Mask flags"), self.flags)
        fine.addRow(self.tr("PNG and JPEG show"), self.modality)
        for field in (self.limit, self.modality):
            field.setMinimumWidth(120)
            field.setMaximumWidth(160)
        self._form_of = {self.masks: form, self.flags: fine, self.only: fine, self.limit: fine}
        self.details = Fold(self.tr("More: persons, some of the classes, fewer images"), more)
        go = QHBoxLayout()
        go.setSpacing(12)
        go.addWidget(self.check)
        go.addWidget(self.cancel)
        go.addWidget(self.bar, 1)
        go.addWidget(self.progress_words, 2)
        go.addStretch(1)
        self._found = QVBoxLayout()
        self._found.setContentsMargins(16, 14, 16, 14)
        self._found.setSpacing(8)
        inside = QWidget()
        inside.setLayout(self._found)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("What the check found"))
        area.setWidget(inside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addWidget(
            words(
                self.tr("Your images are copied into the dataset as they are read; the folders stay untouched."), "dim"
            )
        )
        rows.addLayout(kinds)
        rows.addLayout(form)
        rows.addWidget(self.details)
        rows.addLayout(go)
        rows.addWidget(area, 1)

    def _show(self, prepared: Prepared) -> None:
        report = prepared.report
        text = self.tr("{count} images ({added} added).")
        if prepared.known:
            text = self.tr("{count} images ({added} added, {known} known before).")
        counted = text.format(count=report.cases, added=prepared.added, known=prepared.known)
        self._found.addWidget(words(f"{counted} {spoken(report.grouping)}", wrap=True))
        kind = self.tr("Class") if report.task is Task.CLASSIFICATION else self.tr("Structure")
        images, persons = self.tr("Images"), self.tr("Persons or blocks")
        counts = [(count.name, str(count.cases), str(count.groups)) for count in report.counts]
        self._found.addWidget(Table((kind, images, persons), counts))
        for finding in report.findings:
            self._found.addWidget(
                words(finding.sentence, "error" if finding.weight is Weight.STOP else "warning", wrap=True)
            )
        if prepared.fault:
            self._found.addWidget(words(prepared.fault, "error", wrap=True))
        left_out = self.tr("Left out {name}: {reason}")
        for one in prepared.left_out[:_LEFT_OUT_SHOWN]:
            self._found.addWidget(words(left_out.format(name=one.name, reason=spoken(one.reason)), "small", wrap=True))
        if len(prepared.left_out) > _LEFT_OUT_SHOWN:
            more = self.tr("and {count} more files.").format(count=len(prepared.left_out) - _LEFT_OUT_SHOWN)
            self._found.addWidget(words(more, "small"))

    def _on_kind_toggled(self, is_pairs: bool) -> None:
        self.images.line.setPlaceholderText(
            self.tr("PNG or JPEG pictures") if is_pairs else self.tr("Folder that holds one folder per class")
        )
        self.refresh()

    def _on_changed(self) -> None:
        self.refresh()

    def _on_check_clicked(self) -> None:
        images, is_pairs = self.images.path, self.pairs.isChecked()
        if images is None:
            return
        try:
            flags = parse_flags(self.flags.text()) if is_pairs else ()
        except ReportableError as error:
            self.refused.emit(error)
            return
        names = tuple(name.strip() for name in self.only.text().split(",") if name.strip())
        source = Source(
            images,
            self.masks.path if is_pairs else None,
            flags,
            self.person.text().strip(),
            () if is_pairs else names,
            None if is_pairs else self.limit.value() or None,
            self.modality.currentText() if self.modality.currentIndex() else "",
        )
        self.check_requested.emit(source)

    def _on_cancel_clicked(self) -> None:
        self.cancel_requested.emit()
