"""A large list of studies is set apart from what Python searches for garbage."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject

from app.state.session import Session

LARGE_LIST = 1000
"""Studies that come in from which on Python is spared the search for garbage among them."""


class SparedStudies(QObject):
    """Sets what is listed apart: it has no cycles, and the search holds the window up."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._spared = 0
        session.studies_changed.connect(self._on_studies_changed)

    def _on_studies_changed(self) -> None:
        count = len(self._session.studies)
        if count >= self._spared + LARGE_LIST:
            self._spared = count
            gc.freeze()
        self._spared = min(self._spared, count)
