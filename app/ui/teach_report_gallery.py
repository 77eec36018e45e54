"""The worst cases of a report as pictures: lowest scores, and most lost against the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ai.training.report_cells import case_title, figure, is_number, likeliest, lost_most_first, worst_first
from app.actions.worst_cases import WorstCases
from app.ui.panel import empty, words
from app.ui.teach_report_case import CaseCard, CaseWords

MOST = 6
"""Cases in a row."""

_SPACING_PX = 12


class ReportGallery(QWidget):
    """Two rows of cases; a press opens one in the viewer.

    Parameters
    ----------
    worst
        Makes the pictures.

    Signals
    -------
    case_chosen(str)
        Key of the case that the reader wants to see.
    """

    case_chosen = Signal(str)

    def __init__(self, worst: WorstCases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worst = worst
        self.cards: tuple[CaseCard, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        worst.pictures_made.connect(self.refresh)

    def show_report(self, report: Mapping[str, Any]) -> tuple[str, ...]:
        """Show the cases of a report; give the keys whose pictures are wanted."""
        empty(self._column)
        labels = report.get("labels")
        titles = labels if isinstance(labels, list) else []
        cards: list[CaseCard] = []
        for title, cases in (
            (self.tr("Lowest scores of the new model"), worst_first(report)[:MOST]),
            (self.tr("Where the new model is worse than the base by most"), lost_most_first(report)[:MOST]),
        ):
            if cases:
                row = [CaseCard(case_words(case, titles)) for case in cases]
                self._column.addWidget(words(title, "title"))
                self._column.addWidget(_row_of(row))
                cards += row
        for card in cards:
            card.clicked.connect(self._on_card_clicked)
        self.cards = tuple(cards)
        self.refresh()
        return tuple(card.said.key for card in cards)

    def refresh(self) -> None:
        """Show the pictures that are there; a case can be opened once its dataset is known."""
        for card in self.cards:
            card.set_picture(self._worst.of(card.said.key))
            card.setEnabled(self._worst.dataset is not None)

    def _on_card_clicked(self) -> None:
        card = self.sender()
        if isinstance(card, CaseCard):
            self.case_chosen.emit(card.said.key)


def case_words(case: Mapping[str, Any], labels: Sequence[object]) -> CaseWords:
    """Say of a case what is true and what both models said; of outlines how well they fit."""
    translate = QCoreApplication.translate
    new, base = translate("ReportGallery", "New: {said}"), translate("ReportGallery", "Base: {said}")
    if "truth" in case:
        lines = [
            case_title(case["truth"]),
            new.format(said=likeliest(case.get("new"), labels)),
            base.format(said=likeliest(case.get("base"), labels)),
        ]
    else:
        lines = [new.format(said=figure(case.get("figure_new")))]
        if is_number(case.get("figure_base")):
            lines.append(base.format(said=figure(case.get("figure_base"))))
    return CaseWords(str(case.get("key", "")), tuple(lines))


def _row_of(cards: Sequence[CaseCard]) -> QWidget:
    inside = QWidget()
    row = QHBoxLayout(inside)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_SPACING_PX)
    for card in cards:
        row.addWidget(card)
    row.addStretch(1)
    return inside
