"""Parts of the page of a report, each empty where the report has nothing of it. No torch here.

Everything that comes from the report is escaped; names of classes are whatever a site called its folders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from ai.training.box_hits import HitRule
from ai.training.report_cells import (
    UNKNOWN,
    case_title,
    entries,
    estimate,
    figure,
    is_number,
    likeliest,
    points,
    table,
    worst_first,
)
from ai.training.report_cells import words as text_of
from ai.training.report_svg import Chart, Line, svg
from ai.training.report_text import remarks as told

Report = Mapping[str, Any]

MOST_CASES = 500
"""Rows of the table of cases; ``report.json`` has all."""

_LEGEND = '<p class="legend"><span class="new">● New</span> &nbsp; <span class="base">● Base</span>{}</p>'

_POINTS = {
    "likeliest": "the likeliest class",
    "half": "from a probability of 0.5",
    "validation": "set on the validation part for 0.9 sensitivity",
}

_LEVELS = {"leak": "Leak", "caution": "Caution", "passed": "Passed", "not checked": "Not checked"}


def heading(report: Report) -> str:
    """Verdict, models, what they were tried on."""
    new, base, comparison = (table(report.get(name)) for name in ("new", "base", "comparison"))
    verdict = table(comparison.get("verdict"))
    parts = []
    if verdict:
        parts.append(f'<p class="word">{_words(case_title(verdict.get("word", "")))}</p>')
        parts.append(f'<p class="sentence">{_words(verdict.get("sentence", ""))}</p>')
    models = [("New", new), *([] if base.get("kind") == "none" else [("Base", base)])]
    lines = [f"{name}: {_title(model)}" for name, model in models]
    lines.append(
        f"{report.get('cases', UNKNOWN)} held-out cases of {report.get('groups', UNKNOWN)} persons or blocks. "
        f"{text_of(report, 'grouping')}"
    )
    parts.append(f'<p class="dim">{"<br/>".join(map(_words, lines))}</p>')
    return "".join(parts)


def alarms(report: Report) -> str:
    """Tell what was looked for that would make the report worthless, the gravest first."""
    order = list(_LEVELS)
    found = [each for each in entries(report, "alarms") if each.get("severity") in _LEVELS]
    found.sort(key=lambda each: order.index(each["severity"]))
    items = "".join(
        f'<tr class="{"alarm" if each["severity"] == "leak" else each["severity"].replace(" ", "-")}">'
        f"<td><b>{_LEVELS[each['severity']]}</b></td><td>{_words(each.get('sentence', ''))}</td></tr>"
        for each in found
    )
    return _section("Alarms", f"<table>{items}</table>") if items else ""


def rows(report: Report) -> str:
    """Table of the comparison."""
    comparison = table(report.get("comparison"))
    found = entries(comparison, "rows")
    if not found:
        return ""
    alone = table(report.get("base")).get("kind") == "none"
    return _section("Comparison", _table_of_rows(found, alone=alone))


def curves(report: Report) -> str:
    """ROC and precision-recall curve of each class."""
    parts = []
    for each in entries(report, "curves"):
        new, base = table(each.get("new")), table(each.get("base"))
        roc = [
            Line(role, points(one.get("roc")), points(one.get("band"), 3))
            for role, one in (("base", base), ("new", new))
        ]
        pr = [Line(role, points(one.get("pr"))) for role, one in (("base", base), ("new", new))]
        title = f"{each.get('label', '')} against the rest"
        drawings = _side_by_side(
            svg(Chart("False positive rate", "Sensitivity", roc, title, diagonal=True)),
            svg(Chart("Sensitivity", "Precision", pr, "Precision")),
        )
        cells = [
            ["Area under the ROC curve", *(estimate(one.get("auc")) for one in (new, base))],
            ["Average precision", *(estimate(one.get("average_precision")) for one in (new, base))],
        ]
        note = f"; {figure(each.get('prevalence'), digits=2)} of the cases are such"
        parts.append(f"{drawings}{_LEGEND.format(_words(note))}{_table(['', 'New', 'Base'], cells)}")
    return _section("Curves", "".join(parts)) if parts else ""


def confusion(report: Report) -> str:
    """Confusion matrices of both models."""
    comparison, labels = table(report.get("comparison")), report.get("labels")
    titles = [str(each) for each in labels] if isinstance(labels, list | tuple) else []
    parts = []
    for name, title in (("confusion_new", "New"), ("confusion_base", "Base")):
        counts = points(comparison.get(name), len(titles)) if titles else []
        if len(counts) == len(titles) > 0:
            parts.append(f"<h3>{title}</h3>{_matrix(titles, counts)}")
    if not parts:
        return ""
    note = '<p class="dim">Rows are the truth, columns what was called likeliest.</p>'
    return _section("Confusion", f"{_side_by_side(*parts)}{note}")


def thresholds(report: Report) -> str:
    """Operating points, and the table over thresholds."""
    found = table(report.get("thresholds"))
    parts = []
    cells = []
    for each in entries(found, "points"):
        for model, title in (("new", "New"), ("base", "Base")):
            one = table(each.get(model))
            if one:
                at = figure(one.get("threshold"), digits=3)
                name = _POINTS.get(str(each.get("name")), str(each.get("name", "")))
                said = [str(each.get("label", "")), name, title, at]
                cells.append([*said, estimate(one.get("sensitivity")), estimate(one.get("specificity"))])
    if cells:
        heads = ["Class", "Called", "Model", "Threshold", "Sensitivity", "Specificity"]
        parts.append(_table(heads, cells, words_in=3))
    for each in entries(found, "table"):
        both = zip(_rates(each.get("new")), _rates(each.get("base")), strict=False)
        lines = [
            [figure(new[0], digits=2), *(figure(value, digits=2) for value in (*new[1:], *base[1:]))]
            for new, base in both
        ]
        heads = ["From", *(f"{name} {share}" for name in ("new", "base") for share in ("TPR", "FPR", "PPV", "NPV"))]
        if lines:
            parts.append(f"<h3>{_words(each.get('label', ''))}</h3>{_table(heads, lines)}")
    note = '<p class="dim">TPR: sensitivity. FPR: 1 − specificity. PPV and NPV hold for as many such cases as here.</p>'
    return _section("Thresholds", "".join(parts) + note) if parts else ""


def calibration(report: Report) -> str:
    """Whether probabilities hold, before and after."""
    found = table(report.get("calibration"))
    new, base = table(found.get("new")), table(found.get("base"))
    if not new:
        return ""
    lines = []
    for role, one in (("base", base), ("new", new)):
        bins = points(one.get("bins"), 4)
        lines.append(Line(role, [row[:2] for row in bins], marks=bins))
    of = f"Probability of {found.get('label')}" if found.get("label") else "Probability of the likeliest class"
    cells = [
        ["Expected calibration error", *(estimate(one.get("ece")) for one in (new, base)), ""],
        [
            "Brier score, lower is better",
            *(estimate(one.get("brier")) for one in (new, base)),
            estimate(found.get("brier_difference"), sign=True),
        ],
    ]
    drawing = svg(Chart(of, "How often it was so", lines, diagonal=True))
    heads = ["", "New", "Base", "Difference"]
    return _section("Calibration", f"<p>{drawing}</p>{_LEGEND.format('')}{_table(heads, cells)}")


def froc(report: Report) -> str:
    """Found marks against false ones."""
    found = table(report.get("froc"))
    lines = [Line(role, points(found.get(role))) for role in ("base", "new") if points(found.get(role))]
    if not lines:
        return ""
    end = max(1.0, *(point[0] for line in lines for point in line.points))
    picture = "scan" if report.get("hit_rule") == HitRule.OVERLAP_3D.value else "image"
    drawing = svg(Chart(f"False marks per {picture}", "Sensitivity", lines, highest_across=end))
    return _section("Marks", f"<p>{drawing}</p>{_LEGEND.format('')}")


def subgroups(report: Report) -> str:
    """Leading figure by subgroup."""
    cells = [
        [
            str(each.get("title", each.get("name", ""))),
            f"{each.get('cases', UNKNOWN)} / {each.get('persons', UNKNOWN)}",
            *(estimate(each.get(name), sign=name == "difference") for name in ("new", "base", "difference")),
        ]
        for each in entries(report, "subgroups")
    ]
    heads = ["", "Cases / persons", "New", "Base", "Difference"]
    return _section("Subgroups", _table(heads, cells)) if cells else ""


def forgetting(report: Report) -> str:
    """Whether the new model still does what the base did, and agrees with it where nobody labelled."""
    parts = []
    kept, agreed = table(report.get("forgetting")), table(report.get("unlabelled"))
    if kept:
        parts.append(f"<p>{_words(kept.get('sentence') or case_title(kept.get('status', '')))}</p>")
        if entries(kept, "rows"):
            parts.append(_table_of_rows(entries(kept, "rows"), alone=False))
    if agreed:
        parts.append("<h3>Agreement with the base on unlabelled cases</h3>")
        parts.append(f"<p>{_words(agreed.get('sentence') or case_title(agreed.get('status', '')))}</p>")
        if table(agreed.get("agreement")):
            parts.append(
                f"<p>{_words(estimate(agreed['agreement']))}, {_words(agreed.get('cases', UNKNOWN))} cases</p>"
            )
    return _section("Forgetting", "".join(parts)) if parts else ""


def cases(report: Report) -> str:
    """Every case, the worst first."""
    listed = worst_first(report)
    if not listed:
        return ""
    labels = report.get("labels") if isinstance(report.get("labels"), list) else []
    known = ("key", "truth", "new", "base", "figure_new", "figure_base")
    others = list(dict.fromkeys(name for each in listed for name in each if name not in known))
    has_class = any("truth" in each for each in listed)
    heads = ["Case", *(["Truth", "New said", "Base said"] if has_class else []), "New", "Base", "Difference"]
    heads += [case_title(name) for name in others]
    lines = []
    for each in listed[:MOST_CASES]:
        new, base = each["figure_new"], each.get("figure_base")
        line = [str(each.get("key", ""))]
        if has_class:
            said = (likeliest(each.get(name), labels or []) for name in ("new", "base"))
            line += [case_title(each.get("truth", "")), *said]
        line += [figure(new), figure(base), figure(new - base, sign=True) if is_number(base) else UNKNOWN]
        lines.append(line + [_any(each.get(name)) for name in others])
    more = len(listed) - len(lines)
    note = f'<p class="dim">{more} more are in report.json.</p>' if more else ""
    if has_class:
        note += '<p class="dim">New and Base: the probability that was given to what is true.</p>'
    return _section("Cases, the worst first", _table(heads, lines, words_in=4 if has_class else 1) + note)


def remarks(report: Report) -> str:
    """How the intervals were made, and what else must be known."""
    intervals = text_of(table(report.get("comparison")), "intervals")
    lines = [intervals, *told(report)]
    if table(report.get("curves")) or entries(report, "curves"):
        lines.append(
            "Bands of ROC curves hold at each false positive rate by itself: percentiles of drawn persons, no narrower "
            "than Wilson's interval for the persons who have the class."
        )
    if table(report.get("calibration")):
        lines.append("Reliability is told in bins of about equally many cases.")
    return _section("How this was made", "".join(f"<p>{_words(line)}</p>" for line in lines if line))


def _words(text: object) -> str:
    return escape(str(text))


def _title(model: Mapping[str, Any]) -> str:
    return f"{model.get('title', UNKNOWN)} {'(' + str(model['key']) + ')' if model.get('key') else ''}".strip()


def _section(title: str, inside: str) -> str:
    return f"<h2>{_words(title)}</h2>{inside}"


def _side_by_side(*parts: str) -> str:
    return f'<table class="beside"><tr>{"".join(f"<td>{part}</td>" for part in parts)}</tr></table>'


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]], *, words_in: int = 1) -> str:
    """Cells of the first columns are words, the others numbers, to the right."""

    def cells(tag: str, line: Sequence[str]) -> str:
        sides = ("" if column < words_in else ' class="n"' for column in range(len(line)))
        return "".join(f"<{tag}{side}>{_words(text)}</{tag}>" for side, text in zip(sides, line, strict=True))

    body = "".join(f"<tr>{cells('td', line)}</tr>" for line in lines)
    return f"<table><tr>{cells('th', heads)}</tr>{body}</table>"


def _table_of_rows(found: Iterable[Mapping[str, Any]], *, alone: bool) -> str:
    names = ("new",) if alone else ("new", "base", "difference")
    lines = [
        [str(row.get("title", "")), *(estimate(row.get(name), sign=name == "difference") for name in names)]
        for row in found
    ]
    return _table(["", *(case_title(name) for name in names)], lines)


def _matrix(titles: Sequence[str], counts: Sequence[Sequence[float]]) -> str:
    """Write counts on a ground that is the stronger, the larger their share of the row."""
    head = "".join(f'<th class="n">{_words(title)}</th>' for title in titles)
    lines = []
    for title, row in zip(titles, counts, strict=True):
        whole = max(sum(row), 1)
        cells = "".join(f'<td class="n h{min(5, int(6 * count / whole))}">{count:.0f}</td>' for count in row)
        lines.append(f"<tr><td>{_words(title)}</td>{cells}</tr>")
    return f"<table><tr><th></th>{head}</tr>{''.join(lines)}</table>"


def _rates(found: object) -> list[list[Any]]:
    """Rows of the table over thresholds; shares of nothing are None."""
    rows_ = found if isinstance(found, list | tuple) else []
    return [list(row) for row in rows_ if isinstance(row, list | tuple) and len(row) == 5]


def _any(value: object) -> str:
    if isinstance(value, list | tuple):
        return " / ".join(_any(each) for each in value)
    if is_number(value):
        return figure(value)
    return UNKNOWN if value is None or isinstance(value, float | Mapping) else str(value)
