"""How a mask of a person is called and drawn: name, code, side, colour."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from app.actions.new_mask import Look
from app.imaging.segment_codes import LONGEST_TITLE, USUAL_SEGMENTS, UsualSegment, usual_in
from app.ui.colour_choice import ColourChoice
from app.ui.panel import words
from app.ui.segment import Segment
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX

_SIDES = ("", "right", "left")
_SIDE_PX = 84


class MaskLookForm(QWidget):
    """The four questions. The code follows the name until the reader chooses one himself.

    Parameters
    ----------
    look
        What is shown first.
    axes_known
        Whether the sides of the patient are known in the picture; without that no side is asked for.

    Signals
    -------
    changed()
        An answer is another one.
    """

    changed = Signal()

    def __init__(self, look: Look, *, axes_known: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axes_known = axes_known
        self._side = look.side
        self._follows = True
        self.name = QComboBox()
        self.name.setEditable(True)
        field = QLineEdit()
        self.name.setLineEdit(field)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.setAccessibleName(self.tr("Name of the mask"))
        self.name.setMaxVisibleItems(16)
        for each in USUAL_SEGMENTS:
            self.name.addItem(spoken(each.title))
        self.name.setCurrentIndex(-1)
        field.setMaxLength(LONGEST_TITLE)
        field.setPlaceholderText(self.tr("What it shows"))
        self.code = QComboBox()
        self.code.setAccessibleName(self.tr("Code of the mask"))
        self.code.addItem(self.tr("Own word, a code of this program"))
        for each in USUAL_SEGMENTS:
            self.code.addItem(f"{each.code.meaning} · SNOMED CT {each.code.value}")
        self.sides = (
            Segment(0, self.tr("None"), self.tr("No side, or both")),
            Segment(1, self.tr("Right"), self.tr("The patient's right")),
            Segment(2, self.tr("Left"), self.tr("The patient's left")),
        )
        self.colours = ColourChoice(look.colour)
        self._lay_out()
        field.setText(look.title)
        if look.code is not None:
            self._show_code(next((each for each in USUAL_SEGMENTS if each.code == look.code), None))
        self._allow()
        field.textEdited.connect(self._on_name_edited)
        self.name.activated.connect(self._on_name_chosen)
        self.code.activated.connect(self._on_code_chosen)
        for side in self.sides:
            side.chosen.connect(self._on_side_chosen)
        self.colours.chosen.connect(self.changed)

    @property
    def look(self) -> Look:
        """The answers as they stand."""
        usual = self._usual
        return Look(
            " ".join(self.name.currentText().split()),
            None if usual is None else usual.code,
            self._side if usual is not None and usual.is_paired and self._axes_known else "",
            self.colours.colour,
        )

    @property
    def is_complete(self) -> bool:
        """Whether the mask has a name."""
        return bool(self.name.currentText().strip())

    @property
    def _usual(self) -> UsualSegment | None:
        number = self.code.currentIndex()
        return USUAL_SEGMENTS[number - 1] if number > 0 else None

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GAP_PX)
        grid.setVerticalSpacing(GAP_PX)
        grid.setColumnStretch(4, 1)
        for row, (text, field) in enumerate(((self.tr("&Name"), self.name), (self.tr("Co&de"), self.code))):
            label = QLabel(text)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1, 1, 4)
        grid.addWidget(words(self.tr("Side")), 2, 0)
        for column, side in enumerate(self.sides, start=1):
            side.setFixedWidth(_SIDE_PX)
            grid.addWidget(side, 2, column)
        grid.addWidget(words(self.tr("Colour")), 3, 0)
        grid.addWidget(self.colours, 3, 1, 1, 4, Qt.AlignmentFlag.AlignLeft)

    def _show_code(self, usual: UsualSegment | None) -> None:
        self.code.setCurrentIndex(0 if usual is None else USUAL_SEGMENTS.index(usual) + 1)

    def _allow(self) -> None:
        usual = self._usual
        paired = usual is not None and usual.is_paired and self._axes_known
        for side, value in zip(self.sides, _SIDES, strict=True):
            side.setEnabled(paired)
            side.setChecked(value == (self._side if paired else ""))

    def _on_name_edited(self, text: str) -> None:
        if self._follows:
            self._show_code(usual_in(text, tuple(spoken(each.title) for each in USUAL_SEGMENTS)))
        self._allow()
        self.changed.emit()

    def _on_name_chosen(self, number: int) -> None:
        self._follows = True
        self._show_code(USUAL_SEGMENTS[number])
        self._allow()
        self.changed.emit()

    def _on_code_chosen(self) -> None:
        self._follows = False
        self._allow()
        self.changed.emit()

    def _on_side_chosen(self, number: int) -> None:
        self._side = _SIDES[number]
        self._allow()
        self.changed.emit()
