"""What was converted computes the same numbers as the model that it came from."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
import torchvision
from monai.networks import nets
from safetensors.torch import save_file
from torch import Tensor, nn

from ai.adapters.answers import Answers
from ai.adapters.conversion import program, state_dict
from ai.adapters.conversion.child import make_card
from ai.adapters.conversion.job import Job
from ai.adapters.conversion.trial import try_model
from ai.adapters.probe import probe
from ai.errors import ModelImportError, ModelPackError
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.library.pack import read_card, write_card
from ai.networks.build import load_members
from ai.progress import silent
from tests.ai.adapters.conftest import SIZE, answers, save_exported, save_onnx, save_torchscript, tiny_network


@pytest.fixture(autouse=True)
def as_if_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs load in this process: the files are our own."""
    monkeypatch.setattr("ai.networks.program.is_confined", lambda: True)


def converted(path: Path, said: Answers, folder: Path) -> ModelCard:
    """Pack of a file, made as the child makes it, tried and read back."""
    found = probe(path)
    assert found.refusal == ""
    module = state_dict if found.format == "state-dict" else program
    pack = folder / "unfinished"
    pack.mkdir()
    done = module.convert(Job(found, path, pack, said.over(found.suggested), silent))
    card = make_card(found, done, pack)
    pack.rename(folder / card.key)
    write_card(replace(card, folder=folder / card.key))
    card = read_card(folder / card.key)
    try_model(card, progress=silent)
    return card


def output(card: ModelCard, picture: Tensor) -> Tensor:
    """What the converted model says."""
    with torch.inference_mode():
        answer: Tensor = load_members(card)[0](picture)
    return answer


PICTURES = torch.linspace(-3, 3, 3 * 512).sin().reshape(3, 1, *SIZE)

UNET = {"spatial_dims": 3, "in_channels": 1, "out_channels": 3, "channels": (4, 8), "strides": (2,)}

PICTURE_GRID = GridSpec(dimensions=2, fit="resize", size=(64, 64), channels=3, activation="sigmoid", background=False)


def test_monai_from_a_checkpoint_of_a_wrapped_model(tmp_path: Path) -> None:
    network = nets.UNet(**UNET).eval()
    torch.save(
        {"epoch": 7, "state_dict": {f"module.{name}": value for name, value in network.state_dict().items()}},
        tmp_path / "u.pth",
    )
    said = answers(architecture="monai", arguments=(("name", "UNet"), *UNET.items()))
    card = converted(tmp_path / "u.pth", said, tmp_path)
    with torch.inference_mode():
        assert torch.equal(output(card, PICTURES), network(PICTURES))
    assert card.origin is not None
    assert (card.origin.file, card.origin.format, card.origin.licence) == ("u.pth", "state-dict", "MIT")


@pytest.mark.parametrize("package", ["torchvision", "timm"])
def test_classifiers_from_safetensors(package: str, tmp_path: Path) -> None:
    torch.manual_seed(1)
    if package == "timm":
        network: nn.Module = pytest.importorskip("timm").create_model("resnet10t", num_classes=2)
        arguments: tuple[tuple[str, Any], ...] = (("name", "resnet10t"), ("num_classes", 2))
    else:
        network = torchvision.models.get_model("mobilenet_v3_small", num_classes=2)
        arguments = (("name", "mobilenet_v3_small"), ("num_classes", 2))
    save_file(dict(network.state_dict()), tmp_path / "w.safetensors")
    said = answers(task="multi-label-classification", grid=PICTURE_GRID, architecture=package, arguments=arguments)
    card = converted(tmp_path / "w.safetensors", said, tmp_path)
    picture = torch.randn(2, 3, 64, 64)
    with torch.inference_mode():
        assert torch.equal(output(card, picture), network.eval()(picture))


