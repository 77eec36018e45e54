"""How far readers agree: every two of them over the set, and case by case, lowest agreement first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QScrollArea, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from ai.training.dataset.agreement import NOT_SURE, Agreement, CaseAgreement, MaskAgreement, PairAgreement
from ai.training.dataset.box_agreement import SAME_IOU, ClassAgreement
from ai.training.dataset.case import Task
from app.ui.panel import empty, plain_tip, rule, words
from app.ui.table import Table
from app.ui.theme import GAP_PX

_SIZE_PX = (760, 560)
_ROW_PX = 26
_LETTERS = 6
"""Of a reader's key: enough to tell readers apart."""


class AgreementDialog(QDialog):
    """Follows the dataset that was compared last.

    Signals
    -------
    case_chosen(str)
        Key of the case that the reader wants to see.
    """

    case_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Agreement of the readers"))
        self.resize(*_SIZE_PX)
        self._keys: list[str] = []
        self._own = ""
        self._head = QVBoxLayout()
        self._head.setSpacing(GAP_PX)
        inside = QWidget()
        inside.setLayout(self._head)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setWidget(inside)
        self._area.setMaximumHeight(240)
        self.cases = QTableWidget()
        self.cases.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.cases.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.cases.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.cases.setShowGrid(False)
        self.cases.setTabKeyNavigation(False)
        self.cases.verticalHeader().hide()
        self.cases.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self.cases.horizontalHeader().setStretchLastSection(True)
        self.cases.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.cases.setAccessibleName(self.tr("Cases, lowest agreement first"))
        self.hint = words(self.tr("A double click opens a case."), "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX)
        layout.setSpacing(GAP_PX)
        layout.addWidget(self._area)
        layout.addWidget(rule())
        layout.addWidget(self.cases, 1)
        layout.addWidget(self.hint)
        self.cases.cellActivated.connect(self._on_cell_activated)
        self.cases.cellDoubleClicked.connect(self._on_cell_activated)

    def show_agreement(self, found: Agreement, *, own: str = "") -> None:
        """Show a comparison.

        Parameters
        ----------
        found
            Of all readers, as far as this one may see it.
        own
            Key of this reader, who is called "you".
        """
        empty(self._head)
        self._own = own
        if not found.pairs:
            self._head.addWidget(
                words(self.tr("No case was completed by two readers: nothing can be compared."), wrap=True)
            )
        for pair in found.pairs:
            self._head.addWidget(words(self._pair_title(pair), "strong"))
            self._head.addWidget(_pair_table(pair))
        if any(pair.boxes for pair in found.pairs):
            self._head.addWidget(words(_box_rule(), "small", wrap=True))
        if found.hidden:
            text = self.tr("{count} cases are hidden until your own read of them is complete.")
            self._head.addWidget(words(text.format(count=found.hidden), "small", wrap=True))
        for each in found.readers:
            if each.unblinded:
                text = self.tr("{count} reads of {reader} are not compared: the reads of others were shown before.")
                line = text.format(count=each.unblinded, reader=self._name(each.key))
                self._head.addWidget(words(line, "small", wrap=True))
        self._head.addStretch(1)
        self._area.setVisible(True)
        self._show_rows(found, found.cases)

    def _show_rows(self, found: Agreement, rows: tuple[CaseAgreement, ...]) -> None:
        is_classes = found.task is Task.CLASSIFICATION
        heads = [self.tr("Case"), self.tr("Readers")]
        if is_classes:
            heads += [self.tr("First"), self.tr("Second")]
        elif found.task is Task.DETECTION:
            heads += [self.tr("Lowest F1"), self.tr("By class")]
        else:
            heads += [self.tr("Lowest Dice"), self.tr("By structure")]
        self.cases.clear()
        self.cases.setColumnCount(len(heads))
        self.cases.setHorizontalHeaderLabels(heads)
        self.cases.setRowCount(len(rows))
        self._keys = [row.key for row in rows]
        for number, row in enumerate(rows):
            texts = [row.key, " / ".join(self._name(key) for key in row.readers), *_result_texts(row)]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))  # a long one is cut off
                self.cases.setItem(number, column, item)
        self.cases.resizeColumnsToContents()

    def _name(self, key: str) -> str:
        return self.tr("you") if key == self._own else key[:_LETTERS]

    def _pair_title(self, pair: PairAgreement) -> str:
        first, second = (self._name(key) for key in pair.readers)
        text = self.tr("Readers {first} and {second}: {count} cases both completed")
        return text.format(first=first, second=second, count=pair.cases)

    def _on_cell_activated(self, row: int, column: int) -> None:
        if 0 <= row < len(self._keys):
            self.case_chosen.emit(self._keys[row])


