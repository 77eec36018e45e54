"""Accept and reject beside a finding, and what was decided."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.state.read_state import ReadState
from app.state.review import FindingId, Review
from app.ui.icons import tint
from app.ui.read_button import ReadButton
from app.ui.theme import Token

_ICON_PX = 16


class ReviewButtons(QWidget):
    """Two buttons; the one that is down tells the decision, and pressed again takes it back.

    Parameters
    ----------
    finding
        What is decided about.
    name
        Of the finding, for those who hear the window.
    tells_state
        Whether an icon before them tells how far its reading is.

    Signals
    -------
    judged(FindingId, Review)
        What the reader wants.
    flag_requested(FindingId)
        As in `ReadButton`.
    """

    judged = Signal(object, object)
    flag_requested = Signal(object)

    def __init__(
        self, finding: FindingId, name: str, parent: QWidget | None = None, *, tells_state: bool = False
    ) -> None:
        super().__init__(parent)
        self.finding = finding
        self._review: Review | None = None
        self.accept = _button(self.tr("Accept {name}").format(name=name), self.tr("Accept (Enter)"))
        self.reject = _button(
            self.tr("Reject {name}").format(name=name),
            self.tr("Reject (Backspace): it is hidden and in no export; undo brings it back"),
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.read = ReadButton(finding, name) if tells_state else None
        if self.read is not None:
            self.read.flag_requested.connect(self.flag_requested)
            layout.addWidget(self.read)
        layout.addWidget(self.accept)
        layout.addWidget(self.reject)
        self.accept.clicked.connect(self._on_accept_clicked)
        self.reject.clicked.connect(self._on_reject_clicked)
        self.show_review(Review.DRAFT)

    def show_review(self, review: Review) -> None:
        """Show what was decided; tells nobody."""
        # A click has changed the buttons before anybody decided.
        self.accept.setChecked(review is Review.ACCEPTED)
        self.reject.setChecked(review is Review.REJECTED)
        if review is self._review:
            return
        self._review = review
        accepted, rejected = review is Review.ACCEPTED, review is Review.REJECTED
        tint(self.accept, "accept", colour=Token.DONE if accepted else Token.FAINT, size_px=_ICON_PX)
        tint(self.reject, "reject", colour=Token.ERROR if rejected else Token.FAINT, size_px=_ICON_PX)

    def show_state(self, state: ReadState) -> None:
        """Show how far its reading is; tells nobody."""
        if self.read is not None:
            self.read.show_state(state)

    def _on_accept_clicked(self) -> None:
        self._tell(Review.ACCEPTED)

    def _on_reject_clicked(self) -> None:
        self._tell(Review.REJECTED)

    def _tell(self, review: Review) -> None:
        wanted = Review.DRAFT if self._review is review else review
        # What is shown follows from the state alone.
        self.show_review(self._review or Review.DRAFT)
        self.judged.emit(self.finding, wanted)


def review_words(review: Review) -> str:
    """Word a decision."""
    translate = QCoreApplication.translate
    return {
        Review.DRAFT: translate("ReviewButtons", "draft"),
        Review.ACCEPTED: translate("ReviewButtons", "accepted"),
        Review.REJECTED: translate("ReviewButtons", "rejected, hidden"),
    }[review]


def _button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setIconSize(QSize(_ICON_PX, _ICON_PX))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setProperty("quiet", True)
    return button
