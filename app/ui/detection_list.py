"""The boxes of a result in the findings panel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ai.inference.results import Detection, ModelResult
from app.imaging.labels import Colour
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review
from app.state.sight import hidden_count, is_hidden
from app.ui.box_score import BoxScore
from app.ui.open_filter import OpenFilter
from app.ui.panel import ElidedLabel, words
from app.ui.review_buttons import ReviewButtons, review_words
from app.ui.spoken import spoken
from app.ui.swatch import Swatch
from app.ui.theme import Token

MOST_ROWS = 30
"""Boxes that are listed; the keys go through all of them."""


class DetectionRow(QWidget):
    """One box.

    Signals
    -------
    chosen(FindingId)
        The reader wants to see it.
    """

    chosen = Signal(object)

    def __init__(
        self, finding: FindingId, text: str, detection: Detection, colour: Colour, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.finding = finding
        self._text = text
        self.title = ElidedLabel(text)
        self.review = ReviewButtons(finding, text, tells_state=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("row", True)
        self.setToolTip(spoken(detection.caution))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(Swatch(colour))
        layout.addWidget(self.title, 1)
        place = self.tr("image {number}").format(number=round(detection.centre[0]) + 1)
        layout.addWidget(words(place, "small"))
        layout.addWidget(self.review)

    def show_state(self, review: Review, *, selected: bool) -> None:
        """Show what was decided, and whether it is looked at; tells nobody."""
        self.review.show_review(review)
        self.title.set_colour(Token.FAINT if review is Review.REJECTED else Token.TEXT)
        self.setAccessibleName(f"{self._text}, {review_words(review)}")
        if self.property("selected") is not selected:
            self.setProperty("selected", selected)
            self.style().unpolish(self)
            self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the box."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.finding)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go to the box when the keys come to it."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.chosen.emit(self.finding)
        super().focusInEvent(event)


class DetectionList(QWidget):
    """Boxes of one result, highest score first; those beyond `MOST_ROWS` are counted only.

    Parameters
    ----------
    result
        Of the model; it has boxes.
    """

    def __init__(self, result: ModelResult, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result = result
        self.score = BoxScore(result.provenance.model_id, result.detections)
        self.rows: list[DetectionRow] = []
        self._left = words("", "small", wrap=True)
        self._left.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.score)
        layout.addLayout(self._rows)
        layout.addWidget(self._left)

    def add(self, row: DetectionRow) -> None:
        """Show one box more."""
        self.rows.append(row)
        self._rows.addWidget(row)

    def show_reading(self, reading: Reading, shown: OpenFilter) -> None:
        """Leave out what is hidden for its score or read completely, and tell of boxes that are not listed."""
        for row in self.rows:
            row.setVisible(not is_hidden(reading, row.finding) and not shown.leaves_out(reading, row.finding))
        shown_from = reading.shown_from.get(self._result.provenance.model_id, 0.0)
        self.score.show_score(shown_from, hidden=hidden_count(reading, self._result))
        boxes = [each for each in reading.findings_of(self._result) if each.kind is FindingKind.DETECTION]
        left = sum(not is_hidden(reading, each) for each in boxes[MOST_ROWS:])
        self._left.setText(self.tr("{count} more with a lower score; G goes through all.").format(count=left))
        self._left.setVisible(left > 0)
