from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from ai.inference import past_runs
from ai.inference.outlook import Work
from ai.inference.past_runs import PastRuns
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from tests.ai.inference.bands import MakeCard

WORK = Work(10, 0)


@pytest.fixture
def card(make_card: MakeCard) -> ModelCard:
    return make_card(GridSpec())


def ran(past: PastRuns, card: ModelCard, *seconds: float, device: str = "cpu") -> None:
    for each in seconds:
        past.remember(card, WORK, seconds=each, device=device)


def test_time_grows_with_the_work(card: ModelCard) -> None:
    past = PastRuns()
    assert past.seconds(card, WORK) == 0
    ran(past, card, 5)
    assert past.seconds(card, WORK) == pytest.approx(5)
    assert past.seconds(card, Work(30, 0)) == pytest.approx(15)


def test_the_middle_of_the_latest_three_counts(card: ModelCard) -> None:
    past = PastRuns()
    ran(past, card, 20, 5)
    assert past.seconds(card, WORK) == pytest.approx(5)  # the first also measured how the model runs best
    ran(past, card, 6)
    assert past.seconds(card, WORK) == pytest.approx(6)
    ran(past, card, 90)
    assert past.seconds(card, WORK) == pytest.approx(6)
    ran(past, card, 90)
    assert past.seconds(card, WORK) == pytest.approx(90)


def test_another_device_begins_anew(card: ModelCard) -> None:
    past = PastRuns()
    ran(past, card, 50, 50, 50)
    ran(past, card, 2, device="cuda")
    assert past.seconds(card, WORK) == pytest.approx(2)


def test_other_weights_and_contracts_are_other_models(card: ModelCard) -> None:
    past = PastRuns()
    ran(past, card, 5)
    for other in (
        replace(card, version="2.0.0"),
        replace(card, threshold=0.4),
        replace(card, members=(replace(card.members[0], sha256="1" * 64),)),
    ):
        assert past.seconds(other, WORK) == 0


def test_it_is_there_after_a_restart(card: ModelCard, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "runs.json"
    ran(PastRuns(path), card, 5)
    again = PastRuns(path)
    assert again.seconds(card, WORK) == pytest.approx(5)
    assert [each.name for each in path.parent.iterdir()] == ["runs.json"]
    ran(again, replace(card, id="other"), 7)
    assert PastRuns(path).seconds(card, WORK) == pytest.approx(5)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[1]",
        '{"NAME": 3}',
        '{"NAME": {"device": "cpu", "seconds": []}}',
        '{"NAME": {"device": "cpu", "seconds": [-1]}}',
        '{"NAME": {"device": "cpu", "seconds": [NaN]}}',
    ],
)
def test_a_damaged_file_is_no_past(card: ModelCard, tmp_path: Path, content: str) -> None:
    path = tmp_path / "runs.json"
    ran(PastRuns(path), card, 5)
    (name,) = json.loads(path.read_text())
    path.write_text(content.replace("NAME", name))
    assert PastRuns(path).seconds(card, WORK) == 0


def test_a_disk_that_refuses_is_logged(card: ModelCard, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("x")
    past = PastRuns(tmp_path / "file" / "runs.json")
    with caplog.at_level(logging.WARNING):
        ran(past, card, 5)
    assert "cannot be remembered" in caplog.text
    assert past.seconds(card, WORK) == pytest.approx(5)


def test_the_oldest_go(card: ModelCard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_runs, "MOST_REMEMBERED", 2)
    past = PastRuns()
    cards = [replace(card, id=f"model{number}") for number in range(3)]
    for each in cards:
        ran(past, each, 5)
    assert [past.seconds(each, WORK) > 0 for each in cards] == [False, True, True]


def test_what_nobody_measured_is_not_remembered(card: ModelCard) -> None:
    past = PastRuns()
    ran(past, card, 0)
    assert past.seconds(card, WORK) == 0
