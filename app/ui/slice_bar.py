"""Where in the stack the pane is, which slices are there already, which were seen, and where something was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.slice_tools import WheelSteps
from app.ui.theme import Token

WIDTH_PX = 14

_MARGIN_PX = 4.0
_HANDLE_PX = 6.0
"""Least height of the mark of the current slice: it stays visible in a stack of a thousand."""

_LANE = (4.0, 5.0)
"""Left edge and width of the lane that tells what is loaded and seen."""

_MARK_PX = 2.0
"""Least height and width of the mark of a finding."""

_DOT_PX = 4.0
"""Diameter of the mark of an annotation."""


def _none() -> npt.NDArray[np.bool_]:
    return np.zeros(0, np.bool_)


@dataclass(frozen=True, eq=False)
class BarFacts:
    """What the bar shows.

    Parameters
    ----------
    loaded
        (slices,) bool: which ones can be shown.
    index
        Slice that is looked at.
    is_loading
        Whether the others are on their way.
    seen, findings, annotated
        (slices,) bool each, or empty: which ones were on the screen, which ones a model marked, and on which the reader
        drew.
    """

    loaded: npt.NDArray[np.bool_] = field(default_factory=_none)
    index: int = 0
    is_loading: bool = False
    seen: npt.NDArray[np.bool_] = field(default_factory=_none)
    findings: npt.NDArray[np.bool_] = field(default_factory=_none)
    annotated: npt.NDArray[np.bool_] = field(default_factory=_none)

    @property
    def count(self) -> int:
        """Slices."""
        return self.loaded.size

    def is_like(self, other: BarFacts) -> bool:
        """Whether the bar looks the same."""
        return (self.index, self.is_loading) == (other.index, other.is_loading) and all(
            np.array_equal(mine, theirs)
            for mine, theirs in (
                (self.loaded, other.loaded),
                (self.seen, other.seen),
                (self.findings, other.findings),
                (self.annotated, other.annotated),
            )
        )


class SliceBar(QWidget):
    """A slim bar beside the picture: top is the first slice. Hidden where there is one slice only.

    Signals
    -------
    slice_requested(int)
        The reader pressed or dragged to this slice, from 0.
    """

    slice_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = BarFacts()
        self._grip_y: float | None = None
        self._wheel = WheelSteps()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Slices"))

    def show_slices(self, facts: BarFacts) -> None:
        """Show what is known of the slices; arrays that somebody goes on writing into must be copies."""
        # Also where nothing is new: a pane that was emptied hid it.
        self.setVisible(facts.count > 1)
        if facts.is_like(self._facts):
            return
        self._facts = facts
        self.update()

    @property
    def words(self) -> str:
        """Where it is, in words."""
        facts = self._facts
        words = self.tr("Slice {number} of {count}, {loaded} loaded").format(
            number=facts.index + 1, count=facts.count, loaded=int(facts.loaded.sum())
        )
        return words + (self.tr(", {seen} seen").format(seen=int(facts.seen.sum())) if facts.seen.size else "")

    @property
    def legend(self) -> str:
        """What the tones mean, as rich text."""
        facts = self._facts
        rows = [
            (Token.DIM, "■", self.tr("seen")),
            (Token.EDGE, "■", self.tr("loaded")),
            (Token.SELECTED, "■", self.tr("loading")) if facts.is_loading else None,
            (Token.HOVER, "■", self.tr("not loaded")) if not facts.loaded.all() else None,
            (Token.ACCENT, "▌", self.tr("AI finding")) if facts.findings.any() else None,
            (Token.WARNING, "●", self.tr("annotation")) if facts.annotated.any() else None,
        ]
        told = "<br>".join(f'<span style="color:{row[0]}">{row[1]}</span> {row[2]}' for row in rows if row is not None)
        return f"<p style='white-space:nowrap'>{self.words}</p><p>{told}</p>"

    def rectangle_of(self, index: int) -> QRectF:
        """Find where a slice lies in the bar."""
        step = self._track().height() / max(self._facts.count, 1)
        return QRectF(2.0, self._track().top() + index * step, self.width() - 4.0, step)

    def _track(self) -> QRectF:
        return QRectF(0.0, _MARGIN_PX, self.width(), max(self.height() - 2 * _MARGIN_PX, 1.0))

    def _handle(self) -> QRectF:
        """Find the mark of the current slice: never lower than can be seen, never beyond the bar."""
        handle = self.rectangle_of(self._facts.index)
        spare = max(_HANDLE_PX - handle.height(), 0.0) / 2
        return handle.adjusted(0.0, -spare, 0.0, spare)

    def _request(self, y: float) -> None:
        """Ask for the slice at a height, if it is another one."""
        track = self._track()
        count = self._facts.count
        if count:
            index = min(max(int((y - track.top()) / track.height() * count), 0), count - 1)
            if index != self._facts.index:
                self.slice_requested.emit(index)

    def event(self, event: QEvent) -> bool:
        """Explain the tones where the cursor rests."""
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self.legend)
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Return the width; the height follows the picture."""
        return QSize(WIDTH_PX, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is loaded and seen, findings and annotations, and the current slice."""
        facts = self._facts
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Token.WINDOW))
        left, width = _LANE
        track = self._track()
        waiting = Token.SELECTED if facts.is_loading else Token.HOVER
        painter.fillRect(QRectF(left, track.top(), width, track.height()), QColor(waiting))
        seen = facts.seen & facts.loaded if facts.seen.size == facts.count else facts.seen
        for flags, colour in ((facts.loaded, Token.EDGE), (seen, Token.DIM)):
            for at in self._runs(flags):
                painter.fillRect(QRectF(left, at.top(), width, at.height()), QColor(colour))
        for at in self._runs(facts.findings):
            spare = max(_MARK_PX - at.height(), 0.0) / 2
            painter.fillRect(
                QRectF(self.width() - 4.0, at.top() - spare, _MARK_PX, at.height() + 2 * spare), QColor(Token.ACCENT)
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if facts.count:
            painter.setBrush(QColor(Token.ACCENT))
            painter.drawRoundedRect(self._handle().adjusted(0.0, 0.0, -2.0, 0.0), 2.0, 2.0)
        painter.setBrush(QColor(Token.WARNING))
        for index in np.flatnonzero(facts.annotated).tolist():
            middle = QPointF(self.width() - 3.0, self.rectangle_of(index).center().y())
            painter.drawEllipse(middle, _DOT_PX / 2, _DOT_PX / 2)
        painter.end()

    def _runs(self, flags: npt.NDArray[np.bool_]) -> Iterator[QRectF]:
        """Find the places of slices that follow each other."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
        for first, end in edges.reshape(-1, 2).tolist():
            yield self.rectangle_of(first).united(self.rectangle_of(end - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the slice under the cursor; who takes hold of the current one stays on it."""
        if event.button() == Qt.MouseButton.LeftButton:
            y = event.position().y()
            is_held = self._facts.count > 0 and self._handle().top() <= y <= self._handle().bottom()
            self._grip_y = y - self.rectangle_of(self._facts.index).center().y() if is_held else 0.0
            if not is_held:
                self._request(y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._grip_y is not None:
            self._request(event.position().y() - self._grip_y)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip_y = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go slice by slice: in a large stack a pixel of the bar is several."""
        steps = self._wheel.add(event.angleDelta().y() or event.angleDelta().x())
        index = min(max(self._facts.index + steps, 0), max(self._facts.count - 1, 0))
        if index != self._facts.index:
            self.slice_requested.emit(index)
        event.accept()
