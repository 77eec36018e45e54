"""Whole runs on tiny data: seconds each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ai.errors import ReportableError, TrainingDataError
from ai.inference.calibration import calibrate
from ai.inference.classify import member_logits
from ai.inference.provenance import GateVerdict
from ai.inference.run import load_model, run_model
from ai.library.library import Library
from ai.library.lineage import lineage
from ai.library.pack import read_card, verify
from ai.prepare.radiograph import prepare_radiograph
from ai.progress import Cancelled
from ai.training import checkpoint, teach_classifier
from ai.training.dataset.dataset import Part, load_dataset
from ai.training.events import read_events
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import CANCEL, PAUSE, STOP, JobFolder
from ai.training.teaching_cases import read_teaching_cases
from ai.volume import Volume

MakeDataset = Callable[..., Path]


Plan = Callable[..., FinetuneConfig]


def _events(config: FinetuneConfig, *names: str) -> list[dict[str, Any]]:
    events = [dict(event) for event in read_events(JobFolder(config.output).events)[0]]
    return [event for event in events if not names or event["event"] in names]


def _report(config: FinetuneConfig) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((config.output / "report" / "report.json").read_text())
    return report


def test_a_probe_becomes_a_model_that_runs(class_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    dataset = class_dataset()
    config = plan(dataset)
    card = fine_tune(config, library=tiny_library)
    verify(card)
    assert read_card(card.folder) == card
    assert (card.id, card.task, card.parent, card.draft) == (
        "plain-or-with-stripes",
        "image-classification",
        "tiny-1.2.0",
        True,
    )
    assert [label.name for label in card.labels] == ["plain", "with_stripes"]
    assert "licence" in card.reading.licence  # the base's own line is inherited
    assert card.input.modalities == ("CR",)
    assert card.metrics["dataset_sha256"] == _events(config, "started")[0]["dataset_sha256"]
    assert card.metrics["auc"]["value"] >= 0.9

    tested = load_dataset(dataset).part(Part.TEST)
    report = _report(config)
    assert [each["key"] for each in report["per_case"]] == [case.key for case in tested]
    result = run_model(load_model(card, device="cpu"), tested[0].volume())
    assert [each.probability for each in result.classifications] == report["per_case"][0]["new"]
    assert sum(each.probability for each in result.classifications) == pytest.approx(1, abs=1e-3)
    assert result.structures == ()
    assert result.provenance.gate.verdict is GateVerdict.WARN
    assert f"Taught on {len(load_dataset(dataset).cases) - len(tested)} cases of your site" in str(
        result.provenance.gate.reasons
    )


def test_the_events_of_a_probe(class_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    config = plan(class_dataset())
    fine_tune(config, library=tiny_library)
    events = _events(config)
    assert [event["event"] for event in events if event["event"] != "progress"][:2] == ["started", "stage"]
    assert events[-1]["event"] == "done"
    assert events[-1]["verdict"] == "too few cases"
    assert (config.output / events[-1]["pack"] / "model.json").is_file()
    assert (config.output / events[-1]["report"]).is_file()
    curve = [event for event in events if event["event"] == "epoch"]
    assert [event["epoch"] for event in curve] == list(range(1, 11))
    assert curve[-1]["loss"] < curve[0]["loss"]
    assert _report(config)["base"]["kind"] == "guess"


@pytest.mark.parametrize("scope", ["head", "last", "all"])
def test_more_than_the_probe_is_compared_with_it(
    class_dataset: MakeDataset, tiny_library: Library, plan: Plan, scope: str
) -> None:
    config = plan(class_dataset(12), scope=scope)
    card = fine_tune(config, library=tiny_library)
    assert _report(config)["base"] == {
        "key": f"{card.id}-linear-probe-0.1.0",
        "title": f"{card.title} (linear probe)",
        "kind": "probe",
        "members": 1,
    }
    started = _events(config, "started")[0]
    shares = {"head": (0, 0.2), "last": (0.2, 0.95), "all": (1, 1)}
    low, high = shares[scope]
    assert low <= started["trainable"] / started["parameters"] <= high
    train = [event for event in _events(config, "epoch") if event["stage"] == "train"]
    assert [event["epoch"] for event in train] == [1, 2, 3]

    # Calibrated on what is shipped: weights as in the file, float32; only the pictures were kept in float16.
    model, cases = load_model(card, device="cpu"), read_teaching_cases(config.dataset)
    held_out = cases.part(Part.VALIDATION)
    seen = [prepare_radiograph(case.volume(), card.input, hang=False)[0][np.newaxis] for case in held_out]
    logits = np.concatenate([member_logits(model.networks, each) for each in seen])
    wanted = calibrate(logits.astype(np.float64), cases.classes(held_out).tolist())
    kept = card.reference["calibration"]
    assert kept["temperature"] == pytest.approx(wanted.temperature, rel=5e-3)
    assert kept["thresholds"] == pytest.approx(wanted.thresholds, abs=2e-3)


def test_an_architecture_by_name_starts_from_nothing(
    class_dataset: MakeDataset, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teach_classifier, "ARCHITECTURE_SIZE_PX", (64, 64))
    config = plan(class_dataset(12), base="", architecture="mobilenet_v3_small", scope="all", epochs=1)
    card = fine_tune(config, library=Library([]))
    assert card.parent == ""
    assert run_model(load_model(card, device="cpu"), load_dataset(config.dataset).cases[0].volume()).classifications
    with pytest.raises(ReportableError, match=r"network 'lenet' is unknown"):
        fine_tune(replace(config, architecture="lenet", output=config.output / "other"), library=Library([]))


def test_very_sure_logits_are_still_counted(
    class_dataset: MakeDataset, tiny_library: Library, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their exponentials overflow; after few steps of a whole network such logits come."""
    real = teach_classifier._logits
    monkeypatch.setattr(teach_classifier, "_logits", lambda *given: 1000 * real(*given))
    card = fine_tune(plan(class_dataset(12), scope="all", epochs=1), library=tiny_library)
    assert 0 <= card.metrics["auc"]["value"] <= 1


