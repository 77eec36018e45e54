"""Small charts as SVG: lines, bands and marks on two axes, for a page that loads nothing. No torch here.

Colours stand in classes, which the page gives; `on_paper` writes them into the drawing for what knows no style sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 380, 316
"""In units of the drawing; on screen these are pixels."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 30, 44

Points = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Line:
    """One model in a chart.

    Parameters
    ----------
    role
        "new" or "base": its colour.
    points
        [(across, up)], drawn as a line; one alone as a dot.
    band
        [(across, low, high)], drawn as a ground behind all lines.
    marks
        [(across, up, low, high)], drawn as dots with a stroke from low to high.
    """

    role: str
    points: Points = ()
    band: Points = ()
    marks: Points = ()


@dataclass(frozen=True)
class Chart:
    """What is drawn.

    Parameters
    ----------
    across, up
        Titles of the axes.
    lines
        The one drawn last lies on top.
    title
        Over the drawing, inside it: in print a heading of its own would end a page alone.
    diagonal
        Whether a thin line goes from (0, 0) to (1, 1): a guess, or what holds.
    highest_across
        End of the axis; the other ends at 1.
    """

    across: str
    up: str
    lines: Sequence[Line]
    title: str = ""
    diagonal: bool = False
    highest_across: float = 1.0


def svg(chart: Chart) -> str:
    """Draw a chart; what lies outside the axes is cut at their ends."""
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" xmlns="http://www.w3.org/2000/svg">'
    ]
    parts.append(f'<text class="title" x="{_LEFT}" y="17">{escape(chart.title)}</text>')
    parts += _axes(chart)
    if chart.diagonal:
        (x0, y0), (x1, y1) = _place(chart, (0, 0)), _place(chart, (1, 1))
        parts.append(f'<line class="guide" x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}"/>')
    for line in chart.lines:
        if line.band:
            upper = [(each[0], each[2]) for each in line.band]
            lower = [(each[0], each[1]) for each in reversed(line.band)]
            parts.append(f'<polygon class="{line.role}-band" points="{_path(chart, [*upper, *lower])}"/>')
    for line in chart.lines:
        if len(line.points) == 1 and not line.marks:
            x, y = _place(chart, line.points[0])
            parts.append(f'<circle class="{line.role}-dot" cx="{x}" cy="{y}" r="4"/>')
        elif line.points:
            parts.append(f'<polyline class="{line.role}-line" points="{_path(chart, line.points)}"/>')
        for across, up, low, high in line.marks:
            (x, top), (_, bottom), (_, y) = (_place(chart, (across, each)) for each in (high, low, up))
            parts.append(f'<line class="{line.role}-whisker" x1="{x}" y1="{top}" x2="{x}" y2="{bottom}"/>')
            parts.append(f'<circle class="{line.role}-dot" cx="{x}" cy="{y}" r="3"/>')
    parts.append("</svg>")
    return "".join(parts)


def _axes(chart: Chart) -> list[str]:
    parts = []
    for step in range(6):
        share = step / 5
        (x, y), (left, _), (_, top) = (
            _place(chart, each)
            for each in ((share * chart.highest_across, share), (0, share), (share * chart.highest_across, 1))
        )
        right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
        parts.append(f'<line class="grid" x1="{left}" y1="{y}" x2="{right}" y2="{y}"/>')
        parts.append(f'<line class="grid" x1="{x}" y1="{top}" x2="{x}" y2="{bottom}"/>')
        parts.append(f'<text class="tick" x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{share:.1f}</text>')
        label = f"{share * chart.highest_across:.2g}" if chart.highest_across != 1 else f"{share:.1f}"
        parts.append(f'<text class="tick" x="{x}" y="{bottom + 15}" text-anchor="middle">{label}</text>')
    middle = (_TOP + HEIGHT - _BOTTOM) / 2
    parts.append(
        f'<text class="axis" x="{(_LEFT + WIDTH - _RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(chart.across)}</text>"
    )
    parts.append(
        f'<text class="axis" x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">'
        f"{escape(chart.up)}</text>"
    )
    return parts


def _place(chart: Chart, point: Sequence[float]) -> tuple[float, float]:
    across = min(max(point[0] / chart.highest_across, 0.0), 1.0)
    up = min(max(point[1], 0.0), 1.0)
    return (
        round(_LEFT + across * (WIDTH - _LEFT - _RIGHT), 1),
        round(HEIGHT - _BOTTOM - up * (HEIGHT - _TOP - _BOTTOM), 1),
    )


def _path(chart: Chart, points: Points) -> str:
    return " ".join(f"{x},{y}" for x, y in (_place(chart, point) for point in points))


_NEW, _BASE = "#1f6fb2", "#b06a00"

_ON_PAPER = {
    "grid": 'stroke="#dddddd" stroke-width="1"',
    "guide": 'stroke="#999999" stroke-width="1" stroke-dasharray="4 4"',
    "tick": 'fill="#444444" font-size="11"',
    "axis": 'fill="#222222" font-size="12"',
    "title": 'fill="#000000" font-size="13" font-weight="600"',
    **{
        f"{role}-{part}": look.format(colour)
        for role, colour in (("new", _NEW), ("base", _BASE))
        for part, look in (
            ("band", 'fill="{}" fill-opacity="0.14"'),
            ("line", 'fill="none" stroke="{}" stroke-width="2"'),
            ("whisker", 'stroke="{}" stroke-width="1.2"'),
            ("dot", 'fill="{}"'),
        )
    },
}


def on_paper(drawing: str) -> str:
    """Write the colours for white paper into a drawing of `svg`."""
    coloured = re.sub(r'class="([a-z-]+)"', lambda found: _ON_PAPER.get(found[1], ""), drawing)
    return coloured.replace("<svg ", '<svg font-family="Inter, sans-serif" ', 1)


STYLE = """
svg { max-width: 100%; height: auto; display: block; }
svg .grid { stroke: var(--line); } svg .guide { stroke: var(--dim); stroke-dasharray: 4 4; }
svg .tick { fill: var(--dim); font-size: 11px; } svg .axis { fill: var(--dim); font-size: 12px; }
svg .title { fill: var(--text); font-size: 13px; font-weight: 600; }
svg .new-line, svg .base-line { fill: none; stroke-width: 2; }
svg .new-line { stroke: var(--new); } svg .base-line { stroke: var(--base); }
svg .new-band { fill: var(--new); opacity: .16; } svg .base-band { fill: var(--base); opacity: .16; }
svg .new-whisker { stroke: var(--new); } svg .base-whisker { stroke: var(--base); }
svg .new-dot { fill: var(--new); } svg .base-dot { fill: var(--base); }
"""
"""Colours of drawings on a page that has ``--new``, ``--base``, ``--line``, ``--text`` and ``--dim``."""
