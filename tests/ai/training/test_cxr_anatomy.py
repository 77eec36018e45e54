from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from ai.cli import main
from ai.errors import TrainingDataError
from ai.library.card import Architecture
from ai.library.library import Library
from ai.library.pack import REFERENCE_FILE, verify, write_card
from ai.networks.second_look import SecondLook
from ai.progress import Cancelled
from ai.training import anatomy_member, cxr_anatomy
from ai.training.case_picture import worst_and_spread
from ai.training.jsrt import MASK_BITS, fold_of, read_arrays, read_films, shrink_mask, split_sha256
from ai.training.radiograph_robustness import CHANGES
from ai.training.reference import REFUSED


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


def test_persons_are_read_where_there_is_a_list(tmp_path: Path) -> None:
    _write_films(tmp_path, 6)
    assert read_films(tmp_path)[0].groups == {}
    lines = ["case,nodule,age,sex", "JPCNN000,0,71,Female", "JPCLN001,1,50,Male", "JPCLN002,,unknown,"]
    (tmp_path / "cases.csv").write_text("\n".join(lines))
    groups = {film.case: film.groups for film in read_films(tmp_path)}
    assert groups["JPCNN000"] == {"nodule": "without", "sex": "women", "age": "70 and above"}
    assert groups["JPCLN001"] == {"nodule": "with a nodule", "sex": "men", "age": "50 to 69"}
    assert groups["JPCLN002"] == groups["JPCLN004"] == {}


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the recipe one of seconds."""
    short = [anatomy_member.Phase("mild", 25, 1e-2, 0.2), anatomy_member.Phase("contours", 5, 3e-3, 0.2, fine=True)]
    spec = replace(anatomy_member.INPUT, size_px=(64, 64))
    fine = (("out_channels", 5), ("filters", (4, 8, 16)), ("subpixels", 2))
    small = replace(anatomy_member.SECOND_LOOKS[0], window_px=(12, 28), filters=(4, 8, 8), steps=10)
    looks = (small, replace(anatomy_member.SECOND_LOOKS[1], window_px=(32, 32), filters=(4, 8, 8), steps=4))
    for module in (anatomy_member, cxr_anatomy):
        monkeypatch.setattr(module, "PHASES", short)
        monkeypatch.setattr(module, "INPUT", spec)
        monkeypatch.setattr(module, "SECOND_LOOKS", looks)
    inner = (("in_channels", 1), *fine[:2])
    monkeypatch.setattr(anatomy_member, "COARSE_ARCHITECTURE", Architecture("unet2d", inner))
    monkeypatch.setattr(anatomy_member, "FINE_ARCHITECTURE", Architecture("unet2d", (*inner, fine[2])))
    # The golden case has tests of its own.
    monkeypatch.setattr(cxr_anatomy, "write_golden", write_card)
    monkeypatch.setattr("ai.training.radiograph_robustness.EACH_FOLD", 1)
    few = {name: CHANGES[name] for name in ("none", "inverted")}
    monkeypatch.setattr("ai.training.radiograph_robustness.CHANGES", few)
    monkeypatch.setattr("ai.training.strangers.MOST", 2)


def test_the_command_trains_scores_and_writes_a_pack_whose_tables_can_be_made_again(
    tmp_path: Path, tiny: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_films(tmp_path / "data", 50)
    arguments = ["train", "cxr-anatomy", "--data", str(tmp_path / "data"), "--work", str(tmp_path / "work")]
    arguments += ["--output", str(tmp_path / "models"), "--folds", "2", "--device", "cpu"]
    assert main(arguments) == 0
    (card,) = Library([tmp_path / "models"]).cards()
    verify(card)
    assert [member.file for member in card.members] == ["member0.safetensors", "member1.safetensors"]
    assert card.metrics["split_sha256"] == split_sha256(read_films(tmp_path / "data"))
    assert card.metrics["retrain"] == "python -m ai train cxr-anatomy --data FOLDER --folds 2"
    assert card.metrics["films"] == 20
    assert card.metrics["jaccard_lungs_native"]["mean"] > 0.7
    assert set(card.metrics["robustness"]) == {"films", "none", "inverted 1"}
    assert set(card.metrics[REFUSED]) >= {"held_out_as_they_are", "inverted", "noise"}
    assert len(card.metrics["worst_films"]) == 5
    assert any("coverage" in words for words in card.metrics["short_of_what_was_wanted"])
    assert (card.folder / REFERENCE_FILE).is_file()
    assert (tmp_path / "work" / "fold1" / "contours" / "events.jsonl").is_file()
    assert "100.0 %" in capsys.readouterr().err

    def folders() -> tuple[Path, ...]:
        return (tmp_path / "models",)

    monkeypatch.setattr("ai.library.library.default_folders", folders)
    again = ["evaluate", "cxr-anatomy", "--data", str(tmp_path / "data"), "--device", "cpu"]
    assert main(again) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["model"] == "cxr-anatomy-0.4.0"
    assert found["differs"] == []
    assert found["tables"]["robustness"] == card.metrics["robustness"]
    assert main([*again, "--pictures", str(tmp_path / "pictures")]) == 0
    assert len(list((tmp_path / "pictures").iterdir())) == len(worst_and_spread(range(card.metrics["films"])))
    # Other films, other tables.
    shutil.copyfile(tmp_path / "data" / "masks" / "JPCNN000.png", tmp_path / "data" / "masks" / "JPCNN003.png")
    assert main([*again, "--output", str(tmp_path / "tables.json")]) == 0
    assert "films" not in json.loads((tmp_path / "tables.json").read_text())["differs"]


def test_a_stopped_member_goes_on_and_a_longer_one_has_its_own_checkpoints(
    tmp_path: Path, tiny: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write_films(tmp_path / "data", 12)
    films = read_films(tmp_path / "data")
    monkeypatch.setattr("ai.training.loop.CHECKPOINT_EVERY_S", 0.0)
    short = [replace(phase, epochs=5 if phase.fine else 4) for phase in anatomy_member.PHASES]
    monkeypatch.setattr(anatomy_member, "PHASES", short)
    whole = anatomy_member.train_member(films, seed=1, folder=tmp_path / "whole")

    for share, phase in ((0.5, "contours"), (0.7, "clavicles-again"), (0.9, "heart-again")):

        def die(fraction: float, message: str, share: float = share) -> None:
            if fraction > share:
                raise Cancelled

        with pytest.raises(Cancelled):
            anatomy_member.train_member(films, seed=1, folder=tmp_path / phase, progress=die)
        last = json.loads((tmp_path / phase / phase / "events.jsonl").read_text().splitlines()[-1])
        assert last["step"] < last["of"]
        again = anatomy_member.train_member(films, seed=1, folder=tmp_path / phase)
        assert isinstance(again, SecondLook)
        for one, other in zip(whole.parameters(), again.parameters(), strict=True):
            torch.testing.assert_close(one, other, rtol=0, atol=1e-5)
    anatomy_member.train_member(films, seed=1, folder=tmp_path / "longer", effort=2.0)
    steps = [_steps(tmp_path / name / "contours") for name in ("whole", "longer")]
    assert steps == [15, 30]


def _steps(folder: Path) -> int:
    of: int = json.loads((folder / "events.jsonl").read_text().splitlines()[-1])["of"]
    return of


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_a_member_is_trained_on_the_gpu(tmp_path: Path, tiny: None) -> None:
    _write_films(tmp_path / "data", 12)
    films = read_films(tmp_path / "data")
    network = anatomy_member.train_member(films, seed=0, folder=tmp_path, device="cuda")
    assert next(network.parameters()).is_cuda


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "cxr-anatomy", "--data", str(tmp_path), "--work", str(tmp_path / "work")]) == 1
    assert "has 0 films" in capsys.readouterr().err
    assert main(["evaluate", "ct-lungs", "--data", str(tmp_path)]) == 1
    assert "cannot be made again" in capsys.readouterr().err
    assert main(["evaluate", "hippocampus", "--data", str(tmp_path)]) == 1
    assert "has 0 crops" in capsys.readouterr().err