def test_a_segmenter_of_torchvision_whose_output_is_chosen(tmp_path: Path) -> None:
    network = torchvision.models.get_model(
        "lraspp_mobilenet_v3_large", weights=None, weights_backbone=None, num_classes=3
    )
    torch.save(network.state_dict(), tmp_path / "s.pth")
    grid = replace(PICTURE_GRID, activation="softmax", background=True)
    arguments = (("name", "lraspp_mobilenet_v3_large"), ("num_classes", 3))
    said = answers(grid=grid, architecture="torchvision", arguments=arguments, output=0)
    card = converted(tmp_path / "s.pth", said, tmp_path)
    picture = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        assert torch.equal(output(card, picture), network.eval()(picture)["out"])


@pytest.mark.parametrize("save", [save_torchscript, save_exported])
def test_programs_of_torch(save: Any, tmp_path: Path) -> None:
    network = tiny_network()
    card = converted(save(network, tmp_path / ("m.ts" if save is save_torchscript else "m.pt2")), answers(), tmp_path)
    with torch.inference_mode():
        assert torch.equal(output(card, PICTURES), network(PICTURES))


@pytest.mark.parametrize("batch", ["n", 1, 2])
def test_onnx_for_any_batch(batch: int | str, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    network = tiny_network()
    four = answers(labels=tuple(replace(answers().labels[0], name=name) for name in "abc"))
    card = converted(save_onnx(network, tmp_path / "m.onnx", batch=batch), four, tmp_path)
    assert isinstance(network, nn.Sequential)
    with torch.inference_mode():
        expected = network[0](PICTURES).relu()
    torch.testing.assert_close(output(card, PICTURES), expected, rtol=1e-5, atol=1e-5)


def test_weights_that_do_not_fit_are_named(tmp_path: Path) -> None:
    network = nets.UNet(**{**UNET, "out_channels": 5})
    torch.save(network.state_dict(), tmp_path / "u.pth")
    said = answers(architecture="monai", arguments=(("name", "UNet"), *UNET.items()))
    with pytest.raises(ModelImportError, match=r"3 have another shape|2 have another shape \(model"):
        converted(tmp_path / "u.pth", said, tmp_path)
    torch.save({"far.away": torch.zeros(1)}, tmp_path / "v.pth")
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(ModelImportError, match=r"are missing \(model\.0.*1 have no place \(far\.away\)"):
        converted(tmp_path / "v.pth", said, other)


def test_a_wrong_count_of_labels_is_found_by_the_trial(tmp_path: Path) -> None:
    said = answers(labels=answers().labels[:1])
    with pytest.raises(ModelImportError, match=r"gives an output of 1 × 3 × 8 × 8 × 8; .* ask for 1 × 2 × 8 × 8 × 8"):
        converted(save_exported(tiny_network(), tmp_path / "m.pt2"), said, tmp_path)


def test_a_wrong_size_is_found_by_the_trial(tmp_path: Path) -> None:
    said = answers(grid=GridSpec(dimensions=2, patch=(8, 8)))
    with pytest.raises(ModelImportError, match="failed on a made-up scan of 1 × 1 × 8 × 8"):
        converted(save_exported(tiny_network(), tmp_path / "m.pt2"), said, tmp_path)


def test_several_outputs_want_a_choice(tmp_path: Path) -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = tiny_network()

        def forward(self, values: Tensor) -> tuple[Tensor, Tensor]:
            found = self.inner(values)
            return found.mean(), found

    path = save_exported(Two().eval(), tmp_path / "m.pt2")
    with pytest.raises(ModelPackError, match="2 outputs"):
        converted(path, answers(), tmp_path)
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    card = converted(path, answers(output=1), chosen)
    with torch.inference_mode():
        assert torch.equal(output(card, PICTURES), tiny_network()(PICTURES))


def test_programs_load_only_where_the_process_is_confined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = converted(save_exported(tiny_network(), tmp_path / "m.pt2"), answers(), tmp_path)
    monkeypatch.setattr("ai.networks.program.is_confined", lambda: False)
    with pytest.raises(ModelPackError, match="programs run only in the process that is made for them"):
        load_members(card)


def test_without_the_package_of_onnx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_onnx(tiny_network(), tmp_path / "m.onnx")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelPackError, match="needs the package onnxruntime"):
        converted(path, answers(), tmp_path)
