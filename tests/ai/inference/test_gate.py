from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from ai.errors import InputMismatch, InputRefused
from ai.inference.gate import check_contract, one_verdict, override_notes, reads_any_slice, require_accepted
from ai.inference.provenance import PASSED, Gate, GateVerdict
from ai.library.card import InputSpec, ModelCard
from ai.library.grid_spec import GridSpec
from ai.volume import SpacingKind, Volume

PLANE = np.zeros((64, 64), np.uint16)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"modality": "MR"}, "Tiny chest needs CR or DX; this series is MR."),
        ({"modality": ""}, "this series is without a modality."),
        ({"geometry_fault": "Slice 2 of 3 is missing."}, "evenly spaced slices: Slice 2 of 3 is missing."),
        ({"body_part": "KNEE"}, "needs CHEST; this series shows KNEE."),
        ({"view": "LL"}, "needs a frontal view (PA or AP); this is left lateral."),
        ({"view": "LATERAL"}, "this is lateral."),
        ({"view": "", "row_direction": "A"}, "by its Patient Orientation this picture is not frontal."),
        ({"view": "", "row_direction": "P"}, "by its Patient Orientation this picture is not frontal."),
    ],
)
def test_refusals(
    write_pack: Callable[..., ModelCard], radiograph: Callable[..., Volume], changes: dict[str, str], words: str
) -> None:
    card = write_pack()
    gate = check_contract(card, radiograph(PLANE, **changes))
    assert gate.verdict is GateVerdict.REFUSE
    assert words in gate.reasons[0]
    with pytest.raises(InputMismatch, match="Tiny chest"):
        require_accepted(card, radiograph(PLANE, **changes))


def test_small_coloured_or_many_pictures_are_refused(
    write_pack: Callable[..., ModelCard], radiograph: Callable[..., Volume]
) -> None:
    card = write_pack()
    assert "at least 32 pixels a side; this picture has 20" in check_contract(card, radiograph(PLANE[:20])).reasons[0]
    stack = Volume(np.zeros((3, 64, 64)), np.eye(4), modality="CR")
    assert "this series has 3 pictures" in check_contract(card, stack).reasons[0]
    colour = Volume(np.zeros((1, 64, 64, 3), np.uint8), np.eye(4), modality="CR")
    assert "in colour" in check_contract(card, colour).reasons[0]


def test_a_complete_film_passes_and_silent_tags_are_said(
    write_pack: Callable[..., ModelCard], radiograph: Callable[..., Volume]
) -> None:
    card = write_pack()
    assert require_accepted(card, radiograph(PLANE)).verdict is GateVerdict.OK
    assert check_contract(card, radiograph(PLANE, row_direction="R")).verdict is GateVerdict.OK
    gate = check_contract(
        card, radiograph(PLANE, body_part="", view="", axes_known=False, bones_bright=None, derived=True)
    )
    assert gate.verdict is GateVerdict.WARN
    assert len(gate.reasons) == 5


GRID = GridSpec(orientation="SPL", spacing_mm=(1, 1, 1))
ANY = InputSpec(("CT",), (), (), (0, 0), (0, 100), 0, grid=GRID)


