from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from ai.errors import InputMismatch, InputRefused, ModelPackError
from ai.inference.gate import check_contract, require_accepted
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.inference.provenance import GateVerdict
from ai.inference.results import Verdict
from ai.inference.router import (
    Answer,
    Router,
    check_look,
    expected_kind,
    load_router,
    look,
    middle_slices,
    reading_of,
    router_for,
    verdict_on,
)
from ai.inference.run import run_model
from ai.library.card import IMAGE_CLASSIFICATION, ROUTING, SEGMENTATION, InputSpec, ModelCard
from ai.library.router_kinds import CHEST_FILM, KINDS, OUTPUTS, READING, RouterReading
from ai.plain import to_plain
from ai.prepare.one_slice import take_slice
from ai.training.router import LABELS
from ai.training.router_member import ARCHITECTURE, INPUT
from ai.volume import Volume

GOOD = {"chest_film": 0.99, "upright": 0.99, "inverted": 0.01, "mirrored": 0.01}


def answer(**probabilities: float) -> Answer:
    """What is not named is what is left, evenly."""
    said = dict.fromkeys(OUTPUTS, 0.0) | probabilities
    for names in (KINDS, OUTPUTS[len(KINDS) + 1 : -1]):
        free = [name for name in names if name not in probabilities]
        for name in free:
            said[name] = (1 - sum(said[name] for name in names if name in probabilities)) / len(free)
    return Answer(tuple(said[name] for name in OUTPUTS))


class _Says(nn.Module):
    """Answers every picture alike."""

    def __init__(self, **probabilities: float) -> None:
        super().__init__()
        values = np.clip(answer(**probabilities).probabilities, 1e-6, 1 - 1e-6)
        logits = np.log(values)
        for name in ("inverted", "mirrored"):
            at = OUTPUTS.index(name)
            logits[at] -= np.log(1 - values[at])
        self.logits = nn.Parameter(torch.tensor(logits))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.logits[None].repeat(len(pictures), 1)


@pytest.fixture
def router_card(write_pack: Callable[..., ModelCard], tmp_path: Path) -> ModelCard:
    card = write_pack(
        tmp_path / "packs",
        id="router",
        task=ROUTING,
        labels=LABELS,
        input=INPUT,
        reference={READING: to_plain(RouterReading(1.0, 1.0, 1.0, 1.0, 0.95, 10))},
    )
    return dataclasses.replace(card, architecture=ARCHITECTURE)


def _film(radiograph: Callable[..., Volume], **changes: object) -> Volume:
    plane = np.random.default_rng(0).integers(0, 256, (64, 64)).astype(np.uint8)
    return radiograph(plane, **changes)


def test_what_a_good_film_and_a_wrong_one_mean_for_a_model_of_films() -> None:
    def verdict(**changes: float) -> GateVerdict:
        return verdict_on("Tiny", CHEST_FILM, answer(**{**GOOD, **changes}), 0.95).verdict

    assert verdict() is GateVerdict.OK
    assert verdict(chest_film=0.04) is GateVerdict.REFUSE
    assert verdict(chest_film=0.3) is GateVerdict.WARN
    assert verdict(chest_film=0.6) is GateVerdict.OK
    assert verdict(inverted=0.96) is GateVerdict.REFUSE
    assert verdict(inverted=0.7) is GateVerdict.WARN
    assert verdict(upright=0.03) is GateVerdict.REFUSE
    assert verdict(upright=0.4) is GateVerdict.WARN
    assert verdict(mirrored=0.99) is GateVerdict.WARN  # there are hearts on the right
    assert verdict(mirrored=0.9) is GateVerdict.OK
    # What is asked of films alone means nothing of other pictures.
    (reason,) = verdict_on("Tiny", CHEST_FILM, answer(chest_ct=0.99, inverted=1.0, upright=0.0), 0.95).reasons
    assert reason == (
        "Tiny reads a frontal chest radiograph; this picture looks like an axial slice of a chest CT (100%)."
    )


def test_the_reasons_of_a_film_name_all_that_is_wrong() -> None:
    gate = verdict_on(
        "Tiny", CHEST_FILM, answer(**{**GOOD, "inverted": 0.97, "turned_left": 0.98, "upright": 0.0}), 0.95
    )
    assert gate.reasons == (
        "This film looks inverted, bones dark (97%).",
        "This film looks turned a quarter to the left (100%).",
    )
    assert not gate.final
    gate = verdict_on("Tiny", CHEST_FILM, answer(**{**GOOD, "mirrored": 0.98, "inverted": 0.6}), 0.95)
    assert gate.verdict is GateVerdict.WARN
    assert "check by the side marker whether the film is mirrored" in gate.reasons[1]


