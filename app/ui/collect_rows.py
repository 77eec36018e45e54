"""The labels of a series as rows: which go into a dataset, under which names, and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QCompleter, QGridLayout, QLineEdit, QWidget

from ai.training.dataset.distinct_names import apart
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.new_case import LONGEST_CLASS
from ai.training.dataset.sources.structure_name import LONGEST_NAME
from ai.training.dataset.structures import Meaning, Named, Structures
from app.actions.collect_labels import Candidate
from app.state.review import FindingId
from app.ui.panel import words
from app.ui.spoken import spoken

_NAME_PX = 190


class CollectRows(QWidget):
    """A row per mask: tick, name in the dataset, origin, or why it cannot go in.

    Parameters
    ----------
    candidates
        Masks or boxes of the series.
    kind
        What they are, as the head of their column.
    shares_names
        Whether several may have one name, as boxes of one class have.

    Signals
    -------
    changed()
        Another mask is ticked, or a name is another.
    """

    changed = Signal()

    def __init__(
        self, candidates: Sequence[Candidate], kind: str, *, shares_names: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._candidates = tuple(candidates)
        self.ticks: list[QCheckBox] = []
        self.names: list[QLineEdit] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for column, head in enumerate((kind, self.tr("Name in the dataset"), self.tr("Made by"))):
            grid.addWidget(words(head, "title"), 0, column)
        self._shares_names = shares_names
        names: Sequence[str] = [each.name for each in candidates]
        names = names if shares_names else apart(names)
        self._proposals = tuple(names)
        for row, (each, name) in enumerate(zip(candidates, names, strict=True), 1):
            tick = QCheckBox(spoken(each.title))
            tick.setChecked(each.origin is not None)
            tick.setEnabled(each.origin is not None)
            tick.toggled.connect(self._on_changed)
            line = QLineEdit(name)
            line.setMaxLength(LONGEST_CLASS if shares_names else LONGEST_NAME)
            line.setProperty("field", True)
            line.setFixedWidth(_NAME_PX)
            line.setAccessibleName(self.tr("Name of {mask} in the dataset").format(mask=each.title))
            line.setEnabled(each.origin is not None)
            line.textChanged.connect(self._on_changed)
            reason = spoken(each.reason) if each.origin is None else origin_words(each.origin)
            told = words(reason, "dim" if each.origin is None else "")
            told.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            if each.model:
                told.setToolTip(each.model)
            self.ticks.append(tick)
            self.names.append(line)
            for column, widget in enumerate((tick, line, told)):
                grid.addWidget(widget, row, column)
        grid.setRowStretch(len(candidates) + 1, 1)

    @property
    def chosen(self) -> Mapping[FindingId, str]:
        """Names of the masks that are ticked."""
        return {
            each.finding: line.text().strip()
            for each, tick, line in zip(self._candidates, self.ticks, self.names, strict=True)
            if tick.isChecked()
        }

    @property
    def has_drafts(self) -> bool:
        """Whether there are some that nobody has judged."""
        return any(each.is_open for each in self._candidates)

    @property
    def model_names(self) -> frozenset[str]:
        """First names, of those that are ticked, which no person typed."""
        return frozenset(
            each.model_name for each, tick in zip(self._candidates, self.ticks, strict=True) if tick.isChecked()
        )

    @property
    def proposed(self) -> frozenset[FindingId]:
        """Those whose names nobody chose."""
        rows = zip(self._candidates, self.names, self._proposals, strict=True)
        return frozenset(each.finding for each, line, proposal in rows if line.text().strip() == proposal)

    def offer_names(self, names: Sequence[str], structures: Structures | None = None) -> None:
        """Offer the names that a dataset has while one is typed, and propose the ones of the same structures.

        Parameters
        ----------
        names
            Of the dataset.
        structures
            What they are; None where that is not known.
        """
        self._propose(structures)
        for line in self.names:
            completer = QCompleter(list(names), line)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            line.setCompleter(completer)

    def _propose(self, structures: Structures | None) -> None:
        """Write names into the rows in which nobody has written another."""
        proposals: Sequence[str] = [each.name for each in self._candidates]
        if structures is not None:
            wanted = [Named(each.name, each.meaning or Meaning(each.title)) for each in self._candidates]
            proposals = structures.names_for(wanted, apart=True)
        elif not self._shares_names:
            proposals = apart(proposals)
        before, self._proposals = self._proposals, tuple(proposals)
        for each, line, old, new in zip(self._candidates, self.names, before, self._proposals, strict=True):
            if line.text() == old != new:
                line.setText(new)
            is_taken = structures is not None and new != each.name and each.name.casefold() in structures.known
            line.setToolTip(self._taken_words(each.name) if is_taken else "")

    def _taken_words(self, name: str) -> str:
        return self.tr("The dataset has “{name}” for another structure. Write that name where it is the same.").format(
            name=name
        )

    def _on_changed(self) -> None:
        for tick, line, each in zip(self.ticks, self.names, self._candidates, strict=True):
            line.setEnabled(tick.isChecked() and each.origin is not None)
        self.changed.emit()


def origin_words(origin: Origin) -> str:
    """Say who made a label."""
    translate = QCoreApplication.translate
    return {
        Origin.SITE: translate("CollectRows", "others, accepted"),
        Origin.HUMAN: translate("CollectRows", "a person"),
        Origin.CORRECTED_AI: translate("CollectRows", "AI, corrected"),
        Origin.ACCEPTED_AI: translate("CollectRows", "AI, accepted"),
        Origin.MIXED: translate("CollectRows", "several"),
    }[origin]
