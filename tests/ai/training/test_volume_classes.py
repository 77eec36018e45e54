"""Classes of whole scans taught through whole runs: by a network's name, on a base, refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK
import torch

from ai.errors import TrainingDataError
from ai.inference.gate import check_contract
from ai.inference.provenance import GateVerdict
from ai.inference.run import load_model, run_model
from ai.itk_image import to_itk
from ai.library.card import Label, ModelCard
from ai.library.grid_spec import IntensityStep
from ai.library.library import Library
from ai.library.pack import read_card, verify
from ai.progress import Cancelled
from ai.training import cached_features, teach_classifier
from ai.training.dataset.case import ImageFacts
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import Part, load_dataset, open_dataset
from ai.training.dataset.split import split
from ai.training.dataset.wanted import Intake
from ai.training.evaluate import evaluate_model
from ai.training.events import read_events
from ai.training.export_onnx import export_onnx
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import CANCEL, JobFolder
from ai.training.openings import openings_so_far
from ai.training.teaching_cases import TeachingCases
from ai.training.volume_cases import start_volumes
from ai.volume import Volume
from tests.ai.training.conftest import BALL_AFFINE, ball_scan, write_ball_scans

MakeDataset = Callable[..., Path]
FACTS = ImageFacts(modality="MR", body_part="BRAIN")


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., FinetuneConfig]:
    def make(dataset: Path, **changes: Any) -> FinetuneConfig:
        fields: dict[str, Any] = {"architecture": "resnet10_3d", "scope": "probe", "epochs": 2, "batch": 4}
        return FinetuneConfig(dataset, **(fields | {"output": tmp_path / "job", "learning_rate": 2e-3} | changes))

    return make


Plan = Callable[..., FinetuneConfig]


@pytest.fixture(scope="module")
def balls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a dataset that no test changes."""
    folder = tmp_path_factory.mktemp("balls")
    write_ball_scans(folder / "source", 10)
    return _dataset(folder / "source", folder / "set")


@pytest.fixture(scope="module")
def taught(balls: Path) -> ModelCard:
    """Give a probe that was taught once for the tests that only ask it."""
    config = FinetuneConfig(balls, balls.parent / "job", architecture="resnet10_3d", scope="probe")
    return fine_tune(config, library=Library([]))


def _report(config: FinetuneConfig) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((config.output / "report" / "report.json").read_text())
    return report


def _tellings(card: ModelCard, volume: Volume) -> list[float]:
    return [each.shown_value for each in run_model(load_model(card, device="cpu"), volume).classifications]


def test_a_network_learns_scans_and_becomes_a_model_that_runs(ball_dataset: MakeDataset, plan: Plan) -> None:
    config = plan(ball_dataset(), scope="all", epochs=4)
    card = fine_tune(config, library=Library([]))
    verify(card)
    assert read_card(card.folder) == card
    assert (card.id, card.task, card.parent, card.draft) == ("ball-or-no-ball", "image-classification", "", True)
    assert (card.input.modalities, card.input.body_parts) == (("MR",), ("BRAIN",))
    grid = card.input.grid
    assert grid is not None
    assert (grid.orientation, grid.spacing_mm, grid.size) == ("SPL", (3.0, 1.5, 1.5), (16, 24, 24))
    assert "on scans like those it was taught on" in card.reading.intended_use
    assert "voxels of 3.0 x 1.5 x 1.5 mm" in " ".join(card.reading.limits)
    report = _report(config)
    assert report["base"]["kind"] == "probe"
    assert report["comparison"]["rows"][0]["new"]["value"] >= 0.9
    assert report["refused"] == 0

    # What the report tells of a case is what a reader gets of the pack, and what a reader is told before.
    case = load_dataset(config.dataset).part(Part.TEST)[0]
    told = next(each for each in report["per_case"] if each["key"] == case.key)
    result = run_model(load_model(card, device="cpu"), case.volume())
    assert [each.probability for each in result.classifications] == told["new"]
    assert sum(told["new"]) == pytest.approx(1, abs=1e-3)
    assert "Taught on 22 cases of your site" in str(result.provenance.gate.reasons)
    alone = evaluate_model(card, config.dataset, config.output / "again")
    assert [each["new"] for each in alone["per_case"]] == [each["new"] for each in report["per_case"]]


