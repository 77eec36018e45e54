"""TorchXRayVision files, made by the package itself with tiny or random networks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torchvision.models import resnet50

from ai.adapters.probe import probe
from ai.adapters.xrv import STRUCTURES
from ai.adapters.xrv_weights import HEADS, PUBLISHED
from ai.errors import ModelImportError
from ai.inference.multi_label import reading_of, tell
from ai.networks.build import load_members
from ai.networks.xrv import PspNet
from ai.prepare.grid import plan, prepare
from tests.ai.adapters.foreign_models import film, take

CPU = torch.device("cpu")
ALL = "nih-pc-chex-mimic_ch-google-openi-kaggle-densenet121-d121-tw-lr001-rot45-tr15-sc15-seed0-best.pt"
NIH = "nih-densenet121-d121-tw-lr001-rot45-tr15-sc15-seed0-best.pt"


@pytest.fixture
def official() -> Any:
    return pytest.importorskip("torchxrayvision")


def tiny(official: Any, points: torch.Tensor | None = None) -> Any:
    torch.manual_seed(7)
    network = official.models.DenseNet(block_config=(2, 1, 2, 1), growth_rate=8, num_init_features=8)
    for buffer in network.buffers():
        if buffer.is_floating_point():
            buffer.uniform_(0.5, 1.5)
    network.op_threshs = points
    return network.eval()


def radiograph(shape: tuple[int, int] = (331, 290), bits: int = 12) -> np.ndarray[Any, Any]:
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
    wave = np.sin(rows / 17) * np.cos(columns / 23) + np.random.default_rng(3).normal(0, 0.1, shape)
    return np.clip((wave + 1) / 2 * (2**bits - 1), 0, 2**bits - 1).astype(np.uint16)


def prepared_by_package(official: Any, picture: np.ndarray[Any, Any], side: int, bits: int = 12) -> torch.Tensor:
    scaled = official.datasets.normalize(picture, 2**bits - 1, reshape=True)
    cut = official.datasets.XRayCenterCrop()(scaled)
    return torch.from_numpy(official.datasets.XRayResizer(side)(cut))[None]


@pytest.mark.parametrize("saved", ["module", "old module", "state dict"])
def test_scores_equal_those_of_the_package(official: Any, tmp_path: Path, saved: str) -> None:
    points = torch.tensor(PUBLISHED[ALL].points, dtype=torch.float32)
    network = tiny(official, points)
    path = tmp_path / ALL
    if saved == "state dict":
        torch.save({name: each for name, each in network.state_dict().items() if name != "op_threshs"}, path)
    else:
        torch.save(network, path, _use_new_zipfile_serialization=saved == "module")
    card = take(path, tmp_path / "packs")
    assert [label.title for label in card.labels][:2] == ["Atelectasis", "Consolidation"]
    assert len(card.labels) == 18
    picture = radiograph()
    (own,) = load_members(card)
    assert card.input.grid is not None
    prepared = prepare(film(picture, stored_bits=12), card.input.grid, device=CPU)
    wanted_input = prepared_by_package(official, picture, 224)
    torch.testing.assert_close(prepared.batch, wanted_input, atol=0.02, rtol=0)  # of 2048: 1e-5 of the range
    with torch.inference_mode():
        wanted = network(wanted_input)
        torch.testing.assert_close(own(wanted_input), wanted, atol=1e-6, rtol=1e-5)
        torch.testing.assert_close(own(prepared.batch), wanted, atol=1e-4, rtol=1e-4)
        found = tell(card, reading_of(card), own(prepared.batch))
    assert all(each.threshold == 0.5 and each.probability is None for each in found)


def test_heads_that_were_not_trained_are_left_out(official: Any, tmp_path: Path) -> None:
    points = torch.tensor([np.nan if each is None else each for each in PUBLISHED[NIH].points])
    network = tiny(official, points)
    torch.save(network, tmp_path / NIH)
    found = probe(tmp_path / NIH)
    assert any("Enlarged Cardiomediastinum" in note for note in found.notes)
    card = take(tmp_path / NIH, tmp_path / "packs")
    assert [label.name for label in card.labels][-1] == "hernia"
    assert len(card.labels) == 14
    (own,) = load_members(card)
    picture = prepared_by_package(official, radiograph(), 224)
    with torch.inference_mode():
        wanted = network(picture)
        assert (wanted[:, 14:] == 0.5).all()
        torch.testing.assert_close(own(picture), wanted[:, :14], atol=1e-6, rtol=1e-5)


def test_dark_bones_are_made_bright(official: Any, tmp_path: Path) -> None:
    torch.save(tiny(official).state_dict(), tmp_path / "weights.pt")
    card = take(tmp_path / "weights.pt", tmp_path / "packs")
    assert card.input.grid is not None
    bright = radiograph()
    bright[0, 0], bright[-1, -1] = 0, 4095
    inside = (slice(20, 310), slice(None))
    bright[inside][5, 5], bright[inside][6, 6] = 0, 4095
    one = prepare(film(bright[inside], stored_bits=12), card.input.grid, device=CPU).batch
    other = prepare(film(4095 - bright[inside], stored_bits=12, bones_bright=False), card.input.grid, device=CPU).batch
    torch.testing.assert_close(one, other, atol=0.01, rtol=0)


def test_without_its_published_name_operating_points_are_unknown(official: Any, tmp_path: Path) -> None:
    torch.save(tiny(official).state_dict(), tmp_path / "weights.pt")
    found = probe(tmp_path / "weights.pt")
    assert not found.refusal
    assert ("points", ()) in found.suggested.arguments
    assert any("operating points are not known" in note for note in found.notes)


def test_resnet_equals_the_package(official: Any, tmp_path: Path) -> None:
    name = "pc-nih-rsna-siim-vin-resnet50-test512-e400-state.pt"
    torch.manual_seed(1)
    inner = resnet50(num_classes=18, weights=None)
    inner.conv1 = torch.nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    with torch.no_grad():
        for module in inner.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = 1.0
        inner(torch.rand(2, 1, 96, 96) * 2048 - 1024)  # else a random network overflows
    torch.save(inner.state_dict(), tmp_path / name)
    package = official.models.ResNet(weights="resnet50-res512-all", cache_dir=f"{tmp_path}/")
    card = take(tmp_path / name, tmp_path / "packs")
    assert len(card.labels) == 16
    (own,) = load_members(card)
    picture = prepared_by_package(official, radiograph((520, 512)), 512)
    kept = [index for index, point in enumerate(PUBLISHED[name].points) if point is not None]
    with torch.inference_mode():
        torch.testing.assert_close(own(picture), package(picture)[:, kept], atol=1e-5, rtol=1e-4)


def test_pspnet_equals_the_package(official: Any) -> None:
    source = pytest.importorskip("torchxrayvision.baseline_models.chestx_det.ptsemseg.pspnet")
    torch.manual_seed(2)
    package = source.pspnet(14, block_config=[1, 2, 1, 1]).eval()
    own = PspNet(classes=14, blocks=(1, 2, 1, 1)).eval()
    state = {name: each for name, each in package.state_dict().items() if "aux" not in name}
    own.load_state_dict(state)
    picture = torch.rand(1, 3, 96, 96)
    with torch.inference_mode(), pytest.warns(UserWarning, match="deprecated"):
        wanted = package(picture)
    with torch.inference_mode():
        torch.testing.assert_close(own(picture), wanted, atol=1e-4, rtol=1e-4)


def test_pspnet_reads_the_picture_as_the_package_and_gives_it_back(tmp_path: Path, official: Any) -> None:
    torch.manual_seed(4)
    network = PspNet(classes=14, blocks=(1, 1, 1, 1), width=4)
    aux = {"aux_cls.weight": torch.zeros(3), "convbnrelu4_aux.cbr_unit.0.weight": torch.zeros(3)}
    torch.save({f"module.{name}": each for name, each in (network.state_dict() | aux).items()}, tmp_path / "psp.pth")
    card = take(tmp_path / "psp.pth", tmp_path / "packs")
    assert card.labels == STRUCTURES
    assert card.input.grid is not None
    picture = radiograph((520, 640))
    volume = film(picture, stored_bits=12)
    prepared = prepare(volume, card.input.grid, device=CPU)
    scaled = (prepared_by_package(official, picture, 512) + 1024) / 2048
    means, deviations = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    wanted = (scaled.expand(-1, 3, -1, -1) - means[:, None, None]) / deviations[:, None, None]
    torch.testing.assert_close(prepared.batch, wanted, atol=1e-4, rtol=0)
    columns = torch.arange(640.0).expand(1, 520, 640)
    way = plan(volume, card.input.grid)
    there = torch.nn.functional.interpolate(columns[None, :, :, 60:580], (512, 512), mode="bilinear", antialias=True)
    back = way.to_source(there[0])
    inside = back[0, 2:-2, 62:578]
    assert (inside - columns[0, 2:-2, 62:578]).abs().max() < 0.5


def test_one_answer_for_every_picture_is_refused(official: Any, tmp_path: Path) -> None:
    network = tiny(official)
    with torch.no_grad():
        network.classifier.weight.zero_()
    torch.save(network.state_dict(), tmp_path / ALL)
    with pytest.raises(ModelImportError, match="same scores for every picture"):
        take(tmp_path / ALL, tmp_path / "packs")


def test_a_module_that_names_more_is_refused_by_name_and_nothing_runs(official: Any, tmp_path: Path) -> None:
    mark = tmp_path / "ran"

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return __import__("os").system, (f"touch {mark}",)

    network = tiny(official)
    network.extra = Evil()
    torch.save(network, tmp_path / ALL)
    found = probe(tmp_path / ALL)
    assert "posix.system" in found.refusal
    assert not mark.exists()


def test_another_number_of_heads_is_refused(official: Any, tmp_path: Path) -> None:
    network = official.models.DenseNet(block_config=(1, 1, 1, 1), growth_rate=4, num_init_features=8, num_classes=5)
    torch.save(network.state_dict(), tmp_path / "five.pt")
    assert "5 findings" in probe(tmp_path / "five.pt").refusal


def test_the_table_is_that_of_the_package(official: Any) -> None:
    for file, known in PUBLISHED.items():
        theirs = official.models.model_urls[known.name]
        assert theirs["weights_url"].endswith(f"/{file}")
        points = [np.nan if each is None else each for each in known.points]
        np.testing.assert_array_equal(points, theirs["op_threshs"])
        named = [label for label, point in zip(theirs["labels"], known.points, strict=True) if label and point]
        assert named == [head for head, point in zip(HEADS, known.points, strict=True) if point]
