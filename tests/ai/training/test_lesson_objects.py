"""Whole runs on bright discs with masks, two of a label on a picture: seconds each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from ai.errors import ReportableError, TrainingDataError
from ai.inference.detect import reading_of
from ai.inference.run import load_model, run_model
from ai.library.library import Library
from ai.library.pack import read_card, verify
from ai.networks import picture_detector
from ai.progress import Progress, silent
from ai.training import score_objects, teach_detector
from ai.training.augmentation_choice import Augmentation
from ai.training.box_hits import CaseHits
from ai.training.dataset.case import Case, ImageFacts
from ai.training.dataset.dataset import Part, load_dataset, open_dataset
from ai.training.dataset.mask_pairs import import_pairs
from ai.training.dataset.split import split
from ai.training.dataset.wanted import Intake
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.mask_objects import marks_of, numbered_parts
from ai.training.metrics import dice
from ai.training.moved_boxes import moved_planes
from ai.training.site_card import structure_labels
from ai.training.taught_boxes import best_balance
from ai.training.teaching_cases import read_teaching_cases

MakeDataset = Callable[..., Path]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teach_detector, "SIDE_PX", 64)
    monkeypatch.setattr(picture_detector, "DRAWN", 16)


def _write(pixels: np.ndarray, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())


@pytest.fixture
def disc_dataset(tmp_path: Path) -> MakeDataset:
    """Write a split dataset of one or two bright discs a picture, with one mask of all; some have none."""

    def make(count: int = 24, *, names: tuple[str, ...] = ("Nodule",), name: str = "discs") -> Path:
        source, target = tmp_path / f"{name}_source", tmp_path / name
        for index in range(count):
            rng = np.random.default_rng(index)
            coarse = rng.uniform(16, 70, (9, 9)).astype(np.float32)
            picture = np.asarray(cv2.resize(coarse, (72, 72), interpolation=cv2.INTER_CUBIC))
            flags = np.zeros((72, 72), np.uint8)
            for number in range(0 if index % 12 == 11 else 2):
                place = (int(rng.integers(12, 24)) + 36 * number, int(rng.integers(12, 60)))
                radius = int(rng.integers(7, 11))
                cv2.circle(picture, place, radius, 200.0, -1)
                disc = cv2.circle(np.zeros_like(flags), place, radius, 1, -1)
                flags |= disc << (number % len(names))
            _write(picture.clip(0, 255).astype(np.uint8), source / "images" / f"c{index:03}.png")
            _write(flags, source / "masks" / f"c{index:03}.png")
        intake = Intake(person="(.+)", facts=ImageFacts(modality="CR", body_part="CHEST", view="PA", bones_bright=True))
        bits = {each: 1 << bit for bit, each in enumerate(names)}
        import_pairs(source / "images", source / "masks", target, bits=bits, intake=intake)
        split(open_dataset(target))
        return target

    return make


def _config(dataset: Path, **changes: Any) -> FinetuneConfig:
    fields: dict[str, Any] = {
        "architecture": "maskrcnn_resnet18_fpn",
        "scope": "all",
        "epochs": 1,
        "batch": 4,
        "augmentation": Augmentation(rotation_deg=5, flip_columns=True),
        "output": dataset.parent / "job",
    } | changes
    return FinetuneConfig(dataset, **fields)


def _report(config: FinetuneConfig) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((config.output / "report" / "report.json").read_text())
    return report


def test_objects_are_found_and_outlined_and_taught_again(disc_dataset: MakeDataset) -> None:
    config = _config(disc_dataset(), epochs=6, learning_rate=2e-3)
    card = fine_tune(config, library=Library([]), device="cpu")
    verify(card)
    assert read_card(card.folder) == card
    assert (card.id, card.task, card.parent, reading_of(card).outlines) == ("nodule", "detection", "", True)
    assert [label.name for label in card.labels] == ["Nodule"]  # structures keep their names
    report = _report(config)
    assert (report["task"], report["base"]["kind"], report["hit_rule"]) == ("segmentation", "guess", "overlap")
    rows = {row["name"]: row["new"]["value"] for row in report["comparison"]["rows"]}
    assert next(iter(rows)) == "dice_mean"
    assert rows["dice_mean"] >= 0.6
    assert rows["found_at_2"] >= 0.6
    assert "Each connected part of a mask" in report["comparison"]["intervals"]

    # The ordinary run shows what the report counted: as many boxes, and their outlines together have its Dice.
    model = load_model(card, device="cpu")
    by_key = {each["key"]: each for each in report["per_case"]}
    for case in load_dataset(config.dataset).part(Part.TEST):
        result = run_model(model, case.volume())
        told = by_key[case.key]
        assert len(result.structures) == len(result.detections) >= told["found_new"] + told["false_new"]
        assert len({each.label.name for each in result.structures}) == len(result.structures)
        drawn = np.zeros(case.volume().shape, bool)
        for each in result.structures:
            drawn |= each.mask
        assert told["dice_new"] == [pytest.approx(dice(drawn, case.mask("Nodule")), abs=1e-4)]

    again = replace(
        config,
        architecture="",
        base=card.key,
        scope="decoder",
        epochs=1,
        loss="focal",
        frozen=("network.roi_heads.mask_head", "network.rpn"),
        output=config.output / "again",
        title="B",
    )
    second = fine_tune(again, library=Library([card.folder.parent]), device="cpu")
    assert (second.parent, second.architecture) == (card.key, card.architecture)
    first, taught = (load_file(each.folder / each.members[0].file) for each in (card, second))
    moved = {name for name, value in first.items() if not torch.equal(value, taught[name])}
    assert moved
    assert all(
        name.startswith(("network.roi_heads.box", "network.roi_heads.mask_pred", "network.backbone.fpn"))
        for name in moved
    )
    assert _report(again)["base"]["key"] == card.key


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scope": "head"}, r"nothing to keep"),
        ({"loss": "dice"}, r"loss dice does not fit: Each drawn place has one name or none"),
        ({"views": 8}, r"no views are kept: views must be 1"),
        ({"frozen": ("encoder",)}, r"no part named encoder"),
        ({"frozen": ("network",)}, r"Everything that this scope trains is frozen"),
        ({"architecture": "fcos_resnet18_fpn"}, r"'fcos_resnet18_fpn' is unknown for masks"),
    ],
)
def test_plans_that_are_refused(disc_dataset: MakeDataset, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(TrainingDataError, match=message):
        fine_tune(_config(disc_dataset(), **changes), library=Library([]), device="cpu")


def test_outlines_of_objects_are_not_taught_from_boxes_or_classes(
    box_dataset: MakeDataset, class_dataset: MakeDataset
) -> None:
    with pytest.raises(TrainingDataError, match="learns from masks, and this dataset has boxes alone"):
        fine_tune(_config(box_dataset()), library=Library([]), device="cpu")
    classes = class_dataset()
    with pytest.raises(ReportableError, match="The network 'maskrcnn_resnet18_fpn' is unknown"):
        fine_tune(_config(classes, output=classes.parent / "other"), library=Library([]), device="cpu")


def test_scans_of_several_slices_are_refused(scan_dataset: MakeDataset) -> None:
    with pytest.raises(TrainingDataError, match="is a scan of 16 slices; boxes are taught on single grey pictures"):
        fine_tune(_config(scan_dataset()), library=Library([]), device="cpu")


def test_a_mask_that_was_not_drawn_is_asked_for(disc_dataset: MakeDataset) -> None:
    config = _config(disc_dataset())
    case = load_dataset(config.dataset).part(Part.TRAIN)[0]
    case.mask_path("Nodule").unlink()
    with pytest.raises(TrainingDataError, match=rf"Case {case.key} has no mask of Nodule: is there none"):
        fine_tune(config, library=Library([]), device="cpu")


def test_a_mask_like_sand_is_no_set_of_objects(disc_dataset: MakeDataset) -> None:
    config = _config(disc_dataset())
    case = load_dataset(config.dataset).part(Part.VALIDATION)[0]
    sand = np.zeros((72, 72), np.uint8)
    sand[np.add.outer(np.arange(72) % 4, np.arange(72) % 4) % 4 == 0] = 0
    sand[::4] = sand[1::4] = 1
    sand[:, ::4] = sand[:, 1::4] = 0  # blocks of 2 x 2
    case.mask_path("Nodule").write_bytes(cv2.imencode(".png", sand)[1].tobytes())
    with pytest.raises(TrainingDataError, match=r"have 324 separate parts; at most 100 objects"):
        fine_tune(config, library=Library([]), device="cpu")


def test_objects_in_no_case_of_a_part_are_missed_before_the_work(disc_dataset: MakeDataset) -> None:
    config = _config(disc_dataset())
    for case in load_dataset(config.dataset).part(Part.VALIDATION):
        case.mask_path("Nodule").write_bytes(cv2.imencode(".png", np.zeros((72, 72), np.uint8))[1].tobytes())
    with pytest.raises(TrainingDataError, match="validation part has 0 cases with an object of Nodule"):
        fine_tune(config, library=Library([]), device="cpu")


def test_what_the_base_was_never_taught_does_not_count_against_it(
    disc_dataset: MakeDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = read_teaching_cases(disc_dataset(names=("Cyst", "Nodule")))

    def model(task: str, *names: str) -> tuple[Any, Progress]:
        card = SimpleNamespace(task=task, labels=structure_labels(names), reference={}, title=task)
        return SimpleNamespace(card=card), silent

    def perfect(model: Any, cases: Sequence[Case], progress: Progress) -> Iterator[Any]:
        yield from ({label.name: case.mask(label.name) for label in model.card.labels} for case in cases)

    def told(model: Any, cases: Any, names: Any, hits: Any, progress: Progress) -> Iterator[Any]:
        return score_objects._parts_told(perfect(model, cases, progress), cases, names, hits)

    monkeypatch.setattr(score_objects, "drawn_by", perfect)
    monkeypatch.setattr(score_objects, "_objects_told", told)
    models = (model("detection", "Cyst", "Nodule"), model("segmentation", "Cyst"))
    scores = score_objects.score_structures(models, cases, openings=1)
    rows = {row.name: row for row in scores.comparison.rows}
    assert rows["found_shown"].new.value == rows["found_shown"].base.value == 1
    assert sum(each["findings"] for each in scores.per_case) > 0
    assert all(each["found_base"] == each["findings"] for each in scores.per_case)


def test_parts_of_masks_are_objects() -> None:
    mask = np.zeros((1, 20, 30), bool)
    mask[0, 2:6, 3:9] = mask[0, 6:8, 9:12] = True  # touch by a corner
    mask[0, 12:15, 20:22] = True
    mask[0, 18, 1:4] = True  # a slip of the pen
    parts = numbered_parts(mask)
    assert (parts.max(), (parts == 1).sum(), (parts == 2).sum()) == (2, 24 + 6, 6)
    marks = marks_of(np.stack([np.zeros_like(parts), parts]))
    assert marks.boxes.tolist() == [[1.5, 2.5, 7.5, 11.5], [11.5, 19.5, 14.5, 21.5]]
    assert marks.labels.tolist() == [1, 1]


def test_planes_move_with_their_pictures() -> None:
    planes = torch.zeros(1, 2, 16, 16)
    planes[0, 0, 2:6, 1:4], planes[0, 1, 9:12, 8:15] = 1, 7
    pictures = planes.sum(1, keepdim=True)
    generator = torch.Generator().manual_seed(3)
    for _ in range(6):
        turned = Augmentation(flip_columns=True, rotation_deg=0, scale=0, shift=0)
        changed, moved = moved_planes(pictures, planes, turned, generator)
        assert set(moved.unique().tolist()) <= {0, 1, 7}
        assert torch.allclose(moved.sum(1, keepdim=True) > 0, changed > 0.5)


def test_marks_are_shown_from_the_score_that_balances_both() -> None:
    which = np.array([0, -1, 1, -1, -1])
    case = CaseHits(np.zeros(3, np.int64), np.array([0.9, 0.8, 0.7, 0.6, 0.5]), which.astype(np.intp))
    assert best_balance([case]) == 0.7  # 2 of 3 found, 1 wrong: F1 4/6; with the first alone 2/4
    nothing = CaseHits(np.zeros(1, np.int64), np.array([0.9]), np.array([-1], np.intp))
    assert best_balance([nothing]) == 1.0
