"""The page of a report: whole, self-contained, and safe from what a report holds."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from ai.training.class_calibration import calibration
from ai.training.class_curves import curves
from ai.training.class_thresholds import thresholds
from ai.training.held_out_classes import held_out_classes
from ai.training.report_cells import case_title, estimate, likeliest, lost_most_first, points, worst_first
from ai.training.report_html import report_body, report_html
from ai.training.report_svg import Chart, Line, on_paper, svg
from ai.training.report_text import report_text

HOSTILE = "<script>alert('x')</script>"
SCORE = {"value": 0.9, "low": 0.8, "high": 0.95}
NOTHING = {"value": None, "low": None, "high": None}


def _figures(new: float, base: float) -> dict[str, float]:
    return {"figure_new": new, "figure_base": base}


def report(**more: Any) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    truth = np.arange(40) % 2
    said = np.clip(truth * 0.4 + rng.uniform(0.1, 0.5, (2, 40)), 0, 1)
    new, base = (np.stack([1 - each, each], 1) for each in said)
    cases = held_out_classes(new, base, truth, list(range(40)), titles=["Plain", HOSTILE], draws=50)
    made: dict[str, Any] = {
        "new": {"title": HOSTILE, "key": "new-1", "kind": "model"},
        "base": {"title": "Base", "key": "base-1", "kind": "model"},
        "cases": 40,
        "groups": 40,
        "grouping": "",
        "labels": ["Plain", HOSTILE],
        "comparison": {
            "rows": [{"title": f"Found among {HOSTILE}", "new": SCORE, "base": SCORE, "difference": NOTHING}],
            "verdict": {"word": "no proof", "sentence": "There is no proof."},
            "confusion_new": [[18, 2], [1, 19]],
            "confusion_base": [[10, 10], [5, 15]],
            "intervals": "95 % intervals.",
        },
        "per_case": [
            {
                "key": "a",
                "truth": HOSTILE,
                "new": [0.9, 0.1],
                "base": [0.2, 0.8],
                "figure_new": 0.1,
                "figure_base": 0.8,
            },
            {
                "key": "b",
                "truth": "plain",
                "new": [0.9, 0.1],
                "base": [0.8, 0.2],
                "figure_new": 0.9,
                "figure_base": 0.8,
            },
        ],
        "curves": curves(cases),
        "thresholds": thresholds(cases, {"new": (0.2, 0.3)}),
        "calibration": calibration(cases),
    }
    return made | more


LATER = {
    "alarms": [
        {"name": "control", "severity": "passed", "sentence": "Nothing was learnt from random labels."},
        {"name": "person", "severity": "leak", "sentence": f"A person {HOSTILE} is on two sides."},
        {"name": "auc", "severity": "caution", "sentence": "0.999 is too good."},
    ],
    "forgetting": {"status": "checked", "sentence": "It has kept what it knew.", "rows": []},
    "unlabelled": {"status": "checked", "sentence": "They agree.", "cases": 7, "agreement": SCORE},
    "subgroups": [
        {"name": "f", "title": "Women", "cases": 3, "persons": 2, "new": SCORE, "base": SCORE, "difference": NOTHING}
    ],
    "froc": {"new": [[0.1, 0.4], [4.0, 0.9]], "base": [[0.2, 0.3]]},
}


class Tags(HTMLParser):
    """Notes the tags that are opened, with their attributes, and whether they are closed in order."""

    VOID = ("meta", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_loads_and_runs_nothing_and_names_stay_words() -> None:
    page = report_html(report(**LATER))
    tags = Tags(page)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe", "object", "a", "form"} & set(tags.names)
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name in ("src", "href")]
    assert "url(" not in page
    assert "@import" not in page
    addresses = set(re.findall(r"https?://[^\"'<> ]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}  # the name of a language, never looked up
    assert "&lt;script&gt;" in page
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(drawing)


def test_the_page_begins_with_the_verdict_and_has_every_part() -> None:
    page = report_html(report(**LATER))
    parts = re.findall(r"<h2>(.*?)</h2>", page)
    assert parts == [
        *("Alarms", "Comparison", "Curves", "Confusion", "Thresholds", "Calibration", "Marks", "Subgroups"),
        *("Forgetting", "Cases, the worst first", "How this was made"),
    ]
    assert page.index("No proof") < page.index("Research use only") < page.index("<h2>")
    assert page.index("Leak") < page.index("0.999 is too good") < page.index("Nothing was learnt")
    assert page.index("<td>a</td>") < page.index("<td>b</td>")
    text = report_text(report(**LATER))
    assert text.index("LEAK: A person") < text.index("Caution: 0.999") < text.index("difference")
    assert "Women: 3 cases of 2" in text
    assert "It has kept what it knew." in text


@pytest.mark.parametrize("name", ["curves", "thresholds", "calibration", "per_case", "labels", "refused"])
def test_an_older_report_opens(name: str) -> None:
    older = {key: value for key, value in report().items() if key != name}
    assert "No proof" in report_html(older)
    report_html({name: older.get(name) for name in ("new", "base", "comparison")})


def test_what_is_not_a_number_is_a_dash() -> None:
    broken = report()
    broken["comparison"]["rows"][0]["new"] = {"value": math.nan, "low": math.inf, "high": None}
    broken["curves"][0]["new"]["roc"] = [[0, 0], [math.nan, 1], [1, 1], "x", [1]]
    broken["calibration"]["new"]["bins"] = [[None, 0.1, 0.0, 0.3, 4]]
    broken["thresholds"] = {
        "table": [{"label": "x", "new": [[0.5, None, 0.1, None, 1.0]], "base": [None]}],
        "points": 3,
    }
    broken["per_case"] += [{"key": "c", "figure_new": None}, "x", {"figure_new": math.nan}]
    broken["alarms"], broken["subgroups"], broken["froc"] = "x", [3], {"new": "x"}
    body = report_body(broken)
    assert "nan" not in body
    assert "inf" not in body
    assert "None" not in body


def test_masks_alone_have_their_page() -> None:
    alone = report(base={"title": "No other model", "key": "", "kind": "none"}, per_case=[])
    for name in ("curves", "thresholds", "calibration"):
        del alone[name]
    alone["comparison"] |= {"verdict": None, "confusion_new": [], "confusion_base": []}
    alone["per_case"] = [{"key": "a", "figure_new": 0.5, "figure_base": None, "dice_new": [0.5, None]}]
    page = report_html(alone)
    assert "Difference</th>" not in page.split("<h2>Cases")[0]
    assert "0.500 / –" in page


def test_cells() -> None:
    assert estimate(SCORE) == "0.900 (0.800 to 0.950)"
    assert estimate(SCORE, sign=True, until="–") == "+0.900 (+0.800 – +0.950)"
    assert estimate(NOTHING) == estimate(None) == estimate(3) == "–"
    assert estimate({"value": 0.5, "low": math.nan, "high": math.nan}) == "0.500"
    assert likeliest([0.2, 0.8], ["A"]) == "class 2 0.80"
    assert likeliest([], ["A"]) == likeliest([None], ["A"]) == "–"
    assert case_title("no_tumor") == "No tumor"
    assert points([[1, 2, 3], [1], "x", [math.nan, 1], [True, 1]]) == [[1, 2]]


def test_the_worst_come_first_and_ties_keep_their_order() -> None:
    cases = [("a", 0.5, 0.9), ("b", 0.1, 0.0), ("c", 0.5, 1.0), ("d", None, 0.5), ("e", 0.9, None)]
    listed = {"per_case": [{"key": key, "figure_new": new, "figure_base": base} for key, new, base in cases]}
    assert [each["key"] for each in worst_first(listed)] == ["b", "a", "c", "e"]
    assert [each["key"] for each in lost_most_first(listed)] == ["c", "a"]
    assert lost_most_first(listed | {"base": {"kind": "none"}}) == []


def test_a_chart_stays_within_its_axes_and_prints_in_colour() -> None:
    chart = Chart("<x>", "y", [Line("new", [(0, 0), (9, 9)], band=[(0, -1, 2)], marks=[(0.5, 0.5, 0, 1)])], "T")
    drawing = svg(chart)
    root = ElementTree.fromstring(drawing)
    line = next(each for each in root.iter() if each.get("class") == "new-line")
    assert (line.get("points") or "").split()[-1] == "368.0,30.0"
    printed = on_paper(drawing)
    assert "class=" not in printed
    assert 'stroke="#1f6fb2"' in printed
    ElementTree.fromstring(printed)
