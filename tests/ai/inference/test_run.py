from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ai.errors import DeviceMissing, InputMismatch, InputRefused, MemoryShort, ModelPackError
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.inference.provenance import GateVerdict
from ai.inference.results import ModelResult
from ai.inference.run import load_model, run_model
from ai.library.card import ModelCard
from ai.progress import Cancelled
from ai.volume import Volume

WritePack = Callable[..., ModelCard]
MakeRadiograph = Callable[..., Volume]

# What the model "sees" on its 64 x 64 grid: lungs 44 px apart at their outer edges, a heart 22 px wide.
CHEST = np.zeros((3, 64, 64), np.float32)
CHEST[0, 8:56, 10:26] = 1
CHEST[1, 8:56, 38:54] = 1
CHEST[2, 36:56, 24:46] = 1


class Fixed(nn.Module):
    """A network that always answers the same."""

    def __init__(self, masks: np.ndarray) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.from_numpy(masks * 20 - 10), requires_grad=False)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.logits[None]


def _model(card: ModelCard, *masks: np.ndarray) -> LoadedModel:
    return LoadedModel(card, [Fixed(mask).eval() for mask in masks or (CHEST,)], torch.device("cpu"))


def _plane(shape: tuple[int, int] = (256, 256)) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 4096, shape).astype(np.uint16)


def _columns(result: ModelResult, name: str) -> tuple[int, int]:
    mask = next(item.mask for item in result.structures if item.label.name == name)[0]
    columns = np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(columns[-1])


