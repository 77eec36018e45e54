"""A series that is read, to be added to a dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.main import Viewer
from app.state.review import FindingId, FindingKind, Review


@pytest.fixture
def read(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """A CT with two structures of a model, the right lung accepted; datasets lie in the folder of the test."""
    viewer.window.dialogs.collecting.actions.folder = tmp_path / "datasets"
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct")])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    opened = viewer.session.opened
    assert opened is not None
    viewer.session.add_result(make.result(opened.volume))
    viewer.actions.review.judge(FindingId("cxr-anatomy", FindingKind.STRUCTURE, 0), Review.ACCEPTED)
    return viewer
