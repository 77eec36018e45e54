"""Small files that would keep the reader busy for hours, or make it fail: each is refused in one sentence, at once."""

from __future__ import annotations

import io
import json
import pickle
import struct
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from ai.adapters.answers import read_manifest
from ai.adapters.pickled_module import module_tensors
from ai.adapters.probe import probe
from ai.errors import ModelImportError
from ai.library.inert_pickle import UnreadablePickle, read_pickle
from ai.library.onnx_graph import read_graph

AT_ONCE_S = 5.0
"""What took minutes to hours takes fractions of a second; the rest is for a busy machine."""


def refused(path: Path) -> str:
    """Probe, and see that it ends at once in a refusal."""
    started = time.monotonic()
    refusal = probe(path).refusal
    assert refusal
    assert time.monotonic() - started < AT_ONCE_S
    return refusal


def torch_file(path: Path, data: bytes) -> Path:
    """A PyTorch file with any pickle in it."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("m/data.pkl", data)
        archive.writestr("m/data/0", b"1234")
    return path


def named(module: str, name: str) -> bytes:
    """The opcode that imports."""
    return f"c{module}\n{name}\n".encode()


def one_tensor(*, key: bytes = b"X\x01\x00\x00\x000", shape: bytes = b"K\x01\x85", before: bytes = b"") -> bytes:
    """A pickled state dict with one tensor, whose key and shape are made by these opcodes."""
    storage = b"(X\x07\x00\x00\x00storage" + named("torch", "FloatStorage") + key + b"X\x03\x00\x00\x00cpuK\x01tQ"
    rebuilt = named("torch._utils", "_rebuild_tensor_v2") + b"(" + storage + b"K\x00" + shape + shape + b"\x89}tR"
    return b"\x80\x02" + before + b"}X\x01\x00\x00\x00w" + rebuilt + b"s."


def test_a_dict_that_lies_in_itself_many_times_over(tmp_path: Path) -> None:
    shared: dict[str, object] = {str(number): 1 for number in range(300)}
    for _ in range(3):
        shared = {str(number): shared for number in range(300)}
    assert "more data than any model does" in refused(torch_file(tmp_path / "m.pt", pickle.dumps(shared, 2)))


def test_a_layer_that_lies_in_others_many_times_over() -> None:
    made = named("torchxrayvision.models", "DenseNet") + b"q\x000"
    empty = b"h\x00)\x81}X\x08\x00\x00\x00_modules"
    made += empty + b"}sbq\x010"
    for level in range(1, 12):
        inner = b"".join(b"X\x01\x00\x00\x00" + bytes([65 + k]) + b"h" + bytes([level]) for k in range(20))
        made += empty + b"}(" + inner + b"usbq" + bytes([level + 1]) + b"0"
    value = read_pickle(b"\x80\x02" + made + b"h\x0c.").value
    with pytest.raises(UnreadablePickle, match="layers"):
        module_tensors(value)


def test_a_key_that_takes_forever_to_be_written(tmp_path: Path) -> None:
    doubled = b"]q\x00" + b"".join(b"0](h" + bytes([k]) + b"h" + bytes([k]) + b"eq" + bytes([k + 1]) for k in range(40))
    path = torch_file(tmp_path / "m.pt", one_tensor(before=doubled + b"0", key=b"h\x28"))
    assert "more data than any model does" in refused(path)


def test_names_that_are_numbers_of_many_digits(tmp_path: Path) -> None:
    assert refused(torch_file(tmp_path / "m.pt", pickle.dumps({10**5000: 1}, 2)))


def test_names_of_equal_hash() -> None:
    numbers = (number * ((1 << 61) - 1) for number in range(1, 20_000))
    data = b"\x80\x02}(" + b"".join(pickle.dumps(number, 2)[2:-1] + b"K\x01" for number in numbers) + b"u."
    started = time.monotonic()
    assert read_pickle(data).value == {}
    assert time.monotonic() - started < AT_ONCE_S
    assert read_pickle(pickle.dumps({7: 1, "a": 2}, 2)).value == {7: 1, "a": 2}


def test_sizes_whose_product_takes_forever(tmp_path: Path) -> None:
    sizes = pickle.dumps(tuple((1 << 400_000) + number for number in range(400)), 2)[2:-1]
    assert "more data than any model does" in refused(torch_file(tmp_path / "m.pt", one_tensor(shape=sizes)))
    shape = ",".join(["9" * 4000] * 5000)
    header = f'{{"w":{{"dtype":"F32","shape":[{shape}],"data_offsets":[0,4]}}}}'.encode()
    path = tmp_path / "m.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + b"1234")
    assert "header" in refused(path)


@pytest.mark.parametrize(
    "shapes",
    [
        {"down_path.0.block.0.weight": (), "last.weight": (), "up_path.0.up.1.weight": (1,)},
        {
            "features.conv0.weight": (1, 1, 1, 1),
            "classifier.weight": (1, 1),
            **{f"features.denseblock{k}.denselayer1.conv2.weight": (0, 0, 3, 3) for k in range(1, 5)},
        },
    ],
)
def test_weights_of_shapes_that_no_layer_has(shapes: Mapping[str, tuple[int, ...]], tmp_path: Path) -> None:
    save_file({name: torch.zeros(shape) for name, shape in shapes.items()}, tmp_path / "m.safetensors")
    assert "damaged or not whole" in refused(tmp_path / "m.safetensors")


def test_a_program_of_many_little_parts(tmp_path: Path) -> None:
    path = tmp_path / "m.ts"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("m/constants.pkl", b"\x80\x02).")
        archive.writestr("m/data.pkl", b"\x80\x02).")
        for number in range(5000):
            archive.writestr(f"m/code/{number}.py", "")
        archive.writestr("m/code/z.py", "torch.from_file")
    assert "from_file" in refused(path)


def test_an_onnx_file_of_endless_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(b"\x3a\xa0\x1f" + b"\x08\x00" * 2000)
    assert read_graph(path).inputs == ()
    monkeypatch.setattr("ai.library.onnx_graph.MAX_FIELDS", 1000)
    assert "no whole ONNX file" in refused(path)


def nnunet(path: Path, **changes: Any) -> Path:
    """A zipped folder of nnU-Net with changes to its configuration and plans."""
    kwargs = {
        "n_stages": 10**9, "features_per_stage": 3, "kernel_sizes": 3, "strides": 1, "n_conv_per_stage": 2,
        "n_conv_per_stage_decoder": 2, "conv_op": "torch.nn.modules.conv.Conv3d",
        "norm_op": "torch.nn.modules.instancenorm.InstanceNorm3d", "norm_op_kwargs": {"affine": True},
        "dropout_op": None, "nonlin": "torch.nn.LeakyReLU",
    }  # fmt: skip
    configuration = {
        "patch_size": changes.get("patch_size", [8, 8, 8]),
        "spacing": [1, 1, 1],
        "normalization_schemes": ["ZScoreNormalization"],
        "architecture": {"network_class_name": "x.PlainConvUNet", "arch_kwargs": kwargs},
    }
    plans = {"configurations": {"c": configuration}, "image_reader_writer": "NibabelIOWithReorient"}
    plans["transpose_forward"] = changes.get("transpose_forward", [0, 1, 2])
    checkpoint = io.BytesIO()
    torch.save({"network_weights": {"a": torch.zeros(1)}, "init_args": {"configuration": "c"}}, checkpoint)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("d/plans.json", json.dumps(plans))
        archive.writestr("d/dataset.json", json.dumps({"labels": {"background": 0, "a": 1}}))
        archive.writestr("d/fold_0/checkpoint_final.pth", checkpoint.getvalue())
    return path


def test_plans_that_cannot_be(tmp_path: Path) -> None:
    assert "n_stages = 1000000000" in refused(nnunet(tmp_path / "stages.zip"))
    assert "damaged" in refused(nnunet(tmp_path / "axes.zip", transpose_forward=[7, 8, 9]))
    assert "damaged" in refused(nnunet(tmp_path / "patch.zip", patch_size=[float("inf")] * 3))


@pytest.mark.parametrize(
    "text", ["labels = 5", "[grid]\nintensity = 3", "[[labels]]\ntitle = 3", "a" + ".a" * 9000 + "=1"]
)
def test_manifests_that_say_something_else(text: str, tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text)
    with pytest.raises(ModelImportError, match="is not valid"):
        read_manifest(path)


def test_a_card_longer_than_any(tmp_path: Path) -> None:
    path = tmp_path / "m.lbmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a-1/model.json", " " * (5 << 20))
    assert "more data than any model does" in refused(path)
