"""A model as a MONAI bundle: MONAI's own classes compute the same from it, and it is taken in again as it was."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from ai.adapters.monai_bundle import describe
from ai.adapters.probe import probe
from ai.errors import ModelPackError
from ai.inference.run import load_model, run_model
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Weights
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.library.pack import write_card
from ai.networks.build import build
from ai.networks.weights import write_weights
from ai.training.export_bundle import export_bundle
from tests.ai.adapters.foreign_models import take
from tests.ai.adapters.test_monai_bundle import scan

GRID = GridSpec(
    dimensions=3,
    orientation="SAR",
    spacing_mm=(2.0, 2.0, 2.0),
    centres="first-voxel",
    patch=(16, 32, 32),
    overlap=0.25,
    multiple_of=4,
    intensity=(IntensityStep("clip", (("low", -200.0), ("high", 300.0))), IntensityStep("z-score")),
)
UNET: dict[str, Any] = {
    "spatial_dims": 3,
    "in_channels": 1,
    "out_channels": 3,
    "channels": (4, 8, 8),
    "strides": (2, 2),
}
NETWORK = Architecture("monai", (("name", "UNet"), *UNET.items()))


@pytest.fixture
def taught(write_pack: Callable[..., ModelCard]) -> Callable[..., ModelCard]:
    def made(architecture: Architecture = NETWORK, grid: GridSpec = GRID, **changes: Any) -> ModelCard:
        code = Code("1", "99SITE", "One")
        labels = (Label("spleen", "Spleen", code), Label("left_kidney", "Left kidney", code, "left"))
        spec = InputSpec(("CT",), (), (), (0, 0), (0, 100), 1, grid)
        facts = {"id": "organs", "title": "Organs", "task": "segmentation", "labels": labels, "input": spec}
        card = write_pack(**{**facts, "architecture": architecture, "reference": {}, **changes})
        torch.manual_seed(0)
        path = card.folder / "member0.safetensors"
        card = replace(card, members=(Weights(path.name, write_weights(build(architecture), path)),))
        write_card(card)
        return card

    return made


@pytest.mark.parametrize("name", ["organs", "organs.zip"])
def test_it_comes_back_with_its_card_and_marks_the_same(
    taught: Callable[..., ModelCard], tmp_path: Path, name: str
) -> None:
    # What MONAI has no words for may differ in its description; here it stays, for the card stands beside it.
    card = taught(grid=replace(GRID, centres="half-pixel"))
    export_bundle(card, tmp_path / name)
    assert not list(tmp_path.glob(".unfinished-*"))
    found = probe(tmp_path / name)
    assert (found.format, found.refusal, found.has_card) == ("monai-bundle", "", True)
    if name == "organs.zip":
        return  # the import unpacks it before it is converted
    again = take(tmp_path / name, tmp_path / "packs")
    assert (again.key, again.labels, again.input) == (card.key, card.labels, card.input)
    assert dict(again.architecture.arguments) == dict(card.architecture.arguments)
    one = run_model(load_model(card, device="cpu"), scan())
    other = run_model(load_model(again, device="cpu"), scan())
    assert sum(int(structure.mask.sum()) for structure in one.structures) > 0
    for mine, theirs in zip(one.structures, other.structures, strict=True):
        assert np.array_equal(mine.mask, theirs.mask)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"intensity_first": True, "order": 3, "blend": "constant"},
        {"spacing_mm": (0.0, 0.0, 0.0), "fit": "centre", "size": (16, 32, 32), "patch": (), "multiple_of": 1},
    ],
)
def test_the_description_says_what_the_card_says(
    taught: Callable[..., ModelCard], tmp_path: Path, changes: dict[str, Any]
) -> None:
    card = taught(grid=replace(GRID, **changes))
    export_bundle(card, tmp_path / "organs")
    metadata = json.loads((tmp_path / "organs/configs/metadata.json").read_text())
    config = json.loads((tmp_path / "organs/configs/inference.json").read_text())
    assert "$" not in json.dumps(config)
    answers, _ = describe(metadata, config, script=False)
    assert answers.grid is not None
    clip = (("from_low", -200.0), ("from_high", 300.0), ("to_low", -200.0), ("to_high", 300.0), ("clip", 1.0))
    intensity = (IntensityStep("scale-range", clip), IntensityStep("z-score"))
    expected = replace(GRID, **changes, intensity=intensity)
    if expected.fit == "centre":  # nothing is interpolated, and nothing laid over anything
        expected = replace(expected, centres="half-pixel", overlap=0.5)
    assert answers.grid == expected
    assert (answers.architecture, answers.title) == ("monai", "")
    assert [label.title for label in answers.labels] == ["Spleen", "Left kidney"]
    for key in ("version", "monai_version", "pytorch_version", "numpy_version", "task", "description", "authors",
                "copyright", "changelog", "required_packages_version", "network_data_format"):  # fmt: skip
        assert metadata[key]


def test_monai_computes_the_same_from_it(taught: Callable[..., ModelCard], tmp_path: Path) -> None:
    parser_class = pytest.importorskip("monai.bundle").ConfigParser
    card = taught()
    export_bundle(card, tmp_path / "organs")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # readers of other formats that find their library missing
        parser = parser_class(json.loads((tmp_path / "organs/configs/inference.json").read_text()))
        network = parser.get_parsed_content("network_def")
        parser.get_parsed_content("preprocessing")
        parser.get_parsed_content("postprocessing")
    network.load_state_dict(load_file(tmp_path / "organs/models/model.safetensors"))
    (own,) = load_model(card, device="cpu").networks
    picture = torch.randn(1, 1, 24, 40, 40)
    with torch.inference_mode():
        found = parser.get_parsed_content("inferer")(picture, network.eval())
        one_window = own(picture[..., :16, :32, :32])
        assert torch.equal(network(picture[..., :16, :32, :32]), one_window)
    assert found.shape == (1, 3, 24, 40, 40)


def test_a_plain_unet_of_ours_is_one_of_monai(taught: Callable[..., ModelCard], tmp_path: Path) -> None:
    arguments = {"in_channels": 1, "out_channels": 3, "filters": (4, 8, 8)}
    flat = GridSpec(dimensions=2, orientation="SAR", patch=(32, 32), intensity=(IntensityStep("z-score"),))
    card = taught(Architecture("unet2d", tuple(arguments.items())), flat)
    export_bundle(card, tmp_path / "organs")
    config = json.loads((tmp_path / "organs/configs/inference.json").read_text())
    assert config["network_def"]["_target_"] == "monai.networks.nets.DynUNet"
    given = {name: value for name, value in config["network_def"].items() if name != "_target_"}
    network = build(Architecture("monai", (("name", "DynUNet"), *given.items())))
    network.load_state_dict(load_file(tmp_path / "organs/models/model.safetensors"))
    answers, _ = describe(json.loads((tmp_path / "organs/configs/metadata.json").read_text()), config, script=False)
    assert answers.grid == replace(flat, overlap=0.5)


def test_what_monai_has_no_words_for_is_said(taught: Callable[..., ModelCard], tmp_path: Path) -> None:
    two = taught()
    fine = Architecture("unet2d", (("in_channels", 1), ("out_channels", 3), ("filters", (4, 8, 8)), ("subpixels", 2)))
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"task": "image-classification"}, "outline structures"),
        ({"architecture": fine}, "none of MONAI's"),
        ({"grid": replace(GRID, blend="gaussian-even")}, "windows in another way"),
        ({"grid": replace(GRID, orientation="")}, "in which they are stored"),
        ({"grid": replace(GRID, intensity=(IntensityStep("invert"),))}, "scales values in another way"),
    )
    for changes, words in cases:
        facts = {name: value for name, value in changes.items() if name != "grid"}
        card = replace(two, **facts, input=replace(two.input, grid=changes.get("grid", GRID)))
        with pytest.raises(ModelPackError, match=words):
            export_bundle(card, tmp_path / "organs")
    with pytest.raises(ModelPackError, match="answers with 2 networks"):
        export_bundle(replace(two, members=two.members * 2), tmp_path / "organs")
    (tmp_path / "organs").mkdir()
    with pytest.raises(ModelPackError, match="is there already"):
        export_bundle(two, tmp_path / "organs")


def test_a_broken_card_is_refused(taught: Callable[..., ModelCard], tmp_path: Path) -> None:
    export_bundle(taught(), tmp_path / "organs")
    path = tmp_path / "organs/configs/metadata.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "lightbox": {**data["lightbox"], "labels": []}}))
    found = probe(tmp_path / "organs")
    assert found.refusal
    assert not found.has_card