def test_which_kind_a_model_reads(write_pack: Callable[..., ModelCard], tmp_path: Path) -> None:
    card = write_pack()

    def kind(task: str, modalities: tuple[str, ...], parts: tuple[str, ...]) -> str:
        spec = InputSpec(modalities, parts, (), (64, 64), (0.5, 99.5), 32)
        return expected_kind(dataclasses.replace(card, task=task, input=spec))

    assert expected_kind(card) == CHEST_FILM
    assert kind(IMAGE_CLASSIFICATION, ("CT",), ("CHEST",)) == ""
    assert kind(IMAGE_CLASSIFICATION, ("DX",), ("LUNG",)) == CHEST_FILM
    assert kind(IMAGE_CLASSIFICATION, (), ("CHEST",)) == ""
    assert kind(IMAGE_CLASSIFICATION, ("DX",), ("HAND",)) == ""
    assert kind(SEGMENTATION, ("CT",), ("CHEST",)) == ""


def test_a_run_is_refused_by_the_look_of_the_film_and_may_be_overridden(
    write_pack: Callable[..., ModelCard], router_card: ModelCard, radiograph: Callable[..., Volume]
) -> None:
    card = write_pack()
    network = nn.Conv2d(1, 3, 1)
    film = _film(radiograph)

    def model(**said: float) -> LoadedModel:
        router = Router(router_card, (_Says(**said),))
        return LoadedModel(card, (network,), torch.device("cpu"), router=router)

    with pytest.raises(InputRefused, match=r"This film looks inverted, bones dark \(97%\)\."):
        run_model(model(**{**GOOD, "inverted": 0.97}), film)
    with pytest.raises(InputRefused, match="looks like a slice of a brain MR"):
        run_model(model(brain_mr=0.99), film)
    overridden = run_model(model(brain_mr=0.99), film, options=RunOptions(override=True))
    assert overridden.provenance.gate.overridden
    assert overridden.notes[0].startswith("Run in spite of a refusal")
    assert "brain MR" in overridden.notes[0]
    warned = run_model(model(**{**GOOD, "mirrored": 0.99}), film, options=RunOptions(override=True))
    assert any("mirrored" in reason for reason in warned.provenance.gate.reasons)
    plain = run_model(model(**GOOD), film, options=RunOptions(override=True))
    without = run_model(LoadedModel(card, (network,), torch.device("cpu")), film, options=RunOptions(override=True))
    assert plain.provenance.gate == without.provenance.gate


def test_the_look_is_of_the_film_as_it_hangs_by_its_tags(router_card: ModelCard) -> None:
    """A film stored on its side whose tags say so is seen upright; bones dark by its tags are made bright."""
    seen: list[torch.Tensor] = []

    class Notes(_Says):
        def forward(self, pictures: torch.Tensor) -> torch.Tensor:
            seen.append(pictures)
            return super().forward(pictures)

    plane = np.zeros((60, 60), np.uint8)
    plane[:20] = 255
    upright = np.eye(4)
    upright[:3, :3] = np.array([[0, 0, 1], [1, 0, 0], [0, -1, 0]])
    turned = upright[:, [0, 2, 1, 3]]
    networks = (Notes(**GOOD),)
    look(router_card, networks, Volume(plane[None], upright, modality="CR"))
    look(router_card, networks, Volume(plane.T[None], turned, modality="CR"))
    look(router_card, networks, Volume(255 - plane[None], upright, modality="CR", bones_bright=False))
    assert torch.equal(seen[0], seen[1])
    assert torch.equal(seen[0], seen[2])
    look(router_card, networks, Volume(plane.T[None], turned, modality="CR", axes_known=False))
    assert not torch.equal(seen[0], seen[3])


def test_even_grey_series_and_no_router_pass(router_card: ModelCard, write_pack: Callable[..., ModelCard]) -> None:
    router = Router(router_card, (_Says(brain_mr=1.0),))
    card = write_pack()
    grey = Volume(np.full((1, 64, 64), 7, np.uint8), np.eye(4), modality="CR")
    assert router.look(grey) is None
    assert check_look(card, router, grey, override=False).verdict is GateVerdict.OK
    series = Volume(np.random.default_rng(0).normal(size=(3, 64, 64)), np.eye(4), modality="CR")
    assert check_look(card, router, series, override=False).verdict is GateVerdict.OK
    assert check_look(card, None, series, override=False).verdict is GateVerdict.OK


def test_only_models_that_come_with_us_are_looked_at_first(write_pack: Callable[..., ModelCard]) -> None:
    assert router_for(write_pack()) is None


