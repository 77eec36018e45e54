from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.inference.tagged_kind import among, open_kinds
from ai.library.router_kinds import BRAIN_MR, CHEST_CT, CHEST_FILM, HIPPOCAMPUS_MR, KINDS, SOMETHING_ELSE
from ai.volume import Volume


def _picture(modality: str = "", body_part: str = "") -> Volume:
    return Volume(np.zeros((1, 4, 4), np.uint8), np.eye(4), modality=modality, body_part=body_part, axes_known=False)


@pytest.mark.parametrize(
    ("modality", "body_part", "kinds"),
    [
        ("", "", KINDS),
        ("OT", "", KINDS),
        ("CT", "", (CHEST_CT, SOMETHING_ELSE)),
        ("CT", "HEAD", (SOMETHING_ELSE,)),
        ("CT", "CHEST_ABDOMEN_PELVIS", (CHEST_CT, SOMETHING_ELSE)),
        ("MR", "", (BRAIN_MR, HIPPOCAMPUS_MR, SOMETHING_ELSE)),
        ("MR", "brain", (BRAIN_MR, HIPPOCAMPUS_MR, SOMETHING_ELSE)),
        ("MR", "KNEE", (SOMETHING_ELSE,)),
        ("MR", "words of a site", (BRAIN_MR, HIPPOCAMPUS_MR, SOMETHING_ELSE)),
        ("DX", "THORAX", (CHEST_FILM, SOMETHING_ELSE)),
        ("US", "", (SOMETHING_ELSE,)),
        ("", "HEAD", (BRAIN_MR, HIPPOCAMPUS_MR, SOMETHING_ELSE)),
    ],
)
def test_tags_exclude_what_they_contradict(modality: str, body_part: str, kinds: tuple[str, ...]) -> None:
    assert open_kinds(_picture(modality, body_part)) == kinds


@given(st.lists(st.floats(0.001, 1), min_size=len(KINDS), max_size=len(KINDS)), st.sets(st.sampled_from(KINDS[:-1])))
def test_what_stays_open_keeps_its_shares(weights: list[float], chosen: set[str]) -> None:
    probabilities = [weight / sum(weights) for weight in weights]
    kinds = [*chosen, SOMETHING_ELSE]
    shared = dict(zip(KINDS, among(kinds, probabilities), strict=True))
    before = dict(zip(KINDS, probabilities, strict=True))
    assert sum(shared.values()) == pytest.approx(1)
    for kind in KINDS:
        ratio = before[kind] / before[SOMETHING_ELSE] if kind in kinds else 0.0
        assert shared[kind] == pytest.approx(ratio * shared[SOMETHING_ELSE])


def test_nothing_left_is_something_else() -> None:
    assert among([SOMETHING_ELSE], [1.0, 0.0, 0.0, 0.0, 0.0]) == (0.0, 0.0, 0.0, 0.0, 1.0)
