"""Last page of the lesson: base against new on the held-out part, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.actions.teach import TeachActions
from app.imaging.notice import NOTICE
from app.ui.known_words import known
from app.ui.panel import empty, words
from app.ui.refresh import Refresh
from app.ui.table import Table
from app.ui.teach_decision_bar import TeachDecisionBar

_DASH = "–"


class TeachReportPage(QWidget):
    """Verdict in words, tables, and below them the decision."""

    def __init__(self, teach: TeachActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teach = teach
        self._shown: Mapping[str, Any] | None = None
        self.bar = TeachDecisionBar(teach)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(16, 14, 16, 14)
        self._list.setSpacing(10)
        inside = QWidget()
        inside.setLayout(self._list)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Report"))
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(area, 1)
        column.addWidget(self.bar)
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
        if report:
            self._show(report)
        else:
            self._list.addWidget(words(self.tr("The report comes when the run has ended."), "dim"))
        self._list.addStretch(1)

    def _show(self, report: Mapping[str, Any]) -> None:
        comparison, base, new = report["comparison"], report["base"], report["new"]
        verdict = comparison["verdict"]
        if verdict is not None:
            word = known(str(verdict["word"]))
            self._list.addWidget(words(word[:1].upper() + word[1:], "value"))
            self._list.addWidget(words(verdict["sentence"], wrap=True))
        self._list.addWidget(words(self.tr("New: {model}").format(model=_title(new)), "dim", wrap=True))
        self._list.addWidget(words(self.tr("Base: {model}").format(model=_title(base)), "dim", wrap=True))
        rows = [
            (
                row["title"],
                *(estimate_text(row[name], sign=name == "difference") for name in ("base", "new", "difference")),
            )
            for row in comparison["rows"]
        ]
        heads = ("", self.tr("Base"), self.tr("New"), self.tr("Difference"))
        self._list.addWidget(Table(heads, rows, strong_first=True))
        if comparison["confusion_new"]:
            titles = report["labels"]
            counts = [(title, *map(str, row)) for title, row in zip(titles, comparison["confusion_new"], strict=True)]
            confusion = self.tr("What the new model called most likely, by the true class")
            self._list.addWidget(words(confusion, "title"))
            self._list.addWidget(Table(("", *titles), counts))
        text = self.tr("{cases} held-out cases of {groups} persons or blocks.")
        if report["cases"] == report["groups"]:
            text = self.tr("{cases} held-out cases of as many persons or blocks.")
        held = text.format(cases=report["cases"], groups=report["groups"])
        self._list.addWidget(words(f"{held} {report['grouping']} {comparison['intervals']}", "small", wrap=True))
        if report.get("refused"):
            refused = self.tr("The new model's input check would refuse {count} of these cases.")
            self._list.addWidget(words(refused.format(count=report["refused"]), "warning", wrap=True))
        if new.get("members", 1) < base.get("members", 1):
            one = self.tr(
                "The new model is one network; the base is {count} networks that answer together. Part of the "
                "difference comes from that."
            )
            if new["members"] > 1:
                one = self.tr(
                    "The new model is {new} networks, the base {count} that answer together. Part of the difference "
                    "comes from that."
                )
            self._list.addWidget(words(one.format(new=new["members"], count=base["members"]), "small", wrap=True))
        if base["kind"] == "probe":
            probe = self.tr("The base cannot answer this question; the linear probe on its features stands for it.")
            self._list.addWidget(words(probe, "small", wrap=True))
        elif base["kind"] == "guess":
            guess = self.tr("There is no model to compare with; a guess by the frequency of the classes stands for it.")
            self._list.addWidget(words(guess, "small", wrap=True))
        self._list.addWidget(words(f"{known(NOTICE)}.", "small"))


def estimate_text(estimate: Mapping[str, float], *, sign: bool = False) -> str:
    """Write a value with its interval: "0.912 (0.850 – 0.951)"."""
    form = "+.3f" if sign else ".3f"
    value, low, high = (format(estimate[name], form) for name in ("value", "low", "high"))
    return f"{value} ({low} {_DASH} {high})"


def _title(model: Mapping[str, Any]) -> str:
    return f"{model['title']} ({model['key']})" if model["key"] else str(model["title"])
