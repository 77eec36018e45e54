"""Changes of the whole mask that are asked for seldom: by values of the scan, by another structure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from app.imaging.masks.whole import Combination
from app.state.mask_editing import EditedMask
from app.state.own_masks import can_take
from app.state.review import FindingId
from app.state.session import Session
from app.ui.amount_field import AmountField
from app.ui.panel import row_of, words
from app.ui.segment import Segment
from app.ui.spoken import spoken

_LIMIT = 1e6


class MaskMore(QWidget):
    """Obeys the holder of the edit in progress.

    Signals
    -------
    values_limited(object), values_taken(object)
        (lowest, highest) value of the scan: what of the mask has them is kept, or all of the scan that has is marked.
    combined(Combination, FindingId)
        Another structure is to be added, subtracted and so on.
    """

    values_limited = Signal(object)
    values_taken = Signal(object)
    combined = Signal(object, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._others: tuple[tuple[FindingId, str], ...] = ()
        self.lowest = AmountField(self.tr("Lowest value"), lowest=-_LIMIT, highest=_LIMIT, decimals=0)
        self.highest = AmountField(self.tr("Highest value"), lowest=-_LIMIT, highest=_LIMIT, decimals=0)
        self.unit = words("", "dim")
        self.within = Segment(0, self.tr("Keep in mask"), self.tr("Keeps of the mask what has these values"))
        self.everywhere = Segment(1, self.tr("Take from scan"), self.tr("Marks all of the scan with these values"))
        self.other = QComboBox()
        self.other.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.other.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.other.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.other.setAccessibleName(self.tr("The other structure"))
        self.combinations = {each: _combination(each) for each in Combination}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        values, to, other = (
            words(self.tr("Values"), "small"),
            words(self.tr("to"), "dim"),
            words(self.tr("With"), "small"),
        )
        rows.addLayout(row_of((values, 0), (self.lowest, 1), (to, 0), (self.highest, 1), (self.unit, 0), spacing=6))
        rows.addLayout(row_of((self.within, 1), (self.everywhere, 1)))
        rows.addSpacing(4)
        rows.addLayout(row_of((other, 0), (self.other, 1), spacing=6))
        rows.addLayout(row_of(*((each, 1) for each in self.combinations.values())))
        self.within.chosen.connect(self._on_values_chosen)
        self.everywhere.chosen.connect(self._on_values_chosen)
        for segment in self.combinations.values():
            segment.chosen.connect(self._on_combination_chosen)

    def begin(self, mask: EditedMask) -> None:
        """Suggest values of another mask."""
        self.unit.setText(mask.volume.unit)
        low, high = (0.0, 0.0) if mask.volume.is_colour else mask.work.usual_values(mask.volume.voxels)
        self.lowest.show_amount(low)
        self.highest.show_amount(high)

    def refresh(self) -> None:
        """Show what can be done now."""
        editing = self._session.editing
        mask = editing.mask
        if mask is None or self.isHidden():
            return
        free = not editing.is_busy
        for segment in (self.within, self.everywhere):
            segment.setChecked(False)
            segment.setEnabled(free and not mask.volume.is_colour)
        self._show_others(mask)
        for segment in self.combinations.values():
            segment.setChecked(False)
            segment.setEnabled(free and bool(self._others))
        self.other.setEnabled(bool(self._others))

    def _show_others(self, mask: EditedMask) -> None:
        """List the other structures of the series."""
        opened = next(
            (
                pane.opened
                for pane in self._session.panes.all
                if pane.opened is not None and pane.opened.volume.source_id == mask.volume.source_id
            ),
            None,
        )
        reading = None if opened is None else self._session.reading_of(opened)
        others = (
            ()
            if reading is None
            else tuple(
                (finding, spoken(layer.title))
                for finding, layer in zip(reading.drawn_findings, reading.drawn, strict=True)
                if finding != mask.finding
                and layer.structure.labelled.shape == mask.volume.shape
                and can_take(reading, mask.finding, finding)
            )
        )
        if others != self._others:
            self._others = others
            self.other.clear()
            self.other.addItems([title for _, title in others])

    def _on_values_chosen(self, number: int) -> None:
        low, high = sorted((self.lowest.value(), self.highest.value()))
        (self.values_taken if number else self.values_limited).emit((low, high))
        self.refresh()

    def _on_combination_chosen(self, number: int) -> None:
        at = self.other.currentIndex()
        if 0 <= at < len(self._others):
            self.combined.emit(tuple(Combination)[number], self._others[at][0])
        self.refresh()


def _combination(how: Combination) -> Segment:
    translate = QCoreApplication.translate
    text, tip = {
        Combination.ADD: (translate("MaskMore", "Add"), translate("MaskMore", "Marks what the other has, too")),
        Combination.SUBTRACT: (translate("MaskMore", "Subtract"), translate("MaskMore", "Clears what the other has")),
        Combination.INTERSECT: (translate("MaskMore", "Intersect"), translate("MaskMore", "Keeps what both have")),
        Combination.COPY: (translate("MaskMore", "Copy"), translate("MaskMore", "Becomes a copy of the other")),
    }[how]
    button = Segment(tuple(Combination).index(how), text, tip)
    button.setAccessibleName(text)
    return button
