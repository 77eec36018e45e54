"""How far the reading of a finding is, as a small icon that flags it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from app.state.read_state import ReadState
from app.state.review import FindingId
from app.ui.icons import tint
from app.ui.theme import Token

_ICON_PX = 14

_LOOKS = {
    ReadState.NOT_STARTED: ("read-none", Token.FAINT),
    ReadState.IN_PROGRESS: ("read-progress", Token.ACCENT),
    ReadState.COMPLETE: ("read-complete", Token.DONE),
    ReadState.FLAGGED: ("flag", Token.WARNING),
}


class ReadButton(QToolButton):
    """The icon; pressed it flags the finding, or takes the flag away.

    Parameters
    ----------
    finding, name
        Which one, and its words for those who hear the window.

    Signals
    -------
    flag_requested(FindingId)
        The reader wants it flagged, or no more.
    """

    flag_requested = Signal(object)

    def __init__(self, finding: FindingId, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self._name = name
        self._state: ReadState | None = None
        self.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("quiet", True)
        self.clicked.connect(self._on_clicked)
        self.show_state(ReadState.NOT_STARTED)

    @property
    def state(self) -> ReadState | None:
        """What it shows."""
        return self._state

    def show_state(self, state: ReadState) -> None:
        """Show how far it is; tells nobody."""
        if state is self._state:
            return
        self._state = state
        icon, colour = _LOOKS[state]
        tint(self, icon, colour=colour, size_px=_ICON_PX)
        said = read_words(state)
        self.setAccessibleName(f"{self._name}, {said}")
        does = (
            self.tr("press to take the flag away (Ctrl+G)")
            if state is ReadState.FLAGGED
            else self.tr("press to flag (Ctrl+G)")
        )
        self.setToolTip(f"{said} · {does}")

    def _on_clicked(self) -> None:
        self.flag_requested.emit(self.finding)


def read_words(state: ReadState) -> str:
    """Word how far a finding is."""
    translate = QCoreApplication.translate
    return {
        ReadState.NOT_STARTED: translate("ReadButton", "Not started"),
        ReadState.IN_PROGRESS: translate("ReadButton", "In progress"),
        ReadState.COMPLETE: translate("ReadButton", "Complete"),
        ReadState.FLAGGED: translate("ReadButton", "Flagged"),
    }[state]
