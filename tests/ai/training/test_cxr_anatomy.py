from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.cli import main
from ai.errors import TrainingDataError
from ai.library.card import Architecture
from ai.library.library import Library
from ai.library.pack import verify
from ai.training import cxr_anatomy
from ai.training.anatomy_score import FilmScore, summary
from ai.training.jsrt import MASK_BITS, fold_of, read_arrays, read_films, shrink_mask, split_sha256


def _write_films(folder: Path, count: int) -> None:
    """Films of two dark lungs, a heart and two clavicles, each a little elsewhere."""
    (folder / "images").mkdir(parents=True)
    (folder / "masks").mkdir()
    rng = np.random.default_rng(0)
    for index in range(count):
        down, aside = rng.integers(-8, 9, 2)
        bits = np.zeros((256, 256), np.uint8)
        boxes = {
            "right_lung": (60, 200, 40, 110),
            "left_lung": (60, 200, 150, 215),
            "heart": (130, 195, 95, 170),
            "right_clavicle": (55, 66, 45, 115),
            "left_clavicle": (55, 66, 145, 210),
        }
        for name, (top, bottom, left, right) in boxes.items():
            bits[top + down : bottom + down, left + aside : right + aside] |= MASK_BITS[name]
        picture = np.full((256, 256), 150, np.uint8)
        picture[bits & 3 != 0] = 60
        picture[bits & 4 != 0] = 190
        picture[bits & 24 != 0] = 110
        picture += rng.integers(0, 8, picture.shape, dtype=np.uint8)
        kind = "JPCLN" if index % 3 else "JPCNN"
        cv2.imwrite(str(folder / "images" / f"{kind}{index:03}.png"), picture)
        cv2.imwrite(str(folder / "masks" / f"{kind}{index:03}.png"), bits)


def test_films_and_folds(tmp_path: Path) -> None:
    _write_films(tmp_path, 11)
    films = read_films(tmp_path)
    folds = fold_of(films)
    assert len(films) == 11
    assert sorted(folds.count(fold) for fold in range(5)) == [2, 2, 2, 2, 3]
    assert split_sha256(films) == split_sha256(read_films(tmp_path))
    assert split_sha256(films[:-1]) != split_sha256(films)
    pictures, bits = read_arrays(films, size_px=64)
    assert pictures.shape == bits.shape == (11, 64, 64)
    right = films[0].masks(["right_lung"])[0]
    assert (shrink_mask(right, 64) == ((bits[0] & 1) != 0)).all()
    volume = films[0].volume()
    assert volume.to_lps_mm((0, 0, 10)) == pytest.approx([3.5, 0, 0])
    assert volume.to_lps_mm((0, 10, 0)) == pytest.approx([0, 0, -3.5])


def test_missing_masks_and_too_few_films(tmp_path: Path) -> None:
    _write_films(tmp_path, 6)
    (tmp_path / "masks" / "JPCNN000.png").unlink()
    with pytest.raises(TrainingDataError, match=r"1 films have no mask, the first is JPCNN000\."):
        read_films(tmp_path)
    with pytest.raises(TrainingDataError, match="has 0 films"):
        read_films(tmp_path / "nowhere")
    (tmp_path / "masks" / "JPCNN000.png").write_bytes(b"no picture")
    with pytest.raises(TrainingDataError, match="cannot be read as a picture"):
        read_arrays(read_films(tmp_path), size_px=32)


def test_the_summary_takes_the_mean_of_the_sides() -> None:
    scores = []
    for index in range(40):
        values = dict.fromkeys(MASK_BITS, 0.9) | {"left_lung": 0.8}
        scores.append(FilmScore(f"F{index:02}", values, values, 0.5 + 0.001 * index, 0.5))
    table = summary(scores)
    assert table["films"] == 40
    assert table["jaccard_lungs_256"]["mean"] == pytest.approx(0.85)  # type: ignore[index]
    assert table["jaccard_heart_native"]["mean"] == pytest.approx(0.9)  # type: ignore[index]
    assert table["cardiothoracic_ratio"]["half_width_95"] == pytest.approx(0.038)  # type: ignore[index]


def test_the_command_trains_scores_and_writes_a_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_films(tmp_path / "data", 50)
    short = [cxr_anatomy.Phase("strong", 1, 2e-3, 1.0), cxr_anatomy.Phase("mild", 1, 1e-3, 0.5)]
    monkeypatch.setattr(cxr_anatomy, "PHASES", short)
    monkeypatch.setattr(cxr_anatomy, "BATCH", 16)
    monkeypatch.setattr(cxr_anatomy, "INPUT", replace(cxr_anatomy.INPUT, size_px=(32, 32)))
    small = Architecture("unet2d", (("in_channels", 1), ("out_channels", 5), ("filters", (4, 8, 8))))
    monkeypatch.setattr(cxr_anatomy, "ARCHITECTURE", small)
    # Two epochs find no chest on the phantom; the golden case has tests of its own.
    monkeypatch.setattr(cxr_anatomy, "write_golden", cxr_anatomy.write_card)
    monkeypatch.setattr(cxr_anatomy, "conformal_half_width", len)
    monkeypatch.setattr(cxr_anatomy, "summary", _no_summary)
    arguments = ["train", "cxr-anatomy", "--data", str(tmp_path / "data"), "--work", str(tmp_path / "work")]
    assert main([*arguments, "--output", str(tmp_path / "models"), "--folds", "2"]) == 0
    (card,) = Library([tmp_path / "models"]).cards()
    verify(card)
    assert [member.file for member in card.members] == ["member0.safetensors", "member1.safetensors"]
    assert card.metrics["split_sha256"] == split_sha256(read_films(tmp_path / "data"))
    assert (tmp_path / "work" / "fold1" / "mild" / "events.jsonl").is_file()
    assert "100.0 %" in capsys.readouterr().err


def _no_summary(scores: object) -> dict[str, object]:
    return {}


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "cxr-anatomy", "--data", str(tmp_path), "--work", str(tmp_path / "work")]) == 1
    assert "has 0 films" in capsys.readouterr().err
