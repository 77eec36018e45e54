"""Pictures of the cases of a report: made in a job, from keys that are not trusted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai.training.finetune_config import FinetuneConfig, write_config
from app.actions.worst_cases import SIDE_PX, WorstCases, case_picture, case_pictures
from tests.ai.training.dataset.read_dataset import boxed, pictures, volumes

pytestmark = pytest.mark.usefixtures("qapp")


def plan(dataset: Path, folder: Path) -> Path:
    write_config(FinetuneConfig(dataset, output=folder / "job", base="tiny"), folder / "config.toml")
    return folder / "config.toml"


def test_pictures_of_known_cases_come_by_their_keys(runner, tmp_path: Path) -> None:
    films = pictures(tmp_path / "films", 3)
    outside = pictures(tmp_path / "outside", 1)
    worst = WorstCases(runner)
    keys = [case.key for case in films.cases[:2]]
    worst.request(plan(films.folder, tmp_path), [*keys, keys[0], f"../outside/{outside.cases[0].key}", "", ".."])
    assert worst.dataset == films.folder
    assert all(worst.of(key) is not None for key in keys)
    assert worst.of(films.cases[2].key) is None
    assert worst.of("..") is None
    assert worst.of(f"../outside/{outside.cases[0].key}") is None
    worst.request(tmp_path / "nowhere.toml", keys)
    assert worst.dataset is None
    assert worst.of(keys[0]) is None


def test_a_case_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    films = pictures(tmp_path / "films", 2)
    films.cases[0].image.write_bytes(b"no picture")
    made = case_pictures(plan(films.folder, tmp_path), [case.key for case in films.cases])
    assert set(made.pictures) == {films.cases[1].key}


def test_the_longest_side_is_that_of_a_card_and_grey_stays_grey(tmp_path: Path) -> None:
    drawn = case_picture(pictures(tmp_path / "films", 1).cases[0])
    assert drawn.shape == (SIDE_PX, round(20 * SIDE_PX / 24), 3)
    assert np.ptp(drawn, axis=2).max() == 0


def test_what_the_label_says_is_green(tmp_path: Path) -> None:
    case = volumes(tmp_path / "scans", 1).cases[0]
    drawn = case_picture(case).astype(int)
    assert (drawn[..., 1] > drawn[..., 0] + 20).any()
    empty = boxed(tmp_path / "boxes", [[]]).cases[0]
    assert np.ptp(case_picture(empty), axis=2).max() == 0
