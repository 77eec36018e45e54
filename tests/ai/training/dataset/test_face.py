"""A face may be made out of thin slices of a head, and of nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ai.training.dataset.coded_facts import coded, is_body_part
from ai.training.dataset.face import Face, face_of
from ai.volume import SpacingKind, Volume


def volume(part: str = "HEAD", shape: tuple[int, int, int] = (40, 40, 40), **facts: Any) -> Volume:
    grid = np.diag([4.0, 4.0, 4.0, 1.0])
    return Volume(np.zeros(shape, np.int8), grid, **({"modality": "CT", "body_part": part} | facts))


@pytest.mark.parametrize("part", ["HEAD", "BRAIN", "Head and Neck", "WHOLEBODY", "WHOLE BODY", "HEAD_NECK", "SKULL"])
def test_heads(part: str) -> None:
    assert face_of(volume(part)) is Face.POSSIBLE
    assert face_of(volume(part, modality="MR")) is Face.POSSIBLE


def test_others() -> None:
    assert face_of(volume("KNEE")) is Face.NO
    assert face_of(volume("")) is Face.UNKNOWN
    assert face_of(volume("", modality="")) is Face.UNKNOWN
    assert face_of(volume(shape=(5, 40, 40))) is Face.NO
    assert face_of(volume(shape=(12, 40, 40))) is Face.NO
    assert face_of(volume(modality="CR")) is Face.NO
    assert face_of(volume(spacing_kind=SpacingKind.UNKNOWN)) is Face.NO


@pytest.mark.parametrize("part", ["HEAD", "chest", "HEAD AND NECK", "CHEST_TO_PELVIS", "CHEST/ABDOMEN", "STOMACH"])
def test_parts_of_the_body(part: str) -> None:
    assert is_body_part(part)


@pytest.mark.parametrize(
    "part", ["", "MUSTERMANN", "HEAD OF ERIKA", "KOPF", "1961", "AND", "CHEST 19570101", "CHEST_0012345", "CHEST 山田"]
)
def test_what_is_none(part: str) -> None:
    assert not is_body_part(part)


def test_codes_stay_and_words_go() -> None:
    kept = volume(unit="HU", view="PA", patient_position="HFDR")
    assert coded(kept) is kept
    named = volume("ERIKA", unit="ERIKA", view="ERIKA", patient_position="HFX", modality="ERIKA")
    found = coded(named)
    assert (found.body_part, found.unit, found.view, found.patient_position, found.modality) == ("", "", "", "", "")
