"""The recipe on drawn films: it reads the table, trains, scores, writes a pack that runs, goes on where it stood."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from ai.cli import main
from ai.errors import TrainingDataError
from ai.inference.detect import reading_of
from ai.inference.options import RunOptions
from ai.inference.picture_score import picture_reading_of
from ai.inference.run import load_model, run_model
from ai.library.library import SHIPPED, Library
from ai.library.pack import read_card, verify
from ai.training import nodule_member
from ai.training.card_tables import TableData, draw_cases, evaluate_card
from ai.training.froc import Marked
from ai.training.golden import check_golden
from ai.training.jsrt import FOLDS, PIXEL_MM, read_films
from ai.training.nodule_crops import CropPlan
from ai.training.nodule_films import Nodule, load_films, read_nodules
from ai.training.nodule_score import FilmMarks, readings, summary, worst

SIDE, LINE, COLUMN = 1024, 420.0, 300.0
COUNT = 10


def _film(seed: int, *, ball: bool) -> np.ndarray:
    rng = np.random.default_rng(seed)
    film = np.full((SIDE, SIDE), 180, np.float32)
    for left in (150, 560):
        film[200:800, left : left + 300] = 90
    film += cv2.GaussianBlur(rng.normal(0, 60, (SIDE, SIDE)).astype(np.float32), (0, 0), 4)
    if ball:
        cv2.circle(film, (round(COLUMN), round(LINE)), 25, 170, -1)
    return film.clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def films_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of ten drawn films as the JSRT's lie, six with a ball in the right lung, one with a ball beside it."""
    folder = tmp_path_factory.mktemp("films")
    for name in ("images", "masks"):
        (folder / name).mkdir()
    rows = []
    for number in range(COUNT):
        has = number < 7
        case = f"JPC{'LN' if has else 'NN'}{number:03}"
        cv2.imwrite(str(folder / "images" / f"{case}.png"), _film(number, ball=number < 6))
        mask = np.zeros((SIDE, SIDE), np.uint8)
        mask[200:800, 150:450], mask[200:800, 560:860] = 1, 2
        cv2.imwrite(str(folder / "masks" / f"{case}.png"), mask)
        place = {"x": COLUMN if number < 6 else 500, "y": LINE, "size_mm": 17, "subtlety": 1 + number % 5}
        rows.append({"case": case, "nodule": int(has), **(place if has else dict.fromkeys(place, ""))})
    with (folder / "cases.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the recipe one of seconds."""
    monkeypatch.setattr(nodule_member, "FILTERS", (4, 8))
    monkeypatch.setattr(nodule_member, "BLOCKS", (1, 1))
    monkeypatch.setattr(nodule_member, "STEPS", 6)
    monkeypatch.setattr(nodule_member, "SEEDS", 2)
    monkeypatch.setattr(nodule_member, "PLAN", CropPlan(batch=4))
    monkeypatch.setattr("ai.training.strangers.MOST", 2)
    monkeypatch.setattr("ai.training.nodule_score.DRAWS", 20)
    monkeypatch.setattr("ai.training.nodule_robustness.EACH_FOLD", 1)
    monkeypatch.setattr("ai.training.nodule_robustness.CHANGES", {"none": (), "scale": (1.2,), "inverted": (1,)})


def test_the_table_tells_where_nodules_are(films_folder: Path, tmp_path: Path) -> None:
    films = read_films(films_folder)
    nodules = read_nodules(films_folder, films)
    assert nodules[0] == Nodule((LINE, COLUMN), 17.0, 1, True)
    assert [nodule is not None and nodule.in_lungs for nodule in nodules] == [True] * 6 + [False] * 4
    assert nodules[6] is not None
    assert nodules[9] is None
    with pytest.raises(TrainingDataError, match=r"cases\.csv does not say of every film"):
        read_nodules(tmp_path, films)
    (tmp_path / "cases.csv").write_text("case,nodule\nJPCLN000,1\n", encoding="utf-8")
    with pytest.raises(TrainingDataError, match="must have the columns"):
        read_nodules(tmp_path, films)


def test_films_come_to_the_grid_with_their_nodules(films_folder: Path) -> None:
    films = read_films(films_folder)
    grid = nodule_member.INPUT.grid
    assert grid is not None
    arrays = load_films(films, read_nodules(films_folder, films), grid, device=torch.device("cpu"))
    assert arrays.pictures.shape == (COUNT, 512, 512)
    assert arrays.places[0].tolist() == pytest.approx([LINE / 2 - 0.25, COLUMN / 2 - 0.25])
    assert float(arrays.diameters_px[0]) == pytest.approx(17 / (2 * PIXEL_MM))
    row, column = (round(each) for each in arrays.places[0].tolist())
    around = arrays.pictures[0, row - 40 : row + 40, column - 40 : column + 40].float()
    assert arrays.pictures[0, row - 3 : row + 3, column - 3 : column + 3].float().mean() > around.mean() + 40
    assert arrays.lungs[0, row, column]
    assert arrays.lungs[0].float().mean() == pytest.approx(600 * 600 / SIDE**2, abs=0.002)
    assert arrays.taught.tolist() == [True] * 6 + [False] * 4


def test_the_command_trains_scores_and_writes_a_pack_that_runs(
    films_folder: Path, tiny: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "cxr-nodule", "--data", films_folder, "--work", tmp_path / "work"]
    assert main([*map(str, words), "--output", str(tmp_path / "models")]) == 0
    (card,) = Library([tmp_path / "models"]).cards()
    verify(card)
    assert read_card(card.folder) == card
    assert card.on_request
    assert dict(card.architecture.arguments)["members"] == len(card.metrics["seeds"]) == 10
    assert (card.metrics["films"], card.metrics["nodules"]) == (COUNT, 6)
    assert len(card.metrics["left_out"]) == 1
    assert set(card.metrics["robustness"]) == {"films", "none", "scale 1.2", "inverted 1"}
    assert set(card.metrics["sensitivity_at_false_marks_per_film"]) == {"0.5", "1", "2", "3", "4", "5", "8"}
    assert reading_of(card).misses is not None
    assert picture_reading_of(card) is not None
    assert "100.0 %" in capsys.readouterr().err
    check_golden(card)
    assert evaluate_card(card, TableData(films_folder, tmp_path / "work"))["differs"] == []
    drawn = draw_cases(card, TableData(films_folder, tmp_path / "work"), tmp_path / "pictures")
    assert len(drawn) == 6

    result = run_model(
        load_model(card, device="cpu"), read_films(films_folder)[0].volume(), options=RunOptions(override=True)
    )
    (present,) = result.classifications
    assert present.label.name == "nodule_present"
    assert present.probability is not None
    assert present.band is not None
    assert present.interval is not None
    assert present.interval[0] <= present.probability <= present.interval[1]
    assert len(result.detections) <= 5
    assert all(each.probability is not None and "never reassures" in each.caution for each in result.detections)
    assert "is a second reader" in result.notes[0] or any("is a second reader" in note for note in result.notes)

    # Done already: the second call trains nothing and writes the same weights.
    assert main([*map(str, words), "--output", str(tmp_path / "models")]) == 0
    (again,) = Library([tmp_path / "models"]).cards()
    assert again.members == card.members
    event = (tmp_path / "work" / "seed5" / "events.jsonl").read_text().splitlines()[-1]
    assert json.loads(event)["step"] == 6


def test_one_fold_is_too_few(films_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["train", "cxr-nodule", "--data", films_folder, "--work", tmp_path, "--folds", "1"]
    assert main([str(word) for word in words]) == 1
    assert "At least two folds" in capsys.readouterr().err


def _scored(number: int, scores: list[float], *, hit: int | None, has: bool, subtlety: int = 3) -> FilmMarks:
    """One film: marks 20 mm apart; the nodule, where it has one, lies under mark ``hit`` or under none."""
    places = np.array([[20.0 * index, 0.0] for index in range(len(scores))]).reshape(-1, 2)
    at = (500.0, 500.0) if hit is None else (20.0 * hit, 0.0)
    nodule = Nodule((at[0] / PIXEL_MM, at[1] / PIXEL_MM), 12.0, subtlety, True) if has else None
    marks = Marked(places, np.array(scores), at if has else None, 12.0 if has else 0.0)
    return FilmMarks(f"F{number}", number % FOLDS, nodule, marks, max(scores))


@pytest.fixture
def scored() -> list[FilmMarks]:
    """Return 40 films: of 20 with a nodule 15 hit by the highest mark, 3 by the third, 2 never; 20 without, quieter."""
    rng = np.random.default_rng(0)
    films = []
    for number in range(40):
        scores = sorted(rng.uniform(0.05, 0.3, 8).tolist(), reverse=True)
        if number < 20:
            scores[0] = 0.5 + number / 50
            hit = 0 if number < 15 else 2 if number < 18 else None
            films.append(_scored(number, scores, hit=hit, has=True, subtlety=5 if number < 10 else 1))
        else:
            films.append(_scored(number, scores, hit=None, has=False))
    return films


def test_the_tables_by_value(scored: list[FilmMarks], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai.training.nodule_score.DRAWS", 50)
    table = summary(scored)
    assert (table["films"], table["nodules"], table["left_out"]) == (40, 20, [])
    at: Mapping[str, Mapping[str, float]] = table["sensitivity_at_false_marks_per_film"]
    assert (at["0.5"]["hits"], at["0.5"]["value"]) == (15, 0.75)
    assert at["8"]["hits"] == 18
    assert at["0.5"]["low"] < 0.75 < at["0.5"]["high"]
    groups = table["at_5_by_subtlety"]
    assert (groups["5"]["nodules"], groups["5"]["value"]) == (10, 1.0)
    assert groups["1"]["nodules"] == 10
    assert table["film"]["auc"]["value"] == 1.0
    assert table["film"]["with_nodule"] == 20
    assert sum(sum(each.values()) for each in table["film"]["verdicts"].values()) == 40
    assert table["shown"]["most"] == 5
    first, second = worst(scored, 2)
    assert first.startswith("F18: ")
    assert second.startswith("F19: ")
    assert first.endswith("not marked at all")


def test_what_the_inference_reads_is_what_was_measured(scored: list[FilmMarks]) -> None:
    found = readings(scored)
    shown = [(film.marks.scores[:5] >= found.threshold).sum() for film in scored]
    hits = [(film.marks.hits[:5] & (film.marks.scores[:5] >= found.threshold)).sum() for film in scored]
    assert found.misses.missed == pytest.approx(1 - sum(hits) / 20, abs=1e-3)
    assert found.misses.wrong == pytest.approx((sum(shown) - sum(hits)) / 40, abs=0.01)
    assert found.misses.wrong <= 2.0
    assert found.picture.fits(1)
    assert found.marks.fits(1)
    low, high = found.picture.bands[0]
    assert (low, high) == (0.0, found.picture.point(0))  # no film is ever called free
    assert sum(film.picture_score > high for film in scored[20:]) == 2
    told = [found.picture.probability(0, film.picture_score) or 0.0 for film in scored]
    assert min(told[:20]) > max(told[20:])


@pytest.mark.realdata
def test_the_films_have_115_nodules_inside_the_lungs(shared_data: Path) -> None:
    data = shared_data / "jsrt"
    nodules = read_nodules(data, read_films(data))
    assert sum(nodule is not None for nodule in nodules) == 124
    assert sum(nodule is not None and nodule.in_lungs for nodule in nodules) == 115


@pytest.mark.skipif(not any(SHIPPED.glob("cxr-nodule-*")), reason="no nodule model is shipped")
def test_the_shipped_pack_says_what_it_said() -> None:
    check_golden(Library([SHIPPED]).get("cxr-nodule"))
