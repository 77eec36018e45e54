"""Codes of what a person marks: as the context groups of DICOM list them, and own words with a code of our own."""

from __future__ import annotations

import pytest
from pydicom.sr._cid_dict import cid_concepts
from pydicom.sr.codedict import codes

from ai.library.card import Code
from app.dicom.export.sr_measurements import OWN_SCHEME
from app.imaging.segment_codes import (
    ABNORMAL,
    ANATOMICAL,
    LOCAL_SCHEME,
    USUAL_SEGMENTS,
    category_of,
    local_code,
    own_label,
    usual_in,
)

TITLES = tuple(each.title for each in USUAL_SEGMENTS)


def listed(cid: int) -> dict[str, str]:
    """Code value -> meaning of a context group of SNOMED CT."""
    found = (getattr(codes.SCT, name) for name in cid_concepts[cid]["SCT"])
    return {each.value: each.meaning for each in found}


@pytest.mark.parametrize("segment", USUAL_SEGMENTS, ids=TITLES)
def test_every_usual_segment_is_in_the_context_group_of_its_category(segment) -> None:
    group = listed(7194 if segment.category == ABNORMAL else 7192)
    assert group[segment.code.value].casefold() == segment.code.meaning.casefold()
    assert segment.code.scheme == "SCT"


def test_categories_are_those_of_cid_7150() -> None:
    assert listed(7150)[ABNORMAL.value] == ABNORMAL.meaning
    assert listed(7150)[ANATOMICAL.value] == ANATOMICAL.meaning
    assert category_of(USUAL_SEGMENTS[0].code) == ABNORMAL
    assert category_of(Code("10200004", "SCT", "Liver")) == ANATOMICAL
    assert category_of(Code("X", LOCAL_SCHEME, "whatever")) == ANATOMICAL
    assert LOCAL_SCHEME == OWN_SCHEME


def test_only_what_there_are_two_of_has_a_side() -> None:
    paired = {each.title for each in USUAL_SEGMENTS if each.is_paired}
    assert paired == {"Lung", "Kidney", "Adrenal gland", "Breast", "Hippocampus", "Eye", "Femur"}


@pytest.mark.parametrize("title", ["Zyste, links – groß", "a", "腫瘍", "Tumour of the frontal lobe, second look " * 3])
def test_own_words_have_a_code_that_dicom_can_hold(title: str) -> None:
    code = local_code(title)
    assert code.scheme == LOCAL_SCHEME
    assert 1 <= len(code.value) <= 16
    assert code.value.isascii()
    assert 1 <= len(code.meaning) <= 64
    assert code == local_code(f"  {title.upper()} ") or code.value == local_code(title.upper()).value
    assert code.value != local_code(f"{title}!").value


def test_names_are_safe_and_never_shared() -> None:
    label = own_label("  Zyste   links  ", None, "")
    assert (label.name, label.title) == ("zyste_links", "Zyste links")
    assert own_label("Zyste links", None, "", taken=["zyste_links"]).name == "zyste_links_2"
    assert own_label("Zyste links", None, "", taken=["zyste_links", "zyste_links_2"]).name == "zyste_links_3"
    assert own_label("腫瘍", None, "").name == "mask"
    assert own_label("x" * 200, None, "").title == "x" * 64
    with pytest.raises(ValueError, match="name"):
        own_label("   ", None, "")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Tumour", "Tumour"),
        ("tumour 2", "Tumour"),
        ("Brain lesion", "Brain lesion"),
        ("liver cyst", "Cyst"),
        ("Left kidney", "Kidney"),
        ("adrenal gland", "Adrenal gland"),
        ("Livery", None),
        ("", None),
    ],
)
def test_a_name_says_which_usual_segment_it_is(text: str, title: str | None) -> None:
    found = usual_in(text, TITLES)
    assert (None if found is None else found.title) == title
