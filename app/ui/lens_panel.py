"""The lens: its filters as buttons, the chain of those in use, the comparison with the original."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.imaging.filters.table import FILTERS
from app.state.session import Session
from app.state.view_state import View
from app.ui.known_words import known
from app.ui.lens_chain import LensChain, ParameterSlider
from app.ui.panel import Panel, words
from app.ui.refresh import Refresh
from app.ui.segment import Segment
from app.ui.spoken import spoken

_NAMES = ("", *(each.name for each in FILTERS))
"""What the buttons stand for; ``""`` for Off."""

_COLUMNS = 3
"""Buttons beside each other: their words have room in the narrowest panel."""


class LensPanel(Panel):
    """The filters over the picture; quiet while there is none.

    Signals
    -------
    filter_chosen(str), filter_added(str), off_requested()
        The reader wants a filter alone, another one after those in use, or none.
    value_moved(int, str, float), preset_chosen(int, str), move_requested(int, int), remove_requested(int)
        As in `app.ui.lens_chain.StepRow`.
    through_requested()
        The reader wants neighbouring slices taken in, or no more.
    split_requested(), beside_requested(), defaults_requested(), grid_requested()
        The reader wants the split line or the lens everywhere; the original in a pane beside it; the values that the
        filters begin with; all filters to choose from.
    """

    filter_chosen = Signal(str)
    filter_added = Signal(str)
    off_requested = Signal()
    value_moved = Signal(int, str, float)
    preset_chosen = Signal(int, str)
    through_requested = Signal()
    move_requested = Signal(int, int)
    remove_requested = Signal(int)
    split_requested = Signal()
    beside_requested = Signal()
    defaults_requested = Signal()
    grid_requested = Signal()

    def __init__(self, session: Session, view: View, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("LensPanel", "Lens"), parent)
        self._session = session
        self._view = view
        self.buttons = [Segment(0, self.tr("Off"), self.tr("The values themselves"))]
        self.buttons += [Segment(number, known(each.title), known(each.hint)) for number, each in enumerate(FILTERS, 1)]
        grid = QGridLayout()
        grid.setSpacing(2)
        for place, button in enumerate(self.buttons):
            button.chosen.connect(self._on_chosen)
            grid.addWidget(button, *divmod(place, _COLUMNS))
        self.body.addLayout(grid)
        self.chain = LensChain()
        self.chain.value_moved.connect(self.value_moved)
        self.chain.preset_chosen.connect(self.preset_chosen)
        self.chain.move_requested.connect(self.move_requested)
        self.chain.remove_requested.connect(self.remove_requested)
        self.add = _link(self.tr("Add"), self.tr("Another filter after these"))
        self.add.setMenu(self._menu_of_filters())
        self.all = _link(self.tr("Preview all"), self.tr("Every filter on this picture, to choose from"))
        self.split = _link(
            self.tr("Split"), self.tr("Original left of a line, lens right of it; drag the line (Shift+L)")
        )
        self.beside = _link(self.tr("Side by side"), self.tr("The original in a pane beside the lens"))
        self.defaults = _link(self.tr("Defaults"), self.tr("The values that the filters begin with"))
        for link, requested in (
            (self.all, self.grid_requested),
            (self.split, self.split_requested),
            (self.beside, self.beside_requested),
            (self.defaults, self.defaults_requested),
        ):
            link.clicked.connect(requested)
        self.through = QCheckBox(self.tr("Through the slices"))
        self.through.setToolTip(self.tr("Filters that can take the neighbouring slices in, as far as within the slice"))
        self.through.clicked.connect(self.through_requested)
        self.figures = words("", "small", wrap=True)
        self._details = QWidget()
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 4, 0, 0)
        details.setSpacing(8)
        details.addWidget(self.chain)
        details.addWidget(self.through)
        details.addWidget(self.figures)
        details.addLayout(_line(self.add, self.defaults))
        details.addLayout(_line(self.split, self.beside))
        self.body.addWidget(self._details)
        self.body.addLayout(_line(self.all))
        self._promise = words("", "small", wrap=True)
        self.body.addWidget(self._promise)
        refresh = Refresh(self.refresh, self)
        session.volume_changed.connect(refresh.soon)
        view.view_changed.connect(refresh.soon)
        self.show_figures("")
        self.refresh()

    @property
    def sliders(self) -> list[ParameterSlider]:
        """Sliders of all filters in use."""
        return self.chain.sliders

    def refresh(self) -> None:
        """Show the lens in use."""
        opened, lens = self._session.opened, self._view.state.lens
        self.setVisible(opened is not None)
        is_grey = opened is not None and not opened.volume.is_colour
        names = () if lens is None else tuple(step.name for step in lens.steps)
        for name, button in zip(_NAMES, self.buttons, strict=True):
            button.setEnabled(is_grey)
            button.setChecked(name in names if name else not names)
        self.all.setEnabled(is_grey)
        self._details.setVisible(lens is not None)
        self._promise.setVisible(lens is not None or not is_grey)
        self._promise.setText(
            self.tr("For the eye only. Values under the cursor, measurements and AI use the original.")
            if is_grey
            else self.tr("The open picture is in colour; the lens works on grey ones.")
        )
        self.split.setText(self.tr("Split") if self._view.state.split is None else self.tr("No split"))
        if lens is not None:
            self.chain.show_lens(lens)
            is_stack = opened is not None and opened.volume.shape[0] > 1
            self.through.setVisible(is_stack and lens.can_go_through)
            self.through.setChecked(lens.through_volume)

    def show_figures(self, text: str) -> None:
        """Show what the lens does to noise and edges; ``""`` while that is not known."""
        self.figures.setText(spoken(text))
        self.figures.setVisible(bool(text))

    def _menu_of_filters(self) -> QMenu:
        menu = QMenu(self)
        for each in FILTERS:
            action = menu.addAction(known(each.title))
            action.setData(each.name)
            action.setToolTip(known(each.hint))
        menu.triggered.connect(self._on_added)
        return menu

    def _on_chosen(self, number: int) -> None:
        name = _NAMES[number]
        # A press turns the button itself; what is checked follows from the state alone.
        self.refresh()
        if name:
            self.filter_chosen.emit(name)
        else:
            self.off_requested.emit()

    def _on_added(self, chosen: QAction) -> None:
        self.filter_added.emit(str(chosen.data()))


def _line(*buttons: QPushButton) -> QHBoxLayout:
    """Lay links out with the last one at the right."""
    line = QHBoxLayout()
    line.setSpacing(14)
    line.addWidget(buttons[0])
    line.addStretch(1)
    for button in buttons[1:]:
        line.addWidget(button)
    return line


def _link(text: str, hint: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("flat", True)
    button.setToolTip(hint)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
