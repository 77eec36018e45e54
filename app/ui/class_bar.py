"""The answer of a classifier: a bar per class with its probability, its operating point and a word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ai.inference.results import Classification, Verdict
from app.ui.known_words import known
from app.ui.panel import ElidedLabel, words
from app.ui.theme import Token, shade

_PURPOSES = {Verdict.YES: "accent", Verdict.NO: "edge", Verdict.NOT_SURE: "warning"}
"""Colours of the bars, by their names in `app.ui.palette.Palette`."""

_ROLES = {Verdict.YES: "accent", Verdict.NO: "small", Verdict.NOT_SURE: "warning"}
"""Of the words beside them."""

_HEIGHT_PX = 10


class ProbabilityBar(QWidget):
    """A bar from 0 to 1 with the band in which the model is not sure and a tick at the operating point.

    Parameters
    ----------
    found
        The class.
    band
        (low, high) probabilities between which no class alone is left, or None where it is no band.
    """

    def __init__(self, found: Classification, band: tuple[float, float] | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = found
        self.band = band
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(_explanation(found, band))

    def sizeHint(self) -> QSize:
        """Ask for a thin line."""
        return QSize(120, _HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track, band, bar and tick."""
        painter = QPainter(self)
        width, height = self.width(), self.height()
        track = QRectF(0, 2, width, height - 4)
        painter.fillRect(track, QColor(Token.HOVER))
        if self.band is not None:
            low, high = self.band
            unsure = QColor(Token.WARNING)
            unsure.setAlpha(60)
            painter.fillRect(QRectF(low * width, 2, (high - low) * width, height - 4), unsure)
        bar = QRectF(0, 3, self.found.shown_value * width, height - 6)
        painter.fillRect(bar, QColor(shade(_PURPOSES[self.found.verdict])))
        tick = min(self.found.threshold, 1.0) * (width - 2)
        painter.fillRect(QRectF(tick, 0, 2, height), QColor(Token.TEXT))
        painter.end()


class ClassAnswer(QWidget):
    """Bars of all classes of a result."""

    def __init__(self, found: Sequence[Classification], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for each in found:
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(ElidedLabel(each.label.title), 1)
            line.addWidget(words(f"{100 * each.shown_value:.0f} %", "strong"))
            line.addWidget(words(known(each.verdict.value), _ROLES[each.verdict]))
            part = QVBoxLayout()
            part.setSpacing(2)
            part.addLayout(line)
            part.addWidget(ProbabilityBar(each, unsure_band(each, found)))
            if each.interval is not None:
                low, high = each.interval
                spread = self.tr("{low} – {high} % between the members")
                part.addWidget(words(spread.format(low=f"{100 * low:.0f}", high=f"{100 * high:.0f}"), "small"))
            column.addLayout(part)
        text = self.tr("Calibrated probability. From the tick on a class is not ruled out.")
        if any(unsure_band(each, found) is not None for each in found):
            text += " " + self.tr("Shaded: not sure.")
        column.addWidget(words(text, "small", wrap=True))


def unsure_band(one: Classification, found: Sequence[Classification]) -> tuple[float, float] | None:
    """Where a class of two leaves the answer open: both are not ruled out there, or both are.

    With more classes it hangs on how the others share the rest, so that there is no band to draw.
    """
    if len(found) != 2:
        return None
    other = found[1] if found[0] is one else found[0]
    low, high = sorted((min(one.threshold, 1.0), max(0.0, 1 - other.threshold)))
    return (low, high) if high > low else None


def _explanation(found: Classification, band: tuple[float, float] | None) -> str:
    translate = QCoreApplication.translate
    text = translate("ClassBar", "{name}: probability {value}, not ruled out from {threshold} on")
    if band is not None:
        text = translate(
            "ClassBar",
            "{name}: probability {value}, not ruled out from {threshold} on; not sure between {low} and {high}",
        )
    low, high = (0.0, 0.0) if band is None else band
    return text.format(
        name=found.label.title,
        value=f"{found.shown_value:.3f}",
        threshold=f"{found.threshold:.3f}",
        low=f"{low:.3f}",
        high=f"{high:.3f}",
    )
