"""The line of a model in its card: itself, its parent, the parent of that, down to where it began."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from ai.library.card import ModelCard
from ai.library.lineage import Kin, lineage
from app.state.model_list import ModelList
from app.ui.known_words import known
from app.ui.panel import words

_NOT_TOLD = "–"


class LineageView(QWidget):
    """A table of the line, and where the model was adopted here the way back.

    Parameters
    ----------
    line
        The model first.
    can_return
        Whether it was adopted here.
    reason
        Why it was adopted in spite of its report, ``""`` where nobody had to say.
    """

    def __init__(
        self, line: Sequence[Kin], *, can_return: bool = False, reason: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rows = [line_row(kin) for kin in line]
        self.back = QPushButton(self.tr("Back to the base"))
        self.back.setToolTip(self.tr("The default is what it was before this model was adopted; it stays as a draft"))
        self.back.setAutoDefault(False)
        self.back.setVisible(can_return)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(words(self.tr("Lineage").upper(), "title"))
        column.addLayout(self._table())
        if any(kin.is_gone for kin in line):
            gone = self.tr("A model that is gone is not in the library any more; what came before it is not known.")
            column.addWidget(words(gone, "small", wrap=True))
        if reason:
            column.addWidget(words(self.tr("Adopted because: {reason}").format(reason=reason), "small", wrap=True))
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)

    def _table(self) -> QGridLayout:
        """Lay the line out; a long name takes several lines, so that the verdict stays in the window."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        heads = (self.tr("Model"), self.tr("Taught"), self.tr("Persons or blocks"), self.tr("Verdict"))
        for number, row in enumerate((heads, *self.rows)):
            role = ("title", "strong")[number] if number < 2 else "dim"
            for column, text in enumerate(row):
                cell = words(text, role, wrap=column == 0)
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag(0)
                grid.addWidget(cell, number, column, side | Qt.AlignmentFlag.AlignTop)
        return grid


def line_of(card: ModelCard, models: ModelList) -> LineageView | None:
    """Show where a model comes from; None for one without parents that nobody adopted."""
    can_return = models.can_take_back(card)
    if not card.parent and not can_return:
        return None
    return LineageView(lineage(card, models.every), can_return=can_return, reason=models.reason(card))


def line_row(kin: Kin) -> tuple[str, str, str, str]:
    """Write one model of a line."""
    translate = QCoreApplication.translate
    name = f"{kin.id} {kin.version}".strip()
    if kin.is_gone:
        name = translate("LineageView", "{model} (gone)").format(model=name)
    elif kin.draft:
        name = translate("LineageView", "{model}, draft").format(model=name)
    groups = _NOT_TOLD if kin.groups is None else str(kin.groups)
    return name, kin.taught_at or _NOT_TOLD, groups, known(kin.verdict) if kin.verdict else _NOT_TOLD
