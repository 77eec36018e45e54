"""Fixtures of the tests of the window: no display, no widget left behind."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

# Before Qt is imported: a test machine has no display, and a desktop's own theme must not decide what a test sees.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def no_leaked_windows() -> Iterator[None]:
    """Fail a test that leaves a top-level widget alive."""
    application = QApplication.instance()
    before = set(QApplication.topLevelWidgets()) if application is not None else set()
    yield
    gc.collect()
    left = [widget for widget in QApplication.topLevelWidgets() if widget not in before]
    assert not left, f"top-level widgets left alive: {left}"