def test_masks_and_ratio_come_back_on_the_source_grid(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    volume = radiograph(_plane())
    result = run_model(_model(write_pack()), volume)
    assert [item.label.name for item in result.structures] == ["right_lung", "left_lung", "heart"]
    assert all(item.mask.shape == volume.shape for item in result.structures)
    assert _columns(result, "right_lung")[0] == pytest.approx(40, abs=2)
    (ratio,) = result.measurements
    assert ratio.value == pytest.approx(22 / 44, abs=0.01)
    assert ratio.interval == pytest.approx((ratio.value - 0.03, ratio.value + 0.03))
    heart, thorax = ratio.calipers
    assert heart.start[1] == heart.end[1]
    assert heart.start[2] == pytest.approx(24 * 4 - 0.5, abs=1)
    assert heart.end[2] == pytest.approx(46 * 4 - 0.5, abs=1)
    assert (heart.end[2] - heart.start[2]) / (thorax.end[2] - thorax.start[2]) == pytest.approx(ratio.value)


def test_a_film_stored_mirrored_keeps_the_patients_right(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    """Patient Orientation R\\F: the patient's right is at the right of the stored picture."""
    result = run_model(_model(write_pack()), radiograph(_plane(), row_direction="R"))
    assert _columns(result, "right_lung")[0] > 128
    heart = result.measurements[0].calipers[0]
    assert heart.start[2] > heart.end[2]  # the caliper starts at the patient's right
    assert result.measurements[0].value == pytest.approx(0.5, abs=0.01)


def test_a_film_stored_lying_is_measured_along_the_patient(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    result = run_model(_model(write_pack()), radiograph(_plane(), row_direction="F", column_direction="L"))
    heart = result.measurements[0].calipers[0]
    assert heart.start[2] == heart.end[2]
    assert heart.end[1] - heart.start[1] == pytest.approx(88, abs=2)


def test_a_film_that_is_not_square(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    volume = radiograph(_plane((320, 200)))
    result = run_model(_model(write_pack()), volume)
    # The square is 320 px: 60 px of border left, so the lung's edge at 10/64 of it lies at 50 - 60 < 0.
    assert _columns(result, "right_lung")[0] == 0
    assert result.measurements == ()
    assert "the right lung is cut off by the edge of the picture" in result.notes[0]


def test_provenance(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    card, volume = write_pack(), radiograph(_plane(), body_part="")
    provenance = run_model(_model(card), volume).provenance
    assert (provenance.model_id, provenance.model_version) == ("tiny", "1.2.0")
    assert provenance.weights_sha256 == card.weights_sha256
    assert provenance.source_id == volume.source_id
    assert provenance.gate.verdict is GateVerdict.WARN
    assert provenance.thresholds == (("right_lung", 0.5), ("left_lung", 0.5), ("heart", 0.5))
    assert provenance.seconds >= 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"view": "AP"}, "on an AP film the heart is magnified"), ({"age_band": "0-9"}, "has not seen children")],
)
def test_no_ratio_where_it_would_mislead(
    write_pack: WritePack, radiograph: MakeRadiograph, changes: dict[str, str], words: str
) -> None:
    result = run_model(_model(write_pack()), radiograph(_plane(), **changes))
    assert len(result.structures) == 3
    assert result.measurements == ()
    assert words in result.notes[0]


def test_members_that_disagree_are_not_measured(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    other = CHEST.copy()
    other[2] = np.roll(CHEST[2], 3, axis=1)
    result = run_model(_model(write_pack(), CHEST, other), radiograph(_plane()))
    assert result.structures[2].agreement is not None
    assert result.structures[2].agreement < 0.9
    assert result.structures[0].agreement == 1
    assert "members of the model disagree on the heart" in result.notes[0]


def test_the_band_and_the_ratios_of_the_members_are_told(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    wider = CHEST.copy()
    wider[2, 36:56, 23:47] = 1
    card = write_pack()
    result = run_model(_model(card, CHEST, wider), radiograph(_plane()))
    heart = next(item for item in result.structures if item.label.name == "heart")
    assert heart.votes is not None
    row = heart.votes[0, 4 * 46].astype(int)
    assert row[4 * 35] == 255
    assert row[[4 * 23 + 2, 4 * 46 + 2]] == pytest.approx(128, abs=32)  # only one of two marks it
    assert row[4 * 20] == 0
    (ratio,) = result.measurements
    assert any("members alone: 0.500 to 0.545. This is no interval" in note for note in result.notes)
    assert 0.49 < ratio.value < 0.555
    alone = run_model(_model(card), radiograph(_plane()))
    assert all(item.votes is None for item in alone.structures)
    assert alone.notes == ()


def test_members_that_see_different_things_draw_nothing(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    other = CHEST.copy()
    other[2] = np.roll(CHEST[2], 8, axis=1)
    with pytest.raises(InputMismatch, match=r"see different things in this picture \(Dice 0\.64 between them\)"):
        run_model(_model(write_pack(), CHEST, other), radiograph(_plane()))


def test_a_heart_on_the_right_is_said(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    other = CHEST.copy()
    other[2] = np.roll(CHEST[2], -8, axis=1)
    result = run_model(_model(write_pack(), other), radiograph(_plane()))
    assert "check that it is not mirrored" in result.notes[0]
    assert run_model(_model(write_pack(version="2"), CHEST), radiograph(_plane())).notes == ()


def test_lungs_below_each_other_are_no_chest(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    strange = CHEST.copy()
    strange[[0, 1]] = strange[[1, 0]]
    card = write_pack()
    with pytest.raises(InputMismatch, match=r"nothing is drawn\. The lungs lie on the wrong sides"):
        run_model(_model(card, strange), radiograph(_plane()))
    with pytest.raises(InputMismatch, match="No right lung was found"):
        run_model(_model(card, np.zeros_like(CHEST)), radiograph(_plane()))


def test_refused_before_any_network_runs(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    with pytest.raises(InputMismatch, match="this series is MR"):
        run_model(LoadedModel(write_pack(), [], torch.device("cpu")), radiograph(_plane(), modality="MR"))


def test_cancel_between_steps(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    def stop(fraction: float, message: str) -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        run_model(_model(write_pack()), radiograph(_plane()), progress=stop)


def test_out_of_memory_is_a_sentence(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    class Hungry(Fixed):
        def forward(self, inputs: Tensor) -> Tensor:
            raise torch.OutOfMemoryError

    with pytest.raises(MemoryShort, match="needs more memory than cpu has free"):
        run_model(LoadedModel(write_pack(), [Hungry(CHEST)], torch.device("cpu")), radiograph(_plane()))


def test_loading(write_pack: WritePack) -> None:
    card = write_pack()
    model = load_model(card, device="cpu")
    assert model.device.type == "cpu"
    assert len(model.networks) == 1
    assert not model.networks[0].training
    with pytest.raises(DeviceMissing, match="'tpu' is not available"):
        load_model(card, device="tpu")


def test_what_cannot_be_loaded_is_a_sentence(write_pack: WritePack) -> None:
    with pytest.raises(ModelPackError, match="cannot run models for the task 'poetry'"):
        load_model(write_pack(id="poet", task="poetry"))
    card = write_pack()
    (card.folder / "member0.safetensors").write_bytes(b"x")
    with pytest.raises(ModelPackError, match="SHA-256 differs"):
        load_model(card)


def test_a_person_may_have_it_drawn_all_the_same(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    other = CHEST.copy()
    other[2] = np.roll(CHEST[2], 8, axis=1)
    model = _model(write_pack(), CHEST, other)
    with pytest.raises(InputRefused):
        run_model(model, radiograph(_plane()))
    result = run_model(model, radiograph(_plane()), options=RunOptions(override=True))
    assert len(result.structures) == 3
    assert result.measurements == ()
    gate = result.provenance.gate
    assert (gate.verdict, gate.overridden, gate.final) == (GateVerdict.REFUSE, True, False)
    assert "see different things" in gate.reasons[0]
    assert result.notes[0].startswith("Run in spite of a refusal, so it may be wrong altogether: The members")
    assert "the model refused this picture" in result.notes[1]
    empty = np.zeros_like(CHEST)
    drawn = run_model(_model(write_pack(version="2"), empty), radiograph(_plane()), options=RunOptions(override=True))
    assert not any(each.mask.any() for each in drawn.structures)
    assert "No right lung was found" in drawn.provenance.gate.reasons[0]


def test_tags_that_speak_against_it_are_overridden_too(write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    result = run_model(_model(write_pack()), radiograph(_plane(), view="LL"), options=RunOptions(override=True))
    assert result.provenance.gate.overridden
    assert "this is left lateral" in result.notes[0]
