"""Changes of the whole mask that is edited: by one click, by a number, and what is asked for more seldom."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.imaging.masks.operation import Operation, can_operate, margin_mm, smooth_mm
from app.state.mask_editing import EditedMask
from app.state.own_masks import is_own
from app.state.session import Session
from app.ui.amount_field import AmountField
from app.ui.mask_more import MaskMore
from app.ui.segment import Segment

_COLUMNS = 4
_PLACES = {
    Operation.FILL_HOLES: (0, 0),
    Operation.LARGEST: (0, 1),
    Operation.BETWEEN: (0, 2),
    Operation.RESET: (0, 3),
    Operation.SHRINK: (1, 0),
    Operation.GROW: (1, 1),
    Operation.SMOOTH: (2, 0),
    Operation.ISLANDS: (2, 2),
}
"""(row, column) of each button; the number that belongs to it stands behind it."""

_LEAST_MM, _MOST_MM = 0.1, 100.0
_LEAST_ML, _MOST_ML = 0.01, 10_000.0


class MaskOperations(QWidget):
    """Obeys the holder of the edit in progress.

    Signals
    -------
    operation_requested(Operation)
        A change of the whole mask.
    margin_moved(float), smooth_moved(float)
        Millimetres that it does so by.
    least_moved(float)
        Millilitres below which parts are taken away.
    plane_copied(int)
        The mask of the plane that is shown is wanted on the next (1) or previous (-1) one.
    """

    operation_requested = Signal(object)
    margin_moved = Signal(float)
    smooth_moved = Signal(float)
    least_moved = Signal(float)
    plane_copied = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.operations = {each: _operation(each) for each in Operation}
        self.margin = AmountField(self.tr("Margin in mm"), lowest=_LEAST_MM, highest=_MOST_MM)
        self.smooth = AmountField(self.tr("Smoothing in mm"), lowest=_LEAST_MM, highest=_MOST_MM)
        self.least = AmountField(self.tr("Smallest part in ml"), lowest=_LEAST_ML, highest=_MOST_ML, decimals=2)
        self.margin.setToolTip(self.tr("Shrinks and grows by so much in every direction of the patient"))
        self.smooth.setToolTip(self.tr("Details smaller than this go"))
        self.least.setToolTip(self.tr("Smaller parts go"))
        for field, unit in ((self.margin, "mm"), (self.smooth, "mm"), (self.least, "ml")):
            field.setSuffix(f" {unit}")
        self.least.setPrefix("< ")
        self.previous = Segment(-1, self.tr("Copy ↑"), self.tr("Copies it to the previous slice (Alt+Up)"))
        self.next = Segment(1, self.tr("Copy ↓"), self.tr("Copies it to the next slice (Alt+Down)"))
        self.fold = Segment(0, self.tr("More"), self.tr("Ranges of values, other structures"))
        self.more = MaskMore(session)
        self.more.hide()
        self._lay_out()
        for button in self.operations.values():
            button.chosen.connect(self._on_operation_chosen)
        for segment in (self.previous, self.next):
            segment.chosen.connect(self._on_copy_chosen)
        self.fold.chosen.connect(self._on_fold_chosen)
        self.margin.valueChanged.connect(self.margin_moved)
        self.smooth.valueChanged.connect(self.smooth_moved)
        self.least.valueChanged.connect(self.least_moved)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(2)
        for operation, (row, column) in _PLACES.items():
            grid.addWidget(self.operations[operation], row, column)
        grid.addWidget(self.margin, 1, 2, 1, 2)
        grid.addWidget(self.smooth, 2, 1)
        grid.addWidget(self.least, 2, 3)
        grid.addWidget(self.previous, 3, 0)
        grid.addWidget(self.next, 3, 1)
        grid.addWidget(self.fold, 3, 2, 1, 2)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addLayout(grid)
        rows.addWidget(self.more)

    def begin(self, mask: EditedMask) -> None:
        """Show what fits another mask; one that a person drew has no model to go back to."""
        self.operations[Operation.RESET].setVisible(not is_own(mask.finding))
        self.more.begin(mask)

    def refresh(self) -> None:
        """Show what can be done now."""
        editing = self._session.editing
        mask = editing.mask
        if mask is None:
            return
        free, spacing_mm = not editing.is_busy, mask.volume.spacing_mm
        for operation, button in self.operations.items():
            button.setChecked(False)
            button.setEnabled(free and can_operate(operation, mask.volume))
        for field, operation in (
            (self.margin, Operation.GROW),
            (self.smooth, Operation.SMOOTH),
            (self.least, Operation.ISLANDS),
        ):
            field.setEnabled(can_operate(operation, mask.volume))
        self.margin.show_amount(margin_mm(spacing_mm, editing.amounts))
        self.smooth.show_amount(smooth_mm(spacing_mm, editing.amounts))
        self.least.show_amount(editing.amounts.least_ml)
        for segment in (self.previous, self.next):
            segment.setChecked(False)
            segment.setEnabled(free and mask.volume.shape[0] > 1)
        self.fold.setChecked(not self.more.isHidden())
        self.more.refresh()

    def _on_operation_chosen(self, number: int) -> None:
        self.operation_requested.emit(tuple(Operation)[number])
        self.refresh()

    def _on_copy_chosen(self, steps: int) -> None:
        self.plane_copied.emit(steps)
        self.refresh()

    def _on_fold_chosen(self) -> None:
        self.more.setVisible(self.more.isHidden())
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
        Operation.SMOOTH: (translate("MaskOperations", "Smooth"), translate("MaskOperations", "Smooths the edges")),
        Operation.GROW: (translate("MaskOperations", "Grow"), translate("MaskOperations", "Grows all around")),
        Operation.SHRINK: (translate("MaskOperations", "Shrink"), translate("MaskOperations", "Shrinks all around")),
        Operation.ISLANDS: (
            translate("MaskOperations", "Drop parts"),
            translate("MaskOperations", "Takes away parts that are smaller than so much"),
        ),
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
