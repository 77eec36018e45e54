from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import SimpleITK
import torch
from torch import nn

from ai.cli import main
from ai.errors import TrainingDataError
from ai.inference.router import INVERTED_AT, KIND, MIRRORED_AT, TURN, reading_of
from ai.inference.run import load_model, run_model
from ai.itk_image import to_itk
from ai.library.card import HELPERS, Architecture
from ai.library.library import Library
from ai.library.pack import read_card, verify, write_card
from ai.library.router_kinds import CHEST_FILM, HIPPOCAMPUS_MR, KINDS, OUTPUTS, SOMETHING_ELSE, RouterReading
from ai.phantom.hippocampus import hippocampus_phantom
from ai.training import router, router_data, router_member
from ai.training.card_tables import TableData, draw_cases, evaluate_card
from ai.training.golden import check_golden
from ai.training.router_augment import WAYS, augment
from ai.training.router_data import FOLDS, GAP, STORED_PX, cut_fold, plain_volume, read_pictures, read_pool, square
from ai.training.router_drawn import DRAWN, SIDE, photograph, photographs
from ai.training.router_loss import router_loss
from ai.training.router_member import INPUT
from ai.training.router_robustness import CHANGES, some_of
from ai.training.router_score import (
    UPRIGHT,
    Scored,
    answer_of,
    calibration_error,
    covered,
    gate_table,
    hang,
    summary,
    temperatures,
    ways,
)
from ai.training.router_tables import BY_SCAN, tell_crops

FILMS = ("JPCLN001", "JPCLN002", "JPCLN003", "JPCNN001", "JPCNN002", "JPCNN003")
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data root of a few drawn pictures in the folders of the four sets."""
    root = tmp_path_factory.mktemp("data")
    chance = np.random.default_rng(0)
    for folder in ("jsrt/images", "jsrt/masks", "hippocampus/images", "hippocampus/labels"):
        (root / folder).mkdir(parents=True)
    for case in FILMS:
        cv2.imwrite(str(root / "jsrt" / "images" / f"{case}.jpg"), chance.integers(0, 256, (64, 64), np.uint8))
        cv2.imwrite(str(root / "jsrt" / "masks" / f"{case}.png"), np.zeros((64, 64), np.uint8))
    for folder in ("ct_lung_cancer_slices/normal", "brain_mri_tumour/glioma_tumor"):
        (root / folder).mkdir(parents=True)
        for number in range(1, 41):
            plane = np.full((40, 48), 5 * number, np.uint8)
            plane[10:20, 10:30] = 250
            cv2.imwrite(str(root / folder / f"{Path(folder).name}_{number:03}.jpg"), plane)
    for number in (1, 41, 81, 121, 161):
        phantom = hippocampus_phantom(number, size=(16, 24, 16))
        for kind, voxels in (("images", phantom.volume.voxels), ("labels", phantom.labels)):
            path = root / "hippocampus" / kind / f"hippocampus_{number:03}.nii.gz"
            SimpleITK.WriteImage(to_itk(np.ascontiguousarray(voxels), phantom.volume.affine_lps), str(path))
    return root


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the recipe one of seconds."""
    arguments = (("outputs", len(OUTPUTS)), ("widths", (8, 8)), ("blocks", (1, 1)))
    for module in (router, router_member):
        monkeypatch.setattr(module, "ARCHITECTURE", Architecture("small-resnet", arguments))
        monkeypatch.setattr(module, "PHASES", tuple(replace(phase, steps=2) for phase in router_member.PHASES))
    monkeypatch.setattr(router_member, "BATCH", 8)
    for name in ("PHANTOM_FILMS", "PHANTOM_CTS"):
        monkeypatch.setattr(router_data, name, 1)
    monkeypatch.setattr(router_data, "DRAWN_EACH", 1)
    monkeypatch.setattr("ai.training.router_robustness.EACH_FOLD", 1)
    few = {name: CHANGES[name] for name in ("none", "inversion")}
    monkeypatch.setattr("ai.training.router_robustness.CHANGES", few)