def test_the_way_a_scan_is_stored_changes_nothing(taught: ModelCard) -> None:
    voxels = ball_scan(77, has_ball=True)
    upright = Volume(voxels, BALL_AFFINE, modality="MR", body_part="BRAIN")
    expected = _tellings(taught, upright)
    for axes, flips in (((0, 1, 2), (0,)), ((0, 1, 2), (0, 1, 2)), ((2, 0, 1), ()), ((1, 2, 0), (0, 2))):
        affine = BALL_AFFINE[:, [*axes, 3]].copy()
        turned = voxels.transpose(axes)
        for axis in flips:
            affine[:, 3] += affine[:, axis] * (turned.shape[axis] - 1)
            affine[:, axis] *= -1
            turned = np.flip(turned, axis)
        stored = Volume(np.ascontiguousarray(turned), affine, modality="MR", body_part="BRAIN")
        assert _tellings(taught, stored) == pytest.approx(expected, abs=1e-4)
    angle = np.deg2rad(14)  # an oblique stack is read along its own axes, from the same side
    oblique = BALL_AFFINE.copy()
    turn = np.array([[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]])
    oblique[:3, :3] = turn @ oblique[:3, :3]
    assert _tellings(taught, replace(upright, affine_lps=oblique)) == pytest.approx(expected, abs=1e-4)


def test_the_same_ball_on_a_finer_grid_is_the_same_ball(taught: ModelCard) -> None:
    smooth = np.asarray(ball_scan(5, has_ball=True), np.float32)
    affine = BALL_AFFINE.copy()
    affine[:3, :3] /= 2
    affine[:3, 3] -= (BALL_AFFINE[:3, :3] / 4).sum(1)
    finer = smooth.repeat(2, 0).repeat(2, 1).repeat(2, 2)
    coarse = Volume(smooth, BALL_AFFINE, modality="MR", body_part="BRAIN")
    assert _tellings(taught, Volume(finer, affine, modality="MR", body_part="BRAIN")) == pytest.approx(
        _tellings(taught, coarse), abs=0.1
    )


def test_a_run_that_was_stopped_goes_on_to_the_same_weights(balls: Path, plan: Plan) -> None:
    config = plan(balls, scope="all", epochs=2)
    whole = fine_tune(config, library=Library([]))
    broken = replace(config, output=config.output / "broken")
    seen = 0

    def stop(fraction: float, message: str) -> None:
        nonlocal seen
        seen += message.startswith("Epoch")
        if seen == 3:
            JobFolder(broken.output).ask(CANCEL)

    with pytest.raises(Cancelled):
        fine_tune(broken, library=Library([]), progress=stop)
    again = fine_tune(broken, library=Library([]), resume=True)
    assert again.weights_sha256 == whole.weights_sha256


def test_a_taught_classifier_of_scans_is_a_base_again(taught: ModelCard, balls: Path, plan: Plan) -> None:
    config = plan(balls, base=taught.key, architecture="", scope="last", title="Again")
    card = fine_tune(config, library=Library([taught.folder.parent]))
    assert (card.parent, card.input.grid) == (taught.key, taught.input.grid)
    assert _report(config)["base"]["key"] == "ball-or-no-ball-0.1.0"
    assert _report(config)["base"]["kind"] == "model"


@pytest.mark.parametrize("views", [1, 2])
def test_a_model_of_outlines_lends_its_encoder(
    balls: Path, write_outliner: Callable[..., ModelCard], plan: Plan, tmp_path: Path, views: int
) -> None:
    base = write_outliner()
    config = plan(balls, base=base.key, architecture="", views=views)
    card = fine_tune(config, library=Library([tmp_path / "models"]))
    assert card.parent == base.key
    assert card.input.grid is not None
    assert base.input.grid is not None
    assert card.input.grid.spacing_mm == base.input.grid.spacing_mm
    assert card.input.grid.orientation == base.input.grid.orientation == "SAR"
    assert dict(card.architecture.arguments)["encoder"] == "dynunet"
    assert _report(config)["base"]["kind"] == "guess"
    assert len(_tellings(read_card(card.folder), load_dataset(config.dataset).cases[0].volume())) == 2


def test_the_export_computes_the_same(taught: ModelCard, tmp_path: Path) -> None:
    assert export_onnx(taught, tmp_path / "balls.onnx") < 1e-3


def test_short_and_long_scans_are_told_of(taught: ModelCard) -> None:
    short = Volume(ball_scan(1, has_ball=False, shape=(4, 20, 18)), BALL_AFFINE, modality="MR", body_part="BRAIN")
    gate = check_contract(taught, short)
    assert gate.verdict is GateVerdict.REFUSE
    assert not gate.final
    assert gate.reasons[0].endswith("was taught on scans of at least 30 mm up-down; this one has 12 mm.")
    long = Volume(ball_scan(1, has_ball=False, shape=(30, 20, 18)), BALL_AFFINE, modality="MR", body_part="BRAIN")
    gate = check_contract(taught, long)
    assert gate.verdict is GateVerdict.WARN
    assert any("The scan is 90 mm long up-down" in str(each) for each in gate.reasons)
    single = Volume(ball_scan(1, has_ball=False, shape=(1, 20, 18)), BALL_AFFINE, modality="MR", body_part="BRAIN")
    assert check_contract(taught, single).final


