"""The dialogs that collect cases and hand datasets on, with what they call."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.actions.audit import AuditActions
from app.actions.collect_case import CollectActions
from app.jobs.runner import JobRunner
from app.state.session import Session
from app.state.settings_store import SettingsStore
from app.ui.collect_dialog import CollectDialog
from app.ui.leaving_dialog import LeavingDialog
from app.ui.notices import Notices


class Collecting(QObject):
    """Opens them over the window.

    Parameters
    ----------
    session, runner, settings
        As `app.actions.collect_case.CollectActions` takes them.
    audit
        Writes down what was added and exported.
    window
        Over which they open.
    """

    def __init__(
        self, session: Session, runner: JobRunner, settings: SettingsStore, *, audit: AuditActions, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.actions = CollectActions(session, runner, settings)
        self.actions.noted.connect(audit.note)

    def tell(self, notices: Notices) -> None:
        """Tell what was done there."""
        self.actions.written.connect(notices.show_done)
        self.actions.warned.connect(notices.show_warning)

    def add_case(self) -> None:
        """Ask what of the open series goes into a dataset."""
        opened = self._session.opened
        if opened is None or not self.actions.can_collect():
            return
        dialog = CollectDialog(self.actions, opened.volume, self._window)
        dialog.add_requested.connect(self.actions.add)
        dialog.open()
        self.actions.look()

    def export_dataset(self) -> None:
        """Show what leaves with a dataset, and ask where to."""
        dialog = LeavingDialog(self.actions, self._window)
        dialog.export_requested.connect(self.actions.export)
        dialog.open()
        self.actions.find_datasets()
