"""A model as ONNX: the same numbers, the whole contract with it, and taken in again as it was."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from ai.adapters.answers import NOTHING_KNOWN
from ai.adapters.importing import completed
from ai.adapters.probe import probe
from ai.errors import ModelImportError, ModelPackError
from ai.inference.calibration import Calibration, ScoreReading
from ai.inference.run import load_model, run_model
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Weights
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.library.onnx_card import CARD_KEY
from ai.library.pack import write_card
from ai.library.program_check import onnx_graph
from ai.networks.build import build, load_members
from ai.networks.picture_classifier import PRECISE, PictureClassifier
from ai.networks.weights import write_weights
from ai.plain import to_plain
from ai.progress import Cancelled
from ai.training import export_onnx
from ai.training.asked_child import no_answer
from ai.training.export_child import export
from ai.training.export_contract import sentences
from ai.training.export_form import ExportForm, hindrance
from ai.training.export_members import MeanOfMembers
from ai.volume import Volume
from tests.ai.adapters.foreign_models import take

pytest.importorskip("onnx")

LABELS = tuple(Label(name, name.capitalize(), Code(name, "99SITE", name)) for name in ("plain", "striped"))
SPEC = InputSpec(("MR",), (), (), (64, 64), (0.5, 99.5), 40)
CALIBRATION = Calibration(2.0, (0.3, 0.4), 40)


@pytest.fixture
def taught(write_pack: Callable[..., ModelCard]) -> Callable[..., ModelCard]:
    """A pack with weights of its architecture, as a lesson writes it."""

    def made(architecture: Architecture, **changes: Any) -> ModelCard:
        torch.manual_seed(0)
        facts = {
            "id": "stripes",
            "title": "Stripes",
            "task": "image-classification",
            "labels": LABELS,
            "input": SPEC,
            "reference": {"calibration": to_plain(CALIBRATION), "input_statistics": {"of": "other weights"}},
        }
        card = write_pack(**{**facts, "architecture": architecture, **changes})
        path = card.folder / "member0.safetensors"
        network = build(architecture)
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = 1.0  # without the statistics of any picture, numbers would grow from layer to layer
        with torch.inference_mode():
            shape = (1, *(side or 32 for side in card.input.size_px))
            network.train()(torch.randn(4, *shape))
            if isinstance(network, PictureClassifier):  # its head is always fitted to features
                network.head.standardise_by(network.eval().encoder(torch.cat(export_onnx.made_up(shape))))
        sha256 = write_weights(network, path, precise=PRECISE)
        card = replace(card, members=(Weights(path.name, sha256),))
        write_card(card)
        return card

    return made


def classifier(name: str, side: int = 64) -> Architecture:
    arguments = {"encoder": name, "classes": 2, "size_px": (side, side)}
    if name == "unet2d":
        arguments["filters"] = (4, 8, 8)
    return Architecture("picture-classifier", tuple(arguments.items()))


def test_it_comes_back_with_its_card_and_says_the_same(
    taught: Callable[..., ModelCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = taught(classifier("mobilenet_v3_small"))
    difference = export_onnx.export_onnx(card, tmp_path / "stripes.onnx")
    assert 0 <= difference < 1e-3
    assert sorted(path.name for path in tmp_path.glob("stripes.*")) == [
        "stripes.onnx", "stripes.onnx.json", "stripes.onnx.md",
    ]  # fmt: skip
    beside = json.loads((tmp_path / "stripes.onnx.json").read_text())
    assert beside["card"]["labels"][1]["title"] == "Striped"
    assert beside["largest_difference_to_torch"] == difference
    words = (tmp_path / "stripes.onnx.md").read_text()
    for expected in (
        "Not a medical device",
        card.reading.licence,
        "64 x 64",
        "temperature 2",
        "knows no preprocessing",
    ):
        assert expected in words

    found = probe(tmp_path / "stripes.onnx")
    assert (found.format, found.refusal, found.has_card) == ("onnx", "", True)
    with pytest.raises(ModelImportError, match="nobody has confirmed it"):
        completed(found, NOTHING_KNOWN, licence_accepted=False)
    monkeypatch.setattr("ai.networks.program.is_confined", lambda: True)  # the child and the worker are tried elsewhere
    again = take(tmp_path / "stripes.onnx", tmp_path / "packs")
    assert (again.key, again.labels, again.input, again.task) == (card.key, card.labels, card.input, card.task)
    assert again.reference == {"calibration": card.reference["calibration"]}
    assert again.architecture.name == "onnx"
    assert again.origin is not None

    picture = np.random.default_rng(0).integers(0, 999, (1, 60, 50)).astype(np.uint16)
    volume = Volume(picture, np.eye(4), modality="MR")
    here = run_model(load_model(replace(card, reference=again.reference), device="cpu"), volume)
    there = run_model(load_model(again, device="cpu"), volume)
    for one, other in zip(here.classifications, there.classifications, strict=True):
        assert one.label == other.label
        assert one.verdict == other.verdict
        assert other.probability == pytest.approx(one.probability, abs=2e-4)


@pytest.mark.parametrize(("name", "side"), [("mixer_s16", 64), ("unet2d", 64)])
def test_networks_of_another_kind_are_the_same_in_onnx(
    taught: Callable[..., ModelCard], tmp_path: Path, name: str, side: int
) -> None:
    card = taught(classifier(name, side), input=replace(SPEC, size_px=(side, side)))
    assert export_onnx.export_onnx(card, tmp_path / "m.onnx") < 1e-3


def test_masks_of_any_size(taught: Callable[..., ModelCard], tmp_path: Path) -> None:
    arguments = {"in_channels": 1, "out_channels": 3, "filters": (4, 8, 16)}
    grid = GridSpec(dimensions=2, orientation="SPL", multiple_of=4, intensity=(IntensityStep("z-score"),))
    card = taught(
        Architecture("unet2d", tuple(arguments.items())),
        task="segmentation",
        input=InputSpec(("CT",), (), (), (0, 0), (0, 100), 1, grid),
    )
    assert export_onnx.export_onnx(card, tmp_path / "m.onnx") < 1e-3
    assert [port.shape for port in onnx_graph(tmp_path / "m.onnx").inputs] == [(0, 1, 0, 0)]


class _Odd(nn.Module):
    """Computes with a number that a trace freezes."""

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return pictures.flatten(1)[:, :2] * float(pictures.abs().mean())


def test_a_file_that_computes_something_else_is_not_kept(
    taught: Callable[..., ModelCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = taught(classifier("unet2d"))
    (tmp_path / "old.onnx").write_bytes(b"as it was")
    monkeypatch.setattr(export_onnx, "load_members", lambda card: (_Odd(),))
    with pytest.raises(ModelPackError, match="computes something else than Stripes") as told:
        export_onnx.export_onnx(card, tmp_path / "old.onnx")
    assert "It was not kept" in str(told.value)
    assert (tmp_path / "old.onnx").read_bytes() == b"as it was"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["old.onnx"]


def test_members_become_one_network_that_says_their_mean(
    taught: Callable[..., ModelCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = {"calibration": to_plain(Calibration(2.0, (0.3, 0.4), 40, (0.0, -0.7)))}
    first = taught(classifier("unet2d"), reference=reference)
    network = build(first.architecture)
    network.load_state_dict(load_members(first)[0].state_dict())
    with torch.inference_mode():
        network.head.linear.weight.normal_(generator=torch.Generator().manual_seed(5))
    second = Weights("member1.safetensors", write_weights(network, first.folder / "member1.safetensors"))
    card = replace(first, members=(*first.members, second))
    write_card(card)
    assert export_onnx.export_onnx(card, tmp_path / "two.onnx") < 1e-3
    assert "2 networks that answer together" in (tmp_path / "two.onnx.md").read_text()
    monkeypatch.setattr("ai.networks.program.is_confined", lambda: True)
    again = take(tmp_path / "two.onnx", tmp_path / "packs")
    assert again.reference["calibration"]["temperature"] == 1
    picture = np.random.default_rng(0).integers(0, 999, (1, 60, 50)).astype(np.uint16)
    volume = Volume(picture, np.eye(4), modality="MR")
    here, there, alone = (run_model(load_model(each, device="cpu"), volume) for each in (card, again, first))
    for one, other, single in zip(*(each.classifications for each in (here, there, alone)), strict=True):
        assert other.probability == pytest.approx(one.probability, abs=2e-4)
        assert other.verdict == one.verdict
        assert abs(one.probability - single.probability) > 0.01  # the second member counts


@pytest.mark.parametrize("activation", ["softmax", "sigmoid", "none"])
def test_the_mean_of_members_loses_no_small_probability(activation: str) -> None:
    outputs = [torch.tensor([[30.0, -40, 2]]), torch.tensor([[-20.0, -80, 1]])]
    members = [_Says(each) for each in outputs]
    joined = MeanOfMembers(members, activation)(torch.zeros(1)).double()
    exact = torch.stack(outputs).double()
    if activation == "softmax":
        assert torch.allclose(joined.softmax(1).log(), exact.softmax(2).mean(0).log(), atol=1e-5)
    elif activation == "sigmoid":
        assert torch.allclose(joined.sigmoid().log(), exact.sigmoid().mean(0).log(), atol=1e-5)
    else:
        assert torch.allclose(joined, exact.mean(0))


class _Says(nn.Module):
    def __init__(self, output: torch.Tensor) -> None:
        super().__init__()
        self.output = output

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return self.output


def test_each_in_its_own_process_leaves_nothing_of_a_cancelled_one(
    taught: Callable[..., ModelCard], tmp_path: Path
) -> None:
    card = taught(classifier("unet2d"))
    target = tmp_path / "out" / "m.onnx"
    target.parent.mkdir()

    def cancel(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        export(card, ExportForm.ONNX, target, progress=cancel)
    assert list(target.parent.iterdir()) == []

    told: list[float] = []
    done = export(card, ExportForm.ONNX, target, progress=lambda fraction, message: told.append(fraction))
    assert done.path == target
    assert done.difference is not None
    assert done.difference < 1e-3
    assert sorted(path.name for path in target.parent.iterdir()) == ["m.onnx", "m.onnx.json", "m.onnx.md"]
    assert told == sorted(told)
    assert export(card, ExportForm.PACK, target.with_name("m.lbmodel")).difference is None
    card.folder.joinpath("member0.safetensors").write_bytes(b"broken")
    with pytest.raises(ModelPackError, match=r"[Ww]eights"):  # the sentence of the process
        export(card, ExportForm.ONNX, target)
    assert len(list(target.parent.iterdir())) == 4


def test_a_process_that_breaks_is_said_in_words_of_an_export(
    taught: Callable[..., ModelCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(words: Sequence[str], wait: Callable[[], None]) -> dict[str, Any]:
        raise no_answer()

    monkeypatch.setattr("ai.training.export_child.ask_child", broken)
    with pytest.raises(ModelPackError, match="The export of Stripes ended without an answer") as told:
        export(taught(classifier("unet2d")), ExportForm.ONNX, tmp_path / "m.onnx")
    assert "training" not in told.value.words
    assert "run" not in told.value.words


def test_what_the_card_alone_forbids(taught: Callable[..., ModelCard], tmp_path: Path) -> None:
    card = taught(classifier("unet2d"))
    scores = {"scores": to_plain(ScoreReading(slopes=(1.0, 1.0), intercepts=(0.0, 0.0)))}
    findings = replace(card, task="multi-label-classification", reference=scores)
    grid = replace(SPEC, grid=GridSpec())
    for changed, form, words in (
        (replace(card, architecture=Architecture("chest-ct-rules", ())), ExportForm.ONNX, "fixed rules"),
        (replace(card, architecture=Architecture("torchscript", ())), ExportForm.BUNDLE, "a program already"),
        (card, ExportForm.BUNDLE, "only models that outline structures"),
        (replace(card, task="segmentation", input=grid, members=card.members * 2), ExportForm.BUNDLE, "2 networks"),
        (replace(card, task="detection"), ExportForm.ONNX, "more than one tensor"),
        (
            # Traced where nothing is found it would lose its second look, and agree on noise all the same.
            replace(card, task="chest-anatomy", architecture=Architecture("second-look", ())),
            ExportForm.ONNX,
            "looks again",
        ),
        (
            replace(findings, members=card.members * 3),
            ExportForm.ONNX,
            "by itself",
        ),
    ):
        assert words in hindrance(changed, form)
        with pytest.raises(ModelPackError, match=words):
            export(changed, form, tmp_path / "m")
        assert hindrance(changed, ExportForm.PACK) == ""
    assert hindrance(card, ExportForm.ONNX) == ""
    assert hindrance(replace(card, task="segmentation", input=grid), ExportForm.BUNDLE) == ""


def test_classes_of_scans_go_with_their_calibration(taught: Callable[..., ModelCard]) -> None:
    reference = {"calibration": to_plain(Calibration(2.0, (0.3, 0.4), 40, (0.0, -0.7)))}
    card = taught(classifier("unet2d"), reference=reference)
    words = " ".join(sentences(replace(card, input=replace(SPEC, grid=GridSpec()))))
    assert "input.grid" in words
    assert "divided by the temperature 2, plus 0, -0.7; a class is ruled out below 0.3, 0.4" in words
    assert "voxel belongs" not in words


def test_what_cannot_be_exported_is_said(
    taught: Callable[..., ModelCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = taught(classifier("unet2d"))
    for changed, words in (
        (replace(card, architecture=Architecture("onnx", ())), "is a program already"),
        (replace(card, task="detection"), "more than one tensor"),
    ):
        with pytest.raises(ModelPackError, match=words):
            export_onnx.export_onnx(changed, tmp_path / "m.onnx")
    with pytest.raises(ModelPackError, match=r"cannot be written \(No such file"):
        export_onnx.export_onnx(card, tmp_path / "none" / "m.onnx")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelPackError, match="needs the package onnx"):
        export_onnx.export_onnx(card, tmp_path / "m.onnx")
    assert not (tmp_path / "m.onnx").exists()


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"format": 1}), json.dumps({"format": 99})])
def test_a_file_with_a_broken_card_is_refused(
    taught: Callable[..., ModelCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = tmp_path / "m.onnx"
    export_onnx.export_onnx(taught(classifier("unet2d")), path)
    data = path.read_bytes()
    at = data.index(CARD_KEY.encode())
    good = onnx_graph(path).metadata[CARD_KEY].encode()
    start = data.index(good, at)
    path.write_bytes(data[:start] + text.encode().ljust(len(good)) + data[start + len(good) :])
    found = probe(path)
    assert found.refusal
    assert not found.has_card