def test_no_group_is_in_two_folds_and_neighbours_train_neither(data: Path) -> None:
    pictures = read_pictures(data)
    assert {picture.kind for picture in pictures} == set(KINDS)
    for kind in KINDS:
        assert {each.fold for each in pictures if each.kind == kind} >= set(range(FOLDS))
    for source in ("jsrt", "hippocampus", "photograph"):
        folds: dict[str, set[int]] = {}
        for each in pictures:
            if each.source == source:
                folds.setdefault(each.group, set()).add(each.fold)
        assert all(len(some) == 1 for some in folds.values())
    assert all(each.fold in each.barred for each in pictures if each.fold >= 0)
    slices = [each for each in pictures if each.source == "ct_lung_cancer_slices"]
    assert [each.name[-3:] for each in slices] == [f"{number:03}" for number in range(1, 41)]
    for one in range(40):
        for other in range(max(0, one - GAP), min(40, one + GAP + 1)):
            assert slices[one].fold in slices[other].barred
    pool = read_pool(pictures)
    assert pool.pictures.shape == (len(pictures), 1, STORED_PX, STORED_PX)
    assert [KINDS[kind] for kind in pool.kinds.tolist()] == [each.kind for each in pictures]
    drawn = [each for each in pictures if each.source == "drawn_sheet"]
    assert drawn[0].kind == SOMETHING_ELSE
    again = read_pictures(data)
    assert all((a.volume.voxels == b.volume.voxels).all() for a, b in zip(pictures, again, strict=True))


@pytest.mark.parametrize("count", [7, 40, 876])
def test_folds_of_a_run_of_numbers(count: int) -> None:
    folds = [cut_fold(rank, count)[0] for rank in range(count)]
    assert folds == sorted(folds)
    assert set(folds) == set(range(FOLDS))
    assert all(fold in cut_fold(rank, count)[1] for rank, fold in enumerate(folds))


def test_a_set_that_is_missing(data: Path, tmp_path: Path) -> None:
    (tmp_path / "jsrt").symlink_to(data / "jsrt")
    with pytest.raises(TrainingDataError, match="ct_lung_cancer_slices is missing"):
        read_pictures(tmp_path)
    folder = tmp_path / "ct_lung_cancer_slices" / "normal"
    folder.mkdir(parents=True)
    (folder / "normal_001.jpg").write_bytes(b"no picture")
    with pytest.raises(TrainingDataError, match="cannot be read as a picture"):
        read_pictures(tmp_path)


@pytest.mark.parametrize("name", list(DRAWN))
def test_drawn_pictures_differ_and_repeat(name: str) -> None:
    scan = np.random.default_rng(5).integers(0, 256, (120, 160), np.uint8)

    def draw(seed: int) -> np.ndarray:
        return DRAWN[name](np.random.default_rng(seed), lambda: scan)

    one = draw(1)
    assert one.shape == (SIDE, SIDE)
    assert one.dtype == np.uint8
    assert (one == draw(1)).all()
    assert (one != draw(2)).any()
    assert one.std() > 1


def test_photographs_come_from_installed_packages(tmp_path: Path) -> None:
    assert photographs()
    part = photograph(photographs()[0], np.random.default_rng(0))
    assert part.shape == (SIDE, SIDE)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    assert not photograph(tmp_path / "broken.png", np.random.default_rng(0)).any()


