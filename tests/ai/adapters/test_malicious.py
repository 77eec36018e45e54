"""Files that mean harm: nothing of them runs, and each is refused in one sentence."""

from __future__ import annotations

import json
import os
import pickle
import stat
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from ai.adapters.conversion.job import Job
from ai.adapters.conversion.loading import load_pickled
from ai.adapters.conversion.program import convert as convert_program
from ai.adapters.found import Found
from ai.adapters.importing import convert, import_model
from ai.adapters.probe import probe
from ai.errors import ModelImportError, ReportableError
from ai.library.library import Library
from ai.library.program_check import require_safe_program
from ai.progress import silent
from tests.ai.adapters.conftest import Evil, answers, save_exported, save_onnx, save_torchscript, tiny_network

HUNDRED_GB = 100 << 30


def refused(path: Path, tmp_path: Path) -> Found:
    """Probe, and see that the import refuses with the same sentence and leaves the library empty."""
    found = probe(path)
    assert found.refusal
    assert "Traceback" not in found.refusal
    library = Library([tmp_path / "library"])
    with pytest.raises(ReportableError) as refusal:
        import_model(path, answers(), library=library, licence_accepted=True)
    assert refusal.value.message == found.refusal
    assert library.cards() == ()
    return found


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_that_runs_a_program(zipped: bool, tmp_path: Path, marker: Path) -> None:
    path = tmp_path / "evil.pth"
    torch.save(
        {"state_dict": tiny_network().state_dict(), "epoch": Evil(marker)}, path, _use_new_zipfile_serialization=zipped
    )
    found = refused(path, tmp_path)
    assert f"{os.name}.system" in found.pickle_globals
    assert f"{os.name}.system" in found.refusal
    assert not marker.exists()


def test_the_second_wall_holds_without_the_first(tmp_path: Path, marker: Path) -> None:
    path = tmp_path / "evil.pth"
    torch.save({"epoch": Evil(marker), **tiny_network().state_dict()}, path)
    with pytest.raises(ModelImportError, match="cannot be read safely"):
        load_pickled(path)
    found = replace(probe(path), refusal="", hint="")
    network = answers(architecture="torchvision", arguments=(("name", "resnet18"),))
    with pytest.raises(ModelImportError, match="cannot be read safely"):
        convert(found, network, library=Library([tmp_path / "library"]))
    assert not marker.exists()