def _scan(slices: int = 4, **changes: object) -> Volume:
    fields: dict[str, object] = {"modality": "CT", "body_part": "CHEST"} | changes
    return Volume(np.zeros((slices, 40, 40), np.int16), np.eye(4), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("task", ["segmentation", "detection", "multi-label-classification"])
@pytest.mark.parametrize(
    ("scan", "words", "final"),
    [
        (_scan(), "", False),
        (_scan(modality="MR"), "needs CT; this series is MR", True),
        (_scan(modality="OT"), "needs CT; this series is OT", False),
        (_scan(modality=""), "this series is without a modality", False),
        (_scan(slices=1), "reads whole scans; this series has a single picture", True),
        (_scan(axes_known=False), "needs to know how the patient lies", True),
        (_scan(spacing_kind=SpacingKind.UNKNOWN), "needs the size of a pixel in millimetres", True),
        (_scan(geometry_fault="Slice 2 of 5 is missing."), "evenly spaced slices: Slice 2 of 5", True),
        (Volume(np.zeros((4, 40, 40, 3), np.uint8), np.eye(4), modality="CT"), "in colour", True),
    ],
)
def test_models_of_whole_scans(
    write_pack: Callable[..., ModelCard], task: str, scan: Volume, words: str, final: bool
) -> None:
    card = write_pack(task=task, input=ANY)
    gate = check_contract(card, scan)
    if not words:
        assert gate.verdict is GateVerdict.WARN
        assert gate.reasons == (
            "Its card holds no statistics of the scans it was trained on, so likeness is not checked.",
        )
        return
    assert gate.verdict is GateVerdict.REFUSE
    assert words in gate.reasons[0]
    assert gate.final is final
    kind = InputMismatch if final else InputRefused
    with pytest.raises(kind):
        require_accepted(card, scan)
    if final:
        with pytest.raises(InputMismatch):
            require_accepted(card, scan, override=True)
    else:
        assert require_accepted(card, scan, override=True).overridden


@pytest.mark.parametrize("task", ["detection", "segmentation", "multi-label-classification"])
def test_a_model_of_radiographs_is_never_run_on_a_scan(write_pack: Callable[..., ModelCard], task: str) -> None:
    films = replace(ANY, modalities=("CR", "DX"), grid=GridSpec(dimensions=2, fit="pad", size=(32, 32)))
    card = write_pack(task=task, input=films)
    for scan in (_scan(modality="MR"), _scan(modality="CT", slices=1)):
        assert check_contract(card, scan, slice_index=0).final
    # Several radiographs are no stack either, whatever a person says of their modality.
    for modality in ("DX", "OT"):
        gate = check_contract(card, _scan(modality=modality))
        assert gate.final
        assert "reads one radiograph; this series has 4 pictures" in gate.reasons[-1]
    # A film that was digitised elsewhere says OT, or nothing: a person sees what it is.
    for modality in ("OT", "", "RF"):
        gate = check_contract(card, _scan(modality=modality, slices=1))
        assert (gate.verdict, gate.final) == (GateVerdict.REFUSE, False)
        assert require_accepted(card, _scan(modality=modality, slices=1), override=True).overridden


def test_a_card_without_a_grid_cannot_be_run(write_pack: Callable[..., ModelCard]) -> None:
    gate = check_contract(write_pack(task="segmentation", input=replace(ANY, grid=None, size_px=(64, 64))), _scan())
    assert gate.final
    assert "does not say how a scan becomes its input" in gate.reasons[0]


def test_all_reasons_are_told_and_one_that_nobody_can_override_is_enough(
    write_pack: Callable[..., ModelCard],
) -> None:
    card = write_pack(task="segmentation", input=replace(ANY, body_parts=("HEAD",)))
    gate = check_contract(card, _scan(modality="MR", axes_known=False))
    assert [reason.split(";")[-1].split(" ")[-1] for reason in gate.reasons] == ["MR.", "CHEST.", "it."]
    assert gate.final


def test_a_model_of_one_picture_reads_the_slice_shown(write_pack: Callable[..., ModelCard]) -> None:
    flat = replace(ANY, grid=GridSpec(dimensions=2, fit="pad", size=(32, 32)))
    uneven = _scan(geometry_fault="Slice 2 of 5 is missing.")
    for number, fields in enumerate(({"task": "multi-label-classification"}, {"task": "image-classification"})):
        card = write_pack(input=flat, version=f"1.{number}.0", **fields)
        assert reads_any_slice(card)
        gate = check_contract(card, uneven)
        assert gate.final
        assert any("reads one picture; this series has 4" in reason for reason in gate.reasons)
        assert check_contract(card, uneven, slice_index=3).verdict is GateVerdict.WARN
        with pytest.raises(InputMismatch, match="Choose the slice that it shall read"):
            require_accepted(card, uneven)
    film = write_pack(version="2.0.0")
    assert not reads_any_slice(film)
    assert check_contract(film, _scan(modality="CR"), slice_index=1).final


def test_an_override_is_logged_without_what_the_scan_says(
    write_pack: Callable[..., ModelCard], radiograph: Callable[..., Volume], caplog: pytest.LogCaptureFixture
) -> None:
    film = radiograph(PLANE, body_part="SECRETPART")
    with caplog.at_level("WARNING"):
        gate = require_accepted(write_pack(), film, override=True)
    assert gate.overridden
    assert "tiny-1.2.0 runs in spite of a refusal: {model} needs {wanted}; this series shows {found}." in caplog.text
    assert "SECRETPART" not in caplog.text


def test_one_verdict_of_all_layers() -> None:
    warned, refused = Gate(GateVerdict.WARN, ("doubt",)), Gate(GateVerdict.REFUSE, ("reason",), overridden=True)
    assert one_verdict((PASSED, PASSED)) == PASSED
    joint = one_verdict((warned, PASSED, refused))
    assert joint == Gate(GateVerdict.REFUSE, ("reason", "doubt"), overridden=True)
    assert override_notes(warned) == ()
    assert override_notes(joint) == ("Run in spite of a refusal, so it may be wrong altogether: reason",)
