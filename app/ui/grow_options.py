"""How it grows from the place that was clicked, and the button that takes what grew."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from app.imaging.masks.grid_facts import has_millilitres, is_even, voxel_ml
from app.imaging.masks.tolerance import nearest_step
from app.state.mask_editing import EditedMask
from app.state.mask_growth import GROWTH_RADII_MM, Growth
from app.state.session import Session
from app.ui.panel import row_of, words


class GrowOptions(QWidget):
    """Obeys the holder of what grew.

    Signals
    -------
    tolerance_moved(float)
        In the unit of the scan.
    radius_moved(float)
        Millimetres.
    ball_toggled(bool)
        Whether it grows over the slices around.
    take_requested()
        What grew is to be marked.
    """

    tolerance_moved = Signal(float)
    radius_moved = Signal(float)
    ball_toggled = Signal(bool)
    take_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._growth = session.editing.growth
        self._steps: tuple[float, ...] = ()
        self.tolerance = _slider(self.tr("Tolerance"))
        self.tolerance.setToolTip(
            self.tr("How far values may differ from those at the place; the wheel, or [ and ], change it")
        )
        self.tolerance_text = _value()
        self.radius = _slider(self.tr("Farthest from the place"))
        self.radius.setRange(0, len(GROWTH_RADII_MM) - 1)
        self.radius.setToolTip(self.tr("Nothing grows farther from the place, so that a leak stays small"))
        self.radius_text = _value()
        self.ball = QCheckBox(self.tr("Also the slices around"))
        self.ball.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.grew = words("", "small")
        self.take = QPushButton(self.tr("Take"))
        self.take.setToolTip(self.tr("Marks what grew (Return); Shift+Return clears it, Escape gives it up"))
        self.take.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        for text, slider, value in (
            (self.tr("Tolerance"), self.tolerance, self.tolerance_text),
            (self.tr("Within"), self.radius, self.radius_text),
        ):
            label = words(text, "small")
            label.setMinimumWidth(58)
            rows.addLayout(row_of((label, 0), (slider, 1), (value, 0), spacing=8))
        rows.addWidget(self.ball)
        rows.addLayout(row_of((self.grew, 1), (self.take, 0), spacing=8))
        self.tolerance.valueChanged.connect(self._on_tolerance_changed)
        self.radius.valueChanged.connect(self._on_radius_changed)
        self.ball.clicked.connect(self.ball_toggled)
        self.take.clicked.connect(self.take_requested)
        self._growth.growth_changed.connect(self.refresh)

    def begin(self, mask: EditedMask) -> None:
        """Show what fits another mask."""
        self.ball.setEnabled(mask.volume.shape[0] > 1 and is_even(mask.volume))

    def refresh(self) -> None:
        """Show how it grows, and how much grew."""
        mask, choice, growth = self._session.editing.mask, self._growth.choice, self._growth.growth
        _set(self.radius, nearest_step(GROWTH_RADII_MM, choice.radius_mm))
        self.radius_text.setText(self.tr("{mm} mm").format(mm=f"{choice.radius_mm:.0f}"))
        self.ball.setChecked(choice.is_ball and self.ball.isEnabled())
        self.tolerance.setEnabled(growth is not None)
        self.take.setEnabled(growth is not None and growth.region is not None and not self._session.editing.is_busy)
        if growth is None or mask is None:
            self.tolerance_text.setText("")
            self.grew.setText(self.tr("Click into the structure"))
            return
        self._steps = growth.steps
        blocked = self.tolerance.blockSignals(True)
        self.tolerance.setRange(0, len(growth.steps) - 1)
        self.tolerance.blockSignals(blocked)
        _set(self.tolerance, nearest_step(growth.steps, growth.tolerance))
        self.tolerance_text.setText(f"± {growth.tolerance:g} {mask.volume.unit}".rstrip())
        self.grew.setText(self._grew(mask, growth))

    def _grew(self, mask: EditedMask, growth: Growth) -> str:
        if growth.region is None:
            return self.tr("Nothing grows from here")
        if has_millilitres(mask.volume):
            return self.tr("{ml} ml").format(ml=f"{growth.voxels * voxel_ml(mask.volume):.2f}")
        return self.tr("{count} px").format(count=growth.voxels)

    def _on_tolerance_changed(self, number: int) -> None:
        if number < len(self._steps):
            self.tolerance_moved.emit(self._steps[number])

    def _on_radius_changed(self, number: int) -> None:
        self.radius_moved.emit(GROWTH_RADII_MM[number])


def _set(slider: QSlider, value: int) -> None:
    """Move a slider without telling."""
    blocked = slider.blockSignals(True)
    slider.setValue(value)
    slider.blockSignals(blocked)


def _slider(name: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setPageStep(1)
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    slider.setAccessibleName(name)
    return slider


def _value() -> QLabel:
    label = words("", "dim")
    label.setMinimumWidth(64)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
