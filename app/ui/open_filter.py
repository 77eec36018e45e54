"""Leaves out of a list what is read completely, and counts what is left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.state.read_state import ReadState, read_state
from app.state.reading import Reading
from app.state.review import FindingId
from app.state.series_key import series_key
from app.state.session import Session
from app.ui.panel import words
from app.ui.spoken import spoken


class OpenFilter(QWidget):
    """A switch above the findings.

    Parameters
    ----------
    session
        Whose findings.

    Signals
    -------
    open_only_chosen(bool)
        Whether only open findings are to be listed.
    """

    open_only_chosen = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.switch = QCheckBox(self.tr("Open only"))
        self.switch.setToolTip(self.tr("Leaves out what is accepted, rejected or called complete; flagged ones stay"))
        self.switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.count = words("", "small")
        self.structures = words("", "warning", wrap=True)
        line = QHBoxLayout()
        line.addWidget(self.switch)
        line.addStretch(1)
        line.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.structures)
        self.switch.clicked.connect(self.open_only_chosen)

    def state_of(self, reading: Reading, finding: FindingId) -> ReadState:
        """Tell how far a finding of the open series is."""
        opened = self._session.opened
        if opened is None:
            return ReadState.NOT_STARTED
        return read_state(reading, finding, self._session.read.mark(series_key(opened.series), finding))

    def leaves_out(self, reading: Reading, finding: FindingId) -> bool:
        """Whether a finding is not listed."""
        return self._session.read.open_only and self.state_of(reading, finding) is ReadState.COMPLETE

    def show_reading(self, reading: Reading) -> None:
        """Show the switch, how many findings are open and how many are flagged."""
        states = [self.state_of(reading, each) for each in reading.findings]
        left = sum(each is not ReadState.COMPLETE for each in states)
        flagged = states.count(ReadState.FLAGGED)
        self.switch.setChecked(self._session.read.open_only)
        text = self.tr("{left} of {count} open").format(left=left, count=len(states))
        also = self.tr("{count} flagged").format(count=flagged)
        self.count.setText(f"{text} · {also}" if flagged else text)
        named = [
            spoken(layer.title)
            for each in reading.drawn_findings
            if self.state_of(reading, each) is ReadState.FLAGGED and (layer := reading.layer_of(each)) is not None
        ]
        # They are listed elsewhere, where rows have no place for a flag.
        self.structures.setText(self.tr("Flagged in the overlay: {names}").format(names=", ".join(named)))
        self.structures.setVisible(bool(named))
        self.setVisible(len(states) > 1)