def _dataset(source: Path, target: Path) -> Path:
    import_classes(source, target, intake=Intake(person="(.+)", facts=FACTS))
    split(open_dataset(target))
    return target


def _save(voxels: np.ndarray, path: Path, affine: np.ndarray = BALL_AFFINE) -> None:
    SimpleITK.WriteImage(to_itk(voxels, affine), str(path))


def _single_slice(folder: Path) -> None:
    _save(ball_scan(900, has_ball=False, shape=(1, 20, 18)), folder / "extra.nii.gz")


def _localiser(folder: Path) -> None:
    for number in range(5):  # so many that a part that is taught has one
        _save(ball_scan(900 + number, has_ball=False, shape=(2, 20, 18)), folder / f"extra{number}.nii.gz")


def _even(folder: Path) -> None:
    for number in range(5):
        _save(np.full((10, 20, 18), 7 + number, np.int16), folder / f"extra{number}.nii.gz")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_single_slice, r"mixes \d+ scans of several slices with 1 single pictures"),
        (_localiser, r"is too small: 6 mm up-down, where the usual one has 30 mm"),
        (_even, r"cannot be taught: The scan is one even grey"),
    ],
)
def test_scans_that_do_not_fit_are_refused(
    tmp_path: Path, plan: Plan, spoil: Callable[[Path], None], words: str
) -> None:
    source = tmp_path / "source"
    write_ball_scans(source, 10)
    spoil(source / "no_ball")
    config = plan(_dataset(source, tmp_path / "set"))
    with pytest.raises(TrainingDataError, match=words):
        fine_tune(config, library=Library([]))
    last = read_events(JobFolder(config.output).events)[0][-1]
    assert last["event"] == "failed"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"architecture": "resnet18"}, "'resnet18' does not read scans of several slices"),
        ({"architecture": "", "base": "tiny"}, "has no encoder of scans of several slices"),
        ({"scope": "decoder"}, "is for masks"),
        ({"scope": "calibrate"}, "cannot be recalibrated"),
    ],
)
def test_starts_that_read_no_scans_are_refused(
    balls: Path, tiny_library: Library, plan: Plan, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(TrainingDataError, match=words):
        fine_tune(plan(balls, **changes), library=tiny_library)


def test_a_network_of_scans_is_refused_for_pictures(class_dataset: MakeDataset, plan: Plan) -> None:
    with pytest.raises(TrainingDataError, match="reads scans of several slices; this dataset has single pictures"):
        fine_tune(plan(class_dataset(12)), library=Library([]))


def test_scans_without_directions_are_refused(ball_dataset: MakeDataset, plan: Plan) -> None:
    dataset = ball_dataset(10)
    path = next(dataset.glob("*/case.json"))
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"axes_known": False}))
    with pytest.raises(TrainingDataError, match="does not tell how the patient lies"):
        fine_tune(plan(dataset), library=Library([]))


@pytest.mark.parametrize("scope", ["probe", "last"])
def test_scans_are_turned_in_millimetres(
    scope: str, balls: Path, taught: ModelCard, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[float, ...]] = []

    def note(pictures: torch.Tensor, *_: object, spacing_mm: torch.Tensor) -> tuple[torch.Tensor, None]:
        asked.append(tuple(spacing_mm.tolist()))
        return pictures, None

    for module in (cached_features, teach_classifier):
        monkeypatch.setattr(module, "augmented", note)
    fine_tune(plan(balls, scope=scope, views=2 if scope == "probe" else 1, epochs=1), library=Library([]))
    assert taught.input.grid is not None
    assert set(asked) == {taught.input.grid.spacing_mm}


def test_a_model_of_scans_is_not_counted_on_pictures(taught: ModelCard, class_dataset: MakeDataset) -> None:
    card = replace(taught, labels=tuple(replace(each, name=name) for each, name in _renamed(taught)))
    dataset = class_dataset(12)
    with pytest.raises(TrainingDataError, match="reads scans of several slices; the held-out part has single pictures"):
        evaluate_model(card, dataset, dataset.parent / "report")
    assert openings_so_far(dataset) == 0


def _renamed(card: ModelCard) -> list[tuple[Label, str]]:
    return list(zip(card.labels, ("plain", "with_stripes"), strict=True))


def test_a_base_of_hounsfield_units_is_refused_for_other_scans(taught: ModelCard, balls: Path) -> None:
    assert taught.input.grid is not None
    grid = replace(taught.input.grid, intensity=(IntensityStep("clip", (("low", -100.0), ("high", 300.0))),))
    base = replace(taught, input=replace(taught.input, modalities=("CT",), grid=grid))
    config = FinetuneConfig(balls, balls.parent / "no", base=base.key, scope="probe")
    with pytest.raises(TrainingDataError, match=r"reads the values of CT; case \S+ is MR"):
        start_volumes(config, base, TeachingCases(load_dataset(balls), ""))