def test_a_taught_classifier_is_a_base_again(class_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    config = plan(class_dataset(12), title="Stripes")
    first = fine_tune(config, library=tiny_library)
    library = Library([first.folder.parent])
    second = plan(config.dataset, base=first.key, title="Stripes again", output=config.output / "again")
    card = fine_tune(second, library=library)
    assert card.parent == "stripes-0.1.0"
    report = _report(second)
    assert report["base"] == {"key": "stripes-0.1.0", "title": "Stripes", "kind": "model", "members": 1}
    assert report["comparison"]["rows"][0]["difference"]["value"] == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("scope", ["head", "decoder", "all"])
def test_masks_are_learned(mask_dataset: MakeDataset, tiny_library: Library, plan: Plan, scope: str) -> None:
    config = plan(mask_dataset(), scope=scope, epochs=12 if scope == "all" else 2, learning_rate=1e-2)
    card = fine_tune(config, library=tiny_library)
    assert (card.id, card.task, card.parent) == ("tiny-chest-site", "chest-anatomy", "tiny-1.2.0")
    assert [label.name for label in card.labels] == ["right_lung", "left_lung", "heart"]
    line = lineage(card, tiny_library.cards())
    assert [kin.key for kin in line] == [card.key, "tiny-1.2.0"]
    assert line[0].taught_at.startswith("20")
    assert line[0].groups == card.metrics["taught_on_groups"] > 0
    assert line[0].verdict == "too few cases"
    assert [_report(config)[which]["members"] for which in ("new", "base")] == [1, 1]
    rows = {row["name"]: row for row in _report(config)["comparison"]["rows"]}
    names = ("mean", "right_lung", "heart")
    assert set(rows) == {f"{figure}_{name}" for figure in ("dice", "jaccard", "nsd", "hd95", "error") for name in names}
    if scope == "all":
        assert rows["dice_mean"]["new"]["value"] > rows["dice_mean"]["base"]["value"] + 0.1
    curve = _events(config, "epoch")
    assert {event["metric_name"] for event in curve} == {"Dice"}


def test_the_same_seed_gives_the_same_weights(mask_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    config = plan(mask_dataset(), scope="decoder", epochs=1)
    first = fine_tune(config, library=tiny_library)
    second = fine_tune(replace(config, output=config.output / "b"), library=tiny_library)
    third = fine_tune(replace(config, output=config.output / "c", seed=1), library=tiny_library)
    assert first.weights_sha256 == second.weights_sha256 != third.weights_sha256


def test_cancelled_at_any_step_the_resumed_run_has_the_same_curve(
    mask_dataset: MakeDataset, tiny_library: Library, plan: Plan
) -> None:
    config = plan(mask_dataset(), scope="decoder", epochs=4, batch=2)
    whole = fine_tune(config, library=tiny_library)
    broken = replace(config, output=config.output / "broken")
    seen = 0

    def stop(fraction: float, message: str) -> None:
        nonlocal seen
        if message.startswith("Epoch"):
            seen += 1
            if seen == 5:  # in the middle of the second epoch
                JobFolder(broken.output).ask(CANCEL)

    with pytest.raises(Cancelled):
        fine_tune(broken, library=tiny_library, progress=stop)
    assert _events(broken)[-1]["event"] == "cancelled"
    again = fine_tune(broken, library=tiny_library, resume=True)
    assert again.weights_sha256 == whole.weights_sha256
    curves = [[event["loss"] for event in _events(each, "epoch")] for each in (config, broken)]
    assert curves[0] == curves[1]
    assert len(_events(broken, "resumed")) == 1


def test_pause_waits_and_goes_on(mask_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    config = plan(mask_dataset(), scope="head", epochs=2)
    job = JobFolder(config.output)
    asked = False

    def pause(fraction: float, message: str) -> None:
        nonlocal asked
        if message.startswith("Epoch") and not asked:
            asked = True
            job.ask(PAUSE)
        elif message == "Paused":
            job.take_back(PAUSE)

    fine_tune(config, library=tiny_library, progress=pause)
    assert [event["event"] for event in _events(config, "paused", "resumed", "done")] == ["paused", "resumed", "done"]


def test_good_enough_makes_the_pack_of_the_best_so_far(
    mask_dataset: MakeDataset, tiny_library: Library, plan: Plan
) -> None:
    config = plan(mask_dataset(), scope="head", epochs=500)

    def enough(fraction: float, message: str) -> None:
        if message.startswith("Epoch 2"):
            JobFolder(config.output).ask(STOP)

    card = fine_tune(config, library=tiny_library, progress=enough)
    verify(card)
    assert _events(config)[-1]["stopped_early"] is True
    assert len(_events(config, "epoch")) <= 3


def test_no_progress_ends_the_run(mask_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    config = plan(mask_dataset(), scope="head", epochs=200, learning_rate=1e-8, patience=2)
    fine_tune(config, library=tiny_library)
    assert len(_events(config, "epoch")) < 50


def _fails(config: FinetuneConfig, library: Library, *, resume: bool = False) -> str:
    with pytest.raises(ReportableError) as caught:
        fine_tune(config, library=library, resume=resume)
    failed = _events(config, "failed")
    if failed:
        assert failed[-1]["message"] == caught.value.message
    return caught.value.message


def test_a_dataset_changed_under_a_resumed_run(class_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    config = plan(class_dataset(12))
    fine_tune(config, library=tiny_library)
    assert "holds a run already" in _fails(config, tiny_library)
    case = load_dataset(config.dataset).part(Part.TRAIN)[0]
    other = "plain" if case.label == "with_stripes" else "with_stripes"
    path = case.folder / "labels.json"
    path.write_text(path.read_text().replace(case.label, other))
    assert "dataset was changed since this run began" in _fails(config, tiny_library, resume=True)


def test_a_plan_changed_under_a_resumed_run(class_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    config = plan(class_dataset(12))
    fine_tune(config, library=tiny_library)
    changed = replace(config, epochs=9, title="May change")
    assert _fails(changed, tiny_library, resume=True) == "The plan was changed since this run began: epochs."
    fine_tune(replace(config, title="May change"), library=tiny_library, resume=True)


def test_a_loss_that_is_not_a_number(
    mask_dataset: MakeDataset, tiny_library: Library, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        return output.mean() * float("nan")

    monkeypatch.setattr("ai.training.losses.dice_bce", broken)
    assert "loss is not a number at step 1" in _fails(plan(mask_dataset(), scope="all"), tiny_library)


def test_a_disk_that_fills(
    mask_dataset: MakeDataset, tiny_library: Library, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = plan(mask_dataset(), scope="decoder", epochs=3)
    count = 0
    real = checkpoint.os.fsync

    def full(descriptor: int) -> None:
        nonlocal count
        count += 1
        if count >= 4:  # later than the first epoch; a full disk stays full
            raise OSError(28, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr("ai.training.checkpoint.os.fsync", full)
        message = _fails(config, tiny_library)
    assert message == "The job folder cannot be written (No space left on device); the last checkpoint is kept."
    assert not list(config.output.rglob("*.tmp"))
    whole = fine_tune(replace(config, output=config.output / "whole"), library=tiny_library)
    assert fine_tune(config, library=tiny_library, resume=True).weights_sha256 == whole.weights_sha256


def test_what_cannot_be_taught(
    class_dataset: MakeDataset, mask_dataset: MakeDataset, tiny_library: Library, plan: Plan, tmp_path: Path
) -> None:
    classes, masks = class_dataset(12), mask_dataset()
    assert "'decoder' is for masks" in _fails(plan(classes, scope="decoder"), tiny_library)
    strange = mask_dataset(names=("spleen", "heart"), name="strange")
    jobs = iter(tmp_path / f"job{number}" for number in range(9))
    assert "masks of spleen, which Tiny chest does not know" in _fails(
        plan(strange, scope="all", output=next(jobs)), tiny_library
    )
    assert "scope 'probe' is for classes" in _fails(plan(masks, output=next(jobs)), tiny_library)
    assert "The network 'resnet18' is unknown for masks" in _fails(
        plan(masks, base="", architecture="resnet18", output=next(jobs)), tiny_library
    )
    assert "There is no model 'other'" in _fails(plan(masks, base="other", output=next(jobs)), tiny_library)
    assert "no dataset.json" in _fails(plan(tmp_path / "nowhere", output=next(jobs)), tiny_library)


def test_pictures_without_a_modality_are_let_through_with_a_warning(
    class_dataset: MakeDataset, tiny_library: Library, plan: Plan
) -> None:
    card = fine_tune(plan(class_dataset(12, modality="")), library=tiny_library)
    assert card.input.modalities == ()
    plane = np.random.default_rng(0).integers(0, 255, (1, 80, 90)).astype(np.uint8)
    result = run_model(load_model(card, device="cpu"), Volume(plane, np.eye(4), modality="US"))
    assert "did not say their modality" in str(result.provenance.gate.reasons)


def test_too_few_of_a_class(class_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    dataset = class_dataset(12)
    for case in load_dataset(dataset).cases:
        if case.label == "plain":
            path = case.folder / "labels.json"
            path.write_text(path.read_text().replace("plain", "with_stripes"))
    with pytest.raises(TrainingDataError):
        fine_tune(plan(dataset), library=tiny_library)
    assert "one class only (with_stripes)" in _fails(plan(dataset), tiny_library, resume=True)
