"""What else can be seen and set of the structure that was chosen in the legend: threshold, agreement, opacity."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QSlider, QWidget

from app.state.reading import Layer
from app.ui.layer_row import edit_button, lock_button, opacity_slider, show_lock, show_opacity
from app.ui.panel import words
from app.ui.spoken import spoken

_STEPS = 100
"""Of the threshold: hundredths."""


class LayerDetail(QWidget):
    """The chosen structure.

    Signals
    -------
    changed(int, str, object)
        Number of the layer, field of `app.state.reading.Layer`, its wanted value.
    edit_requested()
        The reader wants to correct it.
    lock_toggled()
        The reader wants to lock or unlock it beside the mask that is edited.
    """

    changed = Signal(int, str, object)
    edit_requested = Signal()
    lock_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._own = 0.5
        self.title = words("", "strong")
        self.opacity = opacity_slider("")
        self.fill = QCheckBox(self.tr("Tint the inside"))
        self.band = QCheckBox(self.tr("Tint where members disagree"))
        self.band.setToolTip(self.tr("Between 10 and 90 % of the members of the model mark what is tinted"))
        self.threshold = QSlider(Qt.Orientation.Horizontal)
        self.threshold.setRange(1, _STEPS - 1)
        self.threshold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.threshold.setAccessibleName(self.tr("Probability from which it is drawn"))
        self.shown_from = words("", "small")
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Draw it as the model marks it"))
        self.reset.setProperty("flat", True)
        self.reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.reset.setCursor(Qt.CursorShape.PointingHandCursor)
        self.edit = edit_button("")
        self.lock = lock_button()
        self.note = words("", "small", wrap=True)
        self.threshold_name = words(self.tr("Drawn from"), "small")
        self.opacity_name = words(self.tr("Opacity"), "small")
        for box in (self.fill, self.band):
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.opacity.setMinimumWidth(60)
        self.opacity.setMaximumWidth(10_000)
        layout = QGridLayout(self)
        layout.setContentsMargins(4, 4, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(3)
        layout.addWidget(self.title, 0, 0, 1, 2)
        layout.addWidget(self.lock, 0, 2, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.edit, 0, 3, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.threshold_name, 1, 0)
        layout.addWidget(self.threshold, 1, 1)
        layout.addWidget(self.shown_from, 1, 2)
        layout.addWidget(self.reset, 1, 3)
        layout.addWidget(self.opacity_name, 2, 0)
        layout.addWidget(self.opacity, 2, 1, 1, 2)
        layout.addWidget(self.fill, 3, 0, 1, 4)
        layout.addWidget(self.band, 4, 0, 1, 4)
        layout.addWidget(self.note, 5, 0, 1, 4)
        layout.setColumnStretch(1, 1)
        self.threshold.valueChanged.connect(self._on_threshold_changed)
        self.edit.clicked.connect(self.edit_requested)
        self.lock.clicked.connect(self.lock_toggled)
        self.reset.clicked.connect(self._on_reset_clicked)
        self.opacity.valueChanged.connect(self._on_opacity_changed)
        self.fill.clicked.connect(self._on_fill_clicked)
        self.band.clicked.connect(self._on_band_clicked)

    def show_layer(self, number: int, layer: Layer, own: float, *, is_short: bool) -> None:
        """Show a layer; tells nobody.

        Parameters
        ----------
        number, layer
            Which one.
        own
            Probability from which its model marks it.
        is_short
            Whether rows have opacity and tint themselves.
        """
        self._number, self._own = number, own
        structure = layer.structure
        self.title.setText(spoken(layer.title))
        self.edit.setVisible(not is_short)
        has_threshold, has_band = structure.probability is not None, structure.votes is not None
        for each in (self.threshold, self.threshold_name, self.shown_from, self.reset):
            each.setVisible(has_threshold)
        shown = own if layer.threshold is None else layer.threshold
        blocked = self.threshold.blockSignals(True)
        self.threshold.setValue(round(shown * _STEPS))
        self.threshold.blockSignals(blocked)
        self.shown_from.setText(f"{shown:.2f}")
        self.reset.setEnabled(layer.threshold is not None)
        for one in (self.opacity, self.opacity_name, self.fill):
            one.setVisible(not is_short)
        show_opacity(self.opacity, layer.opacity)
        self.fill.setChecked(layer.filled)
        self.band.setVisible(has_band)
        self.band.setChecked(layer.band)
        self.note.setText(" ".join(self._notes(layer)))
        self.note.setVisible(bool(self.note.text()))

    def show_lock(self, locked: bool | None) -> None:
        """Show whether it is locked beside the mask that is edited; None for nothing."""
        show_lock(self.lock, self.title.text(), locked)

    def _notes(self, layer: Layer) -> list[str]:
        structure = layer.structure
        notes = []
        if structure.edited:
            notes.append(self.tr("Edited by a person: it has no probability and no agreement of members."))
        if layer.threshold is not None:
            text = self.tr("Only drawn so: the model marks from {own} on, and so measurements and exports stay.")
            notes.append(text.format(own=f"{self._own:.2f}"))
        if layer.structure.agreement is not None:
            text = self.tr("Members of the model agree by a Dice of {dice} or more.")
            notes.append(text.format(dice=f"{layer.structure.agreement:.2f}"))
        return notes

    def _on_threshold_changed(self, value: int) -> None:
        self.changed.emit(self._number, "threshold", value / _STEPS)

    def _on_reset_clicked(self) -> None:
        self.changed.emit(self._number, "threshold", None)

    def _on_opacity_changed(self, percent: int) -> None:
        self.changed.emit(self._number, "opacity", percent / 100)

    def _on_fill_clicked(self, checked: bool) -> None:
        self.changed.emit(self._number, "filled", checked)

    def _on_band_clicked(self, checked: bool) -> None:
        self.changed.emit(self._number, "band", checked)
