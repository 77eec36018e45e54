"""The worklist in the left column: whose list, which rows, how unsure a model is, what the reader says of a case."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ai.training.dataset.case import Task
from ai.training.dataset.reads import CaseState
from app.actions.case_pictures import CasePictures
from app.actions.thumbnails import Thumbnails
from app.actions.worklist import WorklistActions
from app.state.model_list import ModelList
from app.state.settings_store import SettingsStore
from app.state.worklist import Order, WorkSource
from app.ui.answer_buttons import AnswerButtons
from app.ui.complete_button import CompleteButton
from app.ui.icons import tint
from app.ui.panel import ElidedLabel, words
from app.ui.refresh import Refresh
from app.ui.segment import Segment
from app.ui.settle_button import SettleButton
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX, Token
from app.ui.worklist_delegate import WorklistDelegate
from app.ui.worklist_model import WorklistModel, state_icon, state_words

_STATES = tuple(CaseState)

_BOX_LETTERS = 8
"""Of a title that a box shows at least."""


class WorklistPanel(QFrame):
    """Hidden while nothing is listed.

    Parameters
    ----------
    actions, models, settings
        What it shows; it changes none of them.
    pictures, thumbnails
        Small pictures of its rows.

    Signals
    -------
    opened(str)
        Key of the row that the reader wants to see.
    reader_named(str)
        What the reader is called.
    state_toggled(CaseState, bool)
        Whether rows of a state are shown.
    order_chosen(Order)
        How rows are sorted.
    model_chosen(str)
        Id of the model whose uncertainty is wanted; ``""`` for none.
    ask_requested(), stop_requested()
        The model is to be asked about every case, or no more.
    blinded_toggled(bool)
        Whether what others said is hidden until the own read is complete.
    answered(str)
        Class of the open case; ``""`` for not sure.
    settled(str)
        The agreed class, or what agreed masks or boxes begin with: see `DoubleReading.settle`.
    step_requested(int), flag_requested(), complete_requested(), reopen_requested(), agreement_requested(),
    others_requested(), close_requested()
        The buttons of that name.
    """

    opened = Signal(str)
    reader_named = Signal(str)
    state_toggled = Signal(object, bool)
    order_chosen = Signal(object)
    model_chosen = Signal(str)
    ask_requested = Signal()
    stop_requested = Signal()
    blinded_toggled = Signal(bool)
    answered = Signal(str)
    settled = Signal(str)
    step_requested = Signal(int)
    flag_requested = Signal()
    complete_requested = Signal()
    reopen_requested = Signal()
    agreement_requested = Signal()
    others_requested = Signal()
    close_requested = Signal()

    def __init__(
        self,
        actions: WorklistActions,
        models: ModelList,
        settings: SettingsStore,
        *,
        pictures: CasePictures,
        thumbnails: Thumbnails,
    ) -> None:
        super().__init__()
        self._actions = actions
        self._list = actions.list
        self._models = models
        self._settings = settings
        self._pictures = pictures
        self._listed_models: tuple[tuple[str, str], ...] = ()
        self.setProperty("role", "panel")
        self.title = ElidedLabel()
        self.close_list = _tool("close", self.tr("Close the worklist"))
        self.reader = QLineEdit()
        self.reader.setPlaceholderText(self.tr("Your name or initials"))
        self.reader.setToolTip(self.tr("Stays on this computer; the dataset knows a salted key of it"))
        self.reader.setAccessibleName(self.tr("Reader"))
        self.states = tuple(Segment(number, "", "") for number, _ in enumerate(_STATES))
        for state, segment in zip(_STATES, self.states, strict=True):
            name, colour = state_icon(state)
            tint(segment, name, colour=colour, size_px=14)
            segment.setIconSize(QSize(14, 14))
            segment.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.model = QComboBox()
        self.model.setAccessibleName(self.tr("Model that tells how unsure it is"))
        self.ask = QPushButton(self.tr("Ask"))
        self.ask.setToolTip(self.tr("Asks the model about every case; what it said before is remembered"))
        self.order = QComboBox()
        self.order.setAccessibleName(self.tr("Order"))
        for text in (self.tr("As listed"), self.tr("Most uncertain first"), self.tr("Refused first, then uncertain")):
            self.order.addItem(text)
        for box in (self.model, self.order):
            # A long title does not widen the column.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(_BOX_LETTERS)
        self.progress = words("", "small")
        self.rows_model = WorklistModel(self._list, pictures, thumbnails, self)
        self.rows = QListView()
        self.rows.setModel(self.rows_model)
        self.rows.setItemDelegate(WorklistDelegate(self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setMouseTracking(True)
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rows.setAccessibleName(self.tr("Cases"))
        self.blinded = QCheckBox(self.tr("Blinded"))
        self.blinded.setToolTip(self.tr("What others said of a case is shown when your own read of it is complete"))
        self.agreement = QPushButton(self.tr("Agreement…"))
        self.agreement.setProperty("flat", True)
        self.agreement.setCursor(Qt.CursorShape.PointingHandCursor)
        self.agreement.setToolTip(
            self.tr(
                "Compares the readers: kappa, Dice, F1. Reads of yours that it compares are not reopened after that"
            )
        )
        self.answers = AnswerButtons()
        self.previous = _tool("chevron-up", self.tr("Previous case (Ctrl+PgUp)"))
        self.next = _tool("chevron-down", self.tr("Next case (Ctrl+PgDown)"))
        self.flag = _tool("state-flag", self.tr("Flag the case, or take the flag away (Ctrl+Shift+F)"))
        self.flag.setCheckable(True)
        self.others = QPushButton(self.tr("Others"))
        self.others.setToolTip(
            self.tr("Shows what the other readers marked in the case. Your read is not reopened after that")
        )
        self.others.setProperty("flat", True)
        self.others.setCursor(Qt.CursorShape.PointingHandCursor)
        self.settle = SettleButton(self._list, actions.double)
        self.complete = CompleteButton(self._list)
        for each in (
            self.ask,
            self.blinded,
            self.agreement,
            self.others,
            self.complete,
            self.settle,
            self.order,
            self.model,
        ):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self._connect()
        self._refresh = Refresh(self.refresh, self)
        for news in (self._list.worklist_changed, settings.settings_changed, models.models_changed):
            news.connect(self._refresh.soon)
        pictures.pictures_made.connect(self._on_pictures_made)
        thumbnails.thumbnail_made.connect(self._on_pictures_made)
        self.refresh()

    def _lay_out(self) -> None:
        head = _row((words(self.tr("Worklist").upper(), "title"), 0), (self.title, 1), (self.close_list, 0), spacing=8)
        self._model_row = QWidget()
        asking = _row((self.model, 1), (self.ask, 0))
        asking.setContentsMargins(0, 0, 0, 0)
        self._model_row.setLayout(asking)
        top = QVBoxLayout()
        top.setContentsMargins(2 * GAP_PX, 8, 2 * GAP_PX, 6)
        top.setSpacing(6)
        top.addLayout(head)
        top.addLayout(_row((self.reader, 1), (self.blinded, 0), spacing=8))
        top.addLayout(_row(*((segment, 1) for segment in self.states), spacing=2))
        top.addWidget(self._model_row)
        top.addWidget(self.order)
        top.addWidget(self.progress)
        steps = _row(*((each, 0) for each in (self.previous, self.next, self.flag)), (self.complete, 1))
        bottom = QVBoxLayout()
        bottom.setContentsMargins(2 * GAP_PX, 6, 2 * GAP_PX, 10)
        bottom.setSpacing(6)
        bottom.addWidget(self.answers)
        bottom.addWidget(self.complete.note)
        bottom.addLayout(steps)
        last = _row((self.agreement, 0), (self.others, 0), (self.settle, 0), spacing=10)
        last.insertStretch(2)
        bottom.addLayout(last)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.rows, 1)
        whole.addLayout(bottom)

    def _connect(self) -> None:
        self.close_list.clicked.connect(self.close_requested)
        self.reader.editingFinished.connect(self._on_reader_edited)
        for segment in self.states:
            segment.chosen.connect(self._on_state_chosen)
        self.model.activated.connect(self._on_model_activated)
        self.order.activated.connect(self._on_order_activated)
        self.ask.clicked.connect(self._on_ask_clicked)
        self.rows.clicked.connect(self._on_row_chosen)
        self.rows.activated.connect(self._on_row_chosen)
        self.rows.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.blinded.clicked.connect(self.blinded_toggled)
        self.agreement.clicked.connect(self.agreement_requested)
        self.answers.chosen.connect(self.answered)
        self.previous.clicked.connect(self._on_previous_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        self.flag.clicked.connect(self.flag_requested)
        self.others.clicked.connect(self.others_requested)
        self.complete.complete_requested.connect(self.complete_requested)
        self.complete.reopen_requested.connect(self.reopen_requested)
        self.settle.settled.connect(self.settled)

    def refresh(self) -> None:
        """Show the list as it is."""
        source = self._list.source
        self.setVisible(source is not None)
        if source is None:
            return
        self.title.set_text(spoken(source.title))
        if not self.reader.hasFocus():
            self.reader.setText(self._settings.settings.reader)
        self._show_states()
        self._show_models()
        self.order.setCurrentIndex(tuple(Order).index(self._list.order))
        self.blinded.setVisible(source.is_dataset)
        self.blinded.setChecked(self._list.is_blinded)
        self.agreement.setVisible(source.is_dataset)
        self.rows_model.refresh()
        self._show_current(source)
        self._on_scrolled()

    def _show_states(self) -> None:
        counts = dict.fromkeys(_STATES, 0)
        for row in self._list.rows:
            counts[row.state] += 1
        for state, segment in zip(_STATES, self.states, strict=True):
            text = self.tr("{state}: {count}").format(state=state_words(state), count=counts[state])
            segment.setText(str(counts[state]))
            segment.setToolTip("\n".join((text, self.tr("Shows or hides these cases"))))
            segment.setAccessibleName(text)
            segment.setChecked(state in self._list.shown)

    def _show_models(self) -> None:
        cards = self._actions.models()
        listed = tuple((card.id, spoken(card.title)) for card in cards)
        if listed != self._listed_models:
            self._listed_models = listed
            self.model.clear()
            self.model.addItem(self.tr("No model"), "")
            for model_id, title in listed:
                self.model.addItem(title, model_id)
        chosen = self._actions.model
        self.model.setCurrentIndex(max(self.model.findData("" if chosen is None else chosen.id), 0))
        asking = self._list.asking
        # Without a model there is one order.
        self.order.setVisible(chosen is not None)
        self.ask.setEnabled(chosen is not None)
        self.ask.setText(self.tr("Stop") if asking.is_running else self.tr("Ask"))
        words_of = self.tr("Waits for your run") if asking.is_waiting else self.tr("Asked about {done} of {count}")
        self.progress.setText(words_of.format(done=asking.done, count=asking.count))
        self.progress.setVisible(asking.is_running)

    def _show_current(self, source: WorkSource) -> None:
        """Show what can be done with the open case."""
        row = self._list.current
        is_classes = source.task is Task.CLASSIFICATION
        self.answers.setVisible(is_classes and row is not None)
        if is_classes and row is not None:
            self.answers.show_answers(source.names, row.answer, is_not_sure=row.is_not_sure)
            self.answers.setEnabled(not row.is_complete)
        self.flag.setEnabled(row is not None)
        self.flag.setChecked(row is not None and row.state is CaseState.FLAGGED)
        colour = Token.WARNING if self.flag.isChecked() else Token.DIM
        tint(self.flag, "state-flag", colour=colour, size_px=16)
        self.complete.refresh()
        self.settle.refresh()
        self.others.setVisible(self._actions.double.can_show_others())
        self.previous.setEnabled(self._actions.can_step(-1))
        self.next.setEnabled(self._actions.can_step(1))
        place = -1 if row is None else self.rows_model.place_of(row.key)
        index = self.rows_model.index(place) if place >= 0 else QModelIndex()
        if index.isValid() and self.rows.currentIndex() != index:
            self.rows.setCurrentIndex(index)
            self.rows.scrollTo(index)

    def _on_reader_edited(self) -> None:
        self.reader_named.emit(self.reader.text())

    def _on_state_chosen(self, number: int) -> None:
        state = _STATES[number]
        self.state_toggled.emit(state, state not in self._list.shown)
        self._refresh.soon()

    def _on_model_activated(self) -> None:
        self.model_chosen.emit(self.model.currentData())

    def _on_order_activated(self, number: int) -> None:
        self.order_chosen.emit(tuple(Order)[number])

    def _on_ask_clicked(self) -> None:
        if self._list.asking.is_running:
            self.stop_requested.emit()
        else:
            self.ask_requested.emit()

    def _on_row_chosen(self, index: QModelIndex) -> None:
        rows = self.rows_model.rows
        if index.isValid() and index.row() < len(rows):
            self.opened.emit(rows[index.row()].key)

    def _on_previous_clicked(self) -> None:
        self.step_requested.emit(-1)

    def _on_next_clicked(self) -> None:
        self.step_requested.emit(1)

    def _on_scrolled(self) -> None:
        """Have small pictures made of the rows that are seen."""
        first = self.rows.indexAt(self.rows.viewport().rect().topLeft()).row()
        last = self.rows.indexAt(self.rows.viewport().rect().bottomLeft()).row()
        end = last if last >= 0 else len(self.rows_model.rows) - 1
        self._pictures.request(self.rows_model.cases(max(first, 0), end))

    def _on_pictures_made(self) -> None:
        self.rows.viewport().update()


def _row(*parts: tuple[QWidget, int], spacing: int = 6) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row


def _tool(icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    tint(button, icon, colour=Token.DIM, size_px=16)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setProperty("quiet", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
