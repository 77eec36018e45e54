"""Panels show what the session holds and tell what the reader wants; they change nothing themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ai.inference.provenance import Gate, GateVerdict
from ai.library.library import BrokenPack, ModelPackError
from app.actions.run_model import RunModelActions
from app.state.model_list import ModelList
from app.ui.banner import PatientBanner
from app.ui.findings_panel import CardLink, FindingsPanel, interval_text, value_text
from app.ui.layer_panel import LayerPanel
from app.ui.model_card_dialog import ModelCardDialog, metric_rows
from app.ui.model_panel import ModelPanel, RunButton


@pytest.fixture
def read(session, make):
    """A session with a radiograph and a result."""
    opened = make.opened()
    session.set_studies((make.study(opened.series),), ())
    session.set_opened(opened)
    session.add_result(make.result(opened.volume))
    return session


def said(widget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


class Wishes:
    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def hear(self, *wish: object) -> None:
        self.heard.append(wish)


# Banner


def test_banner_tells_whose_pictures_these_are(qtbot, keep, read, make) -> None:
    banner = PatientBanner(read)
    keep(banner)
    assert banner.name == "Example, Anna"
    assert banner.facts.split("  ·  ") == [
        "ID P1",
        "born 1958-04-12 (67 years)",
        "female",
        "study 2026-03-12",
        "acc. A77",
        "Chest",
    ]
    other = make.opened(make.series("other"))
    read.set_studies((*read.studies, make.study(other.series, uid="B", name="Other, Bert")), ())
    read.set_opened(other)
    qtbot.waitUntil(lambda: banner.name == "Other, Bert")
    read.clear()
    qtbot.waitUntil(lambda: banner.name == "")


def test_banner_of_a_file_that_says_nothing(qtbot, keep, session, make) -> None:
    opened = make.opened()
    study = replace(
        make.study(opened.series),
        patient_name="",
        patient_id="",
        patient_birth_date="",
        patient_sex="",
        date="",
        accession_number="",
        description="",
    )
    session.set_studies((study,), ())
    session.set_opened(opened)
    banner = PatientBanner(session)
    keep(banner)
    assert (banner.name, banner.facts) == ("No patient name", "no patient ID")


# Layers


def test_a_row_per_structure(qtbot, keep, read) -> None:
    panel = LayerPanel(read)
    keep(panel)
    panel.settle()
    assert [row.title.text for row in panel.rows] == ["Right lung", "Heart"]
    assert all(row.eye.isChecked() and not row.fill.isChecked() for row in panel.rows)


def test_gestures_are_wishes_and_change_nothing(qtbot, keep, read) -> None:
    panel = LayerPanel(read)
    keep(panel)
    panel.settle()
    panel.show()
    wishes = Wishes()
    panel.layer_changed.connect(wishes.hear)
    panel.accept_requested.connect(wishes.hear)
    before = read.layers
    qtbot.mouseClick(panel.rows[0].eye, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.rows[1].fill, Qt.MouseButton.LeftButton)
    panel.rows[1].opacity.setValue(40)
    qtbot.mouseClick(panel.accept, Qt.MouseButton.LeftButton)
    assert wishes.heard == [(0, "visible", False), (1, "filled", True), (1, "opacity", 0.4), (True,)]
    assert read.layers == before


def test_news_are_shown_and_tell_nobody(qtbot, keep, read) -> None:
    panel = LayerPanel(read)
    keep(panel)
    panel.settle()
    wishes = Wishes()
    panel.layer_changed.connect(wishes.hear)
    read.set_layer(0, visible=False)
    read.set_layer(1, opacity=0.5)
    qtbot.waitUntil(lambda: not panel.rows[0].eye.isChecked())
    assert panel.rows[1].opacity.value() == 50
    assert not panel.rows[0].opacity.isEnabled()
    assert wishes.heard == []


def test_a_slider_survives_its_own_news(qtbot, keep, read) -> None:
    panel = LayerPanel(read)
    keep(panel)
    panel.settle()
    row = panel.rows[0]
    read.set_layer(0, opacity=0.5)
    qtbot.waitUntil(lambda: row.opacity.value() == 50)
    assert panel.rows[0] is row  # rebuilt rows would end the drag under the reader's hand


def test_without_layers_there_is_no_panel(qtbot, keep, session) -> None:
    panel = LayerPanel(session)
    keep(panel)
    panel.settle()
    assert panel.isHidden()


# Findings


def test_value_interval_and_provenance(qtbot, keep, read) -> None:
    panel = FindingsPanel(read)
    keep(panel)
    panel.settle()
    words = said(panel)
    assert "Cardiothoracic ratio" in words
    assert "0.50" in words
    assert "0.47 – 0.53" in words
    assert "95 % interval of held-out films." in words
    assert "A note." in words
    assert "cxr-anatomy 0.1.0" in words
    assert "cpu" in words
    assert "1.2 s" in words
    assert "passed" in words


def test_an_edited_value_has_no_interval(qtbot, keep, read) -> None:
    panel = FindingsPanel(read)
    keep(panel)
    panel.settle()
    read.move_caliper("cardiothoracic_ratio", 0, (0.0, 40.0, 10.0), (0.0, 40.0, 22.0))
    qtbot.waitUntil(lambda: "0.30" in said(panel))
    assert "Edited by the reader: the interval no longer holds." in said(panel)
    assert "0.47 – 0.53" not in said(panel)


def test_doubts_of_the_gate_are_shown(qtbot, keep, session, make) -> None:
    opened = make.opened()
    session.set_opened(opened)
    result = make.result(opened.volume)
    gate = Gate(GateVerdict.WARN, ("The file does not say which body part it shows.",))
    session.add_result(replace(result, provenance=replace(result.provenance, gate=gate)))
    panel = FindingsPanel(session)
    keep(panel)
    panel.settle()
    assert gate.reasons[0] in said(panel)


def test_units(make) -> None:
    ratio = make.result(make.opened().volume).measurements[0]
    length = replace(ratio, value=12.345, unit="mm", interval=(11.0, 13.0))
    assert (value_text(ratio), interval_text(ratio)) == ("0.50", "0.47 – 0.53")
    assert (value_text(length), interval_text(length)) == ("12.3 mm", "11.0 – 13.0 mm")


def test_the_card_is_one_click_away(qtbot, keep, read) -> None:
    panel = FindingsPanel(read)
    keep(panel)
    panel.settle()
    wishes = Wishes()
    panel.card_requested.connect(wishes.hear)
    panel.findChild(CardLink).click()
    assert wishes.heard == [("cxr-anatomy",)]


# Models


@pytest.fixture
def models(make) -> ModelList:
    models = ModelList(make.library(make.card("ct-organs", modalities=("CT",), title="Organs"), make.card()))
    models.refresh()
    return models


@pytest.fixture
def panel(qtbot, keep, session, models, runner, worker) -> ModelPanel:
    panel = ModelPanel(session, models, RunModelActions(session, models, runner, worker))
    keep(panel)
    panel.show()
    return panel


def test_nothing_open(panel: ModelPanel) -> None:
    assert panel.button is None
    assert "Open a scan to see which models suit it." in said(panel)


def test_one_button_for_the_model_that_suits(qtbot, session, panel: ModelPanel, make) -> None:
    session.set_opened(make.opened())
    qtbot.waitUntil(lambda: panel.button is not None)
    assert panel.button.text() == "AI · Chest X-ray anatomy"
    assert panel.button.isEnabled()
    assert len(panel.findChildren(RunButton)) == 1
    assert "Organs needs CT; this series is CR." in said(panel)
    wishes = Wishes()
    panel.run_requested.connect(wishes.hear)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert wishes.heard[0][0].id == "cxr-anatomy"


def test_the_first_reason_is_said_and_the_others_where_the_mouse_rests(qtbot, session, panel: ModelPanel, make) -> None:
    session.set_opened(make.opened(make.series(modality="MR", slices=3)))
    qtbot.waitUntil(lambda: "No installed model suits this series." in said(panel))
    (label,) = (each for each in panel.findChildren(QLabel) if each.text().startswith("Chest X-ray anatomy needs CR"))
    first, *others = label.toolTip().split("\n")
    assert others
    assert label.text() == f"{first} (+{len(others)})"
    assert all(each in label.accessibleDescription() for each in others)


def test_no_model_suits(qtbot, session, panel: ModelPanel, make) -> None:
    session.set_opened(make.opened(make.series(modality="MR")))
    qtbot.waitUntil(lambda: "No installed model suits this series." in said(panel))
    assert panel.button is None


def test_the_button_waits_for_the_slices(qtbot, session, panel: ModelPanel, make) -> None:
    partly = replace(make.opened(), filled=np.zeros(1, dtype=np.bool_))
    session.set_opened(partly)
    qtbot.waitUntil(lambda: panel.button is not None)
    assert not panel.button.isEnabled()
    assert "Waits until every image is loaded." in said(panel)
    session.set_opened(replace(partly, filled=np.ones(1, dtype=np.bool_)))
    qtbot.waitUntil(lambda: panel.button is not None and panel.button.isEnabled())


def test_broken_packs_are_told(qtbot, session, models, panel: ModelPanel) -> None:
    models._broken = (BrokenPack("lobes-1", ModelPackError("The weights are damaged.", "Install it again.")),)
    models.models_changed.emit()
    qtbot.waitUntil(lambda: "lobes-1: The weights are damaged. Install it again." in said(panel))


def test_model_card_shows_everything(qtbot, keep, make) -> None:
    dialog = ModelCardDialog(make.card())
    keep(dialog)
    words = said(dialog)
    for text in ("Outlines.", "Diagnosis.", "Research only.", "JSRT.", "Adults.", "•  Few films."):
        assert text in words


def test_metrics_in_words() -> None:
    metrics = {
        "films": 40,
        "lungs": {"mean": 0.9524, "sd": 0.019, "interval_95": [0.946, 0.958]},
        "ratio_bias": {"bias": 0.0007},
        "seeds": [0, 1],
        "split_sha256": "ab" * 32,
        "phases": [{"name": "mild", "epochs": 5}, {"name": "strong", "epochs": 6}],
    }
    assert metric_rows(metrics) == (
        ("films", "40"),
        ("lungs", "0.952 (95 % interval 0.946 – 0.958, sd 0.019)"),
        ("ratio bias", "bias 0.0007"),
        ("seeds", "0, 1"),
        ("split sha256", f"{'ab' * 16}\n{'ab' * 16}"),
        ("phases", "name mild, epochs 5\nname strong, epochs 6"),
    )
