"""Asks how large the pixels of a picture are that is no DICOM. "Unknown" is an honest answer, and the first one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ai.volume import SpacingKind
from app.dicom.series import Series
from app.imaging.image_source import LARGEST_STEP_MM, PixelSize, is_step
from app.ui.panel import off_border, words
from app.ui.theme import GAP_PX

_WIDTH_PX = 420
_FIELD_PX = 130
_DIGITS = 4


class SpacingDialog(QDialog):
    """The question, for one picture or for all that were opened together.

    Parameters
    ----------
    pictures
        Series of pictures; at least one.
    hides_names
        Whether the name of the file is not to be shown.

    Signals
    -------
    size_told(tuple of Series, PixelSize or None)
        The answer for these pictures; None is "unknown".
    """

    size_told = Signal(tuple, object)

    def __init__(self, pictures: Sequence[Series], parent: QWidget | None = None, *, hides_names: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Size of the pixels"))
        self.setFixedWidth(_WIDTH_PX)
        self._pictures = tuple(pictures)
        self._hides_names = hides_names
        self.unknown = QRadioButton(self.tr("&Unknown: lengths are counted in pixels"))
        self.known = QRadioButton(self.tr("&Known:"))
        choice = QButtonGroup(self)
        choice.addButton(self.unknown)
        choice.addButton(self.known)
        self.across = self._step(self.tr("Width of a pixel"), nothing="–")
        self.down = self._step(self.tr("Height of a pixel"), nothing="–")
        self.apart = self._step(self.tr("Distance of the pages"), nothing=self.tr("unknown"))
        self.detector = QCheckBox(self.tr("Measured at the &detector, as in a radiograph"))
        self._form = QGridLayout()
        self._form.setContentsMargins(26, 0, 0, 0)
        self._form.setSpacing(GAP_PX)
        self._form.setColumnStretch(2, 1)
        self._add_row(self.tr("&Width"), self.across)
        self._add_row(self.tr("&Height"), self.down)
        self._has_pages = any(series.slice_count > 1 for series in self._pictures)
        if self._has_pages:
            self._add_row(self.tr("&Pages apart"), self.apart)
        self._form.addWidget(self.detector, self._form.rowCount(), 0, 1, 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(GAP_PX)
        layout.addWidget(words(self._question(), wrap=True))
        layout.addSpacing(GAP_PX)
        self.hint = words(self._told_words(), "small", wrap=True)
        layout.addWidget(self.unknown)
        layout.addWidget(self.known)
        layout.addLayout(self._form)
        if self.hint.text():
            layout.addWidget(self.hint)
        layout.addSpacing(GAP_PX)
        layout.addWidget(buttons)
        self._show_first()
        self._is_square = self.across.value() == self.down.value()
        self.across.valueChanged.connect(self._on_across_changed)
        self.down.valueChanged.connect(self._on_down_changed)
        self.apart.valueChanged.connect(self._on_known)
        self.detector.clicked.connect(self._on_known)
        self.known.clicked.connect(self._on_known_clicked)
        self.unknown.clicked.connect(self._allow)
        self.unknown.setFocus()

    @property
    def answer(self) -> PixelSize | None:
        """The answer as it stands."""
        if not self.known.isChecked():
            return None
        return PixelSize(
            self.down.value(),
            self.across.value(),
            self.apart.value() or None if self._has_pages else None,
            SpacingKind.DETECTOR if self.detector.isChecked() else SpacingKind.PATIENT,
        )

    def _step(self, name: str, *, nothing: str) -> QDoubleSpinBox:
        """Make a field that says `nothing` where no number was typed."""
        field = QDoubleSpinBox()
        field.setDecimals(_DIGITS)
        field.setRange(0.0, LARGEST_STEP_MM)
        field.setSingleStep(0.01)
        field.setSuffix(self.tr(" mm"))
        field.setSpecialValueText(nothing)
        field.setAccessibleName(name)
        field.setFixedWidth(_FIELD_PX)
        off_border(field)
        return field

    def _add_row(self, text: str, field: QDoubleSpinBox) -> None:
        label = QLabel(text)
        label.setBuddy(field)
        row = self._form.rowCount()
        self._form.addWidget(label, row, 0)
        self._form.addWidget(field, row, 1)

    def _question(self) -> str:
        if len(self._pictures) == 1:
            image = self._pictures[0].image
            name = self._pictures[0].title if image is None or self._hides_names else image.path.name
            return self.tr("{name} does not tell how large its pixels are.").format(name=name)
        question = self.tr("{count} pictures do not tell how large their pixels are. The answer holds for all of them.")
        return question.format(count=len(self._pictures))

    def _told(self) -> PixelSize | None:
        """Return what the files propose, where all propose the same."""
        proposals = {series.image.told for series in self._pictures if series.image is not None}
        return proposals.pop() if len(proposals) == 1 else None

    def _told_words(self) -> str:
        told = self._told()
        if told is None:
            return ""
        return self.tr(
            "The file names a resolution of {across} × {down} mm, which is often meant for a printer."
        ).format(across=f"{round(told.column_mm, _DIGITS):g}", down=f"{round(told.row_mm, _DIGITS):g}")

    def _show_first(self) -> None:
        """Show what was told before, else what the file proposes; nothing of it is chosen by itself."""
        image = self._pictures[0].image
        before = None if image is None else image.size
        shown = before or self._told()
        if shown is not None:
            self.across.setValue(shown.column_mm)
            self.down.setValue(shown.row_mm)
            self.apart.setValue(shown.slice_mm or 0.0)
            self.detector.setChecked(shown.kind is SpacingKind.DETECTOR)
        (self.unknown if before is None else self.known).setChecked(True)

    def _on_known(self) -> None:
        self.known.setChecked(True)
        self._allow()

    def _on_known_clicked(self) -> None:
        self.across.setFocus()
        self.across.selectAll()
        self._allow()

    def _allow(self) -> None:
        """Accept no size that nobody typed."""
        is_typed = is_step(self.across.value()) and is_step(self.down.value())
        self._ok.setEnabled(self.unknown.isChecked() or is_typed)

    def _on_across_changed(self, value: float) -> None:
        self._on_known()
        if self._is_square:
            # Most pixels are: the other field follows until it is changed by itself.
            self.down.blockSignals(True)
            self.down.setValue(value)
            self.down.blockSignals(False)
        self._allow()

    def _on_down_changed(self, value: float) -> None:
        self._on_known()
        self._is_square = value == self.across.value()

    # Qt overrides

    def accept(self) -> None:
        """Tell the answer."""
        self.size_told.emit(self._pictures, self.answer)
        super().accept()
