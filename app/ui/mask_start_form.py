"""What a new mask begins with: nothing, values of the scan, another series, a copy of another mask."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ai.inference.results import Structure
from app.actions.mask_start import Empty, Looked, OfRange, OfSeries, OfStructure, Start
from app.dicom.series import Series
from app.imaging.masks.kinship import Kinship
from app.ui.panel import empty, set_role, words
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX

_LIMIT = 1e6
_INDENT_PX = 26
_FIELD_PX = 96
_DECIMALS = ((100.0, 0), (1.0, 2), (0.0, 5))
"""(width of the proposed values from which, decimals): HU are whole numbers, SUV are not, diffusion is small."""


class MaskStartForm(QWidget):
    """The question.

    Parameters
    ----------
    sources
        Series that may hold a mask.
    copyable
        (title, mask) that a copy can be taken of.
    unit
        Of the values of the scan; None where it has none that a range could be given of.

    Signals
    -------
    look_requested(Series)
        The reader wants to begin with a series: what is in it?
    changed()
        The answer is another one.
    """

    look_requested = Signal(object)
    changed = Signal()

    def __init__(
        self,
        sources: Sequence[Series],
        copyable: Sequence[tuple[str, Structure]],
        *,
        unit: str | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sources, self._copyable = tuple(sources), tuple(copyable)
        self._looked: Looked | None = None
        self.empty = QRadioButton(self.tr("&Empty, to be drawn"))
        self.range = QRadioButton(self.tr("&Values of the scan"))
        self.series = QRadioButton(self.tr("Another &series of the study"))
        self.copy = QRadioButton(self.tr("A co&py of a mask that is shown"))
        group = QButtonGroup(self)
        for radio in self.radios:
            group.addButton(radio)
        self.lowest, self.highest = self._field(self.tr("Lowest value")), self._field(self.tr("Highest value"))
        self._unit = words(unit or "", "dim")
        self.source = QComboBox()
        self.source.setAccessibleName(self.tr("Series that holds the mask"))
        for each in self._sources:
            number = "" if each.number is None else f"{each.number} · "
            self.source.addItem(f"{number}{spoken(each.title)}")
        self.told = words("", "small", wrap=True)
        self.values: list[QCheckBox] = []
        self._values = QWidget()
        self._values_list = QVBoxLayout(self._values)
        self.original = QComboBox()
        self.original.setAccessibleName(self.tr("Mask that is copied"))
        for title, _ in self._copyable:
            self.original.addItem(spoken(title))
        self.range.setEnabled(unit is not None)
        self.series.setEnabled(bool(self._sources))
        self.copy.setEnabled(bool(self._copyable))
        self._lay_out()
        self.empty.setChecked(True)
        self._show()
        for radio in self.radios:
            radio.clicked.connect(self._on_chosen)
        self.lowest.valueChanged.connect(self._on_changed)
        self.highest.valueChanged.connect(self._on_changed)
        self.source.activated.connect(self._on_source_chosen)
        self.original.activated.connect(self._on_changed)

    @property
    def radios(self) -> tuple[QRadioButton, ...]:
        """The four ways."""
        return self.empty, self.range, self.series, self.copy

    @property
    def start(self) -> Start | None:
        """The answer; None where it is not complete."""
        if self.empty.isChecked():
            return Empty()
        if self.range.isChecked():
            return OfRange(self.lowest.value(), self.highest.value())
        if self.copy.isChecked():
            return OfStructure(self._copyable[self.original.currentIndex()][1])
        looked = self._looked
        if looked is None:
            return None
        if looked.counts is None:
            return OfSeries(looked, None)
        chosen = tuple(count.value for count, box in zip(looked.counts, self.values, strict=True) if box.isChecked())
        return OfSeries(looked, chosen) if chosen else None

    def set_range(self, low: float, high: float) -> None:
        """Propose values; tells nobody."""
        decimals = next(each for width, each in _DECIMALS if abs(high - low) >= width)
        for field, value in ((self.lowest, low), (self.highest, high)):
            blocked = field.blockSignals(True)
            field.setDecimals(decimals)
            field.setValue(value)
            field.blockSignals(blocked)

    def show_looked(self, looked: Looked) -> None:
        """Show what is in the series that was asked for."""
        if not self.series.isChecked() or looked.series is not self._sources[self.source.currentIndex()]:
            return
        self._looked = looked
        empty(self._values_list)
        self.values = []
        for count in looked.counts or ():
            box = QCheckBox(
                self.tr("{value}  ·  {voxels} voxels").format(value=f"{count.value:g}", voxels=f"{count.voxels:,}")
            )
            box.setChecked(True)
            box.clicked.connect(self._on_changed)
            self.values.append(box)
            self._values_list.addWidget(box)
        self._tell(" ".join(self._words(looked)), "small")
        self._show()
        self.changed.emit()

    def show_refused(self, sentence: str) -> None:
        """Say why no mask can be made of the series."""
        self._looked = None
        self._tell(sentence, "warning")
        self._show()
        self.changed.emit()

    def _words(self, looked: Looked) -> list[str]:
        related = {
            Kinship.SAME_GRID: self.tr("On the grid of the open series, voxel for voxel."),
            Kinship.SAME_LATTICE: self.tr("Its voxels lie on those of the open series."),
            Kinship.SAME_SPACE: self.tr("Another grid: the nearest voxel is taken."),
        }[looked.related]
        told = [related]
        if looked.has_other_frame:
            told.append(self.tr("It names another frame of reference."))
        if looked.counts is None:
            told.append(self.tr("It has many values: everything but 0 is marked."))
        return told

    def _tell(self, text: str, role: str) -> None:
        set_role(self.told, role)
        self.told.setText(spoken(text))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP_PX)
        layout.addWidget(self.empty)
        line = QHBoxLayout()
        line.setSpacing(GAP_PX)
        line.addWidget(self.range)
        line.addStretch(1)
        line.addWidget(self.lowest)
        line.addWidget(words(self.tr("to"), "dim"))
        line.addWidget(self.highest)
        line.addWidget(self._unit)
        layout.addLayout(line)
        self._values_list.setContentsMargins(0, 0, 0, 0)
        self._values_list.setSpacing(2)
        for radio, parts in (
            (self.series, (self.source, self.told, self._values)),
            (self.copy, (self.original,)),
        ):
            layout.addWidget(radio)
            for part in parts:
                inner = QHBoxLayout()
                inner.setContentsMargins(_INDENT_PX, 0, 0, 0)
                inner.addWidget(part, 1)
                layout.addLayout(inner)

    def _field(self, name: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(-_LIMIT, _LIMIT)
        field.setFixedWidth(_FIELD_PX)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setAccessibleName(name)
        return field

    def _show(self) -> None:
        """Show what belongs to the chosen way; the others are one line each."""
        for field in (self.lowest, self.highest):
            field.setEnabled(self.range.isChecked())
        is_series = self.series.isChecked()
        self.source.setVisible(is_series)
        self.told.setVisible(is_series)
        self._values.setVisible(is_series and self._looked is not None and bool(self.values))
        self.original.setVisible(self.copy.isChecked())

    def _on_chosen(self) -> None:
        if self.series.isChecked() and self._looked is None:
            self._ask()
        self._show()
        self.changed.emit()

    def _on_source_chosen(self) -> None:
        self._ask()
        self._show()
        self.changed.emit()

    def _ask(self) -> None:
        self._looked = None
        self._tell(self.tr("Reading the series …"), "small")
        self.look_requested.emit(self._sources[self.source.currentIndex()])

    def _on_changed(self) -> None:
        self.changed.emit()
