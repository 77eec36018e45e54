from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from ai.errors import InputMismatch, InputRefused, ModelPackError
from ai.inference.gate import check_contract
from ai.inference.loaded import wake
from ai.inference.options import RunOptions
from ai.inference.provenance import GateVerdict
from ai.inference.results import ModelResult
from ai.inference.run import load_model, run_model
from ai.library.card import Architecture, Code, Label, ModelCard
from ai.library.library import SHIPPED, Library
from ai.progress import Cancelled
from ai.volume import SpacingKind, Volume
from tests.ai.rules.lung_phantom import LungPhantom, scan

PLAIN = LungPhantom()


@pytest.fixture(scope="module")
def card() -> ModelCard:
    return Library([SHIPPED]).get("ct-lungs")


@pytest.fixture(scope="module")
def volume() -> Volume:
    return scan(PLAIN).volume


@pytest.fixture(scope="module")
def result(card: ModelCard, volume: Volume) -> ModelResult:
    return run(card, volume)


def run(card: ModelCard, volume: Volume, *, override: bool = False) -> ModelResult:
    return run_model(load_model(card), volume, options=RunOptions(override=override))


def test_structures_measurements_and_where_they_come_from(card: ModelCard, volume: Volume, result: ModelResult) -> None:
    assert [each.label.name for each in result.structures] == ["right_lung", "left_lung", "body", "bone"]
    right, left, both, density, low = result.measurements
    assert [each.unit for each in result.measurements] == ["L", "L", "L", "[hnsf'U]", "%"]
    assert right.value == pytest.approx(PLAIN.lung_ml / 1000, rel=0.01)
    assert left.value == pytest.approx(PLAIN.lung_ml / 1000, rel=0.01)
    assert both.value == pytest.approx(right.value + left.value, rel=1e-12)
    lungs = result.structures[0].mask | result.structures[1].mask
    assert density.value == pytest.approx(volume.voxels[lungs].mean(), abs=1e-9)
    assert low.value == pytest.approx(100 * (volume.voxels[lungs] < -950).mean(), abs=1e-9)
    assert low.value > 0  # the air in the small bronchi
    assert result.provenance.rules == "chest-ct-rules 0.1.0"
    assert result.provenance.weights_sha256 == ""
    assert result.provenance.device == "cpu"
    assert result.provenance.gate.verdict is GateVerdict.OK
    assert "nothing was learned" in result.notes[-1]


def test_the_card_says_that_there_is_nothing_to_train(card: ModelCard) -> None:
    assert "nothing to train" in card.reading.intended_use
    assert card.reading.training_data.startswith("None")
    wake(load_model(card))  # nothing to warm up either


def without_unit(volume: Volume) -> Volume:
    return replace(volume, unit="")


def of_an_mr(volume: Volume) -> Volume:
    return replace(volume, modality="MR")


def of_a_head(volume: Volume) -> Volume:
    return replace(volume, body_part="HEAD")


def of_a_patient_lying_somehow(volume: Volume) -> Volume:
    return replace(volume, axes_known=False)


def of_pixels_of_any_size(volume: Volume) -> Volume:
    return replace(volume, spacing_kind=SpacingKind.UNKNOWN)


def with_a_gap(volume: Volume) -> Volume:
    return replace(volume, geometry_fault="Slice 3 of 96 is missing.")


@pytest.mark.parametrize(
    ("changed", "words", "final"),
    [
        (without_unit, "needs values in Hounsfield units", True),
        (of_an_mr, "needs CT; this series is MR", True),
        (of_a_head, "this series shows HEAD", False),
        (of_a_patient_lying_somehow, "needs to know how the patient lies", True),
        (of_pixels_of_any_size, "size of a pixel in millimetres", True),
        (with_a_gap, "evenly spaced slices: Slice 3 of 96", True),
    ],
)
def test_what_is_no_chest_ct_in_hu_is_refused(
    card: ModelCard, volume: Volume, changed: Callable[[Volume], Volume], words: str, final: bool
) -> None:
    gate = check_contract(card, changed(volume))
    assert gate.verdict is GateVerdict.REFUSE
    assert words in gate.reasons[0]
    assert gate.final is final


