"""A CT with two structures, with masks of their own or in a shared map."""

from __future__ import annotations

import pytest

from app.main import Viewer
from tests.app.ui.masks.scene import organs_of


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
