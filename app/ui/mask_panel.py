"""The mask that is edited: tools, brush, one-click changes, how much differs, and the end of it."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)

from ai.volume import Volume
from app.imaging.masks.grid_facts import has_millilitres, is_even, voxel_ml
from app.imaging.masks.operation import Operation, can_operate, margin_mm
from app.state.mask_editing import RADII_MM, EditedMask
from app.state.own_masks import is_own
from app.state.session import Session
from app.state.tool import Tool
from app.ui.icons import tint
from app.ui.own_mask_words import own_words
from app.ui.panel import ElidedLabel, Panel, rule, words
from app.ui.question import Question
from app.ui.refresh import Refresh
from app.ui.segment import Segment
from app.ui.swatch import Swatch
from app.ui.theme import Token

_TOOLS = (Tool.BRUSH, Tool.ERASER)
_LIMIT = 1e6
_ROW = 4
"""One-click changes beside each other."""


class MaskPanel(Panel):
    """Shown while a mask is edited.

    Signals
    -------
    begun()
        Another mask is shown: the panel stands above the list that its editing was begun in.
    tool_chosen(Tool)
        Brush or eraser for the left button.
    radius_moved(float)
        Millimetres.
    ball_toggled(bool)
        Whether the brush touches all around.
    intensity_changed(object)
        (lowest, highest) value that is touched, or None for any.
    operation_requested(Operation)
        A change of the whole mask.
    undo_requested(), redo_requested(), done_requested(), discard_requested()
        The buttons of that name; what has to be asked before is asked here.
    """

    begun = Signal()
    tool_chosen = Signal(object)
    radius_moved = Signal(float)
    ball_toggled = Signal(bool)
    intensity_changed = Signal(object)
    operation_requested = Signal(object)
    undo_requested = Signal()
    redo_requested = Signal()
    done_requested = Signal()
    discard_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("MaskPanel", "Edit mask"), parent)
        self._session = session
        self._shown: EditedMask | None = None
        self._head = QHBoxLayout()
        self._head.setSpacing(6)
        self._swatch: Swatch | None = None
        self.title = ElidedLabel()
        self.undo = _button("undo", self.tr("Undo (Ctrl+Z)"))
        self.redo = _button("redo", self.tr("Redo (Ctrl+Y)"))
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.undo)
        self._head.addWidget(self.redo)
        self.tools = (
            Segment(0, self.tr("Brush"), self.tr("Marks what it touches (B); with Shift it erases")),
            Segment(1, self.tr("Eraser"), self.tr("Clears what it touches (E); with Shift it marks")),
        )
        self.radius = QSlider(Qt.Orientation.Horizontal)
        self.radius.setRange(0, len(RADII_MM) - 1)
        self.radius.setPageStep(1)
        self.radius.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.radius.setAccessibleName(self.tr("Radius of the brush"))
        self.radius.setToolTip(self.tr("Radius of the brush, smaller with [ and larger with ]"))
        self.radius_text = words("", "dim")
        self.radius_text.setMinimumWidth(56)
        self.radius_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.ball = QCheckBox(self.tr("Ball: also the slices around"))
        self.ranged = QCheckBox(self.tr("Only values from"))
        self.ranged.setToolTip(self.tr("The brush touches nothing beyond"))
        self.lowest, self.highest = _field(self.tr("Lowest value")), _field(self.tr("Highest value"))
        self.unit = words("", "dim")
        for box in (self.ball, self.ranged):
            box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.operations = {each: _operation(each) for each in Operation}
        self.extent = words("", "small", wrap=True)
        self.extent.setToolTip(self.tr("How much differs from what the model left"))
        self.question = Question(stacked=True)
        self.discard = QPushButton(self.tr("Discard"))
        self.discard.setToolTip(self.tr("Takes back everything since the editing began"))
        self.done = QPushButton(self.tr("Done"))
        self.done.setToolTip(self.tr("Keeps the mask as it is now"))
        self.done.setProperty("primary", True)
        for button in (self.discard, self.done):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self._connect()
        self._refresh = Refresh(self.refresh, self)
        session.editing.editing_changed.connect(self._refresh.soon)
        session.tools.tool_changed.connect(self._refresh.soon)
        self.refresh()

    def _lay_out(self) -> None:
        self.body.addLayout(self._head)
        self.body.addLayout(_row(*((each, 1) for each in self.tools)))
        self.body.addLayout(
            _row((words(self.tr("Radius"), "small"), 0), (self.radius, 1), (self.radius_text, 0), spacing=8)
        )
        self.body.addWidget(self.ball)
        to = words(self.tr("to"), "dim")
        self.body.addLayout(
            _row((self.ranged, 0), (self.lowest, 1), (to, 0), (self.highest, 1), (self.unit, 0), spacing=6)
        )
        self.body.addWidget(rule())
        grid = QGridLayout()
        grid.setSpacing(2)
        for number, button in enumerate(self.operations.values()):
            grid.addWidget(button, number // _ROW, number % _ROW)
        for column in range(_ROW):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addWidget(rule())
        self.body.addWidget(self.extent)
        self.body.addWidget(self.question)
        self.body.addLayout(_row((self.discard, 1), (self.done, 1), spacing=8))

    def _connect(self) -> None:
        for segment in self.tools:
            segment.chosen.connect(self._on_tool_chosen)
        self.radius.valueChanged.connect(self._on_radius_changed)
        self.ball.clicked.connect(self.ball_toggled)
        self.ranged.clicked.connect(self._on_range_changed)
        self.lowest.editingFinished.connect(self._on_range_changed)
        self.highest.editingFinished.connect(self._on_range_changed)
        for button in self.operations.values():
            button.chosen.connect(self._on_operation_chosen)
        self.undo.clicked.connect(self.undo_requested)
        self.redo.clicked.connect(self.redo_requested)
        self.done.clicked.connect(self.done_requested)
        self.discard.clicked.connect(self._on_discard_clicked)
        self.question.answered.connect(self.discard_requested)

    def refresh(self) -> None:
        """Show the edit in progress; hidden where there is none."""
        editing = self._session.editing
        mask, brush = editing.mask, editing.brush
        self.setVisible(mask is not None)
        if mask is None:
            self._shown = None
            self.question.hide()
            return
        if mask is not self._shown:
            self._begin(mask)
        for segment, tool in zip(self.tools, _TOOLS, strict=True):
            segment.setChecked(self._session.tools.tool is tool)
        number = min(range(len(RADII_MM)), key=[abs(each - brush.radius_mm) for each in RADII_MM].__getitem__)
        blocked = self.radius.blockSignals(True)
        self.radius.setValue(number)
        self.radius.blockSignals(blocked)
        self.radius_text.setText(self.tr("{mm} mm").format(mm=f"{brush.radius_mm:.1f}"))
        self.ball.setChecked(brush.is_ball and self.ball.isEnabled())
        self.ranged.setChecked(brush.intensity is not None)
        for field in (self.lowest, self.highest):
            field.setEnabled(brush.intensity is not None)
        free = not editing.is_busy
        self.undo.setEnabled(free and mask.work.can_undo)
        self.redo.setEnabled(free and mask.work.can_redo)
        self.done.setEnabled(free)
        self.discard.setEnabled(free)
        for operation, button in self.operations.items():
            button.setChecked(False)
            button.setEnabled(free and can_operate(operation, mask.volume))
        self.extent.setText(self._extent(mask))

    def _begin(self, mask: EditedMask) -> None:
        """Show another mask."""
        self._shown = mask
        self.begun.emit()
        if self._swatch is not None:
            self._swatch.hide()
            self._swatch.deleteLater()
        self._swatch = Swatch(mask.colour)
        self._head.insertWidget(0, self._swatch)
        self.title.set_text(mask.title)
        self.question.hide()
        volume = mask.volume
        self.ball.setEnabled(volume.shape[0] > 1 and is_even(volume))
        self.ranged.setEnabled(not volume.is_colour)
        self.unit.setText(volume.unit)
        if self._session.editing.brush.intensity is None:
            low, high = _values_of(mask)
            self.lowest.setValue(low)
            self.highest.setValue(high)
        self.operations[Operation.RESET].setVisible(not is_own(mask.finding))
        mm = f"{margin_mm(volume.spacing_mm):.1f}"
        self.operations[Operation.GROW].setToolTip(self.tr("Grows the mask by {mm} mm").format(mm=mm))
        self.operations[Operation.SHRINK].setToolTip(self.tr("Shrinks the mask by {mm} mm").format(mm=mm))

    def _extent(self, mask: EditedMask) -> str:
        """Say how much differs."""
        work, volume = mask.work, mask.volume
        if self._session.editing.is_busy:
            return self.tr("The mask is being changed …")
        if is_own(mask.finding):
            return own_words(mask)
        if work.is_as_model_left:
            return self.tr("As the model left it")
        extent = work.extent(voxel_ml(volume))
        # Rounded down: masks that differ are never said to agree wholly.
        dice = f"{math.floor(extent.dice * 1000) / 1000:.3f}"
        if has_millilitres(volume):
            text = self.tr("Dice {dice} · +{added} ml · −{removed} ml")
            return text.format(dice=dice, added=_ml(extent.added_ml), removed=_ml(extent.removed_ml))
        each = work.extent(1.0)
        text = self.tr("Dice {dice} · +{added} px · −{removed} px")
        return text.format(dice=dice, added=f"{each.added_ml:.0f}", removed=f"{each.removed_ml:.0f}")

    def _on_tool_chosen(self, number: int) -> None:
        self.tool_chosen.emit(_TOOLS[number])
        self._refresh.soon()

    def _on_radius_changed(self, number: int) -> None:
        self.radius_moved.emit(RADII_MM[number])

    def _on_range_changed(self) -> None:
        if self._shown is None:
            return
        ends = sorted((self.lowest.value(), self.highest.value()))
        self.intensity_changed.emit((ends[0], ends[1]) if self.ranged.isChecked() else None)
        self._refresh.soon()

    def _on_operation_chosen(self, number: int) -> None:
        self.operation_requested.emit(tuple(Operation)[number])
        self._refresh.soon()

    def _on_discard_clicked(self) -> None:
        mask = self._session.editing.mask
        if mask is None or not mask.work.count:
            self.discard_requested.emit()
            return
        count = mask.work.count
        text = self.tr("Discard one step?") if count == 1 else self.tr("Discard {count} steps?").format(count=count)
        self.question.ask(text, self.tr("Discard"))


def _values_of(mask: EditedMask) -> tuple[float, float]:
    """Suggest values to touch: those between the tenths of the mask, on the slice that has most of it."""
    volume: Volume = mask.volume
    if volume.is_colour:
        return 0.0, 0.0
    return mask.work.usual_values(volume.voxels)


def _ml(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _row(*parts: tuple[QWidget, int], spacing: int = 2) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row


def _button(icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    tint(button, icon, colour=Token.DIM, size_px=16)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setProperty("quiet", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _field(name: str) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(-_LIMIT, _LIMIT)
    field.setDecimals(0)
    field.setProperty("bare", True)
    field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    field.setAccessibleName(name)
    field.setMinimumWidth(40)
    return field


def _operation(operation: Operation) -> Segment:
    translate = QCoreApplication.translate
    text, tip = {
        Operation.FILL_HOLES: (translate("MaskPanel", "Fill holes"), translate("MaskPanel", "What is wholly enclosed")),
        Operation.LARGEST: (
            translate("MaskPanel", "Largest"),
            translate("MaskPanel", "Keeps the largest part and takes the others away"),
        ),
        Operation.SMOOTH: (translate("MaskPanel", "Smooth"), translate("MaskPanel", "Smooths the edges by one pixel")),
        Operation.GROW: (translate("MaskPanel", "Grow"), ""),
        Operation.SHRINK: (translate("MaskPanel", "Shrink"), ""),
        Operation.BETWEEN: (
            translate("MaskPanel", "Between"),
            translate("MaskPanel", "Fills empty slices between marked ones"),
        ),
        Operation.RESET: (
            translate("MaskPanel", "Model"),
            translate("MaskPanel", "Back to the mask as the model left it"),
        ),
    }[operation]
    button = Segment(tuple(Operation).index(operation), text, tip)
    button.setAccessibleName(text)
    return button
