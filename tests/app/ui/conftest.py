"""The whole window, as the composition root builds it, with jobs that run at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.main as main_module
from app.main import Viewer


@pytest.fixture
def library(make):
    """The models that the window finds: one for radiographs of the chest."""
    return make.library(make.card())


@pytest.fixture
def viewer(qtbot, runner, worker, library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Viewer:
    """The window, shown and with the keyboard; its settings lie in the folder of the test."""
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    viewer = Viewer(worker, library, settings_path=tmp_path / "settings.toml")
    qtbot.addWidget(viewer.window)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    viewer.window.activateWindow()
    qtbot.waitUntil(viewer.window.isActiveWindow)
    return viewer


@pytest.fixture
def ct(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """The window with a CT of 15 slices, the middle one in view."""
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", slices=15)])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    # On a slow machine the scan shows a picture before it has seen all files: the middle of those it has.
    viewer.actions.view.show_slice(7)
    return viewer
