"""ROC, precision and calibration of both models in a row, for one class at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ai.training.box_hits import HitRule
from ai.training.report_cells import entries, estimate, points, table
from app.ui.panel import empty, words
from app.ui.report_plot import ReportPlot
from app.ui.table import Table

NEW, BASE = "accent", "warning"
"""Colours of the two models."""


class ReportCurves(QWidget):
    """Three plots and their figures.

    Parameters
    ----------
    report
        With ``curves``.
    """

    def __init__(self, report: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves = entries(report, "curves")
        self._calibration = table(report.get("calibration"))
        self.classes = QComboBox()
        self.classes.setAccessibleName(self.tr("Class that is told from the rest"))
        self.classes.addItems([str(each.get("label", "")) for each in self._curves])
        self.classes.setVisible(len(self._curves) > 1)
        self.roc = ReportPlot(
            self.tr("ROC curve"), self.tr("False positive rate"), self.tr("Sensitivity"), has_diagonal=True
        )
        self.precision = ReportPlot(self.tr("Precision"), self.tr("Sensitivity"), self.tr("Precision"))
        self.held = ReportPlot(
            self.tr("Calibration"), self.tr("Said probability"), self.tr("How often it was so"), has_diagonal=True
        )
        self._figures = QVBoxLayout()
        self._lay_out()
        self.classes.currentIndexChanged.connect(self._on_class_chosen)
        for role, name in ((BASE, "base"), (NEW, "new")):
            bins = points(table(self._calibration.get(name)).get("bins"), 4)
            if bins:
                self.held.add(role, [row[:2] for row in bins], marks=bins)
        self._show()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.classes)
        head.addWidget(words(self.tr("● New"), NEW))
        head.addWidget(words(self.tr("● Base"), BASE))
        head.addStretch(1)
        plots = QHBoxLayout()
        plots.setSpacing(16)
        for plot in (self.roc, self.precision, self.held):
            plots.addWidget(plot, 1)
        plots.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(plots)
        column.addLayout(self._figures)

    def _show(self) -> None:
        each = self._curves[max(0, self.classes.currentIndex())]
        new, base = table(each.get("new")), table(each.get("base"))
        self.roc.clear()
        self.precision.clear()
        for role, one in ((BASE, base), (NEW, new)):
            self.roc.add(role, points(one.get("roc")), band=points(one.get("band"), 3))
            self.precision.add(role, points(one.get("pr")))
        held_new, held_base = (table(self._calibration.get(name)) for name in ("new", "base"))
        rows = [
            (title, *(estimate(one.get(name), until="–") for one in both))
            for title, name, both in (
                (self.tr("Area under the ROC curve"), "auc", (base, new)),
                (self.tr("Average precision"), "average_precision", (base, new)),
                (self.tr("Expected calibration error"), "ece", (held_base, held_new)),
                (self.tr("Brier score, lower is better"), "brier", (held_base, held_new)),
            )
        ]
        empty(self._figures)
        self._figures.addWidget(Table(("", self.tr("Base"), self.tr("New")), rows))

    def _on_class_chosen(self) -> None:
        self._show()


def marks_plot(report: Mapping[str, Any]) -> ReportPlot | None:
    """Make the plot of found marks against false ones; None where the report has none."""
    found = table(report.get("froc"))
    lines = [(role, points(found.get(name))) for role, name in ((BASE, "base"), (NEW, "new"))]
    ends = [point[0] for _, line in lines for point in line]
    if not ends:
        return None
    translate = QCoreApplication.translate
    plot = ReportPlot(
        translate("ReportCurves", "Marks"),
        translate("ReportCurves", "False marks per scan")
        if report.get("hit_rule") == HitRule.OVERLAP_3D.value
        else translate("ReportCurves", "False marks per image"),
        translate("ReportCurves", "Sensitivity"),
        highest_across=max(1.0, *ends),
    )
    for role, line in lines:
        if line:
            plot.add(role, line)
    return plot