def test_too_little_of_a_chest_is_refused_and_a_person_may_say_otherwise(card: ModelCard, volume: Volume) -> None:
    few = replace(volume, voxels=volume.voxels[40:52])
    assert "at least 16 slices, rows and columns; this series has 12" in check_contract(card, few).reasons[0]
    assert check_contract(card, few).final
    low = replace(volume, voxels=volume.voxels[36:60])
    with pytest.raises(InputRefused, match="at least 100 mm of a chest; this series shows 79 mm"):
        run(card, low)
    result = run(card, low, override=True)
    assert result.provenance.gate.overridden
    assert "The lungs reach the border of the scan: volumes are lower bounds." in result.notes


def test_thick_slices_contrast_and_a_sharp_kernel_are_said(card: ModelCard, volume: Volume) -> None:
    affine = volume.affine_lps.copy()
    affine[:3, 0] *= 2
    thick = replace(volume, voxels=volume.voxels[::2], affine_lps=affine, contrast_agent=True, kernel="B70f")
    gate = check_contract(card, thick)
    assert gate.verdict is GateVerdict.WARN
    assert gate.reasons == ("Voxels are 6.6 mm long: volumes are rough.",)
    notes = run(card, thick).notes
    assert any("lower than on thin slices" in note for note in notes)
    assert any("Contrast was given" in note for note in notes)
    assert any("B70f is sharp" in note for note in notes)
    assert check_contract(card, replace(volume, age_band="0-9")).reasons == ("The rules were not tried on children.",)
    quiet = run(card, replace(volume, kernel="B30f")).notes
    assert not any("Contrast" in note or "sharp" in note for note in quiet)


@pytest.mark.parametrize(
    ("phantom", "words"),
    [
        (replace(PLAIN, sides=("left",)), "Only the left lung was found."),
        (replace(PLAIN, sides=("right",)), "Only the right lung was found."),
        (replace(PLAIN, has_airway=False), "No trachea was found"),
    ],
)
def test_what_is_not_two_lungs_with_a_trachea_is_said(card: ModelCard, phantom: LungPhantom, words: str) -> None:
    result = run(card, scan(phantom).volume)
    assert result.provenance.gate.verdict is GateVerdict.WARN
    assert any(words in reason for reason in result.provenance.gate.reasons)
    assert any(words in note for note in result.notes)


def test_dense_and_unequal_lungs_are_said(card: ModelCard) -> None:
    scanned = scan(PLAIN)
    voxels = scanned.volume.voxels.copy()
    voxels[scanned.masks["right_lung"]] = -500
    voxels[38:][scanned.masks["right_lung"][38:]] = 20  # all but the lowest part of it is consolidated
    voxels[scanned.masks["left_lung"]] = -550
    notes = run(card, replace(scanned.volume, voxels=voxels)).notes
    assert any("much smaller than the other" in note for note in notes)
    assert any("is unusual for lungs" in note for note in notes)


def test_no_lung_is_refused_in_a_sentence(card: ModelCard, volume: Volume) -> None:
    water = np.where((volume.voxels < -300) & (volume.voxels > -990), 40, volume.voxels)
    with pytest.raises(InputMismatch, match="No lung was found"):
        run(card, replace(volume, voxels=water))


def test_a_cancelled_run_ends_at_the_next_step(card: ModelCard, volume: Volume) -> None:
    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        run_model(load_model(card), volume, progress=stop)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((("bone_hu", "dense"),), "are not valid"),
        ((("wings", 2.0),), "are not valid"),
        ((("cell_mm", 0.001),), "no lung can be found by"),
    ],
)
def test_a_card_with_other_figures_is_checked(
    card: ModelCard, arguments: tuple[tuple[str, object], ...], words: str
) -> None:
    with pytest.raises(ModelPackError, match=words):
        load_model(replace(card, architecture=Architecture("chest-ct-rules", arguments)))


def test_a_structure_that_no_rule_finds_is_told(card: ModelCard, volume: Volume) -> None:
    liver = Label("liver", "Liver", Code("10200004", "SCT", "Liver"))
    with pytest.raises(ModelPackError, match="do not find the structure 'liver'"):
        run(replace(card, labels=(*card.labels, liver)), volume)
