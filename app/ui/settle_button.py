"""The button that makes what readers agreed on the label of a case: a class, or masks or boxes to begin with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from ai.training.dataset.case import Task
from app.actions.double_reading import THE_LABEL, DoubleReading
from app.state.worklist import Worklist

_LETTERS = 6
"""Of a reader's key: enough to tell readers apart."""


class SettleButton(QToolButton):
    """Shown while the open case can be settled.

    Parameters
    ----------
    worklist, double
        The list, and what its readers can do together.

    Signals
    -------
    settled(str)
        The class, or what the agreed masks or boxes begin with: see `DoubleReading.settle`.
    """

    settled = Signal(str)

    def __init__(self, worklist: Worklist, double: DoubleReading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = worklist
        self._double = double
        self.setText(self.tr("Settle"))
        self.setToolTip(
            self.tr("Makes what the readers agreed on the label of the dataset; what each of them read stays")
        )
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._on_about_to_show)
        menu.triggered.connect(self._on_triggered)
        self.setMenu(menu)

    def refresh(self) -> None:
        """Show it where the open case can be settled."""
        self.setVisible(self._double.can_settle())

    def _on_about_to_show(self) -> None:
        """Offer what the label can become."""
        menu, source = self.menu(), self._list.source
        menu.clear()
        if source is None:
            return
        if source.task is Task.CLASSIFICATION:
            for name in source.names:
                menu.addAction(self.tr("Agreed: {name}").format(name=name)).setData(name)
            return
        for begin in self._double.beginnings():
            if begin == source.reader:
                text = self.tr("Agree, beginning with my read")
            elif begin == THE_LABEL:
                text = self.tr("Correct the label of the dataset as it is")
            else:
                text = self.tr("Agree, beginning with reader {reader}").format(reader=begin[:_LETTERS])
            menu.addAction(text).setData(begin)

    def _on_triggered(self, action: object) -> None:
        chosen = next((each for each in self.menu().actions() if each is action), None)
        if chosen is not None:
            self.settled.emit(chosen.data())
