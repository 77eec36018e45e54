"""An imported model in the real window: its own worker process, real threads, real mouse and keys."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from torch import Tensor, nn

from ai.inference.result_cache import ResultCache
from ai.library.library import Library, default_folders
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import CtGrid, ct_phantom
from ai.worker.client import Worker
from app.dicom.phantom_study import write_ct
from app.main import Viewer
from app.ui.model_panel import OverrideLink, RunButton
from app.ui.override_dialog import OverrideDialog
from app.ui.slice_view import SliceView
from tests.flows.any_model import air_and_dense, take, thresholds

Left = Qt.MouseButton.LeftButton
GRID = CtGrid.axial((40, 72, 80), (5.0, 4.5, 4.0)).turned((12, -9, 20))
LIMIT_MS = 120_000


class Laborious(nn.Module):
    """Says the same as the plain network, after much work that takes memory."""

    def __init__(self) -> None:
        super().__init__()
        self.work = nn.Sequential(nn.Conv3d(1, 48, 3, padding=1), nn.Conv3d(48, 48, 3, padding=1))
        self.plain = air_and_dense()

    def forward(self, windows: Tensor) -> Tensor:
        return self.plain(windows) + 0.0 * self.work(windows)[:, :1]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def slow(home: Path) -> str:
    torch.manual_seed(0)
    grid = "dimensions = 3\npatch = [32, 48, 48]\noverlap = 0.75"
    return take(home, Laborious().eval(), size=(32, 48, 48), title="Slow air", grid=grid)


@pytest.fixture(scope="module")
def head_only(home: Path) -> str:
    return take(home, title="Air of heads", more='body_parts = ["HEAD"]')


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scan")
    write_ct(ct_phantom(draw_anatomy(3), grid=GRID, noise_hu=12).volume, folder, seed=3)
    return folder


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(results=ResultCache())
    yield worker
    worker.close()


@pytest.fixture
def viewer(qtbot: QtBot, home: Path, worker: Worker, scan: Path, tmp_path: Path) -> Viewer:
    viewer = Viewer(worker, Library(default_folders()), settings_path=tmp_path / "settings.toml")
    qtbot.addWidget(viewer.window)
    viewer.window.resize(1280, 900)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    viewer.window.activateWindow()
    qtbot.waitUntil(viewer.window.isActiveWindow)
    viewer.actions.opening.open_paths([scan])
    qtbot.waitUntil(viewer.actions.models.is_loaded, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: viewer.runner.is_idle, timeout=LIMIT_MS)
    return viewer


def press(qtbot: QtBot, viewer: Viewer, model: str) -> None:
    """Press the button that runs a model, as soon as it is there; one of a list that was made anew is hidden."""

    def buttons() -> list[RunButton]:
        found = viewer.window.model_panel.findChildren(RunButton)
        return [each for each in found if each._card.id == model and each.isVisible()]

    qtbot.waitUntil(lambda: len(buttons()) == 1)
    qtbot.mouseClick(buttons()[0], Left)


def run(qtbot: QtBot, viewer: Viewer, model: str) -> None:
    press(qtbot, viewer, model)
    qtbot.waitUntil(lambda: viewer.session.result is not None and viewer.runner.is_idle, timeout=LIMIT_MS)


def outlines_lie(view: SliceView, truth: Mapping[str, np.ndarray]) -> bool:
    """Whether each point of each outline has a voxel of its mask and one beside it among its neighbours in the scan."""
    view.settle()
    drawn = view.canvas.overlay._outlines
    if len(drawn) != len(truth):
        return False
    for outline, mask in zip(drawn, truth.values(), strict=True):
        padded = np.pad(mask, 2)  # beside the scan there is nothing
        points = np.concatenate([line[::5] for line in outline.lines])
        assert len(points) > 20
        for row, column in points:
            index = view.voxel_at(float(row), float(column))
            around = tuple(slice(int(np.floor(each)) + 1, int(np.floor(each)) + 5) for each in index)
            if not padded[around].any() or padded[around].all():
                return False
    return True


def test_the_overlay_lies_on_the_voxels_on_every_plane(
    qtbot: QtBot, viewer: Viewer, air_and_bone: str, slow: str, head_only: str
) -> None:
    run(qtbot, viewer, air_and_bone)
    opened = viewer.session.opened
    assert opened is not None
    truth = thresholds(opened.volume.voxels)
    for layer in viewer.session.layers:
        np.testing.assert_array_equal(layer.structure.mask, truth[layer.structure.label.name])
    # outlines are looked for in turns of the event loop
    qtbot.waitUntil(lambda: outlines_lie(viewer.window.pane, truth), timeout=LIMIT_MS)
    qtbot.keyClick(viewer.window, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: len(viewer.window.grid.frames) == 4)
    for frame in viewer.window.grid.frames:
        qtbot.waitUntil(lambda view=frame.view: outlines_lie(view, truth), timeout=LIMIT_MS)


def test_a_second_press_answers_at_once(qtbot: QtBot, viewer: Viewer, worker: Worker, air_and_bone: str) -> None:
    run(qtbot, viewer, air_and_bone)
    first = viewer.session.result
    worker.close()  # whoever answers now, it is not the process
    started = time.monotonic()
    press(qtbot, viewer, air_and_bone)
    qtbot.waitUntil(lambda: viewer.session.result is not first and viewer.runner.is_idle, timeout=LIMIT_MS)
    assert time.monotonic() - started < 2
    assert viewer.session.result is not None
    assert viewer.session.result.structures[0].labelled is first.structures[0].labelled
    assert worker._process is None


def memory_bytes(worker: Worker) -> int:
    """Of the process, as the system counts it; 0 where none runs."""
    process = worker._process
    if process is None or process.poll() is not None:
        return 0
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * 4096


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system tells no memory of a process")
def test_cancel_gives_the_memory_back_within_a_second(qtbot: QtBot, viewer: Viewer, worker: Worker, slow: str) -> None:
    viewer.actions.models.warm_up()
    words: list[str] = []
    viewer.runner.job_progressed.connect(lambda task, fraction, message: words.append(str(message)))
    press(qtbot, viewer, slow)
    qtbot.waitUntil(lambda: any(each.startswith("Window") for each in words), timeout=LIMIT_MS)
    busy = memory_bytes(worker)
    qtbot.waitUntil(viewer.window.job_bar.cancel.isVisible)
    qtbot.mouseClick(viewer.window.job_bar.cancel, Left)
    qtbot.waitUntil(lambda: viewer.runner.is_idle, timeout=3000)
    # Within two hundredths: libraries alone are a gigabyte, and are counted a little differently each time.
    qtbot.waitUntil(lambda: memory_bytes(worker) < 1.02 * busy, timeout=1000)
    assert viewer.session.result is None
    assert viewer.window.notices.messages == ()
    # and the next run is as good as any
    run(qtbot, viewer, slow)
    assert viewer.session.opened is not None
    air = thresholds(viewer.session.opened.volume.voxels)["air"]
    np.testing.assert_array_equal(viewer.session.layers[0].structure.mask, air)


def test_a_refusal_is_overridden_and_marked(qtbot: QtBot, viewer: Viewer, head_only: str) -> None:
    panel = viewer.window.model_panel
    links = [each for each in panel.findChildren(OverrideLink) if each._card.id == head_only]
    assert len(links) == 1
    qtbot.mouseClick(links[0], Left)
    qtbot.mouseClick(viewer.window.findChildren(OverrideDialog)[-1].run, Left)
    qtbot.waitUntil(lambda: viewer.session.result is not None and viewer.runner.is_idle, timeout=LIMIT_MS)
    result = viewer.session.result
    assert result is not None
    assert result.provenance.gate.overridden
    assert "Run in spite of a refusal" in result.notes[0]
    qtbot.waitUntil(lambda: "Outside the model's contract" in "\n".join(viewer.window.pane.labels.written))

    def said() -> list[str]:
        return [label.text() for label in viewer.window.findings_panel.findChildren(QLabel)]

    qtbot.waitUntil(lambda: any("Outside the model's contract" in each for each in said()))
