"""Asks where an answer comes from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget


class ExplainLink(QPushButton):
    """Asks for a heat map, and of which kind.

    Parameters
    ----------
    model_id
        Whose answer.

    Signals
    -------
    explain_requested(str, str)
        Id of the model, name of the heat map as in `ai.inference.options.RunOptions`.
    """

    explain_requested = Signal(str, str)

    def __init__(self, model_id: str, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("ExplainLink", "Heat map…"), parent)
        self._model_id = model_id
        self.setProperty("flat", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Runs the model again and shows where its answer came from: not where a disease is"))
        self.kinds = QMenu(self)
        self.kinds.setToolTipsVisible(True)
        for name, text, tip in (
            ("grad-cam", self.tr("Grad-CAM (quick)"), self.tr("Weighs the last features of the network")),
            (
                "occlusion",
                self.tr("Occlusion (slow)"),
                self.tr("Covers part after part and sees how the answer changes"),
            ),
        ):
            action = QAction(text, self.kinds)
            action.setData(name)
            action.setToolTip(tip)
            self.kinds.addAction(action)
        self.kinds.triggered.connect(self._on_triggered)
        self.setMenu(self.kinds)

    def _on_triggered(self, action: QAction) -> None:
        self.explain_requested.emit(self._model_id, str(action.data()))
