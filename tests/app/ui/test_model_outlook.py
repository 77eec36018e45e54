"""What a run would take stands under the button of the model, before it is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ai.inference.past_runs import PastRuns
from app.actions.run_model import RunModelActions
from app.state.model_list import ModelList
from app.ui.model_panel import ModelPanel

UNKNOWN = "The first run tells how long · 0.1 GB of memory"
KNOWN = "About 2 s · 0.1 GB of memory"


def said(panel: ModelPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if not label.isHidden()]


@pytest.fixture
def models(make) -> ModelList:
    models = ModelList(make.library(make.card("ct-organs", modalities=("CT",), title="Organs"), make.card()))
    models.refresh()
    return models


def panel_of(session, models, runner, worker, past: PastRuns, keep) -> ModelPanel:
    actions = RunModelActions(session, models, runner, worker, past)
    panel = ModelPanel(session, models, actions)
    panel.run_requested.connect(actions.run)
    keep(panel)
    panel.resize(300, 400)
    panel.show()
    return panel


def test_the_first_run_tells_and_the_next_ones_are_foretold(
    qtbot: QtBot, session, models, runner, worker, make, keep, tmp_path: Path
) -> None:
    path = tmp_path / "runs.json"
    panel = panel_of(session, models, runner, worker, PastRuns(path), keep)
    session.set_opened(make.opened())
    qtbot.waitUntil(lambda: panel.button is not None)
    qtbot.waitUntil(lambda: said(panel).count(UNKNOWN) == 1)  # none for the model that does not suit
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert worker.ran == ["cxr-anatomy"]
    qtbot.waitUntil(lambda: KNOWN in said(panel))
    qtbot.waitUntil(lambda: "Done. Press to run again." in said(panel))
    assert UNKNOWN not in said(panel)
    again = panel_of(session, models, runner, worker, PastRuns(path), keep)
    qtbot.waitUntil(lambda: KNOWN in said(again))


def test_a_run_that_is_under_way_tells_by_itself(qtbot: QtBot, session, models, runner, worker, make, keep) -> None:
    panel = panel_of(session, models, runner, worker, PastRuns(), keep)
    session.set_opened(make.opened())
    qtbot.waitUntil(lambda: panel.button is not None)
    runner.held = True
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Running …" in said(panel))
    assert UNKNOWN not in said(panel)
    runner.release()


def test_a_heat_map_on_top_is_no_usual_run(session, models, runner, worker, make, qapp) -> None:
    actions = RunModelActions(session, models, runner, worker)
    assert actions.outlook(make.card()) == ""
    session.set_opened(make.opened())
    actions.run(make.card(), explain="grad-cam")
    assert actions.outlook(make.card()) == UNKNOWN
    actions.run(make.card())
    assert actions.outlook(make.card()) == KNOWN
