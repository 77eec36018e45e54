"""Parts of the report page that are words and tables, each left out where the report has nothing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ai.training.report_cells import UNKNOWN, entries, estimate, figure, points, table
from ai.training.report_cells import words as text_of
from ai.training.report_text import serious
from app.imaging.notice import NOTICE
from app.ui.known_words import known
from app.ui.panel import rule, words
from app.ui.table import Table

Report = Mapping[str, Any]

translate = QCoreApplication.translate

_MOST_ALARMS = 12


class ReportParts:
    """Writes parts of a report into a column.

    Parameters
    ----------
    column
        Takes them, one under the other.
    """

    def __init__(self, column: QVBoxLayout) -> None:
        self._column = column

    def waiting(self) -> None:
        """Say that there is no report yet."""
        self._words(translate("TeachReportPage", "The report comes when the run has ended."), "dim")

    def titled(self, title: str, inside: QWidget) -> None:
        """Add a part under a line and a title."""
        self._column.addSpacing(6)
        self._column.addWidget(rule())
        self._words(title, "heading")
        self._column.addWidget(inside)

    def verdict(self, report: Report) -> None:
        """Say the verdict."""
        verdict = table(table(report.get("comparison")).get("verdict"))
        if verdict:
            word = known(str(verdict.get("word", "")))
            self._words(word[:1].upper() + word[1:], "value")
            self._words(str(verdict.get("sentence", "")), "", wrap=True)

    def alarms(self, report: Report) -> None:
        """Alarms that went off, right under the verdict; how many other checks there were."""
        for each in serious(report)[:_MOST_ALARMS]:
            name = (
                translate("TeachReportPage", "Leak")
                if each["severity"] == "leak"
                else translate("TeachReportPage", "Caution")
            )
            self._words(f"{name}: {each.get('sentence', '')}", "warning", wrap=True)
        checks = [str(each.get("severity")) for each in entries(report, "alarms")]
        passed, left = checks.count("passed"), checks.count("not checked")
        if checks:
            text = translate("TeachReportPage", "Leak checks: {passed} passed, {left} not made.")
            self._words(text.format(passed=passed, left=left), "small")

    def models(self, report: Report) -> None:
        """Name what is held against what."""
        self._words(
            translate("TeachReportPage", "New: {model}").format(model=_title(table(report.get("new")))),
            "dim",
            wrap=True,
        )
        if _is_alone(report):
            return
        self._words(
            translate("TeachReportPage", "Base: {model}").format(model=_title(table(report.get("base")))),
            "dim",
            wrap=True,
        )

    def rows(self, report: Report) -> None:
        """Table of the comparison."""
        found = entries(report.get("comparison"), "rows")
        self._column.addWidget(_table_of_rows(found, strong_first=True, alone=_is_alone(report)))

    def confusion(self, report: Report) -> None:
        """Confusion matrices of both models beside each other."""
        labels = report.get("labels")
        titles = [str(each) for each in labels] if isinstance(labels, list) else []
        comparison, shown = table(report.get("comparison")), []
        for name, title in (
            ("confusion_base", translate("TeachReportPage", "Base")),
            ("confusion_new", translate("TeachReportPage", "New")),
        ):
            counts = points(comparison.get(name), len(titles)) if titles else []
            if titles and len(counts) == len(titles):
                rows = [(one, *(f"{count:.0f}" for count in row)) for one, row in zip(titles, counts, strict=True)]
                shown.append(Table((title, *titles), rows, gap_px=18))
        if not shown:
            return
        inside = QWidget()
        line = QHBoxLayout(inside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(64)
        for each in shown:
            line.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
        line.addStretch(1)
        self.titled(translate("TeachReportPage", "What was called most likely, by the true class"), inside)

    def operating_points(self, report: Report) -> None:
        """Sensitivity and specificity where it matters."""
        names = {
            "likeliest": translate("TeachReportPage", "the likeliest class"),
            "half": translate("TeachReportPage", "from a probability of 0.5"),
            "validation": translate("TeachReportPage", "set on the validation part for 0.9 sensitivity"),
        }
        rows = []
        for each in entries(report.get("thresholds"), "points"):
            said = (str(each.get("label", "")), names.get(str(each.get("name")), str(each.get("name", ""))))
            for model, title in (
                ("base", translate("TeachReportPage", "Base")),
                ("new", translate("TeachReportPage", "New")),
            ):
                one = table(each.get(model))
                if one and not (model == "base" and table(report.get("base")).get("kind") == "guess"):
                    figures = (_estimate(one.get(name)) for name in ("sensitivity", "specificity"))
                    rows.append((f"{said[0]}: {said[1]}", title, figure(one.get("threshold")), *figures))
        if rows:
            heads = (
                translate("TeachReportPage", "Called"),
                "",
                translate("TeachReportPage", "Threshold"),
                translate("TeachReportPage", "Sensitivity"),
                translate("TeachReportPage", "Specificity"),
            )
            self.titled(translate("TeachReportPage", "Operating points"), Table(heads, rows))

    def subgroups(self, report: Report) -> None:
        """Leading figure by subgroup."""
        rows = [
            (
                str(each.get("title", each.get("name", ""))),
                f"{each.get('cases', UNKNOWN)} / {each.get('persons', UNKNOWN)}",
                *(_estimate(each.get(name), sign=name == "difference") for name in ("base", "new", "difference")),
            )
            for each in entries(report, "subgroups")
        ]
        if rows:
            heads = (
                "",
                translate("TeachReportPage", "Cases / persons"),
                translate("TeachReportPage", "Base"),
                translate("TeachReportPage", "New"),
                translate("TeachReportPage", "Difference"),
            )
            self.titled(translate("TeachReportPage", "Subgroups"), Table(heads, rows))

    def forgetting(self, report: Report) -> None:
        """Whether the new model still does what the base did."""
        kept, agreed = table(report.get("forgetting")), table(report.get("unlabelled"))
        if not kept and not agreed:
            return
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for each in (kept, agreed):
            if text_of(each, "sentence"):
                column.addWidget(words(text_of(each, "sentence"), "", wrap=True))
            if entries(each, "rows"):
                column.addWidget(_table_of_rows(entries(each, "rows")))
        self.titled(translate("TeachReportPage", "Forgetting"), inside)

    def remarks(self, report: Report) -> None:
        """How it was made, and what else must be known."""
        new, base = table(report.get("new")), table(report.get("base"))
        text = translate("TeachReportPage", "{cases} held-out cases of {groups} persons or blocks.")
        if report.get("cases") == report.get("groups"):
            text = translate("TeachReportPage", "{cases} held-out cases of as many persons or blocks.")
        held = text.format(cases=report.get("cases", UNKNOWN), groups=report.get("groups", UNKNOWN))
        intervals = text_of(report.get("comparison"), "intervals")
        self._column.addSpacing(6)
        self._column.addWidget(rule())
        self._words(f"{held} {text_of(report, 'grouping')} {intervals}", "small", wrap=True)
        if report.get("refused"):
            refused = translate("TeachReportPage", "The new model's input check would refuse {count} of these cases.")
            self._words(refused.format(count=report["refused"]), "warning", wrap=True)
        members, opposed = new.get("members", 1), base.get("members", 1)
        if members < opposed:
            one = translate(
                "TeachReportPage",
                "The new model is one network; the base is {count} networks that answer together. Part of the "
                "difference comes from that.",
            )
            if members > 1:
                one = translate(
                    "TeachReportPage",
                    "The new model is {new} networks, the base {count} that answer together. Part of the difference "
                    "comes from that.",
                )
            self._words(one.format(new=members, count=opposed), "small", wrap=True)
        if base.get("kind") == "probe":
            probe = translate(
                "TeachReportPage",
                "The base cannot answer this question; the linear probe on its features stands for it.",
            )
            self._words(probe, "small", wrap=True)
        elif base.get("kind") == "guess":
            guess = translate(
                "TeachReportPage",
                "There is no model to compare with; a guess by the frequency of the classes stands for it.",
            )
            if report.get("task") == "segmentation":
                guess = translate(
                    "TeachReportPage",
                    "There is no model to compare with; a guess by where the structures lay in most training cases "
                    "stands for it.",
                )
            self._words(guess, "small", wrap=True)
        elif _is_alone(report):
            alone = translate("TeachReportPage", "There is no model to compare with, so there is no verdict.")
            self._words(alone, "small", wrap=True)
        if report.get("counted"):
            self._words(text_of(report, "counted"), "small", wrap=True)
        self._words(f"{known(NOTICE)}.", "small")

    def _words(self, text: str, role: str, *, wrap: bool = False) -> None:
        self._column.addWidget(words(text, role, wrap=wrap))


def _is_alone(report: Report) -> bool:
    """Whether nothing is held against the new model."""
    return bool(table(report.get("base")).get("kind") == "none")


def _table_of_rows(rows: Sequence[Mapping[str, Any]], *, strong_first: bool = False, alone: bool = False) -> Table:
    heads = {
        "base": translate("TeachReportPage", "Base"),
        "new": translate("TeachReportPage", "New"),
        "difference": translate("TeachReportPage", "Difference"),
    }
    names = ("new",) if alone else tuple(heads)
    lines = [
        (str(row.get("title", "")), *(_estimate(row.get(name), sign=name == "difference") for name in names))
        for row in rows
    ]
    return Table(("", *(heads[name] for name in names)), lines, strong_first=strong_first)


def _estimate(found: object, *, sign: bool = False) -> str:
    return estimate(found, sign=sign, until="–")


def _title(model: Mapping[str, Any]) -> str:
    title = str(model.get("title", UNKNOWN))
    return f"{title} ({model['key']})" if model.get("key") else title
