"""A worklist with datasets to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai.training.dataset.dataset import Dataset
from app.actions.actions import Actions
from app.actions.worklist import WorklistActions
from tests.ai.training.dataset.read_dataset import pictures, volumes


@pytest.fixture
def work(actions: Actions) -> WorklistActions:
    actions.worklist.asking.follow(actions.models)
    return actions.worklist


@pytest.fixture
def scans(tmp_path: Path) -> Dataset:
    return volumes(tmp_path / "scans", 3)


@pytest.fixture
def films(tmp_path: Path) -> Dataset:
    return pictures(tmp_path / "films", 6)
