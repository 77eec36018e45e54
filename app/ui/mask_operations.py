"""Changes of the whole mask that is edited, by one click each."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.imaging.masks.operation import Operation, can_operate, margin_mm
from app.state.mask_editing import EditedMask
from app.state.session import Session
from app.ui.segment import Segment

_ROW = 4
"""Buttons beside each other."""


class MaskOperations(QWidget):
    """Obeys the holder of the edit in progress.

    Signals
    -------
    operation_requested(Operation)
        A change of the whole mask.
    """

    operation_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.operations = {each: _operation(each) for each in Operation}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        for number, button in enumerate(self.operations.values()):
            grid.addWidget(button, number // _ROW, number % _ROW)
            button.chosen.connect(self._on_operation_chosen)
        for column in range(_ROW):
            grid.setColumnStretch(column, 1)

    def begin(self, mask: EditedMask) -> None:
        """Show what fits another mask."""
        mm = f"{margin_mm(mask.volume.spacing_mm):.1f}"
        self.operations[Operation.GROW].setToolTip(self.tr("Grows the mask by {mm} mm").format(mm=mm))
        self.operations[Operation.SHRINK].setToolTip(self.tr("Shrinks the mask by {mm} mm").format(mm=mm))

    def refresh(self) -> None:
        """Show what can be done now."""
        editing = self._session.editing
        if editing.mask is None:
            return
        for operation, button in self.operations.items():
            button.setChecked(False)
            button.setEnabled(not editing.is_busy and can_operate(operation, editing.mask.volume))

    def _on_operation_chosen(self, number: int) -> None:
        self.operation_requested.emit(tuple(Operation)[number])
        self.refresh()


def _operation(operation: Operation) -> Segment:
    translate = QCoreApplication.translate
    text, tip = {
        Operation.FILL_HOLES: (
            translate("MaskOperations", "Fill holes"),
            translate("MaskOperations", "What is wholly enclosed"),
        ),
        Operation.LARGEST: (
            translate("MaskOperations", "Largest"),
            translate("MaskOperations", "Keeps the largest part and takes the others away"),
        ),
        Operation.SMOOTH: (
            translate("MaskOperations", "Smooth"),
            translate("MaskOperations", "Smooths the edges by one pixel"),
        ),
        Operation.GROW: (translate("MaskOperations", "Grow"), ""),
        Operation.SHRINK: (translate("MaskOperations", "Shrink"), ""),
        Operation.BETWEEN: (
            translate("MaskOperations", "Between"),
            translate("MaskOperations", "Fills empty slices between marked ones"),
        ),
        Operation.RESET: (
            translate("MaskOperations", "Model"),
            translate("MaskOperations", "Back to the mask as the model left it"),
        ),
    }[operation]
    button = Segment(tuple(Operation).index(operation), text, tip)
    button.setAccessibleName(text)
    return button
