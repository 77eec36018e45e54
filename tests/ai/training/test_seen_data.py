"""The list of a model's training pictures made again from its data, and those of the shipped models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ai import cli
from ai.errors import TrainingDataError
from ai.library.card import ModelCard
from ai.library.library import SHIPPED, Library
from ai.library.pack import read_card, verify
from ai.library.seen_cases import read_seen
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import Dataset, load_dataset
from ai.training.dataset.mask_pairs import import_pairs
from ai.training.dataset.sources.nifti_pairs import offer_nifti
from ai.training.dataset.sources.offered import import_offered
from ai.training.dataset.wanted import Intake
from ai.training.jsrt import MASK_BITS
from ai.training.seen_data import remember_data
from ai.training.slice_sets import BRAIN, LUNG

MakeDataset = Callable[..., Path]


def test_files_and_datasets_have_the_hashes_of_an_import(
    class_dataset: MakeDataset, mask_dataset: MakeDataset, write_pack: Callable[..., ModelCard], tmp_path: Path
) -> None:
    classes, masks = load_dataset(class_dataset(12)), load_dataset(mask_dataset())
    card = write_pack()
    sources = (tmp_path / "classes_source", tmp_path / "masks_source", classes.folder)
    for folders, pictures, datasets in (
        (sources[:1], 24, [classes]),
        (sources[1:2], 10, [masks]),  # the masks beside the pictures are none of them
        (sources[1:], 34, [classes, masks]),
    ):
        told = remember_data(card, folders)
        seen = read_seen(read_card(card.folder))
        assert seen is not None
        assert seen.complete
        assert seen.count == told.reference["seen_cases"]["cases"] == pictures
        for case in (case for dataset in datasets for case in dataset.cases):
            assert seen.models_that_saw(case.record.pixels_sha256) == (card.key,)
    verify(told)


def test_what_has_no_list_of_its_own(write_pack: Callable[..., ModelCard], tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match=r"was taught from other-1"):
        remember_data(write_pack(parent="other-1"), [tmp_path])
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("none")
    card = write_pack(id="free")
    with pytest.raises(TrainingDataError, match="folder empty holds no pictures"):
        remember_data(card, [tmp_path / "empty"])
    with pytest.raises(TrainingDataError, match="no folder gone"):
        remember_data(card, [tmp_path / "gone"])
    assert read_seen(read_card(card.folder)) is None


def test_the_command(
    class_dataset: MakeDataset, write_pack: Callable[..., ModelCard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class_dataset(12)
    card = write_pack(tmp_path / "shelf")
    monkeypatch.setattr("ai.library.library.default_folders", lambda: (tmp_path / "shelf",))
    folders = [str(tmp_path / "classes_source" / name) for name in ("plain", "with_stripes")]
    assert cli.main(["seen", "tiny", "--data", folders[0], "--data", folders[1]]) == 0
    seen = read_seen(read_card(card.folder))
    assert seen is not None
    assert seen.count == 24


@pytest.mark.parametrize(
    ("model", "least"),
    [("cxr-anatomy", 199), ("cxr-nodule", 199), ("hippocampus", 201), ("gray-encoder", 2900), ("router", 2900)],
)
def test_shipped_models_tell_what_they_were_taught_with(model: str, least: int) -> None:
    card = Library([SHIPPED]).get(model)
    seen = read_seen(card)
    assert seen is not None
    assert seen.complete
    assert seen.count >= least
    assert [each.model for each in seen.sets] == [card.key]


def _imports(data: Path, tmp_path: Path) -> dict[str, Dataset]:
    """Import a few cases of each public set as a site would."""
    few = Intake(limit=4)
    found = {name: import_classes(data / name, tmp_path / name, intake=few).dataset for name in (LUNG, BRAIN)}
    films = data / "jsrt"
    found["jsrt"] = import_pairs(
        films / "images", films / "masks", tmp_path / "jsrt", bits=MASK_BITS, intake=few
    ).dataset
    crops = offer_nifti(data / "hippocampus", intake=few)
    found["hippocampus"] = import_offered(tmp_path / "hippocampus", crops).dataset
    return found


@pytest.mark.realdata
def test_an_import_of_the_public_sets_is_recognised(shared_data: Path, tmp_path: Path) -> None:
    saw = {
        "cxr-anatomy": {"jsrt"},
        "cxr-nodule": {"jsrt"},
        "hippocampus": {"hippocampus"},
        "gray-encoder": {"jsrt", "hippocampus", LUNG, BRAIN},
        "router": {"jsrt", "hippocampus", LUNG, BRAIN},
    }
    datasets = _imports(shared_data, tmp_path)
    assert all(len(dataset.cases) >= 4 for dataset in datasets.values())
    for model, own in saw.items():
        seen = read_seen(Library([SHIPPED]).get(model))
        assert seen is not None
        for name, dataset in datasets.items():
            found = {bool(seen.models_that_saw(case.record.pixels_sha256)) for case in dataset.cases}
            assert found == {name in own}, (model, name)
