"""The left column: the studies, and below them the worklist while there is one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter

from app.actions.actions import Actions
from app.actions.case_pictures import CasePictures
from app.ui.dialogs import State
from app.ui.study_browser import StudyBrowser
from app.ui.worklist_panel import WorklistPanel

_SHARES = (1, 3)
"""Of studies and worklist."""

_LEAST_PX = 110
"""So much of the studies stays in sight."""


class LeftColumn(QSplitter):
    """Lays them out.

    Parameters
    ----------
    browser
        The studies.
    state, actions
        What the worklist shows.
    """

    def __init__(self, browser: StudyBrowser, state: State, actions: Actions) -> None:
        super().__init__(Qt.Orientation.Vertical)
        pictures = CasePictures(state.runner, self)
        self.worklist = WorklistPanel(
            actions.worklist, state.models, state.settings, pictures=pictures, thumbnails=actions.thumbnails
        )
        browser.setMinimumHeight(_LEAST_PX)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(browser)
        self.addWidget(self.worklist)
        for number, share in enumerate(_SHARES):
            self.setStretchFactor(number, share)
        self.setSizes([160, 640])
