"""The bar that says that number keys answer now: the labels with their keys and answers, and the way on."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ai.library.card import Label
from app.actions.label_series import LabelSeriesActions
from app.state.labelling import Answer
from app.state.series_key import series_key
from app.state.session import Session
from app.ui.icons import tint
from app.ui.panel import empty, plain_tip, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.theme import Token

_ROW = 5
"""Labels beside each other."""

_NONE = "none"
"""Property of a label without an answer."""


class LabellingBar(QFrame):
    """Shown above the pictures while number keys answer.

    Parameters
    ----------
    session, labels
        What is open, and what can be answered about it.

    Signals
    -------
    answer_requested(int)
        The label of this key, from 1.
    labels_typed(str)
        Labels to ask for, separated by commas.
    exclusive_chosen(bool)
        Whether one label at most holds.
    unsure_requested(), clear_requested(), next_requested(), close_requested()
        The buttons of that name.
    """

    answer_requested = Signal(int)
    labels_typed = Signal(str)
    exclusive_chosen = Signal(bool)
    unsure_requested = Signal()
    clear_requested = Signal()
    next_requested = Signal()
    close_requested = Signal()

    def __init__(self, session: Session, labels: LabelSeriesActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._labels = labels
        self._shown: tuple[Label, ...] = ()
        self._finished = False
        self.setProperty("role", "labelling")
        self.chips: list[AnswerChip] = []
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(self.tr("Labels, separated by commas"))
        self.typed.setAccessibleName(self.tr("Labels"))
        self.typed.setToolTip(self.tr("Labels to ask for; the first nine have a key"))
        self.exclusive = QCheckBox(self.tr("One at most"))
        self.exclusive.setToolTip(self.tr("A yes to one label is a no to the others"))
        self.count = words("", "small")
        self.unsure = _button(self.tr("0  Not sure"), self.tr("Not sure (0 or ?)"))
        self.clear = _button(self.tr("⌫  Clear"), self.tr("Takes the answers about this series back (Backspace)"))
        self.next = _button(self.tr("↵  Next"), self.tr("The next series that is not answered (Enter)"))
        self.close_button = QToolButton()
        tint(self.close_button, "close", colour=Token.DIM, size_px=16)
        self.close_button.setProperty("quiet", True)
        self.close_button.setToolTip(self.tr("Number keys are window presets again (Ctrl+Shift+L)"))
        self.close_button.setAccessibleName(self.tr("End labelling"))
        for button in (self.exclusive, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self._connect()
        refresh = Refresh(self.refresh, self)
        for news in (session.editing.labelling.labelling_changed, session.volume_changed, session.studies_changed):
            news.connect(refresh.soon)
        labels.finished.connect(self._on_finished)
        self.refresh()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 8)
        layout.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(words(self.tr("Labelling").upper(), "mode"))
        head.addWidget(self.typed, 1)
        for part in (self.exclusive, self.count, self.unsure, self.clear, self.next, self.close_button):
            head.addWidget(part)
        layout.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        for column in range(_ROW):
            self._grid.setColumnStretch(column, 1)
        layout.addLayout(self._grid)

    def _connect(self) -> None:
        self.typed.editingFinished.connect(self._on_typed)
        self.exclusive.clicked.connect(self.exclusive_chosen)
        self.unsure.clicked.connect(self.unsure_requested)
        self.clear.clicked.connect(self.clear_requested)
        self.next.clicked.connect(self.next_requested)
        self.close_button.clicked.connect(self.close_requested)

    def refresh(self) -> None:
        """Show the labels with what was answered about the open series."""
        labelling = self._session.editing.labelling
        self.setVisible(labelling.is_on)
        if not labelling.is_on:
            return
        asked = labelling.asked
        if asked.labels != self._shown:
            self._show_labels(asked.labels)
        if not self.typed.hasFocus():
            self.typed.setText(", ".join(spoken(each.title) for each in asked.labels))
            self.typed.setCursorPosition(0)
        self.exclusive.setChecked(asked.exclusive)
        opened = self._session.opened
        for chip in self.chips:
            chip.show_answer(
                None if opened is None else labelling.answers_of(series_key(opened.series)).of(chip.label.name)
            )
        for button in (*self.chips, self.unsure, self.clear):
            button.setEnabled(self._labels.can_answer())
        listed = [series_key(each) for each in self._labels.listed()]
        done = sum(labelling.is_answered(key) for key in listed)
        text = (
            self.tr("All {count} answered") if self._finished and done == len(listed) else self.tr("{done} of {count}")
        )
        self.count.setText(text.format(done=done, count=len(listed)))
        self.count.setToolTip(self.tr("Series that are answered, of those that are listed"))
        self._finished = False

    def _show_labels(self, labels: tuple[Label, ...]) -> None:
        self._shown = labels
        empty(self._grid)
        self.chips = [AnswerChip(number, label) for number, label in enumerate(labels, 1)]
        for place, chip in enumerate(self.chips):
            chip.chosen.connect(self.answer_requested)
            self._grid.addWidget(chip, place // _ROW, place % _ROW)

    def _on_typed(self) -> None:
        if self.typed.isModified():
            self.typed.setModified(False)
            self.labels_typed.emit(self.typed.text())

    def _on_finished(self) -> None:
        self._finished = True
        self.refresh()


class AnswerChip(QToolButton):
    """A label with its key; its colour and its mark are the answer.

    Signals
    -------
    chosen(int)
        Its key, from 1.
    """

    chosen = Signal(int)

    def __init__(self, number: int, label: Label, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.number = number
        self._answer: Answer | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(28)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("answer", _NONE)
        self.clicked.connect(self._on_clicked)
        self.show_answer(None)

    @property
    def answer(self) -> Answer | None:
        """What it shows."""
        return self._answer

    def show_answer(self, answer: Answer | None) -> None:
        """Show what was answered; tells nobody."""
        self._answer = answer
        title = spoken(self.label.title)
        said = "" if answer is None else answer_words(answer)
        mark = {None: "", Answer.YES: "✓ ", Answer.NO: "✕ ", Answer.NOT_SURE: "? "}[answer]
        self.setText(f"{self.number}  {mark}{title}")
        self.setAccessibleName(f"{title}, {said}" if said else title)
        self.setToolTip(plain_tip(f"{title}: {said}" if said else title))
        wanted = _NONE if answer is None else answer.name.lower()
        if self.property("answer") != wanted:
            self.setProperty("answer", wanted)
            self.style().unpolish(self)
            self.style().polish(self)

    def _on_clicked(self) -> None:
        self.chosen.emit(self.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it with a … where the name is too long."""
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 12)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.end()


def answer_words(answer: Answer) -> str:
    """Word an answer."""
    translate = QCoreApplication.translate
    return {
        Answer.YES: translate("LabellingBar", "yes"),
        Answer.NO: translate("LabellingBar", "no"),
        Answer.NOT_SURE: translate("LabellingBar", "not sure"),
    }[answer]


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setProperty("slim", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
