"""Statistics of the input made from films, and what the shipped model's gate lets through."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from ai.cli import main
from ai.errors import InputMismatch, InputRefused, TrainingDataError
from ai.inference.gate import STATISTICS
from ai.inference.options import RunOptions
from ai.inference.provenance import GateVerdict
from ai.inference.run import load_model, run_model
from ai.inference.statistics import check_input, read_reference, statistics_of
from ai.library.card import ModelCard
from ai.library.library import SHIPPED, Library
from ai.library.pack import REFERENCE_FILE, read_card, verify
from ai.library.pack_file import write_pack_file
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.radiograph import radiograph_phantom
from ai.training import strangers
from ai.training.dataset.dataset import Part, open_dataset
from ai.training.jsrt import fold_of, read_films
from ai.training.reference import REFUSED, add_reference, seen_of
from ai.training.strangers import pictures_of, spread, strange_films
from ai.volume import Volume

FEW = 4


@pytest.fixture(autouse=True)
def _few_strangers(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "realdata" not in request.keywords:
        monkeypatch.setattr(strangers, "MOST", FEW)


@pytest.fixture
def films(drawn_films: Path, tmp_path: Path) -> Path:
    """Folder of 20 drawn films with empty masks, as the JSRT films lie."""
    return Path(shutil.copytree(drawn_films, tmp_path / "films"))


@pytest.fixture(scope="module")
def drawn_films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    (folder / "images").mkdir(parents=True)
    (folder / "masks").mkdir()
    for seed in range(20):
        rng = np.random.default_rng(seed)
        down, aside = (int(shift) for shift in rng.integers(-6, 7, 2))
        picture = rng.integers(140, 170, (128, 128)).astype(np.uint8)
        for column in (38, 90):
            cv2.ellipse(picture, (column + aside, 64 + down), (18, 40), 0, 0, 360, int(rng.integers(40, 70)), -1)
        cv2.ellipse(picture, (70 + aside, 84 + down), (22, 18), 0, 0, 360, 200, -1)
        name = f"JPCL{'N' if seed % 2 else 'M'}{seed:03}.png"
        cv2.imwrite(str(folder / "images" / name), picture)
        cv2.imwrite(str(folder / "masks" / name), np.zeros((128, 128), np.uint8))
    return folder


def test_a_new_version_that_knows_its_films(write_pack: Callable[..., ModelCard], films: Path, tmp_path: Path) -> None:
    card = write_pack()
    others = tmp_path / "others"
    others.mkdir()
    for number in range(3):
        noise = np.random.default_rng(number).integers(0, 256, (64, 64), dtype=np.uint8)
        cv2.imwrite(str(others / f"{number}.png"), noise)
    new = add_reference(card, films, output=tmp_path / "new", others={"noise_of_ours": others})
    assert new.key == "tiny-1.2.1"
    assert read_card(new.folder) == new
    verify(new)
    assert new.weights_sha256 == card.weights_sha256
    statistics = statistics_of(new)
    assert statistics is not None
    assert statistics.layer == "bottleneck"
    assert statistics.cases == 20
    reference = read_reference(new, statistics)
    assert reference.components @ reference.components.T == pytest.approx(np.eye(len(reference.components)), abs=1e-5)
    measured = new.metrics[REFUSED]
    # How many hangs on weights by chance; what counts is that all were asked.
    assert measured["noise_of_ours"].endswith(" of 3")
    assert measured["noise"].endswith(f" of {FEW}")
    held_out = sum(fold == 0 for fold in fold_of(read_films(films)))
    assert measured["held_out_as_they_are"].endswith(f" of {held_out}")
    refused = int(measured["held_out_as_they_are"].split(" ")[0])
    assert refused <= held_out // 2

    network = load_model(new, device="cpu").networks[0]
    seen = [list(seen_of(new, film.volume())) for film in read_films(films)]
    assert sum(_passes(new, network, each) for each in seen) >= 19
    with pytest.raises(TrainingDataError, match=r"There is a pack tiny-1\.2\.1 already"):
        add_reference(card, films, output=tmp_path / "new")
    write_pack_file(new, tmp_path / "new.lbmodel")
    assert REFERENCE_FILE.encode() in (tmp_path / "new.lbmodel").read_bytes()


def _passes(card: ModelCard, network: torch.nn.Module, seen: list[torch.Tensor]) -> bool:
    try:
        return check_input(card, network, seen, override=False).verdict is GateVerdict.OK
    except InputRefused:
        return False


def test_too_few_films_and_other_tasks(write_pack: Callable[..., ModelCard], films: Path, tmp_path: Path) -> None:
    card = write_pack()
    for path in sorted((films / "images").iterdir())[9:]:
        path.unlink()
    with pytest.raises(TrainingDataError, match="at least 10 cases of several people, these are 9"):
        add_reference(card, films, output=tmp_path / "new")
    with pytest.raises(TrainingDataError, match="must be a dataset of case folders"):
        add_reference(write_pack(version="2.0.0", task="segmentation"), films)
    (films / "empty").mkdir()
    with pytest.raises(TrainingDataError, match="no pictures in empty"):
        pictures_of(films / "empty")


def test_a_dataset_of_a_site_without_its_test_part(
    write_pack: Callable[..., ModelCard], mask_dataset: Callable[..., Path], tmp_path: Path
) -> None:
    data = mask_dataset(20)
    dataset = open_dataset(data)
    seen = len(dataset.part(Part.TRAIN)) + len(dataset.part(Part.VALIDATION))
    assert seen < 20
    new = add_reference(write_pack(), data, output=tmp_path / "new")
    statistics = statistics_of(new)
    assert statistics is not None
    assert statistics.cases == seen
    assert f"{seen} cases of {seen} people" in statistics.protocol
    assert new.metrics[REFUSED]["held_out_as_they_are"].endswith(f" of {seen}")


def test_the_command(
    write_pack: Callable[..., ModelCard], films: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack(tmp_path / "library")
    monkeypatch.setattr("ai.library.library.default_folders", lambda: (tmp_path / "library",))
    assert main(["reference", "tiny", "--data", str(films), "--output", str(tmp_path / "new")]) == 0
    assert STATISTICS in read_card(tmp_path / "new" / "tiny-1.2.1").reference
    assert main(["reference", "giant", "--data", str(films)]) == 1


def test_strange_films_are_other_pictures(films: Path) -> None:
    some = read_films(films)
    kinds = strange_films(some)
    own = some[0].volume().voxels[0]
    firsts = {name: next(make()).voxels[0] for name, make in kinds.items()}
    assert (firsts["inverted"] == 255 - own).all()
    assert (firsts["on_its_head"][::-1, ::-1] == own).all()
    assert (firsts["turned_a_quarter_left"][:, 0] == own[0, ::-1]).all()
    assert (firsts["turned_a_quarter_right"][:, -1] == own[0]).all()
    assert len({plane.tobytes() for plane in firsts.values()}) == len(firsts)
    again = {name: next(make()).voxels[0] for name, make in kinds.items()}
    assert all((again[name] == plane).all() for name, plane in firsts.items())
    assert spread(range(130)) == [0, 32, 65, 97]
    assert spread("abc") == ["a", "b", "c"]


@pytest.fixture(scope="module")
def shipped() -> ModelCard:
    return Library([SHIPPED]).get("cxr-anatomy")


def test_the_shipped_model_refuses_what_is_no_film_and_reads_the_phantom(shipped: ModelCard) -> None:
    # Without the router, which would speak first: here the model's own statistics are asked.
    model = replace(load_model(shipped, device="cpu"), router=None)
    film = radiograph_phantom(draw_anatomy(11), size_px=512, spacing_mm=0.7).volume
    assert run_model(model, film).provenance.gate.verdict is not GateVerdict.REFUSE
    noise = np.random.default_rng(1).integers(0, 4096, film.shape).astype(np.uint16)
    lying = np.ascontiguousarray(np.rot90(film.voxels[0]))[np.newaxis]
    for voxels in (noise, film.voxels.max() - film.voxels, lying):
        strange = replace(film, voxels=voxels)
        with pytest.raises(InputRefused, match="was not trained on pictures like this one"):
            run_model(model, strange)
        result = run_model(model, strange, options=RunOptions(override=True))
        assert result.provenance.gate.overridden
        assert result.notes[0].startswith(
            "Run in spite of a refusal, so it may be wrong altogether: Chest X-ray anatomy"
        )
        assert result.measurements == ()
        assert "not printed: the model refused this picture" in " ".join(result.notes)


@pytest.mark.realdata
def test_the_shipped_model_and_real_pictures(shipped: ModelCard, shared_data: Path) -> None:
    model = load_model(shipped, device="cpu")
    network = model.networks[0]
    # Of fold 0, which the first member was trained without.
    films = read_films(shared_data / "jsrt")
    some = [film for film, fold in zip(films, fold_of(films), strict=True) if fold == 0][::4]
    assert all(_passes(shipped, network, list(seen_of(shipped, film.volume()))) for film in some)
    folders = ("ct_lung_cancer_slices", "brain_mri_tumour")
    others = [list(pictures_of(shared_data / folder)())[::6] for folder in folders]
    for volumes in others:
        assert not any(_passes(shipped, network, list(seen_of(shipped, volume))) for volume in volumes)


def test_a_slice_of_a_ct_is_refused_by_its_tags_first(shipped: ModelCard) -> None:
    slice_of_ct = Volume(np.zeros((1, 512, 512), np.int16), np.eye(4), modality="CT", body_part="CHEST", view="PA")
    with pytest.raises(InputMismatch, match="needs CR, DX or RG; this series is CT"):
        run_model(load_model(shipped, device="cpu"), slice_of_ct)
