from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import SimpleITK
import torch

from ai.cli import main
from ai.errors import InputMismatch, TrainingDataError
from ai.inference.options import RunOptions
from ai.inference.provenance import GateVerdict
from ai.inference.run import load_model, run_model
from ai.itk_image import to_itk
from ai.library.card import Architecture
from ai.library.library import SHIPPED, Library
from ai.library.pack import REFERENCE_FILE, read_card, verify
from ai.phantom.hippocampus import hippocampus_phantom
from ai.prepare.placed_box import PlacedBox
from ai.progress import Cancelled
from ai.training import hippocampus, hippocampus_member, loop
from ai.training.card_tables import TableData, draw_cases, evaluate_card
from ai.training.hippocampus_data import BLOCK, FOLDS, fold_of, grid_of, read_arrays, read_crops, split_sha256
from ai.training.hippocampus_robustness import CHANGES, STRANGERS, strange_crops
from ai.training.hippocampus_score import CropScore, outputs_of, score_crop, summary, volume_factors, worst
from ai.training.reference import REFUSED
from ai.training.surfaces import hausdorff_95
from tests.document import at, number_at, rows_at, text_at

NUMBERS = (1, 3, 39, 41, 44, 81, 90, 121, 130, 161, 170, 201)


@pytest.fixture(scope="module")
def crops_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of 12 drawn crops as the decathlon's lie; two in axes of their own."""
    folder = tmp_path_factory.mktemp("crops")
    for name in ("images", "labels"):
        (folder / name).mkdir()
    for index, number in enumerate(NUMBERS):
        phantom = hippocampus_phantom(number, size=(28 + index % 3, 46, 30), turned_deg=float(index % 2 * 8))
        affine = phantom.volume.affine_lps
        for kind, voxels in (("images", phantom.volume.voxels), ("labels", phantom.labels)):
            path = folder / kind / f"hippocampus_{number:03}.nii.gz"
            SimpleITK.WriteImage(to_itk(np.ascontiguousarray(voxels), affine), str(path))
    return folder


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the recipe one of seconds."""
    arguments = dict(hippocampus_member.ARCHITECTURE.arguments)
    arguments |= {"filters": (4, 8, 8), "strides": (1, 2, 2), "kernel_size": (3, 3, 3), "upsample_kernel_size": (2, 2)}
    for module in (hippocampus, hippocampus_member):
        monkeypatch.setattr(module, "ARCHITECTURE", Architecture("monai", tuple(arguments.items())))
    phases = [
        dataclasses.replace(phase, epochs=epochs)
        for phase, epochs in zip(hippocampus_member.PHASES, (2, 1), strict=True)
    ]
    for module in (hippocampus, hippocampus_member):
        monkeypatch.setattr(module, "PHASES", phases)
    monkeypatch.setattr("ai.training.hippocampus_robustness.EACH_FOLD", 1)
    monkeypatch.setattr("ai.training.hippocampus_tables.EACH_FOLD", 1)
    monkeypatch.setattr("ai.training.hippocampus_robustness.STRANGERS", 2)
    few = {name: CHANGES[name] for name in ("none", "nodding_deg")}
    monkeypatch.setattr("ai.training.hippocampus_robustness.CHANGES", few)


def test_neighbouring_numbers_are_never_in_two_folds(crops_folder: Path) -> None:
    crops = read_crops(crops_folder)
    assert [crop.number for crop in crops] == list(NUMBERS)
    folds = dict(zip(NUMBERS, fold_of(crops), strict=True))
    assert set(folds.values()) == set(range(FOLDS))
    assert folds[1] == folds[3] == folds[39] == folds[201]
    assert folds[41] == folds[44] != folds[39]
    for one in NUMBERS:
        for other in NUMBERS:
            if one // BLOCK == other // BLOCK:
                assert folds[one] == folds[other]
    assert split_sha256(crops) == split_sha256(read_crops(crops_folder)) != split_sha256(crops[1:])


def test_missing_labels_too_few_and_broken_crops(crops_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="has 0 crops"):
        read_crops(tmp_path)
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "hippocampus_001.nii.gz").write_bytes(b"no scan")
    with pytest.raises(TrainingDataError, match=r"1 crops have no labels, the first is hippocampus_001\."):
        read_crops(tmp_path)
    broken = dataclasses.replace(read_crops(crops_folder)[0], image=tmp_path / "images" / "hippocampus_001.nii.gz")
    with pytest.raises(TrainingDataError, match="cannot be read as a NIfTI file"):
        broken.volume()


def test_crops_come_to_the_network_with_their_labels(crops_folder: Path) -> None:
    crops = read_crops(crops_folder)
    arrays = read_arrays(crops, hippocampus_member.INPUT)
    assert arrays.images.shape == arrays.labels.shape
    assert arrays.images.shape[0] == len(crops)
    slices, rows, columns = (int(side) for side in arrays.sizes[0])
    whole = arrays.images[0, :slices, :rows, :columns]
    assert float(whole[arrays.labels[0, :slices, :rows, :columns] == 0].mean()) == pytest.approx(0, abs=0.2)
    front, back = (torch.nonzero(arrays.labels[0] == value).float().mean(0) for value in (1, 2))
    assert front[1] > back[1] + 10  # rows run to the front
    assert front[0] < back[0]  # slices run up


def test_the_command_trains_scores_and_writes_a_pack(
    crops_folder: Path,
    tiny: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["train", "hippocampus", "--data", crops_folder, "--work", tmp_path / "work"]
    assert main([*map(str, words), "--output", str(tmp_path / "models"), "--folds", "2"]) == 0
    (card,) = Library([tmp_path / "models"]).cards()
    verify(card)
    assert read_card(card.folder) == card
    assert [member.file for member in card.members] == ["member0.safetensors", "member1.safetensors"]
    assert card.metrics["split_sha256"] == split_sha256(read_crops(crops_folder))
    assert card.metrics["crops"] == sum(fold < 2 for fold in fold_of(read_crops(crops_folder)))
    assert len(card.metrics["worst_crops"]) == 5
    front = card.metrics["dice_anterior_hippocampus"]["mean"]
    assert card.reading.limits[0].startswith(f"Overlap with the reference (Dice) is {front:.3f} in front")
    assert set(card.metrics[REFUSED]) >= {"held_out_as_they_are", "inverted", "noise"}
    assert set(card.metrics["robustness"]) == {"crops", "none", *(f"nodding_deg {each}" for each in (10, 20, 30, 45))}
    assert (card.folder / REFERENCE_FILE).is_file()
    for phase in ("first", "longer"):
        assert (tmp_path / "work" / "fold1" / phase / "events.jsonl").is_file()
    assert "100.0 %" in capsys.readouterr().err
    assert evaluate_card(card, TableData(crops_folder, tmp_path / "work"))["differs"] == []
    drawn = draw_cases(card, TableData(crops_folder, tmp_path / "work"), tmp_path / "pictures")
    assert len(drawn) == 6
    # Done already: the second call trains nothing and writes the same weights, also when each fold was trained alone.
    before = [member.sha256 for member in card.members]
    words[-1] = tmp_path / "alone"
    for fold in (1, 0):
        assert main([*map(str, words), "--fold", str(fold), "--device", "cpu"]) == 0
    assert sorted(path.name for path in (tmp_path / "alone").iterdir()) == ["fold0", "fold1"]
    monkeypatch.setattr(loop, "_save", None)
    assert main([*map(str, words), "--output", str(tmp_path / "models"), "--folds", "2"]) == 0
    assert [member.sha256 for member in read_card(card.folder).members] == before


def test_a_stopped_member_goes_on_to_the_same_weights(
    crops_folder: Path, tiny: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crops = read_crops(crops_folder)
    arrays, seen = read_arrays(crops, hippocampus_member.INPUT), torch.arange(8)
    whole = hippocampus_member.train_member(arrays, seen, seed=1, folder=tmp_path / "whole")
    monkeypatch.setattr(loop, "CHECKPOINT_EVERY_S", 0.0)

    def die(fraction: float, message: str) -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        hippocampus_member.train_member(arrays, seen, seed=1, folder=tmp_path / "cut", progress=die)
    again = hippocampus_member.train_member(arrays, seen, seed=1, folder=tmp_path / "cut")
    for one, other in zip(whole.parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-6)
    for phase, steps in (("first", 8), ("longer", 4)):
        lines = (tmp_path / "cut" / phase / "events.jsonl").read_text().splitlines()
        assert [json.loads(line)["step"] for line in lines] == list(range(1, steps + 1))


def test_a_prediction_returns_to_the_grid_of_an_oblique_scan(crops_folder: Path, tiny: None, tmp_path: Path) -> None:
    """The masks of the pack on another grid mark the same place of the patient."""
    words = ["train", "hippocampus", "--data", crops_folder, "--work", tmp_path / "work", "--folds", "1"]
    assert main([*map(str, words), "--output", str(tmp_path / "models")]) == 0
    model = load_model(Library([tmp_path / "models"]).get("hippocampus"), device="cpu")
    fine = hippocampus_phantom(5, size=(40, 60, 44), spacing_mm=(0.9, 0.85, 0.8), turned_deg=25).volume
    plain = hippocampus_phantom(5).volume
    places = []
    for volume in (fine, plain):
        result = run_model(model, volume, options=RunOptions(override=True))
        assert all(structure.mask.shape == volume.shape for structure in result.structures)
        marked = np.argwhere(np.any([structure.mask for structure in result.structures], axis=0))
        assert len(marked)
        places.append(volume.to_lps_mm(marked).mean(0))
    np.testing.assert_allclose(places[0], places[1], atol=6)


class _Oracle(torch.nn.Module):
    """Tells the grey of the phantom from the rest, in front and behind the middle of its window."""

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        grey = 8 * (1 - (windows[:, 0] - windows[:, 0].median()).abs())
        return torch.stack([-grey, grey, grey - 1], 1)


def test_outputs_lie_on_the_grid_of_the_scan(crops_folder: Path) -> None:
    crop = read_crops(crops_folder)[1]
    outputs = outputs_of(_Oracle(), crop.volume(), grid_of(hippocampus_member.INPUT))
    assert outputs.shape == (3, *crop.volume().shape)
    score = score_crop(_Oracle(), crop, 0, ["anterior", "posterior"], grid_of(hippocampus_member.INPUT))
    assert score.true_ml["whole"] == pytest.approx(float((crop.map() > 0).sum()) / 1000)
    assert score.dice["posterior"] == 0
    assert len(score.logits) == len(score.truth)


def _scores(crops_folder: Path, count: int) -> list[CropScore]:
    """Volumes found are too large by a chance of at most 10 %."""
    crop, chance = read_crops(crops_folder)[0], np.random.default_rng(0)
    scores = []
    for index in range(count):
        one = dataclasses.replace(crop, case=f"hippocampus_{index:03}")
        true = {"anterior": 2.0, "posterior": 1.5, "whole": 3.5 + 0.01 * index}
        found = {name: value * float(np.exp(chance.uniform(-0.1, 0.1))) for name, value in true.items()}
        truth = chance.integers(0, 3, 200).astype(np.uint8)
        logits = (2 * np.eye(3)[truth] * chance.choice([1, -1], 200, p=[0.9, 0.1])[:, None]).astype(np.float32)
        dice = {"anterior": 0.9 - 0.001 * index, "posterior": 0.88, "whole": 0.9}
        apart = {"anterior": 1.0, "posterior": 1.4, "whole": 1.0}
        scores.append(CropScore(one, index % 5, index % 4 == 0, dice, apart, found, true, logits, truth))
    return scores


def test_the_summary_counts_the_coverage_on_the_fold_that_was_left_out(crops_folder: Path) -> None:
    scores = _scores(crops_folder, 100)
    table = summary(scores, ["anterior", "posterior"])
    assert number_at(table, "dice_posterior", "mean") == pytest.approx(0.88)
    nested = at(table, "volume", "anterior", "interval_nested")
    low, high = rows_at(nested, "coverage_wilson_95")
    assert number_at(low) < 0.95 < number_at(high)
    assert text_at(nested, "covered").endswith(" of 100")
    assert number_at(table, "volume", "anterior", "error_median_percent") == pytest.approx(5, abs=1.5)
    assert volume_factors(scores, ["anterior"])["anterior"] == pytest.approx(np.exp(0.1), abs=0.01)
    assert volume_factors(scores[:10], ["anterior"]) == {}
    groups = at(table, "dice_by_subgroup")
    assert isinstance(groups, dict)
    assert [number_at(group, "crops") for group in groups.values()] == [33, 34, 33, 25, 75]
    byte = at(groups, "stored as bytes", "anterior")
    assert number_at(byte, "mean") == pytest.approx(
        np.mean([0.9 - 0.001 * index for index in range(0, 100, 4)]), abs=1e-4
    )
    low, high = rows_at(byte, "interval_95")
    assert number_at(low) < number_at(byte, "mean") < number_at(high)
    assert worst(scores)[0].startswith("hippocampus_099: anterior Dice 0.801")
    scaled, shipped = (number_at(table, "calibration", how, "log_loss") for how in ("with_temperature", "as_shipped"))
    assert scaled <= shipped


def test_the_distance_of_shifted_boxes() -> None:
    first, second = np.zeros((2, 20, 20, 20), bool)
    first[5:10, 5:10, 5:10] = True
    second[5:10, 5:10, 8:13] = True
    assert hausdorff_95(first, second, (1, 1, 1)) == pytest.approx(3)
    assert hausdorff_95(first, second, (1, 1, 0.5)) == pytest.approx(1.5)
    assert hausdorff_95(first, first, (1, 1, 1)) == 0
    assert np.isnan(hausdorff_95(first, np.zeros_like(first), (1, 1, 1)))


@pytest.mark.parametrize("name", [name for name, (_, strengths) in CHANGES.items() if strengths])
def test_every_change_keeps_labels_on_their_tissue(name: str) -> None:
    phantom = hippocampus_phantom(2)
    change, strengths = CHANGES[name]
    for strength in strengths:
        volume, labels = change(phantom.volume, phantom.labels, strength, np.random.default_rng(0))
        assert volume.shape == labels.shape
        values, inside = volume.voxels, labels > 0
        assert inside.sum() > 300
        rest = np.abs(values[~inside] - values[inside].mean()).mean()
        assert np.abs(values[inside] - values[inside].mean()).mean() < rest


def test_strangers_have_the_grid_and_other_voxels(crops_folder: Path) -> None:
    crops = read_crops(crops_folder)
    for make in strange_crops(crops).values():
        volumes = list(make())
        assert len(volumes) == min(STRANGERS, len(crops))
        assert not np.array_equal(volumes[0].voxels, crops[0].volume().voxels)


def test_the_shipped_pack_is_complete() -> None:
    card = Library([SHIPPED]).get("hippocampus")
    verify(card)
    assert card.metrics["retrain"] == f"{hippocampus.RETRAIN} --folds {len(card.members)}"
    assert card.metrics["crops"] >= 36
    for name in ("anterior_hippocampus", "posterior_hippocampus"):
        low, high = card.metrics[f"dice_{name}"]["interval_95"]
        assert low < card.metrics[f"dice_{name}"]["mean"] < high
    assert set(card.reference["volume_factors"]) == {"anterior_hippocampus", "posterior_hippocampus", "whole"}
    assert len(card.metrics["worst_crops"]) == 5
    assert "robustness" in card.metrics
    assert REFUSED in card.metrics


def test_the_shipped_pack_wants_a_box() -> None:
    model = load_model(Library([SHIPPED]).get("hippocampus"), device="cpu")
    large = hippocampus_phantom(1, size=(90, 90, 90)).volume
    with pytest.raises(InputMismatch, match="reads a box of at most 72 mm"):
        run_model(model, large)
    box = PlacedBox.upright(-18, -26, -18, 36, 52, 36)
    result = run_model(model, large, options=RunOptions(box_lps=box, override=True))
    assert result.provenance.box == box
    assert "Only a box of 36 × 52 × 36 mm was read" in " ".join(result.notes)
    assert result.provenance.gate.verdict in (GateVerdict.OK, GateVerdict.WARN, GateVerdict.REFUSE)
    assert [measurement.unit for measurement in result.measurements] == ["ml"] * 3
    whole = result.measurements[-1]
    assert whole.interval is not None
    assert whole.interval[0] < whole.value < whole.interval[1]
