"""Fixtures of the whole suite."""

from __future__ import annotations

import gc
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

# Before Qt is imported: a test machine has no display, and a desktop's own theme must not decide what a test sees.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The language of the machine must not decide what the window says.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["LANGUAGE"] = ""

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the public data sets beside the checkout."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the public data sets (../shared/data) are not beside this checkout")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def audit_file(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Audit trail of a test: that of whoever runs it is never written."""
    path = tmp_path_factory.mktemp("audit") / "audit.sqlite3"

    def default_path() -> Path:
        return path

    monkeypatch.setattr("app.audit.trail.default_path", default_path)
    return path


@pytest.fixture(scope="session", autouse=True)
def repeatable_salts() -> Iterator[None]:
    """The salt of a dataset decides who is drawn into which part: the same test, the same persons, in this process."""
    made: Counter[str] = Counter()

    class Secrets:
        @staticmethod
        def token_bytes(count: int) -> bytes:
            test = os.environ.get("PYTEST_CURRENT_TEST", "").rsplit(" ", 1)[0]
            made[test] += 1
            return random.Random(f"{test} {made[test]}").randbytes(count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ai.training.dataset.salt.secrets", Secrets)
        yield


@pytest.fixture(autouse=True)
def no_leaked_windows() -> Iterator[None]:
    """Fail a test that leaves a top-level widget alive; tests without Qt do not load it for that."""
    before = set(_top_level_widgets())
    yield
    left = [widget for widget in _top_level_widgets() if widget not in before]
    if left:
        gc.collect()
        left = [widget for widget in _top_level_widgets() if widget not in before]
    assert not left, f"top-level widgets left alive: {left}"


def _top_level_widgets() -> list[object]:
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return []
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return list(QApplication.topLevelWidgets())
