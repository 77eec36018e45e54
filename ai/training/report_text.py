"""A report as plain text: for the terminal and to keep. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ai.training.report_cells import UNKNOWN, entries, estimate, table, words

_FREQUENCY = "the frequency of the classes"

NOTICE = "Research use only, not for diagnosis."


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
    if told := [f"{_LEVELS[each['severity']]}: {each.get('sentence', '')}" for each in serious(report)]:
        lines += [*told, ""]
    width = max(len(row["title"]) for row in comparison["rows"])
    heads = ("new",) if alone else ("new", "base", "difference")
    lines.append(" " * width + "".join(f"  {head:<24}" for head in heads).rstrip())
    for row in comparison["rows"]:
        cells = [estimate(row[head], sign=head == "difference") for head in heads]
        lines.append((f"{row['title']:<{width}}" + "".join(f"  {cell:<24}" for cell in cells)).rstrip())
    lines.append("")
    if comparison["confusion_new"]:
        lines += [*_confusion(report), ""]
    for part in (_calibration(report), _subgroups(report), _forgetting(report), _checks(report)):
        lines += [*part, ""] if part else []
    lines += [comparison["intervals"], *remarks(report), NOTICE]
    return "\n".join(lines) + "\n"


_LEVELS = {"leak": "LEAK", "caution": "Caution"}


def serious(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Alarms that went off, leaks first."""
    found = [each for each in entries(report, "alarms") if each.get("severity") in _LEVELS]
    return sorted(found, key=lambda each: list(_LEVELS).index(each["severity"]))


def _calibration(report: Mapping[str, Any]) -> list[str]:
    """Whether probabilities hold, of the base (before) and the new model (after)."""
    found = table(report.get("calibration"))
    new, base = table(found.get("new")), table(found.get("base"))
    lines = [
        f"  {title}: before (base) {estimate(base.get(name))}, after (new) {estimate(new.get(name))}"
        for name, title in (("ece", "Expected calibration error"), ("brier", "Brier score"))
        if name in new
    ]
    if lines and found.get("brier_difference"):
        lines[-1] += f", difference {estimate(found['brier_difference'], sign=True)}"
    return ["Whether the probabilities hold, lower is better:", *lines] if lines else []


def _subgroups(report: Mapping[str, Any]) -> list[str]:
    lines = [
        f"  {each.get('title', '')}: {each.get('cases', UNKNOWN)} cases of {each.get('persons', UNKNOWN)}, "
        f"new {estimate(each.get('new'))}, base {estimate(each.get('base'))}, "
        f"difference {estimate(each.get('difference'), sign=True)}"
        for each in entries(report, "subgroups")
    ]
    if lines:
        figure = entries(report, "subgroups")[0].get("figure", "leading figure")
        lines.insert(0, f"By subgroup, {figure}:")
    small = [f"{each.get('title', '')} ({each.get('reason', '')})" for each in entries(report, "subgroups_left_out")]
    return [*lines, f"  Too small to be scored: {', '.join(small)}."] if small else lines


def _forgetting(report: Mapping[str, Any]) -> list[str]:
    lines = []
    for name, title in (("forgetting", "Forgetting"), ("unlabelled", "Agreement with the base")):
        found = table(report.get(name))
        if found:
            lines.append(f"{title}: {words(found, 'sentence') or found.get('status', UNKNOWN)}")
        for row in entries(found, "rows"):
            heads = ("new", "base", "difference")
            cells = ", ".join(f"{head} {estimate(row.get(head), sign=head == 'difference')}" for head in heads)
            lines.append(f"  {row.get('title', '')}: {cells}")
    return lines


def _checks(report: Mapping[str, Any]) -> list[str]:
    """Alarms that did not go off, and what could not be checked; the others stand on top."""
    lines = [
        f"  [{each.get('severity', UNKNOWN)}] {each.get('sentence', '')}"
        for each in entries(report, "alarms")
        if each.get("severity") not in _LEVELS
    ]
    return ["Checks of the comparison:", *lines] if lines else []


def _confusion(report: Mapping[str, Any]) -> list[str]:
    titles = report["labels"]
    width = max(len(title) for title in titles)
    lines = ["New model, rows are the truth, columns what it called most likely:"]
    lines.append(" " * width + "".join(f"  {title:>{width}}" for title in titles))
    for title, row in zip(titles, report["comparison"]["confusion_new"], strict=True):
        lines.append(f"{title:<{width}}" + "".join(f"  {count:>{width}}" for count in row))
    return lines


def remarks(report: Mapping[str, Any]) -> list[str]:
    """Tell what a reader of the table must know besides."""
    told = []
    if report.get("refused"):
        told.append(f"The new model's input check would refuse {report['refused']} of these cases.")
    kind = table(report.get("base")).get("kind")
    new, base = (table(report.get(which)).get("members", 1) for which in ("new", "base"))
    if new < base:
        told.append(
            f"The new model is {new} network{'s' * (new != 1)}, the base {base} that answer together; part of the "
            "difference comes from that."
        )
    if kind == "probe":
        told.append("The base model cannot answer this question; the linear probe on its features stands for it.")
    if kind == "guess":
        by = "where the structures lay in most training cases" if report.get("task") == "segmentation" else _FREQUENCY
        told.append(f"There is no model to compare with; a guess by {by} stands for it.")
    if only_new := entries(report, "only_new"):
        cells = (f"{row.get('title', '')} {estimate(row)}" for row in only_new)
        told.append(f"Known to the new model alone, so not compared: {'; '.join(cells)}.")
    if counted := words(report, "counted"):
        told.append(counted)
    return told