def test_plain_pickles(tmp_path: Path, marker: Path) -> None:
    path = tmp_path / "evil.pkl"
    path.write_bytes(pickle.dumps(Evil(marker)))
    found = refused(path, tmp_path)
    assert f"{os.name}.system" in found.pickle_globals
    # Ends in the middle, after the call: readers that give up there have run it.
    path.write_bytes(pickle.dumps(Evil(marker))[:-1] + b"\xff")
    refused(path, tmp_path)
    assert not marker.exists()


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside", "a\\..\\outside", "C:/outside"])
def test_archives_that_write_outside(name: str, tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = name
        archive.writestr(info, "harm")
    assert "write outside its own folder" in refused(path, tmp_path).refusal


def test_an_archive_with_a_link(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    info = zipfile.ZipInfo("model.json")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "holds a link" in refused(path, tmp_path).refusal


def test_a_folder_with_a_link(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.json").symlink_to("/etc/hostname")
    assert "holds a link" in refused(folder, tmp_path).refusal


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("weights.bin", bytes(8 << 20))
    assert "more data than any model does" in refused(path, tmp_path).refusal


def test_a_zip_that_promises_100_gb(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("weights.bin", b"little")
        archive.infolist()[0].file_size = archive.infolist()[0].compress_size = HUNDRED_GB
    assert "more data than any model does" in refused(path, tmp_path).refusal


def test_a_zip_with_more_parts_than_any_model(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_001):
            archive.writestr(str(number), b"")
    assert "more parts than any model" in refused(path, tmp_path).refusal


def test_safetensors_of_100_gb(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(struct.pack("<Q", HUNDRED_GB) + b"{}")
    assert "more data than any model does" in refused(path, tmp_path).refusal
    header = json.dumps({"w": {"dtype": "F32", "shape": [HUNDRED_GB // 4], "data_offsets": [0, HUNDRED_GB]}}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    assert "more data than any model does" in refused(path, tmp_path).refusal


def test_a_state_dict_of_100_gb(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.pth", tmp_path / "m.pth"
    torch.save({"w": torch.zeros(1000)}, whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("data.pkl"):
                # 1000 as the count of the storage and as the shape, both as two bytes: now four, 2 GB of floats.
                data = data.replace(b"M\xe8\x03", b"J\x00\x00\x00\x20")
            target.writestr(name, data)
    assert "more data than any model does" in refused(path, tmp_path).refusal


def _pack(tmp_path: Path, **changes: object) -> Path:
    """One file with a card of ours, and the changes."""
    card = {
        "format": 1,
        "id": "evil",
        "version": "1.0.0",
        "title": "Evil",
        "task": "segmentation",
        "labels": [{"name": "a", "title": "A", "code": {"value": "1", "scheme": "SCT", "meaning": "A"}, "side": ""}],
        "input": {
            "modalities": ["CT"], "body_parts": [], "views": [], "size_px": [64, 64], "clip_percentiles": [0, 100],
            "minimum_size_px": 1,
        },
        "architecture": {"name": "monai", "arguments": []},
        "members": [{"file": "weights.safetensors", "sha256": "0" * 64}],
        "threshold": 0.5,
        "reading": {
            "intended_use": "", "not_for": "", "licence": "MIT", "training_data": "", "population": "", "limits": [],
        },
        "metrics": {},
        "reference": {},
        "parent": "",
        **changes,
    }  # fmt: skip
    path = tmp_path / "evil.lbmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("evil-1.0.0/model.json", json.dumps(card))
        archive.writestr("evil-1.0.0/weights.safetensors", b"")
    return path


@pytest.mark.parametrize("file", ["../../weights.safetensors", "/etc/passwd", "a/b.safetensors", "program.ts", "w.pt"])
def test_a_card_that_names_files_outside(file: str, tmp_path: Path) -> None:
    path = _pack(tmp_path, members=[{"file": file, "sha256": "0" * 64}])
    assert "names a weights file outside its pack" in refused(path, tmp_path).refusal


def test_a_card_whose_name_is_a_path(tmp_path: Path) -> None:
    assert "no name of a folder" in refused(_pack(tmp_path, id="../../evil"), tmp_path).refusal


def test_a_pack_with_a_file_more(tmp_path: Path, marker: Path) -> None:
    path = _pack(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("evil-1.0.0/setup.py", "import os")
    assert "which its card does not name" in refused(path, tmp_path).refusal


def _changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Write an archive again with other bytes in the parts whose names end so."""
    changed = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        hits = 0
        for name in source.namelist():
            data = source.read(name)
            if name.endswith(part):
                hits += data.count(old)
                data = data.replace(old, new)
            target.writestr(name, data)
    assert hits
    return changed


@pytest.mark.parametrize(
    "code",
    [
        b'torch.from_file("/etc/passwd", False, 8)',
        b'torch.save(input, "/tmp/x")',
        b'torch. \\\n save(input, "/tmp/x")',
        b'getattr(torch, "from\\x5ffile")("/etc/passwd")',
        b'ops.image.write_file("/tmp/x", input)',
        b"ops.inductor._reinterpret(input)",
        b"__torch__.torch.classes.dist_rpc.PyRRef(input)",
        b"ops\n    _y = _x.inductor._reinterpret(input)",
        b"(ops).inductor._reinterpret(input)",
        b"(ops. # a\n    inductor. # b\n    _reinterpret)(input)",
        b"__torch__.torch\n    _y = _x.classes.dist_rpc.PyRRef(input)",
        b"(__torch__. # a\n    torch.classes.dist_rpc.PyRRef)(input)",
    ],
)
def test_torchscript_that_reaches_for_files(code: bytes, tmp_path: Path) -> None:
    path = save_torchscript(tiny_network(), tmp_path / "m.ts")
    changed = _changed(path, ".py", b"    bias = ", b"    _x = " + code + b"\n    bias = ")
    assert "which no network needs" in refused(changed, tmp_path).refusal


@pytest.mark.parametrize(("old", "new"), [("/code/", "/CODE/"), (".py", ".PY"), ("m/code/", "n/code/")])
def test_torchscript_whose_code_has_another_name(old: str, new: str, tmp_path: Path) -> None:
    # The first two its loader takes for code all the same.
    path = save_torchscript(tiny_network(), tmp_path / "m.ts")
    evil = tmp_path / "evil.ts"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(evil, "w") as target:
        for name in source.namelist():
            code = name.endswith(".py")
            target.writestr(name.replace(old, new) if code else name, source.read(name))
    with pytest.raises(ModelImportError, match="which no network needs"):
        require_safe_program(evil, "torchscript")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"torch.ops.aten.relu.default", b"torch.hub.os.system"),
        (b"torch.ops.aten.relu.default", b"torch.ops.aten.from_file.default"),
        (b"torch.ops.aten.relu.default", b"_operator.methodcaller"),
        (b"Symbol(", b"().__class__.__base__.__subclasses__("),
        (b"Symbol(", b"__import__('os').system("),
        (b"torch.ops.aten.relu.default", b"torchy.hub.os.system"),
        (b"torch.ops.aten.relu.default", b"#extension:evil"),
        (b'\\"context\\": \\"null\\"', b'\\"context\\": \\"{\\\\\\"\\\\u005f_enum__\\\\\\": 1}\\"'),
        (b'builtins.tuple\\"', b'collections.defaultdict\\"'),
        (b'"as_tensor": {"name": "relu"}', b'"as_operator": "torch.hub.os.system"'),
    ],
)
def test_an_exported_program_that_reaches_beyond_computing(old: bytes, new: bytes, tmp_path: Path) -> None:
    path = save_exported(tiny_network(), tmp_path / "m.pt2")
    changed = _changed(path, "models/model.json", old, new)
    changed = changed.rename(tmp_path / "evil.pt2")
    assert "which no network needs" in refused(changed, tmp_path).refusal


def test_weights_of_an_exported_program_in_the_old_way(tmp_path: Path, marker: Path) -> None:
    path = save_exported(tiny_network(), tmp_path / "m.pt2")
    torch.save({"w": Evil(marker)}, tmp_path / "evil.pt")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("m/data/weights/model.pt", (tmp_path / "evil.pt").read_bytes())
    assert "data/weights/model.pt" in refused(path, tmp_path).refusal
    assert not marker.exists()


def test_pickles_inside_an_exported_program(tmp_path: Path, marker: Path) -> None:
    path = save_exported(tiny_network(), tmp_path / "m.pt2")
    as_pickle = _changed(path, "weights_config.json", b'"use_pickle": false', b'"use_pickle": true')
    assert "a pickled part" in refused(as_pickle, tmp_path).refusal
    # Inputs to try it with: pickled by the format itself, so they are left out.
    torch.save((Evil(marker),), tmp_path / "evil.pt")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "evil.pt2", "w") as target:
        for name in source.namelist():
            evil = name.endswith("sample_inputs/model.pt")
            target.writestr(name, (tmp_path / "evil.pt").read_bytes() if evil else source.read(name))
    with pytest.raises(ModelImportError, match="guards_code"):
        require_safe_program(tmp_path / "evil.pt2", "torch-export")
    found = probe(tmp_path / "evil.pt2")
    (tmp_path / "pack").mkdir()
    convert_program(Job(found, tmp_path / "evil.pt2", tmp_path / "pack", answers(), silent))
    torch.export.load(tmp_path / "pack" / "program.pt2")
    assert not marker.exists()


def test_onnx_with_weights_elsewhere(tmp_path: Path) -> None:
    path = save_onnx(tiny_network(), tmp_path / "m.onnx", external=True)
    assert "lie in another file (weights.bin)" in refused(path, tmp_path).refusal


def test_onnx_with_operators_of_a_library(tmp_path: Path) -> None:
    path = save_onnx(tiny_network(), tmp_path / "m.onnx", domain="evil.library")
    assert "evil.library.Relu" in refused(path, tmp_path).refusal
