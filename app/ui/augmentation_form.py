"""How far pictures are changed while they are taught, and sixteen of them as they would be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDoubleSpinBox, QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ai.training.augmentation_choice import Augmentation
from app.actions.teach_flips import Flips
from app.actions.teach_trial import TeachTrial
from app.ui.panel import add_row, off_border, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken

_SAMPLES_PX = 300


class AugmentationForm(QWidget):
    """Seven strengths and a preview of what they do.

    Signals
    -------
    changed()
        A strength was changed.
    preview_requested()
        The reader wants to see samples.
    """

    changed = Signal()
    preview_requested = Signal()

    def __init__(self, trial: TeachTrial, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trial = trial
        self._drawn = b""
        self.fields = {
            "rotation_deg": _field(180, 1, 0, "°"),
            "shear": _field(1, 0.01, 2),
            "scale": _field(1, 0.01, 2),
            "shift": _field(0.5, 0.01, 2),
            "elastic": _field(0.2, 0.005, 3),
            "intensity": _field(1, 0.05, 2),
            "noise": _field(1, 0.01, 2),
        }
        self.preview = QPushButton(self.tr("Show samples"))
        self.preview.setAutoDefault(False)
        self.preview.clicked.connect(self.preview_requested)
        self.samples = QLabel()
        self.samples.setFixedSize(_SAMPLES_PX, _SAMPLES_PX)
        self.samples.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.samples.setAccessibleName(self.tr("Sixteen augmented samples of a training picture"))
        self.told = words("", "small", wrap=True)
        self.told.setFixedWidth(_SAMPLES_PX)
        self._lay_out()
        refresh = Refresh(self.refresh, self)
        trial.changed.connect(refresh.soon)
        for field in self.fields.values():
            field.valueChanged.connect(self.changed)
        self.refresh()

    def augmentation(self, flips: Flips) -> Augmentation:
        """Make the choice of what the fields say."""
        said = {name: field.value() for name, field in self.fields.items()}
        return Augmentation(
            rotation_deg=said["rotation_deg"],
            shear=said["shear"],
            scale=said["scale"],
            shift=said["shift"],
            elastic=said["elastic"],
            intensity=said["intensity"],
            noise=said["noise"],
            flip_columns=flips.columns,
            flip_rows=flips.rows,
        )

    def show_augmentation(self, chosen: Augmentation) -> None:
        """Fill the fields."""
        for name, field in self.fields.items():
            field.setValue(getattr(chosen, name))

    def refresh(self) -> None:
        """Show the samples, or why there are none."""
        trial = self._trial
        self.preview.setEnabled(not trial.is_drawing)
        text = self.tr("Drawing…") if trial.is_drawing else spoken(trial.preview_fault)
        if not text and not trial.samples:
            text = self.tr("A picture of the training part, changed sixteen times by chance.")
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.samples.setVisible(bool(trial.samples))
        if trial.samples is not self._drawn:
            self._drawn = trial.samples
            pixels = QPixmap()
            pixels.loadFromData(trial.samples)
            ratio = self.devicePixelRatioF()
            side = round(_SAMPLES_PX * ratio)
            pixels = pixels.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            pixels.setDevicePixelRatio(ratio)
            self.samples.setPixmap(pixels)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        titles = {
            "rotation_deg": self.tr("Rotation"),
            "shear": self.tr("Shear"),
            "scale": self.tr("Scale"),
            "shift": self.tr("Shift"),
            "elastic": self.tr("Elastic bend"),
            "intensity": self.tr("Intensity"),
            "noise": self.tr("Noise"),
        }
        tips = {
            "rotation_deg": self.tr("Largest turn either way"),
            "shear": self.tr("Largest slant, as the tangent of its angle"),
            "scale": self.tr("Largest change in size: 0.12 is 12 %"),
            "shift": self.tr("Largest move, as a share of each side"),
            "elastic": self.tr("Strength of a soft bend, as a share of each side"),
            "intensity": self.tr("Largest change of contrast and brightness"),
            "noise": self.tr("Largest noise, in standard deviations of the picture"),
        }
        for name, field in self.fields.items():
            field.setToolTip(tips[name])
            add_row(form, titles[name], field)
        shown = QVBoxLayout()
        shown.setSpacing(8)
        shown.addWidget(self.preview, 0, Qt.AlignmentFlag.AlignLeft)
        shown.addWidget(self.told)
        shown.addWidget(self.samples)
        shown.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(32)
        row.addLayout(form)
        row.addLayout(shown)
        row.addStretch(1)


def _field(most: float, step: float, decimals: int, unit: str = "") -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(0, most)
    field.setSingleStep(step)
    field.setDecimals(decimals)
    field.setSuffix(f" {unit}" if unit else "")
    field.setFixedWidth(110)
    off_border(field)
    field.setMinimumHeight(28)
    return field
