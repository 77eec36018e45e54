"""What a plan will take, measured on a few of its cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.cli import main
from ai.errors import TrainingDataError
from ai.library.library import Library
from ai.progress import Cancelled
from ai.training import asked_child, teach_detector
from ai.training import forecast as process
from ai.training.augmentation_choice import NO_AUGMENTATION, Augmentation
from ai.training.augmentation_preview import draw_samples, sheet
from ai.training.dataset.dataset import Part, open_dataset
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.forecast_run import TRIAL_STEPS, forecast, list_parts, trial_cases
from ai.training.network_part import taught_parameters
from ai.training.openings import openings_so_far
from ai.training.teaching_cases import read_teaching_cases


def test_a_trial_takes_a_few_of_every_class_and_none_to_test(class_dataset: Callable[..., Path]) -> None:
    few = trial_cases(read_teaching_cases(class_dataset()), 2)
    assert len(few.part(Part.TRAIN)) == 2 * TRIAL_STEPS
    assert {case.label for case in few.part(Part.VALIDATION)} == {"plain", "with_stripes"}
    assert few.part(Part.TEST) == ()


@pytest.mark.parametrize("scope", ["probe", "last"])
def test_a_forecast_grows_with_the_epochs_and_leaves_no_trace(
    class_dataset: Callable[..., Path], tiny_library: Library, tmp_path: Path, scope: str
) -> None:
    dataset = class_dataset()
    config = FinetuneConfig(dataset, tmp_path / "run", base="tiny", scope=scope, epochs=10, batch=4)
    short = forecast(config, tiny_library, device="cpu")
    assert 0 < short.trainable <= short.parameters
    assert (short.trainable < short.parameters) == (scope != "all")
    assert short.memory_bytes is None or short.memory_bytes > 50e6
    assert not (tmp_path / "run").exists()
    assert openings_so_far(dataset) == 0
    if scope == "last":
        long = forecast(
            FinetuneConfig(dataset, tmp_path / "run", base="tiny", scope=scope, epochs=10_000), tiny_library
        )
        assert long.seconds > 20 * short.seconds


def test_a_forecast_is_near_the_run(class_dataset: Callable[..., Path], tiny_library: Library, tmp_path: Path) -> None:
    config = FinetuneConfig(
        class_dataset(), tmp_path / "run", base="tiny", scope="all", epochs=12, batch=4, patience=30
    )
    told = forecast(config, tiny_library, device="cpu").seconds
    fine_tune(config, library=tiny_library, device="cpu")
    events = [json.loads(line) for line in (tmp_path / "run" / "events.jsonl").read_text().splitlines()]
    taken = events[-1]["time"] - events[0]["time"]
    assert 0.25 * taken < told < 4 * taken


def test_masks_are_measured_too(mask_dataset: Callable[..., Path], tiny_library: Library, tmp_path: Path) -> None:
    config = FinetuneConfig(mask_dataset(), tmp_path / "run", base="tiny", scope="decoder", epochs=5, batch=2)
    told = forecast(config, tiny_library, device="cpu")
    assert told.seconds > 0
    assert 0 < told.trainable < told.parameters


def test_boxes_are_measured_too(
    box_dataset: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teach_detector, "SIDE_PX", 64)
    dataset = box_dataset(names=("nodule", "mass"))
    config = FinetuneConfig(
        dataset, tmp_path / "run", architecture="retinanet_resnet18_fpn", scope="all", epochs=2, batch=2
    )
    told = forecast(config, Library([]), device="cpu")
    assert told.seconds > 0
    assert told.trainable == told.parameters > 0
    assert openings_so_far(dataset) == 0


@pytest.mark.parametrize("task", ["classes", "masks"])
def test_the_parts_of_a_network_are_those_that_a_plan_can_freeze(
    class_dataset: Callable[..., Path],
    mask_dataset: Callable[..., Path],
    tiny_library: Library,
    tmp_path: Path,
    task: str,
) -> None:
    dataset = class_dataset() if task == "classes" else mask_dataset()
    config = FinetuneConfig(dataset, tmp_path / "run", base="tiny", scope="all", epochs=2, batch=2)
    parts = list_parts(config, tiny_library, device="cpu")
    first = next(part for part in parts if part.taught == part.parameters and "." in part.name)
    rest = replace(config, frozen=(first.name,))
    assert list_parts(rest, tiny_library, device="cpu") == parts
    told = forecast(rest, tiny_library, device="cpu")
    assert told.trainable == taught_parameters(parts, (first.name,)) == told.parameters - first.parameters
    assert not (tmp_path / "run").exists()


def test_a_trial_has_cases_with_boxes_of_every_label(box_dataset: Callable[..., Path]) -> None:
    few = trial_cases(read_teaching_cases(box_dataset(48)), 1)
    for part in (Part.TRAIN, Part.VALIDATION):
        assert sum(bool(case.boxes) for case in few.part(part)) >= 2
    assert few.part(Part.TEST) == ()


def test_the_process_answers_with_json_or_a_sentence(
    class_dataset: Callable[..., Path], tiny_library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(f'dataset = "{class_dataset().name}"\noutput = "run"\nbase = "none"\n')
    assert main(["finetune", str(plan), "--forecast"]) == 0
    assert "none" in json.loads(capsys.readouterr().out)["message"]
    picture = tmp_path / "preview.png"
    assert main(["finetune", str(plan), "--preview", str(picture)]) == 0
    assert cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE).shape == (4 * 72 + 18, 4 * 72 + 18)


def test_samples_are_the_picture_where_nothing_is_changed(class_dataset: Callable[..., Path]) -> None:
    case = open_dataset(class_dataset()).cases[0]
    same = draw_samples(case, NO_AUGMENTATION, seed=0)
    assert same.shape == (16, 72, 72)
    assert (same == same[:1]).all()
    pixels = np.asarray(case.volume().voxels[0], dtype=float)
    assert np.corrcoef(same[0].ravel(), pixels.ravel())[0, 1] > 0.99
    other = draw_samples(case, Augmentation(rotation_deg=20), seed=0)
    assert len({sample.tobytes() for sample in other}) == 16
    assert (draw_samples(case, Augmentation(rotation_deg=20), seed=0) == other).all()
    assert sheet(other)[:72, 72:78].max() == 0


def test_a_process_that_is_not_wanted_any_more_ends(
    class_dataset: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    popen = asked_child.subprocess.Popen

    def start(*arguments: object, **options: object) -> object:
        started.append(popen(*arguments, **options))
        return started[-1]

    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    monkeypatch.setattr(asked_child.subprocess, "Popen", start)
    config = FinetuneConfig(class_dataset(10), tmp_path / "run", base="none")
    with pytest.raises(Cancelled):
        process.measure(config, progress=stop)
    assert started[0].returncode not in (None, 0)


def test_the_sentence_of_the_process_comes_back(class_dataset: Callable[..., Path], tmp_path: Path) -> None:
    config = FinetuneConfig(class_dataset(), tmp_path / "run", base="none-such")
    with pytest.raises(TrainingDataError, match="none-such"):
        process.measure(config)
