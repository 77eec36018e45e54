from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import SimpleITK
import torch

from ai.cli import main
from ai.errors import ModelPackError, TrainingDataError
from ai.inference.gate import check_contract
from ai.inference.provenance import GateVerdict
from ai.inference.run import load_model
from ai.library.card import PICTURE_ENCODER, ModelCard
from ai.library.library import SHIPPED, Library
from ai.library.pack import read_card, verify
from ai.networks.build import load_members
from ai.networks.encoders import Encoder
from ai.networks.named_stages import named_stages
from ai.networks.picture_classifier import PictureClassifier
from ai.training import encoder_comparison, gray_encoder
from ai.training.card_tables import TableData, evaluate_card
from ai.training.encoder_pictures import BRAIN, FILMS, HIPPOCAMPUS, LUNG, SOURCES, STORED_PX, read_pictures, stored
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.golden import check_golden
from ai.training.hippocampus_data import BLOCK
from ai.training.jsrt import FOLDS
from ai.training.loop import Schedule
from ai.volume import Volume


def _drawn(seed: int, side: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).uniform(20, 230, (7, 7)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)).clip(0, 255).astype(np.uint8)


def _write(pixels: np.ndarray, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All four sources, drawn: a few pictures of each; classes of slices are told apart by stripes."""
    folder = tmp_path_factory.mktemp("data")
    for number in range(FOLDS):
        for kind in ("images", "masks"):
            _write(_drawn(number, 64), folder / FILMS / kind / f"JPCLN{number:03}.png")
        for kind in ("images", "labels"):
            (folder / HIPPOCAMPUS / kind).mkdir(parents=True, exist_ok=True)
            voxels = np.stack([_drawn(100 * number + place, 20) for place in range(12)]).astype(np.float32)
            image = SimpleITK.GetImageFromArray(voxels)
            SimpleITK.WriteImage(image, str(folder / HIPPOCAMPUS / kind / f"hippocampus_{number * BLOCK:03}.nii.gz"))
    for source, classes in ((LUNG, ("benign", "normal")), (BRAIN, ("glioma", "none"))):
        for label, name in enumerate(classes):
            for number in range(30):
                seed = 10_000 * SOURCES.index(source) + 1000 * label + number // 2  # two slices of each person
                stripes = 15 * np.sin(np.arange(48) * (1.0 + label))[None]
                picture = (_drawn(seed, 48) * 0.8 + 20 + stripes + number % 2).clip(0, 255).astype(np.uint8)
                _write(picture, folder / source / name / f"{name}_{number:04}.png")
    return folder


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the recipe one of seconds."""
    monkeypatch.setattr(gray_encoder, "PRETRAIN", Schedule(steps=2, learning_rate=1e-3, ema_decay=0.5))
    monkeypatch.setattr(gray_encoder, "PICTURES", 6)
    monkeypatch.setattr(gray_encoder, "VIEW_PX", 32)
    monkeypatch.setattr(gray_encoder, "AMOUNTS", (8,))
    monkeypatch.setattr(gray_encoder, "STEPS", 2)
    monkeypatch.setattr(gray_encoder, "FOLDS", 2)


def test_the_pack_is_trained_compared_and_written(data: Path, tmp_path: Path, quick: None) -> None:
    arguments = ["train", "gray-encoder", "--data", str(data), "--output", str(tmp_path), "--work", str(tmp_path / "w")]
    assert main(arguments) == 0
    card = read_card(tmp_path / f"{gray_encoder.MODEL_ID}-{gray_encoder.MODEL_VERSION}")
    verify(card)
    check_golden(card)
    assert card.task == PICTURE_ENCODER
    assert isinstance(load_members(card)[0], Encoder)
    for name in (LUNG, BRAIN):
        (row,) = card.metrics[f"scores on {name}"]
        assert row["pictures"] == 8
        assert set(row) >= set(encoder_comparison.ARMS)
        rows = [each["classifier"] for each in card.metrics[f"audit on {name}"]]
        assert rows == ["model", "frame_only", "organ_blanked", "random_labels"]
    assert set(card.metrics[f"groups on {LUNG}"]) == {"benign", "normal"}
    assert card.metrics["pictures"][f"{LUNG}/benign"] == 30
    assert f"{BRAIN}, 8 pictures, trained on" in card.metrics["verdict"]
    assert evaluate_card(card, TableData(data, tmp_path / "w"))["differs"] == []


def test_answers_that_are_there_are_not_made_again(tmp_path: Path) -> None:
    pictures = np.stack([_drawn(seed, 32) for seed in range(24)]).astype(np.float16) / 128 - 1
    set_of = encoder_comparison.Prepared(pictures, np.arange(24) % 2, np.arange(24) // 2 * 2 + np.arange(24) % 2, 2)

    def compare(steps: int) -> dict[str, dict[int, np.ndarray]]:
        def make() -> Encoder:
            return Encoder(named_stages("resnet18"))

        device = torch.device("cpu")
        return encoder_comparison.compare(
            make, set_of, work=tmp_path, device=device, amounts=(6,), steps=steps, folds=2
        )

    first = compare(1)
    assert all(np.allclose(answers[6].sum(1), 1) for answers in first.values())  # every picture was held out once
    again = compare(50)
    assert all(np.array_equal(first[arm][6], again[arm][6]) for arm in encoder_comparison.ARMS)


def test_not_one_picture_of_a_set_that_is_left_out_is_read(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = read_pictures(data, (0.5, 99.5))
    assert {name.partition("/")[0] for name in everything.names} == set(SOURCES)
    assert everything.images.shape[1:] == (STORED_PX, STORED_PX)

    def refuse(folder: Path, **kwargs: object) -> object:
        assert folder.name != LUNG
        return original(folder, **kwargs)

    original: Callable[..., object] = gray_encoder.read_slice_set
    monkeypatch.setattr("ai.training.encoder_pictures.read_slice_set", refuse)
    others = read_pictures(data, (0.5, 99.5), without=[LUNG])
    assert not any(name.startswith(LUNG) for name in others.names)
    assert len(others.images) == len(everything.images) - 60
    with pytest.raises(TrainingDataError, match="no source 'lungs'"):
        read_pictures(data, (0.5, 99.5), without=["lungs"])


def test_stored_pictures_are_square_and_use_all_greys() -> None:
    picture = _drawn(3, 40)[:20]
    found = stored(picture, (0.5, 99.5))
    assert found.shape == (STORED_PX, STORED_PX)
    assert (found.min(), found.max()) == (0, 255)
    assert not found[: STORED_PX // 4 - 2].any()  # padded with its darkest value


def test_sources_count_by_the_root_of_their_number(data: Path) -> None:
    pictures = read_pictures(data, (0.5, 99.5))
    shares = gray_encoder.share_of_each(pictures)
    sources = pictures.source_of_kind()[pictures.kinds]
    for source in range(len(SOURCES)):
        own = sources == source
        assert float(shares[own].sum()) == pytest.approx(float(own.sum()) ** 0.5)


@pytest.fixture
def encoder_pack(tmp_path: Path) -> ModelCard:
    """Write a pack of random weights as the recipe would."""
    from ai.library.card import Weights
    from ai.library.pack import write_card
    from ai.networks.build import build
    from ai.networks.weights import write_weights

    folder = tmp_path / "models" / "gray-encoder-0.1.0"
    folder.mkdir(parents=True)
    torch.manual_seed(0)
    path = folder / "member0.safetensors"
    member = Weights(path.name, write_weights(build(gray_encoder.ARCHITECTURE), path))
    spec = dataclasses.replace(gray_encoder.INPUT, size_px=(48, 48))
    card = ModelCard(
        id="gray-encoder",
        version="0.1.0",
        title="Grey encoder",
        task=PICTURE_ENCODER,
        labels=gray_encoder.LABELS,
        input=spec,
        architecture=gray_encoder.ARCHITECTURE,
        members=(member,),
        threshold=0.5,
        reading=gray_encoder.READING,
        metrics={"pictures": {f"{LUNG}/benign": 3}},
        reference={},
        parent="",
        folder=folder,
    )
    write_card(card)
    return card


def test_it_is_a_base_by_name(encoder_pack: ModelCard, class_dataset: Callable[..., Path], tmp_path: Path) -> None:
    library = Library([encoder_pack.folder.parent])
    config = FinetuneConfig(class_dataset(), tmp_path / "job", base="gray-encoder", scope="probe")
    card = fine_tune(config, library=library, device="cpu")
    assert card.parent == encoder_pack.key
    taught, base = load_members(card)[0], load_members(encoder_pack)[0]
    weights = dict(base.named_parameters())
    assert isinstance(taught, PictureClassifier)
    assert all(torch.equal(value, weights[name]) for name, value in taught.encoder.named_parameters())


def test_it_is_never_run(encoder_pack: ModelCard) -> None:
    volume = Volume(_drawn(1, 64)[np.newaxis], np.eye(4), axes_known=False)
    gate = check_contract(encoder_pack, volume)
    assert (gate.verdict, gate.final) == (GateVerdict.REFUSE, True)
    assert "base for teaching" in gate.reasons[0]
    with pytest.raises(ModelPackError, match="gives no result by itself"):
        load_model(encoder_pack, device="cpu")


def test_the_comparison_draws_nested_even_and_apart() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(60), 5)
    truth = np.repeat(rng.permutation(60) % 3, 5)
    for draw in encoder_comparison.draws(truth, groups, amounts=(30, 90), folds=5):
        small, large = draw.taught[30], draw.taught[90]
        assert (len(small), len(large)) == (30, 90)
        assert set(small) <= set(large)
        assert np.bincount(truth[small]).tolist() == [10, 10, 10]
        assert not set(groups[large]) & set(groups[draw.test])
    with pytest.raises(TrainingDataError, match="can be taught on"):
        encoder_comparison.draws(truth, groups, amounts=(290,), folds=5)


def test_the_verdict_is_told_by_the_interval() -> None:
    def gain(low: float, high: float) -> dict[str, object]:
        return {"mean": (low + high) / 2, "interval_95": [low, high]}

    row = {
        "pictures": 50,
        "encoder_tuned_minus_scratch": gain(0.02, 0.08),
        "encoder_probe_minus_scratch": gain(-0.01, 0.05),
    }
    worse = {
        "pictures": 100,
        "encoder_tuned_minus_scratch": gain(-0.08, -0.02),
        "encoder_probe_minus_scratch": gain(0.0, 0.1),
    }
    words = encoder_comparison.verdict({"lungs": [row], "brains": [worse]})
    assert "lungs, 50 pictures, trained on: better (+5.0 points, +2.0 to +8.0)" in words
    assert "lungs, 50 pictures, as a linear probe: not told apart" in words
    assert "brains, 100 pictures, trained on: worse" in words
    assert "brains, 100 pictures, as a linear probe: not told apart" in words


def test_norms_of_a_random_network_are_settled() -> None:
    torch.manual_seed(0)
    encoder = Encoder(named_stages("resnet18")).eval()
    pictures = np.stack([_drawn(seed, 32) for seed in range(40)]).astype(np.float16) / 128 - 1
    before = encoder_comparison.encode(encoder, pictures, torch.device("cpu"))
    encoder_comparison.settle_norms(encoder, pictures)
    after = encoder_comparison.encode(encoder.eval(), pictures, torch.device("cpu"))
    # Every stage ends in a sum of two normalised branches: means of about 1, whatever the random weights.
    assert 0.3 < float(after[:, -1024:-512].mean()) < 3
    assert not torch.allclose(before, after, rtol=0.05)


@pytest.fixture(scope="module")
def shipped() -> ModelCard:
    cards = {card.id: card for card in Library([SHIPPED]).cards()}
    if "gray-encoder" not in cards:
        pytest.skip("no trained encoder is shipped")
    return cards["gray-encoder"]


def test_the_shipped_card_tells_its_comparison(shipped: ModelCard) -> None:
    for name in (LUNG, BRAIN):
        rows = shipped.metrics[f"scores on {name}"]
        assert [row["pictures"] for row in rows] == [50, 100, 200]
        for row in rows:
            for arm in encoder_comparison.ARMS:
                low, high = row[arm]["interval_95"]
                assert low <= row[arm]["mean"] <= high
