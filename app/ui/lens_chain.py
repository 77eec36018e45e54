"""The filters of the lens one below the other, each with its values as sliders."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.imaging.filters.filter import Parameter
from app.imaging.lens import Lens, Step
from app.ui.icons import tint
from app.ui.known_words import known
from app.ui.panel import empty, words
from app.ui.theme import Token

_ICON_PX = 14
_WEIGHT_PX = 44


class ParameterSlider(QSlider):
    """A parameter of a filter.

    Signals
    -------
    moved(int, str, float)
        Number of the filter in the lens, name of the parameter, its wanted value.
    """

    moved = Signal(int, str, float)

    def __init__(self, number: int, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._number = number
        self._parameter = parameter
        self.value_words = QLabel()
        self.value_words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        widest = max((parameter.text(parameter.low), parameter.text(parameter.high)), key=len)
        self.value_words.setMinimumWidth(self.value_words.fontMetrics().horizontalAdvance(widest) + 2)
        self.setRange(0, parameter.steps)
        self.setPageStep(max(parameter.steps // 10, 1))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(known(parameter.hint))
        self.setAccessibleName(known(parameter.title))
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: float) -> None:
        """Show a value; tells nobody."""
        blocked = self.blockSignals(True)
        self.setValue(self._parameter.position(value))
        self.blockSignals(blocked)
        self.value_words.setText(self._parameter.text(value))

    def _on_value_changed(self, position: int) -> None:
        self.moved.emit(self._number, self._parameter.name, self._parameter.at(position))


class WeightField(QDoubleSpinBox):
    """A parameter of a filter as a number in a table.

    Signals
    -------
    moved(int, str, float)
        As in `ParameterSlider`.
    """

    moved = Signal(int, str, float)

    def __init__(self, number: int, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._parameter = parameter
        # By style: Qt gives a styled field that is told to have no buttons no room for its number.
        self.setProperty("bare", True)
        self.setRange(parameter.low, parameter.high)
        self.setDecimals(2)
        self.setSingleStep(parameter.step)
        # A number is taken when it is complete: half a typed one would be shown meanwhile.
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(known(parameter.title))
        self.setToolTip(known(parameter.hint))
        self.setMinimumWidth(_WEIGHT_PX)
        self.valueChanged.connect(self._on_value_changed)

    def textFromValue(self, value: float) -> str:
        """Write whole numbers without decimals."""
        return f"{value:g}"

    def show_value(self, value: float) -> None:
        """Show a value; tells nobody."""
        blocked = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(blocked)

    def _on_value_changed(self, value: float) -> None:
        self.moved.emit(self._number, self._parameter.name, value)


class StepRow(QWidget):
    """One filter of the lens.

    Parameters
    ----------
    number
        Its place in the lens, from 0.
    step
        The filter with its values.
    of
        Filters of the lens: one alone needs no name and cannot be moved.

    Signals
    -------
    value_moved(int, str, float)
        As in `ParameterSlider`.
    preset_chosen(int, str)
        Number of the filter, and the name of one of its presets.
    move_requested(int, int)
        Number of the filter, and how many places later (positive) or earlier it is to work.
    remove_requested(int)
        Number of the filter that is to go.
    """

    value_moved = Signal(int, str, float)
    preset_chosen = Signal(int, str)
    move_requested = Signal(int, int)
    remove_requested = Signal(int)

    def __init__(self, number: int, step: Step, of: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        in_table = step.filter.grid_side**2 + 1 if step.filter.grid_side else 0
        self.fields = [WeightField(number, parameter) for parameter in step.filter.parameters[:in_table]]
        self.sliders = [ParameterSlider(number, parameter) for parameter in step.filter.parameters[in_table:]]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.up = self._button("chevron-up", self.tr("Earlier"))
        self.down = self._button("chevron-down", self.tr("Later"))
        self.remove = self._button("close", self.tr("Take out of the lens"))
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.remove.clicked.connect(self._on_remove)
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(words(f"{number + 1}  {known(step.filter.title)}", "strong"))
        line.addStretch(1)
        for button in (self.up, self.down, self.remove):
            line.addWidget(button)
        head.setVisible(of > 1)
        self.up.setEnabled(number > 0)
        self.down.setEnabled(number < of - 1)
        column.addWidget(head)
        if step.filter.presets:
            column.addLayout(self._presets(step))
        if self.fields:
            column.addLayout(self._table(step))
        rows = QGridLayout()
        rows.setHorizontalSpacing(10)
        rows.setVerticalSpacing(6)
        rows.setColumnStretch(1, 1)
        for row, (slider, parameter) in enumerate(zip(self.sliders, step.filter.parameters[in_table:], strict=True)):
            slider.moved.connect(self.value_moved)
            title = words(known(parameter.title), "dim")
            title.setToolTip(known(parameter.hint))
            rows.addWidget(title, row, 0)
            rows.addWidget(slider, row, 1)
            rows.addWidget(slider.value_words, row, 2)
        column.addLayout(rows)
        self.show_step(step)

    def show_step(self, step: Step) -> None:
        """Show other values of the same filter."""
        shown_by: tuple[WeightField | ParameterSlider, ...] = (*self.fields, *self.sliders)
        for shown, parameter in zip(shown_by, step.filter.parameters, strict=True):
            shown.show_value(step.value(parameter.name))

    def _presets(self, step: Step) -> QHBoxLayout:
        """Make a button per preset, as far as a line has room; the others in a menu."""
        menu = QMenu(self)
        for each in step.filter.presets:
            menu.addAction(known(each.title)).setData(each.name)
        menu.triggered.connect(self._on_preset_chosen)
        self.presets = QPushButton(self.tr("Presets"))
        self.presets.setProperty("flat", True)
        self.presets.setMenu(menu)
        line = QHBoxLayout()
        line.addWidget(self.presets)
        line.addStretch(1)
        return line

    def _table(self, step: Step) -> QGridLayout:
        """Lay the weights out as they lie on the picture, and below what their sum is divided by."""
        side = step.filter.grid_side
        table = QGridLayout()
        table.setSpacing(2)
        for place, field in enumerate(self.fields[:-1]):
            field.moved.connect(self.value_moved)
            table.addWidget(field, *divmod(place, side))
        divide = self.fields[-1]
        divide.moved.connect(self.value_moved)
        title = words(known(step.filter.parameters[side**2].title), "dim")
        title.setToolTip(divide.toolTip())
        table.addWidget(title, side, 0, 1, side - 1)
        table.addWidget(divide, side, side - 1)
        return table

    def _on_preset_chosen(self, chosen: QAction) -> None:
        self.preset_chosen.emit(self._number, str(chosen.data()))

    def _button(self, name: str, hint: str) -> QToolButton:
        button = QToolButton(self)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        tint(button, name, colour=Token.DIM, size_px=_ICON_PX)
        button.setToolTip(hint)
        button.setAccessibleName(hint)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _on_up(self) -> None:
        self.move_requested.emit(self._number, -1)

    def _on_down(self) -> None:
        self.move_requested.emit(self._number, 1)

    def _on_remove(self) -> None:
        self.remove_requested.emit(self._number)


class LensChain(QWidget):
    """All filters of the lens; its rows are made anew only for other filters.

    Signals
    -------
    value_moved(int, str, float), preset_chosen(int, str), move_requested(int, int), remove_requested(int)
        As in `StepRow`.
    """

    value_moved = Signal(int, str, float)
    preset_chosen = Signal(int, str)
    move_requested = Signal(int, int)
    remove_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters: tuple[str, ...] = ()
        self.rows: list[StepRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)

    @property
    def sliders(self) -> list[ParameterSlider]:
        """Sliders of all filters, in their order."""
        return [slider for row in self.rows for slider in row.sliders]

    def show_lens(self, lens: Lens) -> None:
        """Show the filters and their values."""
        filters = tuple(step.name for step in lens.steps)
        if filters != self._filters:
            self._filters = filters
            empty(self._column)
            self.rows = [StepRow(number, step, len(filters)) for number, step in enumerate(lens.steps)]
            for row in self.rows:
                row.value_moved.connect(self.value_moved)
                row.preset_chosen.connect(self.preset_chosen)
                row.move_requested.connect(self.move_requested)
                row.remove_requested.connect(self.remove_requested)
                self._column.addWidget(row)
        for row, step in zip(self.rows, lens.steps, strict=True):
            row.show_step(step)
