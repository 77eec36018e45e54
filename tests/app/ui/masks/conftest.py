"""A CT with two structures, with masks of their own or in a shared map; a study to draw masks of one's own on."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.main as main_module
from app.main import Viewer
from tests.app.ui.masks.own_scene import (
    add_series,
)
from tests.app.ui.masks.scene import organs_of, settle


@pytest.fixture(params=["own masks", "shared map"])
def organs(request, qtbot, ct: Viewer, make) -> Viewer:
    """A CT of 15 slices of 64 x 48 mm, 2 mm apart, with two structures side by side."""
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    organs_of(qtbot, ct, make, shared=request.param == "shared map")
    return ct


@pytest.fixture
def shared(qtbot, ct: Viewer, make) -> Viewer:
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    organs_of(qtbot, ct, make, shared=True)
    return ct


@pytest.fixture
def own(qtbot, ct: Viewer, make) -> Viewer:
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    organs_of(qtbot, ct, make, shared=False)
    return ct


@pytest.fixture
def scan(make, tmp_path: Path) -> Path:
    folder = make.scan(tmp_path / "ct", slices=15)
    add_series(folder, "tumour mask", 20)
    add_series(folder, "moved mask", 21, shift_mm=0.3)
    add_series(folder, "photos", 22, colour=True)
    return folder


@pytest.fixture
def again(qtbot, runner, worker, library, monkeypatch, tmp_path, scan):
    """Start the program once more on the same files; the old one just stops."""
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    held: list[Viewer] = []

    def start() -> Viewer:
        viewer = Viewer(worker, library, settings_path=tmp_path / "settings.toml")
        held.append(viewer)
        qtbot.addWidget(viewer.window)
        viewer.window.show()
        qtbot.waitExposed(viewer.window)
        viewer.window.activateWindow()
        qtbot.waitUntil(viewer.window.isActiveWindow)
        viewer.actions.opening.open_paths([scan])
        qtbot.waitUntil(lambda: bool(viewer.session.studies) and len(viewer.session.studies[0].series) == 4)
        chest = next(each for each in viewer.session.studies[0].series if each.number == 1)
        viewer.actions.opening.open(chest)
        qtbot.waitUntil(lambda: viewer.session.opened is not None and viewer.session.opened.series.uid == chest.uid)
        qtbot.waitUntil(lambda: bool(viewer.session.opened.filled.all()))
        viewer.actions.view.show_slice(7)
        settle(qtbot, viewer)
        return viewer

    yield start
    for viewer in held:
        viewer.window.close()


@pytest.fixture
def study(again) -> Viewer:
    return again()
