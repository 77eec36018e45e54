"""The page of the split: what it shows, and how another split is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ai.training.dataset.case import CASE_FILE
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.split_rule import SplitBy
from ai.training.dataset.wanted import Intake
from ai.training.openings import Opening, count_opening
from app.actions.teach import TeachActions
from app.state.model_list import ModelList
from app.ui.table import Table
from app.ui.teach_split_page import TeachSplitPage

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty persons in each of two classes; each fourth was at a scanner of its own, later than the others."""
    random = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (tmp_path / "images" / name).mkdir(parents=True)
        for number in range(20):
            picture = Image.fromarray(random.integers(0, 255, (40, 40), dtype=np.uint8))
            picture.save(tmp_path / "images" / name / f"{name}{number:02}.png")
    folder = import_classes(tmp_path / "images", tmp_path / "set", intake=Intake(person="(.+)")).dataset.folder
    for number, case in enumerate(open_dataset(folder).cases):
        path = folder / case.key / CASE_FILE
        late = number % 4 == 0
        record = json.loads(path.read_text())
        record["particulars"] = {"scanner": "b" if late else "a", "quarter": 9 * late, "sex": "", "age_band": ""}
        path.write_text(json.dumps(record))
    return folder


@pytest.fixture
def page(qtbot, keep, make, runner, folder: Path, tmp_path: Path) -> TeachSplitPage:
    models = ModelList(make.library(make.card()))
    teach = TeachActions(models, None, runner, folder=tmp_path / "teaching", spawn=None)
    page = TeachSplitPage(teach)
    page.split_requested.connect(teach.split_again)
    teach.setParent(page)
    models.setParent(page)
    keep(page)
    page.resize(900, 600)
    page.show()
    qtbot.waitExposed(page)
    teach.use_dataset(folder)
    qtbot.waitUntil(page.person.isEnabled)
    return page


def said(page: TeachSplitPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def rows(page: TeachSplitPage) -> list[list[str]]:
    (table,) = [each for each in page.findChildren(Table) if each.isVisible()]
    return table.rows


def test_the_split_is_a_table_and_a_sentence(page: TeachSplitPage) -> None:
    assert rows(page) == [["cat", "12 / 12", "4 / 4", "4 / 4"], ["dog", "12 / 12", "4 / 4", "4 / 4"]]
    text = said(page)
    assert "Too few persons for a claim" in text
    assert "No model was held against the test part yet." in text
    assert page.person.isChecked()
    assert not page.split.isEnabled()


def test_a_scanner_is_held_out(qtbot, page: TeachSplitPage) -> None:
    qtbot.mouseClick(page.scanner, Left)
    assert page.which.isEnabled()
    assert page.which.currentText() == "Scanner 2: 10 images of 10 persons"
    qtbot.mouseClick(page.split, Left)
    qtbot.waitUntil(lambda: "what one scanner made" in said(page))
    assert sum(int(row[3].split(" / ")[0]) for row in rows(page)) == 10
    assert page.scanner.isChecked()
    assert not page.split.isEnabled()
    qtbot.mouseClick(page.suggestion, Left)
    qtbot.waitUntil(lambda: "person by person" in said(page))
    assert page.person.isChecked()


def test_a_test_part_that_was_opened_is_not_changed_without_a_question(
    qtbot, page: TeachSplitPage, folder: Path
) -> None:
    count_opening(folder, Opening("a", "b", "c"))
    teach = page._teach
    teach.use_dataset(folder)
    qtbot.waitUntil(lambda: "opened once" in said(page))
    before = teach.prepared.split.sha256
    qtbot.mouseClick(page.quarter, Left)
    qtbot.mouseClick(page.split, Left)
    assert page.question.isVisible()
    assert teach.prepared.split.sha256 == before
    qtbot.mouseClick(page.question.no, Left)
    assert teach.prepared.split.rule.by is SplitBy.PERSON
    qtbot.mouseClick(page.split, Left)
    qtbot.mouseClick(page.question.yes, Left)
    qtbot.waitUntil(lambda: teach.prepared is not None and teach.prepared.split.rule.by is SplitBy.QUARTER)
    assert teach.prepared.split.openings == 1
    assert teach.prepared.split.rule.quarter == 9


def test_a_run_that_ended_meanwhile_is_counted(qtbot, page: TeachSplitPage, folder: Path) -> None:
    count_opening(folder, Opening("a", "b", "c"))
    page.hide()
    page.show()
    assert "opened once" in said(page)
    qtbot.mouseClick(page.scanner, Left)
    qtbot.mouseClick(page.split, Left)
    assert page.question.isVisible()


def test_what_the_cases_do_not_tell_cannot_be_chosen(qtbot, page: TeachSplitPage, folder: Path) -> None:
    for case in open_dataset(folder).cases:
        path = folder / case.key / CASE_FILE
        record = json.loads(path.read_text())
        record["particulars"] = None
        path.write_text(json.dumps(record))
    assert not page.missing.isVisible()
    page._teach.use_dataset(folder)
    qtbot.waitUntil(page.missing.isVisible)
    assert not page.scanner.isEnabled()
    assert not page.quarter.isEnabled()
    assert not page.which.isVisible()
