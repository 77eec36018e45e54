"""The lens: its filters as a row of buttons, the values of the chosen one as sliders."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.imaging.filters.filter import Parameter
from app.imaging.filters.table import FILTERS
from app.imaging.lens import Lens
from app.state.session import Session
from app.state.view_state import View
from app.ui.panel import Panel, empty, words
from app.ui.refresh import Refresh

_PROMISE = "For the eye only. Values under the cursor, measurements and AI use the original."
_COLOUR = "The open picture is in colour; the lens works on grey ones."


class FilterButton(QToolButton):
    """One part of the row: a filter, or Off.

    Signals
    -------
    chosen(str)
        Name of the filter; ``""`` for Off.
    """

    chosen = Signal(str)

    def __init__(self, name: str, title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setText(title)
        self.setToolTip(hint)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("segment", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.chosen.emit(self.name)


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


class LensPanel(Panel):
    """The filters over the picture; quiet while there is none.

    Signals
    -------
    filter_chosen(str), off_requested()
        The reader wants a filter, or none.
    value_moved(int, str, float)
        As in `ParameterSlider`.
    split_requested(), defaults_requested()
        The reader wants the split line or the lens everywhere; the values that the filter begins with.
    """

    filter_chosen = Signal(str)
    off_requested = Signal()
    value_moved = Signal(int, str, float)
    split_requested = Signal()
    defaults_requested = Signal()

    def __init__(self, session: Session, view: View, parent: QWidget | None = None) -> None:
        super().__init__("Lens", parent)
        self._session = session
        self._view = view
        self._filters: tuple[str, ...] = ()
        self.sliders: list[ParameterSlider] = []
        self.buttons = [FilterButton("", "Off", "The values themselves")]
        self.buttons += [FilterButton(each.name, each.title, each.hint) for each in FILTERS]
        row = QHBoxLayout()
        row.setSpacing(2)
        for button in self.buttons:
            button.chosen.connect(self._on_chosen)
            row.addWidget(button, 1)
        self.body.addLayout(row)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(10)
        self._rows.setVerticalSpacing(6)
        self._rows.setColumnStretch(1, 1)
        self.split = _link("Split", "Original left of a line, lens right of it; drag the line (Shift+L)")
        self.split.clicked.connect(self._on_split_clicked)
        self.defaults = _link("Defaults", "The values that the filter begins with")
        self.defaults.clicked.connect(self._on_defaults_clicked)
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(self.split)
        line.addStretch(1)
        line.addWidget(self.defaults)
        self._promise = words(_PROMISE, "small", wrap=True)
        self._details = QWidget()
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 4, 0, 0)
        details.setSpacing(8)
        details.addLayout(self._rows)
        details.addLayout(line)
        self.body.addWidget(self._details)
        self.body.addWidget(self._promise)
        refresh = Refresh(self.refresh, self)
        session.volume_changed.connect(refresh.soon)
        view.view_changed.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show the lens in use."""
        opened, state = self._session.opened, self._view.state
        self.setVisible(opened is not None)
        is_grey = opened is not None and not opened.volume.is_colour
        names = () if state.lens is None else tuple(step.name for step in state.lens.steps)
        for button in self.buttons:
            button.setEnabled(is_grey)
            button.setChecked(button.name in names if button.name else not names)
        self._details.setVisible(state.lens is not None)
        self._promise.setVisible(state.lens is not None or not is_grey)
        self._promise.setText(_PROMISE if is_grey else _COLOUR)
        self.split.setText("Split" if state.split is None else "No split")
        if state.lens is not None:
            self._show_values(state.lens, names)

    def _show_values(self, lens: Lens, names: tuple[str, ...]) -> None:
        """Show the values of every filter of the lens; its sliders are made anew only for other filters."""
        parameters = [
            (number, parameter) for number, step in enumerate(lens.steps) for parameter in step.filter.parameters
        ]
        if names != self._filters:
            self._filters = names
            empty(self._rows)
            self.sliders = [ParameterSlider(number, parameter) for number, parameter in parameters]
            for row, (slider, (_, parameter)) in enumerate(zip(self.sliders, parameters, strict=True)):
                slider.moved.connect(self.value_moved)
                title = words(parameter.title, "dim")
                title.setToolTip(parameter.hint)
                self._rows.addWidget(title, row, 0)
                self._rows.addWidget(slider, row, 1)
                self._rows.addWidget(slider.value_words, row, 2)
        for slider, (number, parameter) in zip(self.sliders, parameters, strict=True):
            slider.show_value(lens.steps[number].value(parameter.name))

    def _on_chosen(self, name: str) -> None:
        # A press turns the button itself; what is checked follows from the state alone.
        self.refresh()
        if name:
            self.filter_chosen.emit(name)
        else:
            self.off_requested.emit()

    def _on_split_clicked(self) -> None:
        self.split_requested.emit()

    def _on_defaults_clicked(self) -> None:
        self.defaults_requested.emit()


def _link(text: str, hint: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("flat", True)
    button.setToolTip(hint)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
