"""Tools that propose: strokes that say what belongs, clicks for a model that takes them; Take and Let go."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.state.mask_editing import EditedMask
from app.state.session import Session
from app.state.tool import Tool
from app.ui.panel import row_of, words
from app.ui.refresh import Refresh
from app.ui.segment import Segment

_TOOLS = (Tool.SCRIBBLE, Tool.POINTS)


class ProposalTools(QWidget):
    """Stands in the panel of the mask that is edited.

    Signals
    -------
    tool_chosen(Tool)
        One of them for the left button.
    take_requested(), give_up_requested()
        The buttons of that name.
    """

    tool_chosen = Signal(object)
    take_requested = Signal()
    give_up_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.tools = (
            Segment(
                0,
                self.tr("Scribble"),
                self.tr("Grows from strokes over what belongs (S), and with Shift over what does not; shown first"),
            ),
            Segment(1, self.tr("Points"), self.tr("A model marks what is clicked, and with Shift not what is clicked")),
        )
        self.hint = words("", "dim", wrap=True)
        self.take = QPushButton(self.tr("Take"))
        self.take.setToolTip(self.tr("Marks what is proposed (Return)"))
        self.take.setProperty("primary", True)
        self.give_up = QPushButton(self.tr("Let go"))
        self.give_up.setToolTip(self.tr("Esc"))
        for button in (self.take, self.give_up):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(row_of(*((each, 1) for each in self.tools)))
        rows.addWidget(self.hint)
        self.answers = QWidget()
        answers = row_of((self.give_up, 1), (self.take, 1), spacing=8)
        answers.setContentsMargins(0, 0, 0, 0)
        self.answers.setLayout(answers)
        rows.addWidget(self.answers)
        for segment in self.tools:
            segment.chosen.connect(self._on_tool_chosen)
        self.take.clicked.connect(self.take_requested)
        self.give_up.clicked.connect(self.give_up_requested)
        refresh = Refresh(self.refresh, self)
        session.editing.proposal.proposal_changed.connect(refresh.soon)
        self.show_model("")

    def begin(self, mask: EditedMask) -> None:
        """Show what fits another mask."""
        self.tools[0].setEnabled(not mask.volume.is_colour)

    def show_model(self, title: str) -> None:
        """Offer the clicks for a model; ``""`` where none is installed that takes them."""
        self._model = title
        self.tools[1].setVisible(bool(title))
        self.refresh()

    def refresh(self) -> None:
        """Show the tool in the hand and how far it is."""
        held, proposal = self._session.tools.tool, self._session.editing.proposal
        for segment, tool in zip(self.tools, _TOOLS, strict=True):
            segment.setChecked(held is tool)
        hint = self._hint(held)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.answers.setVisible(held.proposes and bool(proposal.hints))
        self.take.setEnabled(proposal.region is not None and not proposal.is_under_way)

    def _hint(self, held: Tool) -> str:
        proposal = self._session.editing.proposal
        sides = {each.is_inside for each in proposal.hints}
        if held is Tool.POINTS:
            return self.tr("{model}: click what belongs, with Shift what does not.").format(model=self._model)
        if held is not Tool.SCRIBBLE:
            return ""
        if True not in sides:
            return self.tr("Drag over what belongs to it.")
        if False not in sides:
            return self.tr("Now drag with Shift over what does not, all around.")
        if proposal.region is None:
            return self.tr("Growing …")
        return self.tr("More strokes correct it. Return takes it, Esc lets it go.")

    def _on_tool_chosen(self, number: int) -> None:
        self.tool_chosen.emit(_TOOLS[number])
        self.refresh()