def _pair_table(pair: PairAgreement) -> Table:
    """Say how far two readers agree over the set."""
    translate = QCoreApplication.translate
    if pair.kappa is not None:
        kappa = pair.kappa
        value, interval = translate("AgreementDialog", "not defined"), "–"
        if kappa.value is not None and kappa.interval is not None:
            value, interval = f"{kappa.value:.2f}", f"{kappa.interval[0]:.2f} … {kappa.interval[1]:.2f}"
        heads = ("", "κ", "95 %", translate("AgreementDialog", "The same"), translate("AgreementDialog", "By chance"))
        title = translate("AgreementDialog", "Class, {count} persons or blocks").format(count=kappa.groups)
        row = (title, value, interval, f"{100 * kappa.observed:.0f} %", f"{100 * kappa.expected:.0f} %")
        return Table(heads, (row,))
    if pair.boxes:
        return _box_table(pair.boxes)
    heads = ("", "Dice", "95 %", translate("AgreementDialog", "Median HD95"), translate("AgreementDialog", "Unmarked"))
    rows = [
        (
            each.name,
            "–" if each.dice is None else f"{each.dice.value:.3f}",
            "–" if each.dice is None else f"{each.dice.low:.3f} … {each.dice.high:.3f}",
            "–" if each.hd95 is None else f"{each.hd95:.1f} {each.unit}",
            f"{each.unmarked} / {each.cases}",
        )
        for each in pair.structures
    ]
    return Table(heads, rows)


def _box_table(found: Sequence[ClassAgreement]) -> Table:
    """Say how far two readers agree on boxes over the set."""
    translate = QCoreApplication.translate
    heads = (
        "",
        "F1",
        "95 %",
        translate("AgreementDialog", "Both"),
        translate("AgreementDialog", "First only"),
        translate("AgreementDialog", "Second only"),
        translate("AgreementDialog", "Mean IoU"),
        translate("AgreementDialog", "Unmarked"),
    )
    rows = [
        (
            each.name,
            "–" if each.f1 is None else f"{each.f1.value:.2f}",
            "–" if each.f1 is None else f"{each.f1.low:.2f} … {each.f1.high:.2f}",
            str(each.matched),
            str(each.only_first),
            str(each.only_second),
            "–" if each.iou is None else f"{each.iou:.2f}",
            f"{each.unmarked} / {each.cases}",
        )
        for each in found
    ]
    return Table(heads, rows)


def _box_rule() -> str:
    text = QCoreApplication.translate(
        "AgreementDialog",
        "Two boxes are the same finding where their class is the same and they share at least {share} % of what both "
        "cover. There is no kappa: nobody counts the places where both marked nothing.",
    )
    return text.format(share=round(100 * SAME_IOU))


def _result_texts(row: CaseAgreement) -> list[str]:
    translate = QCoreApplication.translate
    if row.answers is not None:
        return [translate("Worklist", "Not sure") if each == NOT_SURE else each for each in row.answers]
    parts = []
    for box in row.boxes:
        if box.f1 is not None:
            text = translate("AgreementDialog", "{name} {both} both, {first} / {second} alone")
            parts.append(text.format(name=box.name, both=box.matched, first=box.only_first, second=box.only_second))
    for each in sorted(row.masks, key=_dice_of):
        if each.dice is None:
            parts.append(translate("AgreementDialog", "{name} unmarked by both").format(name=each.name))
        else:
            distance = "" if each.hd95 is None else f" ({each.hd95:.1f} {row.unit})"
            parts.append(f"{each.name} {each.dice:.3f}{distance}")
    if row.boxes and not parts:
        parts.append(translate("AgreementDialog", "unmarked by both"))
    return [f"{row.agreement:.3f}", ", ".join(parts)]


def _dice_of(mask: MaskAgreement) -> float:
    return 2.0 if mask.dice is None else mask.dice
