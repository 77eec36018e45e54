"""A report as plain text: for the terminal and to keep. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_FREQUENCY = "the frequency of the classes"

_NOTICE = "Research use only, not for diagnosis."


def report_text(report: Mapping[str, Any]) -> str:
    """Write a report (see `ai.training.evaluate`) as text for a reader."""
    comparison = report["comparison"]
    alone = report["base"]["kind"] == "none"
    lines = [
        f"{report['new']['title']} ({report['new']['key']})",
        f"compared with: {report['base']['title']} {report['base']['key']}".rstrip(),
        f"on {report['cases']} held-out cases of {report['groups']} groups. {report['grouping']}",
        "",
    ]
    if alone:
        lines[1] = "alone"
    else:
        lines += [comparison["verdict"]["sentence"], ""]
    width = max(len(row["title"]) for row in comparison["rows"])
    heads = ("new",) if alone else ("new", "base", "difference")
    lines.append(" " * width + "".join(f"  {head:<24}" for head in heads).rstrip())
    for row in comparison["rows"]:
        cells = [_cell(row[head], sign=head == "difference") for head in heads]
        lines.append((f"{row['title']:<{width}}" + "".join(f"  {cell:<24}" for cell in cells)).rstrip())
    lines.append("")
    if comparison["confusion_new"]:
        lines += [*_confusion(report), ""]
    lines += [comparison["intervals"], *_remarks(report), _NOTICE]
    return "\n".join(lines) + "\n"


def _cell(estimate: Mapping[str, float], *, sign: bool) -> str:
    form = "+.3f" if sign else ".3f"
    value, low, high = (format(estimate[name], form) for name in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def _confusion(report: Mapping[str, Any]) -> list[str]:
    titles = report["labels"]
    width = max(len(title) for title in titles)
    lines = ["New model, rows are the truth, columns what it called most likely:"]
    lines.append(" " * width + "".join(f"  {title:>{width}}" for title in titles))
    for title, row in zip(titles, report["comparison"]["confusion_new"], strict=True):
        lines.append(f"{title:<{width}}" + "".join(f"  {count:>{width}}" for count in row))
    return lines


def _remarks(report: Mapping[str, Any]) -> list[str]:
    remarks = []
    if report.get("refused"):
        remarks.append(f"The new model's input check would refuse {report['refused']} of these cases.")
    new, base = (report[which].get("members", 1) for which in ("new", "base"))
    if new < base:
        remarks.append(
            f"The new model is {new} network{'s' * (new != 1)}, the base {base} that answer together; part of the "
            "difference comes from that."
        )
    if report["base"]["kind"] == "probe":
        remarks.append("The base model cannot answer this question; the linear probe on its features stands for it.")
    if report["base"]["kind"] == "guess":
        by = "where the structures lay in most training cases" if report.get("task") == "segmentation" else _FREQUENCY
        remarks.append(f"There is no model to compare with; a guess by {by} stands for it.")
    if only_new := report.get("only_new"):
        cells = (f"{row['title']} {_cell(row, sign=False)}" for row in only_new)
        remarks.append(f"Known to the new model alone, so not compared: {'; '.join(cells)}.")
    if report.get("counted"):
        remarks.append(report["counted"])
    return remarks
