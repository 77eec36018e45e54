"""Second page of the lesson: who is taught and who is tested, and by what they are told apart."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ai.training.dataset.dataset import SIDES, Part
from ai.training.dataset.split_rule import SplitBy
from app.actions.teach import TeachActions
from app.actions.teach_split import SplitChoice, SplitFacts
from app.ui.panel import empty, words
from app.ui.question import Question
from app.ui.refresh import Refresh
from app.ui.table import Table


class TeachSplitPage(QWidget):
    """Shows the frozen split and offers another one.

    Signals
    -------
    split_requested(SplitChoice)
        The reader wants another split, and has been asked where the test part was opened before.
    """

    split_requested = Signal(object)

    def __init__(self, teach: TeachActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teach = teach
        self._shown: SplitFacts | None = None
        self._openings = words("")
        self._openings.setParent(self)
        self._openings.hide()
        self.person = QRadioButton(self.tr("By person, or in blocks of files where none is known (suggested)"))
        self.scanner = QRadioButton(self.tr("By scanner: hold one out"))
        self.quarter = QRadioButton(self.tr("By date: test on the last quarters"))
        self._kinds = {
            SplitBy.PERSON: self.person,
            SplitBy.SCANNER: self.scanner,
            SplitBy.QUARTER: self.quarter,
        }
        group = QButtonGroup(self)
        for button in self._kinds.values():
            group.addButton(button)
            button.toggled.connect(self._on_chosen)
        self.which = QComboBox()
        self.which.setMinimumHeight(28)
        self.which.setAccessibleName(self.tr("Scanner that is held out"))
        self.which.activated.connect(self._on_chosen)
        self.missing = words(
            self.tr(
                "Scanner and date can be chosen where the cases keep them: from DICOM, with both wanted at the import."
            ),
            "small",
            wrap=True,
        )
        self.split = QPushButton(self.tr("Split again"))
        self.split.setAutoDefault(False)
        self.split.clicked.connect(self._on_split_clicked)
        self.suggestion = QPushButton(self.tr("Use the suggestion"))
        self.suggestion.setProperty("flat", True)
        self.suggestion.setAutoDefault(False)
        self.suggestion.clicked.connect(self._on_suggestion_clicked)
        self.question = Question()
        self.question.answered.connect(self._on_answered)
        self._lay_out()
        refresh = Refresh(self.refresh, self)
        teach.data_changed.connect(refresh.soon)
        teach.work_changed.connect(refresh.soon)
        self.refresh()

    @property
    def choice(self) -> SplitChoice:
        """What the buttons say."""
        by = next(each for each, button in self._kinds.items() if button.isChecked())
        return SplitChoice(by, str(self.which.currentData() or "") if by is SplitBy.SCANNER else "")

    def refresh(self) -> None:
        """Show the split of the dataset."""
        facts = self._facts
        if facts is not self._shown:
            self._shown = facts
            self.question.hide()
            empty(self._found)
            if facts is not None:
                self._fill(facts)
                self._show(facts)
                self._found.addStretch(1)
        self._enable()

    @property
    def _facts(self) -> SplitFacts | None:
        return None if self._teach.prepared is None else self._teach.prepared.split

    def _fill(self, facts: SplitFacts) -> None:
        self.which.clear()
        text = self.tr("Scanner {number}: {cases} images of {persons} persons")
        for number, one in enumerate(facts.scanners, start=1):
            self.which.addItem(text.format(number=number, cases=one.cases, persons=one.persons), one.key)
        self._set(facts.rule.by, facts.rule.scanner)
        self.missing.setVisible(not (facts.can(SplitBy.SCANNER) and facts.can(SplitBy.QUARTER)))

    def _set(self, by: SplitBy, scanner: str) -> None:
        if scanner:
            self.which.setCurrentIndex(self.which.findData(scanner))
        elif by is not SplitBy.SCANNER:
            # The one with fewest persons is the usual size of a test part.
            self.which.setCurrentIndex(self.which.count() - 1)
        self._kinds[by].setChecked(True)

    def _enable(self) -> None:
        facts, working = self._facts, self._teach.is_working
        for by, button in self._kinds.items():
            button.setEnabled(facts is not None and facts.can(by) and not working)
        self.which.setVisible(facts is not None and facts.can(SplitBy.SCANNER))
        self.which.setEnabled(self.scanner.isChecked() and not working)
        is_other = facts is not None and self.choice != SplitChoice(facts.rule.by, facts.rule.scanner)
        self.split.setEnabled(is_other and not working and not self._teach.is_running)
        self.suggestion.setVisible(is_other or (facts is not None and facts.rule.by is not SplitBy.PERSON))

    def _lay_out(self) -> None:
        by_scanner = QHBoxLayout()
        by_scanner.setSpacing(12)
        by_scanner.addWidget(self.scanner)
        by_scanner.addWidget(self.which)
        by_scanner.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(16)
        buttons.addWidget(self.split)
        buttons.addWidget(self.suggestion)
        buttons.addStretch(1)
        self._found = QVBoxLayout()
        self._found.setContentsMargins(16, 14, 16, 14)
        self._found.setSpacing(8)
        inside = QWidget()
        inside.setLayout(self._found)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("The split"))
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(
            words(self.tr("The test part is put aside until the end: training and choosing never see it."), "dim")
        )
        column.addWidget(self.person, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(by_scanner)
        column.addWidget(self.quarter, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.missing)
        column.addLayout(buttons)
        column.addWidget(self.question)
        column.addWidget(area, 1)

    def _show(self, facts: SplitFacts) -> None:
        parts = [*SIDES, *([Part.LEFT_OUT] if facts.left_out else [])]
        heads = ("" if len(facts.rows) == 1 else self.tr("Class"), *(part_title(part) for part in parts))
        rows = []
        for row in facts.rows:
            counts = [row.counts[part] for part in parts]
            rows.append((row.name or self.tr("all"), *(f"{cases} / {persons}" for cases, persons in counts)))
        self._found.addWidget(Table(heads, rows))
        self._found.addWidget(words(self.tr("Images / persons or blocks"), "small"))
        self._found.addSpacing(4)
        self._found.addWidget(words(facts.outlook, "" if facts.is_enough else "warning", wrap=True))
        if facts.has_persons:
            self._found.addWidget(words(facts.rule.sentence(), wrap=True))
        self._found.addWidget(self._count())
        for note in facts.notes:
            if note != facts.rule.sentence():
                self._found.addWidget(words(note, "small", wrap=True))
        self._found.addWidget(_frozen(facts.sha256))

    def _count(self) -> QLabel:
        self._openings = words(self._opened(self._teach.openings()), wrap=True)
        return self._openings

    def _opened(self, openings: int) -> str:
        if not openings:
            return self.tr("No model was held against the test part yet.")
        if openings == 1:
            return self.tr("The test part was opened once; the next comparison has wider intervals.")
        text = self.tr("The test part was opened {count} times; the next comparison has wider intervals.")
        return text.format(count=openings)

    def _on_chosen(self) -> None:
        self.question.hide()
        self._enable()

    def _on_split_clicked(self) -> None:
        openings = self._teach.openings()
        if openings:
            text = self.tr(
                "The test part was opened {count} time(s). With another split, results can no longer be compared with "
                "those of before, and what was looked at may come back into the test. It is counted on."
            )
            self.question.ask(text.format(count=openings), self.tr("Split again all the same"))
        else:
            self.split_requested.emit(self.choice)

    def _on_answered(self) -> None:
        self.split_requested.emit(self.choice)

    def _on_suggestion_clicked(self) -> None:
        self._set(SplitBy.PERSON, "")
        if self.split.isEnabled():
            self._on_split_clicked()

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        """Count again: a run may have ended meanwhile."""
        super().showEvent(event)
        if self._shown is not None:
            self._openings.setText(self._opened(self._teach.openings()))


def part_title(part: Part) -> str:
    """Name a part of a split for a person."""
    translate = QCoreApplication.translate
    return {
        Part.TRAIN: translate("TeachSplitPage", "Training"),
        Part.VALIDATION: translate("TeachSplitPage", "Validation"),
        Part.TEST: translate("TeachSplitPage", "Test"),
        Part.LEFT_OUT: translate("TeachSplitPage", "In no part"),
    }[part]


def _frozen(sha256: str) -> QLabel:
    text = QCoreApplication.translate("TeachSplitPage", "The split is frozen: SHA-256 {start}…")
    label = words(text.format(start=sha256[:16]), "small")
    label.setToolTip(sha256)
    return label
