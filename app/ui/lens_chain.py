"""The filters of the lens one below the other, each with its values as sliders."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from app.imaging.filters.filter import Parameter
from app.imaging.lens import Lens, Step
from app.ui.icons import tint
from app.ui.panel import empty, words
from app.ui.theme import Token

_ICON_PX = 14


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
        self.setToolTip(parameter.hint)
        self.setAccessibleName(parameter.title)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: float) -> None:
        """Show a value; tells nobody."""
        blocked = self.blockSignals(True)
        self.setValue(self._parameter.position(value))
        self.blockSignals(blocked)
        self.value_words.setText(self._parameter.text(value))

    def _on_value_changed(self, position: int) -> None:
        self.moved.emit(self._number, self._parameter.name, self._parameter.at(position))


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
    move_requested(int, int)
        Number of the filter, and how many places later (positive) or earlier it is to work.
    remove_requested(int)
        Number of the filter that is to go.
    """

    value_moved = Signal(int, str, float)
    move_requested = Signal(int, int)
    remove_requested = Signal(int)

    def __init__(self, number: int, step: Step, of: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.sliders = [ParameterSlider(number, parameter) for parameter in step.filter.parameters]
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
        line.addWidget(words(f"{number + 1}  {step.filter.title}", "strong"))
        line.addStretch(1)
        for button in (self.up, self.down, self.remove):
            line.addWidget(button)
        head.setVisible(of > 1)
        self.up.setEnabled(number > 0)
        self.down.setEnabled(number < of - 1)
        column.addWidget(head)
        rows = QGridLayout()
        rows.setHorizontalSpacing(10)
        rows.setVerticalSpacing(6)
        rows.setColumnStretch(1, 1)
        for row, (slider, parameter) in enumerate(zip(self.sliders, step.filter.parameters, strict=True)):
            slider.moved.connect(self.value_moved)
            title = words(parameter.title, "dim")
            title.setToolTip(parameter.hint)
            rows.addWidget(title, row, 0)
            rows.addWidget(slider, row, 1)
            rows.addWidget(slider.value_words, row, 2)
        column.addLayout(rows)
        self.show_step(step)

    def show_step(self, step: Step) -> None:
        """Show other values of the same filter."""
        for slider, parameter in zip(self.sliders, step.filter.parameters, strict=True):
            slider.show_value(step.value(parameter.name))

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
    value_moved(int, str, float), move_requested(int, int), remove_requested(int)
        As in `StepRow`.
    """

    value_moved = Signal(int, str, float)
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
                row.move_requested.connect(self.move_requested)
                row.remove_requested.connect(self.remove_requested)
                self._column.addWidget(row)
        for row, step in zip(self.rows, lens.steps, strict=True):
            row.show_step(step)
