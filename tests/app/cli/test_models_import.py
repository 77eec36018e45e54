"""``lightbox models import``, ``export`` and ``remove``: the whole way by words."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

Lightbox = Callable[..., Any]

MANIFEST = """
title = "Two blobs"
task = "segmentation"
labels = ["Right blob", {title = "Heart", code = {value = "80891009", scheme = "SCT", meaning = "Heart"}}]
modalities = ["CT"]
licence = "CC0-1.0"

[grid]
dimensions = 3
orientation = "SPL"
patch = [8, 8, 8]

[[grid.intensity]]
name = "scale-range"
arguments = {from_low = -1000, from_high = 1000, to_low = 0, to_high = 1}
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty library."""
    monkeypatch.setattr("ai.library.library.default_folders", lambda: (tmp_path / "models",))
    return tmp_path / "models"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A tiny TorchScript file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that the format is old
        torch.jit.save(
            torch.jit.trace(nn.Conv3d(1, 3, 1).eval(), torch.zeros(1, 1, 8, 8, 8)), str(tmp_path / "blobs.pt")
        )
    (tmp_path / "m.toml").write_text(MANIFEST)
    return tmp_path / "blobs.pt"


def test_a_model_comes_and_goes(lightbox: Lightbox, library: Path, program: Path, tmp_path: Path) -> None:
    done = lightbox("models", "import", program, "--manifest", tmp_path / "m.toml", "--licence-accepted", "--json")
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert answer["imported"] == "two-blobs-1.0.0"
    assert answer["labels"] == ["right_blob", "heart"]
    assert "TorchScript" in done.err
    shown = lightbox("models", "show", "two-blobs")
    assert "Imported from: blobs.pt (torchscript), SHA-256" in shown.out
    assert "Licence confirmed: CC0-1.0" in shown.out

    given = tmp_path / "given.lbmodel"
    assert lightbox("models", "export", "two-blobs", given).code == 0
    assert given.is_file()
    assert lightbox("models", "export", "two-blobs", tmp_path / "given.zip").code == 1
    assert lightbox("models", "remove", "two-blobs").code == 1
    assert lightbox("models", "remove", "two-blobs-1.0.0").out == "two-blobs-1.0.0 was removed.\n"
    assert lightbox("models").out == "No models are installed.\n"


def test_without_answers_or_licence_it_is_told_what_is_missing(
    lightbox: Lightbox, library: Path, program: Path, tmp_path: Path
) -> None:
    done = lightbox("models", "import", program)
    assert done.code == 1
    assert "What does the model do?" in done.err
    done = lightbox("models", "import", program, "--manifest", tmp_path / "m.toml", "--json")
    assert done.code == 1
    assert json.loads(done.out)["error"] == "The licence of the model is CC0-1.0, and nobody has confirmed it."
    assert not library.exists()


class _Evil:
    """Unpickling this makes a file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"echo ran > {self.marker}",)


def test_a_malicious_file_is_one_sentence(lightbox: Lightbox, library: Path, tmp_path: Path) -> None:
    torch.save({"w": torch.zeros(2), "x": _Evil(tmp_path / "ran")}, tmp_path / "evil.pth")
    done = lightbox("models", "import", tmp_path / "evil.pth", "--licence-accepted", "--json")
    assert done.code == 1
    assert f"{os.name}.system" in json.loads(done.out)["error"]
    assert "Traceback" not in done.err
    assert not (tmp_path / "ran").exists()
    assert not library.exists()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title = ", "not valid"),
        ("colour = 'red'", "unknown field 'colour'"),
        ("task = 'magic'", "'magic' is none of"),
        ("labels = [3]", r"labels\[0\]"),
        ("[grid]\ndimensions = 5", "grid that no network can have"),
        ("[[grid.intensity]]\nname = 'magic'", "intensity step 'magic'"),
        ("threshold = 2.0", "threshold"),
    ],
)
def test_a_manifest_that_is_not_valid(lightbox: Lightbox, program: Path, tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "m.toml").write_text(text)
    done = lightbox("models", "import", program, "--manifest", tmp_path / "m.toml")
    assert done.code == 1
    assert place.replace("\\", "") in done.err