def test_a_router_that_is_missing_or_damaged_is_left_out(
    router_card: ModelCard, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert load_router(tmp_path / "nowhere") is None
    folder = router_card.folder.parent
    found = load_router(folder)
    assert found is not None
    assert found.card.id == "router"
    (router_card.folder / router_card.members[0].file).write_bytes(b"others")
    with caplog.at_level(logging.WARNING):
        assert load_router(folder) is None
    assert "The router is left out" in caplog.text


def test_a_card_that_is_no_routers(write_pack: Callable[..., ModelCard], router_card: ModelCard) -> None:
    with pytest.raises(ModelPackError, match="is no router"):
        reading_of(write_pack())
    with pytest.raises(ModelPackError, match="has no valid calibration"):
        reading_of(dataclasses.replace(router_card, reference={}))


def test_the_router_tells_of_any_picture_and_of_films_how_they_hang(
    router_card: ModelCard, radiograph: Callable[..., Volume]
) -> None:
    def told(volume: Volume, **said: float) -> tuple[dict[str, Verdict], tuple[str, ...]]:
        result = run_model(LoadedModel(router_card, (_Says(**said),), torch.device("cpu")), volume)
        return {each.label.name: each.verdict for each in result.classifications}, result.notes

    film = _film(radiograph)
    verdicts, notes = told(film, **GOOD)
    assert verdicts["chest_film"] is verdicts["upright"] is Verdict.YES
    assert verdicts["inverted"] is verdicts["chest_ct"] is Verdict.NO
    assert notes == ("This looks like a frontal chest radiograph.",)
    _, notes = told(film, **{**GOOD, "inverted": 0.99, "upright": 0.0, "turned_left": 0.99, "mirrored": 0.97})
    assert notes[1] == "It looks inverted: bones are dark. Invert it to see bones bright."
    assert notes[2] == "It looks turned: turn it a quarter to the right."
    assert notes[3].startswith("The heart seems to lie on the right (97%)")
    colour = Volume(np.random.default_rng(0).integers(0, 256, (1, 40, 50, 3), np.uint8), np.eye(4))
    verdicts, notes = told(colour, something_else=0.99)
    assert set(verdicts) == set(KINDS)
    assert notes == ("This looks like something that the router does not know.",)
    verdicts, notes = told(colour, chest_ct=0.6, brain_mr=0.4)
    assert verdicts["chest_ct"] is Verdict.NOT_SURE
    assert notes == ("The router is not sure what this picture shows.",)
    slice_of_ct = dataclasses.replace(colour, voxels=colour.voxels[..., 0], modality="CT")
    verdicts, notes = told(slice_of_ct, brain_mr=0.96, chest_ct=0.0399, something_else=0.0001)
    assert verdicts["chest_ct"] is Verdict.YES
    assert notes == (
        "This looks like an axial slice of a chest CT.",
        "By its look alone it would be a slice of a brain MR; its tags say otherwise.",
    )
    with pytest.raises(InputMismatch, match="one even grey"):
        told(Volume(np.zeros((1, 40, 50), np.uint8), np.eye(4)), **GOOD)


def test_the_contract_of_the_router_takes_any_picture_and_any_scan(router_card: ModelCard) -> None:
    series = Volume(np.zeros((3, 40, 50), np.uint8), np.eye(4), modality="US", geometry_fault="One slice is missing.")
    assert check_contract(router_card, series, slice_index=1).verdict is GateVerdict.OK
    assert check_contract(router_card, series).verdict is GateVerdict.OK
    small = dataclasses.replace(series, voxels=np.zeros((3, 8, 8), np.uint8))
    with pytest.raises(InputRefused, match="at least 16 pixels a side; this picture has 8") as refused:
        require_accepted(router_card, small)
    assert "slice" not in refused.value.hint  # another one would be as small


class _ByGrey(nn.Module):
    """Takes a picture whose left half is the brighter one for a CT, others for an MR; counts what it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.ct, self.mr = _Says(chest_ct=0.9, brain_mr=0.1), _Says(brain_mr=0.8, chest_ct=0.2)
        self.shown = 0

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        self.shown += 1
        half = pictures.shape[3] // 2
        is_left = pictures[..., :half].mean() > pictures[..., half:].mean()
        said: torch.Tensor = (self.ct if is_left else self.mr)(pictures)
        return said


def test_a_scan_is_told_by_the_mean_of_slices_from_its_middle(router_card: ModelCard) -> None:
    voxels = np.zeros((20, 40, 40), np.int16)
    voxels[:10, :, :20], voxels[10:, :, 20:] = 100, 100
    voxels[6] = 7  # one even grey says nothing
    voxels[:6], voxels[15:] = 0, 0  # the ends are not looked at
    scan = Volume(voxels, np.eye(4), axes_known=False)
    assert len(middle_slices(scan)) == 9
    assert len(middle_slices(take_slice(scan, 3))) == 1
    network = _ByGrey()
    result = run_model(LoadedModel(router_card, (network,), torch.device("cpu")), scan)
    assert network.shown == 8  # slices 7 to 9 are of the one kind, 10 to 14 of the other
    told = {each.label.name: each.probability for each in result.classifications}
    assert set(told) == set(KINDS)
    assert told["chest_ct"] == pytest.approx((3 * 0.9 + 5 * 0.2) / 8, abs=1e-3)
    assert result.notes == (
        "The router is not sure what this picture shows.",
        "8 slices from the middle of 20 were looked at.",
    )
    one = run_model(LoadedModel(router_card, (network,), torch.device("cpu")), scan, options=RunOptions(slice_index=8))
    assert one.notes[0] == "Only slice 9 of 20 was read."
    films = Volume(np.random.default_rng(0).integers(0, 9, (2, 40, 40), np.uint8), np.eye(4), modality="CR")
    said = LoadedModel(router_card, (_Says(**{**GOOD, "inverted": 0.99}),), torch.device("cpu"))
    assert run_model(said, films).notes[0] == "This looks like a frontal chest radiograph."
    assert not any("inverted" in note for note in run_model(said, films).notes)  # they need not hang alike
