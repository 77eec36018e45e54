"""A small model that marks what we choose, and a scan for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ai.library.card import Architecture, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.grid_spec import GridSpec
from ai.volume import Volume
from tests.ai.inference.bands import NOTHING


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what a test measures out of the user's folders."""
    folder = tmp_path / "cache"
    monkeypatch.setattr("ai.inference.precision.platformdirs.user_cache_dir", lambda *_, **__: str(folder))
    return folder


@pytest.fixture
def make_card(tmp_path: Path) -> Callable[..., ModelCard]:
    """Make the card of a segmentation model with ``labels`` names on a grid."""

    def make(grid: GridSpec, labels: tuple[str, ...] = ("one", "two"), **changes: object) -> ModelCard:
        fields: dict[str, object] = {
            "id": "bands",
            "version": "1.0.0",
            "title": "Bands",
            "task": "segmentation",
            "labels": tuple(Label(name, name.capitalize(), NOTHING) for name in labels),
            "input": InputSpec(("CT",), (), (), (0, 0), (0, 100), 0, grid),
            "architecture": Architecture("unet2d", ()),
            "members": (Weights("member0.safetensors", "0" * 64),),
            "threshold": 0.5,
            "reading": Reading("use", "not", "licence", "data", "people", ()),
            "metrics": {},
            "reference": {},
            "parent": "",
            "folder": tmp_path,
        } | changes
        return ModelCard(**fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def scan() -> Volume:
    """CT of 0, 1 and 2: a block of 1 with a block of 2 in it, and a small part of 1 apart."""
    voxels = np.zeros((24, 40, 36), np.int16)
    voxels[4:18, 8:30, 6:28] = 1
    voxels[8:14, 12:20, 10:20] = 2
    voxels[21:23, 34:37, 31:34] = 1
    affine = np.array([[0, 0, 0.8, -20], [0, 0.8, 0, -30], [2.5, 0, 0, 5], [0, 0, 0, 1]], float)
    return Volume(voxels, affine, unit="HU", modality="CT", body_part="CHEST")
