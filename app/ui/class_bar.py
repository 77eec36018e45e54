"""The answer of a classifier: a bar per class with probability or score, operating point, not-sure band and a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ai.inference.results import Classification, Verdict
from app.imaging.labels import display_title
from app.state.read_state import ReadState
from app.state.review import FindingId, Review
from app.ui.known_words import known
from app.ui.panel import ElidedLabel, plain_tip, words
from app.ui.review_buttons import ReviewButtons
from app.ui.spoken import spoken
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
        (low, high) of the value between which the model is not sure, or None where it is no band.
    """

    def __init__(self, found: Classification, band: tuple[float, float] | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = found
        self.band = band
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(plain_tip(_explanation(found, band)))

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
    """Bars of all classes of a result.

    Parameters
    ----------
    found, findings
        The classes, and how decisions name them.

    Signals
    -------
    judged(FindingId, Review)
        What the reader decides about a class.
    flag_requested(FindingId)
        As in `ReadButton`.
    """

    judged = Signal(object, object)
    flag_requested = Signal(object)

    def __init__(
        self, found: Sequence[Classification], findings: Sequence[FindingId], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._found = found
        self._findings = findings
        self._titles: dict[FindingId, ElidedLabel] = {}
        self._buttons: dict[FindingId, ReviewButtons] = {}
        self._parts: dict[FindingId, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def build(self) -> Iterator[None]:
        """Make the bars, one at each step."""
        for each, finding in zip(self._found, self._findings, strict=True):
            part = QWidget()
            part.setLayout(self._part(each, finding, unsure_band(each, self._found)))
            self._parts[finding] = part
            self._column.addWidget(part)
            yield
        self._column.addWidget(words(" ".join(self._legend(self._found)), "small", wrap=True))

    def show_review(self, finding: FindingId, review: Review) -> None:
        """Show what was decided about a class; tells nobody."""
        if finding in self._buttons:
            self._buttons[finding].show_review(review)
            self._titles[finding].set_colour(Token.FAINT if review is Review.REJECTED else Token.TEXT)

    def show_state(self, finding: FindingId, state: ReadState, *, left_out: bool) -> None:
        """Show how far the reading of a class is, or leave it out; tells nobody."""
        if finding in self._buttons:
            self._buttons[finding].show_state(state)
            self._parts[finding].setVisible(not left_out)

    def _part(self, one: Classification, finding: FindingId, band: tuple[float, float] | None) -> QVBoxLayout:
        name = spoken(display_title(one.label, axes_known=True))
        title, buttons = ElidedLabel(name), ReviewButtons(finding, name, tells_state=True)
        buttons.judged.connect(self.judged)
        buttons.flag_requested.connect(self.flag_requested)
        self._titles[finding], self._buttons[finding] = title, buttons
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(title, 1)
        line.addWidget(words(value_words(one, one.shown_value), "strong"))
        line.addWidget(words(known(one.verdict.value), _ROLES[one.verdict]))
        line.addWidget(buttons)
        part = QVBoxLayout()
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(2)
        part.addLayout(line)
        part.addWidget(ProbabilityBar(one, band))
        facts = " · ".join(self._facts(one, band))
        # No line ends between a number and its percent.
        part.addWidget(words(facts.replace(" %", "\N{NO-BREAK SPACE}%"), "small", wrap=True))
        return part

    def _facts(self, one: Classification, band: tuple[float, float] | None) -> list[str]:
        """Word what else is known of a class."""
        facts = []
        if one.probability is not None:
            facts.append(self.tr("raw score {value}").format(value=f"{one.score:.2f}"))
        facts.append(self.tr("operating point {value}").format(value=value_words(one, min(one.threshold, 1.0))))
        if band is not None:
            low, high = (value_words(one, each) for each in band)
            facts.append(self.tr("not sure {low} – {high}").format(low=low, high=high))
        if one.interval is not None:
            low, high = (value_words(one, each) for each in one.interval)
            facts.append(self.tr("members {low} – {high}").format(low=low, high=high))
        return facts

    def _legend(self, found: Sequence[Classification]) -> list[str]:
        calibrated = [each.probability is not None for each in found]
        legend = []
        if any(calibrated):
            legend.append(self.tr("In percent: calibrated probability."))
        if not all(calibrated):
            legend.append(self.tr("Without percent: the raw score of the network, which is no probability."))
        if any(each.band is not None for each in found):
            legend.append(self.tr("Tick: operating point."))
        else:
            legend.append(self.tr("From the tick on a class is not ruled out."))
        if any(unsure_band(each, found) is not None for each in found):
            legend.append(self.tr("Shaded: not sure."))
        return legend


def value_words(found: Classification, value: float) -> str:
    """Write a value of a class: "83 %" of a probability, "0.83" of a score, which is none."""
    return f"{value:.2f}" if found.probability is None else f"{100 * value:.0f} %"


def unsure_band(one: Classification, found: Sequence[Classification]) -> tuple[float, float] | None:
    """Where a class leaves the answer open: its own band, or of two both are not ruled out there, or both are.

    With more classes that exclude each other it hangs on how the others share the rest: no band to draw.
    """
    if one.band is not None:
        return one.band
    if len(found) != 2:
        return None
    other = found[1] if found[0] is one else found[0]
    low, high = sorted((min(one.threshold, 1.0), max(0.0, 1 - other.threshold)))
    return (low, high) if high > low else None


def _explanation(found: Classification, band: tuple[float, float] | None) -> str:
    translate = QCoreApplication.translate
    if found.probability is None:
        text = translate("ClassBar", "{name}: score {value}, which is no probability; operating point {threshold}")
    else:
        text = translate("ClassBar", "{name}: probability {value}, operating point {threshold}")
    if band is not None:
        text += translate("ClassBar", "; not sure between {low} and {high}")
    low, high = (0.0, 0.0) if band is None else band
    return text.format(
        name=found.label.title,
        value=f"{found.shown_value:.3f}",
        threshold=f"{found.threshold:.3f}",
        low=f"{low:.3f}",
        high=f"{high:.3f}",
    )
