from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ai.errors import InputMismatch
from ai.inference.gate import check_contract, require_accepted
from ai.inference.results import GateVerdict
from ai.library.card import ModelCard
from ai.volume import Volume

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
