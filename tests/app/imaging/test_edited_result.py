"""Measurements of a result of which a person edited a mask."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import Measurement, ModelResult, Structure
from ai.library.card import Code, Label
from app.imaging.edited_result import edit_notes, with_structure

LABELS = tuple(Label(name, name.title(), Code("1", "SCT", name)) for name in ("liver", "spleen"))


@pytest.fixture
def result() -> ModelResult:
    masks = np.zeros((2, 2, 4, 4), np.bool_)
    measurements = (
        Measurement("liver_volume", "Liver, volume", 1.5, "L", (1.0, 2.0), "Members."),
        Measurement("spleen_volume", "Spleen, volume", 200.0, "ml", None, ""),
        Measurement("ratio", "Ratio", 0.5, "1", (0.4, 0.6), "95 %."),
        Measurement("liver_volume", "Of another unit", 3.0, "%", None, ""),
    )
    provenance = Provenance("m", "1", "", "", Gate(GateVerdict.OK), (), "cpu", 1.0, "1", "s")
    return ModelResult(tuple(map(Structure, LABELS, masks)), measurements, ("A note.",), provenance)


def test_its_volume_is_measured_anew_and_the_rest_is_outdated(result: ModelResult) -> None:
    edited = replace(result.structures[0], edited=True)
    changed = with_structure(result, 0, edited, volume_ml=1600.0, original=result)
    own, other, ratio, odd = changed.measurements
    assert (own.value, own.unit, own.interval, own.outdated) == (1.6, "L", None, False)
    assert own.interval_note
    assert other == result.measurements[1]
    assert ratio.outdated
    assert odd.outdated
    assert changed.structures == (edited, result.structures[1])
    first, second = edit_notes(changed)
    assert "Liver" in first
    assert "Ratio" in second
    assert edit_notes(result) == ()


def test_the_other_mask_keeps_them_outdated_until_both_are_as_they_were(result: ModelResult) -> None:
    edited = tuple(replace(each, edited=True) for each in result.structures)
    one = with_structure(result, 0, edited[0], volume_ml=1.0, original=result)
    both = with_structure(one, 1, edited[1], volume_ml=2.0, original=result)
    assert both.measurements[1].value == 2.0
    back = with_structure(both, 0, result.structures[0], volume_ml=0.0, original=result)
    assert back.measurements[0] == result.measurements[0]
    assert back.measurements[2].outdated
    assert with_structure(back, 1, result.structures[1], volume_ml=0.0, original=result).measurements == (
        result.measurements
    )
