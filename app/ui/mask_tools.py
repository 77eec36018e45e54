"""The mouse on the mask that is edited: which tool, how large, and what it does not touch."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QGridLayout, QSlider, QVBoxLayout, QWidget

from app.imaging.masks.grid_facts import is_even
from app.state.mask_editing import RADII_MM, EditedMask
from app.state.session import Session
from app.state.tool import Tool
from app.ui.grow_options import GrowOptions
from app.ui.panel import row_of, words
from app.ui.segment import Segment

_TOOLS = (Tool.BRUSH, Tool.OUTLINE, Tool.GROW, Tool.ERASER, Tool.LIVE_WIRE, Tool.ISLAND)
_COLUMNS = 3
_LIMIT = 1e6


class MaskTools(QWidget):
    """Obeys the holder of the edit in progress, and shows what can be chosen of the tool in the hand.

    Signals
    -------
    tool_chosen(Tool)
        One of them for the left button.
    radius_moved(float)
        Millimetres.
    ball_toggled(bool)
        Whether the brush touches all around.
    intensity_changed(object)
        (lowest, highest) value that is touched, or None for any.
    """

    tool_chosen = Signal(object)
    radius_moved = Signal(float)
    ball_toggled = Signal(bool)
    intensity_changed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.tools = tuple(Segment(number, *self._words(tool)) for number, tool in enumerate(_TOOLS))
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
        self.brush, self.range = QWidget(), QWidget()
        self.growing = GrowOptions(session)
        self.hint = words("", "small", wrap=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setSpacing(2)
        for number, segment in enumerate(self.tools):
            grid.addWidget(segment, number // _COLUMNS, number % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        rows.addLayout(grid)
        brush = QVBoxLayout(self.brush)
        brush.setContentsMargins(0, 0, 0, 0)
        brush.addLayout(
            row_of((words(self.tr("Radius"), "small"), 0), (self.radius, 1), (self.radius_text, 0), spacing=8)
        )
        brush.addWidget(self.ball)
        to = words(self.tr("to"), "dim")
        values = row_of((self.ranged, 0), (self.lowest, 1), (to, 0), (self.highest, 1), (self.unit, 0), spacing=6)
        values.setContentsMargins(0, 0, 0, 0)
        self.range.setLayout(values)
        for part in (self.hint, self.brush, self.growing, self.range):
            rows.addWidget(part)

    def _connect(self) -> None:
        for segment in self.tools:
            segment.chosen.connect(self._on_tool_chosen)
        self.radius.valueChanged.connect(self._on_radius_changed)
        self.ball.clicked.connect(self.ball_toggled)
        self.ranged.clicked.connect(self._on_range_changed)
        self.lowest.editingFinished.connect(self._on_range_changed)
        self.highest.editingFinished.connect(self._on_range_changed)

    def begin(self, mask: EditedMask) -> None:
        """Show what fits another mask."""
        volume = mask.volume
        self.ball.setEnabled(volume.shape[0] > 1 and is_even(volume))
        self.ranged.setEnabled(not volume.is_colour)
        self.unit.setText(volume.unit)
        self.tools[_TOOLS.index(Tool.GROW)].setEnabled(not volume.is_colour)
        self.growing.begin(mask)
        if self._session.editing.brush.intensity is None:
            low, high = _values_of(mask)
            self.lowest.setValue(low)
            self.highest.setValue(high)

    def refresh(self) -> None:
        """Show the tool in the hand and the brush as it is."""
        brush, held = self._session.editing.brush, self._session.tools.tool
        for segment, tool in zip(self.tools, _TOOLS, strict=True):
            segment.setChecked(held is tool)
        self.hint.setText(self._hint(held))
        self.hint.setVisible(bool(self._hint(held)))
        self._make_room()
        self.growing.setVisible(held is Tool.GROW)
        self.growing.refresh()
        self.brush.setVisible(held.strokes or not held.paints)
        self.range.setVisible(held is not Tool.ISLAND)
        number = min(range(len(RADII_MM)), key=[abs(each - brush.radius_mm) for each in RADII_MM].__getitem__)
        blocked = self.radius.blockSignals(True)
        self.radius.setValue(number)
        self.radius.blockSignals(blocked)
        self.radius_text.setText(self.tr("{mm} mm").format(mm=f"{brush.radius_mm:.1f}"))
        self.ball.setChecked(brush.is_ball and self.ball.isEnabled())
        self.ranged.setChecked(brush.intensity is not None)
        for field in (self.lowest, self.highest):
            field.setEnabled(brush.intensity is not None)

    def _make_room(self) -> None:
        """Ask for the height that the hint has at this width: a panel gives a wrapped label what it has unwrapped."""
        self.hint.setMinimumHeight(max(self.hint.heightForWidth(self.width()), 0))

    def _words(self, tool: Tool) -> tuple[str, str]:
        """On the button of a tool, and its tip."""
        return {
            Tool.BRUSH: (self.tr("Brush"), self.tr("Marks what it touches (B); with Shift it erases")),
            Tool.ERASER: (self.tr("Eraser"), self.tr("Clears what it touches (E); with Shift it marks")),
            Tool.OUTLINE: (
                self.tr("Outline"),
                self.tr("Marks what lies inside a line of corners, or drawn freehand (D); with Shift it clears"),
            ),
            Tool.LIVE_WIRE: (
                self.tr("Live wire"),
                self.tr("Marks what lies inside a line that follows the edges (A); with Shift it clears"),
            ),
            Tool.GROW: (
                self.tr("Region"),
                self.tr("Grows from a click over like values (G); shown before it is taken"),
            ),
            Tool.ISLAND: (
                self.tr("Island"),
                self.tr("Keeps the part under the cursor and takes the others away (K); with Shift it alone goes"),
            ),
        }[tool]

    def _hint(self, tool: Tool) -> str:
        """Say how a tool is used that has more than one gesture."""
        return {
            Tool.OUTLINE: self.tr(
                "Click the corners, or drag freehand. A double click or Return fills, with Shift it clears. "
                "Backspace takes a corner back."
            ),
            Tool.LIVE_WIRE: self.tr(
                "Click along the edge; the line follows it. A double click or Return fills, with Shift it clears. "
                "Backspace takes a click back."
            ),
            Tool.ISLAND: self.tr("Click the part to keep; with Shift the part to remove."),
        }.get(tool, "")

    def _on_tool_chosen(self, number: int) -> None:
        self.tool_chosen.emit(_TOOLS[number])
        self.refresh()  # a tool that is chosen once more changes nothing, and its button went up

    def _on_radius_changed(self, number: int) -> None:
        self.radius_moved.emit(RADII_MM[number])

    def _on_range_changed(self) -> None:
        ends = sorted((self.lowest.value(), self.highest.value()))
        self.intensity_changed.emit((ends[0], ends[1]) if self.ranged.isChecked() else None)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the hint anew."""
        super().resizeEvent(event)
        self._make_room()


def _values_of(mask: EditedMask) -> tuple[float, float]:
    """Suggest values to touch: those between the tenths of the mask, on the slice that has most of it."""
    if mask.volume.is_colour:
        return 0.0, 0.0
    return mask.work.usual_values(mask.volume.voxels)


def _field(name: str) -> QDoubleSpinBox:
    field = QDoubleSpinBox()
    field.setRange(-_LIMIT, _LIMIT)
    field.setDecimals(0)
    field.setProperty("bare", True)
    field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    field.setAccessibleName(name)
    field.setMinimumWidth(40)
    return field
