from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from ai.errors import InputMismatch, ModelPackError
from ai.inference.calibration import Calibration
from ai.inference.classify import calibration_of, describe
from ai.inference.gate import check_contract
from ai.inference.options import RunOptions
from ai.inference.provenance import GateVerdict
from ai.inference.results import ModelResult, Verdict
from ai.inference.run import load_model, run_model
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Weights
from ai.library.pack import write_card
from ai.networks.build import build
from ai.networks.weights import write_weights
from ai.plain import from_plain, to_plain
from ai.volume import Volume
from ai.worker.client import Worker

LABELS = tuple(Label(name, name.capitalize(), Code(name, "99SITE", name)) for name in ("plain", "striped"))
SPEC = InputSpec(("MR",), (), (), (64, 64), (0.5, 99.5), 40)
Y, N, Q = Verdict.YES, Verdict.NO, Verdict.NOT_SURE


@pytest.fixture
def card(write_pack: Callable[..., ModelCard]) -> ModelCard:
    arguments = (("encoder", "unet2d"), ("classes", 2), ("size_px", (64, 64)), ("filters", (4, 8, 8)))
    made = write_pack(
        id="stripes",
        title="Stripes",
        task="image-classification",
        labels=LABELS,
        input=SPEC,
        architecture=Architecture("picture-classifier", arguments),
        reference={"calibration": to_plain(Calibration(2.0, (0.3, 0.4), 40)), "taught_on": "99 cases of your site"},
    )
    torch.manual_seed(0)
    path = made.folder / "member0.safetensors"
    made = replace(made, members=(Weights(path.name, write_weights(build(made.architecture), path)),))
    write_card(made)
    return made


def _slice(**changes: object) -> Volume:
    plane = np.random.default_rng(0).integers(0, 999, (1, 60, 50)).astype(np.uint16)
    return Volume(plane, np.eye(4), **({"modality": "MR"} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("probability", "words"), [(0.9, (Y, N)), (0.65, (Y, N)), (0.55, (Q, Q)), (0.25, (N, Y)), (0.35, (Q, Q))]
)
def test_a_class_is_called_where_the_other_is_ruled_out(
    card: ModelCard, probability: float, words: tuple[Verdict, Verdict]
) -> None:
    both = np.array([probability, 1 - probability])
    found = describe(card, both, both[np.newaxis], Calibration(1.0, (0.3, 0.4), 40))
    assert tuple(each.verdict for each in found) == words
    assert [each.interval for each in found] == [None, None]


def test_nothing_that_fits_is_not_sure_and_members_give_a_range(card: ModelCard) -> None:
    members = np.array([[0.4, 0.6], [0.6, 0.4]])
    found = describe(card, members.mean(0), members, Calibration(1.0, (0.51, 0.51), 40))
    assert [each.verdict for each in found] == [Q, Q]
    assert found[0].interval == (0.4, 0.6)


def test_the_worker_says_the_same(card: ModelCard) -> None:
    here = run_model(load_model(card, device="cpu"), _slice())
    assert sum(each.probability for each in here.classifications) == pytest.approx(1, abs=1e-3)
    assert here.provenance.thresholds == (("plain", 0.3), ("striped", 0.4))
    plain = to_plain(here)
    assert from_plain(ModelResult, plain).classifications == here.classifications
    worker = Worker()
    try:
        there = worker.run(card, _slice(), options=RunOptions(device="cpu"))
    finally:
        worker.close()
    assert [each.verdict for each in there.classifications] == [each.verdict for each in here.classifications]
    assert there.classifications[0].probability == pytest.approx(here.classifications[0].probability, abs=1e-3)
    assert there.notes == here.notes


def test_a_slice_stays_as_it_is_stored(card: ModelCard) -> None:
    """The patient's axes of a slice are not those of a film: the answer must not hang on a slight tilt."""
    tilted = np.diag([1.0, 1.0, 1.0, 1.0])
    tilted[:3, 1] = (0, 0.99, 0.1)
    model = load_model(card, device="cpu")
    one = run_model(model, replace(_slice(), affine_lps=tilted, axes_known=True))
    two = run_model(model, replace(_slice(), axes_known=False))
    assert one.classifications == two.classifications


def test_the_contract_comes_from_the_dataset(card: ModelCard) -> None:
    gate = check_contract(card, _slice())
    assert gate.verdict is GateVerdict.WARN
    assert gate.reasons == ("Taught on 99 cases of your site: other pictures may mislead it.",)
    for changes, words in (
        ({"modality": "CT"}, "needs MR; this series is CT"),
        ({"geometry_fault": "gap"}, "evenly spaced"),
    ):
        with pytest.raises(InputMismatch, match=words):
            run_model(load_model(card, device="cpu"), _slice(**changes))
    small = Volume(np.zeros((1, 30, 90), np.uint8), np.eye(4), modality="MR")
    assert "needs at least 40 pixels a side; this picture has 30" in check_contract(card, small).reasons[0]
    many = Volume(np.zeros((5, 60, 60), np.uint8), np.eye(4), modality="MR")
    assert "reads one picture; this series has 5" in check_contract(card, many).reasons[0]
    chest = replace(card, input=replace(SPEC, body_parts=("HEAD",), views=("PA",)))
    assert "needs HEAD; this series shows CHEST" in check_contract(chest, _slice(body_part="CHEST")).reasons[0]
    assert "taught on PA views" in check_contract(chest, _slice(view="LL")).reasons[0]


def test_other_tasks_are_refused_and_not_run(card: ModelCard) -> None:
    assert check_contract(replace(card, task="poetry"), _slice()).verdict is GateVerdict.REFUSE


@pytest.mark.parametrize(
    "reference", [{}, {"calibration": {"temperature": 1.0}}, {"calibration": to_plain(Calibration(1.0, (0.5,), 3))}]
)
def test_a_card_without_calibration_is_not_run(card: ModelCard, reference: dict[str, object]) -> None:
    with pytest.raises(ModelPackError, match="calibration"):
        calibration_of(replace(card, reference=reference))
