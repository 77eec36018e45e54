"""From a folder of files to an overlay, through the real window with its real threads; only torch is not there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import Caliper, Measurement, ModelResult, Structure
from ai.library.card import ModelCard
from ai.library.library import SHIPPED, Library
from ai.progress import Progress, silent
from ai.volume import Volume
from app.dicom.phantom_study import write_phantom_study
from app.main import Viewer
from app.ui.model_panel import RunButton


@dataclass
class SlowWorker:
    """Marks the left half of the picture as each structure, step by step so that it can be cancelled."""

    steps: int = 5
    volumes: list[Volume] = field(default_factory=list)

    def warm_up(self) -> None:
        """Nothing to start."""

    def load(self, card: ModelCard) -> None:
        """Nothing to read."""

    def close(self) -> None:
        """Nothing to end."""

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        import time

        self.volumes.append(volume)
        for step in range(self.steps):
            progress(step / self.steps, "Outlining")
            time.sleep(0.01)
        mask = np.zeros(volume.shape, np.bool_)
        mask[:, :, : volume.shape[2] // 2] = True
        rows, columns = volume.shape[1:]
        across = Caliper("Thorax", (0.0, rows / 2, 0.0), (0.0, rows / 2, columns - 1.0))
        half = Caliper("Heart", (0.0, rows / 3, 0.0), (0.0, rows / 3, (columns - 1) / 2))
        return ModelResult(
            structures=tuple(Structure(label, mask, mask.astype(np.uint8) * 255, None) for label in card.labels),
            measurements=(
                Measurement("cardiothoracic_ratio", "Cardiothoracic ratio", 0.5, "1", (0.4, 0.6), "", (half, across)),
            ),
            notes=(),
            provenance=Provenance(
                model_id=card.id,
                model_version=card.version,
                weights_sha256=card.weights_sha256,
                contract_sha256="00" * 32,
                gate=Gate(GateVerdict.OK),
                thresholds=tuple((label.name, card.threshold) for label in card.labels),
                device=options.device,
                seconds=0.05,
                app_version="0.1.0",
                source_id=volume.source_id,
            ),
        )


@pytest.fixture
def worker() -> SlowWorker:
    return SlowWorker()


@pytest.fixture
def viewer(qtbot: QtBot, worker: SlowWorker) -> Viewer:
    viewer = Viewer(worker, Library((SHIPPED,)), settings_path=None)
    qtbot.addWidget(viewer.window)
    viewer.window.resize(1280, 800)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    qtbot.waitUntil(lambda: bool(viewer.models.cards))
    return viewer


@pytest.fixture(scope="module")
def phantom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("phantom") / "study"
    write_phantom_study(folder, seed=3, with_ct=False, size_px=320)
    return folder


def pixels(viewer: Viewer) -> np.ndarray:
    """The pane as shown, (rows, columns, 4) uint8."""
    viewer.window.pane.settle()
    image = viewer.window.pane.grab().toImage()
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


def test_open_to_overlay(qtbot: QtBot, viewer: Viewer, worker: SlowWorker, phantom: Path) -> None:
    window = viewer.window
    viewer.actions.opening.open_paths([phantom])
    qtbot.waitUntil(lambda: viewer.session.opened is not None and viewer.runner.is_idle, timeout=20_000)
    assert window.banner.name
    assert window.pane.isVisible()
    assert len(window.browser._series_items()) == 1
    qtbot.waitUntil(lambda: window.model_panel.button is not None and window.model_panel.button.isEnabled())
    without = pixels(viewer)

    qtbot.mouseClick(window.model_panel.findChild(RunButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: viewer.session.result is not None, timeout=20_000)
    assert worker.volumes[0] is viewer.session.opened.volume
    qtbot.waitUntil(window.findings_panel.isVisible)
    assert [row.title.text for row in window.layer_panel.rows] == [layer.title for layer in viewer.session.layers]

    overlaid = pixels(viewer)
    assert (overlaid != without).any()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyPress(window, Qt.Key.Key_Q)
    assert viewer.view.state.overlay_hidden
    hidden = pixels(viewer)
    qtbot.keyRelease(window, Qt.Key.Key_Q)
    assert (hidden != overlaid).any()
    assert np.array_equal(pixels(viewer), overlaid)


def test_cancel_leaves_everything_as_it_was(qtbot: QtBot, viewer: Viewer, worker: SlowWorker, phantom: Path) -> None:
    worker.steps = 1000
    window = viewer.window
    viewer.actions.opening.open_paths([phantom])
    qtbot.waitUntil(lambda: viewer.session.opened is not None and viewer.runner.is_idle, timeout=20_000)
    opened = viewer.session.opened
    qtbot.waitUntil(lambda: window.model_panel.button is not None and window.model_panel.button.isEnabled())
    qtbot.mouseClick(window.model_panel.findChild(RunButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.job_bar.cancel.isVisible)
    # the window lives while it runs
    viewer.actions.view.invert()
    assert viewer.view.state.inverted
    qtbot.mouseClick(window.job_bar.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: viewer.runner.is_idle, timeout=1000)
    assert viewer.session.result is None
    assert viewer.session.opened is opened
    assert window.notices.messages == ()


def test_closing_while_a_model_runs_is_clean(qtbot: QtBot, viewer: Viewer, worker: SlowWorker, phantom: Path) -> None:
    worker.steps = 1000
    viewer.actions.opening.open_paths([phantom])
    qtbot.waitUntil(lambda: viewer.session.opened is not None and viewer.runner.is_idle, timeout=20_000)
    viewer.actions.models.run_suggested()
    qtbot.waitUntil(lambda: bool(worker.volumes))
    viewer.window.close()
    assert viewer.runner.is_idle
