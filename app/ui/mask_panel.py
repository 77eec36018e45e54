"""The mask that is edited: its tools, its one-click changes, how much differs, and the end of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from app.state.mask_editing import EditedMask
from app.state.session import Session
from app.ui.icons import tint
from app.ui.mask_extent import MaskExtent
from app.ui.mask_operations import MaskOperations
from app.ui.mask_tools import MaskTools
from app.ui.panel import ElidedLabel, Panel, row_of, rule
from app.ui.proposal_tools import ProposalTools
from app.ui.question import Question
from app.ui.refresh import Refresh
from app.ui.swatch import Swatch
from app.ui.theme import Token


class MaskPanel(Panel):
    """Shown while a mask is edited.

    Signals
    -------
    begun()
        Another mask is shown: the panel stands above the list that its editing was begun in.
    undo_requested(), redo_requested(), done_requested(), discard_requested()
        The buttons of that name; what has to be asked before is asked here.
    """

    begun = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    done_requested = Signal()
    discard_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("MaskPanel", "Edit mask"), parent)
        self._session = session
        self._shown: EditedMask | None = None
        self._head = QHBoxLayout()
        self._head.setSpacing(6)
        self._swatch: Swatch | None = None
        self.title = ElidedLabel()
        self.undo = _button("undo", self.tr("Undo (Ctrl+Z)"))
        self.redo = _button("redo", self.tr("Redo (Ctrl+Y)"))
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.undo)
        self._head.addWidget(self.redo)
        self.tools = MaskTools(session)
        self.proposing = ProposalTools(session)
        self.operations = MaskOperations(session)
        self.extent = MaskExtent(session)
        self.question = Question(stacked=True)
        self.discard = QPushButton(self.tr("Discard"))
        self.discard.setToolTip(self.tr("Takes back everything since the editing began"))
        self.done = QPushButton(self.tr("Done"))
        self.done.setToolTip(self.tr("Keeps the mask as it is now"))
        self.done.setProperty("primary", True)
        for button in (self.discard, self.done):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self._connect()
        self._refresh = Refresh(self.refresh, self)
        session.editing.editing_changed.connect(self._refresh.soon)
        session.tools.tool_changed.connect(self._refresh.soon)
        session.editing.proposal.proposal_changed.connect(self._refresh.soon)
        self.refresh()

    def _lay_out(self) -> None:
        self.body.addLayout(self._head)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.proposing)
        self.body.addWidget(rule())
        self.body.addWidget(self.operations)
        self.body.addWidget(rule())
        self.body.addWidget(self.extent)
        self.body.addWidget(self.question)
        self.body.addLayout(row_of((self.discard, 1), (self.done, 1), spacing=8))

    def _connect(self) -> None:
        self.undo.clicked.connect(self.undo_requested)
        self.redo.clicked.connect(self.redo_requested)
        self.done.clicked.connect(self.done_requested)
        self.discard.clicked.connect(self._on_discard_clicked)
        self.question.answered.connect(self.discard_requested)

    def refresh(self) -> None:
        """Show the edit in progress; hidden where there is none."""
        editing = self._session.editing
        mask = editing.mask
        self.setVisible(mask is not None)
        if mask is None:
            self._shown = None
            self.question.hide()
            return
        if mask is not self._shown:
            self._begin(mask)
        self.tools.refresh()
        self.proposing.refresh()
        self.operations.refresh()
        free = not editing.is_busy
        self.undo.setEnabled(free and (mask.work.can_undo or bool(editing.proposal.hints)))
        self.redo.setEnabled(free and mask.work.can_redo)
        self.done.setEnabled(free)
        self.discard.setEnabled(free)
        self.extent.refresh()

    def _begin(self, mask: EditedMask) -> None:
        """Show another mask."""
        self._shown = mask
        self.begun.emit()
        if self._swatch is not None:
            self._swatch.hide()
            self._swatch.deleteLater()
        self._swatch = Swatch(mask.colour)
        self._head.insertWidget(0, self._swatch)
        self.title.set_text(mask.title)
        self.question.hide()
        self.tools.begin(mask)
        self.proposing.begin(mask)
        self.operations.begin(mask)

    def _on_discard_clicked(self) -> None:
        mask = self._session.editing.mask
        if mask is None or not mask.work.count:
            self.discard_requested.emit()
            return
        count = mask.work.count
        text = self.tr("Discard one step?") if count == 1 else self.tr("Discard {count} steps?").format(count=count)
        self.question.ask(text, self.tr("Discard"))


def _button(icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    tint(button, icon, colour=Token.DIM, size_px=16)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setProperty("quiet", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
