from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.cli import main
from ai.errors import TrainingDataError
from ai.library.card import PICTURE_ENCODER, ModelCard
from ai.training.slice_report import SHEET_COLUMNS, SHEET_PX, contact_sheets, require_unseen
from ai.training.slice_sets import file_number, groups_of, read_slice_set


def _texture(seed: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).normal(120, 45, (12, 12)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (64, 64), interpolation=cv2.INTER_CUBIC)).clip(1, 255).astype(np.uint8)


@pytest.fixture
def slices_folder(tmp_path: Path) -> Path:
    """Folder of two classes, each of eight persons of four slices that follow each other."""
    folder = tmp_path / "slices"
    for label, name in enumerate(("bright_spot", "plain")):
        (folder / name).mkdir(parents=True)
        for number in range(32):
            picture = _texture(100 * label + number // 4).astype(np.int16) + number % 4
            if not label:
                picture[28:36, 28 + number % 4 : 36 + number % 4] = 250
            cv2.imwrite(str(folder / name / f"{name}_{number + 1:03}.png"), picture.clip(0, 255).astype(np.uint8))
        (folder / name / "notes.txt").write_text("no picture")
    return folder


def test_a_set_is_read_in_the_order_of_its_numbers(slices_folder: Path) -> None:
    slices = read_slice_set(slices_folder)
    assert slices.classes == ("bright_spot", "plain")
    assert np.bincount(slices.truth).tolist() == [32, 32]
    assert slices.numbers.tolist() == list(range(1, 33)) * 2
    assert slices.pictures[0].shape == (64, 64)


def test_folders_that_are_no_set(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="no folder"):
        read_slice_set(tmp_path / "none")
    (tmp_path / "only").mkdir()
    with pytest.raises(TrainingDataError, match="fewer than two classes"):
        read_slice_set(tmp_path)


def test_numbers_of_files() -> None:
    assert file_number("patient3_slice_0012", otherwise=7) == 12
    assert file_number("plain", otherwise=7) == 7


def test_the_command_tells_groups_and_audit(
    slices_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = tmp_path / "sheets"
    assert main(["audit", str(slices_folder), "--sheets", str(sheets)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:3] == ["bright_spot", "32", "8"]
    assert "in the order of the scans" in lines[1]
    assert "16 groups in all, 0 with more than one class" in lines[3]
    assert lines[5].split() == ["balanced", "accuracy", "by_slice", "by_group", "by_block"]
    assert [line.split()[0] for line in lines[6:10]] == ["model", "frame_only", "organ_blanked", "random_labels"]
    assert lines[-1].startswith("A split by slice adds")
    assert {path.name for path in sheets.iterdir()} == {"bright_spot.png", "plain.png"}
    assert main(["audit", str(slices_folder), "--only-groups"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_a_sheet_has_a_row_per_group(slices_folder: Path) -> None:
    slices = read_slice_set(slices_folder)
    sheets = dict(contact_sheets(slices, groups_of(slices)))
    assert sheets["plain"].shape == (8 * SHEET_PX, SHEET_COLUMNS * SHEET_PX)
    assert sheets["plain"][:, : 4 * SHEET_PX].min() >= 0
    assert not sheets["plain"][:, 4 * SHEET_PX :].any()  # four slices of each


def test_an_encoder_that_learned_from_them_is_refused(
    write_pack: Callable[..., ModelCard], tmp_path: Path, slices_folder: Path
) -> None:
    card = write_pack(tmp_path / "models")
    with pytest.raises(TrainingDataError, match="no encoder of pictures"):
        require_unseen(card, "slices")
    encoder = dataclasses.replace(card, task=PICTURE_ENCODER, metrics={"pictures": {"slices/plain": 32}})
    with pytest.raises(TrainingDataError, match="learned from the pictures of slices"):
        require_unseen(encoder, "slices")
    require_unseen(encoder, "slices of another site")
