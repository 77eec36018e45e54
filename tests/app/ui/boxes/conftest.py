"""An oblique scan, as boxes and points are drawn on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.main import Viewer
from tests.app.ui.boxes.scene import oblique, settle


@pytest.fixture
def scan(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """A CT of 15 slices that lies obliquely in the patient; pixels of 0.8 x 0.5 mm."""
    viewer.actions.opening.open_paths([oblique(make.scan(tmp_path / "ct", slices=15))])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    qtbot.waitUntil(lambda: bool(viewer.session.opened.filled.all()) and len(viewer.session.opened.filled) == 15)
    viewer.actions.view.show_slice(7)
    settle(qtbot, viewer)
    return viewer
