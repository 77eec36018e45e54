"""The lesson: images, split, plan, run, report, in a window of its own beside the viewer."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ai.errors import ReportableError
from app.actions.teach import TeachActions
from app.actions.teach_data import Source
from app.actions.teach_split import SplitChoice
from app.state.model_list import ModelList
from app.state.teach_run import RunState, TeachRun
from app.ui.panel import rule, set_role, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.teach_data_page import TeachDataPage
from app.ui.teach_plan_page import TeachPlanPage
from app.ui.teach_report_page import TeachReportPage
from app.ui.teach_run_page import TeachRunPage
from app.ui.teach_split_page import TeachSplitPage

_SIZE_PX = (960, 700)


class Page(IntEnum):
    """Pages, in their order."""

    DATA = 0
    SPLIT = 1
    PLAN = 2
    RUN = 3
    REPORT = 4


class TeachDialog(QDialog):
    """Five calm pages; a run goes on while the dialog is closed.

    Parameters
    ----------
    teach, models
        What its gestures call, and the installed models.

    Signals
    -------
    import_requested()
        The reader has images of another kind.
    """

    import_requested = Signal()

    def __init__(self, teach: TeachActions, models: ModelList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teach = teach
        self.setWindowTitle(self.tr("Teach a model"))
        self.resize(*_SIZE_PX)
        self.data = TeachDataPage(teach)
        self.split = TeachSplitPage(teach)
        self.plan = TeachPlanPage(teach, models)
        self.run = TeachRunPage(teach)
        self.report = TeachReportPage(teach)
        self.pages = QStackedWidget()
        for page in (self.data, self.split, self.plan, self.run, self.report):
            self.pages.addWidget(page)
        self.back = QPushButton(self.tr("Back"))
        self.next = QPushButton(self.tr("Next"))
        for button in (self.back, self.next):
            button.setAutoDefault(False)
        self.next.setProperty("primary", True)
        self.error = words("", "error", wrap=True)
        titles = (
            self.tr("1  Data"),
            self.tr("2  Split"),
            self.tr("3  Plan"),
            self.tr("4  Run"),
            self.tr("5  Report"),
        )
        self._steps: list[QLabel] = [words(title, "strong") for title in titles]
        self._was_done = False
        self._followed: TeachRun | None = None
        self._lay_out()
        self._connect()
        self.refresh()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return Page(self.pages.currentIndex())

    def show_page(self, page: Page) -> None:
        """Show a page."""
        self.pages.setCurrentIndex(page)
        self.error.hide()
        self.refresh()

    def open_lesson(self) -> None:
        """Show the window where things stand, and look for a run that an earlier window left."""
        self._teach.reattach()
        if self.isVisible():
            self.raise_()
        self.show()
        self.activateWindow()

    def refresh(self) -> None:
        """Show where one is and where one can go."""
        for number, step in enumerate(self._steps):
            set_role(step, "strong" if number == self.page else "step")
        page, prepared, run = self.page, self._teach.prepared, self._teach.run
        is_ready = prepared is not None and prepared.is_ready
        self.back.setVisible(page is not Page.DATA)
        self.next.setVisible(page is not Page.REPORT)
        self.next.setText(self.tr("Start") if page is Page.PLAN else self.tr("Next"))
        can_go = {
            Page.DATA: is_ready and not self._teach.is_working,
            Page.SPLIT: is_ready and not self._teach.is_working,
            Page.PLAN: is_ready and self.plan.is_complete and not self._teach.is_running,
            Page.RUN: run is not None and run.state is RunState.DONE,
            Page.REPORT: False,
        }
        self.next.setEnabled(can_go[page])

    def _lay_out(self) -> None:
        steps = QHBoxLayout()
        steps.setSpacing(28)
        for step in self._steps:
            steps.addWidget(step)
        steps.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.error, 1)
        foot.addStretch(0)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(14)
        column.addLayout(steps)
        column.addWidget(rule())
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
        self.error.hide()

    def _connect(self) -> None:
        teach = self._teach
        self.back.clicked.connect(self._on_back_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        self.data.check_requested.connect(self._on_check_requested)
        self.data.cancel_requested.connect(teach.cancel_work)
        self.data.refused.connect(self._on_failed)
        self.data.import_requested.connect(self.import_requested)
        self.split.split_requested.connect(self._on_split_requested)
        self.plan.changed.connect(self._on_plan_edited)
        self.run.pause_requested.connect(teach.pause)
        self.run.resume_requested.connect(teach.resume)
        self.run.stop_requested.connect(teach.stop)
        self.run.cancel_requested.connect(teach.cancel)
        self.report.bar.base_requested.connect(teach.decide.keep_base)
        self.report.bar.draft_requested.connect(teach.decide.keep_as_draft)
        self.report.bar.adopt_requested.connect(teach.decide.adopt)
        self.report.bar.return_requested.connect(teach.decide.take_back_adopted)
        teach.failed.connect(self._on_failed)
        teach.run_changed.connect(self._on_run_changed)
        refresh = Refresh(self.refresh, self)
        for news in (teach.work_changed, teach.data_changed, teach.run_changed):
            news.connect(refresh.soon)

    def _on_check_requested(self, source: Source) -> None:
        self.error.hide()
        self._teach.import_data(source)

    def _on_split_requested(self, choice: SplitChoice) -> None:
        self.error.hide()
        self._teach.split_again(choice)

    def _on_plan_edited(self) -> None:
        self.refresh()

    def _on_back_clicked(self) -> None:
        self.show_page(Page(self.page - 1))

    def _on_next_clicked(self) -> None:
        if self.page is not Page.PLAN:
            self.show_page(Page(self.page + 1))
            return
        self._teach.begin(self.plan.plan)
        if self._teach.is_running:
            self._teach.trial.leave()
            self.show_page(Page.RUN)

    def _on_run_changed(self) -> None:
        """Follow the run: its curves when one is found again, its report when it has ended."""
        run = self._teach.run
        if run is None:
            return
        is_done = run.state is RunState.DONE
        if is_done and not self._was_done:
            self.show_page(Page.REPORT)
        elif run is not self._followed and not self._teach.is_working:
            self.show_page(Page.RUN)
        self._was_done, self._followed = is_done, run

    def _on_failed(self, error: ReportableError) -> None:
        self.error.setText(spoken(error.words))
        self.error.show()

    # Qt overrides

    def hideEvent(self, event: QHideEvent) -> None:
        """End trials of the plan with the window; a run goes on."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._teach.trial.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Return from pressing a button that nobody looks at."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
