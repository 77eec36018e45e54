"""Scores, probabilities, operating points and "not sure" of models whose contract is a grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ai.errors import InputMismatch, ModelPackError
from ai.inference.calibration import Calibration, ScoreReading, expit, log_odds
from ai.inference.loaded import LoadedModel
from ai.inference.multi_label import reading_of, tell
from ai.inference.options import RunOptions
from ai.inference.results import ModelResult, Verdict
from ai.inference.run import run_model
from ai.library.card import Code, InputSpec, Label, ModelCard
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.plain import from_plain, to_plain
from ai.volume import Volume

LABELS = tuple(Label(name, name.capitalize(), Code(name, "99SITE", name)) for name in ("mass", "air", "fluid"))
GRID = GridSpec(dimensions=2, fit="pad", size=(16, 16), activation="sigmoid", background=False)
Y, N, Q = Verdict.YES, Verdict.NO, Verdict.NOT_SURE


@pytest.fixture
def make_card(write_pack: Callable[..., ModelCard], tmp_path: Path) -> Callable[..., ModelCard]:
    def make(*, grid: GridSpec = GRID, **changes: object) -> ModelCard:
        made = write_pack(tmp_path / str(len(list(tmp_path.iterdir()))), task="multi-label-classification")
        spec = InputSpec(("CR", "CT"), (), (), (0, 0), (0, 100), 0, grid=grid)
        return replace(made, labels=LABELS, input=spec, reference={}, **changes)  # type: ignore[arg-type]

    return make


class Answer(nn.Module):
    """Says the same of everything, plus what the middle of the picture adds to the first label."""

    def __init__(self, *outputs: float, middle: float = 0.0) -> None:
        super().__init__()
        self.outputs = nn.Parameter(torch.tensor([outputs]))
        self.middle = middle

    def forward(self, picture: Tensor) -> Tensor:
        add = torch.zeros_like(self.outputs).repeat(len(picture), 1)
        add[:, 0] = self.middle * picture.flatten(2)[:, 0].mean(1)
        return self.outputs + add


def _model(card: ModelCard, *networks: nn.Module) -> LoadedModel:
    return LoadedModel(card, networks, torch.device("cpu"))


def _film(**changes: object) -> Volume:
    fields: dict[str, object] = {"modality": "CR"} | changes
    return Volume(np.ones((1, 30, 20), np.uint8), np.eye(4), **fields)  # type: ignore[arg-type]


def test_scores_without_a_calibration_are_no_probabilities(make_card: Callable[..., ModelCard]) -> None:
    result = run_model(_model(make_card(), Answer(2.0, 0.1, -2.0)), _film())
    assert [each.verdict for each in result.classifications] == [Y, Q, N]
    assert [each.score for each in result.classifications] == pytest.approx([0.8808, 0.525, 0.1192], abs=1e-4)
    assert all(each.probability is None and each.interval is None for each in result.classifications)
    assert result.classifications[1].shown_value == 0.525
    assert result.classifications[0].band == pytest.approx((expit(-0.4), expit(0.4)))
    assert result.provenance.thresholds == (("mass", 0.5), ("air", 0.5), ("fluid", 0.5))
    assert result.notes == (
        "The scores of Tiny chest are no probabilities: they only tell on which side of its operating point a picture "
        "lies.",
    )
    assert from_plain(ModelResult, to_plain(result)).classifications == result.classifications


def test_calibrated_probabilities_keep_the_order_and_the_point(make_card: Callable[..., ModelCard]) -> None:
    scores = ScoreReading((0.2, 0.2, 0.2), ((0.1, 0.3),) * 3, (2.0, 2.0, 2.0), (1.0, 1.0, 1.0), 300)
    card = make_card()
    card = replace(card, reference={"scores": to_plain(scores)})
    result = run_model(_model(card, Answer(log_odds(0.2), log_odds(0.31), log_odds(0.09))), _film())
    mass = result.classifications[0]
    assert mass.score == pytest.approx(0.2, abs=1e-4)
    assert mass.probability == pytest.approx(expit(2 * log_odds(0.2) + 1), abs=1e-4)
    assert mass.threshold == pytest.approx(mass.probability, abs=1e-4)
    assert mass.band == pytest.approx((expit(2 * log_odds(0.1) + 1), expit(2 * log_odds(0.3) + 1)))
    assert [each.verdict for each in result.classifications] == [Q, Y, N]
    assert result.notes == ()


def test_members_give_an_interval_of_what_is_shown(make_card: Callable[..., ModelCard]) -> None:
    card = make_card()
    found = run_model(_model(card, Answer(1.0, 0, 0), Answer(2.0, 0, 0)), _film()).classifications[0]
    assert found.interval == pytest.approx((expit(1), expit(2)))
    assert found.score == pytest.approx((expit(1) + expit(2)) / 2, abs=1e-4)
    calibrated = replace(card, reference={"scores": to_plain(ScoreReading(slopes=(0.5,) * 3, intercepts=(0.0,) * 3))})
    found = run_model(_model(calibrated, Answer(1.0, 0, 0), Answer(2.0, 0, 0)), _film()).classifications[0]
    assert found.interval == pytest.approx((expit(0.5), expit(1)))


def test_classes_that_exclude_each_other(make_card: Callable[..., ModelCard]) -> None:
    grid = replace(GRID, activation="softmax")
    card = replace(make_card(grid=grid), task="image-classification")
    found = run_model(_model(card, Answer(3.0, 0.0, 0.0)), _film()).classifications
    assert sum(each.score for each in found) == pytest.approx(1, abs=1e-3)
    assert [each.verdict for each in found] == [Y, N, N]
    assert all(each.probability is None for each in found)
    unclear = run_model(_model(card, Answer(0.2, 0.0, 0.0)), _film())
    assert [each.verdict for each in unclear.classifications] == [Q, Q, Q]
    assert "is not sure" in unclear.notes[0]
    calibrated = replace(card, reference={"calibration": to_plain(Calibration(2.0, (0.3, 0.3, 0.3), 40))})
    found = run_model(_model(calibrated, Answer(3.0, 0.0, 0.0)), _film()).classifications
    assert found[0].probability == pytest.approx(np.exp(1.5) / (np.exp(1.5) + 2), abs=1e-4)
    assert [each.verdict for each in found] == [Y, N, N]


def test_the_slice_shown_is_read_and_said(make_card: Callable[..., ModelCard]) -> None:
    voxels = np.zeros((5, 16, 16), np.float32)
    voxels[3] = 4
    series = Volume(voxels, np.eye(4), modality="CT", geometry_fault="Slice 2 of 6 is missing.")
    model = _model(make_card(), Answer(-2.0, 0, 0, middle=1.0))
    result = run_model(model, series, options=RunOptions(slice_index=3))
    assert result.classifications[0].score == pytest.approx(expit(2), abs=1e-4)
    assert result.provenance.slice_index == 3
    assert result.provenance.source_id == series.source_id
    assert result.notes[0] == "Only slice 4 of 5 was read."
    other = run_model(model, series, options=RunOptions(slice_index=0))
    assert other.classifications[0].score == pytest.approx(expit(-2), abs=1e-4)
    with pytest.raises(InputMismatch, match="series has 5 pictures"):
        run_model(model, series)
    alone = run_model(model, _film(), options=RunOptions(slice_index=0))
    assert alone.provenance.slice_index is None


def test_a_whole_scan(make_card: Callable[..., ModelCard]) -> None:
    grid = GridSpec(fit="resize", size=(4, 8, 8), activation="sigmoid", intensity=(IntensityStep("scale-min-max"),))
    series = Volume(np.arange(6 * 9 * 9).reshape(6, 9, 9).astype(np.int16), np.eye(4), modality="CT")
    card = make_card(grid=grid)
    result = run_model(_model(card, Answer(0.0, 0, 0, middle=1.0)), series, options=RunOptions(slice_index=2))
    assert result.provenance.slice_index is None
    assert result.classifications[0].score == pytest.approx(expit(0.5), abs=0.01)


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ({"scores": {"operating_points": [0.5]}}, "does not fit its classes"),
        ({"scores": {"slopes": [1.0, 1.0, 1.0]}}, "does not fit its classes"),
        ({"scores": {"slopes": [1.0, -1.0, 1.0], "intercepts": [0.0, 0.0, 0.0]}}, "does not fit its classes"),
        ({"scores": {"bands": [[0.4, 0.2]] * 3}}, "does not fit its classes"),
        ({"scores": {"sharpness": 3}}, "unknown field"),
    ],
)
def test_a_reading_that_cannot_be(
    make_card: Callable[..., ModelCard], reference: dict[str, object], words: str
) -> None:
    with pytest.raises(ModelPackError, match=words):
        reading_of(replace(make_card(), reference=reference))


def test_networks_that_do_not_fit(make_card: Callable[..., ModelCard]) -> None:
    card = make_card()
    with pytest.raises(ModelPackError, match="one number for each of its labels"):
        run_model(_model(card, Answer(1.0, 2.0)), _film())
    plain = replace(card, input=replace(card.input, grid=replace(GRID, activation="none")))
    with pytest.raises(ModelPackError, match="do not lie between 0 and 1"):
        run_model(_model(plain, Answer(1.5, 0.0, 0.0)), _film())
    with pytest.raises(ModelPackError, match="do not lie between 0 and 1"):
        tell(plain, reading_of(plain), torch.tensor([[float("nan"), 0.0, 0.0]]))
    with pytest.raises(ModelPackError, match="needs softmax"):
        reading_of(replace(card, task="image-classification"))


def test_what_is_weighed_is_what_is_shown(make_card: Callable[..., ModelCard]) -> None:
    """The numbers that a heat map follows are those of the answer."""
    outputs = torch.tensor([[0.3, -1.0, 2.0]])
    for reference in ({}, {"scores": to_plain(ScoreReading(slopes=(2.0, 1.0, 0.5), intercepts=(0.1, 0.0, -1.0)))}):
        card = replace(make_card(), reference=reference)
        reading = reading_of(card)
        shown = [each.shown_value for each in tell(card, reading, outputs)]
        assert reading.weighed(outputs)[0].tolist() == pytest.approx(shown, abs=1e-4)