def test_a_film_is_kept_square_with_its_darkest_border() -> None:
    plane = np.full((100, 60), 1000, np.int16)
    plane[:50] = 4000
    kept = square(plane)
    assert kept.shape == (STORED_PX, STORED_PX)
    assert kept[10, STORED_PX // 2] == 255
    assert kept[10, 5] == 0


def test_the_targets_say_how_a_film_was_hung() -> None:
    """A film with one bright corner: where the corner went must be what the targets say."""
    film = torch.zeros(1, STORED_PX, STORED_PX, dtype=torch.uint8)
    film[:, : STORED_PX // 2, : STORED_PX // 2] = 200
    pictures, kinds = film.repeat(64, 1, 1, 1), torch.zeros(64, dtype=torch.int64)
    seen, targets = augment(pictures, kinds, INPUT, torch.Generator().manual_seed(0), device=CPU)
    assert seen.shape == (64 * WAYS, 1, *INPUT.size_px)
    assert torch.isfinite(seen).all()
    right = 0
    for picture, (kind, inverted, quarters, mirrored) in zip(seen[:, 0].numpy(), targets.tolist(), strict=True):
        assert kind == 0
        upright = np.rot90(-picture if inverted else picture, -quarters)
        upright = np.fliplr(upright) if mirrored else upright
        half = INPUT.size_px[0] // 2
        fields = [part[:, at] for part in (upright[:half], upright[half:]) for at in (slice(half), slice(half, None))]
        right += int(np.argmax([field.mean() for field in fields])) == 0
    assert right >= 58 * WAYS  # a border or a field may hide a corner
    assert all(len(set(targets[:, column].tolist())) == ways for column, ways in ((1, 2), (2, 4), (3, 2)))
    _, others = augment(pictures[:4], kinds[:4] + 1, INPUT, torch.Generator().manual_seed(0), device=CPU)
    assert (others[:, 1:] == -1).all()


def test_the_loss_asks_films_alone_how_they_hang() -> None:
    output = torch.zeros(2, len(OUTPUTS))
    output[:, 0] = 20.0
    output[0, INVERTED_AT], output[0, TURN.start + 2], output[0, MIRRORED_AT] = 20.0, 20.0, -20.0
    right = torch.tensor([[0, 1, 2, 0], [0, -1, -1, -1]])
    wrong = torch.tensor([[0, 0, 1, 1], [0, -1, -1, -1]])
    assert float(router_loss(output, wrong) - router_loss(output, right)) == pytest.approx(60, abs=0.1)
    assert float(router_loss(output, right)) < 0.5
    alone = torch.tensor([[1, -1, -1, -1]])
    assert float(router_loss(output[1:], alone)) > 10


def test_films_come_in_sixteen_ways_that_undo() -> None:
    plane = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert len({(hang(plane, way).tobytes(), hang(plane, way).shape) for way in ways()}) == 16
    for quarters, mirror, invert in ways():
        hung = hang(plane, (quarters, mirror, invert))
        upright = np.rot90(255 - hung if invert else hung, -quarters)
        assert (plane == (np.fliplr(upright) if mirror else upright)).all()
    hidden = covered(np.arange(400, dtype=np.uint8).reshape(20, 20))
    assert len(set(hidden[:2].ravel().tolist())) == 1
    assert (hidden[2:-2, 2:-2] == np.arange(400, dtype=np.uint8).reshape(20, 20)[2:-2, 2:-2]).all()


def _scored(data: Path, wrong: int = 0) -> list[Scored]:
    """Films that are all told rightly but some, which are thought to be a CT."""
    films = [each for each in read_pictures(data) if each.source == "jsrt"]
    found = []
    for number, film in enumerate(films):
        for way in ways():
            logits = np.full(len(OUTPUTS), -4.0)
            logits[1 if number < wrong else 0] = 4.0
            logits[TURN.start + way[0]] = 4.0
            logits[MIRRORED_AT], logits[INVERTED_AT] = (4.0 if way[1] else -4.0), (4.0 if way[2] else -4.0)
            found.append(Scored(film, logits, way))
    return found


def test_tables_count_what_is_right_and_what_is_refused(data: Path) -> None:
    scored = _scored(data, wrong=1)
    reading = RouterReading(1.0, 1.0, 1.0, 1.0, 0.95, 0)
    gate = gate_table(scored, reading)
    assert gate["film, as it is"]["refused"].startswith("1 of 6 (16.7%")
    assert gate["film, as it is"]["passed"] == "5"
    assert gate["film, inverted"]["refused"].startswith("6 of 6")
    assert gate["film, turned by 270 degrees, mirrored"]["refused"].startswith("6 of 6")
    assert (gate["film, mirrored"]["warned"], gate["film, mirrored"]["passed"]) == ("5", "0")
    others = [
        replace(each, picture=replace(each.picture, kind=kind, source="s", fold=number), hung=UPRIGHT)
        for number, kind in enumerate(KINDS[1:])
        for each in scored[-1:]
    ]
    table = summary([*scored, *others], reading)
    assert table["held_out_pictures"] == 10
    assert table["kind"]["right"] == "5 of 10"
    assert table["kind_by_source"]["jsrt"]["groups_all_right"] == "5 of 6"
    films = table["films_turned_mirrored_inverted"]["as it is"]
    assert films["rotation"]["right"] == films["polarity"]["right"] == films["mirror"]["right"] == "96 of 96"
    assert films["kind"]["right"] == "80 of 96"


def test_temperatures_cool_what_is_always_right_and_warm_what_is_not(data: Path) -> None:
    scored = _scored(data, wrong=3)
    reading = temperatures(scored, 0.95)
    assert reading.kind > 1
    assert reading.kind > 2 * reading.turned
    assert reading.sure == 0.95
    answer = answer_of(scored[-1].logits, reading)
    assert answer.kind == CHEST_FILM
    assert sum(answer.probabilities[KIND]) == pytest.approx(1)
    assert sum(answer.probabilities[TURN]) == pytest.approx(1)


def test_calibration_error_is_the_gap() -> None:
    half = np.full(10, 0.5)
    assert calibration_error(half, np.arange(10) < 5) == pytest.approx(0)
    assert calibration_error(np.full(10, 0.9), np.zeros(10, np.bool_)) == pytest.approx(0.9)


def test_changes_keep_the_picture_a_picture() -> None:
    plane = np.random.default_rng(0).integers(0, 256, (90, 120), np.uint8)
    from ai.training import router_robustness

    for change, strengths in CHANGES.values():
        for strength in strengths:
            changed = change(plane, strength, np.random.default_rng(0))
            assert changed.ndim == 2
            assert np.isfinite(changed).all()
    inverted = CHANGES["inversion"][0](plane, 1, np.random.default_rng(0))
    assert (inverted == 255 - plane).all()
    assert CHANGES["longest_side_px"][0](plane, 64, np.random.default_rng(0)).shape == (48, 64)
    assert router_robustness.EACH_FOLD == 1


def test_the_command_trains_scores_and_writes_a_pack(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "router", "--data", str(data), "--work", str(tmp_path / "work"), "--folds", "2"]
    assert main([*words, "--output", str(tmp_path / "models")]) == 0
    (card,) = Library([tmp_path / "models"]).cards()
    verify(card)
    check_golden(card)
    assert card.task in HELPERS
    assert [member.file for member in card.members] == ["member0.safetensors", "member1.safetensors"]
    assert reading_of(card).sure == router.SURE
    assert set(card.metrics["robustness"]) == {"pictures", "none 0", "inversion 0.25", "inversion 0.75", "inversion 1"}
    assert card.metrics["robustness"]["pictures"] == 6
    assert "100.0 %" in capsys.readouterr().err
    result = run_model(load_model(card, device="cpu"), plain_volume(np.eye(64, dtype=np.uint8)))
    assert {each.label.name for each in result.classifications} >= set(KINDS)
    assert evaluate_card(card, TableData(data, tmp_path / "work"))["differs"] == []
    drawn = draw_cases(card, TableData(data, tmp_path / "work"), tmp_path / "pictures")
    assert len(drawn) == 10
    # Done already: the second call trains nothing, and keeps what was measured on other sources.
    write_card(replace(card, metrics={**card.metrics, router.OTHER_SOURCES: {"of": "one"}}))
    assert main([*words, "--output", str(tmp_path / "models")]) == 0
    again = read_card(card.folder)
    assert again.weights_sha256 == card.weights_sha256
    assert again.metrics[router.OTHER_SOURCES] == {"of": "one"}


class _Always(nn.Module):
    """Takes every picture for the same kind."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.tensor([4.0 if name == kind else 0.0 for name in OUTPUTS]))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.logits[None].repeat(len(pictures), 1)


def test_scans_are_counted_on_the_folds_that_chose_nothing(data: Path) -> None:
    reading = RouterReading(1.0, 1.0, 1.0, 1.0, 0.95, 0)
    right, wrong = _Always(HIPPOCAMPUS_MR), _Always(SOMETHING_ELSE)
    row = tell_crops([wrong, wrong, right, wrong, right], data, reading)[BY_SCAN]
    assert row["hippocampus"]["right"] == "2 of 3"  # a crop a fold; the first two chose which slices are looked at
    assert tell_crops([right, right], data, reading) == {}


def test_some_pictures_of_every_fold_are_changed(data: Path) -> None:
    some = some_of(read_pictures(data))
    assert len(some) == 15
    assert len({(each.source, each.fold) for each in some}) == 15
