"""Fixtures of the flows that begin with a file of a publisher."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.any_model import take

Keep = Callable[..., str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of a user who starts today: library, cache, log; also for processes that are started."""
    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    for name in ("DATA", "CACHE", "STATE", "CONFIG"):
        patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    yield home
    patch.undo()


@pytest.fixture(scope="module")
def air_and_bone(home: Path) -> str:
    """Air below -500.5 HU, dense above 200.5 HU, as a TorchScript file that was imported; its ID."""
    return take(home)
