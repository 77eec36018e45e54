"""What is asked about a foreign model: only what its file does not tell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ai.adapters.answers import NETWORKS_TAKEN, Answers, Question
from ai.library.card import DETECTION, MULTI_LABEL, SEGMENTATION
from app.actions.model_contract import (
    FITS,
    INTENSITIES,
    LARGEST_SIDE,
    ORIENTATIONS,
    OUTPUTS,
    GridChoice,
    arguments_of,
    first_choice,
    grid_of,
    labels_of,
    names_of,
)
from app.ui.panel import off_border, words
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX

_LARGEST_MM = 20.0
_LINES_PX = 74
_FIELD_PX = 90


class ImportModelForm(QWidget):
    """The questions that a file leaves open.

    Parameters
    ----------
    questions
        From `app.actions.import_model.ImportModelActions.questions`.
    suggested
        What the file tells.

    Signals
    -------
    edited()
        The reader said something.
    """

    edited = Signal()

    def __init__(self, questions: Sequence[Question], suggested: Answers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suggested = suggested
        self._asked = {question.field for question in questions}
        self.title = QLineEdit()
        self.task = _combo(
            [
                (SEGMENTATION, self.tr("Outlines structures (segmentation)")),
                (MULTI_LABEL, self.tr("Answers for a picture (classes with a score each)")),
                (DETECTION, self.tr("Finds things (boxes with a score)")),
            ]
        )
        self.labels = _lines(self.tr("One a line: Right lung, Left lung, Heart"))
        self.modalities = QLineEdit()
        self.modalities.setPlaceholderText(self.tr("CT, MR"))
        self.body_parts = QLineEdit()
        self.body_parts.setPlaceholderText(self.tr("any (or CHEST, ABDOMEN …)"))
        self.licence = QLineEdit()
        self.package = _combo([(name, name) for name in NETWORKS_TAKEN])
        self.arguments = _lines("name = resnet18\nnum_classes = 2")
        self.dimensions = _combo([("3", self.tr("Blocks of the scan (3D)")), ("2", self.tr("Single slices (2D)"))])
        self.orientation = _combo([(letters, spoken(text)) for letters, text in ORIENTATIONS])
        self.spacing = tuple(_millimetres(name) for name in self._axes())
        self.fit = _combo([(name, spoken(text)) for name, text in FITS])
        self.side = QSpinBox()
        self.side.setRange(0, LARGEST_SIDE)
        self.side.setSpecialValueText(self.tr("whole"))
        self.side.setSuffix(" px")
        off_border(self.side)
        self.intensity = _combo([(str(number), spoken(each.title)) for number, each in enumerate(INTENSITIES)])
        self.output = _combo([(str(number), spoken(each[2])) for number, each in enumerate(OUTPUTS)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP_PX)
        fields: dict[str, QWidget] = {
            "title": self.title,
            "task": self.task,
            "labels": self.labels,
            "modalities": self._modalities(),
            "grid": self._grid(),
            "licence": self.licence,
            "architecture": self._network(),
        }
        for question in questions:
            layout.addWidget(words(question.text, "small", wrap=True))
            fields[question.field].setAccessibleName(spoken(question.text))
            layout.addWidget(fields[question.field])
        self._left = [field for name, field in fields.items() if name not in self._asked]
        for field in self._left:
            field.setParent(self)
            field.hide()
        self._show_choice(first_choice(self._task))
        self.task.currentIndexChanged.connect(self._on_task_changed)
        for line in (self.title, self.modalities, self.licence):
            line.textChanged.connect(self.edited)
        self.labels.textChanged.connect(self.edited)
        self.arguments.textChanged.connect(self.edited)

    @property
    def is_complete(self) -> bool:
        """Whether every question has an answer."""
        said = {
            "title": self.title.text(),
            "labels": self.labels.toPlainText(),
            "modalities": self.modalities.text(),
            "licence": self.licence.text(),
            "architecture": self.arguments.toPlainText(),
        }
        return all(text.strip() for name, text in said.items() if name in self._asked)

    @property
    def licence_words(self) -> str:
        """The licence as the file tells it or the reader says."""
        return self.licence.text().strip() if "licence" in self._asked else self._suggested.licence

    def answers(self) -> Answers:
        """Return what the reader said.

        Raises
        ------
        ai.errors.ReportableError
            When something of it cannot be.
        """
        asked = self._asked
        return Answers(
            title=self.title.text().strip() if "title" in asked else "",
            task=self._task if "task" in asked else "",
            labels=labels_of(self.labels.toPlainText()) if "labels" in asked else (),
            modalities=names_of(self.modalities.text()) if "modalities" in asked else (),
            body_parts=names_of(self.body_parts.text()) if "modalities" in asked else (),
            grid=grid_of(self._choice()) if "grid" in asked else None,
            licence=self.licence.text().strip() if "licence" in asked else "",
            architecture=self.package.currentData() if "architecture" in asked else "",
            arguments=arguments_of(self.arguments.toPlainText()) if "architecture" in asked else (),
        )

    @property
    def _task(self) -> str:
        return str(self.task.currentData()) if "task" in self._asked else self._suggested.task

    def _choice(self) -> GridChoice:
        slices, rows, columns = (field.value() for field in self.spacing)
        return GridChoice(
            dimensions=int(self.dimensions.currentData()),
            orientation=str(self.orientation.currentData()),
            spacing_mm=(slices, rows, columns),
            fit=str(self.fit.currentData()),
            side=self.side.value(),
            intensity=self.intensity.currentIndex(),
            output=self.output.currentIndex(),
        )

    def _show_choice(self, choice: GridChoice) -> None:
        self.dimensions.setCurrentIndex(self.dimensions.findData(str(choice.dimensions)))
        self.orientation.setCurrentIndex(self.orientation.findData(choice.orientation))
        self.fit.setCurrentIndex(self.fit.findData(choice.fit))
        self.side.setValue(choice.side)
        self.intensity.setCurrentIndex(choice.intensity)
        self.output.setCurrentIndex(choice.output)

    def _axes(self) -> tuple[str, str, str]:
        return self.tr("between slices"), self.tr("between rows"), self.tr("between columns")

    def _modalities(self) -> QWidget:
        part = QWidget()
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.modalities, 1)
        line.addWidget(words(self.tr("of body part"), "small"))
        line.addWidget(self.body_parts, 1)
        return part

    def _network(self) -> QWidget:
        part = QWidget()
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.package)
        line.addWidget(self.arguments, 1)
        return part

    def _grid(self) -> QWidget:
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(12, 0, 0, 0)
        grid.setVerticalSpacing(5)
        spacing, size = _row(self.spacing), _row((self.side, self.fit))
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("It sees"), self.dimensions),
            (self.tr("Turned"), self.orientation),
            (self.tr("Spacing"), spacing),
            (self.tr("Window or size"), size),
            (self.tr("Values"), self.intensity),
            (self.tr("It answers"), self.output),
        )
        for number, (name, field) in enumerate(rows):
            grid.addWidget(words(name, "small"), number, 0)
            field.setAccessibleName(name)
            grid.addWidget(field, number, 1)
        grid.setColumnStretch(1, 1)
        return part

    def _on_task_changed(self) -> None:
        self._show_choice(first_choice(self._task))
        self.edited.emit()


def _combo(entries: Sequence[tuple[str, str]]) -> QComboBox:
    combo = QComboBox()
    # Long entries must not widen the dialog.
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)
    for name, text in entries:
        combo.addItem(text, name)
    return combo


def _row(fields: Sequence[QWidget]) -> QWidget:
    part = QWidget()
    line = QHBoxLayout(part)
    line.setContentsMargins(0, 0, 0, 0)
    for field in fields:
        line.addWidget(field, 1)
    return part


def _lines(example: str) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setPlaceholderText(example)
    field.setTabChangesFocus(True)
    field.setFixedHeight(_LINES_PX)
    return field


def _millimetres(name: str) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(0.0, _LARGEST_MM)
    field.setDecimals(3)
    field.setSingleStep(0.5)
    field.setSuffix(" mm")
    field.setSpecialValueText(QCoreApplication.translate("ImportModelForm", "as scanned"))
    off_border(field)
    field.setMinimumWidth(_FIELD_PX)
    field.setAccessibleName(name)
    field.setToolTip(name)
    return field
