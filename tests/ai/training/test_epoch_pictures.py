"""Validation pictures in the job folder: what stands there is what the model said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from ai.library.library import Library
from ai.training.dataset.dataset import Part, open_dataset
from ai.training.epoch_pictures import ClassPictures, some, tell_masks
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.held_out import LIST_FILE, held_out_folder, read_held_out


def test_places_are_spread() -> None:
    assert some(3) == [0, 1, 2]
    assert (len(some(100)), some(100)[0], some(100)[-1]) == (9, 0, 99)
    assert some(0) == []


def test_classes_are_told_with_their_probability(class_dataset: Callable[..., Path], tmp_path: Path) -> None:
    dataset = open_dataset(class_dataset())
    cases = dataset.part(Part.VALIDATION)
    pictures = np.stack([np.full((40, 20), 1 if case.label == "plain" else -1, np.float16) for case in cases])
    bright = torch.tensor([case.label == "plain" for case in cases])
    pictures[:, 0, 0] = 9
    shown = ClassPictures(tmp_path, cases, pictures, dataset.names)
    shown.tell(torch.stack([~bright, bright], 1).float() * np.log(3))
    found = read_held_out(tmp_path)
    assert len(found) == 9
    assert {each.key for each in found} <= {case.key for case in cases}
    assert all(each.figure == 0.75 for each in found)
    # Bright means the second name; bright ones were the first.
    assert {(each.truth, each.answer, each.right) for each in found} == {
        ("plain", "with_stripes", False),
        ("with_stripes", "plain", False),
    }
    assert cv2.imdecode(np.frombuffer(found[0].png, np.uint8), cv2.IMREAD_GRAYSCALE).shape == (160, 80)


def test_masks_are_drawn_over_the_picture(mask_dataset: Callable[..., Path], tmp_path: Path) -> None:
    cases = open_dataset(mask_dataset(15)).part(Part.VALIDATION)
    pictures = np.zeros((len(cases), 80, 80))
    wanted = np.zeros((len(cases), 1, 80, 80), bool)
    wanted[:, :, 20:60, 20:60] = True
    found = np.zeros_like(wanted)
    found[:, :, 20:60, 20:40] = True
    tell_masks(tmp_path, cases, pictures, found, wanted)
    picture = read_held_out(tmp_path)[0]
    assert (picture.answer, picture.figure) == ("Dice", round(2 / 3, 4))
    drawn = cv2.imdecode(np.frombuffer(picture.png, np.uint8), cv2.IMREAD_COLOR)
    blue, orange = drawn[80, 119].tolist(), drawn[80, 40].tolist()
    assert blue[0] > blue[2] > 0
    assert orange[2] > orange[0] > 0
    assert drawn[80, 60].tolist() == [0, 0, 0]


def test_a_run_shows_them_to_its_end_and_a_folder_that_cannot_be_written_ends_none(
    class_dataset: Callable[..., Path], tiny_library: Library, tmp_path: Path
) -> None:
    dataset, shown = class_dataset(12), set()

    def look(fraction: float, message: str) -> None:
        shown.update(each.key for each in read_held_out(tmp_path / "probe"))

    for scope in ("probe", "last"):
        job = tmp_path / scope
        if scope == "last":
            job.mkdir()
            held_out_folder(job).write_text("in the way")
        plan = FinetuneConfig(dataset, job, base="tiny", scope=scope, epochs=1)
        fine_tune(plan, library=tiny_library, device="cpu", progress=look)
    assert shown
    assert shown <= {case.key for case in open_dataset(dataset).part(Part.VALIDATION)}
    assert not held_out_folder(tmp_path / "probe").exists()  # the site's pixels go when the run is done
    events = [json.loads(line) for line in (tmp_path / "last" / "events.jsonl").read_text().splitlines()]
    told = next(event for event in events if event["event"] == "epoch" and event["stage"] == "train")
    assert told.get("memory_bytes", 10**8) > 10**7
    assert read_held_out(tmp_path / "last") == ()


@pytest.mark.parametrize("scope", ["head", "last"])
def test_each_epoch_tells_anew_what_the_network_says(
    class_dataset: Callable[..., Path], tiny_library: Library, tmp_path: Path, scope: str
) -> None:
    told: list[tuple[float, ...]] = []

    def look(fraction: float, message: str) -> None:
        figures = tuple(each.figure for each in read_held_out(tmp_path / "job"))
        if figures and (not told or told[-1] != figures):
            told.append(figures)

    plan = FinetuneConfig(class_dataset(12), tmp_path / "job", base="tiny", scope=scope, epochs=3, learning_rate=0.05)
    fine_tune(plan, library=tiny_library, device="cpu", progress=look)
    assert len(told) >= 3  # the probe's, those of the first and of the second epoch, each read in the epoch after it


def test_a_list_from_elsewhere_is_not_trusted(tmp_path: Path) -> None:
    folder = held_out_folder(tmp_path)
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    row = {"file": "../secret.png", "key": "a", "truth": "", "answer": "Dice", "figure": 1, "right": True}
    for text in (json.dumps([row]), "[", "{}", json.dumps([{"file": "0.png"}]), "[1]", "3"):
        (folder / LIST_FILE).write_text(text)
        assert read_held_out(tmp_path) == ()
