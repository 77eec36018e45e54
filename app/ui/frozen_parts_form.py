"""The parts of a network, each with its parameters and a tick for what stays as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ai.training.network_part import NetworkPart, is_inside, taught_parameters
from app.actions.teach_trial import TeachTrial
from app.ui.panel import empty, set_role, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken

_INDENT_PX = 20
_MOST_PX, _WIDEST_PX = 240, 680
"""Height of the list, a longer one is scrolled; and its width, so that names and numbers stay together."""


class FrozenPartsForm(QWidget):
    """A button that lists the parts, then a row for each.

    A part stands for everything inside it: where it is ticked, so is what it holds, and cannot be ticked alone.

    Signals
    -------
    changed()
        A part was ticked or freed.
    list_requested()
        The reader wants to see the parts of the plan's network.
    """

    changed = Signal()
    list_requested = Signal()

    def __init__(self, trial: TeachTrial, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trial = trial
        self._shown: tuple[NetworkPart, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self.boxes: dict[str, QCheckBox] = {}
        self.button = QPushButton(self.tr("List the parts"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.list_requested)
        self.told = words("", "small", wrap=True)
        self._rows = QGridLayout()
        self._rows.setContentsMargins(10, 8, 18, 8)
        self._rows.setHorizontalSpacing(24)
        self._rows.setVerticalSpacing(4)
        self._rows.setColumnStretch(0, 1)
        inside = QWidget()
        inside.setLayout(self._rows)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(self.tr("Parts of the network that stay as they are"))
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setMaximumWidth(_WIDEST_PX)
        self.area.setWidget(inside)
        self._lay_out()
        refresh = Refresh(self.refresh, self)
        trial.changed.connect(refresh.soon)
        self.refresh()

    @property
    def frozen(self) -> tuple[str, ...]:
        """Names of the ticked parts, none inside another; those of the plan while the parts are not listed."""
        if not self.boxes:
            return self._wanted
        return tuple(name for name, box in self.boxes.items() if box.isChecked() and box.isEnabled())

    def show_frozen(self, frozen: tuple[str, ...]) -> None:
        """Tick parts."""
        self._wanted = frozen
        for name, box in self.boxes.items():
            box.setChecked(name in frozen)
        self._bind()

    def refresh(self) -> None:
        """Show the parts, or why there are none."""
        trial = self._trial
        if trial.parts is not self._shown:
            self._wanted = self.frozen if trial.parts else ()
            self._shown = trial.parts
            self._fill()
        self.button.setEnabled(not trial.is_listing)
        self.area.setVisible(bool(self.boxes))
        self._tell()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.button)
        head.addWidget(self.told, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.area)

    def _fill(self) -> None:
        empty(self._rows)
        self.boxes = {}
        for row, part in enumerate(self._shown):
            depth = sum(is_inside(part.name, other.name) for other in self._shown)
            box = QCheckBox(part.name)
            box.setChecked(part.name in self._wanted)
            box.clicked.connect(self._on_clicked)
            self.boxes[part.name] = box
            count = words(self.tr("{count} parameters").format(count=f"{part.parameters:,}"), "dim")
            taught = words(self._taught(part), "dim")
            for column, widget in enumerate((_indented(box, depth), count, taught)):
                end = Qt.AlignmentFlag.AlignRight if column == 1 else Qt.AlignmentFlag.AlignLeft
                self._rows.addWidget(widget, row, column, end | Qt.AlignmentFlag.AlignVCenter)
        self._bind()
        self.area.setFixedHeight(min(_MOST_PX, self._rows.sizeHint().height() + 2))

    def _taught(self, part: NetworkPart) -> str:
        if part.taught == part.parameters:
            return self.tr("taught")
        if part.taught == 0:
            return self.tr("stays anyway")
        return self.tr("{count} taught").format(count=f"{part.taught:,}")

    def _bind(self) -> None:
        """Tick, and take out of reach, what lies inside a ticked part."""
        names = list(self.boxes)
        for name, box in self.boxes.items():
            is_held = any(is_inside(name, other) and self.boxes[other].isChecked() for other in names)
            if is_held:
                box.setChecked(True)
            elif not box.isEnabled():
                box.setChecked(False)
            box.setEnabled(not is_held)
        self._tell()

    def _tell(self) -> None:
        trial, text = self._trial, spoken(self._trial.parts_fault)
        set_role(self.told, "warning" if text else "small")
        if trial.is_listing:
            text = self.tr("Looking at the network…")
        elif self.boxes:
            text = self.tr("{some} of {all} parameters are taught. Ticked parts stay as they are.")
            left = taught_parameters(self._shown, self.frozen)
            outer = sum(part.parameters for part in self._shown if not self._is_inner(part))
            text = text.format(some=f"{left:,}", all=f"{outer:,}")
            if not left:
                set_role(self.told, "warning")
                text = self.tr("Nothing is left to teach: free a part.")
        elif not text:
            text = self.tr("Nothing is frozen beyond what the plan says. Listing takes a few seconds.")
        self.told.setText(text)

    def _is_inner(self, part: NetworkPart) -> bool:
        return any(is_inside(part.name, other.name) for other in self._shown)

    def _on_clicked(self) -> None:
        self._bind()
        self.changed.emit()


def _indented(box: QCheckBox, depth: int) -> QWidget:
    cell = QWidget()
    line = QHBoxLayout(cell)
    line.setContentsMargins(depth * _INDENT_PX, 0, 0, 0)
    line.addWidget(box)
    return cell
