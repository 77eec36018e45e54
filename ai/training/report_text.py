"""A report as plain text: for the terminal and to keep. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    lines += [comparison["intervals"], *_remarks(report), *_honesty(report), _NOTICE]
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


def _honesty(report: Mapping[str, Any]) -> list[str]:
    """Alarms, subgroups, the check for forgetting and the agreement on unlabelled pictures."""
    lines = []
    if report.get("subgroups"):
        lines += ["", f"By subgroup, {report['subgroups'][0]['figure']} of the new model and of the base, difference:"]
    for row in report.get("subgroups", ()):
        cells = "  ".join(_cell(row[head], sign=head == "difference") for head in ("new", "base", "difference"))
        lines.append(f"  {row['title']}, {row['persons']} persons: {cells}")
    if report.get("subgroups_left_out"):
        named = ", ".join(f"{each['title']} ({each['reason']})" for each in report["subgroups_left_out"])
        lines.append(f"  Too small to be scored: {named}.")
    if report.get("alarms"):
        lines += ["", "Checks of the comparison:"]
        lines += [f"  [{each['severity']}] {each['sentence']}" for each in report["alarms"]]
    for name, title in (("forgetting", "Forgetting"), ("unlabelled", "Agreement with the base")):
        if name in report:
            lines.append(f"  {title}: {report[name]['sentence']}")
    return [*lines, ""] if lines else lines


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
        remarks.append("There is no model to compare with; a guess by the frequency of the classes stands for it.")
    return remarks
