"""From which score on the boxes of a result are shown: for the eye only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSlider, QWidget

from ai.inference.results import Detection
from app.ui.panel import words

_STEPS = 100
"""Hundredths, as scores are written beside the boxes."""


class BoxScore(QWidget):
    """A slider from the lowest score of the boxes, which shows all of them, to the highest.

    Parameters
    ----------
    model_id, detections
        Whose boxes; those without a score are always shown.

    Signals
    -------
    score_chosen(str, float)
        Model id and score, or probability of a calibrated model, from which the reader wants to see boxes; 0: all.
    """

    score_chosen = Signal(str, float)

    def __init__(self, model_id: str, detections: Sequence[Detection], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model_id = model_id
        scored = [each for each in detections if each.shown_value is not None]
        self._count = len(detections)
        steps = [round((each.shown_value or 0.0) * _STEPS) for each in scored] or [0]
        self._in_percent = all(each.probability is not None for each in scored)
        name = self.tr("Show from probability") if self._in_percent else self.tr("Show from score")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(min(steps), max(steps))
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(name)
        self.value = words("", "small")
        self.note = words("", "small", wrap=True)
        layout = QGridLayout(self)
        layout.setContentsMargins(4, 0, 0, 4)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(2)
        layout.addWidget(words(name, "small"), 0, 0)
        layout.addWidget(self.slider, 0, 1)
        layout.addWidget(self.value, 0, 2)
        layout.addWidget(self.note, 1, 0, 1, 3)
        layout.setColumnStretch(1, 1)
        if min(steps) == max(steps):
            self.hide()  # there is nothing to choose
        self.slider.valueChanged.connect(self._on_value_changed)
        self.show_score(0.0, hidden=0)

    def show_score(self, score: float, *, hidden: int) -> None:
        """Show from which score boxes are shown, and how many that leaves out; tells nobody."""
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(round(score * _STEPS))
        self.slider.blockSignals(blocked)
        shown = self.slider.value()
        self.value.setText(f"{shown} %" if self._in_percent else f"{shown / _STEPS:.2f}")
        text = self.tr("{hidden} of {count} hidden, on the screen only: exports hold all that is not rejected.")
        self.note.setText(text.format(hidden=hidden, count=self._count))
        self.note.setVisible(hidden > 0)

    def _on_value_changed(self, value: int) -> None:
        self.score_chosen.emit(self._model_id, value / _STEPS if value > self.slider.minimum() else 0.0)
