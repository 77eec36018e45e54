"""A report as one page of HTML: it loads nothing, runs nothing, and prints. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ai.training import report_sections as sections
from ai.training.report_cells import table
from ai.training.report_svg import STYLE
from ai.training.report_text import NOTICE

_PAGE_STYLE = """
:root { --ground: #13161a; --text: #d9dee4; --dim: #a0aab4; --line: #2a3037; --new: #5aa9e0; --base: #e5b04a;
  --alarm: #ec7a6a; --caution: #e5b04a; --heat: 90, 169, 224; color-scheme: dark; }
@media (prefers-color-scheme: light) { :root { --ground: #ffffff; --text: #1b2026; --dim: #56606b; --line: #dde1e6;
  --new: #1f6fb2; --base: #9a5d00; --alarm: #a5191f; --caution: #8a5200; --heat: 31, 111, 178; color-scheme: light; } }
@media print { :root { --ground: #ffffff; --text: #000000; --dim: #444444; --line: #cccccc;
  --new: #1f6fb2; --base: #9a5d00; --alarm: #a5191f; --caution: #8a5200; --heat: 31, 111, 178; color-scheme: light; }
  h2, h3 { break-after: avoid; } tr, svg { break-inside: avoid; } body { padding: 0; } }
body { background: var(--ground); color: var(--text); margin: 0 auto; padding: 32px 24px 48px; max-width: 960px;
  font: 14px/1.5 Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
h1 { font-size: 20px; font-weight: 600; margin: 0 0 20px; } h2 { font-size: 16px; font-weight: 600; margin: 36px 0 10px;
  padding-top: 14px; border-top: 1px solid var(--line); } h3 { font-size: 14px; font-weight: 600; margin: 18px 0 8px; }
.word { font-size: 28px; font-weight: 600; margin: 0; } .sentence { margin: 4px 0 12px; font-size: 15px; }
.dim, .legend { color: var(--dim); } .notice { color: var(--caution); font-weight: 600; }
.new { color: var(--new); } .base { color: var(--base); }
table { border-collapse: collapse; } td, th { padding: 4px 18px 4px 0; text-align: left; vertical-align: top;
  font-weight: 400; } th { color: var(--dim); font-size: 12px; } td.n, th.n { text-align: right; white-space: nowrap; }
tr + tr > td { border-top: 1px solid var(--line); } table.beside > tbody > tr > td { border: 0; padding-right: 24px; }
tr.alarm td { color: var(--alarm); } tr.caution td { color: var(--caution); } tr.not-checked td { color: var(--dim); }
td.h1 { background: rgba(var(--heat), .10); } td.h2 { background: rgba(var(--heat), .20); }
td.h3 { background: rgba(var(--heat), .30); } td.h4 { background: rgba(var(--heat), .40); }
td.h5 { background: rgba(var(--heat), .50); } td[class*="h"] { padding: 4px 12px; }
"""


def report_title(report: Mapping[str, Any]) -> str:
    """Title of the page, as plain text."""
    return f"Report: {table(report.get('new')).get('title', 'model')}"


def report_body(report: Mapping[str, Any]) -> str:
    """Write what stands on the page; also what is printed as PDF.

    Parameters
    ----------
    report
        Content of ``report.json`` (`ai.training.evaluate`), of this version or an older one.

    Returns
    -------
    str
        HTML without scripts, styles, links and pictures to load; drawings are ``<svg>`` of `ai.training.report_svg`.
    """
    notice = f'<p class="notice">{escape(NOTICE)}</p>'
    parts = (
        sections.heading(report),
        notice,
        sections.alarms(report),
        sections.rows(report),
        sections.curves(report),
        sections.confusion(report),
        sections.thresholds(report),
        sections.calibration(report),
        sections.froc(report),
        sections.subgroups(report),
        sections.forgetting(report),
        sections.cases(report),
        sections.remarks(report),
        notice,
    )
    return "".join(parts)


def report_html(report: Mapping[str, Any]) -> str:
    """Write the page."""
    title = escape(report_title(report))
    safe = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
        f'<meta http-equiv="Content-Security-Policy" content="{safe}"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{title}</title><style>{_PAGE_STYLE}{STYLE}</style></head>"
        f"<body><h1>{title}</h1>{report_body(report)}</body></html>\n"
    )
