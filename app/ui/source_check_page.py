"""What the check of a source found: counts, and findings with the choice to leave their images out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ai.training.dataset.case import Task
from ai.training.dataset.check import Finding, Weight
from ai.training.dataset.survey import Survey
from app.ui.icons import tint
from app.ui.panel import Fold, empty, words
from app.ui.spoken import spoken
from app.ui.table import Table
from app.ui.theme import GAP_PX, Token

FILES_SHOWN = 200
"""Files of a finding that are listed; the command line lists all."""

LEFT_OUT_SHOWN = 8


class SourceCheckPage(QWidget):
    """Counts and findings.

    Signals
    -------
    choice_changed()
        Other images are left out.
    """

    choice_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(GAP_PX)
        self.boxes: list[tuple[QCheckBox, Finding]] = []

    @property
    def left_out(self) -> frozenset[str]:
        """Files that the reader leaves out."""
        return frozenset(file for box, finding in self.boxes if box.isChecked() for file in finding.cases)

    def show_survey(self, survey: Survey | None) -> None:
        """Show what was found, or nothing."""
        self.boxes = []
        empty(self._rows)
        if survey is None:
            return
        self._rows.addWidget(words(self._summary(survey), "strong", wrap=True))
        if survey.grouping:
            self._rows.addWidget(words(survey.grouping, "small", wrap=True))
        kind = self.tr("Class") if survey.task is not Task.SEGMENTATION else self.tr("Structure")
        counts = [(one.name, str(one.images), str(one.persons), str(one.most)) for one in survey.counts]
        if survey.unmarked:
            counts.append((self.tr("nothing marked"), str(survey.unmarked), "", ""))
        heads = (kind, self.tr("Images"), self.tr("Persons or blocks"), self.tr("Most of one"))
        self._rows.addWidget(Table(heads, counts))
        self._rows.addSpacing(6)
        if not survey.findings:
            self._rows.addWidget(self._line("tick", Token.DIM, words(self.tr("Nothing wrong was found."))))
        for finding in survey.findings:
            self._add_finding(finding)
        template = self.tr("Not part of it: {name}: {reason}")
        for one in survey.left_out[:LEFT_OUT_SHOWN]:
            self._rows.addWidget(words(template.format(name=one.name, reason=spoken(one.reason)), "small", wrap=True))
        if len(survey.left_out) > LEFT_OUT_SHOWN:
            more = self.tr("and {count} more files.").format(count=len(survey.left_out) - LEFT_OUT_SHOWN)
            self._rows.addWidget(words(more, "small"))
        self._rows.addStretch(1)

    def _summary(self, survey: Survey) -> str:
        least, middle, most = survey.per_person
        text = {
            Task.CLASSIFICATION: self.tr("{images} images with a class, of {persons} persons or blocks"),
            Task.SEGMENTATION: self.tr("{images} images with masks, of {persons} persons or blocks"),
            Task.DETECTION: self.tr("{images} images with boxes, of {persons} persons or blocks"),
        }[survey.task].format(images=survey.images, persons=survey.persons)
        if most <= 1:
            return text
        each = self.tr("{least} to {most} images of each, {middle} in the middle")
        if least == most:
            each = self.tr("{most} images of each")
        return f"{text}; {each.format(least=least, most=most, middle=f'{middle:g}')}"

    def _add_finding(self, finding: Finding) -> None:
        stops = finding.weight is Weight.STOP
        text = words(finding.sentence, "error" if stops else "", wrap=True)
        self._rows.addWidget(self._line("error" if stops else "warning", Token.ERROR if stops else Token.WARNING, text))
        if not finding.cases:
            return
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(26, 0, 0, 4)
        column.setSpacing(2)
        one, many = self.tr("Leave this image out"), self.tr("Leave these {count} images out")
        box = QCheckBox(one if len(finding.cases) == 1 else many.format(count=len(finding.cases)))
        box.toggled.connect(self._on_toggled)
        self.boxes.append((box, finding))
        column.addWidget(box)
        if len(finding.cases) > 1:
            names = "\n".join(finding.cases[:FILES_SHOWN])
            if len(finding.cases) > FILES_SHOWN:
                names += "\n" + self.tr("and {count} more files.").format(count=len(finding.cases) - FILES_SHOWN)
            files = words(names, "small")
            files.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(Fold(self.tr("Show the files"), files))
        self._rows.addWidget(below)

    def _line(self, icon: str, colour: str, text: QLabel) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        mark = QLabel()
        tint(mark, icon, colour=colour, size_px=16)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        return line

    def _on_toggled(self) -> None:
        self.choice_changed.emit()
