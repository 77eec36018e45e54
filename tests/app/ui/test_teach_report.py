"""The report page: verdict and alarms first, curves by class, worst cases that open, PDF."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ai.training.class_calibration import calibration
from ai.training.class_curves import curves
from ai.training.class_thresholds import thresholds
from ai.training.dataset.dataset import Dataset
from ai.training.finetune_config import FinetuneConfig, write_config
from ai.training.held_out_classes import held_out_classes
from ai.training.job_folder import JobFolder
from ai.training.report_cells import case_title
from app.actions.teach import TeachActions
from app.errors import ExportError
from app.state.model_list import ModelList
from app.state.teach_run import RunState, TeachRun
from app.ui.table import Table
from app.ui.teach_report_page import TeachReportPage, estimate_text
from app.ui.teach_report_pdf import report_pdf, report_pdf_headless
from tests.ai.training.dataset.read_dataset import pictures

Left = Qt.MouseButton.LeftButton
SCORE = {"value": 0.9, "low": 0.8, "high": 0.95}
TITLES = ["Benign", "<b>Malignant</b>", "Normal"]


@pytest.fixture
def films(tmp_path: Path) -> Dataset:
    return pictures(tmp_path / "films", 8)


@pytest.fixture
def report(films: Dataset) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    truth = np.arange(60) % 3
    logits = rng.normal(size=(2, 60, 3)) + np.eye(3)[truth]
    new, base = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    cases = held_out_classes(new, base, truth, list(range(60)), titles=TITLES, draws=40)
    row = {"name": "auc", "title": "AUC", "new": SCORE, "base": SCORE, "difference": SCORE}
    per_case = [
        {
            "key": case.key,
            "truth": case.label,
            "new": [0.2, 0.7, 0.1],
            "base": [0.8, 0.1, 0.1],
            "figure_new": number / 10,
            "figure_base": 0.35,
        }
        for number, case in enumerate(films.cases)
    ]
    return {
        "task": "classification",
        "cases": 60,
        "groups": 60,
        "grouping": "",
        "new": {"key": "new-1", "title": "New", "kind": "model"},
        "base": {"key": "base-1", "title": "Base", "kind": "model"},
        "labels": TITLES,
        "comparison": {
            "rows": [row],
            "verdict": {"word": "no proof", "sentence": "There is no proof."},
            "intervals": "95 % intervals.",
            "confusion_new": [[5, 1, 0], [0, 6, 0], [1, 0, 5]],
            "confusion_base": [[6, 0, 0], [6, 0, 0], [6, 0, 0]],
        },
        "per_case": per_case,
        "curves": curves(cases),
        "thresholds": thresholds(cases, {"new": (0.2, 0.2, 0.2)}),
        "calibration": calibration(cases),
        "alarms": [
            {"name": "a", "severity": "passed", "sentence": "Nothing found."},
            {"name": "b", "severity": "caution", "sentence": "0.999 is too good."},
            {"name": "c", "severity": "leak", "sentence": "A person is on two sides."},
        ],
        "forgetting": {"status": "not checked", "sentence": "Forgetting was not checked.", "rows": []},
        "subgroups": [
            {"name": "f", "title": "Women", "cases": 3, "persons": 2, "new": SCORE, "base": SCORE, "difference": SCORE}
        ],
        "froc": {"new": [[0.1, 0.4], [4.0, 0.9]], "base": []},
    }


@pytest.fixture
def teach(make, runner, films: Dataset, tmp_path: Path) -> TeachActions:
    models = ModelList(make.library(make.card()))
    teach = TeachActions(models, make.library(make.card()), runner, folder=tmp_path / "teaching")
    teach.run = TeachRun(JobFolder(tmp_path / "job"))
    teach.run.state = RunState.DONE
    (tmp_path / "job").mkdir()
    write_config(FinetuneConfig(films.folder, output=tmp_path / "job", base="tiny"), teach.run.job.config)
    return teach


@pytest.fixture
def open_page(qtbot, keep, teach: TeachActions):
    def open_(report: dict[str, Any]) -> TeachReportPage:
        teach.report = report
        page = TeachReportPage(teach)
        keep(page)
        page.resize(960, 700)
        page.show()
        qtbot.waitExposed(page)
        return page

    return open_


def said(page: TeachReportPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel)]


def test_the_verdict_comes_first_and_alarms_right_under_it(open_page, report) -> None:
    page = open_page(report)
    texts = said(page)
    first = ["No proof", "There is no proof.", "Leak: A person is on two sides.", "Caution: 0.999 is too good."]
    assert texts[: len(first)] == first
    assert "Leak checks: 1 passed, 0 not made." in texts
    assert "Forgetting was not checked." in texts
    assert "Women" in texts
    assert "<b>Malignant</b>" in texts
    labels = [label for label in page.findChildren(QLabel) if label.text().startswith(("Leak:", "Caution:"))]
    assert {label.property("role") for label in labels} == {"warning"}
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.findChildren(QLabel))


def test_curves_are_shown_by_class(qtbot, open_page, report) -> None:
    page = open_page(report)
    shown = page.curves
    assert shown is not None
    assert [shown.classes.itemText(number) for number in range(3)] == TITLES
    assert [list(line) for _, line in shown.roc.lines()] == [
        report["curves"][0][name]["roc"] for name in ("base", "new")
    ]
    shown.classes.setFocus()
    qtbot.keyClick(shown.classes, Qt.Key.Key_Down)
    assert [list(line) for _, line in shown.roc.lines()] == [
        report["curves"][1][name]["roc"] for name in ("base", "new")
    ]
    assert len(shown.held.lines()) == 2
    assert f"{report['curves'][1]['new']['auc']['value']:.3f}" in " ".join(said(page))


def test_the_worst_cases_have_pictures_and_open(qtbot, open_page, report, films: Dataset) -> None:
    page = open_page(report)
    gallery = page.gallery
    assert gallery is not None
    keys = [case.key for case in films.cases]
    assert [card.said.key for card in gallery.cards[:6]] == keys[:6]
    # Worse than the base with four of them, the first by most.
    assert [card.said.key for card in gallery.cards[6:]] == keys[:4]
    assert all(card.has_picture for card in gallery.cards)
    assert gallery.cards[0].said.lines == (
        case_title(films.cases[0].label),
        "New: <b>Malignant</b> 0.70",
        "Base: Benign 0.80",
    )
    with qtbot.waitSignal(page.case_requested) as asked:
        qtbot.mouseClick(gallery.cards[1], Left)
    assert asked.args == [films.folder, keys[1]]
    gallery.cards[2].setFocus()
    with qtbot.waitSignal(page.case_requested) as asked:
        qtbot.keyClick(gallery.cards[2], Qt.Key.Key_Space)
    assert asked.args == [films.folder, keys[2]]


def test_without_its_dataset_no_case_opens(qtbot, open_page, report, teach: TeachActions) -> None:
    assert teach.run is not None
    teach.run.job.config.unlink()
    page = open_page(report)
    assert page.gallery is not None
    assert not any(card.isEnabled() or card.has_picture for card in page.gallery.cards)


@pytest.mark.parametrize(
    "missing", ["curves", "thresholds", "calibration", "per_case", "alarms", "labels", "subgroups"]
)
def test_an_older_report_opens(open_page, report, missing: str) -> None:
    page = open_page({key: value for key, value in report.items() if key != missing})
    assert "No proof" in said(page)


def test_what_is_not_a_number_opens(open_page, report) -> None:
    report["comparison"]["rows"][0]["new"] = {"value": math.nan, "low": None, "high": math.inf}
    report["curves"][0]["new"]["band"] = [[0.1, None, math.nan]]
    report["calibration"]["new"]["bins"] = []
    report["per_case"] = [{"key": "a", "figure_new": math.nan}, {"key": "../..", "figure_new": 0.1}]
    assert "–" in said(open_page(report))


def test_the_report_is_saved_as_pdf(open_page, report, errors: list, tmp_path: Path) -> None:
    page = open_page(report)
    assert page.save.isVisible()
    page.save_pdf(tmp_path / "report.pdf")
    data = (tmp_path / "report.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Subtype /Image") >= 8  # two drawings a class, calibration, marks
    assert errors == []
    page.save_pdf(tmp_path / "nowhere" / "report.pdf")
    assert isinstance(errors[0], ExportError)


def test_a_pdf_without_a_window_is_the_same(qapp, report, tmp_path: Path) -> None:
    whole = json.loads(json.dumps(report))
    report_pdf_headless(whole, tmp_path / "a.pdf")
    report_pdf({"new": {}, "base": {}, "comparison": {}}, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").stat().st_size > (tmp_path / "b.pdf").stat().st_size


def test_estimates() -> None:
    assert estimate_text({"value": 0.1, "low": -0.05, "high": 0.25}, sign=True) == "+0.100 (-0.050 – +0.250)"


def test_boxes_from_random_weights_are_held_against_nothing(open_page, report: dict[str, Any]) -> None:
    nobody = {"key": "", "title": "No other model", "kind": "none", "members": 0}
    comparison = report["comparison"] | {"verdict": None, "confusion_new": [], "confusion_base": []}
    alone = {"task": "detection", "base": nobody, "comparison": comparison, "curves": [], "thresholds": {}}
    page = open_page(report | alone | {"calibration": {}, "subgroups": []})
    told = [label.text() for label in page.findChildren(QLabel)]
    assert "New: New (new-1)" in told
    assert not [text for text in told if text.startswith("Base: No other")]
    assert "There is no model to compare with, so there is no verdict." in told
    assert page.findChildren(Table)[0].rows == [["AUC", "0.900 (0.800 – 0.950)"]]


def test_a_report_that_does_not_tell_the_networks_of_the_new_model(open_page, report: dict[str, Any]) -> None:
    page = open_page(report | {"base": report["base"] | {"members": 5}})
    told = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "The new model is one network; the base is 5 networks" in told
