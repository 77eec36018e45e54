from __future__ import annotations

from pathlib import Path

import pytest
import torch

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.weights import read_weights, write_weights

UNET = Architecture("unet2d", (("in_channels", 1), ("out_channels", 2), ("filters", (4, 8, 8))))


def test_weights_through_a_file_give_the_same_output(tmp_path: Path) -> None:
    torch.manual_seed(0)
    one, two = build(UNET).eval(), build(UNET).eval()
    write_weights(one, tmp_path / "w.safetensors")
    read_weights(one, tmp_path / "w.safetensors")  # rounded to float16
    read_weights(two, tmp_path / "w.safetensors")
    picture = torch.randn(1, 1, 16, 16)
    with torch.inference_mode():
        assert torch.equal(one(picture), two(picture))
    assert one(picture).shape == (1, 2, 16, 16)


def test_unknown_networks_and_arguments_are_named() -> None:
    with pytest.raises(ModelPackError, match=r"needs the network 'os\.system'; this version knows: .*unet2d"):
        build(Architecture("os.system", ()))
    with pytest.raises(ModelPackError, match="arguments of network 'unet2d' do not fit"):
        build(Architecture("unet2d", (("colour", "red"),)))
    with pytest.raises(ModelPackError, match="arguments of network 'unet2d' do not fit"):
        build(Architecture("unet2d", (("in_channels", 1), ("out_channels", 1), ("filters", (4,)))))


def test_weights_of_another_network(tmp_path: Path) -> None:
    wide = build(Architecture("unet2d", (("in_channels", 1), ("out_channels", 2), ("filters", (4, 16, 8)))))
    write_weights(wide, tmp_path / "w.safetensors")
    with pytest.raises(ModelPackError, match="do not fit the network"):
        read_weights(build(UNET), tmp_path / "w.safetensors")


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"\xff\xff\xff\xff\xff\xff\xff\x7f{}"])
def test_damaged_files(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelPackError, match="cannot be read"):
        read_weights(build(UNET), path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelPackError, match="cannot be read"):
        read_weights(build(UNET), tmp_path / "none.safetensors")
