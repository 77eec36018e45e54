"""Last page of the lesson: base against new on the held-out part, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ai.training.report_cells import entries, estimate
from app.actions.teach import TeachActions
from app.ui.panel import empty
from app.ui.refresh import Refresh
from app.ui.teach_decision_bar import TeachDecisionBar
from app.ui.teach_report_curves import ReportCurves, marks_plot
from app.ui.teach_report_gallery import ReportGallery
from app.ui.teach_report_parts import ReportParts
from app.ui.teach_report_pdf import report_pdf

_PDF_NAME = "lightbox-report.pdf"


class TeachReportPage(QWidget):
    """Verdict in words, alarms, tables, curves, the worst cases, and below them the decision.

    Signals
    -------
    case_requested(Path, str)
        The reader wants to see a case: folder of its dataset, and its key.
    """

    case_requested = Signal(object, str)

    def __init__(self, teach: TeachActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teach = teach
        self._shown: Mapping[str, Any] | None = None
        self.bar = TeachDecisionBar(teach)
        self.save = QPushButton(self.tr("Save as PDF…"))
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._on_save_clicked)
        self.curves: ReportCurves | None = None
        self.gallery: ReportGallery | None = None
        self._list = QVBoxLayout()
        self._list.setContentsMargins(16, 14, 16, 14)
        self._list.setSpacing(10)
        inside = QWidget()
        inside.setLayout(self._list)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Report"))
        area.setWidget(inside)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(area, 1)
        column.addLayout(foot)
        refresh = Refresh(self.refresh, self)
        teach.run_changed.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show the report."""
        report = self._teach.report
        if report is self._shown:
            return
        self._shown = report
        empty(self._list)
        self.curves = self.gallery = None
        self.save.setVisible(bool(report))
        parts = ReportParts(self._list)
        if report:
            self._show(report, parts)
        else:
            parts.waiting()
        self._list.addStretch(1)

    def save_pdf(self, path: Path) -> None:
        """Write the report as PDF; the job tells what hinders it."""
        self._teach.save_report(path, report_pdf)

    def _show(self, report: Mapping[str, Any], parts: ReportParts) -> None:
        parts.verdict(report)
        parts.alarms(report)
        parts.models(report)
        parts.rows(report)
        if entries(report, "curves"):
            self.curves = ReportCurves(report)
            parts.titled(self.tr("Curves"), self.curves)
        marks = marks_plot(report)
        if marks is not None:
            parts.titled(self.tr("Found and false marks"), marks)
        parts.confusion(report)
        parts.operating_points(report)
        self._show_cases(report, parts)
        parts.subgroups(report)
        parts.forgetting(report)
        parts.remarks(report)

    def _show_cases(self, report: Mapping[str, Any], parts: ReportParts) -> None:
        gallery = ReportGallery(self._teach.worst)
        gallery.case_chosen.connect(self._on_case_chosen)
        keys, run = gallery.show_report(report), self._teach.run
        if not keys or run is None:
            gallery.deleteLater()
            return
        self.gallery = gallery
        parts.titled(self.tr("Worst cases"), gallery)
        self._teach.worst.request(run.job.config, keys)

    def _on_case_chosen(self, key: str) -> None:
        folder = self._teach.worst.dataset
        if folder is not None:
            self.case_requested.emit(folder, key)

    def _on_save_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Save as PDF"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(_PDF_NAME)
        dialog.fileSelected.connect(self._on_path_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_path_chosen(self, path: str) -> None:
        self.save_pdf(Path(path))


def estimate_text(found: Mapping[str, float], *, sign: bool = False) -> str:
    """Write a value with its interval: "0.912 (0.850 – 0.951)"."""
    return estimate(found, sign=sign, until="–")
