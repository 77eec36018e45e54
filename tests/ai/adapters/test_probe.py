"""What a file is, told without running anything."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from ai.adapters.probe import probe
from ai.errors import ModelImportError
from tests.ai.adapters.conftest import save_exported, save_onnx, save_torchscript, tiny_network


@pytest.mark.parametrize(
    ("save", "format"),
    [(save_torchscript, "torchscript"), (save_exported, "torch-export"), (save_onnx, "onnx")],
)
def test_programs(save: object, format: str, tmp_path: Path) -> None:
    assert callable(save)
    path = save(tiny_network(), tmp_path / {"torchscript": "m.pt", "torch-export": "m.pt2", "onnx": "m.onnx"}[format])
    found = probe(path)
    assert (found.format, found.refusal) == (format, "")
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.size_bytes == path.stat().st_size


@pytest.mark.parametrize("zipped", [True, False])
def test_a_state_dict(zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    torch.save(tiny_network().state_dict(), path, _use_new_zipfile_serialization=zipped)
    found = probe(path)
    assert (found.format, found.refusal) == ("state-dict", "")
    assert "torch._utils._rebuild_tensor_v2" in found.pickle_globals
    assert "144 weights in 9 tensors" in found.notes[0]


def test_safetensors_with_a_licence(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    save_file(dict(tiny_network().state_dict()), path, metadata={"license": "Apache-2.0"})
    found = probe(path)
    assert (found.format, found.refusal, found.licence) == ("state-dict", "", "Apache-2.0")


def test_a_checkpoint_with_an_optimiser(tmp_path: Path) -> None:
    network = tiny_network()
    optimiser = torch.optim.AdamW(network.parameters())
    network(torch.zeros(1, 1, 8, 8, 8)).sum().backward()
    optimiser.step()
    path = tmp_path / "c.ckpt"
    torch.save({"state_dict": network.state_dict(), "optimizer": optimiser.state_dict(), "epoch": 3}, path)
    found = probe(path)
    assert (found.format, found.refusal) == ("state-dict", "")
    assert "144 weights in 9 tensors" in found.notes[0]


def test_a_whole_model_is_refused_and_its_globals_are_named(tmp_path: Path) -> None:
    path = tmp_path / "whole.pt"
    torch.save(nn.Sequential(nn.Linear(2, 2)), path)
    found = probe(path)
    assert found.format == "pickle"
    assert "torch.nn.modules.linear.Linear" in found.pickle_globals
    assert found.refusal == "The file holds a whole pickled model, whose code would run when it is read."
    assert "state dict" in found.hint


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("m.h5", "Keras"),
        ("m.keras", "Keras"),
        ("m.pb", "TensorFlow"),
        ("m.tflite", "TensorFlow Lite"),
        ("m.plan", "TensorRT"),
    ],
)
def test_formats_of_others_are_refused_by_name(name: str, maker: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"whatever it holds")
    found = probe(tmp_path / name)
    assert found.refusal == f"This is a model of {maker}, which is not taken."


def test_something_else_is_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleague")
    assert probe(tmp_path / "letter.txt").refusal == "letter.txt is none of the model formats that are known."


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelImportError, match="cannot be read"):
        probe(tmp_path / "none.pt")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x03\x04 and no more", b"\x80\x04garbage", b"\x89"])
def test_damaged_files_are_one_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.pt").write_bytes(data)
    assert probe(tmp_path / "m.pt").refusal.count(".") <= 2


def test_a_plain_zip_and_a_plain_folder_are_no_models(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.json").write_text(json.dumps({"a": 1}))
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("a.json", "{}")
    assert probe(tmp_path / "folder").refusal
    assert probe(tmp_path / "z.zip").refusal
    assert len(probe(tmp_path / "folder").sha256) == 64


def test_looking_needs_no_torch() -> None:
    code = "import sys, ai.adapters.probe, ai.adapters.importing; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
