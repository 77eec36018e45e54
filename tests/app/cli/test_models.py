"""``lightbox models``: what the library holds, whole and broken packs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.pack import write_card

Lightbox = Callable[..., Any]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with one model."""
    folder = tmp_path / "models" / "tiny-0.2.0"
    folder.mkdir(parents=True)
    write_card(
        ModelCard(
            "tiny",
            "0.2.0",
            "Tiny chest",
            "segmentation",
            (Label("heart", "Heart", Code("80891009", "SCT", "Heart")),),
            InputSpec(("CR", "DX"), ("CHEST",), ("PA",), (64, 64), (1, 99), 32),
            Architecture("unet", ()),
            (Weights("a.safetensors", "0" * 64),),
            0.5,
            Reading("For a test.", "For anybody.", "Apache-2.0", "None.", "Nobody.", ("All.",)),
            {"jaccard": 0.9},
            {},
            "",
            folder,
        )
    )
    monkeypatch.setattr("ai.library.library.default_folders", lambda: (tmp_path / "models",))
    return tmp_path / "models"


def test_the_list(lightbox: Lightbox, library: Path) -> None:
    for words in ((), ("list",)):
        done = lightbox("models", *words)
        assert done.code == 0
        assert done.out == "tiny-0.2.0  Tiny chest (segmentation; CR, DX)\n"
    answer = json.loads(lightbox("models", "--json").out)
    assert answer == {
        "models": [
            {
                "id": "tiny",
                "version": "0.2.0",
                "title": "Tiny chest",
                "task": "segmentation",
                "modalities": ["CR", "DX"],
                "labels": ["heart"],
                "licence": "Apache-2.0",
                "parent": "",
                "draft": False,
                "chosen": False,
            }
        ],
        "broken": [],
    }


def test_a_card(lightbox: Lightbox, library: Path) -> None:
    done = lightbox("models", "show", "tiny")
    assert done.code == 0
    for words in ("Tiny chest (tiny-0.2.0)", "For: For a test.", "Limit: All.", "Measured: jaccard: 0.9"):
        assert words in done.out
    answer = json.loads(lightbox("models", "show", "tiny-0.2.0", "--json").out)
    assert answer["reading"]["not_for"] == "For anybody."
    assert "folder" not in answer
    assert str(library) not in json.dumps(answer)


def test_a_broken_pack_is_told_beside_the_others(lightbox: Lightbox, library: Path) -> None:
    (library / "broken-1.0.0").mkdir()
    (library / "broken-1.0.0" / "model.json").write_text("{")
    done = lightbox("models")
    assert done.code == 0
    assert done.out.startswith("tiny-0.2.0")
    assert "broken-1.0.0: " in done.err
    (broken,) = json.loads(lightbox("models", "--json").out)["broken"]
    assert broken["name"] == "broken-1.0.0"
    assert broken["error"]
    assert lightbox("models", "show", "broken").code == 1


def test_an_unknown_model_is_one_sentence(lightbox: Lightbox, library: Path) -> None:
    done = lightbox("models", "show", "huge", "--json")
    assert done.code == 1
    assert json.loads(done.out) == {"error": "There is no model 'huge'.", "hint": "Installed models: tiny."}


def test_an_empty_library(lightbox: Lightbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai.library.library.default_folders", tuple)
    assert lightbox("models").out == "No models are installed.\n"


@pytest.mark.parametrize(
    "words",
    [
        ("show",),
        ("list", "tiny"),
        ("forget", "tiny"),
        ("remove",),
        ("import",),
        ("export", "tiny"),
        ("export", "tiny", "a.onnx", "--as", "word"),
        ("list", "--as", "onnx"),
        ("show", "tiny", "other"),
        ("show", "tiny", "--licence-accepted"),
    ],
)
def test_wrong_usage(lightbox: Lightbox, words: tuple[str, ...]) -> None:
    assert lightbox("models", *words).code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("m.bin",), "does not say what the model is to be exported as"),
        (("m.bin", "--as", "onnx"), "ends in .onnx"),
        (("m.zip", "--as", "lbmodel"), "ends in .lbmodel"),
        (("m.lbmodel",), "weights a.safetensors of model tiny are missing"),
        (("m.onnx",), "weights a.safetensors of model tiny are missing"),
        (("m.zip",), "cannot be described as a MONAI bundle"),
        (("m", "--as", "monai"), "cannot be described as a MONAI bundle"),
    ],
)
def test_the_ending_or_the_option_says_what_it_is_exported_as(
    lightbox: Lightbox, library: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    done = lightbox("models", "export", "tiny", str(tmp_path / words[0]), *words[1:], "--json")
    assert done.code == 1
    assert told in json.loads(done.out)["error"]
    assert [path.name for path in tmp_path.iterdir()] == ["models"]
