"""A pack as one file, packs that go again, and programs in packs."""

from __future__ import annotations

import dataclasses
import hashlib
import zipfile
from pathlib import Path

import pytest

from ai.errors import ModelPackError
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.library import Library
from ai.library.pack import read_card, write_card
from ai.library.pack_file import write_pack_file


def pack(folder: Path, *, file: str = "w.safetensors", architecture: str = "monai") -> ModelCard:
    """A pack whose weights are some bytes."""
    card = ModelCard(
        "tiny", "1.0.0", "Tiny", "segmentation", (Label("heart", "Heart", Code("80891009", "SCT", "Heart")),),
        InputSpec(("CT",), (), (), (64, 64), (0, 100), 1), Architecture(architecture, ()),
        (Weights(file, hashlib.sha256(b"weights").hexdigest()),), 0.5, Reading("", "", "MIT", "", "", ()), {}, {}, "",
        folder / "tiny-1.0.0",
    )  # fmt: skip
    card.folder.mkdir(parents=True)
    (card.folder / Path(file).name).write_bytes(b"weights")
    write_card(card)
    return card


def test_the_file_holds_the_pack_and_nothing_else(tmp_path: Path) -> None:
    card = pack(tmp_path)
    (card.folder / "notes.txt").write_text("of the person")
    write_pack_file(card, tmp_path / "t.lbmodel")
    with zipfile.ZipFile(tmp_path / "t.lbmodel") as archive:
        assert archive.namelist() == ["tiny-1.0.0/model.json", "tiny-1.0.0/w.safetensors"]
        assert archive.read("tiny-1.0.0/w.safetensors") == b"weights"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.lbmodel", "tiny-1.0.0"]


def test_a_damaged_pack_is_not_given_away(tmp_path: Path) -> None:
    card = pack(tmp_path)
    (card.folder / "w.safetensors").write_bytes(b"others")
    with pytest.raises(ModelPackError, match="SHA-256 differs"):
        write_pack_file(card, tmp_path / "t.lbmodel")
    assert not (tmp_path / "t.lbmodel").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelPackError, match="cannot be written"):
        write_pack_file(pack(tmp_path), tmp_path / "none" / "t.lbmodel")


def test_only_what_was_added_here_is_removed(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    pack(shipped)
    library = Library([shipped, own])
    with pytest.raises(ModelPackError, match="Only a model that was added here"):
        library.remove("tiny-1.0.0")
    other = dataclasses.replace(read_card(shipped / "tiny-1.0.0"), version="2.0.0", folder=own / "tiny-2.0.0")
    other.folder.mkdir(parents=True)
    write_card(other)
    with pytest.raises(ModelPackError, match="Only a model that was added here"):
        library.remove("tiny")
    library.remove("tiny-2.0.0")
    assert [card.key for card in library.cards()] == ["tiny-1.0.0"]
    assert list(own.iterdir()) == []


@pytest.mark.parametrize(
    ("architecture", "file", "fits"),
    [
        ("onnx", "p.onnx", True),
        ("torch-export", "p.pt2", True),
        ("torchscript", "p.ts", True),
        ("monai", "p.onnx", False),
        ("onnx", "p.ts", False),
        ("onnx", "p.safetensors", False),
        ("torchscript", "p.pt", False),
    ],
)
def test_programs_only_for_their_architecture(architecture: str, file: str, fits: bool, tmp_path: Path) -> None:
    card = pack(tmp_path, architecture=architecture, file=file)
    if fits:
        assert read_card(card.folder).architecture.name == architecture
    else:
        with pytest.raises(ModelPackError, match="names a weights file outside its pack"):
            read_card(card.folder)
